"""The page of a review: the report's text with every figure marked, and the way between marks, findings and text.

The page is made by the notebook, as the command makes it; its pieces are also tried on texts and findings of every kind.
"""

import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal as D

import pytest
from browser_tools import check_page, chromium, find_browser
from bs4 import BeautifulSoup
from builders import data_folder
from commands import ROOT, evallib
from hypothesis import given
from hypothesis import strategies as st
from test_review_command import DATA, FIGURES, REPORT, review

from evallib import show
from evallib.figures import Figure, Source
from evallib.quantities import Unit
from evallib.reading.narrative import read_narrative
from evallib.review import Review
from evallib.rules.findings import Finding, Outcome
from evallib.showing.opinions import Group, arithmetic, group_of, place, quotes
from evallib.showing.review import Mark, _stretches
from evallib.words import Words

LIMIT = 200_000
HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(1)"> & "quoted"'
PIECES = [name for name in show.__all__ if name.startswith("review_")]
LONG = (ROOT / "data/demo/2022/school/report.txt").read_text("utf-8")


def soup(piece):
    return BeautifulSoup(piece._repr_mimebundle_()[0]["text/html"], "html.parser")


def shown(name, one):
    """The pieces of a name: one, or one for each group."""
    function = getattr(show, name)
    return [function(one, group.name.lower()) for group in Group if group is not Group.HELD] if name == "review_opinions" else [function(one)]


def whole(one):
    """Every piece of a review, as one page."""
    return BeautifulSoup("".join(str(soup(piece)) for name in PIECES for piece in shown(name, one)), "html.parser")


class Made(Review):
    """A review whose findings are given."""

    def __init__(self, text, findings, lang="zh"):
        super().__init__(read_narrative(text, "r.txt"), lang=lang)
        vars(self)["findings"] = tuple(findings)


def finding(outcome=Outcome.FAIL, check="A1", spans=(), **sides):
    return Finding(check, outcome, Words("某数", "a figure"), Words("说明", "told"), places=tuple(Source("r.txt", line=1, start=start, end=end) for start, end in spans), **sides)


def amount(value, unit=Unit.WAN_YUAN):
    return Figure(Words("某数", "a figure"), D(value), unit)


# -- the text -----------------------------------------------------------------------------------------------------


def squeezed(text):
    return "".join(text.split())


def text_of(page):
    """The text of a marked report, by line, without blanks and the numbers of the findings; the parser of the tests changes blanks."""
    for note in page.select(".report sup"):
        note.decompose()
    return {int(line["value"]): squeezed(line.get_text()) for line in page.select(".report > li")}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("text", [REPORT, LONG, HOSTILE, "一、表\n\n  \t1.5\t万元\n尾", ""], ids=["short", "long", "hostile", "blank lines", "empty"])
def test_the_text_is_whole_and_its_lines_are_numbered(text, lang):
    lines = {number: squeezed(line) for number, line in enumerate(text.split("\n"), 1) if line.strip()}
    assert text_of(soup(show.review_text(review(text, lang)))) == lines


def test_every_figure_is_marked_by_its_outcome():
    one = review()
    page = soup(show.review_text(one))
    marked = {mark.get_text(): mark for mark in page.select(".report .told")}
    assert set(FIGURES) <= set(marked)
    assert {text: marked[text]["class"][1] for text in ("370.00万元", "310.00万元", "18人", "12户")} == {"370.00万元": "fail", "310.00万元": "fail", "18人": "pass", "12户": "unchecked"}
    assert "310.00 ＋ 50.00 ＝ 360.00" in marked["370.00万元"]["title"]
    assert marked["12户"].select_one(".from")["title"] == "工作数量，只此一处提及"
    assert all(mark.get("title") or mark.select_one(".from")["title"] for mark in marked.values())


@pytest.mark.parametrize("text", [REPORT, LONG], ids=["short", "long"])
def test_every_number_leads_to_its_finding_and_back(text):
    page = whole(review(text))
    identifiers = Counter(tag["id"] for tag in page.find_all(id=True))
    assert set(identifiers.values()) == {1}
    links = {tag["href"][1:] for tag in page.find_all("a", href=True)}
    assert links <= set(identifiers)
    notes = {f"f{one.get_text()}" for one in page.select(".report sup a")}
    assert notes <= set(identifiers)
    assert all(page.find(id=tag["href"][1:])["class"][0] == "told" for tag in page.select(".where a"))


