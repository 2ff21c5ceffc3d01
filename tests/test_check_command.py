"""``evallib check``: what it tells on a screen, to programs as JSON, and to departments in a workbook.

Counts, spans and places of the departments shipped are those of framework 5.3 and of tests/golden/scorecards.csv; the
words are the messages of the checks, which tests/test_checks.py has row by row.
"""

import ast
import csv
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from builders import data_folder
from commands import REAL, ROOT, evallib
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from evallib.case import Case, open_cases
from evallib.problems import UserMistake
from evallib.reading.folder import department_years
from evallib.rules.findings import Outcome
from evallib.rules.schemes import read_scheme
from evallib.showing.corrections import LIST_COLUMNS, SUMMARY_COLUMNS, workbook
from evallib.showing.terminal import COLUMNS, NOT_IN_GBK, as_json, overview, wrapped
from evallib.writing import write_whole

ALL_DONE, SOME_FAILED, WRONG_COMMAND = 0, 1, 2
GOOD = "exp_total,,budget_initial,100.00,万元\nexp_total,,actual,90.00,万元"
INJECTED = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", '=HYPERLINK("http://x.example","y")', "http://x.example/a", "mailto:a@x.example"]


def checked(data, lang="zh", chosen=()):
    return open_cases([one for one in department_years(data) if not chosen or one.folder in chosen], lang=lang, data=data)


@pytest.fixture(scope="module")
def shipped():
    """The three real departments shipped, by language."""
    return {lang: checked(ROOT / "data", lang, REAL) for lang in ("zh", "en")}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """Four departments: two that can be read, one whose files are wrong, one whose texts begin like formulas."""
    folder = tmp_path_factory.mktemp("mixed")
    data_folder(folder, department="first", items=GOOD)
    data_folder(folder, department="second", items="exp_totl,,actual,9.0.00,万元", profile="nam: 某局\n")
    data_folder(folder, department="third", items=GOOD)
    lines = [["exp_project", "", "actual", "100", "万元"], *(["project", text, "actual", "20.00", "万"] for text in INJECTED)]
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(lines)
    return data_folder(folder, department="wild", items=stream.getvalue(), profile="name: '=1+1'\nself_score_scheme: ''\n")


# -- on a screen --------------------------------------------------------------------------------------------------


def test_table_in_chinese(shipped):
    """Spans: tests/golden/scorecards.csv; Guidong's three contradictions and three questions: framework 5.3, rows 1 to 12."""
    assert overview(shipped["zh"], "zh").split("\n\n")[0].splitlines() == [
        "部门                  年度  可能总分  自评  不符  待说明  尾差  资料不足  成立  状态",
        "桂东县总工会          2022      5-95    96     3       3     0         2    20  已核对",
        "衡山县贯塘乡人民政府  2023    10-100     -     1       1     0         1    29  已核对",
        "益阳市总工会          2022    13-100     -     0       1     0         0    21  已核对",
        "合计3个                                        4       5     0         3    70",
    ]


def test_table_in_english_has_long_names_on_several_lines(shipped):
    assert overview(shipped["en"], "en").split("\n\n")[0].splitlines() == [
        "department                   year  possible  stated  fail  explain  rounding  no data  hold  state",
        "Guidong County Federation    2022      5-95      96     3        3         0        2    20  checked",
        "of Trade Unions",
        "People's Government of       2023    10-100       -     1        1         0        1    29  checked",
        "Guantang Township, Hengshan",
        "County",
        "Yiyang City Federation of    2022    13-100       -     0        1         0        0    21  checked",
        "Trade Unions",
        "total of 3                                              4        5         0        3    70",
    ]


