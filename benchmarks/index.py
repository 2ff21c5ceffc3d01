"""How large the index is, how long it takes to make and how long a browser takes to open it, for ever more departments.

    python3 benchmarks/index.py [--departments 24 72 300 2500 10000]

The departments are those of the demonstration county, multiplied: 50 for each county and year (24 in the two smallest), each with a page, a
summary and a folder of data of its own. Printed are, for each size: pages of the index; size of the first page and of the largest other, in KB; seconds
of the processor to make all of them with nothing known, and again after one department has changed; and how long Chromium takes from the address to the
finished page of the first and of the largest other, in milliseconds, the least of five.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser_tools import chromium, find_browser  # noqa: E402
from commands import evallib  # noqa: E402
from many import many  # noqa: E402

from evallib.running import site  # noqa: E402
from evallib.running.inputs import Fingerprints  # noqa: E402

SMALL, LARGE = 24, 50  # departments of a county and year
SIZES = [24, 72, 300, 2500, 10_000]
OPENED = """() => new Promise(done => setTimeout(() => done(performance.getEntriesByType("navigation")[0].loadEventEnd), 0))"""


def opened(page: Path, browser: object) -> float:
    """Return how many milliseconds a page takes to open, the least of five."""
    times = []
    for _ in range(5):
        context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
        tab = context.new_page()
        tab.goto(page.as_uri(), wait_until="load")
        times.append(tab.evaluate(OPENED))
        context.close()
    return min(times)


def measured(made: Path, number: int, folder: Path, browser: object) -> list[str]:
    """Return the figures of one size."""
    each = SMALL if number <= SMALL * 3 else LARGE
    manifest = many(made, folder / "data", folder / "o", number // each, 1, each)
    prints = Fingerprints(folder / "data", next(iter(manifest.made_with)))
    start = time.process_time()
    site.publish(manifest, prints)
    first = time.process_time() - start
    summary = next(name for name in sorted(next(iter(manifest.reports.values()))["files"]) if name.endswith(".json"))
    text = (folder / "o" / summary).read_text("utf-8").replace("号部门", "号改名的部门")
    report = next(iter(manifest.reports.values()))
    (folder / "o" / summary).write_text(text, "utf-8")
    report["files"][summary] = site.digest_of_file(folder / "o" / summary)
    start = time.process_time()
    site.publish(manifest, Fingerprints(folder / "data", prints.made_with))
    again = time.process_time() - start
    top = folder / "o/index.html"
    others = sorted((path for path in (folder / "o").rglob("index.html") if path != top), key=lambda path: path.stat().st_size)
    sizes = [page.stat().st_size / 1000 for page in (top, *others[-1:])]
    times = [opened(page, browser) if browser else float("nan") for page in (top, *others[-1:])]
    shown = [" / ".join(f"{value:.0f}" for value in values) for values in (sizes, times)]
    return [str(number), str(2 + 2 * len(others)), shown[0], f"{first:.2f}", f"{again:.2f}", shown[1]]


def main() -> None:
    """Measure every size and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--departments", type=int, nargs="+", default=SIZES)
    sizes = parser.parse_args().departments
    print("departments\tpages\tKB\tmade s\tagain s\topened ms", flush=True)
    with tempfile.TemporaryDirectory(prefix="evallib-") as folder:
        made = Path(folder) / "made"
        evallib("run", "--county", "demo", "--year", "2024", "--outputs", made, "--quiet")
        with chromium() if find_browser() else tempfile.TemporaryDirectory() as browser:
            for number in sizes:
                with tempfile.TemporaryDirectory(prefix="evallib-") as place:
                    print("\t".join(measured(made, number, Path(place).resolve(), browser if find_browser() else None)), flush=True)


if __name__ == "__main__":
    main()
