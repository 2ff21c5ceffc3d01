"""Scales: value in, marks out. Tables first, then what must hold for every value."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evallib.rules import scales

DEDUCT = [  # value, marks, limit, side, step, per step, steps, expected, source
    ("100", 5, 100, "above", 1, "0.5", "whole", "5", "S04: up to 100 % full marks"),
    ("108.695652173913", 5, 100, "above", 1, "0.5", "whole", "1", "framework note iii: 8 × 0.5"),
    ("108.695652173913", 5, 100, "above", 1, "0.5", "begun", "0.5", "framework note iii: 9 × 0.5"),
    ("108.695652173913", 5, 100, "above", 1, "0.5", "pro_rata", "0.65", "framework note iii: 4.35 off 5"),
    ("108", 5, 100, "above", 1, "0.5", "whole", "1", "129.6 ÷ 120 is 108 exactly; in floats one step would be lost"),
    ("100.99", 5, 100, "above", 1, "0.5", "whole", "5", "no whole point"),
    ("250", 5, 100, "above", 1, "0.5", "whole", "0", "never below 0"),
    ("94.9", 5, 100, "below", 5, "2", "whole", "3", "S04: each 5 % below takes 2; one whole step"),
    ("94.9", 5, 100, "below", 5, "2", "begun", "1", "two steps begun"),
    ("120", 5, 100, "below", 5, "2", "whole", "5", "above is not below"),
    ("111", 6, 100, "away", 5, "2", "whole", "2", "either side: two whole steps"),
    ("89", 6, 100, "away", 5, "2", "whole", "2", "either side: two whole steps"),
]


@pytest.mark.parametrize(("value", "marks", "limit", "side", "step", "per_step", "steps", "expected", "source"), DEDUCT)
def test_deduct(value, marks, limit, side, step, per_step, steps, expected, source):
    got = scales.deduct(D(value), D(marks), limit=D(limit), side=side, step=D(step), per_step=D(per_step), steps=steps)
    assert got.lowest == got.highest == D(expected), source


ADDITIONS = [("at_most", D(0), D(5)), ("at_most", D(10), D(4)), ("at_most", D(20), D(3)), ("at_most", D(30), D(2)), ("otherwise", None, D(0))]
SHARE = [("at_least", D(90), D(5)), ("at_least", D(80), D(4)), ("at_least", D(70), D(3)), ("at_least", D(60), D(2)), ("otherwise", None, D(0))]
TIERS = [  # value, bands, expected, source
    ("0", ADDITIONS, 5, "S04: no addition"),
    ("10", ADDITIONS, 4, "S04: 0–10 % inclusive"),
    ("10.0000001", ADDITIONS, 3, "S04: above 10 %"),
    ("30", ADDITIONS, 2, "S04: 20–30 %"),
    ("65.009593", ADDITIONS, 0, "Guidong, S04: above 30 %"),
    ("90", SHARE, 5, "S07: at least 90 %"),
    ("89.999", SHARE, 4, "S07: 80–90 %"),
    ("59.9", SHARE, 0, "S07: below 60 %"),
]


@pytest.mark.parametrize(("value", "bands", "expected", "source"), TIERS)
def test_tiers(value, bands, expected, source):
    assert scales.tiers(D(value), bands).lowest == expected, source


PROPORTION = [  # actual, target, marks, direction, expected, over-achieved at 30 %, source
    ("100", "100", 10, ">=", "10", False, "S14: reached"),
    ("80", "100", 10, ">=", "8", False, "S14: actual ÷ target"),
    ("165.01", "100", 10, ">=", "10", True, "2.4: capped; far above the target"),
    ("130", "100", 10, ">=", "10", False, "2.4: at the tolerance"),
    ("50", "60", 6, "<=", "6", False, "S15: less is better, reached"),
    ("80", "60", 6, "<=", "4.5", False, "S15: target ÷ actual"),
    ("0", "0", 5, "<=", "5", False, "S30: target 0 reached"),
    ("1", "0", 5, "=", "0", False, "S30: target 0 not reached"),
    ("0", "0", 5, ">=", "5", False, "S30"),
    ("2", "3", 1, ">=", "0.67", False, "rounded once, half up"),
]


@pytest.mark.parametrize(("actual", "target", "marks", "direction", "expected", "over", "source"), PROPORTION)
def test_proportion(actual, target, marks, direction, expected, over, source):
    got = scales.proportion(D(actual), D(target), D(marks), direction=direction, tolerance=D(30))
    assert (got.lowest, got.highest, got.over_achieved) == (D(expected), D(expected), over), source


THREE = {"exist": D(1), "lawful": D(1), "applied": D(1)}
CHECKLIST = [  # answers, lowest, highest, why
    ((True, True, True), 3, 3, "all met"),
    ((True, False, True), 2, 2, "one not met"),
    ((True, None, True), 2, 3, "one open"),
    ((None, None, None), 0, 3, "nothing known is not full marks"),
]


@pytest.mark.parametrize(("answers", "lowest", "highest", "why"), CHECKLIST)
def test_checklist(answers, lowest, highest, why):
    got = scales.checklist(dict(zip(THREE, answers, strict=True)), THREE, D(3))
    assert (got.lowest, got.highest) == (lowest, highest), why


BREACHES = [  # answers, lowest, highest, why
    ((True,) * 5, 6, 6, "H-A: starts full"),
    ((True, True, True, True, False), 5, 5, "one breach takes 1"),
    ((True, True, True, None, False), 4, 5, "one breach, one open"),
    ((None,) * 5, 0, 6, "nothing known"),
]


@pytest.mark.parametrize(("answers", "lowest", "highest", "why"), BREACHES)
def test_checklist_by_breach(answers, lowest, highest, why):
    worth = dict.fromkeys("abcde", D(1))
    got = scales.checklist(dict(zip(worth, answers, strict=True)), worth, D(6), per_breach=D(1))
    assert (got.lowest, got.highest) == (lowest, highest), why


EFFECT = {"好": D(6), "一般": D(3), "无": D(0)}
JUDGED = [("好", EFFECT, "6"), ("一般", EFFECT, "3"), ("无", EFFECT, "0"), ("很好", EFFECT, None), ("85%", EFFECT, None), ("85%", {}, "5.10"), ("101%", {}, None), ("好", {}, None)]


@pytest.mark.parametrize(("answer", "classes", "expected"), JUDGED)
def test_judged(answer, classes, expected):
    got = scales.judged(answer, D(6), classes)
    assert got is None if expected is None else got.lowest == got.highest == D(expected)


ATTAINED = [("MET", None, 8, 10), ("MET", "95", "9.5", "9.5"), ("PARTLY", None, 6, 8), ("NOT", None, 0, 6), ("PARTLY", "95", 6, 8), ("NOT", "0", 0, 0)]


@pytest.mark.parametrize(("grade", "judgement", "lowest", "highest"), ATTAINED)
def test_attained(grade, judgement, lowest, highest):
    got = scales.attained(grade, D(judgement) if judgement else None, D(10))
    assert (got.lowest, got.highest) == (D(lowest), D(highest)), "2.4: 80–100, 60–80, 0–60 per cent of the marks"


VALUES = st.decimals(min_value=-1000, max_value=1000, places=4)
POSITIVE = st.decimals(min_value="0.01", max_value=1000, places=2)
MARKS = st.decimals(min_value=1, max_value=100, places=1)


@given(VALUES, VALUES, MARKS, POSITIVE, POSITIVE, st.sampled_from(["above", "below", "away"]))
def test_readings_of_a_deduction_are_ordered_and_bounded(value, limit, marks, step, per_step, side):
    whole, pro_rata, begun = (scales.deduct(value, marks, limit=limit, side=side, step=step, per_step=per_step, steps=s).lowest for s in ("whole", "pro_rata", "begun"))
    assert 0 <= begun <= pro_rata <= whole <= marks


@given(VALUES, VALUES, MARKS, POSITIVE, POSITIVE, st.sampled_from(list(scales.STEPS)))
def test_more_excess_never_earns_more(one, other, marks, step, per_step, steps):
    low, high = sorted((one, other))
    terms = {"limit": D(0), "side": "above", "step": step, "per_step": per_step, "steps": steps}
    assert scales.deduct(high, marks, **terms).lowest <= scales.deduct(low, marks, **terms).lowest


@given(VALUES, VALUES)
def test_tiers_fall(one, other):
    low, high = sorted((one, other))
    assert scales.tiers(high, ADDITIONS).lowest <= scales.tiers(low, ADDITIONS).lowest
    assert scales.tiers(high, SHARE).lowest >= scales.tiers(low, SHARE).lowest


@given(VALUES, VALUES, POSITIVE, MARKS)
def test_proportion_is_bounded_and_monotone(one, other, target, marks):
    low, high = sorted((one, other))
    up = [scales.proportion(value, target, marks).lowest for value in (low, high)]
    down = [scales.proportion(value, target, marks, direction="<=").lowest for value in (low, high)]
    assert 0 <= up[0] <= up[1] <= marks
    assert marks >= down[0] >= down[1] >= 0


@given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=6), st.booleans())
def test_answering_a_test_stays_within_the_span(answers, by_breach):
    worth = {str(i): D(1) for i in range(len(answers))}
    marks, per = D(len(answers)) + 1 if by_breach else D(len(answers)), D(1) if by_breach else None
    before = scales.checklist(dict(zip(worth, answers, strict=True)), worth, marks, per_breach=per)
    for filled in (True, False):
        after = scales.checklist({k: filled if v is None else v for k, v in zip(worth, answers, strict=True)}, worth, marks, per_breach=per)
        assert before.lowest <= after.lowest == after.highest <= before.highest