TOLD = [  # language, department, a finding as told: outcome and arithmetic, where, likely cause, what to ask
    (
        "zh", "guidong/2022/ftu  桂东县总工会",
        ("  不符 A2 基本支出决算数：116.62 ＋ 57.20 ＋ 15.39 ＝ 189.21，所报为174.68万元，相差14.53万元\n"
        "    位置：items.csv 第18、19、20、21行（一(二)）\n"
        "    可能原因：各项之和与支出总额决算数189.20万元相符，所列可能是它的构成\n"
        "    请部门说明：所列经济分类是基本支出的构成，还是支出总额的构成？项目支出是否已计入其中？"),
    ),
    ("zh", "guidong/2022/ftu  桂东县总工会", "  读取提示 items.csv 第28行 [unit]：单位“万”不完整，按万元读取"),
    (
        "zh", "hengshan/2023/guantang  衡山县贯塘乡人民政府",
        ("  不符 D3 按支出性质分合计决算数：1,325.68 ＋ 118.82 ＋ 585.62 ＝ 2,030.12，所报为1,925.67万元，相差\n"
        "      104.45万元\n"
        "    位置：items.csv 第45、46、47、50行（附件2）"),
    ),
    (
        "en", "guidong/2022/ftu  Guidong County Federation of Trade Unions",
        ("  to be explained E5 change of revenue on last year: the change is 106.56 ÷ (189.20 - 106.56) ×\n"
        "      100% = 128.94%, more than 30%\n"
        "    where: items.csv lines 14, 16 (一(二))\n"
        "    to ask: Please give the reason and the document it rests on."),
    ),
    ("en", "yiyang/2022/ftu  Yiyang City Federation of Trade Unions", "    to ask: Is this the budget as first approved?"),
]


@pytest.mark.parametrize(("lang", "heading", "lines"), TOLD)
def test_findings_are_told_under_their_department(shipped, lang, heading, lines):
    (block,) = [block for block in overview(shipped[lang], lang).split("\n\n") if block.startswith(heading + "\n")]
    assert f"\n{lines}\n" in f"{block}\n"


def test_what_lacks_data_is_listed_where_few_are_selected_and_counted_otherwise(shipped, mixed):
    few = overview(shipped["zh"], "zh")
    assert "\n  资料不足 I6 自评得分：没有评分明细；" in few
    assert "--department" not in few
    many = overview(checked(mixed) | shipped["zh"], "zh")
    assert "\n  资料不足 " not in many
    assert many.endswith("资料不足的项目这里只计数；用 --department 选择不超过3个部门时逐项列出。")
    assert overview(checked(mixed, "en") | shipped["en"], "en").endswith("they are listed where --department\nselects 3 or fewer.")


def test_a_department_that_cannot_be_read_has_its_line_and_its_problems(mixed):
    table, *blocks = overview(checked(mixed), "zh").split("\n\n")
    assert table.splitlines()[2].split() == ["test/2022/second", "2022", "读取失败"]
    assert table.splitlines()[5].split() == ["合计4个", "1", "1", "0", "0", "7", "1个读取失败"]
    (block,) = [block for block in blocks if block.startswith("test/2022/second")]
    assert block.splitlines()[0] == "test/2022/second  读取失败"
    for problem in (
        "\n  profile.yml [nam]：发现未知字段；应为已知字段；是否指 name？",
        "\n  items.csv 第2行 [item]：发现“exp_totl”；应为基础数据表的项目标识；是否指 exp_total？",
        "\n  items.csv 第2行 [value]：发现“9.0.00”；应为一个数字，或留空、“—”、“无”、“/”；数字里只能有\n      一个小数点，不要夹带文字和单位。",
    ):
        assert problem in block


def test_rounding_differences_are_counted_and_listed_where_few_are_selected(tmp_path):
    """Genuine rounding of framework 5.2: nothing to correct, so the list of corrections leaves it out."""
    for number in range(4):
        data = data_folder(tmp_path, department=f"d{number}", items="exp_total,,actual,416.36,万元\nexp_basic,,actual,401.93,万元\nexp_project,,actual,14.44,万元")
    many, few = checked(data), checked(data, chosen=["test/2022/d0"])
    assert ("尾差提示 A1" in overview(few, "zh"), "尾差提示 A1" in overview(many, "zh")) == (True, False)
    book = sheets(workbook(few, "zh"))
    assert 1 in book["核对汇总"][1]
    assert not [row for row in book["更正清单"] if "尾差提示" in row]


