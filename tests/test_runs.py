"""Real runs: the command, papermill and nbconvert as users call them, on real department-years and on invented ones."""

import re
import shutil
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup
from builders import data_folder
from commands import OTHER_PAGES, OTHER_RUN, REPORTS, ROOT, evallib, selected

from evallib.running.export import script as script_of

LIMIT = 200_000


@pytest.mark.parametrize("report", REPORTS)
def test_page(outputs, report):
    page = (outputs / report / "department.html").read_text("utf-8")
    assert len(page.encode()) <= LIMIT
    assert "此处计算出错" not in page
    assert str(ROOT) not in page
    assert str(outputs) not in page
    assert not re.search(r"(?:src|href)=\"(?!#|data:)", page), "no address outside the page"


EXPECTED = {  # what each page must say, from framework 5.3 and 5.5
    "guidong/2022/ftu": ["165.01%", "65.01%", "自评96分高于可能的最高分95分", "116.62 ＋ 57.20 ＋ 15.39 ＝ 189.21", "9 ＋ 5 ＋ 8 ＝ 22", "82.64", "128.94%", "380.32%"],
    "hengshan/2023/guantang": ["235.76%", "100.00%", "104.45", "225.54%", "332.67%", "50 ÷ 46 × 100% ＝ 108.70%"],
    "demo/2024/agriculture": ["本报告所用数据为虚构，仅供演示。", "form.xlsx 基础数据表!D", "accounts.xlsx 公开"],
    "demo/2024/ftu": ["本报告所用数据为虚构，仅供演示。", "accounts.xlsx 公开01表!", "items.csv 第"],
    "yiyang/2022/ftu": ["逐项完全相等", "1,342.49", "52 ÷ 52 × 100% ＝ 100.00%"],
}


@pytest.mark.parametrize("report", REPORTS)
def test_page_says_what_it_must(outputs, report):
    page = (outputs / report / "department.html").read_text("utf-8")
    assert [text for text in EXPECTED[report] if text not in page] == []


def test_same_bytes_from_elsewhere(outputs, other_outputs, tmp_path):
    """Another folder, time zone, locale and hash seed give the same files."""
    for words in (*selected(), OTHER_RUN):
        done = evallib("run", *words, "--data", ROOT / "data", "--outputs", "o", cwd=tmp_path, TZ="Asia/Shanghai", LC_ALL="C", PYTHONHASHSEED="7", PYTHONUTF8="1")
        assert done.returncode == 0, done.stderr
    for report in REPORTS:
        assert (tmp_path / "o" / report / "department.html").read_bytes() == (outputs / report / "department.html").read_bytes()
    for page in OTHER_PAGES:
        assert (tmp_path / "o" / f"{page}.html").read_bytes() == (other_outputs / f"{page}.html").read_bytes()


def test_papermill_and_nbconvert_give_the_same_report(outputs, tmp_path):
    executed = tmp_path / "out.ipynb"
    papermill = [sys.executable, "-m", "papermill", "notebooks/department.ipynb", executed, "-p", "department", "ftu", "-p", "county", "yiyang", "-p", "year", "2022"]
    subprocess.run(papermill, cwd=ROOT, check=True, capture_output=True)
    nbconvert = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "--template", "evallib", executed]
    subprocess.run(nbconvert, cwd=tmp_path, check=True, capture_output=True)
    page = executed.with_suffix(".html").read_text("utf-8")
    assert page == (outputs / "yiyang/2022/ftu/department.html").read_text("utf-8")


