"""Family E in prose: changes on last year or on the budget, their directions, their rates and their reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import chain, combinations, permutations

from evallib.figures import Figure
from evallib.reading.measures import FILLER, cleaned
from evallib.reading.narrative import Narrative, Told
from evallib.rules.findings import Finding, Outcome, asked, check, compared, equality
from evallib.rules.prose.sums import HOLDS, holds, rate_equality
from evallib.words import Words

MOST_TRIED = 8  # amounts of a sentence of which each may be what changed
NOTABLE_CHANGE, DOUBLED = Decimal(50), Decimal(100)
_CORE = {"rev_total", "rev_appropriation", "exp_total", "exp_basic", "exp_project"}
_REASON = re.compile("主要(?:是因为|是由于|是|原因是|原因为|原因在于|原因：|由于|因为|因)(?P<reason>[^。；\n]{2,80})")
_ANY_REASON = re.compile("主要|原因|由于|因为|系|是因|因[^此为]")
_RESTATED = re.compile(f"(?:较|比|同比|有所|变化|增加|减少|增长|下降|上升|降低|变动|增减|收支|上级|相应|{FILLER.pattern[3:-3]}" + ")*+")


def _amounts(narrative: Narrative, told: Told) -> list[Told]:
    """Return the amounts and counts of the sentence before a change, of its kind."""
    kinds = {told.kind} if told.kind not in {"rate", "百分点", "个百分点"} else {"money", "people"}
    return [one for one in narrative.before(told.begin) if one.role in {"amount", "count"} and one.kind in kinds]


def _this_and_last(narrative: Narrative, told: Told) -> tuple[Told | None, Told | None, bool]:
    """Return the figure that changed, what it is told against, and whether the sentence itself gives the latter."""
    in_wan = narrative.slips
    near = [in_wan.get(one.begin, one) for one in _amounts(narrative, told)]
    base = told.base or "last_actual"
    own = [one for one in near if one.measure == told.scope] if told.scope else []
    candidates = [one for group in (own, [one for one in near if not one.measure], near) for one in reversed(group) if one.period not in {base, "last_actual"}]
    this = next((one for one in candidates if not one.period.startswith("budget")), candidates[0] if candidates else None)
    last = next((one for one in reversed(near) if one.period == base and this and one.measure == this.measure), None)
    if this is None and told.scope:
        last = next((one for one in reversed(near) if one.period == base), None)
        stated = {one.value: one for one in narrative.all(told.scope, "actual") if one.exact}
        return (next(iter(stated.values())) if len(stated) == 1 else None), last, bool(last)
    if last is None and this is not None and this.measure:
        stated = {one.value: one for one in narrative.all(this.measure, base) if one.exact and one.scope == this.scope}
        return this, next(iter(stated.values())) if len(stated) == 1 else None, False
    return this, last, True


@check("E1", "所报增减额、增减率可由两年数算出", "Stated changes follow from the figures", cites="S29", on="narrative")
def changes_follow(narrative: Narrative) -> Iterator[Finding]:
    """A stated change is this year's figure less what it is told against; a stated rate is the change over that.

    Where the other figure is not given, the rate is held against the amount of the change alone. A change that fits other figures of
    its sentence is accepted; it fails only where the sentence tells one change of one thing, else nothing is said.
    """
    question = Words("请贵单位核实增减额、增减率及其所依据的两年数。", "Please check the change and the two figures that it rests on.")
    before: Told | None = None
    for told in narrative.figures:
        if told.role != "change":
            before = None if told.role in {"amount", "count"} else before
            continue
        if told.exact and told.measure == "change_amount":
            yield from _amount_follows(narrative, told, question)
        elif told.exact and told.unit == "%":
            yield from _rate_follows(narrative, told, before, question)
        before = told if told.measure == "change_amount" else before


def _amount_follows(narrative: Narrative, told: Told, question: Words) -> Iterator[Finding]:
    this, last, near = _this_and_last(narrative, told)
    if this is None or last is None or not (this.exact and last.exact and this.kind == last.kind == told.kind):
        return
    finding = equality("E1", told.figure, _size(this.figure, last.figure), question=question)
    pairs = combinations([one.figure for one in _amounts(narrative, told)[-MOST_TRIED:] if one.kind == told.kind], 2)
    if finding.outcome in HOLDS:
        if not _direction_wrong(told, this, last):
            yield finding
    elif fits := next((size for pair in pairs if compared(told.figure, size := _size(*pair)) in HOLDS), None):
        yield equality("E1", told.figure, fits)
    elif near and _plain(narrative, told, last):
        yield finding


def _plain(narrative: Narrative, told: Told, last: Told | None) -> bool:
    """Whether the sentence tells one change of one thing: what it is told against stands right before it, or only what changed does."""
    inside = narrative.between(narrative.begun(told.begin), narrative.sentence(told.begin)[1])
    before = [one for one in inside if one.begin < told.begin and one.role in {"amount", "count"}]
    alone = len([one for one in inside if one.measure == "change_amount"]) <= 1
    return alone and bool(before) and (len({one.value for one in before}) <= 2 or (last is not None and before[-1].begin == last.begin))  # noqa: PLR2004


def _size(this: Figure, last: Figure) -> Figure:
    """Return by how much two figures differ, the larger less the smaller."""
    return this - last if this.value >= last.to(this.unit).value else last - this


def _rate_follows(narrative: Narrative, told: Told, amount: Told | None, question: Words) -> Iterator[Finding]:
    this, last, _ = _this_and_last(narrative, told)
    ways = [way for way in _rates(this, last, amount) if way.known]
    near = [one for one in _amounts(narrative, told)[-MOST_TRIED:] if one.exact and one.value]
    others = chain(
        ((_size(one.figure, other.figure) / other.figure).percent for one, other in permutations(near, 2) if one.kind == other.kind),
        (way for one in near for way in _rates(one, None, amount)),
    )
    plain = bool(ways) and _plain(narrative, amount or told, last)
    good = next((way for way in chain(ways, () if plain else others) if holds(told.figure, way)), None)
    if good:
        yield rate_equality("E1", told.figure, good, question)
    elif plain and (this or last).measure:
        finding = rate_equality("E1", told.figure, ways[0], question)
        if amount and amount.exact and this and this.value and holds(told.figure, (amount.figure / this.figure).percent):
            finding = replace(finding, cause=Words("可能以本年数为分母", "perhaps told of this year's figure instead of last year's"))
        yield finding


def _rates(this: Told | None, last: Told | None, amount: Told | None) -> Iterator[Figure]:
    """Yield the ways to work out the rate of a change: from both figures, from the change and last year's, from the change and this year's."""
    if this and last and this.exact and last.exact and last.value and this.kind == last.kind:
        yield (_size(this.figure, last.figure) / last.figure).percent
    if amount and amount.exact and last and last.exact and last.value and amount.kind == last.kind:
        yield (amount.figure / last.figure).percent
    if amount and amount.exact and this and this.exact and this.value and this.kind == amount.kind:
        prior = this.figure - amount.figure if amount.sense == "+" else this.figure + amount.figure
        if prior.value > 0:
            yield (amount.figure / prior).percent


def _direction_wrong(told: Told, this: Told, last: Told) -> bool:
    more = this.figure.value - last.figure.to(this.figure.unit).value
    return bool(more) and (more > 0) != (told.sense == "+")


@check("E2", "增减用词与金额方向一致", "Word and sign of a change agree", cites="S29", on="narrative")
def words_agree_with_signs(narrative: Narrative) -> Iterator[Finding]:
    """What is said to have risen is more than what it is told against, what is said to have fallen is less; amount and rate of a change say the same."""
    yield from _amount_and_rate_disagree(narrative)
    for told in narrative.figures:
        if told.measure != "change_amount" or not told.exact:
            continue
        this, last, near = _this_and_last(narrative, told)
        if (
            this is None
            or last is None
            or not (this.exact and last.exact and this.kind == last.kind == told.kind)
            or compared(told.figure, _size(this.figure, last.figure)) not in HOLDS
        ):
            continue
        sides = (this.figure.shown, last.figure.shown)
        if _direction_wrong(told, this, last):
            word = Words("增加", "a rise") if told.sense == "+" else Words("减少", "a fall")
            right = Words("减少", "fell") if told.sense == "+" else Words("增加", "rose")
            finding = Finding(
                "E2",
                Outcome.FAIL,
                told.name,
                Words(
                    f"由{sides[1]('zh')}到{sides[0]('zh')}是{right.zh}，报告写为{word.zh}",
                    f"from {sides[1]('en')} to {sides[0]('en')} it {right.en}; the report says {word.en}",
                ),
                told.figure,
                None,
                question=Words("请贵单位核实增减方向。", "Please check the direction of the change."),
                suggestion=Words(right.zh, right.en) if near else Words("", ""),
                places=(*this.figure.sources, *last.figure.sources),
            )
            yield finding if near else asked(finding)
        else:
            yield Finding("E2", Outcome.PASS, told.name, Words("方向一致", "the direction agrees"), told.figure)


def _amount_and_rate_disagree(narrative: Narrative) -> Iterator[Finding]:
    for amount, rate in zip(narrative.figures, narrative.figures[1:], strict=False):
        if (
            amount.measure == "change_amount"
            and rate.measure == "change_rate"
            and amount.sense != rate.sense
            and amount.value
            and rate.value > 0
            and _NEXT.fullmatch(rate.lead)
        ):
            yield Finding(
                "E2",
                Outcome.FAIL,
                amount.name,
                Words(
                    f"“{amount.lead[-6:].strip('，')}{amount.text}”与“{rate.lead.strip('，')}{rate.text}”一增一减",
                    "the amount and the rate go in opposite directions",
                ),
                amount.figure,
                question=Words("请贵单位核实增减方向。", "Please check the direction of the change."),
                places=rate.figure.sources,
            )


_NEXT = re.compile("[，、；]?(?:同比)?[\u4e00-\u9fff]{1,4}")


@check("E3", "增减说明了原因", "A change is given a reason", cites="S29", on="narrative")
def changes_have_reasons(narrative: Narrative) -> Iterator[Finding]:
    """The reason of a change is a reason, not the change in other words."""
    seen = set()
    for told in narrative.figures:
        if told.role != "change" or told.scope not in _CORE:
            continue
        _begin, end = narrative.sentence(told.begin)
        found = _REASON.search(narrative.plain.text, told.stop, end)
        if not found or found.start() in seen:
            continue
        seen.add(found.start())
        reason = found["reason"]
        empty = bool(_RESTATED.fullmatch(cleaned(reason)))
        place = (narrative.source(found.start(), found.end()), *told.figure.sources)
        subject = told.name
        if empty:
            yield Finding(
                "E3",
                Outcome.QUESTION,
                subject,
                Words(f"所述原因“{reason}”只是重复变化本身，没有说明为什么变化", f"the reason given, “{reason}”, repeats the change and does not explain it"),
                question=Words("请贵单位说明增减的具体原因和依据文件。", "Please give the reason and the document behind it."),
                places=place,
            )
        else:
            yield Finding("E3", Outcome.PASS, subject, Words("已说明原因", "a reason is given"), places=place)


@check("E5", "大幅增减有依据", "A large change has its grounds", cites="EVALLIB", on="narrative")
def large_changes_are_explained(narrative: Narrative) -> Iterator[Finding]:
    """A total that more than doubled, or that changed by more than 50 % without a reason, asks for its grounds; what last year's figure must have been is told."""
    for told in narrative.figures:
        if told.measure != "change_amount" or told.scope not in _CORE or not told.exact or told.base == "budget_initial":
            continue
        this, last, _ = _this_and_last(narrative, told)
        if this is None or not this.exact:
            continue
        prior = (
            last.figure
            if last and last.exact
            else (this.figure - told.figure if told.sense == "+" else this.figure + told.figure).called("推算的上年数", "implied figure of last year")
        )
        if prior.value <= 0:
            continue
        rate = (told.figure / prior).percent
        _begin, end = narrative.sentence(told.begin)
        explained = bool(_ANY_REASON.search(narrative.plain.text[told.stop : min(len(narrative.plain.text), end + 40)]))
        if rate.value <= NOTABLE_CHANGE or (explained and rate.value <= DOUBLED):
            yield Finding(
                "E5", Outcome.PASS, told.name, Words(f"变动幅度{rate.shown('zh')}", f"a change of {rate.shown('en')}"), told.figure, places=this.figure.sources
            )
            continue
        implied = Words("", "") if last else Words(f"由此推算上年为{prior.shown('zh')}；", f"last year's figure would be {prior.shown('en')}; ")
        yield Finding(
            "E5",
            Outcome.QUESTION,
            told.name,
            Words(
                f"{implied.zh}变动幅度{rate.arithmetic('zh')}，报告未列上年数或依据",
                f"{implied.en}the change is {rate.arithmetic('en')}, without last year's figure or grounds",
            ),
            told.figure,
            None,
            question=Words(
                "请贵单位提供上年数，说明大幅变动的原因和批准文件。", "Please give last year's figure, the reason, and the document that approved it."
            ),
            places=this.figure.sources,
        )
