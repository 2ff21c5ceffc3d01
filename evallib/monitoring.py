"""In-year monitoring (绩效运行监控, 双监控): a department at the end of a month, money and results side by side."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from evallib.case import check_lang
from evallib.figures import Figure
from evallib.official import ROW_NAMES, Cell, FormRow, FormTable
from evallib.problems import UserMistake
from evallib.quantities import Gap, Reason
from evallib.reading.folder import DepartmentYear, department_years, find_data, find_department, read_county, read_department, remembered
from evallib.reading.record import Deviation, Period, Record
from evallib.rules.alerts import Alert, Level, Thresholds, judge, read_thresholds
from evallib.rules.checks.d import GROUP_WORDS
from evallib.rules.checks.m import run_month_checks
from evallib.rules.findings import Finding
from evallib.rules.forecast import Basis, Forecast, Season, Share, forecast, past_shares, season
from evallib.rules.monitored import MONTHS_OF_YEAR, PROJECT_SPENDING, SPENDING, AtMonth, TargetAtMonth, known_months, valid_month
from evallib.rules.schemes import Scheme, read_scheme
from evallib.words import Words


@dataclass
class History:
    """The earlier years of a county, each folder read once and only when it is asked for.

    Args:
        data, county: the data folder, and the county in it.
        unread: what could not be read, and so does not count.
    """

    data: Path
    county: str
    unread: dict[DepartmentYear, UserMistake] = field(default_factory=dict)
    _read: dict[DepartmentYear, Record | None] = field(default_factory=dict)
    _shares: dict[tuple[int, str, int], list[Share]] = field(default_factory=dict)

    @cached_property
    def _known(self) -> list[DepartmentYear]:
        return [which for which in department_years(self.data) if which.county == self.county]

    def before(self, year: int) -> list[Record]:
        """Return every record of the county of years before one."""
        return [record for which in self._known if which.year < year and (record := self.record(which))]

    def record(self, which: DepartmentYear) -> Record | None:
        """Return a record, None where it cannot be read."""
        if which not in self._read:
            try:
                self._read[which] = remembered(self.data, which)
            except UserMistake as mistake:
                self._read[which], self.unread[which] = None, mistake
        return self._read[which]

    def shares(self, year: int, department: str, item: str, month: int) -> tuple[list[Share], list[Share]]:
        """Return the shares paid by a month in years before one: the department's own, and those of others."""
        key = (year, item, month)
        if key not in self._shares:
            self._shares[key] = past_shares(self.before(year), item, month)
        return tuple([share for share in self._shares[key] if (share.department == department) is own] for own in (True, False))


@dataclass(frozen=True)
class MonitoringForm:
    """The official form (项目支出绩效目标执行监控表), or that of the whole department.

    Args:
        heads: what stands above it: name, department in charge, implementing unit, the year's goal.
        money, indicators: its two tables.
    """

    heads: tuple[tuple[Words, Words], ...]
    money: FormTable
    indicators: FormTable


