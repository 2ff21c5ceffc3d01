"""What an amount or a count of a report is: its measure, its period, the budget that it is of."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from evallib.reading.context import Context
from evallib.reading.measures import FILLER, MEASURES, cleaned, named, stage, year_told
from evallib.reading.phrases import AGAINST, BASE_VALUE, BOTH_SIDES, CLAUSE, CLAUSE_BREAKS, OF_BUDGET, OPENS_LIST, REASON, SERIES, THREE_PUBLIC, last_clause
from evallib.reading.told import Told

_FUNDS = (
    ("general_public_budget", re.compile("一般公共预算|公共财政预算|一般预算拨款|公共预算")),
    ("gov_fund_budget", re.compile("政府性基金|基金预算")),
    ("state_capital_budget", re.compile("国有资本经营")),
    ("appropriation", re.compile("(?<!非)财政拨款")),
)
_KIND_OF_POST = re.compile("行政工勤|行政|事业|工勤|参公|参照公务员|全额|差额|自收自支|政法|公务员|机关|专业技术|管理岗|离休|退休")
_RIGHT = 14  # characters after a number in which its name may follow
_GENERIC = re.compile(
    "(?:实际|累计|全年|本年|当年|决算|执行|共|总|完成|预算|资金|经费|年末|年终|其中|已|数|为|的|了)*(?:支出|支付|使用|收入)(?:决算|数|额|为|完成|金额|合计|共计|预算|了|：)*"
)
_HIRED = re.compile(
    "(?:^|[、另自外])(?:临时|编外|外|自|长期)?聘(?:用|请|任)?[\u4e00-\u9fff、]{0,10}$|合同制[\u4e00-\u9fff]{0,4}$|劳务派遣[\u4e00-\u9fff]{0,5}$|代课教师$|社区工作者$|购买服务[\u4e00-\u9fff]{0,4}$"
)
_PROJECTS = re.compile(
    "项目支出(?:情况|明细|构成|主要构成|包括|主要包括|安排|主要有|按[^，。]{0,10})?[：。]?$|主要项目(?:有|包括)|项目明细|项目支出主要|项目资金(?:安排|使用)?情况"
)
LONGEST_OF_NO_KIND = 2  # characters before a headcount: more name a kind of staff (一般工作人员)
_NAMES = re.compile("[、和及与以]+")
_PARTING = re.compile("其中|包括")
_ASIDE = re.compile("（[^（）]{1,16}）")  # what a bracket adds to a name
_RECEIVED = {"批次", "批", "个批次"}
_GUESTS = {"人次", "people"}


class Name(NamedTuple):
    """What names a figure: the measure, the words, and whether they are the figure's own rather than those of its sentence."""

    measure: str
    words: str
    own: bool = True


def read_amount(told: Told, words: str, context: Context) -> Told:
    """Return a figure with its measure, its period and its scope, by the cleaned words that lead to it."""
    name = _name(told, words, context)
    measure = name.measure or ("project" if told.kind == "money" and _lists_projects(told, context) else "")
    if measure == "vehicles_kept" and "编制" in last_clause(words):
        measure = ""  # what may be kept, not what is
    period = _period(words, measure, told.kind, context) if told.kind == "money" and (measure or BASE_VALUE.search(words)) else ""
    return replace(told, measure=measure, label=name.words, period=period, scope=_scope(words, name, measure, context) if measure else "")


def _name(told: Told, words: str, context: Context) -> Name:
    """Return what names a figure: the first way that finds it."""
    if context.series and SERIES.fullmatch(words):
        return _of_series(context.series.pop(0), told.kind)
    context.series = []
    if BASE_VALUE.search(words):
        return _told_against(told, words, context)
    names = _several(words)
    if names:
        words, context.series = names[0], names[1:]
    words = _ASIDE.sub("", words)
    ways = (_own_words, _reception, _hired, _words_after, _as_before, _farther_words, _stage_alone)
    return next((name for way in ways if (name := way(told, words, context))), Name("", last_clause(words).strip("，：；、 ")))


def _several(words: str) -> list[str]:
    """Return the names before 分别为, which the figures that follow belong to one by one; none if there are not several."""
    head, found, tail = words.rpartition("分别")
    if not found or not FILLER.fullmatch(tail):
        return []
    listed = re.split("[，；：。（）]", head)[-1]
    inside = {place for start, end, _ in named(listed, "money") for place in range(start, end)}  # 商品和服务支出 is one name
    cuts = [found for found in _NAMES.finditer(listed) if found.start() not in inside]
    names = [listed[start:end] for start, end in zip([0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(listed)], strict=True)]
    names = [name for name in names if name]
    return names if len(names) > 1 else []


