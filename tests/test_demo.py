"""The demonstration county: its generator makes it, and its list of planted defects is the whole truth about it."""

import csv
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from evallib import show
from evallib.case import open_case, open_cases
from evallib.problems import UserMistake
from evallib.reading.folder import department_years
from evallib.reading.narrative import read_narrative
from evallib.reading.record import Period
from evallib.review import Review
from evallib.rules.findings import CHECKS

ROOT = Path(__file__).parents[1]
DATA, DEMO = ROOT / "data", ROOT / "data" / "demo"
sys.path.insert(0, str(ROOT / "tools"))
from build_demo import build  # noqa: E402  tools is a folder of scripts

YEARS = (2022, 2023, 2024)
NEVER_SERIOUS = {"E4", "I6"}  # they tell what is missing, and accuse nobody
SMALLER = ("youth", "education", "liqiao", "ftu", "hospital", "statistics")  # every kind of file, four with defects


def planted(county):
    """The rows of a county's list."""
    with (county / "planted.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


TRUTH = planted(DEMO)
IN_DATA = [row for row in TRUTH if row["id"].startswith("D")]
IN_REPORTS = [row for row in TRUTH if row["id"].startswith("R")]
DEPARTMENTS = sorted({path.name for path in DEMO.glob("2*/*")})
CLEAN = sorted(set(DEPARTMENTS) - {row["department"] for row in TRUTH})


def opened(data):
    """Every department-year of the county, worked out."""
    return open_cases([which for which in department_years(data) if which.county == "demo"], data=data)


@pytest.fixture(scope="module")
def cases():
    return {(str(which.year), which.department): case for which, case in opened(DATA).items()}


def wanted(rows):
    return Counter((row["year"], row["department"], row["check"], row["outcome"]) for row in rows if row["id"].startswith("D"))


def found(cases):
    return Counter((year, department, one.check, one.outcome.key) for (year, department), case in cases.items() for one in case.findings if one.serious)


def contents(folder):
    """What stands in every file; of a workbook every part, since the same content may be packed tighter on another machine."""
    return {path.relative_to(folder).as_posix(): parts(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def parts(path):
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        return [(part.filename, part.date_time, packed.read(part)) for part in packed.infolist()]


def test_the_generator_makes_the_county_that_is_shipped(tmp_path):
    build(tmp_path / "demo")
    made, shipped = contents(tmp_path / "demo"), contents(DEMO)
    assert list(made) == list(shipped), "remove data/demo and run python3 tools/build_demo.py"
    assert [name for name in made if made[name] != shipped[name]] == [], "remove data/demo and run python3 tools/build_demo.py"


@pytest.mark.parametrize("seed", [1, 31])
def test_any_other_seed_makes_one_whose_list_is_the_truth(tmp_path, seed):
    rows = build(tmp_path / "demo", seed, SMALLER)
    cases = {(str(which.year), which.department): case for which, case in opened(tmp_path).items()}
    assert len(cases) == len(SMALLER) * len(YEARS)
    assert found(cases) == wanted(rows)


def test_every_department_year_can_be_read(cases):
    assert len(cases) == len(DEPARTMENTS) * len(YEARS)
    assert [case for case in cases.values() if isinstance(case, UserMistake)] == []


def test_what_is_found_is_what_was_planted(cases):
    assert found(cases) == wanted(TRUTH)


@pytest.mark.parametrize("row", [row for row in IN_DATA if not row["follows_from"]], ids=lambda row: row["id"])
def test_a_defect_is_found_where_it_stands(cases, row):
    serious = [one for one in cases[row["year"], row["department"]].findings if (one.check, one.outcome.key) == (row["check"], row["outcome"])]
    places = {(source.file.rsplit("/", 1)[-1], source.spot.en) for one in serious for source in one.sources}
    assert (row["file"], row["place"]) in places


@pytest.mark.parametrize("row", IN_REPORTS, ids=lambda row: row["id"])
def test_a_defect_of_prose_stands_in_the_report(row):
    text = (DEMO / row["year"] / row["department"] / row["file"]).read_text("utf-8")
    assert row["place"].strip("“”") in text
    assert row["right"] not in text or row["right"] in row["stated"] or row["stated"] in row["right"]


@pytest.mark.parametrize("department", CLEAN)
def test_a_clean_department_raises_nothing(cases, department):
    assert [one.message.zh for year in YEARS for one in cases[str(year), department].findings if one.serious] == []


def test_as_much_is_planted_as_promised():
    meant = [row for row in IN_DATA if not row["follows_from"]]
    assert len(meant) >= 48
    assert len([row for row in IN_REPORTS if not row["follows_from"]]) >= 20
    assert len(CLEAN) >= 10
    assert {row["check"] for row in IN_DATA} == set(CHECKS) - NEVER_SERIOUS
    assert {row["check"][0] for row in IN_REPORTS} >= set("ADFGIJKL")
    assert all(row["follows_from"] in {one["id"] for one in TRUTH} for row in TRUTH if row["follows_from"])


def test_departments_are_of_many_kinds_and_sizes(cases):
    names = {name: list(DEMO.glob(f"2*/*/{name}")) for name in ("items.csv", "form.xlsx", "accounts.xlsx")}
    assert len(DEPARTMENTS) == 24
    assert len(names["items.csv"]) == len(names["form.xlsx"]) == 36
    assert len(names["accounts.xlsx"]) >= 30
    assert len(list(DEMO.glob("2*/*/report.*"))) >= 60
    sizes = [case.figure("exp_total").value for case in cases.values()]
    assert max(sizes) / min(sizes) > 300
    assert sum(path.stat().st_size for path in DEMO.rglob("*") if path.is_file()) < 4_000_000


@pytest.mark.parametrize("department", CLEAN)
def test_last_year_is_last_years_file(cases, department):
    for year in YEARS[1:]:
        for item in ("exp_project", "three_public", "exp_operating", "rev_total", "balance_closing"):
            this, last = cases[str(year), department].figure(item, Period.LAST_ACTUAL), cases[str(year - 1), department].figure(item)
            assert this.to(last.unit).value == last.value


@pytest.mark.parametrize(("lang", "words"), [("zh", "虚构"), ("en", "invented")])
def test_a_report_says_that_its_data_are_invented(lang, words):
    assert words in str(show.head(open_case("demo", 2024, "hospital", lang=lang, data=DATA)).html)


# -- the prose ------------------------------------------------------------------------------------------------------------

REPORTS = sorted(DEMO.glob("2*/*/report.*"))
WITH_THE_DATA = {"D1"}  # the check of prose that needs the department's data
KNOWN_TO_THE_DATA = {"H3"}  # a claim without figures is not asked about where the data bear it out


def serious(review):
    return Counter((finding.check, finding.outcome.key) for finding in review.findings if finding.serious)


def listed(path, rows):
    return Counter((row["check"], row["outcome"]) for row in rows if (row["year"], row["department"]) == (path.parent.parent.name, path.parent.name))


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: f"{path.parent.parent.name}-{path.parent.name}")
def test_prose_alone_tells_of_its_planted_defects_and_of_nothing_else(path):
    expected = listed(path, [row for row in IN_REPORTS if row["check"] not in WITH_THE_DATA])
    assert serious(Review(read_narrative(path.read_text("utf-8"), path.name))) == expected


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: f"{path.parent.parent.name}-{path.parent.name}")
def test_prose_beside_right_data_tells_of_its_planted_defects_and_of_nothing_else(path, cases):
    """Where the data are wrong and the prose is right, the two differ too: such years are left to the test above."""
    case = cases[path.parent.parent.name, path.parent.name]
    if listed(path, IN_DATA):
        return
    expected = listed(path, [row for row in IN_REPORTS if row["check"] not in KNOWN_TO_THE_DATA])
    assert serious(Review(read_narrative(path.read_text("utf-8"), path.name), case)) == expected