@dataclass(frozen=True)
class Monitoring:
    """A department at the end of a month, worked out as far as it is asked for.

    Args:
        seen: the record at that month.
        thresholds: what is held against it.
        history: the county's earlier years.
        lang: language of what is shown, ``zh`` or ``en``.
    """

    seen: AtMonth
    thresholds: Thresholds
    history: History
    lang: str = "zh"

    @property
    def record(self) -> Record:
        """What was reported."""
        return self.seen.record

    @property
    def month(self) -> int:
        """The month."""
        return self.seen.month

    @property
    def title(self) -> Words:
        """The report's title."""
        name, year = self.record.profile.name, self.record.year
        return Words(f"{name.zh}{year}年1—{self.month}月绩效运行监控", f"{name.en}: in-year monitoring, January to month {self.month} of {year}")

    @property
    def status(self) -> Words:
        """What was reported by this month: everything, an earlier month only, or nothing."""
        if self.month in self.seen.reported:
            missing = [month for month in range(1, self.month) if month not in self.seen.reported]
            gaps = "、".join(map(str, missing)), ", ".join(map(str, missing))
            return Words(
                f"缺{gaps[0]}月的累计数" if missing else "各月累计数齐全", f"no figures for months {gaps[1]}" if missing else "figures for every month"
            )
        if not known_months(self.record):
            return Words("本部门没有按月填报支出，无法监控预算执行", "the department reported no expenditure by month: execution cannot be monitored")
        last = max(known_months(self.record))
        return Words(f"没有{self.month}月的累计数，填报至{last}月", f"no figures for month {self.month}; there are some up to month {last}")

    @cached_property
    def judged(self) -> tuple[Alert, ...]:
        """Every rule that is due this month, held against what it shows: alerts first, then what could not be worked out."""
        return judge(self.seen, self.thresholds)

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """The thresholds passed."""
        return tuple(alert for alert in self.judged if alert.level.alerts)

    @property
    def level(self) -> Level:
        """The most pressing of what came of the thresholds; open where nothing was due."""
        return self.judged[0].level if self.judged else Level.OPEN

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What does not fit together in what was reported up to this month."""
        return run_month_checks(self.seen)

    def season(self, item: str = "exp_total", month: int = 0) -> Season:
        """Return the share of an expenditure that is usually paid by a month: this one if none is named."""
        return season(*self.history.shares(self.record.year, self.record.department, item, month or self.month), month or self.month)

    def seasons(self, item: str = "exp_total") -> tuple[Season, ...]:
        """Return the share usually paid by each month of the year."""
        return tuple(self.season(item, month) for month in range(1, MONTHS_OF_YEAR + 1))

    def forecast(self, item: str = "exp_total") -> Forecast:
        """Return what the year's expenditure may come to."""
        return forecast(self.seen, item, *self.history.shares(self.record.year, self.record.department, item, self.month))

    def forecast_execution(self, item: str = "exp_total") -> tuple[Figure, Figure, Figure]:
        """Return the execution at the year's end that the forecast means: value, lower and upper end, on the full-year budget."""
        told, budget = self.forecast(item), self.seen.full_year_budget(item)
        names = (("预计全年执行率", "forecast execution"), ("预计全年执行率下限", "lower end"), ("预计全年执行率上限", "upper end"))
        return tuple((figure / budget).percent.called(*name) for figure, name in zip((told.value, told.low, told.high), names, strict=True))

    @cached_property
    def project_alerts(self) -> tuple[tuple[AtMonth, Alert], ...]:
        """The thresholds passed by projects, with whose they are: most pressing first."""
        found = [(project, alert) for project in self.projects for alert in judge(project, self.thresholds) if alert.level.alerts]
        return tuple(sorted(found, key=lambda pair: list(Level).index(pair[1].level)))

    @property
    def targets(self) -> tuple[TargetAtMonth, ...]:
        """The department's own targets at this month."""
        return self.seen.targets

    @property
    def projects(self) -> tuple[AtMonth, ...]:
        """Its projects at this month."""
        return self.seen.projects

    @property
    def form(self) -> MonitoringForm:
        """The monitoring form of the whole department."""
        return monitoring_form(self.seen)

    @property
    def project_forms(self) -> tuple[MonitoringForm, ...]:
        """The official form of each project."""
        return tuple(monitoring_form(project) for project in self.projects)

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """Path below the data folder and SHA-256 of every file that this rests on, earlier years of the county included."""
        earlier = [one for record in self.history.before(self.record.year) for one in record.files]
        return tuple(sorted({*self.record.files, *earlier, (self.thresholds.file, self.thresholds.sha256)}))


# -- the form ----------------------------------------------------------------------------------------------------------


def monitoring_form(seen: AtMonth) -> MonitoringForm:
    """Return the official form, filled in. Source: 财预〔2019〕136号, its form recalled; a department's repeats a project's."""
    return MonitoringForm(tuple(_heads(seen)), _money(seen), _indicators(seen))


def _heads(seen: AtMonth) -> Iterator[tuple[Words, Words]]:
    record, project = seen.record, seen.project
    if not project:
        yield Words("部门名称", "department"), record.profile.name
        yield Words("年度总体目标", "goal of the year"), record.profile.goal
        return
    coded = f"{project.authority}（{record.profile.code}）" if project.authority and record.profile.code else project.authority
    for label, text in (
        (Words("项目名称", "project"), project.name),
        (Words("主管部门及代码", "department in charge, with code"), coded),
        (Words("实施单位", "implementing unit"), project.implementer),
        (Words("年度总体目标", "goal of the year"), project.goal),
    ):
        yield label, Words(text, text)


def _money(seen: AtMonth) -> FormTable:
    until = f"1—{seen.month}月"
    columns = (
        Words("项目资金" if seen.project else "支出", "funds" if seen.project else "expenditure"),
        Words("年初预算数", "initial budget"),
        Words("全年预算数", "revised budget"),
        Words(f"{until}执行数", f"paid by month {seen.month}"),
        Words("占年初预算", "of the initial budget"),
        Words("占全年预算", "of the revised budget"),
        Words("全年预计执行数", "expected of the year"),
        Words("预计执行率", "expected execution"),
    )
    items = PROJECT_SPENDING if seen.project else SPENDING
    caption = Words(f"{seen.name.zh}{until}预算执行情况（万元）", f"{seen.name.en}: execution by month {seen.month} (10,000 yuan)")
    return FormTable(caption, columns, tuple(_money_row(seen, item) for item in items if item == seen.whole or _told(seen, item)))


