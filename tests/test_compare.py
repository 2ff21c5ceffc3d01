"""Departments side by side: the figures of the demonstration county are worked out again with pandas from its files, not through evallib."""

import csv
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evallib.case import open_case
from evallib.compare import BANDS, LEAST_PEERS, MEASURES, compare, kind_of, marks
from evallib.distributions import Distribution, added
from evallib.figures import Figure
from evallib.quantities import Gap, Reason, Unit
from evallib.reading.record import Period
from evallib.summary import Summary, summary
from evallib.words import Words

DATA = Path(__file__).parents[1] / "data"
YEARS = (2022, 2023, 2024)
D = Decimal


@pytest.fixture(scope="module")
def county():
    return [Summary.from_json(summary(open_case("demo", year, folder.name)).to_json()) for year in YEARS for folder in sorted((DATA / "demo" / str(year)).iterdir())]


@pytest.fixture(scope="module")
def year_2024(county):
    return compare(county)


# -- the same from the files, by pandas --------------------------------------------------------------------------------


def from_csv(folder):
    """Amounts in 万元 and heads by item and period, of the lines that have no word in ``detail``."""
    table = pd.read_csv(folder / "items.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    table = table[(table.detail == "") & ~table.item.duplicated(keep=False) | (table.detail == "")]
    value = pd.to_numeric(table.value, errors="coerce") / table.unit.map({"元": 10_000}).fillna(1)
    return dict(zip(zip(table.item, table.period, strict=True), value, strict=True))


def from_form(folder):
    """The same from the form: the cells of a few rows of its sheets, found by their labels."""
    base, evaluation, more = (pd.read_excel(folder / "form.xlsx", sheet_name=name, header=None, engine="openpyxl") for name in ("基础数据表", "整体支出自评表", "收支补充表"))

    def row(sheet, label, column=0):
        return sheet[sheet[column].astype(str).str.strip().str.removeprefix("其中：") == label].iloc[0]

    three, staff, money = row(base, "三公经费"), base.iloc[base.index[base[0] == "财政供养人员情况（人）"][0] + 1], row(evaluation, "年度资金总额", 2)
    found = {("staff_on_post", "actual"): staff[2], ("three_public", "actual"): three[3], ("exp_operating", "actual"): row(base, "公用经费")[3], ("exp_project", "actual"): row(base, "项目支出")[3]}
    found |= dict(zip([("exp_total", period) for period in ("budget_initial", "budget_revised", "actual")], money[[3, 5, 7]], strict=True))
    found[("exp_personnel", "actual")] = row(more, "人员经费", 1)[8]
    return {key: float(value) for key, value in found.items()}


def plainly(year):
    """One line for each department, one column for each amount."""
    folders = sorted((DATA / "demo" / str(year)).iterdir())
    return pd.DataFrame({folder.name: from_csv(folder) if (folder / "items.csv").exists() else from_form(folder) for folder in folders}).T


@pytest.fixture(scope="module")
def plain():
    return plainly(2024)


def quartiles(values):
    return list(values.astype(float).quantile([0, 0.25, 0.5, 0.75, 1]))


def near(figure, value):
    return float(figure.value) == pytest.approx(float(value), rel=1e-9)


@pytest.mark.parametrize(
    ("measure", "work_out"),
    [
        ("exp_total", lambda t: t["exp_total", "actual"]),
        ("staff_on_post", lambda t: t["staff_on_post", "actual"]),
        ("share_project", lambda t: t["exp_project", "actual"] / t["exp_total", "actual"] * 100),
        ("execution_revised", lambda t: t["exp_total", "actual"] / t["exp_total", "budget_revised"] * 100),
        ("execution_initial", lambda t: t["exp_total", "actual"] / t["exp_total", "budget_initial"] * 100),
        ("personnel_per_head", lambda t: t["exp_personnel", "actual"] / t["staff_on_post", "actual"]),
        ("operating_per_head", lambda t: t["exp_operating", "actual"] / t["staff_on_post", "actual"]),
        ("three_public_per_head", lambda t: t["three_public", "actual"] / t["staff_on_post", "actual"]),
    ],
)
def test_every_department_and_the_quartiles_are_what_pandas_makes_of_the_files(year_2024, plain, measure, work_out):
    expected, column = work_out(plain), year_2024.columns[measure]
    assert set(year_2024.departments) == set(expected.index)
    assert all(near(column.values[name], expected[name]) for name in year_2024.departments)  # noqa: PD011  no frame
    assert all(near(figure, value) for figure, value in zip(column.spread.five, quartiles(expected), strict=True))


def test_the_county_against_its_budgets(year_2024, plain):
    for period in (Period.BUDGET_INITIAL, Period.BUDGET_REVISED, Period.ACTUAL):
        assert near(year_2024.execution.sums[period], plain["exp_total", period.key].sum())
    assert year_2024.execution.lacking == ()
    assert near(year_2024.execution.rate(Period.ACTUAL, Period.BUDGET_INITIAL), plain["exp_total", "actual"].sum() / plain["exp_total", "budget_initial"].sum() * 100)


def test_three_public_expenses_over_the_years(year_2024):
    trend = year_2024.three_public[0]
    assert all(near(trend.years[year], plainly(year)["three_public", "actual"].sum()) for year in YEARS)
    assert len(trend.departments) == 24


def test_changes_on_last_year(year_2024, plain):
    before = plainly(2023)["exp_total", "actual"]
    assert all(near(figure, (plain["exp_total", "actual"][name] - before[name]) / before[name] * 100) for name, figure in year_2024.changes().items())


def expenditure_table(path):
    """The rows of 支出决算表, which has a sheet of its own or stands on one sheet with the others."""
    sheets = pd.read_excel(path, sheet_name=None, header=None, dtype=str, engine="openpyxl").values()
    rows = pd.concat(sheets, ignore_index=True)
    titles = rows[rows[0].fillna("").str.fullmatch(r".*(决算表|决算总表)")]
    start = next(line for line, title in titles[0].items() if title.endswith("支出决算表") and "收入" not in title and "拨款" not in title)
    end = next(line for line in titles.index if line > start)
    return rows.loc[start : end - 1].dropna(axis=1, how="all")


def test_where_the_money_is_by_function(year_2024):
    """Total of each three-digit code; amounts in 元 where the table says so."""
    sums = {}
    with_accounts = sorted(path.parent.name for path in (DATA / "demo/2024").glob("*/accounts.xlsx"))
    lacking = set(year_2024.by_function.lacking)
    for name in set(with_accounts) - lacking:
        sheet = expenditure_table(DATA / "demo/2024" / name / "accounts.xlsx")
        head = "".join(sheet.head(5).fillna("").to_numpy().ravel())
        size = 10_000 if "单位：元" in head else 1
        total = next(column for column in sheet if "本年支出合计" in sheet[column].head(5).to_list())
        classes = sheet[sheet[0].fillna("").str.fullmatch(r"\d{3}") & ~sheet[1].fillna("").str.isdigit()]  # codes stand in one column or in three
        for code, amount in zip(classes[0], classes[total], strict=True):
            sums[code] = sums.get(code, 0) + float(amount.replace(",", "")) / size
    assert {part.key for part in year_2024.by_function.parts} == set(sums)
    assert all(near(part.amount, sums[part.key]) for part in year_2024.by_function.parts)
    assert lacking == {folder.name for folder in (DATA / "demo/2024").iterdir()} - set(with_accounts)
    assert sum(part.share.value for part in year_2024.by_function.parts) == pytest.approx(100)


def test_contradictions_are_those_that_were_planted(county):
    """``planted.csv`` is the whole truth about failures and questions of the data."""
    planted = pd.read_csv(DATA / "demo/planted.csv", dtype=str, keep_default_na=False)
    planted = planted[planted.id.str.startswith("D") & planted.year.eq("2024")]
    for outcome, side in (("fail", "failed"), ("question", "asked")):
        expected = planted[planted.outcome == outcome].groupby("check").department.unique()
        found = {one.check: set(getattr(one, side)) for one in compare(county).contradictions if getattr(one, side)}
        assert found == {check: set(names) for check, names in expected.items()}


# -- peers and who stands apart ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("示例县教育局", "bureau"), ("示例县发展和改革委员会", "bureau"), ("中共示例县委宣传部", "bureau"), ("示例县例桥镇人民政府", "township"), ("示例县城关街道办事处", "township"),
        ("示例县第一中学", "school"), ("示例县人民医院", "hospital"), ("示例县总工会", "mass"), ("共青团示例县委员会", "mass"), ("示例县残疾人联合会", "mass"), ("示例县档案馆", "institution"),
        ("示例县人民法院", "court"), ("示例县史志研究室", "institution"), ("示例县教育局（本级）", "bureau"), ("某某", "other"),
    ],
)
def test_the_kind_of_a_department_is_that_of_its_name(name, kind):
    assert kind_of(name)[0] == kind


