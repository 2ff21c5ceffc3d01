"""Reading the account tables from a workbook: each found by its title, its columns by their headers, its rows by code or name.

Numbers of tables and their order are not looked at: they differ by place and year. One sheet may hold one table or several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from evallib.figures import Figure
from evallib.problems import UserMistake
from evallib.quantities import Gap, Reason, Unit, is_number, read_gap, read_number, read_unit
from evallib.reading.account_tables import FUNDS, TITLES, AccountRow, Accounts, AccountTable, Codes, cell_label, flat, plain_name
from evallib.reading.record import MOST_PLACES, Remark
from evallib.reading.rows import Notes
from evallib.reading.workbook import Sheet, Workbook
from evallib.words import Words, joined

# -- titles --------------------------------------------------------------------------------------------------------

_TITLES = {
    "T_FIN": r"财政拨款(收入支出|收支)决算总表",
    "T_SUM": r"(收入支出|收支)决算总表",
    "T_BASIC": r"(一般公共预算(财政拨款)?)?基本支出决算(明细)?表",
    "T_GPB": r"一般公共预算(财政拨款)?(收入)?支出决算(明细)?表",
    "T_3PUB": r"(一般公共预算)?(财政拨款)?三公经费(支出)?决算(情况)?表",
    "T_FUND": r"政府性基金(预算)?(财政拨款)?(收入支出|收支|支出)?决算表",
    "T_SOE": r"国有资本经营(预算)?(财政拨款)?(收入支出|收支|支出)?决算表",
    "T_REV": r"收入决算总?表",
    "T_EXP": r"支出决算总?表",
}
"""Titles and their variants; those that end like another come first. Source: S24–S29."""

_OTHER_TABLE = re.compile(r"(预算|拨款|基金|经费|项目|基本|资金|采购|收入|支出|收支|专户|人员|公用|资本|资产|运行|债务|专项|其他|结余|明细|[、和及的见])$")
_AFTER_TITLE = re.compile(r"(\([^()]*\)|公开\d+表|GK\d+|[.·\d]+)$", re.IGNORECASE)
LONGEST_TITLE = 80


def table_of(text: str) -> str:
    """Return the key of the table that a title names; empty where it names none.

    Year, department and number of the table may stand around the title; a word that makes another table of it may not.
    """
    if "表" not in text or len(text) > LONGEST_TITLE:
        return ""
    plain = plain_name(text)
    while found := _AFTER_TITLE.search(plain):
        plain = plain[: found.start()]
    for key, pattern in _TITLES.items():
        found = re.search(f"{pattern}$", plain)
        if found and not _OTHER_TABLE.search(plain[: found.start()]):
            return key
    return ""


@dataclass(frozen=True)
class _Part:
    """The part of a sheet that belongs to one title: from its row, or the sheet's first, to the next title or the sheet's end.

    Args:
        row, column: where the title stands; row -1 where it is the sheet's name.
        first, last: rows of the part, the last one not included.
    """

    sheet: Sheet
    key: str
    row: int
    column: int
    first: int
    last: int

    @property
    def width(self) -> int:
        return len(self.sheet.rows[0]) if self.sheet.rows else 0

    def flat(self, row: int) -> list[str]:
        """The texts of a row, those of merged cells repeated."""
        return [flat(self.sheet.text(row, column)) for column in range(self.width)]

    def raw(self, row: int, column: int) -> str:
        return self.sheet.rows[row][column]

    @property
    def place(self) -> Words:
        return self.sheet.at(max(self.row, 0), self.column)


def _parts(sheet: Sheet) -> Iterator[_Part]:
    """Yield the parts of a sheet; a sheet without any title is known by its name."""
    titles = [(row, column, key) for row, texts in enumerate(sheet.rows) for column, text in enumerate(texts) if text and (key := table_of(text))]
    if not titles and (key := table_of(sheet.name)):
        titles = [(-1, 0, key)]
    for (row, column, key), (after, _, _) in zip(titles, [*titles[1:], (len(sheet.rows), 0, "")], strict=False):
        yield _Part(sheet, key, row, column, 0 if (row, column, key) == titles[0] else row, after)


# -- headers -------------------------------------------------------------------------------------------------------

_HEADS = re.compile(
    r"(收入|支出)?(项目|科目)(\(.*\))?|收入|支出|栏次|行次|金额(\(.*\))?|合计|小计|类|款|项|.*(决算数|预算数|编码|代码|名称)|.*三公经费.*"
    r"|人员经费|公用经费|因公出国.*|公务.*|本年(收入|支出).*"
)
_NAMES = re.compile(r"(收入|支出)?项目(\(.*\))?|.*名称|(支出)?(功能|经济)分类(科目)?|(收入|支出)?科目|收入|支出")
_CODES = re.compile(r".*(编码|代码)|类|款|项")
_BESIDE = re.compile(r"行次|栏次|序号|备注|说明")
MOST_HEADERS = 8  # rows

_SPENDING = (("", r"基本支出.*\|(人员|公用)|其中"), ("basic", "基本支出"), ("project", "项目支出"), ("total", "合计|小计|本年支出|金额|决算数"))
_CARRIED = (
    ("", r"(年初|年末|上年|结转下年|本年收入).*\|.*(基本|项目|其中|人员|公用)"),
    ("opening", "年初|上年"),
    ("closing", "年末|结转下年"),
    ("revenue", "本年收入"),
)
_AMOUNTS = {
    "T_SUM": (("", "预算数"), ("amount", "")),
    "T_FIN": (("", "预算数"), ("general", "一般公共预算"), ("fund", "政府性基金"), ("soe", "国有资本"), ("total", "合计|小计"), ("amount", "")),
    "T_REV": (
        ("", "其中|教育收费"),
        ("appropriation", "财政(拨款|补助)"),
        ("superior", "上级补助"),
        ("service", "事业收入"),
        ("business_income", "经营收入"),
        ("subordinate", "附属单位"),
        ("other", "其他收入"),
        ("total", "合计|小计|本年收入"),
    ),
    "T_EXP": (("remitted", "上缴上级"), ("business", "经营支出"), ("subsidy", "附属单位"), *_SPENDING),
    "T_GPB": (*_CARRIED, *_SPENDING),
    "T_BASIC": (("", "预算数"), ("personnel", r"(^|\|)人员经费$"), ("operating", r"(^|\|)公用经费$"), ("amount", "")),
    "T_FUND": (*_CARRIED, *_SPENDING),
    "T_SOE": (*_CARRIED, *_SPENDING),
}
"""Columns by what their headers say, joined from top to bottom; the first that fits. One without a key is part of another."""

_NEEDED = {"T_REV": ("total",), "T_EXP": ("total", "basic", "project"), "T_GPB": ("total",), "T_FUND": ("total",), "T_SOE": ("total",)}


def _header(part: _Part) -> tuple[list[str], int] | None:
    """Return what stands above each column, from top to bottom, and the first row of the body; None without a header."""
    rows = range(part.row + 1, part.last)
    top = next((row for row in rows if sum(bool(_HEADS.fullmatch(text)) for text in part.flat(row)) > 1), None)
    if top is None:
        return None
    heads: list[list[str]] = []
    for row in range(top, min(top + MOST_HEADERS, part.last)):
        if _numbers_columns(part, row):
            levels = [text if text in {"类", "款", "项"} else "" for text in part.flat(row)]
            return _joined([*heads, levels]), row + 1
        if _in_body(part, row):
            break
        heads.append(part.flat(row))
    return _joined(heads), top + len(heads)


def _numbers_columns(part: _Part, row: int) -> bool:
    """Whether a row only numbers the columns (栏次)."""
    texts = [text for text in map(flat, part.sheet.rows[row]) if text]
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit()]
    words = {text for text in texts if not text.isdigit()}
    return (
        bool(numbers) and numbers == list(range(1, len(numbers) + 1)) and words <= {"栏次", "类", "款", "项", "行次"} and ("栏次" in words or len(numbers) > 1)
    )


def _in_body(part: _Part, row: int) -> bool:
    """Whether a row below the first header is no header any more: it holds a number, a numbered line, a total alone or a note."""
    texts = [text for text in part.flat(row) if text]
    alone = len(set(texts)) <= 1
    return any(_is_amount(text) or re.match("[一二三四五六七八九十]+、", text) for text in texts) or (
        alone and (not texts or not _HEADS.fullmatch(texts[0]) or (texts[0] == "合计" and part.key != "T_3PUB"))
    )


def _is_amount(text: str) -> bool:
    return is_number(text) and bool(re.search(r"\d", text))


def _joined(heads: list[list[str]]) -> list[str]:
    """Join the headers of each column; an empty one takes its left neighbour's, unless it lies under one that reaches down to it."""
    spans: set[int] = set()
    for number, row in enumerate(heads):
        own = {column for column, text in enumerate(row) if text}
        for column in range(1, len(row)):
            if not row[column] and column not in spans and any(below[column] for below in heads[number + 1 :]):
                row[column] = row[column - 1]
        spans |= own
    columns = zip(*heads, strict=True)
    return ["|".join(text for number, text in enumerate(column) if text and text not in column[:number]) for column in columns]


