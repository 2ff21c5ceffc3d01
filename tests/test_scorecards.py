"""Golden scorecards: the three real department-years under each of the four schemes.

``golden/scorecards.csv`` names every row that the evidence settles, with the source of its marks; every row that it does
not name must be open, from 0 to the marks available.
"""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from evallib.case import open_case
from evallib.problems import UserMistake
from evallib.reading.folder import find_data
from evallib.rules.schemes import read_scheme, schemes

DATA = find_data(Path(__file__).parents[1] / "data")
GOLDEN: dict[tuple[str, str], dict[str, str]] = {}
for line in csv.DictReader((Path(__file__).parent / "golden" / "scorecards.csv").read_text("utf-8").splitlines()):
    assert line["source"], f"a golden figure says where it is from: {line}"
    GOLDEN.setdefault((line["case"], line["scheme"]), {})[line["row"]] = line["marks"]


def scorecard(case, scheme):
    return open_case(*case.split("/"), scheme=scheme, data=DATA).scorecard


def test_every_case_has_a_golden_scorecard_under_every_scheme():
    cases = {case for case, _ in GOLDEN}
    assert set(GOLDEN) == {(case, scheme) for case in cases for scheme in schemes(DATA)}
    assert cases == {"guidong/2022/ftu", "yiyang/2022/ftu", "hengshan/2023/guantang"}


@pytest.mark.parametrize(("case", "scheme"), GOLDEN)
def test_rows(case, scheme):
    expected = GOLDEN[case, scheme]
    for row in scorecard(case, scheme).rows:
        if row.row.indicator in expected:
            assert (row.marks.lowest, row.marks.highest) == (Decimal(expected[row.row.indicator]),) * 2, row.words.zh
        else:
            assert (row.marks.lowest, row.marks.highest) == (0, row.available), row.words.zh


@pytest.mark.parametrize(("case", "scheme"), GOLDEN)
def test_totals(case, scheme):
    card = scorecard(case, scheme)
    assert [card.evidenced, card.lowest, card.highest] == [Decimal(n) for n in GOLDEN[case, scheme]["total"].split()]
    assert card.grade is None, "no total is narrow enough for a grade"


@pytest.mark.parametrize(("case", "scheme"), GOLDEN)
def test_stated_score(case, scheme):
    score, status, *rows = GOLDEN[case, scheme]["stated"].split()
    stated = scorecard(case, scheme).stated
    assert stated.status == status
    assert [row.row.indicator for row in stated.rows] == rows
    assert stated.score.value == Decimal(score) if score != "none" else not stated.score.known
    assert stated.certain, "no real score is ruled out by unverified rules alone"


@pytest.mark.parametrize(("steps", "marks"), [("whole", "1"), ("begun", "0.5"), ("pro_rata", "0.65")])
def test_readings_of_each_percentage_point(steps, marks):
    """50 ÷ 46 = 108.6957 %: 8 whole points, 9 begun, 8.6957 in proportion, at 0.5 marks off 5 (framework note iii)."""
    case = open_case("hengshan", 2023, "guantang", "hunan_a", data=DATA)
    row = case.read_as(steps=steps).scorecard.rows[0]
    assert row.marks.lowest == row.marks.highest == Decimal(marks)


@pytest.mark.parametrize(("readings", "hint"), [({"steps": "prorata"}, "pro_rata"), ({"basis": "budgets"}, "budget"), ({"step": "whole"}, "steps")])
def test_unknown_reading_is_refused(readings, hint):
    with pytest.raises(UserMistake, match=hint):
        open_case("hengshan", 2023, "guantang", data=DATA).read_as(**readings)


def test_other_readings_stand_beside_the_marks():
    row = scorecard("hengshan/2023/guantang", "hunan_a").rows[0]
    assert [(words.zh, marks.lowest) for words, marks in row.readings] == [("不足一步按一步", Decimal("0.5")), ("按比例", Decimal("0.65"))]


def test_basis_of_execution():
    """189.20 ÷ 114.66 = 165.01 % of the initial budget (framework 5.3 row 8); the revised budget is not stated."""
    case = open_case("guidong", 2022, "ftu", data=DATA)
    assert case.indicator("execution_rate", basis="initial").arithmetic("zh") == "189.20 ÷ 114.66 × 100% ＝ 165.01%"
    assert not case.indicator("execution_rate").known


@pytest.mark.parametrize(("name", "marks"), [("hunan_a", [13, 61, 26]), ("hunan_b", [10, 60, 30]), ("hunan_c", [15, 40, 45]), ("self_evaluation", [10, 50, 30, 10])])
def test_schemes_have_the_marks_their_sources_print(name, marks):
    """Marks by level 1, outputs and effects together in the Hunan tables: S04/S06, S05, S07; S14/S16 for the form."""
    rows = read_scheme(DATA, name).rows
    groups: dict[str, Decimal] = {}
    for row in rows:
        level = row.level1.zh if name == "self_evaluation" or row.level1.zh in {"投入", "过程"} else "其余"
        groups[level] = groups.get(level, Decimal(0)) + row.marks
    assert list(groups.values()) == marks
