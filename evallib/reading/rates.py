"""What a rate or a change of a report is: a share, a change, a completion, a rate with a name."""

from __future__ import annotations

import re
from dataclasses import replace

from evallib.reading.context import Context
from evallib.reading.measures import FILLER, cleaned, named
from evallib.reading.phrases import AGAINST, BASE_VALUE, CHANGE, CLAUSE_BREAKS, OF_BUDGET, SENSE, SERIES, SHORT, THREE_PUBLIC, last_clause
from evallib.reading.told import Told

_COMPLETED = re.compile(
    "(?:完成|达到?|为|占|是|执行)了?(?P<base>(?:年初|全年|调整后?|年度|当年|本年|部门|批复|调整)*(?:财政拨款|支出|收入|总|整体)*预算(?:数|安排|指标|总额|资金|支出|收入|金额|任务|目标)*)(?:的|之)?(?:比例|比率)?(?:约|近|为)*$"
)
_SHARE = re.compile("占(?P<whole>[^，。；（）]{0,24}?)(?:的|之)?(?:比重|比例|比率|比|百分比)?(?:约|近|为|达|的)*$")
_SHARE_NAME = re.compile("(?:占比|比重|所占比例|比例)(?:为|是|约|达|：|到)*$")
_GENERIC_RATE = re.compile("(?:其)?(?:预算)?(控制率|执行率|完成率)(?:为|是|达|达到|：|约)*")
_TOTAL_SPENT = ("exp_total", "exp_basic", "exp_project", "rev_total", "rev_appropriation")
_RATES_OF = {
    "控制率": dict.fromkeys(THREE_PUBLIC, "three_public_control_rate") | {"exp_operating": "operating_control_rate"},
    "执行率": dict.fromkeys((*THREE_PUBLIC, *_TOTAL_SPENT), "execution_rate") | {"procurement": "procurement_execution_rate"},
    "完成率": dict.fromkeys((*THREE_PUBLIC, *_TOTAL_SPENT), "budget_completion_rate"),
}
_OF_TARGET = re.compile("(?:完成|占|为|是)(?:年度|全年|年初|本年)?(?:目标|计划|任务|应)[^，。；]{0,12}的?$")
_BRACKETED = re.compile("（[^（）]{0,30}）")
_SYMBOLS = re.compile("[×÷*=/+＝\\-\\d.%\\s）（\\x00]*")
POINTS = {"个百分点", "百分点"}


def read_rate(told: Told, words: str, context: Context) -> Told:
    """Return a rate with what it is, by the cleaned words that lead to it: the first way that reads it."""
    bare = _BRACKETED.sub("", words)
    ways = (read_change, _completed, _of_target, _share, _of_subject, _in_formula, _named, _target, _as_line)
    goes_on = _as_before(told, words, context)
    return goes_on or next((read for way in ways if (read := way(told, bare, context))), replace(told, role="rate", label=last_clause(words)))


def _as_before(told: Told, words: str, context: Context) -> Told | None:
    """Read a rate that goes on with what stands before it: of 216个的75%, 分别占…的62.15%、7.14%."""
    before = context.before
    if before and words == "的" and before.role in {"amount", "count"}:
        if re.search("占[^，。；]*$", before.lead):
            return replace(told, role="share", measure="share", label=cleaned(before.lead), period="actual")
        if OF_BUDGET.search(cleaned(before.lead)):
            return replace(
                told, role="rate", measure="budget_completion_rate", base=before.period, scope=before.measure, label=cleaned(before.lead), period="actual"
            )
        if _OF_TARGET.search(before.lead):
            return replace(told, role="rate", measure="completion_rate", label=cleaned(before.lead), period="actual")
    if before and before.role == "share" and SERIES.fullmatch(words):
        return replace(told, role="share", measure="share", scope=before.scope, label=before.label, period=before.period)
    return None


def read_change(told: Told, words: str, context: Context) -> Told | None:
    """Read a change: an amount or a rate that 增加 and the like lead to, told against something; not what was added to a stock."""
    verb, against, before = CHANGE.search(words), AGAINST.search(words), context.before
    tells = told.unit == "%" or against or context.base or (before and before.role == "change")
    if not verb or not tells or (told.kind != "rate" and told.unit not in POINTS and BASE_VALUE.search(words)):
        return None
    kept, scope = context.subject.get("money") or context.subject.get("people"), ""
    for own in (words[against.end() : verb.start()], words[: against.start()]) if against else ():
        found = named(own, "money")
        if not scope and found and FILLER.fullmatch(own, found[-1][1]):
            scope = found[-1][2]
    measure = "change_rate" if told.kind == "rate" or told.unit in POINTS else "change_amount"
    scope, base = scope or (kept.measure if kept else ""), _base(against, context)
    return replace(told, role="change", measure=measure, scope=scope, sense=SENSE[verb[1]], base=base, label=last_clause(words), period="actual")