@dataclass
class _Block:
    """Columns that stand side by side for one list of rows: those of codes, of names, of amounts by key."""

    codes: list[int]
    names: list[int]
    amounts: dict[str, int]
    head: str = ""


def _blocks(key: str, heads: list[str], extra: dict[int, str]) -> list[_Block]:
    """Sort columns into blocks: each begins with codes or names and ends with amounts."""
    blocks: list[_Block] = []
    for column, head in enumerate(heads):
        last = head.rpartition("|")[2]
        kind = "codes" if _CODES.fullmatch(last) else "names" if _NAMES.fullmatch(last) else "amounts"
        if kind != "amounts":
            if not blocks or blocks[-1].amounts:
                blocks.append(_Block([], [], {}, head))
            getattr(blocks[-1], kind).append(column)
        elif head and blocks and not _BESIDE.fullmatch(last):
            found = next((name for name, pattern in _AMOUNTS[key] if re.search(pattern, head)), None)
            if found is None or found in blocks[-1].amounts:
                extra[column] = head.replace("|", " ")
            elif found:
                blocks[-1].amounts[found] = column
    for block in blocks:
        if not block.codes and len(block.names) > 1:
            block.codes = [block.names.pop(0)]
    return [block for block in blocks if block.amounts]


# -- rows ----------------------------------------------------------------------------------------------------------

