"""Family F: units."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from evallib.figures import Figure, total
from evallib.quantities import Unit
from evallib.reading.record import ECONOMIC_CLASSES, OPERATING_PARTS, REVENUE_SOURCES, THREE_PUBLIC_PARTS, Mention, Period, Record
from evallib.rules.checks.a import known_parts, repeated
from evallib.rules.findings import Finding, Outcome, check
from evallib.words import Words


@check("F1", "金额单位前后一致", "The unit of an amount is the same each time", cites="S29")
def unit_is_not_slipped(record: Record) -> Iterator[Finding]:
    """The same digits in 元 and in 万元 cannot both be right."""
    for first, other in repeated(record):
        one, two = first.figure, other.figure
        if one.unit.measures != "money" or not one.value:
            continue
        if one.value != two.value or one.unit is two.unit:
            same = Words(f"{one.shown('zh')}，{two.shown('zh')}", f"{one.shown('en')}; {two.shown('en')}")
            yield Finding("F1", Outcome.PASS, two.label, same, two, one.to(two.unit))
            continue
        times = int(max(one.unit.size, two.unit.size) / min(one.unit.size, two.unit.size))
        yield Finding(
            "F1",
            Outcome.FAIL,
            two.label,
            Words(
                f"同一金额一处为{one.shown('zh')}，一处为{two.shown('zh')}，相差{times:,}倍",
                f"the same amount is {one.shown('en')} in one place and {two.shown('en')} in another",
            ),
            two,
            one.to(two.unit),
            cause=Words("其中一处的单位写错", "one of the units is a slip"),
            question=Words(f"是否应为{one.shown('zh')}？", f"Should it be {one.shown('en')}?"),
        )


@check("F2", "金额写明完整单位", "Every amount has its unit in full", cites="EVALLIB")
def units_are_complete(record: Record) -> Iterator[Finding]:
    """An amount without a unit, or with 万 for 万元, leaves room for doubt."""
    amounts = [m for m in record.mentions if m.figure.known and m.item.unit.measures == "money"]
    short = [m for m in amounts if not m.unit_complete]
    subject = Words("计量单位", "units")
    if short:
        listed = Words(
            "、".join(f"{m.figure.label.zh}“{m.figure.value:f}{m.unit_printed}”" for m in short),
            "; ".join(f"{m.figure.label.en} “{m.figure.value:f}{m.unit_printed}”" for m in short),
        )
        yield Finding(
            "F2",
            Outcome.QUESTION,
            subject,
            Words(f"{listed.zh}，单位缺失或不完整，暂按万元计算", f"{listed.en}: the unit is missing or cut short; read as 10,000 yuan"),
            question=Words("单位是否为万元？", "Is the unit 10,000 yuan (万元)?"),
            places=tuple(m.figure.source for m in short),
        )
    elif amounts:
        yield Finding("F2", Outcome.PASS, subject, Words(f"{len(amounts)}个金额均写明单位", f"all {len(amounts)} amounts have their unit"))


WHOLE_OF = {  # of each item, the whole that it is at most; expenditure and revenue of a year are alike in size
    **dict.fromkeys(("exp_basic", "exp_project", "three_public", "procurement", *ECONOMIC_CLASSES), "exp_total"),
    **dict.fromkeys(("exp_personnel", "exp_operating"), "exp_basic"),
    **dict.fromkeys(OPERATING_PARTS, "exp_operating"),
    **dict.fromkeys(("project", "project_operation", "project_work", "priority_project"), "exp_project"),
    **dict.fromkeys(THREE_PUBLIC_PARTS, "three_public"),
    **dict.fromkeys(("tp_vehicle_purchase", "tp_vehicle_running"), "tp_vehicle"),
    **dict.fromkeys(("rev_appropriation", *REVENUE_SOURCES), "rev_total"),
    "exp_total": "rev_total",
    "rev_total": "exp_total",
}
PARTS_OF = {"exp_total": ("exp_basic", "exp_project"), "three_public": THREE_PUBLIC_PARTS, "tp_vehicle": ("tp_vehicle_purchase", "tp_vehicle_running")}
AS_YUAN = Unit.WAN_YUAN.size / Unit.YUAN.size
NEAR, FAR = 3, 30  # times: of the same size once the unit is put right; no longer comparable as it stands
LEAST_SUSPECT, LEAST_WITNESS = Decimal(1000), Decimal("0.1")  # in 万元; smaller amounts may well differ so much


@check("F3", "以元计的金额没有填在万元栏", "No amount in yuan stands where tens of thousands are asked for", cites="S29 EVALLIB")
def unit_of_size(record: Record) -> Iterator[Finding]:
    """An amount some 10,000 times what the same item has in other periods, or its whole, or its parts, may be in 元.

    It is asked about only where another figure bears it out and none speaks against it.
    """
    compared, suspected = 0, False
    for mention in record.mentions:
        figure = record.amount(mention)
        if mention.figure.unit is not Unit.WAN_YUAN or not figure.known or not figure.value or mention.item.unit is not Unit.WAN_YUAN:
            continue
        witnesses = [one for one in _witnesses(record, mention) if one.known and abs(one.value) >= LEAST_WITNESS]
        compared += bool(witnesses)
        times = {one: abs(figure.value / one.value) for one in witnesses}
        bearing_out = [one for one in witnesses if AS_YUAN / NEAR <= times[one] <= AS_YUAN * NEAR]
        if abs(figure.value) < LEAST_SUSPECT or not bearing_out or any(1 / Decimal(FAR) <= ratio <= FAR for ratio in times.values()):
            continue
        witness, meant = bearing_out[0], f"{(figure.value / AS_YUAN).normalize():f}"
        yield Finding(
            "F3",
            Outcome.QUESTION,
            figure.label,
            Words(
                f"{figure.label.zh}为{figure.shown('zh')}，约为{witness.label.zh}{witness.shown('zh')}的{times[witness]:,.0f}倍",
                f"{figure.label.en} is {figure.shown('en')}, about {times[witness]:,.0f} times {witness.label.en}, {witness.shown('en')}",
            ),
            cause=Words("可能以元为单位填在万元栏", "it may be in yuan where 10,000 yuan are asked for"),
            question=Words(f"是否应为{meant}万元？", f"Should it be {meant} (10,000 yuan)?"),
            places=figure.sources + witness.sources,
        )
        suspected = True
    if compared and not suspected:
        said = Words(f"比较了{compared}个金额，没有疑似以元填报的", f"{compared} amounts compared; none looks as if it were in yuan")
        yield Finding("F3", Outcome.PASS, Words("金额的数量级", "size of the amounts"), said)


def _witnesses(record: Record, mention: Mention) -> Iterator[Figure]:
    """Yield what an amount can be held against: the same item in other periods, its whole, and its parts together."""
    item, period = mention.item.key, mention.period
    if mention.item.listed:
        yield from (
            record.amount(other) for other in record.mentions if other.item is mention.item and other.detail == mention.detail and other.period is not period
        )
    else:
        yield from (record.figure(item, other) for other in Period if other is not period)
    if item in WHOLE_OF:
        yield record.figure(WHOLE_OF[item], period)
    parts = known_parts(record, PARTS_OF.get(item, ()), period)
    if parts and len(parts) == len(PARTS_OF[item]):
        yield total(parts).called(mention.item.words.zh + "各分项之和", f"the parts of {mention.item.words.en} together")
