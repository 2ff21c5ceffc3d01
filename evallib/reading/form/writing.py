"""Writing a form: a workbook in the official layout that holds what a record holds, the rest of it blank to be filled in.

Each figure has one place of its own; where an official annex asks for it again, a formula repeats it. Totals and rates are
formulas where the record says nothing else. What no place can hold exactly goes to the sheet 其他数据, so nothing is lost.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from io import BytesIO
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from evallib.problems import Problem, UserMistake
from evallib.quantities import Gap, Reason, Unit, entered, rounded
from evallib.reading.cells import MAX_TEXT, at_cell
from evallib.reading.form.layout import (
    BASE,
    BASE_NOTE,
    BASE_PERIODS,
    CHECKLIST,
    COVER,
    FIELDS,
    FORECAST_NAME,
    GROUPS,
    IN_ANNEXES,
    ITEM_NAMES,
    KINDS,
    MONEY_HEADS,
    MONITORING,
    MONTHS,
    NATURES,
    OFFICIAL,
    OTHER,
    PROJECT,
    PROJECT_MONTHS,
    RATES,
    ROWS,
    SELF,
    SELF_PERIODS,
    STATED,
    SUPPLEMENT,
    SUPPLEMENTED,
    TEXTS,
    TITLES,
    VERSION,
    Question,
    Row,
    base_heads,
    group_of,
    headed_label,
    is_free,
    joined_origins,
    name_of,
    periods_of,
)
from evallib.reading.record import ITEMS, OTHER_KINDS, THREE_PUBLIC_PARTS, Attained, Mention, MonthFigure, Period, Progress, Project, Record, Target
from evallib.reading.rows import DEVIATIONS, FORECAST, GROUP_MARKS, LIKELIHOODS, MONTHLY, PROJECT_MONTHLY, WRITTEN
from evallib.words import Words
from evallib.writing import write_whole

CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  the same bytes on any day, in no zone

SPARE = {"output": 8, "outcome": 4, "satisfaction": 2}  # lines for indicators in a blank form
SPARE_PROJECTS, SPARE_OTHER, SPARE_DOCUMENTS, SPARE_MONITORED, BLANK_PROJECTS = 6, 20, 2, 8, 3
HUNDRED, TEN = Decimal(100), Decimal(10)
MOST_DIGITS = 15  # that a spreadsheet keeps of a number

Key = tuple[str, str, str, str]
"""Whose figure (a project's sheet, a month, or ``""`` for the department), which item, which period, which mention."""


def write_form(record: Record, path: Path, *, layout: int, questions: Mapping[str, Question] | None = None, schemes: Mapping[str, Words] | None = None) -> None:
    """Write a form that holds a record; reading it gives the same record, but for figures that say they are not reported.

    Args:
        record: the department-year; one without mentions gives a blank form.
        path: the file, written whole or not at all; one that is there is replaced.
        layout: year of the row set of the base data table, one of ``LAYOUTS``.
        questions: what the sheet 评价清单 asks, by key; None for the record's own answers alone.
        schemes: the scoring schemes to choose from, by key.

    Raises:
        UserMistake: a text is longer than a cell holds, or the file cannot be written.
    """
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"title": TITLES[COVER][0], "created": CREATED})
    form = _Form(record, book, path.name)
    projects = record.projects or (Project(""),) * BLANK_PROJECTS
    sheets = {kind: [_Sheet(form, kind, str(n + 1) if kind == PROJECT else "") for n in range(len(projects) if kind == PROJECT else 1)] for kind in TITLES}
    _cover(sheets[COVER][0], schemes or {})
    _base(sheets[BASE][0], layout)
    _self(sheets[SELF][0])
    for sheet, project in zip(sheets[PROJECT], projects, strict=True):
        _project(sheet, project)
    _months(sheets[MONTHS][0])
    _project_months(sheets[PROJECT_MONTHS][0])
    _monitoring(sheets[MONITORING][0])
    _checklist(sheets[CHECKLIST][0], questions or {})
    _supplement(sheets[SUPPLEMENT][0])
    _texts(sheets[TEXTS][0])
    form.write_figures()
    _other(sheets[OTHER][0])
    book.close()
    if form.problems:
        raise UserMistake(form.problems)
    write_whole(path, stream.getvalue())


# -- cells ---------------------------------------------------------------------------------------------------------

_GAP_WORDS = 'OR({0}="—",{0}="-",{0}="无",{0}="/")'
_OR_A_GAP = "没有该项填“无”，不适用填“/”，未发生可填0，暂缺请留空"
CHECKS = {  # by what a unit measures: a title, what to enter, and when a cell is right
    "money": ("金额", f"请填数字，单位见表头。{_OR_A_GAP}。", "IF(ISNUMBER({0}),TRUE,{1})"),
    "area": ("面积", f"请填不小于0的数字，单位平方米。{_OR_A_GAP}。", "IF(ISNUMBER({0}),{0}>=0,{1})"),
    "rate": ("比率", f"请填数字，单位%，如95.5表示95.5%。{_OR_A_GAP}。", "IF(ISNUMBER({0}),TRUE,{1})"),
    "people": ("人数", f"请填不小于0的整数。{_OR_A_GAP}。", "IF(ISNUMBER({0}),AND({0}>=0,{0}=INT({0})),{1})"),
    "count": ("个数", f"请填不小于0的整数。{_OR_A_GAP}。", "IF(ISNUMBER({0}),AND({0}>=0,{0}=INT({0})),{1})"),
    "marks": ("分数", f"请填0至100之间的分数。{_OR_A_GAP}。", "IF(ISNUMBER({0}),AND({0}>=0,{0}<=100),{1})"),
}
NUMBERS = {"people": "0", "count": "0"} | dict.fromkeys(("money", "area", "rate", "marks"), "0.00")
_BOX = {"border": 1, "border_color": "#7F7F7F", "text_wrap": True}
_INPUT = _BOX | {"bg_color": "#FFF9DB", "locked": False}
STYLES = {
    "title": {"font_size": 16, "bold": True, "align": "center"},
    "plain": {"align": "left"},
    "right": {"align": "right"},
    "note": {"font_size": 10, "font_color": "#595959", "text_wrap": True, "valign": "top", "align": "left"},
    "head": _BOX | {"bold": True, "bg_color": "#DCE6F1", "align": "center"},
    "label": _BOX | {"align": "left", "indent": 1},
    "middle": _BOX | {"align": "center"},
    "input": _INPUT | {"align": "left", "indent": 1},
    "block": _INPUT | {"align": "left", "valign": "top"},
    "choice": _INPUT | {"align": "center"},
    "figure": _INPUT | {"align": "right", "indent": 1, "text_wrap": False},
    "computed": _BOX | {"align": "right", "indent": 1, "bg_color": "#E7E6E6", "text_wrap": False},
    "told": _BOX | {"align": "left", "indent": 1, "bg_color": "#E7E6E6"},
    "off": _BOX | {"pattern": 16, "fg_color": "#A6A6A6", "bg_color": "#FFFFFF"},
    "key": _BOX | {"font_size": 9, "font_color": "#7F7F7F", "align": "left"},
    "wrong": {"bg_color": "#F8CBAD", "font_color": "#9C0006"},
}
ROW_HEIGHT = 21


