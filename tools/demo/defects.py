"""The defects planted in the demonstration county: what is told wrong, by which check it must be found, and what is right.

Each is a sentence of the table below, carried out on a draft before it is written. Where one wrong figure necessarily breaks
another rule too, that is listed with it (``follows``), so that the list is the whole truth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

import account_workbook as accounts
from demo.account_books import account_books, layout
from demo.books import percent
from demo.drafts import Draft, Row

from evallib.quantities import rounded


@dataclass(frozen=True)
class Spot:
    """Where something is told wrong.

    Args:
        table: ``items``, ``targets``, ``projects``, ``months``, ``accounts`` or ``report``.
        key: what stands there: the row's cells, the cell of an account table, or nothing.
        stated, right: as told, and as it should be; in a report the words themselves.
    """

    table: str
    key: tuple[str, ...]
    stated: str
    right: str


Plant = Callable[[Draft], Spot]


@dataclass(frozen=True)
class Defect:
    """Something told wrong.

    Args:
        department, year: whose.
        expected: check and outcome: ``A1 fail``.
        plant: tells it wrong.
        zh, en: what is wrong, in words.
        follows: checks and outcomes that necessarily come with it.
    """

    department: str
    year: int
    expected: str
    plant: Plant
    zh: str
    en: str
    follows: str = ""

    @property
    def findings(self) -> list[str]:
        """Every finding that it gives rise to, the one that is meant first."""
        return [self.expected, *filter(None, self.follows.split(", "))]


# -- in the tables -----------------------------------------------------------------------------------------------------


def _key(table: str, row: Row) -> tuple[str, ...]:
    columns = {"items": "item period detail", "targets": "project level3", "projects": "project item period", "months": "month item"}[table]
    return tuple(row[column] for column in columns.split())


def _tell(table: str, row: Row, value: object, column: str = "value") -> Spot:
    """Write a value in place of the true one."""
    right = f"{row[column]}{row['unit'] if column == 'value' else ''}"
    row[column] = str(value)
    return Spot(table, _key(table, row), f"{value}{row['unit'] if column == 'value' else ''}", right)


def _moved(row: Row, wan: str) -> Decimal:
    """Return an amount of a row moved by so many 万元."""
    return Decimal(row["value"]) + Decimal(wan) * (10_000 if row["unit"] == "元" else 1)


def moved(item: str, period: str, wan: str, detail: str = "", also: Iterable[str] = ()) -> Plant:
    """Move an amount by so many 万元; ``also`` other items by the same."""

    def plant(one: Draft) -> Spot:
        for other in also:
            row = one.row(other, period)
            _tell("items", row, _moved(row, wan))
        row = one.row(item, period, detail)
        return _tell("items", row, _moved(row, wan))

    return plant


def told(item: str, value: Callable[[Draft], object], period: str = "actual", detail: str = "") -> Plant:
    """State another value."""
    return lambda one: _tell("items", one.row(item, period, detail), value(one))


def _value(one: Draft, item: str, period: str = "actual") -> Decimal:
    return Decimal(one.row(item, period)["value"])


def project_moved(number: int, wan: str) -> Plant:
    """Move the outturn of a project in the base data."""
    return lambda one: moved("project", "actual", wan, one.books.projects[number])(one)


def left_out(item: str, period: str, beside: str) -> Plant:
    """Leave a figure out; the fault shows at the total beside it."""

    def plant(one: Draft) -> Spot:
        row, whole = one.row(item, period), one.row(beside, period)
        one.items.remove(row)
        return Spot("items", _key("items", whole), "", f"{row['value']}{row['unit']}")

    return plant


def stated_again(item: str, wan: str = "0", unit: str = "") -> Plant:
    """State a figure a second time, otherwise."""

    def plant(one: Draft) -> Spot:
        row = one.row(item)
        again = dict(row, detail="自评报告", source=one.origin("自评报告"))
        one.items.append(again)
        right = f"{row['value']}{row['unit']}"
        again["value"], again["unit"] = str(_moved(row, wan)), unit or row["unit"]
        return Spot("items", _key("items", again), f"{again['value']}{again['unit']}", right)

    return plant


def unit_cut(item: str) -> Plant:
    """Leave the unit of an amount out."""

    def plant(one: Draft) -> Spot:
        row = one.row(item)
        right, row["unit"] = f"{row['value']}{row['unit']}", ""
        return Spot("items", _key("items", row), row["value"], right)

    return plant


def in_yuan(item: str, period: str) -> Plant:
    """Enter an amount in 元 where 万元 are asked for."""

    def plant(one: Draft) -> Spot:
        row = one.row(item, period)
        return _tell("items", row, Decimal(row["value"]) * 10_000)

    return plant


def adjusted_budget(one: Draft) -> Spot:
    """Enter what was spent as the initial budget, in every row."""
    spent = {(row["item"], row["detail"]): row["value"] for row in one.items if row["period"] == "actual"}
    row = one.row("exp_total", "budget_initial")
    right = row["value"]
    for budget in one.items:
        if budget["period"] == "budget_initial":
            budget["value"] = spent[budget["item"], budget["detail"]]
    return Spot("items", _key("items", row), row["value"] + row["unit"], right + row["unit"])


def last_year_misread(one: Draft) -> Spot:
    """Copy last year's revenue from another column: its parts and the change agree with it."""
    row = one.row("rev_total", "last_actual")
    right = row["value"]
    for item in ("rev_total", "rev_appropriation", "rev_general_public_budget"):
        last = one.row(item, "last_actual")
        last["value"] = str(rounded(Decimal(last["value"]) * 6 / 10))
    one.row("rev_change_on_last_year")["value"] = str(_value(one, "rev_total") - Decimal(row["value"]))
    return Spot("items", _key("items", row), row["value"] + row["unit"], right + row["unit"])


