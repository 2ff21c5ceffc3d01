"""The checks on account tables (families B and C, and D2): each has an example that must pass, one that must not, one that lacks data.

The tables of the examples are those of ``accounts_builder.BOOKS``, in 元, with what a row names printed in place of the truth.
Rows that quote the framework paper name the section; the rest are arithmetic of the row itself.
"""

import tempfile
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path

import pytest
import specimen
from accounts_builder import BOOKS, CODES, FUNDS, LAYOUTS, Layout, accounts_of, findings, printed, read, record_with, sheets_of, some_books, write_accounts
from builders import record_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evallib.problems import UserMistake
from evallib.quantities import rounded
from evallib.reading.account_tables import TITLES
from evallib.reading.accounts import read_accounts
from evallib.reading.workbook import read_workbook
from evallib.rules.findings import CHECKS, Outcome

YUAN = Layout(unit="元")
SUM, REV, EXP, FIN, GPB, BASIC, EXPENSES, FUND, SOE = TITLES
NONE, LACKS = "", "insufficient_data"

EXAMPLES = [  # check, what is printed in place of the truth, tables left out, outcomes of that check, source
    ("B1", {}, (), "pass", "1,712,000.55 on both sides"),
    ("B1", {(SUM, "expenditure.grand", "amount"): D(1712000)}, (), "fail", "0.55 apart"),
    ("B1", {(SUM, "expenditure.grand", "amount"): None}, (), LACKS, "no total"),
    ("B1", {}, (SUM,), NONE, "no summary"),
    ("B2", {}, (), "pass", "1,679,000.55 + 2,000 + 31,000"),
    ("B2", {(SUM, "revenue.surplus_used", "amount"): D(0)}, (), "fail", "2,000 short"),
    ("B2", {(SUM, "revenue.grand", "amount"): None}, (), LACKS, "no total"),
    ("B3", {}, (), "pass", "1,564,001.05 + 1,000 + 146,999.50"),
    ("B3", {(SUM, "expenditure.closing", "amount"): D(146999)}, (), "fail", "0.50 short"),
    ("B3", {(SUM, "expenditure.grand", "amount"): None}, (), LACKS, "no total"),
    ("B4", {}, (), "pass", "both sides"),
    ("B4", {(SUM, "revenue.other", "amount"): D(30000)}, (), "fail pass", "20,000 was received"),
    ("B4", {(SUM, "revenue.total", "amount"): None}, (), f"{LACKS} pass", "a total left empty is not 0"),
    ("B5", {}, (), "pass pass pass pass", "four tables have codes"),
    ("B5", {(EXP, "2012901", "project"): D(1)}, (), "fail fail pass pass pass pass", "the row's total and the section above it"),
    ("B5", {(EXP, "total", "basic"): None}, (), f"{LACKS} pass pass pass pass", "a total left empty is not 0"),
    ("B5", {(EXP, "2210201", "code"): None, (EXP, "22102", "code"): None, (EXP, "221", "code"): None, (EXP, "221", "total"): D(7)}, (), "fail question question pass pass pass pass", "the row itself fails; rows without a code may be parts of the total or not: asked"),
    ("B6", {}, (), "pass", "rows and lines"),
    ("B6", {(FIN, "expenditure.其他支出", "fund"): D(45000)}, (), "fail fail pass", "its row and its column"),
    ("B6", {(FIN, "expenditure.total", "total"): None}, (), f"{LACKS} pass", "a total left empty is not 0"),
    ("B7", {}, (), "pass pass", "both totals, and each budget"),
    ("B7", {(FIN, "revenue.opening_fund", "amount"): D(2000)}, (), "fail fail pass pass", "1,000 was brought in"),
    ("B7", {(FIN, "expenditure.grand", "total"): None}, (), f"{LACKS} {LACKS} pass pass", "no total"),
    ("B8", {}, (), "pass", "items, classes and the two totals"),
    ("B8", {(BASIC, "30201", "amount"): D(1)}, (), "fail pass", "class 302 is the sum of its items, framework 5.1"),
    ("B8", {(BASIC, "operating", "amount"): D(145000)}, (), "fail pass", "302 + 310, framework 5.1"),
    ("B8", {(BASIC, "personnel", "amount"): None}, (), f"{LACKS} pass", "a total left empty is not 0"),
    ("B9", {}, (), "pass", "budget and outturn"),
    ("B9", {(EXPENSES, "tp_vehicle", "actual"): D(1)}, (), "fail fail pass", "a part of the total, the sum of purchase and running cost"),
    ("B9", {(EXPENSES, "three_public", "actual"): None}, (), f"{LACKS} pass", "a total left empty is not 0"),
    ("B10", {}, (), "pass", "the table of state capital is empty and says so"),
    ("B11", {(EXP, "2210201", "name"): "行政单位医疗"}, (), f"fail {LACKS} pass", "2210201 must be 住房公积金, framework 4.6; both names were read"),
    ("B11", {(EXP, "2210201", "name"): "机关后勤"}, (), f"fail {LACKS} pass", "nobody's name, and nothing like it"),
    ("B11", {(EXP, "2012901", "name"): "事业运行"}, (), f"question {LACKS} pass", "the list's name of 2012901 is recalled"),
    ("B11", {(BASIC, "30201", "code"): "30219"}, (), f"fail {LACKS} pass", "a code of other versions, framework 4.4"),
    ("B11", {(EXP, "20129", "code"): "20139"}, (), f"question {LACKS} pass", "a code of later years, framework 4.6, recalled"),
    ("B11", {(BASIC, "30231", "name"): "公务用车运行费"}, (), f"{LACKS} pass", "another wording is no contradiction"),
    ("B11", {(BASIC, "30201", "name"): "办公"}, (), f"{LACKS} pass", "nor is a name cut short"),
    ("B11", {}, (), f"{LACKS} pass", "two items are not in the list"),
    ("B12", {}, (), "pass", "framework 5.1"),
    ("B12", {(SUM, "expenditure.grand", "amount"): "0", (SUM, "revenue.grand", "amount"): "0"}, (), "question", "both printed as 0"),
    ("B12", {(SUM, "expenditure.grand", "amount"): None, (SUM, "revenue.grand", "amount"): None}, (), NONE, "no totals"),
    ("C1", {}, (), "pass pass", "revenue and expenditure"),
    ("C1", {(SUM, "revenue.total", "amount"): D(1679000)}, (), "fail pass", "0.55 apart"),
    ("C1", {}, (REV,), f"{LACKS} pass", "no revenue table"),
    ("C2", {}, (), "pass", "1,650,000.55"),
    ("C2", {(FIN, "revenue.total", "amount"): D(1650000)}, (), "fail", "0.55 apart"),
    ("C2", {}, (FIN,), LACKS, "no summary of the appropriation"),
    ("C3", {}, (), "pass pass", "general public budget and funds; nothing from state capital"),
    ("C3", {(GPB, "total", "total"): D(1500000)}, (), "fail pass", "0.55 apart"),
    ("C3", {(FIN, "expenditure.total", "soe"): D(100)}, (), "fail pass pass", "spent from state capital, whose table says that it is empty"),
    ("C3", {}, (FUND,), f"{LACKS} pass", "no table of funds"),
    ("C4", {}, (), "pass", "1,100,000.55"),
    ("C4", {(GPB, "total", "basic"): D(1100000)}, (), "fail", "0.55 apart"),
    ("C4", {}, (BASIC,), LACKS, "no table of basic expenditure"),
    ("C5", {}, (), "pass", "vehicles: 20,000.34 of 23,000.34"),
    ("C5", {(EXPENSES, "tp_hospitality", "actual"): D(4000)}, (), "fail pass", "basic expenditure alone has 5,000"),
    ("C5", {(BASIC, "30201", "code"): "30212"}, (), "question pass", "travel of teachers and researchers is not counted in"),
    ("C5", {}, (EXPENSES,), LACKS, "no table of the three public expenses"),
    ("C6", {}, (), "pass", "19,000 of 31,000"),
    ("C6", {(EXP, "total", "total"): D(1700000)}, (), "question", "154,998.95 of 31,000"),
    ("C6", {(EXP, "total", "total"): D(1500000)}, (), "fail", "less than the appropriation paid"),
    ("C6", {}, (SUM,), LACKS, "balances are not known"),
    ("C8", {}, (), "pass", "the same items"),
    ("C8", {(GPB, "2012901", "code"): "2012902"}, (), "question question question pass", "the expenditure table has no 2012902: total, basic and project"),
    ("C8", {(GPB, "2012901", "total"): D(1500000)}, (), "fail pass", "more than all expenditure on the item"),
    ("C8", {(REV, "2012901", "code"): "2012902"}, (), "question question pass", "money received for one item and spent on another"),
    ("C8", {(REV, "2012901", "code"): "2012902"}, (SUM,), f"{LACKS} pass", "balances are not known"),
    ("C8", {}, (EXP,), NONE, "no expenditure table"),
]


