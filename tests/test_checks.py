"""The checks: each has an example that must pass, one that must not, and one that lacks data.

Rows that quote the framework paper name the section; the rest are arithmetic of the row itself.
"""

from decimal import Decimal as D
from pathlib import Path

import pytest
from builders import record_of
from hypothesis import given
from hypothesis import strategies as st
from test_account_checks import EXAMPLES as ACCOUNT_EXAMPLES

from evallib.case import open_case
from evallib.figures import Figure, Source, total
from evallib.quantities import Unit, rounded
from evallib.reading.folder import find_data
from evallib.rules.checks import run_checks
from evallib.rules.findings import CHECKS, Outcome, compared
from evallib.rules.schemes import read_scheme
from evallib.rules.scoring import score
from evallib.words import Words

DATA = find_data(Path(__file__).parents[1] / "data")
A, B, L, R = "actual", "budget_initial", "last_actual", "budget_revised"


def rows(*figures):
    """Lines of items.csv from (item, period, value) or (item, period, value, unit, detail)."""
    return "\n".join(f"{item},{rest[1] if len(rest) > 1 else ''},{period},{value},{rest[0] if rest else '万元'}" for item, period, value, *rest in figures)


TARGETS = "产出指标,数量指标,培训,≥,10,10,场,{output},,,签到表,,\n效益指标,社会效益,就业,≥,10,10,人,30,,,名单,,\n满意度指标,满意度,满意度,≥,90,95,%,10,,,问卷,,"