@given(st.text("甲1\n<", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12), st.sampled_from(list(Outcome))), max_size=8))
def test_marks_may_lie_anyhow_over_each_other(text, spans):
    """Nested, crossing, over line ends: no character is lost or told twice, and each mark covers what it is about."""
    marks = [Mark(start, min(start + length, len(text)), outcome.key, number, "") for number, (start, length, outcome) in enumerate(spans, 1) if start < len(text)]
    stretches = list(_stretches(text, marks))
    assert "".join(text[start:end] for start, end, _ in stretches) == text
    assert all("\n" not in text[start:end] or end - start == 1 for start, end, _ in stretches)
    for mark in marks:
        assert "".join(text[start:end] for start, end, over in stretches if mark in over) == text[mark.start : mark.end]
    found = [finding(outcome, spans=[(mark.start, mark.end)]) for mark, (_, _, outcome) in zip(marks, [span for span in spans if span[0] < len(text)], strict=True)]
    assert text_of(soup(show.review_text(Made(text, found)))) == {n: line for n, line in enumerate(text.split("\n"), 1) if line.strip()}


def test_what_takes_part_in_several_findings_has_the_mark_of_the_most_serious():
    one = Made("支出5万元。", [finding(Outcome.PASS, spans=[(2, 5)]), finding(Outcome.QUESTION, spans=[(0, 5)]), finding(Outcome.PASS, spans=[(2, 5)])])
    page = soup(show.review_text(one))
    assert [mark["class"][1] for mark in page.select(".report .told")] == ["question", "question"]
    assert [(note.get_text(), note["class"]) for note in page.select("sup a")] == [("1", ["question"]), ("2", ["pass"]), ("3", ["pass"])]


# -- findings -----------------------------------------------------------------------------------------------------

ROUNDED = {"stated": amount("1.00"), "expected": amount("1.01")}
GROUPS = [  # check, outcome, two sides or not: group
    ("A1", Outcome.FAIL, {}, Group.CONTRADICTIONS),
    ("J1", Outcome.FAIL, {}, Group.CONTRADICTIONS),
    ("F1", Outcome.FAIL, {}, Group.CONTRADICTIONS),
    ("I2", Outcome.FAIL, {}, Group.SCORE),
    ("I4", Outcome.QUESTION, {}, Group.SCORE),
    ("I6", Outcome.INSUFFICIENT_DATA, {}, Group.MISSING),
    ("J3", Outcome.QUESTION, {}, Group.CLAIMS),
    ("E5", Outcome.QUESTION, {}, Group.CLAIMS),
    ("K2", Outcome.INSUFFICIENT_DATA, {}, Group.CLAIMS),
    ("K4", Outcome.HINT, {}, Group.CLAIMS),
    ("L", Outcome.QUESTION, {}, Group.MISSING),
    ("A2", Outcome.INSUFFICIENT_DATA, {}, Group.MISSING),
    ("F5", Outcome.HINT, {}, Group.WORDING),
    ("F2", Outcome.QUESTION, {}, Group.WORDING),
    ("A1", Outcome.HINT, ROUNDED, Group.HELD),
    ("A1", Outcome.PASS, {}, Group.HELD),
    ("H4", Outcome.NOT_APPLICABLE, {}, Group.HELD),
]


@pytest.mark.parametrize(("check", "outcome", "sides", "group"), GROUPS)
def test_what_kind_of_matter_a_finding_is(check, outcome, sides, group):
    assert group_of(finding(outcome, check, **sides)) is group


SUM = amount("310.00") + amount("50.00")
ARITHMETIC = [  # stated, expected: how the expected one is worked out
    (amount("370.00"), SUM, "310.00 ＋ 50.00 ＝ 360.00"),
    (amount("189.20"), amount("114.66"), "189.20 － 114.66 ＝ 74.54"),
    (amount("174.68", Unit.YUAN), amount("174.68").to(Unit.YUAN), "174.68万元 ＝ 1,746,800元"),
    (amount("1.00"), None, ""),
    (None, amount("1.00"), ""),
]


@pytest.mark.parametrize(("stated", "expected", "shown_as"), ARITHMETIC)
def test_arithmetic(stated, expected, shown_as):
    assert arithmetic(finding(stated=stated, expected=expected), "zh") == shown_as


def test_a_finding_tells_its_place_its_words_and_its_question():
    page = soup(show.review_opinions(review(), "contradictions"))
    article = page.find(id="f1")
    assert article["class"] == ["finding", "fail"]
    told = article.get_text("|")
    assert [name.get_text() for name in article.select(".sides dt")] == ["所报", "核对数", "相差"]
    assert [value.get_text() for value in article.select(".sides dd")] == ["370.00万元", "360.00万元", "10.00万元"]
    assert "310.00 ＋ 50.00 ＝ 360.00" in told
    assert "位置：“（一）规模”第7行" in told
    assert "请" in article.select_one(".ask").get_text()
    assert article.blockquote.get_text() == "全年支出合计370.00万元，其中基本支出310.00万元，项目支出50.00万元。"