_LINES = {
    "revenue": (
        ("total", "本年收入合计|收入合计"),
        ("grand", "(收入)?总计|合计"),
        ("surplus_used", "使用非财政拨款.*|用事业基金弥补收支差额"),
        ("opening", "(年初|上年).*(结转|结余).*"),
        ("general", "一般公共预算.*"),
        ("fund", "政府性基金.*"),
        ("soe", "国有资本经营.*"),
        ("appropriation", "财政拨款(收入)?"),
        ("superior", "上级补助收入"),
        ("service", "事业收入.*"),
        ("business", "经营收入"),
        ("subordinate", "附属单位.*"),
        ("other", "其他收入"),
    ),
    "expenditure": (("total", "本年支出合计|支出合计"), ("grand", "(支出)?总计|合计"), ("distributed", "结余分配"), ("closing", "(年末|结转下年).*")),
}
_TOTALS = re.compile("(本年)?(收入|支出|基本支出)?(合计|总计)")
_HALVES = (("personnel", re.compile("人员经费(合计|小计|总计)?")), ("operating", re.compile("(日常)?公用经费(合计|小计|总计)?")))
_FOOTER = re.compile(r".*(填表|制表|审核人|负责人|联系电话|打印日期|填报日期).*|第\d+页.*")
_NOTE = re.compile(r"[(]?(注|说明|备注|附注)[:0-9.、)]|.*。|.{10,},|.*(无数据|为空|空表)")
_CODE_AND_NAME = re.compile(r"[(\[]?(\d{7}|\d{5}|\d{3})[)\]]?(?=[^\d.])")
_SAYS_EMPTY = re.compile("无数据|为空表?|空表|没有|未发生|未安排|不涉及|无.{2,40}(收|支|拨款|预算|经费|数据)")
_ON_CONDITION = re.compile("如|若")


