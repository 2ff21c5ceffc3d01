"""The published account tables (部门决算公开) as read: nine tables, and the lists of codes by which their rows are classified.

A table is known by its title, never by its number or its place. In a table that is otherwise filled, an empty cell or a dash
is 0, as published tables are printed (recalled, ``verified: no``); a total left empty beside the amounts that it should add up,
parts that are all left empty beside their total, and every cell of an empty table are gaps.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from evallib.figures import Figure, Source, absent, total
from evallib.quantities import Unit
from evallib.words import Words

TITLES = {
    "T_SUM": Words("收入支出决算总表", "summary of revenue and expenditure"),
    "T_REV": Words("收入决算表", "revenue table"),
    "T_EXP": Words("支出决算表", "expenditure table"),
    "T_FIN": Words("财政拨款收入支出决算总表", "summary of the appropriation"),
    "T_GPB": Words("一般公共预算财政拨款支出决算表", "general public budget table"),
    "T_BASIC": Words("一般公共预算财政拨款基本支出决算表", "table of basic expenditure"),
    "T_3PUB": Words("财政拨款“三公”经费支出决算表", "table of the three public expenses"),
    "T_FUND": Words("政府性基金预算财政拨款收入支出决算表", "table of government-managed funds"),
    "T_SOE": Words("国有资本经营预算财政拨款支出决算表", "state capital operations table"),
}
"""The tables by key, in the national order; titles as published. Source: S24–S29."""

ROWS = {
    "revenue.general": Words("一般公共预算财政拨款收入", "general public budget appropriation"),
    "revenue.fund": Words("政府性基金预算财政拨款收入", "government-managed funds appropriation"),
    "revenue.soe": Words("国有资本经营预算财政拨款收入", "state capital operations appropriation"),
    "revenue.appropriation": Words("财政拨款收入", "budget appropriation"),
    "revenue.superior": Words("上级补助收入", "subsidies from higher level"),
    "revenue.service": Words("事业收入", "service income"),
    "revenue.business": Words("经营收入", "business income"),
    "revenue.subordinate": Words("附属单位上缴收入", "remittances from subordinate units"),
    "revenue.other": Words("其他收入", "other income"),
    "revenue.total": Words("本年收入合计", "revenue of the year"),
    "revenue.surplus_used": Words("使用非财政拨款结余", "non-appropriation surplus used"),
    "revenue.opening": Words("年初结转和结余", "opening balance"),
    "revenue.opening_general": Words("年初结转和结余中的一般公共预算", "opening balance, general public budget"),
    "revenue.opening_fund": Words("年初结转和结余中的政府性基金预算", "opening balance, government-managed funds"),
    "revenue.opening_soe": Words("年初结转和结余中的国有资本经营预算", "opening balance, state capital operations"),
    "revenue.grand": Words("收入总计", "total of the revenue side"),
    "expenditure.total": Words("本年支出合计", "expenditure of the year"),
    "expenditure.distributed": Words("结余分配", "surplus distributed"),
    "expenditure.closing": Words("年末结转和结余", "closing balance"),
    "expenditure.grand": Words("支出总计", "total of the expenditure side"),
    "total": Words("合计", "total"),
    "personnel": Words("人员经费合计", "personnel cost"),
    "operating": Words("公用经费合计", "operating cost"),
    "three_public": Words("合计", "total"),
    "tp_overseas": Words("因公出国（境）费", "official overseas travel"),
    "tp_vehicle": Words("公务用车购置及运行维护费", "official vehicles"),
    "tp_vehicle_purchase": Words("公务用车购置费", "vehicle purchase"),
    "tp_vehicle_running": Words("公务用车运行维护费", "vehicle running cost"),
    "tp_hospitality": Words("公务接待费", "official hospitality"),
}
"""Rows that are known by what they say; rows of a classification have their code for a key, lines of it their name."""

COLUMNS = {
    "amount": Words("", ""),
    "total": Words("合计", "total"),
    "appropriation": Words("财政拨款收入", "budget appropriation"),
    "superior": Words("上级补助收入", "subsidies from higher level"),
    "service": Words("事业收入", "service income"),
    "business_income": Words("经营收入", "business income"),
    "subordinate": Words("附属单位上缴收入", "remittances from subordinate units"),
    "other": Words("其他收入", "other income"),
    "basic": Words("基本支出", "basic expenditure"),
    "project": Words("项目支出", "project expenditure"),
    "remitted": Words("上缴上级支出", "remittances to superiors"),
    "business": Words("经营支出", "business expenditure"),
    "subsidy": Words("对附属单位补助支出", "subsidies to subordinate units"),
    "general": Words("一般公共预算财政拨款", "general public budget"),
    "fund": Words("政府性基金预算财政拨款", "government-managed funds"),
    "soe": Words("国有资本经营预算财政拨款", "state capital operations"),
    "opening": Words("年初结转和结余", "opening balance"),
    "revenue": Words("本年收入", "revenue of the year"),
    "closing": Words("年末结转和结余", "closing balance"),
    "budget": Words("预算数", "budget"),
    "actual": Words("决算数", "outturn"),
}
REVENUE_COLUMNS = ("appropriation", "superior", "service", "business_income", "subordinate", "other")
EXPENDITURE_COLUMNS = ("basic", "project", "remitted", "business", "subsidy")
FUNDS = ("general", "fund", "soe")

_BEFORE = re.compile(r"[·.]+|[一二三四五六七八九十]+、|[(][一二三四五六七八九十\d]+[)]|\d{1,2}[.、](?!\d)|其中:")
_BESIDE = re.compile("[\\s“”\"'‘’「」]")
CUT_SHORT = 4  # characters of which a name cut short must keep more


def flat(text: str) -> str:
    """Return a text half-width, without blanks and quotation marks."""
    return _BESIDE.sub("", unicodedata.normalize("NFKC", text))


def plain_name(text: str) -> str:
    """Return a name as it is compared: flat, without leading dots, numbering or ``其中：``."""
    plain = flat(text)
    while found := _BEFORE.match(plain):
        plain = plain[found.end() :]
    return plain


def _core(name: str) -> str:
    return plain_name(name).replace("费用", "费").removesuffix("支出")


def same_name(one: str, other: str) -> bool:
    """Whether two names are one: with or without a closing 支出, with 费 or 费用, or one of them cut short."""
    first, second = _core(one), _core(other)
    return first == second or (min(len(first), len(second)) > CUT_SHORT and (first.startswith(second) or second.startswith(first)))


@dataclass(frozen=True)
class Code:
    """A code of a classification of the budget, as one list has it.

    Args:
        kind: ``functional`` (支出功能分类) or ``economic`` (部门预算支出经济分类).
        name: official name; empty where it was not read.
        valid_from, valid_to: first and last year of which it is known; None where open.
        verified: whether code and name were read in the source.
    """

    kind: str
    code: str
    name: str
    english: str
    valid_from: int | None
    valid_to: int | None
    source: str
    verified: bool

    def valid_in(self, year: int) -> bool:
        """Whether the code is in use in a year."""
        return (self.valid_from or year) <= year <= (self.valid_to or year)


@dataclass(frozen=True)
class Codes:
    """The lists of codes, and the files that they were read from, with their SHA-256."""

    entries: tuple[Code, ...] = ()
    files: tuple[tuple[str, str], ...] = ()

    def covers(self, kind: str, year: int) -> bool:
        """Whether the list of a classification reaches back to a year."""
        return any(one.valid_from <= year for one in self.entries if one.kind == kind and one.valid_from)

    def known(self, kind: str, code: str) -> tuple[Code, ...]:
        """Return the entries of a code, of whatever year."""
        return tuple(one for one in self.entries if (one.kind, one.code) == (kind, code))

    def entry(self, kind: str, code: str, year: int) -> Code | None:
        """Return the entry of a code in a year, None where the lists have none."""
        return next((one for one in self.known(kind, code) if one.valid_in(year)), None)

    def named(self, kind: str, name: str, year: int) -> tuple[Code, ...]:
        """Return the entries of a year that have a name, closing 支出 aside."""
        return tuple(one for one in self.entries if one.kind == kind and one.name and one.valid_in(year) and _core(one.name) == _core(name))


@dataclass(frozen=True)
class AccountRow:
    """A row of a table.

    Args:
        key: what it is: a key of ``ROWS``, a code, ``revenue.`` or ``expenditure.`` and the name of a line, or empty.
        code, name: as printed; empty where the table prints none.
        figures: its amounts by column.
        within: whether it is told as part of another line (其中).
    """

    key: str
    code: str
    name: str
    figures: dict[str, Figure]
    within: bool = False

    @property
    def side(self) -> str:
        """``revenue`` or ``expenditure`` where the table has two sides."""
        return self.key.partition(".")[0]

    @property
    def words(self) -> Words:
        """What the row is called: by its meaning where that is known, else by code and name."""
        name = plain_name(self.name)
        return ROWS.get(self.key) or Words(self.code + name, f"{self.code} {name}".strip())


@dataclass(frozen=True)
class Sum:
    """Cells that a table adds up by its own form.

    Args:
        kind: ``lines`` (lines to their total), ``side`` (a year's total and balances), ``columns`` (across a row), ``codes``
            (a code over those below it), ``classes`` (personnel and operating cost).
        whole, parts: cells, each as the number of its row and its column.
        doubtful: cells of rows that are not known here, which may be further parts.
        complete: whether all parts that the form has are there.
    """

    kind: str
    whole: tuple[int, str]
    parts: tuple[tuple[int, str], ...]
    doubtful: tuple[tuple[int, str], ...] = ()
    complete: bool = True


@dataclass(frozen=True)
class AccountTable:
    """One of the nine tables.

    Args:
        key: key of ``TITLES``.
        unit: unit of its amounts, and whether the table itself states it.
        columns: the columns read, by key.
        rows: in the table's order; rows without any amount are there too.
        note: the note that says why it is empty, where there is one.
        extra: headers of columns with amounts that are not known here.
        source: where its title stands.
    """

    key: str
    unit: Unit
    unit_stated: bool
    columns: tuple[str, ...]
    rows: tuple[AccountRow, ...]
    note: str
    extra: tuple[str, ...]
    source: Source

    @property
    def title(self) -> Words:
        """Its official title."""
        return TITLES[self.key]

    @property
    def empty(self) -> bool:
        """Whether no amount stands in it."""
        return not any(figure.known for row in self.rows for figure in row.figures.values())

    def row(self, key: str) -> AccountRow | None:
        """Return the first row with a key."""
        return next((row for row in self.rows if row.key == key), None)

    def at(self, cell: tuple[int, str]) -> Figure:
        """Return the figure of a cell of a sum."""
        return self.rows[cell[0]].figures[cell[1]]

    @property
    def sums(self) -> tuple[Sum, ...]:
        """What the table adds up by its own form."""
        if self.key in {"T_SUM", "T_FIN"}:
            return (*_of_sides(self), *_across(self, FUNDS))
        if self.key == "T_3PUB":
            return tuple(_of_expenses(self))
        if self.key == "T_BASIC":
            return (*_of_codes(self), *_of_classes(self))
        return (*_of_codes(self), *_across(self, REVENUE_COLUMNS if self.key == "T_REV" else EXPENDITURE_COLUMNS))


BALANCES = {"revenue": ("surplus_used", "opening"), "expenditure": ("distributed", "closing")}
PERSONNEL = ("301", "303")
EXPENSES = {"three_public": ("tp_overseas", "tp_vehicle", "tp_hospitality"), "tp_vehicle": ("tp_vehicle_purchase", "tp_vehicle_running")}


def _added(kind: str, table: AccountTable, whole: int, parts: Iterable[int], doubtful: Iterable[int] = (), *, complete: bool = True) -> Iterator[Sum]:
    """Yield the sum of some rows into another, column by column."""
    parts, doubtful = tuple(parts), tuple(doubtful)
    for column in table.rows[whole].figures:
        cells, unsure = (tuple((row, column) for row in rows if column in table.rows[row].figures) for rows in (parts, doubtful))
        if cells:
            yield Sum(kind, (whole, column), cells, unsure, complete=complete)


def _of_sides(table: AccountTable) -> Iterator[Sum]:
    """Yield what a table of two sides adds up: lines to the year's total, that and the balances to the grand total."""
    for side, balances in BALANCES.items():
        rows = [number for number, row in enumerate(table.rows) if row.side == side and not row.within]
        where = {table.rows[number].key.removeprefix(f"{side}."): number for number in rows}
        if "total" not in where:
            continue
        year = where["total"]
        yield from _added("lines", table, year, [number for number in rows if number < year])
        opening = [where[f"opening_{fund}"] for fund in FUNDS if f"opening_{fund}" in where]
        if "opening" in where:
            yield from _added("side", table, where["opening"], opening, complete=len(opening) == len(FUNDS))
        if "grand" in where:
            known = [year, *(where[balance] for balance in balances if balance in where)]
            others = [number for number in rows if year < number < where["grand"] and number not in known and number not in opening]
            yield from _added("side", table, where["grand"], known, others)


def _across(table: AccountTable, columns: tuple[str, ...]) -> Iterator[Sum]:
    """Yield each row's total over the columns that make it up."""
    columns = columns[:2] if table.key in {"T_GPB", "T_FUND", "T_SOE"} else columns
    for number, row in enumerate(table.rows):
        there = tuple(column for column in columns if column in row.figures)
        if there and "total" in row.figures:
            yield Sum("columns", (number, "total"), tuple((number, column) for column in there), complete=there == columns)


def _above(table: AccountTable) -> list[int | None]:
    """Return for each row the one that it belongs under: the nearest before it whose code begins its own, None for the highest."""
    last: dict[str, int] = {}
    above = []
    for number, row in enumerate(table.rows):
        above.append(next((last[row.code[:length]] for length in (5, 3) if length < len(row.code) and row.code[:length] in last), None))
        if row.code:
            last[row.code] = number
    return above


def _highest(table: AccountTable) -> list[int]:
    return [number for number, above in enumerate(_above(table)) if table.rows[number].code and above is None]


def _of_codes(table: AccountTable) -> Iterator[Sum]:
    """Yield each code over those directly below it, and the total over those that stand under no other."""
    below: dict[int, list[int]] = {}
    for number, above in enumerate(_above(table)):
        if above is not None:
            below.setdefault(above, []).append(number)
    for above, numbers in below.items():
        yield from _added("codes", table, above, numbers)
    whole = next((number for number, row in enumerate(table.rows) if row.key == "total"), None)
    if whole is not None and table.key != "T_BASIC":
        yield from _added("codes", table, whole, _highest(table), [number for number, row in enumerate(table.rows) if not row.key and not row.within])


def _of_classes(table: AccountTable) -> Iterator[Sum]:
    """Yield personnel cost over classes 301 and 303, operating cost over all others, and the total over both."""
    where = {row.key: number for number, row in enumerate(table.rows)}
    tops = _highest(table)
    persons = [number for number in tops if table.rows[number].code.startswith(PERSONNEL)]
    for key, numbers in (("personnel", persons), ("operating", [number for number in tops if number not in persons])):
        if key in where:
            yield from _added("classes", table, where[key], numbers)
    if "total" in where:
        halves = [where[key] for key in ("personnel", "operating") if key in where]
        yield from _added("classes", table, where["total"], halves if len(halves) > 1 else tops)


def _of_expenses(table: AccountTable) -> Iterator[Sum]:
    """Yield the three public expenses over their parts, and vehicles over theirs."""
    where = {row.key: number for number, row in enumerate(table.rows)}
    for whole, parts in EXPENSES.items():
        there = [where[part] for part in parts if part in where]
        if whole in where:
            yield from _added("lines", table, where[whole], there, complete=len(there) == len(parts))


def cell_label(table: str, row: Words, column: str) -> Words:
    """Name the amount of a row and a column: ``支出决算表合计·基本支出``."""
    where, zh, en = TITLES[table], row.zh, row.en
    if COLUMNS[column].zh and COLUMNS[column].zh != row.zh:
        zh, en = f"{zh}·{COLUMNS[column].zh}", f"{en}, {COLUMNS[column].en}"
    return Words(f"{where.zh}{zh}", f"{where.en}, {en}")


Cell = tuple[str, str, str]
"""Table, row and column, by their keys."""


def _places() -> dict[tuple[str, str], tuple[tuple[Cell, ...], ...]]:
    """Where the tables tell an item of the forms: alternatives in order, each the cells that make it up."""
    revenue = {
        "rev_total": ("total",),
        "rev_appropriation": ("appropriation",),
        "rev_service": ("service",),
        "rev_business": ("business_income",),
        "rev_other": ("superior", "subordinate", "other"),
    }
    lines = {"business_income": "business"}
    places = {
        (item, "actual"): (
            tuple(("T_REV", "total", column) for column in columns),
            tuple(("T_SUM", f"revenue.{lines.get(column, column)}", "amount") for column in columns),
        )
        for item, columns in revenue.items()
    }
    places["rev_appropriation", "actual"] += ((("T_FIN", "revenue.total", "amount"),),)
    for item, fund in (("rev_general_public_budget", "general"), ("rev_gov_fund", "fund"), ("rev_state_capital", "soe")):
        places[item, "actual"] = tuple(((table, f"revenue.{fund}", "amount"),) for table in ("T_SUM", "T_FIN"))
    for column, item in zip(EXPENDITURE_COLUMNS, ("exp_basic", "exp_project", "exp_remitted", "exp_business", "exp_subsidy_to_sub"), strict=True):
        places[item, "actual"] = ((("T_EXP", "total", column),),)
    places["exp_total", "actual"] = ((("T_EXP", "total", "total"),), (("T_SUM", "expenditure.total", "amount"),))
    places["balance_opening", "actual"] = ((("T_SUM", "revenue.opening", "amount"),),)
    places["balance_closing", "actual"] = ((("T_SUM", "expenditure.closing", "amount"),),)
    for item in ("three_public", "tp_overseas", "tp_vehicle", "tp_vehicle_purchase", "tp_vehicle_running", "tp_hospitality"):
        places[item, "actual"] = ((("T_3PUB", item, "actual"),),)
        places[item, "budget_revised"] = ((("T_3PUB", item, "budget"),),)
    return places


_PLACES = _places()
_OF_BASIC = {"exp_personnel": "personnel", "exp_operating": "operating"} | {f"econ_{code}": code for code in ("301", "302", "303", "307", "310", "399")}


@dataclass(frozen=True)
class Accounts:
    """The account tables of one department and year.

    Args:
        tables: those that were found, in the order of ``TITLES``.
        codes: the lists of codes that their rows are held against.
        department, year: whose and of which year they are by their own words; empty and None where they do not say.
    """

    tables: tuple[AccountTable, ...] = ()
    codes: Codes = field(default_factory=Codes)
    department: str = ""
    year: int | None = None

    def table(self, key: str) -> AccountTable | None:
        """Return a table, None where it was not found."""
        return next((table for table in self.tables if table.key == key), None)

    def cell(self, table: str, row: str, column: str = "amount") -> Figure:
        """Return the amount of a row and a column in the unit of its table, or the gap in its place."""
        found = self.table(table)
        line = found.row(row) if found else None
        if line and column in line.figures:
            return line.figures[column]
        return absent(cell_label(table, ROWS.get(row, Words(row, row)), column), found.unit if found else Unit.WAN_YUAN)

    @property
    def basic(self) -> Figure:
        """The total of the table of basic expenditure: as printed, else personnel and operating cost together."""
        printed = self.cell("T_BASIC", "total")
        if printed.known:
            return printed
        parts = total([self.cell("T_BASIC", "personnel"), self.cell("T_BASIC", "operating")])
        return parts.called(cell_label("T_BASIC", ROWS["total"], "amount").zh, cell_label("T_BASIC", ROWS["total"], "amount").en)

    def figure(self, item: str, period: str) -> Figure | None:
        """Return what the tables say of an item of the forms in a period, by their keys; None where they say nothing.

        The budget column of the three public expenses counts as ``budget_revised``: the national note calls it the
        full-year budget (全年预算数), recalled, ``verified: no``; the specimen of S29 prints the initial budget there.
        Personnel, operating cost and economic classes are taken from the table of basic expenditure only where it holds all
        basic expenditure there is.
        """
        if item in _OF_BASIC:
            found = self.cell("T_BASIC", _OF_BASIC[item]) if period == "actual" and self._basic_is_whole else None
            return found if found and found.known else None
        for cells in _PLACES.get((item, period), ()):
            figures = [self.cell(*cell) for cell in cells]
            if all(figure.known for figure in figures):
                return total(figures)
        return None

    @property
    def _basic_is_whole(self) -> bool:
        """Whether the general public budget paid all basic expenditure, by amounts that are equal as printed."""
        whole = self.cell("T_EXP", "total", "basic")
        return any(one.known and whole.known and one.to(whole.unit).value == whole.value for one in (self.basic, self.cell("T_GPB", "total", "basic")))