class _Page(Worksheet):
    """A worksheet whose formulas may have any text as their value, as Excel writes it: an empty one, and signs that XML cannot hold."""

    def _xml_formula_element(self, formula: str, result: object, attributes: list[tuple[str, object]]) -> None:
        if isinstance(result, str):
            result = _ESCAPED.sub(r"_x005F_\1", result)
            result = "".join(f"_x{ord(sign):04X}_" if sign < " " and sign not in "\t\n" else sign for sign in result)
        super()._xml_formula_element(formula, result, [*attributes, ("t", "str")] if result == "" else attributes)


_ESCAPED = re.compile("_(x[0-9A-Fa-f]{4}_)")  # would be read as a sign written by its number


@dataclass(frozen=True)
class _Slot:
    """A place for a figure, from its first to the last of the columns merged for it."""

    sheet: _Sheet
    row: int
    column: int
    last: int
    unit: Unit

    @property
    def address(self) -> str:
        """The address on its own sheet."""
        return xl_rowcol_to_cell(self.row, self.column)

    def seen_from(self, sheet: _Sheet) -> str:
        """Return the address as a formula on another sheet names it."""
        return self.address if self.sheet is sheet else f"{quote_sheetname(self.sheet.name)}!{self.address}"


@dataclass(frozen=True)
class _Rule:
    """How a figure follows from others: the formula, and what it gives for given values (None where a part is missing)."""

    formula: str
    value: Callable[[Mapping[Key, Decimal | Gap]], Decimal | None]


@dataclass
class _Form:
    """The workbook being written: its record, the places for figures, and the figures that found none."""

    record: Record
    book: xlsxwriter.Workbook
    file: str
    slots: dict[Key, list[_Slot]] = field(default_factory=dict)
    ratios: list[tuple[_Slot, Key, Key]] = field(default_factory=list)
    origins: list[tuple[_Sheet, int, int, int, dict[str, Key]]] = field(default_factory=list)
    owners: dict[str, Project] = field(default_factory=dict)
    rest: list[tuple[str, Mention | MonthFigure]] = field(default_factory=list)
    schemes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    formats: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)

    def style(self, name: str, **more: object) -> Format:
        """Return a cell format."""
        wanted = tuple(sorted({"font_name": "宋体", "font_size": 11, "valign": "vcenter", **STYLES[name], **more}.items()))
        if wanted not in self.formats:
            self.formats[wanted] = self.book.add_format(dict(wanted))
        return self.formats[wanted]

    @cached_property
    def with_origins(self) -> bool:
        """Whether any figure says which place of a publication it comes from; then the sheets have a column for that."""
        record = self.record
        figures = [one.figure.source for one in (*record.mentions, *record.months, *(m for p in record.projects for m in p.money))]
        lines = [one.source for one in (*record.targets, *record.answers, *record.progress, *(t for p in record.projects for t in p.targets))]
        return any(source.origin for source in figures + lines if source)

    def held(self) -> dict[Key, Mention | MonthFigure]:
        """Return the figure that each place holds; the others are kept for the sheet 其他数据."""
        owned = [("", m.detail, m.period.key, m) for m in self.record.mentions]
        owned += [(owner, "", m.period.key, m) for owner, project in self.owners.items() for m in project.money]
        owned += [(_month_of(m.month, m.project), "", FORECAST if m.forecast else Period.ACTUAL.key, m) for m in self.record.months]
        held: dict[Key, Mention | MonthFigure] = {}
        met: set[tuple[str, str, str]] = set()
        for owner, detail, period, one in owned:
            key = (owner, one.item.key, period, detail)
            first = key[:3] not in met
            met.add(key[:3])
            if key in self.slots and key not in held and one.figure.value == Gap(Reason.MISSING):
                continue  # an empty cell says the same
            fits = one.unit_printed == one.item.unit.words.zh and (first or not detail or one.item.listed)  # the first mention stays the first
            if key in self.slots and key not in held and fits:
                held[key] = one
            else:
                self.rest.append((self.owners[owner].name if owner in self.owners else "", one))
        return held

    def write_figures(self) -> None:
        """Write every figure into its place: as a number, as a formula, or blank to be filled in."""
        held = self.held()
        values = {key: one.figure.value for key, one in held.items()}
        for key, (first, *others) in self.slots.items():
            stated, rule = values.get(key), self._rule(key, first)
            if rule and rule.value(values) == stated:
                first.sheet.computed(first, rule.formula, stated)
            else:
                first.sheet.figure(first, stated)
            for other in others:
                cell = first.seen_from(other.sheet)
                other.sheet.computed(other, f'=IF({cell}="","",{cell})', stated)
        for slot, part, whole in self.ratios:
            rule = self._ratio(slot, part, whole)
            slot.sheet.computed(slot, rule.formula, rule.value(values))
        for sheet, row, column, last, keys in self.origins:
            sources = {name: held[key].figure.source.origin for name, key in keys.items() if key in held and held[key].figure.source}
            sheet.text(row, column, joined_origins(sources), "input", last=last)

    def _rule(self, key: Key, slot: _Slot) -> _Rule | None:
        """Return how a figure follows from others that stand on its own sheet, or None where it does not."""
        owner, item, period, _ = key
        if item in SUMS and not owner.startswith("month "):
            return self._sum(slot, [(owner, part, period, "") for part in SUMS[item]], [(owner, part, period, "") for part in BESIDE.get(item, ())])
        if item == "staff_control_rate":
            return self._ratio(slot, ("", "staff_on_post", period, ""), ("", "staff_establishment", period, ""))
        if item in RATES.values():
            total = "project_funds" if owner else "exp_total"
            actual, budget = ((owner, total, one.key, "") for one in (Period.ACTUAL, Period.BUDGET_REVISED))
            return self._ratio(slot, actual, budget, points=item == "execution_points")
        return None

    def _sum(self, slot: _Slot, parts: list[Key], beside: list[Key]) -> _Rule | None:
        cells = [one.address for part in parts for one in self.slots.get(part, ()) if one.sheet is slot.sheet]
        if len(cells) < len(parts):
            return None
        more = [self.slots[key][0].seen_from(slot.sheet) for key in beside if key in self.slots]
        filled = ",".join(f'{cell}<>""' for cell in cells)

        def value(values: Mapping[Key, Decimal | Gap]) -> Decimal | None:
            known = [values[part] for part in parts if isinstance(values.get(part), Decimal)]
            if not known or any(part not in values for part in parts):
                return None
            return sum(known + [values[key] for key in beside if isinstance(values.get(key), Decimal)], Decimal(0))

        return _Rule(f'=IF(AND({filled},COUNT({",".join(cells)})>0),SUM({",".join(cells + more)}),"")', value)

    def _ratio(self, slot: _Slot, part: Key, whole: Key, *, points: bool = False) -> _Rule | None:
        if part not in self.slots or whole not in self.slots:
            return None
        a, b = (self.slots[key][0].seen_from(slot.sheet) for key in (part, whole))
        worked_out = f"ROUND(MAX(0,MIN(1,{a}/{b}))*10,2)" if points else f"ROUND({a}/{b}*100,2)"

        def value(values: Mapping[Key, Decimal | Gap]) -> Decimal | None:
            above, below = values.get(part), values.get(whole)
            if not (isinstance(above, Decimal) and isinstance(below, Decimal)) or not below:
                return None
            return rounded(max(Decimal(0), min(Decimal(1), above / below)) * TEN) if points else rounded(above / below * HUNDRED)

        return _Rule(f'=IF(AND(ISNUMBER({a}),ISNUMBER({b})),IF({b}=0,"",{worked_out}),"")', value)


