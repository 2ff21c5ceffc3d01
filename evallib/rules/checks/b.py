"""Family B: what the published account tables add up by their own form, and what the base data table repeats of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from evallib.figures import Figure, Source
from evallib.reading.account_tables import COLUMNS, FUNDS, TITLES, AccountRow, Accounts, AccountTable, Code, Sum, plain_name, same_name
from evallib.reading.record import THREE_PUBLIC_PARTS, Record
from evallib.rules.checks.a import base_data, known_parts
from evallib.rules.findings import Finding, Outcome, asked, check, equality, first_that_holds, gathered, parts_of
from evallib.words import Words

WHICH = Words("以哪一个数为准？", "Which of the two is right?")
BESIDE_COSTS = ("econ_307", "econ_310", "econ_399")
KINDS_OF_COST = ("exp_personnel", "exp_operating")
NESTED = {"three_public": THREE_PUBLIC_PARTS, "tp_vehicle": ("tp_vehicle_purchase", "tp_vehicle_running")}


def same(key: str, one: Figure, other: Figure, question: Words = WHICH) -> Finding:
    """Return the finding on two figures that should be equal, each called by its name."""
    finding = equality(key, one, other, question=question)
    if finding.difference is None:
        return finding
    gap = finding.difference.shown
    sides = Words(
        f"{one.label.zh}{one.shown('zh')}，{other.label.zh}{other.shown('zh')}", f"{one.label.en} {one.shown('en')}, {other.label.en} {other.shown('en')}"
    )
    tails = {
        Outcome.PASS: Words("", ""),
        Outcome.HINT: Words(f"，相差{gap('zh').removeprefix('-')}，在四舍五入误差之内", f": off by {gap('en').removeprefix('-')}, within rounding"),
    }
    tail = tails.get(finding.outcome, Words(f"，相差{gap('zh').removeprefix('-')}", f": off by {gap('en').removeprefix('-')}"))
    return replace(finding, message=Words(sides.zh + tail.zh, sides.en + tail.en))


def _tables(record: Record, keys: Iterable[str] = TITLES) -> list[AccountTable]:
    """Return the account tables that hold amounts."""
    return [table for table in (record.accounts.tables if record.accounts else ()) if table.key in keys and not table.empty]


def _sums(
    record: Record, key: str, tables: Iterable[str], kinds: Iterable[str] = ("lines", "side", "columns", "codes", "classes"), side: str = ""
) -> Iterator[Finding]:
    """Yield what the sums of some tables come to, those of one kind and side only if these are named."""
    for table in _tables(record, tables):
        sums = [one for one in table.sums if one.kind in kinds and table.rows[one.whole[0]].side.startswith(side)]
        yield from gathered(key, table.title, (finding for one in sums if (finding := _added(key, table, one))))


def _added(key: str, table: AccountTable, one: Sum) -> Finding | None:
    """Return the finding on one sum of a table, None where there is nothing to add up.

    What is doubtful counts as a part or not, whichever holds; where neither does, or a column is not known, it is asked about.
    """
    whole, parts, doubtful = table.at(one.whole), [table.at(cell) for cell in one.parts], [table.at(cell) for cell in one.doubtful]
    if not any(figure.value for figure in (whole, *parts, *doubtful) if figure.known):
        return None
    finding = first_that_holds([_without_zeros(key, whole, held, complete=one.complete) for held in ([parts, parts + doubtful] if doubtful else [parts])])
    unsure = table.extra or any(figure.value for figure in doubtful if figure.known)
    return asked(finding) if unsure else finding


def _without_zeros(key: str, whole: Figure, parts: list[Figure], *, complete: bool) -> Finding:
    """Return the finding on a sum as told without its zeros, unless what these were rounded from matters."""
    told = [part for part in parts if not part.known or part.value] or parts[:1]
    full, short = (parts_of(key, whole, held, complete=complete, question=WHICH) for held in (parts, told))
    return short if short.outcome is full.outcome else full


@check("B1", "收入总计＝支出总计", "Both sides of the summary have one total", cites="S29")
def both_sides_balance(record: Record) -> Iterator[Finding]:
    """The summary of revenue and expenditure has one total on both sides."""
    for table in _tables(record, ("T_SUM",)):
        yield same("B1", *(record.accounts.cell(table.key, f"{side}.grand") for side in ("revenue", "expenditure")))


@check("B2", "收入总计＝本年收入合计＋使用非财政拨款结余＋年初结转和结余", "Revenue side = revenue of the year + surplus used + opening balance", cites="S29")
def revenue_side_adds_up(record: Record) -> Iterator[Finding]:
    """The revenue side is the year's revenue, the surplus used and the opening balance."""
    yield from _sums(record, "B2", ("T_SUM",), ("side",), "revenue")


@check(
    "B3", "支出总计＝本年支出合计＋结余分配＋年末结转和结余", "Expenditure side = expenditure of the year + surplus distributed + closing balance", cites="S29"
)
def expenditure_side_adds_up(record: Record) -> Iterator[Finding]:
    """The expenditure side is the year's expenditure, the surplus distributed and the closing balance."""
    yield from _sums(record, "B3", ("T_SUM",), ("side",), "expenditure")


