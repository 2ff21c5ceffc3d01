"""Scoring with evidence and without: complete departments with a grade, and what each missing piece leaves open."""

from decimal import Decimal as D
from pathlib import Path

import pytest
from builders import record_of

from evallib.reading.folder import find_data
from evallib.rules.schemes import read_scheme
from evallib.rules.scoring import score

DATA = find_data(Path(__file__).parents[1] / "data")

COMPLETE = """staff_establishment,,actual,50,人
staff_on_post,,actual,50,人
three_public,,last_budget,6.00,万元
three_public,,budget_initial,6.00,万元
three_public,,actual,6.00,万元
exp_total,,budget_initial,100.00,万元
budget_additions,,actual,10.00,万元
balance_opening,,actual,0,万元
balance_closing,,actual,0,万元
building_area_approved,,actual,/,㎡
building_area_actual,,actual,/,㎡
building_estimate,,actual,/,万元
building_investment,,actual,/,万元
exp_operating,,budget_initial,20.00,万元
exp_operating,,actual,20.00,万元
procurement,,budget_initial,100.00,万元
procurement,,actual,94.00,万元
priority_work_result,,actual,95,%
survey_satisfied,,actual,270,人
survey_valid,,actual,300,人
self_score,,actual,98,分"""

ANSWERS = """rules_completeness,exist,是,财务管理制度
rules_completeness,thrift,是,厉行节约规定
rules_completeness,lawful,是,法规科意见
rules_completeness,applied,是,内审报告
funds_compliance,lawful,是,审计报告
funds_compliance,approved,是,审批单
funds_compliance,appraised,否,
funds_compliance,within_use,是,审计报告
funds_compliance,no_diversion,是,审计报告
disclosure,content,是,公开网址
disclosure,deadline,是,公开网址
disclosure,truthful,是,账表核对
disclosure,complete,是,账表核对
disclosure,accurate,是,账表核对
economic_and_social_benefit,,90%,专家评分表
administrative_efficiency,,好,考核通报"""

MARKS = {  # under table B, each by its rule (S05 and, where recalled, the scheme's own row)
    "staff_control_rate": 5, "three_public_change_rate": 5, "budget_completion_rate": 5,
    "budget_addition_rate": 4,  # 10 ÷ 100 = 10 %: the band up to 10 %
    "floor_area_control_rate": 5, "investment_control_rate": 5,  # no building project
    "operating_cost_control_rate": 8, "three_public_control_rate": 7,
    "procurement_execution_rate": 4,  # 94 %: one whole step of 5 points, 2 off
    "rules_completeness": 8,
    "funds_compliance": 5,  # one breach
    "disclosure": 5,
    "priority_work_result": "7.6",  # 95 % of 8
    "economic_and_social_benefit": 9,  # 90 % of 10
    "administrative_efficiency": 6, "satisfaction": 6,
}


def card(tmp_path, scheme="hunan_b", **contents):
    return score(record_of(tmp_path, **contents), read_scheme(DATA, scheme))


def marks(scorecard):
    return {row.row.indicator: (row.marks.lowest, row.marks.highest) for row in scorecard.rows}


def test_complete_department_gets_a_score_and_a_grade(tmp_path):
    scorecard = card(tmp_path, items=COMPLETE, checklist=ANSWERS)
    assert marks(scorecard) == {key: (D(value), D(value)) for key, value in MARKS.items()}
    assert scorecard.evidenced == scorecard.lowest == scorecard.highest == D("94.6")
    assert scorecard.grade.zh == "优"
    assert (scorecard.stated.status, scorecard.stated.certain) == ("infeasible", False), "98 > 94.6, but not by verified rules alone"


WITHOUT = [  # what is taken away, indicator, lowest, highest, why
    ("rules_completeness,lawful,是,法规科意见", "rules_completeness", 6, 8, "an unanswered test is open"),
    ("administrative_efficiency,,好,考核通报", "administrative_efficiency", 0, 6, "not judged"),
    ("survey_valid,,actual,300,人", "satisfaction", 0, 6, "a rate without its survey"),
    ("building_area_approved,,actual,/,㎡", "floor_area_control_rate", 0, 5, "an empty cell is not “not applicable”"),
]


@pytest.mark.parametrize(("line", "indicator", "lowest", "highest", "why"), WITHOUT)
def test_what_is_missing_stays_open(tmp_path, line, indicator, lowest, highest, why):
    scorecard = card(tmp_path, items=COMPLETE.replace(line, "staff_retired,,actual,1,人"), checklist=ANSWERS.replace(line + "\n", "").removesuffix(line))
    assert marks(scorecard)[indicator] == (lowest, highest), why
    assert scorecard.highest - scorecard.lowest == highest - lowest


