"""Indicators: every one has a golden row, and every one says what happens when there is no answer."""

from decimal import Decimal as D

import pytest

from evallib.figures import Figure, Source, absent
from evallib.quantities import Reason, Unit, rounded
from evallib.rules.indicators import INDICATORS, Derived, Held, Judgement, additions_in_year, adjustment_in_year
from evallib.rules.sources import SOURCES
from evallib.words import Words

HERE = Source("test", 1)


def figure(text, unit=Unit.WAN_YUAN):
    return Figure(Words("数", "figure"), D(text), unit, HERE)


GOLDEN = [  # indicator, basis, inputs, expected in per cent rounded to 0.01, source
    ("staff_control_rate", "", {"staff_on_post": "50", "staff_establishment": "46"}, "108.70", "Guantang 2023, annex 1, prints 108.70"),
    ("staff_control_rate", "", {"staff_on_post": "52", "staff_establishment": "52"}, "100.00", "Yiyang 2022, annex 1, prints 100"),
    ("three_public_change_rate", "budget", {"this_budget": "6.6", "last_budget": "6"}, "10.00", "(6.6 − 6) ÷ 6"),
    ("three_public_change_rate", "actual", {"this_actual": "2.74", "last_actual": "3.33"}, "-17.72", "Yiyang 2022, vehicles: (2.74 − 3.33) ÷ 3.33"),
    ("priority_spending_rate", "", {"priority_project": "300", "exp_project": "622.50"}, "48.19", "Yiyang 2022: 300 ÷ 622.50"),
    ("budget_completion_rate", "hunan", {"balance_opening": "10", "budget_initial": "100", "additions": "15", "balance_closing": "25"}, "80.00", "(125 − 25) ÷ 125, rule S04"),
    ("budget_completion_rate", "national", {"exp_total": "2030.12", "budget_revised": "2030.12"}, "100.00", "Guantang 2023, annex 2"),
    ("budget_addition_rate", "", {"additions": "74.54", "budget_initial": "114.66"}, "65.01", "Guidong 2022, framework 5.3 row 13"),
    ("budget_adjustment_rate", "gross", {"adjustment": "1169.02", "budget_initial": "861.10"}, "135.76", "Guantang 2023, framework 5.5"),
    ("budget_adjustment_rate", "net", {"adjustment": "30", "excluded": "10", "budget_initial": "200"}, "10.00", "(30 − 10) ÷ 200"),
    ("payment_progress_rate", "", {"paid_to_date": "45", "budget_revised": "100", "planned_progress": "50%"}, "90.00", "45 % of 50 %"),
    ("carryover_rate", "budget", {"balance_closing": "5", "budget_revised": "200"}, "2.50", "5 ÷ 200"),
    ("carryover_rate", "actual", {"balance_closing": "5", "exp_total": "160"}, "3.13", "5 ÷ 160 = 3.125, half up; variant S09"),
    ("carryover_change_rate", "", {"balance_closing": "8", "balance_last_year": "10"}, "-20.00", "(8 − 10) ÷ 10"),
    ("year_end_balance", "", {"balance_closing": "8", "balance_last_year": "10"}, "80.00", "8 ÷ 10, rule S07"),
    ("year_end_balance", "", {"balance_closing": "0", "balance_last_year": "0"}, "0.00", "no balance is 0 whatever last year's was, rule S07"),
    ("operating_cost_control_rate", "", {"exp_operating": "193.42", "budget_operating": "85.76"}, "225.54", "Guantang 2023, framework 5.5 prints 225.5"),
    ("three_public_control_rate", "", {"three_public": "2.74", "budget_three_public": "7"}, "39.14", "Yiyang 2022, vehicles; framework 5.5 prints 39"),
    ("procurement_execution_rate", "", {"procurement": "95", "budget_procurement": "100"}, "95.00", "95 ÷ 100"),
    ("floor_area_control_rate", "", {"building_area_actual": "1050", "building_area_approved": "1000"}, "105.00", "1050 ÷ 1000"),
    ("investment_control_rate", "", {"building_investment": "330", "building_estimate": "300"}, "110.00", "330 ÷ 300"),
    ("execution_rate", "initial", {"exp_total": "189.20", "budget_initial": "114.66"}, "165.01", "Guidong 2022, framework 5.3 row 8"),
    ("execution_rate", "revised", {"exp_total": "2030.12", "budget_revised": "2030.12"}, "100.00", "Guantang 2023, annex 2, prints 100"),
    ("fixed_asset_utilisation", "", {"assets_in_use": "90", "assets_total": "120"}, "75.00", "90 ÷ 120"),
    ("completion_rate", "", {"tasks_done": "10", "tasks_planned": "11"}, "90.91", "10 ÷ 11"),
    ("timeliness_rate", "", {"tasks_on_time": "9", "tasks_planned": "12"}, "75.00", "9 ÷ 12"),
    ("quality_rate", "planned", {"tasks_quality_met": "9", "tasks_planned": "12"}, "75.00", "9 ÷ 12"),
    ("quality_rate", "done", {"tasks_quality_met": "9", "tasks_done": "10"}, "90.00", "9 ÷ 10"),
    ("priority_task_closure_rate", "", {"priority_tasks_closed": "3", "priority_tasks_assigned": "4"}, "75.00", "3 ÷ 4"),
    ("priority_work_result", "", {"priority_work_result": "97.5%"}, "97.50", "as the performance office states it"),
    ("payment_timeliness", "", {"special_funds_late": "2"}, "2.00", "two funds late, rule S07"),
    ("satisfaction", "", {"survey_satisfied": "285", "survey_valid": "300"}, "95.00", "285 ÷ 300, formula S15"),
]


