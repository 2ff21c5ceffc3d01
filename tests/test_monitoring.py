"""In-year monitoring: figures worked out anew from the CSV files, every threshold at its edge, a forecast that claims no more than it knows."""

import csv
import itertools
import shutil
import statistics
import tempfile
from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path

import pytest
from builders import data_folder, record_of
from hypothesis import given
from hypothesis import strategies as st

from evallib.figures import Figure
from evallib.monitoring import History, back_test, open_county_monitoring, open_monitoring
from evallib.problems import UserMistake
from evallib.quantities import Gap, Reason, rounded
from evallib.reading.folder import DepartmentYear, read_department
from evallib.reading.record import Deviation, Likelihood, Period
from evallib.rules.alerts import MEASURES, Level, judge, read_thresholds, threshold_sets
from evallib.rules.forecast import Basis
from evallib.rules.monitored import SPENDING, AtMonth, valid_month
from evallib.rules.schemes import read_scheme
from evallib.rules.sources import SOURCES
from evallib.showing.monitored import form_table

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
IN_WAN = {"万元": D(1), "元": D("0.0001")}
MONTHLY_CSV = sorted({path.parent.name for path in DATA.glob("demo/2*/*/months.csv")})
YEARS = (2022, 2023, 2024)

# -- the CSV files, read without the package -----------------------------------------------------------------------------


