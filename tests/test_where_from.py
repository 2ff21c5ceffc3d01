"""Every figure of a finished page can be asked where it is from, and what it answers is right."""

import ast
import re
from decimal import Decimal as D

import pytest
from bs4 import BeautifulSoup
from commands import OTHER_PAGES, REPORTS, evallib

from evallib import open_case
from evallib.quantities import rounded
from evallib.words import LANGUAGES

PAGES = [f"{report}/department{suffix}.html" for report in REPORTS for suffix in ("", ".en")]
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
YEAR = re.compile(r"(?:19|20)\d\d")
FULL = "100"  # of so many marks every scheme is made
GENERATED = "p.say, p.lede, .keys dd, ul.say > li, ol.say > li, table.grid tbody td"
QUOTED = ["q", "cite", "code"]  # words of the department, titles of documents
PLACE = re.compile(r"\.(?:csv|xlsx|yml|docx|txt|md)\b")


@pytest.fixture(scope="module")
def pages(outputs, other_outputs, tmp_path_factory):
    """Every page of department reports, those of the other notebooks, and the reviews of two reports, parsed."""
    reviews = tmp_path_factory.mktemp("reviews")
    for lang in LANGUAGES:
        done = evallib("run", "--county", "demo", "--year", "2024", "--department", "agriculture", "ftu", "--notebook", "review", "--lang", lang, "--outputs", reviews)
        assert done.returncode == 0, done.stderr
    others = [f"{page}{suffix}.html" for page in OTHER_PAGES for suffix in ("", ".en")]
    files = {name: outputs / name for name in PAGES} | {name: other_outputs / name for name in others} | {path.relative_to(reviews).as_posix(): path for path in reviews.rglob("review*.html")}
    return {name: BeautifulSoup(path.read_text("utf-8"), "html.parser") for name, path in files.items()}


def unexplained(page):
    """The numbers of generated sentences and tables that nothing is said about."""
    notes = {item["id"]: item.get_text() for item in page.select(".notes li")}
    for part in page.select(GENERATED):
        if part.find_parent(class_="notes") or part.find_parent(class_="own"):
            continue
        for text in part.find_all(string=NUMBER):
            link = text.find_parent("a")
            told = link and link.get("href", "#")[1:]
            if link and "from" in link.get("class", []) and notes.get(told, "").removeprefix(told).strip():
                continue
            if link and (target := page.find(id=told)) and target.select_one(".where"):
                continue  # leads to a finding, with its arithmetic and its places
            if text.find_parent(QUOTED) or PLACE.search(part.get_text()):
                continue
            scheme_named = re.sub(r"（10＋50＋30＋10）|\(10\+50\+30\+10\)|1—\d+月|month \d+", "", text)  # names of schemes, and months
            yield from (f"{number} in {text.strip()[:60]}" for number in NUMBER.findall(scheme_named) if not YEAR.fullmatch(number) and number != FULL)


def test_no_figure_is_without_its_source(pages):
    assert {name: list(unexplained(page))[:9] for name, page in pages.items() if any(unexplained(page))} == {}


def test_every_link_to_a_note_has_one_and_every_note_leads_back(pages):
    for page in pages.values():
        ids = {element["id"] for element in page.find_all(id=True)}
        links = page.select("a.from")
        assert {link["href"][1:] for link in links} == {item["id"] for item in page.select(".notes li")}
        assert {item.a["href"][1:] for item in page.select(".notes li")} <= ids
        assert len(ids) == len(page.find_all(id=True))


def test_on_paper_every_figure_has_a_number_that_leads_to_its_note(pages):
    for page in pages.values():
        for link in page.select("a.from"):
            row = link.find_parent("tr")
            named = row.th["data-n"] if row else link["data-n"]
            spans = [part.partition("–") for part in named.split(", ")]
            assert any(int(first) <= int(link["href"][1:]) <= int(last or first) for first, _, last in spans), link


SIGNS = str.maketrans({"÷": "/", "×": "*", "－": "-", "−": "-", "＋": "+", "（": "(", "）": ")"})


def value(text):
    """Work out an arithmetic expression in exact decimals."""
    tree = ast.parse(text.translate(SIGNS).replace(",", "").replace("%", "").strip(), mode="eval")
    does = {ast.Add: D.__add__, ast.Sub: D.__sub__, ast.Mult: D.__mul__, ast.Div: D.__truediv__}

    def of(node):
        if isinstance(node, ast.BinOp):
            return does[type(node.op)](of(node.left), of(node.right))
        return -of(node.operand) if isinstance(node, ast.UnaryOp) else D(ast.get_source_segment(source, node))

    source = text.translate(SIGNS).replace(",", "").replace("%", "").strip()
    return of(tree.body)


SUM = re.compile(r"([-(]?\d[\d,.%÷×＋－+−*/() -]*[÷×＋－+−][\d,.%÷×＋－+−*/() -]*?)\s*[＝=]\s*(-?[\d,]+(?:\.\d+)?)")


def test_the_arithmetic_of_the_notes_is_right(pages):
    """The numbers filled in give the result shown: of rates exactly as rounded for show, of amounts to the last decimal."""
    checked = 0
    for page in pages.values():
        for note in page.select(".notes li > span"):
            for expression, result in SUM.findall(note.get_text()):
                shown = D(result.replace(",", ""))
                assert abs(rounded(value(expression), max(0, -shown.as_tuple().exponent)) - shown) <= D(1).scaleb(shown.as_tuple().exponent), note.get_text()
                checked += 1
    assert checked > 200


def test_a_figure_of_the_tables_says_the_line_it_was_read_from(pages):
    page = pages["guidong/2022/ftu/department.html"]
    case = open_case("guidong", 2022, "ftu")
    cell = next(row for row in page.select("table.grid tr") if row.th and row.th.get_text() == "支出总额").select_one("td a.from")
    note = page.find(id=cell["href"][1:]).span.get_text()
    figure = case.figure("exp_total", next(period for period in case.record.periods_of("exp_total")))
    assert (cell.get_text(), f"第{figure.sources[0].line}行" in note, "items.csv" in note) == (figure.shown("zh", with_unit=False), True, True)
