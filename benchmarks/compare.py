"""How long it takes to put many departments side by side, and how much memory, beside reading their summaries.

    python3 benchmarks/compare.py [--departments 24 2500 5000 10000]

The departments are those of the demonstration county in three years, multiplied: each copy has a folder and a name of its own and its
amounts moved by up to a tenth, by a generator with a fixed seed, so that no two are alike. Every size is measured in a process of its own. Printed are
seconds of the processor, their ratio to the smallest size per department (1 where time grows in proportion), and the highest memory. Then the same for results.csv.
"""

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from evallib.case import open_case
from evallib.compare import compare
from evallib.reading.folder import find_data
from evallib.running.results import as_csv, rows_of
from evallib.running.selection import select
from evallib.summary import Summary, summary

SEED = 7
AMOUNT = re.compile(r'"value":"(\d+\.\d\d)","unit":"万元"')


def originals() -> list[str]:
    """Return the summaries of the demonstration county, in JSON."""
    return [summary(open_case(one.county, one.year, one.department)).to_json() for one in select(find_data(), county=["demo"])]


def copies(texts: list[str], number: int, folder: Path) -> None:
    """Write so many departments, each an altered copy of one of these."""
    chance = random.Random(SEED)  # noqa: S311  no secret
    for place in range(number):
        told = json.loads(texts[place % len(texts)])
        told |= {"county": "many", "year": 2024, "department": f"d{place:05d}", "name": [f"{place}{told['name'][0]}", f"{told['name'][1]} {place}"]}
        text = AMOUNT.sub(
            lambda found: f'"value":"{Decimal(found[1]) * chance.randint(900, 1100) / 1000:.2f}","unit":"万元"',
            json.dumps(told, ensure_ascii=False, separators=(",", ":")),
        )
        (folder / f"{place:05d}.json").write_text(text, "utf-8")


def measured(folder: Path) -> dict[str, float]:
    """Read the summaries of a folder and put them side by side; return seconds and megabytes."""
    start, known = time.process_time(), {}
    summaries = [Summary.from_json(path.read_bytes(), known) for path in sorted(folder.glob("*.json"))]
    read = time.process_time()
    one = compare(summaries)
    for shown in (
        "columns",
        "execution",
        "by_function",
        "by_economic_class",
        "by_kind",
        "spreads",
        "outliers",
        "contradictions",
        "by_contradictions",
        "by_evidence",
        "effects",
        "three_public",
        "shortlist",
    ):
        getattr(one, shown)
    five = [column.spread.five for column in one.columns.values() if column.spread]
    one.changes()
    compared = time.process_time()
    size = len(as_csv(row for each in summaries for row in rows_of(each)))
    written = time.process_time()
    if not five:
        raise SystemExit("nothing was compared")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "read": read - start,
        "compare": compared - read,
        "csv": written - compared,
        "megabytes": peak,
        "outliers": len(one.outliers),
        "distributions": len(five),
        "bytes": size,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--departments", type=int, nargs="+", default=[24, 2500, 5000, 10000])
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.folder:
        print(json.dumps(measured(options.folder)))
        return
    texts, first = originals(), None
    for number in options.departments:
        with tempfile.TemporaryDirectory() as folder:
            copies(texts, number, Path(folder))
            made = subprocess.run([sys.executable, __file__, "--folder", folder], capture_output=True, text=True, check=True)
        told = json.loads(made.stdout)
        each = {name: told[name] / number for name in ("read", "compare", "csv")}
        first = first or each
        shown = ", ".join(f"{name} {told[name]:.2f} s ({each[name] / first[name]:.2f})" for name in each)
        print(f"{number} departments: {shown}; together {told['read'] + told['compare']:.1f} s, {told['megabytes']:.0f} MB; {told['outliers']} stand apart")


if __name__ == "__main__":
    main()