def rows(year, department, name):
    with (DATA / "demo" / str(year) / department / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def amounts(year, department, item, period=""):
    """Cumulative amounts of the department in 万元 by month."""
    told = [row for row in rows(year, department, "months.csv") if (row["item"], row["project"], row["period"]) == (item, "", period)]
    return {int(row["month"]): D(row["value"]) * IN_WAN[row["unit"]] for row in told}


def amount(year, department, item, period):
    (row, *_) = [row for row in rows(year, department, "items.csv") if (row["item"], row["period"], row["detail"]) == (item, period, "")]
    return D(row["value"]) * IN_WAN[row["unit"]]


@pytest.fixture(scope="module")
def csv_county(tmp_path_factory):
    """The demo county with the departments alone that came as CSV files with months."""
    data = tmp_path_factory.mktemp("csv") / "data"
    shutil.copytree(DATA / "schemes", data / "schemes")
    for year in YEARS:
        for department in MONTHLY_CSV:
            shutil.copytree(DATA / "demo" / str(year) / department, data / "demo" / str(year) / department)
    shutil.copy(DATA / "demo" / "county.yml", data / "demo" / "county.yml")
    return data


@pytest.fixture(scope="module")
def past(csv_county):
    """The earlier years of that county, read once."""
    return History(csv_county, "demo")


@pytest.mark.parametrize(("department", "year", "month"), [(one, year, month) for one in MONTHLY_CSV for year, month in ((2022, 3), (2023, 7), (2024, 10))])
def test_execution_and_pace_are_those_of_the_files(department, year, month):
    seen = AtMonth(read_department(DATA, DepartmentYear("demo", year, department)), month)
    paid = amounts(year, department, "exp_total")[month]
    initial, revised = (amount(year, department, "exp_total", period) for period in ("budget_initial", "budget_revised"))
    assert seen.paid().value == paid
    assert rounded(seen.execution(period=Period.BUDGET_INITIAL).value, 6) == rounded(paid / initial * 100, 6)
    assert rounded(seen.execution().value, 6) == rounded(paid / revised * 100, 6)
    assert rounded(seen.time.value, 6) == rounded(D(month) / 12 * 100, 6)
    assert rounded(seen.pace().value, 6) == rounded(paid / revised / (D(month) / 12) * 100, 6)
    assert seen.planned.value == D(next(r["value"] for r in rows(year, department, "months.csv") if (r["month"], r["item"]) == (str(month), "planned_progress")))


def shares(year, item, month):
    """Of each department the shares of earlier years paid by a month; a year whose figures fall is left out."""
    found = {}
    for department, past in itertools.product(MONTHLY_CSV, (one for one in YEARS if one < year)):
        paid = amounts(past, department, item)
        if list(paid.values()) == sorted(paid.values()):
            found.setdefault(department, []).append(paid[month] / amount(past, department, item, "actual"))
    return found


@pytest.mark.parametrize(("department", "item", "month"), list(itertools.product(MONTHLY_CSV, SPENDING, (2, 7))))
def test_forecast_of_the_third_year_by_hand(csv_county, past, department, item, month):
    known = shares(2024, item, month)
    paid = amounts(2024, department, item)[month]
    usual = statistics.mean(known[department])
    ratios = sorted(ratio for one in known.values() if len(one) == 2 for ratio in (one[0] / one[1], one[1] / one[0]))
    left_out = max(1, (len(ratios) + 1) // 10)
    told = replace(open_monitoring("demo", 2024, department, month, data=csv_county), history=past).forecast(item)
    assert told.season.basis is Basis.OWN
    assert (told.ratios, rounded(told.chance, 6)) == (len(ratios), rounded(100 * (1 - D(2 * left_out) / (len(ratios) + 1)), 6))
    expected = (paid / usual, max(paid, paid / usual / ratios[-left_out]), paid / usual / ratios[left_out - 1])
    assert [rounded(one.value, 6) for one in (told.value, told.low, told.high)] == [rounded(one, 6) for one in expected]


def test_forecast_of_the_first_year_has_no_upper_end(csv_county):
    told = open_monitoring("demo", 2022, "education", 6, data=csv_county).forecast()
    paid = amounts(2022, "education", "exp_total")[6]
    assert told.season.basis is Basis.TIME
    assert (rounded(told.value.value, 6), told.low.value, told.high.known, told.chance) == (rounded(paid * 2, 6), paid, False, None)
    assert "没有往年数据" in told.words.zh


def test_forecast_of_a_department_without_earlier_years_takes_the_others(csv_county):
    shutil.rmtree(csv_county.parent / "other", ignore_errors=True)
    data = csv_county.parent / "other"
    shutil.copytree(csv_county, data)
    for year in (2022, 2023):
        shutil.rmtree(data / "demo" / str(year) / "women")
    told = open_monitoring("demo", 2024, "women", 7, data=data)
    others = [share for department, held in shares(2024, "exp_total", 7).items() if department != "women" for share in held]
    assert told.season().basis is Basis.PEERS
    assert rounded(told.season().expected.value, 6) == rounded(statistics.median(others) * 100, 6)
    assert [rounded(one.value, 6) for one in (told.season().lowest, told.season().highest)] == [rounded(one * 100, 6) for one in (min(others), max(others))]
    assert told.forecast().low.value <= told.forecast().value.value <= told.forecast().high.value


def test_in_december_there_is_nothing_to_forecast(csv_county):
    told = open_monitoring("demo", 2024, "education", 12, data=csv_county).forecast()
    paid = amounts(2024, "education", "exp_total")[12]
    assert [one.value for one in (told.value, told.low, told.high)] == [paid] * 3
    assert told.season.basis is Basis.KNOWN


def test_a_folder_that_cannot_be_read_does_not_count_and_is_told(csv_county, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(csv_county, data)
    (data / "demo" / "2023" / "women" / "items.csv").write_text("nonsense\n", "utf-8")
    told = open_monitoring("demo", 2024, "women", 7, data=data)
    assert {share.year for share in told.season().shares} == {2022}
    assert list(told.history.unread) == [DepartmentYear("demo", 2023, "women")]


# -- never beyond what is known ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("department", MONTHLY_CSV)
def test_nothing_of_later_months_or_of_the_outturn_is_used(csv_county, past, department):
    told = replace(open_monitoring("demo", 2024, department, 7, data=csv_county), history=past)
    record = told.record
    then = replace(
        record,
        months=tuple(one for one in record.months if one.month <= 7),
        progress=tuple(one for one in record.progress if one.month <= 7),
        mentions=tuple(one for one in record.mentions if one.period is not Period.ACTUAL),
        targets=tuple(replace(one, actual=replace(one.actual, value=Gap(Reason.MISSING))) for one in record.targets),
        accounts=None,
    )
    before = replace(told, seen=replace(told.seen, record=then))
    assert [alert.words for alert in before.alerts] == [alert.words for alert in told.alerts]
    assert [before.forecast(item).value.value for item in SPENDING] == [told.forecast(item).value.value for item in SPENDING]
    assert before.seen.attainment.value == told.seen.attainment.value
    assert [row.cells[2:3] for row in before.form.money.rows] == [row.cells[2:3] for row in told.form.money.rows]


def months_of(values):
    return "\n".join(f"{month},exp_total,{value},万元,," for month, value in enumerate(values, 1))


def in_folder(make):
    with tempfile.TemporaryDirectory() as folder:
        return make(Path(folder))


RISING = st.lists(st.integers(1, 10_000), min_size=12, max_size=12).map(lambda steps: list(itertools.accumulate(steps)))
BUDGET = "exp_total,,budget_revised,90000,万元\nexp_total,,budget_initial,80000,万元"


@given(st.lists(RISING, min_size=1, max_size=4), RISING, st.integers(1, 11))
def test_the_interval_contains_the_forecast_and_nothing_below_what_is_paid(past, this, month):
    def make(folder):
        for number, values in enumerate(past):
            items = f"exp_total,,actual,{values[-1]},万元"
            data_folder(folder, items=items, months=months_of(values), year=2022 + number % 2, department=f"d{number // 2}")
        return open_monitoring("test", 2024, "d0", month, data=data_folder(folder, items=BUDGET, months=months_of(this[:month]), year=2024, department="d0")).forecast()

    told = in_folder(make)
    assert told.low.value <= told.value.value
    assert told.low.value >= this[month - 1] or told.low.value == told.value.value
    assert not told.high.known or told.value.value <= told.high.value
    assert (told.chance is None) == (not told.high.known)
    assert told.chance is None or 0 <= told.chance < 100


@given(RISING, st.integers(1, 11), st.sampled_from([D(10), D(1000), D("0.01")]))
def test_scaling_all_money_changes_no_rate(values, month, factor):
    def rates(times):
        lines = f"exp_total,,budget_revised,{90000 * times},万元\nexp_total,,budget_initial,{80000 * times},万元"
        seen = AtMonth(in_folder(lambda folder: record_of(folder, items=lines, months=months_of([value * times for value in values]))), month)
        return [rounded(one.value, 8) for one in (seen.execution(), seen.execution(period=Period.BUDGET_INITIAL), seen.pace())]

    assert rates(D(1)) == rates(factor)


@given(RISING, st.integers(1, 11))
def test_more_months_take_nothing_away(values, month):
    def at(count):
        return AtMonth(in_folder(lambda folder: record_of(folder, items=BUDGET, months=months_of(values[:count]))), month)

    fewer, more = at(month), at(12)
    assert fewer.paid().value == more.paid().value == values[month - 1]
    assert set(fewer.reported) <= set(more.reported)


# -- thresholds --------------------------------------------------------------------------------------------------------


def judged(tmp_path, thresholds, measure, month, *, paid="", budget="100", value="", aim="100", forecast="", likelihood="", actual=""):
    """What a set says of one measure, of a department with a budget, one sum paid and one target of 90 marks."""
    items = f"exp_total,,budget_revised,{budget},万元\nexp_total,,actual,{paid or '/'},万元"
    months = f"{month},exp_total,{paid},万元,," if paid else ""
    targets = "\n".join(
        f"{group},{kind},{name},≥,{aim},{actual},个,{weight},,,台账,,"
        for group, kind, name, weight in (("产出指标", "数量指标", "甲", 50), ("效益指标", "社会效益", "乙", 30), ("满意度指标", "满意度", "丙", 10))
    )
    monitoring = "\n".join(f"{month},{name},{value},,{forecast},{likelihood},,," for name in "甲乙丙") if value or forecast or likelihood else ""
    data = data_folder(tmp_path, items=items, months=months, targets=targets, monitoring=monitoring)
    record = read_department(data, DepartmentYear("test", 2022, "unit"))
    seen = AtMonth(record, month, scheme=read_scheme(DATA, "self_evaluation"))
    return [one for one in judge(seen, read_thresholds(DATA, thresholds)) if one.rule.measure == measure]


S30, S31 = "integrated_system", "sichuan_2025"
EDGES = [  # set, measure, month, what stands there, level: just below, exactly at, just above each threshold
    (S30, "pace_index", 6, {"paid": "29.99"}, "red"),
    (S30, "pace_index", 6, {"paid": "30"}, "yellow"),
    (S30, "pace_index", 6, {"paid": "30.01"}, "yellow"),
    (S30, "pace_index", 6, {"paid": "39.99"}, "yellow"),
    (S30, "pace_index", 6, {"paid": "40"}, "clear"),
    (S30, "pace_index", 6, {"paid": "40.01"}, "clear"),
    (S30, "pace_index", 12, {"paid": "59.99"}, "red"),
    (S30, "pace_index", 6, {}, "open"),
    (S30, "expected_attainment", 7, {"forecast": "99.99"}, "red"),
    (S30, "expected_attainment", 7, {"forecast": "100"}, "clear"),
    (S30, "expected_attainment", 7, {"forecast": "100.01"}, "clear"),
    (S30, "expected_attainment", 7, {"forecast": "0", "aim": "0"}, "clear"),
    (S30, "likelihood", 7, {"likelihood": "确定能"}, "clear"),
    (S30, "likelihood", 7, {"likelihood": "有可能"}, "yellow"),
    (S30, "likelihood", 7, {"likelihood": "完全不可能"}, "red"),
    ("central_136", "likelihood", 7, {"likelihood": "有可能"}, "yellow"),
    ("central_136", "likelihood", 8, {"likelihood": "有可能"}, None),
    (S30, "results_above_money", 12, {"paid": "95", "actual": "100"}, "clear"),
    (S30, "results_above_money", 12, {"paid": "94.9", "actual": "100"}, "red"),
    (S30, "results_above_money", 12, {"paid": "95.1", "actual": "100"}, "clear"),
    (S30, "results_above_money", 11, {"paid": "10", "actual": "100"}, None),
    (S30, "unspent_share", 12, {"paid": "80.01"}, "clear"),
    (S30, "unspent_share", 12, {"paid": "80"}, "clear"),
    (S30, "unspent_share", 12, {"paid": "79.99"}, "yellow"),
    (S30, "unspent_share", 12, {"paid": "0.01", "budget": "0"}, "yellow"),
    (S30, "unspent_share", 12, {"budget": "0"}, "open"),
    *((S31, "execution_to_date", month, {"paid": paid}, level) for month, at in ((4, 25), (6, 40), (8, 60), (10, 80)) for paid, level in (
        (f"{at - 1}.99", "yellow"), (f"{at}", "clear"), (f"{at}.01", "clear"))),
    (S31, "execution_to_date", 5, {"paid": "1"}, None),
    (S31, "results_beyond_money", 7, {"paid": "50", "value": "60"}, "clear"),
    (S31, "results_beyond_money", 7, {"paid": "49.99", "value": "60"}, "yellow"),
    (S31, "results_beyond_money", 7, {"paid": "50.01", "value": "60"}, "clear"),
    (S31, "results_beyond_money", 7, {"paid": "50", "value": "40"}, "clear"),
    (S31, "results_beyond_money", 7, {"paid": "50.01", "value": "40"}, "yellow"),
    (S31, "results_beyond_money", 7, {"paid": "49.99", "value": "40"}, "clear"),
]  # fmt: skip


@pytest.mark.parametrize(("thresholds", "measure", "month", "told", "level"), EDGES)
def test_edge_of_a_threshold(tmp_path, thresholds, measure, month, told, level):
    assert {alert.level.key for alert in judged(tmp_path, thresholds, measure, month, **told)} == ({level} if level else set())


def test_every_rule_has_its_edges():
    listed = {(thresholds, measure, month) for thresholds, measure, month, _, level in EDGES if level}
    for name in threshold_sets(DATA):
        for rule in read_thresholds(DATA, name).rules:
            assert any((name, rule.measure) == row[:2] and (not rule.months or row[2] in rule.months) for row in listed)


def test_an_alert_tells_arithmetic_threshold_and_source(tmp_path):
    (alert,) = judged(tmp_path, S30, "pace_index", 6, paid="30")
    assert alert.words.zh == "支付进度指数：30.00 ÷ 100.00 × 100% ÷ (6 ÷ 12 × 100%) × 100% ＝ 60.00%，低于80%（黄色预警，出处S30）"
    assert alert.words.en == "pace index: 30.00 ÷ 100.00 × 100% ÷ (6 ÷ 12 × 100%) × 100% = 60.00%, below 80% (yellow alert; source S30)"


@pytest.mark.parametrize("name", threshold_sets(DATA))
def test_thresholds_cite_what_is_registered(name):
    told = read_thresholds(DATA, name)
    assert {key for rule in told.rules for key in rule.cites} | set(told.cites) <= set(SOURCES)
    assert all(set(MEASURES[rule.measure].cites) <= set(SOURCES) for rule in told.rules)


WRONG_SETS = [
    ("measure: pace_indx\n    bounds: [{below: 60, level: red}]", "发现“pace_indx”；应为已定义的监控内容；是否指 pace_index？"),
    ("measure: pace_index\n    bounds: [{below: 60, above: 70, level: red}]", "应为below、above、away、word 恰好一个"),
    ("measure: pace_index\n    months: [13]\n    bounds: [{below: 60, level: red}]", "发现“13”；应为1至12月"),
    ("measure: likelihood\n    bounds: [{below: 60, level: red}]", "应为与监控内容相符的预警线"),
    ("measure: likelihood\n    bounds: [{word: 也许, level: red}]", "发现“也许”"),
    ("measure: pace_index\n    bounds: [{below: 60, level: blue}]", "发现“blue”"),
]


@pytest.mark.parametrize(("rule", "message"), WRONG_SETS)
def test_a_wrong_set_of_thresholds_is_told(tmp_path, rule, message):
    (tmp_path / "monitoring").mkdir()
    text = f"name: 某\nabout: 某\ncites: [S30]\nrules:\n  - {rule}\n    cites: [S30]\n    verified: yes\n"
    (tmp_path / "monitoring" / "own.yml").write_text(text, "utf-8")
    with pytest.raises(UserMistake) as caught:
        read_thresholds(tmp_path, "own")
    assert any(message in line for line in caught.value.lines("zh"))


def test_a_county_chooses_its_set(tmp_path):
    data = data_folder(tmp_path, items=BUDGET, months=months_of([1]), files={"../../county.yml": "name: 某县\nscheme: self_evaluation\nmonitoring: sichuan_2025\n"})
    assert open_monitoring("test", 2022, "unit", 1, data=data).thresholds.key == S31
    assert open_monitoring("test", 2022, "unit", 1, data=data, thresholds="central_136").thresholds.key == "central_136"
    with pytest.raises(UserMistake, match="sichuan_2025"):
        open_monitoring("test", 2022, "unit", 1, data=data, thresholds="sichuan")


# -- what is missing ---------------------------------------------------------------------------------------------------


def test_a_department_without_months_says_so():
    told = open_monitoring("demo", 2024, "culture", 7, data=DATA)
    assert told.status.zh == "本部门没有按月填报支出，无法监控预算执行"
    assert told.seen.paid().value.reason is Reason.MISSING
    assert (told.alerts, told.level) == ((), Level.OPEN)
    assert not told.forecast().value.known
    assert not told.seen.execution().known


def test_a_month_that_is_missing_is_a_gap_that_names_the_last_one(tmp_path):
    record = record_of(tmp_path, items=BUDGET, months="1,exp_total,5,万元,,\n3,exp_total,9,万元,,")
    seen = AtMonth(record, 5)
    assert seen.paid().value == Gap(Reason.MISSING, seen.paid().value.note)
    assert seen.paid().value.note.zh == "最近一次填报为3月"
    told = open_monitoring("test", 2022, "unit", 3, data=tmp_path / "data", thresholds=S30, scheme="hunan_a")
    assert told.status.zh == "缺2月的累计数"


def test_money_not_yet_paid_is_no_ground_for_a_forecast(tmp_path):
    data_folder(tmp_path, items="exp_total,,actual,12,万元", months=months_of(range(1, 13)), year=2021)
    data = data_folder(tmp_path, items=BUDGET, months=months_of([0]), year=2022)
    told = open_monitoring("test", 2022, "unit", 1, data=data).forecast()
    assert told.value.value.note.zh == "尚无支出，无法按比例推算"
    assert not (told.low.known)
    assert not (told.high.known)


def test_targets_without_a_line_of_the_form_are_gaps(tmp_path):
    record = record_of(tmp_path, targets="产出指标,数量指标,甲,≥,100,90,个,50,,,台账,,")
    (one,) = AtMonth(record, 7).targets
    assert (one.value.value.reason, one.forecast.value.reason, one.marks) == (Reason.MISSING, Reason.MISSING, None)
    assert AtMonth(record, 12).targets[0].value.value == 90


MONTHS_WRONG = "13,exp_total,1,万元,,\n0,exp_total,1,万元,,\n7,exp_total,很多,万元,,\n7,exp_totl,1,万元,,\n7,exp_basic,1,人,,\n7,exp_project,1,万元,甲,\n7,exp_total,1,万元,,later\n6,exp_total,1,万元,,\n6,exp_total,2,万元,,\n7,planned_progress,60,%,,forecast"
MONITORING_WRONG = "13,甲,1,,,,,,\n7,乙,1,,,,,,\n7,甲,多,,,,,,\n6,甲,1,,,大概,,,\n5,甲,1,,,,天气,,\n4,甲,1,,,,,,\n4,甲,2,,,,,,\n3,甲,1,丙,,,,,"


def test_everything_wrong_is_told_at_once_with_its_place(tmp_path):
    targets = "产出指标,数量指标,甲,≥,100,,个,50,,,,,"
    with pytest.raises(UserMistake) as caught:
        record_of(tmp_path, items=BUDGET, targets=targets, months=MONTHS_WRONG, monitoring=MONITORING_WRONG)
    told = [problem.place.en.removeprefix("test/2022/unit/") for problem in caught.value.problems]
    assert told == [
        "months.csv line 2 [month]", "months.csv line 3 [month]", "months.csv line 4 [value]", "months.csv line 5 [item]", "months.csv line 6 [unit]",
        "months.csv line 7 [item]", "months.csv line 8 [period]", "months.csv line 10 [value]", "months.csv line 11 [item]",
        "monitoring.csv line 2 [month]", "monitoring.csv line 3 [indicator]", "monitoring.csv line 4 [value]", "monitoring.csv line 5 [likelihood]",
        "monitoring.csv line 6 [reasons]", "monitoring.csv line 8 [indicator]", "monitoring.csv line 9 [indicator]",
    ]  # fmt: skip


@pytest.mark.parametrize("month", ["0", "13", "七", "", "7.5", "-1", "07"])
def test_a_month_that_is_none_is_refused(month):
    with pytest.raises(UserMistake, match="1 to 12"):
        valid_month(month)


def test_older_files_stay_valid(tmp_path):
    lines = "month,item,value,unit\n1,exp_total,5,万元\n"
    record = record_of(tmp_path, items=BUDGET, files={"months.csv": lines})
    (one,) = record.months
    assert (one.project, one.forecast, record.progress) == ("", False, ())


# -- what does not fit together ------------------------------------------------------------------------------------------

TARGET = "产出指标,数量指标,甲,≥,100,,个,50,,,,,"
FOUND = [  # months, monitoring, check, outcome, what is meant
    ("6,exp_total,9.00,万元,,\n7,exp_total,8.00,万元,,", "", "M1", "question", "cumulative figures fall"),
    ("6,exp_total,9.00,万元,,\n7,exp_total,9.00,万元,,\n8,exp_total,1.00,万元,,", "", "M1", None, "a later month is not looked at"),
    ("11,project_funds,9.00,万元,项目,\n7,project_funds,9.50,万元,项目,", "", "M1", None, "a later fall of a project"),
    ("6,project_funds,9.00,万元,项目,\n7,project_funds,8.50,万元,项目,", "", "M1", "question", "a fall of a project"),
    ("7,exp_total,9.00,万元,,\n7,exp_total,8.00,万元,,forecast", "", "M2", "question", "less expected than paid"),
    ("7,exp_total,9.00,万元,,\n7,exp_total,9.00,万元,,forecast", "", "M2", "pass", "as much"),
    ("7,project_funds,9.00,万元,项目,\n7,project_funds,8.00,万元,项目,forecast", "", "M2", "question", "of a project"),
    ("", "7,甲,50,,90,有可能,,,", "M3", "question", "in doubt and unexplained"),
    ("", "7,甲,50,,90,有可能,经费保障,,", "M3", "pass", "a class of reasons"),
    ("", "7,甲,50,,90,,,资金下达晚,", "M3", "pass", "reasons in words"),
    ("", "7,甲,50,,100,确定能,,,", "M3", None, "no doubt"),
    ("", "7,甲,50,,99,确定能,其他,,", "M4", "question", "certain, yet expected below the target"),
    ("", "7,甲,50,,100,确定能,,,", "M4", "pass", "certain"),
]


@pytest.mark.parametrize(("months", "monitoring", "check", "outcome", "meant"), FOUND)
def test_checks_of_a_month(tmp_path, months, monitoring, check, outcome, meant):
    data = data_folder(tmp_path, items=BUDGET, targets=TARGET, months=months, monitoring=monitoring)
    found = {one.outcome.key for one in open_monitoring("test", 2022, "unit", 7, data=data).findings if one.check == check}
    assert found == ({outcome} if outcome else set()), meant


# -- the county and the form ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def county():
    return open_county_monitoring("demo", 2024, 7, data=DATA)


def test_the_county_tells_every_alert_of_its_departments(county):
    assert len(county.departments) == 24
    assert len(county.alerts) == sum(len(one.alerts) for one in county.read)
    assert [alert.level for _, alert in county.alerts] == sorted((alert.level for _, alert in county.alerts), key=list(Level).index)
    assert {one.record.department for one in county.silent} == {"audit", "culture", "disabled", "gazetteer", "science", "statistics", "youth"}


def test_departments_raise_the_alerts_that_their_files_hold_and_no_others(county):
    """Of those with CSV files, recomputed from the files: pace, expected values, likelihood."""
    for one in county.read:
        if one.record.department not in MONTHLY_CSV:
            continue
        department = one.record.department
        pace = amounts(2024, department, "exp_total")[7] / amount(2024, department, "exp_total", "budget_revised") / 7 * 12
        expected = [("pace_index", "red" if pace < D("0.6") else "yellow")] if pace < D("0.8") else []
        targets = {row["level3"]: row for row in rows(2024, department, "targets.csv") if not row["project"]}
        for line in (row for row in rows(2024, department, "monitoring.csv") if not row["project"]):
            target = targets[line["indicator"]]
            if target["direction"] != "定性" and (D(line["forecast"]) < D(target["target"])) and target["direction"] == "≥":
                expected.append(("expected_attainment", "red"))
            expected += [("likelihood", "yellow")] if line["likelihood"] == "有可能" else []
        assert sorted((alert.rule.measure, alert.level.key) for alert in one.alerts) == sorted(expected)


def test_the_demo_months_raise_no_finding(county):
    assert [(one.record.department, finding.message.zh) for one in county.read for finding in one.findings if finding.serious] == []


def test_the_form_of_the_department_is_its_files():
    told = open_monitoring("demo", 2024, "education", 7, data=DATA)
    whole = told.form.money.rows[0].cells
    expected = amounts(2024, "education", "exp_total", "forecast")[7]
    assert [cell.value for cell in (*whole[:3], whole[5])] == [
        amount(2024, "education", "exp_total", "budget_initial"), amount(2024, "education", "exp_total", "budget_revised"),
        amounts(2024, "education", "exp_total")[7], expected,
    ]  # fmt: skip
    lines = {row["indicator"]: row for row in rows(2024, "education", "monitoring.csv") if not row["project"]}
    shown = {row.head.zh: row.cells for row in told.form.indicators.rows if not row.part}
    assert set(shown) == set(lines)
    for name, line in lines.items():
        cells = shown[name]
        told_value = cells[3].value if isinstance(cells[3], Figure) and cells[3].known else getattr(cells[3], "zh", "")
        assert told_value == (line["value"] if line["value"] in {"", "正在推进"} else D(line["value"]))
        assert [deviation.value.zh for deviation, mark in zip(Deviation, cells[5:10], strict=True) if mark] == [line["reasons"]] * bool(line["reasons"])
        assert (cells[10], cells[11].zh, cells[12]) == (line["explanation"], line["likelihood"], line["remark"])


def test_the_form_of_a_project_has_its_money_and_targets():
    told = open_monitoring("demo", 2024, "education", 7, data=DATA)
    first = told.project_forms[0]
    assert [words.zh for _, words in first.heads][:3] == ["义务教育营养改善", "示例县教育局（102001）", "示例县教育局"]
    paid = next(D(row["value"]) for row in rows(2024, "education", "months.csv") if (row["item"], row["project"], row["period"]) == ("project_funds", "义务教育营养改善", ""))
    assert first.money.rows[0].cells[2].value == paid
    assert len([row for row in first.indicators.rows if not row.part]) == 5


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_form_is_ready_to_be_shown(lang):
    told = open_monitoring("demo", 2024, "education", 7, data=DATA, lang=lang)
    for form in (told.form, *told.project_forms):
        for one in (form.money, form.indicators):
            shown = form_table(one, lang)
            assert shown.html.count("<tr") >= len(one.rows)
            assert all(len(row.cells) == len(one.columns) - 1 for row in one.rows if row.part != "group")


def test_projects_have_alerts_of_their_own():
    told = open_monitoring("demo", 2024, "education", 7, data=DATA)
    funds = {row["project"]: row for row in rows(2024, "education", "months.csv") if row["item"] == "project_funds" and not row["period"]}
    budgets = {row["project"]: D(row["value"]) for row in rows(2024, "education", "projects.csv") if (row["item"], row["period"]) == ("project_funds", "budget_revised")}
    paces = {name: D(row["value"]) / budgets[name] / 7 * 12 for name, row in funds.items()}
    found = {(project.project.name, alert.level.key) for project, alert in told.project_alerts if alert.rule.measure == "pace_index"}
    assert found == {(name, "red" if pace < D("0.6") else "yellow") for name, pace in paces.items() if pace < D("0.8")}


def test_files_of_earlier_years_are_told(csv_county):
    told = open_monitoring("demo", 2023, "women", 7, data=csv_county)
    assert {name.split("/")[1] for name, _ in told.files if name.startswith("demo/")} == {"2022", "2023"}
    assert "monitoring/integrated_system.yml" in dict(told.files)


def test_history_is_read_once(csv_county):
    history = History(csv_county, "demo")
    assert history.before(2024) == history.before(2024)
    assert all(one is other for one, other in zip(history.before(2024), history.before(2024), strict=True))


# -- how good the forecast is --------------------------------------------------------------------------------------------


def test_the_back_test_counts_what_it_says(csv_county):
    tried = back_test("demo", csv_county, items=["exp_total"], months=[7])
    assert {(trial.department, trial.year) for trial in tried.trials} == set(itertools.product(MONTHLY_CSV, (2023, 2024)))
    for trial in tried.trials:
        assert trial.outturn == amount(trial.year, trial.department, "exp_total", "actual")
        assert trial.paid == amounts(trial.year, trial.department, "exp_total")[7]
    inside = [trial.low <= trial.outturn <= trial.high for trial in tried.trials]
    assert tried.coverage == D(100 * sum(inside)) / len(inside)
    assert tried.median_error == statistics.median(abs(trial.value - trial.outturn) / trial.outturn * 100 for trial in tried.trials)


def test_the_figures_in_the_documents_are_those_of_the_back_test_and_good_enough():
    tried = back_test("demo", DATA)
    text = (ROOT / "docs" / "monitoring.md").read_text("utf-8")
    assert f"{len(tried.trials)} forecasts" in text
    assert f"inside the interval in {tried.coverage:.1f}% of them; the median error was {tried.median_error:.1f}%" in text
    assert tried.coverage >= 80  # nominally 83 to 88 %
    assert tried.median_error < tried.median_time_error


def test_words_of_the_form_are_the_official_ones():
    assert [one.value.zh for one in Likelihood] == ["确定能", "有可能", "完全不可能"]
    assert [one.value.zh for one in Deviation] == ["经费保障", "制度保障", "人员保障", "硬件条件保障", "其他"]