@dataclass
class _Row:
    """A row before its amounts are read: its place and, by column, theirs."""

    key: str
    code: str
    name: str
    within: bool
    cells: dict[str, tuple[int, int]]


class _Table:
    """One table while it is read."""

    def __init__(self, notes: Notes, part: _Part, heads: list[str], first: int) -> None:
        self.notes, self.part, self.heads, self.first = notes, part, heads, first
        self.extra: dict[int, str] = {}
        self.rows: list[_Row] = []
        self.note = ""
        self.unit: Unit | None = None
        self.unit_stated = True

    @property
    def key(self) -> str:
        return self.part.key

    def read(self) -> None:
        """Read the rows, block by block."""
        body = [row for row in range(self.first, self.part.last) if not self._aside(row)]
        if self.key == "T_3PUB":
            self._read_expenses(body)
        else:
            blocks = self._sided(_blocks(self.key, self.heads, self.extra))
            lacking = [column for column in _NEEDED.get(self.key, ("amount",)) if not any(column in block.amounts for block in blocks)]
            if lacking or (self.key in {"T_SUM", "T_FIN"} and len(blocks) < len(_LINES)):
                self.no_header()
                return
            for side, block in zip(("revenue", "expenditure") if self.key in {"T_SUM", "T_FIN"} else [""] * len(blocks), blocks, strict=False):
                self._read_block(block, body, side)
        used = {column for row in self.rows for _, column in row.cells.values()}
        self.extra = {c: h for c, h in self.extra.items() if c not in used and any(_is_amount(self.part.raw(row, c)) for row in body)}
        if self.key == "T_BASIC":
            self._split_halves()

    def _split_halves(self) -> None:
        """Make rows of the columns of personnel and operating cost, where the total of one list is split by them."""
        for row in list(self.rows):
            for half, words in (("personnel", "人员经费"), ("operating", "公用经费")):
                where = row.cells.pop(half, None)
                if where and row.key == "total":
                    self.rows.append(_Row(half, "", words, within=False, cells={"amount": where}))

    def no_header(self) -> None:
        """Note that the header is not recognised."""
        self.notes.problem(
            self.part.place,
            Words(f"《{TITLES[self.key].zh}》的表头无法识别", f"a header of the {TITLES[self.key].en} that cannot be recognised"),
            Words("公开格式的表头（项目或科目编码、名称，金额各列）", "the header of the published form: names or codes, and columns of amounts"),
            Words("请按公开格式保留表头", "keep the header as in the published form"),
        )

    def _sided(self, blocks: list[_Block]) -> list[_Block]:
        """Give blocks the names of columns that their place implies, where one column of amounts has no name of its own."""
        for number, block in enumerate(blocks):
            halves = [half for half in ("personnel", "operating") if half in block.amounts]
            if self.key == "T_BASIC" and "amount" not in block.amounts and len(halves) == 1:
                block.amounts = {"amount": block.amounts[halves[0]]}
            if self.key == "T_FIN":
                first, other = ("amount", "total") if number == 0 else ("total", "amount")
                if first not in block.amounts and other in block.amounts:
                    block.amounts[first] = block.amounts.pop(other)
        return blocks

    def _aside(self, row: int) -> bool:
        """Whether a row is no row of the table: a note, which is kept where it says that the table is empty, a footer or nothing."""
        texts = [text for text in self.part.flat(row) if text]
        if texts and _NOTE.match(texts[0]) and not _is_amount(texts[0]):
            if any(_SAYS_EMPTY.search(text) and not _ON_CONDITION.search(text) for text in texts):
                self.note = self.note or next(text for text in self.part.sheet.rows[row] if text)
            return True
        return not texts or any(_FOOTER.fullmatch(text) for text in texts)

    def _read_block(self, block: _Block, body: list[int], side: str) -> None:
        carried: list[str] = []
        opened = False
        for row in body:
            label = next((text for column in (*reversed(block.names), *block.codes) if (text := self.part.raw(row, column)) and not text.isdigit()), "")
            cells = {column: (row, where) for column, where in block.amounts.items()}
            code = self._code(row, block, carried)
            if not code and not side and (both := _CODE_AND_NAME.match(flat(label))):
                code, label = both[1], flat(label)[both.end() :]
            if not label and not code:
                self._nameless(cells)
                continue
            if self.key == "T_BASIC" and not code and len(cells) == 1:
                cells = {column: (row, self._reached(row, where)) for column, (row, where) in cells.items()}
            name = plain_name(label)
            repeated = not code and _HEADS.fullmatch(name) and not _TOTALS.fullmatch(name)
            if repeated and not any(_is_amount(self.part.raw(*where)) for where in cells.values()):
                continue  # a header at a page's head
            if side:
                key = self._line(side, name, opened=opened)
                opened = opened or key == f"{side}.opening"
            else:
                key = code or self._total(name, block.head)
            self.rows.append(_Row(key, code, label, flat(label).startswith("其中"), cells))

    def _reached(self, row: int, column: int) -> int:
        """Return the column of a total's amount, which may stand further right, below the amounts of the next panel."""
        for other in range(column, self.part.width):
            text = self.part.raw(row, other)
            if text:
                return other if _is_amount(text) else column
        return column

    def _nameless(self, cells: dict[str, tuple[int, int]]) -> None:
        """Note amounts without a name, unless a total reaches over to them."""
        for row, column in cells.values():
            text = self.part.raw(row, column)
            before = next((one for other in range(column - 1, -1, -1) if (one := self.part.raw(row, other))), "")
            if _is_amount(text) and read_number(text) and not (self.key == "T_BASIC" and before and not _is_amount(before)):
                self.notes.problem(
                    self.part.sheet.at(row, column),
                    text,
                    Words("同一行有科目编码或项目名称", "a code or a name in the same row"),
                    Words("请补充名称，或删除该数", "add the name, or delete the amount"),
                )

    def _code(self, row: int, block: _Block, carried: list[str]) -> str:
        """Return the code of a row: from one cell, or put together from those of 类, 款 and 项, which may be told once for several rows."""
        columns, named = block.codes, any(self.part.raw(row, column) for column in block.names)
        texts = [flat(self.part.raw(row, column)) for column in columns]
        if not any(text.isdigit() for text in texts):
            for column, text in zip(columns, texts, strict=True):
                if re.search(r"\d{3}", text) and (named or not _CODE_AND_NAME.match(text)):
                    self._wrong_code(row, column, text)
            return ""
        deepest = max(number for number, text in enumerate(texts) if text.isdigit())
        told = [text or (carried[number] if number < len(carried) else "") for number, text in enumerate(texts[: deepest + 1])]
        code = ""
        for text in told:
            code = text if code and text.startswith(code) else code + (text.zfill(2) if code else text)
        if not re.fullmatch(r"[1-9]\d{2}(\d{2}){0,2}", code):
            self._wrong_code(row, columns[deepest], code)
            return ""
        carried[:] = told
        return code

    def _wrong_code(self, row: int, column: int, text: str) -> None:
        self.notes.problem(
            self.part.sheet.at(row, column), text, Words("3、5或7位数字的科目编码", "a code of 3, 5 or 7 digits"), Words("请核对科目编码", "check the code")
        )

    def _line(self, side: str, name: str, *, opened: bool) -> str:
        found = next((key for key, pattern in _LINES[side] if re.fullmatch(pattern, name)), name)
        return f"{side}.opening_{found}" if opened and found in FUNDS else f"{side}.{found}"

    def _total(self, name: str, head: str) -> str:
        """Return the key of a row without a code; a total in a panel of its own is that of the panel."""
        for key, pattern in _HALVES:
            if pattern.fullmatch(name) or (_TOTALS.fullmatch(name) and pattern.match(head)):
                return key
        return "total" if _TOTALS.fullmatch(name) else ""

    # -- the three public expenses --

    def _read_expenses(self, body: list[int]) -> None:
        """Read the table of the three public expenses, whether its items stand in columns or in rows, budget and outturn in blocks or pairs."""
        found: dict[tuple[str, str], tuple[int, int]] = {}
        labelled = any(re.search("因公|公务|三公", text) for row in body for text in self.part.flat(row))
        lines = [row for row in body if any(_expense([text]) for text in self.part.flat(row))] if labelled else self._only_line(body)
        for row in lines:
            texts = self.part.flat(row)
            beside = [text for text in texts if text and not _is_amount(text)] if labelled else []
            for column, head in enumerate(self.heads):
                labels = head.split("|")
                item = _expense(beside or labels)
                if not item or not head or _BESIDE.fullmatch(labels[-1]) or (labelled and (texts[column] in beside or _NAMES.fullmatch(labels[-1]))):
                    continue
                period = next((label for label in reversed(labels) if re.search("(预算|决算|支出)数?$", label)), "")
                found.setdefault((item, "budget" if "预算" in period and "决算" not in period else "actual"), (row, column))
        for item in dict.fromkeys(item for item, _ in found):
            self.rows.append(_Row(item, "", "", within=False, cells={period: where for (one, period), where in found.items() if one == item}))
        if not found and any(_is_amount(text) for row in body for text in self.part.flat(row)):
            self.no_header()

    def _only_line(self, body: list[int]) -> list[int]:
        """Return the one row of amounts: of several, the total."""
        lines = [row for row in body if any(_is_amount(text) for text in self.part.flat(row))]
        totals = [row for row in lines if any(_TOTALS.fullmatch(text) for text in self.part.flat(row))]
        if len(lines) > 1 and len(totals) != 1:
            self.notes.problem(
                self.part.sheet.at(lines[1], self.part.column),
                Words("第二行数据", "a second row of amounts"),
                Words("一行数据，或另有一行合计", "one row, or a row of totals beside"),
                Words("请保留本部门合计的一行", "keep the row of the department's totals"),
            )
        return totals or lines[:1]

    # -- units and figures --

    def says(self) -> list[str]:
        """The texts around the header: title, department, unit."""
        return [" ".join(dict.fromkeys(text for text in self.part.flat(row) if text)) for row in range(self.part.first, self.first)]

    def printed(self) -> Iterator[str]:
        """Yield the texts of the cells that hold amounts."""
        for row in self.rows:
            yield from (self.part.raw(*where) for where in row.cells.values())

    def built(self, places: int) -> AccountTable:
        """Return the table with its figures, amounts told to as many decimals as the workbook prints."""
        rows = tuple(
            AccountRow(row.key, row.code, row.name, {column: self._figure(row, column, places) for column in row.cells}, row.within) for row in self.rows
        )
        columns = tuple(dict.fromkeys(column for row in rows for column in row.figures))
        source = self.part.sheet.source(max(self.part.row, 0), self.part.column)
        return _settled(AccountTable(self.key, self.unit, self.unit_stated, columns, rows, self.note, tuple(self.extra.values()), source), places)

    def _figure(self, row: _Row, column: str, places: int) -> Figure:
        where = row.cells[column]
        text = self.part.raw(*where)
        value: Decimal | Gap | None = read_gap(text)
        if value is None:
            try:
                value = read_number(text)
            except ValueError:
                self.notes.problem(
                    self.part.sheet.at(*where),
                    text,
                    Words("一个金额，或留空", "one amount, or nothing"),
                    Words("单元格里只填数字，不要夹带文字和单位", "the number alone, no words or units in the cell"),
                )
                value = Gap(Reason.MISSING)
        if isinstance(value, Decimal) and -value.as_tuple().exponent < places:
            value = value.quantize(Decimal(1).scaleb(-places))
        words = AccountRow(row.key, row.code, row.name, {}).words
        return Figure(cell_label(self.key, words, column), value, self.unit, self.part.sheet.source(*where))