@check("B4", "本年收入、支出合计＝各行之和", "The year's totals = sum of their lines", cites="S29")
def lines_of_the_summary_add_up(record: Record) -> Iterator[Finding]:
    """The year's revenue is the sum of its sources, the year's expenditure that of the functional classes."""
    yield from _sums(record, "B4", ("T_SUM",), ("lines",))


@check("B5", "各科目分栏、分级相加", "Codes add up by column and by level", cites="S29")
def codes_add_up(record: Record) -> Iterator[Finding]:
    """In tables by functional code each row is the sum of its columns, each code that of the codes below it.

    S29 holds the revenue and the expenditure table to it; the tables of single budgets have the same form.
    """
    yield from _sums(record, "B5", ("T_REV", "T_EXP", "T_GPB", "T_FUND", "T_SOE"))


@check("B6", "财政拨款各行＝三类预算之和", "Appropriation = general budget + funds + state capital", cites="S29")
def funds_add_up(record: Record) -> Iterator[Finding]:
    """In the summary of the appropriation each row is the sum of the three budgets, the year's totals that of their lines."""
    yield from _sums(record, "B6", ("T_FIN",), ("columns", "lines"))


@check("B7", "年初结转＋本年收入＝本年支出＋年末结转", "Opening balance + revenue = expenditure + closing balance", cites="S29")
def each_fund_balances(record: Record) -> Iterator[Finding]:
    """In the summary of the appropriation both sides have one total, and each of the three budgets carries over what it did not spend."""
    yield from _sums(record, "B7", ("T_FIN",), ("side",))
    for table in _tables(record, ("T_FIN",)):
        findings = [_balanced(record.accounts, table, fund) for fund in FUNDS]
        grand = [record.accounts.cell("T_FIN", "revenue.grand"), record.accounts.cell("T_FIN", "expenditure.grand", "total")]
        yield from gathered("B7", table.title, [same("B7", *grand), *(finding for finding in findings if finding)])


def _balanced(accounts: Accounts, table: AccountTable, fund: str) -> Finding | None:
    """Return the finding on one budget, None where its columns or its opening balance are not told apart."""
    opening = accounts.cell("T_FIN", f"revenue.opening_{fund}")
    if fund not in table.columns or not (opening.known or accounts.cell("T_FIN", "revenue.opening").value == 0):
        return None
    revenue = accounts.cell("T_FIN", f"revenue.{fund}")
    had = opening + revenue if opening.known else revenue
    left = accounts.cell("T_FIN", "expenditure.total", fund) + accounts.cell("T_FIN", "expenditure.closing", fund)
    zh, en = COLUMNS[fund]
    return same(
        "B7",
        left.called(f"{zh}本年支出与年末结转", f"{en}: expenditure and closing balance"),
        had.called(f"{zh}年初结转与本年收入", f"{en}: opening balance and revenue"),
    )


@check("B8", "人员经费＋公用经费＝基本支出", "Basic expenditure = personnel + operating cost", cites="S29")
def basic_is_personnel_plus_operating(record: Record) -> Iterator[Finding]:
    """Basic expenditure is personnel plus operating cost; in the account tables each is the sum of its classes, and these of their items.

    Operating cost holds capital items, interest and other expenditure in the account tables, goods and services alone in the
    base data table of Hunan; both readings are tried, and what is short is asked about.
    """
    question = Words("人员经费和公用经费的口径各是什么？", "What do personnel and operating cost each hold?")
    yield from _sums(record, "B8", ("T_BASIC",))
    record = base_data(record)
    for period in record.periods_of("exp_basic"):
        parts = known_parts(record, KINDS_OF_COST, period)
        if len(parts) == len(KINDS_OF_COST):
            whole, beside = record.figure("exp_basic", period), known_parts(record, BESIDE_COSTS, period)
            readings = [parts, parts + beside] if beside else [parts]
            yield first_that_holds([parts_of("B8", whole, one, complete=False, question=question) for one in readings])


@check("B9", "“三公”经费＝各分项之和", "Three public expenses = sum of their parts", cites="S29")
def three_public_adds_up(record: Record) -> Iterator[Finding]:
    """The three public expenses are overseas travel, vehicles and hospitality; vehicles are purchase and running cost."""
    yield from _sums(record, "B9", ("T_3PUB",))
    record = base_data(record)
    for whole, items in NESTED.items():
        for period in record.periods_of(whole):
            parts = known_parts(record, items, period)
            if parts:
                yield parts_of(
                    "B9",
                    record.figure(whole, period),
                    parts,
                    complete=len(parts) == len(items),
                    question=Words("是否有分项未填或填错期间？", "Is a part missing or in the wrong column?"),
                )


@check("B10", "空表有说明，有数的表没有空表说明", "Empty tables say why, filled ones do not", cites="S29")
def empty_tables_say_why(record: Record) -> Iterator[Finding]:
    """A table is empty if and only if a note says that there is nothing to report; zeros that are printed need none."""
    if record.accounts:
        yield from gathered("B10", Words("空表说明", "notes on empty tables"), [_noted(table) for table in record.accounts.tables])


