"""The Word report: the official sections in order, laid out as official documents are, with the figures of the page and nothing left out in silence."""

import io
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace

import nbformat
import pytest
from bs4 import BeautifulSoup
from builders import data_folder
from commands import INVENTED, REAL, ROOT, evallib
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.table import Table as Grid
from docx.text.paragraph import Paragraph
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from evallib import show
from evallib.case import open_case
from evallib.problems import UserMistake
from evallib.reading.form.layout import BASE, ROWS, SELF, layout_of
from evallib.running.word import document_of
from evallib.showing.official import LAST_NARROW, spread
from evallib.showing.pieces import Table
from evallib.showing.scores import plain_marks
from evallib.showing.word_report import word_report
from evallib.words import Words, dated

DEPARTMENTS = (*REAL, *INVENTED, "demo/2024/education", "demo/2024/archives", "demo/2022/gazetteer", "demo/2023/shiquan", "demo/2024/school")
SECTIONS = [  # the outline that counties of Hunan use (framework 2.7)
    "一、基本情况", "二、一般公共预算支出情况", "三、政府性基金预算支出情况", "四、国有资本经营预算支出情况", "五、社会保险基金预算支出情况",
    "六、部门整体支出绩效情况", "七、存在的问题及原因", "八、下一步改进措施", "九、绩效自评结果拟应用和公开情况", "十、其他需要说明的情况",
]  # fmt: skip
PARTS = [
    "（一）部门职责", "（二）机构和人员情况", "（三）年度总体目标和重点工作", "（四）部门整体收支情况", "（一）基本支出情况", "（二）项目支出情况",
    "（一）绩效目标完成情况", "（二）评分情况", "（三）勾稽核对情况",
]  # fmt: skip
IN_ENGLISH = [
    "1. Background", "2. Expenditure of the general public budget", "3. Expenditure of government-managed funds", "4. Expenditure of the state capital operations budget",
    "5. Expenditure of social insurance funds", "6. Performance of overall expenditure", "7. Problems and their causes", "8. Measures", "9. Use and publication of the results", "10. Other matters",
]  # fmt: skip
ANNEXES = ["部门整体支出绩效评价基础数据表", "部门整体支出绩效自评表", "部门整体支出绩效评分表", "待补充内容和待核实事项清单"]
FONTS = {  # GB/T 9704-2012: 小标宋二号 for the title; 三号 for text: 黑体, 楷体 and 仿宋 by level
    "Title": ("方正小标宋简体", 22), "Heading 1": ("黑体", 16), "Heading 2": ("楷体_GB2312", 16), "Normal": ("仿宋_GB2312", 16), "Page": ("宋体", 14),
}  # fmt: skip


def case_of(department, lang="zh"):
    return open_case(*department.split("/"), lang=lang, data=ROOT / "data")


def opened(case):
    return Document(io.BytesIO(word_report(case)))


@pytest.fixture(scope="module", params=DEPARTMENTS)
def made(request):
    """A department's case and its report, in Chinese."""
    case = case_of(request.param)
    return case, opened(case)


def text_of(element):
    return "".join({qn("w:t"): one.text or "", qn("w:br"): "\n", qn("w:tab"): "\t"}.get(one.tag, "") for one in element.iter())


def styled(document, style):
    return [text_of(paragraph._p) for paragraph in document.paragraphs if paragraph.style.name == style]


def marked(document):
    """Every text that is shaded as to be supplied."""
    runs = [run for run in document.element.body.iter(qn("w:r")) if run.style == "Tobesupplied"]
    return [text_of(run) for run in runs]


def rows_of(table):
    """The texts of a table's cells, row by row; a cell over several columns once."""
    return [[text_of(cell) for cell in row.tc_lst] for row in table._tbl.tr_lst]


def captioned(document):
    """Each table by the words of its caption, without the number."""
    found, last = {}, ""
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph) and block.style.name == "Caption":
            last = text_of(block._p)
        elif isinstance(block, Grid) and last.startswith(("表", "Table")):
            found[re.sub(r"^(表|Table )\d+(　|\. )", "", last)], last = block, ""
    return found


