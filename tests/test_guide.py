"""The guide for analysts is carried out, block by block, in a copy of this folder; what it shows is what comes out."""

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass

import pytest
import yaml
from commands import ROOT

from evallib import __main__ as command

ENGLISH, CHINESE = "guide.md", "guide.zh-CN.md"
PAGES = {name: (ROOT / "docs" / name).read_text("utf-8") for name in (ENGLISH, CHINESE)}
COPIED = ("evallib", "notebooks", "data", "tests", "tools", "docs")
"""What the steps of the guide read or change; the rest of the folder is not needed."""
BLOCK = re.compile(r"^```(?P<kind>\w+)(?P<said>[^\n]*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
WAITS = "python3 run.py lab"
"""The command that opens a browser and ends when it is told to; it is looked up, not run."""


@dataclass(frozen=True)
class Block:
    """A block of code and the line before it, which names its file, if it is one."""

    before: str
    kind: str
    said: str
    text: str
    section: int

    @property
    def file(self):
        return re.fullmatch(r"`([\w/.]+)`", self.before)

    @property
    def runs(self):
        return not self.file and self.kind in {"sh", "python"}


def blocks(name):
    text = PAGES[name]
    return [Block(before=text[: found.start()].rstrip().rpartition("\n")[2], section=text[: found.start()].count("\n## "), **found.groupdict()) for found in BLOCK.finditer(text)]


def of_kind(kind):
    return [block.text for block in blocks(ENGLISH) if block.kind == kind]


def steps():
    """Each block that is a file or is run, with the output shown after it, if it is shown."""
    found = blocks(ENGLISH)
    return [(block, after.text if after.kind == "text" else None) for block, after in zip(found, [*found[1:], Block("", "", "", "", 0)], strict=True) if block.file or block.runs]


# -- writing files as the guide says -------------------------------------------------------------------------------


def with_row(text, row):
    """A file with a row of a list put in: in the place of the one with the same first line, else at the end."""
    first = row.splitlines()[0]
    if first not in text.splitlines():
        return text.rstrip("\n") + "\n" + row
    before, rest = text.split(first + "\n", 1)
    return before + row + rest[len(rest) if "\n  - " not in rest else rest.index("\n  - ") + 1 :]


def put_down(folder, block):
    """Write a block into its file: new, as a row of a list, or as code at the end (a row of GOLDEN at the end of that table)."""
    path = folder / block.file[1]
    path.parent.mkdir(parents=True, exist_ok=True)
    old = path.read_text("utf-8") if path.is_file() else ""
    if block.text.startswith("  - "):
        new = with_row(old, block.text)
    elif block.kind == "python" and block.text.startswith("    ("):
        table, rest = old.split("GOLDEN = [", 1)
        new = f"{table}GOLDEN = [{rest.replace(chr(10) + ']', chr(10) + block.text + ']', 1)}"
    elif block.kind == "python":
        new = f"{old}\n\n{block.text}"
    else:
        new = block.text
    path.write_text(new, encoding="utf-8")


# -- carrying out --------------------------------------------------------------------------------------------------


def as_here(line):
    """A command with what run.py starts in its place: the package, or pytest."""
    line = re.sub(r"python3 run\.py test\b", f"{sys.executable} -m pytest -p no:cacheprovider", line)
    return re.sub(r"python3\b", sys.executable, re.sub(r"python3 run\.py\b", f"{sys.executable} -m evallib", line))


def carried_out(folder, block, earlier):
    """Run a block in the folder and return what the terminal shows; what Python of the same section said before holds."""
    if block.kind == "sh":
        lines = [as_here(line) for line in block.text.splitlines() if line != WAITS]
        words = ["sh", "-ec", "\n".join(lines)]
    else:
        quiet = "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()):\n" + "".join(f"    {line}\n" for line in ["pass", *"".join(earlier).splitlines()])
        words = [sys.executable, "-c", quiet + block.text]
    surroundings = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(folder), "MPLBACKEND": "agg", "HOME": str(folder), "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(words, cwd=folder, env=surroundings, capture_output=True, text=True, encoding="utf-8", check=False)
    expected = int(block.said.partition("status=")[2] or 0)
    assert done.returncode == expected, f"{block.text}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout + done.stderr


def shown_in(shown, printed):
    """Whether the lines shown were printed, one after the other; … stands for lines or an end of a line left out."""
    pattern = r"\s*".join(re.escape(part.strip()) if not part.endswith(" …") else re.escape(part.removesuffix(" …").strip()) + r"[^\n]*" for part in re.split(r"\n", shown.strip("\n")) if part != "…")
    pattern = re.sub(r"(?:\\\ )+", r" +", pattern)
    if "\n…\n" in f"\n{shown}":
        pattern = r"[\s\S]*?".join(re.sub(r"(?:\\\ )+", " +", r"\s*".join(re.escape(line.strip()) for line in part.strip("\n").split("\n"))) for part in re.split(r"^…$", shown, flags=re.MULTILINE))
    return re.search(pattern, printed)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("guide")
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "mycounty"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_step_works_and_prints_what_is_shown(copy):
    earlier, section = [], 0
    for block, shown in steps():
        if block.section != section:
            earlier, section = [], block.section
        if block.file:
            put_down(copy, block)
            continue
        printed = carried_out(copy, block, earlier)
        if block.kind == "python":
            earlier.append(block.text)
        assert shown is None or shown_in(shown, printed), f"{block.text}\nprinted\n{printed}\nshown\n{shown}"


def test_both_languages_have_the_same_steps():
    mine, theirs = (([(block.kind, block.said, block.text, block.section, bool(block.file)) for block in blocks(name)]) for name in (ENGLISH, CHINESE))
    assert mine == theirs


def test_the_nightly_lines_are_well_formed():
    cron, batch, units = of_kind("cron"), of_kind("bat"), of_kind("ini")
    assert all(re.match(r"\d+ \d+ \* \* \*  \S", line) for line in cron)
    for line in batch:
        words = shlex.split(line.replace("\\", "/"))
        assert words[:2] == ["schtasks", "/Create"]
        assert {"/TN", "/SC", "/ST", "/TR"} <= set(words)
    named = [configparser.ConfigParser(strict=False) for _ in units]
    for unit, parsed in zip(units, named, strict=True):
        parsed.optionxform = str
        parsed.read_string(unit)
    assert [section for parsed in named for section in parsed.sections()] == ["Service", "Timer", "Install"]


def test_the_options_named_are_options():
    """Every command that the guide shows is one that the program takes."""
    for block in blocks(ENGLISH):
        for line in (line for line in block.text.splitlines() if block.kind == "sh" and line.startswith("python3 run.py ") and " test " not in line):
            command._parser().parse_args(shlex.split(line)[2:])


def test_yaml_of_the_guide_can_be_read():
    for text in of_kind("yaml"):
        assert yaml.safe_load(text)