def _told(seen: AtMonth, item: str) -> bool:
    return any(one.known for one in (seen.paid(item), seen.stated_forecast(item), *(seen.budget(item, period) for period in Period)))


def _money_row(seen: AtMonth, item: str) -> FormRow:
    expected = seen.stated_forecast(item)
    return FormRow(
        ROW_NAMES[item],
        (
            seen.budget(item, Period.BUDGET_INITIAL),
            seen.budget(item),
            seen.paid(item),
            seen.execution(item, Period.BUDGET_INITIAL),
            seen.execution(item, Period.BUDGET_REVISED),
            expected,
            (expected / seen.full_year_budget(item)).percent.called("预计执行率", "expected execution"),
        ),
        "" if item == seen.whole else "sub",
    )


def _indicators(seen: AtMonth) -> FormTable:
    columns = (
        Words("三级指标", "indicator"),
        Words("二级指标", "kind"),
        Words("年度指标值", "target value"),
        Words("计量单位", "unit"),
        Words(f"1—{seen.month}月执行情况", f"by month {seen.month}"),
        Words("全年预计完成情况", "expected of the year"),
        *(deviation.value for deviation in Deviation),
        Words("原因说明", "explanation"),
        Words("完成目标可能性", "likelihood"),
        Words("备注", "remark"),
    )
    rows: list[FormRow] = []
    for group, words in GROUP_WORDS.items():
        own = [one for one in seen.targets if one.target.group == group]
        rows += [FormRow(words, (), "group")] if own else []
        rows += [_indicator(one) for one in own]
    caption = Words(f"{seen.name.zh}1—{seen.month}月绩效目标执行情况", f"{seen.name.en}: targets by month {seen.month}")
    return FormTable(caption, columns, tuple(rows))


def _indicator(one: TargetAtMonth) -> FormRow:
    target, told = one.target, one.progress
    qualitative, unsaid = target.direction == "qualitative", Gap(Reason.MISSING)
    sign = "" if qualitative else {">=": "≥", "<=": "≤", "=": "＝"}[target.direction]
    values: tuple[Cell, ...] = (one.value, one.forecast)
    if qualitative:
        values = tuple(Words(text, text) if text else unsaid for text in ((told.reached, told.expected) if told else ("", "")))
    marked = tuple("√" if told and deviation in told.reasons else "" for deviation in Deviation)
    likelihood = told.likelihood.value if told and told.likelihood else unsaid
    texts = (told.explanation, told.remark) if told else ("", "")
    return FormRow(Words(target.name, target.name), (target.kind, sign + target.aim, target.unit_printed, *values, *marked, texts[0], likelihood, texts[1]))


# -- opening -----------------------------------------------------------------------------------------------------------


def open_monitoring(
    county: str, year: int | str, department: str | int, month: int | str, scheme: str = "", lang: str = "zh", data: str | Path = "", *, thresholds: str = ""
) -> Monitoring:
    """Open a department at the end of a month.

    Args:
        county, year, department: the names of the folders below the data folder.
        month: from 1 to 12.
        scheme: what the year is scored by, looked at in December; empty for the county's own.
        lang: ``zh`` or ``en``.
        data: the data folder; empty to find it (see ``find_data``).
        thresholds: a set of ``data/monitoring/``; empty for the county's own.

    Raises:
        UserMistake: a parameter is wrong or the folder has problems; all of them, with place and remedy.
    """
    check_lang(lang)
    month, folder = valid_month(month), find_data(data)
    which = find_department(folder, county, year, department)
    told = read_county(folder, which.county)
    chosen: Scheme = read_scheme(folder, scheme or told.scheme)
    levels = read_thresholds(folder, thresholds or told.monitoring)
    record = read_department(folder, which)
    return Monitoring(AtMonth(record, month, scheme=chosen), levels, History(folder, which.county), lang)


@dataclass(frozen=True)
class CountyMonitoring:
    """Departments of a county at the end of a month; in the place of one that cannot be read stands what is wrong with it."""

    county: str
    year: int
    month: int
    departments: dict[DepartmentYear, Monitoring | UserMistake]
    lang: str = "zh"

    @property
    def read(self) -> tuple[Monitoring, ...]:
        """Those that could be read."""
        return tuple(one for one in self.departments.values() if isinstance(one, Monitoring))

    @property
    def alerts(self) -> tuple[tuple[Monitoring, Alert], ...]:
        """Every threshold passed, with whose it is: most pressing first, then by department."""
        found = [(one, alert) for one in self.read for alert in one.alerts]
        return tuple(sorted(found, key=lambda pair: list(Level).index(pair[1].level)))

    @property
    def silent(self) -> tuple[Monitoring, ...]:
        """Departments without figures for this month."""
        return tuple(one for one in self.read if self.month not in one.seen.reported)


