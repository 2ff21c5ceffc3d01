"""What marks of a report are: the score, what an indicator earned, what it is worth."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from evallib.reading.context import Context
from evallib.reading.measures import FILLER, cleaned, named, year_told
from evallib.reading.phrases import CLAUSE_BREAKS, SHORT, last_clause
from evallib.reading.told import Told

_OF_MAXIMUM = re.compile("（(?:满分|分值|标准分)|/\\d")
FULL = 100
MANY_MARKS = 60  # of 100: a total score, not that of one indicator
_LOST = re.compile("(?:扣|失|减|差)[^得]{0,2}$")
_EARNED = re.compile("得(?:了|到)?(?:约|：)?$")
_TOTAL = re.compile("自评|总|综合|评定|评价|合计")
_PARTIAL = re.compile("指标|该项|此项|部分|扣|满分")


def read_marks(told: Told, words: str, context: Context) -> Told:
    """Return marks with what they are, by the cleaned words that lead to them and the signs about them."""
    measure = _worth_or_earned(told, words, context)
    clause = last_clause(words)
    around = words if len(words) > 1 else cleaned(context.form.text[max(0, told.begin - SHORT) : told.begin]) + context.title
    if measure in {"points", ""} and told.exact and told.value > MANY_MARKS and _TOTAL.search(around) and not _PARTIAL.search(clause):
        measure = "self_score"
    context.listing_max = measure == "points_max"
    year = year_told(words, context.year)
    return replace(told, role="score", measure=measure, label=clause, period="last_actual" if year is not None and year != context.year else "")


def _worth_or_earned(told: Told, words: str, context: Context) -> str:
    """Return ``points`` or ``points_max``, the name that the words give, or nothing for marks lost and for the bounds of grades."""
    text, clause = context.form.text, last_clause(words)
    before, after = text[told.begin - 1 : told.begin], text[told.stop : told.stop + 2]
    if _OF_MAXIMUM.match(text, told.stop):
        return "points"
    if before == "/" or (after == "，得" and not re.search("自评|总|扣|失|减|差|得", clause)):
        return "points_max"
    if _LOST.search(clause):
        return ""
    if before == "（" and after[:1] in {"）", "，"} and told.exact:
        return "points_max"
    if _EARNED.search(clause):
        return "points"
    return "" if told.about else _by_words(told, words, context)


def _by_words(told: Told, words: str, context: Context) -> str:
    found, kept = named(words, "marks"), context.main.get("marks")
    if found and FILLER.fullmatch(words, found[-1][1]) and not CLAUSE_BREAKS.search(words[found[-1][1] :]):
        return _total(found[-1][2], told.value)
    if kept is None:
        return ""
    if kept.measure == "points_max":
        lists = re.match("，?(?:由|其中|包括|分为|含)", words) or (words.startswith("、") and context.listing_max)
        return "points_max" if lists else ""
    return "points" if not re.search("[；。]", words) and told.value < kept.value + 1 else ""


def _total(measure: str, value: Decimal) -> str:
    """Return what marks with the name of a total are: 自评得分10分 are those of a part, 总分95分 is a score, not what is available."""
    if measure == "self_score" and value <= MANY_MARKS:
        return "points"
    return "self_score" if measure == "points_max" and MANY_MARKS < value < FULL else measure