def weighed(number: int, by: int, *, project: int | None = None) -> Plant:
    """Change the marks available of a target."""

    def plant(one: Draft) -> Spot:
        name = one.books.projects[project] if project is not None else ""
        row = [row for row in one.targets if row["project"] == name][number]
        return _tell("targets", row, int(row["weight"]) + by, "weight")

    return plant


def _form_row(one: Draft, number: int, item: str, period: str = "actual") -> Row:
    return next(row for row in one.projects if (row["project"], row["item"], row["period"]) == (one.books.projects[number], item, period))


def form_moved(number: int, item: str, by: str) -> Plant:
    """Move a figure of a project's own form."""
    return lambda one: _tell("projects", (row := _form_row(one, number, item)), Decimal(row["value"]) + Decimal(by))


def form_reduced(number: int) -> Plant:
    """State a fifth less in a project's own form than in the base data."""

    def plant(one: Draft) -> Spot:
        for item in ("project_appropriation", "project_carried_in", "project_other_funds"):
            row = _form_row(one, number, item)
            row["value"] = str(rounded(Decimal(row["value"]) * 8 / 10))
        parts = (Decimal(_form_row(one, number, item)["value"]) for item in ("project_appropriation", "project_carried_in", "project_other_funds"))
        return _tell("projects", _form_row(one, number, "project_funds"), sum(parts))

    return plant


def outside_money(number: int) -> Plant:
    """Count money from outside the department's accounts into a project's own form, as much as all its projects spent."""

    def plant(one: Draft) -> Spot:
        outside = _value(one, "exp_project")
        for period in ("budget_revised", "actual"):
            _tell("projects", (row := _form_row(one, number, "project_other_funds", period)), Decimal(row["value"]) + outside)
        budget = _form_row(one, number, "project_funds", "budget_revised")
        _tell("projects", budget, Decimal(budget["value"]) + outside)
        row = _form_row(one, number, "project_funds")
        spot = _tell("projects", row, Decimal(row["value"]) + outside)
        rate = percent(Decimal(row["value"]), Decimal(budget["value"]))
        _form_row(one, number, "execution_rate")["value"] = rate
        _form_row(one, number, "execution_points")["value"] = str(rounded(Decimal(rate) / 10))
        return spot

    return plant


def month_moved(month: int, item: str, wan: str) -> Plant:
    """Move a cumulative figure of a month."""

    def plant(one: Draft) -> Spot:
        row = next(row for row in one.months if (row["month"], row["item"]) == (str(month), item))
        return _tell("months", row, _moved(row, wan))

    return plant


def month_alone(month: int, item: str) -> Plant:
    """State what was spent in a month where spending up to it is asked."""

    def plant(one: Draft) -> Spot:
        before, row = (next(row for row in one.months if (row["month"], row["item"]) == (str(number), item)) for number in (month - 1, month))
        return _tell("months", row, Decimal(row["value"]) - Decimal(before["value"]))

    return plant


def above_budget(item: str, whole: str, wan: str) -> Plant:
    """Spend more on a part of the three public expenses than budgeted, and so on the whole, which has no other part."""

    def plant(one: Draft) -> Spot:
        for name in (whole, item):
            spot = _tell("items", one.row(name), _moved(one.row(name, "budget_initial"), wan))
        return spot

    return plant


