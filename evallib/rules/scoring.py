"""Scoring: a scheme and a record make a scorecard that is honest about what is not known.

A row whose evidence settles it has its marks. A row that is open has a span: from the marks that are certain to the marks
still possible. The total is therefore three numbers: marks evidenced, lowest total, highest total.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from evallib.figures import Figure
from evallib.quantities import Gap, Reason
from evallib.reading.form import Question
from evallib.reading.record import ITEMS, Project, Record, Target
from evallib.rules import scales
from evallib.rules.indicators import INDICATORS, Judgement, Test, Value
from evallib.rules.scales import STEPS, ZERO, Marks
from evallib.rules.schemes import Scheme, SchemeRow
from evallib.words import Words, joined

HALF_A_CENT = Decimal("0.005")  # what rounding a row's marks to 0.01 may add or take


@dataclass(frozen=True)
class ScoredRow:
    """One row of a scorecard: what was found, what it is worth, and why.

    Args:
        row: the scheme's row; its marks are the marks available.
        words: the row's name (an indicator, or one of the department's own targets).
        value: what was worked out: a figure, the tests of a checklist, a judgement, or a target.
        marks: the marks as a span.
        gap: what is missing, where the marks are open.
        readings: marks under the other readings of the rule, where they differ.
        verified: whether the rule was read in a source, its marks and its meaning.
    """

    row: SchemeRow
    words: Words
    value: Value | Target | None
    marks: Marks
    gap: Gap | None = None
    readings: tuple[tuple[Words, Marks], ...] = ()
    verified: bool = True

    @property
    def available(self) -> Decimal:
        """Marks available."""
        return self.row.marks

    @property
    def open(self) -> bool:
        """Whether the marks are not settled."""
        return not self.marks.settled

    @property
    def at_stake(self) -> Decimal:
        """Marks that depend on what is missing."""
        return self.marks.highest - self.marks.lowest

    @property
    def lost(self) -> Decimal:
        """Marks that are certainly lost."""
        return self.available - self.marks.highest

    @property
    def figure(self) -> Figure | None:
        """The computed figure, where the row has one."""
        return self.value if isinstance(self.value, Figure) else None


@dataclass(frozen=True)
class Stated:
    """The department's own score against what the evidence allows.

    Args:
        score: the score as stated, or its gap.
        status: ``inside``, ``infeasible`` or ``not_comparable``.
        certain: whether verified rules alone already make an infeasible score infeasible.
        rows, because: the rows that make it so, and what each does.
    """

    score: Figure
    status: str
    words: Words
    certain: bool = True
    rows: tuple[ScoredRow, ...] = ()
    because: Words = Words("", "")


@dataclass(frozen=True)
class Scorecard:
    """A record scored by a scheme."""

    scheme: Scheme
    rows: tuple[ScoredRow, ...]
    stated_score: Figure
    stated_scheme: str = ""

    @cached_property
    def evidenced(self) -> Decimal:
        """Marks of the rows that the evidence settles."""
        return sum((row.marks.lowest for row in self.rows if not row.open), ZERO)

    @cached_property
    def settled_marks(self) -> Decimal:
        """Marks available in the rows that the evidence settles."""
        return sum((row.available for row in self.rows if not row.open), ZERO)

    @cached_property
    def lowest(self) -> Decimal:
        """The lowest total still possible."""
        return sum((row.marks.lowest for row in self.rows), ZERO)

    @cached_property
    def highest(self) -> Decimal:
        """The highest total still possible."""
        return sum((row.marks.highest for row in self.rows), ZERO)

    @property
    def open_rows(self) -> tuple[ScoredRow, ...]:
        """Rows that are open, most marks at stake first."""
        return tuple(sorted((row for row in self.rows if row.open), key=lambda row: -row.at_stake))

    @property
    def lost_rows(self) -> tuple[ScoredRow, ...]:
        """Rows that certainly lost marks, most first."""
        return tuple(sorted((row for row in self.rows if row.lost > 0), key=lambda row: -row.lost))

    @property
    def grade(self) -> Words | None:
        """The grade, if the whole span lies in one band."""
        low, high = self.scheme.grade(self.lowest), self.scheme.grade(self.highest)
        return low if low == high else None

    @property
    def stated(self) -> Stated:
        """The stated self-score: inside the span, infeasible, or not comparable.

        A score is infeasible where it lies above the highest total or below the lowest, whatever was rounded away in it and in
        the marks of each row. Where only recalled rules make it so, ``certain`` is False.
        """
        score = self.stated_score
        if not score.known:
            return Stated(score, "not_comparable", Words("未报自评得分", "no self-score was stated"))
        if self.stated_scheme and self.stated_scheme != self.scheme.key:
            return Stated(score, "not_comparable", Words("自评采用的是另一评分表", "the department scored itself by another table"))
        shown, rounding = score.shown, HALF_A_CENT * len(self.rows)
        least, most = score.interval.low - rounding, score.interval.high + rounding
        if least <= self.highest and self.lowest <= most:
            return Stated(score, "inside", Words(f"自评{shown('zh')}在可能区间内", f"the stated {shown('en')} lie within the possible range"))
        if score.value > self.highest:
            sure_loss = sum((row.lost for row in self.rows if row.verified), ZERO)
            words = Words(
                f"自评{shown('zh')}高于可能的最高分{self.highest.normalize():f}分",
                f"the stated {shown('en')} exceed the highest possible total, {self.highest.normalize():f}",
            )
            because = joined([Words(f"{row.words.zh}失{row.lost.normalize():f}分", f"{row.words.en} loses {row.lost.normalize():f}") for row in self.lost_rows])
            return Stated(score, "infeasible", words, least > scales.HUNDRED - sure_loss, self.lost_rows, because)
        sure_gain = sum((row.marks.lowest for row in self.rows if row.verified), ZERO)
        words = Words(
            f"自评{shown('zh')}低于可能的最低分{self.lowest.normalize():f}分",
            f"the stated {shown('en')} are below the lowest possible total, {self.lowest.normalize():f}",
        )
        earning = tuple(row for row in self.rows if row.marks.lowest > 0)
        because = joined(
            [Words(f"{row.words.zh}得{row.marks.lowest.normalize():f}分", f"{row.words.en} earns {row.marks.lowest.normalize():f}") for row in earning]
        )
        return Stated(score, "infeasible", words, most < sure_gain, earning, because)


QUESTIONS = {key: dict.fromkeys(one.tests, scales.YES | scales.NO) or {"": frozenset()} for key, one in INDICATORS.items() if one.kind != "computed"}
"""What ``checklist.csv`` may answer: by indicator, its tests and the words for each; a judgement on the whole is open in its words."""


def questions_of(scheme: Scheme) -> dict[str, Question]:
    """Return what a form asks a department that is scored by a scheme: the tests and judgements of its rows, by key."""
    questions: list[Question] = []
    for row in scheme.rows:
        if row.scale.checklist:
            tests = INDICATORS[row.indicator].tests
            questions += [Question(row.indicator, name, row.words, tests[name].asks, ("是", "否")) for name in row.scale.checklist.tests]
        elif row.scale.judged:
            asks = Words(f"整体评判：{row.scale.judged.accepted}", f"judged as a whole: {row.scale.judged.accepted}")
            questions.append(Question(row.indicator, "", row.words, asks, tuple(row.scale.judged.classes)))
    return {question.key: question for question in questions}


def score(record: Record, scheme: Scheme) -> Scorecard:
    """Score a record by a scheme.

    Args:
        record: the department-year.
        scheme: the scheme, in the reading wanted (``scheme.read_as(steps=…, basis=…)``).
    """
    rows = tuple(scored for row in scheme.rows for scored in _scored(record, row))
    return Scorecard(scheme, rows, record.figure("self_score"), record.profile.self_score_scheme)


def of_project(record: Record, project: Project) -> Record:
    """Return a project's own form as a record: its funds are all the expenditure there is, its targets all targets."""
    mentions = [
        replace(one, item=ITEMS["exp_total"] if one.item.key == "project_funds" else one.item, detail="") for one in project.money if one.item.key in SCORED
    ]
    profile = replace(record.profile, self_score_scheme="", goal=Words(project.goal, project.goal), achieved=Words(project.achieved, project.achieved))
    nothing = {"answers": (), "projects": (), "months": (), "progress": (), "accounts": None, "report": ""}
    return replace(record, mentions=tuple(mentions), targets=project.targets, profile=profile, **nothing)