def worked_out(key, basis, inputs):
    indicator = INDICATORS[key]
    taken = {}
    for name, argument in indicator.arguments.items():
        text = inputs.get(name)
        taken[name] = absent(Words(name, name), Unit.WAN_YUAN) if text is None else figure(text.removesuffix("%"), Unit.PERCENT if "%" in text else Unit.WAN_YUAN)
        assert isinstance(argument, Held | Derived)
    return indicator.rule(**taken, **({"basis": basis} if basis else {}))


@pytest.mark.parametrize(("key", "basis", "inputs", "expected", "source"), GOLDEN)
def test_value(key, basis, inputs, expected, source):
    assert rounded(worked_out(key, basis, inputs).value) == D(expected), source


@pytest.mark.parametrize("key", [key for key, one in INDICATORS.items() if one.kind == "computed"])
def test_every_computed_indicator_has_a_golden_row_for_every_reading(key):
    assert {row[1] for row in GOLDEN if row[0] == key} == set(INDICATORS[key].basis_readings or {""})


@pytest.mark.parametrize(("key", "basis", "inputs"), [row[:3] for row in GOLDEN])
def test_each_missing_quantity_makes_a_gap_that_names_it(key, basis, inputs):
    for name in inputs:
        value = worked_out(key, basis, {k: v for k, v in inputs.items() if k != name})
        if key == "year_end_balance" and inputs["balance_closing"] == "0" and name == "balance_last_year":
            continue  # no balance needs no comparison
        assert not value.known
        assert value.value.reason is Reason.MISSING
        assert [leaf.label.zh for leaf in value.missing] == [name]


@pytest.mark.parametrize(("top", "bottom", "reason"), [("0", "0", Reason.NOT_APPLICABLE), ("3", "0", Reason.UNBUDGETED)])
def test_divisor_of_zero(top, bottom, reason):
    """Framework 1.2: 0 ÷ 0 is not applicable; spending without a budget is a breach."""
    assert worked_out("three_public_control_rate", "", {"three_public": top, "budget_three_public": bottom}).value.reason is reason


TESTS = {"target_soundness": 3, "indicator_clarity": 4, "rules_completeness": 4, "funds_compliance": 5, "disclosure": 5, "data_quality": 3, "asset_rules": 2, "asset_safety": 5}
JUDGED = {"economic_benefit", "social_benefit", "ecological_benefit", "economic_and_social_benefit", "administrative_efficiency"}


def test_checklists_and_judgements():
    assert {key: len(one.tests) for key, one in INDICATORS.items() if one.kind == "checklist"} == TESTS
    assert {key for key, one in INDICATORS.items() if one.kind == "judged"} == JUDGED
    assert INDICATORS["economic_benefit"].rule() == Judgement()


def test_all_28_indicators_of_the_common_framework_are_there():
    assert sorted(one.number for one in INDICATORS.values() if one.number) == list(range(1, 29))


def test_what_was_recalled_is_not_called_verified():
    """Rows that the framework paper tags R in full; the F rows of its table 1.1 and 2.1 are the only verified ones."""
    verified = {key for key, one in INDICATORS.items() if one.verified}
    assert verified == {"target_soundness", "staff_control_rate", "three_public_change_rate", "budget_completion_rate", "budget_addition_rate", "payment_timeliness", "carryover_change_rate",
                        "year_end_balance", "floor_area_control_rate", "investment_control_rate", "execution_rate", "rules_completeness", "funds_compliance", "satisfaction"}


@pytest.mark.parametrize("key", INDICATORS)
def test_every_indicator_is_documented_and_cited(key):
    indicator = INDICATORS[key]
    assert indicator.rule.__doc__
    assert indicator.cites
    assert set(indicator.cites) <= set(SOURCES)
    assert indicator.words.zh
    assert indicator.words.en.isascii()


ADDITIONS = [  # items, additions, adjustment, source
    ("exp_total,,budget_initial,114.66,万元\nrev_appropriation,,budget_initial,114.66,万元\nrev_appropriation,,actual,189.20,万元", "74.54", "74.54", "Guidong 2022"),
    ("exp_total,,budget_initial,861.10,万元\nexp_total,,budget_revised,2030.12,万元", "1169.02", "1169.02", "Guantang 2023"),
    ("exp_total,,budget_initial,100,万元\nexp_total,,budget_revised,80,万元", "-20", "20", "a cut is an adjustment"),
    ("exp_total,,budget_initial,100,万元\nexp_total,,actual,130,万元", None, None, "spending alone shows no addition"),
    ("balance_opening,,actual,100,万元\nexp_total,,budget_initial,500,万元\nexp_total,,budget_revised,600,万元", None, None, "the revised budget may hold the money carried in"),
    ("budget_additions,,actual,12,万元\nexp_total,,budget_initial,100,万元\nexp_total,,budget_revised,130,万元", "12", "12", "as stated comes first"),
]


@pytest.mark.parametrize(("items", "additions", "adjustment", "source"), ADDITIONS)
def test_additions_in_the_year(tmp_path, items, additions, adjustment, source):
    from builders import record_of

    record = record_of(tmp_path, items=items)
    for work_out, expected in ((additions_in_year, additions), (adjustment_in_year, adjustment)):
        got = work_out(record)
        assert got.value == D(expected) if expected else not got.known, source