def _base(against: re.Match[str] | None, context: Context) -> str:
    """Return the period that a change is told against; ``other`` for another quantity, empty where nothing says it."""
    if against is None:
        return context.base.period if context.base else context.before.base if context.before else ""
    words = against["base"] or ""
    if words.endswith(("收入", "支出", "计划", "目标")):
        return "other"
    if re.search("年初|预算|调整|批复", words):
        return "budget_revised" if re.search("调整|全年", words) else "budget_initial"
    return "last_actual"


def _completed(told: Told, words: str, context: Context) -> Told | None:
    """Read how much of a budget was reached: 完成年初预算的95%."""
    found = _COMPLETED.search(words) if told.unit == "%" else None
    if not found:
        return None
    budget = found["base"]
    base = "budget_initial" if re.search("年初|批复", budget) else "budget_revised" if re.search("调整|全年", budget) else ""
    if re.search("追加|调增", words[: found.start()]):
        return replace(told, role="rate", measure="budget_addition_rate", label=last_clause(words), period="actual")
    kept = context.subject.get("money") or context.topic.get("money")
    return replace(told, role="rate", measure="budget_completion_rate", base=base, scope=kept.measure if kept else "", label=found[0], period="actual")


def _of_target(told: Told, words: str, _: Context) -> Told | None:
    return replace(told, role="rate", measure="completion_rate", label=last_clause(words), period="actual") if _OF_TARGET.search(words) else None


def _share(told: Told, words: str, context: Context) -> Told | None:
    """Read a share: of what, by the words after 占; of which part, by the words before or the figure before."""
    share, before = _SHARE.search(words) or _SHARE_NAME.search(words), context.before
    if not share:
        return None
    own = last_clause(words[: share.start()])
    part = named(own, "money") if FILLER.fullmatch(own) or not before else []
    measure = part[-1][2] if part else before.measure if before and before.kind == "money" else ""
    whole = share.groupdict().get("whole") or ""
    wholes = named(whole, "money")
    key, scope = {"exp_basic": "share_basic", "exp_project": "share_project"}.get(measure, "share"), wholes[-1][2] if wholes else whole
    return replace(told, role="share", measure=key, label=last_clause(words), scope=scope, period=before.period if before else "actual")


def _of_subject(told: Told, words: str, context: Context) -> Told | None:
    """Read a rate with a general name (控制率, 执行率, 完成率) as that of what the sentence is about."""
    found, kept = _GENERIC_RATE.fullmatch(last_clause(words)), context.subject.get("money")
    if found and kept and kept.measure in _RATES_OF[found[1]]:
        return replace(told, role="rate", measure=_RATES_OF[found[1]][kept.measure], label=last_clause(words), scope=kept.measure, period="actual")
    return None


def _in_formula(told: Told, words: str, context: Context) -> Told | None:
    """Read the result of a formula as the indicator that opens its line."""
    found = named(context.opening(told), "rate") if _SYMBOLS.fullmatch(words) else []
    return replace(told, role="rate", measure=found[-1][2], label=context.opening(told), period="actual") if found else None


def _named(told: Told, words: str, _: Context) -> Told | None:
    found = named(words, "rate")
    if not found or not FILLER.fullmatch(words, found[-1][1]) or CLAUSE_BREAKS.search(words[found[-1][1] :]):
        return None
    subject = named(words[: found[-1][0]], "money")
    return replace(told, role="rate", measure=found[-1][2], label=last_clause(words), scope=subject[-1][2] if subject else "", period="actual")


def _target(told: Told, words: str, context: Context) -> Told | None:
    """Read a target beside its result: 满意度97%（目标95%）."""
    kept, before = context.subject.get("rate"), context.before
    if kept and before and before.kind == "rate" and re.search("目标|计划", words) and len(words) < SHORT:
        return replace(told, role="rate", measure=kept.measure, label=kept.label, period="budget_initial")
    return None


def _as_line(told: Told, words: str, context: Context) -> Told | None:
    """Read a rate with few words of its own as what opens its line: 满意度：学生96%、家长95%."""
    found = named(context.opening(told), "rate") if len(last_clause(words)) < SHORT else []
    return replace(told, role="rate", measure=found[-1][2], label=last_clause(words), period="actual") if found else None