def test_groups_are_by_kind_and_size_and_those_too_small_are_not_compared(year_2024):
    groups = {group.key: {one.department for one in group.members} for group in year_2024.groups}
    assert groups["bureau.2"] == PEERS
    assert groups["mass.rest"] == {"disabled", "ftu", "science", "women", "youth"}
    assert [group.key for group in year_2024.groups if group.compared] == ["bureau.2", "mass.rest"]
    assert sum(len(members) for members in groups.values()) == 24
    assert not {outlier.group.key for outlier in year_2024.outliers} - {"bureau.2", "mass.rest"}


PEERS = {"audit", "civil_affairs", "culture", "emergency", "finance", "justice", "transport", "water"}


def altered(tmp_path, department, item, factor):
    """Return the bureaus of middle size of 2024 with one figure of one department changed in its file, everything else as it is."""
    data = tmp_path / "data"
    if not data.exists():
        for one in PEERS:
            shutil.copytree(DATA / "demo/2024" / one, data / "demo/2024" / one)
        shutil.copy(DATA / "demo/county.yml", data / "demo")
        shutil.copytree(DATA / "schemes", data / "schemes")
    path = data / "demo/2024" / department / "items.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["item"] == item and row["period"] == "actual" and not row["detail"]:
            row["value"] = str(round(D(row["value"]) * D(factor), 2))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return compare(summary(open_case("demo", 2024, folder.name, data=data)) for folder in sorted((data / "demo/2024").iterdir()))