SCORED = {"project_funds", "execution_rate", "execution_points", "self_score"}  # of a project's form, what a scorecard takes


def _scored(record: Record, row: SchemeRow) -> Iterator[ScoredRow]:
    if row.scale.targets:
        yield from _score_targets(record, row)
    elif row.scale.unconfirmed:
        yield _open(row, None, Gap(Reason.UNCONFIRMED, row.note))
    else:
        yield _score_indicator(record, row)


def _open(row: SchemeRow, value: Value | None, gap: Gap) -> ScoredRow:
    return ScoredRow(row, row.words, value, scales.span(ZERO, row.marks, Words("待补充", "open")), gap, verified=row.confirmed)


def _score_indicator(record: Record, row: SchemeRow) -> ScoredRow:
    indicator = INDICATORS[row.indicator]
    value = indicator.of(record, **({"basis": row.basis} if row.basis else {}))
    if isinstance(value, Figure):
        scored = _score_figure(row, value)
    elif isinstance(value, Judgement):
        scored = _score_judgement(row, value)
    else:
        scored = _score_tests(row, value)
    return replace(scored, readings=_other_readings(record, row, scored))


def _score_figure(row: SchemeRow, value: Figure) -> ScoredRow:
    if value.known:
        return ScoredRow(row, row.words, value, _on_scale(row, value), verified=row.confirmed)
    reason = value.value.reason
    if reason is Reason.UNBUDGETED:
        why = Words("基数为0而本期不为0（如无预算而有支出），不得分", "something on a base of 0, such as spending without a budget: no marks")
        return ScoredRow(row, row.words, value, scales.settled(ZERO, why), value.value, verified=row.confirmed)
    if reason in {Reason.NOT_APPLICABLE, Reason.STATED_NONE} and row.when_not_applicable == "full":
        why = Words("不适用，按规定得满分", "not applicable: full marks by the rule")
        return ScoredRow(row, row.words, value, scales.settled(row.marks, why), verified=row.confirmed)
    return _open(row, value, value.value)