EXAMPLES = [  # check, items, targets, outcomes of that check, source
    ("A1", rows(("exp_total", L, "1274.38"), ("exp_basic", L, "606.44"), ("exp_project", L, "667.94")), "", "pass", "Yiyang 2022, framework 5.5"),
    ("A1", rows(("exp_total", A, "416.36"), ("exp_basic", A, "401.93"), ("exp_project", A, "14.44")), "", "hint", "genuine rounding, framework 5.2"),
    ("A1", rows(("exp_total", A, "14.44"), ("exp_basic", A, "13.94"), ("exp_project", A, "0.49")), "", "hint", "genuine rounding, framework 5.2"),
    ("A1", rows(("exp_total", A, "1576.19"), ("exp_basic", A, "1101.78"), ("exp_project", A, "474.40")), "", "hint", "genuine rounding, framework 5.2"),
    ("A1", rows(("exp_total", A, "2030.12"), ("exp_basic", A, "900.47"), ("exp_project", A, "1025.20")), "", "question", "Guantang 2023, framework 5.5: gap 104.45, which other kinds of expenditure might be"),
    ("A1", rows(("exp_total", A, "99.97"), ("exp_basic", A, "60.00"), ("exp_project", A, "40.00")), "", "fail", "0.03 is beyond 3 × 0.005"),
    ("A1", rows(("exp_total", A, "30120"), ("exp_basic", A, "27000"), ("exp_project", A, "2800"), ("exp_business", A, "320")), "", "pass", "a hospital's business expenditure is a kind of its own, framework 4.1"),
    ("A1", rows(("exp_total", A, "100"), ("exp_basic", A, "60")), "", "insufficient_data", "no project expenditure"),
    ("A2", rows(("exp_basic", B, "108.06"), ("econ_301", B, "93.02"), ("econ_302", B, "15.04")), "", "pass", "seed, framework 5.4"),
    ("A2", rows(("exp_total", A, "189.20"), ("exp_basic", A, "174.68"), ("econ_301", A, "116.62"), ("econ_302", A, "57.20"), ("econ_303", A, "15.39")), "", "fail", "seed, framework 5.3 row 3"),
    ("A2", rows(("exp_basic", A, "100.00"), ("econ_301", A, "60.00"), ("econ_302", A, "30.00")), "", "question", "classes that are not named may hold the rest"),
    ("A2", rows(("exp_basic", A, "100.00"), ("econ_301", A, "60.00")), "", "", "one class alone is no list"),
    ("A4", rows(("exp_project", A, "14.52"), ("project", A, "12.07", "万元", "甲"), ("project", A, "1.60", "万元", "乙"), ("project", A, "0.85", "万元", "丙")), "", "pass", "seed, framework 5.4"),
    ("A4", rows(("exp_project", A, "10.00"), ("project", A, "12.00", "万元", "甲")), "", "fail", "a project larger than all projects"),
    ("A4", rows(("exp_project", A, "10.00"), ("project", A, "8.00", "万元", "甲")), "", "question", "the list may be incomplete"),
    ("A4", rows(("exp_project", A, "12.60"), ("project", A, "11.00", "万元", "甲"), ("project", A, "1.60", "万元", "运行维护"), ("project_operation", A, "1.60")), "", "pass", "running and maintenance listed as a project too"),
    ("A4", rows(("exp_project", A, "12.60"), ("project", A, "11.00", "万元", "甲"), ("project_operation", A, "1.60")), "", "pass", "running and maintenance beside the list"),
    ("A4", rows(("exp_project", A, "10.00")), "", "", "no list"),
    ("A5", rows(("rev_total", A, "2030.12"), ("rev_general_public_budget", A, "1325.68"), ("rev_gov_fund", A, "118.82"), ("rev_other", A, "585.62")), "", "pass", "Guantang 2023, framework 5.5"),
    ("A5", rows(("rev_total", A, "600"), ("rev_general_public_budget", A, "400"), ("rev_other", A, "199.6")), "", "question", "600 beside 199.6 is 600.0: 0.4 is not rounding"),
    ("A5", rows(("rev_total", A, "21"), ("rev_general_public_budget", A, "10"), ("rev_other", A, "10")), "", "hint", "all amounts in whole numbers: 10.4 + 10.4 = 20.8"),
    ("A5", rows(("rev_total", A, "100.00"), ("rev_general_public_budget", A, "90.00"), ("rev_other", A, "15.00")), "", "fail", "sources exceed the total"),
    ("A5", rows(("rev_total", A, "100.00"), ("rev_appropriation", A, "90.00")), "", "question", "other sources may not be named"),
    ("A5", rows(("rev_total", A, "100.00")), "", "", "no sources"),
    ("A6", rows(("exp_total", A, "189.20"), ("exp_basic", A, "174.68"), ("exp_project", A, "14.52"), ("share_basic", A, "92.33", "%"), ("share_project", A, "7.67", "%")), "", "pass pass pass", "seed, framework 5.4"),
    ("A6", rows(("exp_total", A, "180.73"), ("exp_basic", A, "4.68"), ("share_basic", A, "2.60", "%")), "", "fail", "framework 5.2 prints 2.60 for 2.59: a tenth of a point is not rounding"),
    ("A6", rows(("exp_total", A, "180.73"), ("exp_basic", A, "4.68"), ("share_basic", A, "2.6", "%")), "", "pass", "one decimal printed: 2.589… is 2.6"),
    ("A6", rows(("exp_total", A, "189.20"), ("share_basic", A, "92.33", "%")), "", "insufficient_data", "basic expenditure is missing"),
    ("A7", rows(("exp_basic", A, "10.00"), ("exp_basic", A, "10.00", "万元", "再次提及")), "", "pass", "the same twice"),
    ("A7", rows(("exp_basic", A, "10.00"), ("exp_basic", A, "100000", "元", "再次提及")), "", "pass", "the same amount in another unit"),
    ("A7", rows(("exp_basic", A, "10.00"), ("exp_basic", A, "11.00", "万元", "再次提及")), "", "fail", "two values"),
    ("A7", rows(("exp_basic", A, "10.00")), "", "", "stated once"),
    ("B8", rows(("exp_basic", A, "10.00"), ("exp_personnel", A, "7.00"), ("exp_operating", A, "3.00")), "", "pass", "7 + 3"),
    ("B8", rows(("exp_basic", A, "10.00"), ("exp_personnel", A, "7.00"), ("exp_operating", A, "3.50")), "", "fail", "7 + 3.5"),
    ("B8", rows(("exp_basic", A, "3830.20"), ("exp_personnel", A, "3300.20"), ("exp_operating", A, "500.00"), ("econ_310", A, "30.00")), "", "pass", "operating cost of the base data table is goods and services alone"),
    ("B8", rows(("exp_basic", A, "3800.20"), ("exp_personnel", A, "3300.20"), ("exp_operating", A, "500.00"), ("econ_310", A, "30.00")), "", "pass", "operating cost of the account tables holds capital items, framework 5.1 B8"),
    ("B8", rows(("exp_basic", A, "10.00"), ("exp_operating", A, "3.50")), "", "", "no personnel cost"),
    ("B9", rows(("three_public", A, "5.00"), ("tp_overseas", A, "0"), ("tp_vehicle", A, "3.00"), ("tp_hospitality", A, "2.00")), "", "pass", "0 + 3 + 2"),
    ("B9", rows(("tp_vehicle", L, "3.33"), ("tp_vehicle_running", L, "3.33")), "", "pass", "Yiyang 2022"),
    ("B9", rows(("three_public", A, "5.00"), ("tp_overseas", A, "0"), ("tp_vehicle", A, "3.00"), ("tp_hospitality", A, "1.00")), "", "fail", "0 + 3 + 1"),
    ("B9", rows(("three_public", A, "5.00"), ("tp_vehicle", A, "3.00")), "", "question", "a part may be missing"),
    ("B9", rows(("tp_vehicle", A, "3.00")), "", "", "no total"),
    ("D2", rows(("exp_total", B, "100"), ("exp_total", A, "101"), ("exp_basic", B, "60"), ("exp_basic", A, "60"), ("exp_project", B, "40"), ("exp_project", A, "41")), "", "pass", "not equal throughout"),
    ("D2", rows(*((item, p, v) for item, v in (("exp_total", "1342.49"), ("exp_basic", "719.99"), ("exp_project", "622.50")) for p in (A, B))), "", "question", "Yiyang 2022, framework 5.5"),
    ("D2", rows(("exp_total", B, "100"), ("exp_total", A, "100")), "", "", "one row proves nothing"),
    ("D3", rows(("exp_by_nature", A, "1925.67"), ("exp_basic", A, "900.47"), ("exp_project", A, "1025.20"), ("rev_general_public_budget", A, "1325.68"), ("rev_gov_fund", A, "118.82"), ("rev_other", A, "585.62")), "", "fail pass", "Guantang 2023, framework 5.5"),
    ("D3", rows(("exp_by_nature", A, "100.00"), ("rev_general_public_budget", A, "70.00"), ("rev_other", A, "30.00")), "", "pass", "both make 100"),
    ("D3", rows(("exp_by_nature", A, "4330.20"), ("rev_general_public_budget", A, "4200.50"), ("rev_other", A, "100.00"), ("balance_opening", A, "60.00"), ("balance_closing", A, "30.30")), "", "pass", "4300.50 + 60.00 − 30.30"),
    ("D3", rows(("exp_basic", A, "60.00"), ("exp_project", A, "40.00"), ("rev_general_public_budget", A, "50.00"), ("rev_other", A, "30.00")), "", "", "the form's own total by nature is not stated"),
    ("D3", rows(("exp_by_nature", A, "100.00"), ("rev_general_public_budget", A, "70.00"), ("rev_service", A, "80.00")), "", "question", "an institution may have distributed its surplus"),
    ("D3", rows(("exp_basic", A, "60.00"), ("exp_project", A, "40.00")), "", "", "no split by source"),
    ("D4", rows(("exp_total", A, "2030.12"), ("exp_total", R, "2030.12"), ("execution_rate", A, "100", "%"), ("execution_points", A, "10", "分")), "", "pass pass", "Guantang 2023, annex 2"),
    ("D4", rows(("exp_total", A, "80.00"), ("exp_total", R, "100.00"), ("execution_rate", A, "90", "%"), ("execution_points", A, "10", "分")), "", "fail fail", "80 %, 8 marks"),
    ("D4", rows(("exp_total", A, "984.46"), ("exp_total", R, "1000.00"), ("execution_rate", A, "98.45", "%"), ("execution_points", A, "9.85", "分")), "", "pass pass", "9.85 of the printed rate, 9.84 of the amounts: both are made"),
    ("D4", rows(("exp_total", A, "1.23"), ("exp_total", R, "1.30"), ("execution_points", A, "9.48", "分")), "", "hint", "9.46 of what is printed; 12,330 yuan of 13,010 make 9.48"),
    ("D4", rows(("exp_total", A, "80.00"), ("exp_total", R, "100.00"), ("execution_points", A, "8.05", "分")), "", "fail", "8 marks, and no rounding makes 8.05"),
    ("D4", rows(("exp_total", A, "80.00"), ("execution_rate", A, "90", "%")), "", "insufficient_data", "no revised budget"),
    ("D5", rows(("exp_total", A, "1.00")), TARGETS.format(output=50), "pass pass pass", "50 + 30 + 10, framework 2.3"),
    ("D5", rows(("exp_total", A, "1.00")), TARGETS.format(output=40), "fail pass pass", "40 is not 50"),
    ("D5", rows(("exp_total", A, "1.00")), TARGETS.format(output="49.9"), "fail pass pass", "weights are set, not rounded"),
    ("D5", rows(("exp_total", A, "1.00")), "", "", "no targets"),
    ("D7", rows(("procurement", B, "0"), ("procurement", A, "5.00")), "", "question", "framework 1.2: spent without a budget"),
    ("D7", rows(("tp_overseas", B, "0"), ("tp_overseas", A, "0")), "", "pass", "Guantang 2023: nothing budgeted, nothing spent"),
    ("D7", rows(("exp_total", B, "10.00"), ("exp_total", A, "12.00")), "", "pass", "there was a budget"),
    ("D7", rows(("procurement", A, "5.00")), "", "", "the budget is not reported, which is not 0"),
    ("E1", rows(("rev_total", A, "110.00"), ("rev_total", L, "100.00"), ("rev_change_on_last_year", A, "10.00")), "", "pass", "110 − 100"),
    ("E1", rows(("rev_total", A, "110.00"), ("rev_total", L, "100.00"), ("rev_change_on_last_year", A, "20.00")), "", "fail", "110 − 100 is not 20"),
    ("E1", rows(("rev_total", A, "110.00")), "", "", "no change stated"),
    ("E4", rows(("rev_total", A, "189.20"), ("rev_change_on_last_year", A, "106.56")), "", "insufficient_data", "seed, framework 5.3 row 9: implies 82.64"),
    ("E4", rows(("rev_total", A, "110.00"), ("rev_total", L, "100.00"), ("rev_change_on_last_year", A, "10.00")), "", "pass", "last year's figure is there"),
    ("E5", rows(("rev_total", A, "189.20"), ("rev_change_on_last_year", A, "106.56")), "", "question", "seed, framework 5.3 row 9: 128.94 %"),
    ("E5", rows(("rev_total", A, "110.00"), ("rev_total", L, "100.00")), "", "pass", "10 %"),
    ("E5", rows(("rev_total", A, "110.00")), "", "", "no last year"),
    ("F1", rows(("exp_basic", A, "174.68"), ("exp_basic", A, "174.68", "元", "再次提及")), "", "fail", "seed, framework 5.3 row 5"),
    ("F1", rows(("exp_basic", A, "174.68"), ("exp_basic", A, "1746800", "元", "再次提及")), "", "pass", "the same amount in 元 is no slip"),
    ("F1", rows(("exp_basic", A, "174.68")), "", "", "stated once"),
    ("F2", rows(("econ_303", A, "15.39", "")), "", "question", "seed, framework 5.3 row 6"),
    ("F2", rows(("econ_303", A, "1.60", "万")), "", "question", "seed, framework 5.3 row 6"),
    ("F2", rows(("econ_303", A, "15.39")), "", "pass", "the unit is there"),
    ("F2", rows(("econ_303", A, "", "")), "", "", "an empty cell needs no unit"),
    ("F3", rows(("exp_total", L, "1200.20"), ("exp_total", A, "12804000")), "", "question", "12,804,000 元 are 1280.40 万元"),
    ("F3", rows(("exp_basic", A, "980.40"), ("exp_project", A, "300.00"), ("exp_total", A, "12804000")), "", "question", "its parts make 1280.40"),
    ("F3", rows(("three_public", B, "10.00"), ("three_public", A, "63500")), "", "question", "63,500 元 are 6.35 万元"),
    ("F3", rows(("project", L, "1.20", "万元", "甲"), ("project", A, "18000", "万元", "甲")), "", "question", "the same project a year before"),
    ("F3", rows(("exp_total", L, "1200.20"), ("exp_total", A, "1280.40")), "", "pass", "of one size"),
    ("F3", rows(("exp_total", L, "1200.20"), ("exp_total", A, "12804000", "元")), "", "pass", "the unit is told"),
    ("F3", rows(("exp_project", L, "1.50"), ("exp_project", A, "9000.00"), ("exp_total", A, "9800.00")), "", "pass", "a new building: its total bears it out"),
    ("F3", rows(("three_public", L, "0.05"), ("three_public", A, "500")), "", "pass", "too small to judge"),
    ("F3", rows(("exp_total", L, "0"), ("exp_total", A, "12804000")), "", "", "nothing to hold it against"),
    ("G1", rows(("staff_total_stated", A, "23", "人"), ("staff_on_post", A, "9", "人"), ("staff_hired_external", A, "5", "人"), ("staff_retired", A, "8", "人")), "", "fail", "seed, framework 5.3 row 1"),
    ("G1", rows(("staff_total_stated", A, "22", "人"), ("staff_on_post", A, "9", "人"), ("staff_hired_external", A, "5", "人"), ("staff_retired", A, "8", "人")), "", "pass", "9 + 5 + 8"),
    ("G1", rows(("staff_total_stated", A, "22", "人"), ("staff_on_post", A, "9", "人")), "", "question", "other kinds of staff may not be named"),
    ("G1", rows(("staff_on_post", A, "9", "人")), "", "", "no total"),
    ("G2", rows(("staff_control_rate", A, "108.70", "%"), ("staff_on_post", A, "50", "人"), ("staff_establishment", A, "46", "人")), "", "pass", "Guantang 2023, framework 5.5"),
    ("G2", rows(("staff_control_rate", A, "100", "%"), ("staff_on_post", A, "50", "人"), ("staff_establishment", A, "46", "人")), "", "fail", "50 ÷ 46 is not 100 %"),
    ("G2", rows(("staff_control_rate", A, "100", "%")), "", "insufficient_data", "no headcounts"),
    ("H1", rows(("tp_vehicle", A, "2.74"), ("tp_vehicle", B, "7")), "", "pass", "Yiyang 2022, framework 5.5"),
    ("H1", rows(("three_public", A, "7.4"), ("three_public", B, "7")), "", "question", "7 beside 7.4 is 7.0"),
    ("H1", rows(("three_public", A, "8.00"), ("three_public", B, "7.00")), "", "question", "above the budget"),
    ("H1", rows(("three_public", A, "8.00")), "", "", "no budget"),
    ("H2", rows(("three_public", B, "7.00"), ("three_public", "last_budget", "7.00")), "", "pass", "not raised"),
    ("H2", rows(("three_public", B, "7.50"), ("three_public", "last_budget", "7.00")), "", "question", "raised"),
    ("H2", rows(("three_public", B, "7.50")), "", "", "no budget of last year"),
    ("K3", rows(("exp_basic", A, "900.47"), ("exp_operating", A, "193.42")), "", "pass", "Guantang 2023"),
    ("K3", rows(("exp_basic", A, "100.00"), ("exp_operating", A, "193.42")), "", "fail", "the part exceeds the whole"),
    ("K3", rows(("exp_basic", A, "100.00")), "", "", "no part"),
]