SUMS = {
    "exp_total": ("exp_basic", "exp_project"),
    "exp_by_nature": ("exp_basic", "exp_project"),
    "three_public": THREE_PUBLIC_PARTS,
    "tp_vehicle": ("tp_vehicle_purchase", "tp_vehicle_running"),
    "rev_total": ("rev_general_public_budget", "rev_gov_fund", "rev_state_capital", "rev_special_account", "rev_other"),
    "project_funds": ("project_appropriation", "project_carried_in", "project_other_funds"),
}
BESIDE = {"exp_total": OTHER_KINDS}  # kinds of expenditure that most departments do not have


@dataclass
class _Sheet:
    """A sheet being written: its page, its columns, its cells."""

    form: _Form
    kind: str
    number: str = ""
    ends: int = 0

    def __post_init__(self) -> None:
        self.name = TITLES[self.kind][1] + self.number
        self.page = self.form.book.add_worksheet(self.name, worksheet_class=_Page)
        self.page.protect("", dict.fromkeys(("insert_rows", "format_columns", "format_rows"), True))
        self.page.hide_gridlines(2)
        self.page.set_default_row(ROW_HEIGHT)
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        self.page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self.page.center_horizontally()
        self.page.set_footer("&C第&P页/共&N页")
        self.page.set_tab_color("#2F5597" if self.kind in OFFICIAL else "#A6A6A6")

    def columns(self, *widths: float, landscape: bool = False) -> None:
        """Set the widths of the columns, and how the page lies."""
        self.ends = len(widths) - 1
        for column, width in enumerate(widths):
            self.page.set_column(column, column, width)
        if landscape:
            self.page.set_landscape()

    def title(self, annex: str = "", note: str = "") -> int:
        """Write the title over all columns, with a line for the department and the unit below; return the next row."""
        year = self.form.record.year
        self.page.set_row(1, 30)
        self.text(0, 0, annex, "plain")
        self.text(1, 0, f"{f'{year}年度' if year and self.kind in OFFICIAL else ''}{TITLES[self.kind][0]}", "title", last=self.ends)
        self.text(2, self.ends, note, "right")
        self.computed(
            _Slot(self, 2, 0, 0, Unit.NONE), f"={COVER_NAME}", self.form.record.profile.name.zh and f"单位名称：{self.form.record.profile.name.zh}", "plain"
        )
        return 3

    def text(self, row: int, column: int, text: str, style: str, *, last: int | None = None, bottom: int | None = None, **more: object) -> None:
        """Write a text, over several columns or rows if so asked; never as a formula or a link."""
        text = self._fitting(row, column, text)
        self._write(row, column, last, bottom, self.form.style(style, **more), lambda style: self.page.write_string(row, column, text, style) if text else None)

    def _fitting(self, row: int, column: int, text: str) -> str:
        """Return a text that a cell can hold; a longer one is a mistake."""
        if len(text) <= MAX_TEXT:
            return text
        self.form.problems.append(
            Problem(
                at_cell(self.form.file, self.name, row, column),
                Words(f"{len(text):,}字的内容", f"a text of {len(text):,} characters"),
                Words(f"单元格最多{MAX_TEXT:,}字", f"at most {MAX_TEXT:,} characters, as a cell holds"),
                Words("请缩短该内容", "shorten it"),
            )
        )
        return ""

    def _write(self, row: int, column: int, last: int | None, bottom: int | None, style: Format, write: Callable[[Format], object]) -> None:
        last, bottom = column if last is None else last, row if bottom is None else bottom
        if (row, column) == (bottom, last):
            self.page.write_blank(row, column, None, style)
        else:
            self.page.merge_range(row, column, bottom, last, "", style)
        write(style)

    def value(self, row: int, column: int, value: Decimal | Gap | str | None, style: Format, last: int | None = None) -> None:
        """Write a number, as text where a spreadsheet would not keep all its digits, or the sign of a gap."""
        text = self._fitting(row, column, value) if isinstance(value, str) else entered(value) if isinstance(value, Gap) else ""

        def write(style: Format) -> None:
            if isinstance(value, Decimal):
                as_number = _as_number(value)
                self.page.write_string(row, column, f"{value:f}", style) if as_number is None else self.page.write_number(row, column, as_number, style)
            elif text:
                self.page.write_string(row, column, text, style)

        self._write(row, column, last, None, style, write)

    def figure(self, slot: _Slot, value: Decimal | Gap | None) -> None:
        """Write a figure to be filled in or corrected, with the rule that a spreadsheet checks entries by."""
        self.value(slot.row, slot.column, value, self.form.style("figure", num_format=NUMBERS[slot.unit.measures]), slot.last)
        title, message, right = CHECKS[slot.unit.measures]
        self.checked(slot.row, slot.column, {"validate": "custom", "value": f"={right.format(slot.address, _GAP_WORDS.format(slot.address))}"}, title, message)

    def computed(self, slot: _Slot, formula: str, value: Decimal | Gap | str | None, style: str = "computed") -> None:
        """Write a formula with its value; it stays empty until its parts are there."""
        cached = entered(value) if isinstance(value, Gap) else float(value) if isinstance(value, Decimal) else value or ""
        more = {"num_format": NUMBERS[slot.unit.measures]} if slot.unit.measures in NUMBERS else {}
        self._write(
            slot.row,
            slot.column,
            slot.last,
            None,
            self.form.style(style, **more),
            lambda style: self.page.write_formula(slot.row, slot.column, formula, style, cached),
        )

    def checked(self, row: int, column: int, rule: Mapping[str, object], title: str, message: str, *, bottom: int | None = None) -> None:
        """Have the spreadsheet check what is entered; what cannot be wrong in itself is explained where it is entered."""
        told = {"input_title": title, "input_message": message} if rule["validate"] in {"any", "date", "decimal"} else {}
        self.page.data_validation(
            row,
            column,
            row if bottom is None else bottom,
            column,
            {**rule, **told, "error_title": f"请核对{title}", "error_message": message, "ignore_blank": True},
        )

    def choice(self, row: int, column: int, words: Iterable[str] | str, title: str, *, bottom: int | None = None, strict: bool = True) -> None:
        """Offer a list to choose from."""
        rule = {"validate": "list", "source": words if isinstance(words, str) else list(words), "error_type": "stop" if strict else "warning"}
        self.checked(row, column, rule, title, f"请从下拉列表中选择{title}。", bottom=bottom)

    def slot(self, row: int, column: int, key: Key, unit: Unit, last: int | None = None) -> _Slot:
        """Set a place for a figure aside; what goes there is known when all places are."""
        slot = _Slot(self, row, column, column if last is None else last, unit)
        self.form.slots.setdefault(key, []).append(slot)
        return slot

    def origin(self, row: int, column: int, keys: dict[str, Key], last: int | None = None) -> None:
        """Set the place for the origin of figures aside."""
        if self.form.with_origins:
            self.form.origins.append((self, row, column, column if last is None else last, keys))


def _as_number(value: Decimal) -> float | None:
    """Return a number as a spreadsheet holds it, or None where it would not be the same."""
    number = float(value)
    return number if len(value.normalize().as_tuple().digits) <= MOST_DIGITS and Decimal(repr(number)) == value else None


def _height(text: str, width: float, least: float = ROW_HEIGHT) -> float:
    """Return the height of a row whose widest text stands in so many characters of width."""
    lines = sum(max(1, math.ceil(sum(2 if ord(sign) > ord("ÿ") else 1 for sign in line) / width)) for line in text.split("\n"))
    return min(400, max(least, lines * 15 + 3))


# -- the cover -----------------------------------------------------------------------------------------------------

