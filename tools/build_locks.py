"""Writes `locks/*.txt`: the exact packages, with hashes, that each command of `run.py` needs.

    python3 -m pip install uv
    python3 tools/build_locks.py              keeps the locked versions that still fit
    python3 tools/build_locks.py --upgrade    takes the newest

The locks hold for Python 3.11 and later on Linux, Windows and macOS (lines carry their conditions). `lab.txt` includes
`run.txt`, and `test.txt` includes `lab.txt`: a larger environment always serves a smaller command.
The files stay ASCII, because pip on Windows reads them in the encoding of the system.
"""

import argparse
import re
import subprocess
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCKS = ROOT / "locks"
EXTRAS = {"run": [], "lab": ["lab", "analysis"], "test": ["lab", "analysis", "cluster", "test", "browser"]}  # each a part of the next
HEADER = "# Made from pyproject.toml by:  python3 tools/build_locks.py\n"


def resolve(extras: list[str], liked: str) -> str:
    """Let uv find versions for the package with these extras, preferring those that the lock text `liked` has."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lowest = project["project"]["requires-python"].removeprefix(">=")
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder, "lock.txt")
        lock.write_text(liked, "utf-8")
        command = ["uv", "pip", "compile", "--universal", "--generate-hashes", "--no-header", "--quiet"]
        command += ["--python-version", lowest, "--output-file", str(lock), "pyproject.toml", "-"]
        command += [word for extra in extras for word in ("--extra", extra)]
        # The editable install builds with setuptools; locked too, it needs nothing from outside.
        subprocess.run(command, cwd=ROOT, input="\n".join(project["build-system"]["requires"]), text=True, check=True)
        return lock.read_text("utf-8")


def entries(lock: str) -> list[str]:
    """Cut a lock into its entries: a pinned package with the hashes and comments that follow it."""
    return re.findall(r"^\w.*\n(?:[ #].*\n)*", lock, re.MULTILINE)


def pin(entry: str) -> str:
    """Give the first line of an entry: package, version and condition."""
    return entry.partition("\n")[0]


def main() -> None:
    """Resolve the largest set first, hold the others to its versions, and write down what each adds to the one before."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    upgrade = parser.parse_args().upgrade
    files = {name: LOCKS / f"{name}.txt" for name in EXTRAS}
    current = [path.read_text("utf-8") for path in files.values() if path.exists() and not upgrade]
    largest = resolve(EXTRAS["test"], "".join(entry for text in current for entry in entries(text)))

    LOCKS.mkdir(exist_ok=True)
    known, included = set(), ""
    for name, path in files.items():
        found = entries(resolve(EXTRAS[name], largest))
        added = [entry for entry in found if pin(entry) not in known]
        path.write_text(HEADER + included + "".join(added), "ascii", newline="\n")
        known |= {pin(entry) for entry in added}
        included = f"-r {path.name}\n"
        print(f"{path.name}: {len(added)} packages added, {len(found)} in all")


if __name__ == "__main__":
    main()