PROJECT_TARGETS = "level1,level2,level3,direction,target,actual,unit,weight,project\n产出指标,数量指标,培训,≥,10,10,场,{output},甲\n效益指标,社会效益,就业,≥,10,10,人,40,甲\n"
FUNDS = "甲,project_funds,actual,{},万元"
FORM_EXAMPLES = [  # check, what the folder holds, outcomes of that check, source
    ("D4", {"projects": "甲,project_funds,budget_revised,20.00,万元\n甲,project_funds,actual,18.00,万元\n甲,execution_rate,actual,90,%\n甲,execution_points,actual,9,分"}, "pass pass", "18 ÷ 20 of the project's own form, framework 2.4"),
    ("D4", {"projects": "甲,project_funds,budget_revised,20.00,万元\n甲,project_funds,actual,18.00,万元\n甲,execution_rate,actual,100,%"}, "fail", "18 ÷ 20 is not 100 %"),
    ("D4", {"projects": "甲,execution_rate,actual,100,%"}, "insufficient_data", "no amounts"),
    ("D5", {"targets": PROJECT_TARGETS.format(output=50)}, "pass", "90 beside the marks for execution, framework 2.3"),
    ("D5", {"targets": PROJECT_TARGETS.format(output=60)}, "pass", "100 for the targets alone"),
    ("D5", {"targets": PROJECT_TARGETS.format(output=55)}, "fail", "neither 90 nor 100"),
    ("D5", {"targets": PROJECT_TARGETS.format(output="")}, "", "a weight is missing"),
    ("D6", {"items": rows(("exp_project", A, "30.00"), ("project", A, "12.00", "万元", "甲")), "projects": FUNDS.format("12.00")}, "pass pass", "the same in both tables, within project expenditure"),
    ("D6", {"items": rows(("exp_project", A, "30.00"), ("project", A, "12.00", "万元", "甲")), "projects": FUNDS.format("15.00")}, "question pass", "15 is not 12; outside money may be counted in"),
    ("D6", {"items": rows(("project", A, "12.00", "万元", "甲")), "projects": FUNDS.format("15.00") + "\n甲,project_appropriation,actual,12.00,万元\n甲,project_carried_in,actual,0,万元\n甲,project_other_funds,actual,3.00,万元"}, "pass pass", "12 + 0 + 3; 15 less 3 of other money is the table's 12"),
    ("D6", {"projects": FUNDS.format("15.00") + "\n甲,project_appropriation,actual,12.00,万元\n甲,project_carried_in,actual,0,万元\n甲,project_other_funds,actual,2.00,万元"}, "fail", "12 + 0 + 2 is not 15, and all sources are stated"),
    ("D6", {"projects": FUNDS.format("15.00") + "\n甲,project_appropriation,actual,12.00,万元"}, "question", "another source may make the rest"),
    ("D6", {"items": rows(("exp_project", A, "10.00")), "projects": FUNDS.format("12.00")}, "question", "a form above all project expenditure"),
    ("D6", {"items": rows(("exp_project", A, "10.00"))}, "", "no project's form"),
    ("D11", {"items": rows(("exp_total", A, "30.00")), "months": "6,exp_total,14.00,万元\n12,exp_total,30.00,万元"}, "pass", "December is the year"),
    ("D11", {"items": rows(("exp_total", A, "30.00")), "months": "12,exp_total,29.00,万元"}, "question", "bookings after December"),
    ("D11", {"items": rows(("exp_total", A, "30.00")), "months": "6,exp_total,14.00,万元\n7,exp_total,9.00,万元\n12,exp_total,30.00,万元"}, "question", "cumulative spending falls in July"),
    ("D11", {"items": rows(("exp_total", A, "30.00")), "months": "6,exp_total,14.00,万元"}, "", "no December"),
]