NAME_ROW = 5
COVER_NAME = f'IF({TITLES[COVER][1]}!C{NAME_ROW + 1}="","单位名称：","单位名称："&{TITLES[COVER][1]}!C{NAME_ROW + 1})'
INSTRUCTIONS = (
    "填报说明",
    "1、浅黄色单元格由部门填写；灰色单元格由公式计算，随填随算；斜纹单元格不填。确需改写灰色单元格时，先在“审阅”中撤销工作表保护（没有密码）。",
    "2、金额单位一律为万元，人数为人，面积为平方米，比率填百分数的数值（95.5即95.5%）。",
    "3、四种情况请分清，系统分别对待：尚未掌握的留空；确认没有该项的填“无”；不适用本部门的填“/”；发生额为零的填“0”。“—”表示划线未填。",
    "4、一个部门一个年度一份文件。可以插入行、调整列宽、增加项目行；项目自评表不够时，复制该工作表再填。请勿改动标题和表头文字。",
    "5、附件1至附件3按官方表样；其他工作表为补充，没有的内容不必填。表中放不下的数据（第二次提及、其他计量单位等）填入“其他数据”。",
    "6、填完保存为 .xlsx，放入本部门的数据文件夹即可。",
)


def _cover(sheet: _Sheet, schemes: Mapping[str, Words]) -> None:
    record, profile = sheet.form.record, sheet.form.record.profile
    sheet.columns(3, 24, 70)
    sheet.page.set_row(1, 42)
    sheet.text(1, 1, TITLES[COVER][0], "title", last=2, font_size=20)
    sheet.text(2, 1, f"{record.year}年度" if record.year else "", "title", last=2, font_size=14)
    scheme = schemes.get(profile.self_score_scheme)
    rows = {
        "县（市、区）": record.county_name.zh,
        "部门名称": profile.name.zh,
        "部门名称（英文）": _english(profile.name),
        "部门代码": profile.code,
        "年度": str(record.year or ""),
        "自评所用评分方案": f"{scheme.zh}〔{profile.self_score_scheme}〕" if scheme else profile.self_score_scheme,
        "数据性质": NATURES[profile.invented],
        "填表人": profile.preparer,
        "填报日期": profile.date,
        "联系电话": profile.phone,
        "单位负责人": profile.head,
    }
    at = {label: row for row, label in enumerate(rows, NAME_ROW - 1)}
    for label, text in rows.items():
        sheet.page.set_row(at[label], 24)
        sheet.text(at[label], 1, label, "label", indent=1)
        if label == "年度" and text:
            sheet.value(at[label], 2, Decimal(text), sheet.form.style("input", num_format="0"))
        elif label == "填报日期" and _is_day(text):
            sheet.page.write_datetime(at[label], 2, date.fromisoformat(text), sheet.form.style("input", num_format="yyyy-mm-dd"))
        else:
            sheet.text(at[label], 2, text, "input", num_format="yyyy-mm-dd" if label == "填报日期" else "@")
    sheet.checked(at["年度"], 2, {"validate": "integer", "criteria": "between", "minimum": 2000, "maximum": 2099}, "年度", "请填四位数字的年度，如2024。")
    sheet.checked(at["填报日期"], 2, {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1)}, "填报日期", "请填日期，如2025-03-15。")
    sheet.checked(at["部门名称（英文）"], 2, {"validate": "any"}, "部门名称（英文）", "可不填。")
    sheet.checked(at["部门代码"], 2, {"validate": "any"}, "部门代码", "预算单位编码，可不填。")
    sheet.choice(at["数据性质"], 2, NATURES.values(), "数据性质")
    if schemes:
        sheet.form.schemes = [f"{words.zh}〔{key}〕" for key, words in schemes.items()]
        sheet.choice(at["自评所用评分方案"], 2, f"={TITLES[OTHER][1]}!$M$5:$M${len(schemes) + 4}", "评分方案", strict=False)
    bottom = NAME_ROW + len(rows)
    for row, text in enumerate(INSTRUCTIONS, bottom):
        sheet.page.set_row(row, _height(text, 90))
        sheet.text(row, 1, text, "plain", last=2, text_wrap=True, bold=row == bottom)
    end = bottom + len(INSTRUCTIONS) + 1
    for row, (label, text) in enumerate((("模板版本", str(VERSION)), ("文件夹", f"{record.county}/{record.department}" if record.county else "")), end):
        sheet.text(row, 1, label, "key")
        sheet.text(row, 2, text, "key")
    sheet.page.freeze_panes(3, 0)
    sheet.page.activate()


def _is_day(text: str) -> bool:
    """Whether a text is a date as a spreadsheet can hold it: ``2025-03-15``."""
    try:
        return re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None and date.fromisoformat(text) >= date(1901, 1, 1)
    except ValueError:
        return False


def _english(words: Words) -> str:
    """Return the English of a phrase where it is not the same text."""
    return "" if words.en == words.zh else words.en


# -- annex 1 -------------------------------------------------------------------------------------------------------


def _base(sheet: _Sheet, layout: int) -> None:
    form, year = sheet.form, sheet.form.record.year
    sheet.columns(42, 19, 19, 19, *((28,) if form.with_origins else ()))
    row = sheet.title("附件1", "单位：万元")
    rows = ROWS[BASE, layout]
    staff, grid, building = ([one for one in rows if one.block.startswith(block)] for block in ("财政供养", "经费", "楼堂馆所"))
    row = _headed(sheet, row, [staff])
    for column, head in enumerate((grid[0].block, *base_heads(year), *(("出处",) if form.with_origins else ()))):
        sheet.text(row, column, head, "head")
    sheet.page.freeze_panes(3, 1)
    sheet.page.repeat_rows(1, 2)
    row += 1
    for one in grid:
        sheet.text(row, 0, one.label, "label", indent=1 + one.level * 2)
        if one.shape == "projects":
            for column in range(1, sheet.ends + 1):
                sheet.text(row, column, "", "off")
            row = _project_lines(sheet, row + 1)
        else:
            _grid_row(sheet, row, one, "", {period: column for column, period in enumerate(BASE_PERIODS, 1)})
            row += 1
    row = _headed(sheet, row, [building[:3], building[3:]])
    thrift = form.record.profile.thrift.zh
    sheet.page.set_row(row, _height(thrift, 56, 60))
    sheet.text(row, 0, "厉行节约保障措施", "label")
    sheet.text(row, 1, thrift, "block", last=3)
    sheet.page.set_row(row + 1, 32)
    sheet.text(row + 1, 0, BASE_NOTE, "note", last=3)
    _footer(sheet, row + 2, (0, 1, 2, 3))


def _headed(sheet: _Sheet, row: int, lines: list[list[Row]]) -> int:
    """Write rows of labels with their values below, beside the heading of their block; return the next row."""
    block = lines[0][0].block
    sheet.text(row, 0, block, "head", bottom=row + 2 * len(lines) - 1)
    for line in lines:
        keys: dict[str, Key] = {}
        for column, one in enumerate(line, 1):
            sheet.text(row, column, headed_label(one, sheet.form.record.year), "head")
            if one.item:
                keys[one.item.key] = ("", one.item.key, Period.ACTUAL.key, one.detail)
                sheet.slot(row + 1, column, keys[one.item.key], one.item.unit)
            else:
                whole, part = (("", other.item.key, Period.ACTUAL.key, "") for other in line[:2])
                sheet.form.ratios.append((_Slot(sheet, row + 1, column, column, Unit.PERCENT), part, whole))
        if sheet.form.with_origins:
            sheet.text(row, len(line) + 1, "出处", "head")
        sheet.origin(row + 1, len(line) + 1, keys)
        row += 2
    return row


