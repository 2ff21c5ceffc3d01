"""The form: what is written is what is read, in any shape an accountant may give it; what cannot be read is told with its cell.

The tables are the manual: what is done to a written form, and what reading it says.
"""

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from decimal import Decimal as D
from pathlib import Path

import openpyxl
import pytest
from builders import SCHEMES, data_folder, table
from commands import ROOT, evallib
from form_records import content, records
from hypothesis import HealthCheck, Phase, given, settings
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.cell_range import CellRange

from evallib.case import open_case
from evallib.forms import new_form
from evallib.problems import UserMistake
from evallib.quantities import Unit
from evallib.reading.folder import DepartmentYear, department_years, read_apart, read_department
from evallib.reading.form import LAYOUTS, layout_of, write_form
from evallib.reading.form.layout import COLUMNS, ITEM_NAMES, KNOWN_ROWS, NEEDED, ROWS, SUPPLEMENTED, TITLES, kind_of_title, name_of, plain, unit_in
from evallib.reading.record import ITEMS, Period
from evallib.reading.rows import MONTHLY
from evallib.reading.saving import folder_files, write_folder
from evallib.rules.schemes import read_scheme, schemes
from evallib.rules.scoring import QUESTIONS, questions_of

COUNTY = "name: {zh: 某县, en: Some County}\nscheme: hunan_a\n"
UNIT_2024 = DepartmentYear("test", 2024, "unit")


# -- nothing is lost -----------------------------------------------------------------------------------------------


def in_folder(fill, year=2022):
    """A data folder of one department, its folder filled by a function; read back."""
    with tempfile.TemporaryDirectory() as made:
        data = Path(made)
        (data / "c").mkdir()
        (data / "c" / "county.yml").write_text(COUNTY, encoding="utf-8")
        folder = data / "c" / str(year) / "d"
        fill(folder)
        return read_department(data, DepartmentYear("c", year, "d"))


def by_form(record):
    """A record written as a form and read back."""

    def fill(folder):
        folder.mkdir(parents=True)
        write_form(record, folder / "填报表.xlsx", layout=layout_of(record.year))

    return in_folder(fill, record.year)


slow = settings(deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large, HealthCheck.large_base_example])


@settings(slow, max_examples=40)
@given(records())
def test_a_form_gives_back_what_it_was_written_from(record):
    assert content(by_form(record), with_missing=False) == content(record, with_missing=False)


@settings(slow, max_examples=40)
@given(records())
def test_files_give_back_what_they_were_written_from(record):
    assert content(in_folder(lambda folder: write_folder(record, folder), record.year), with_missing=True) == content(record, with_missing=True)


def origins(record):
    """Where each figure comes from by the record's own words."""
    return sorted((m.item.key, m.period.key, m.detail, m.figure.source.origin) for m in record.mentions if m.figure.known)


REAL = [one for one in department_years(ROOT / "data") if (one.county, one.year) in {("guidong", 2022), ("hengshan", 2023), ("yiyang", 2022)}]


@pytest.mark.parametrize("scheme", schemes(ROOT / "data"))
@pytest.mark.parametrize("which", REAL, ids=lambda one: one.county)
def test_the_published_departments_are_the_same_by_form(tmp_path, which, scheme):
    source = ROOT / "data"
    shutil.copytree(source / "schemes", tmp_path / "schemes")
    folder = tmp_path / which.folder
    folder.mkdir(parents=True)
    shutil.copy(source / which.county / "county.yml", tmp_path / which.county)
    record = read_department(source, which, QUESTIONS)
    write_form(record, folder / "form.xlsx", layout=layout_of(which.year), questions=questions_of(read_scheme(source, scheme)))
    one, other = (open_case(which.county, which.year, which.department, scheme, data=data) for data in (source, tmp_path))
    assert content(other.record, with_missing=False) == content(one.record, with_missing=False)
    assert origins(other.record) == origins(one.record)
    told = lambda case: [(f.check, f.outcome, f.subject, f.message, f.cause, f.question) for f in case.findings]  # noqa: E731
    assert told(other) == told(one)
    marks = lambda case: [(row.words, row.marks, row.gap, row.readings) for row in case.scorecard.rows]  # noqa: E731
    assert marks(other) == marks(one)
    assert (other.scorecard.lowest, other.scorecard.highest, other.scorecard.stated.words) == (one.scorecard.lowest, one.scorecard.highest, one.scorecard.stated.words)
    assert {place.sheet for m in other.record.mentions for place in [m.figure.source]} <= {"基础数据表", "整体支出自评表", "收支补充表", "其他数据"}


# -- a department with everything ----------------------------------------------------------------------------------

PROFILE = """
name: {zh: 示例县教育局, en: Education Bureau of Example County}
code: "0205001"
mandate: {zh: 管理全县中小学教育。, en: Runs the schools of the county.}
goal: {zh: 维修校舍5000平方米，家长满意度90%以上。, en: Repair 5000 m².}
achieved: 维修校舍5200平方米；一所学校延期。
thrift: 公务接待实行清单管理。
plan: [{zh: 改善寄宿条件, en: Better boarding}, 营养餐]
problems: [项目前期准备不足]
measures: [提前半年完成立项]
publications: [{title: 自评报告, url: "https://www.example.gov.cn/1.html"}]
self_score_scheme: self_evaluation
preparer: 张三
date: 2025-03-15
phone: 0735-1234567
head: 李四
"""
ITEMS_CSV = """item,detail,period,value,unit,source
staff_establishment,,actual,120,人,
staff_on_post,,actual,118,人,
staff_control_rate,自报,actual,98.33,%,
exp_basic,,last_actual,950.20,万元,
exp_basic,,budget_initial,960.00,万元,
exp_basic,,actual,980.40,万元,
exp_project,,last_actual,250.00,万元,
exp_project,,budget_initial,240.00,万元,
exp_project,,actual,300.00,万元,
exp_total,,last_actual,1200.20,万元,
exp_total,,budget_initial,1200.00,万元,
exp_total,,budget_revised,1296.00,万元,
exp_total,,actual,1280.40,万元,
exp_operating,,actual,88.12,万元,
project,校舍维修,budget_initial,140.00,万元,
project,校舍维修,actual,180.00,万元,
project,营养餐,budget_initial,100.00,万元,
project,营养餐,actual,120.00,万元,
three_public,,last_budget,12.00,万元,
three_public,,budget_initial,10.00,万元,
three_public,,actual,6.35,万元,
tp_vehicle,,actual,4.35,万元,
tp_vehicle_purchase,,actual,0,万元,
tp_vehicle_running,,actual,4.35,万元,
tp_overseas,,actual,无,万元,
tp_hospitality,,actual,2.00,万元,
procurement,,last_actual,/,万元,
procurement,,actual,—,万元,
building_area_approved,,actual,1000,㎡,
building_area_actual,,actual,1050,㎡,
building_estimate,,actual,200,万元,
building_investment,,actual,196,万元,
rev_total,,actual,1290.40,万元,
rev_general_public_budget,,actual,1270.40,万元,
rev_gov_fund,,actual,20,万元,
balance_closing,,actual,40,万元,
budget_adjustment_excluded,财教〔2024〕5号,actual,20,万元,
survey_valid,,actual,412,人,
execution_rate,自报,actual,98.80,%,
execution_points,自报,actual,9.88,分,
self_score,,actual,93.5,分,
exp_basic,再次提及,actual,980.4,万元,
"""
TARGETS_CSV = """level1,level2,level3,direction,target,actual,unit,weight,attained,judgement,evidence,explanation,project
产出指标,数量指标,维修校舍面积,≥,5000,5200,㎡,30,,,竣工验收单,,
产出指标,时效指标,项目按期完成率,≥,100,95,%,20,,,进度表,雨季停工,
效益指标,社会效益指标,寄宿条件改善,定性,明显改善,有所改善,,30,部分达成,75,抽样调查,,
满意度指标,服务对象满意度指标,学生家长满意度,≥,90%,93%,,10,,,问卷412份,,
产出指标,数量指标,维修校舍面积,≥,5000,5200,㎡,50,,,竣工验收单,,校舍维修
"""
PROJECTS_CSV = """project,item,period,value,unit
校舍维修,authority,,示例县教育局,
校舍维修,goal,,维修校舍5000平方米,
校舍维修,project_funds,budget_revised,185,万元
校舍维修,project_funds,actual,180,万元
校舍维修,project_appropriation,actual,180,万元
校舍维修,project_carried_in,actual,0,万元
校舍维修,project_other_funds,actual,/,万元
校舍维修,self_score,actual,96,分
营养餐,project_funds,actual,120,万元
"""
MONTHS_CSV = (
    "month,item,value,unit,project,period\n1,exp_total,85.2,万元,,\n2,exp_total,170.1,万元,,\n3,exp_total,300.55,万元,,\n3,planned_progress,25,%,,\n"
    "3,exp_total,1200.5,万元,,forecast\n3,project_funds,20.5,万元,营养餐,\n3,project_funds,118,万元,营养餐,forecast\n"
)
CHECKLIST_CSV = "indicator,test,answer,evidence\nrules_completeness,exist,是,县教字〔2024〕3号\nrules_completeness,applied,否,\nadministrative_efficiency,,一般,年度考核结果\n"
MONITORING_CSV = """month,indicator,value,project,forecast,likelihood,reasons,explanation,remark
3,维修校舍面积,1200,,5000,确定能,,,
3,项目按期完成率,80,,95,有可能,经费保障、人员保障,雨季停工,第二季度复工
3,寄宿条件改善,正在改善,,明显改善,确定能,,,
3,学生家长满意度,,,90%,,,,年底调查
3,维修校舍面积,1200.5,校舍维修,5000,完全不可能,其他,征地未完成,
"""
FILES = {"profile.yml": PROFILE, "items.csv": ITEMS_CSV, "targets.csv": TARGETS_CSV, "projects.csv": PROJECTS_CSV, "months.csv": MONTHS_CSV, "monitoring.csv": MONITORING_CSV, "checklist.csv": CHECKLIST_CSV}
NO_FILES = dict.fromkeys(("profile.yml", "items.csv"))


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """A department with every kind of data."""
    data = data_folder(tmp_path_factory.mktemp("csv"), year=2024, files=FILES)
    return read_department(data, UNIT_2024, QUESTIONS)


