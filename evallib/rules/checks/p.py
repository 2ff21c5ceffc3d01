"""Family P: a project's own form (项目支出绩效自评表), beside D4 to D6, which hold its money and weights.

These checks are made where projects are looked at, by the scheme that their forms are scored by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from evallib.figures import Figure
from evallib.quantities import Unit
from evallib.reading.record import Attained, Period, Project, Record, Target
from evallib.rules.findings import CHECKS, PROJECTS, Finding, Outcome, catalogue, check, gathered, in_order
from evallib.rules.schemes import Scheme
from evallib.rules.scoring import Scorecard, ScoredRow, of_project, score
from evallib.words import Words, joined

NOTHING = Words("", "")


@dataclass(frozen=True)
class ProjectForm:
    """A project's own form, and the scheme that it is scored by."""

    record: Record
    project: Project
    scheme: Scheme

    @cached_property
    def scorecard(self) -> Scorecard:
        """The form scored: execution of its funds and each of its targets."""
        return score(of_project(self.record, self.project), self.scheme)

    @property
    def name(self) -> Words:
        """The project's name."""
        return Words(self.project.name, self.project.name)

    @property
    def execution(self) -> Figure:
        """Execution of its funds on the full-year budget."""
        rate = (self.project.figure("project_funds") / self.project.figure("project_funds", Period.BUDGET_REVISED)).percent
        return rate.called("预算执行率", "budget execution rate")

    @property
    def target_rows(self) -> tuple[ScoredRow, ...]:
        """The rows of the scorecard that are targets."""
        return tuple(row for row in self.scorecard.rows if isinstance(row.value, Target))


def run_project_checks(form: ProjectForm) -> tuple[Finding, ...]:
    """Run what is checked of one project's form: D4, D5, the stated score (I2) and this family; most serious first."""
    alone = replace(form.record, mentions=(), targets=(), projects=(form.project,))
    found = [finding for key in ("D4", "D5") for finding in CHECKS[key].run(alone)]
    found += CHECKS["I2"].run(form.scorecard)
    found += [finding for one in catalogue(PROJECTS) for finding in one.run(form)]
    return in_order(found)


def _explained(key: str, subject: Words, target: Target, what: Words, question: Words) -> Finding:
    """Return the finding on something that a target's line should explain."""
    if target.explanation:
        message = Words(f"{what.zh}，已说明：{target.explanation}", f"{what.en}; explained: {target.explanation}")
        return Finding(key, Outcome.PASS, subject, message, places=(target.source,))
    return Finding(key, Outcome.QUESTION, subject, Words(f"{what.zh}，未说明原因", f"{what.en}; not explained"), question=question, places=(target.source,))


@check("P1", "未达到的指标说明原因和措施", "Targets missed are explained", cites="MOF-2020-10 S03 S16", on="project")
def missed_targets_are_explained(form: ProjectForm) -> Iterator[Finding]:
    """Every target that was not reached says why and what is done about it; the form has a column for it."""
    question = Words("未达到的原因是什么？采取什么措施？", "Why was it missed, and what is done about it?")
    findings = [_explained("P1", row.words, row.value, missed, question) for row in form.target_rows if (missed := _missed(row.value))]
    yield from gathered("P1", form.name, findings)


def _missed(target: Target) -> Words | None:
    """Return how a target was missed, None where it was reached or that is not known."""
    if target.attained in {Attained.PARTLY, Attained.NOT}:
        return target.attained.value
    if target.direction == "qualitative" or not (target.target.known and target.actual.known):
        return None
    aim, actual = target.target.value, target.actual.value
    if actual <= aim if target.direction == "<=" or not aim else actual >= aim:
        return None
    return Words(f"完成{target.actual.shown('zh')}，指标值{target.target.shown('zh')}", f"{target.actual.shown('en')} of {target.target.shown('en')}")


@check("P2", "大幅超过的指标说明原因", "Targets far exceeded are explained", cites="MOF-2020-10", on="project")
def far_exceeded_targets_are_explained(form: ProjectForm) -> Iterator[Finding]:
    """A target passed by more than the scheme's tolerance may have been set too low (TARGET_TOO_LOW): asked, unless it is explained.

    The tolerance is data of the scheme; the usual 30 % is customary, not read in a rule.
    """
    question = Words("指标值是否定得偏低？超额的原因是什么？", "Was the target set too low, or why was it exceeded so far?")
    yield from gathered(
        "P2", form.name, [_explained("P2", row.words, row.value, row.marks.why, question) for row in form.target_rows if row.marks.over_achieved]
    )