def apart(comparison):
    return {(outlier.summary.department, outlier.measure.key) for outlier in comparison.outliers}


@pytest.mark.parametrize(("factor", "found"), [("4", True), ("0.05", True), ("1.15", False), ("0.9", False)])
def test_a_planted_outlier_is_found_and_ordinary_variation_is_not(tmp_path, year_2024, factor, found):
    """Operating cost of the bureau of justice: 2.84 per head among peers from 2.49 to 4.28, so a few per cent are nothing."""
    known = apart(year_2024)
    added_now = apart(altered(tmp_path, "justice", "exp_operating", factor)) - known
    assert (("justice", "operating_per_head") in added_now) == found
    assert added_now <= {("justice", "operating_per_head")}


def test_an_outlier_is_told_with_its_arithmetic_and_never_called_wrong(tmp_path):
    (outlier,) = [one for one in altered(tmp_path, "justice", "exp_operating", "4").outliers if one.summary.department == "justice"]
    low, high = (outlier.spread.quartile(number).value.quantize(D("0.01")) for number in (1, 3))
    assert outlier.fence == high + 3 * (high - low)
    assert f"{high} ＋ 3 × ({high} － {low}) ＝ {outlier.fence}" in outlier.words.zh
    assert not any(word in outlier.words.zh for word in ("错误", "不实", "虚"))
    assert outlier.figure.sources


ITEM = "exp_total"


def department(name, staff, spent, folder=""):
    """A summary with these figures alone."""
    base = summary(open_case("yiyang", 2022, "ftu"))
    amounts = {
        "staff_on_post": {"actual": Figure(Words("在职人数", "staff on post"), D(staff), Unit.PERSON)} if staff else {},
        "exp_operating": {"actual": Figure(Words("公用经费", "operating cost"), D(spent), Unit.WAN_YUAN)} if spent is not None else {},
    }
    gaps = {key: Figure(one.label, Gap(Reason.MISSING), one.unit) for key, one in base.indicators.items()}
    return replace(base, department=folder or name, name=Words(name, name), amounts=amounts, indicators=gaps, findings=(), functional=())


@pytest.fixture(scope="module")
def one_department():
    return department("某局", 20, "40.00")