def test_places_are_told_by_heading_and_line_and_by_file():
    text = "某局2022年度自评报告\n开头1元\n一、收支\n共2元\n（一）支出\n共3元"
    spans = [(text.index(words), text.index(words) + 2) for words in ("1元", "2元", "3元")]
    lines = [text.count("\n", 0, start) + 1 for start, _ in spans]
    sources = [Source("r.txt", line=line, start=start, end=end) for line, (start, end) in zip(lines, spans, strict=True)]
    one = Finding("D1", Outcome.FAIL, Words("", ""), Words("", ""), places=(*sources, Source("items.csv", line=5)))
    assert place(Made(text, [one]), one) == Words("第2行；“一、收支”第4行；“（一）支出”第6行；items.csv 第5行", "line 2; “一、收支”, line 4; “（一）支出”, line 6; items.csv line 5")


def test_long_sentences_are_quoted_in_part_and_no_number_is_cut():
    text = "各项支出" + "、" .join(f"甲{n}项{n}234.56万元" for n in range(100, 140)) + "。"
    start = text.index("120234.56")
    (quote,) = quotes(Made(text, []), finding(spans=[(start, start + 9)]), 30)
    assert "120234.56万元" in quote
    assert len(quote) < 60
    assert quote[0] == quote[-1] == "…"
    assert all(re.fullmatch(r"1\d\d(?:234\.56)?", number) for number in re.findall(r"[\d.]+", quote))


def test_nothing_found_is_told_with_how_much_was_checked():
    none = Made(REPORT, [])
    for name in ("review_head", "review_first", "review_opinions"):
        assert all(f"全文读出{len(FIGURES)}个数字" in soup(piece).get_text() or f"全文{len(FIGURES)}个数字核对了0个" in soup(piece).get_text() for piece in shown(name, none))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("text", [REPORT, LONG, ""], ids=["short", "long", "empty"])
def test_every_piece_shows_itself(text, lang):
    for name in PIECES:
        for piece in shown(name, review(text, lang)):
            data, metadata = piece._repr_mimebundle_()
            assert metadata["evallib"]["kind"]
            assert "None" not in data["text/html"]
            assert "Words(" not in data["text/html"]


def test_markup_in_a_report_is_inert():
    one = review(HOSTILE + "\n" + REPORT.replace("规模", f"规模{HOSTILE}"), file=f"{HOSTILE}.txt")
    page = whole(one)
    assert "alert(1)" in page.text
    assert page.find_all(["script", "img"]) == []
    assert [tag for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")] == []


# -- the page -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A folder with a department that has a report and one that has none; pages of the report by itself, in both languages, and of both departments."""
    folder = tmp_path_factory.mktemp("pages")
    data_folder(folder, items=DATA, department="silent")
    data_folder(folder, items=DATA, files={"report.md": LONG})
    (folder / "report.txt").write_text(LONG, encoding="utf-8")
    for lang in ("zh", "en"):
        done = evallib("review", "report.txt", "--html", f"{lang}.html", "--lang", lang, cwd=folder)
        assert (done.returncode, done.stdout.strip()) == (1, f"{lang}.html"), done.stderr
    done = evallib("run", "--notebook", "review", "--data", "data", "--outputs", "o", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_a_page_is_small_and_asks_for_nothing(pages):
    for page in ("zh.html", "en.html", "o/test/2022/unit/review.html"):
        text = (pages / page).read_text("utf-8")
        assert len(text.encode()) <= LIMIT
        assert not re.search(r"(?:src|href)=\"(?!#|data:)", text), "no address outside the page"
        assert str(pages) not in text
        assert "此处计算出错" not in text


def test_a_department_without_a_report_has_a_page_that_says_so(pages):
    page = (pages / "o/test/2022/silent/review.html").read_text("utf-8")
    assert "某局2022年度：没有部门自评报告" in page
    assert "review.error.html" not in [path.name for path in pages.rglob("*.html")]


def test_a_page_by_department_holds_the_report_against_its_data(pages):
    page = BeautifulSoup((pages / "o/test/2022/unit/review.html").read_text("utf-8"), "html.parser")
    assert "test/2022/unit/items.csv" in page.text
    assert "test/2022/unit/items.csv" not in (pages / "zh.html").read_text("utf-8")


def test_papermill_and_nbconvert_give_the_same_page(pages):
    executed = pages / "out.ipynb"
    words = [word for name, value in (("county", ""), ("department", ""), ("report", pages / "report.txt")) for word in ("-r", name, value)]
    subprocess.run([sys.executable, "-m", "papermill", "notebooks/review.ipynb", executed, *words, "-p", "year", "0"], cwd=ROOT, check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "--template", "evallib", executed], cwd=pages, check=True, capture_output=True)
    assert executed.with_suffix(".html").read_text("utf-8") == (pages / "zh.html").read_text("utf-8")


@pytest.mark.browser
@pytest.mark.skipif(not find_browser(), reason="no Chromium here; name one in EVALLIB_CHROMIUM")
def test_a_page_is_good_to_read_and_print(pages):
    pytest.importorskip("playwright", reason="Playwright is not installed (the extra `browser`)")
    with chromium() as browser:
        for page in ("zh.html", "en.html", "o/test/2022/unit/review.html", "o/test/2022/silent/review.html"):
            assert check_page(pages / page, browser) == []
