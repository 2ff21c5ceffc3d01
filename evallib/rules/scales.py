"""Scales: what a value is worth. One family: a value and the terms of a scheme's row in, marks out.

Marks are a span from the lowest to the highest that the evidence still allows; where the evidence settles them the two
are equal. Marks are rounded once, here, half up to 0.01, the precision of the 得分 column; totals add the rounded marks
and are not rounded again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from evallib.quantities import Unit, begun_steps, printed, rounded, whole_steps
from evallib.words import Words

ZERO, HUNDRED = Decimal(0), Decimal(100)

STEPS = {
    "whole": (whole_steps, Words("按整步", "by whole steps")),
    "begun": (begun_steps, Words("不足一步按一步", "by steps begun")),
    "pro_rata": (lambda excess: max(excess, ZERO), Words("按比例", "pro rata")),
}
"""The readings of “每超过1个百分点扣X分”: each full point, each point begun, or in proportion. Framework: ambiguous."""


@dataclass(frozen=True)
class Marks:
    """Marks awarded, as a span, and the reason in words.

    Args:
        lowest, highest: the span still possible, each rounded to 0.01; equal once the evidence settles them.
        why: the step of the rule that gave them.
        over_achieved: whether a target was passed by so much that it may have been set too low.
    """

    lowest: Decimal
    highest: Decimal
    why: Words
    over_achieved: bool = False

    @property
    def settled(self) -> bool:
        """Whether the evidence settles the marks."""
        return self.lowest == self.highest


def settled(marks: Decimal, why: Words, *, over_achieved: bool = False) -> Marks:
    """Return marks that the evidence settles, rounded once."""
    return Marks(rounded(marks), rounded(marks), why, over_achieved)


def span(lowest: Decimal, highest: Decimal, why: Words) -> Marks:
    """Return marks that are still open between two ends."""
    return Marks(rounded(lowest), rounded(highest), why)


def deduct(value: Decimal, marks: Decimal, *, limit: Decimal, side: str, step: Decimal, per_step: Decimal, steps: str, unit: Unit = Unit.NONE) -> Marks:
    """Full marks up to the limit, then so many off for each step beyond it, down to 0.

    Args:
        value, limit, step: in the unit of the value (per cent for rates).
        side: ``above`` (too much is beyond), ``below`` (too little) or ``away`` (either).
        steps: ``whole``, ``begun`` or ``pro_rata``.
        unit: unit of the value, for the wording.

    Source: the deduction rules of the Hunan tables (S04, S05, S06, S07).
    """
    beyond = {"above": value - limit, "below": limit - value, "away": abs(value - limit)}[side]
    if beyond <= 0:
        return settled(marks, Words("符合要求，得满分", "within the limit: full marks"))
    count, reading = STEPS[steps][0](beyond / step), STEPS[steps][1]
    off = count * per_step
    shown, each, by = f"{rounded(count).normalize():f}", f"{per_step.normalize():f}", _points(beyond, unit)
    where = {"above": Words("超出", "above the limit by"), "below": Words("低于要求", "below the limit by"), "away": Words("偏离", "off by")}[side]
    return settled(
        max(ZERO, marks - off),
        Words(
            f"{where.zh}{by.zh}，{reading.zh}计{shown}步，每步扣{each}分" + ("，扣完为止" if off > marks else ""),
            f"{where.en} {by.en}: {shown} steps ({reading.en}) of {each} marks" + (", down to 0" if off > marks else ""),
        ),
    )


def _points(distance: Decimal, unit: Unit) -> Words:
    if unit is Unit.PERCENT:
        return Words(f"{rounded(distance):f}个百分点", f"{rounded(distance):f} points")
    return Words(printed(distance, unit), printed(distance, unit, "en"))


def tiers(value: Decimal, bounds: Sequence[tuple[str, Decimal | None, Decimal]], unit: Unit = Unit.NONE) -> Marks:
    """Marks by band: the first band that holds the value.

    Args:
        bounds: rows of (``at_most`` | ``at_least`` | ``otherwise``, bound, marks), in order.
        unit: unit of the value, for the wording.

    Source: the banded rules of the Hunan tables (S04, S05, S07).
    """
    last = bounds[0]
    for side, bound, worth in bounds:
        if side == "otherwise":
            beyond = f"{last[1].normalize():f}{unit.words.zh}"
            return settled(
                worth, Words(f"{'高于' if last[0] == 'at_most' else '低于'}{beyond}一档", f"band “{'above' if last[0] == 'at_most' else 'below'} {beyond}”")
            )
        last = (side, bound)
        if (side == "at_most" and value <= bound) or (side == "at_least" and value >= bound):
            shown = f"{bound.normalize():f}{unit.words.zh}"
            return settled(
                worth, Words(f"{'不高于' if side == 'at_most' else '不低于'}{shown}一档", f"band “{'at most' if side == 'at_most' else 'at least'} {shown}”")
            )
    raise ValueError("the bands of a scale end with “otherwise”")


def proportion(actual: Decimal, target: Decimal, marks: Decimal, *, direction: str = ">=", tolerance: Decimal | None = None) -> Marks:
    """Full marks once the target is reached, else in proportion; never more than full.

    Args:
        actual, target: in the same unit.
        direction: ``>=`` and ``=`` (more is better) or ``<=`` (less is better).
        tolerance: per cent by which a target may be passed before it counts as set too low; None for no such limit.

    Source: 财预〔2020〕10号 and the forms made after it (S14, S15); target 0: S30.
    """
    less_is_better = direction == "<="
    reached = actual <= target if less_is_better or target == 0 else actual >= target
    if reached:
        passed_by = abs(actual - target) / abs(target) * HUNDRED if target else ZERO
        over = tolerance is not None and passed_by > tolerance
        why = Words("达到指标值，得满分", "target reached: full marks")
        if over:
            why = Words(f"超过指标值{rounded(passed_by):f}%，指标值可能偏低", f"target passed by {rounded(passed_by):f}%: it may have been set too low")
        return settled(marks, why, over_achieved=over)
    if target == 0 or (less_is_better and actual == 0) or actual * target < 0:
        return settled(ZERO, Words("未达到指标值，不得分", "target not reached: no marks"))
    share = target / actual if less_is_better else actual / target
    return settled(marks * share, Words("未达到指标值，按比例得分", "target not reached: marks in proportion"))


YES, NO = frozenset({"是", "yes", "达标", "符合"}), frozenset({"否", "no", "不达标", "不符合"})


def checklist(answers: Mapping[str, bool | None], worth: Mapping[str, Decimal], marks: Decimal, *, per_breach: Decimal | None = None) -> Marks:
    """Marks by tests met. An open test may still go either way.

    Args:
        answers: for each test whether it is met with evidence (True), not met (False), or open (None).
        worth: marks of each test, for a table that adds them up.
        per_breach: marks off for each test not met, for a table that starts from full marks.

    Source: the checklist rules of the Hunan tables (S07).
    """
    unmet = [name for name in worth if answers[name] is False]
    unanswered = [name for name in worth if answers[name] is None]
    if per_breach is None:
        lost, at_stake = sum((worth[name] for name in unmet), ZERO), sum((worth[name] for name in unanswered), ZERO)
    else:
        lost, at_stake = per_breach * len(unmet), per_breach * len(unanswered)
        if len(unanswered) == len(worth):
            at_stake = marks
    highest = max(ZERO, marks - lost)
    met = len(worth) - len(unmet) - len(unanswered)
    why = Words(
        f"{len(worth)}项中{met}项达标、{len(unmet)}项不达标、{len(unanswered)}项待佐证",
        f"of {len(worth)} tests {met} met, {len(unmet)} not met, {len(unanswered)} open",
    )
    return span(max(ZERO, highest - at_stake), highest, why)


def judged(answer: str, marks: Decimal, classes: Mapping[str, Decimal]) -> Marks | None:
    """Marks of a judgement: those of its class, or its share in per cent where the scheme names no classes.

    Returns:
        None where the answer is neither a class of the scheme nor a share from 0 % to 100 %.

    Source: table 2.1 of the Hunan tables, recalled (行政效能: good, average, none).
    """
    if answer in classes:
        return settled(classes[answer], Words(f"评判为“{answer}”", f"judged “{answer}”"))
    try:
        share = Decimal(answer.removesuffix("%").removesuffix("％"))
    except ArithmeticError:
        return None
    if classes or not 0 <= share <= HUNDRED:
        return None
    return settled(marks * share / HUNDRED, Words(f"评判为{share:f}%", f"judged {share:f}%"))


ATTAINED_BANDS = {"MET": (Decimal(80), HUNDRED), "PARTLY": (Decimal(60), Decimal(80)), "NOT": (ZERO, Decimal(60))}


def attained(grade: str, judgement: Decimal | None, marks: Decimal) -> Marks:
    """Marks of a qualitative target: within the band of its class, settled by a judgement inside the band.

    Bands: reached 80–100 %, partly reached 60–80 %, not reached 0–60 % of the marks.
    Source: 财预〔2020〕10号, recalled; class names as in S30.
    """
    low, high = ATTAINED_BANDS[grade]
    if judgement is not None and low <= judgement <= high:
        return settled(marks * judgement / HUNDRED, Words(f"按{judgement.normalize():f}%计分", f"judged {judgement.normalize():f}%"))
    return span(marks * low / HUNDRED, marks * high / HUNDRED, Words(f"档内{low:f}%至{high:f}%待评判", f"within {low:f}% to {high:f}%, to be judged"))