def findings(record, scheme="hunan_a"):
    return run_checks(record, score(record, read_scheme(DATA, scheme)))


@pytest.mark.parametrize(("key", "items", "targets", "outcomes", "source"), EXAMPLES)
def test_example(tmp_path, key, items, targets, outcomes, source):
    record = record_of(tmp_path, items=items, targets=targets)
    assert " ".join(f.outcome.key for f in findings(record) if f.check == key) == outcomes, source


@pytest.mark.parametrize(("key", "folder", "outcomes", "source"), FORM_EXAMPLES)
def test_example_of_projects_and_months(tmp_path, key, folder, outcomes, source):
    assert " ".join(f.outcome.key for f in findings(record_of(tmp_path, **folder)) if f.check == key) == outcomes, source


ON_ACCOUNT_TABLES_ALONE = {row[0] for row in ACCOUNT_EXAMPLES} - {row[0] for row in EXAMPLES}


@pytest.mark.parametrize("key", [key for key, check in CHECKS.items() if check.on == "record" and key not in ON_ACCOUNT_TABLES_ALONE])
def test_every_check_has_its_three_examples(key):
    outcomes = [row[-2] for row in (*EXAMPLES, *FORM_EXAMPLES) if row[0] == key]
    assert any(set(o.split()) & {"fail", "question", "insufficient_data"} for o in outcomes)
    assert any(o == "" or "insufficient_data" in o for o in outcomes)
    assert any("pass" in o for o in outcomes)


