"""Family A in prose: totals and their parts, shares, and figures that a report gives more than once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from evallib.figures import Figure, fixed, total
from evallib.quantities import Unit
from evallib.reading.measures import MEASURES, cleaned
from evallib.reading.narrative import Narrative, Told
from evallib.rules.findings import Finding, Outcome, asked, check, compared, equality
from evallib.rules.prose.sums import HOLDS, checked_sums, holds, rate_equality
from evallib.words import Words

MOST_SHARES = 40  # totals that a share is tried against, mentions of one figure that are compared
REACH = 3000  # characters before and after a share in which its total may stand


@check("A1", "支出总额＝基本支出＋项目支出", "Total = basic + project expenditure", cites="S29", on="narrative")
def total_is_basic_plus_project(narrative: Narrative) -> Iterator[Finding]:
    """A total of expenditure is the sum of the kinds that its sentence gives of it, or that the report gives one figure of each."""
    question = Words(
        "贵单位支出总额与所列各类支出之和不一致，请核对各项金额，说明是否还有其他类别的支出。",
        "The total differs from the kinds of expenditure listed; is there another kind?",
    )
    yield from checked_sums(narrative, ["A1"], question)
    yield from _across_sentences(narrative, "A1", question)


@check("A2", "基本支出＝各经济分类之和", "Basic expenditure = sum of its economic classes", cites="S29", on="narrative")
def basic_is_sum_of_classes(narrative: Narrative) -> Iterator[Finding]:
    """Basic expenditure, or another total, is the sum of the classes that the text gives of it; which other stated total they fit is told."""
    question = Words(
        "请贵单位核实所列经济分类是基本支出的构成还是支出总额的构成，项目支出是否已计入其中。",
        "Do the classes break down basic or total expenditure? Is project expenditure counted in them?",
    )
    yield from checked_sums(narrative, ["A2"], question)
    yield from _across_sentences(narrative, "A2", question)


_IDENTITIES = {"A1": (("exp_total", ("exp_basic", "exp_project")),), "A2": (("exp_basic", ("exp_personnel", "exp_operating")),)}


def _across_sentences(narrative: Narrative, key: str, question: Words) -> Iterator[Finding]:
    """Yield the findings on identities whose figures stand in sentences of their own, where the report gives one of each and no other kind."""
    for whole, parts in _IDENTITIES[key]:
        figures = [narrative.only(measure) for measure in (whole, *parts)]
        listed = any(split.whole.measure == whole and {part.measure for part in split.parts} >= set(parts) for split in narrative.splits)
        if listed or any(one is None for one in figures):
            continue
        first, *rest = (narrative.slips.get(one.begin, one).figure for one in figures)
        finding = equality(key, first, total(rest), question=question)
        gap = finding.difference
        other = gap and any(one.kind == "money" and compared(one.figure, gap if gap.value > 0 else total(rest) - first) in HOLDS for one in narrative.figures)
        yield asked(finding) if other else finding


@check("A4", "项目支出及其他合计＝所列各项之和", "Project expenditure, or another total = sum of the items listed", cites="S29 EVALLIB", on="narrative")
def lists_add_up(narrative: Narrative) -> Iterator[Finding]:
    """Project expenditure is the sum of the projects that the text lists, and so is any other total of what it lists; a list that falls short may leave some out."""
    question = Words("请贵单位核实所列清单是否完整、有无重复。", "Is the list complete and free of repetition?")
    yield from checked_sums(narrative, ["A4"], question)
    inner = {part.begin for split in narrative.splits for part in split.parts}
    for whole in narrative.figures:
        lead = narrative.plain.text[max(0, whole.begin - 20) : whole.begin]
        if whole.kind == "money" and whole.role == "amount" and whole.exact and _CLOSES.search(cleaned(lead)):
            yield from _closed_list(narrative, whole, inner, question)


_CLOSES = re.compile("(?:以上|上述)(?:各项|项目|几项|[\u4e00-\u9fff]项|\\d{1,2}[项个类]项?目?)?(?:资金|支出|经费)?(?:共计|合计|总计)(?:金额|支出|资金|为|：)*$")


def _closed_list(narrative: Narrative, whole: Told, inner: set[int], question: Words) -> Iterator[Finding]:
    """Yield the finding on a total that closes a list (以上共计), against the first amount of each line of that list."""
    parts: list[Told] = []
    end = narrative.begun(whole.begin, "\n") - 1
    while end > 0 and len(parts) < MOST_SHARES:
        begin = narrative.begun(end, "\n")
        amounts = [one for one in narrative.between(begin, end) if one.kind == "money" and one.role == "amount" and one.begin not in inner]
        if not amounts or _ENDS_LIST.match(narrative.plain.text, begin):
            break
        parts.append(amounts[0])
        end = begin - 1
    if len(parts) > 1 and all(one.exact for one in parts):
        yield equality("A4", whole.figure, total([one.figure for one in reversed(parts)]), question=question)


_ENDS_LIST = re.compile("[（]?[一二三四五六七八九十]{1,3}[、）]|[^\n]*：\n|[^\n]*(?:具体包括|具体为|其中)：?\n|#")


@check("A5", "收入合计＝各来源之和", "Total revenue = sum of its sources", cites="EVALLIB", on="narrative")
def revenue_adds_up(narrative: Narrative) -> Iterator[Finding]:
    """Revenue is the sum of the sources that the text gives of it."""
    yield from checked_sums(
        narrative, ["A5"], Words("请贵单位核实各项收入金额，说明是否还有未列明的收入来源。", "Please check the sources of revenue; is one not named?")
    )


@check("A10", "全年预算＝年初预算＋本年追加", "Revised budget = initial budget + additions", cites="S45", on="narrative")
def budgets_follow(narrative: Narrative) -> Iterator[Finding]:
    """Where a sentence gives what was added and the revised budget, this is the initial budget, which it or the report gives, with the addition."""
    question = Words("请贵单位核实年初预算、追加（调减）金额和调整后预算。", "Please check the initial budget, the additions and the revised budget.")
    for added in narrative.all("budget_additions")[:MOST_SHARES]:
        begin, end = narrative.begun(added.begin), narrative.plain.text.find("。", added.stop)
        around = narrative.between(begin, end)[:MOST_SHARES]
        revised = [one for one in around if one.period == "budget_revised" and one.measure in _BUDGETS and one.exact]
        initial = [one for one in around if one.period == "budget_initial" and one.measure in _BUDGETS and one.exact] or _initial_budgets(narrative, revised)
        alone = len([one for one in around if one.measure == "budget_additions"]) == 1 and added.exact
        if len(initial) == len(revised) == 1 and alone and not re.search("(?:调减|核减|压减|收回)[^，。；\\d]{0,8}\\d", narrative.said(begin, end)):
            yield equality("A10", revised[0].figure, initial[0].figure + added.figure, question=question)


_BUDGETS = {"exp_total", "rev_total", "rev_appropriation"}


def _initial_budgets(narrative: Narrative, revised: list[Told]) -> list[Told]:
    """Return the initial budgets of the report, each amount once, of what a revised budget is of."""
    stated = {one.value: one for one in narrative.all(revised[0].measure, "budget_initial") if one.exact and not one.scope} if revised else {}
    return list(stated.values())


@check("B9", "“三公”经费＝各分项之和", "Three public expenses = sum of their parts", cites="S29", on="narrative")
def three_public_add_up(narrative: Narrative) -> Iterator[Finding]:
    """The three public expenses are overseas travel, vehicles and hospitality; vehicles are purchase and running cost."""
    yield from checked_sums(narrative, ["B9"], Words("请贵单位核实“三公”经费合计数与各分项金额。", "Please check the three public expenses and their parts."))


@check("A6", "所报占比＝部分÷总额", "Stated share = part ÷ total", cites="S29", on="narrative")
def shares_are_right(narrative: Narrative) -> Iterator[Finding]:
    """A stated share is its part over the total that is named, or over another total that the text gives.

    It fails only where the sentence names the total, or gives one alone, and no other stated total fits.
    """
    yield from _shares_of_a_whole(narrative)
    in_wan, question = narrative.slips, Words("请贵单位核实占比及其所用的总额。", "Please check the share and the total that it is of.")
    parents = {part.begin: split.whole for split in narrative.splits for part in split.parts}
    for told in narrative.figures:
        if told.role != "share" or not told.exact or told.unit != "%":
            continue
        part = _part_of_share(narrative, told)
        if part is None or not part.exact:
            continue
        part = in_wan.get(part.begin, part)
        named = [one for one in narrative.all(told.scope) if one.role == "amount"] if told.scope in MEASURES else []
        named = [one for one in named if one.period == part.period and one.value > part.value] or [one for one in named if one.value > part.value]
        parent = parents.get(part.begin)
        first = [in_wan.get(one.begin, one) for one in (*([parent] if parent else []), *named) if one.value]
        others = [in_wan.get(one.begin, one) for one in _wholes_near(narrative, told, part)]
        good = next((whole for whole in first if holds(told.figure, (part.figure / whole.figure).percent)), None)
        fits = None if good else next((whole for whole in others if holds(told.figure, (part.figure / whole.figure).percent)), None)
        if good or (fits and not named):
            yield rate_equality("A6", told.figure, (part.figure / (good or fits).figure).percent, question)
        elif first:
            finding = rate_equality("A6", told.figure, (part.figure / first[0].figure).percent, question)
            sure = len({whole.figure.value for whole in first}) == 1 or parent is not None
            finding = replace(finding, cause=_other_whole(fits)) if fits else finding
            yield finding if sure and (part.measure or named) else asked(finding)


def _shares_of_a_whole(narrative: Narrative) -> Iterator[Finding]:
    """Yield the findings on the shares of basic and project expenditure in one sentence, which make 100 % together."""
    question = Words("请贵单位核实各项占比是否用同一总额。", "Do the shares use the same total?")
    for basic in narrative.all("share_basic"):
        begin, end = narrative.begun(basic.begin), narrative.sentence(basic.begin)[1]
        shares = [one for one in narrative.between(begin, end)[:MOST_SHARES] if one.role == "share" and one.exact]
        if [one.measure for one in shares] == ["share_basic", "share_project"] and basic.scope == shares[1].scope:
            yield rate_equality(
                "A6", fixed(Decimal(100), Unit.PERCENT).called("各项占比之和", "sum of the shares"), total([one.figure for one in shares]), question
            )


def _wholes_near(narrative: Narrative, told: Told, part: Told) -> list[Told]:
    """Return the larger figures of the text that a share may be of, the nearest first."""
    around = narrative.between(told.begin - REACH, told.begin + REACH)
    return [one for one in around if one.kind == part.kind and one.role in {"amount", "count"} and one.value > part.value and one.exact][:MOST_SHARES]


def _other_whole(whole: Told) -> Words:
    one = whole.figure
    return Words(f"可能以{one.label.zh}{one.shown('zh')}为分母", f"perhaps a share of {one.label.en} ({one.shown('en')})")


def _part_of_share(narrative: Narrative, told: Told) -> Told | None:
    """Return the amount or the count whose share is told: the last one before it in its sentence, else the one that its measure names."""
    inside = (*narrative.before(told.begin, "。！？；\n"), *narrative.between(told.begin, narrative.sentence(told.begin)[1])[:MOST_SHARES])
    before = [one for one in inside if one.begin < told.begin and one.role in {"amount", "count"} and not one.period.startswith("last")]
    shares = [one for one in inside if one.role in {"share", "rate"} and one.unit == "%"]
    if len(shares) > 1 and any("分别" in one.lead for one in shares) and before:
        return before[-len(shares) :][shares.index(told)] if len(before) == len(shares) and told in shares else None
    measure = {"share_basic": "exp_basic", "share_project": "exp_project"}.get(told.measure, "")
    named = [one for one in before if measure and one.measure == measure]
    if named or before:
        return (named or before)[-1]
    stated = narrative.all(measure, "actual") if measure else []
    return stated[0] if stated else None


@check("A7", "同一数据前后一致", "A figure stated twice is the same both times", cites="EVALLIB", on="narrative")
def mentions_agree(narrative: Narrative) -> Iterator[Finding]:
    """A figure that the text gives more than once is the same each time.

    It fails only where the same words give it with all but one digit the same, which no other scope explains; else the two may be
    of different scopes, and the department is asked.
    """
    question = Words(
        "该数据前后两处不一致，请贵单位核实以哪一个为准，或说明口径有何不同。",
        "The figure differs between two places; which is right, or how do their scopes differ?",
    )
    for first, *mentions in ([one for one in found if one.value][:MOST_SHARES] for found in _mentioned(narrative) if any(one.value for one in found)):
        others = [other for other in mentions if not _told_apart(narrative, first, other)]
        distinct = [other for other in others if compared(other.figure, first.figure.to(other.figure.unit)) not in HOLDS]
        if len({other.value for other in distinct}) > 1:
            continue  # so many values are those of several offices or years
        if not distinct and others:
            yield equality("A7", others[0].figure, first.figure.to(others[0].figure.unit))
        for other in distinct[:1]:
            finding = equality("A7", other.figure, first.figure.to(other.figure.unit), question=question)
            if _slip_of_digits(first.text, other.text):
                yield finding
            elif first.measure in _ONE_EACH and _words(first) == _words(other):
                yield asked(finding)
    yield from _counts_disagree(narrative, question)


_ONE_EACH = {
    "exp_total",
    "exp_basic",
    "exp_project",
    "rev_total",
    "three_public",
    "tp_hospitality",
    "tp_vehicle",
    "staff_on_post",
    "staff_establishment",
    "self_score",
    "assets_total",
}
"""What a report has one figure of, so that two are worth a question; of the rest there may be one for each office."""
_SAY_NOTHING = re.compile("其中|全年|本年度?|当年|(?:19|20)\\d{2}年度?|共有?|合计|共计|为|数|[\\d.、：（）]")


def _words(told: Told) -> str:
    """Return the words that name a figure, without those that say nothing of its own."""
    return _SAY_NOTHING.sub("", told.label)


def _counts_disagree(narrative: Narrative, question: Words) -> Iterator[Finding]:
    """Yield the counts of one thing that the same words give twice, with two digits exchanged or one changed."""
    grouped: dict[tuple[str, str], Told] = {}
    for one in narrative.figures:
        name = _thing(one)
        if one.measure or one.role != "count" or not one.exact or one.value < MANY or len(name) < LONG_NAME:
            continue
        first = grouped.setdefault((name, one.unit), one)
        if first.value != one.value and _slip_of_digits("0000" + first.text, "0000" + one.text):
            yield asked(equality("A7", one.figure, first.figure, question=question))


_DOES = re.compile("^(?:其中|全年|共|累计|完成|排查|新增|发放|组织|开展|覆盖|惠及|培训|服务|走访|慰问|为|对|将|有|的|全县|全乡|全镇|全市|年|\\d)+")
MANY, LONG_NAME = 100, 4


def _thing(told: Told) -> str:
    """Return the thing that a count is of, without the verb before it."""
    return _DOES.sub("", told.label)


def _mentioned(narrative: Narrative) -> Iterator[list[Told]]:
    """Yield the mentions of each figure that the text gives more than once; what is printed in 元 for 万元 as 万元."""
    in_wan = narrative.slips
    grouped: dict[tuple[str, str, str, str], list[Told]] = {}
    for one in narrative.figures:
        known = MEASURES.get(one.measure)
        if (
            known
            and not known.wide
            and one.role in {"amount", "count", "score"}
            and one.exact
            and one.in_full
            and one.measure not in {"survey_valid", "vehicles_kept"}
        ):
            grouped.setdefault((one.measure, one.period, one.scope, one.kind), []).append(in_wan.get(one.begin, one))
    yield from (mentions for mentions in grouped.values() if len(mentions) > 1)


def _told_apart(narrative: Narrative, first: Told, other: Told) -> bool:
    """Whether the text itself gives both figures for different things: side by side in one sentence, or one of them for another stage too."""
    for one, twin in ((first, other), (other, first)):
        begin, end = narrative.begun(one.begin), narrative.sentence(one.begin)[1]
        if any(near.value == twin.value for near in narrative.between(begin, end) if near.begin != twin.begin or begin <= twin.begin < end):
            return first.value != other.value
        if any(mention.value == one.value and mention.period != one.period for mention in narrative.all(one.measure)[:MOST_SHARES]):
            return first.value != other.value
    return False


def _slip_of_digits(first: str, other: str) -> bool:
    """Whether two printed figures differ by one digit, or by two neighbours that changed places."""
    if len(first) != len(other):
        return False
    apart = [place for place, (a, b) in enumerate(zip(first, other, strict=True)) if a != b]
    swapped = len(apart) == 2 and apart[1] - apart[0] == 1 and first[apart[0]] == other[apart[1]] and first[apart[1]] == other[apart[0]]  # noqa: PLR2004
    return len(first) > MANY_DIGITS and (len(apart) == 1 or swapped)


MANY_DIGITS = 7  # signs of a figure with its unit: in a shorter one every other figure is as near


@check("A8", "预算口径前后一致", "One budget is meant by the word", cites="EVALLIB", on="narrative")
def budgets_are_told_apart(narrative: Narrative) -> Iterator[Finding]:
    """Two different figures that are both called the year's budget are the initial and the revised one, or one of them is no budget."""
    question = Words(
        "报告中有两个不同的预算数，请贵单位说明哪一个是年初批复预算、哪一个是调整后的全年预算，差额是何时、依据什么文件追加的。",
        "The report has two different budgets; which is the initial one, which the revised one, and what approved the difference?",
    )
    for measures in (("rev_total", "rev_appropriation"), ("exp_total",)):
        called = [
            one
            for measure in measures
            for one in narrative.all(measure)
            if "预算" in one.label
            and one.exact
            and one.role == "amount"
            and not one.scope
            and not narrative.tabular(one)
            and one.period in {"budget_initial", "actual"}
        ]
        loose = [one for one in called if one.period == "actual" and "预算" in cleaned(one.lead).rpartition("，")[2].replace("一般公共预算", "")]
        initial = next((one for one in called if one.period == "budget_initial"), None)
        for one in loose[:1]:
            if initial and compared(one.figure, initial.figure.to(one.figure.unit)) not in HOLDS:
                more: Figure = one.figure - initial.figure.to(one.figure.unit)
                rate = (more / initial.figure.to(one.figure.unit)).percent
                message = Words(
                    f"两个数都称为预算：{initial.figure.shown('zh')}和{one.figure.shown('zh')}，相差{more.shown('zh')}（{rate.shown('zh')}），没有说明",
                    f"two figures are called the budget: {initial.figure.shown('en')} and {one.figure.shown('en')}, {more.shown('en')} apart ({rate.shown('en')}), unexplained",
                )
                yield Finding("A8", Outcome.QUESTION, one.figure.label, message, one.figure, initial.figure, question=question)
                return