# -- structure ----------------------------------------------------------------------------------------------------------


def test_sections_stand_in_the_official_order(made):
    case, document = made
    assert styled(document, "Heading 1") == SECTIONS
    assert styled(document, "Heading 2") == PARTS
    assert styled(document, "Annex title") == ANNEXES
    assert styled(document, "Annex number") == ["附件1", "附件2", "附件3", "附件4"]
    assert styled(document, "Title") == [f"{case.record.profile.name.zh}{case.record.year}年度\n部门整体支出绩效自评报告"]
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts.index("附件：") < texts.index(case.record.profile.name.zh, 1) < texts.index("附件1"), "annexes are named, then the department signs, then they follow"


@pytest.mark.parametrize("department", DEPARTMENTS)
def test_in_english(department):
    case = case_of(department, "en")
    document = opened(case)
    assert styled(document, "Heading 1") == IN_ENGLISH
    assert styled(document, "Annex number") == [f"Annex {number}" for number in range(1, 5)]
    assert len(styled(document, "Heading 2")) == len(PARTS)
    assert case.record.profile.name.en in styled(document, "Title")[0]
    assert (document.styles["Normal"].font.size.pt, document.styles["Title"].font.size.pt) == (12, 18)
    named = {words.zh for words in (case.record.profile.name, case.record.county_name)}
    prose = [text for style in ("Normal", "Note", "Heading 2", "Caption") for text in styled(document, style)]
    assert not [text for text in prose if re.search("未填报|万元|待部门补充|附件", text) and not any(name in text for name in named)]


def test_laid_out_as_official_documents_are():
    document = opened(case_of("guidong/2022/ftu"))
    first, turned = document.sections
    assert [round(side.mm) for side in (first.page_width, first.page_height, first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)] == [210, 297, 37, 35, 28, 26]
    assert (turned.orientation, round(turned.page_width.mm), round(turned.page_height.mm)) == (WD_ORIENT.LANDSCAPE, 297, 210)
    for name, (font, size) in FONTS.items():
        style = document.styles[name]
        assert (style.element.rPr.rFonts.get(qn("w:eastAsia")), style.font.size.pt) == (font, size), name
    normal = document.styles["Normal"].paragraph_format
    assert (normal.line_spacing.pt, normal.first_line_indent.pt) == (29, 32)
    assert [document.styles[name].element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) for name in ("Heading 1", "Heading 2", "Annex title")] == ["0", "1", "0"]
    assert all(document.styles[name].paragraph_format.keep_with_next for name in ("Heading 1", "Heading 2", "Caption", "Picture", "Annex title"))
    assert [footer.paragraphs[0].alignment for footer in (first.footer, first.even_page_footer)] == [2, 0], "page numbers stand on the outer side"
    assert turned.footer.is_linked_to_previous
    assert document.core_properties.title == "桂东县总工会2022年度部门整体支出绩效自评报告"


def test_tables_have_captions_headings_that_repeat_and_fit_the_page(made):
    _, document = made
    captions = styled(document, "Caption")
    for kind in ("表", "图"):
        numbers = [int(re.match(rf"{kind}(\d+)　", caption)[1]) for caption in captions if caption.startswith(kind)]
        assert numbers == list(range(1, len(numbers) + 1))
    assert len(captioned(document)) == sum(caption.startswith("表") for caption in captions)
    unheaded = [table for table in document.tables if table._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is None]
    assert [rows_of(table)[0][0] for table in unheaded] == ["楼堂馆所控制情况（本年完工项目）", "厉行节约保障措施"], "blocks of annex 1 whose heads stand beside"
    width, wide = 156, []
    for block in document.element.body:
        if block.tag == qn("w:p") and block.find(f".//{qn('w:sectPr')}") is not None:
            width = 225
        if block.tag == qn("w:tbl"):
            wide.append(sum(int(column.get(qn("w:w"))) for column in block.tblGrid.gridCol_lst) / 56.7 - width)
            assert len({sum(cell.grid_span for cell in row.tc_lst) for row in block.tr_lst}) == 1
    assert max(wide) < 0.5