CHANGED = [  # a line, what stands instead, indicator, lowest, highest, why
    ("lawful,是,法规科意见", "lawful,是,", "rules_completeness", 6, 8, "a yes without evidence counts for nothing yet"),
    ("lawful,是,法规科意见", "lawful,否,", "rules_completeness", 6, 6, "a no counts as said"),
    ("administrative_efficiency,,好,考核通报", "administrative_efficiency,,好,", "administrative_efficiency", 0, 6, "a judgement without evidence"),
    ("three_public,,budget_initial,6.00", "three_public,,budget_initial,0", "three_public_control_rate", 0, 0, "spent without a budget: no marks (framework 1.2)"),
    ("building_area_approved,,actual,/,㎡", "building_area_approved,,actual,100,㎡", "floor_area_control_rate", 0, 5, "“/” beside a number contradicts it"),
    ("procurement,,actual,94.00", "procurement,,actual,—", "procurement_execution_rate", 0, 6, "a dash is a gap"),
]


@pytest.mark.parametrize(("line", "instead", "indicator", "lowest", "highest", "why"), CHANGED)
def test_what_is_changed(tmp_path, line, instead, indicator, lowest, highest, why):
    scorecard = card(tmp_path, items=COMPLETE.replace(line, instead), checklist=ANSWERS.replace(line, instead))
    assert marks(scorecard)[indicator] == (lowest, highest), why


TARGETS = """产出指标,数量指标,培训场次,≥,10,12,场,30,,,签到表,,
产出指标,时效指标,按期办结,≥,100,80,%,20,,,台账,两项延期,
效益指标,社会效益,营商环境改善,定性,明显改善,有所改善,,30,达成,95,评议表,,
满意度指标,满意度,服务对象满意度,≥,95,90.25,%,10,,,问卷300份,,"""
MONEY = "exp_total,,budget_revised,100.00,万元\nexp_total,,actual,90.00,万元"


def test_self_evaluation_form(tmp_path):
    """90 % execution: 9; outputs 30 + 16; benefit 95 % of 30 = 28.5; satisfaction 90.25 ÷ 95 of 10 = 9.5."""
    scorecard = card(tmp_path, "self_evaluation", items=MONEY, targets=TARGETS)
    assert [row.marks.lowest for row in scorecard.rows] == [D(n) for n in ("9", "30", "16", "28.5", "9.5")]
    assert (scorecard.lowest, scorecard.highest, scorecard.grade.zh) == (93, 93, "优")
    assert [row.verified for row in scorecard.rows] == [True, True, True, False, True], "the bands of qualitative targets are recalled"


FORM = [  # change to the targets, lowest total, highest total, why
    (("签到表", ""), 63, 93, "a result without evidence is open, not full and not lost"),
    (("达成,95", "达成,"), "88.5", "94.5", "a class without a judgement: 80 % to 100 % of 30"),
    (("≥,10,12,场,30", "≥,10,12,场,20"), 83, 93, "ten marks of output are not spread"),
    (("≥,10,12,场,30", "≥,10,12,场,60"), 47, 97, "weights above 50 leave the whole group open"),
    (("≥,10,12", "≥,10,"), 63, 93, "no actual value"),
]


@pytest.mark.parametrize(("change", "lowest", "highest", "why"), FORM)
def test_self_evaluation_form_with_gaps(tmp_path, change, lowest, highest, why):
    scorecard = card(tmp_path, "self_evaluation", items=MONEY, targets=TARGETS.replace(*change))
    assert (scorecard.lowest, scorecard.highest) == (D(lowest), D(highest)), why


def test_a_stated_score_below_what_is_certain_says_what_is_certain(tmp_path):
    stated = card(tmp_path, items="staff_establishment,,actual,9,人\nstaff_on_post,,actual,9,人\nself_score,,actual,2,分").stated
    assert (stated.status, stated.certain, stated.because.zh) == ("infeasible", True, "在职人员控制率得5分")


def test_no_building_may_be_entered_as_none(tmp_path):
    scorecard = card(tmp_path, items=COMPLETE.replace("/,㎡", "无,㎡"), checklist=ANSWERS)
    assert marks(scorecard)["floor_area_control_rate"] == (5, 5)


def test_over_achievement_is_noted(tmp_path):
    scorecard = card(tmp_path, "self_evaluation", items=MONEY, targets=TARGETS.replace("≥,10,12", "≥,10,14"))
    assert [row.marks.over_achieved for row in scorecard.rows] == [False, True, False, False, False], "40 % above the target"


BASES = [("three_public_change_rate", "actual", D(5)), ("budget_completion_rate", "national", None)]


@pytest.mark.parametrize(("indicator", "basis", "expected"), BASES)
def test_scheme_read_on_another_basis(tmp_path, indicator, basis, expected):
    items = COMPLETE + "\nthree_public,,last_actual,7.00,万元"
    scheme = read_scheme(DATA, "hunan_b").read_as(basis=basis)
    row = next(row for row in score(record_of(tmp_path, items=items, checklist=ANSWERS), scheme).rows if row.row.indicator == indicator)
    assert row.marks.lowest == expected if expected is not None else row.open
