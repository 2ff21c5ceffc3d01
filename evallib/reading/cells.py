"""Cells of a workbook: addresses, and values as the text that people see in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from evallib.problems import at
from evallib.reading.office import Sort
from evallib.reading.tables import UNSEEN
from evallib.words import Words

LAST_ROW, LAST_COLUMN = 1_048_575, 16_383  # of any sheet, counted from 0
MAX_CELLS = 200_000  # with content, in the whole file; the longest forms have some thousands
MAX_ROWS, MAX_COLUMNS = 20_000, 1_000  # from the first to the last with content
MAX_AREA = 1_000_000  # rows times columns, all sheets together
MAX_SHEETS = 200
MAX_PAINTED = 50_000_000  # cells of an .xls with a format alone; one sheet has 16.8 million
MAX_MERGED = 20_000  # merged ranges
MAX_TEXT = 32_767  # characters in a cell, the limit of Excel itself
MAX_TEXTS = 20_000_000  # characters in all cells
MAX_NAME = 100  # characters of a sheet's name; Excel allows 31
MAX_CODE = 255  # characters of a number format, the limit of Excel itself

Position = tuple[int, int]
Range = tuple[int, int, int, int]
"""First row, first column, last row, last column; counted from 0, ends included."""


class ErrorValue(str):  # told from text by its class alone
    """What a formula that failed left in its cell: ``#DIV/0!``."""

    __slots__ = ()


Value = Decimal | bool | str | ErrorValue


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as the file has it.

    Args:
        text: the formula without its ``=``.
        down, right: how far this cell lies from the one for which the text was written; cells that share a formula
            differ in this alone.
        ordinary: whether it gives one value for one cell, unlike those of arrays and data tables.
    """

    text: str
    down: int = 0
    right: int = 0
    ordinary: bool = True


@dataclass(eq=False)
class Grid:
    """One sheet as read: the text of the cells that hold any, their values, and their formulas.

    A cell with a formula and no value is one whose result was never stored. ``scaled`` are cells that show another
    number than they hold.
    """

    name: str
    visible: bool = True
    texts: dict[Position, str] = field(default_factory=dict)
    values: dict[Position, Value] = field(default_factory=dict)
    formulas: dict[Position, Formula] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    scaled: list[Position] = field(default_factory=list)


def address(row: int, column: int) -> str:
    """Return the address of a cell, counted from 0: ``(4, 3)`` is ``D5``."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def at_sheet(file: str, sheet: str) -> Words:
    """Name a sheet in a message."""
    return Words(f"{file} 工作表“{sheet}”", f"{file} sheet “{sheet}”")


def at_cell(file: str, sheet: str, row: int, column: int) -> Words:
    """Name a cell in a message: ``demo/2024/edu/form.xlsx 基础数据表!D5``."""
    where = f"{file} {sheet}!{address(row, column)}"
    return Words(where, where)


_ADDRESS = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")


@lru_cache(20_000)
def position(text: str) -> Position:
    """Return row and column of an address, counted from 0: ``D5`` is ``(4, 3)``.

    Raises:
        ValueError: there is no such cell.
    """
    found = _ADDRESS.fullmatch(text)
    if not found:
        raise ValueError(text)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    row, column = int(found[2]) - 1, column - 1
    if row > LAST_ROW or column > LAST_COLUMN:
        raise ValueError(text)
    return row, column


def listed(positions: Iterable[Position], most: int = 8) -> str:
    """Return the addresses of some cells, the first ``most`` of them."""
    found = sorted(positions)
    return ", ".join(address(*one) for one in found[:most]) + (" …" if len(found) > most else "")


# -- bounds --------------------------------------------------------------------------------------------------------

AGAIN = Words("请用 Excel 或 WPS 打开，另存为“Excel 工作簿 (*.xlsx)”", "open it in Excel or WPS and save it as an Excel workbook (*.xlsx)")
"""What mends a file in most cases."""


