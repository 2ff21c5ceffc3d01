"""Family H in prose: what a report says of the three public expenses against the amounts that it gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from evallib.reading.narrative import Narrative, Told
from evallib.reading.record import Period, Record
from evallib.rules.findings import Finding, Outcome, check
from evallib.rules.prose.wording import BUDGETS, THREE_PUBLIC, Amounts, amounts, asserted, clause, quoted, subject
from evallib.rules.scoring import Scorecard
from evallib.words import Words

_WITHIN = re.compile(
    "(?:没有|未曾|并未|均未|未|不|无)(?:突破|超出|超过|超)(?:了|过)?[^，。；、\n\\d]{0,8}?预算(?!的?[\\d百])|(?:不|未|无|没有)超标(?:[、，和且]?(?:也)?(?:不|未|无|没有)(?:超支|超过?预算|突破预算))?|控制在[^，。；\n\\d]{0,10}预算[^，。；\n\\d]{0,6}内|(?:无|不存在|没有|未发生|未出现)超预算"
)
_NOT_RAISED = re.compile("只减不增|零增长|(?:不|没有|未)(?:高于|超过|突破)上年(?:度)?(?:预算|决算)?(?:数|水平)?|逐年(?:下降|减少|递减)|持续下降")
_NONE = re.compile(
    "(?:无|没有|未安排|未发生|不存在|未产生|未支出)[^，。；\n\\d]{0,10}(?:三公[”’」]?(?:经费)?|公务接待)|三公[”’」]?经费[^，。；\n\\d]{0,12}(?:无|为零|均为0|未安排|未发生|零支出)"
)
_REASONED = re.compile("原因|因为|由于|主要是|系|按规定追加|经(?:[^，。；\n]{0,10})批准|变动率|扣\\d")
_REACH = 90  # characters after an amount in which its reason stands
_MOVED = re.compile("划转|调拨|调入|接收|捐赠|移交|无偿")
_NEW_VEHICLES = re.compile(
    "(?:新增|增加|新购|购置|更新|增配)(?:了)?(?:公务用车|公务车|车辆|执法执勤用车|小汽车)[^，。；\n\\d]{0,6}(?P<number>[1-9]\\d{0,2}|[一两二三四五六七八九十])辆"
)
_QUESTION = Words("请贵单位说明超出的原因和批准文件。", "Please explain why it is exceeded, and name the document that approved it.")


@check("H1", "“三公”经费决算不超过预算", "Three public expenses within their budget", cites="S29", on="report")
def three_public_within_budget(narrative: Narrative, record: Record | None = None, _scorecard: Scorecard | None = None) -> Iterator[Finding]:
    """No part of the three public expenses exceeds its budget by the amounts of the text; it fails where the text says that none does."""
    claims = [one for one in asserted(narrative, _WITHIN) if subject(narrative, one.start()) in THREE_PUBLIC]
    for measure in THREE_PUBLIC:
        actual, limit = amounts(narrative, measure, "actual"), _budget(narrative, measure, record)
        if not actual or not limit:
            continue
        denied = [one for one in claims if subject(narrative, one.start()) in {measure, "three_public"}]
        yield from _not_above("H1", narrative, actual, limit, denied, certain=any(subject(narrative, one.start()) == measure for one in denied))


@check("H2", "“三公”经费不超过上年", "Three public expenses not above last year's", cites="S29", on="narrative")
def three_public_not_raised(narrative: Narrative) -> Iterator[Finding]:
    """The budget of the three public expenses does not exceed last year's; nor does what was spent, where the text says so.

    A raised budget that the text itself gives beside last year's is told only; the data are asked about it by the check of the record.
    """
    claims = [one for one in asserted(narrative, _NOT_RAISED) if subject(narrative, one.start()) in THREE_PUBLIC]
    this, last = amounts(narrative, "three_public", "budget_initial"), amounts(narrative, "three_public", "last_budget")
    if this and last:
        yield from map(_told_only, _not_above("H2", narrative, this, last, [], certain=False))
    spent, before = amounts(narrative, "three_public", "actual"), amounts(narrative, "three_public", "last_actual")
    if claims and spent and before:
        yield from _not_above("H2", narrative, spent, before, claims, certain=False)


def _told_only(finding: Finding) -> Finding:
    """Return a finding that nobody has to answer: a report that gives both budgets hides nothing, and the data are asked anyway."""
    return replace(finding, outcome=Outcome.HINT, question=Words("", "")) if finding.outcome is Outcome.QUESTION else finding


def _budget(narrative: Narrative, measure: str, record: Record | None) -> Amounts | None:
    """Return the budget that an expense is held against: the revised one where the text tells it, else the initial one."""
    return amounts(narrative, measure, "budget_revised") or amounts(narrative, measure, "budget_initial", record)


def _not_above(key: str, narrative: Narrative, this: Amounts, limit: Amounts, claims: list[re.Match[str]], *, certain: bool) -> Iterator[Finding]:
    """Yield the finding on an amount that must not exceed another: certain only where one text of one scope says so and contradicts itself."""
    above = this.above(limit)
    if above is None:
        return
    mine, other = this.main, limit.main
    sides = Words(
        f"{mine.label.zh}{mine.shown('zh')}，{other.label.zh}{other.shown('zh')}", f"{mine.label.en} {mine.shown('en')}, {other.label.en} {other.shown('en')}"
    )
    if not above:
        yield Finding(key, Outcome.PASS, mine.label, sides, mine, other)
        return
    more = (mine - other).shown
    told = Words(f"{sides.zh}，超出{more('zh')}", f"{sides.en}: {more('en')} above")
    if claims:
        said = quoted(narrative, *clause(narrative, claims[0]))
        told = Words(f"文中称{said}，而{told.zh}", f"the text says {said}, yet {told.en}")
        outcome = Outcome.FAIL if certain and not limit.record and this.scope == limit.scope else Outcome.QUESTION
    else:
        outcome = Outcome.HINT if _explained(narrative, this) else Outcome.QUESTION
    yield Finding(key, outcome, mine.label, told, mine, other, question=_QUESTION, places=tuple(narrative.source(*clause(narrative, one)) for one in claims))


def _explained(narrative: Narrative, amount: Amounts) -> bool:
    """Whether the text gives a reason soon after an amount."""
    ends = [narrative.plain.at(source.end) for figure in amount.figures for source in figure.sources]
    return any(_REASONED.search(narrative.plain.text, end, end + _REACH) for end in ends)


@check(
    "H3",
    "称“三公”经费不超预算的，列明预算数和决算数",
    "A claim that the three public expenses keep to their budget gives both amounts",
    cites="S29",
    on="report",
)
def claim_gives_both_amounts(narrative: Narrative, record: Record | None = None, _scorecard: Scorecard | None = None) -> Iterator[Finding]:
    """Who says that the three public expenses keep to their budget gives a budget and an actual amount, or says that there were none.

    Where the text does not, the record's amounts are held against the claim, and the words are suggested with them.
    """
    claims = [one for one in asserted(narrative, _WITHIN) if subject(narrative, one.start()) in THREE_PUBLIC]
    if not claims:
        return
    label, places = Words("“三公”经费", "three public expenses"), tuple(narrative.source(*clause(narrative, one)) for one in claims)
    said = quoted(narrative, *clause(narrative, claims[0]))
    told = [one for one in narrative.figures if one.measure in THREE_PUBLIC and one.kind == "money" and one.role == "amount"]
    spent, planned = any(one.period in {"actual", ""} for one in told), any(one.period in BUDGETS for one in told)
    rate = any(
        one.measure in {"three_public_control_rate", "budget_completion_rate"} and (one.scope in THREE_PUBLIC or one.measure[0] == "t")
        for one in narrative.figures
    )
    if _NONE.search(narrative.plain.text) or (spent and planned) or (rate and (spent or planned)):
        yield Finding("H3", Outcome.PASS, label, Words(f"称{said}，已列明金额", f"{said}: the amounts are given"), places=places)
        return
    lacking = Words(
        "、".join(["预算数"] * (not planned) + ["决算数"] * (not spent)), " and ".join(["the budget"] * (not planned) + ["the outturn"] * (not spent))
    )
    message = Words(f"称{said}，没有列明{lacking.zh}", f"{said}, it says, without {lacking.en}")
    question = Words("请贵单位列明“三公”经费的预算数和决算数。", "Please give the budget and the outturn of the three public expenses.")
    if record and record.has("three_public") and record.has("three_public", Period.BUDGET_INITIAL):
        spent_there, planned_there = record.figure("three_public"), record.figure("three_public", Period.BUDGET_INITIAL)
        above = (spent_there - planned_there).interval.low > 0
        yield Finding(
            "H3",
            Outcome.QUESTION if above else Outcome.INSUFFICIENT_DATA,
            label,
            Words(
                f"{message.zh}；所报数据为预算{planned_there.shown('zh')}、决算{spent_there.shown('zh')}，{'超出预算' if above else '未超预算'}",
                f"{message.en}; the data have {planned_there.shown('en')} and {spent_there.shown('en')}, {'above' if above else 'within'} the budget",
            ),
            question=question,
            suggestion=Words("", "") if above else Words(*[f"“三公”经费年初预算{planned_there.shown('zh')}，决算{spent_there.shown('zh')}，未超预算"] * 2),
            places=places,
        )
        return
    yield Finding("H3", Outcome.QUESTION, label, message, question=question, places=places)


@check("H4", "接待费与接待批次相互对应", "Hospitality and its receptions go together", cites="S29 EVALLIB", on="narrative")
def hospitality_has_receptions(narrative: Narrative) -> Iterator[Finding]:
    """Where the text gives both, money was spent on receptions if and only if there were some."""
    spent, counts = amounts(narrative, "tp_hospitality", "actual"), _receptions(narrative)
    if not spent or not counts or spent.record:
        return
    if all(re.search("外事|国（境）外|境外|外宾", one.lead) for one in counts):
        return
    none_spent, none_held = not any(figure.value for figure in spent.figures), not any(one.value for one in counts)
    mine, batches = spent.main, "、".join(one.text for one in counts)
    sides = Words(f"{mine.label.zh}{mine.shown('zh')}，接待{batches}", f"{mine.label.en} {mine.shown('en')}, receptions {batches}")
    places = tuple(one.source for one in counts)
    if none_spent == none_held:
        yield Finding("H4", Outcome.PASS, mine.label, sides, mine, places=places)
    else:
        question = Words("请贵单位核实公务接待费及接待批次、人次。", "Please check the cost of receptions and their number.")
        yield Finding("H4", Outcome.QUESTION, mine.label, sides, mine, question=question, places=places)


def _receptions(narrative: Narrative) -> list[Told]:
    """Return the numbers of receptions, those of earlier years apart."""
    held = [
        one for one in narrative.figures if one.measure == "reception_batches" or (one.unit in {"批次", "批"} and re.search("接待[^，。；]{0,4}$", one.lead))
    ]
    return [one for one in held if not one.period.startswith("last") and not re.search("上年|去年|同期", one.lead)]


@check("H5", "没有购车支出时车辆不增加", "The fleet does not grow without vehicles being bought", cites="EVALLIB", on="narrative")
def fleet_grows_by_purchase(narrative: Narrative) -> Iterator[Finding]:
    """Where nothing was spent on vehicles, none is told as new, unless it was handed over by others."""
    bought = amounts(narrative, "tp_vehicle_purchase", "actual")
    if not bought or any(figure.value for figure in bought.figures):
        return
    text, grown = narrative.plain.text, [match.span() for match in narrative.search(_NEW_VEHICLES)]
    before, after = (_fleet(narrative, words) for words in (_FORMER, _LATTER))
    if before and after and after.value > before.value:
        grown.append((min(before.begin, after.begin), max(before.stop, after.stop)))
    grown = [(start, end) for start, end in grown if not _MOVED.search(text[max(0, start - 20) : end + 30])]
    mine = bought.main
    if grown:
        said = quoted(narrative, *grown[0])
        yield Finding(
            "H5",
            Outcome.QUESTION,
            mine.label,
            Words(f"{mine.label.zh}为{mine.shown('zh')}，文中又称{said}", f"{mine.label.en} is {mine.shown('en')}, yet the text says {said}"),
            mine,
            question=Words("请贵单位说明新增车辆的来源和资金渠道。", "Please say where the new vehicles came from and who paid for them."),
            places=tuple(narrative.source(*one) for one in grown),
        )
    else:
        yield Finding("H5", Outcome.PASS, mine.label, Words("没有购车支出，也没有新增车辆", "nothing was spent on vehicles, and none is new"), mine)


_FORMER, _LATTER = re.compile("年初|期初|上年|去年"), re.compile("年末|期末|年底|现有|保有量")


def _fleet(narrative: Narrative, words: re.Pattern[str]) -> Told | None:
    """Return the number of vehicles that the text gives for the start or the end of the year."""
    for one in narrative.all("vehicles_kept"):
        years = [int(year) for year in re.findall("(20\\d{2})年", one.lead)]
        former = bool(_FORMER.search(one.lead)) or bool(narrative.year and years and years[-1] == narrative.year - 1)
        if one.exact and "编制" not in one.lead and (former if words is _FORMER else not former and _LATTER.search(one.lead)):
            return one
    return None