def _grid_row(sheet: _Sheet, row: int, one: Row, owner: str, columns: Mapping[Period, int | tuple[int, int]], source: int | None = None) -> None:
    """Set the places of a row's figures aside, one a period."""
    keys = {period.key: (owner, one.item.key, period.key, one.detail) for period in columns}
    for period, held in columns.items():
        first, last = held if isinstance(held, tuple) else (held, held)
        sheet.slot(row, first, keys[period.key], one.item.unit, last)
    sheet.origin(row, sheet.ends if source is None else source, keys)


def _project_lines(sheet: _Sheet, row: int) -> int:
    """Write a line for each project that can stand in the list, and blank ones; return the next row."""
    mentions = [m for m in sheet.form.record.mentions if m.item.key == "project" and m.period in BASE_PERIODS and m.unit_printed == m.item.unit.words.zh]
    names = dict.fromkeys(m.detail for m in mentions if m.figure.value != Gap(Reason.MISSING) and is_free(BASE, m.detail))
    for name in (*names, *("",) * (2 if names else SPARE_PROJECTS)):
        sheet.text(row, 0, name, "input", indent=5)
        line = Row("", "grid", name, ITEMS["project"], name or f"line {row}", 2)
        _grid_row(sheet, row, line, "", {period: column for column, period in enumerate(BASE_PERIODS, 1)})
        row += 1
    return row


def _footer(sheet: _Sheet, row: int, columns: tuple[int, ...]) -> None:
    """Repeat from the cover who filled the form in."""
    profile, cover = sheet.form.record.profile, TITLES[COVER][1]
    for column, (label, text, line) in zip(
        columns,
        (("填表人", profile.preparer, 12), ("填报日期", profile.date, 13), ("联系电话", profile.phone, 14), ("单位负责人签字", profile.head, 15)),
        strict=True,
    ):
        cell = f"{cover}!C{line}"
        shown = f'IF(ISNUMBER({cell}),TEXT({cell},"yyyy-mm-dd"),{cell})' if label == "填报日期" else cell
        sheet.computed(_Slot(sheet, row, column, column, Unit.NONE), f'="{label}："&{shown}', f"{label}：{text}", "plain")


# -- annexes 2 and 3 -----------------------------------------------------------------------------------------------

FORM_WIDTHS = (11, 20, 26, 9, 13, 13, 9, 8, 9, 12, 10, 24, 28)
MONEY_COLUMNS = dict(zip(SELF_PERIODS, ((3, 4), (5, 6), (7, 8)), strict=True))


def _self(sheet: _Sheet) -> None:
    form = sheet.form
    sheet.columns(*FORM_WIDTHS, *((20,) if form.with_origins else ()), landscape=True)
    row = sheet.title("附件2", "单位：万元")
    sheet.page.freeze_panes(3, 0)
    sheet.page.repeat_rows(1, 2)
    total, *sides = ROWS[SELF, 0][:-1]
    income, nature = ([one for one in sides if one.block == block] for block in ("按收入性质分", "按支出性质分"))
    last = row + 2 + len(income)
    sheet.text(row, 0, "年度预算申请（万元）", "head", last=1, bottom=last)
    _money_head(sheet, row)
    _money_row(sheet, row + 1, total, "")
    row += 2
    for column, last, head in ((2, 2, "按收入性质分"), (3, 4, "金额（全年执行数）"), (5, 6, "按支出性质分"), (7, 8, "金额（全年执行数）")):
        sheet.text(row, column, head, "head", last=last)
    _aside(sheet, row, "head")
    for offset, one in enumerate(income, 1):
        keys = {}
        other = dict(zip((1, 2, len(income)), nature, strict=True)).get(offset)
        for label, at, (first, end) in ((one, (2, 2), (3, 4)), (other, (5, 6), (7, 8))):
            if label is None:
                sheet.text(row + offset, at[0], "", "off", last=at[1])
                sheet.text(row + offset, first, "", "off", last=end)
                continue
            sheet.text(row + offset, at[0], label.label, "label", last=at[1], indent=1 + label.level)
            keys[label.item.key] = ("", label.item.key, Period.ACTUAL.key, label.detail)
            sheet.slot(row + offset, first, keys[label.item.key], label.item.unit, end)
        _aside(sheet, row + offset, "off")
        sheet.origin(row + offset, 12, keys)
    row = _goals(sheet, row + len(income) + 1, form.record.profile.goal.zh, form.record.profile.achieved.zh)
    row = _indicators(sheet, row, form.record.targets, "")
    _footer(sheet, row, (0, 3, 7, 11))


def _money_head(sheet: _Sheet, row: int) -> None:
    sheet.page.set_row(row, 32)
    sheet.text(row, 2, "", "head")
    for period, (first, last) in MONEY_COLUMNS.items():
        sheet.text(row, first, MONEY_HEADS[period], "head", last=last)
    for column, head in ((9, "分值"), (10, "执行率\n（%）"), (11, "得分"), (12, "出处" if sheet.form.with_origins else "")):
        sheet.text(row, column, head, "head")


def _aside(sheet: _Sheet, row: int, style: str) -> None:
    """Close a row of a money block that has no rate, with the heading of origins where there is that column."""
    sheet.text(row, 9, "", style, last=11 if sheet.form.with_origins else 12)
    if sheet.form.with_origins and style == "head":
        sheet.text(row, 12, "出处", "head")


def _money_row(sheet: _Sheet, row: int, one: Row, owner: str) -> None:
    """Write a row of a money block; a total has its rate and marks beside it."""
    sheet.text(row, 2, one.label, "label", indent=1 + one.level)
    keys = {period.key: (owner, one.item.key, period.key, "") for period in SELF_PERIODS}
    for period, (first, last) in MONEY_COLUMNS.items():
        sheet.slot(row, first, keys[period.key], one.item.unit, last)
    if one.level:
        _aside(sheet, row, "off")
    else:
        sheet.value(row, 9, TEN, sheet.form.style("middle", num_format="0"))
        for column, rate in ((10, "execution_rate"), (11, "execution_points")):
            keys[rate] = (owner, rate, Period.ACTUAL.key, "" if owner else STATED)
            sheet.slot(row, column, keys[rate], ITEMS[rate].unit)
        sheet.text(row, 12, "", "off")
    sheet.origin(row, 12, keys)


def _goals(sheet: _Sheet, row: int, goal: str, achieved: str) -> int:
    sheet.text(row, 0, "年度总体目标", "head", last=1, bottom=row + 1)
    sheet.text(row, 2, "预期目标", "head", last=6)
    sheet.text(row, 7, "实际完成情况", "head", last=12)
    sheet.page.set_row(row + 1, max(_height(goal, 68, 70), _height(achieved, 86, 70)))
    sheet.text(row + 1, 2, goal, "block", last=6)
    sheet.text(row + 1, 7, achieved, "block", last=12)
    return row + 2


TARGET_HEADS = "一级指标 二级指标 三级指标 指标方向 年度指标值 实际完成值 计量单位 分值 得分 完成档次 评判比例\n（%） 佐证材料 偏差原因分析及改进措施".split(
    " "
)


