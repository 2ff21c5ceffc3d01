"""One department-year as reported: its figures by item and period, its targets, its answers, its own words.

Nothing is worked out here. A figure that was not given is a gap; a figure given twice keeps both mentions.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import cached_property
from importlib import resources

from evallib.figures import Figure, Source, absent
from evallib.quantities import Unit, read_unit
from evallib.reading.account_tables import Accounts
from evallib.words import Words


class Period(Enum):
    """Which of a year's figures: the value columns of the official forms."""

    LAST_BUDGET = ("last_budget", "上年预算数", "prior-year budget")
    LAST_ACTUAL = ("last_actual", "上年决算数", "prior-year outturn")
    BUDGET_INITIAL = ("budget_initial", "年初预算数", "initial budget")
    BUDGET_REVISED = ("budget_revised", "全年预算数", "revised budget")
    ACTUAL = ("actual", "决算数", "outturn")

    def __init__(self, key: str, zh: str, en: str) -> None:
        self.key, self.words = key, Words(zh, en)


@dataclass(frozen=True)
class Item:
    """A row of the base data table or of the self-evaluation form.

    Args:
        key: identifier of the glossary.
        words: official name.
        unit: the unit that the forms print.
        detail: what the ``detail`` column of ``items.csv`` holds for it: ``name`` (one line for each), ``document``
            (the number of the document that justifies it), or nothing (a word on which mention it is).
    """

    key: str
    words: Words
    unit: Unit
    detail: str
    note: str

    @property
    def listed(self) -> bool:
        """Whether there is one line for each named thing, rather than one figure."""
        return bool(self.detail)

    def label(self, period: Period) -> Words:
        """Name a figure of this item: amounts and rates by period, headcounts and other counts alone."""
        if self.unit.measures not in {"money", "area"} or self.key.startswith(("building_", "assets_", "paid_", "budget_", "rev_change")):
            return self.words
        return Words(self.words.zh + period.words.zh, f"{self.words.en} ({period.words.en})")


def _items() -> dict[str, Item]:
    lines = resources.files("evallib.reading").joinpath("items.csv").read_text("utf-8").splitlines()
    return {row["item"]: Item(row["item"], Words(row["zh"], row["en"]), read_unit(row["unit"])[0], row["detail"], row["note"]) for row in csv.DictReader(lines)}


MOST_PLACES = 2  # amounts in 万元 are published to 0.01
ITEMS = _items()
ECONOMIC_CLASSES = tuple(key for key in ITEMS if key.startswith("econ_"))
REVENUE_SOURCES = ("rev_general_public_budget", "rev_gov_fund", "rev_state_capital", "rev_special_account", "rev_service", "rev_business", "rev_other")
OTHER_KINDS = ("exp_remitted", "exp_business", "exp_subsidy_to_sub")
THREE_PUBLIC_PARTS = ("tp_overseas", "tp_vehicle", "tp_hospitality")
OPERATING_PARTS = ("operating_office", "operating_utilities_travel", "operating_meetings_training")


@dataclass(frozen=True)
class Mention:
    """A figure as one line of the data states it.

    Args:
        figure: the number or gap in the unit as written, with its source.
        detail: the ``detail`` cell: a project's name, a document number, or a word on which mention it is.
        unit_printed: the unit as printed, which may be cut short (``万``) or absent.
    """

    item: Item
    period: Period
    detail: str
    figure: Figure
    unit_printed: str

    @property
    def unit_complete(self) -> bool:
        """Whether the unit was printed in full."""
        return read_unit(self.unit_printed)[1]


class Attained(Enum):
    """How far a qualitative target was reached: the three classes of the self-evaluation form."""

    MET = Words("达成预期指标", "reached")
    PARTLY = Words("部分达成预期指标并具有一定效果", "partly reached, with some effect")
    NOT = Words("未达成预期指标且效果较差", "not reached, weak effect")


@dataclass(frozen=True)
class Target:
    """A performance indicator of the department's own: what it aimed at and what it reached.

    Args:
        group: ``output``, ``outcome`` or ``satisfaction``.
        direction: ``>=`` (more is better), ``<=`` (less is better), ``=`` or ``qualitative``.
        target, actual: the figures, or the qualitative wording in ``aim`` and ``reached``.
        unit_printed: the unit as printed, which may be one that is only counted in (``场``, ``户``).
        weight: marks that the department's table gives it.
        attained, judgement: class of a qualitative target and the share of its marks in per cent, both judged.
        evidence: document, list, survey or link that shows the actual value.
    """

    group: str
    kind: str
    name: str
    direction: str
    target: Figure
    actual: Figure
    aim: str
    reached: str
    unit_printed: str
    weight: Figure
    attained: Attained | None
    judgement: Figure
    evidence: str
    explanation: str
    source: Source


