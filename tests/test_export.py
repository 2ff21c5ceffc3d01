"""From notebook to page: the same bytes everywhere, nothing hostile, nothing from outside, nothing lost."""

from __future__ import annotations

import copy
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from browser_tools import PAYLOADS, WAYS, bitmap, cell, drawing, gallery, grid, html_output, output_of, prose
from bs4 import BeautifulSoup
from nbformat.v4 import new_notebook, new_output

from evallib.running import export
from evallib.running.export import export_html

SHELL_LIMIT, REPORT_LIMIT = 25_000, 200_000  # bytes


def page_of(*cells, **metadata) -> BeautifulSoup:
    """Return the page made of some cells."""
    return BeautifulSoup(export_html(new_notebook(cells=list(cells), metadata=metadata)), "html.parser")


def shown(*outputs) -> BeautifulSoup:
    """Return the ``main`` of a page whose one cell has these outputs."""
    return page_of(cell("work()", *outputs)).main


@pytest.fixture(scope="module", params=["zh", "en"])
def page(request) -> BeautifulSoup:
    """The gallery, in each language."""
    return BeautifulSoup(export_html(gallery(request.param)), "html.parser")


# -- the same bytes ---------------------------------------------------------------------------------------------------


def nbconvert(*notebooks: Path, folder: Path) -> None:
    """Run stock nbconvert in a folder where evallib's template is installed as pip installs it."""
    installed = folder / "share" / "nbconvert" / "templates" / "evallib"
    shutil.copytree(export.TEMPLATES / "evallib", installed)
    package = Path(export.__file__).parents[2]
    settings = {"JUPYTER_PATH": str(folder / "share"), "PYTHONPATH": str(package), "LC_ALL": "C", "TZ": "Asia/Shanghai"}
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--template", "evallib", *map(str, notebooks)]
    subprocess.run(command, cwd=folder, env=os.environ | settings, check=True, capture_output=True)


def test_stock_nbconvert_gives_the_same_bytes(tmp_path):
    """In one call, so that nothing of one report may leak into the next."""
    notebooks = {
        "桂东县 总工会.ipynb": gallery("zh"),
        "report.ipynb": gallery("en"),
        "failed.ipynb": gallery("zh", failed=True),
    }
    for name, nb in notebooks.items():
        nbformat.write(nb, tmp_path / name)
    nbconvert(*(tmp_path / name for name in notebooks), folder=tmp_path)
    for name, nb in notebooks.items():
        assert (tmp_path / name).with_suffix(".html").read_text(encoding="utf-8") == export_html(nb), name


def test_installed_template_is_the_packages_own():
    installed = Path(sys.prefix, "share", "jupyter", "nbconvert", "templates", "evallib")
    if not installed.exists():
        pytest.skip("evallib is not installed in this environment")
    for name in ("conf.json", "index.html.j2"):  # the styles are read from the package itself
        ours = export.TEMPLATES / "evallib" / name
        assert (installed / name).read_bytes() == ours.read_bytes(), f"{name}: install evallib again"