def _expense(labels: list[str]) -> str:
    """Return which of the three public expenses some labels name together, from the last to the first; a total is one of its group."""
    if any(re.search(r"团组|人次|批次|保有量|数量|\((个|人|辆|批|次)\)|其中", label) for label in labels):
        return ""
    for label in reversed(labels):
        for item, pattern in (
            ("tp_overseas", "因公出国"),
            ("tp_hospitality", "公务接待"),
            ("tp_vehicle", "购置(费)?(及|和|与|、)运行|^公务用车费?$"),
            ("tp_vehicle_purchase", "公?务?用?车辆?购置"),
            ("tp_vehicle_running", "公?务?用?车辆?运行"),
        ):
            if re.search(pattern, label):
                return item
    return "three_public" if any(re.search("合计|总计|三公经费", label) for label in labels) else ""


def _settled(table: AccountTable, places: int) -> AccountTable:
    """Say what the empty cells of a table mean: 0 as the table would print it, or that a total or its parts were left out."""
    zero = Decimal(0).scaleb(-places)
    blank = {
        (number, column)
        for number, row in enumerate(table.rows)
        for column, figure in row.figures.items()
        if not figure.known and figure.value.reason in {Reason.MISSING, Reason.DASHED}
    }
    filled = {column for row in table.rows for column, figure in row.figures.items() if figure.known}
    silent = {cell for cell in blank if not filled or (table.key == "T_3PUB" and cell[1] not in filled)}
    for one in table.sums:
        parts = [cell for cell in one.parts if table.at(cell).known and table.at(cell).value]
        if one.whole in blank and parts:
            silent.add(one.whole)
        elif one.whole not in blank and table.at(one.whole).known and table.at(one.whole).value and set(one.parts) <= blank:
            silent.update(one.parts)
    rows = [
        replace(
            row, figures={column: replace(figure, value=zero if (number, column) in blank - silent else figure.value) for column, figure in row.figures.items()}
        )
        for number, row in enumerate(table.rows)
    ]
    return replace(table, rows=tuple(rows))