@dataclass(frozen=True)
class Answer:
    """A yes or no to one test of a checklist, or a judgement, with its evidence.

    Args:
        indicator, test: which; ``test`` is empty for a judgement on the whole indicator.
        text: the answer as written (``是``, ``否``, a class word, a percentage).
        evidence: what shows it; without evidence a favourable answer counts for nothing.
    """

    indicator: str
    test: str
    text: str
    evidence: str
    source: Source


@dataclass(frozen=True)
class Project:
    """A project with its own self-evaluation form (项目支出绩效自评表).

    Args:
        authority, implementer: the department in charge and the unit that carries it out.
        goal, achieved: the year's overall goal, and what was reached of it.
        money: the lines of its money block, by period.
        targets: its performance indicators.
    """

    name: str
    authority: str = ""
    implementer: str = ""
    goal: str = ""
    achieved: str = ""
    money: tuple[Mention, ...] = ()
    targets: tuple[Target, ...] = ()

    def figure(self, item: str, period: Period = Period.ACTUAL) -> Figure:
        """Return a figure of the money block in the unit of the forms, or the gap in its place."""
        found = next((m.figure.to(m.item.unit) for m in self.money if m.item.key == item and m.period is period), None)
        return found or absent(ITEMS[item].label(period), ITEMS[item].unit)


@dataclass(frozen=True)
class MonthFigure:
    """A figure from January to the end of a month, cumulative, as the monthly table states it.

    Args:
        project: whose money it is; empty for the department's.
        forecast: whether it is what the whole year was expected to come to, as seen at the end of that month (全年预计执行数).
    """

    month: int
    item: Item
    figure: Figure
    unit_printed: str
    project: str = ""
    forecast: bool = False


class Likelihood(Enum):
    """How likely a target is to be reached, as the monitoring form asks (完成目标可能性)."""

    SURE = Words("确定能", "certain")
    POSSIBLE = Words("有可能", "possible")
    IMPOSSIBLE = Words("完全不可能", "impossible")


class Deviation(Enum):
    """The classes of reasons for a deviation that the monitoring form has columns for (偏差原因)."""

    FUNDS = Words("经费保障", "funds")
    RULES = Words("制度保障", "rules")
    STAFF = Words("人员保障", "staff")
    EQUIPMENT = Words("硬件条件保障", "equipment")
    OTHER = Words("其他", "other")


@dataclass(frozen=True)
class Progress:
    """How far a target is at the end of a month: a line of the monitoring form.

    Args:
        project, indicator: which target; the project is empty for the department's own.
        value, forecast: value to date and expected value of the whole year, in the target's unit; of a qualitative target the
            wording in ``reached`` and ``expected``.
        likelihood: how likely the target is to be reached, where said.
        reasons, explanation: classes of the reasons for a deviation, and the reasons in words.
    """

    month: int
    project: str
    indicator: str
    value: Figure
    forecast: Figure
    reached: str
    expected: str
    likelihood: Likelihood | None
    reasons: tuple[Deviation, ...]
    explanation: str
    remark: str
    source: Source


@dataclass(frozen=True)
class Profile:
    """A department in its own words, restated briefly.

    Args:
        goal, achieved: the year's overall goal (年度总体目标), and what was reached of it.
        thrift: what was done to save (厉行节约保障措施).
        preparer, date, phone, head: the footer of the official forms.
    """

    name: Words
    code: str = ""
    mandate: Words = Words("", "")
    goal: Words = Words("", "")
    achieved: Words = Words("", "")
    thrift: Words = Words("", "")
    plan: tuple[Words, ...] = ()
    problems: tuple[Words, ...] = ()
    measures: tuple[Words, ...] = ()
    publications: tuple[tuple[Words, str], ...] = ()
    self_score_scheme: str = ""
    preparer: str = ""
    date: str = ""
    phone: str = ""
    head: str = ""
    invented: bool = False


@dataclass(frozen=True)
class Remark:
    """Something in the data that can be read but should be put right: place, and what was done about it."""

    place: Words
    words: Words


