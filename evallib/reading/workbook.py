"""Excel workbooks as accountants send them: every sheet with the text of its cells.

A file is what its bytes are, not what its name says. Values are those that Excel or WPS stored when they last saved it;
where a formula has none, or one that its own cells do not bear out, a remark says so.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

import xlrd

from evallib.figures import Source
from evallib.problems import Problem, UserMistake, at, quoted
from evallib.reading.cells import AGAIN, WORKBOOK, Bounds, Grid, Range, address, at_cell, at_sheet, damaged, formatted, listed, number, number_style, sheet_name
from evallib.reading.formulas import stale
from evallib.reading.office import KINDS, kind_of, streams
from evallib.reading.record import Remark
from evallib.reading.tables import read_bytes
from evallib.reading.xlsx import Book
from evallib.words import Words

MAX_BYTES = 50_000_000  # of a file; photographs put into a form are the usual reason for more
MOST_STALE = 10  # results out of date that are told one by one, in each sheet
SUFFIXES = {".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls"}


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Args:
        file: path below the data folder, with forward slashes.
        name: as on its tab.
        rows: the text of every cell from A1 to the last that holds any, row by row, all of one length.
        visible: False where the sheet is hidden.
        merged: merged ranges that begin within ``rows``, cut where ``rows`` end: first row, first column, last row, last
            column, counted from 0, ends included.
    """

    file: str
    name: str
    rows: tuple[tuple[str, ...], ...]
    visible: bool = True
    merged: tuple[Range, ...] = ()

    @cached_property
    def _merged_at(self) -> dict[int, list[Range]]:
        """The merged ranges that cross each row."""
        crossing: dict[int, list[Range]] = {}
        for one in self.merged:
            for row in range(one[0], one[2] + 1):
                crossing.setdefault(row, []).append(one)
        return crossing

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell, counted from 0: in a merged range that of its first cell, beyond the edge nothing."""
        for top, left, _, right in self._merged_at.get(row, ()):
            if left <= column <= right:
                row, column = top, left
                break
        inside = 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])
        return self.rows[row][column] if inside else ""

    def address(self, row: int, column: int) -> str:
        """Return the address of a cell, counted from 0: ``D5``."""
        return address(row, column)

    def at(self, row: int, column: int) -> Words:
        """Name a cell in a message: ``demo/2024/edu/form.xlsx 基础数据表!D5``."""
        return at_cell(self.file, self.name, row, column)

    def source(self, row: int, column: int, origin: str = "") -> Source:
        """Return the cell as the place where a figure was read."""
        return Source(self.file, sheet=self.name, cell=address(row, column), origin=origin)


@dataclass(frozen=True)
class Workbook:
    """A workbook: its sheets in order, charts left out, and what is odd about it."""

    file: str
    sheets: tuple[Sheet, ...]
    remarks: tuple[Remark, ...]


def read_workbook(path: Path, place: str) -> Workbook:
    """Read a workbook: .xlsx, .xlsm (its macros are never run) or .xls.

    Numbers come as plain digits, at most 15 significant ones; cells with a percent format as ``92.33%``; dates as
    ``2023-03-15``, with a time ``2023-03-15 13:30:00``; booleans as ``TRUE``; failed formulas as ``#REF!``. Of an .xls
    only the stored results are known, not the formulas, so no remark tells which of them are missing or out of date.

    Args:
        path, place: the file, and its name in messages: the path below the data folder, with forward slashes.

    Raises:
        UserMistake: the file cannot be read, is no workbook or another kind than its name says, is locked by a password,
            damaged, or far larger than any department's forms.
    """
    content = read_bytes(path, place, MAX_BYTES, WORKBOOK.less)
    kind = kind_of(content, place, WORKBOOK)
    if kind != SUFFIXES.get(Path(place).suffix.lower()):
        raise UserMistake([_other_kind(place, kind)])
    if kind == "xls":
        grids, macros, as_displayed = _read_xls(content, place), "_VBA_PROJECT_CUR" in streams(content, place, WORKBOOK), True
    else:
        book = Book(content, place)
        grids, macros, as_displayed = book.grids, book.macros, book.as_displayed
    bounds = Bounds(place)
    return Workbook(place, tuple(_sheet(place, grid, bounds) for grid in grids), tuple(_remarks(place, grids, macros=macros, as_displayed=as_displayed)))


# -- what a file is ------------------------------------------------------------------------------------------------

_KINDS = KINDS | {
    "xlsx": Words("新格式（.xlsx）的工作簿，扩展名却不是 .xlsx", "a workbook in the newer format (.xlsx) under another name"),
    "xls": Words("旧格式（.xls）的工作簿，扩展名却不是 .xls", "a workbook in the older format (.xls) under another name"),
    "ods": Words("OpenDocument 文件（.ods）", "an OpenDocument file (.ods)"),
    "html": Words("网页表格（HTML）", "a table of a web page (HTML)"),
}
_COPY = Words("请把表格复制到 Excel 或 WPS 表格，存为 .xlsx", "copy its tables into Excel or WPS and save them as .xlsx")
_MADE_FROM = Words("请提供可编辑的 .xlsx 原件", "provide the .xlsx that it was made from")
_REMEDIES = {
    "empty": Words("请重新导出，或请发送方重新提供", "export it again, or ask the sender for it again"),
    "xlsx": Words("请把扩展名改为 .xlsx", "change the ending of its name to .xlsx"),
    "xls": Words("请把扩展名改为 .xls", "change the ending of its name to .xls"),
    "locked": Words("请用 Excel 或 WPS 打开，取消密码后另存", "open it in Excel or WPS, remove the password and save it again"),
    "text": Words(f"CSV 请把扩展名改为 .csv；或{AGAIN.zh}", f"name it .csv if it is CSV, or {AGAIN.en}"),
    "docx": _COPY,
    "doc": _COPY,
    "pdf": _MADE_FROM,
    "ofd": _MADE_FROM,
    "picture": Words("请提供可编辑的 .xlsx 原件", "provide the .xlsx that it shows"),
}


def _other_kind(place: str, kind: str) -> Problem:
    """Return the problem of a file that is not what its name says, or nothing that is read here."""
    suffix = Path(place).suffix.lower()
    expected = "xls" if suffix == ".xls" else "xlsx"
    wanted = Words(f"Excel 工作簿（.{expected}）", f"an Excel workbook (.{expected})")
    return Problem(at(place), _KINDS[kind], wanted, _REMEDIES.get(kind, AGAIN))


# -- the older format ----------------------------------------------------------------------------------------------


def _read_xls(content: bytes, place: str) -> list[Grid]:
    """Read the older format; it tells values, but no texts of formulas."""
    bounds = Bounds(place)
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True)
        bounds.sheets(book.nsheets)
        return [_xls_grid(book, index, bounds) for index in range(book.nsheets)]
    except UserMistake:
        raise
    except Exception as error:  # xlrd meets damage with whatever breaks first
        if "encrypted" in str(error):
            raise UserMistake([_other_kind(place, "locked")]) from error
        raise damaged(place, Words("内容无法读取", "its content cannot be read")) from error


def _xls_grid(book: xlrd.Book, index: int, bounds: Bounds) -> Grid:
    sheet = book.sheet_by_index(index)
    grid = Grid(sheet_name(sheet.name), sheet.visibility == 0)
    for row in range(sheet.nrows):
        kinds = sheet.row_types(row)
        bounds.row(len(kinds))
        for column, kind in enumerate(kinds):
            if kind in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
                continue
            cell = sheet.cell(row, column)
            style = _xls_style(book, cell)
            if text := _xls_text(cell, style, bounds, from_1904=bool(book.datemode)):
                grid.texts[row, column] = text
                bounds.cell(grid, (row, column))
            if style == "scaled":
                grid.scaled.append((row, column))
    for top, bottom, left, right in sheet.merged_cells:
        grid.merged.append((top, left, bottom - 1, right - 1))
        bounds.merged()
    book.unload_sheet(index)
    return grid


def _xls_style(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    if cell.ctype not in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return ""
    key = book.xf_list[cell.xf_index].format_key
    return number_style(key, book.format_map[key].format_str)


def _xls_text(cell: xlrd.sheet.Cell, style: str, bounds: Bounds, *, from_1904: bool) -> str:
    if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        value = number(repr(cell.value))
        return repr(cell.value) if value is None else formatted(value, style, from_1904=from_1904)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR!")
    return bounds.text(cell.value)[0]


# -- sheets and remarks --------------------------------------------------------------------------------------------


def _sheet(file: str, grid: Grid, bounds: Bounds) -> Sheet:
    height, width = (max((where[axis] for where in grid.texts), default=-1) + 1 for axis in (0, 1))
    merged = tuple((top, left, min(bottom, height - 1), min(right, width - 1)) for top, left, bottom, right in grid.merged if top < height and left < width)
    bounds.sheet(height, width, merged)
    rows = tuple(tuple(grid.texts.get((row, column), "") for column in range(width)) for row in range(height))
    return Sheet(file, grid.name, rows, grid.visible, merged)


def _remarks(file: str, grids: list[Grid], *, macros: bool, as_displayed: bool) -> Iterator[Remark]:
    """Yield what is odd: hidden sheets, macros, values from other files, values that are not there or not up to date."""
    for grid in grids:
        if grid.texts and not grid.visible:
            yield Remark(at_sheet(file, grid.name), Words("该工作表已隐藏，照常读取", "this sheet is hidden; it was read like the others"))
    if macros:
        yield Remark(at(file), Words("文件含有宏，未运行，只读取数据", "the file brings macros along; they were not run, its data were read"))
    for grid in grids:
        yield from _remarks_on_cells(file, grid)
    yield from () if as_displayed else _stale_remarks(file, grids)


def _remarks_on_cells(file: str, grid: Grid) -> Iterator[Remark]:
    absent = [where for where in grid.formulas if where not in grid.values]
    linked = [where for where, formula in grid.formulas.items() if _ELSEWHERE.search(formula.text)]
    for found, zh, en in (
        (
            absent,
            "公式没有计算结果，按空缺读取；请用 Excel 或 WPS 打开，重新计算后保存",
            "formulas without a result, read as empty; open the file in Excel or WPS, recalculate and save it",
        ),
        (
            linked,
            "公式引用其他文件，按上次保存的结果读取，可能不是最新；请核对",
            "formulas that refer to other files; the results saved last were read and may be out of date; check them",
        ),
        (
            grid.scaled,
            "数字格式使显示的数小于存储的数（如以元存储、显示为万元），按存储的数读取；请核对单位",
            "number formats that show less than the cell holds (yuan shown as 10,000 yuan); what it holds was read; check the unit",
        ),
    ):
        if found:
            yield Remark(at_sheet(file, grid.name), Words(f"{listed(found)}：{zh}", f"{listed(found)}: {en}"))


_ELSEWHERE = re.compile(r"\[\d+\]")  # how formulas name another file: [1]Sheet1!A1


def _stale_remarks(file: str, grids: list[Grid]) -> Iterator[Remark]:
    """Yield a remark for each result that is out of date; of many in one sheet, the rest in one."""
    for grid, group in groupby(stale(grids), key=lambda one: one.grid):
        found = list(group)
        for one in found[:MOST_STALE]:
            cached = quoted(grid.texts.get(one.where, ""))
            yield Remark(
                at_cell(file, grid.name, *one.where),
                Words(
                    f"公式{quoted(one.formula).zh}保存的结果是{cached.zh}，按所引用的单元格应为{quoted(one.result).zh}；"
                    "采用保存的结果，请用 Excel 或 WPS 打开，重新计算后保存",
                    f"the formula {quoted(one.formula).en} was saved with the result {cached.en}, but its cells give {quoted(one.result).en}; "
                    "the saved result was used; open the file in Excel or WPS, recalculate and save it",
                ),
            )
        if more := [one.where for one in found[MOST_STALE:]]:
            yield Remark(
                at_sheet(file, grid.name),
                Words(f"{listed(more)} 的公式结果同样没有更新，共{len(more)}处", f"the results of {listed(more)} are out of date too, {len(more)} in all"),
            )
