"""Texts with every quantity marked by hand and every defect listed: how they are written down, and reading them.

A text of ``tests/narratives`` is a YAML header, a line ``---``, then the report, in which a quantity stands as
``⟦printed|value|unit|measure|period|about⟧``. The header says ``style``, ``year``, whether the text is ``clean``, and what is to be
found in it (``expect``): number of the check, outcome, and words ``at`` which it must touch.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "narratives"
_MARK = re.compile(r"⟦([^⟦⟧]*)⟧")
_COLUMNS = 6


@dataclass(frozen=True)
class Label:
    """A quantity as a person reads it: its characters in the unmarked text, and what it says."""

    start: int
    end: int
    value: Decimal
    unit: str
    measure: str
    period: str
    about: str


@dataclass(frozen=True)
class Expected:
    """A defect: the check that finds it, with those that may find it too; its outcome; any of the spans that the finding must touch."""

    check: str
    also: tuple[str, ...]
    outcome: str
    at: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def checks(self):
        """Every check that may find it."""
        return {self.check, *self.also}


@dataclass(frozen=True)
class Labelled:
    """A report without its marks, and what a person reads in it."""

    name: str
    style: str
    year: int
    clean: bool
    text: str
    labels: tuple[Label, ...]
    expect: tuple[Expected, ...]


def read_all(names: str = "*", folder: Path = FOLDER) -> list[Labelled]:
    """Read the labelled texts whose names fit a pattern such as ``a0*``, in order."""
    return [read_labelled(path) for path in sorted(folder.glob(f"{names}.txt"))]


def read_labelled(path: Path) -> Labelled:
    """Read one labelled text.

    Raises:
        ValueError: it is not written as it should be.
    """
    try:
        return _labelled(path.stem, path.read_text("utf-8"))
    except (ValueError, ArithmeticError, KeyError, TypeError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def _labelled(name: str, content: str) -> Labelled:
    head, parted, marked = content.partition("\n---\n")
    if not parted:
        raise ValueError("no line --- below the header")
    header = yaml.safe_load(head)
    text, labels = _unmarked(marked)
    expect = tuple(_expected(entry, text) for entry in header["expect"])
    if header["clean"] and any(entry.outcome == "fail" for entry in expect):
        raise ValueError("a clean text with a contradiction")
    return Labelled(name, header["style"], header["year"], header["clean"], text, labels, expect)


def _unmarked(marked: str) -> tuple[str, tuple[Label, ...]]:
    pieces, labels, length, last = [], [], 0, 0
    for mark in _MARK.finditer(marked):
        columns = mark[1].split("|")
        if len(columns) != _COLUMNS:
            raise ValueError(f"{mark[0]} has {len(columns)} columns")
        printed, value, *rest = columns
        pieces += [marked[last : mark.start()], printed]
        start = length + mark.start() - last
        length, last = start + len(printed), mark.end()
        labels.append(Label(start, length, Decimal(value), *rest))
    text = "".join([*pieces, marked[last:]])
    if "⟦" in text or "⟧" in text:
        raise ValueError("a mark is not closed")
    return text, tuple(labels)


def _expected(entry: dict, text: str) -> Expected:
    unknown = entry.keys() - {"check", "outcome", "at", "also"}
    if unknown or entry["outcome"] not in {"fail", "question"}:
        raise ValueError(f"{entry} cannot be expected")
    at = (entry["at"],) if isinstance(entry["at"], str) else tuple(entry["at"])
    for words in at:
        if text.count(words) != 1:
            raise ValueError(f"{words!r} stands there {text.count(words)} times")
    spans = tuple((text.index(words), text.index(words) + len(words)) for words in at)
    return Expected(entry["check"], tuple(entry.get("also", ())), entry["outcome"], at, spans)
