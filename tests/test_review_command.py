"""``evallib review``: what it tells on a screen, to programs as JSON, and to departments in a Word document.

The texts are invented; what is to be found in them is worked out beside them. The checks themselves have tests of their own.
"""

import io
import json
import os
import subprocess
import sys
import unicodedata
import zipfile

import pytest
from builders import data_folder
from commands import ROOT, evallib
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from evallib.problems import UserMistake
from evallib.reading.texts import Text
from evallib.review import Review, open_review, review_of
from evallib.rules.findings import Outcome
from evallib.showing.letter import letter
from evallib.showing.opinions import Group, listed, opinions
from evallib.showing.review_lines import review_json, review_lines

ALL_DONE, SOME_FAILED, WRONG_COMMAND = 0, 1, 2
REPORT = """某县水利局2022年度部门整体支出绩效自评报告
一、基本情况
（一）人员
核定编制20名，在职人员18人，在职人员控制率为90.00%。
二、支出情况
（一）规模
全年支出合计370.00万元，其中基本支出310.00万元，项目支出50.00万元。
（二）工作开展
全年慰问困难群众12户，巡查水库约30座。
"""
# 310.00 ＋ 50.00 ＝ 360.00, not 370.00; 18 ÷ 20 ＝ 90.00 %, as stated; 12户 and 约30座 are told once.
SOUND = REPORT.replace("370.00", "360.00")
FIGURES = ["20名", "18人", "90.00%", "370.00万元", "310.00万元", "50.00万元", "12户", "30座"]
DATA = "exp_total,,actual,370.00,万元\nexp_basic,,actual,320.00,万元\nexp_project,,actual,50.00,万元"


def review(text=REPORT, lang="zh", file="report.txt"):
    return review_of(Text(file, text), lang=lang)


@pytest.fixture
def files(tmp_path):
    """A folder with a report that contradicts itself, one that does not, and one that is none."""
    for name, content in (("wrong.txt", REPORT.encode()), ("sound.md", SOUND.encode("gb18030")), ("scan.pdf", b"%PDF-1.7\n1 0 obj\n")):
        (tmp_path / name).write_bytes(content)
    return tmp_path