def test_a_department_without_anything_to_tell_has_its_line_only(tmp_path):
    items = "exp_total,,actual,90.00,万元\nexp_basic,,actual,60.00,万元\nexp_project,,actual,30.00,万元"
    (line,) = overview(checked(data_folder(tmp_path, items=items)), "zh").splitlines()[1:]
    assert line.startswith("某局")
    assert line.endswith("已核对")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_lines_fit_the_screen(shipped, mixed, lang):
    for width in (60, 80, 100):
        text = overview(checked(mixed, lang) | shipped[lang], lang, width)
        findings = text.split("\n\n", 1)[1].splitlines()
        assert max(columns(line) for line in findings if not re.match(r"\S+/\d{4}/", line)) <= width
    assert max(columns(line) for line in text.splitlines()) <= 100


def columns(text):
    """How many columns of a Chinese console a text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


@given(st.lists(st.text("基本支出 aZ09.,（）“”：；。", min_size=1, max_size=12), max_size=20), st.integers(20, 100))
def test_wrapping_loses_nothing_and_breaks_no_word(words, width):
    """A line is longer than the screen only where one word is."""
    text = " ".join(words)
    lines = wrapped(text, width, "  ", "      ")
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(columns(line) <= width for line in lines if len(re.findall(r"[0-9A-Za-z.,]+", line)) != 1)
    whole = set(re.findall(r"[0-9A-Za-z.,]+", text))
    assert set(re.findall(r"[0-9A-Za-z.,]+", "\n".join(lines))) <= whole


@given(st.lists(st.text("县局总工会aZ ", min_size=1, max_size=30).filter(str.strip), min_size=1, max_size=4))
def test_columns_stand_below_their_headings(tmp_path_factory, names):
    """Whatever the names, the year of each department ends in the same column of the screen."""
    folder = tmp_path_factory.mktemp("names")
    for number, name in enumerate(names):
        data = data_folder(folder, department=f"d{number}", profile=f"name: {json.dumps(name)}\n")
    table = overview(checked(data), "zh").split("\n\n")[0].splitlines()
    assert len({columns(line[: line.index("2022")]) for line in table if "2022" in line}) == 1
    assert sum("2022" in line for line in table) == len(names)


# -- consoles -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_gbk_console_shows_every_sign(lang):
    """What Chinese Windows shows is what others show: no sign is replaced."""
    shown = {}
    for encoding in ("gbk", "utf-8"):
        command = [sys.executable, "-m", "evallib", "check", "--lang", lang]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": encoding}, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (SOME_FAILED, b"")
        shown[encoding] = done.stdout.decode(encoding)
    assert shown["gbk"] == shown["utf-8"]
    assert "÷" in shown["gbk"]


ON_PAGES_ONLY = {"department.py", "charts.py", "pieces.py", "export.py", "scores.py", "monitored.py", "side_by_side.py", "project_forms.py", "first_screen.py", "amounts.py"}
SAYING = {"Words", "check", "indicator", "remark"}  # what takes messages, titles and names


def said():
    """Every text that the program says elsewhere than on its pages, with its module."""
    for path in sorted((ROOT / "evallib").rglob("*.py")):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        for call in calls:
            if path.name not in ON_PAGES_ONLY and getattr(call.func, "id", getattr(call.func, "attr", "")) in SAYING:
                yield from ((path.name, node.value) for node in ast.walk(call) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_no_message_has_a_sign_that_such_a_console_lacks():
    assert len({text for _, text in said()}) > 1000
    assert not [(name, text) for name, text in said() if not all(printable_in_gbk(sign) for sign in text.translate(NOT_IN_GBK))]


def printable_in_gbk(sign):
    return sign.encode("gbk", errors="ignore") != b""


# -- JSON ---------------------------------------------------------------------------------------------------------

KEYS = {  # the contract: programs rely on these
    "": ["format", "evallib", "lang", "departments"],
    "departments": ["county", "year", "department", "name", "scheme", "score", "outcomes", "findings", "remarks", "problems"],
    "score": ["lowest", "highest", "stated"],
    "outcomes": ["fail", "question", "hint", "insufficient_data", "not_applicable", "pass"],
    "findings": ["check", "outcome", "subject", "message", "stated", "expected", "difference", "unit", "cause", "question", "places"],
    "places": ["file", "sheet", "cell", "line", "origin"],
    "remarks": ["place", "message"],
    "problems": ["place", "found", "expected", "remedy"],
}


def keys_of(node, name=""):
    """Yield the keys of every object of a JSON document, with the name it stands under."""
    if isinstance(node, dict):
        yield name, list(node)
        for key, inner in node.items():
            yield from keys_of(inner, key)
    elif isinstance(node, list):
        for inner in node:
            yield from keys_of(inner, name)


def test_the_keys_are_those_that_programs_rely_on(shipped, mixed):
    document = json.loads(as_json(checked(mixed) | shipped["zh"], "zh"))
    assert document["format"] == 1
    met = dict(keys_of(document))
    assert met == KEYS
    assert all(keys == KEYS[name] for name, keys in keys_of(document))


def test_a_finding_in_json(shipped):
    """Framework 5.3: 116.62 + 57.20 + 15.39 = 189.21 against 174.68; items.csv of Guidong, lines 18 to 21."""
    document = json.loads(as_json(shipped["zh"], "zh"))
    guidong = document["departments"][0]
    assert {key: guidong[key] for key in ("county", "year", "department", "name", "scheme", "score", "problems")} == {
        "county": "guidong", "year": 2022, "department": "ftu", "name": "桂东县总工会", "scheme": "hunan_a",
        "score": {"lowest": "5", "highest": "95", "stated": "96"}, "problems": [],
    }
    assert guidong["outcomes"] == {"fail": 3, "question": 3, "hint": 0, "insufficient_data": 2, "not_applicable": 0, "pass": 20}
    finding = guidong["findings"][0]
    assert finding == {
        "check": "A2",
        "outcome": "fail",
        "subject": "基本支出决算数",
        "message": "116.62 ＋ 57.20 ＋ 15.39 ＝ 189.21，所报为174.68万元，相差14.53万元",
        "stated": "174.68",
        "expected": "189.21",
        "difference": "-14.53",
        "unit": "万元",
        "cause": "各项之和与支出总额决算数189.20万元相符，所列可能是它的构成",
        "question": "所列经济分类是基本支出的构成，还是支出总额的构成？项目支出是否已计入其中？",
        "places": [{"file": "guidong/2022/ftu/items.csv", "sheet": "", "cell": "", "line": line, "origin": "一(二)"} for line in (18, 19, 20, 21)],
    }
    assert guidong["remarks"][1] == {"place": "guidong/2022/ftu/items.csv 第28行 [unit]", "message": "单位“万”不完整，按万元读取"}


def test_both_sides_are_told_in_one_unit(shipped):
    """F1 of Guidong: 174.68万元 against 174.68元."""
    (finding,) = [one for one in json.loads(as_json(shipped["zh"], "zh"))["departments"][0]["findings"] if (one["check"], one["outcome"]) == ("F1", "fail")]
    assert [Decimal(finding[key]) for key in ("stated", "expected", "difference")] == [Decimal("174.68"), Decimal(1746800), Decimal("-1746625.32")]
    assert finding["unit"] == "元"


def test_json_holds_every_finding_and_numbers_as_text(shipped):
    for department, case in zip(json.loads(as_json(shipped["en"], "en"))["departments"], shipped["en"].values(), strict=True):
        assert len(department["findings"]) == sum(department["outcomes"].values()) == len(case.findings)
        for finding in department["findings"]:
            numbers = [finding[key] for key in ("stated", "expected", "difference")]
            assert all(number is None or re.fullmatch(r"-?\d+(\.\d+)?", number) for number in numbers)
            if None not in numbers:
                assert Decimal(numbers[0]) - Decimal(numbers[1]) == Decimal(numbers[2])


def test_json_of_a_department_that_cannot_be_read(mixed):
    second = json.loads(as_json(checked(mixed, "en"), "en"))["departments"][1]
    assert [second[key] for key in ("department", "name", "scheme", "score", "findings", "remarks")] == ["second", None, None, None, [], []]
    assert set(second["outcomes"].values()) == {0}
    assert {
        "place": "test/2022/second/items.csv line 2 [item]",
        "found": "“exp_totl”",
        "expected": "an item of the base data table",
        "remedy": "did you mean exp_total?",
    } in second["problems"]


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_json_is_utf_8_on_any_console(encoding):
    command = [sys.executable, "-m", "evallib", "check", "--json", "--county", "yiyang"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": encoding}, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (ALL_DONE, b"")
    assert json.loads(done.stdout.decode("utf-8"))["departments"][0]["name"] == "益阳市总工会"
    assert "益阳市总工会".encode() in done.stdout


# -- the list of corrections --------------------------------------------------------------------------------------


def sheets(content):
    """The rows of each sheet, as a program reads them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_summary_has_a_row_for_each_department(shipped, mixed):
    summary = sheets(workbook(checked(mixed) | shipped["zh"], "zh"))["核对汇总"]
    assert summary[0] == ["县", "部门", "年度", "状态", "可能最低分", "可能最高分", "自评得分", "不符", "待说明", "尾差提示", "资料不足", "不适用", "成立", "数据文件夹"]
    assert summary[2] == ["test", "test/2022/second", 2022, "读取失败", *[""] * 9, "test/2022/second"]
    assert summary[5] == ["桂东县", "桂东县总工会", 2022, "已核对", 5, 95, 96, 3, 3, 0, 2, 0, 20, "guidong/2022/ftu"]
    assert len(summary) == 1 + 4 + 3


