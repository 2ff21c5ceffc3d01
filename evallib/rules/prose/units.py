"""Family F in prose, its checks of units: 元 for 万元, units cut short or left out, units mixed."""

from __future__ import annotations

from collections.abc import Iterator

from evallib.reading.narrative import Narrative, Told
from evallib.rules.findings import Finding, Outcome, check
from evallib.words import Words, joined

MOST_NAMED = 6


@check("F1", "金额单位前后一致", "The unit of an amount is the same each time", cites="S29", on="narrative")
def unit_is_not_slipped(narrative: Narrative) -> Iterator[Finding]:
    """The same digits of the same thing in 元 and in 万元 cannot both be right."""
    twins = {one.value: one for one in narrative.figures if one.unit == "万元" and one.role == "amount"}
    for begin, right in narrative.slips.items():
        told = narrative.between(begin, begin + 1)[0]
        twin = twins.get(told.value)
        yield Finding(
            "F1",
            Outcome.FAIL,
            told.name,
            _told(told, twin),
            told.figure,
            twin.figure.to(told.figure.unit) if twin else right.figure,
            cause=Words("单位漏写“万”字", "万 left out of the unit"),
            question=Words(f"请贵单位核实是否应为{right.value:f}万元。", f"Should it be {right.figure.shown('en')}?"),
            suggestion=Words(f"{right.value:f}万元", f"{right.value:f}万元"),
        )


def _told(told: Told, twin: Told | None) -> Words:
    if twin:
        return Words(
            f"写为{told.text}，同一数据另一处为{twin.text}，相差10,000倍", f"given as {told.figure.shown('en')}; elsewhere the same digits are in 10,000 yuan"
        )
    return Words(f"写为{told.text}，而其中的一部分以万元计就已更大", f"given as {told.figure.shown('en')}, less than a part of it in 10,000 yuan")


@check("F2", "金额写明完整单位", "Every amount has its unit in full", cites="EVALLIB", on="narrative")
def units_are_complete(narrative: Narrative) -> Iterator[Finding]:
    """An amount without a unit, or with 万 for 万元, leaves room for doubt; in a table whose heading names the unit it does not."""
    short = [one for one in narrative.figures if one.kind == "money" and one.value and not one.in_full and not narrative.tabular(one)]
    if short:
        listed = joined([Words(f"“{one.label[-12:]}{one.text}”", f"“{one.label[-12:]}{one.text}”") for one in short[:MOST_NAMED]])
        more = len(short) - MOST_NAMED
        yield Finding(
            "F2",
            Outcome.QUESTION,
            Words("计量单位", "units"),
            Words(
                f"{len(short)}处金额没有单位或单位不完整：{listed.zh}" + (f"等，另有{more}处" if more > 0 else ""),
                f"{len(short)} amount(s) without a unit or with one cut short: {listed.en}" + (f" and {more} more" if more > 0 else ""),
            ),
            question=Words("请贵单位补全计量单位。", "Please complete the units."),
            suggestion=Words("万元", "万元") if len(short) == 1 else Words("", ""),
            places=tuple(one.source for one in short if one.source),
        )
    elif any(one.kind == "money" for one in narrative.figures):
        yield Finding("F2", Outcome.PASS, Words("计量单位", "units"), Words("金额均有完整单位", "every amount has its unit"))