def outcomes(record, key):
    return " ".join(f.outcome.key for f in findings(record) if f.check == key)


@pytest.mark.parametrize(("key", "changes", "without", "expected", "source"), EXAMPLES)
def test_example(tmp_path, key, changes, without, expected, source):
    record = record_with(tmp_path, accounts_of(tmp_path, layout=YUAN, changes=changes, without=without))
    assert outcomes(record, key) == expected, source


def test_every_check_on_account_tables_has_its_three_examples():
    keys = {key for key in CHECKS if key[0] in "BC"}
    assert keys == {row[0] for row in EXAMPLES}
    for key in keys - {"B10"}:  # B10 needs no amounts, and its other example stands below
        told = [row[3] for row in EXAMPLES if row[0] == key]
        assert any("pass" in one for one in told)
        assert any({"fail", "question"} & set(one.split()) for one in told)
        assert any(one == NONE or LACKS in one for one in told)


def test_without_account_tables_there_is_nothing_to_check(tmp_path):
    assert [f.check for f in findings(record_with(tmp_path, None)) if f.check[0] in "BC"] == []


def test_b10_asks_why_a_table_is_empty(tmp_path):
    record = record_with(tmp_path, accounts_of(tmp_path, notes=False))
    found = [f for f in findings(record) if f.check == "B10"]
    assert [(f.outcome, f.subject.zh) for f in found] == [(Outcome.QUESTION, TITLES[SOE].zh), (Outcome.PASS, "空表说明")]


