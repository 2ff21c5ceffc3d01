"""What ``evallib review`` prints: what was found in reports, as lines to read or as JSON, one object a report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from evallib.problems import UserMistake
from evallib.reading.narrative import Narrative, Told
from evallib.review import Review
from evallib.showing.opinions import Group, Opinion, arithmetic, listed, opinions, place, summary, title_of
from evallib.showing.terminal import NOT_IN_GBK, as_data, problems_of, wrapped
from evallib.words import Words, joined

# -- lines to read ---------------------------------------------------------------------------------------------------


def review_lines(review: Review, width: int = 100) -> str:
    """Return what a review found: how much was checked, then each finding with its place and the question, by group.

    Args:
        review: the review.
        width: columns of the screen; a Chinese character takes two.
    """
    lang = review.lang
    told = [(0, f"{review.narrative.file}  {title_of(review)}"), (2, summary(review).said(lang))]
    for group, found in groupby(listed(review), key=lambda one: one.group):
        told += [(0, ""), (2, group.words.said(lang))]
        told += [line for one in found for line in _opinion(review, one)]
    told += [(0, ""), *((2, line) for line in _rest(review))]
    lines = (line for indent, text in told for line in (wrapped(text, width, " " * indent, " " * (indent + 4)) if text else [""]))
    return "\n".join(lines).translate(NOT_IN_GBK)


def _opinion(review: Review, one: Opinion) -> Iterator[tuple[int, str]]:
    """Yield a finding as lines, each with its indent."""
    lang, finding = review.lang, one.finding
    said = Words(f"{one.state.zh} {finding.check} {finding.told.zh}", f"{one.state.en} {finding.check} {finding.told.en}")
    yield 2, f"{one.number}. {said.said(lang)}"
    for label, text in (
        (Words("位置：", "where: "), place(review, finding)),
        (Words("可能原因：", "possible cause: "), finding.cause),
        (Words("问：", "to ask: "), finding.question),
        (Words("建议改为：", "suggested correction: "), finding.suggestion),
    ):
        if text.zh:
            yield 6, label.said(lang) + text.said(lang)


def _rest(review: Review) -> Iterator[str]:
    """Yield why figures were not checked, and how much holds."""
    lang, coverage = review.lang, review.coverage
    if coverage.reasons:
        reasons = joined([Words(f"{words.zh}{number}个", f"{words.en}: {number}") for words, number in coverage.reasons], "；", "; ")
        yield Words(f"未核对的{coverage.unchecked}个数字：{reasons.zh}。", f"The {coverage.unchecked} figures not checked: {reasons.en}.").said(lang)
    held = sum(one.group is Group.HELD for one in opinions(review))
    yield Words(f"另有{held}项核对成立或只有尾差，未列出。", f"{held} comparisons that hold, or differ by rounding alone, are not listed.").said(lang)
    for one in review.remarks:
        yield Words(f"读取提示 {one.place.zh}：{one.words.zh}", f"reading note {one.place.en}: {one.words.en}").said(lang)


# -- JSON ------------------------------------------------------------------------------------------------------------


def review_json(file: str, one: Review | UserMistake, lang: str) -> str:
    """Return what a review found as one JSON object on one line.

    Texts are in ``lang``, empty where there is none; numbers are decimal strings or null; places in the text are offsets of
    characters in it as read. Of a file that cannot be read, ``problems`` says why, and everything else is empty.

    Args:
        file: its name, as it was given.
        one: its review, or what is wrong with it.
        lang: ``zh`` or ``en``.
    """
    read = {"figures": [], "findings": [], "coverage": dict.fromkeys(("figures", "understood", "checked", "unchecked"), 0) | {"reasons": []}, "remarks": []}
    if isinstance(one, UserMistake):
        told = read | {"problems": problems_of(one, lang)}
    else:
        coverage = one.coverage
        counts = {name: getattr(coverage, name) for name in ("figures", "understood", "checked", "unchecked")}
        told = {
            "figures": [_figure(one.narrative, told) for told in one.narrative.figures],
            "findings": [_finding(one, opinion) for opinion in opinions(one)],
            "coverage": counts | {"reasons": [{"reason": words.said(lang), "figures": number} for words, number in coverage.reasons]},
            "remarks": [{"place": remark.place.said(lang), "message": remark.words.said(lang)} for remark in one.remarks],
            "problems": [],
        }
    return json.dumps({"file": file} | told, ensure_ascii=False)


def _figure(narrative: Narrative, told: Told) -> dict[str, Any]:
    return {
        "start": told.start,
        "end": told.end,
        "text": told.text,
        "value": f"{told.value:f}",
        "high": f"{told.high:f}" if told.high is not None else None,
        "unit": told.unit,
        "measure": told.measure or None,
        "period": told.period or None,
        "scope": narrative.scope_of(told) or None,
        "approximate": not told.exact,
        "about": told.about,
    }


def _finding(review: Review, one: Opinion) -> dict[str, Any]:
    finding, lang = one.finding, review.lang
    own = {
        "spans": [list(span) for span in finding.spans],
        "arithmetic": arithmetic(finding, lang),
        "suggestion": finding.suggestion.said(lang),
        "group": one.group.name.lower(),
    }
    return as_data(finding, lang) | own