def _on_scale(row: SchemeRow, value: Figure) -> Marks:
    if row.scale.deduct:
        return scales.deduct(value.value, row.marks, **row.scale.deduct.model_dump(), unit=value.unit)
    if row.scale.tiers:
        return scales.tiers(value.value, [band.bound for band in row.scale.tiers], value.unit)
    return scales.proportion(
        value.value, row.scale.proportion.target, row.marks, direction=row.scale.proportion.direction, tolerance=row.scale.proportion.tolerance
    )


def _score_tests(row: SchemeRow, tests: tuple[Test, ...]) -> ScoredRow:
    asked = {test.name: test for test in tests if test.name in row.scale.checklist.tests}
    answers = {name: _met(test) for name, test in asked.items()}
    each = row.scale.checklist.each
    worth = dict.fromkeys(asked, each if each is not None else row.scale.checklist.per_breach)
    marks = scales.checklist(answers, worth, row.marks, per_breach=row.scale.checklist.per_breach)
    gap = None
    if not marks.settled:
        unanswered = [test.asks for name, test in asked.items() if answers[name] is None]
        gap = Gap(Reason.NO_EVIDENCE, joined(unanswered, "；", "; "))
    return ScoredRow(row, row.words, tuple(asked.values()), marks, gap, verified=row.confirmed)


def _met(test: Test) -> bool | None:
    """Whether a test is met: a yes counts with evidence only, a no counts as said."""
    if test.answer is None:
        return None
    if test.answer.text in scales.NO:
        return False
    return True if test.answer.text in scales.YES and test.answer.evidence else None