TABLES = Words("一个部门的表格", "the tables of one department")
WORKBOOK = Sort(
    Words("完好的 Excel 工作簿", "a sound Excel workbook"),
    TABLES,
    AGAIN,
    Words(
        "请删除表格以外的行、列、工作表和图片（选中整行整列删除），再另存",
        "delete the rows, columns, sheets and pictures beyond the tables (whole rows and columns), and save it again",
    ),
    unpacked=500_000_000,  # ten columns painted down to the last row of a sheet are 300 million
    weight=150_000_000,
    depth=50,
    text=MAX_TEXT * 2,  # signs that are removed may stand in it
    needless=(  # cells and rows with a format and nothing in them, where what follows says itself where it stands
        re.compile(rb'<c r="[A-Z]+[0-9]+"[^<>]*(?:/>|></c>)(?=<c r=|</row>)'),
        re.compile(rb'<row r="[0-9]+"[^<>]*(?:/>|></row>)(?=<row r=|</sheetData>)'),
    ),
)
damaged, too_large = WORKBOOK.damaged, WORKBOOK.too_large


class Bounds:
    """What a workbook may hold at most, counted while it is read; whatever goes beyond raises UserMistake."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.cells = self.characters = self.painted = self.merges = self.area = 0

    def text(self, text: str) -> tuple[str, str]:
        """Return the text of a cell cleaned, and as it was read."""
        if len(text) > WORKBOOK.text:
            raise damaged(self.place, Words(f"一个单元格有{len(text):,}字", f"a cell of {len(text):,} characters"))
        shown = cleaned(text)
        return shown, text if text != shown else shown

    def cell(self, grid: Grid, where: Position) -> None:
        """Count a cell that holds something, be it blanks or a formula without a result."""
        self.cells += 1
        self.characters += len(grid.texts.get(where, ""))
        if where in grid.texts and (where[0] >= MAX_ROWS or where[1] >= MAX_COLUMNS):
            raise too_large(
                at_cell(self.place, grid.name, *where),
                Words("远离表格的内容", "content far from any table"),
                Words(f"前{MAX_ROWS:,}行、前{MAX_COLUMNS:,}列以内", f"the first {MAX_ROWS:,} rows and {MAX_COLUMNS:,} columns"),
            )
        if self.cells > MAX_CELLS or self.characters > MAX_TEXTS:
            most = Words(f"不超过{MAX_CELLS:,}个单元格、{MAX_TEXTS:,}字", f"at most {MAX_CELLS:,} cells with {MAX_TEXTS:,} characters")
            raise too_large(at(self.place), Words("有内容的单元格过多", "too many cells with content"), most)

    def row(self, cells: int) -> None:
        """Count a row with cells that may be empty."""
        self.painted += cells
        if self.painted > MAX_PAINTED:
            raise too_large(at(self.place), Words("带格式的空单元格过多", "too many empty cells with a format"), TABLES)

    def sheets(self, count: int) -> None:
        """Count the sheets."""
        if count > MAX_SHEETS:
            raise too_large(at(self.place), Words(f"{count}张工作表", f"{count} sheets"), Words(f"不超过{MAX_SHEETS}张", f"at most {MAX_SHEETS}"))

    def merged(self) -> None:
        """Count a merged range."""
        self.merges += 1
        if self.merges > MAX_MERGED:
            raise too_large(at(self.place), Words("合并单元格过多", "too many merged ranges"), Words(f"不超过{MAX_MERGED:,}处", f"at most {MAX_MERGED:,}"))

    def sheet(self, rows: int, columns: int, merged: Iterable[Range]) -> None:
        """Count the area of a sheet, from A1 to its last cell with content, and the rows that its merged ranges cross."""
        self.area += rows * columns + sum(bottom - top + 1 for top, _, bottom, _ in merged)
        if self.area > MAX_AREA:
            raise too_large(
                at(self.place),
                Words("内容分布过散", "content spread too far"),
                Words(f"各表行数乘列数之和不超过{MAX_AREA:,}", f"rows times columns of at most {MAX_AREA:,} in all"),
            )


# -- text ----------------------------------------------------------------------------------------------------------

_REMOVED = UNSEEN | {code: None for code in range(32) if chr(code) not in "\t\n"}


def cleaned(text: str) -> str:
    """Return the text of a cell without invisible signs and outer blanks; inner line breaks stay."""
    return text.translate(_REMOVED).strip()


def sheet_name(text: str) -> str:
    """Return the name of a sheet as messages and sources have it: on one line."""
    return " ".join(cleaned(text).split())[:MAX_NAME]


# -- numbers -------------------------------------------------------------------------------------------------------

_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP, Emax=999, Emin=-999)  # as many as a spreadsheet shows; the rest is binary noise
_NUMBER = re.compile(r"[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,3})?", re.ASCII)
_MOST_ZEROS = 308  # no number of a spreadsheet is larger or smaller


def number(text: str) -> Decimal | None:
    """Return the number that a file holds as text, or None where it is none that a spreadsheet could hold."""
    if not _NUMBER.fullmatch(text):
        return None
    value = Decimal(text)
    return value if not value or abs(value.adjusted()) <= _MOST_ZEROS else None


def shown(value: Decimal) -> str:
    """Return a number as plain digits, at most 15 significant ones: ``0.30000000000000004`` is ``0.3``."""
    return f"{_DIGITS.normalize(value) or Decimal(0):f}"


# -- number formats ------------------------------------------------------------------------------------------------

_LITERAL = re.compile(r'"[^"]*"|[\\!_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]')
_SCALED = re.compile(r'[0#?],+(?![0#?,])|[0#?](?:[\\!]\.|"\.")[0#?]')  # a closing comma divides by 1,000; a written point only looks like one
_PER_CENT = re.compile(r'[0#?](?:"\s*[%％]\s*"|[\\!]%|[\\!]?％)')
_DATE_IDS = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}  # formats without a text of their own; 27 on: Chinese dates
_ELAPSED_ID, _PERCENT_IDS = 46, {9, 10}


def number_style(format_id: int, code: str = "") -> str:
    """Return what a number format makes of a number.

    That is ``percent``, ``date``, ``elapsed`` (hours, which may be more than 24), ``per cent`` (the sign is written
    behind a number that is not multiplied), ``scaled`` (0!.0000 shows 18920 as 1.8920), or ``""``.

    Source of the numbers: ECMA-376-1, 18.8.30, with its Chinese dates.
    """
    positive = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code.lower()[:MAX_CODE])[0]
    bare = _LITERAL.sub("", positive)
    if format_id in _PERCENT_IDS or "%" in bare:
        return "percent"
    if format_id == _ELAPSED_ID or "[" in bare:
        return "elapsed"
    if format_id in _DATE_IDS or (bare not in {"general", "standard"} and re.search("[ymdhs]", bare)):
        return "date"
    return "per cent" if _PER_CENT.search(positive) else "scaled" if _SCALED.search(positive) else ""


_SECONDS = 86_400  # of a day
_DAYS_TO_1904 = 1_462
_AFTER_LAST_DAY = 2_958_466  # 10000-01-01
_NO_SUCH_DAY = 60  # 1900-02-29, which spreadsheets count


def formatted(value: Decimal, style: str, *, from_1904: bool = False) -> str:
    """Return a number as its number format means it: ``92.33%``, ``2023-03-15``, or plain digits."""
    if style == "percent":
        return f"{shown(_DIGITS.plus(value).scaleb(2))}%"
    if style not in {"date", "elapsed"} or not 0 <= value < _AFTER_LAST_DAY:
        return shown(value) + "%" * (style == "per cent")
    seconds = int((value * _SECONDS).to_integral_value(ROUND_HALF_UP))
    days, rest = divmod(seconds, _SECONDS)
    if style == "elapsed" or not days:
        return _clock(seconds)
    days += _DAYS_TO_1904 if from_1904 else 0
    if days >= _AFTER_LAST_DAY:
        return shown(value)
    return f"{_day(days)} {_clock(rest)}" if rest else _day(days)


def serial(text: str) -> Decimal | None:
    """Return a date written out (``2023-03-15T00:00:00``) as spreadsheets count days, or None where it is none."""
    try:
        since = datetime.fromisoformat(text).replace(tzinfo=None) - datetime(1899, 12, 30)  # noqa: DTZ001  days as people write them
    except ValueError:
        return None
    return Decimal(since.days) + Decimal(since.seconds) / _SECONDS


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _day(days: int) -> str:
    return "1900-02-29" if days == _NO_SUCH_DAY else str(date(1899, 12, 31) + timedelta(days - (days > _NO_SUCH_DAY)))