def columns(text):
    """How many columns of a Chinese console a text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


# -- on a screen --------------------------------------------------------------------------------------------------


def test_the_contradiction_is_told_first_with_its_place(files):
    done = evallib("review", "wrong.txt", cwd=files)
    lines = done.stdout.splitlines()
    assert done.returncode == SOME_FAILED
    assert lines[0] == "wrong.txt  某县水利局2022年度部门整体支出绩效自评报告"
    assert "相互矛盾的数据" in lines[3]
    assert lines[4].startswith("  1. 不符 A1 ")
    assert "360.00" in lines[4]
    assert "位置：“（一）规模”第7行" in done.stdout
    assert f"全文读出{len(FIGURES)}个数字" in lines[1]
    assert done.stderr == ""


def test_nothing_found_is_never_said_without_how_much_was_checked(files):
    done = evallib("review", "sound.md", cwd=files)
    assert done.returncode == ALL_DONE, done.stdout
    assert "不符" not in done.stdout.replace("没有发现不符", "")
    assert f"全文读出{len(FIGURES)}个数字，已核对" in done.stdout
    assert "未核对的" in done.stdout


def test_in_english(files):
    done = evallib("review", "wrong.txt", "--lang", "en", cwd=files)
    assert "Figures that contradict each other\n  1. does not hold A1 " in done.stdout
    assert "where: “（一）规模”, line 7" in done.stdout


def test_several_reports_one_of_which_cannot_be_read(files):
    done = evallib("review", "scan.pdf", "sound.md", "nowhere.txt", cwd=files)
    assert done.returncode == SOME_FAILED
    assert "sound.md  某县水利局" in done.stdout
    for name in ("scan.pdf", "nowhere.txt"):
        assert f"{name}：发现" in done.stderr
        assert f"{name}: found" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_lines_fit_the_screen(lang, width):
    assert max(columns(line) for line in review_lines(review(lang=lang), width).splitlines()) <= width


def pasted(*words, content, cwd):
    """Run ``evallib review - WORDS`` with the content on standard input; the output as bytes."""
    return subprocess.run([sys.executable, "-m", "evallib", "review", "-", *words], cwd=cwd, input=content, capture_output=True, check=False)


def test_pasted_text_is_reviewed_as_a_file_is(files):
    done = pasted("--json", content=REPORT.encode(), cwd=files)
    there = json.loads(evallib("review", "wrong.txt", "--json", cwd=files).stdout)
    here = json.loads(done.stdout.decode())
    assert done.returncode == SOME_FAILED
    assert here["file"] == "-"
    assert here["figures"] == there["figures"]
    assert [(f["check"], f["spans"]) for f in here["findings"]] == [(f["check"], f["spans"]) for f in there["findings"]]
    nothing = pasted(content=b"", cwd=files)
    assert nothing.returncode == SOME_FAILED
    assert b"Traceback" not in nothing.stderr


WRONG = [  # words, what is said in Chinese, in English
    ([], "缺少 FILE", "the following arguments are required: FILE"),
    (["--county", "demo"], "与部门数据对照时缺少 --year、--department", "name it by --year、--department too"),
    (["wrong.txt", "--year", "2022"], "缺少 --county、--department", "--county、--department too"),
    (["wrong.txt", "sound.md", "--html", "a.html"], "一次只用于一份报告", "one report at a time"),
    (["wrong.txt", "--json", "--docx", "a.docx"], "--docx 与 --json 只能选一个", "argument --docx: not allowed with argument --json"),
    (["wrong.txt", "--docx", "a.doc"], "以 .docx 结尾的文件名", "a name that ends with .docx"),
    (["wrong.txt", "--html", "nowhere/a.html"], "没有文件夹“nowhere”", "no folder “nowhere”"),
    (["wrong.txt", "--htm", "a.html"], "是否指 --html？", "did you mean --html?"),
    (["wrong.txt", "--county", "demo", "--year", "2022", "--department", "scool"], "是否指 school？", "did you mean school?"),
]


@pytest.mark.parametrize(("words", "zh", "en"), WRONG)
def test_wrong_commands_are_refused(words, zh, en, files):
    done = evallib("review", *words, *(["--data", ROOT / "data"] if "demo" in words else []), cwd=files)
    assert done.returncode == WRONG_COMMAND
    assert zh in done.stderr
    assert en in done.stderr
    assert done.stdout == ""
    assert sorted(path.name for path in files.iterdir()) == ["scan.pdf", "sound.md", "wrong.txt"]


@pytest.mark.parametrize(("option", "name"), [("--docx", "report.docx"), ("--html", "report.html")])
def test_what_is_read_is_never_written_over(option, name, tmp_path):
    (tmp_path / name).write_bytes(REPORT.encode())
    done = evallib("review", name, option, tmp_path / name, cwd=tmp_path)
    assert done.returncode == WRONG_COMMAND
    assert "正在审核的报告" in done.stderr
    assert (tmp_path / name).read_bytes() == REPORT.encode()


# -- held against a department ------------------------------------------------------------------------------------


@pytest.fixture
def department(tmp_path):
    """A department whose data have another basic expenditure (320.00) than its report (310.00)."""
    return data_folder(tmp_path, items=DATA, files={"report.md": REPORT})


SELECTED = ("--county", "test", "--year", "2022", "--department", "unit")


def test_the_report_in_the_folder_is_taken_and_held_against_the_data(department):
    done = evallib("review", *SELECTED, "--data", department)
    assert done.returncode == SOME_FAILED
    assert done.stdout.startswith("test/2022/unit/report.md  某县水利局")
    assert "320.00" in done.stdout
    assert "test/2022/unit/items.csv 第3行" in done.stdout
    by_itself = evallib("review", department / "test/2022/unit/report.md")
    assert "320.00" not in by_itself.stdout


def test_the_report_is_part_of_the_record(department):
    record = open_review("test", 2022, "unit", data=department).case.record
    assert record.report == "test/2022/unit/report.md"
    assert record.report in dict(record.files)
    assert record.remarks == ()


def test_two_reports_in_a_folder_are_a_mistake(tmp_path):
    data = data_folder(tmp_path, items=DATA, files={"report.md": REPORT, "report.txt": REPORT, "~$report.docx": b"lock"})
    with pytest.raises(UserMistake) as caught:
        open_review("test", 2022, "unit", data=data)
    assert [problem.found.zh for problem in caught.value.problems] == ["同时有 report.md, report.txt"]


def test_a_department_without_a_report_is_told_so(tmp_path):
    done = evallib("review", *SELECTED, "--data", data_folder(tmp_path, items=DATA))
    assert done.returncode == SOME_FAILED
    assert "test/2022/unit：发现没有部门报告；应为部门报告 report.docx、report.txt 或 report.md" in done.stderr


# -- JSON ---------------------------------------------------------------------------------------------------------


def test_one_object_a_file_in_the_order_given(files):
    done = subprocess.run([sys.executable, "-m", "evallib", "review", "sound.md", "scan.pdf", "wrong.txt", "--json"], cwd=files, env={**os.environ, "PYTHONIOENCODING": "gbk"}, capture_output=True, check=False)
    told = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert done.returncode == SOME_FAILED
    assert [one["file"] for one in told] == ["sound.md", "scan.pdf", "wrong.txt"]
    assert [bool(one["problems"]) for one in told] == [False, True, False]
    assert b"scan.pdf" in done.stderr


def test_keys_and_values_of_json():
    told = json.loads(review_json("a.txt", review(), "zh"))
    assert list(told) == ["file", "figures", "findings", "coverage", "remarks", "problems"]
    assert [figure["text"] for figure in told["figures"]] == FIGURES
    assert all(REPORT[figure["start"] : figure["end"]] == figure["text"] for figure in told["figures"])
    whole = told["figures"][3]
    assert whole | {"start": 0, "end": 0} == {
        "start": 0, "end": 0, "text": "370.00万元", "value": "370.00", "high": None, "unit": "万元", "measure": "exp_total", "period": "actual", "scope": None,
        "approximate": False, "about": "",
    }
    assert [figure["approximate"] for figure in told["figures"]] == [False] * 7 + [True]
    assert told["figures"][6]["measure"] is None
    first = told["findings"][0]
    assert (first["check"], first["outcome"], first["stated"], first["expected"], first["difference"], first["unit"]) == ("A1", "fail", "370.00", "360.00", "10.00", "万元")
    assert first["arithmetic"] == "310.00 ＋ 50.00 ＝ 360.00"
    assert [REPORT[slice(*span)] for span in first["spans"]] == ["370.00万元", "310.00万元", "50.00万元"]
    assert {"check", "outcome", "message", "spans", "stated", "expected", "difference", "arithmetic", "suggestion", "cause", "question", "subject", "unit"} <= set(first)
    counts = told["coverage"]
    assert counts["figures"] == len(FIGURES) == counts["checked"] + counts["unchecked"]
    assert counts["unchecked"] == sum(reason["figures"] for reason in counts["reasons"])


def test_of_a_file_that_cannot_be_read_everything_but_the_problems_is_empty():
    with pytest.raises(UserMistake) as caught:
        open_review(report="nowhere.txt")
    told = json.loads(review_json("nowhere.txt", caught.value, "en"))
    assert (told["figures"], told["findings"], told["coverage"]["figures"]) == ([], [], 0)
    assert told["problems"][0]["place"] == "nowhere.txt"


@given(st.lists(st.sampled_from([*REPORT.splitlines(), "基本支出1.00元", "同比增长12%", "\t1.5\t万元", "（１）７场", "“三公”经费未超预算", "", "XX"]), max_size=12))
def test_json_is_one_line_and_its_offsets_are_those_of_the_text(lines):
    text = "\n".join(lines)
    (line,) = review_json("a.txt", review(text), "zh").splitlines()
    told = json.loads(line)
    assert all(0 <= figure["start"] < figure["end"] <= len(text) for figure in told["figures"])
    assert all(0 <= start < end <= len(text) for finding in told["findings"] for start, end in finding["spans"])
    assert told["coverage"]["figures"] == len(told["figures"]) == told["coverage"]["checked"] + told["coverage"]["unchecked"]


# -- the opinion --------------------------------------------------------------------------------------------------


def opened(content):
    return Document(io.BytesIO(content))


def words_of(document):
    return [paragraph.text for paragraph in document.paragraphs]


def test_the_letter_is_laid_out_as_official_documents_are():
    document = opened(letter(review()))
    section = document.sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)] == [210, 297, 37, 35, 28, 26]
    assert words_of(document)[:2] == ["关于《某县水利局2022年度部门整体支出绩效自评报告》的审核意见", "某县水利局："]
    normal = document.styles["Normal"]
    assert (normal.font.size.pt, normal.paragraph_format.line_spacing.pt) == (16, 29)
    assert "仿宋_GB2312" in normal.element.xml
    assert next(paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1") == "一、相互矛盾的数据"
    for footer in (section.footer, section.even_page_footer):
        assert 'w:instr="PAGE"' in footer.paragraphs[0]._p.xml


def test_the_letter_tells_each_finding_and_leaves_room_for_an_answer():
    one = review()
    document, found = opened(letter(one)), listed(one)
    text = "\n".join(words_of(document))
    assert all(f"{opinion.number}．{opinion.finding.subject.zh}（{opinion.state.zh}）。" in text for opinion in found)
    assert "310.00 ＋ 50.00 ＝ 360.00" in text
    assert "“（一）规模”第7行：“全年支出合计370.00万元，其中基本支出310.00万元，项目支出50.00万元。”" in text
    assert f"全文读出{len(FIGURES)}个数字" in text
    answers, figures = document.tables
    assert [cell.text for cell in answers.rows[0].cells] == ["编号", "事项", "原文", "建议更正", "部门答复"]
    assert [row.cells[0].text for row in answers.rows[1:]] == [str(opinion.number) for opinion in found]
    assert {row.cells[4].text for row in answers.rows[1:]} == {""}
    assert [row.cells[0].text for row in figures.rows[1:] if row.cells[3].text == "不符"] == ["370.00万元", "310.00万元", "50.00万元"]


def test_the_letter_in_english():
    text = "\n".join(words_of(opened(letter(review(lang="en")))))
    assert "Review of “某县水利局2022年度部门整体支出绩效自评报告”" in text
    assert "1. Figures that contradict each other" in text


def test_a_letter_without_findings_says_how_much_was_checked():
    class Nothing(Review):
        findings = ()

    one = review()
    document = opened(letter(Nothing(one.narrative)))
    assert document.tables == []
    assert any("已进行的核对没有发现不符或需要说明的内容；未核对的不能因此视为无误。" in text for text in words_of(document))


def test_the_same_review_gives_the_same_bytes_on_any_day(files):
    for name, environment in (("a.docx", {}), ("b.docx", {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "7", "LC_ALL": "C"})):
        done = evallib("review", "wrong.txt", "--docx", name, cwd=files, **environment)
        assert (done.returncode, done.stdout.strip()) == (SOME_FAILED, name)
    assert (files / "a.docx").read_bytes() == (files / "b.docx").read_bytes()
    with zipfile.ZipFile(files / "a.docx") as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_letter_holds_whatever_a_report_holds():
    """Characters that XML has none for, markup, and the longest title there is."""
    strange = "\x0b\ud800\ufffe<w:p>&amp;]]>\U0001f600"
    document = opened(letter(review(strange + REPORT.replace("水利局", f"水利{strange}局"))))
    assert "<w:p>&amp;]]>\U0001f600" in "\n".join(words_of(document))


# -- what is said, in which order ---------------------------------------------------------------------------------


def test_findings_are_numbered_by_group_and_weight():
    numbered = opinions(review())
    assert [one.number for one in numbered] == list(range(1, len(numbered) + 1))
    assert [one.group for one in numbered] == sorted((one.group for one in numbered), key=list(Group).index)
    weights = list(Outcome)
    for group in Group:
        members = [weights.index(one.finding.outcome) for one in numbered if one.group is group]
        assert members == sorted(members)
    assert {one.group for one in numbered if one.finding.outcome is Outcome.PASS} == {Group.HELD}