def _indicators(sheet: _Sheet, row: int, targets: tuple[Target, ...], owner: str) -> int:
    """Write the list of indicators with its marks, the self-score below it; return the next row."""
    for column, head in enumerate([*TARGET_HEADS, *(["出处"] if sheet.form.with_origins else [])]):
        sheet.text(row, column, head, "head")
    sheet.page.set_row(row, 32)
    first = row = row + 1
    ranges: dict[str, str] = {}
    marks: list[tuple[Decimal, Decimal | None]] = []
    for group, spare in SPARE.items():
        own = [target for target in targets if target.group == group]
        count = len(own) + 1 if own else spare
        sheet.text(row, 0, f"{WRITTEN[group]}\n（{GROUP_MARKS[group]}分）", "head", bottom=row + count - 1)
        marks += [_indicator(sheet, row + offset, one) for offset, one in enumerate((*own, *(None,) * (count - len(own))))]
        sheet.choice(row, 1, KINDS[group], "二级指标", bottom=row + count - 1, strict=False)
        ranges[group] = f"H{row + 1}:H{row + count}"
        row += count
    between = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
    sheet.choice(first, 3, ("≥", "≤", "＝", "定性"), "指标方向", bottom=row - 1)
    sheet.checked(first, 7, between, "分值", "请填大于0、不超过100的分值；产出50分、效益30分、满意度10分。", bottom=row - 1)
    sheet.choice(first, 9, [WRITTEN[one] for one in Attained], "完成档次", bottom=row - 1)
    sheet.checked(first, 10, between, "评判比例", "定性指标在完成档次内评判：达成80至100，部分达成60至80，未达成0至60。", bottom=row - 1)
    sheet.page.ignore_errors({"number_stored_as_text": f"E{first + 1}:F{row}"})
    _totals(sheet, row, ranges, [one for one in marks if one], owner)
    return row + 3


def _indicator(sheet: _Sheet, row: int, target: Target | None) -> tuple[Decimal, Decimal | None] | None:
    """Write a line of the list of indicators; return its weight and its marks, None without a weight."""
    texts = (
        (target.kind, target.name, WRITTEN[target.direction].replace("=", "＝"), target.unit_printed, target.evidence, target.explanation)
        if target
        else ("",) * 6
    )
    kind, name, direction, unit, evidence, explanation = texts
    for column, text, style in (
        (1, kind, "input"),
        (2, name, "input"),
        (3, direction, "choice"),
        (6, unit, "choice"),
        (11, evidence, "input"),
        (12, explanation, "input"),
    ):
        sheet.text(row, column, text, style)
    for column, text in ((4, target.aim if target else ""), (5, target.reached if target else "")):
        _as_typed(sheet, row, column, text)
    sheet.value(row, 7, target.weight.value if target else None, sheet.form.style("figure", num_format="0.##"))
    sheet.text(row, 9, WRITTEN[target.attained] if target and target.attained else "", "choice")
    sheet.value(row, 10, target.judgement.value if target else None, sheet.form.style("figure", num_format="0.##"))
    if sheet.form.with_origins:
        sheet.text(row, 13, target.source.origin if target else "", "input")
    sheet.page.set_row(row, max(_height(evidence, 20), _height(explanation, 24), _height(name, 22)))
    marks = _marks(target) if target else None
    sheet.computed(_Slot(sheet, row, 8, 8, Unit.MARK), MARKS.replace("#", str(row + 1)), marks)
    return (target.weight.value, marks) if target and target.weight.known else None


def _as_typed(sheet: _Sheet, row: int, column: int, text: str) -> None:
    """Write a text as if somebody had typed it: as the number or percentage that it is, if the cell then shows just that text."""
    number, percent = _typed(text), text.endswith("%")
    style = sheet.form.style("choice", num_format=("0.00%" if "." in text else "0%") if percent else "General")
    sheet.value(row, column, text if number is None else number, style)


_PLAIN = re.compile("-?(0|[1-9][0-9]*)([.][0-9]*[1-9])?")  # a number that a spreadsheet shows just so


def _typed(text: str) -> Decimal | None:
    """Return the number that stands in a cell after somebody types a text, if the cell then shows just that text."""
    plain = text.removesuffix("%")
    number = Decimal(plain).scaleb(-2 if text != plain else 0) if _PLAIN.fullmatch(plain) else None
    return number if number is not None and _as_number(number) is not None else None


MARKS = (
    '=IF(OR(H#="",D#=""),"",IF(D#="定性",IF(ISNUMBER(K#),ROUND(H#*K#/100,2),""),IF(AND(ISNUMBER(E#),ISNUMBER(F#)),'
    'IF(IF(OR(D#="≤",E#=0),F#<=E#,F#>=E#),H#,IF(E#*F#<=0,0,ROUND(H#*IF(D#="≤",E#/F#,F#/E#),2))),"")))'
)


def _marks(target: Target) -> Decimal | None:
    """Return what the formula of the column 得分 gives: full marks once the target is reached, else in proportion."""
    weight, judged = target.weight.value, target.judgement.value
    if not target.weight.known:
        return None
    if target.direction == "qualitative":
        return rounded(weight * judged / HUNDRED) if target.judgement.known else None
    aim, reached, less = _typed(target.aim), _typed(target.reached), target.direction == "<="
    if aim is None or reached is None:
        return None
    if reached <= aim if less or not aim else reached >= aim:
        return weight
    return rounded(weight * (aim / reached if less else reached / aim)) if aim * reached > 0 else Decimal(0)


def _totals(sheet: _Sheet, row: int, ranges: Mapping[str, str], marks: list[tuple[Decimal, Decimal | None]], owner: str) -> None:
    """Write the sum of the weights, whether they are spread 50, 30 and 10, the marks by this form, and the self-score."""
    weights, earned = ",".join(ranges.values()), ",".join(cells.replace("H", "I") for cells in ranges.values())
    whole = sum((weight for weight, _ in marks), Decimal(0)) if marks else None
    sheet.text(row, 0, "分值合计", "head", last=6)
    sheet.computed(_Slot(sheet, row, 7, 7, Unit.MARK), f'=IF(COUNT({weights})>0,SUM({weights}),"")', whole)
    sheet.computed(_Slot(sheet, row, 8, 8, Unit.MARK), f'=IF(COUNT({weights})>0,IF(COUNT({weights})=COUNT({earned}),SUM({earned}),""),"")', _all(marks))
    right = "AND(" + ",".join(f"ROUND(SUM({cells}),2)={GROUP_MARKS[group]}" for group, cells in ranges.items()) + ")"
    parts = '&"、"&'.join(f'"{name}"&ROUND(SUM({ranges[group]}),2)' for group, name in (("output", "产出"), ("outcome", "效益"), ("satisfaction", "满意度")))
    said = f'=IF(COUNT({weights})=0,"",IF({right},"分值按50、30、10分配，加预算执行10分共100分",{parts}&"，应为50、30、10"))'
    sheet.computed(_Slot(sheet, row, 9, 12, Unit.NONE), said, _spread(sheet, owner) if marks else "", "told")
    sheet.page.conditional_format(
        row, 9, row, 9, {"type": "text", "criteria": "containing", "value": "应为", "format": sheet.form.book.add_format(STYLES["wrong"])}
    )
    points = sheet.form.slots[owner, "execution_points", Period.ACTUAL.key, "" if owner else STATED][0].address
    sheet.text(row + 1, 0, "按本表计算得分（预算执行得分＋指标得分）", "head", last=6)
    sheet.computed(_Slot(sheet, row + 1, 7, 8, Unit.MARK), f'=IF(AND(ISNUMBER({points}),ISNUMBER(I{row + 1})),ROUND({points}+I{row + 1},2),"")', None)
    sheet.text(row + 1, 9, "仅供核对，不作为自评总分", "told", last=12)
    sheet.text(row + 2, 0, "自评总分", "head", last=6)
    key = (owner, "self_score", Period.ACTUAL.key, "")
    sheet.slot(row + 2, 7, key, Unit.MARK, 8)
    if sheet.form.with_origins:
        sheet.text(row + 2, 9, "出处", "head")
        sheet.origin(row + 2, 10, {"self_score": key}, 12)