# -- the workbook --------------------------------------------------------------------------------------------------

_UNIT = re.compile(r"单位:? ?(?:人民币)?((?:万|亿)?元)|\((?:人民币)?((?:万|亿)?元)\)|人民币((?:万|亿)?元)")
_DEPARTMENT = re.compile(r"(?:公开|编制|填报|填制)?(?:部门|单位)(?:名称)?(?:\([^)]*\))?: ?(?!公开\d|\S*单位)([^: ]+)")
_YEAR = re.compile(r"(20\d\d)年")


def is_accounts(workbook: Workbook) -> bool:
    """Whether a workbook holds at least one of the nine account tables."""
    return any(_header(part) for sheet in workbook.sheets for part in _parts(sheet))


def read_accounts(workbook: Workbook, codes: Codes | None = None) -> tuple[Accounts, list[Remark]]:
    """Read the account tables of a workbook, wherever they stand in it.

    Args:
        workbook: the workbook as read.
        codes: the lists of codes that the rows will be held against.

    Returns:
        The tables found, and what is odd about them: tables that are not there, columns not known, other names or years.

    Raises:
        UserMistake: what cannot be read, all together, each with sheet and cell: amounts that are no numbers, codes that are
            none, headers not recognised, a table twice, amounts without a unit.
    """
    notes = Notes()
    tables = _tables(workbook, notes)
    for table in tables:
        table.read()
    _units(tables, notes)
    known = [table for table in tables if table.unit]
    places = {unit: _places(table for table in known if table.unit is unit) for unit in {table.unit for table in known}}
    built = [table.built(places[table.unit]) for table in known]
    if notes.problems:
        raise UserMistake(notes.problems)
    department, year = _told(workbook, tables, notes)
    _remarks(workbook, tables, notes)
    order = list(TITLES)
    return Accounts(tuple(sorted(built, key=lambda table: order.index(table.key))), codes or Codes(), department, year), notes.remarks


