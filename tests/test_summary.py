"""Summaries: what is told of a department outside its own report says what the report says, and survives JSON unchanged."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from commands import evallib
from hypothesis import given
from hypothesis import strategies as st

from evallib.case import open_case
from evallib.figures import Figure, Source, fixed
from evallib.quantities import Counted, Gap, Reason, Unit
from evallib.reading.record import Period
from evallib.summary import Summary, _Reader, _Writer, summary
from evallib.words import Words

DEPARTMENTS = [
    ("guidong", 2022, "ftu"), ("hengshan", 2023, "guantang"), ("yiyang", 2022, "ftu"), ("demo", 2024, "education"), ("demo", 2024, "youth"), ("demo", 2022, "archives"),
]


@pytest.fixture(params=DEPARTMENTS, ids=lambda one: f"{one[0]}-{one[2]}")
def case(request):
    return open_case(*request.param)


def test_survives_json(case):
    told = summary(case)
    assert Summary.from_json(told.to_json()) == told
    assert Summary.from_json(told.to_json()).to_json() == told.to_json()


def test_is_the_same_in_either_language(case):
    english = open_case(case.record.county, case.record.year, case.record.department, lang="en")
    assert summary(english).to_json() == summary(case).to_json()


def test_says_what_the_case_says(case):
    told, card = Summary.from_json(summary(case).to_json()), case.scorecard
    assert (told.lowest, told.highest, told.evidenced, told.settled, told.grade) == (card.lowest, card.highest, card.evidenced, card.settled_marks, card.grade)
    assert told.outcomes == {outcome.key: count for outcome, count in case.outcomes.items()} | {key: 0 for key in told.outcomes if key not in {o.key for o in case.outcomes}}
    assert [row.name for row in told.rows] == [row.words for row in card.rows]
    assert [row.at_stake for row in told.missing] == [row.at_stake for row in card.open_rows]
    assert [(finding.check, finding.message) for finding in told.findings] == [(finding.check, finding.message) for finding in case.findings if finding.serious]
    for period in Period:
        mine, theirs = told.figure("exp_total", period), case.figure("exp_total", period)
        assert (mine.value, mine.sources, mine.shown("zh"), mine.in_tables) == (theirs.value, theirs.sources, theirs.shown("zh"), theirs.in_tables)
    rate = told.indicator("execution_rate", "initial")
    assert rate.shown() == case.indicator("execution_rate", basis="initial").shown()


@pytest.mark.parametrize("text", ["{}", "[]", '{"format":99}', "nonsense"])
def test_what_is_no_summary_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        Summary.from_json(text)


SOURCES = st.builds(Source, st.sampled_from(["a/2022/b/items.csv", "a/2022/b/f.xlsx"]), st.integers(0, 99), st.sampled_from(["", "表"]), st.sampled_from(["", "B2"]), st.text(max_size=5))
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9)
LABELS = st.builds(Words, st.text(max_size=4), st.text(max_size=4))
GAPS = st.builds(Gap, st.sampled_from(Reason), LABELS)
LEAVES = st.builds(Figure, LABELS, NUMBERS | GAPS, st.just(Unit.WAN_YUAN), SOURCES | st.none())
FIGURES = st.recursive(LEAVES, lambda inner: st.builds(lambda a, b, sign: {"+": a + b, "-": a - b, "c": a.called("乙", "b")}[sign], inner, inner, st.sampled_from("+-c")), max_leaves=6)


@given(FIGURES)
def test_every_figure_survives_json_with_its_formula_and_its_places(figure):
    writer = _Writer()
    told = json.loads(json.dumps(writer.figure(figure)))
    again = _Reader({"sources": [writer.source(s) for s in writer._sources], "files": list(writer._files)}, {}).figure(told)
    assert again == figure
    assert again.formula("zh", numbers=True) == figure.formula("zh", numbers=True)
    assert again.sources == figure.sources


def test_units_that_only_count_survive():
    for figure in (Figure(Words("户数", "households"), Decimal(3), Counted("户", Decimal(10_000))), fixed(Decimal("2.50"), Unit.MARK), (fixed(Decimal(1)) / fixed(Decimal(3))).percent):
        assert _Reader({"sources": [], "files": []}, {}).figure(json.loads(json.dumps(_Writer().figure(figure)))) == figure


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("summaries") / "o"
    evallib("run", "--county", "yiyang", "--outputs", folder, "--quiet")
    return folder


def test_a_run_publishes_the_summary_and_the_manifest_knows_it(outputs):
    path = outputs / "yiyang/2022/ftu/department.json"
    assert Summary.from_json(path.read_bytes()) == summary(open_case("yiyang", 2022, "ftu"))
    files = json.loads((outputs / "manifest.json").read_text("utf-8"))["reports"]["yiyang/2022/ftu/department.html"]["files"]
    assert set(files) == {"yiyang/2022/ftu/department.html", "yiyang/2022/ftu/department.json"}


def test_the_summary_belongs_to_the_report_that_wrote_it_last(outputs):
    before = (outputs / "yiyang/2022/ftu/department.json").read_bytes()
    evallib("run", "--county", "yiyang", "--lang", "en", "--outputs", outputs, "--quiet")
    assert (outputs / "yiyang/2022/ftu/department.json").read_bytes() == before
    reports = json.loads((outputs / "manifest.json").read_text("utf-8"))["reports"]
    assert {name: sorted(Path(file).suffix for file in told["files"]) for name, told in reports.items()} == {
        "yiyang/2022/ftu/department.html": [".html"], "yiyang/2022/ftu/department.en.html": [".html", ".json"],
    }
    assert evallib("verify", "--rerun", "--outputs", outputs).returncode == 0
    (outputs / "yiyang/2022/ftu/department.json").write_text("{}")
    assert evallib("verify", "--outputs", outputs).returncode == 1


def test_a_notebook_that_gives_no_summary_publishes_none(tmp_path):
    evallib("run", "--county", "yiyang", "--notebook", "review", "--outputs", tmp_path, "--quiet")
    assert not list(tmp_path.rglob("department.json"))
