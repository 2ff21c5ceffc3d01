"""Tables inside a text: what row and what column a number stands in, where a line has cells parted by tabs or bars."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_RULE = re.compile(r"[\s|:：—-]*$")
_NUMERIC = re.compile(r"(?!\s*20\d\d年)[\s<>=≥≤＝+-]*[\d.,]+\s*(?:[%‰]|[万亿]?元|[\u4e00-\u9fff]{1,3})?\s*$")
_UNIT = re.compile("万元|亿元|元")
MOST_CELLS, LONGEST_HEAD = 60, 40


@dataclass(frozen=True)
class Cell:
    """Where in a table a number stands.

    Args:
        row: the words at the head of its row, the nearest last.
        column: the words at the head of its column.
        own: the words before the number in its own cell.
        unit: the unit of money that the head of its column or row names, or the one in the column of units, or empty.
    """

    row: str
    column: str
    own: str
    unit: str


@dataclass(frozen=True)
class _Piece:
    start: int
    end: int
    text: str


class Grids:
    """The tables of a plain text."""

    def __init__(self, text: str) -> None:
        self.lines: dict[int, tuple[list[_Piece], list[str]]] = {}
        for block in _blocks(text):
            self._read(block)

    def _read(self, block: list[tuple[int, list[_Piece]]]) -> None:
        heads: list[str] = []
        filled = False
        for start, pieces in block:
            texts = [piece.text.strip() for piece in pieces]
            if any(_NUMERIC.match(text) for text in texts[1:]):
                filled = True
            elif len(pieces) > 2 or not filled:  # noqa: PLR2004  a row of words heads the columns below it
                heads = [(heads[place] if not filled and place < len(heads) else "") + text[:LONGEST_HEAD] for place, text in enumerate(texts)]
                heads = [head[-2 * LONGEST_HEAD :] for head in heads]
                filled = False
            self.lines[start] = pieces, heads

    def cell(self, text: str, at: int) -> Cell | None:
        """Return the cell of the plain text that a number stands in, or None outside of tables."""
        start = text.rfind("\n", 0, at) + 1
        held = self.lines.get(start)
        if held is None:
            return None
        pieces, heads = held
        place = next((place for place, piece in enumerate(pieces) if piece.start <= at < piece.end), None)
        if place is None:
            return None
        words = [piece.text.strip() for piece in pieces[:place] if re.search(r"[\u4e00-\u9fff]", piece.text) and not _NUMERIC.match(piece.text)]
        row, column = "，".join(words), heads[place] if place < len(heads) else ""
        own = text[pieces[place].start : at].strip(" ≥≤<>=：")
        units = next((at for at, head in enumerate(heads) if head.endswith("单位") and at < len(pieces) and at != place), None)
        if units is not None and not re.search("分|权重", column):
            return Cell(row, column, own, pieces[units].text.strip())
        unit = _UNIT.search(own) or _UNIT.search(column) or _UNIT.search(row) or _UNIT.search(heads[0] if heads else "")
        return Cell(row, column, own, unit[0] if unit else "")


def _blocks(text: str) -> Iterator[list[tuple[int, list[_Piece]]]]:
    """Yield the runs of lines that have cells."""
    block: list[tuple[int, list[_Piece]]] = []
    start = 0
    for line in text.split("\n"):
        sign = "\t" if "\t" in line else "|" if line.count("|") > 1 else ""
        if not sign:
            if block:
                yield block
            block = []
        elif not _RULE.match(line):
            block.append((start, _pieces(line, start, sign)))
        start += len(line) + 1
    if block:
        yield block


def _pieces(line: str, start: int, sign: str) -> list[_Piece]:
    pieces, at = [], start
    for cell in line.split(sign)[:MOST_CELLS]:
        pieces.append(_Piece(at, at + len(cell) + 1, cell))
        at += len(cell) + 1
    return pieces[1:] if sign == "|" and not pieces[0].text.strip() and len(pieces) > 1 else pieces
