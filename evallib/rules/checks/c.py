"""Family C: the published account tables against each other."""

from __future__ import annotations

from collections.abc import Iterator

from evallib.figures import Figure, total
from evallib.reading.account_tables import TITLES, Accounts, AccountTable
from evallib.reading.record import Record
from evallib.rules.checks.b import same
from evallib.rules.findings import Finding, Outcome, asked, check, gathered
from evallib.words import Words

BUDGETS = {"general": "T_GPB", "fund": "T_FUND", "soe": "T_SOE"}
BASIC_PART = {"30212": "tp_overseas", "31013": "tp_vehicle_purchase", "30231": "tp_vehicle_running", "30217": "tp_hospitality"}
"""Items of basic expenditure that the table of the three public expenses tells again, for all appropriated money."""

Cell = tuple[str, str, str]


def _agree(accounts: Accounts, key: str, one: Cell, other: Cell) -> Finding:
    """Return the finding on one amount in two tables; it is asked about where a table does not state its unit."""
    return _sure(accounts, (one[0], other[0]), same(key, accounts.cell(*one), accounts.cell(*other)))


def _sure(accounts: Accounts, keys: tuple[str, ...], finding: Finding) -> Finding:
    tables = [accounts.table(key) for key in keys]
    return asked(finding) if any(table and not table.unit_stated for table in tables) else finding


def within(key: str, part: Figure, whole: Figure, question: Words) -> Finding:
    """Return the finding on a part that must not exceed its whole, beyond rounding."""
    beyond = (part - whole).interval.low > 0
    sides = Words(f"{part.label.zh}{part.shown('zh')}", f"{part.label.en}: {part.shown('en')}")
    message = Words(
        f"{sides.zh}，{'超过' if beyond else '不超过'}{whole.label.zh}{whole.shown('zh')}",
        f"{sides.en}, {'more' if beyond else 'not more'} than {whole.label.en}, {whole.shown('en')}",
    )
    return Finding(key, Outcome.FAIL if beyond else Outcome.PASS, part.label, message, part, whole, question=question if beyond else Words("", ""))


@check("C1", "总表的本年收入、支出合计与收入、支出决算表一致", "Summary = revenue and expenditure tables", cites="S29")
def summary_fits_its_tables(record: Record) -> Iterator[Finding]:
    """The year's revenue and expenditure are the same in the summary and in their own tables."""
    if record.accounts:
        yield _agree(record.accounts, "C1", ("T_SUM", "revenue.total", "amount"), ("T_REV", "total", "total"))
        yield _agree(record.accounts, "C1", ("T_SUM", "expenditure.total", "amount"), ("T_EXP", "total", "total"))


@check("C2", "收入决算表的财政拨款收入与财政拨款总表一致", "Appropriation received is the same in both tables", cites="S29")
def appropriation_fits(record: Record) -> Iterator[Finding]:
    """The appropriation received is the same in the revenue table and in the summary of the appropriation."""
    if record.accounts:
        yield _agree(record.accounts, "C2", ("T_REV", "total", "appropriation"), ("T_FIN", "revenue.total", "amount"))


@check("C3", "财政拨款总表各类支出与分表一致", "Appropriation spent = tables of the single budgets", cites="S29 EVALLIB")
def budgets_fit(record: Record) -> Iterator[Finding]:
    """Expenditure from the general public budget is the same in the summary of the appropriation and in its own table.

    S29 holds the general public budget to it; funds and state capital are held to it alike. A table that says it is empty
    contradicts expenditure in the summary.
    """
    accounts = record.accounts
    if not accounts:
        return
    for fund, key in BUDGETS.items():
        spent, table = accounts.cell("T_FIN", "expenditure.total", fund), accounts.table(key)
        if fund != "general" and not (spent.known and spent.value) and (table is None or table.empty):
            continue  # nothing spent, nothing to print
        if table and table.empty and table.note and spent.known and spent.value:
            message = Words(
                f"{spent.label.zh}{spent.shown('zh')}，《{table.title.zh}》却注明无数据",
                f"{spent.label.en} {spent.shown('en')}, but the {table.title.en} says it is empty",
            )
            question = Words("该表是否漏填？", "Was the table left out?")
            yield Finding("C3", Outcome.FAIL, spent.label, message, spent, question=question, places=(table.source,))
        else:
            yield _agree(accounts, "C3", ("T_FIN", "expenditure.total", fund), (key, "total", "total"))


@check("C4", "一般公共预算基本支出与明细表一致", "Basic expenditure = table of basic expenditure", cites="S29")
def basic_fits(record: Record) -> Iterator[Finding]:
    """Basic expenditure from the general public budget is the same by function and by economic class."""
    if record.accounts:
        finding = same("C4", record.accounts.cell("T_GPB", "total", "basic"), record.accounts.basic)
        yield _sure(record.accounts, ("T_GPB", "T_BASIC"), finding)


@check("C5", "基本支出中的“三公”科目不超过“三公”经费", "Three public items within basic expenditure stay within the three public expenses", cites="S29")
def expenses_hold_their_basic_part(record: Record) -> Iterator[Finding]:
    """What basic expenditure spent on vehicles and hospitality is part of the three public expenses and does not exceed them.

    They are equal only where no project money was used, so that less is no fault. Travel abroad of teachers and researchers
    is booked as such but not counted in (recalled, ``verified: no``): more is asked about.
    """
    accounts = record.accounts
    if not accounts:
        return
    findings = []
    for code, item in BASIC_PART.items():
        part, whole = accounts.cell("T_BASIC", code), accounts.cell("T_3PUB", item, "actual")
        if not (part.known and part.value):
            continue
        if whole.known:
            finding = _sure(
                accounts, ("T_BASIC", "T_3PUB"), within("C5", part, whole, Words("两张表的口径是否一致？", "Do the two tables have the same scope?"))
            )
            findings.append(asked(finding) if item == "tp_overseas" else finding)
        else:
            findings.append(same("C5", part, whole))
    yield from gathered("C5", TITLES["T_3PUB"], findings)