def test_list_has_a_row_for_each_matter(shipped, mixed):
    rows = sheets(workbook(checked(mixed) | shipped["zh"], "zh"))["更正清单"]
    assert rows[0] == ["部门", "年度", "核对项", "结论", "位置", "发现的内容", "应为", "处理建议/请说明的问题", "部门答复"]
    assert [
        "桂东县总工会", 2022, "G1 人数合计＝各类人员之和", "不符", "items.csv 第2、4、5、6行（一(一)）", "职工总数：9 ＋ 5 ＋ 8 ＝ 22，所报为23人，相差1人",
        "与核对数22人一致", "请查原始资料，更正有误的一处。差的人员属于哪一类，或是否多计？", "",
    ] in rows
    assert [
        "益阳市总工会", 2022, "D2 基础数据表：决算数与决算公开表一致，预算数为年初预算数", "待说明", "items.csv 第6、9、12、15行（附件1）", "预算数列：4项支出的预算数与决算数逐项完全相等",
        "", "请说明，并附依据。可能原因：预算数列可能填了调整后的预算。该列填的是年初批复的预算数吗？", "",
    ] in rows
    assert [
        "test/2022/second", 2022, "读取资料", "读取失败", "items.csv 第2行 [item]", "“exp_totl”", "基础数据表的项目标识", "是否指 exp_total？", "",
    ] in rows
    assert ["桂东县总工会", 2022, "读取资料", "读取提示", "items.csv 第28行 [unit]", "单位“万”不完整，按万元读取", "", "请核对；有误的请更正", ""] in rows
    of_guidong = [row[3] for row in rows if row[0] == "桂东县总工会"]
    assert of_guidong == ["不符"] * 3 + ["待说明"] * 3 + ["资料不足"] * 2 + ["读取提示"] * 3