@pytest.fixture(scope="module", params=LAYOUTS)
def form(request, record, tmp_path_factory):
    """Its form, in either layout."""
    path = tmp_path_factory.mktemp("form") / "form.xlsx"
    write_form(record, path, layout=request.param, questions=questions_of(read_scheme(SCHEMES.parent, "hunan_a")), schemes={"self_evaluation": read_scheme(SCHEMES.parent, "self_evaluation").name})
    return path


@pytest.fixture(scope="module")
def plain_form(record, tmp_path_factory):
    """Its form in the layout of 2022, as bytes; ``edited`` puts what the formulas give in their place."""
    path = tmp_path_factory.mktemp("plain") / "form.xlsx"
    write_form(record, path, layout=2022, questions=questions_of(read_scheme(SCHEMES.parent, "hunan_a")))
    return path.read_bytes()


def edited(content_, change):
    """The bytes of a form after a change to its workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content_), data_only=True)
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read_back(tmp_path, files, year=2024):
    """What a department's folder with these files gives."""
    data = data_folder(tmp_path, year=year, files=NO_FILES | files)
    return read_department(data, DepartmentYear("test", year, "unit"), QUESTIONS)


def test_a_form_in_a_folder_is_read_with_sheet_and_cell(tmp_path, record, form):
    read = read_back(tmp_path, {"2024 自评.xlsx": form.read_bytes()})
    assert content(read, with_missing=False) == content(record, with_missing=False)
    source = read.figure("staff_on_post").source
    assert (source.said("zh"), read.figure("staff_on_post").value) == ("test/2024/unit/2024 自评.xlsx 基础数据表!C5", 118)
    assert [name for name, _ in read.files] == ["test/2024/unit/2024 自评.xlsx"]
    assert read.remarks == ()


def test_the_same_record_makes_the_same_bytes(tmp_path, record, form):
    again = tmp_path / "again.xlsx"
    layout = 2022 if "支出总额" in [cell.value for cell in openpyxl.load_workbook(form)["基础数据表"]["A"]] else 2023
    write_form(record, again, layout=layout, questions=questions_of(read_scheme(SCHEMES.parent, "hunan_a")), schemes={"self_evaluation": read_scheme(SCHEMES.parent, "self_evaluation").name})
    assert again.read_bytes() == form.read_bytes()


# -- the same form, as accountants rearrange it ---------------------------------------------------------------------


def at(sheet, label, nth=0):
    """The cell that holds a label."""
    return [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str) and plain(cell.value) == plain(label)][nth]


def shifted(sheet, rows=0, columns=0, *, after=0):
    """Insert rows or columns, with the merged ranges that lie behind them, as a spreadsheet does."""
    ranges = [CellRange(str(one)) for one in sheet.merged_cells.ranges]
    for one in ranges:
        sheet.unmerge_cells(str(one))
    if rows:
        sheet.insert_rows(after + 1, rows)
    if columns:
        sheet.insert_cols(after + 1, columns)
    for one in ranges:
        if rows and one.min_row > after:
            one.shift(row_shift=rows)
        elif rows and one.max_row > after:
            one.expand(down=rows)
        if columns and one.min_col > after:
            one.shift(col_shift=columns)
        elif columns and one.max_col > after:
            one.expand(right=columns)
        sheet.merge_cells(str(one))


def each(book, change, *names):
    for name in names or book.sheetnames:
        change(book[name])


def unmerged(sheet):
    for one in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(one))


def numbers(sheet, change):
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, int | float) and "%" not in cell.number_format:
                cell.value = change(cell.value)


def as_text(value):
    return f"{value:,.2f}" if isinstance(value, float) else str(value)


def full_width(value):
    return "".join(chr(ord(sign) + 0xFEE0) for sign in as_text(value))


def swap_columns(sheet, one, other):
    unmerged(sheet)
    for row in range(1, sheet.max_row + 1):
        a, b = sheet.cell(row, one), sheet.cell(row, other)
        a.value, b.value = b.value, a.value


def move_row(sheet, label, to):
    """Move a row to before another."""
    row = at(sheet, label).row
    held = [cell.value for cell in sheet[row]]
    shifted(sheet, rows=1, after=at(sheet, to).row - 1)
    for column, value in enumerate(held, 1):
        sheet.cell(at(sheet, to).row - 1, column).value = value
    sheet.delete_rows([cell for r in sheet.iter_rows() for cell in r if isinstance(cell.value, str) and plain(cell.value) == plain(label)][-1].row)


def relabelled(sheet, old, new):
    at(sheet, old).value = new


def vertical_staff(sheet):
    """The block of headcounts as lines, label and number beside each other."""
    held = {"编制数": 120, "2024年实际在职人数": 118, "控制率（%）": 98.33}
    top = at(sheet, "编制数").row
    unmerged(sheet)
    for row in (top, top + 1):
        for column in range(1, 5):
            sheet.cell(row, column).value = None
    sheet.insert_rows(top, 3)
    for row, (label, value) in enumerate(held.items(), top):
        sheet.cell(row, 1).value, sheet.cell(row, 2).value = label, value


def stacked(book):
    """Annex 2 below annex 1 on one sheet."""
    first, second = book["基础数据表"], book["整体支出自评表"]
    start = first.max_row + 3
    for row in second.iter_rows():
        for cell in row:
            if cell.value is not None:
                below = first.cell(start + cell.row, cell.column)
                below.value, below.number_format = cell.value, cell.number_format
    for one in second.merged_cells.ranges:
        moved = CellRange(str(one))
        moved.shift(row_shift=start)
        first.merge_cells(str(moved))
    del book["整体支出自评表"]


def in_one_cell(sheet):
    """Label and amount in one cell, as the printed form has them."""
    for label in ("其中：一般公共预算", "政府性基金拨款", "其中：基本支出", "项目支出"):
        cell = at(sheet, label)
        beside = sheet.cell(cell.row, 4 if cell.column == 3 else 8)
        cell.value, beside.value = f"{cell.value}：{beside.value}万元", None


