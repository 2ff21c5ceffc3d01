"""How long the page of a county takes after start-up: the notebook run by the command, beside an empty notebook run the same way.

    .venv/bin/python benchmarks/county.py [--county demo] [--year 2024] [--rounds 5]

Both are made in turns, in one process each, so that what a busy machine adds falls on both. The empty notebook costs what every run does: starting,
loading the libraries, writing a page and the index. Printed are the middle of the differences and the shortest, in seconds of the processor, with
their ratio to the empty run.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks/county.ipynb"


def notebooks(folder: Path) -> None:
    """Write two notebooks: the county's, and one that has its parameters and shows nothing."""
    (folder / "notebooks").mkdir()
    shutil.copy(NOTEBOOK, folder / "notebooks")
    first = next(cell for cell in nbformat.read(NOTEBOOK, as_version=4).cells if "parameters" in cell.metadata.get("tags", []))
    nbformat.write(new_notebook(cells=[new_code_cell(first.source, metadata={"tags": ["parameters"]})]), folder / "notebooks/empty.ipynb")


def seconds(notebook: str, county: str, year: str, folder: Path) -> float:
    """Make the page of a notebook; return the seconds of the processor that it took, its helpers' too."""
    before = os.times()
    words = ["--notebook", notebook, "--county", county, "--year", year, "--data", ROOT / "data", "--outputs", "outputs", "--force", "--quiet", "--jobs", "1"]
    subprocess.run([sys.executable, "-m", "evallib", "run", *map(str, words)], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--county", default="demo")
    parser.add_argument("--year", default="2024")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        notebooks(folder)
        rounds = [[seconds(one, options.county, options.year, folder) for one in ("empty", "county")] for _ in range(options.rounds)]
    more = [whole - start for start, whole in rounds]
    start = statistics.median(one for one, _ in rounds)
    middle = statistics.median(more)
    print(f"start-up {start:.2f} s; the county's page after it {middle:.2f} s (shortest {min(more):.2f} s), {middle / start:.1f} times as long")


if __name__ == "__main__":
    main()
