"""Family D in prose: the report against the department's data, and the rates that it states against its own amounts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from evallib.figures import Figure, fixed, total
from evallib.quantities import Unit
from evallib.reading.measures import cleaned
from evallib.reading.narrative import Narrative, Told
from evallib.reading.record import ITEMS, Period, Record
from evallib.rules.findings import Finding, Outcome, asked, check, compared, equality, gathered
from evallib.rules.indicators import INDICATORS
from evallib.rules.prose.sums import HOLDS, holds, rate_equality
from evallib.rules.scoring import Scorecard
from evallib.words import Words

_RATES = {  # rates that the data give too, with the readings of each
    "staff_control_rate": ("staff_control_rate", ({},)),
    "execution_rate": ("execution_rate", ({"basis": "revised"}, {"basis": "initial"})),
    "budget_addition_rate": ("budget_addition_rate", ({},)),
    "procurement_execution_rate": ("procurement_execution_rate", ({},)),
    "fixed_asset_utilisation": ("fixed_asset_utilisation", ({},)),
    "carryover_rate": ("carryover_rate", ({"basis": "budget"}, {"basis": "actual"})),
}


@check("D1", "报告中的数与填报数据一致", "Figures of the report = the department's data", cites="EVALLIB", on="report")
def report_agrees_with_data(narrative: Narrative, record: Record | None, _: Scorecard | None) -> Iterator[Finding]:
    """Each figure of the report that the department's data have too is the same there.

    A figure that the text gives for a single budget, or of staff of one kind, has another scope: only where it is the same is it told.
    So is a figure in a table, whose columns (budgets, changes, marks) cannot be told apart with certainty.
    """
    if record is None:
        return
    in_wan = narrative.slips
    question = Words("报告与填报数据不一致，请贵单位核实以哪一个为准。", "The report and the data differ; which is right?")
    found = []
    for told in narrative.figures:
        stated = in_wan.get(told.begin, told).figure
        expected = [_counted_alike(figure, stated) for figure in _in_data(told, record) if figure.known] if told.exact else []
        expected = [figure for figure in expected if figure.unit.measures == stated.unit.measures]
        fits = next((one for one in expected if compared(stated, one) in HOLDS), None)
        if fits or (expected and _same_scope(told) and not narrative.tabular(told)):
            found.append(equality("D1", stated, (fits or expected[0]).to(stated.unit), question=question))
    yield from gathered("D1", Words("报告与填报数据", "report and data"), found)


def _counted_alike(figure: Figure, stated: Figure) -> Figure:
    """Return a count in the word that the report counts in: answers are sheets (份) or persons."""
    return replace(figure, unit=stated.unit) if figure.unit.counts and stated.unit.counts else figure


def _same_scope(told: Told) -> bool:
    """Whether a figure is of the whole department, as the data are, not of one budget or of one kind of staff."""
    return not told.scope or told.role in {"change", "share"}


def _in_data(told: Told, record: Record) -> Iterator[Figure]:
    """Yield the figures of the data that a figure of the report should equal: several where they are stated, or may be worked out, in several ways."""
    if told.measure == "change_amount":
        yield from _change(told, record)
    elif told.measure in _RATES:
        key, readings = _RATES[told.measure]
        yield from (INDICATORS[key].of(record, **reading) for reading in readings)
    elif told.measure == "satisfaction":
        yield (record.figure("survey_satisfied") / record.figure("survey_valid")).percent
    elif told.measure in {"share_basic", "share_project"} and told.scope in {"", "exp_total"}:
        yield (record.figure(told.measure.replace("share", "exp")) / record.figure("exp_total")).percent
    elif told.measure == "project" and told.label:
        yield from (
            record.amount(one)
            for one in record.all_mentions("project")
            if one.detail and one.detail == cleaned(told.label).removeprefix("其中").strip("：、，0123456789.")
        )
    elif told.measure in ITEMS and told.measure != "self_score" and not ITEMS[told.measure].listed and told.measure != "project_other_funds":
        period = Period[told.period.upper()] if told.period else Period.ACTUAL
        if told.kind == "money" and not told.period:
            return
        yield record.figure(told.measure, period)
        yield from (record.amount(mention) for mention in record.all_mentions(told.measure, period))


def _change(told: Told, record: Record) -> Iterator[Figure]:
    if told.scope not in ITEMS or told.base not in {"last_actual", "budget_initial"}:
        return
    this, last = record.figure(told.scope), record.figure(told.scope, Period[told.base.upper()])
    stated = record.figure("rev_change_on_last_year")
    if told.scope == "rev_total" and stated.known and told.base == "last_actual" and (stated.value < 0) == (told.sense == "-"):
        yield stated if told.sense == "+" else fixed(Decimal(0), stated.unit) - stated
    if told.sense == "-":
        yield last - this
    else:
        yield this - last


@check("D4", "执行率和完成率可由金额算出", "Stated rates follow from the amounts", cites="S14", on="narrative")
def rates_follow(narrative: Narrative) -> Iterator[Finding]:
    """A stated rate of execution or completion is an outturn over a budget that the report gives.

    Any two amounts of its own sentence, and the totals of the report, are tried. It fails only where the report gives one budget and
    one outturn of the very thing, and says that they are meant.
    """
    in_wan = narrative.slips
    question = Words("请贵单位列明该比率的分子和分母。", "Please give the amounts that the rate is worked out from.")
    wider = _totals(narrative)
    for told in narrative.figures:
        if told.measure not in {"execution_rate", "budget_completion_rate"} or told.unit != "%" or not told.exact:
            continue
        near = [in_wan.get(one.begin, one) for one in _sentence_amounts(narrative, told)]
        pairs = [(part, whole) for part in near for whole in near if part.begin != whole.begin and whole.value and _in_order(part, whole)]
        measure = told.scope if told.scope in ITEMS else "exp_total"
        stated = _stated_pair(narrative, told, measure)
        good = next((pair for pair in (*stated, *pairs, *(wider if told.scope in {"", *_WHOLES} else ())) if holds(told.figure, _rate(*pair))), None)
        own = [pair for pair in pairs if pair[0].measure == pair[1].measure != "" and pair[0].period == "actual" and pair[1].period.startswith("budget")]
        named = [pair for pair in own if pair[1].period == told.base] or own
        if good:
            yield rate_equality("D4", told.figure, _rate(*good), question)
        elif stated or len(named) == 1:
            yield _inverted(rate_equality("D4", told.figure, _rate(*(stated or named)[0]), question), told, *(stated or named)[0])


def _rate(part: Told, whole: Told) -> Figure:
    return (part.figure / whole.figure).percent


def _in_order(part: Told, whole: Told) -> bool:
    """Whether two amounts can be the outturn and the budget of a rate, by what is known of their stages."""
    return not part.period.startswith("budget") and not (whole.period == "actual" and part.measure == whole.measure)


def _inverted(finding: Finding, told: Told, part: Told, whole: Told) -> Finding:
    if part.value and holds(told.figure, _rate(whole, part)):
        return replace(finding, cause=Words("分子和分母可能颠倒", "dividend and divisor may have been exchanged"))
    return finding


_WHOLES = {"exp_total", "rev_total", "rev_appropriation", "rev_general_public_budget"}
MOST_PAIRS = 40
MOST_NEAR = 10  # amounts of one sentence of which each may be of each


def _totals(narrative: Narrative) -> list[tuple[Told, Told]]:
    """Return the outturns and budgets of the report's totals that a rate may be of."""
    totals = [one for measure in sorted(_WHOLES) for one in narrative.all(measure)[:MOST_PAIRS] if one.exact]
    return [(part, whole) for part in totals for whole in totals if part.period == "actual" and whole.period.startswith("budget") and whole.value][:MOST_PAIRS]