def test_pictures_have_words_and_fit_the_page(made):
    case, document = made
    pictures = document.inline_shapes
    charts = [chart for chart in (show.money_chart(case), show.score_chart(case)) if hasattr(chart, "alt")]
    assert [shape._inline.docPr.get("descr") for shape in pictures] == [chart.alt.zh for chart in charts]
    assert [caption for caption in styled(document, "Caption") if caption.startswith("图")] == [f"图{number}　{chart.caption.zh}" for number, chart in enumerate(charts, 1)]
    assert all(shape.width.mm <= 156.1 and shape.height.mm <= 170.1 for shape in pictures)


# -- what it says -------------------------------------------------------------------------------------------------------


def shown(table):
    """What the page shows of a table, row by row."""
    page = BeautifulSoup(str(table.html).replace("<br/>", "\n"), "html.parser")
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in page.find_all("tr")]


def test_tables_are_those_of_the_page(made):
    case, document = made
    tables = [show.money_table, show.three_public_table, show.year_on_year, show.economic_classes, show.projects, show.results, show.score_table, show.gaps]
    there = captioned(document)
    for table in (make(case) for make in tables):
        if isinstance(table, Table):
            found = rows_of(there[table.caption.zh])
            assert [[text.lstrip("　") for text in row] for row in found] == [[text.lstrip("　") for text in row] for row in shown(table)], table.caption.zh


def test_sentences_are_those_of_the_page(made):
    case, document = made
    text = "\n".join(styled(document, "Normal"))
    for piece in (show.money(case), show.score(case), *([show.staff(case)] if case.indicator("staff_control_rate").known else [])):
        assert piece.text in text


def test_the_departments_own_words_stand_in_it():
    profile = (case := case_of("demo/2024/education")).record.profile
    text = "\n".join(styled(document := opened(case), "Normal") + styled(document, "Item"))
    for words in (profile.mandate, profile.goal, profile.achieved, profile.thrift):
        assert words.zh in text
    for phrases in (profile.plan, profile.problems, profile.measures):
        assert all(f"{number}. {words.zh}。" in text for number, words in enumerate(phrases, 1))
    assert profile.publications[0][1] in text
    assert styled(document, "Signature") == [profile.name.zh, profile.date]


DATES = [  # as it may be filled in, as it is written in Chinese, in English; the day and month of documents after GB/T 9704-2012, 7.3.5.4 (recalled): no leading zeros
    ("2025年5月15日", "2025年5月15日", "15 May 2025"),
    ("2025-03-05", "2025年3月5日", "5 March 2025"),
    ("2025.12.1", "2025年12月1日", "1 December 2025"),
    ("2025年13月1日", "2025年13月1日", "2025年13月1日"),
    ("2025年5月", "2025年5月", "2025年5月"),
    ("五月中旬", "五月中旬", "五月中旬"),
]


@pytest.mark.parametrize(("text", "zh", "en"), DATES)
def test_dates_are_written_as_each_language_does(text, zh, en):
    assert dated(text) == (zh, en)


def test_what_is_missing_is_marked_and_listed(made):
    case, document = made
    listed = rows_of(captioned(document)["待补充内容"])[1:]
    advice, *places = marked(document)
    assert f"待部门补充{len(listed)}处" in advice
    asked = {found[1] for text in places if (found := re.fullmatch("〔待部门补充：(.+)〕", text))}
    assert asked <= {row[2] for row in listed}
    assert "内设机构、所属单位的名称和数量" in asked
    assert set(places) - {f"〔待部门补充：{what}〕" for what in asked} <= {"未填报", "〔待补充〕"}
    for key in ("mandate", "goal", "achieved", "thrift", "plan", "problems", "measures"):
        given = any(getattr(case.record.profile, key))
        assert given != any(key in row[3].split() for row in listed), key