def _score_judgement(row: SchemeRow, judgement: Judgement) -> ScoredRow:
    answer = judgement.answer
    if answer is None:
        return _open(row, judgement, Gap(Reason.NOT_JUDGED))
    if not answer.evidence:
        return _open(row, judgement, Gap(Reason.NO_EVIDENCE))
    marks = scales.judged(answer.text, row.marks, row.scale.judged.classes)
    if marks is None:
        expected = row.scale.judged.accepted
        return _open(row, judgement, Gap(Reason.NOT_JUDGED, Words(f"“{answer.text}”不是{expected}之一", f"“{answer.text}” is not one of {expected}")))
    return ScoredRow(row, row.words, judgement, marks, verified=row.confirmed)


def _other_readings(record: Record, row: SchemeRow, scored: ScoredRow) -> tuple[tuple[Words, Marks], ...]:
    """Marks under the other readings of the same rule, where they are known and differ."""
    value, indicator = scored.figure, INDICATORS[row.indicator]
    if value is None:
        return ()
    others = [(words, _on_scale(row.read_as(steps=steps), value)) for steps, (_, words) in STEPS.items()] if row.scale.deduct and value.known else []
    for basis in indicator.basis_readings:
        other = indicator.of(record, basis=basis)
        if basis != (row.basis or indicator.basis_default) and other.known:
            others.append((Words(f"按{BASES[basis].zh}", f"by {BASES[basis].en}"), _on_scale(row, other)))
    return tuple((words, marks) for words, marks in others if (marks.lowest, marks.highest) != (scored.marks.lowest, scored.marks.highest))


BASES = {
    "budget": Words("预算数", "budgets"),
    "actual": Words("决算数", "outturns"),
    "hunan": Words("可用预算口径", "budget at hand"),
    "national": Words("财政部口径", "the national reading"),
    "gross": Words("全部调整", "all adjustments"),
    "net": Words("扣除政策性调整", "adjustments less those excused"),
    "revised": Words("全年预算数", "the revised budget"),
    "initial": Words("年初预算数", "the initial budget"),
    "planned": Words("计划数", "tasks planned"),
    "done": Words("完成数", "tasks done"),
}


def _score_targets(record: Record, row: SchemeRow) -> Iterator[ScoredRow]:
    """Score the department's own targets of a group by their weights; what the weights leave over stays open."""
    targets = [target for target in record.targets if row.scale.targets.group in {target.group, "any"}]
    weights = sum((target.weight.value for target in targets if target.weight.known), ZERO)
    if weights > row.marks:
        note = Words(f"分值合计{weights:f}超过{row.marks:f}", f"weights add up to {weights:f}, above {row.marks:f}")
        yield _open(row, None, Gap(Reason.CONFLICT, note))
        return
    for target in targets:
        if target.weight.known:
            yield _score_target(row, target)
    if weights < row.marks:
        left = row.model_copy(update={"marks": row.marks - weights})
        missing = (
            Words("未填报绩效指标", "no targets reported") if not targets else Words(f"已填指标分值合计{weights:f}", f"weights reported add up to {weights:f}")
        )
        yield _open(left, None, Gap(Reason.MISSING, missing))


def _score_target(row: SchemeRow, target: Target) -> ScoredRow:
    own = row.model_copy(update={"marks": target.weight.value})
    words, verified = Words(target.name, target.name), row.confirmed and target.direction != "qualitative"
    gap, marks = None, None
    if not target.evidence:
        gap = Gap(Reason.NO_EVIDENCE)
    elif target.direction == "qualitative":
        if target.attained is None:
            gap = Gap(Reason.NOT_JUDGED)
        else:
            judgement = target.judgement.value if target.judgement.known else None
            marks = scales.attained(target.attained.name, judgement, own.marks)
            gap = None if marks.settled else Gap(Reason.NOT_JUDGED, marks.why)
    elif not (target.target.known and target.actual.known):
        gap = next(figure.value for figure in (target.actual, target.target) if not figure.known)
    else:
        marks = scales.proportion(target.actual.value, target.target.value, own.marks, direction=target.direction, tolerance=row.scale.targets.tolerance)
    if marks is None:
        return replace(_open(own, None, gap), words=words, value=target, verified=verified)
    return ScoredRow(own, words, target, marks, gap, verified=verified)
