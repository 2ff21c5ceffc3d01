"""Reading account tables: titles, headers, rows, units, what empty cells mean, and what is refused."""

import tempfile
from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path

import pytest
import specimen
from accounts_builder import BOOKS, LAYOUTS, Layout, accounts_of, findings, printed, read, sheets_of, some_books, write_accounts
from builders import record_of
from hypothesis import HealthCheck, given, settings

from evallib.problems import UserMistake
from evallib.quantities import Gap, Reason, Unit
from evallib.reading.account_tables import ROWS, TITLES, Accounts
from evallib.reading.accounts import is_accounts, table_of
from evallib.reading.workbook import read_workbook

TITLED = [  # text, key of the table, where the form is from
    ("收入支出决算总表", "T_SUM", "S28"),
    ("收支决算总表", "T_SUM", "alias of S29"),
    ("一、收入支出决算总表", "T_SUM", "S29, contents"),
    ("桂东县总工会2022年度收入支出决算总表（公开01表）", "T_SUM", "department, year and number around the title"),
    ("表一：收入支出决算总表", "T_SUM", "Hunan numbers"),
    ("收 入 决 算 表", "T_REV", "spaced out"),
    ("2022年度部门收入决算表", "T_REV", "year"),
    ("支出决算表 公开03表", "T_EXP", "number after the title"),
    ("某县财政局支出决算表", "T_EXP", "a department's name before it"),
    ("财政拨款收入支出决算总表", "T_FIN", "S29"),
    ("财政拨款收支决算总表", "T_FIN", "alias of S29"),
    ("一般公共预算财政拨款支出决算表", "T_GPB", "S29"),
    ("一般公共预算财政拨款基本支出决算表", "T_BASIC", "S29"),
    ("一般公共预算财政拨款基本支出决算明细表", "T_BASIC", "Hunan since 2022, S25"),
    ("基本支出决算表", "T_BASIC", "alias of S29"),
    ("财政拨款“三公”经费支出决算表", "T_3PUB", "S29"),
    ('财政拨款"三公"经费支出决算表', "T_3PUB", "straight quotation marks"),
    ("财政拨款＂三公＂经费支出决算表", "T_3PUB", "full-width quotation marks"),
    ("财政拨款「三公」经费支出决算表", "T_3PUB", "corner brackets"),
    ("财政拨款三公经费支出决算表", "T_3PUB", "no quotation marks"),
    ("一般公共预算财政拨款“三公”经费支出决算表", "T_3PUB", "older years"),
    ("政府性基金预算财政拨款收入支出决算表", "T_FUND", "S29"),
    ("国有资本经营预算财政拨款支出决算表", "T_SOE", "framework 4.1"),
    ("国有资本经营预算财政拨款收入支出决算表", "T_SOE", "S29"),
    ("项目支出决算表", "", "another table"),
    ("政府采购支出决算表", "", "another table"),
    ("一般公共预算财政拨款项目支出决算表", "", "another table"),
    ("机构运行经费支出决算表", "", "another table"),
    ("其他收入决算表", "", "another table"),
    ("支出决算情况说明", "", "a chapter"),
    ("注：本表反映部门本年度的总收支和年末结转结余情况，数据取自收入支出决算总表，详见附件中的其他各张表格以及部门决算分析报告的有关内容，并与上年收入支出决算总表口径一致，特此说明，见收入支出决算总表", "", "a sentence"),
    ("支出预算表", "", "a budget"),
    ("", "", "nothing"),
]


@pytest.mark.parametrize(("text", "key", "source"), TITLED)
def test_titles(text, key, source):
    assert table_of(text) == key, source


def amounts_of(accounts):
    """Every number by table, row and column."""
    return {(table.key, row.key, column): figure.value for table in accounts.tables for row in table.rows for column, figure in row.figures.items() if figure.known}


LOOKS = [
    Layout(),
    Layout(order="hunan", unit="元", panels=2, expenses="pairs", code_columns=3, title="附件{number}：{title}（公开{number:02}表）"),
    Layout(panels=1, expenses="rows", merged=False, zeros=True, total_first=False, title="{department}{year}年度{title}"),
    Layout(unit="元", one_sheet=True, numbered=False, expenses="pairs", merged=False),
    Layout(order="hunan", one_sheet=True, code_columns=3, merged=False, numbered=False),
]


