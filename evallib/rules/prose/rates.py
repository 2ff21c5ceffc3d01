"""Check K2: stated rates against the counts and the bases that are told with them, or that they imply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import combinations

from evallib.figures import Figure, total
from evallib.quantities import Interval, Unit
from evallib.reading.narrative import Narrative
from evallib.rules.findings import MOST_TOLD, Finding, Outcome, check, equality
from evallib.rules.prose.measured import CLAUSE, NOTHING, Measured, lead_of, sentence_about, sentences, words_of
from evallib.words import Words

_RATE_NAME = re.compile(r"([一-龥]{2,16}?)[率度面](?:均|约|已|分别)?(?:为|达到了?|达|是|：)?(?:约|近|均)?$")
_MONEY_RATES = re.compile("执行|支付|支出|预算|控制|利用|使用|增长|增幅|增速|下降|占比|税|利|结转|结余|变动|资产|收入|资金|节约")
_OF_SATISFACTION = re.compile("满意[度率]")
_ANSWERS = tuple(map(re.compile, ("有效", "收回|回收|测评|受访", "调查|问卷|样本|访问|参[加与评]|发放")))  # the base of a survey, the likeliest first
_SATISFIED, _NOT_SATISFIED, _DEGREES = re.compile("满意"), re.compile("不满意|不太满意"), re.compile("非常|很满意|较|基本满意|一般|平均|加权|综合|得分")
_PLANNED = re.compile("(?<![响适])应(?![急对用])|计划|目标|任务|下达|预期")
_DONE = re.compile("(?<![落切])实(?![施验])|完成|已|达到")
_IN_TIME = re.compile("按[期时规]|[及到]期|及时")  # rates of those due, of which there may be fewer
_HANDLED = re.compile("受理|抽[检查取样测]|检[查测]|排查|发现|收到|接到|登记|报名|参[加训]|立案|承办|交办")
_ESTABLISHED, _BODIES = re.compile("建制|组建|建会|设立"), {"家", "户", "个", "所", "村"}
_CLOSED = re.compile("建制|办结|结案|审结|调[解处]|成功|合格|优良|录取|升学|整改|销号|答复|签订|签约|兑现")  # rates of the cases counted beside them
_ADDED = re.compile("新[增建签]|完成")  # a year's addition, while the rate may be of all there are
_TARGET = re.compile("目标|指标值|计划|高于|低于|要求")
_ANSWERING = {"份", "人", "户", "家", "人次"}
_COUNTABLE = {"家", "户", "件", "份", "宗", "起", "人", "个", "所", "村", "例"}


@check("K2", "所述比率与其分子分母一致", "Stated rates fit their counts and bases", cites="EVALLIB", on="narrative")
def rates_have_their_bases(narrative: Narrative) -> Iterator[Finding]:
    """A stated rate is its count over its base; where one of them is not told, a whole number must be possible; related bases must not contradict."""
    bare: list[Measured] = []
    bases: list[Base] = []
    for figures in sentences(narrative):
        for place, rate in enumerate(figures):
            name = _rate_name(narrative, figures, place)
            if not name:
                continue
            surveyed = bool(_SATISFIED.search(name))
            finding = _survey(narrative, figures, rate) if surveyed else _ratio(narrative, figures, place, name)
            if not finding and place and not surveyed and not _IN_TIME.search(name):
                base = _implied(narrative, figures, place, name)
                finding = _possible(base) if base else None
                bases += [base] if base and base.numbers else []
            if finding:
                yield finding
            elif not (place and figures[place - 1].money):
                bare.append(rate)
    yield from _contradicting(narrative, bases)
    if bare:
        yield _without_base(narrative, bare)


def _rate_name(narrative: Narrative, figures: list[Measured], place: int) -> str:
    """Return the name of a rate of work, such as 办结率; nothing for other figures and for rates of money."""
    rate = figures[place]
    if rate.unit != "%" or rate.told.role in {"share", "change"} or rate.told.about == "range":
        return ""
    named = _RATE_NAME.search(CLAUSE.split(lead_of(narrative, rate, figures[place - 1] if place else None))[-1])
    return named[1] if named and not _MONEY_RATES.search(named[1]) else ""


def _leads(narrative: Narrative, figures: list[Measured]) -> list[tuple[Measured, str]]:
    """Return the counts among figures, each with the words that name it: before it, and right after it."""
    found = []
    for place, one in enumerate(figures):
        if one.counted:
            end = figures[place + 1].told.begin if place + 1 < len(figures) else one.told.stop + 8
            after = CLAUSE.split(narrative.plain.text[one.told.stop : min(end, one.told.stop + 8)])[0]
            found.append((one, lead_of(narrative, one, figures[place - 1] if place else None) + after))
    return found


def _survey(narrative: Narrative, figures: list[Measured], rate: Measured) -> Finding | None:
    """Compare a rate of satisfaction with the satisfied and the answers, where the sentence tells both."""
    rates = [one for place, one in enumerate(figures) if one.unit == "%" and not _TARGET.search(lead_of(narrative, one, figures[place - 1] if place else None))]
    if len(rates) > 1:
        return None
    told = [pair for pair in _leads(narrative, figures) if pair[0].unit in _ANSWERING and pair[0].value]
    known = {measure: [one for one, _ in told if one.told.measure == measure] for measure in ("survey_satisfied", "survey_valid")}
    said = narrative.said(*sentence_about(narrative, rate.told.begin))
    if all(len(group) == 1 for group in known.values()) and not _DEGREES.search(said):
        told = [pair for pair in told if pair[0].told.measure in known]
    satisfied = [
        one for one, lead in told if _SATISFIED.search(CLAUSE.split(lead)[-1]) and not _NOT_SATISFIED.search(lead) and not _OF_SATISFACTION.search(lead)
    ]
    likely = [[one for one, lead in told if words.search(lead) and one not in satisfied] for words in _ANSWERS]
    sure, bases = next(((place < len(likely) - 1, group) for place, group in enumerate(likely) if group), (False, []))
    if not satisfied and sure and len(bases) == 1:
        return _share_of_answers(narrative, rate, bases[0])
    if not satisfied or not bases:
        return None
    base = next((one for one in bases if one.unit == satisfied[0].unit), bases[-1])
    plain = sure and len(satisfied) == len(bases) == 1 and not _DEGREES.search(said) and all(one.told.exact for one in (rate, base, *satisfied))
    readings = [_quotient(narrative, rate, group, base) for size in range(len(satisfied), 0, -1) for group in combinations(satisfied[:COUNTS_NEAR], size)]
    return _best(readings, certain=plain)


def _share_of_answers(narrative: Narrative, rate: Measured, base: Measured) -> Finding | None:
    """Say how many answers a rate of the satisfied (满意率) makes; ask where it is no whole number. A degree (满意度) may be weighted."""
    share = Interval.of_printed(rate.value)
    least, most = ((base.value * end / 100).to_integral_value(way) for end, way in ((share.low, ROUND_CEILING), (share.high, ROUND_FLOOR)))
    if not (rate.told.exact and base.told.exact) or "满意率" not in words_of(narrative, rate.told):
        return None
    told = f"{base.told.text}的{rate.told.text}", f"{rate.told.text} of {base.told.text}"
    fits, count = least <= most, f"{least}" if least == most else f"{least}-{most}"
    return Finding(
        "K2",
        Outcome.PASS if fits else Outcome.QUESTION,
        Words(f"“{words_of(narrative, rate.told)}”", f"“{words_of(narrative, rate.told)}”"),
        Words(f"{told[0]}合{count}", f"{told[1]}: {count}") if fits else Words(f"{told[0]}不是整数", f"{told[1]} is no whole number"),
        question=NOTHING if fits else Words("请贵单位说明满意的份数和计算口径。", "How many were satisfied, and how was the rate worked out?"),
        places=(rate.told.source, base.told.source),
    )


def _ratio(narrative: Narrative, figures: list[Measured], place: int, name: str) -> Finding | None:
    """Compare a rate with two counts of one unit that stand before it, or in brackets right after it, where the words tie them to it.

    Counts that give the rate confirm it without words; one that does not is asked about, and fails only as what was done of what was planned.
    """
    rate, before = figures[place], _since_last_rate(figures[:place])
    if rate.told.about:
        return None
    inside = _in_brackets(narrative, figures, place)
    told = _leads(narrative, [*before, *inside])[-COUNTS_NEAR:]
    pairs = [(part, base) for part, _ in told for base, _ in told if part is not base and part.unit == base.unit and base.value]
    fitting = next((one for one in (_quotient(narrative, rate, (part,), base) for part, base in pairs) if one.outcome in {Outcome.PASS, Outcome.HINT}), None)
    if fitting or not pairs or _IN_TIME.search(name):
        return fitting
    return _done_of_planned(narrative, rate, told, name)


def _done_of_planned(narrative: Narrative, rate: Measured, told: list[tuple[Measured, str]], name: str) -> Finding | None:
    """Compare a rate with the count that bears its name and the only other of that unit, if the words say that one is of the other."""
    stem = name[-2:]
    if _chained(told, name):
        return _best([_quotient(narrative, rate, (told[-1][0],), told[-2][0])], certain=told[-1][0].told.exact and told[-2][0].told.exact)
    done = [pair for pair in told if stem in pair[1] or _DONE.search(CLAUSE.split(pair[1])[-1])]
    bases = [pair for pair in told if done and pair[0] is not done[-1][0] and pair[0].unit == done[-1][0].unit]
    if len(bases) != 1:
        return None
    (count, lead), (base, words) = done[-1], bases[0]
    if rate.value == ALL and count.value >= base.value:
        return _all_done(narrative, rate, count, base)
    own = CLAUSE.split(lead)[-1]
    planned = bool(_PLANNED.search(words) and _DONE.search(own)) and not _PLANNED.search(own)
    if planned or (stem in own and _HANDLED.search(words)):
        return _best([_quotient(narrative, rate, (count,), base)], certain=planned and count.told.exact and base.told.exact)
    return None


_INSPECTED = {"合格", "达标", "优良"}  # of what was inspected and of nothing else; 办结 may be of last year's cases too


def _chained(told: list[tuple[Measured, str]], name: str) -> bool:
    """Whether the rate follows at once on its count, and that on its only base, by the same word: 监测300份，合格294份，合格率98%."""
    if len(told) < 2:  # noqa: PLR2004
        return False
    (base, _), (count, lead) = told[-2:]
    own, alone = CLAUSE.split(lead)[-1].strip("、").removeprefix("其中"), sum(one.unit == count.unit for one, _ in told) == 2  # noqa: PLR2004
    return own == name and name in _INSPECTED and alone and base.unit == count.unit and base.value >= count.value > 0


COUNTS_NEAR = 4  # counts before a rate, beyond which they speak of something else
ALL = 100  # per cent


def _since_last_rate(figures: list[Measured]) -> list[Measured]:
    last = max((place for place, one in enumerate(figures) if one.unit == "%"), default=-1)
    return figures[last + 1 :]


def _in_brackets(narrative: Narrative, figures: list[Measured], place: int) -> list[Measured]:
    """Return the figures in the brackets that open right after a rate."""
    text, stop = narrative.plain.text, figures[place].told.stop
    if text[stop : stop + 1] != "（":
        return []
    closed = text.find("）", stop, stop + 80)
    return [one for one in figures[place + 1 :] if one.told.stop <= closed]


def _all_done(narrative: Narrative, rate: Measured, count: Measured, base: Measured) -> Finding:
    """Accept that more done than planned is told as all done."""
    message = Words(f"{count.told.text}不少于{base.told.text}，按{rate.told.text}计", f"{count.told.text} is not less than {base.told.text}: {rate.told.text}")
    return replace(_quotient(narrative, rate, (count,), base), outcome=Outcome.PASS, message=message, question=NOTHING)


def _quotient(narrative: Narrative, rate: Measured, parts: tuple[Measured, ...], base: Measured) -> Finding:
    """Compare a stated rate with counts over a base."""
    stated = Figure(Words(_label(narrative, rate), "stated rate"), rate.value, Unit.PERCENT, rate.told.source)
    scale = max(one.scale for one in (*parts, base))
    *counts, whole = (
        Figure(Words(one.told.label or one.told.text, one.told.text), one.value / scale, Unit.NONE if one.rounded else Unit.COUNT, one.told.source)
        for one in (*parts, base)
    )
    expected = ((total(counts) if len(counts) > 1 else counts[0]) / whole).percent
    question = Words("请贵单位核对该比率的分子、分母和计算口径。", "Which counts is the rate worked out from?")
    if rate.told.about in {"over", "under"} and expected.known:
        holds = expected.value >= stated.value if rate.told.about == "over" else expected.value <= stated.value
        outcome = Outcome.PASS if holds else Outcome.QUESTION
        return Finding(
            "K2",
            outcome,
            stated.label,
            Words(f"{expected.arithmetic('zh')}，文中为{rate.told.text}", f"{expected.arithmetic('en')}, stated as {rate.told.text}"),
            stated,
            expected,
            question=NOTHING if holds else question,
        )
    return equality("K2", stated, expected, question=question)


def _best(findings: list[Finding], *, certain: bool) -> Finding:
    """Return the reading that holds; else the first, which fails only where no other is possible."""
    held = next((one for one in findings if one.outcome in {Outcome.PASS, Outcome.HINT}), None)
    return held or (findings[0] if certain else replace(findings[0], outcome=Outcome.QUESTION))


def _label(narrative: Narrative, rate: Measured) -> str:
    return rate.told.label.strip("、，") or words_of(narrative, rate.told)


@dataclass(frozen=True)
class Base:
    """The whole numbers that a count and its rate leave open as their base.

    Args:
        of: the words that say what is counted.
        name: the name of the rate.
        numbers: the least and the greatest base, or nothing where none fits.
    """

    count: Measured
    rate: Measured
    of: str
    name: str
    label: str
    numbers: tuple[int, int] | tuple[()]


def _implied(narrative: Narrative, figures: list[Measured], place: int, name: str) -> Base | None:
    """Return the base that a count and the rate right after it imply (76家，建制率93%)."""
    rate, count = figures[place], figures[place - 1]
    between = narrative.plain.text[count.told.stop : rate.told.begin]
    if not count.counted or count.unit not in _COUNTABLE or count.rounded or not (count.told.exact and rate.told.exact) or rate.value <= 0:
        return None
    if not re.fullmatch("[，、（,]?[一-龥]{2,12}(?:为|达到了?|达|是)?", between) or count.told.measure:
        return None
    of = lead_of(narrative, count, figures[place - 2] if place > 1 else None)
    if name[-2:] not in of and not (_ESTABLISHED.search(name) and count.unit in _BODIES):
        return None
    return Base(count, rate, of, name[-3:], words_of(narrative, count.told, rate.told), bases_of(count.value, rate.value))


def bases_of(count: Decimal, rate: Decimal) -> tuple[int, int] | tuple[()]:
    """Return the least and the greatest whole number of which a count is a printed rate, if there is one."""
    share = Interval.of_printed(rate)
    least = int((count * 100 / share.high).to_integral_value(ROUND_CEILING))
    greatest = int((count * 100 / share.low).to_integral_value(ROUND_FLOOR)) if share.low > 0 else least
    return (least, greatest) if least <= greatest else ()


def _possible(base: Base) -> Finding | None:
    """Say which whole number a count and its rate imply; ask where there is none, unless the count may itself be the base."""
    count, rate = base.count.told, base.rate.told
    subject, places = Words(f"“{base.label}”", f"“{base.label}”"), (count.source, rate.source)
    if base.numbers:
        least, greatest = base.numbers
        span = f"{least}" if least == greatest else f"{least}-{greatest}"
        return Finding(
            "K2", Outcome.PASS, subject, Words(f"{count.text}占{rate.text}，推算总数为{span}", f"{count.text} at {rate.text}: a base of {span}"), places=places
        )
    share = Interval.of_printed(base.rate.value)
    itself = int(base.count.value * share.high / 100) >= base.count.value * share.low / 100
    if itself or not _CLOSED.search(base.name) or _ADDED.search(base.of):
        return None
    return Finding(
        "K2",
        Outcome.QUESTION,
        subject,
        Words(f"没有一个整数总数能使{count.text}占到{rate.text}", f"of no whole number is {count.text} {rate.text}"),
        question=Words("请贵单位说明该比率的分母。", "What is the base of this rate?"),
        places=places,
    )


_UNITS_RATED = re.compile("企事业单位|规上企业|小微企业|企业|事业单位|机关单位|单位|行政村|社区|学校|医院|家庭|农户|职工|工会组织|基层工会|居民|党员")
_ALL_OF = re.compile("(?:全[县市区旗州镇乡省]|辖区内?|所有|全部|各类|各级|县[域内]内?)$")


def _contradicting(narrative: Narrative, bases: list[Base]) -> Iterator[Finding]:
    """Ask where all of something are fewer than some of it, by the bases that two rates of one name imply."""
    for one, other in ((one, other) for place, one in enumerate(bases) for other in bases[place + 1 : place + 1 + COUNTS_NEAR]):
        if one.name == other.name and one.count.unit == other.count.unit and _near(narrative, one, other):
            for whole, part in ((one, other), (other, one)):
                if _is_whole_of(whole.of, part.of) and whole.numbers[1] < part.numbers[0]:
                    yield Finding(
                        "K2",
                        Outcome.QUESTION,
                        Words(f"“{whole.label}”与“{part.label}”", f"“{whole.label}” and “{part.label}”"),
                        Words(
                            f"按所述比率推算，前者总数为{whole.numbers[1]}，后者范围更小，总数却为{part.numbers[0]}",
                            f"the rates imply {whole.numbers[1]} in all, and {part.numbers[0]} of a part of them",
                        ),
                        question=Words("请贵单位说明两个比率的分母各是多少、口径是否一致。", "What are the bases of the two rates?"),
                        places=tuple(told.source for told in (whole.count.told, whole.rate.told, part.count.told, part.rate.told)),
                    )


def _near(narrative: Narrative, one: Base, other: Base) -> bool:
    """Whether two figures stand in one paragraph."""
    begin, end = sorted((one.count.told.begin, other.count.told.begin))
    return "\n" not in narrative.plain.text[begin:end]


def _is_whole_of(whole: str, part: str) -> bool:
    """Whether the words of one count speak of all of something, and those of another of some of it (全县企事业单位, 建会企事业单位)."""
    named, narrower = _UNITS_RATED.search(whole), _UNITS_RATED.search(part)
    if not named or not narrower or named[0] != narrower[0]:
        return False
    qualified = CLAUSE.split(part[: narrower.start()])[-1]
    return bool(_ALL_OF.search(whole[: named.start()])) and bool(qualified) and not _ALL_OF.search(qualified)


def _without_base(narrative: Narrative, bare: list[Measured]) -> Finding:
    """Name the rates that nothing in the report can confirm."""
    told = [_label(narrative, one) + one.told.text for one in bare]
    more = len(told) - MOST_TOLD
    listed = "、".join(told[:MOST_TOLD])
    return Finding(
        "K2",
        Outcome.INSUFFICIENT_DATA,
        Words("没有分子分母的比率", "rates without count and base"),
        Words(
            f"未列分子分母，无法复核：{listed}" + (f"等{len(told)}项" if more > 0 else ""),
            f"no count and base to check: {listed}" + (f" and {more} more" if more > 0 else ""),
        ),
        question=Words("请贵单位补充上述比率的分子和分母。", "What are their counts and bases?"),
        places=tuple(one.told.source for one in bare),
    )