def test_b10_asks_about_a_note_beside_amounts(tmp_path):
    rows = [["国有资本经营预算财政拨款支出决算表"], ["金额单位：万元"], ["科目编码", "科目名称", "合计", "基本支出", "项目支出"], [None, "合计", 5, None, 5], ["223", "国有资本经营预算支出", 5, None, 5], ["说明：本部门没有国有资本经营预算支出，故本表无数据。"]]
    record = record_with(tmp_path, read(sheets_of(tmp_path / "a.xlsx", {"九": rows}))[0])
    assert outcomes(record, "B10") == "question"
    rows[-1] = ["注：如没有国有资本经营预算支出，本表为空。"]
    record = record_with(tmp_path, read(sheets_of(tmp_path / "a.xlsx", {"九": rows}))[0])
    assert outcomes(record, "B10") == "pass", "a condition is no statement"


def test_b11_says_which_years_the_lists_do_not_cover(tmp_path):
    record = record_with(tmp_path, accounts_of(tmp_path), year=2021)
    found = [f for f in findings(record) if f.check == "B11"]
    assert [(f.outcome, f.message.zh) for f in found] == [(Outcome.INSUFFICIENT_DATA, "科目表不含2021年度"), (Outcome.PASS, "11处核对均成立")], "economic codes since 2018"