def percent_cell(sheet):
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 98.33)
    cell.value, cell.number_format = 0.9833, "0.00%"


def without_cover_name(book):
    """No cover: the department's texts are kept in profile.yml."""
    del book["封面"]


VARIATIONS = [  # what is done, to the workbook
    ("nothing", str),
    ("rows inserted above", lambda book: each(book, lambda sheet: shifted(sheet, rows=3))),
    ("a column inserted before", lambda book: each(book, lambda sheet: shifted(sheet, columns=1))),
    ("a row inserted after each row of annex 1", lambda book: [shifted(book["基础数据表"], rows=1, after=row) for row in range(30, 5, -1)]),
    ("a column inserted inside annex 1", lambda book: shifted(book["基础数据表"], columns=1, after=2)),
    ("nothing merged", lambda book: each(book, unmerged)),
    ("the label column merged with an empty one", lambda book: (shifted(book["基础数据表"], columns=1, after=1), [book["基础数据表"].merge_cells(start_row=row, end_row=row, start_column=1, end_column=2) for row in range(7, 20)])),
    ("numbers as text", lambda book: each(book, lambda sheet: numbers(sheet, as_text), "基础数据表", "整体支出自评表", "收支补充表", "月度执行", "项目自评1")),
    ("full-width digits with separators", lambda book: each(book, lambda sheet: numbers(sheet, full_width), "基础数据表", "收支补充表", "月度执行")),
    ("units in the cells", lambda book: numbers(book["收支补充表"], lambda value: f"{value}万元" if value != 412 else "412人")),
    ("last year's column behind this year's", lambda book: swap_columns(book["基础数据表"], 2, 4)),
    ("columns of the checklist in another order", lambda book: swap_columns(book["评价清单"], 3, 5)),
    ("columns of the indicators in another order", lambda book: swap_columns(book["整体支出自评表"], 12, 13)),
    ("a row elsewhere", lambda book: move_row(book["基础数据表"], "政府采购金额", "支出总额")),
    ("headcounts as lines", lambda book: vertical_staff(book["基础数据表"])),
    ("a hidden sheet", lambda book: setattr(book["整体支出自评表"], "sheet_state", "hidden")),
    ("every tab renamed", lambda book: [setattr(sheet, "title", f"Sheet{number}") for number, sheet in enumerate(book.worksheets)]),
    ("sheets in reverse", lambda book: setattr(book, "_sheets", book._sheets[::-1])),
    ("titles gone, tabs kept", lambda book: each(book, lambda sheet: setattr(sheet["A2"], "value", None), "基础数据表", "整体支出自评表", "收支补充表", "评价清单", "月度执行", "其他数据", "文字说明")),
    ("annex 2 below annex 1", stacked),
    ("longer titles", lambda book: [setattr(book[name]["A2"], "value", title) for name, title in (("基础数据表", "附件 1：2024 年度部门整体支出绩效评价基础数据表（公开）"), ("整体支出自评表", "示例县教育局2024年度部门整体支出绩效自评表"))]),
    ("labels spaced and numbered otherwise", lambda book: [relabelled(book["基础数据表"], *pair) for pair in (("支出总额", "一、支 出 总 额"), ("基本支出", "（一）基本支出"), ("公用经费", "其中:公用经费"), ("三公经费", "二、“三公”经费："))]),
    ("labels as the account tables have them", lambda book: [relabelled(book["基础数据表"], *pair) for pair in (("公务用车购置和维护经费", "1．公务用车购置及运行维护费"), ("公车购置", "其中：公务用车购置费"), ("公车运行维护", "公务用车运行维护费"), ("出国经费", "2．因公出国（境）费"), ("公务接待", "3．公务接待费"))]),
    ("headings with years", lambda book: [relabelled(book["基础数据表"], *pair) for pair in (("上年决算数", "2023年决算数"), ("本年预算数", "2024年预算数"), ("本年决算数", "2024年决算数"))]),
    ("headings with units and line breaks", lambda book: [relabelled(book["基础数据表"], *pair) for pair in (("上年决算数", "上年\n决算数（万元）"), ("本年预算数", "本年预算数\n（万元）"), ("本年决算数", "本 年 决 算 数（万元）"))]),
    ("projects numbered", lambda book: [relabelled(book["基础数据表"], *pair) for pair in (("校舍维修", "（1）校舍维修"), ("营养餐", "2、营养餐"))]),
    ("label and amount in one cell", lambda book: in_one_cell(book["整体支出自评表"])),
    ("a percentage as such", lambda book: percent_cell(book["基础数据表"])),
    ("groups of indicators named once", lambda book: unmerged(book["整体支出自评表"])),
    ("a note below", lambda book: setattr(book["基础数据表"].cell(60, 1), "value", "注：本表由财务股填报，数据以决算为准。")),
    ("an empty copy of a project's sheet", lambda book: [setattr(cell, "value", None) for row in book.copy_worksheet(book["项目自评2"]).iter_rows() for cell in row if cell.value in {120, "营养餐"}]),
    ("an empty sheet", lambda book: book.create_sheet("草稿")),
    ("the date as text", lambda book: setattr(at(book["封面"], "填报日期").offset(column=1), "value", "2025-03-15")),
    ("dashes of another kind", lambda book: setattr(at(book["基础数据表"], "政府采购金额").offset(column=3), "value", "——")),
]  # fmt: skip


@pytest.mark.parametrize("change", [row[1] for row in VARIATIONS], ids=[row[0] for row in VARIATIONS])
def test_a_form_rearranged_says_the_same(tmp_path, record, plain_form, change):
    read = read_back(tmp_path, {"form.xlsx": edited(plain_form, change)})
    assert content(read, with_missing=False) == content(record, with_missing=False)
    assert [remark.words.zh for remark in read.remarks] in ([], ["该工作表已隐藏，照常读取"])


# -- forms with mistakes -------------------------------------------------------------------------------------------


def says(line, fragments):
    """Whether a message holds the fragments, which ~ separates, in order."""
    return re.search(".*".join(re.escape(fragment) for fragment in fragments.split(" ~ ")), line)


def put(sheet, address, value):
    return lambda book: setattr(book[sheet][address], "value", value)


def beside(sheet, label, value, columns=1):
    """Put a value into the cell so many columns after a label."""
    return lambda book: setattr(at(book[sheet], label).offset(column=columns), "value", value)


def second_name(book):
    """A project's sheet copied, its amount changed, its name not."""
    copy = book.copy_worksheet(book["项目自评2"])
    next(cell for row in copy.iter_rows() for cell in row if cell.value == 120).value = 130