def _all(marks: list[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    return sum((earned for _, earned in marks), Decimal(0)) if marks and all(earned is not None for _, earned in marks) else None


def _spread(sheet: _Sheet, owner: str) -> str:
    targets = sheet.form.owners[owner].targets if owner else sheet.form.record.targets
    sums = {group: sum((t.weight.value for t in targets if t.group == group and t.weight.known), Decimal(0)) for group in GROUP_MARKS}
    if sums == GROUP_MARKS:
        return "分值按50、30、10分配，加预算执行10分共100分"
    said = "、".join(f"{name}{float(sums[group]):g}" for group, name in (("output", "产出"), ("outcome", "效益"), ("satisfaction", "满意度")))
    return f"{said}，应为50、30、10"


def _project(sheet: _Sheet, project: Project) -> None:
    owner = sheet.name
    sheet.form.owners[owner] = project
    sheet.columns(*FORM_WIDTHS, *((20,) if sheet.form.with_origins else ()), landscape=True)
    row = sheet.title("附件3", "单位：万元")
    sheet.text(row, 0, "项目名称", "head", last=1)
    sheet.text(row, 2, project.name, "input", last=12)
    sheet.text(row + 1, 0, "主管部门", "head", last=1)
    sheet.text(row + 1, 2, project.authority, "input", last=6)
    sheet.text(row + 1, 7, "实施单位", "head", last=8)
    sheet.text(row + 1, 9, project.implementer, "input", last=12)
    row += 2
    *money, _ = ROWS[PROJECT, 0]
    sheet.page.repeat_rows(1, 2)
    sheet.text(row, 0, "项目资金（万元）", "head", last=1, bottom=row + len(money))
    _money_head(sheet, row)
    for offset, one in enumerate(money, 1):
        _money_row(sheet, row + offset, one, owner)
    row = _goals(sheet, row + len(money) + 1, project.goal, project.achieved)
    sheet.page.freeze_panes(3, 0)
    _indicators(sheet, row, project.targets, owner)


# -- long tables ---------------------------------------------------------------------------------------------------


def _header(sheet: _Sheet, row: int, heads: Iterable[str], frozen: int = 0) -> int:
    sheet.page.set_row(row, 24)
    for column, head in enumerate(heads):
        sheet.text(row, column, head, "head")
    sheet.page.freeze_panes(row + 1, frozen)
    sheet.page.repeat_rows(row)
    return row + 1


MONTH_NAMES = [f"{month}月" for month in range(1, 13)]


def _month_of(month: int, project: str = "") -> str:
    """Return whose figure one of a month is."""
    return f"month {month} {project}"


def _month_figures(sheet: _Sheet, row: int, column: int, owner: str, columns: Iterable[tuple[str, str]]) -> None:
    """Set the places of a month's figures aside, by item and period, and that of their origin."""
    keys = {f"{item} {period}": (owner, item, period, "") for item, period in columns}
    for number, key in enumerate(keys.values(), column):
        sheet.slot(row, number, key, ITEMS[key[1]].unit)
    sheet.origin(row, column + len(keys), {key[1]: key for key in keys.values() if key[2] != FORECAST})


def _months(sheet: _Sheet) -> None:
    origins = sheet.form.with_origins
    sheet.columns(12, *(16,) * 7, *((28,) if origins else ()), landscape=True)
    row = sheet.title("", "单位：万元，除全年预计外均为1月起的累计数")
    forecasts = ("全年预计支出合计", "全年预计基本支出", "全年预计项目支出")
    row = _header(sheet, row, ("月份", "支出合计", "基本支出", "项目支出", "计划进度（%）", *forecasts, *(("出处",) if origins else ())), 1)
    columns = [(item, Period.ACTUAL.key) for item in MONTHLY] + [(item, FORECAST) for item in MONTHLY[:3]]
    for month, name in enumerate(MONTH_NAMES, 1):
        sheet.text(row, 0, name, "middle")
        _month_figures(sheet, row, 1, _month_of(month), columns)
        row += 1


def _project_months(sheet: _Sheet) -> None:
    """Write the money of projects by month: a line for each project and month told, and blank ones."""
    origins = sheet.form.with_origins
    sheet.columns(10, 30, *(14,) * 8, *((28,) if origins else ()), landscape=True)
    row = sheet.title("", "单位：万元，除全年预计外均为1月起的累计数")
    heads = ("年度资金总额", "本年财政拨款", "上年结转资金", "其他资金")
    row = _header(sheet, row, ("月份", "项目名称", *heads, *(f"全年预计\n{head}" for head in heads), *(("出处",) if origins else ())), 2)
    sheet.page.set_row(row - 1, 36)
    columns = [(item, period) for period in (Period.ACTUAL.key, FORECAST) for item in PROJECT_MONTHLY]
    told = dict.fromkeys((one.month, one.project) for one in sheet.form.record.months if one.project)
    for month, project in (*told, *((0, ""),) * SPARE_MONITORED):
        sheet.text(row, 0, f"{month}月" if month else "", "choice")
        sheet.choice(row, 0, MONTH_NAMES, "月份")
        sheet.text(row, 1, project, "input")
        _month_figures(sheet, row, 2, _month_of(month, project) if month else _month_of(0, f"line {row}"), columns)
        row += 1


def _monitoring(sheet: _Sheet) -> None:
    """Write how far the targets are by month, as the official monitoring form asks, and blank lines."""
    origins = sheet.form.with_origins
    sheet.columns(10, 24, 30, 16, 16, 18, 30, 14, 20, *((24,) if origins else ()), landscape=True)
    row = sheet.title("", "三级指标须与自评表中的名称一致；所属项目空着为部门整体指标")
    heads = ("月份", "所属项目", "三级指标", "截至当月执行情况", "全年预计完成情况", "偏差原因", "原因说明", "完成目标可能性", "备注")
    row = _header(sheet, row, (*heads, *(("出处",) if origins else ())), 3)
    sheet.page.set_row(row - 1, 36)
    for one in (*sheet.form.record.progress, *(None,) * SPARE_MONITORED):
        _monitored(sheet, row, one)
        row += 1


def _monitored(sheet: _Sheet, row: int, one: Progress | None) -> None:
    """Write a line of the monitoring form."""
    month, likelihood = (f"{one.month}月", one.likelihood.value.zh if one.likelihood else "") if one else ("", "")
    texts = (one.project, one.indicator) if one else ("", "")
    reasons = ("、".join(reason.value.zh for reason in one.reasons), one.explanation) if one else ("", "")
    for column, text, style in (
        (0, month, "choice"),
        *((column, text, "input") for column, text in enumerate(texts, 1)),
        *((column, text, "input") for column, text in enumerate(reasons, 5)),
        (7, likelihood, "choice"),
        (8, one.remark if one else "", "input"),
    ):
        sheet.text(row, column, text, style)
    for column, text in ((3, one.reached if one else ""), (4, one.expected if one else "")):
        _as_typed(sheet, row, column, text)
    if sheet.form.with_origins:
        sheet.text(row, 9, one.source.origin if one else "", "input")
    sheet.choice(row, 0, MONTH_NAMES, "月份")
    sheet.choice(row, 5, DEVIATIONS, "偏差原因", strict=False)  # several may be named, one after the other
    sheet.choice(row, 7, LIKELIHOODS, "完成目标可能性")
    sheet.page.ignore_errors({"number_stored_as_text": f"D{row + 1}:E{row + 1}"})
    sheet.page.set_row(row, _height(reasons[1], 28))


def _checklist(sheet: _Sheet, questions: Mapping[str, Question]) -> None:
    form = sheet.form
    given = {f"{one.indicator}/{one.test}" if one.test else one.indicator: one for one in form.record.answers}
    asked = dict(questions) | {
        key: Question(one.indicator, one.test, Words(one.indicator, ""), Words(one.test, "")) for key, one in given.items() if key not in questions
    }
    origins = form.with_origins
    sheet.columns(24, 46, 14, 40, *((24,) if origins else ()), 34, landscape=True)
    row = sheet.title("", "肯定的回答须有佐证材料才计分" if asked else "所用评分方案没有清单题目，本表不必填写")
    row = _header(sheet, row, ("指标", "测试问题", "回答", "佐证材料", *(("出处",) if origins else ()), "标识"), 1)
    for key, question in asked.items():
        answer = given.get(key)
        sheet.text(row, 0, question.words.zh, "label")
        sheet.text(row, 1, question.asks.zh, "label")
        sheet.text(row, 2, answer.text if answer else "", "choice")
        sheet.text(row, 3, answer.evidence if answer else "", "input")
        if origins:
            sheet.text(row, 4, answer.source.origin if answer else "", "input")
        sheet.text(row, sheet.ends, key, "key")
        sheet.page.set_row(row, max(_height(question.asks.zh, 44, 20), _height(answer.evidence if answer else "", 38, 20)))
        if question.answers:
            sheet.choice(row, 2, question.answers, "回答")
        row += 1


def _supplement(sheet: _Sheet) -> None:
    form = sheet.form
    sheet.columns(18, 30, 18, 9, 14, 14, 14, 14, 14, 26, landscape=True)
    row = sheet.title("", "官方表样没有列出的数据，没有的不必填")
    row = _header(sheet, row, ("分类", "项目", "说明", "计量单位", *(period.words.zh for period in Period), "出处"), 2)
    placed = {(item, period) for owner, item, period, detail in form.slots if not owner and detail in {"", STATED}}
    told: dict[str, list[Mention]] = {}
    for mention in form.record.mentions:
        told.setdefault(mention.item.key, []).append(mention)
    group = ""
    for item in sorted(SUPPLEMENTED, key=lambda one: list(GROUPS).index(group_of(one))):
        free = [period for period in periods_of(item) if (item.key, period.key) not in placed]
        if not free:
            continue
        details = list(dict.fromkeys(m.detail for m in told.get(item.key, ()) if m.period in free))
        lines = [*details, *("",) * SPARE_DOCUMENTS] if item.listed else ["" if "" in details or not details else details[0]]
        for line, detail in enumerate(lines):
            named = group_of(item)
            sheet.text(row, 0, named if named != group else "", "label", bold=True)
            group = named
            sheet.text(row, 1, item.words.zh, "label")
            sheet.text(row, 2, detail, "input")
            sheet.text(row, 3, item.unit.words.zh, "middle")
            keys = {period.key: ("", item.key, period.key, detail if detail or not item.listed else f"line {line}") for period in free}
            for column, period in enumerate(Period, 4):
                if period in free:
                    sheet.slot(row, column, keys[period.key], item.unit)
                else:
                    sheet.text(row, column, "", "off")
            form.origins.append((sheet, row, 9, 9, keys))
            row += 1


def _texts(sheet: _Sheet) -> None:
    profile = sheet.form.record.profile
    sheet.columns(26, 64, 50, 44, landscape=True)
    row = _header(sheet, sheet.title("", "一行一条"), ("事项", "中文", "English", "网址"), 1)
    for label, (name, least) in FIELDS.items():
        held = getattr(profile, name)
        if name == "publications":
            lines = [(title.zh, _english(title), url) for title, url in held]
        else:
            lines = [(one.zh, _english(one), "") for one in ([held] if isinstance(held, Words) else held)]
        for number in range(max(least, len(lines) + (least > 1))):
            zh, en, url = lines[number] if number < len(lines) else ("", "", "")
            sheet.text(row, 0, label, "label")
            sheet.text(row, 1, "" if name in IN_ANNEXES else zh, "off" if name in IN_ANNEXES else "input")
            sheet.text(row, 2, en, "input")
            sheet.text(row, 3, url, "input" if name == "publications" else "off")
            sheet.page.set_row(row, max(_height("" if name in IN_ANNEXES else zh, 60), _height(en, 48)))
            row += 1


def _other(sheet: _Sheet) -> None:
    form = sheet.form
    rows = [_other_row(project, one) for project, one in form.rest]
    more = [head for column, head in ((6, "所属项目"), (7, "月份")) if any(row[column] for row in rows)]
    sheet.columns(30, 26, 14, 16, 10, 28, 24, 10, 4, 4, 4, 30, 44, landscape=True)
    sheet.ends = 5 + len(more)
    row = _header(sheet, sheet.title("", ""), ("项目", "说明", "期间", "数值", "计量单位", "出处", *more))
    sheet.text(row - 1, 11, "可选项目", "head")
    sheet.text(row - 1, 12, "可选评分方案", "head")
    for offset, item in enumerate(ITEM_NAMES.values()):
        sheet.text(row + offset, 11, name_of(item), "key")
    for offset, scheme in enumerate(form.schemes):
        sheet.text(row + offset, 12, scheme, "key")
    last = row + len(rows) + SPARE_OTHER - 1
    for number in range(len(rows) + SPARE_OTHER):
        item, detail, period, value, unit, origin, *owner = rows[number] if number < len(rows) else ("", "", "", None, "", "", "", "")
        for column, text in ((0, item), (1, detail), (2, period), (4, unit), (5, origin)):
            sheet.text(row + number, column, text, "input")
        sheet.value(row + number, 3, entered(value) if value is not None and not _PLAIN.fullmatch(entered(value)) else value, form.style("figure"))
        for column, head in enumerate(more, 6):
            sheet.text(row + number, column, owner[0] if head == "所属项目" else owner[1], "input")
    sheet.page.ignore_errors({"number_stored_as_text": f"D{row + 1}:D{last + 1}"})  # so 1.60 stays 1.60
    sheet.choice(row, 0, f"=$L${row + 1}:$L${row + len(ITEM_NAMES)}", "项目", bottom=last)
    sheet.choice(row, 2, [*(period.words.zh for period in Period), FORECAST_NAME], "期间", bottom=last)
    sheet.choice(row, 4, [unit.words.zh for unit in Unit if unit.words.zh and unit is not Unit.WAN_PER_HEAD], "计量单位", bottom=last, strict=False)
    sheet.page.print_area(0, 0, last, 5 + len(more))


def _other_row(project: str, one: Mention | MonthFigure) -> tuple[str, str, str, Decimal | Gap, str, str, str, str]:
    """Return the cells of a figure in the sheet of other data."""
    origin = one.figure.source.origin if one.figure.source else ""
    if isinstance(one, MonthFigure):
        period = FORECAST_NAME if one.forecast else Period.ACTUAL.words.zh
        return name_of(one.item), "", period, one.figure.value, one.unit_printed, origin, one.project, str(one.month)
    return name_of(one.item), "" if project else one.detail, one.period.words.zh, one.figure.value, one.unit_printed, origin, project, ""
