"""A department's own report as figures and sections: what its prose says, each with its place in the text.

Nothing is judged here. A number that the reader does not understand is still a figure, without measure or unit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from evallib.figures import Source
from evallib.reading.amounts import of_year, read_amount
from evallib.reading.context import Context
from evallib.reading.grids import Cell, Grids
from evallib.reading.measures import FILLER, cleaned, named, stage, year_told
from evallib.reading.numbers import Number, read_numbers
from evallib.reading.plain import plain
from evallib.reading.rates import POINTS, read_change, read_rate
from evallib.reading.scores import read_marks
from evallib.reading.statements import FUNDS, read_splits
from evallib.reading.told import Narrative, Section, Split, Told, kind_of, read_sections
from evallib.reading.units import unit_of

__all__ = ["Narrative", "Section", "Split", "Told", "read_narrative", "year_reported"]

_TITLE_YEAR = re.compile("((?:19|20)\\d{2})年?度?[^\\d\n]{0,30}?(?:部门|单位|整体|绩效|自评|支出|决算|预算)")
_ANY_YEAR = re.compile("(20\\d{2})年")
_PARTS = {"exp_project": "project", "staff_on_post": "staff_on_post", "staff_establishment": "staff_establishment", "staff_retired": "staff_retired"}
"""What the parts of a total are that have no name of their own."""
_ROLES = {"money": "amount", "rate": "rate", "marks": "score"}


def read_narrative(text: str, file: str, year: int | None = None) -> Narrative:
    """Read a report: its sections, and each of its figures with measure, period and scope.

    Args:
        text: the report, as ``reading.texts`` gives it.
        file: its name, as places are told.
        year: the year that it reports on; without it, the one that its title or its text names.
    """
    form = plain(text)
    context = Context(form, file, year or year_reported(form.text), read_sections(form.text))
    figures = tuple(_figures(context))
    figures = _as_parts(figures, read_splits(form.text, figures))
    return Narrative(file, form, context.year, figures, context.sections, read_splits(form.text, figures))


def year_reported(text: str) -> int | None:
    """Return the year that a plain text reports on: the one of its title, else the one it names most."""
    title = _TITLE_YEAR.search(text[:400])
    if title:
        return int(title[1])
    years = Counter(_ANY_YEAR.findall(text))
    return int(min(years, key=lambda one: (-years[one], one))) if years else None


def _figures(context: Context) -> Iterator[Told]:
    """Go through the numbers of a text in order; what the last ones were about helps to read the next."""
    grids, last = Grids(context.form.text), 0
    for number in read_numbers(context.form.text):
        lead = context.arrive(context.form.text[last : number.start], number.start)
        cell = grids.cell(context.form.text, number.start)
        told = _in_table(number, cell, lead, context) if cell and (cell.row or cell.column) else _in_prose(number, lead, context)
        yield told
        context.keep(told)
        last = number.end


def _as_parts(figures: tuple[Told, ...], splits: tuple[Split, ...]) -> tuple[Told, ...]:
    """Return the figures with what they are as parts.

    What project expenditure is made of are projects, what a headcount is made of is staff of a kind, what an expenditure was paid from is that
    expenditure, of one budget.
    """
    known = {}
    for split in splits:
        for part in split.parts:
            measure = _part_of(split.whole.measure, part.label)
            if split.whole.measure.startswith(("exp_", "balance_")) and part.measure in FUNDS:
                known[part.begin] = replace(part, measure=split.whole.measure, scope=part.measure)
            elif measure and not part.measure:
                known[part.begin] = replace(part, measure=measure, period=split.whole.period, scope="" if measure == "project" else part.label)
    return tuple(known.get(one.begin, one) for one in figures)


def _part_of(whole: str, label: str) -> str:
    """Return what a part without a name of its own is, by its total: 购置费 within vehicles is their purchase."""
    if whole == "tp_vehicle":
        return "tp_vehicle_purchase" if "购置" in label else "tp_vehicle_running" if re.search("运行|维护", label) else ""
    return _PARTS.get(whole, "")


def _told(number: Number, unit: str, lead: str, context: Context, *, in_full: bool) -> Told:
    start, end = context.form.span(number.start, number.end)
    source = Source(context.file, line=context.form.line(start), start=start, end=end)
    kind = kind_of(unit)
    return Told(
        start, end, number.text, number.value, unit, in_full=in_full, about=number.about, high=number.high, role=_ROLES.get(kind, "count"), source=source,
        begin=number.start, stop=number.end, lead=lead,
    )  # fmt: skip


def _in_prose(number: Number, lead: str, context: Context) -> Told:
    words = cleaned(lead)
    unit, in_full = unit_of(number, words, context)
    told = _told(number, unit, lead, context, in_full=in_full)
    if told.kind == "rate" or unit in POINTS:
        return read_rate(told, words, context)
    return read_change(told, words, context) or (read_marks if told.kind == "marks" else read_amount)(told, words, context)


def _in_table(number: Number, cell: Cell, lead: str, context: Context) -> Told:
    """Read a figure of a table: its row says what it is, its column of which stage; either may name the unit."""
    row, column, own = cleaned(cell.row), cleaned(cell.column), cleaned(cell.own)
    near = own or row.rpartition("，")[2]
    unit, in_full = number.unit, True
    if unit in {"", "万", "亿"}:
        unit, in_full = _table_unit(near, column, cell.unit, context), not unit and bool(cell.unit or context.unit)
    told = replace(_told(number, unit, lead, context, in_full=in_full), label=own or cell.row or cell.column)
    if told.kind == "marks":
        worth = re.search("分值|权重|满分|标准分", column)
        return replace(told, measure="points_max" if worth else "self_score" if re.search("总分|合计|总计", row) else "points")
    found = named(own, told.kind) or named(column, told.kind) or named(row, told.kind)
    measure = found[-1][2] if found else ""
    if not measure and told.kind == "money":
        measure, column = _total_row(near, column, context)
    period = _table_period(column + own, context) if told.kind == "money" else "actual" if measure and told.kind == "rate" else ""
    return replace(told, measure=measure, period=period)


def _total_row(near: str, column: str, context: Context) -> tuple[str, str]:
    """Return the measure of a row of totals or of a stage alone (全年预算), and the words that tell its stage."""
    if re.search("合计|总计", near) and named(context.title, "money"):
        return "exp_total", column
    return ("exp_total", near) if stage(near) and FILLER.fullmatch(near) else ("", column)


def _table_unit(near: str, column: str, unit: str, context: Context) -> str:
    if re.search("得分|分值|权重|满分|自评分", column):
        return "分"
    if re.search("率|占比|比重|%", column):
        return "%"
    if named(column, "people") or (named(near, "people") and not unit):
        return "人"
    money = named(near, "money") or named(column, "money") or stage(column) or stage(near)
    return unit or (context.unit if money else "")


def _table_period(words: str, context: Context) -> str:
    return of_year(stage(words) or "actual", year_told(words, context.year), context.year)