DAMAGES = [  # what is wrong, what is done to the workbook, what the message says in Chinese and in English
    ("words in a cell of money", beside("基础数据表", "基本支出", "约980", 3), "基础数据表!D8：发现“约980”；应为一个数字 ~ 不要夹带文字和单位", "基础数据表!D8: found “约980”; expected one number ~ no words or units"),
    ("two points", beside("基础数据表", "基本支出", "98.0.4", 3), "基础数据表!D8：发现“98.0.4” ~ 只能有一个小数点", "基础数据表!D8: found “98.0.4” ~ one decimal point at most"),
    ("a failed formula", beside("基础数据表", "公用经费", "#REF!", 1), "基础数据表!B9：发现“#REF!”；应为一个数字", "基础数据表!B9: found “#REF!”; expected one number"),
    ("a percentage where money is asked for", beside("基础数据表", "公用经费", "5%", 1), "基础数据表!B9：发现“%”；应为元 / 万元 / 亿元；请核对单位", "基础数据表!B9: found “%”; expected 元 / 万元 / 亿元; check the unit"),
    ("half a person", put("基础数据表", "C5", 117.5), "基础数据表!C5：发现“117.5”；应为不小于0的整数；请核对在职人数", "基础数据表!C5: found “117.5”; expected a whole number of at least 0; check staff on post"),
    ("a negative total", beside("基础数据表", "支出总额", -5, 1), "基础数据表!B7：发现“-5”；应为不小于0的金额 ~ 正负号", "基础数据表!B7: found “-5”; expected an amount of at least 0 ~ check the sign"),
    ("a score above 100", lambda book: setattr(next(c for r in book["整体支出自评表"].iter_rows() for c in r if c.value == 93.5), "value", 120), "整体支出自评表!H25：发现“120”；应为0至100之间的分数", "整体支出自评表!H25: found “120”; expected marks from 0 to 100"),
    ("the same figure in two annexes, not the same", lambda book: setattr(at(book["整体支出自评表"], "项目支出").offset(column=2), "value", 310), "整体支出自评表!H8：发现310.00万元；应为与基础数据表!D10同一数据一致（300.00万元）", "整体支出自评表!H8: found 310.00 (10,000 yuan); expected the same as on 基础数据表!D10, 300.00 (10,000 yuan)"),
    ("a project without a name", lambda book: setattr(at(book["基础数据表"], "营养餐"), "value", None), "基础数据表!A14：发现空缺；应为项目名称或文件号；请补充", "基础数据表!A14: found nothing; expected a name or a document number; fill it in"),
    ("one project listed twice", lambda book: setattr(at(book["基础数据表"], "营养餐"), "value", "校舍维修"), "基础数据表!C14：发现100.00万元；应为与基础数据表!C13同一数据一致", "基础数据表!C14: found 100.00 (10,000 yuan); expected the same as on 基础数据表!C13"),
    ("a direction that is none", lambda book: setattr(at(book["整体支出自评表"], "≥"), "value", "大约"), "整体支出自评表!D16：发现“大约”；应为指标方向", "整体支出自评表!D16: found “大约”; expected a direction"),
    ("no name of an indicator", lambda book: setattr(at(book["整体支出自评表"], "寄宿条件改善"), "value", None), "整体支出自评表!C19：发现空缺；应为三级指标名称；请补充", "整体支出自评表!C19: found nothing; expected the indicator's name; fill it in"),
    ("a weight of 0", put("整体支出自评表", "H16", 0), "整体支出自评表!H16：发现“0”；应为大于0、不超过100的分值", "整体支出自评表!H16: found “0”; expected marks above 0 and at most 100"),
    ("a judgement above 100", lambda book: setattr(next(c for r in book["整体支出自评表"].iter_rows() for c in r if c.value == 75), "value", 120), "整体支出自评表!K19：发现“120”；应为0%至100%", "整体支出自评表!K19: found “120”; expected 0% to 100%"),
    ("one indicator twice", lambda book: setattr(at(book["整体支出自评表"], "项目按期完成率"), "value", "维修校舍面积"), "整体支出自评表!C17：发现“维修校舍面积”；应为不与整体支出自评表!C16重名的指标", "整体支出自评表!C17: found “维修校舍面积”; expected a name other than on 整体支出自评表!C16"),
    ("a project's sheet without its name", lambda book: setattr(at(book["项目自评1"], "项目名称").offset(column=2), "value", None), "项目自评1!A2：发现没有项目名称；应为项目名称；请填写项目名称", "项目自评1!A2: found no name of the project; expected the project's name; fill it in"),
    ("a copied sheet under the old name", second_name, "项目自评2 Copy!H7：发现130.00万元；应为与项目自评2!H7同一数据一致", "项目自评2 Copy!H7: found 130.00 (10,000 yuan); expected the same as on 项目自评2!H7"),
    ("a month that is none", lambda book: setattr(at(book["月度执行"], "3月"), "value", "13月"), "月度执行!A7：发现“13”；应为1至12月", "月度执行!A7: found “13”; expected a month from 1 to 12"),
    ("an answer that answers nothing", lambda book: setattr(at(book["评价清单"], "否"), "value", "也许"), "评价清单!C8：发现“也许”；应为对该测试项的回答", "评价清单!C8: found “也许”; expected an answer to the test"),
    ("a question that nobody asks", lambda book: setattr(at(book["评价清单"], "rules_completeness/exist"), "value", "rules_completness/exist"), "评价清单!E5：发现“rules_completness” ~ 是否指 rules_completeness", "评价清单!E5: found “rules_completness” ~ did you mean rules_completeness"),
    ("a header removed", lambda book: book["收支补充表"].delete_rows(4), "收支补充表!A2：发现没有表头；应为表头含 项目；请恢复表头一行", "收支补充表!A2: found no header; expected a header with 项目; restore the header"),
    ("an item that there is not", put("其他数据", "A6", "基本之出"), "其他数据!A6：发现“基本之出” ~ 是否指 基本支出", "其他数据!A6: found “基本之出” ~ did you mean 基本支出"),
    ("a period that there is not", put("其他数据", "C5", "明年"), "其他数据!C5：发现“明年”；应为期间标识", "其他数据!C5: found “明年”; expected a period"),
    ("a unit that there is not", put("其他数据", "E5", "美元"), "其他数据!E5：发现“美元”；应为元 / 万元 / 亿元", "其他数据!E5: found “美元”; expected 元 / 万元 / 亿元"),
    ("a form of another year", beside("封面", "年度", 2023), "封面!C9：发现2023年度的填报表；应为2024年度（文件夹 test/2024/unit）", "封面!C9: found a form of the year 2023; expected the year 2024, as the folder test/2024/unit says"),
    ("annexes of another year", lambda book: (book.remove(book["封面"]), relabelled(book["基础数据表"], "2024年度部门整体支出绩效评价基础数据表", "2023年度部门整体支出绩效评价基础数据表")), "基础数据表!A2：发现2023年度的填报表", "基础数据表!A2: found a form of the year 2023"),
    ("a newer form", beside("封面", "模板版本", 99), "封面!C25：发现第99版填报表；应为第1版或更早；请升级 evallib", "封面!C25: found version 99 of the form; expected version 1 or older; update evallib"),
    ("no department", lambda book: [setattr(cell, "value", None) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if "示例县教育局" in str(cell.value) and cell.row < 7], "form.xlsx：发现没有部门名称；应为封面的部门名称", "form.xlsx: found no name of the department; expected the department's name on the cover"),
    ("two names", lambda book: setattr(book["基础数据表"]["A3"], "value", "单位名称：示例县公安局"), "基础数据表!A3：发现“示例县公安局”；应为与 ~ 封面!C6一致（“示例县教育局”）", "基础数据表!A3: found “示例县公安局”; expected the same as at ~ 封面!C6, “示例县教育局”"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "zh", "en"), [row[1:] for row in DAMAGES], ids=[row[0] for row in DAMAGES])
def test_a_mistake_in_a_form_is_told_with_its_cell(tmp_path, plain_form, change, zh, en):
    with pytest.raises(UserMistake) as caught:
        read_back(tmp_path, {"form.xlsx": edited(plain_form, change)})
    told = [(problem.said("zh"), problem.said("en")) for problem in caught.value.problems]
    assert any(says(one, zh) and says(other, en) for one, other in told), told


