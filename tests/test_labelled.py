"""How well reports are read and checked: texts in which a person marked every figure and every defect.

The aims are those of ``docs/reviews.md``; ``benchmarks/review.py`` prints the figures behind them.
"""

import sys
from collections import Counter

import pytest
from commands import ROOT
from labelled import read_all

sys.path.append(str(ROOT / "benchmarks"))
from review import read as read_and_check

TEXTS = [read_and_check(one) for one in read_all()]


def share(part, whole):
    return sum(one.counts[part] for one in TEXTS) / sum(one.counts[whole] for one in TEXTS)


@pytest.mark.parametrize("one", [one for one in TEXTS if one.labelled.clean], ids=lambda one: one.labelled.name)
def test_nothing_fails_in_a_text_without_defects(one):
    assert [(f.check, f.message.zh) for f in one.findings if f.outcome.key == "fail"] == []


@pytest.mark.parametrize(("part", "whole", "least"), [("value", "figures", 0.98), ("named", "measured", 0.85), ("true_fails", "found_fails", 0.97), ("met_fails", "fails", 0.85)])
def test_the_aims_are_met(part, whole, least):
    assert share(part, whole) >= least


def test_a_third_of_the_texts_has_no_defects():
    kinds = Counter(one.labelled.clean for one in TEXTS)
    assert len(TEXTS) >= 60
    assert kinds[True] * 3 >= len(TEXTS)
