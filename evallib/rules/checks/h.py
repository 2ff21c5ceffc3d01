"""Family H: the three public expenses against their budget and against last year."""

from __future__ import annotations

from collections.abc import Iterator

from evallib.figures import Figure
from evallib.reading.record import THREE_PUBLIC_PARTS, Period, Record
from evallib.rules.findings import Finding, Outcome, check
from evallib.words import Words


@check("H1", "“三公”经费决算不超过预算", "Three public expenses within their budget", cites="S29")
def three_public_within_budget(record: Record) -> Iterator[Finding]:
    """No part of the three public expenses exceeds its budget."""
    for item in ("three_public", *THREE_PUBLIC_PARTS):
        yield from _not_above("H1", record.figure(item), record.figure(item, Period.BUDGET_INITIAL), Words("预算", "budget"))


@check("H2", "“三公”经费预算不超过上年预算", "The three public budget does not exceed last year's", cites="S29")
def three_public_budget_not_raised(record: Record) -> Iterator[Finding]:
    """The budget of the three public expenses does not exceed last year's, which the yearly rule on thrift asks."""
    yield from _not_above(
        "H2", record.figure("three_public", Period.BUDGET_INITIAL), record.figure("three_public", Period.LAST_BUDGET), Words("上年预算", "last year's budget")
    )


def _not_above(key: str, this: Figure, limit: Figure, limit_words: Words) -> Iterator[Finding]:
    if not (this.known and limit.known):
        return
    above = (this - limit).interval.low > 0
    sides = Words(
        f"{this.label.zh}{this.shown('zh')}，{limit_words.zh}{limit.shown('zh')}", f"{this.label.en} {this.shown('en')}, {limit_words.en} {limit.shown('en')}"
    )
    if above:
        more = (this - limit).shown
        yield Finding(
            key,
            Outcome.QUESTION,
            this.label,
            Words(f"{sides.zh}，超出{more('zh')}", f"{sides.en}: {more('en')} above"),
            this,
            limit,
            question=Words("超出的原因和批准文件是什么？", "What is the reason, and which document approved it?"),
        )
    else:
        yield Finding(key, Outcome.PASS, this.label, sides, this, limit)
