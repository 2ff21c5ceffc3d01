"""Family F: units."""

from __future__ import annotations

from collections.abc import Iterator

from evallib.reading.record import Record
from evallib.rules.checks.a import repeated
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