@check("C6", "财政拨款以外的支出有其他资金来源", "What the appropriation did not pay had other money", cites="S29")
def other_spending_had_other_money(record: Record) -> Iterator[Finding]:
    """Expenditure beyond that from the appropriation does not exceed other revenue, other opening balances and surplus used."""
    accounts = record.accounts
    if not accounts:
        return
    cell = accounts.cell
    whole, appropriated = cell("T_EXP", "total", "total"), cell("T_FIN", "expenditure.total", "total")
    if not (whole.known and appropriated.known):
        yield same("C6", whole, appropriated)
        return
    if (appropriated - whole).interval.low > 0:
        yield _sure(accounts, ("T_EXP", "T_FIN"), within("C6", appropriated, whole, Words("两张表的口径是否一致？", "Do the two tables have the same scope?")))
        return
    spent = (whole - appropriated).called("财政拨款以外的支出", "expenditure beyond the appropriation")
    revenue = cell("T_REV", "total", "total") - cell("T_REV", "total", "appropriation")
    balance = cell("T_SUM", "revenue.opening") - cell("T_FIN", "revenue.opening")
    surplus = cell("T_SUM", "revenue.surplus_used")
    sources = [revenue, balance, surplus] if surplus.known else [revenue, balance]
    money = total(sources).called("财政拨款以外的资金来源", "money from elsewhere")
    if not money.known and spent.value:
        yield same("C6", spent, money)
        return
    question = Words("这部分支出用的是什么资金？", "Which money paid for it?")
    if money.known:
        yield asked(within("C6", spent, money, question))
    else:
        yield Finding("C6", Outcome.PASS, spent.label, Words("支出均为财政拨款", "the appropriation paid everything"), spent)


@check("C8", "各表的功能分类科目一致", "The tables have the same functional codes", cites="EVALLIB")
def codes_are_the_same(record: Record) -> Iterator[Finding]:
    """What a single budget spent on an item is part of all expenditure on it.

    An item with revenue alone must be carried over or distributed, one with expenditure alone be paid from balances: more than
    these is asked about.
    """
    accounts = record.accounts
    spent = accounts.table("T_EXP") if accounts else None
    if not spent or spent.empty:
        return
    findings = [finding for key in BUDGETS.values() for finding in _parts_of_expenditure(accounts, key, spent)]
    received = accounts.table("T_REV")
    if received and not received.empty:
        findings += [
            _carried(accounts, received, spent, ("expenditure.closing", "expenditure.distributed")),
            _carried(accounts, spent, received, ("revenue.opening", "revenue.surplus_used")),
        ]
    yield from gathered("C8", Words("功能分类科目", "functional codes"), findings)


def _by_code(table: AccountTable, column: str) -> dict[str, Figure]:
    """Return the amounts of a column by code, those of a code that stands there twice added up."""
    rows: dict[str, list[Figure]] = {}
    for row in table.rows:
        if row.code and column in row.figures:
            rows.setdefault(row.code, []).append(row.figures[column])
    return {code: total(figures) if len(figures) > 1 else figures[0] for code, figures in rows.items()}


def _parts_of_expenditure(accounts: Accounts, key: str, spent: AccountTable) -> Iterator[Finding]:
    """Yield the findings on the codes of one budget's table against all expenditure, at the levels that both print."""
    table = accounts.table(key)
    lengths = {len(row.code) for row in spent.rows}
    question = Words("两张表的科目是否一致？", "Do the two tables use the same codes?")
    for column in ("total", "basic", "project") if table and not table.empty else ():
        whole = _by_code(spent, column)
        for code, part in _by_code(table, column).items():
            if not (part.known and part.value) or len(code) not in lengths or column not in spent.columns:
                continue
            if code in whole and whole[code].known:
                yield _sure(accounts, (key, spent.key), within("C8", part, whole[code], question))
            elif code not in whole:
                message = Words(
                    f"{part.label.zh}{part.shown('zh')}，《{spent.title.zh}》中没有该科目",
                    f"{part.label.en} {part.shown('en')}: the {spent.title.en} has no such code",
                )
                yield Finding("C8", Outcome.QUESTION, part.label, message, part, question=question)


def _carried(accounts: Accounts, table: AccountTable, other: AccountTable, balances: tuple[str, str]) -> Finding:
    """Return the finding on the items of one table that the other does not have: their money must be in the balances."""
    there, depth = _by_code(other, "total"), max(len(row.code) for row in table.rows)
    alone = [figure for code, figure in _by_code(table, "total").items() if len(code) == depth and code not in there and figure.known and figure.value]
    if not alone or depth not in {len(code) for code in there}:
        return Finding("C8", Outcome.PASS, table.title, Words("科目一致", "the codes agree"), places=(table.source,))
    amount = total(alone) if len(alone) > 1 else alone[0]
    amount = amount.called(f"只见于{table.title.zh}的科目", f"items in the {table.title.en} alone")
    held = [figure for figure in (accounts.cell("T_SUM", balance) for balance in balances) if figure.known]
    if not held:
        return same("C8", amount, accounts.cell("T_SUM", balances[0]))
    money = total(held) if len(held) > 1 else held[0]
    called = Words("、".join(figure.label.zh for figure in held), " and ".join(figure.label.en for figure in held))
    question = Words("这些科目的收支为何只在一张表中？", "Why do these items stand in one of the tables alone?")
    return asked(within("C8", amount, money.called(*called), question))
