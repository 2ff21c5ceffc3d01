"""The English edition holds no Chinese but names and quoted words, and marks those as Chinese."""

import csv
import re
from pathlib import Path

import openpyxl
import pytest
from bs4 import BeautifulSoup
from commands import OTHER_PAGES, REPORTS, ROOT, evallib

CHINESE = re.compile(r"[\u3400-\u9fff]+")
SHARED = ("data/codes", "evallib/rules/sources.csv")  # names of functional classes, titles of documents
SIGNS = {"元", "万元", "亿元", "万", "亿", "无", "是", "否", "不适用"}
"""Units as printed and words to enter, which a message about them must show; each stands beside its English."""
CLASSES = {"好", "一般"}
"""Words that a scheme asks a judgement in."""


def texts(path: Path) -> str:
    """All text of a file or of the files in a folder."""
    if path.is_dir():
        return "\n".join(texts(one) for one in sorted(path.iterdir()))
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path, read_only=True)
        return "\n".join([*book.sheetnames, *(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)])
    return path.read_text("utf-8-sig", errors="replace") if path.suffix in {".csv", ".yml", ".txt", ".md"} else ""


def stray(page: Path, quoted: str) -> set[str]:
    """Chinese of a page that is no quotation of these texts, or is not marked as Chinese."""
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    found = set()
    for part in soup(["style", "script"]):
        part.decompose()
    for text in soup.find_all(string=CHINESE):
        marked = text.find_parent(lang=re.compile("^zh")) or text.parent.name == "title"
        for words in CHINESE.findall(text):
            if not marked or (words not in quoted and words not in SIGNS | CLASSES):
                found.add(f"{words} in {text.strip()[:60]}" + ("" if marked else " (not marked)"))
    for element in soup.find_all(True):
        for name in ("title", "aria-label", "alt", "content"):
            found |= {f"{words} in {name}" for words in CHINESE.findall(element.get(name, "")) if words not in quoted and words not in SIGNS | CLASSES}
    return found


def loose(page: Path) -> list[str]:
    """Signs of an English page that stand away from the word before them, as two sentences badly joined leave them."""
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    for part in soup(["style", "script", "pre"]):
        part.decompose()
    return [found[0] for found in re.finditer(r"[^\n]{0,30}\S [;,:.](?:\s|$)", soup.get_text())]


@pytest.mark.parametrize("page", OTHER_PAGES)
def test_the_other_pages_in_english_hold_quoted_chinese_only(other_outputs, page):
    quoted = "\n".join(texts(one) for one in sorted((ROOT / "data/demo").glob("*/*")))  # forecasts rest on other departments and years
    assert stray(other_outputs / f"{page}.en.html", "\n".join([quoted, *(texts(ROOT / name) for name in SHARED)]).replace("\n", " ")) == set()
    assert loose(other_outputs / f"{page}.en.html") == []


def quoted_by(report: str) -> str:
    return "\n".join(texts(ROOT / name) for name in (f"data/{report}", *SHARED)).replace("\n", " ")


@pytest.mark.parametrize("report", REPORTS)
def test_a_department_report_in_english_holds_quoted_chinese_only(outputs, report):
    assert stray(outputs / f"{report}/department.en.html", quoted_by(report)) == set()
    assert loose(outputs / f"{report}/department.en.html") == []


@pytest.mark.parametrize("report", ["demo/2022/civil_affairs", "demo/2024/agriculture", "demo/2023/hospital"])
def test_a_review_in_english_holds_quoted_chinese_only(tmp_path, report):
    county, year, department = report.split("/")
    done = evallib("run", "--county", county, "--year", year, "--department", department, "--notebook", "review", "--lang", "en", "--outputs", tmp_path)
    assert done.returncode == 0, done.stderr
    assert stray(tmp_path / f"{report}/review.en.html", quoted_by(report)) == set()


def test_a_page_that_tells_a_failure_in_english_holds_no_chinese(tmp_path):
    folder = tmp_path / "data" / "test" / "2022" / "unit"
    folder.mkdir(parents=True)
    (tmp_path / "data" / "test" / "county.yml").write_text("name: {zh: 测试县, en: Test County}\nscheme: self_evaluation\n", "utf-8")
    (folder / "profile.yml").write_text("name: {zh: 某局, en: Some Bureau}\n", "utf-8")
    with (folder / "items.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["item", "detail", "period", "value", "unit"], ["exp_total", "", "actual", "many", "yuan!"], ["exp_totl", "", "actual", "1", "yuan"]])
    done = evallib("run", "--data", tmp_path / "data", "--lang", "en", "--outputs", tmp_path / "out")
    assert done.returncode == 1, done.stderr
    assert stray(tmp_path / "out/test/2022/unit/department.en.error.html", "") == set()
