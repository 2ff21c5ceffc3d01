"""Account workbooks (部门决算公开) from a small description: nine tables, consistent by construction, the same bytes every time.

For tests and for invented departments. All amounts of a description are exact, in 元; tables print them in 元 or in 万元
rounded half up to 0.01, as published tables do.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import xlsxwriter

NOTHING = Decimal(0)
FUNDS = ("general", "fund", "soe")
KINDS = (*FUNDS, "superior", "service", "business", "subordinate", "other")
"""Kinds of money: the three budgets that an appropriation comes from, and what else a unit receives."""

NATIONAL = ("T_SUM", "T_REV", "T_EXP", "T_FIN", "T_GPB", "T_BASIC", "T_3PUB", "T_FUND", "T_SOE")
HUNAN = ("T_SUM", "T_REV", "T_EXP", "T_FIN", "T_GPB", "T_BASIC", "T_FUND", "T_SOE", "T_3PUB")
TITLES = {
    "T_SUM": "收入支出决算总表",
    "T_REV": "收入决算表",
    "T_EXP": "支出决算表",
    "T_FIN": "财政拨款收入支出决算总表",
    "T_GPB": "一般公共预算财政拨款支出决算表",
    "T_BASIC": "一般公共预算财政拨款基本支出决算表",
    "T_3PUB": "财政拨款“三公”经费支出决算表",
    "T_FUND": "政府性基金预算财政拨款收入支出决算表",
    "T_SOE": "国有资本经营预算财政拨款支出决算表",
}
REVENUE = {
    "total": "本年收入合计",
    "appropriation": "财政拨款收入",
    "superior": "上级补助收入",
    "service": "事业收入",
    "business_income": "经营收入",
    "subordinate": "附属单位上缴收入",
    "other": "其他收入",
}
EXPENDITURE = {
    "total": "本年支出合计",
    "basic": "基本支出",
    "project": "项目支出",
    "remitted": "上缴上级支出",
    "business": "经营支出",
    "subsidy": "对附属单位补助支出",
}
REVENUE_LINES = {
    "general": "一般公共预算财政拨款收入",
    "fund": "政府性基金预算财政拨款收入",
    "soe": "国有资本经营预算财政拨款收入",
    "superior": "上级补助收入",
    "service": "事业收入",
    "business": "经营收入",
    "subordinate": "附属单位上缴收入",
    "other": "其他收入",
}
FUND_NAMES = {"general": "一般公共预算财政拨款", "fund": "政府性基金预算财政拨款", "soe": "国有资本经营预算财政拨款"}
CLASSES = (
    "201 202 203 204 205 206 207 208 210 211 212 213 214 215 216 217 219 220 221 222 223 224 229 231 232 234"  # the lines of 公开01表, FY2021
).split()
EXPENSES = {"30212": "tp_overseas", "31013": "tp_vehicle_purchase", "30231": "tp_vehicle_running", "30217": "tp_hospitality"}
EXPENSE_NAMES = {
    "three_public": "合计",
    "tp_overseas": "因公出国（境）费",
    "tp_vehicle": "公务用车购置及运行维护费",
    "tp_vehicle_purchase": "公务用车购置费",
    "tp_vehicle_running": "公务用车运行维护费",
    "tp_hospitality": "公务接待费",
}
CREATED = datetime(2000, 1, 1, tzinfo=UTC)
A4 = 9  # as spreadsheets number paper


@dataclass(frozen=True)
class Money:
    """What became of money of one kind under one functional item, in 元.

    Args:
        code: functional item, seven digits.
        kind: one of ``KINDS``.
        opening, revenue, surplus_used: what it had: brought in, received, taken from earlier surplus.
        basic: basic expenditure by economic code of five digits.
        project, remitted, business, subsidy: the other kinds of expenditure.
        distributed: surplus distributed at the year's end.
    """

    code: str
    kind: str = "general"
    opening: Decimal = NOTHING
    revenue: Decimal = NOTHING
    surplus_used: Decimal = NOTHING
    basic: Mapping[str, Decimal] = field(default_factory=dict)
    project: Decimal = NOTHING
    remitted: Decimal = NOTHING
    business: Decimal = NOTHING
    subsidy: Decimal = NOTHING
    distributed: Decimal = NOTHING

    @property
    def spent(self) -> dict[str, Decimal]:
        """Expenditure by the columns of the expenditure table."""
        parts = {"basic": sum(self.basic.values(), NOTHING)} | {name: getattr(self, name) for name in ("project", "remitted", "business", "subsidy")}
        return {"total": sum(parts.values(), NOTHING)} | parts

    @property
    def closing(self) -> Decimal:
        """What is left at the end of the year."""
        return self.opening + self.revenue + self.surplus_used - self.spent["total"] - self.distributed


@dataclass(frozen=True)
class Books:
    """A department's year.

    Args:
        department, year: as the tables print them.
        money: what became of its money.
        expenses: the three public expenses by item (``tp_overseas`` …): budget, and what of the outturn project
            expenditure paid; what basic expenditure paid is taken from its economic codes.
        names: names of codes that differ from those of ``data/codes``, or are not there.
    """

    department: str
    year: int
    money: tuple[Money, ...]
    expenses: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """How tables are printed.

    Args:
        order: ``national`` or ``hunan``.
        unit: ``万元`` or ``元``.
        panels: columns of codes side by side in the table of basic expenditure: 1, 2 or 3.
        expenses: the three public expenses in ``blocks`` of six columns, six ``pairs`` or ``rows``.
        code_columns: 1, or 3 for 类, 款 and 项.
        numbered: whether lines and columns are numbered (行次、栏次).
        merged: whether header cells are merged.
        zeros: whether nothing is printed as 0.00; else its cell is left empty.
        one_sheet: whether all tables stand on one sheet.
        title: text around each title; ``{year}``, ``{department}``, ``{title}`` and ``{number}`` are filled in.
        total_first: whether the total of a classification stands above it.
    """

    order: str = "national"
    unit: str = "万元"
    panels: int = 3
    expenses: str = "blocks"
    code_columns: int = 1
    numbered: bool = True
    merged: bool = True
    zeros: bool = False
    one_sheet: bool = False
    title: str = "{title}"
    total_first: bool = True


@dataclass
class Row:
    """A row of a table: its key, what it prints, its amounts by column, in 元 until they are printed."""

    key: str
    code: str
    name: str
    amounts: dict[str, Decimal]


def code_names() -> dict[str, str]:
    """Return the official names of codes, functional and economic, from ``data/codes``."""
    names = {}
    for kind in ("functional", "economic"):
        with (Path(__file__).parents[1] / "data" / "codes" / f"{kind}.csv").open(encoding="utf-8", newline="") as stream:
            names |= {row["code"]: row["name"] for row in csv.DictReader(stream) if row["name"] and not row["valid_to"]}
    return names


# -- the tables ----------------------------------------------------------------------------------------------------


def tables(books: Books) -> dict[str, list[Row]]:
    """Return the rows of the nine tables, amounts exact and in 元."""
    names = code_names() | dict(books.names)
    return {
        "T_SUM": _summary(books, names),
        "T_REV": _classified(books.money, names, _received),
        "T_EXP": _classified(books.money, names, lambda one: one.spent),
        "T_FIN": _appropriation(books, names),
        "T_GPB": _classified(_of(books, "general"), names, _basic_and_project),
        "T_BASIC": _basic(books, names),
        "T_3PUB": _expenses(books),
        "T_FUND": _classified(_of(books, "fund"), names, _carried),
        "T_SOE": _classified(_of(books, "soe"), names, _basic_and_project),
    }


def _of(books: Books, *kinds: str) -> tuple[Money, ...]:
    return tuple(one for one in books.money if one.kind in kinds)


def _received(one: Money) -> dict[str, Decimal]:
    column = "appropriation" if one.kind in FUNDS else "business_income" if one.kind == "business" else one.kind
    return dict.fromkeys(REVENUE, NOTHING) | {"total": one.revenue, column: one.revenue}


def _basic_and_project(one: Money) -> dict[str, Decimal]:
    return {column: one.spent[column] for column in ("total", "basic", "project")}


def _carried(one: Money) -> dict[str, Decimal]:
    return {"opening": one.opening, "revenue": one.revenue, **_basic_and_project(one), "closing": one.closing}


def _classified(money: Iterable[Money], names: Mapping[str, str], columns: object) -> list[Row]:
    """Return the total, then each class, section and item that has amounts, in the order of codes."""
    sums: dict[str, dict[str, Decimal]] = {}
    for one in money:
        amounts = columns(one)
        if any(amounts.values()):
            for code in ("", one.code[:3], one.code[:5], one.code):
                held = sums.setdefault(code, dict.fromkeys(amounts, NOTHING))
                sums[code] = {column: held[column] + amounts[column] for column in amounts}
    return [Row(code or "total", code, names[code] if code else "合计", sums[code]) for code in sorted(sums)]


def _total(money: Iterable[Money], name: str) -> Decimal:
    return sum((one.spent["total"] if name == "spent" else getattr(one, name) for one in money), NOTHING)


def _side(side: str, lines: Iterable[tuple[str, str, dict[str, Decimal]]]) -> list[Row]:
    return [Row(f"{side}.{key}", "", name, amounts) for key, name, amounts in lines]


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("十" if tens == 1 else "一二三四五六七八九"[tens - 1] + "十" if tens else "") + ("一二三四五六七八九"[ones - 1] if ones else "")


def _summary(books: Books, names: Mapping[str, str]) -> list[Row]:
    def amount(name: str, money: Iterable[Money] = books.money) -> dict[str, Decimal]:
        return {"amount": _total(money, name)}

    def grand(*parts: str) -> dict[str, Decimal]:
        return {"amount": sum((_total(books.money, part) for part in parts), NOTHING)}

    received = [(kind, f"{_numeral(number)}、{name}", amount("revenue", _of(books, kind))) for number, (kind, name) in enumerate(REVENUE_LINES.items(), 1)]
    received += [("total", "本年收入合计", amount("revenue")), ("surplus_used", "使用非财政拨款结余", amount("surplus_used"))]
    received += [("opening", "年初结转和结余", amount("opening")), ("grand", "总计", grand("revenue", "surplus_used", "opening"))]
    spent = [
        (names[code], f"{_numeral(number)}、{names[code]}", amount("spent", [one for one in books.money if one.code.startswith(code)]))
        for number, code in enumerate(CLASSES, 1)
    ]
    spent += [("total", "本年支出合计", amount("spent")), ("distributed", "结余分配", amount("distributed"))]
    spent += [("closing", "年末结转和结余", amount("closing")), ("grand", "总计", grand("spent", "distributed", "closing"))]
    return _side("revenue", received) + _side("expenditure", spent)


def _appropriation(books: Books, names: Mapping[str, str]) -> list[Row]:
    money = _of(books, *FUNDS)

    def amount(name: str, *kinds: str) -> dict[str, Decimal]:
        return {"amount": _total(_of(books, *(kinds or FUNDS)), name)}

    def funds(name: str, chosen: Iterable[Money] = money) -> dict[str, Decimal]:
        parts = {fund: _total([one for one in chosen if one.kind == fund], name) for fund in FUNDS}
        return {"total": sum(parts.values(), NOTHING)} | parts

    received = [(fund, f"{_numeral(number)}、{name}", amount("revenue", fund)) for number, (fund, name) in enumerate(FUND_NAMES.items(), 1)]
    received += [("total", "本年收入合计", amount("revenue")), ("opening", "年初财政拨款结转和结余", amount("opening"))]
    received += [(f"opening_{fund}", f"{_numeral(number)}、{name}", amount("opening", fund)) for number, (fund, name) in enumerate(FUND_NAMES.items(), 1)]
    received += [("grand", "总计", {"amount": _total(money, "revenue") + _total(money, "opening")})]
    spent = [
        (names[code], f"{_numeral(number)}、{names[code]}", funds("spent", [one for one in money if one.code.startswith(code)]))
        for number, code in enumerate(CLASSES, 1)
    ]
    year, closing = funds("spent"), funds("closing")
    spent += [("total", "本年支出合计", year), ("closing", "年末财政拨款结转和结余", closing)]
    spent += [("grand", "总计", {column: year[column] + closing[column] for column in year})]
    return _side("revenue", received) + _side("expenditure", spent)


def _basic(books: Books, names: Mapping[str, str]) -> list[Row]:
    sums: dict[str, Decimal] = {}
    for one in _of(books, "general"):
        for code, amount in one.basic.items():
            for held in (code[:3], code):
                sums[held] = sums.get(held, NOTHING) + amount
    rows = [Row(code, code, names[code], {"amount": sums[code]}) for code in sorted(sums)]
    persons = sum((sums.get(code, NOTHING) for code in ("301", "303")), NOTHING)
    others = sum((amount for code, amount in sums.items() if len(code) == len("301")), NOTHING) - persons
    halves = [("personnel", "人员经费合计", persons), ("operating", "公用经费合计", others), ("total", "合计", persons + others)]
    return rows + [Row(key, "", name, {"amount": amount}) for key, name, amount in halves if rows]


def _expenses(books: Books) -> list[Row]:
    paid = dict.fromkeys(EXPENSES.values(), NOTHING)
    for one in _of(books, "general"):
        for code, item in EXPENSES.items():
            paid[item] += one.basic.get(code, NOTHING)
    figures = {item: (books.expenses.get(item, (NOTHING, NOTHING))[0], paid[item] + books.expenses.get(item, (NOTHING, NOTHING))[1]) for item in paid}
    for whole, parts in (("tp_vehicle", ("tp_vehicle_purchase", "tp_vehicle_running")), ("three_public", ("tp_overseas", "tp_vehicle", "tp_hospitality"))):
        figures[whole] = tuple(sum((figures[part][number] for part in parts), NOTHING) for number in (0, 1))
    rows = [Row(item, "", name, dict(zip(("budget", "actual"), figures[item], strict=True))) for item, name in EXPENSE_NAMES.items()]
    return rows if any(any(row.amounts.values()) for row in rows) else []


# -- printing ------------------------------------------------------------------------------------------------------

NOTES = {
    "T_SUM": "注：本表反映部门本年度的总收支和年末结转结余情况。",
    "T_REV": "注：本表反映部门本年度取得的各项收入情况。",
    "T_EXP": "注：本表反映部门本年度各项支出情况。",
    "T_FIN": "注：本表反映部门本年度一般公共预算财政拨款、政府性基金预算财政拨款和国有资本经营预算财政拨款的总收支和年末结转结余情况。",
    "T_GPB": "注：本表反映部门本年度一般公共预算财政拨款支出情况。",
    "T_BASIC": "注：本表反映部门本年度一般公共预算财政拨款基本支出明细情况。",
    "T_3PUB": "注：本表反映部门本年度“三公”经费支出预决算情况。其中：预算数为“三公”经费全年预算数，决算数包括当年财政拨款和以前年度结转资金安排的实际支出。",
    "T_FUND": "注：本表反映部门本年度政府性基金预算财政拨款收入、支出及结转和结余情况。",
    "T_SOE": "注：本表反映部门本年度国有资本经营预算财政拨款支出情况。",
}
EMPTY = {
    "T_FUND": "说明：本部门本年度没有政府性基金预算财政拨款收入和支出，故本表无数据。",
    "T_SOE": "说明：本部门本年度没有国有资本经营预算财政拨款收入和支出，故本表无数据。",
    "T_3PUB": "说明：本部门本年度没有使用财政拨款安排的“三公”经费，故本表无数据。",
}
Changes = Mapping[tuple[str, str, str], object]
"""What to print in place of the true amount, by table, row and column; ``code`` and ``name`` are columns too, None leaves a cell empty."""


def write_accounts(
    path: str | Path, books: Books, layout: Layout | None = None, *, changes: Changes | None = None, without: Iterable[str] = (), notes: bool = True
) -> None:
    """Write an account workbook.

    Args:
        path: where to.
        books: the department's year.
        layout: how it is printed.
        changes: what is printed in place of the truth, such as ``{("T_EXP", "total", "basic"): Decimal("99.00")}``, in the
            unit of the tables. Rows are named by code, ``total``, ``personnel``, ``operating``, ``revenue.opening``,
            ``expenditure.total`` or ``tp_vehicle``; columns as in ``evallib.reading.account_tables.COLUMNS``.
        without: keys of tables to leave out.
        notes: whether empty tables say why they are empty.

    Raises:
        KeyError: ``changes`` names a row that is not there.
    """
    layout = layout or Layout()
    printed = tables(books)
    for (table, key, column), value in (changes or {}).items():
        row = next((row for row in printed[table] if row.key == key), None)
        if row is None:
            raise KeyError(f"{table} has no row {key}")
        if column in {"code", "name"}:
            setattr(row, column, value)
        else:
            row.amounts[column] = _Printed(value)
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.set_properties({"created": CREATED, "author": books.department, "title": f"{books.year}年度部门决算"})
        page = None
        for number, key in enumerate(HUNAN if layout.order == "hunan" else NATIONAL, 1):
            if key in without:
                continue
            if page is None or not layout.one_sheet:
                page = _Page(workbook, workbook.add_worksheet("决算公开表" if layout.one_sheet else f"公开{number:02}表"), layout)
            _print(page, key, number, books, printed[key], notes=notes)


WIDTHS = (
    {"行次": 6, "类": 6, "款": 6, "项": 6}
    | dict.fromkeys(("科目编码", "功能分类科目编码", "经济分类科目编码"), 11)
    | dict.fromkeys(("项目", "项目（按功能分类）", "科目名称"), 36)
)
"""Of columns, by their heads."""
WIDTH, HEADER_HEIGHT = 15, 30


class _Printed:
    """A value that stands in a cell as it is."""

    def __init__(self, value: object) -> None:
        self.value = value


class _Page:
    """A sheet while it is written: the next free row, and cells of one or several rows and columns."""

    def __init__(self, workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, layout: Layout) -> None:
        self.sheet, self.layout, self.row = sheet, layout, 0
        self.number = workbook.add_format({"num_format": "#,##0.00"})
        self.plain = workbook.add_format()
        self.centred = workbook.add_format({"align": "center", "valign": "vcenter", "text_wrap": True})
        self.style = self.centred
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 2 * len(EXPENSE_NAMES), WIDTH)

    def body(self, rows: int) -> None:
        """Go on below a header of some rows: texts stand on the left from here."""
        for row in range(self.row, self.row + rows):
            self.sheet.set_row(row, HEADER_HEIGHT)
        self.row, self.style = self.row + rows, self.plain

    def put(self, row: int, column: int, value: object, rows: int = 1, columns: int = 1) -> None:
        """Write a text over some cells below the page's row."""
        row += self.row
        if rows * columns > 1 and self.layout.merged:
            self.sheet.merge_range(row, column, row + rows - 1, column + columns - 1, value, self.centred)
        else:
            self.sheet.write(row, column, value, self.style)
        if self.style is self.centred and columns == 1 and value in WIDTHS:
            self.sheet.set_column(column, column, WIDTHS[value])

    def prints(self, value: Decimal | _Printed | None) -> Decimal | str | None:
        """Return what stands in the cell of an amount: in the unit of the layout, or as it is."""
        if isinstance(value, _Printed) or value is None:
            return value and value.value
        value = (value / (10_000 if self.layout.unit == "万元" else 1)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return value if value or self.layout.zeros else None

    def amount(self, row: int, column: int, value: Decimal | _Printed | None) -> None:
        """Write an amount."""
        value = self.prints(value)
        if isinstance(value, str):
            self.sheet.write_string(self.row + row, column, value)
        elif value is not None:
            self.sheet.write_number(self.row + row, column, float(value), self.number)


def _print(page: _Page, key: str, number: int, books: Books, rows: list[Row], *, notes: bool) -> None:
    """Print one table: title, department and unit, header, rows, notes."""
    layout = page.layout
    width = {"T_SUM": 6, "T_FIN": 9, "T_BASIC": 3 * layout.panels + 2 * (layout.panels == 1), "T_3PUB": 12}.get(
        key, len(_COLUMNS.get(key, ())) + 1 + layout.code_columns
    )
    title = layout.title.format(title=TITLES[key], year=books.year, department=books.department, number=number)
    page.put(0, 0, title, columns=width)
    page.style = page.plain
    page.put(1, width - 1, f"公开{number:02}表")
    page.put(2, 0, f"部门：{books.department}")
    page.put(2, width - 1, f"金额单位：{layout.unit}")
    page.row, page.style = page.row + 3, page.centred
    {"T_SUM": _print_sides, "T_FIN": _print_sides, "T_BASIC": _print_panels, "T_3PUB": _print_expenses}.get(key, _print_classified)(page, key, rows)
    page.put(0, 0, NOTES[key])
    if notes and not any(page.prints(amount) for row in rows for amount in row.amounts.values()):
        page.put(1, 0, EMPTY.get(key, "说明：本表无数据。"))
    page.row += 4


_COLUMNS = {
    "T_REV": REVENUE,
    "T_EXP": EXPENDITURE,
    "T_GPB": {"total": "合计", "basic": "基本支出", "project": "项目支出"},
    "T_SOE": {"total": "合计", "basic": "基本支出", "project": "项目支出"},
    "T_FUND": {"opening": "年初结转和结余", "revenue": "本年收入", "total": "小计", "basic": "基本支出", "project": "项目支出", "closing": "年末结转和结余"},
}


def _print_classified(page: _Page, key: str, rows: list[Row]) -> None:
    codes, columns = page.layout.code_columns, _COLUMNS[key]
    page.put(0, 0, "项目", columns=codes + 1)
    page.put(1, 0, "功能分类科目编码", columns=codes)
    page.put(1, codes, "科目名称")
    split = [column for column in ("total", "basic", "project") if column in columns and key not in {"T_REV", "T_EXP"}]
    for number, (column, head) in enumerate(columns.items(), codes + 1):
        if column in split:
            page.put(1, number, head)
        else:
            page.put(0, number, head, rows=2)
    if split:
        page.put(0, codes + 1 + list(columns).index(split[0]), "本年支出", columns=len(split))
    page.body(2)
    if codes > 1:
        for number, level in enumerate("类款项"):
            page.put(0, number, level)
    if page.layout.numbered:
        page.put(0, codes, "栏次")
        for number in range(len(columns)):
            page.sheet.write_number(page.row, codes + 1 + number, number + 1)
    page.row += codes > 1 or page.layout.numbered
    for row in rows if page.layout.total_first else [row for row in rows if row.code] + [row for row in rows if not row.code]:
        _print_code(page, 0, row)
        page.put(0, codes, row.name)
        for number, column in enumerate(columns, codes + 1):
            page.amount(0, number, row.amounts.get(column))
        page.row += 1


def _print_code(page: _Page, column: int, row: Row) -> None:
    """Write a code into one cell, or 类, 款 and 项 into three."""
    if page.layout.code_columns == 1:
        page.put(0, column, row.code)
        return
    for number, part in enumerate((row.code[:3], row.code[3:5], row.code[5:])[: page.layout.code_columns]):
        page.put(0, column + number, part)


def _print_sides(page: _Page, key: str, rows: list[Row]) -> None:
    columns = {"amount": "金额"} if key == "T_SUM" else {"total": "合计"} | FUND_NAMES
    received, spent = ([row for row in rows if row.key.startswith(side)] for side in ("revenue", "expenditure"))
    page.put(0, 0, "收入", columns=3)
    page.put(0, 3, "支出", columns=2 + len(columns))
    heads = ["项目", "行次", "金额", "项目（按功能分类）", "行次", *columns.values()]
    for number, head in enumerate(heads):
        page.put(1, number, head)
    page.body(2)
    if page.layout.numbered:
        page.put(0, 0, "栏次")
        page.put(0, 3, "栏次")
        for number, column in enumerate((2, *range(5, 5 + len(columns))), 1):
            page.sheet.write_number(page.row, column, number)
        page.row += 1
    height = max(len(received), len(spent))
    for start, side, shown in ((0, received, {"amount": ""}), (3, spent, columns)):
        year = next(number for number, row in enumerate(side) if row.key.endswith(".total"))
        tail = height - (len(side) - year)  # both sides end on one line
        for number, row in enumerate(side):
            line = number if number < year else tail + number - year
            page.put(line, start, row.name)
            if page.layout.numbered:
                page.sheet.write_number(page.row + line, start + 1, line + 1 + (height if start else 0))
            for place, column in enumerate(shown):
                page.amount(line, start + 2 + place, row.amounts.get(column))
    page.row += height


def _print_panels(page: _Page, _key: str, rows: list[Row]) -> None:
    """Print basic expenditure by economic code: personnel cost left, operating cost right of it in one or two panels, or all in one list."""
    persons = [row for row in rows if row.code.startswith(("301", "303"))]
    others = [row for row in rows if row.code and row not in persons]
    if page.layout.panels == 1:
        _print_list(page, rows)
        return
    half = -(-len(others) // (page.layout.panels - 1))
    lists = [persons, *(others[half * number : half * (number + 1)] for number in range(page.layout.panels - 1))]
    page.put(0, 0, "人员经费", columns=3)
    page.put(0, 3, "公用经费", columns=3 * (page.layout.panels - 1))
    for column, head in enumerate(("科目编码", "科目名称", "决算数") * page.layout.panels):
        page.put(1, column, head)
    page.body(2)
    for panel, held in enumerate(lists):
        for number, row in enumerate(held):
            page.put(number, 3 * panel, row.code)
            page.put(number, 3 * panel + 1, row.name)
            page.amount(number, 3 * panel + 2, row.amounts["amount"])
    page.row += max(map(len, lists))
    last = 3 * page.layout.panels - 1
    for row in rows:
        if row.key in {"personnel", "operating"}:
            first, amount = (0, 2) if row.key == "personnel" else (3, last)
            page.put(0, first, row.name, columns=2 if row.key == "personnel" else last - 3)
            page.amount(0, amount, row.amounts["amount"])
    page.row += 1


def _print_list(page: _Page, rows: list[Row]) -> None:
    """Print basic expenditure as one list, its amounts split into personnel and operating cost."""
    for number, head in enumerate(("经济分类科目编码", "科目名称", "合计", "人员经费", "公用经费")):
        page.put(0, number, head)
    page.body(1)
    halves = {row.key: row.amounts["amount"] for row in rows if not row.code}
    for row in [row for row in rows if row.key == "total"] + [row for row in rows if row.code]:
        page.put(0, 0, row.code)
        page.put(0, 1, row.name)
        page.amount(0, 2, row.amounts["amount"])
        if row.code:
            page.amount(0, 3 if row.code.startswith(("301", "303")) else 4, row.amounts["amount"])
        else:
            page.amount(0, 3, halves["personnel"])
            page.amount(0, 4, halves["operating"])
        page.row += 1


PERIODS = {"budget": "预算数", "actual": "决算数"}
_EXPENSE_ORDER = ("three_public", "tp_overseas", "tp_vehicle", "tp_vehicle_purchase", "tp_vehicle_running", "tp_hospitality")


def _print_expenses(page: _Page, _key: str, rows: list[Row]) -> None:
    amounts = {row.key: row.amounts for row in rows}
    if page.layout.expenses == "rows":
        _print_expenses_in_rows(page, amounts)
        return
    pairs = page.layout.expenses == "pairs"
    step, block = (2, 1) if pairs else (1, len(_EXPENSE_ORDER))  # from one item to the next, from budget to outturn
    for start in range(0, block * (1 if pairs else 2), block):
        head = "财政拨款“三公”经费" if pairs else list(PERIODS.values())[start // block]
        _print_expense_heads(page, start, step, head)
    page.body(3)
    if pairs:
        for number in range(2 * len(_EXPENSE_ORDER)):
            page.put(0, number, list(PERIODS.values())[number % 2])
        page.row += 1
    if page.layout.numbered:
        for column in range(2 * len(_EXPENSE_ORDER)):
            page.sheet.write_number(page.row, column, column + 1)
        page.row += 1
    for number, item in enumerate(_EXPENSE_ORDER):
        for order, period in enumerate(PERIODS):
            page.amount(0, number * step + order * block, amounts.get(item, {}).get(period))
    page.row += 1


def _print_expense_heads(page: _Page, start: int, step: int, head: str) -> None:
    """Write the heads of six items, each ``step`` columns wide."""
    page.put(0, start, head, columns=step * len(_EXPENSE_ORDER))
    for place, name in ((0, "合计"), (1, "因公出国（境）费"), (5, "公务接待费")):
        page.put(1, start + place * step, name, rows=2, columns=step)
    page.put(1, start + 2 * step, "公务用车购置及运行维护费", columns=3 * step)
    for place, name in enumerate(("小计", "公务用车购置费", "公务用车运行维护费"), 2):
        page.put(2, start + place * step, name, columns=step)


def _print_expenses_in_rows(page: _Page, amounts: Mapping[str, Mapping[str, Decimal]]) -> None:
    for number, head in enumerate(("项目", "行次", *PERIODS.values())):
        page.put(0, number, head)
    page.body(1)
    names = ("一、“三公”经费支出", "（一）因公出国（境）费", "（二）公务用车购置及运行维护费", "1．公务用车购置费", "2．公务用车运行维护费", "（三）公务接待费")
    for line, (item, name) in enumerate(zip(_EXPENSE_ORDER, names, strict=True)):
        page.put(line, 0, name)
        page.sheet.write_number(page.row + line, 1, line + 1)
        for column, period in enumerate(PERIODS, 2):
            page.amount(line, column, amounts.get(item, {}).get(period))
    page.row += len(_EXPENSE_ORDER)