def as_it_is(item: str, period: str = "actual") -> Plant:
    """Leave everything as it is: the figure itself asks for an explanation that nobody gives."""
    return lambda one: Spot("items", _key("items", row := one.row(item, period)), row["value"] + row["unit"], row["value"] + row["unit"])


# -- in the account tables ---------------------------------------------------------------------------------------------


def _printed(one: Draft, table: str, key: str, column: str) -> Decimal:
    """Return an amount as its table prints it."""
    row = next(row for row in accounts.tables(account_books(one))[table] if row.key == key)
    return rounded(row.amounts[column] / (10_000 if layout(one).unit == "万元" else 1))


def _shift(one: Draft, cell: tuple[str, str, str], wan: str) -> Spot:
    """Print another amount in an account table; a second shift of the same cell goes on from the first."""
    unit = layout(one).unit
    right = _printed(one, *cell)
    one.printed[cell] = one.printed.get(cell, right) + Decimal(wan) * (10_000 if unit == "元" else 1)
    return Spot("accounts", cell, f"{one.printed[cell]}{unit}", f"{right}{unit}")


def shifted(wan: str, *cells: str) -> Plant:
    """Print amounts of the account tables moved by so many 万元: cells as ``T_EXP total basic``, the first is told of."""

    def plant(one: Draft) -> Spot:
        spots = [_shift(one, tuple(_named(one, cell).split()), wan) for cell in cells]
        return spots[0]

    return plant


def _named(one: Draft, cell: str) -> str:
    """Fill in the codes of the department's own running and project items, and of what stands above them."""
    duty, work = one.department["duty"][0], one.department["work"][0]
    names = {"class": accounts.code_names()[duty[:3]]}
    return cell.format(duty=duty, work=work, duty3=duty[:3], duty5=duty[:5], work3=work[:3], work5=work[:5], **names)


def chain(table: str, code: str, *columns: str) -> list[str]:
    """Return the cells of an item and of all totals above it, so that the table itself still adds up."""
    return [f"{table} {row} {column}" for row in ("total", f"{{{code}3}}", f"{{{code}5}}", f"{{{code}}}") for column in columns]


def renamed(table: str, code: str, column: str, text: str) -> Plant:
    """Print another code or name of a row."""

    def plant(one: Draft) -> Spot:
        key = _named(one, code)
        right = key if column == "code" else accounts.code_names().get(key, "")
        one.printed[table, key, column] = text
        return Spot("accounts", (table, text if column == "code" else key, ""), text, right)

    return plant


def unfilled_summary(one: Draft) -> Spot:
    """Leave every amount of the summary at 0."""
    right = _printed(one, "T_SUM", "revenue.grand", "amount")
    one.printed |= {("T_SUM", row.key, "amount"): Decimal("0.00") for row in accounts.tables(account_books(one))["T_SUM"]}
    return Spot("accounts", ("T_SUM", "revenue.grand", "amount"), "0.00", f"{right}{layout(one).unit}")


def without_note(table: str) -> Plant:
    """Leave the note away by which empty tables say why."""

    def plant(one: Draft) -> Spot:
        one.silent = True
        return Spot("accounts", (table, "", ""), "", accounts.EMPTY[table])

    return plant


# -- in the report -----------------------------------------------------------------------------------------------------


def reworded(words: Callable[[Draft], tuple[str, str]]) -> Plant:
    """Tell something else in the report: right and wrong words, of which the right ones stand there once."""

    def plant(one: Draft) -> Spot:
        right, wrong = words(one)
        held = [number for number, line in enumerate(one.report) if right in line]
        if len(held) != 1 or one.report[held[0]].count(right) != 1:
            raise ValueError(f"{one.key} {one.year}: “{right}” stands in {len(held)} paragraphs")
        one.report[held[0]] = one.report[held[0]].replace(right, wrong)
        return Spot("report", (), wrong, right)

    return plant


def section_left_out(first: str, after: str) -> Plant:
    """Leave a section out, from one heading to the next; the place is the heading that now comes early."""

    def plant(one: Draft) -> Spot:
        start, end = one.report.index(first), one.report.index(after)
        del one.report[start:end]
        return Spot("report", (), after, first)

    return plant


def without_signature(one: Draft) -> Spot:
    """Leave out who reports, and when."""
    signature = one.report[-2:]
    del one.report[-2:]
    return Spot("report", (), one.report[-1], "；".join(signature))