def as_printed(books, layout):
    """What is to be read: the total of basic expenditure is printed in one list only."""
    return {cell: amount for cell, amount in printed(books, layout.unit).items() if layout.panels == 1 or cell != ("T_BASIC", "total", "amount")}


@pytest.mark.parametrize("layout", LOOKS)
def test_every_look_reads_the_same(tmp_path, layout):
    accounts = accounts_of(tmp_path, layout=layout)
    assert amounts_of(accounts) == as_printed(BOOKS, layout)
    assert (accounts.department, accounts.year) == ("某县总工会", 2022 if "{year}" in layout.title else None)
    assert [table.key for table in accounts.tables] == list(TITLES)
    assert {table.unit.words.zh for table in accounts.tables} == {layout.unit}


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=40)
@given(some_books(), LAYOUTS)
def test_whatever_is_printed_is_read(books, layout):
    with tempfile.TemporaryDirectory() as name:
        read_amounts = amounts_of(accounts_of(Path(name), books, layout))
    expected = as_printed(books, layout)
    for cell in expected.keys() | read_amounts.keys():
        assert read_amounts.get(cell, 0) == expected.get(cell, 0), cell  # an empty table has no zeros


def test_the_same_description_gives_the_same_bytes(tmp_path):
    for name in ("one.xlsx", "two.xlsx"):
        write_accounts(tmp_path / name, BOOKS)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_genuine_set_of_tables(tmp_path):
    """S29's specimen, headers as printed: the total beside 类 款 项, a total at the foot, 类 and 款 in two cells, pairs of budget and outturn."""
    accounts, remarks = read(sheets_of(tmp_path / "a.xlsx", specimen.sheets()))
    assert remarks == []
    told = {cell: str(accounts.cell(*cell).value) for cell in (("T_SUM", "expenditure.节能环保支出"), ("T_REV", "total", "appropriation"), ("T_EXP", "2111101", "basic"), ("T_GPB", "total", "project"), ("T_FIN", "expenditure.grand", "general"), ("T_BASIC", "30108"), ("T_BASIC", "31002"), ("T_BASIC", "operating"), ("T_3PUB", "tp_vehicle", "budget"), ("T_3PUB", "three_public", "actual"))}
    assert list(told.values()) == ["3742.47", "4733.14", "1101.78", "1367.75", "4733.14", "229.67", "13.94", "416.36", "20.50", "16.95"]
    assert [table.key for table in accounts.tables if table.empty] == ["T_FUND", "T_SOE"]
    assert all("故本表无数据" in table.note for table in accounts.tables if table.empty)


def test_figures_remember_their_cells(tmp_path):
    figure = accounts_of(tmp_path, layout=Layout(unit="元")).cell("T_EXP", "2012901", "basic")
    assert (figure.source.file, figure.source.sheet, figure.source.cell) == ("test/accounts.xlsx", "公开03表", "D10")
    assert figure.label.zh == "支出决算表2012901行政运行·基本支出"
    assert figure.shown("zh") == "1,000,000.55元"


# -- forms of tables ----------------------------------------------------------------------------------------------