def outcomes_of(case):
    return {(f.check, f.outcome.key, f.stated.shown("zh") if f.stated else "") for f in open_case(*case.split("/"), data=DATA).findings if f.outcome is not Outcome.PASS}


def test_guidong():
    """Rows 1, 3–6, 9 and 13 of framework 5.3, as far as the record carries them; nothing else."""
    assert outcomes_of("guidong/2022/ftu") == {
        ("G1", "fail", "23人"), ("A2", "fail", "174.68万元"), ("F1", "fail", "174.68元"), ("F2", "question", ""),
        ("E4", "insufficient_data", "106.56万元"), ("E5", "question", ""), ("I2", "question", "96分"), ("I6", "insufficient_data", "96分"),
    }


def test_yiyang():
    """Framework 5.5: every sum holds; budget equals outturn throughout, which is a question."""
    assert outcomes_of("yiyang/2022/ftu") == {("D2", "question", "")}


def test_guantang():
    """Framework 5.5: the two splits differ by 104.45; everything else holds or lacks data."""
    assert outcomes_of("hengshan/2023/guantang") == {
        ("A1", "question", "2,030.12万元"), ("D3", "fail", "1,925.67万元"), ("A1", "insufficient_data", "861.10万元"),
    }


def test_a_failed_breakdown_says_which_total_it_fits():
    """Framework 5.3 row 4: the three classes fit total expenditure within rounding."""
    found = next(f for f in open_case("guidong", 2022, "ftu", data=DATA).findings if f.check == "A2" and f.outcome is Outcome.FAIL)
    assert "189.20万元" in found.cause.zh
    assert found.difference.shown("zh") == "-14.53万元"
    assert [source.origin for source in found.sources] == ["一(二)"] * 4


