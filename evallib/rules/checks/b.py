"""Family B: identities of the published tables that the base data table repeats."""

from __future__ import annotations

from collections.abc import Iterator

from evallib.reading.record import THREE_PUBLIC_PARTS, Record
from evallib.rules.checks.a import known_parts
from evallib.rules.findings import Finding, check, first_that_holds, parts_of
from evallib.words import Words

BESIDE_COSTS = ("econ_307", "econ_310", "econ_399")
KINDS_OF_COST = ("exp_personnel", "exp_operating")
NESTED = {"three_public": THREE_PUBLIC_PARTS, "tp_vehicle": ("tp_vehicle_purchase", "tp_vehicle_running")}


@check("B8", "人员经费＋公用经费＝基本支出", "Basic expenditure = personnel + operating cost", cites="S29")
def basic_is_personnel_plus_operating(record: Record) -> Iterator[Finding]:
    """Basic expenditure is personnel plus operating cost, where both are stated.

    Operating cost holds capital items, interest and other expenditure in the account tables, goods and services alone in the
    base data table of Hunan; both readings are tried, and what is short is asked about.
    """
    question = Words("人员经费和公用经费的口径各是什么？", "What do personnel and operating cost each hold?")
    for period in record.periods_of("exp_basic"):
        parts = known_parts(record, KINDS_OF_COST, period)
        if len(parts) == len(KINDS_OF_COST):
            whole, beside = record.figure("exp_basic", period), known_parts(record, BESIDE_COSTS, period)
            readings = [parts, parts + beside] if beside else [parts]
            yield first_that_holds([parts_of("B8", whole, one, complete=False, question=question) for one in readings])


@check("B9", "“三公”经费＝各分项之和", "Three public expenses = sum of their parts", cites="S29")
def three_public_adds_up(record: Record) -> Iterator[Finding]:
    """The three public expenses are overseas travel, vehicles and hospitality; vehicles are purchase and running cost."""
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