def test_list_in_english(shipped):
    book = sheets(workbook(shipped["en"], "en"))
    assert list(book) == ["Summary", "Corrections"]
    assert book["Summary"][0] == [name.en for name, _ in SUMMARY_COLUMNS]
    assert book["Corrections"][0] == [name.en for name, _ in LIST_COLUMNS]
    texts = {row[3] for row in book["Corrections"][1:]}
    assert texts == {"does not hold", "to be explained", "insufficient data", "reading note"}


def test_only_a_contradiction_says_what_a_figure_should_agree_with(shipped):
    """A question has another possible answer, so it prescribes none."""
    for row in sheets(workbook(shipped["zh"], "zh"))["更正清单"][1:]:
        assert not row[6] or row[3] == "不符"


def test_no_text_becomes_a_formula_or_a_link(mixed):
    book = openpyxl.load_workbook(io.BytesIO(workbook(checked(mixed), "zh")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}  # an empty cell is n
    assert not [cell.coordinate for cell in cells if cell.hyperlink]
    assert "=1+1" in [cell.value for cell in cells]
    told = "\n".join(cell.value for cell in cells if cell.data_type == "s")
    assert all(text in told for text in INJECTED)
    assert all(cell.style is None or cell.quotePrefix for cell in cells if cell.value == "=1+1")  # nor when it is edited


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sheets_can_be_filtered_and_printed(mixed, lang):
    for sheet in openpyxl.load_workbook(io.BytesIO(workbook(checked(mixed, lang), lang))):
        last = openpyxl.utils.get_column_letter(sheet.max_column)
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == f"A1:{last}{sheet.max_row}"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (True, 1, 0)  # 1 unless said
        assert sheet.print_title_rows == "$1:$1"
        assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row)


