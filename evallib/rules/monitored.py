"""What in-year monitoring (绩效运行监控, 双监控) asks of a record at the end of a month: a function for each word, with its citation.

Only figures of that month and before are used: the outturn of the year, which the record of a finished year holds too, is not
known yet. From which value on there is an alert is said by ``data/monitoring/``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from evallib.figures import Figure, absent, fixed, total
from evallib.problems import Problem, UserMistake, quoted
from evallib.quantities import Reason, Unit
from evallib.reading.record import ITEMS, Period, Progress, Project, Record, Target
from evallib.rules import scales
from evallib.rules.schemes import Scheme
from evallib.rules.scoring import Scorecard, score
from evallib.words import Words

MONTHS_OF_YEAR = 12
SPENDING = ("exp_total", "exp_basic", "exp_project")  # what is told by month of a whole department
PROJECT_SPENDING = ("project_funds", "project_appropriation", "project_carried_in", "project_other_funds")
NOTHING_TO_DIVIDE_BY = {Reason.NOT_APPLICABLE, Reason.UNBUDGETED}


def valid_month(month: int | str) -> int:
    """Return a month from 1 to 12.

    Raises:
        UserMistake: it is none.
    """
    text = str(month).strip()
    if text not in {str(number) for number in range(1, MONTHS_OF_YEAR + 1)}:
        place, remedy = Words("参数 month", "parameter month"), Words("请填月份的数字", "give the month as a number")
        raise UserMistake([Problem(place, quoted(text), Words("1至12", "1 to 12"), remedy)])
    return int(text)


# -- the words -------------------------------------------------------------------------------------------------------


def time_progress(month: int) -> Figure:
    """Time progress (序时进度): months gone of the twelve. Source: S30."""
    gone = replace(fixed(Decimal(month)), label=Words(f"{month}个月", f"{month} months"))
    year = replace(fixed(Decimal(MONTHS_OF_YEAR)), label=Words("12个月", "12 months"))
    return (gone / year).percent.called("序时进度", "time progress")


def execution_to_date(paid: Figure, budget: Figure) -> Figure:
    """Execution to date (累计执行率): what was paid from January on against the budget. Source: the form of 财预〔2019〕136号, recalled."""
    return (paid / budget).percent.called("累计执行率", "execution to date")


def pace_index(execution: Figure, progress: Figure) -> Figure:
    """Pace index (支付进度指数): execution to date against time progress, told in per cent. Source: S30."""
    return (execution / progress).percent.called("支付进度指数", "pace index")


def attainment_to_date(marks: list[Figure], weights: list[Figure]) -> Figure:
    """Attainment of the targets to date (指标完成率): marks that their values to date would earn, of the marks available.

    Only what is counted or measured and of which more is better counts: a rate in per cent or a value within a ceiling says how
    well something is done, not how much of it. No circular defines the rate at the level of a department, so this is a
    convention of this project.
    """
    name = ("指标完成率", "attainment of targets")
    return (total(marks) / total(weights)).percent.called(*name) if marks else absent(Words(*name), Unit.PERCENT)


def results_beyond_money(attainment: Figure, execution: Figure) -> Figure:
    """How far results are from money (指标完成率与执行率之差), in points. Source: S31, second-hand."""
    return (attainment - execution).called("指标完成率与累计执行率之差", "attainment less execution")


def expected_attainment(target: Target, forecast: Figure) -> Figure:
    """What a target is expected to reach at the year's end (预计完成率), of its target value. Source: the form of 财预〔2019〕136号, recalled."""
    less, aim = target.direction == "<=", target.target
    name = (f"{target.name}预计完成率", f"{target.name}, expected attainment")
    if not (aim.known and forecast.known) or not ((forecast if less else aim).value):
        return _settled(target, forecast).called(*name)
    return ((aim / forecast) if less else (forecast / aim)).percent.called(*name)


def _settled(target: Target, forecast: Figure) -> Figure:
    """Attainment where a ratio cannot tell it: a gap, or all or nothing where the divisor is 0."""
    if not (target.target.known and forecast.known):
        return (forecast / target.target).percent
    marks = scales.proportion(forecast.value, target.target.value, scales.HUNDRED, direction=target.direction)
    return replace(forecast, value=marks.lowest, unit=Unit.PERCENT)