REMARKS = [  # what is odd, what is done to the workbook, what the remark says: place, Chinese, English
    ("a row that the table does not know", lambda book: (shifted(book["基础数据表"], rows=1, after=19), [setattr(book["基础数据表"].cell(20, column), "value", value) for column, value in enumerate(("会议费", 1, 2, 3), 1)]), "基础数据表!A20", "“会议费”不是本表已知的项目，其数字未计入", "“会议费” is no known row of this table; its figures are not counted in"),
    ("a unit in a cell", beside("基础数据表", "基本支出", "9804000元", 3), "基础数据表!D8", "“9804000元”写明单位为元，已按此读取；本表单位为万元，请核对", "“9804000元” names the unit 元 and was read so; the form's unit is 万元: please check"),
    ("a heading in 元", lambda book: (relabelled(book["基础数据表"], "上年决算数", "上年决算数（元）"), *(setattr(book["基础数据表"].cell(row, 2), "value", book["基础数据表"].cell(row, 2).value * 10000) for row in range(7, 30) if isinstance(book["基础数据表"].cell(row, 2).value, int | float))), "基础数据表!B6", "标明单位为元，其下金额已按元读取；官方表样单位为万元，请核对", "names the unit 元, in which the amounts under it were read; the official form is in 万元: please check"),
    ("a number under no label", lambda book: (setattr(book["整体支出自评表"].cell(45, 1), "value", "另：工会经费"), setattr(book["整体支出自评表"].cell(45, 4), "value", 12)), "整体支出自评表!A45", "“另：工会经费”不是本表已知的项目，其数字未计入", "“另：工会经费” is no known row of this table; its figures are not counted in"),
    ("a sheet of another kind", lambda book: book.create_sheet("通讯录").append(["张三", 12345]), " 工作表“通讯录”", "不是填报表的内容，未计入", "not part of the form; not counted in"),
    ("a text without a place", lambda book: setattr(at(book["文字说明"], "改进措施", -1), "value", "其他建议") or setattr(at(book["文字说明"], "其他建议").offset(column=1), "value", "增加经费"), "文字说明!A32", "“其他建议”不是本表已知的事项，未计入", "“其他建议” is no known row of this table; not counted in"),
    ("a year on the cover alone", lambda book: relabelled(book["整体支出自评表"], "2024年度部门整体支出绩效自评表", "2023年度部门整体支出绩效自评表") or each(book, lambda sheet: setattr(sheet["A2"], "value", sheet["A2"].value.replace("2024", "2023")), "基础数据表", "项目自评1", "项目自评2"), "基础数据表!A2", "此处写的是2023年度，封面为2024", "this says 2023, the cover 2024"),
    ("a row that the supplement does not know", lambda book: (setattr(at(book["收支补充表"], "支出总额"), "value", "支出总计"), setattr(at(book["收支补充表"], "支出总计").offset(column=3), "value", 7)), "收支补充表!B18", "“支出总计”不是本表已知的项目，其数字未计入", "“支出总计” is no known row of this table; its figures are not counted in"),
    ("another county", beside("封面", "县（市、区）", "邻县"), "封面!C5", "填报表写的是“邻县”，所在文件夹属于某县", "the form says “邻县”, its folder belongs to Some County"),
    ("another department's folder", beside("封面", "文件夹", "test/other"), "封面!C26", "填报表原为 test/other 生成，现放在 test/unit，请核对部门", "the form was made for test/other and lies in test/unit: please check the department"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "place", "zh", "en"), [row[1:] for row in REMARKS], ids=[row[0] for row in REMARKS])
def test_what_is_odd_is_told_and_the_rest_is_read(tmp_path, record, plain_form, change, place, zh, en):
    read = read_back(tmp_path, {"form.xlsx": edited(plain_form, change)})
    assert [(remark.place.zh, *remark.words) for remark in read.remarks] == [(f"test/2024/unit/form.xlsx{'' if place.startswith(' ') else ' '}{place}", zh, en)]
    one, other = ({(i, p): r.figure(i, p).to(Unit.WAN_YUAN).value for i in ("exp_basic", "exp_total", "three_public") for p in Period if r.has(i, p)} for r in (read, record))
    assert one == other


# -- the folder that a form lies in --------------------------------------------------------------------------------


def test_two_forms_are_refused(tmp_path, plain_form):
    with pytest.raises(UserMistake) as caught:
        read_back(tmp_path, {"a.xlsx": plain_form, "b.xlsx": plain_form})
    assert says(str(caught.value), "test/2024/unit/a.xlsx：发现同时有 a.xlsx, b.xlsx；应为一份填报表，或一套 CSV 文件；请只保留正确的一份")


def test_a_form_beside_tables_is_refused(tmp_path, plain_form):
    with pytest.raises(UserMistake) as caught:
        read_back(tmp_path, {"a.xlsx": plain_form, "items.csv": table("items.csv", "exp_total,,actual,1,万元"), "months.csv": table("months.csv", "1,exp_total,1,万元")})
    assert says(str(caught.value), "a.xlsx: found a.xlsx, items.csv, months.csv together; expected one form, or one set of CSV files")


def test_a_profile_beside_a_form_wins_and_is_told(tmp_path, plain_form):
    read = read_back(tmp_path, {"a.xlsx": plain_form, "profile.yml": "name: {zh: 某局, en: Some Bureau}\n"})
    assert (read.profile.name.zh, read.profile.goal.zh) == ("某局", "")
    assert [remark.words.zh for remark in read.remarks] == [
        "文字说明取自本文件，test/2024/unit/a.xlsx 中的文字未采用",
        "填报表的部门名称为“示例县教育局”，与 profile.yml 的“某局”不同",
    ]


def test_other_workbooks_are_told_and_locks_are_not(tmp_path, record, plain_form):
    other = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["通讯录", 1])
    book.save(other)
    read = read_back(tmp_path, {"a.xlsx": plain_form, "~$a.xlsx": b"", "other.xlsx": other.getvalue()})
    assert content(read, with_missing=False) == content(record, with_missing=False)
    assert [(remark.place.zh, remark.words.zh) for remark in read.remarks] == [("test/2024/unit/other.xlsx", "本版本不读取此文件，其内容未计入")]
    assert [name for name, _ in read.files] == ["test/2024/unit/a.xlsx"]


def test_an_unknown_scheme_on_the_cover_is_told(tmp_path, plain_form):
    data = data_folder(tmp_path, year=2024, files=NO_FILES | {"a.xlsx": edited(plain_form, beside("封面", "自评所用评分方案", "hunan_d"))})
    with pytest.raises(UserMistake) as caught:
        open_case("test", 2024, "unit", data=data)
    assert says(str(caught.value), "test/2024/unit 填报表封面 [自评所用评分方案]：发现“hunan_d”；应为data/schemes/ 中的评分方案")


def test_a_blank_form_is_refused(tmp_path):
    data = data_folder(tmp_path, year=2024)
    new_form(data, DepartmentYear("test", 2025, "新局"), tmp_path / "new.xlsx")
    with pytest.raises(UserMistake) as caught:
        read_apart(tmp_path / "new.xlsx")
    assert [problem.found.zh for problem in caught.value.problems] == ["没有填写任何数据的填报表", "没有部门名称"]


def by_office(path, ending, folder):
    """A file converted, and its formulas worked out, by LibreOffice."""
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice (soffice) is not installed")
    ending, _, filter_ = ending.partition(":")
    options = ["--headless", f"-env:UserInstallation=file://{folder / 'office'}", "--convert-to", f"{ending}:{filter_}" if filter_ else ending, "--outdir", str(folder / "out"), str(path)]
    subprocess.run([office, *options], check=True, capture_output=True, timeout=180)
    return (folder / "out" / path.with_suffix(f".{ending}").name).read_bytes()


def test_a_form_saved_in_the_older_format_says_the_same(tmp_path, record, plain_form):
    (tmp_path / "form.xlsx").write_bytes(edited(plain_form, str))  # without formulas: LibreOffice writes 0 for those that give a text into this format
    read = read_back(tmp_path / "read", {"form.xls": by_office(tmp_path / "form.xlsx", "xls:MS Excel 97", tmp_path)})
    assert content(read, with_missing=False) == content(record, with_missing=False)


def test_a_form_saved_by_another_program_says_the_same(tmp_path, record, form):
    read = read_back(tmp_path / "read", {"form.xlsx": by_office(form, "xlsx", tmp_path)})
    assert (content(read, with_missing=False), read.remarks) == (content(record, with_missing=False), ())