def _noted(table: AccountTable) -> Finding:
    amounts = [figure for row in table.rows for figure in row.figures.values() if figure.known and figure.value]
    places = (table.source, *(figure.source for figure in amounts[:1]))
    if table.empty and not table.note:
        found = Words("表中没有数据，也没有说明", "the table is empty, and no note says why")
        question = Words("是没有此类收支，还是漏填？", "Was there nothing, or was it left out?")
    elif amounts and table.note:
        found = Words(f"表中有数据，又注明“{table.note}”", f"the table has amounts, and its note says “{table.note}”")
        question = Words("说明是否为以前年度所留？", "Is the note left from another year?")
    else:
        return Finding("B10", Outcome.PASS, table.title, Words("数据与说明相符", "amounts and notes agree"), places=places[:1])
    return Finding("B10", Outcome.QUESTION, table.title, found, question=question, places=places)


ALIKE = 0.5  # share of characters in common above which a name is another wording rather than another thing


@check("B11", "科目编码与名称相符", "Codes exist in the year, and their names are theirs", cites="S29")
def codes_have_their_names(record: Record) -> Iterator[Finding]:
    """Each code is in the list of the year, with its name.

    It fails only by rows of the list that were read in their source: the code is of other years, or its name is that of
    another code or quite another name. By recalled rows it is asked about. Other wordings, codes that the list does not
    have and years that it does not reach are told as such.
    """
    coded = [(table, row) for table in _tables(record) for row in table.rows if row.code]
    yield from gathered("B11", Words("科目编码和名称", "codes and names"), [_coded(record, table, row) for table, row in coded])


def _coded(record: Record, table: AccountTable, row: AccountRow) -> Finding:
    codes, year, words, kind = record.accounts.codes, record.year, row.words, "economic" if table.key == "T_BASIC" else "functional"
    subject = Words(table.title.zh + row.code, f"{table.title.en}, {row.code}")
    known, entry = codes.known(kind, row.code), codes.entry(kind, row.code, year)
    places = tuple(figure.source for figure in row.figures.values())[:1]
    if not codes.covers(kind, year):
        return Finding("B11", Outcome.INSUFFICIENT_DATA, subject, Words(f"科目表不含{year}年度", f"the lists of codes do not reach back to {year}"))
    if not known:
        return Finding("B11", Outcome.INSUFFICIENT_DATA, subject, Words(f"{words.zh}（科目表未收录）", f"{words.en} (not in the list)"))
    if entry is None:
        message = Words(f"{words.zh}不是{year}年度的科目", f"{words.en} is no code of {year}")
        return _doubted(known[0], subject, message, Words(f"{year}年度应使用哪个科目？", f"Which code should it be in {year}?"), places)
    name = plain_name(row.name)
    if not entry.name or not name or same_name(entry.name, name):
        return Finding("B11", Outcome.PASS, subject, words, places=places)
    official, others = plain_name(entry.name), [other for other in codes.named(kind, name, year) if len(other.code) == len(row.code)]
    begun = official.startswith(name) or name.startswith(official)
    if begun or (not others and SequenceMatcher(None, official, name).ratio() >= ALIKE):
        told = Words(f"{words.zh}（科目表为“{entry.name}”）", f"{words.en} (“{entry.name}” in the list)")
        return Finding("B11", Outcome.INSUFFICIENT_DATA, subject, told)
    theirs = Words(f"，“{name}”是{others[0].code}的名称", f", and “{name}” is that of {others[0].code}") if others else Words("", "")
    message = Words(
        f"{row.code}的名称为“{name}”，科目表中{row.code}为“{entry.name}”{theirs.zh}",
        f"{row.code} is called “{name}”; in the list it is “{entry.name}”{theirs.en}",
    )
    return _doubted(entry, subject, message, Words("编码和名称哪一个正确？", "Which is right, the code or the name?"), places)


def _doubted(entry: Code, subject: Words, message: Words, question: Words, places: tuple[Source, ...]) -> Finding:
    """Return the finding on a code that the list contradicts: as far as the list itself was read."""
    return Finding("B11", Outcome.FAIL if entry.verified else Outcome.QUESTION, subject, message, question=question, places=places)


@check("B12", "收支总计不为0", "The totals are not 0", cites="S29")
def totals_are_not_zero(record: Record) -> Iterator[Finding]:
    """A summary whose totals are both 0 was probably not filled in."""
    for table in _tables(record, ("T_SUM",)):
        totals = [record.accounts.cell(table.key, f"{side}.grand") for side in ("revenue", "expenditure")]
        if any(figure.known and figure.value for figure in totals):
            yield Finding("B12", Outcome.PASS, table.title, Words("收支总计不为0", "the totals are not 0"), totals[0])
        elif all(figure.known for figure in totals):
            question = Words("本年度是否确无收支？", "Was there really no revenue and no expenditure?")
            yield Finding("B12", Outcome.QUESTION, table.title, Words("收入总计和支出总计均为0", "both totals are 0"), *totals, question=question)