def test_silent_when_several_totals_fit(tmp_path):
    items = rows(("exp_total", A, "90.00"), ("exp_project", A, "90.00"), ("exp_basic", A, "80.00"), ("econ_301", A, "60.00"), ("econ_302", A, "30.00"))
    found = next(f for f in findings(record_of(tmp_path, items=items)) if f.check == "A2")
    assert (found.outcome, found.cause.zh) == (Outcome.FAIL, "")


FEASIBILITY = [  # scheme, scheme the department names, extra items, stated score, outcome, why
    ("hunan_a", "", "", "96", "question", "Guidong: the department may have used another table"),
    ("hunan_a", "hunan_a", "", "96", "fail", "its own table, by a verified rule"),
    ("hunan_a", "hunan_a", "", "95", "pass", "possible"),
    ("hunan_a", "hunan_a", "", "95.4", "fail", "20 rows of marks hide 0.1 at most, the printed score 0.05"),
    ("hunan_a", "hunan_a", "", "95.1", "pass", "may be 95 once every rounding is undone"),
    ("hunan_b", "hunan_a", "", "96", "not_applicable", "another table is not compared"),
    ("hunan_a", "hunan_a", "exp_operating,,actual,20,万元\nexp_operating,,budget_initial,10,万元", "94", "question", "only a recalled rule (operating cost) makes it infeasible"),
    ("self_evaluation", "", "", "96", "pass", "possible under the form"),
]