def many(one, kinds):
    """Departments with these names, staff and operating cost, made from one."""
    def made(place, name, staff, spent):
        amounts = {
            "staff_on_post": {"actual": replace(one.figure("staff_on_post"), value=D(staff))},
            "exp_operating": {"actual": replace(one.figure("exp_operating"), value=D(spent))} if spent is not None else {},
        }
        return replace(one, department=f"d{place:03d}", name=Words(name, name), amounts={key: value for key, value in amounts.items() if value})

    return [made(place, *kind) for place, kind in enumerate(kinds)]


ORDINARY = [("甲局", 20, value) for value in ("38", "40", "41", "42", "44", "39")]


def test_fewer_than_the_least_number_of_peers_are_not_compared(one_department):
    assert LEAST_PEERS == 5
    odd = ("乙局", 20, "400")
    assert apart(compare(many(one_department, [*ORDINARY[:4], odd]))) == {("d004", "operating_per_head")}
    assert not apart(compare(many(one_department, [*ORDINARY[:3], odd])))


def test_who_lacks_a_figure_is_listed_and_not_counted_as_0(one_department):
    comparison = compare(many(one_department, [*ORDINARY, ("丙局", 20, None)]))
    column = comparison.columns["operating_per_head"]
    assert column.lacking == ("d006",)
    assert column.spread.count == 6
    assert column.spread.five[0].value == D("1.9")
    assert not comparison.execution.sums[Period.ACTUAL].known, "nobody reports it: no sum, not 0"
    assert len(comparison.execution.lacking) == 7
    assert not comparison.by_function.whole.known


