"""Results for others: the same figures as the reports, files that programs open safely, questions that the documents show."""

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from decimal import Decimal
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest
from builders import data_folder
from commands import ROOT, evallib
from hypothesis import given
from hypothesis import strategies as st

from evallib.case import open_case
from evallib.running.results import COLUMNS, as_csv, as_workbook, rows_of, safe, unsafe
from evallib.summary import summary

NAMES = [column.name for column in COLUMNS]
SOME = ("--county", "demo", "--year", "2024", "--department", "audit", "ftu", "youth")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results") / "outputs"
    for words in (SOME, ("--county", "guidong")):
        done = evallib("run", *words, "--outputs", folder, "--quiet")
        assert done.returncode == 0, done.stderr
    return folder


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("results.*")}


def test_every_row_of_every_scorecard_is_there_with_its_marks(outputs):
    read = rows(outputs / "demo/2024/results.csv")
    assert list(read[0]) == NAMES
    for name in ("audit", "ftu", "youth"):
        case = open_case("demo", 2024, name)
        own = [row for row in read if row["department"] == name]
        assert [row["name"] for row in own] == [row.words.zh for row in case.scorecard.rows]
        assert sum(Decimal(row["lowest"]) for row in own) == case.scorecard.lowest
        assert sum(Decimal(row["highest"]) for row in own) == case.scorecard.highest
        assert sum(Decimal(row["available"]) for row in own) == 100


def test_a_value_comes_with_unit_formula_and_place(outputs):
    (row,) = [row for row in rows(outputs / "guidong/2022/results.csv") if row["indicator"] == "budget_addition_rate"]
    case = open_case("guidong", 2022, "ftu")
    rate = case.indicator("budget_addition_rate")
    assert (row["unit"], row["formula"]) == ("%", rate.arithmetic("zh"))
    assert abs(Decimal(row["value"]) - rate.value) < Decimal("1e-9")
    assert row["source"].startswith("guidong/2022/ftu/items.csv 第")
    missing = [row for row in rows(outputs / "guidong/2022/results.csv") if row["outcome"] == "open"]
    assert all(row["missing"] for row in missing)
    assert {row["value"] for row in missing if row["kind"] == "computed"} == {""}, "what is missing is not 0"


def test_csv_opens_in_excel_as_chinese(outputs):
    assert (outputs / "demo/2024/results.csv").read_bytes().startswith(b"\xef\xbb\xbfcounty,")
    assert pd.read_csv(outputs / "demo/2024/results.csv").columns.tolist() == NAMES


def test_the_workbook_says_the_same_and_tells_its_columns(outputs):
    book = openpyxl.load_workbook(outputs / "demo/2024/results.xlsx")
    sheet = [[cell.value for cell in line] for line in book["results"].iter_rows()]
    plain = rows(outputs / "demo/2024/results.csv")
    assert sheet[0] == NAMES
    assert len(sheet) == len(plain) + 1
    for line, row in zip(sheet[1:], plain, strict=True):
        for column, found in zip(COLUMNS, line, strict=True):
            if column.kind in {"number", "whole"} and row[column.name]:
                assert found == pytest.approx(float(row[column.name]))
            else:
                assert (found or "") == unsafe(row[column.name])
    assert [line[0].value for line in book["columns"].iter_rows()] == NAMES


DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "'=1", "'")


def test_no_text_becomes_a_formula(tmp_path):
    """Names of targets that begin like formulas, through the whole command."""
    targets = "\n".join(f'产出指标,数量指标,"{text}",≥,1,1,个,1,,,"{text}",' for text in ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", '=HYPERLINK(""http://x"",""y"")'))
    data = data_folder(tmp_path, items="exp_total,,actual,1.00,万元", targets=targets, scheme="self_evaluation", profile="name: '=SUM(1)'\n")
    done = evallib("run", "--data", data, "--outputs", tmp_path / "o", "--quiet")
    assert done.returncode == 0, done.stderr
    cells = [cell for line in csv.reader(io.StringIO((tmp_path / "o/test/2022/results.csv").read_text("utf-8-sig"))) for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@")) or re.match(r"-(?!\d+(\.\d+)?$)", cell)]
    assert {"'=1+1", "'-2+3", "'@SUM(A1)", "'=SUM(1)"} <= set(cells)
    with ZipFile(tmp_path / "o/test/2022/results.xlsx") as book:
        assert not [name for name in book.namelist() if re.search(rb"<f[ >]|<hyperlink", book.read(name))]
    values = {cell.value for line in openpyxl.load_workbook(tmp_path / "o/test/2022/results.xlsx")["results"].iter_rows() for cell in line}
    assert {"=1+1", "-2+3", "=SUM(1)"} <= values, "in a workbook a text is a text, whatever it begins with"


@given(st.text(max_size=6) | st.sampled_from(DANGEROUS))
def test_a_text_made_safe_can_be_had_back(text):
    assert unsafe(safe(text)) == text
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))


def test_negative_numbers_stay_numbers():
    one = next(iter(rows_of(summary(open_case("yiyang", 2022, "ftu")))))
    one[NAMES.index("value")] = Decimal("-3.50")
    told = rows_in(as_csv([one]))
    assert told[0]["value"] == "-3.50"
    assert openpyxl.load_workbook(io.BytesIO(as_workbook([one])))["results"].cell(2, NAMES.index("value") + 1).value == -3.5