@pytest.mark.parametrize(("scheme", "named", "extra", "stated", "outcome", "why"), FEASIBILITY)
def test_feasibility(tmp_path, scheme, named, extra, stated, outcome, why):
    items = rows(("exp_total", B, "114.66"), ("exp_total", R, "189.20"), ("self_score", A, stated, "分")) + f"\n{extra}"
    record = record_of(tmp_path, items=items, profile=f"name: 某局\nself_score_scheme: {named}\n" if named else "name: 某局\n")
    assert " ".join(f.outcome.key for f in findings(record, scheme) if f.check == "I2") == outcome, why


MONEY = st.decimals(min_value=0, max_value=100_000, places=4)


@given(st.lists(MONEY, min_size=2, max_size=8))
def test_no_sum_of_rounded_amounts_is_ever_called_wrong(amounts):
    """Whatever the true amounts are, their rounded sum agrees with their rounded parts."""
    def figure(value):
        return Figure(Words("数", "figure"), rounded(value), Unit.WAN_YUAN, Source("x", 1))

    assert compared(figure(sum(amounts)), total([figure(a) for a in amounts])) in {Outcome.PASS, Outcome.HINT}


@given(MONEY, st.decimals(min_value="0.01", max_value=100_000, places=4), st.integers(0, 2))
def test_no_share_of_rounded_amounts_is_ever_called_wrong(part, whole, places):
    def figure(value, unit=Unit.WAN_YUAN, digits=2):
        return Figure(Words("数", "figure"), rounded(value, digits), unit, Source("x", 1))

    share = (figure(part) / figure(whole)).percent
    if share.known:
        stated = figure(part / whole * 100, Unit.PERCENT, places)
        assert compared(stated, share) in {Outcome.PASS, Outcome.HINT}


@given(MONEY, MONEY)
def test_a_difference_beyond_rounding_is_called_wrong(one, off):
    def figure(value):
        return Figure(Words("数", "figure"), rounded(value), Unit.WAN_YUAN, Source("x", 1))

    wrong = figure(one + off + D("0.02"))
    assert compared(wrong, figure(one)) is Outcome.FAIL