def unspent_share(paid: Figure, budget: Figure) -> Figure:
    """What is unspent of the full-year budget (未执行比例), per cent. Source: S30, a warning for the year's end."""
    return ((budget - paid) / budget).percent.called("未执行比例", "unspent share of the budget")


def results_above_money(scorecard: Scorecard) -> Figure:
    """How far the indicator score lies above the execution score: (S/90 − B/10) ÷ (S/90), per cent. Source: S30, for the year's end.

    S are the marks of the targets, B those of execution. While one of them is open there is no such figure.
    """
    name = Words("指标得分率高出执行得分率的比例", "indicator score above execution score")
    execution = [row for row in scorecard.rows if row.row.indicator == "execution_rate"]
    targets = [row for row in scorecard.rows if row.row.scale.targets]
    if not (execution and targets):
        return absent(name, Unit.PERCENT, Reason.NOT_APPLICABLE, Words("评分表没有预算执行和绩效指标两部分", "the table does not score execution and targets"))
    still_open = [row.words for row in (*execution, *targets) if row.open]
    if still_open:
        more = Words(f"等{len(still_open)}项", f" and {len(still_open) - 1} more") if len(still_open) > 1 else Words("", "")
        return absent(name, Unit.PERCENT, Reason.INCOMPLETE, Words(f"{still_open[0].zh}{more.zh}得分未定", f"{still_open[0].en}{more.en}: marks open"))

    def share(rows: list, zh: str, en: str) -> Figure:
        earned, available = (
            replace(fixed(sum(marks, Decimal(0)), Unit.MARK), label=Words(zh + word.zh, f"{en}, {word.en}"))
            for marks, word in (((row.marks.lowest for row in rows), Words("得分", "earned")), ((row.available for row in rows), Words("分值", "available")))
        )
        return (earned / available).called(f"{zh}得分率", f"{en} score rate")

    indicators, money = share(targets, "指标", "indicators"), share(execution, "执行", "execution")
    return ((indicators - money) / indicators).percent.called(*name)


# -- a record at the end of a month ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class TargetAtMonth:
    """A target at the end of a month.

    Args:
        target, month: which.
        progress: its line of the monitoring form, None where there is none.
    """

    target: Target
    month: int
    progress: Progress | None

    @property
    def value(self) -> Figure:
        """The value to date; in December, where the monitoring form has no line, that of the year."""
        if self.progress:
            return self.progress.value
        if self.month == MONTHS_OF_YEAR:
            return self.target.actual
        return absent(Words(f"{self.target.name}1—{self.month}月执行情况", f"{self.target.name}, January to month {self.month}"), self.target.target.unit)

    @property
    def forecast(self) -> Figure:
        """What the department expects of the whole year."""
        if self.progress:
            return self.progress.forecast
        return absent(Words(f"{self.target.name}全年预计完成情况", f"{self.target.name}, expected of the year"), self.target.target.unit)

    @property
    def expected(self) -> Figure:
        """What is expected to be attained, of the target value."""
        return expected_attainment(self.target, self.forecast)

    @property
    def marks(self) -> Figure | None:
        """The marks that the value to date would earn; None where it does not say how much is done, or something is missing."""
        target, value = self.target, self.value
        if target.direction not in {">=", "="} or target.target.unit is Unit.PERCENT or not (target.target.known and value.known and target.weight.known):
            return None
        earned = scales.proportion(value.value, target.target.value, target.weight.value, direction=target.direction)
        return Figure(Words(f"{target.name}得分", f"{target.name}, marks"), earned.lowest, Unit.MARK, value.source)