def test_every_empty_cell_of_a_form_is_listed(made):
    """As many cells marked in annexes 1 and 2 as names of rows in the list."""
    _, document = made
    listed = [row for row in rows_of(captioned(document)["待补充内容"]) if row[3] == "填报表，或 items.csv"]
    assert sum(len(re.sub(".*：", "", row[2]).split("、")) - row[2].count("水费、电费、差旅费") * 2 - row[2].count("会议费、培训费") for row in listed) == marked(document).count("未填报")


def test_annex_1_has_the_rows_of_the_year(made):
    case, document = made
    labels = {row[0].lstrip("　") for table in document.tables for row in rows_of(table)} | {text for table in document.tables for row in rows_of(table)[:4] for text in row}
    for row in ROWS[BASE, layout_of(case.record.year)]:
        assert any(row.label.removeprefix("实际") in label for label in labels), row.label
    year = case.record.year
    assert [f"上年决算数\n（{year - 1}年）", f"本年预算数\n（{year}年）", f"本年决算数\n（{year}年）"] in [rows_of(table)[0][1:] for table in document.tables]


def test_annex_1_and_2_hold_the_published_figures():
    """Yiyang FTU 2022, base data table as published (S02); shares worked out: 52/52."""
    document = opened(case_of("yiyang/2022/ftu"))
    rows = [[text.strip("　") for text in row] for table in document.tables for row in rows_of(table)]
    for row in (
        ["支出总额", "1,274.38", "1,342.49", "1,342.49"], ["基本支出", "606.44", "719.99", "719.99"], ["项目支出", "667.94", "622.50", "622.50"],
        ["1、公务用车购置和维护经费", "3.33", "7.00", "2.74"], ["劳模专项补助资金", "172.80", "173.30", "173.30"], ["", "52", "52", "100.00%"],
    ):  # fmt: skip
        assert row in rows, row
    assert ["按收入性质分合计", "未填报", "", ""] in rows
    assert [one.label for one in ROWS[SELF, 0] if one.block == "按支出性质分"][:2] == ["其中：基本支出", "项目支出"]
    assert any(row[2:] == ["其中：基本支出", "719.99"] for row in rows)


def test_annex_2_awards_what_the_scorecard_awards():
    case = case_of("demo/2024/education")
    rows = [row for table in opened(case).tables for row in rows_of(table) if len(row) == 8]
    awarded = {row.words.zh: plain_marks(row.marks.lowest) for row in case.scorecard.rows if row.value in case.record.targets}
    assert {row[2]: row[6] for row in rows if row[2] in awarded} == awarded
    assert len(awarded) == len(case.record.targets)


FUNDS = {  # items, and what section three says: what was reported, never more
    "not reported": ("", ["〔待部门补充：本年支出数及其用途，没有的写明“无”〕"]),
    "none": ("rev_gov_fund,,actual,无,万元", ["政府性基金拨款：填“无”。", "〔待部门补充：本年支出数及其用途，没有的写明“无”〕"]),
    "an amount": ("rev_gov_fund,,actual,12.30,万元", ["填报的政府性基金拨款为12.30万元。", "〔待部门补充：本年支出数及其用途，没有的写明“无”〕"]),
}


@pytest.mark.parametrize(("items", "told"), FUNDS.values(), ids=FUNDS)
def test_a_budget_without_tables_is_told_as_reported(tmp_path, items, told):
    data = data_folder(tmp_path, items=f"exp_total,,actual,20.00,万元\n{items}")
    texts = [text_of(paragraph._p) for paragraph in opened(open_case("test", 2022, "unit", data=data)).paragraphs]
    assert texts[texts.index(SECTIONS[2]) + 1 : texts.index(SECTIONS[3])] == told