def _of_series(name: str, kind: str) -> Name:
    found = named(name, kind)
    return Name(found[-1][2] if found and FILLER.fullmatch(name, found[-1][1]) else "", name.strip())


def _told_against(told: Told, words: str, context: Context) -> Name:
    """Name a figure that something is told against: as its own clause, as the sentence, else as what follows (与2022年的100万元相比，支出增加)."""
    own = BASE_VALUE.sub("", words)
    clause, kept = last_clause(own), context.subject.get(told.kind) or context.topic.get(told.kind)
    found = named(clause, told.kind) if not kept or "，" not in own else []
    if found and FILLER.fullmatch(clause, found[-1][1]):
        return Name(found[-1][2], clause)
    if kept:
        return Name(kept.measure, kept.label, own=False)
    after = re.split("[。；\n]", cleaned(context.form.text[told.stop : told.stop + 2 * _RIGHT]))[0]
    found = named(after, told.kind)
    return Name(found[0][2] if found else "", last_clause(words))


def _own_words(told: Told, words: str, context: Context) -> Name | None:
    """Name a figure by the last measure of its own clause, unless that is a general word (实际支出) for what the sentence is about."""
    found, clause = named(words, told.kind), last_clause(words)
    if not found or not FILLER.fullmatch(words, found[-1][1]) or CLAUSE_BREAKS.search(words[found[-1][1] :]):
        return None
    if _GENERIC.fullmatch(clause):
        kept = context.subject.get(told.kind) or context.topic.get(told.kind)
        if kept and kept.measure not in BOTH_SIDES:
            return Name(kept.measure, kept.label, own=False)
        titled = [one for heading in (context.opening(told), context.title) for one in named(heading, told.kind) if one[2] in {*THREE_PUBLIC, "procurement"}]
        if titled and not kept:
            return Name(titled[0][2], clause, own=False)
    special = [one for one in found if one[0] >= len(words) - len(clause) and one[2] not in BOTH_SIDES | {"exp_total"}]
    if found[-1][2] == "exp_total" and special and FILLER.fullmatch(words, special[-1][1]):
        return Name(special[-1][2], clause)  # “三公”经费全年支出 is not total expenditure
    return Name(found[-1][2], clause or words[found[-1][0] :])


def _reception(told: Told, words: str, context: Context) -> Name | None:
    """Name the batches and the guests of official receptions, where hospitality is spoken of."""
    if told.kind not in _RECEIVED | _GUESTS:
        return None
    hosted = context.subject.get("money") or context.topic.get("money")
    after_batches = context.before is not None and context.before.measure == "reception_batches" and told.kind in _GUESTS
    if (hosted and hosted.measure in THREE_PUBLIC and ("接待" in words or FILLER.fullmatch(words))) or (after_batches and FILLER.fullmatch(words)):
        return Name("reception_guests" if told.kind in _GUESTS else "reception_batches", "接待", own=False)
    return None


def _hired(told: Told, words: str, context: Context) -> Name | None:
    """Name hired staff by the verb, where the sentence or the one before speaks of staff."""
    clause = last_clause(words)
    if told.kind == "people" and _HIRED.search(clause) and "people" in context.subject | context.topic:
        return Name("staff_hired_external", clause.strip("、 "))
    return None


def _words_after(told: Told, words: str, context: Context) -> Name | None:
    """Name a figure by what follows it at once: 15名在职人员."""
    after = cleaned(context.form.text[told.stop : told.stop + _RIGHT])
    found = named(CLAUSE.split(after)[0].split("、")[0], told.kind)
    if found and FILLER.fullmatch(after[: found[0][0]]) and FILLER.fullmatch(last_clause(words)):
        return Name(found[0][2], after[: found[0][1]].removeprefix("的"))
    return None


def _as_before(told: Told, words: str, context: Context) -> Name | None:
    """Name a figure whose words say nothing but its stage as the last one of its sentence, or as the first after a list of parts."""
    before = context.before
    fits = told.kind in context.subject and FILLER.fullmatch(words) and (before is None or before.kind in {told.kind, "rate"}) and not _PARTING.search(words)
    if not fits or (told.kind == "people" and len(last_clause(words)) > LONGEST_OF_NO_KIND):
        return None
    kept = (context.main if "；" in words or not _same_stage(words, before) else context.subject)[told.kind]
    if MEASURES[kept.measure].wide:
        return None  # one of many does not name the next
    other_side = kept.measure == "rev_total" and before and before.measure.startswith("exp_") and told.kind == "money"
    return Name("exp_total" if other_side else kept.measure, kept.label, own=False)