def open_county_monitoring(
    county: str,
    year: int | str,
    month: int | str,
    departments: Iterable[str] = (),
    scheme: str = "",
    lang: str = "zh",
    data: str | Path = "",
    *,
    thresholds: str = "",
) -> CountyMonitoring:
    """Open the departments of a county at the end of a month: all, or those named (see ``open_monitoring``)."""
    month, folder = valid_month(month), find_data(data)
    wanted = [find_department(folder, county, year, name) for name in departments]
    chosen = (
        wanted or [one for one in department_years(folder) if (one.county, str(one.year)) == (county, str(year))] or [find_department(folder, county, year, "")]
    )
    history = History(folder, county)

    def opened(which: DepartmentYear) -> Monitoring | UserMistake:
        try:
            return replace(open_monitoring(county, year, which.department, month, scheme, lang, folder, thresholds=thresholds), history=history)
        except UserMistake as mistake:
            return mistake

    return CountyMonitoring(county, int(year), month, {which: opened(which) for which in chosen}, lang)


# -- how good the forecast is --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trial:
    """A forecast of a year that is over, made from earlier years only, and what the year came to."""

    department: str
    year: int
    month: int
    item: str
    basis: Basis
    paid: Decimal
    value: Decimal
    low: Decimal
    high: Decimal | None
    outturn: Decimal

    @property
    def inside(self) -> bool:
        """Whether the outturn lies in the interval."""
        return self.low <= self.outturn and (self.high is None or self.outturn <= self.high)

    @property
    def error(self) -> Decimal:
        """How far the forecast missed, in per cent of the outturn, without sign."""
        return abs(self.value - self.outturn) / self.outturn * 100

    @property
    def time_error(self) -> Decimal:
        """How far a time-proportional forecast would have missed, in the same way."""
        return abs(self.paid * MONTHS_OF_YEAR / self.month - self.outturn) / self.outturn * 100


@dataclass(frozen=True)
class BackTest:
    """What trials come to: of those with an interval the share inside it, and the median error, both in per cent."""

    trials: tuple[Trial, ...]

    @property
    def coverage(self) -> Decimal:
        """Share of the outturns inside their intervals, per cent."""
        bounded = [trial for trial in self.trials if trial.high is not None]
        return Decimal(sum(trial.inside for trial in bounded) * 100) / len(bounded)

    @property
    def median_error(self) -> Decimal:
        """Median error, per cent of the outturn."""
        return statistics.median(trial.error for trial in self.trials)

    @property
    def median_time_error(self) -> Decimal:
        """Median error of a time-proportional forecast, per cent of the outturn."""
        return statistics.median(trial.time_error for trial in self.trials)

    @property
    def width(self) -> Decimal:
        """Median width of the interval, per cent of the outturn."""
        return statistics.median((trial.high - trial.low) / trial.outturn * 100 for trial in self.trials if trial.high is not None)

    def of(self, **which: object) -> BackTest:
        """Return the trials that have certain fields: ``of(month=7, item="exp_total")``."""
        return BackTest(tuple(trial for trial in self.trials if all(getattr(trial, name) == value for name, value in which.items())))


def back_test(county: str, data: str | Path = "", items: Iterable[str] = SPENDING, months: Iterable[int] = range(1, MONTHS_OF_YEAR)) -> BackTest:
    """Forecast every year of a county that is over and has an earlier one, month by month, and compare with what it came to."""
    folder = find_data(data)
    history, which_months = History(folder, county), tuple(months)
    trials = []
    for which in (one for one in department_years(folder) if one.county == county):
        record = history.record(which)
        for item in items:
            outturn = record.figure(item) if record else None
            if not (outturn and outturn.known and record.by_month(item)):
                continue
            for month in which_months:
                told = forecast(AtMonth(record, month), item, *history.shares(which.year, which.department, item, month))
                if told.value.known and told.season.basis in {Basis.OWN, Basis.PEERS}:
                    high = told.high.value if told.high.known else None
                    trials.append(
                        Trial(
                            which.department,
                            which.year,
                            month,
                            item,
                            told.season.basis,
                            record.by_month(item)[month].value,
                            told.value.value,
                            told.low.value,
                            high,
                            outturn.value,
                        )
                    )
    return BackTest(tuple(trials))