def test_invented_data_are_said_to_be_invented():
    assert "本报告所用数据为虚构，仅供演示。" in styled(opened(case_of("demo/2024/archives")), "Note")
    assert "虚构" not in "".join(styled(opened(case_of("yiyang/2022/ftu")), "Note"))


def test_findings_are_listed_with_their_questions():
    case = case_of("guidong/2022/ftu")
    listed = rows_of(captioned(opened(case))["待核实事项"])[1:]
    assert [row[1:3] for row in listed] == [[f"{one.subject.zh}（{one.check}）", one.outcome.words.zh] for one in case.findings if one.serious]
    assert any("116.62 ＋ 57.20 ＋ 15.39 ＝ 189.21" in row[3] for row in listed)  # framework 5.3


# -- hostile texts ------------------------------------------------------------------------------------------------------

STRANGE = "\x00\x0b\ud800\ufffe<w:p>&amp;]]>\U0001f600\r\n第二行\t{{x}} =1+1 " + "长" * 300 + "W" * 4000


def with_texts(case, text):
    words = Words(text, text)
    texts = dict.fromkeys(("name", "mandate", "goal", "achieved", "thrift"), words) | dict.fromkeys(("plan", "problems", "measures"), (words, words))
    lines = dict.fromkeys(("preparer", "date", "phone", "head"), text)
    return replace(case, record=replace(case.record, profile=replace(case.record.profile, **texts, **lines, publications=((words, text),))))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_texts_stay_texts(lang):
    document = opened(with_texts(case_of("demo/2024/education", lang), STRANGE))
    assert styled(document, "Heading 1") == (SECTIONS if lang == "zh" else IN_ENGLISH)
    assert "<w:p>&amp;]]>\U0001f600" in "".join(styled(document, "Normal"))
    assert "W" * 4000 in "".join(styled(document, "Normal"))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=40))
def test_any_text_can_be_written(text):
    document = opened(with_texts(case_of("hengshan/2023/guantang"), text))
    assert styled(document, "Heading 1") == SECTIONS


@given(st.lists(st.lists(st.text(max_size=60), min_size=3, max_size=3), min_size=1, max_size=5), st.sampled_from([156, 225]))
def test_columns_fill_the_width_and_none_vanishes(rows, total):
    widths = spread(rows, total)
    assert sum(widths) == pytest.approx(total)
    assert min(widths) > 2


def test_numbers_are_never_broken():
    rows = [["项目", "数", "说明"], ["很长的名称" * 8, "1,234,567.89", "说明文字" * 60]]
    assert spread(rows, 156)[1] >= 12 * 0.55 * 10.5 * 25.4 / 72
    assert ord("—") > LAST_NARROW


# -- by the command and by nbconvert ------------------------------------------------------------------------------------

GOOD = "exp_total,,budget_initial,100.00,万元\nexp_total,,actual,90.00,万元\nexp_basic,,actual,60.00,万元\nexp_project,,actual,30.00,万元"
WORD = "test/2022/unit/department.docx"


