"""Family E: this year against last year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from evallib.reading.record import Period, Record
from evallib.rules.findings import Finding, Outcome, check, equality
from evallib.words import Words

NOTABLE_CHANGE = Decimal(30)


@check("E1", "所报增减额＝本年－上年", "Stated change = this year − last year", cites="S29")
def change_follows(record: Record) -> Iterator[Finding]:
    """The stated change of revenue is this year's less last year's, where last year's is given."""
    stated, last = record.figure("rev_change_on_last_year"), record.figure("rev_total", Period.LAST_ACTUAL)
    if stated.known and last.known:
        yield equality("E1", stated, record.figure("rev_total") - last, question=Words("上年数取自哪张表？", "Which table is last year's figure from?"))


@check("E4", "由增减额推出的上年数有据可查", "The prior year implied by a stated change can be looked up", cites="EVALLIB")
def implied_prior_year(record: Record) -> Iterator[Finding]:
    """A stated change implies last year's figure; without that figure the change cannot be confirmed."""
    change, this = record.figure("rev_change_on_last_year"), record.figure("rev_total")
    if not (change.known and this.known):
        return
    if record.has("rev_total", Period.LAST_ACTUAL):
        last = record.figure("rev_total", Period.LAST_ACTUAL)
        yield Finding(
            "E4", Outcome.PASS, change.label, Words(f"上年数为{last.shown('zh')}", f"last year's figure is {last.shown('en')}"), change, places=last.sources
        )
        return
    prior = (this - change).called("推算的上年收入", "implied revenue of last year")
    yield Finding(
        "E4",
        Outcome.INSUFFICIENT_DATA,
        change.label,
        Words(
            f"由此推算上年收入为{prior.arithmetic('zh')}，单位万元；资料中没有上年数可以核对",
            f"last year's revenue would be {prior.arithmetic('en')} (10,000 yuan); there is no figure of last year to compare with",
        ),
        change,
        None,
        question=Words("请提供上年收入决算数。", "Please give last year's final revenue."),
        places=this.sources,
    )


@check("E5", "大幅增减有依据", "A large change has its grounds", cites="EVALLIB")
def large_change_is_explained(record: Record) -> Iterator[Finding]:
    """A change of more than 30 % on last year asks for its grounds."""
    change, this = record.figure("rev_change_on_last_year"), record.figure("rev_total")
    prior = record.figure("rev_total", Period.LAST_ACTUAL)
    if not prior.known:
        prior = (this - change).called("推算的上年收入", "implied revenue of last year")
    rate = ((this - prior) / prior).percent
    if change.known and not record.has("rev_total", Period.LAST_ACTUAL):
        rate = (change / prior).percent
    if not rate.known:
        return
    large = abs(rate.value) > NOTABLE_CHANGE
    yield Finding(
        "E5",
        Outcome.QUESTION if large else Outcome.PASS,
        Words("收入较上年变动", "change of revenue on last year"),
        Words(
            f"变动率为{rate.arithmetic('zh')}" + (f"，超过{NOTABLE_CHANGE}%" if large else ""),
            f"the change is {rate.arithmetic('en')}" + (f", more than {NOTABLE_CHANGE}%" if large else ""),
        ),
        question=Words("请说明增减原因并注明文件依据。", "Please give the reason and the document it rests on.") if large else Words("", ""),
        places=rate.sources,
    )
