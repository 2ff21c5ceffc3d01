"""The inside of an .xlsx file, read as a stream and within bounds.

Nothing in it is trusted: neither its dimensions nor its references.
"""

from __future__ import annotations

import re

from evallib.problems import quoted
from evallib.reading.cells import (
    WORKBOOK,
    Bounds,
    ErrorValue,
    Formula,
    Grid,
    Position,
    Value,
    damaged,
    formatted,
    number,
    number_style,
    position,
    serial,
    sheet_name,
)
from evallib.reading.office import Package, of_part
from evallib.words import Words

MAX_COUNT = 9  # digits of a whole number by which parts refer to one another
_TRUE = {"1", "true", "on"}
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Book:
    """A workbook of the .xlsx family, read: its sheets with their cells, formulas and merged ranges.

    Args:
        content: the bytes of the file.
        place: the file's name in messages.

    Attributes:
        grids: the sheets with cells, in order; sheets that are a chart or hold old macros are left out.
        macros: whether the file brings macros along.
        as_displayed: whether formulas worked with rounded or circular values, so that nobody else can work them out.

    Raises:
        UserMistake: the file is damaged or beyond the bounds.
    """

    def __init__(self, content: bytes, place: str) -> None:
        self.place, self.bounds = place, Bounds(place)
        self.package = Package(content, place, WORKBOOK)
        self.macros = any(part.endswith("vbaproject.bin") for part in self.package.parts)
        self.from_1904 = self.as_displayed = False
        main = _of_kind(self.package.related(), "officedocument") or "xl/workbook.xml"
        links = self.package.related(main)
        sheets = self._sheets(main, links)
        self.macros = self.macros or any("macro" in kind for _, _, kind, _ in sheets)  # sheets of macros, as before 1997
        self.styles = self._styles(_of_kind(links, "styles"))
        self.strings = self._strings(_of_kind(links, "sharedstrings"))
        self.grids = [_SheetReading(self, Grid(name, shown), part).read() for name, shown, kind, part in sheets if kind == "worksheet"]

    def _sheets(self, main: str, links: dict[str, tuple[str, str]]) -> list[tuple[str, bool, str, str]]:
        """Return name, visibility, kind and part of each sheet, and note how the workbook counts days and works out formulas."""
        sheets = []
        for name, held in self.package.elements(main):
            if not isinstance(held, dict):
                continue
            if name == "sheet":
                link = next((value for key, value in held.items() if key.endswith(":id")), "")
                sheets.append((sheet_name(held.get("name", "")), held.get("state", "visible") == "visible", *links.get(link, ("", ""))))
            elif name == "workbookPr":
                self.from_1904 = held.get("date1904") in _TRUE
            elif name == "calcPr":
                self.as_displayed = held.get("fullPrecision", "1") not in _TRUE or held.get("iterate") in _TRUE
        self.bounds.sheets(len(sheets))
        if not sheets or any(not part for _, _, _, part in sheets):
            raise damaged(self.place, Words("缺少工作表的内容", "the content of a sheet is missing"))
        return sheets

    def _styles(self, part: str) -> list[str]:
        """Return what each style of a cell makes of a number."""
        codes: dict[str, str] = {}
        ids: list[str] = []
        inside = ""
        for name, held in self.package.elements(part) if part else ():
            if name in {"numFmts", "cellXfs"}:
                inside = name if isinstance(held, dict) else ""
            elif isinstance(held, dict) and (inside, name) == ("numFmts", "numFmt"):
                codes[held.get("numFmtId", "")] = held.get("formatCode", "")
            elif isinstance(held, dict) and (inside, name) == ("cellXfs", "xf"):
                ids.append(held.get("numFmtId", "0"))
        kinds = {one: number_style(self.whole(one, part), codes.get(one, "")) for one in set(ids)}
        return [kinds[one] for one in ids]

    def _strings(self, part: str) -> list[tuple[str, str]]:
        """Return the texts that cells refer to by number, cleaned and as stored, without the reading aids (phonetic runs) inside them."""
        strings: list[tuple[str, str]] = []
        runs: list[str] = []
        phonetic = False
        for name, held in self.package.elements(part) if part else ():
            opens = isinstance(held, dict)
            if name == "rPh":
                phonetic = opens
            elif name == "t" and not opens and not phonetic:
                runs.append(held)
            elif name == "si" and not opens:
                strings.append(self.text("".join(runs)))
                runs.clear()
        return strings

    def text(self, text: str) -> tuple[str, str]:
        """Return a text cleaned, and as it was stored; ``_x000D_`` stands for a sign by its number."""
        if "_x" in text:
            text = _ESCAPED.sub(lambda found: found[0] if "D800" <= found[1].upper() <= "DFFF" else chr(int(found[1], 16)), text)
        return self.bounds.text(text)

    def whole(self, text: str, part: str) -> int:
        """Return a whole number of the file's own counting."""
        if not (text.isascii() and text.isdigit() and len(text) <= MAX_COUNT):
            raise damaged(self.place, of_part(part, f"编号{quoted(text).zh}无效", f"has the invalid number {quoted(text).en}"))
        return int(text)