def _tables(workbook: Workbook, notes: Notes) -> list[_Table]:
    """Return the tables of the visible sheets, none twice; a title that no header follows only mentions its table."""
    tables: dict[str, _Table] = {}
    mentions: list[_Part] = []
    for part in (part for sheet in workbook.sheets if sheet.visible for part in _parts(sheet)):
        header = _header(part)
        if header is None:
            mentions.append(part)
            continue
        earlier = tables.setdefault(part.key, _Table(notes, part, *header))
        if earlier.part is not part:
            notes.problem(
                part.place,
                Words(f"《{TITLES[part.key].zh}》再次出现", f"the {TITLES[part.key].en} a second time"),
                Words(f"只出现一次（{earlier.part.place.zh}已有）", f"once (it stands at {earlier.part.place.en})"),
                Words("请只保留本部门本年度的一张", "keep the one of this department and year"),
            )
    for part in mentions:
        if part.key not in tables and sum(sum(map(_is_amount, part.sheet.rows[row])) > 1 for row in range(part.row + 1, part.last)) > 1:
            _Table(notes, part, [], 0).no_header()
    return list(tables.values())


def _units(tables: list[_Table], notes: Notes) -> None:
    """Find the unit of each table: as it states, as the table above it on the sheet, or as all others state."""
    for table in tables:
        found = next((one for text in (*table.says(), *table.heads) for one in _UNIT.findall(text)), None)
        table.unit, table.unit_stated = (read_unit("".join(found))[0] if found else None), bool(found)
    stated = {table.unit for table in tables if table.unit}
    for number, table in enumerate(tables):
        if table.unit:
            continue
        above = [other.unit for other in tables[:number] if other.part.sheet is table.part.sheet and other.unit]
        table.unit = above[-1] if above else next(iter(stated)) if len(stated) == 1 else None
        if table.unit:
            unit = table.unit.words
            notes.remark(
                table.part.place,
                f"《{TITLES[table.key].zh}》没有金额单位，按同一文件其他表的{unit.zh}读取",
                f"the {TITLES[table.key].en} states no unit; read as {unit.en}, the unit of the other tables",
            )
        elif any(map(_is_amount, table.printed())):
            notes.problem(
                table.part.place,
                Words(f"《{TITLES[table.key].zh}》没有金额单位", f"no unit in the {TITLES[table.key].en}"),
                Words("“金额单位：元”或“金额单位：万元”", "“金额单位：元” or “金额单位：万元”"),
                Words("请在标题下方注明金额单位", "state the unit below the title"),
            )
        else:
            table.unit = Unit.WAN_YUAN  # of no amount at all


