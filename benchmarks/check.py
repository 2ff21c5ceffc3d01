"""How long reading and reconciling a county takes, beside the start of the program alone.

    python3 benchmarks/check.py [--county demo] [--year 2024] [--runs 5]

Both commands run in turn, so that whatever else the computer does falls on both. Printed are the medians and the time that
each department adds to the start.
"""

import argparse
import statistics
import subprocess
import sys
import time

from evallib.reading.folder import find_data
from evallib.running.selection import select


def seconds(*words: str) -> float:
    """Run the command once and return how long it took."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "evallib", *words], capture_output=True, check=False)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--county", default="demo")
    parser.add_argument("--year", default="2024")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    departments = len(select(find_data(), county=[options.county], year=[options.year]))
    pairs = [(seconds("--version"), seconds("check", "--county", options.county, "--year", options.year)) for _ in range(options.runs)]
    start, check = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"start {start:.2f} s, check {check:.2f} s ({check / start:.1f} times the start)")
    print(f"{departments} departments in {check - start:.2f} s after the start, {(check - start) / departments * 1000:.0f} ms each")


if __name__ == "__main__":
    main()