def test_help_of_the_notebook_explains_its_parameters():
    shown = subprocess.run([sys.executable, "-m", "papermill", "--help-notebook", "notebooks/department.ipynb"], cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    for name in ("county", "year", "department", "scheme", "lang", "data"):
        assert re.search(rf"{name}: (str|int)", shown), shown


def test_english_edition(outputs):
    page = (outputs / "guidong/2022/ftu/department.en.html").read_text("utf-8")
    assert '<html lang="en">' in page
    assert "the stated 96 marks exceed the highest possible total, 95" in page
    assert "最要紧的事项" not in page


GOOD = "exp_total,,budget_initial,100.00,万元\nexp_total,,actual,90.00,万元\nexp_basic,,actual,60.00,万元\nexp_project,,actual,30.00,万元"


def test_one_failure_stops_no_other_and_leaves_the_last_good_report(tmp_path):
    data = data_folder(tmp_path, items=GOOD, department="good")
    data_folder(tmp_path, items=GOOD, department="later")
    published = tmp_path / "published"
    assert evallib("run", "--data", data, "--outputs", published).returncode == 0
    before = (published / "test/2022/later/department.html").read_bytes()
    items = data / "test/2022/later/items.csv"
    items.write_text(items.read_text("utf-8").replace("90.00", "9.0.00"), encoding="utf-8")
    done = evallib("run", "--data", data, "--outputs", published)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "9.0.00" in done.stderr
    assert "items.csv" in done.stderr
    assert (published / "test/2022/later/department.html").read_bytes() == before
    assert "9.0.00" in (published / "test/2022/later/department.error.html").read_text("utf-8")
    assert (published / "test/2022/good/department.html").is_file()
    items.write_text(items.read_text("utf-8").replace("9.0.00", "90.00"), encoding="utf-8")
    assert evallib("run", "--data", data, "--outputs", published, "--department", "later").returncode == 0
    assert not (published / "test/2022/later/department.error.html").exists()
    assert [path.name for path in published.rglob(".*")] == [".evallib"], "no temporary file stays behind"


def test_outputs_that_cannot_be_written_are_named(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = evallib("run", "--county", "yiyang", "--outputs", tmp_path / "file")
    assert done.returncode == 2
    assert "无法写入" in done.stderr
    assert "Traceback" not in done.stderr


def test_page_that_cannot_be_written_stops_no_other(tmp_path):
    data = data_folder(tmp_path, items=GOOD, department="good")
    data_folder(tmp_path, items=GOOD, department="blocked")
    (tmp_path / "o/test/2022/blocked/department.html/in the way").mkdir(parents=True)
    done = evallib("run", "--data", data, "--outputs", tmp_path / "o")
    assert done.returncode == 1
    assert "无法写入" in done.stderr
    assert (tmp_path / "o/test/2022/good/department.html").is_file()
    assert (tmp_path / "o/test/2022/blocked/department.html/in the way").is_dir()


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def test_markup_in_names_and_texts_is_inert(tmp_path):
    profile = f"name: '{HOSTILE}'\nmandate: '{HOSTILE}'\nplan: ['{HOSTILE}']\nproblems: ['{HOSTILE}']\nmeasures: ['javascript:alert(1)']\npublications: [{{title: '{HOSTILE}', url: 'javascript:alert(1)'}}]\n"
    items = GOOD + f"\nproject,{HOSTILE},actual,30.00,万元"
    targets = f"产出指标,{HOSTILE},{HOSTILE},定性,{HOSTILE},{HOSTILE},,50,达成,90,{HOSTILE},{HOSTILE},{HOSTILE}"
    data = data_folder(tmp_path, items=items, profile=profile, targets=targets)
    done = evallib("run", "--data", data, "--outputs", tmp_path / "o")
    assert done.returncode == 0, done.stderr
    page = BeautifulSoup((tmp_path / "o/test/2022/unit/department.html").read_text("utf-8"), "html.parser")
    assert "alert(1)" in page.text
    assert page.find_all(["img", "iframe", "object", "form"]) == []
    assert [script.get_text() for script in page.find_all("script")] == [script_of("report.js").text]
    assert [tag for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")] == []
    assert [tag["href"] for tag in page.find_all(href=True) if not tag["href"].startswith(("#", "data:"))] == []


def test_notebook_that_is_broken_is_its_own_failure(tmp_path):
    (tmp_path / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks/department.ipynb", tmp_path / "notebooks")
    notebook = tmp_path / "notebooks/department.ipynb"
    notebook.write_text(notebook.read_text("utf-8").replace("show.head(case)", "show.head(cases)"), encoding="utf-8")
    done = evallib("run", "--county", "yiyang", "--data", ROOT / "data", "--outputs", "o", cwd=tmp_path)
    assert done.returncode == 1
    assert "NameError" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "o/yiyang/2022/ftu/department.error.html").is_file()