def _places(tables: Iterator[_Table]) -> int:
    """Return to how many decimals, at most two, tables print their amounts: a spreadsheet drops closing zeros."""
    decimals = [-read_number(text).as_tuple().exponent for table in tables for text in table.printed() if _is_amount(text)]
    return max([0, *(min(MOST_PLACES, places) for places in decimals)])


def _told(workbook: Workbook, tables: list[_Table], notes: Notes) -> tuple[str, int | None]:
    """Return whose tables they are and of which year, by their own words; say where they differ."""
    texts = [text for table in tables for text in table.says()]
    names = list(dict.fromkeys(name for text in texts for name in _DEPARTMENT.findall(text) if not read_unit(name)[0] and not _UNIT.search(name)))
    years = list(dict.fromkeys(int(year) for text in texts for year in _YEAR.findall(text)))
    for found, zh, en in ((names, "部门名称", "departments"), (years, "年度", "years")):
        if len(found) > 1:
            told = "、".join(map(str, found))
            notes.remark(Words(workbook.file, workbook.file), f"各表的{zh}不一致：{told}", f"the tables name different {en}: {told}")
    return names[0] if names else "", years[0] if years else None


def _remarks(workbook: Workbook, tables: list[_Table], notes: Notes) -> None:
    file = Words(workbook.file, workbook.file)
    lacking = [title for key, title in TITLES.items() if all(table.key != key for table in tables)]
    if lacking:
        notes.remark(
            file,
            f"未见以下决算公开表：{joined(lacking).zh}；与其有关的核对无法进行",
            f"account tables that are not there: {joined(lacking).en}; what rests on them cannot be checked",
        )
    for table in tables:
        if table.extra:
            heads = "、".join(table.extra.values())
            notes.remark(table.part.place, f"未识别的金额列：{heads}；未计入", f"columns of amounts that are not known: {heads}; not counted in")
    hidden = [sheet.name for sheet in workbook.sheets if not sheet.visible and any(map(_header, _parts(sheet)))]
    if hidden:
        names = "、".join(hidden)
        notes.remark(file, f"隐藏的工作表中的决算表未读取：{names}", f"account tables on hidden sheets were not read: {names}")