def test_columns_that_are_not_known_make_a_sum_a_question(tmp_path):
    rows = [["支出决算表"], ["金额单位：万元"], ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出", "援助支出"], [None, "合计", 9, 3, 4, 2], ["205", "教育支出", 9, 3, 4, 2]]
    accounts, remarks = read(sheets_of(tmp_path / "a.xlsx", {"三": rows}))
    assert [remark.words.zh for remark in remarks if "未识别" in remark.words.zh] == ["未识别的金额列：援助支出；未计入"]
    assert "fail" not in outcomes(record_with(tmp_path, accounts), "B5")
    assert "question" in outcomes(record_with(tmp_path, accounts), "B5")


def test_a_difference_to_a_table_of_assumed_unit_is_asked_about(tmp_path):
    """The summary in 元; the revenue table states no unit, and is in 万元 in truth."""
    total = [["收入支出决算总表"], ["金额单位：元"], ["项目", "金额", "项目", "金额"], ["一、一般公共预算财政拨款收入", 50000, "一、教育支出", 50000], ["本年收入合计", 50000, "本年支出合计", 50000], ["总计", 50000, "总计", 50000]]
    revenue = [["收入决算表"], ["科目编码", "科目名称", "本年收入合计", "财政拨款收入"], [None, "合计", 5, 5], ["205", "教育支出", 5, 5]]
    accounts, remarks = read(sheets_of(tmp_path / "a.xlsx", {"一": total, "二": revenue}))
    assert [remark.words.zh for remark in remarks if "单位" in remark.words.zh] == ["《收入决算表》没有金额单位，按同一文件其他表的元读取"]
    assert outcomes(record_with(tmp_path, accounts), "C1") == f"question {LACKS}"


# -- D2: base data against the tables -----------------------------------------------------------------------------

BASE = [  # items, outcomes of D2, source; the tables of BOOKS in 万元: 156.40 spent, 110.00 basic, 46.00 project
    ("exp_total,,actual,156.40,万元\nexp_basic,,actual,110.00,万元\nexp_project,,actual,46.00,万元", "pass", "as published"),
    ("exp_total,,actual,1564001.05,元", "hint", "published to 0.01万元"),
    ("exp_total,,actual,156.50,万元", "fail", "0.10 apart"),
    ("exp_total,,actual,154.50,万元", "question", "the appropriation alone, 154.50"),
    ("three_public,,actual,2.80,万元", "pass", "0.50 + 2.30"),
    ("three_public,,actual,2.70,万元", "fail", "less than the appropriation paid"),
    ("three_public,,actual,3.80,万元", "question", "other money may have paid for more"),
    ("econ_301,,actual,95.00,万元", "question", "class 301 of project expenditure may be counted in"),
    ("exp_operating,,actual,15.50,万元", "pass", "operating cost of the tables"),
    ("exp_operating,,actual,14.50,万元", "pass", "goods and services alone, as the base data table of Hunan has it"),
    ("exp_operating,,actual,20.00,万元", "question", "operating cost of projects may be counted in"),
    ("balance_closing,,actual,13.60,万元", "pass", "the balance of the appropriation, 130,000 + 5,999.50"),
    ("balance_closing,,actual,13.00,万元", "question", "no balance of the tables"),
    ("rev_other,,actual,2.00,万元", "pass", "other income, nothing from above or below"),
    ("exp_total,,budget_initial,156.40,万元", "", "a budget is not in the tables"),
]


@pytest.mark.parametrize(("items", "expected", "source"), BASE)
def test_base_data_against_the_tables(tmp_path, items, expected, source):
    assert outcomes(record_with(tmp_path, accounts_of(tmp_path), items), "D2") == expected, source


def test_another_scope_is_offered_as_the_cause(tmp_path):
    found = next(f for f in findings(record_with(tmp_path, accounts_of(tmp_path), "exp_total,,actual,154.50,万元")) if f.check == "D2")
    assert found.cause.zh == "与财政拨款收入支出决算总表本年支出合计·合计154.50万元相符，口径可能不同"


def test_parts_of_the_base_data_are_not_mixed_with_those_of_the_tables(tmp_path):
    """Operating cost and one source of revenue are stated; what the tables add must not turn up as parts of the base data's totals."""
    items = "exp_basic,,actual,90.00,万元\necon_302,,actual,20.00,万元\nrev_total,,actual,160.00,万元\nthree_public,,actual,9.00,万元"
    found = {f.check for f in findings(record_with(tmp_path, accounts_of(tmp_path), items)) if f.check in {"A1", "A2", "A5", "B8", "B9", "D3"} and f.serious}
    assert found == set()


# -- rounding ------------------------------------------------------------------------------------------------------


def test_a_genuine_set_of_tables_raises_nothing(tmp_path):
    """S29's specimen; the pairs of framework 5.2 (416.37 and 416.36, 14.43 and 14.44, 1576.18 and 1576.19, 1367.76 and 1367.75) are hints."""
    accounts, remarks = read(sheets_of(tmp_path / "a.xlsx", specimen.sheets()))
    record = record_with(tmp_path, accounts, year=2025)
    found = findings(record)
    assert remarks == []
    assert [f for f in found if f.outcome in {Outcome.FAIL, Outcome.QUESTION, Outcome.INSUFFICIENT_DATA}] == []
    hints = [(f.check, f.subject.zh, f.message.zh) for f in found if f.outcome is Outcome.HINT]
    assert hints == [
        ("B5", "支出决算表", "4处有尾差，均在四舍五入误差之内，最大0.01万元（支出决算表合计·项目支出）"),
        ("B5", "一般公共预算财政拨款支出决算表", "4处有尾差，均在四舍五入误差之内，最大0.01万元（一般公共预算财政拨款支出决算表211节能环保支出·合计）"),
        ("B8", "一般公共预算财政拨款基本支出决算表", "2处有尾差，均在四舍五入误差之内，最大0.01万元（一般公共预算财政拨款基本支出决算表310资本性支出）"),
    ]


PAIRS = [  # whole, parts, source
    ("416.36", ("401.93", "14.44")),
    ("14.44", ("13.94", "0.49")),
    ("1576.19", ("1101.78", "474.40")),
]


@pytest.mark.parametrize(("whole", "parts"), PAIRS)
@pytest.mark.parametrize(("off", "expected"), [("0", "hint"), ("0.03", "fail")])
def test_pairs_of_genuine_rounding(tmp_path, whole, parts, off, expected):
    """Framework 5.2; three hundredths more than these are no rounding of three amounts."""
    basic, project = map(float, parts)
    amounts = [float(D(whole) + D(off)), basic, project]
    rows = [["一般公共预算财政拨款支出决算表"], ["金额单位：万元"], ["科目编码", "科目名称", "合计", "基本支出", "项目支出"], [None, "合计", *amounts], ["205", "教育支出", *amounts]]
    record = record_with(tmp_path, read(sheets_of(tmp_path / "a.xlsx", {"五": rows}))[0])
    assert set(outcomes(record, "B5").split()) == {expected, "pass"}


# -- properties ----------------------------------------------------------------------------------------------------


def base_data_of(books):
    """Base data as a department would take them from its own books, to 0.01万元; the rarer kinds of expenditure are not in the form."""
    amounts = {f"exp_{column}": sum(one.spent[column] for one in books.money) for column in ("total", "basic", "project")}
    amounts |= {"rev_total": sum(one.revenue for one in books.money), "rev_appropriation": sum(one.revenue for one in books.money if one.kind in FUNDS)}
    return "\n".join(f"{item},,actual,{rounded(amount / 10_000)},万元" for item, amount in amounts.items())


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
@given(some_books(), LAYOUTS, st.sets(st.sampled_from(list(TITLES)), max_size=4), st.booleans())
def test_a_consistent_workbook_raises_nothing(books, layout, without, stated):
    """Whatever is printed, in 元 or rounded to 0.01万元, and whatever tables are missing: rounding differences at most."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        accounts = accounts_of(folder, books, layout, without=without)
        record = record_with(folder, accounts, base_data_of(books) if stated and not without else "", books.year)
        assert [(f.check, f.outcome, f.message.zh) for f in findings(record) if f.serious] == []


def test_no_wrong_amount_goes_unnoticed(tmp_path):
    """Each amount of the nine tables in turn, 100 元 more than it should be, turns up in a finding."""
    accounts = accounts_of(tmp_path, layout=YUAN)
    amounts = {cell for cell, amount in printed(BOOKS, "元").items() if amount and cell != (BASIC, "total", "amount")}
    unnoticed = []
    for table, key, column in sorted(amounts):
        held = accounts.table(table)
        row = held.row(key)
        wrong = replace(row, figures=row.figures | {column: replace(row.figures[column], value=row.figures[column].value + 100)})
        changed = replace(held, rows=tuple(wrong if one is row else one for one in held.rows))
        record = record_with(tmp_path, replace(accounts, tables=tuple(changed if one is held else one for one in accounts.tables)))
        if not any(f.serious for f in findings(record)):
            unnoticed.append((table, key, column))
    assert len(amounts) > 150
    assert unnoticed == []


BITS = ["", "0", "-", "无", "/", "合计", "项目", "科目编码", "科目名称", "12.345", "-5", "3.3.3", "#REF!", "92.33%", "栏次", "类", "收入", "注：", "本表无数据。", "支出决算表", "收入支出决算总表", "金额单位：元", "201", "2010101", "30101", "一、", "其中：", "基本支出", "公务接待费", "预算数", "小计", "人员经费合计", "①", "总计", "年初结转和结余"]
WHERE = st.tuples(st.integers(0, 8), st.integers(0, 60), st.integers(0, 12), st.one_of(st.none(), st.sampled_from(BITS)))


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=80)
@given(LAYOUTS, st.lists(WHERE, min_size=1, max_size=6))
def test_whatever_stands_in_the_cells_is_read_or_refused(layout, changes):
    """Cells replaced by others, and rows taken out (None): problems in words, or tables that the checks can be run on."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_accounts(folder / "a.xlsx", BOOKS, layout)
        workbook = read_workbook(folder / "a.xlsx", "a.xlsx")
        rows = [[list(row) for row in sheet.rows] for sheet in workbook.sheets]
        for sheet, row, column, text in changes:
            held = rows[sheet % len(rows)]
            if text is None:
                del held[row % len(held)]
            else:
                held[row % len(held)][column % len(held[0])] = text
        sheets = tuple(replace(sheet, rows=tuple(map(tuple, held)), merged=()) for sheet, held in zip(workbook.sheets, rows, strict=True))
        with suppress(UserMistake):
            accounts, _ = read_accounts(replace(workbook, sheets=sheets), CODES)
            assert all(f.message.zh and f.message.en for f in findings(record_with(folder, accounts)))


def test_a_department_s_folder_may_hold_its_tables(tmp_path):
    """Read from the folder, figures that the base data lack come from the tables, and the lists of codes with them."""
    write_accounts(tmp_path / "a.xlsx", BOOKS)
    record = record_of(tmp_path, files={"accounts.xlsx": (tmp_path / "a.xlsx").read_bytes()})
    assert record.figure("exp_total").shown() == "156.40万元"
    assert record.accounts.codes == CODES
    assert [(f.check, f.outcome.key) for f in findings(record) if f.check in {"B11", "C1"}] == [("B11", LACKS), ("B11", "pass"), ("C1", "pass"), ("C1", "pass")]