def test_a_list_without_a_matter_is_its_heading(tmp_path):
    items = "exp_total,,actual,90.00,万元\nexp_basic,,actual,60.00,万元\nexp_project,,actual,30.00,万元"
    assert len(sheets(workbook(checked(data_folder(tmp_path, items=items)), "zh"))["更正清单"]) == 1


def test_the_same_figures_make_the_same_bytes_on_any_day(shipped):
    first = workbook(shipped["zh"], "zh")
    assert first == workbook(checked(ROOT / "data", chosen=REAL), "zh")
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert set(re.findall(r"\d{4}-\d\d-\d\dT", parts.read("docProps/core.xml").decode())) == {"2000-01-01T"}
        assert {part.date_time[0] for part in parts.infolist()} == {1980}


# -- the command --------------------------------------------------------------------------------------------------

STATUS = [  # words, exit status: 1 for a contradiction or what cannot be read, 0 for a question
    ("--county guidong", SOME_FAILED),
    ("--county guidong --json", SOME_FAILED),
    ("--county yiyang --lang en", ALL_DONE),
    ("--county yiyang --scheme hunan_c", ALL_DONE),
    ("--county yiyan", WRONG_COMMAND),
    ("--scheme hunan_z", WRONG_COMMAND),
    ("--xlsx", WRONG_COMMAND),
]


@pytest.mark.parametrize(("words", "status"), STATUS)
def test_exit_status(words, status):
    done = evallib("check", *words.split())
    assert (done.returncode, bool(done.stdout), bool(done.stderr)) == (status, status != WRONG_COMMAND, status == WRONG_COMMAND)


def test_a_department_that_cannot_be_read_stops_no_other(mixed):
    done = evallib("check", "--data", mixed, "--department", "first", "second", "third")
    assert (done.returncode, done.stderr) == (SOME_FAILED, "")
    assert [line.split()[0] for line in done.stdout.splitlines()[1:5]] == ["某局", "test/2022/second", "某局", "合计3个"]
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ({"files": {"../../county.yml": None}}, "test/county.yml：发现无法读取（没有该文件）"),
        ({"scheme": "hunan_z"}, "参数 scheme，或 county.yml [scheme]：发现“hunan_z”"),
        ({"profile": "name: 某局\nself_score_scheme: hunan_z\n"}, "profile.yml [self_score_scheme]：发现“hunan_z”"),
    ],
)
def test_what_is_wrong_beside_the_tables_is_told(tmp_path, folder, said):
    done = evallib("check", "--data", data_folder(tmp_path, **folder))
    assert (done.returncode, done.stderr) == (SOME_FAILED, "")
    assert said in done.stdout


