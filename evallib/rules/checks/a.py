"""Family A: totals and their parts, shares, and figures that are stated more than once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from evallib.figures import Figure, fixed, total
from evallib.quantities import Unit
from evallib.reading.record import ECONOMIC_CLASSES, OTHER_KINDS, REVENUE_SOURCES, Mention, Period, Record
from evallib.rules.findings import Finding, Outcome, check, compared, equality, first_that_holds, parts_of
from evallib.words import Words


def base_data(record: Record) -> Record:
    """Return a record as its base data alone state it: a whole and its parts must be of one scope, the account tables may have another."""
    return replace(record, accounts=None)


def known_parts(record: Record, items: tuple[str, ...], period: Period) -> list[Figure]:
    """Return the figures of several items in a period that have a number."""
    return [record.figure(item, period) for item in items if record.has(item, period)]


@check("A1", "支出总额＝基本支出＋项目支出", "Total = basic + project expenditure", cites="S29")
def total_is_basic_plus_project(record: Record) -> Iterator[Finding]:
    """Total expenditure is basic plus project expenditure, and the rarer kinds that the account tables keep apart.

    What is short may be one of those kinds, so it is asked about; parts that exceed the total contradict it.
    """
    stated = base_data(record)
    for period in stated.periods_of("exp_total"):
        whole, parts = stated.figure("exp_total", period), [stated.figure(item, period) for item in ("exp_basic", "exp_project")]
        if all(part.known for part in parts):
            question = Words(
                "差额属于哪类支出？是否为年末结转结余，或上缴上级、经营支出、对附属单位补助？",
                "What is the difference: a year-end balance, or remittances, business expenditure or subsidies to subordinate units?",
            )
            readings = [parts + known_parts(one, OTHER_KINDS, period) for one in (stated, record)]  # the account tables may know the rarer kinds
            yield first_that_holds([parts_of("A1", whole, one, complete=False, question=question) for one in readings])
        elif any(part.known for part in parts):
            yield equality("A1", whole, total(parts))


@check("A2", "基本支出＝各经济分类之和", "Basic expenditure = sum of its economic classes", cites="S29")
def basic_is_sum_of_classes(record: Record) -> Iterator[Finding]:
    """Basic expenditure is the sum of its economic classes; classes that are not named may hold what is short."""
    record = base_data(record)
    for period in record.periods_of("exp_basic"):
        parts = known_parts(record, ECONOMIC_CLASSES, period)
        if len(parts) > 1:
            yield parts_of(
                "A2",
                record.figure("exp_basic", period),
                parts,
                complete=False,
                cause=better_scope(record, parts, period),
                question=Words(
                    "所列经济分类是基本支出的构成，还是支出总额的构成？项目支出是否已计入其中？",
                    "Do the classes break down basic or total expenditure? Is project expenditure counted in them?",
                ),
            )


def better_scope(record: Record, parts: list[Figure], period: Period) -> Words:
    """Say which other stated total the parts of basic expenditure fit, if exactly one does (check A3 of the catalogue)."""
    fits = [
        whole
        for whole in (record.figure(item, period) for item in ("exp_total", "exp_project", "exp_personnel", "exp_operating"))
        if whole.known and compared(whole, total(parts)) in {Outcome.PASS, Outcome.HINT}
    ]
    if len(fits) != 1:
        return Words("", "")
    whole = fits[0]
    return Words(
        f"各项之和与{whole.label.zh}{whole.shown('zh')}相符，所列可能是它的构成",
        f"the sum fits {whole.label.en} ({whole.shown('en')}), which the classes may break down instead",
    )


@check("A4", "项目支出＝各项目之和", "Project expenditure = sum of the projects listed", cites="S29")
def projects_add_up(record: Record) -> Iterator[Finding]:
    """Project expenditure is the sum of the projects listed, with running and operational tasks where they are not among them."""
    question = Words("项目清单是否完整、有无重复？", "Is the list of projects complete and free of repetition?")
    for period in record.periods_of("exp_project"):
        listed = [amount for amount in map(record.amount, record.all_mentions("project", period)) if amount.known]
        running = known_parts(record, ("project_work", "project_operation"), period)
        lists = [parts for parts in (listed, listed + running) if parts]
        if lists:
            whole = record.figure("exp_project", period)
            yield first_that_holds([parts_of("A4", whole, parts, complete=False, question=question) for parts in lists])


@check("A5", "收入合计＝各来源之和", "Total revenue = sum of its sources", cites="EVALLIB")
def revenue_adds_up(record: Record) -> Iterator[Finding]:
    """Total revenue is the sum of its sources, or of the appropriation where no other source is named."""
    stated = base_data(record)
    for period in stated.periods_of("rev_total"):
        whole, question = stated.figure("rev_total", period), Words("是否还有未列明的收入来源？", "Are there sources that are not named?")
        named = [known_parts(one, REVENUE_SOURCES, period) or known_parts(one, ("rev_appropriation",), period) for one in (stated, record)]
        if named[0]:  # what it does not name, the account tables may
            yield first_that_holds([parts_of("A5", whole, parts, complete=False, question=question) for parts in named])


@check("A6", "所报占比＝部分÷总额", "Stated share = part ÷ total", cites="S29")
def shares_are_right(record: Record) -> Iterator[Finding]:
    """Each stated share is its part over total expenditure, and the two shares make 100 %."""
    whole = record.figure("exp_total")
    stated = [(record.figure(share), record.figure(part)) for share, part in (("share_basic", "exp_basic"), ("share_project", "exp_project"))]
    for share, part in stated:
        if share.known:
            yield equality("A6", share, (part / whole).percent, question=Words("占比以哪个总额为分母？", "Which total is the share of?"))
    shares = [share for share, _ in stated if share.known]
    if len(shares) == len(stated):
        yield equality(
            "A6",
            fixed(Decimal(100), Unit.PERCENT).called("各项占比之和", "sum of the shares"),
            total(shares),
            question=Words("各项占比是否用同一总额？", "Do the shares use the same total?"),
        )


@check("A7", "同一数据前后一致", "A figure stated twice is the same both times", cites="EVALLIB")
def mentions_agree(record: Record) -> Iterator[Finding]:
    """A figure stated more than once is the same each time; a slip of the unit alone is family F's."""
    for first, other in repeated(record):
        if first.figure.unit is other.figure.unit or first.figure.value != other.figure.value:
            yield equality("A7", other.figure, first.figure.to(other.figure.unit), question=Words("以哪一个数为准？", "Which of the two is right?"))


def repeated(record: Record) -> Iterator[tuple[Mention, Mention]]:
    """Return the pairs of mentions of the same figure: the main one and each later one, both with numbers."""
    for item, period in dict.fromkeys((mention.item, mention.period) for mention in record.mentions if not mention.item.listed):
        known = sorted((m for m in record.all_mentions(item.key, period) if m.figure.known), key=lambda m: bool(m.detail))
        yield from ((known[0], later) for later in known[1:])