@dataclass(frozen=True)
class AtMonth:
    """A department, or one of its projects, as it stands at the end of a month.

    Args:
        record, month: which department-year, and the month.
        project: the project; None for the department.
        scheme: what the year is scored by, for what is looked at in December.
    """

    record: Record
    month: int
    project: Project | None = None
    scheme: Scheme | None = None

    @property
    def name(self) -> Words:
        """Whose figures these are."""
        return Words(self.project.name, self.project.name) if self.project else self.record.profile.name

    @property
    def whole(self) -> str:
        """The item that is all its money."""
        return PROJECT_SPENDING[0] if self.project else SPENDING[0]

    @property
    def reported(self) -> tuple[int, ...]:
        """The months up to this one for which all its money is told."""
        return tuple(month for month in self._by_month(self.whole) if month <= self.month)

    def _by_month(self, item: str, *, forecast: bool = False) -> dict[int, Figure]:
        return self.record.by_month(item, self.project.name if self.project else "", forecast=forecast)

    def paid(self, item: str = "") -> Figure:
        """Return what was paid from January to the end of the month, or the gap in its place."""
        item = item or self.whole
        label = Words(f"1—{self.month}月累计{ITEMS[item].words.zh}", f"{ITEMS[item].words.en}, January to month {self.month}")
        return self._by_month(item).get(self.month) or absent(label, ITEMS[item].unit, note=self._latest(item))

    def _latest(self, item: str) -> Words:
        earlier = [month for month in self._by_month(item) if month < self.month]
        return Words(f"最近一次填报为{earlier[-1]}月", f"last reported: month {earlier[-1]}") if earlier else Words("", "")

    def stated_forecast(self, item: str = "") -> Figure:
        """Return what the department expects the whole year to come to (全年预计执行数), or the gap in its place."""
        item = item or self.whole
        label = Words(f"全年预计{ITEMS[item].words.zh}", f"{ITEMS[item].words.en}, expected of the year")
        return self._by_month(item, forecast=True).get(self.month) or absent(label, ITEMS[item].unit)

    def budget(self, item: str = "", period: Period = Period.BUDGET_REVISED) -> Figure:
        """Return a budget of the year."""
        return (self.project or self.record).figure(item or self.whole, period)

    def full_year_budget(self, item: str = "") -> Figure:
        """Return the full-year budget; where none is told, the initial one, since nothing was adjusted yet (S45)."""
        revised = self.budget(item)
        return revised if revised.known else self.budget(item, Period.BUDGET_INITIAL)

    def execution(self, item: str = "", period: Period | None = None) -> Figure:
        """Return execution to date on a budget; on the full-year budget where none is named."""
        return execution_to_date(self.paid(item), self.budget(item, period) if period else self.full_year_budget(item))

    @property
    def time(self) -> Figure:
        """Time progress."""
        return time_progress(self.month)

    @property
    def planned(self) -> Figure:
        """The progress that the department planned for this month, if it told one."""
        label = Words(f"{self.month}月计划支付进度", f"planned payment progress in month {self.month}")
        return self._by_month("planned_progress").get(self.month) or absent(label, Unit.PERCENT)

    def pace(self, item: str = "") -> Figure:
        """Return the pace index."""
        return pace_index(self.execution(item), self.time)

    @cached_property
    def targets(self) -> tuple[TargetAtMonth, ...]:
        """Its targets, as they stand."""
        name = self.project.name if self.project else ""
        told = {one.indicator: one for one in self.record.progress if one.month == self.month and one.project == name}
        return tuple(TargetAtMonth(target, self.month, told.get(target.name)) for target in (self.project or self.record).targets)

    @property
    def attainment(self) -> Figure:
        """Attainment of its targets to date."""
        counted = [(marks, one.target.weight) for one in self.targets if (marks := one.marks)]
        return attainment_to_date([marks for marks, _ in counted], [weight for _, weight in counted])

    @property
    def beyond_money(self) -> Figure:
        """Attainment less execution."""
        return results_beyond_money(self.attainment, self.execution())

    @cached_property
    def scorecard(self) -> Scorecard | None:
        """The year scored, where there is a scheme."""
        return score(self.record, self.scheme) if self.scheme else None

    @property
    def projects(self) -> tuple[AtMonth, ...]:
        """Its projects at the same month."""
        return tuple(replace(self, project=project, scheme=None) for project in self.record.projects)


def known_months(record: Record, items: Iterable[str] = SPENDING) -> tuple[int, ...]:
    """Return the months for which any of some items is told."""
    return tuple(sorted({month for item in items for month in record.by_month(item)}))