def _same_stage(words: str, before: Told | None) -> bool:
    """Whether words without a name go on with the last figure: after a list of parts, another stage is that of their total."""
    return before is None or before.kind == "rate" or not OPENS_LIST.search(before.lead) or stage(words) in {"", before.period}


def _farther_words(told: Told, words: str, _: Context) -> Name | None:
    """Name a figure by an earlier clause, where nothing but filling words stands between."""
    found = named(words, told.kind)
    if found and FILLER.fullmatch(words, found[-1][1]):
        return Name(found[-1][2], words[found[-1][0] : found[-1][1]])
    return None


def _stage_alone(told: Told, words: str, context: Context) -> Name | None:
    """Name an amount that only its stage is told of (全年预算数): as the paragraph or its heading, else as total expenditure."""
    clause = last_clause(words)
    if told.kind != "money" or _PARTING.search(words) or not FILLER.fullmatch(clause) or not stage(clause):
        return None
    kept = context.topic.get("money")
    if kept and kept.measure not in BOTH_SIDES:
        return Name(kept.measure, kept.label, own=False)
    for heading in (context.opening(told), "" if context.before else context.title):
        found = named(heading, "money")
        if found:
            return Name(found[-1][2], heading, own=False)
    return Name("exp_total", clause.strip("，：；、 "))


def _lists_projects(told: Told, context: Context) -> bool:
    """Whether a figure stands in a list of projects: a line or a section that project expenditure opens, and not its results."""
    results = re.search("绩效|产出|效益|完成|情况分析", context.title)
    return bool(_PROJECTS.search(context.opening(told))) or bool(_PROJECTS.search(context.title) and not results)


def _period(words: str, measure: str, kind: str, context: Context) -> str:
    """Return the period of an amount: by its own words, else as the figure before, else as its section, else the year's outturn."""
    if measure.startswith(("balance_", "budget_")):
        return "actual"
    reached = OF_BUDGET.search(words)
    if reached:  # 完成年初预算12万元的71%
        return "budget_revised" if re.search("调整|全年", reached[0]) else "budget_initial"
    before = context.before
    words = REASON.sub("", words.rpartition("；")[2])
    words = BASE_VALUE.sub(lambda match: match[0][1:], words) if BASE_VALUE.search(words) else AGAINST.sub("", words)
    told, year = stage(words), year_told(words, context.year)
    if not told and before and kind == "money":
        told = before.period.replace("last_actual", "actual").replace("last_budget", "budget_initial")
        if year is None and before.period.startswith("last_"):
            year = context.year and context.year - 1
    if not told and before is None and ("年初预算" in context.title or not re.search("支出|决算|执行|使用|收支", context.title)):
        told = stage(context.title)
    return of_year(told or "actual", year, context.year)


def of_year(told: str, year: int | None, reported: int | None) -> str:
    """Return the period of a stage in a year, seen from the year reported; empty for other years."""
    if year is None or reported is None or year == reported:
        return told
    return ("last_actual" if told == "actual" else "last_budget") if year == reported - 1 else ""


def _scope(words: str, name: Name, measure: str, context: Context) -> str:
    """Return which budget an expenditure is of, or which kind of post a headcount; with balances, where a total counts them in."""
    clause, before = last_clause(words), context.before
    if measure in {"staff_establishment", "staff_on_post"}:
        found = _KIND_OF_POST.search(clause)
        return found[0] if found else ""
    if measure in {"rev_total", "exp_total"} and re.search("总计|总额", clause):
        return "with_balances"
    if not measure.startswith(("exp_", "econ_", "func_", "balance_")):
        return ""
    own, lead = REASON.sub("", clause if name.own else words.rpartition("；")[2]), REASON.sub("", words.rpartition("；")[2])
    told = next((fund for part in (own, lead) for fund, pattern in _FUNDS if pattern.search(part)), "")
    if told:
        return told
    if before and before.measure.startswith(("exp_", "econ_", "rev_")) and (not name.own or OPENS_LIST.search(own) or not CLAUSE_BREAKS.search(own)):
        return before.scope.replace("with_balances", "") or _SCOPES.get(before.measure, "")
    return next((fund for fund, pattern in _FUNDS if pattern.search(context.title)), "")


_SCOPES = {"rev_general_public_budget": "general_public_budget", "rev_appropriation": "appropriation"}
