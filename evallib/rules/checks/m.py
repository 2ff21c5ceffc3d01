"""Family M: what a department tells of a month (绩效运行监控).

These checks are made where a month is looked at, not of a finished year.
"""

from __future__ import annotations

from collections.abc import Iterator

from evallib.reading.record import Likelihood
from evallib.rules.checks.d import falling, told_by_month
from evallib.rules.findings import MONTHLY, Finding, Outcome, catalogue, check, in_order
from evallib.rules.monitored import PROJECT_SPENDING, SPENDING, AtMonth, TargetAtMonth
from evallib.words import Words


def run_month_checks(seen: AtMonth) -> tuple[Finding, ...]:
    """Run every check of this family on a department at the end of a month, and on each of its projects; most serious first."""
    return in_order(finding for one in catalogue(MONTHLY) for finding in one.run(seen))


def _each(seen: AtMonth) -> tuple[AtMonth, ...]:
    return (seen, *seen.projects)


@check("M1", "累计数逐月不减", "Cumulative figures do not fall", cites="EVALLIB", on="month")
def cumulative_figures_do_not_fall(seen: AtMonth) -> Iterator[Finding]:
    """Cumulative spending of the department and of its projects does not fall from month to month, up to the one looked at. See D11."""
    for item, project in told_by_month(seen.record):
        yield from falling("M1", [figure for month, figure in seen.record.by_month(item, project).items() if month <= seen.month])


@check("M2", "全年预计执行数不低于已执行数", "What is expected of the year is no less than what is paid", cites="MOF-2019-136", on="month")
def forecast_not_below_paid(seen: AtMonth) -> Iterator[Finding]:
    """The stated full-year figure (全年预计执行数) is no less than what was paid by then; a refund to come is another reading."""
    for one in _each(seen):
        for item in PROJECT_SPENDING if one.project else SPENDING:
            paid, expected = one.paid(item), one.stated_forecast(item)
            if not (paid.known and expected.known):
                continue
            below = (paid - expected).interval.low > 0
            yield Finding(
                "M2",
                Outcome.QUESTION if below else Outcome.PASS,
                expected.label,
                Words(
                    f"{expected.label.zh}{expected.shown('zh')}，{'低于' if below else '不低于'}{paid.label.zh}{paid.shown('zh')}",
                    f"{expected.label.en} {expected.shown('en')}, {'less' if below else 'not less'} than {paid.label.en} {paid.shown('en')}",
                ),
                expected,
                paid,
                question=Words("全年预计执行数是否为全年累计？是否预计有退回？", "Is it cumulative of the year? Is a refund expected?")
                if below
                else Words("", ""),
            )


@check("M3", "可能完不成的指标说明偏差原因", "Targets in doubt come with a reason", cites="MOF-2019-136", on="month")
def doubt_is_explained(seen: AtMonth) -> Iterator[Finding]:
    """A target that is in doubt (有可能, 完全不可能, or expected below its target value) names a class of reasons or explains."""
    for one in (target for part in _each(seen) for target in part.targets):
        if _short(one) or (one.progress and one.progress.likelihood not in {None, Likelihood.SURE}):
            explained = bool(one.progress.reasons or one.progress.explanation)
            said = one.progress.likelihood.value if one.progress.likelihood else Words("预计低于年度指标值", "expected below its target value")
            yield Finding(
                "M3",
                Outcome.PASS if explained else Outcome.QUESTION,
                Words(one.target.name, one.target.name),
                Words(f"“{said.zh}”，{'已说明原因' if explained else '未说明偏差原因'}", f"“{said.en}”, {'explained' if explained else 'no reason given'}"),
                question=Words("" if explained else "偏差属于哪类原因？采取什么措施？", "" if explained else "What is the reason, and what is done about it?"),
                places=(one.progress.source,),
            )


@check("M4", "完成目标可能性与全年预计相符", "Likelihood and expected value agree", cites="MOF-2019-136", on="month")
def likelihood_fits_forecast(seen: AtMonth) -> Iterator[Finding]:
    """A target told to be certain (确定能) is not expected below its target value."""
    for one in (target for part in _each(seen) for target in part.targets):
        if one.progress and one.progress.likelihood is Likelihood.SURE and one.expected.known:
            short = _short(one)
            arithmetic = one.expected.arithmetic
            yield Finding(
                "M4",
                Outcome.QUESTION if short else Outcome.PASS,
                Words(one.target.name, one.target.name),
                Words(f"填“确定能”，预计完成率{arithmetic('zh')}", f"told to be certain; expected attainment {arithmetic('en')}"),
                question=Words("全年预计数与完成目标可能性哪个为准？", "Which of the two holds?") if short else Words("", ""),
                places=one.expected.sources,
            )


def _short(one: TargetAtMonth) -> bool:
    return bool(one.progress) and one.expected.known and one.expected.value < 100  # noqa: PLR2004  per cent
