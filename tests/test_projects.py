"""Projects' own forms: scores worked out anew from the CSV files, each rule of acceptance at its edge, totals against the department."""

import csv
from decimal import Decimal as D
from pathlib import Path

import pytest
from builders import data_folder
from hypothesis import given
from hypothesis import strategies as st

from evallib.problems import UserMistake
from evallib.projects import open_projects
from evallib.quantities import rounded
from evallib.reading.folder import department_years
from evallib.reading.record import Period
from evallib.rules import scales
from evallib.rules.findings import PROJECTS
from evallib.rules.schemes import PROJECTS as OF_PROJECTS
from evallib.rules.schemes import read_scheme, schemes
from evallib.rules.scoring import of_project, score
from evallib.showing.monitored import form_table

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
IN_WAN = {"万元": D(1), "元": D("0.0001")}
CSV_FORMS = sorted((path.parent.parent.name, path.parent.name) for path in DATA.glob("demo/2*/*/projects.csv"))


def rows(year, department, name):
    with (DATA / "demo" / year / department / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def funds(year, department):
    """Funds of each project in 万元, by period."""
    found = {}
    for row in rows(year, department, "projects.csv"):
        if row["item"] == "project_funds":
            found.setdefault(row["project"], {})[row["period"]] = D(row["value"]) * IN_WAN[row["unit"]]
    return found


def marks(row):
    """What an indicator earns by the rule: full marks once reached, else in proportion; a qualitative one by its share judged."""
    weight = D(row["weight"])
    if row["direction"] == "定性":
        return rounded(weight * D(row["judgement"]) / 100)
    aim, actual = D(row["target"]), D(row["actual"])
    if actual <= aim if row["direction"] == "≤" else actual >= aim:
        return weight
    return rounded(weight * (aim / actual if row["direction"] == "≤" else actual / aim))


@pytest.mark.parametrize(("year", "department"), CSV_FORMS)
def test_scores_are_those_of_the_files(year, department):
    """10 × min(1, executed ÷ full-year budget), and each indicator by its direction; groups whose weights were planted wrong aside."""
    held, targets = funds(year, department), rows(year, department, "targets.csv")
    for case in open_projects("demo", year, department, data=DATA).cases:
        own = [row for row in targets if row["project"] == case.project.name]
        money = held[case.project.name]
        execution = rounded(10 * min(D(1), money["actual"] / money["budget_revised"]))
        evident = [row for row in own if row["evidence"]]
        lowest = execution + sum((marks(row) for row in evident), D(0))
        assert sum(D(row["weight"]) for row in own) == 90
        assert case.scorecard.lowest == lowest
        assert case.scorecard.highest == lowest + sum(D(row["weight"]) for row in own if row not in evident)
        assert rounded(case.execution.value, 6) == rounded(money["actual"] / money["budget_revised"] * 100, 6)


@pytest.mark.parametrize(("year", "department"), CSV_FORMS)
def test_totals_are_those_of_the_files(year, department):
    told, held = open_projects("demo", year, department, data=DATA), funds(year, department)
    for period in (Period.BUDGET_INITIAL, Period.BUDGET_REVISED, Period.ACTUAL):
        assert told.total(period).value == sum(one[period.key] for one in held.values())
    (spent, *_) = [D(row["value"]) * IN_WAN[row["unit"]] for row in rows(year, department, "items.csv") if (row["item"], row["period"], row["detail"]) == ("exp_project", "actual", "")]
    assert rounded(told.covered.value, 6) == rounded(told.total().value / spent * 100, 6)
    listed = {row["detail"] for row in rows(year, department, "items.csv") if (row["item"], row["period"]) == ("project", "actual")}
    assert {mention.detail for mention in told.without_form} == listed - set(held)


def serious(told):
    return {(one.check, one.outcome.key) for one in told.findings if one.serious}


def test_right_departments_raise_nothing_and_planted_defects_alone_are_found():
    """Of D4, D5 and D6 what is planted in projects' forms; I2 where a planted rate makes a stated score impossible."""
    with (DATA / "demo" / "planted.csv").open(encoding="utf-8", newline="") as stream:
        planted = {(row["year"], row["department"], row["check"], row["outcome"]) for row in csv.DictReader(stream)}
    for which in (one for one in department_years(DATA) if one.county == "demo"):
        for check, outcome in serious(open_projects(which.county, which.year, which.department, data=DATA)):
            assert check in {"D4", "D5", "D6", "I2"}, (which, check)
            if check != "I2":
                assert (str(which.year), which.department, check, outcome) in planted
            else:
                assert any((str(which.year), which.department) == row[:2] for row in planted)


# -- the rules of acceptance ---------------------------------------------------------------------------------------------

MONEY = "甲,project_funds,budget_initial,100,万元\n甲,project_funds,budget_revised,{revised},万元\n甲,project_funds,actual,{actual},万元\n"


def checked(tmp_path, *, target="产出指标,数量指标,一,≥,100,100,个,90,,,台账,,", project="甲", scheme="", revised="100.00", actual="100.00", money=MONEY):
    lines = "\n".join(f"{line}{project}" for line in target.split("\n")) if target else ""
    header = "level1,level2,level3,direction,target,actual,unit,weight,attained,judgement,evidence,explanation,project\n"
    data = data_folder(tmp_path, targets=header + lines + "\n" if lines else "", projects=money.format(revised=revised, actual=actual))
    return open_projects("test", 2022, "unit", scheme, data=data)


def row(*, direction="≥", target="100", actual="100", attained="", judgement="", evidence="台账", explanation="", unit="个", weight="50"):
    return f"产出指标,数量指标,一,{direction},{target},{actual},{unit},{weight},{attained},{judgement},{evidence},{explanation},"


RULES = [  # target, check, outcomes, what is meant
    (row(actual="99.99"), "P1", {"question"}, "just missed, no reason"),
    (row(actual="99.99", explanation="雨季停工"), "P1", {"pass"}, "just missed, explained"),
    (row(actual="100"), "P1", set(), "reached"),
    (row(direction="≤", actual="100.01"), "P1", {"question"}, "above a ceiling"),
    (row(direction="≤", actual="100"), "P1", set(), "at the ceiling"),
    (row(direction="=", target="0", actual="0"), "P1", set(), "target 0, reached (S30)"),
    (row(direction="=", target="0", actual="1"), "P1", {"question"}, "target 0, not reached (S30)"),
    (row(direction="定性", target="好", actual="较好", attained="部分达成", judgement="70"), "P1", {"question"}, "partly reached"),
    (row(direction="定性", target="好", actual="好", attained="达成", judgement="90"), "P1", set(), "reached"),
    (row(actual="130"), "P2", set(), "at the tolerance of 30 %"),
    (row(actual="130.01"), "P2", {"question"}, "beyond it (TARGET_TOO_LOW)"),
    (row(actual="130.01", explanation="按上年水平测算"), "P2", {"pass"}, "beyond it, explained"),
    (row(direction="≤", actual="70"), "P2", set(), "30 % below a ceiling"),
    (row(direction="≤", actual="69.99"), "P2", {"question"}, "further below a ceiling"),
    (row(unit=""), "P4", {"insufficient_data"}, "no unit"),
    (row(evidence=""), "P4", {"insufficient_data"}, "no evidence"),
    (row(actual=""), "P4", {"insufficient_data"}, "no actual value"),
    (row(weight=""), "P4", {"insufficient_data"}, "no marks"),
    (row(direction="定性", target="好", actual="好"), "P4", {"insufficient_data"}, "no class"),
    (row(), "P4", set(), "all there"),
    (row(), "P5", {"pass"}, "money and targets"),
    ("", "P5", {"question"}, "money without a target"),
]


@pytest.mark.parametrize(("target", "check", "outcomes", "meant"), RULES)
def test_rule_of_acceptance(tmp_path, target, check, outcomes, meant):
    assert {one.outcome.key for one in checked(tmp_path, target=target).findings if one.check == check} == outcomes, meant


EXPLAINED = [  # scheme, revised, executed, questions, what is meant
    ("project_form_90", "100.00", "89.99", 1, "below 90 % (S17)"),
    ("project_form_90", "100.00", "90.00", 0, "at 90 %"),
    ("project_form_90", "100.00", "90.01", 0, "above 90 %"),
    ("project_form_90", "101.00", "101.00", 1, "the budget was changed in the year (S17)"),
    ("project_form", "101.00", "50.00", 0, "the form of 10, 50, 30 and 10 does not demand it"),
]


@pytest.mark.parametrize(("scheme", "revised", "actual", "questions", "meant"), EXPLAINED)
def test_execution_is_explained_where_the_scheme_demands_it(tmp_path, scheme, revised, actual, questions, meant):
    told = checked(tmp_path, scheme=scheme, revised=revised, actual=actual)
    assert len([one for one in told.findings if one.check == "P3"]) == questions, meant


def test_every_rule_is_tried():
    assert {check for _, check, _, _ in RULES} | {"P3"} == set(PROJECTS)


EXECUTION = [("80", "100", "8"), ("100", "100", "10"), ("120", "100", "10"), ("0", "100", "0"), ("99.99", "100", "10.00"), ("99.94", "100", "9.99")]


@pytest.mark.parametrize(("actual", "revised", "expected"), EXECUTION)
def test_marks_for_execution(tmp_path, actual, revised, expected):
    (first, *_) = checked(tmp_path, actual=actual, revised=revised).cases[0].scorecard.rows
    assert first.marks.lowest == first.marks.highest == D(expected)


def test_without_a_full_year_budget_execution_stays_open(tmp_path):
    case = checked(tmp_path, money="甲,project_funds,actual,10,万元").cases[0]
    assert case.scorecard.rows[0].open
    assert "全年预算数" in case.execution.value.said("zh")
    assert case.money.rows[0].cells[-1] == case.scorecard.rows[0].gap


def test_targets_without_money_and_money_without_targets_are_listed(tmp_path):
    told = checked(tmp_path, project="乙")
    assert [project.name for project in told.without_targets] == ["甲"]
    assert [project.name for project in told.without_money] == ["乙"]
    assert {(one.check, one.subject.zh, one.outcome.key) for one in told.findings if one.check == "P5"} == {("P5", "甲", "question"), ("P5", "乙", "insufficient_data")}


def test_weights_of_its_own_are_scored_by_the_scheme_that_allows_them(tmp_path):
    """90 marks on one output target: more than the 50 of the usual form, which leaves the rows open; 10 + 90 settles them."""
    usual, free = (checked(tmp_path / scheme, scheme=scheme).cases[0].scorecard for scheme in ("project_form", "project_form_90"))
    assert (usual.lowest, usual.highest) == (10, 100)
    assert (free.lowest, free.highest) == (100, 100)


def test_a_department_without_projects_has_nothing_to_add_up(tmp_path):
    told = open_projects("test", 2022, "unit", data=data_folder(tmp_path))
    assert (told.cases, told.findings, told.total().known, told.covered.known, told.execution.known) == ((), (), False, False, False)


def test_a_county_chooses_the_scheme_of_its_projects(tmp_path):
    files = {"../../county.yml": "name: 某县\nscheme: hunan_a\nproject_scheme: project_form_90\n"}
    data = data_folder(tmp_path, files=files)
    assert open_projects("test", 2022, "unit", data=data).scheme.key == "project_form_90"
    with pytest.raises(UserMistake, match="project_form"):
        open_projects("test", 2022, "unit", "project_frm", data=data)


def test_schemes_of_projects_are_apart_from_those_of_departments():
    assert set(schemes(DATA, OF_PROJECTS)) == {"project_form", "project_form_90"}
    assert not set(schemes(DATA)) & set(schemes(DATA, OF_PROJECTS))
    for name in schemes(DATA, OF_PROJECTS):
        assert sum(one.marks for one in read_scheme(DATA, name, OF_PROJECTS).rows) == 100


@given(st.decimals("0.01", 10**6, places=2), st.decimals("0.01", 10**6, places=2), st.sampled_from([D(10), D("0.001"), D(7)]))
def test_scaling_money_changes_no_marks(actual, revised, factor):
    one, other = (scales.proportion(actual * times / (revised * times) * 100, D(100), D(10)) for times in (D(1), factor))
    assert abs(one.lowest - other.lowest) <= D("0.01")
    assert 0 <= one.lowest <= 10


def test_there_is_one_way_to_score():
    told = open_projects("demo", 2024, "education", data=DATA)
    for case in told.cases:
        again = score(of_project(told.record, case.project), told.scheme)
        assert [one.marks for one in again.rows] == [one.marks for one in case.scorecard.rows]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_are_ready_to_be_shown(lang):
    told = open_projects("demo", 2024, "education", lang=lang, data=DATA)
    for one in (case.money for case in told.cases):
        shown = form_table(one, lang)
        assert shown.html.count("<tr") == len(one.rows) + 1
        assert all(len(line.cells) == len(one.columns) - 1 for line in one.rows)