UNIT = ["金额单位：万元"]
FORMS = [  # sheet, cells that must be read, where the form is from
    (
        [["收入支出决算总表"], UNIT, ["收入", None, "支出"], ["项目", "决算数", "项目", "决算数"], ["一、财政拨款收入", 9, "一、教育支出", 8], ["  其中：政府性基金预算财政拨款", 2], ["二、其他收入", 1], ["本年收入合计", 10, "本年支出合计", 8], ["用事业基金弥补收支差额", 0, "结余分配", 0], ["上年结转和结余", 3, "结转下年", 5], ["收入总计", 13, "支出总计", 13]],
        {("T_SUM", "revenue.appropriation", "amount"): 9, ("T_SUM", "revenue.total", "amount"): 10, ("T_SUM", "revenue.opening", "amount"): 3, ("T_SUM", "expenditure.closing", "amount"): 5, ("T_SUM", "expenditure.grand", "amount"): 13},
        "older lines of the summary",
    ),
    (
        [["支出决算表"], UNIT, ["类", "款", "项", "科目名称", "本年支出合计", "基本支出", "项目支出"], [None, None, None, "合计", 6, 4, 2], [205, None, None, "教育支出", 6, 4, 2], [None, 2, None, "普通教育", 6, 4, 2], [None, None, 2, "小学教育", 5, 3, 2], [None, None, 3, "初中教育", 1, 1, 0]],
        {("T_EXP", "205", "total"): 6, ("T_EXP", "20502", "total"): 6, ("T_EXP", "2050202", "basic"): 3, ("T_EXP", "2050203", "total"): 1},
        "类, 款 and 项 told once for several rows, as numbers that lost their zeros",
    ),
    (
        [["支出决算表"], UNIT, ["项目", "本年支出合计", "基本支出", "项目支出"], ["合计", 6, 4, 2], ["205 教育支出", 6, 4, 2], ["[20502]普通教育", 6, 4, 2], ["2050202小学教育", 6, 4, 2]],
        {("T_EXP", "205", "total"): 6, ("T_EXP", "20502", "basic"): 4, ("T_EXP", "2050202", "project"): 2, ("T_EXP", "total", "total"): 6},
        "code and name in one cell",
    ),
    (
        [["收入决算表"], UNIT, ["项目", None, "本年收入合计", "财政拨款收入", "事业收入", None, "其他收入"], ["科目编码", "科目名称", None, None, "小计", "其中：教育收费", None], [None, "合计", 9, 5, 3, 2, 1], ["205", "教育支出", 9, 5, 3, 2, 1]],
        {("T_REV", "205", "service"): 3, ("T_REV", "205", "other"): 1, ("T_REV", "total", "total"): 9},
        "service income split, framework 4.1",
    ),
    (
        [["一般公共预算财政拨款收入支出决算表"], UNIT, ["科目编码", "科目名称", "年初结转和结余", None, "本年收入", None, None, "本年支出", None, None, "年末结转和结余"], [None, None, "合计", "项目支出结转", "合计", "基本支出", "项目支出", "合计", "基本支出", "项目支出"], [None, "合计", 1, 1, 9, 4, 5, 8, 4, 4, 2], ["205", "教育支出", 1, 1, 9, 4, 5, 8, 4, 4, 2]],
        {("T_GPB", "205", "opening"): 1, ("T_GPB", "205", "revenue"): 9, ("T_GPB", "205", "total"): 8, ("T_GPB", "205", "project"): 4, ("T_GPB", "205", "closing"): 2},
        "the wide form, with balances",
    ),
    (
        [["一般公共预算财政拨款基本支出决算表"], UNIT, ["人员经费", None, None, "公用经费"], ["科目编码", "科目名称", "金额", "科目编码", "科目名称", "金额"], ["301", "工资福利支出", 5, "302", "商品和服务支出", 3], ["30101", "基本工资", 5, "30201", "办公费", 3], ["合计", None, 5, "合计", None, 3]],
        {("T_BASIC", "30101", "amount"): 5, ("T_BASIC", "personnel", "amount"): 5, ("T_BASIC", "operating", "amount"): 3},
        "a total in each panel",
    ),
    (
        [["财政拨款“三公”经费支出决算表"], UNIT, ["项目", "行次", "预算数", "决算数"], ["一、“三公”经费支出", 1, 9, 6], ["1.因公出国（境）费", 2, 1, 0], ["2.公务用车购置及运行维护费", 3, 5, 4], ["（1）公务用车购置费", 4, 0, 0], ["（2）公务用车运行维护费", 5, 5, 4], ["3.公务接待费", 6, 3, 2], ["（1）国内接待费", 7, 3, 2], ["二、相关统计数", 8], ["公务用车保有量（辆）", 9, None, 2], ["国内公务接待批次（个）", 10, None, 30]],
        {("T_3PUB", "three_public", "budget"): 9, ("T_3PUB", "tp_vehicle", "actual"): 4, ("T_3PUB", "tp_hospitality", "actual"): 2, ("T_3PUB", "tp_overseas", "budget"): 1},
        "items in rows, with counts below them",
    ),
    (
        [["财政拨款“三公”经费支出决算表"], UNIT, ["单位名称", "2022年预算数", None, None, "2022年决算数"], [None, "合计", "公务用车运行维护费", "公务接待费", "合计", "公务用车运行维护费", "公务接待费"], ["本级", 5, 3, 2, 4, 3, 1], ["某中心", 1, 0, 1, 1, 0, 1], ["合计", 6, 3, 3, 5, 3, 2]],
        {("T_3PUB", "three_public", "budget"): 6, ("T_3PUB", "tp_vehicle_running", "actual"): 3, ("T_3PUB", "tp_hospitality", "actual"): 2},
        "one row for each unit: the total counts",
    ),
    (
        [["政府性基金预算财政拨款收入支出决算表"], UNIT, ["项目", None, "年初结转和结余", "本年收入", "本年支出", None, None, "年末结转和结余"], ["科目编码", "科目名称", None, None, "合计", "基本支出", "项目支出"], ["栏次", None, 1, 2, 3, 4, 5, 6], ["合计", None, 1, 5, 4, None, 4, 2], ["229", "其他支出", 1, 5, 4, None, 4, 2]],
        {("T_FUND", "total", "opening"): 1, ("T_FUND", "229", "revenue"): 5, ("T_FUND", "229", "basic"): 0, ("T_FUND", "229", "closing"): 2},
        "framework 4.1",
    ),
]


