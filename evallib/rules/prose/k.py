"""Family K: whether what a report says of its activities is plausible: costs per head, parts and wholes, even numbers, lists.

K2 (rates) and K5 (money of activities) have modules of their own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from itertools import pairwise

from evallib.figures import Figure
from evallib.quantities import Unit, printed, rounded
from evallib.reading.narrative import Narrative, Told
from evallib.rules.findings import MOST_TOLD, Finding, Outcome, check
from evallib.rules.prose.lists import chains
from evallib.rules.prose.measured import NOTHING, Measured, lead_of, measured, sentence_about, sentences, words_of
from evallib.words import Words

# -- K1 costs per head ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Band:
    """What one of something may cost, or how many it may gather: our own convention, wide enough for any honest report."""

    what: re.Pattern[str]
    of: str
    per: tuple[str, ...]
    low: Decimal
    high: Decimal


def _bands() -> tuple[Band, ...]:
    rows = csv.DictReader(resources.files("evallib.rules").joinpath("prose", "unit_costs.csv").read_text("utf-8").splitlines())
    return tuple(
        Band(re.compile(row["words"].replace(" ", "|")), row["of"], tuple(row["per"].split()), Decimal(row["low"]), Decimal(row["high"])) for row in rows
    )


BANDS = _bands()
_RATED = re.compile("[每各均]|标准|最[高低]|上限|下限|不[低高]于")  # an amount for one, not for all


@check("K1", "单位成本在合理范围内", "What one of them costs is plausible", cites="EVALLIB", on="narrative")
def unit_costs_are_plausible(narrative: Narrative) -> Iterator[Finding]:
    """An amount over the number of those it went to, where one clause ties the two, is within orders of magnitude of what it may be."""
    for figures in sentences(narrative):
        for whole, shared in _tied(narrative, figures):
            count = sum(one.value for one in shared)
            words = narrative.said(*sentence_about(narrative, whole.told.begin))
            band = next((one for one in BANDS if one.of == _kind(whole) and shared[0].unit in one.per and one.what.search(words)), None)
            if band and count:
                yield _per_head(narrative, whole, shared, whole.value / count, band)


def _kind(one: Measured) -> str:
    return "money" if one.money else "people" if one.unit in {"人", "人次"} else one.unit


def _tied(narrative: Narrative, figures: list[Measured]) -> Iterator[tuple[Measured, list[Measured]]]:
    """Return the amounts of a sentence, each with the counts of its own clause, else with those of the clause before."""
    text = narrative.plain.text
    clauses: list[list[Measured]] = []
    for previous, one in pairwise([None, *figures]):
        if previous is None or re.search("[，；：。]", text[previous.told.stop : one.told.begin]):
            clauses.append([])
        clauses[-1].append(one)
    for before, own in pairwise([[], *clauses]):
        for whole in own:
            if (
                (whole.money and whole.told.measure)
                or _RATED.search(whole.told.lead)
                or not (whole.money or whole.unit in {"人", "人次"})
                or whole.told.role == "change"
            ):
                continue
            if sum(one.unit == whole.unit for one in own) > 1:
                continue
            shared = _counts(own, whole) or (_counts(before, whole) if own[0] is whole else [])
            if shared:
                yield whole, shared


def _counts(clause: list[Measured], whole: Measured) -> list[Measured]:
    """Return the counts of a clause that have the unit of its last one; none where it has an amount of the same kind."""
    if any(one.unit == whole.unit and one is not whole for one in clause):
        return []
    counts = [one for one in clause if one.counted and one is not whole and not one.told.measure]
    return [one for one in counts if one.unit == counts[-1].unit]


def _per_head(narrative: Narrative, whole: Measured, shared: list[Measured], each: Decimal, band: Band) -> Finding:
    fits = band.low <= each <= band.high
    unit, said = shared[0].unit, words_of(narrative, whole.told, *(one.told for one in shared))
    amount = printed(rounded(each) if whole.money else rounded(each, 1), Unit.YUAN if whole.money else Unit.PERSON)
    in_english = f"{rounded(each):,} yuan" if whole.money else f"{rounded(each, 1):,} persons"
    about = "约" if len(shared) > 1 or any(one.told.about for one in (whole, *shared)) else ""
    return Finding(
        "K1",
        Outcome.PASS if fits else Outcome.QUESTION,
        Words(f"“{said}”", f"“{said}”"),
        Words(
            f"折合每{unit}{about}{amount}，{'在合理范围内' if fits else '与常情相差数量级'}",
            f"{in_english} for each 1 {unit}{' or so' if about else ''}: {'plausible' if fits else 'off by orders of magnitude'}",
        ),
        cause=NOTHING if fits else Words("可能是“元”与“万元”混用，或数量有误", "yuan and 10,000 yuan may have been mixed up, or a count may be wrong"),
        question=NOTHING if fits else Words("请贵单位核对金额的单位和对应的数量。", "Are the unit of the amount and the count right?"),
        places=(whole.told.source, *(one.told.source for one in shared)),
    )


# -- K3 parts and wholes -------------------------------------------------------------------------------------------------

_OF_WHICH = re.compile("[，：（；。\\s]{0,2}其中[，：]?")
_ORDERED = (  # whole, part, units, and whether no part can be more
    (re.compile("发放|发出|印发"), re.compile("收回|回收"), {"份"}, Outcome.QUESTION),
    (re.compile("收回|回收"), re.compile("有效"), {"份"}, Outcome.QUESTION),
    (re.compile("有效"), re.compile("(?<!不)满意"), {"份", "人"}, Outcome.FAIL),
    (re.compile("抽[检查样测]|检验|检测"), re.compile("(?<!不)合格"), {"批次", "批", "份", "个", "件", "组"}, Outcome.FAIL),
    (re.compile("应参?[加训会到]|在册|在籍|应考"), re.compile("实际?参?[加训会到]|参训|实考"), {"人", "人次"}, Outcome.QUESTION),
    (re.compile("报名"), re.compile("录[取用]|实际参加"), {"人"}, Outcome.QUESTION),
)
_STAFF = re.compile("编制|在职|退休|人员|职工|聘|工勤|行政|事业")


@check("K3", "部分不超过整体", "A part does not exceed its whole", cites="EVALLIB", on="narrative")
def parts_are_within_their_wholes(narrative: Narrative) -> Iterator[Finding]:
    """What 其中 names is not more than the count right before it; who took part are not more than who should have."""
    text = narrative.plain.text
    figures = [measured(told) for told in narrative.figures]
    for place, (whole, part) in enumerate(pairwise(figures)):
        if not (whole.counted and whole.unit == part.unit) or whole.told.about in {"over", "range", "about"} or part.told.about in {"under", "range", "about"}:
            continue
        between = text[whole.told.stop : part.told.begin]
        opened = _OF_WHICH.match(between)
        if opened and not re.search("[。；\n]", between[opened.end() :]):
            outcome = _beyond(narrative, figures[max(0, place - 20) : place], whole, part)
        elif narrative.sentence(whole.told.begin) == narrative.sentence(part.told.begin):
            lead = lead_of(narrative, whole, figures[place - 1] if place else None)
            pair = next((pair for pair in _ORDERED if whole.unit in pair[2] and pair[0].search(lead) and pair[1].search(between)), None)
            outcome = pair and (pair[3] if part.value > _most(whole, part) else Outcome.PASS)
        else:
            outcome = None
        if outcome:
            yield _part_of(narrative, whole, part, outcome)


def _most(whole: Measured, part: Measured) -> Decimal:
    """Return the most that a whole may be: a whole number may have been rounded where its part has decimals."""
    return max(whole.greatest, whole.value + Decimal("0.5")) if part.rounded and part.scale == 1 else whole.greatest


def _beyond(narrative: Narrative, earlier: list[Measured], whole: Measured, part: Measured) -> Outcome | None:
    """Judge a part that 其中 ties to the count before it.

    A larger count of the same unit earlier in the sentence may be what 其中 means; one earlier in the paragraph, or kinds of staff,
    which reports list loosely, make it a question. Satisfied among answers have no other reading.
    """
    if part.value <= _most(whole, part):
        return Outcome.PASS
    text, survey = narrative.plain.text, "满意" in narrative.plain.text[whole.told.stop : part.told.begin]
    line = text.rfind("\n", 0, whole.told.begin) + 1
    larger = [one for one in earlier if one.unit == part.unit and one.value >= part.value and one.told.begin >= line]
    if survey:
        return Outcome.FAIL
    said = words_of(narrative, whole.told, part.told)
    if "编制" in said.split(whole.told.text)[0]:  # more staff than posts is family G's
        return None
    if not larger:
        return Outcome.QUESTION if _STAFF.search(said) else Outcome.FAIL
    same = narrative.sentence(whole.told.begin)[0]
    return None if any(one.told.begin >= same for one in larger) else Outcome.QUESTION


def _part_of(narrative: Narrative, whole: Measured, part: Measured, outcome: Outcome) -> Finding:
    beyond, said = outcome is not Outcome.PASS, words_of(narrative, whole.told, part.told)
    stated, limit = (Figure(Words(one.told.label or one.told.text, one.told.text), one.value, Unit.COUNT, one.told.source) for one in (part, whole))
    return Finding(
        "K3",
        outcome,
        Words(f"“{said}”", f"“{said}”"),
        Words(
            f"{part.told.text}{'超过' if beyond else '不超过'}{whole.told.text}",
            f"{part.told.text} is {'more' if beyond else 'not more'} than {whole.told.text}",
        ),
        stated,
        limit if beyond else None,
        question=Words("请贵单位核对：部分为何大于整体？两个数的口径是否一致？", "How can the part be larger than the whole? Have the two the same scope?")
        if beyond
        else NOTHING,
        places=(whole.told.source,),
    )


# -- K4, K6, K7: what a list would settle --------------------------------------------------------------------------------

_EACH = re.compile("[每各均]")
MANY, SOME, ROUND = 500, 11, 10
ROUND_COUNTS, ROUND_TO = 8, 100


@check("K4", "数量没有过于整齐", "Counts are not too even", cites="EVALLIB", on="narrative")
def counts_are_not_too_even(narrative: Narrative) -> Iterator[Finding]:
    """A large count that is an exact round multiple of another, or many counts all in round hundreds, call for a list; it may be chance."""
    for figures in sentences(narrative):
        exact = [one for one in figures if one.counted and one.told.exact and not one.told.measure]
        for many, some in ((a, b) for a in exact for b in exact if a.value >= MANY and SOME <= b.value < a.value):
            if (
                many.unit != some.unit
                and some.value % ROUND
                and many.value % ROUND_TO
                and not many.value % (some.value * ROUND)
                and not _EACH.search(words_of(narrative, many.told, some.told))
            ):
                each = many.value // some.value
                yield _hint(
                    "K4",
                    Words(f"{many.told.text}÷{some.told.text}＝{each}，恰为整数", f"{many.told.text} ÷ {some.told.text} is exactly {each}"),
                    Words("该数是否为按户（家、次）推算？请附明细。", "Was it worked out from an average? Please attach the list."),
                    (some.told, many.told),
                )
    large = [one for one in map(measured, narrative.figures) if one.counted and one.told.exact and not one.told.measure and one.value >= ROUND_TO]
    if len(large) >= ROUND_COUNTS and not any(one.value % ROUND_TO for one in large):
        yield _hint(
            "K4",
            Words(f"{len(large)}个较大的数量全部为整百", f"all {len(large)} larger counts are round hundreds"),
            Words("这些数量是否为统计数？请附明细。", "Were they counted? Please attach the lists."),
            tuple(one.told for one in large),
        )


def _hint(key: str, message: Words, question: Words, figures: tuple[Told, ...]) -> Finding:
    told = "、".join(f"“{one.text}”" for one in figures[:MOST_TOLD])
    return Finding(key, Outcome.HINT, Words(told, told), message, question=question, places=tuple(one.source for one in figures))


SHORTEST_NAME = 5  # characters: shorter names are slogans


@check("K6", "同一活动没有重复计列", "No event is counted in two lists", cites="EVALLIB", on="narrative")
def events_are_listed_once(narrative: Narrative) -> Iterator[Finding]:
    """An event that two lists name may have been counted twice."""
    first: dict[str, int] = {}
    for begin, end, names in chains(narrative.plain.text):
        for name in names:
            start = narrative.plain.text.index(name, begin, end)
            if len(name) >= SHORTEST_NAME and name in first:
                yield Finding(
                    "K6",
                    Outcome.HINT,
                    Words(f"“{name}”", f"“{name}”"),
                    Words(f"“{name}”在两处列举中出现，可能重复计数", f"“{name}” stands in two lists and may have been counted twice"),
                    question=Words("两处是否为同一活动？", "Are the two the same event?"),
                    places=tuple(narrative.source(at, at + len(name)) for at in (first[name], start)),
                )
            first.setdefault(name, start)


_GIVES = re.compile("发放|配发|赠送|配备|配送|添置")
_IN_SERIES = re.compile("、[一-龥]{1,10}")


@check("K7", "物资数量与发放对象相配", "Goods divide among those who got them", cites="EVALLIB", on="narrative")
def goods_divide_among_recipients(narrative: Narrative) -> Iterator[Finding]:
    """Where most goods of a list divide evenly among the recipients, one that does not is pointed out; they need not."""
    text = narrative.plain.text
    for figures in sentences(narrative):
        for place, to in enumerate(figures[:-2]):
            between = text[to.told.stop : figures[place + 1].told.begin]
            if not (to.counted and to.told.exact and to.value > 1 and _GIVES.search(between)):
                continue
            goods = [figures[place + 1]]
            for one in figures[place + 2 :]:
                if not (one.counted and one.told.exact and _IN_SERIES.fullmatch(text[goods[-1].told.stop : one.told.begin])):
                    break
                goods.append(one)
            named = len(re.findall("[和及与]", _GIVES.split(between)[0]))
            yield from _divided(to, goods, [to.value + more for more in range(named + 1)])


def _divided(to: Measured, goods: list[Measured], recipients: list[Decimal]) -> Iterator[Finding]:
    among = max(recipients, key=lambda number: sum(not one.value % number for one in goods))
    odd = [one for one in goods if one.value % among]
    if len(goods) < 2 or 2 * len(odd) >= len(goods):  # noqa: PLR2004
        return
    subject = "、".join(one.told.text for one in goods)
    told = "、".join(f"{one.told.text}÷{among}＝{one.value / among:.2f}" for one in odd)
    yield Finding(
        "K7",
        Outcome.HINT if odd else Outcome.PASS,
        Words(f"“{subject}”", f"“{subject}”"),
        Words(f"其余各项按{among}个对象均为整数，{told}", f"all divide among {among} but {told}")
        if odd
        else Words(f"各项按{among}个对象均分为整数", f"all divide among {among}"),
        question=Words("请附物资发放清单。", "Please attach the list of what was given out.") if odd else NOTHING,
        places=(to.told.source, *(one.told.source for one in goods)),
    )