def test_totals_and_rates_follow_what_is_filled_in(tmp_path):
    """LibreOffice works the formulas of a blank form out; the expected numbers are sums and quotients of those entered."""
    data = data_folder(tmp_path, year=2021)
    new_form(data, DepartmentYear("test", 2022, "unit"), tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    base, own = book["基础数据表"], book["整体支出自评表"]
    entered = {"基本支出": 174.68, "项目支出": 14.52, "公车购置": 0, "公车运行维护": 2.74, "出国经费": "无", "公务接待": 1.1}
    for label, value in entered.items():
        at(base, label).offset(column=3).value = value
    at(book["封面"], "部门名称").offset(column=1).value = "某局"
    base["B5"], base["C5"] = 46, 50
    at(own, "年度资金总额").offset(column=3).value = 200
    row = at(own, "三级指标").row + 1
    for cells in (("数量指标", "培训", "≥", 10, 9, "场", 50), ("成本指标", "人均成本", "≤", 100, 125, "元", 30), ("满意度", "满意度", "定性", "满意", "满意", "", 10)):
        for column, value in zip((2, 3, 4, 5, 6, 7, 8), cells, strict=True):
            own.cell(row, column).value = value
        own.cell(row, 11).value = 90 if cells[2] == "定性" else None
        row += 1
    book.save(tmp_path / "filled.xlsx")
    worked_out = openpyxl.load_workbook(io.BytesIO(by_office(tmp_path / "filled.xlsx", "xlsx", tmp_path)), data_only=True)
    own = worked_out["整体支出自评表"]
    first = at(own, "三级指标").row + 1
    assert [own.cell(row, 9).value for row in range(first, first + 3)] == [45, 24, 9]
    assert [own.cell(at(own, "分值合计").row, column).value for column in (8, 9)] == [90, 78]
    assert own.cell(at(own, "分值合计").row, 10).value == "产出90、效益0、满意度0，应为50、30、10"
    assert own.cell(at(own, "自评总分").row - 1, 8).value == 87.46  # 9.46 for execution, 78 for the indicators
    read = read_back(tmp_path / "read", {"form.xlsx": (tmp_path / "out" / "filled.xlsx").read_bytes()}, year=2022)
    figures = {item: read.figure(item).value for item in ("exp_total", "three_public", "tp_vehicle", "staff_control_rate", "execution_rate", "execution_points", "exp_by_nature")}
    assert figures == {"exp_total": D("189.2"), "three_public": D("3.84"), "tp_vehicle": D("2.74"), "staff_control_rate": D("108.7"), "execution_rate": D("94.6"), "execution_points": D("9.46"), "exp_by_nature": D("189.2")}
    assert not read.has("exp_total", Period.LAST_ACTUAL)  # nothing is worked out of parts that are not there


def test_projects_added_are_read(tmp_path, record, plain_form):
    def change(book):
        sheet = book["基础数据表"]
        row = at(sheet, "营养餐").row
        shifted(sheet, rows=1, after=row)
        for column, value in enumerate(("3、教师培训", 1.5, 2, "2.50"), 1):
            sheet.cell(row + 1, column).value = value
        copy = book.copy_worksheet(book["项目自评2"])
        at(copy, "营养餐").value = "教师培训"
        next(cell for cells in copy.iter_rows() for cell in cells if cell.value == 120).value = 2.5

    read = read_back(tmp_path, {"form.xlsx": edited(plain_form, change)})
    added = [(m.period.key, m.figure.value, m.figure.source.cell) for m in read.mentions if m.detail == "教师培训"]
    assert added == [("last_actual", D("1.5"), "B15"), ("budget_initial", 2, "C15"), ("actual", D("2.50"), "D15")]
    assert [(p.name, p.figure("project_funds").value) for p in read.projects][-1] == ("教师培训", D("2.5"))
    assert len(read.mentions) == len(record.mentions) + 3


OFFICIAL = {  # the annexes as Hunan prints them, without cover, direction or unit columns; figures of S03 (Guantang, 2023)
    "附件1": [
        ["附件1"], ["2023年度部门整体支出绩效评价基础数据表"],
        ["财政供养人员情况（人）", "编制数", "", "2023年实际在职人数", "", "控制率", ""], ["", 46, "", 50, "", "108.70%", ""],
        ["经费控制情况（万元）", "2022年决算数", "", "2023年预算数", "", "2023年决算数", ""],
        ["三公经费", 0, "", 0, "", 0, ""], ["    1、公务用车购置和维护经费", 0, "", 0, "", 0, ""], ["        其中：公车购置", 0, "", 0, "", 0, ""],
        ["项目支出：", "874.20", "", "308.17", "", "1,025.20", ""], ["    1、业务工作经费", "", "", "", "", "", ""], ["    3、省级专项资金（每个专项一行）", "", "", "", "", "", ""],
        ["        乡村振兴", 1, "", 2, "", 3, ""], ["        ……", "", "", "", "", "", ""],
        ["公用经费", 118.31, "", 85.76, "", 193.42, ""], ["    其中：办公经费", 29.35, "", 27, "", 49.09, ""], ["政府采购金额", "——", "", "", "", "", ""],
        ["楼堂馆所控制情况（2023年完工项目）", "批复规模（㎡）", "实际规模（㎡）", "规模控制率", "预算投资（万元）", "实际投资（万元）", "投资概算控制率"], ["", "/", "/", "/", "/", "/", "/"],
        ["厉行节约保障措施", "严格执行中央八项规定。", "", "", "", "", ""],
        ["说明：“项目支出”需要填报基本支出以外的所有项目支出情况。"],
        ["填表人（签字）：王五", "", "填报日期：2024年3月15日", "", "联系电话：0734-1234567", "", "单位负责人（签字）：赵六"],
    ],
    "附件2": [
        ["附件2"], ["2023年度部门整体支出绩效自评表"], ["预算部门、单位名称：", "", "衡山县贯塘乡人民政府"],
        ["年度预算申请（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"], ["", "年度资金总额", 861.10, 2030.12, 2030.12, 10, "100%", 10],
        ["", "按收入性质分：", "", "", "按支出性质分：", "", "", ""], ["", "其中：一般公共预算：1325.68", "", "", "其中：基本支出：900.47", "", "", ""],
        ["", "政府性基金拨款：118.82", "", "", "项目支出：1025.20", "", "", ""], ["", "纳入专户管理的非税收入拨款：", "", "", "", "", "", ""], ["", "其他资金：585.62", "", "", "", "", "", ""],
        ["年度总体目标", "预期目标", "", "", "实际完成情况", "", "", ""], ["", "保障机关运转。", "", "", "已完成。", "", "", ""],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
        ["", "产出指标（50分）", "数量指标", "修路里程", "≥12公里", "12公里", 25, 25, "无"], ["", "", "成本指标", "单位成本", "5万元", "4.8万元", 25, 25, ""],
        ["", "效益指标（30分）", "社会效益指标", "出行便利", "明显改善", "明显改善", 30, 28, ""], ["", "满意度指标（10分）", "服务对象满意度", "群众满意度", "≥90%", "95%", 10, 10, ""],
        ["总分", "", "", "", "", "", 100, 98, ""],
    ],
}  # fmt: skip


def test_the_official_annexes_alone_are_read(tmp_path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, cells in OFFICIAL.items():
        sheet = book.create_sheet(name)
        for line in cells:
            sheet.append([None if cell == "" else cell for cell in line])
    for one in ("A3:A4", "B3:C3", "D3:E3", "F3:G3", "A17:A18", "B19:G19"):
        book["附件1"].merge_cells(one)
    for one in ("B14:B15", "A13:A17"):
        book["附件2"].merge_cells(one)
    stream = io.BytesIO()
    book.save(stream)
    read = read_back(tmp_path, {"附件.xlsx": stream.getvalue()}, year=2023)
    told = {(m.item.key, m.period.key, m.detail): str(m.figure.value) if m.figure.known else m.figure.value.reason.name for m in read.mentions}
    assert told == {
        ("staff_establishment", "actual", ""): "46", ("staff_on_post", "actual", ""): "50", ("staff_control_rate", "actual", "自报"): "108.70",
        **{(item, period, ""): "0" for item in ("three_public", "tp_vehicle", "tp_vehicle_purchase") for period in ("last_actual", "budget_initial", "actual")},
        ("exp_project", "last_actual", ""): "874.20", ("exp_project", "budget_initial", ""): "308.17", ("exp_project", "actual", ""): "1025.20",
        ("project", "last_actual", "乡村振兴"): "1", ("project", "budget_initial", "乡村振兴"): "2", ("project", "actual", "乡村振兴"): "3",
        ("exp_operating", "last_actual", ""): "118.31", ("exp_operating", "budget_initial", ""): "85.76", ("exp_operating", "actual", ""): "193.42",
        ("operating_office", "last_actual", ""): "29.35", ("operating_office", "budget_initial", ""): "27", ("operating_office", "actual", ""): "49.09",
        ("procurement", "last_actual", ""): "DASHED", **{(f"building_{part}", "actual", ""): "NOT_APPLICABLE" for part in ("area_approved", "area_actual", "estimate", "investment")},
        ("exp_total", "budget_initial", ""): "861.1", ("exp_total", "budget_revised", ""): "2030.12", ("exp_total", "actual", ""): "2030.12",
        ("execution_rate", "actual", "自报"): "100", ("execution_points", "actual", "自报"): "10",
        ("rev_general_public_budget", "actual", ""): "1325.68", ("rev_gov_fund", "actual", ""): "118.82", ("rev_other", "actual", ""): "585.62", ("exp_basic", "actual", ""): "900.47",
    }  # fmt: skip
    profile = read.profile
    assert (profile.name.zh, profile.goal.zh, profile.achieved.zh, profile.thrift.zh) == ("衡山县贯塘乡人民政府", "保障机关运转。", "已完成。", "严格执行中央八项规定。")
    assert (profile.preparer, profile.date, profile.phone, profile.head) == ("王五", "2024年3月15日", "0734-1234567", "赵六")
    targets = [(t.group, t.kind, t.name, t.direction, t.aim, t.reached, t.unit_printed, t.weight.value) for t in read.targets]
    assert targets == [
        ("output", "数量指标", "修路里程", ">=", "12", "12", "公里", 25), ("output", "成本指标", "单位成本", "<=", "5", "4.8", "万元", 25),
        ("outcome", "社会效益指标", "出行便利", "qualitative", "明显改善", "明显改善", "", 30), ("satisfaction", "服务对象满意度", "群众满意度", ">=", "90", "95", "%", 10),
    ]  # fmt: skip
    assert [(r.place.zh, r.words.zh) for r in read.remarks] == [("test/2023/unit/附件.xlsx 附件2!E15", "指标值“5万元”没有写明≥或≤，按≤读取，请核对")]


# -- what the workbook offers --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book(form):
    return openpyxl.load_workbook(form)


def test_sheets_and_titles(book):
    assert book.sheetnames == ["封面", "基础数据表", "整体支出自评表", "项目自评1", "项目自评2", "月度执行", "项目月度执行", "绩效监控", "评价清单", "收支补充表", "其他数据", "文字说明"]
    titles = [sheet["B2"].value if sheet.title == "封面" else sheet["A2"].value for sheet in book]
    assert [kind_of_title(title) for title in titles] == ["cover", "base", "self", "project", "project", "months", "project_months", "monitoring", "checklist", "supplement", "other", "texts"]


def test_every_sheet_is_protected_without_password_and_lets_rows_be_inserted(book):
    for sheet in book:
        assert sheet.protection.sheet
        assert not sheet.protection.password
        assert not sheet.protection.insertRows
        assert not sheet.protection.formatColumns


def test_input_is_unlocked_and_coloured_and_formulas_are_locked_and_grey(book):
    kinds = {"input": 0, "formula": 0}
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, MergedCell):
                    continue
                colour = cell.fill.fgColor.rgb[2:] if cell.fill.fill_type == "solid" else ""
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    kinds["formula"] += 1
                    assert colour in {"E7E6E6", ""}, cell
                assert cell.protection.locked == (colour != "FFF9DB"), cell
                kinds["input"] += colour == "FFF9DB"
    assert kinds["input"] > 800
    assert kinds["formula"] > 40


def rules(sheet):
    return {rule.type for rule in sheet.data_validations.dataValidation}


def test_entries_are_checked_with_chinese_words(book):
    assert rules(book["封面"]) >= {"whole", "date", "list"}
    assert rules(book["基础数据表"]) == {"custom"}
    assert rules(book["整体支出自评表"]) == {"custom", "list", "decimal"}
    assert "list" in rules(book["评价清单"])
    assert rules(book["其他数据"]) == {"list"}
    for sheet in book:
        for rule in sheet.data_validations.dataValidation:
            assert all(re.search("[\u4e00-\u9fff]", text) for text in (rule.errorTitle, rule.error)), (sheet.title, rule.sqref)
            assert len(rule.errorTitle) <= 32
            assert len(rule.error) <= 255
    cell = at(book["基础数据表"], "项目支出").offset(column=3).coordinate
    money = next(rule for rule in book["基础数据表"].data_validations.dataValidation if cell in rule.sqref)
    assert all(sign in money.formula1 for sign in ('"—"', '"无"', '"/"', f"ISNUMBER({cell})"))


def test_panes_pages_and_footers(book):
    for sheet in book:
        assert sheet.freeze_panes
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.oddFooter.center.text == "第&P页/共&N页"
        assert sheet.page_setup.orientation == ("portrait" if sheet.title in {"封面", "基础数据表"} else "landscape")
    assert all(book[name].print_title_rows for name in ("基础数据表", "月度执行", "项目月度执行", "绩效监控", "评价清单", "收支补充表", "其他数据", "文字说明"))


def test_stated_totals_that_follow_are_formulas_and_others_are_numbers(tmp_path):
    lines = "exp_basic,,actual,100,万元\nexp_project,,actual,50,万元\nexp_total,,actual,{},万元\nexp_basic,,last_actual,1,万元\nexp_project,,last_actual,2,万元"
    cells = []
    for total in ("150.00", "151.00"):
        data = data_folder(tmp_path / total, items=lines.format(total))
        write_form(read_department(data, DepartmentYear("test", 2022, "unit")), tmp_path / f"{total}.xlsx", layout=2022)
        sheet = openpyxl.load_workbook(tmp_path / f"{total}.xlsx")["基础数据表"]
        row = at(sheet, "支出总额").row
        cells.append([sheet.cell(row, column).value for column in (2, 3, 4)])
    formula = '=IF(AND({0}8<>"",{0}10<>"",COUNT({0}8,{0}10)>0),SUM({0}8,{0}10,{1}'
    assert cells[0][2].startswith(formula.format("D", "收支补充表!"))
    assert cells[1][2] == 151
    assert [row[0] for row in cells] == [None, None]  # last year's total was not stated, so nothing is said for the department
    assert cells[0][1].startswith(formula.format("C", "收支补充表!"))


def test_nothing_becomes_a_formula_or_a_link(tmp_path):
    texts = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x.example")', "http://x.example", "file:///c:/x", "=cmd|' /C calc'!A0")
    profile = "name: 某局\nplan:\n" + "".join(f"  - {text!r}\n" for text in texts).replace("'", '"').replace('"=HYPERLINK("http://x.example")"', "'=HYPERLINK(\"http://x.example\")'").replace('"=cmd|" /C calc"!A0"', '"=cmd"')
    items = "\n".join(f'project,"{text.strip().replace(chr(34), chr(34) * 2)}",actual,1,万元' for text in texts)
    data = data_folder(tmp_path, items=items, profile=profile)
    record = read_department(data, DepartmentYear("test", 2022, "unit"))
    write_form(record, tmp_path / "form.xlsx", layout=2022)
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    ours = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
    assert not [formula for formula in ours if "HYPERLINK" in formula or "cmd" in formula or "1+1" in formula or "@" in formula]
    assert not [name for name in zipfile.ZipFile(tmp_path / "form.xlsx").namelist() if "externalLink" in name or ("sheet" in name and "rels" in name)]
    written = folder_files(record)["items.csv"].decode("utf-8-sig")
    assert [line.split(",")[1].strip('"')[:2] for line in written.splitlines()[1:]] == ["'=", "'+", "'-", "'@", "'=", "'=", "ht", "fi", "'="]
    write_folder(record, tmp_path / "folder")
    assert [m.detail for m in read_apart(tmp_path / "folder").mentions] == [m.detail for m in record.mentions] == [text.strip() for text in texts]


def test_a_text_longer_than_a_cell_is_refused(tmp_path):
    data = data_folder(tmp_path, profile=f"name: 某局\nmandate: {'责' * 32768}\n")
    with pytest.raises(UserMistake) as caught:
        write_form(read_department(data, DepartmentYear("test", 2022, "unit")), tmp_path / "form.xlsx", layout=2022)
    assert says(str(caught.value), "form.xlsx 文字说明!B5：发现32,768字的内容；应为单元格最多32,767字；请缩短该内容")
    assert not (tmp_path / "form.xlsx").exists()


# -- lists that must agree -----------------------------------------------------------------------------------------


def test_every_item_has_a_place_in_either_layout():
    annexes = {layout: {row.item for row in (*ROWS["base", layout], *ROWS["self", 0]) if row.item} for layout in LAYOUTS}
    for layout in LAYOUTS:
        assert annexes[layout] | set(SUPPLEMENTED) | {row.item for row in ROWS["project", 0]} | {ITEMS["project"]} == set(ITEMS.values())


def test_no_two_items_share_a_name():
    assert len(ITEM_NAMES) == len(ITEMS)
    assert {plain(name_of(item)) for item in ITEMS.values()} == set(ITEM_NAMES)


def test_the_units_of_the_official_rows_are_those_of_the_items():
    for rows in ROWS.values():
        for row in rows:
            assert not row.item or not unit_in(row.label) or unit_in(row.label) == row.item.unit.words.zh


def test_labels_of_an_annex_are_told_apart():
    for annex, known in KNOWN_ROWS.items():
        for key in {key for key in ROWS if key[0] == annex}:
            for row in ROWS[key]:
                assert known[plain(row.label)].item is row.item, row.label


def test_months_have_their_columns():
    assert set(MONTHLY) <= set(COLUMNS["months"].values())
    assert all(needed <= set(COLUMNS[kind].values()) for kind, needed in NEEDED.items() if kind != "targets")
    assert all(title.removeprefix("部门") for title, _ in TITLES.values())


# -- the command ---------------------------------------------------------------------------------------------------


def test_form_new_is_filled_in_as_far_as_known(tmp_path):
    last = "exp_basic,,actual,950.20,万元\nexp_basic,再次提及,actual,9502000,元\nproject,营养餐,actual,100,万元\nthree_public,,budget_initial,120000,元\nexp_total,,budget_initial,5,万元\nstaff_on_post,,actual,8,人\nprocurement,,actual,—,万元"
    data = data_folder(tmp_path, items=last, profile="name: {zh: 某局, en: Some Bureau}\ncode: '07'\ngoal: 旧目标\n", year=2023)
    run = evallib("form", "new", "--county", "test", "--year", 2024, "--department", "unit", "--data", data, "--layout", 2022, cwd=tmp_path)
    assert (run.returncode, run.stdout.strip(), run.stderr) == (0, "test_2024_unit.xlsx", "")
    read = read_apart(tmp_path / "test_2024_unit.xlsx")
    told = {(m.item.key, m.period.key, m.detail, m.figure.value, m.unit_printed) for m in read.mentions}
    assert told == {("exp_basic", "last_actual", "", D("950.2"), "万元"), ("project", "last_actual", "营养餐", 100, "万元"), ("three_public", "last_budget", "", 12, "万元")}
    assert (read.profile.name.zh, read.profile.name.en, read.profile.code, read.profile.goal.zh, read.county, read.year, read.department) == ("某局", "Some Bureau", "07", "", "test", 2024, "unit")
    assert at(openpyxl.load_workbook(tmp_path / "test_2024_unit.xlsx")["基础数据表"], "支出总额")  # the row set asked for
    again = evallib("form", "new", "--county", "test", "--year", 2024, "--department", "unit", "--data", data, cwd=tmp_path)
    assert (again.returncode, says(again.stderr, "test_2024_unit.xlsx：发现已有该文件 ~ 不会被覆盖") is not None) == (2, True)


def test_form_new_asks_the_questions_of_the_scheme(tmp_path):
    data = data_folder(tmp_path)
    for scheme, count in (("", len(questions_of(read_scheme(data, "hunan_a")))), ("hunan_c", len(questions_of(read_scheme(data, "hunan_c"))))):
        path = tmp_path / f"form{scheme}.xlsx"
        assert evallib("form", "new", "--county", "test", "--year", 2025, "--department", "新 局", "--data", data, "--scheme", scheme, "-o", path).returncode == 0
        sheet = openpyxl.load_workbook(path)["评价清单"]
        assert sheet.max_row - 4 == count >= 3


def test_a_year_that_cannot_be_read_is_told_and_left_out(tmp_path):
    data = data_folder(tmp_path, year=2023, items="exp_total,,actual,x,万元")
    run = evallib("form", "new", "--county", "test", "--year", 2024, "--department", "unit", "--data", data, "-o", tmp_path / "f.xlsx")
    assert run.returncode == 0
    assert says(run.stderr.replace("\n", " "), "test/2023/unit 无法读取，未预填上年数 ~ cannot be read; last year's figures are not filled in ~ items.csv 第2行")


REFUSED = [  # words after ``form``, what the message says
    ("new --county nowhere --year 2024 --department d", "--county：发现“nowhere”；应为数据文件夹中已有的县"),
    ("new --county test --year 24 --department d", "--year：发现“24”；应为四位数字的年度"),
    ("new --county test --year 2024 --department a/b", "--department：发现“a/b”；应为可作文件夹名的名称"),
    ("new --county test --year 2024 --department ..", "--department：发现“..”"),
    ("new --county test --year 2024 --department CON", "--department：发现“CON”"),
    ("new --county test --year 2024 --department 局.", "--department：发现“局.”"),
    ("new --county test --year 2024 --department a:b", "--department：发现“a:b”"),
    ("new --county test --year 2024 --department a\tb", "--department：发现“a b”"),
    ("new --county test --year 2024 --department d --scheme nothing", "发现“nothing”"),
    ("new --county test --year 2024 --department d --layout 2020", "--layout 没有“2020”"),
    ("new --county test --year 2024", "缺少 --department"),
    ("read nothing.xlsx", "nothing.xlsx：发现没有该文件或文件夹"),
    ("read data/test/2022/unit -o folder", "folder：发现“folder”；应为以 .xlsx 结尾的文件名"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message"), REFUSED)
def test_wrong_words_are_refused(tmp_path, words, message):
    data = data_folder(tmp_path)
    run = evallib("form", *words.split(" "), "--data", data, cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert says(run.stderr, message), run.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_form_read_turns_a_folder_into_a_form_and_back(tmp_path, record):
    data = data_folder(tmp_path, year=2024, files=FILES)
    made = evallib("form", "read", data / "test/2024/unit", "-o", tmp_path / "a.xlsx")
    assert (made.returncode, made.stdout.strip(), made.stderr) == (0, str(tmp_path / "a.xlsx"), "")
    assert at(openpyxl.load_workbook(tmp_path / "a.xlsx")["评价清单"], "funds_compliance/lawful")  # the county's scheme asks it
    held = evallib("form", "read", tmp_path / "a.xlsx")
    assert held.stdout == "56个数据，5项绩效指标，3项清单回答，2个项目自评；没有读取问题\n56 figures, 5 targets, 3 answers, 2 projects' own forms; no problems in reading\n"
    target = data / "test/2024/copy"
    assert evallib("form", "read", tmp_path / "a.xlsx", "-o", target).stdout.strip() == str(target)
    assert sorted(path.name for path in target.iterdir()) == sorted(FILES)
    assert content(read_department(data, DepartmentYear("test", 2024, "copy"), QUESTIONS), with_missing=False) == content(record, with_missing=False)
    again = evallib("form", "read", tmp_path / "a.xlsx", "-o", target)
    assert again.returncode == 2
    assert says(again.stderr, "copy：发现已有 checklist.csv, items.csv ~ 已有文件不会被覆盖")
    assert sorted(path.name for path in target.parent.iterdir()) == ["copy", "unit"]


def test_form_read_tells_what_is_wrong(tmp_path, plain_form):
    (tmp_path / "f.xlsx").write_bytes(edited(plain_form, beside("基础数据表", "基本支出", "约980", 3)))
    run = evallib("form", "read", tmp_path / "f.xlsx", "-o", tmp_path / "out")
    assert (run.returncode, run.stdout) == (1, "")
    assert says(run.stderr, "f.xlsx 基础数据表!D8：发现“约980”")
    assert not (tmp_path / "out").exists()


def test_a_report_tells_the_cell(tmp_path, plain_form):
    data = data_folder(tmp_path, year=2024, files=NO_FILES | {"form.xlsx": plain_form})
    run = evallib("run", "--data", data, "--outputs", tmp_path / "out")
    assert run.returncode == 0, run.stderr
    page = (tmp_path / "out/test/2024/unit/department.html").read_text(encoding="utf-8")
    assert "form.xlsx 基础数据表!D8" in page