def _of_kind(links: dict[str, tuple[str, str]], kind: str) -> str:
    return next((path for one, path in links.values() if one == kind), "")


class _SheetReading:
    """One sheet while it is read, element by element."""

    def __init__(self, book: Book, grid: Grid, part: str) -> None:
        self.book, self.grid, self.part = book, grid, part
        self.row = self.column = -1
        self.cell: dict[str, str] = {}
        self.formula: dict[str, str] | None = None
        self.texts: dict[str, str] = {}
        self.phonetic = False
        self.shared: dict[str, tuple[int, int, str]] = {}

    def read(self) -> Grid:
        for name, held in self.book.package.elements(self.part):
            opens = isinstance(held, dict)
            if name == "row":
                self._row(held) if opens else None
            elif name == "c":
                self._opens(held) if opens else self._closes()
            elif name == "rPh":
                self.phonetic = opens
            elif name == "mergeCell" and opens:
                self._merged(held.get("ref", ""))
            elif name == "f" and opens:
                self.formula = held
            elif name in {"f", "v", "t"} and not opens and not self.phonetic:
                self.texts[name] = self.texts.get(name, "") + held
        return self.grid

    def _row(self, held: dict[str, str]) -> None:
        self.row, self.column = (self.book.whole(held["r"], self.part) - 1 if "r" in held else self.row + 1), -1

    def _opens(self, held: dict[str, str]) -> None:
        self.row, self.column = self._position(held["r"]) if "r" in held else (self.row, self.column + 1)
        self.cell, self.formula, self.texts = held, None, {}

    def _position(self, text: str) -> Position:
        try:
            return position(text)
        except ValueError as error:
            raise damaged(self.book.place, of_part(self.part, f"单元格{quoted(text).zh}不存在", f"names the impossible cell {quoted(text).en}")) from error

    def _merged(self, text: str) -> None:
        first, _, last = text.partition(":")
        self.grid.merged.append((*self._position(first), *self._position(last or first)))
        self.book.bounds.merged()

    def _closes(self) -> None:
        """Keep a cell that has a value or a formula; most cells of most sheets are only painted."""
        if self.formula is None and not self.texts:
            return
        where, kind, raw = (self.row, self.column), self.cell.get("t", "n"), self.texts.get("v", "")
        if raw or "t" in self.texts:
            text, value = self._value(kind, raw.strip())
            if text:
                self.grid.texts[where] = text
            self.grid.values[where] = value
        elif kind == "str":
            self.grid.values[where] = ""
        if self.formula is not None:
            self.grid.formulas[where] = self._formula(where)
        self.book.bounds.cell(self.grid, where)

    def _value(self, kind: str, raw: str) -> tuple[str, Value]:
        """Return the text and the value of a cell of a kind, from what the file holds of it."""
        if kind == "s":
            index = self.book.whole(raw, self.part)
            if index >= len(self.book.strings):
                raise damaged(self.book.place, of_part(self.part, f"引用的第{index}段文字缺失", f"refers to text {index}, which is missing"))
            return self.book.strings[index]
        if kind == "b":
            return ("TRUE", True) if raw in _TRUE else ("FALSE", False)
        if kind == "e":
            return raw, ErrorValue(raw)
        value, style = (number(raw), self._style()) if kind != "d" else (serial(raw), "date")
        if value is None or kind in {"str", "inlineStr"}:
            return self.book.text(self.texts.get("t", self.texts.get("v", "")))
        if style == "scaled":
            self.grid.scaled.append((self.row, self.column))
        return formatted(value, style, from_1904=self.book.from_1904 and kind != "d"), value

    def _style(self) -> str:
        index = self.book.whole(self.cell.get("s", "0"), self.part)
        if index >= len(self.book.styles) > 0:
            raise damaged(self.book.place, of_part(self.part, f"引用的第{index}种格式缺失", f"refers to format {index}, which is missing"))
        return self.book.styles[index] if self.book.styles else ""

    def _formula(self, where: Position) -> Formula:
        """Return the formula of a cell; cells that share one name it by number, and the first of them has its text."""
        text, group, ordinary = self.texts.get("f", ""), self.formula.get("si", ""), self.formula.get("t", "normal") in {"normal", "shared"}
        if text:
            self.shared[group] = (*where, text)
        row, column, text = self.shared.get(group, (*where, "")) if not text else (*where, text)
        return Formula(text, where[0] - row, where[1] - column, ordinary=ordinary)