def _sentence_amounts(narrative: Narrative, told: Told) -> list[Told]:
    begin, end = narrative.sentence(told.begin)
    return [one for one in narrative.between(begin, end)[-MOST_NEAR:] if one.kind == "money" and one.role == "amount" and one.exact]


_OF_THE_WHOLE = re.compile("(?:全年|年度|部门|整体支出)预算(?:资金)?执行率")


def _stated_pair(narrative: Narrative, told: Told, measure: str) -> list[tuple[Told, Told]]:
    """Return the outturn and the budget that a rate is said to be of, where the report gives one of each and the paragraph speaks of them."""
    outturns = {one.figure.to(Unit.WAN_YUAN).value: one for one in narrative.all(measure, "actual") if one.exact and not one.scope}
    base = told.base or ("budget_revised" if narrative.all(measure, "budget_revised") else "")
    budgets = {one.figure.to(Unit.WAN_YUAN).value: one for one in narrative.all(measure, base) if one.exact and not one.scope} if base else {}
    if len(outturns) != 1 or len(budgets) != 1:
        return []
    (part,), (whole,) = outturns.values(), budgets.values()
    line = narrative.plain.text.rfind("\n", 0, told.begin)
    near = bool(_OF_THE_WHOLE.search(told.label)) or any(one.measure == measure and one.role == "amount" for one in narrative.between(line, told.begin))
    return [(part, whole)] if near and whole.value and (told.scope in {"", measure}) else []