@dataclass(frozen=True)
class Record:
    """One department, one year: everything that was reported, each figure with its source.

    Args:
        county, year, department: which; the department is its folder's name.
        mentions, targets, answers: the base data, the department's own indicators, the checklist.
        projects, months, progress: its projects' own forms, the figures by month, and how far its targets are by month.
        accounts: the published account tables, where they are there.
        report: path below the data folder of the department's own report, its narrative; empty where there is none.
        files: path below the data folder and SHA-256 of every file read.
        remarks: what was odd in the files but did not stop the reading.
    """

    county: str
    year: int
    department: str
    county_name: Words
    profile: Profile
    mentions: tuple[Mention, ...]
    targets: tuple[Target, ...] = ()
    answers: tuple[Answer, ...] = ()
    projects: tuple[Project, ...] = ()
    months: tuple[MonthFigure, ...] = ()
    progress: tuple[Progress, ...] = ()
    accounts: Accounts | None = None
    report: str = ""
    remarks: tuple[Remark, ...] = ()
    files: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _by_key(self) -> dict[tuple[str, Period], list[Mention]]:
        grouped: dict[tuple[str, Period], list[Mention]] = {}
        for mention in self.mentions:
            grouped.setdefault((mention.item.key, mention.period), []).append(mention)
        return grouped

    @cached_property
    def _places(self) -> dict[Unit, int]:
        """To how many decimals, at most two, this record prints amounts in each unit: a spreadsheet drops closing zeros."""
        places: dict[Unit, int] = {}
        for figure in (mention.figure for mention in self.mentions if mention.figure.known and mention.figure.unit.measures == "money"):
            places[figure.unit] = max(places.get(figure.unit, 0), min(MOST_PLACES, -figure.value.as_tuple().exponent))
        return places

    def amount(self, mention: Mention) -> Figure:
        """Return the figure of a mention in the unit of the forms, to the precision in which this record prints: 7 beside 7.25 is 7.00."""
        figure, places = mention.figure, self._places.get(mention.figure.unit, 0)
        if figure.known and -figure.value.as_tuple().exponent < places:
            figure = replace(figure, value=figure.value.quantize(Decimal(1).scaleb(-places)))
        return figure.to(mention.item.unit)

    def all_mentions(self, item: str, period: Period = Period.ACTUAL) -> tuple[Mention, ...]:
        """Return every line that states an item of a period."""
        return tuple(self._by_key.get((item, period), ()))

    def figure(self, item: str, period: Period = Period.ACTUAL) -> Figure:
        """Return the figure of an item in a period, in the unit of the forms, or the gap in its place.

        The mention without a word in ``detail`` is the main one; where there is none, the first that has a number. Where no
        mention has one, the account tables are asked.
        """
        mentions = self.all_mentions(item, period)
        ranked = sorted(mentions, key=lambda m: (not m.figure.known, bool(m.detail)))
        if ranked and ranked[0].figure.known:
            return self.amount(ranked[0])
        published = self.accounts.figure(item, period.key) if self.accounts else None
        if published and published.known:
            return replace(published.to(ITEMS[item].unit), label=ITEMS[item].label(period))
        return self.amount(ranked[0]) if ranked else absent(ITEMS[item].label(period), ITEMS[item].unit)

    def has(self, item: str, period: Period = Period.ACTUAL) -> bool:
        """Whether there is a number for an item in a period."""
        return self.figure(item, period).known

    def periods_of(self, item: str) -> tuple[Period, ...]:
        """Return the periods in which an item has a number."""
        return tuple(period for period in Period if self.has(item, period))

    def by_month(self, item: str, project: str = "", *, forecast: bool = False) -> dict[int, Figure]:
        """Return the cumulative figures of an item by month, in the unit of the forms: those with a number, in order."""
        return self._by_month.get((item, project, forecast), {})

    @cached_property
    def _by_month(self) -> dict[tuple[str, str, bool], dict[int, Figure]]:
        grouped: dict[tuple[str, str, bool], dict[int, Figure]] = {}
        for one in sorted(self.months, key=lambda one: one.month):
            if one.figure.known:
                grouped.setdefault((one.item.key, one.project, one.forecast), {}).setdefault(one.month, one.figure.to(one.item.unit))
        return grouped

    def answers_to(self, indicator: str) -> dict[str, Answer]:
        """Return the answers to an indicator's tests, by test; the judgement on the whole stands under ``""``."""
        return {answer.test: answer for answer in self.answers if answer.indicator == indicator}