@check("P3", "执行率低和年中调整预算有说明", "Low execution and changes of the budget are explained", cites="S17", on="project")
def execution_is_explained(form: ProjectForm) -> Iterator[Finding]:
    """Where the scheme demands it, execution below so many per cent and any change of the budget in the year are asked about.

    The form has no cell for the answer that this program reads, so it is always a question.
    """
    rate, least = form.execution, form.scheme.explain_execution_below
    if least is not None and rate.known and rate.value < least:
        message = Words(f"预算执行率{rate.arithmetic('zh')}，低于{least:f}%", f"budget execution {rate.arithmetic('en')}, below {least:f}%")
        ask = Words("执行率低的原因是什么？", "Why is execution low?")
        yield Finding("P3", Outcome.QUESTION, rate.label, message, rate, question=ask)
    first, revised = (form.project.figure("project_funds", period) for period in (Period.BUDGET_INITIAL, Period.BUDGET_REVISED))
    if form.scheme.explain_adjustment and first.known and revised.known and not first.interval.meets(revised.interval):
        change = (revised - first).called("年中预算调整", "change of the budget in the year")
        message = Words(f"年中预算调整{change.arithmetic('zh')}", f"change of the budget in the year: {change.arithmetic('en')}")
        ask = Words("预算调整的原因和批准文件是什么？", "Why was the budget changed, and by which document?")
        yield Finding("P3", Outcome.QUESTION, change.label, message, revised, first, question=ask)


@check("P4", "指标可衡量、可核实", "Targets can be measured and verified", cites="MOF-2020-10 EVALLIB", on="project")
def targets_can_be_verified(form: ProjectForm) -> Iterator[Finding]:
    """A quantitative target has a target value, an actual value and a unit; a qualitative one its class; each has weight and evidence."""
    for target in form.project.targets:
        lacking = [words for words, there in _needed(target) if not there]
        if lacking:
            told = joined(lacking)
            yield Finding(
                "P4",
                Outcome.INSUFFICIENT_DATA,
                Words(target.name, target.name),
                Words(f"“{target.name}”缺{told.zh}", f"“{target.name}” lacks {told.en}"),
                places=(target.source,),
            )


def _needed(target: Target) -> Iterator[tuple[Words, bool]]:
    if target.direction == "qualitative":
        yield Words("完成档次", "its class of attainment"), target.attained is not None
    else:
        yield Words("年度指标值", "a target value"), target.target.known
        yield Words("实际完成值", "an actual value"), target.actual.known
        yield Words("计量单位", "a unit"), bool(target.unit_printed) or target.target.unit is Unit.PERCENT
    yield Words("分值", "its marks"), target.weight.known
    yield Words("佐证材料", "evidence"), bool(target.evidence)


@check("P5", "有资金的项目有指标，有指标的项目有资金", "Money comes with targets, and targets with money", cites="EVALLIB", on="project")
def money_and_targets_belong_together(form: ProjectForm) -> Iterator[Finding]:
    """A project that has money has targets, and one that has targets has money of the year."""
    amounts = [form.project.figure("project_funds", period) for period in (Period.ACTUAL, Period.BUDGET_REVISED, Period.BUDGET_INITIAL)]
    known = [amount for amount in amounts if amount.known]
    money, targets = next((amount for amount in known if amount.value), None), form.project.targets
    if money and not targets:
        message = Words(f"{money.label.zh}{money.shown('zh')}，没有绩效指标", f"{money.label.en} {money.shown('en')}, and no target")
        ask = Words("这笔资金要达到什么目标？", "What was the money to achieve?")
        yield Finding("P5", Outcome.QUESTION, form.name, message, money, question=ask)
    elif targets and known and not money:
        message = Words(f"有{len(targets)}项绩效指标，年度资金为0", f"{len(targets)} targets, and no money in the year")
        ask = Words("这些指标由哪笔资金保障？", "Which money are these targets paid from?")
        yield Finding("P5", Outcome.QUESTION, form.name, message, known[0], question=ask)
    elif targets and not known:
        yield Finding("P5", Outcome.INSUFFICIENT_DATA, form.name, Words("没有填报项目资金", "no money of the project was reported"))
    elif money:
        yield Finding("P5", Outcome.PASS, form.name, Words(f"资金与{len(targets)}项绩效指标对应", f"money and {len(targets)} targets"), money)