@given(
    st.lists(st.tuples(st.sampled_from(["甲局", "乙镇", "丙中学"]), st.integers(1, 150), st.none() | st.integers(1, 3000)), min_size=1, max_size=24),
    st.randoms(use_true_random=False),
    st.integers(1, 150),
    st.integers(1, 10**6),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_order_does_not_matter_and_another_kind_changes_nothing(one_department, kinds, chance, staff, spent):
    departments = many(one_department, kinds)
    first = compare(departments)
    shuffled = list(departments)
    chance.shuffle(shuffled)
    again = compare(shuffled)
    assert (again.outliers, again.shortlist, again.groups) == (first.outliers, first.shortlist, first.groups)
    assert [column.spread and [f.value for f in column.spread.five] for column in again.columns.values()] == [column.spread and [f.value for f in column.spread.five] for column in first.columns.values()]
    stranger = replace(many(one_department, [("某医院", staff, spent)])[0], department="zz")
    with_stranger = compare([*departments, stranger])
    assert apart(with_stranger) == apart(first)
    assert {key: spread.five for key, spread in with_stranger.spreads.items()} == {key: spread.five for key, spread in first.spreads.items()}
    assert [entry.summary.department for entry in with_stranger.shortlist if entry.summary.department != "zz"][:9] == [entry.summary.department for entry in first.shortlist][:9]


@given(st.lists(st.decimals(min_value=0, max_value=10**6, places=2), min_size=1, max_size=40))
def test_quartiles_are_those_of_pandas(values):
    spread = Distribution.of(Figure(Words(str(place), ""), value, Unit.WAN_YUAN) for place, value in enumerate(values))
    expected = pd.Series([float(value) for value in values]).quantile([0, 0.25, 0.5, 0.75, 1])
    assert [float(figure.value) for figure in spread.five] == pytest.approx(list(expected), rel=1e-9, abs=1e-9)


def test_a_quartile_names_the_departments_that_it_lies_between():
    spread = Distribution.of([Figure(Words(name, name), D(value), Unit.WAN_YUAN) for name, value in (("甲", "1.00"), ("乙", "2.00"), ("丙", "4.00"), ("丁", "8.00"))])
    assert spread.quartile(1).arithmetic("zh") == "(1.00 ＋ 2.00 ＋ 2.00 ＋ 2.00) ÷ 4 ＝ 1.75"
    assert spread.median.formula("zh", numbers=False) == "(乙 ＋ 丙) ÷ 2"
    assert Distribution.of([]) is None
    assert not added(Words("和", "sum"), [], Unit.WAN_YUAN).known


# -- order, readings, shortlist ----------------------------------------------------------------------------------------


def test_the_shortlist_is_in_the_order_of_its_rule_with_every_reason(year_2024):
    listed = year_2024.shortlist
    assert len(listed) == 10
    assert [entry.counts for entry in listed] == sorted((entry.counts for entry in listed), reverse=True)
    by_name = {one.department: one for one in year_2024.departments.values()}
    assert min(entry.counts[0] for entry in listed) >= max(one.outcomes["fail"] for name, one in by_name.items() if name not in {e.summary.department for e in listed})
    for entry in listed:
        assert entry.reasons
        assert [why.level for why in entry.reasons] == sorted(why.level for why in entry.reasons)
        assert sum(why.level == 1 for why in entry.reasons) == entry.summary.outcomes["fail"]


def test_a_score_that_is_not_possible_comes_before_questions():
    comparison = compare([summary(open_case("guidong", 2022, "ftu"))])
    (entry,) = comparison.shortlist
    assert [why.level for why in entry.reasons] == [1, 1, 1, 2, 3, 3, 3, 4]
    assert entry.counts == (3, 2, 3, D(90), D("189.20"))
    assert [one.department for one in comparison.impossible] == ["ftu"]


def test_stated_scores(year_2024, county):
    stated = {one.department: one.stated.value for one in county if one.year == 2024}
    assert set(year_2024.stated.high) == {name for name, value in stated.items() if value >= 95}
    assert (year_2024.stated.distinct, year_2024.stated.lacking) == (len(set(stated.values())), ())
    assert compare([summary(open_case("yiyang", 2022, "ftu"))]).stated.lacking == ("ftu",)


def test_evidence_is_ranked_by_the_marks_that_it_settles(year_2024):
    """planted.csv: in 2024 the output targets of yangling have 58 marks and not 50; youth's form names no evidence for the target of row 19, 6 marks."""
    told = [(one.department, one.settled, sum(row.at_stake for row in one.missing)) for one in year_2024.by_evidence if one.missing]
    assert told == [("yangling", 50, 50), ("youth", 94, 6)]
    assert all(one.settled == 100 for one in year_2024.by_evidence[2:])


def test_the_height_of_a_score_ranks_nobody(year_2024, county):
    """Another score, everything else equal: the same lists."""
    raised = [replace(one, lowest=one.lowest / 2, highest=one.highest / 2, evidenced=one.evidenced / 2) for one in county]
    again = compare(raised)
    for order in ("by_contradictions", "by_evidence"):
        assert [one.department for one in getattr(again, order)] == [one.department for one in getattr(year_2024, order)]
    assert [one.summary.department for one in again.shortlist] == [one.summary.department for one in year_2024.shortlist]


def test_other_readings_and_schemes_change_spans_and_order(year_2024):
    effects = {(one.kind, one.key): one for one in year_2024.effects}
    assert {key for kind, key in effects if kind == "steps"} == {"whole", "begun", "pro_rata"}
    assert {key for kind, key in effects if kind == "scheme"} == {"hunan_a", "hunan_b", "hunan_c"}
    assert not effects["steps", "begun"].changed, "the self-evaluation form knows no steps"
    initial = effects["basis", "initial"]
    case = open_case("demo", 2024, "transport").read_as(basis="initial")
    assert (initial.spans["transport"].lowest, initial.spans["transport"].highest) == (case.scorecard.lowest, case.scorecard.highest)
    lowest = {name: one.lowest for name, one in year_2024.departments.items()}
    before = 1 + sum(value > lowest["transport"] for value in lowest.values())
    after = 1 + sum(one.lowest > case.scorecard.lowest for one in initial.spans.values())
    assert initial.order["transport"] == (before, after)
    assert initial.moved[0] == "transport"


def test_marks_are_the_sums_of_their_rows(county):
    for one in county:
        for which in ("lowest", "highest", "evidenced", "settled"):
            assert marks(one, which).value == getattr(one, which)


def test_what_cannot_be_compared_is_refused(county):
    with pytest.raises(ValueError, match="twice"):
        compare([county[0], county[0]])
    with pytest.raises(ValueError, match="one county"):
        compare([])
    with pytest.raises(ValueError, match="one county"):
        compare([county[0], summary(open_case("yiyang", 2022, "ftu"))])
    with pytest.raises(ValueError, match="2030"):
        compare(county, 2030)


def test_every_measure_and_band_is_in_both_languages():
    assert all(measure.words.zh and measure.words.en for measure in MEASURES.values())
    assert list(BANDS) == sorted(BANDS)
