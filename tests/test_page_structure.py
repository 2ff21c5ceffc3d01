"""The bones of the pages: what stands where, so that another nbconvert cannot silently break it; and how large they may be."""

import itertools
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from commands import OTHER_PAGES, REPORTS
from nbformat.v4 import new_notebook

from evallib.running.export import export_html

GOLDEN = Path(__file__).parent / "golden" / "structure.txt"
SHELL, REPORT = 25_000, 200_000  # bytes
DEPARTMENT = 11_000  # bytes for each department on the page of a county
SHOWN = ("header", "nav", "main", "footer", "section", "h1", "h2", "h3", "figure", "table", "article", "dl", "details", "script", "style", "input")


def outline(page):
    """The page's landmarks, headings, tables and charts in order, each with its class and what names it."""
    for element in BeautifulSoup(page, "html.parser").find_all(SHOWN):
        classes = "".join(f".{name}" for name in element.get("class", []))
        if element.name == "table":
            says = element.caption.get_text()
        elif element.name in {"h1", "h2"} or (element.name == "h3" and element.get("id", "").startswith("s")):
            says = element.get_text()
        else:
            says = element.get("aria-label", "") or (element.get("id", "") if element.name in {"input", "section"} else "")
        depth = sum(parent.name in SHOWN for parent in element.parents)
        yield f"{'  ' * depth}{element.name}{classes}{f' {says}' if says else ''}"


def head(page):
    """What the head of the page declares, hashes left out."""
    return [re.sub(r"sha256-[^']+", "sha256-…", str(tag)) for tag in BeautifulSoup(page, "html.parser").head.find_all(["meta", "link"])]


def test_the_structure_of_a_report_is_as_agreed(outputs):
    """To agree on another structure, look at the page and write what this test finds into the file."""
    page = (outputs / "guidong/2022/ftu/department.html").read_text("utf-8")
    assert "\n".join([*head(page), *outline(page)]) + "\n" == GOLDEN.read_text("utf-8")


def test_an_empty_page_is_small():
    assert len(export_html(new_notebook()).encode()) <= SHELL


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_is_not_too_large_to_be_sent(outputs, report):
    check_sizes(outputs / report / "department", REPORT)


@pytest.mark.parametrize("page", OTHER_PAGES)
def test_the_other_pages_are_not_too_large_either(other_outputs, page):
    check_sizes(other_outputs / page, REPORT if page.count("/") > 2 else SHELL + 24 * DEPARTMENT)


def check_sizes(page, most):
    sizes = {suffix: page.with_name(f"{page.name}{suffix}.html").stat().st_size for suffix in ("", ".en")}
    assert all(size <= most for size in sizes.values()), sizes


@pytest.mark.parametrize("page", OTHER_PAGES)
def test_the_numbers_of_a_chart_stand_beside_it_and_only_once(other_outputs, page):
    soup = BeautifulSoup((other_outputs / f"{page}.html").read_text("utf-8"), "html.parser")
    for chart in soup.find_all("figure"):
        assert chart.find_next(["table", "h2"]).name == "table", "a chart without its numbers"
    tables = [table.tbody.get_text("|") for table in soup.find_all("table")]
    assert len(tables) == len(set(tables))


def test_headings_never_leave_out_a_level(outputs):
    for report in REPORTS:
        page = BeautifulSoup((outputs / report / "department.html").read_text("utf-8"), "html.parser")
        levels = [int(heading.name[1]) for heading in page.find_all(re.compile("^h[1-6]$"))]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
