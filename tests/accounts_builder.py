"""Account workbooks for tests: written to disk by the tool that also writes those of invented departments, and read back."""

import sys
from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path

import xlsxwriter
from builders import record_of
from hypothesis import strategies as st

from evallib.reading.accounts import read_accounts
from evallib.reading.codes import read_codes
from evallib.reading.workbook import read_workbook
from evallib.rules.checks import run_checks
from evallib.rules.schemes import read_scheme
from evallib.rules.scoring import score

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))
from account_workbook import FUNDS, KINDS, Books, Layout, Money, tables, write_accounts  # noqa: E402  tools is a folder of scripts

CODES = read_codes(ROOT / "data")
SCHEME = read_scheme(ROOT / "data", "hunan_a")
NAMES = {"2296003": "用于体育事业的彩票公益金支出", "2050202": "小学教育", "20502": "普通教育"}
BOOKS = Books(
    "某县总工会",
    2022,
    (
        Money(
            "2012901",
            opening=D(30000),
            revenue=D("1500000.55"),
            basic={"30101": D("800000.21"), "30201": D("120000.11"), "30217": D(5000), "30231": D("20000.34"), "30302": D("44999.89"), "31002": D(10000)},
            project=D(400000),
        ),
        Money("2210201", revenue=D(100000), basic={"30113": D(100000)}),
        Money("2012999", "other", revenue=D(20000), project=D(15000)),
        Money("2050202", "service", revenue=D(9000), surplus_used=D(2000), business=D(4000), distributed=D(1000)),
        Money("2296003", "fund", opening=D(1000), revenue=D(50000), project=D("45000.50")),
    ),
    {"tp_hospitality": (D(9000), D(0)), "tp_vehicle_running": (D(30000), D(3000))},
    NAMES,
)
"""A department with every kind of money but state capital; amounts are made up."""


def read(path, codes=CODES):
    """Return the account tables of a workbook on disk, and the remarks."""
    return read_accounts(read_workbook(path, f"test/{path.name}"), codes)


def accounts_of(folder, books=BOOKS, layout=None, **options):
    """Write a department's tables and return them as read."""
    path = folder / "accounts.xlsx"
    write_accounts(path, books, layout, **options)
    return read(path)[0]


def sheets_of(path, sheets, *, hidden=(), merged=()):
    """Write sheets as they stand here, row by row, and return the path; ``merged`` are sheet, range and text."""
    with xlsxwriter.Workbook(str(path)) as book:
        made = {name: book.add_worksheet(name) for name in sheets}
        for name, rows in sheets.items():
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        made[name].write(number, column, value)
        for name, cells, text in merged:
            made[name].merge_range(cells, text)
        for name in hidden:
            made[name].hide()
    return path


def record_with(tmp_path, accounts, items="", year=2022):
    """Return a record with base data and account tables."""
    return replace(record_of(tmp_path, items=items, year=year), accounts=accounts)


def findings(record):
    """Return what all checks find on a record."""
    return run_checks(record, score(record, SCHEME))


ITEMS = ("2012901", "2012902", "2012950", "2012999", "2080501", "2080505", "2101101", "2110101", "2110301", "2210201", "2210203", "2296003", "2050202")
ECONOMIC = ("30101", "30102", "30107", "30113", "30201", "30211", "30212", "30217", "30231", "30299", "30302", "30309", "30701", "31002", "31013", "39999")
AMOUNT = st.one_of(st.integers(0, 20_000), st.integers(0, 2_000_000_000), st.just(0)).map(lambda cents: D(cents) / 100)


@st.composite
def some_money(draw):
    """Money of one kind under one item that was spent, carried over and distributed as it came in."""
    kind = draw(st.sampled_from(KINDS))
    basic = {code: amount for code, amount in draw(st.dictionaries(st.sampled_from(ECONOMIC), AMOUNT, max_size=5)).items() if amount} if kind not in {"fund", "soe"} else {}
    own = kind not in FUNDS
    spent = {name: draw(AMOUNT) for name in (("project", "remitted", "business", "subsidy") if own else ("project",))}
    closing, distributed = draw(AMOUNT), draw(AMOUNT) if own else D(0)
    needed = sum((*basic.values(), *spent.values(), closing, distributed), D(0))
    opening = min(draw(AMOUNT), needed)
    surplus = min(draw(AMOUNT), needed - opening) if own else D(0)
    return Money(draw(st.sampled_from(ITEMS)), kind, opening, needed - opening - surplus, surplus, basic, **spent, distributed=distributed)


@st.composite
def some_books(draw):
    """A department's year, consistent by construction, in 元 to the cent."""
    money = (Money("2012902", revenue=D(100_000), project=D(100_000)), *draw(st.lists(some_money(), max_size=5)))  # nobody has nothing at all
    expenses = {item: (draw(AMOUNT), draw(AMOUNT)) for item in ("tp_overseas", "tp_vehicle_purchase", "tp_vehicle_running", "tp_hospitality")}
    return Books("某县某局", 2023, money, draw(st.sampled_from([{}, expenses])), NAMES)


LAYOUTS = st.builds(
    Layout,
    order=st.sampled_from(("national", "hunan")),
    unit=st.sampled_from(("万元", "元")),
    panels=st.sampled_from((1, 2, 3)),
    expenses=st.sampled_from(("blocks", "pairs", "rows")),
    code_columns=st.sampled_from((1, 3)),
    numbered=st.booleans(),
    merged=st.booleans(),
    zeros=st.booleans(),
    one_sheet=st.booleans(),
    title=st.sampled_from(("{title}", "{department}{year}年度{title}", "附件{number}：{title}（公开{number:02}表）", "表{number} {year}年部门{title}")),
    total_first=st.booleans(),
)


def printed(books, unit):
    """Return every amount as the tables print it, by table, row and column."""
    size = 10_000 if unit == "万元" else 1
    return {
        (table, row.key, column): (amount / size).quantize(D("0.01"), "ROUND_HALF_UP")
        for table, rows in tables(books).items()
        for row in rows
        for column, amount in row.amounts.items()
    }