def test_the_workbook_and_json_at_once(tmp_path):
    path = tmp_path / "更正清单.xlsx"
    done = evallib("check", "--county", "guidong", "--json", "--xlsx", path)
    assert done.returncode == SOME_FAILED
    assert len(json.loads(done.stdout)["departments"]) == 1
    assert done.stderr == f"已写入 written  {path}\n"
    assert list(sheets(path.read_bytes())) == ["核对汇总", "更正清单"]
    assert [file.name for file in tmp_path.iterdir()] == ["更正清单.xlsx"]


REFUSED = [  # name of the file, what the message says
    ("list.xls", "以 .xlsx 结尾的文件名", "a name that ends with .xlsx"),
    ("list", "以 .xlsx 结尾的文件名", "a name that ends with .xlsx"),
    ("nowhere/list.xlsx", "没有文件夹“", "a folder that is there"),
    ("taken.xlsx", "无法写入（", "close programs that hold the file open"),
]


@pytest.mark.parametrize(("name", "zh", "en"), REFUSED)
def test_a_workbook_that_cannot_be_written(tmp_path, name, zh, en):
    (tmp_path / "taken.xlsx").mkdir()
    done = evallib("check", "--county", "yiyang", "--xlsx", tmp_path / name)
    assert (done.returncode, done.stdout) == (WRONG_COMMAND, "")
    assert zh in done.stderr
    assert en in done.stderr
    assert "Traceback" not in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["taken.xlsx"]


@pytest.mark.skipif(sys.platform == "win32", reason="the shell of this test")
def test_a_workbook_is_replaced_by_a_complete_one_only(tmp_path):
    """Where no file may grow past a block, as on a full disk, what was there stays."""
    path = tmp_path / "list.xlsx"
    write_whole(path, b"old")
    command = f'ulimit -f 1; "{sys.executable}" -B -m evallib check --county guidong --xlsx "{path}"'
    done = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (WRONG_COMMAND, "")
    assert "无法写入（" in done.stderr
    assert path.read_bytes() == b"old"
    assert evallib("check", "--county", "guidong", "--xlsx", path).returncode == SOME_FAILED
    assert list(sheets(path.read_bytes())) == ["核对汇总", "更正清单"]
    assert [file.name for file in tmp_path.iterdir()] == ["list.xlsx"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of folders are always text")
def test_a_folder_with_a_name_in_another_encoding(tmp_path):
    """As unpacked from an archive that was made on Chinese Windows."""
    data = data_folder(tmp_path, department="工会".encode("gbk").decode("utf-8", "surrogateescape"), items="exp_totl,,actual,1,万元")
    for words in ([], ["--json"], ["--xlsx", tmp_path / "list.xlsx"]):
        done = evallib("check", "--data", data, *words)
        assert done.returncode == SOME_FAILED, done.stderr
        assert "exp_totl" in done.stdout
    assert sheets((tmp_path / "list.xlsx").read_bytes())["更正清单"][1][0] == "test/2022/????"


# -- opening several ----------------------------------------------------------------------------------------------


def test_several_are_opened_in_the_order_given(mixed):
    opened = checked(mixed)
    assert [(which.department, type(one)) for which, one in opened.items()] == [("first", Case), ("second", UserMistake), ("third", Case), ("wild", Case)]
    assert opened[next(iter(opened))].outcomes[Outcome.FAIL] == 0


def test_a_scheme_that_has_changed_is_read_anew(tmp_path):
    """Schemes are parsed once for all departments, by what they say and not by when they were saved."""
    data = data_folder(tmp_path)
    path = data / "schemes" / "hunan_a.yml"
    before, times = read_scheme(data, "hunan_a").name.zh, path.stat()
    path.write_text(path.read_text("utf-8").replace(before, "改了名的表", 1), encoding="utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert read_scheme(data, "hunan_a").name.zh == "改了名的表"


def test_headings_are_said_in_both_languages():
    assert all(name.zh and name.en for name in (*COLUMNS, *(name for name, _ in (*SUMMARY_COLUMNS, *LIST_COLUMNS))))