def rows_in(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_same_reports_give_the_same_bytes_and_a_part_keeps_the_others(outputs, tmp_path):
    everything = contents(outputs)
    for words in (("--county", "guidong"), (*SOME[:-3], "youth"), (*SOME[:-3], "audit", "ftu")):
        assert evallib("run", *words, "--outputs", tmp_path, "--quiet").returncode == 0
    assert contents(tmp_path) == everything
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8"))["results"] == json.loads((outputs / "manifest.json").read_text("utf-8"))["results"]


def test_results_are_verified_and_made_again_when_lost(outputs):
    before = contents(outputs)
    assert set(json.loads((outputs / "manifest.json").read_text("utf-8"))["results"]) == {*before, "index.html", "index.en.html"}
    (outputs / "guidong/2022/results.csv").write_bytes(b"")
    (outputs / "demo/2024/results.xlsx").unlink()
    shown = evallib("verify", "--outputs", outputs)
    assert shown.returncode == 1
    assert {"guidong/2022/results.csv", "demo/2024/results.xlsx"} == {line.split()[0] for line in shown.stdout.splitlines()}
    assert evallib("run", "--county", "guidong", "--outputs", outputs, "--quiet").returncode == 0
    assert contents(outputs) == before
    assert evallib("verify", "--outputs", outputs, "--rerun").returncode == 0


def test_a_summary_that_was_changed_is_left_out_with_a_word(tmp_path):
    assert evallib("run", *SOME, "--outputs", tmp_path, "--quiet").returncode == 0
    (tmp_path / "demo/2024/ftu/department.json").write_text("{}")
    (tmp_path / "demo/2024/results.csv").unlink()
    shown = evallib("run", "--county", "guidong", "--outputs", tmp_path, "--quiet")
    assert "demo/2024/ftu/department.json" in shown.stderr
    assert {row["department"] for row in rows(tmp_path / "demo/2024/results.csv")} == {"audit", "youth"}


def test_a_summary_of_another_version_is_left_out_with_a_word(tmp_path):
    assert evallib("run", "--county", "guidong", "--outputs", tmp_path, "--quiet").returncode == 0
    manifest, path = tmp_path / "manifest.json", tmp_path / "guidong/2022/ftu/department.json"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_text('{"format":0}')
    manifest.write_text(manifest.read_text("utf-8").replace(before, hashlib.sha256(path.read_bytes()).hexdigest()), "utf-8")
    shown = evallib("run", "--county", "yiyang", "--outputs", tmp_path, "--quiet")
    assert shown.returncode == 0, shown.stderr
    assert "guidong/2022/ftu/department.json" in shown.stderr
    assert rows(tmp_path / "guidong/2022/results.csv") == []
    assert len(rows(tmp_path / "yiyang/2022/results.csv")) > 5


WITHOUT_DUCKDB = "import sys; sys.modules['duckdb'] = None; from evallib.__main__ import main; sys.exit(main(sys.argv[1:]))"


def test_without_duckdb_everything_else_is_written_and_a_line_says_so(tmp_path):
    words = ["run", "--county", "guidong", "--outputs", tmp_path, "--quiet"]
    shown = subprocess.run([sys.executable, "-c", WITHOUT_DUCKDB, *map(str, words)], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert shown.returncode == 0, shown.stderr
    assert "pip install duckdb" in shown.stderr
    assert set(contents(tmp_path)) == {"guidong/2022/results.csv", "guidong/2022/results.xlsx"}
    assert evallib("verify", "--outputs", tmp_path).returncode == 0


def test_the_file_of_all_has_the_rows_of_all_with_types(outputs):
    duckdb = pytest.importorskip("duckdb")
    told = duckdb.read_parquet(str(outputs / "results.parquet")).fetchall()
    plain = [row for name in ("demo/2024", "guidong/2022") for row in rows(outputs / name / "results.csv")]
    assert len(told) == len(plain)
    for line, row in zip(told, plain, strict=True):
        for column, found in zip(COLUMNS, line, strict=True):
            cell = row[column.name]
            expected = {"text": unsafe, "whole": int, "number": lambda c: Decimal(c) if c else None, "truth": lambda c: c == "yes"}[column.kind](cell)
            assert found == expected, (column.name, cell)


def blocks(kind):
    return re.findall(rf"```{kind}\n(.*?)```", (ROOT / "docs/results.md").read_text("utf-8"), re.DOTALL)


def test_the_documented_questions_have_answers(outputs):
    with_pandas, with_duckdb = blocks("python")
    (sql,) = blocks("sql")

    def asked(code):
        return subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=outputs.parent, capture_output=True, text=True, encoding="utf-8", check=True).stdout

    shown = asked(with_pandas)
    card = open_case("guidong", 2022, "ftu").scorecard
    assert str(float(max(row.lost for row in card.rows))) in shown
    pytest.importorskip("duckdb")
    (outputs.parent / "question.sql").write_text(sql, "utf-8")
    shown = asked(with_duckdb)
    assert "桂东县总工会" in shown
    assert f"{card.highest - card.lowest:.2f}" in shown