def test_page_depends_on_the_notebook_alone(tmp_path, monkeypatch):
    first = export_html(gallery())
    export_html(gallery("en"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "America/Lima")
    assert export_html(gallery()) == first  # with new random cell identifiers, too


def test_notebook_is_left_alone():
    nb = gallery()
    before = copy.deepcopy(nb)
    export_html(nb)
    assert nb == before


def test_printed_text_does_not_depend_on_how_the_kernel_cut_it():
    whole = shown(new_output("stream", text="合计 189.21\n"))
    parts = shown(*(new_output("stream", text=text) for text in ("合", "计 189", ".21\n")))
    assert parts == whole


# -- budgets ----------------------------------------------------------------------------------------------------------


def test_shell_is_small():
    assert len(export_html(new_notebook()).encode()) <= SHELL_LIMIT


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_report_is_small(lang):
    assert len(export_html(gallery(lang)).encode()) <= REPORT_LIMIT


# -- the page ---------------------------------------------------------------------------------------------------------


def test_head_says_what_the_outputs_told(page):
    lang = page.html["lang"]
    assert lang in {"zh-CN", "en"}
    told = {"zh-CN": "桂东县总工会2022年度部门整体支出绩效自评", "en": "Guidong County Federation of Trade Unions"}[
        lang
    ]
    assert page.title.string.startswith(told)
    assert page.find("meta", attrs={"name": "description"})["content"]
    assert "SHA-256" in page.footer.get_text()


def test_policy_forbids_everything_but_styles_and_pictures_in_the_page(page):
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    expected = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
    assert policy == expected


LANGUAGES = [
    # told by an output, asked from papermill, language of the page
    ("en", "zh", "en"),
    ("zh", "en", "zh-CN"),
    (None, "en", "en"),
    (None, None, "zh-CN"),
    ("fr", None, "zh-CN"),
]


@pytest.mark.parametrize(("told", "asked", "expected"), LANGUAGES)
def test_language(told, asked, expected):
    outputs = [html_output("<p>1</p>"), *([html_output("<p>2</p>", lang=told)] if told else [])]
    made = page_of(cell("a", *outputs), papermill={"parameters": {"lang": asked} if asked else {}})
    assert made.html["lang"] == expected


def test_prose_of_the_other_language_is_left_out(page):
    text = page.main.get_text()
    assert ("各项支出" in text) == (page.html["lang"] == "zh-CN")
    assert ("beside the initial" in text) == (page.html["lang"] == "en")
    assert "引文 Quotation" in text  # untagged: for both


def test_one_title_and_contents_of_every_section(page):
    assert len(page.find_all("h1")) == 1
    sections = page.main.select("h2[id], h3[id]")
    entries = [(link["href"][1:], link.get_text()) for link in page.select(".toc a")]
    assert entries == [(section["id"], section.get_text()) for section in sections]
    assert [name for name, _ in entries] == ["s1", "s1-1", "s2", "s2-1", "s3"]


TITLES = [
    # markdown, what evallib told, title of the page, number of h1
    ("# 一\n\n# 二", {}, "一"),
    ("## 没有大标题", {}, "报告"),
    ("## 没有大标题", {"title": "告知的"}, "告知的"),
    ("# 一", {"title": "告知的"}, "告知的"),
]


@pytest.mark.parametrize(("source", "told", "title"), TITLES)
def test_title(source, told, title):
    made = page_of(prose(source), cell("a", html_output("<p>1</p>", lang="zh", **told)))
    assert made.title.string == title
    assert len(made.find_all("h1")) == 1


def test_title_cannot_break_out_of_the_style():
    page = page_of(cell("a", html_output("<p>1</p>", lang="zh", title='甲"}</style><script>alert(1)</script>')))
    assert not page.find("script")
    assert page.style.string.rstrip().endswith("@page:first{@top-left{content:none}}")


def test_code_is_behind_the_switch_and_parameters_are_nowhere(page):
    switch = page.find("input", id="show-code")
    assert "checked" not in switch.attrs
    assert page.find("label", attrs={"for": "show-code"})
    assert page.select("#show-code ~ .page .code")
    assert "open_case(county" in page.select_one(".code").get_text()
    assert "department = 'ftu'" not in page.get_text()
    assert "u603b" not in page.get_text()


def test_lines_of_chinese_are_closed_up_and_others_are_not():
    main = page_of(prose("没有填报的\n数字，\nnot\nzero\n\n```\n一\n二\n```")).main
    assert main.p.get_text() == "没有填报的数字，\nnot\nzero"
    assert main.pre.get_text() == "一\n二\n"


# -- what steps leave behind ------------------------------------------------------------------------------------------


def test_a_failed_step_is_shown_without_traceback_and_announced_on_top():
    text = export_html(gallery("zh", failed=True))
    page = BeautifulSoup(text, "html.parser")
    box = page.find(role="alert")
    assert box.get_text(" ", strip=True).startswith("此处计算出错 items.csv：缺少 <金额> 列")
    assert page.select_one("main > .broken a")["href"] == f"#{box['id']}"
    for unwanted in ("/home/someone", "\x1b", "An Exception was encountered", "FutureWarning"):
        assert unwanted not in text


def test_error_without_message_shows_its_name():
    assert (
        "KeyboardInterrupt" in shown(new_output("error", ename="KeyboardInterrupt", evalue="", traceback=[])).get_text()
    )


def test_printed_text_is_kept_and_memory_addresses_are_not(page):
    assert "合计 189.21 <b>" in [pre.get_text() for pre in page.select("pre.out")]
    assert "0x7f" not in str(page)


def test_links_that_leave_the_page_become_text(page):
    assert all(link["href"].startswith("#") for link in page.find_all("a"))
    assert "https://www.example.gov.cn/a?b=1" in page.main.get_text()  # of a markdown cell
    assert "https://www.example.gov.cn/art/1.html" in page.main.get_text()  # of evallib's own provenance
    assert page.select_one('.note a[href="#s2"]')


def test_evallibs_own_links_to_other_reports_stay():
    assert (
        shown(html_output('<p><a href="../ftu/department.html">总工会</a></p>')).a["href"] == "../ftu/department.html"
    )


# -- tables -----------------------------------------------------------------------------------------------------------


def test_evallibs_table_is_inserted_as_it_is():
    table = grid("表1", ["项目", "金额"], [("total", ["合计", "1.00"]), ("", ["其他", "gap|未填报"])])
    assert shown(html_output(table)).div == BeautifulSoup(table, "html.parser").div


def test_dataframe_gets_headers_alignment_and_room():
    frame = pd.DataFrame({"单位": ["本级", "所属"], "金额": [1234.5, None]})
    main = shown(output_of(text_html=frame.to_html(), text_plain="…"))
    assert [(th.get_text(), th["scope"]) for th in main.find_all("th")] == [
        ("单位", "col"),
        ("金额", "col"),
        ("0", "row"),
        ("1", "row"),
    ]
    assert [td.get_text() for td in main.select("td.num")] == ["1234.5", "NaN"]
    assert main.select_one("th.num").get_text() == "金额"
    region = main.table.parent
    assert (region["role"], region["tabindex"], bool(region["aria-label"])) == ("region", "0", True)


def test_grouped_headers_say_that_they_head_groups():
    frame = pd.DataFrame(
        [[1, 2], [3, 4]], pd.MultiIndex.from_product([["甲"], ["a", "b"]]), pd.MultiIndex.from_product([["年"], [1, 2]])
    )
    main = shown(output_of(text_html=frame.to_html()))
    assert main.find("th", string="年")["scope"] == "colgroup"
    assert main.find("th", string="甲")["scope"] == "rowgroup"


def test_styler_keeps_its_colours_without_its_random_names():
    frame = pd.DataFrame({"得分": [90.0, 60.0]})

    def made() -> str:
        styled = frame.style.bar(color="#9db8d2").map(lambda value: "color: #a00" if value < 70 else "").to_html()
        return str(shown(output_of(text_html=styled)))

    assert "linear-gradient" in made()
    assert "color: #a00" in made()
    assert made() == made()


# -- charts -----------------------------------------------------------------------------------------------------------


def test_chart_has_alternative_caption_and_data(page):
    figure = page.find("figure")
    assert len(figure.svg["aria-label"]) > 20
    assert figure.svg["role"] == "img"
    assert figure.figcaption.get_text()
    folded = figure.select_one("details.data")
    assert folded.summary.get_text() in {"数据表", "Data table"}
    assert folded.find_next_sibling().find("table")


def test_charts_do_not_share_identifiers(page):
    names = [tag["id"] for tag in page.find_all(id=True)]
    assert len(page.select("figure svg")) == 2
    assert len(names) == len(set(names))
    used = set(re.findall(r"url\(#([^)]*)\)", str(page.main))) | {use["xlink:href"][1:] for use in page.find_all("use")}
    assert used
    assert used <= set(names)


def test_chart_keeps_its_texts_and_drops_what_the_page_supplies():
    made = export.inline_svg(drawing(), "c1", "alt")
    assert ">人员经费<" in made
    assert "<clippath" in made
    for unwanted in ("http", "xmlns", "font-family", "<style", "metadata", "DOCTYPE"):
        assert unwanted not in made


def test_random_identifiers_of_matplotlib_do_not_reach_the_page():
    """Without ``svg.hashsalt`` matplotlib invents new identifiers for every drawing."""
    salted = drawing()
    other = re.sub(r"\b([mp])([0-9a-f]{10})\b", r"\g<1>ffff\g<2>", salted)
    assert other != salted
    assert export.inline_svg(other, "c1", "alt") == export.inline_svg(salted, "c1", "alt")


SIZES = [
    # letters in the drawing's units, least width of a drawing 500 wide
    (10, 500),
    (8, 625),
    (5, 667),  # never more than the natural width
]


@pytest.mark.parametrize(("letters", "least"), SIZES)
def test_chart_is_never_drawn_too_small_to_read(letters, least):
    text = f"<text style=\"font: 700 {letters}px 'A', serif\">a</text>"
    svg = f'<svg width="500pt" height="90pt" viewBox="0 0 500 90">{text}</svg>'
    made = export.inline_svg(svg, "c1", "alt")
    assert f"min-width:{least}px" in made
    assert f"font-size: {letters}px; font-weight: 700" in made


def test_bitmap_is_shown_with_whatever_describes_it():
    plain = shown(output_of(image_png=bitmap(), text_plain="<Figure size 500x200>"))
    assert plain.img["alt"] == "图（无文字说明）"
    assert plain.img["src"].startswith("data:image/png;base64,")
    described = new_output(
        "display_data", {"image/png": bitmap()}, metadata={"image/png": {"alt": "折线先降后升", "width": 400}}
    )
    assert shown(described).img["alt"] == "折线先降后升"


# -- hostile texts ----------------------------------------------------------------------------------------------------

TAGS = set(
    "html head meta title link style body a input div nav details summary ol li ul p label main h1 h2 footer "
    "pre span strong code em table thead tbody tr th td figure figcaption img svg text g".split()
)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_nothing_hostile_survives(payload, way):
    page = page_of(WAYS[way](payload))
    if way == "alt and caption":
        page.svg.decompose()  # matplotlib's own drawing has more kinds of tags
    assert {tag.name for tag in page.find_all(True)} <= TAGS
    assert len(page.find_all("style")) == 1
    assert len(page.find_all("meta")) == 7 + bool(page.find("meta", attrs={"name": "description"}))
    assert len(page.find_all("link")) == 1
    for tag in page.find_all(True):
        for name, value in tag.attrs.items():
            assert not name.startswith("on"), tag
            assert name not in {"srcdoc", "action", "formaction", "srcset", "ping", "background"}, tag
            if name in {"href", "xlink:href"}:
                assert value.startswith("#") or value == "data:,", tag
            if name == "src":
                assert value.startswith("data:image/"), tag
            if name == "style":
                assert "evil" not in value, tag