@pytest.mark.parametrize(("rows", "cells", "source"), FORMS)
def test_forms(tmp_path, rows, cells, source):
    amounts = amounts_of(read(sheets_of(tmp_path / "a.xlsx", {"表": rows}))[0])
    assert {cell: amounts.get(cell) for cell in cells} == cells, source


def test_the_sheet_s_name_stands_in_for_a_title(tmp_path):
    rows = [["金额单位：元"], ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"], [None, "合计", 6, 4, 2]]
    accounts, _ = read(sheets_of(tmp_path / "a.xlsx", {"公开03表 支出决算表": rows}))
    assert accounts.cell("T_EXP", "total", "total").value == 6


def test_contents_and_text_only_mention_tables(tmp_path):
    write_accounts(tmp_path / "a.xlsx", BOOKS)
    contents = [["目录"], *[[number, f"公开{number:02}表", title.zh, number + 1] for number, title in enumerate(TITLES.values(), 1)], [10, "公开10表", "机构运行信息表", 12]]
    path = sheets_of(tmp_path / "b.xlsx", {"目录": contents, "三": EXPENDITURE})
    accounts, _ = read(path)
    assert [table.key for table in accounts.tables] == ["T_EXP"]
    only = read_workbook(sheets_of(tmp_path / "c.xlsx", {"目录": contents}), "c.xlsx")
    assert not is_accounts(only)


@pytest.mark.parametrize(("rows", "expected"), [([["基础数据表"], ["支出总额", 5]], False), ([["支出决算表"], ["科目编码", "科目名称", "本年支出合计"]], True)])
def test_is_accounts(tmp_path, rows, expected):
    assert is_accounts(read_workbook(sheets_of(tmp_path / "a.xlsx", {"表": rows}), "a.xlsx")) is expected


def test_merged_cells_are_read_once(tmp_path):
    rows = [["支出决算表"], UNIT, ["项目", None, "本年支出合计", "基本支出", "项目支出"], ["科目编码", "科目名称"], [None, None, 6, 4, 2], ["205", "教育支出", 6, 4, 2]]
    path = sheets_of(tmp_path / "a.xlsx", {"三": rows}, merged=[("三", "A3:B3", "项目"), ("三", "C3:C4", "本年支出合计"), ("三", "A5:B5", "合计")])
    assert amounts_of(read(path)[0]) == {("T_EXP", key, column): amount for key in ("total", "205") for column, amount in (("total", 6), ("basic", 4), ("project", 2))}


# -- what an empty cell means --------------------------------------------------------------------------------------

EXPENDITURE = [["支出决算表"], UNIT, ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"], [None, "合计", 6.5, 4, 2.5], ["205", "教育支出", 6.5, 4, 2.5]]


def expenditure(total, row):
    """The basic and project expenditure of the total and of the one class, as cells."""
    rows = [*EXPENDITURE[:3], [None, "合计", 6.5, *total], ["205", "教育支出", 6.5, *row]]
    return {"三": rows}


EMPTY = [  # cells of the total, of the class, what project expenditure of the total and of the class then is, why
    ((6.5, None), (6.5, None), ("0.0", "0.0"), "nothing was spent on projects"),
    ((6.5, "—"), (6.5, "-"), ("0.0", "0.0"), "a dash says the same"),
    ((4, None), (4, 2.5), (Reason.MISSING, "2.5"), "a total left out"),
    ((4, 2.5), (4, None), ("2.5", Reason.MISSING), "the parts of a total left out"),
    ((None, None), (None, None), (Reason.MISSING, Reason.MISSING), "the columns of a total left out"),
    ((4, 2.5), (6.5, "无"), ("2.5", Reason.STATED_NONE), "a word stays what it says"),
    ((4, 2.5), (6.5, "/"), ("2.5", Reason.NOT_APPLICABLE), "a word stays what it says"),
]


@pytest.mark.parametrize(("total", "row", "expected", "why"), EMPTY)
def test_empty_cells(tmp_path, total, row, expected, why):
    accounts, _ = read(sheets_of(tmp_path / "a.xlsx", expenditure(total, row)))
    values = [accounts.cell("T_EXP", key, "project").value for key in ("total", "205")]
    assert tuple(value.reason if isinstance(value, Gap) else str(value) for value in values) == expected, why


def test_an_empty_table_is_a_gap(tmp_path):
    accounts, _ = read(sheets_of(tmp_path / "a.xlsx", expenditure((None, None), (None, None)) | {"八": [["政府性基金预算财政拨款收入支出决算表"], UNIT, ["科目编码", "科目名称", "本年支出合计"], [None, "合计", None]]}))
    assert accounts.table("T_FUND").empty
    assert accounts.cell("T_FUND", "total", "total").value.reason is Reason.MISSING


def test_expenses_without_an_outturn_are_not_zero(tmp_path):
    rows = [["财政拨款“三公”经费支出决算表"], UNIT, ["预算数", None, None, "决算数"], ["合计", "因公出国（境）费", "公务接待费", "合计", "因公出国（境）费", "公务接待费"], [5, None, 5, None, None, None]]
    accounts, _ = read(sheets_of(tmp_path / "a.xlsx", {"七": rows}))
    assert accounts.figure("tp_overseas", "budget_revised").shown() == "0.00万元"
    assert accounts.figure("three_public", "actual") is None


def test_amounts_are_told_to_the_decimals_that_the_workbook_prints(tmp_path):
    accounts, _ = read(sheets_of(tmp_path / "a.xlsx", expenditure((4, 2.25), (4, 2.25))))
    assert str(accounts.cell("T_EXP", "total", "basic").value) == "4.00", "a spreadsheet drops closing zeros"
    accounts, _ = read(sheets_of(tmp_path / "b.xlsx", expenditure((4, 2.123456), (4, 2.123456))))
    assert [str(accounts.cell("T_EXP", "total", column).value) for column in ("basic", "project")] == ["4.00", "2.123456"], "what is printed more finely stays"


# -- what the tables say of the items of the forms -----------------------------------------------------------------

ITEMS = [  # item, period, what the tables of BOOKS say in 元 (None: nothing), why
    ("rev_total", "actual", "1,679,000.55元", "revenue table"),
    ("rev_appropriation", "actual", "1,650,000.55元", "revenue table"),
    ("rev_general_public_budget", "actual", "1,600,000.55元", "summary"),
    ("rev_gov_fund", "actual", "50,000元", "summary"),
    ("rev_state_capital", "actual", "0元", "an empty cell"),
    ("rev_service", "actual", "9,000元", "revenue table"),
    ("rev_business", "actual", "0元", "an empty cell"),
    ("rev_other", "actual", "20,000元", "from above and below, and other"),
    ("exp_total", "actual", "1,564,001.05元", "expenditure table"),
    ("exp_basic", "actual", "1,100,000.55元", "expenditure table"),
    ("exp_project", "actual", "460,000.5元", "expenditure table"),
    ("exp_business", "actual", "4,000元", "expenditure table"),
    ("exp_remitted", "actual", "0元", "an empty cell"),
    ("exp_subsidy_to_sub", "actual", "0元", "an empty cell"),
    ("balance_opening", "actual", "31,000元", "summary"),
    ("balance_closing", "actual", "146,999.5元", "summary"),
    ("exp_personnel", "actual", "945,000.1元", "the general public budget paid all basic expenditure"),
    ("exp_operating", "actual", "155,000.45元", "the general public budget paid all basic expenditure"),
    ("econ_301", "actual", "900,000.21元", "class 301"),
    ("econ_310", "actual", "10,000元", "class 310"),
    ("econ_307", "actual", None, "a class that the table does not print"),
    ("three_public", "actual", "28,000.34元", "framework 1.3"),
    ("three_public", "budget_revised", "39,000元", "the full-year budget, recalled"),
    ("three_public", "budget_initial", None, "not in the tables"),
    ("tp_vehicle_running", "actual", "23,000.34元", "framework 1.3"),
    ("exp_total", "budget_initial", None, "not in the tables"),
    ("staff_on_post", "actual", None, "not in the tables"),
]


@pytest.mark.parametrize(("item", "period", "expected", "why"), ITEMS)
def test_items(tmp_path, item, period, expected, why):
    figure = accounts_of(tmp_path, layout=Layout(unit="元")).figure(item, period)
    assert (figure.shown("zh") if figure else None) == expected, why


def test_classes_of_basic_expenditure_count_only_where_they_are_all_of_it(tmp_path):
    """Other money paid for basic expenditure too: what the general public budget paid is then not the department's personnel cost."""
    money = tuple(replace(one, basic={"30101": D(7000)}, business=D(0), surplus_used=D(0)) if one.kind == "service" else one for one in BOOKS.money)
    accounts = accounts_of(tmp_path, replace(BOOKS, money=money))
    assert accounts.figure("exp_basic", "actual").known
    assert accounts.figure("exp_personnel", "actual") is None
    assert accounts.figure("econ_301", "actual") is None


def test_where_a_table_is_missing_another_is_asked(tmp_path):
    accounts = accounts_of(tmp_path, layout=Layout(unit="元"), without=("T_REV", "T_EXP"))
    assert accounts.figure("rev_total", "actual").shown() == "1,679,000.55元"
    assert accounts.figure("exp_total", "actual").shown() == "1,564,001.05元"
    assert accounts.figure("rev_other", "actual").shown() == "20,000元"
    assert accounts.figure("exp_basic", "actual") is None


def test_no_tables_say_nothing():
    accounts = Accounts()
    assert accounts.figure("rev_total", "actual") is None
    gap = accounts.cell("T_EXP", "total", "basic")
    assert (gap.known, gap.label.zh, gap.label.en) == (False, "支出决算表合计·基本支出", "expenditure table, total, basic expenditure")


def test_what_the_table_adds_up_by_its_form(tmp_path):
    """Each sum names cells that are there; those of the summary are the two totals of lines and the two of sides."""
    accounts = accounts_of(tmp_path)
    assert [(one.kind, accounts.table("T_SUM").rows[one.whole[0]].key) for one in accounts.table("T_SUM").sums] == [("lines", "revenue.total"), ("side", "revenue.grand"), ("lines", "expenditure.total"), ("side", "expenditure.grand")]
    assert all(table.at(cell) for table in accounts.tables for one in table.sums for cell in (one.whole, *one.parts, *one.doubtful))
    assert {row.key for table in accounts.tables for row in table.rows if row.key in ROWS} >= {"total", "personnel", "operating", "three_public"}


# -- remarks and problems ------------------------------------------------------------------------------------------


def test_missing_tables_are_remarked(tmp_path):
    write_accounts(tmp_path / "a.xlsx", BOOKS, without=("T_FUND", "T_SOE"))
    _, remarks = read(tmp_path / "a.xlsx")
    assert [remark.words.zh for remark in remarks] == ["未见以下决算公开表：政府性基金预算财政拨款收入支出决算表、国有资本经营预算财政拨款支出决算表；与其有关的核对无法进行"]


def test_other_names_and_years_are_remarked(tmp_path):
    other = [["2021年度收入决算表"], ["部门：某县妇联", None, "金额单位：万元"], ["科目编码", "科目名称", "本年收入合计"], [None, "合计", 6]]
    one = [["2022年度支出决算表"], ["编制单位：某县总工会", None, "金额单位：万元"], *EXPENDITURE[2:]]
    accounts, remarks = read(sheets_of(tmp_path / "a.xlsx", {"一": one, "二": other}))
    assert (accounts.department, accounts.year) == ("某县总工会", 2022)
    assert [remark.words.zh for remark in remarks][:2] == ["各表的部门名称不一致：某县总工会、某县妇联", "各表的年度不一致：2022、2021"]


OWNERS = [  # title, row below it, what is remarked about a folder of 某局 for 2022
    ("2022年度支出决算表", "编制单位：某局", []),
    ("支出决算表", "", []),
    ("2022年度支出决算表", "编制单位：某县某局", []),
    ("2021年度支出决算表", "编制单位：某局", ["决算公开表为2021年度，所在文件夹为2022年度，请核对"]),
    ("2022年度支出决算表", "编制单位：某县妇联", ["决算公开表的部门为“某县妇联”，与“某局”不同，请核对"]),
]


@pytest.mark.parametrize(("title", "below", "remarked"), OWNERS)
def test_tables_of_somebody_else_are_remarked(tmp_path, title, below, remarked):
    book = sheets_of(tmp_path / "a.xlsx", {"一": [[title], [below or None, None, "金额单位：万元"], *EXPENDITURE[2:]]})
    record = record_of(tmp_path, files={"accounts.xlsx": book.read_bytes()})
    assert [remark.words.zh for remark in record.remarks if "未见以下" not in remark.words.zh] == remarked
    assert record.figure("exp_total").sources[0].said("zh") == "test/2022/unit/accounts.xlsx 一!C4"
    assert ("test/2022/unit/accounts.xlsx" in dict(record.files), "codes/economic.csv" in dict(record.files)) == (True, True)


def test_account_tables_alone_make_a_record(tmp_path):
    """A department may send nothing but its published tables; they name it."""
    write_accounts(tmp_path / "a.xlsx", BOOKS)
    record = record_of(tmp_path, files={"accounts.xlsx": (tmp_path / "a.xlsx").read_bytes(), "items.csv": None, "profile.yml": None})
    assert record.profile.name.zh == BOOKS.department
    assert record.figure("exp_total").value == record.accounts.cell("T_EXP", "total", "total").to(Unit.WAN_YUAN).value
    assert not [f for f in findings(record) if f.serious]


DEPARTMENTS = [  # row below the title, whose tables they are by it
    (["部门：某县总工会", None, None, "金额单位：万元"], "某县总工会"),
    (["公开部门： 某县总工会", None, "公开03表", "单位：万元"], "某县总工会"),
    (["编制单位（公章）：", "某县总工会", None, "单位：万元"], "某县总工会"),
    (["单位名称：某县总工会", None, None, "金额单位：人民币万元"], "某县总工会"),
    (["部门：", None, "公开03表", "单位：万元"], ""),
    ([None, None, None, "单位：万元"], ""),
]


@pytest.mark.parametrize(("row", "expected"), DEPARTMENTS)
def test_departments(tmp_path, row, expected):
    accounts, _ = read(sheets_of(tmp_path / "a.xlsx", {"三": [["支出决算表"], row, *EXPENDITURE[2:]]}))
    assert (accounts.department, accounts.table("T_EXP").unit) == (expected, Unit.WAN_YUAN)


UNITS = [  # row below the title, unit
    (["金额单位：元"], Unit.YUAN),
    (["金额单位：", "万元"], Unit.WAN_YUAN),
    (["单位:人民币元"], Unit.YUAN),
    (["（万元）"], Unit.WAN_YUAN),
    (["单 位：亿 元"], Unit.YI_YUAN),
]


@pytest.mark.parametrize(("row", "unit"), UNITS)
def test_units(tmp_path, row, unit):
    table = read(sheets_of(tmp_path / "a.xlsx", {"三": [["支出决算表"], row, *EXPENDITURE[2:]]}))[0].table("T_EXP")
    assert (table.unit, table.unit_stated) == (unit, True)


def test_each_table_keeps_its_own_unit(tmp_path):
    expenses = [["财政拨款“三公”经费支出决算表"], UNIT, ["预算数", "决算数"], ["合计", "合计"], [5, 4]]
    yuan = [["支出决算表"], ["金额单位：元"], *EXPENDITURE[2:]]
    accounts, _ = read(sheets_of(tmp_path / "a.xlsx", {"三": yuan, "七": expenses}))
    assert [table.unit for table in accounts.tables] == [Unit.YUAN, Unit.WAN_YUAN]


def test_a_unit_stands_for_the_tables_below_it(tmp_path):
    below = [["收入决算表"], ["科目编码", "科目名称", "本年收入合计"], [None, "合计", 6]]
    accounts, remarks = read(sheets_of(tmp_path / "a.xlsx", {"全部": [*EXPENDITURE, [], *below]}))
    assert [(table.key, table.unit, table.unit_stated) for table in accounts.tables] == [("T_REV", Unit.WAN_YUAN, False), ("T_EXP", Unit.WAN_YUAN, True)]
    assert remarks[0].words.en == "the revenue table states no unit; read as 10,000 yuan, the unit of the other tables"


def test_hidden_sheets_are_not_read(tmp_path):
    accounts, remarks = read(sheets_of(tmp_path / "a.xlsx", {"三": EXPENDITURE, "旧": EXPENDITURE}, hidden=("旧",)))
    assert [table.key for table in accounts.tables] == ["T_EXP"]
    assert remarks[-1].words.zh == "隐藏的工作表中的决算表未读取：旧"


def changed(*changes):
    """The expenditure table with some cells replaced: row, column, content."""
    rows = [list(row) for row in EXPENDITURE]
    for row, column, content in changes:
        rows[row][column] = content
    return {"三": rows}


REFUSED = [  # sheets, problems: place and what was found, why
    (changed((3, 3, "4.0.1")), ["test/a.xlsx 三!D4：发现“4.0.1”"], "no number"),
    (changed((3, 3, "4万元"), (4, 4, "约3")), ["test/a.xlsx 三!D4：发现“4万元”", "test/a.xlsx 三!E5：发现“约3”"], "all at once"),
    (changed((4, 0, "20501x")), ["test/a.xlsx 三!A5：发现“20501x”"], "no code"),
    (changed((4, 0, "2050")), ["test/a.xlsx 三!A5：发现“2050”"], "no code has four digits"),
    (changed((4, 0, None), (4, 1, None)), [f"test/a.xlsx 三!{cell}5：发现“{value}”" for cell, value in (("C", "6.5"), ("D", "4"), ("E", "2.5"))], "amounts without a name"),
    (changed((1, 0, None)), ["test/a.xlsx 三!A1：发现《支出决算表》没有金额单位"], "nothing says the unit"),
    (changed((2, 3, "甲"), (2, 4, "乙")), ["test/a.xlsx 三!A1：发现《支出决算表》的表头无法识别"], "columns that must be there"),
    (changed((2, 0, None), (2, 1, None), (2, 2, None), (2, 3, None), (2, 4, None)), ["test/a.xlsx 三!A1：发现《支出决算表》的表头无法识别"], "no header"),
    ({"三": EXPENDITURE, "又": EXPENDITURE}, ["test/a.xlsx 又!A1：发现《支出决算表》再次出现"], "nobody can choose"),
    (
        {"七": [["财政拨款“三公”经费支出决算表"], UNIT, ["单位", "预算数", "决算数"], [None, "合计", "合计"], ["本级", 5, 4], ["某中心", 5, 4]]},
        ["test/a.xlsx 七!A6：发现第二行数据"],
        "several units without a total",
    ),
]


@pytest.mark.parametrize(("sheets", "problems", "why"), REFUSED)
def test_refused(tmp_path, sheets, problems, why):
    with pytest.raises(UserMistake) as mistake:
        read(sheets_of(tmp_path / "a.xlsx", sheets))
    told = mistake.value.lines("zh")
    assert [line[: len(begin)] for line, begin in zip(told, problems, strict=True)] == problems, why


SMALL = [  # what stands beside the amounts and is left alone, why
    (["填表人：张三", None, "13800000000", None, "审核人：李四"], "a footer"),
    (["注：1.本表反映部门本年度各项支出情况。"], "a note"),
    (["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"], "a header repeated on the next page"),
    ([None, None, 0, 0, 0], "zeros without a name"),
]


@pytest.mark.parametrize(("row", "why"), SMALL)
def test_left_alone(tmp_path, row, why):
    plain, beside = (read(sheets_of(tmp_path / name, {"三": rows}))[0] for name, rows in (("a.xlsx", EXPENDITURE), ("b.xlsx", [*EXPENDITURE, row])))
    assert amounts_of(beside) == amounts_of(plain), why