def run(folder, *words, **environment):
    return evallib("run", "--data", folder / "data", "--outputs", folder / "o", *words, cwd=folder, **environment)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A department with its page, its executed notebook and its Word report."""
    folder = tmp_path_factory.mktemp("published")
    data_folder(folder, items=GOOD)
    done = run(folder, "--docx", "--keep-notebooks")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def copy(published, tmp_path):
    shutil.copytree(published, tmp_path / "copy")
    return tmp_path / "copy"


def test_the_command_publishes_what_the_case_gives(published):
    content = (published / "o" / WORD).read_bytes()
    assert content == word_report(open_case("test", 2022, "unit", data=published / "data"))
    with zipfile.ZipFile(published / "o" / WORD) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in parts.namelist() if str(published).encode() in parts.read(name)]


def test_the_same_bytes_on_any_day_anywhere(published, tmp_path):
    data_folder(tmp_path, items=GOOD)
    done = run(tmp_path, "--docx", "--keep-notebooks", "--start", "spawn", TZ="Asia/Shanghai", LC_ALL="C", PYTHONHASHSEED="7", PYTHONUTF8="1")
    assert done.returncode == 0, done.stderr
    for name in (WORD, "manifest.json"):
        assert (tmp_path / "o" / name).read_bytes() == (published / "o" / name).read_bytes()


def test_asked_for_later_it_is_made_and_then_kept_up_to_date(tmp_path):
    data = data_folder(tmp_path, items=GOOD)
    assert run(tmp_path).returncode == 0
    assert not (tmp_path / "o" / WORD).exists()
    assert "将生成：要生成 Word 报告 / to be made: the Word report is to be made" in run(tmp_path, "--docx", "--dry-run").stdout
    made = run(tmp_path, "--docx")
    assert "完成1份" in made.stderr
    assert made.stdout.split() == [str(tmp_path / "o" / name) for name in (WORD, WORD.replace("docx", "html"))]
    first = (tmp_path / "o" / WORD).read_bytes()
    for words in ((), ("--docx",)):
        assert "未变1份" in run(tmp_path, *words).stderr
    items = data / "test/2022/unit/items.csv"
    items.write_text(items.read_text("utf-8").replace("90.00", "91.00"), encoding="utf-8")
    assert "完成1份" in run(tmp_path).stderr
    assert (tmp_path / "o" / WORD).read_bytes() != first, "a Word report that is there never tells old figures"


def test_it_is_verified_like_the_page(copy):
    (copy / "o" / WORD).with_name("stranger.docx").write_bytes(b"")
    verified = evallib("verify", "--outputs", copy / "o", "--data", copy / "data", "--rerun", cwd=copy)
    assert (verified.returncode, verified.stdout) == (0, "")
    assert "stranger.docx" in verified.stderr
    (copy / "o" / WORD).write_bytes(b"edited")
    assert f"{WORD}  内容与清单不符" in evallib("verify", "--outputs", copy / "o", cwd=copy).stdout
    assert "已发布的文件缺失或被改动" in run(copy, "--dry-run").stdout


def test_other_notebooks_have_none(tmp_path):
    data_folder(tmp_path, items=GOOD, files={"report.md": "某局2022年度自评报告\n一、基本情况\n全年支出90.00万元。\n"})
    assert run(tmp_path, "--docx", "--notebook", "review").returncode == 0
    assert [path.name for path in (tmp_path / "o/test/2022/unit").iterdir()] == ["review.html"]
    assert "未变1份" in run(tmp_path, "--docx", "--notebook", "review").stderr


def nbconvert(notebook, *words, cwd):
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "evallib-docx", notebook, *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)


def test_stock_nbconvert_gives_the_same_document(copy):
    """The kept notebook names no folder: the data are found from where it lies."""
    done = nbconvert("department.ipynb", "--output", "again", cwd=copy / "o/test/2022/unit")
    assert done.returncode == 0, done.stderr
    assert (copy / "o" / WORD).with_name("again.docx").read_bytes() == (copy / "o" / WORD).read_bytes()


def test_papermill_and_nbconvert_with_an_explicit_data_folder(published, tmp_path):
    data = data_folder(tmp_path / "elsewhere", items=GOOD)
    values = [word for pair in {"county": "test", "year": "2022", "department": "unit"}.items() for word in ("-p", *pair)]
    papermill = [sys.executable, "-m", "papermill", ROOT / "notebooks/department.ipynb", tmp_path / "out.ipynb", *values, "-p", "data", data]
    subprocess.run(papermill, cwd=tmp_path, check=True, capture_output=True)
    done = nbconvert("out.ipynb", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.docx").read_bytes() == (published / "o" / WORD).read_bytes()


def test_an_analysts_notebook_without_parameters(copy):
    """What it opened is told by the head that it shows; where the data are is said to nbconvert."""
    case = open_case("test", 2022, "unit", data=copy / "data")
    _, facts = show.head(case)._repr_mimebundle_()
    output = nbformat.v4.new_output("display_data", {"text/html": "x"}, metadata=facts)
    nbformat.write(new_notebook(cells=[new_code_cell("show.head(case)", outputs=[output])]), copy.parent / "mine.ipynb")
    done = nbconvert("mine.ipynb", "--WordExporter.data=copy/data", cwd=copy.parent)
    assert done.returncode == 0, done.stderr
    assert (copy.parent / "mine.docx").read_bytes() == (copy / "o" / WORD).read_bytes()


def edit(path, before, after):
    path.write_text(path.read_text("utf-8").replace(before, after), encoding="utf-8")


REFUSED = {  # what has changed since the notebook was run, and what is told
    "data": (lambda folder: edit(folder / "data/test/2022/unit/items.csv", "90.00", "91.00"), "test/2022/unit/items.csv", "run the notebook again"),
    "another file": (lambda folder: (folder / "data/test/2022/unit/months.csv").write_text("month,item,value,unit\n1,exp_total,5.00,万元\n", "utf-8"), "months.csv", "run the notebook again"),
    "scheme": (lambda folder: edit(folder / "data/schemes/hunan_a.yml", "\n", "\n\n"), "hunan_a", "run the notebook again"),
    "department": (lambda folder: shutil.rmtree(folder / "data/test/2022/unit"), "发现“test”", "found “test”"),
    "another reading": (lambda folder: edit(folder / "o/test/2022/unit/department.ipynb", "marks", "Marks") or edit(folder / "o/test/2022/unit/department.ipynb", '"description": "', '"description": "x'), "另一种读法", "another reading"),
    "nothing shown": (lambda folder: edit(folder / "o/test/2022/unit/department.ipynb", '"kind": "head"', '"kind": "say"'), "没有报告首部", "no head of a report"),
}  # fmt: skip


@pytest.mark.parametrize(("happens", "zh", "en"), REFUSED.values(), ids=REFUSED)
def test_a_notebook_that_is_out_of_date_is_refused(copy, happens, zh, en):
    happens(copy)
    notebook = nbformat.read(copy / "o/test/2022/unit/department.ipynb", 4)
    with pytest.raises(UserMistake) as refused:
        document_of(notebook, copy / "data")
    assert zh in "\n".join(refused.value.lines("zh"))
    assert en in "\n".join(refused.value.lines("en"))


def test_the_command_of_nbconvert_tells_the_mistake_alone(copy):
    edit(copy / "data/test/2022/unit/items.csv", "90.00", "91.00")
    done = nbconvert("department.ipynb", "--output", "again", cwd=copy / "o/test/2022/unit")
    assert done.returncode == 1
    assert "test/2022/unit/items.csv" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (copy / "o/test/2022/unit/again.docx").exists()


# -- in an office program -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_office_program_opens_it(tmp_path, lang):
    soffice, pdftotext = map(shutil.which, ("soffice", "pdftotext"))
    if not (soffice and pdftotext):
        pytest.skip("needs LibreOffice (soffice) and poppler-utils (pdftotext)")
    (tmp_path / "report.docx").write_bytes(word_report(case_of("demo/2024/education", lang)))
    office = [soffice, f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "report.docx"]
    subprocess.run(office, check=True, capture_output=True, timeout=120)
    pages = subprocess.run([pdftotext, "-layout", tmp_path / "report.pdf", "-"], check=True, capture_output=True, text=True, encoding="utf-8").stdout
    flat = re.sub(r"\s", "", pages)
    at = [flat.index(re.sub(r"\s", "", heading)) for heading in (SECTIONS if lang == "zh" else IN_ENGLISH)]
    assert at == sorted(at)
    numbers = [re.findall(r"—\s*(\d+)\s*—\s*$", page.strip()) for page in pages.split("\f") if page.strip()]
    assert numbers == [[str(number)] for number in range(1, len(numbers) + 1)], "every page has its number"