@check("D7", "年初预算为0的不计算完成率", "No completion rate is told of a budget of 0", cites="S29", on="narrative")
def rates_have_a_base(narrative: Narrative) -> Iterator[Finding]:
    """A percentage of an initial budget of 0 does not exist."""
    for told in narrative.all("budget_completion_rate"):
        amounts = _sentence_amounts(narrative, told)
        budgets = [one for one in amounts if one.period.startswith("budget")]
        base = [one for one in budgets if one.begin < told.begin]
        if base and base[-1].period in {told.base or "budget_initial", "budget_initial"} and not any(one.value for one in budgets):
            spent = any(one.period == "actual" and one.value and one.measure == base[-1].measure for one in amounts)
            yield Finding(
                "D7",
                Outcome.FAIL if spent and "年初" in told.label else Outcome.QUESTION,
                told.name,
                Words(f"预算数为0，“{told.label.strip('，')}{told.text}”无从计算", f"the budget is 0, of which {told.text} cannot be worked out"),
                told.figure,
                question=Words("请贵单位删去该比率，或说明所依据的预算数。", "Please leave the rate out, or name the budget that it is of."),
                places=base[-1].figure.sources,
            )


@check("B3", "收入＋年初结转＝支出＋年末结转", "Revenue + opening balance = expenditure + closing balance", cites="S29", on="narrative")
def balances_follow(narrative: Narrative) -> Iterator[Finding]:
    """The year's revenue and the opening balance make the year's expenditure and the closing balance, where the report gives one figure of each."""
    question = Words(
        "请贵单位核实本年收支和年初、年末结转结余，说明有无结余分配或使用非财政拨款结余。",
        "Please check revenue, expenditure and balances; was surplus distributed or used?",
    )
    sides = [narrative.only(measure) for measure in ("rev_total", "balance_opening", "exp_total", "balance_closing")]
    if all(sides):
        revenue, opening, spent, closing = (one.figure for one in sides)
        others = [narrative.only(measure) for measure in ("nonappropriation_surplus_used", "surplus_distribution")]
        if not any(one and one.value for one in others):
            yield equality("B3", closing, revenue + opening - spent, question=question)


@check("D5", "得分不超过分值，分值之和等于总分", "Marks within what is available, which add up to the total", cites="S30", on="narrative")
def marks_are_within(narrative: Narrative) -> Iterator[Finding]:
    """The marks of an indicator do not exceed what it is worth, and what the groups are worth adds up to the total that the sentence gives."""
    question = Words("请贵单位核实该项的分值和得分。", "Please check what the indicator is worth and what it earned.")
    scores = [one for one in narrative.figures if one.role == "score" and one.exact]
    for first, second in itertools.pairwise(scores):
        gap = narrative.plain.text[first.stop : second.begin]
        pair = {first.measure: first, second.measure: second}
        if pair.keys() == {"points", "points_max"} and _BESIDE.fullmatch(gap):
            worth, earned = pair["points_max"], pair["points"]
            above = earned.value > worth.value
            message = Words(f"得{earned.value:f}分，该项分值为{worth.value:f}分", f"{earned.value:f} marks, of {worth.value:f} available")
            yield Finding(
                "D5", Outcome.FAIL if above else Outcome.PASS, earned.name, message, earned.figure, worth.figure, question=question if above else Words("", "")
            )
    yield from _total_of_pairs(narrative, question)
    for whole in narrative.all("points_max"):
        inside = [one for one in narrative.between(whole.stop, narrative.sentence(whole.begin)[1]) if one.measure == "points_max"]
        if whole.value == HUNDRED and len(inside) > 2 and all(one.exact for one in inside):  # noqa: PLR2004
            finding = equality("D5", whole.figure, total([one.figure for one in inside]), question=question)
            yield finding if any(word in narrative.plain.text[whole.begin : inside[0].begin] for word in ("由", "其中", "包括", "分为")) else asked(finding)


def _total_of_pairs(narrative: Narrative, question: Words) -> Iterator[Finding]:
    """Yield the finding on a total score that closes a line of groups which are worth 100 together, each with its marks."""
    for total_score in narrative.all("self_score"):
        line = [one for one in narrative.before(total_score.begin, "\n") if one.role == "score" and one.exact]
        pairs = [(worth, earned) for worth, earned in itertools.pairwise(line) if (worth.measure, earned.measure) == ("points_max", "points")]
        if len(pairs) > 2 and sum(worth.value for worth, _ in pairs) == HUNDRED and total_score.exact:  # noqa: PLR2004
            yield equality("D5", total_score.figure, total([earned.figure for _, earned in pairs]), question=question)


_BESIDE = re.compile("[）：，、（。]*(?:自评|实际|该项|此项|本项|指标)?(?:得|分值|满分|得分)?(?:为|：)?")
HUNDRED = 100
