"""What the review of a department's own report shows: its text with every figure marked, what was found, how much was checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from evallib import __version__
from evallib.review import Review, why_unchecked
from evallib.rules.findings import PROSE, Finding, Outcome
from evallib.showing.opinions import (
    Group,
    Opinion,
    checked,
    found_so,
    listed,
    opinions,
    place,
    quotes,
    read_in_text,
    rounding,
    sides,
    summary,
    title_of,
    unchecked,
)
from evallib.showing.pieces import INVENTED, Html, Piece, Row, Table, bullets, escaped, key, mark, nothing, rich, say, tag, together
from evallib.showing.sentences import Told, sentence, told_count
from evallib.words import Words, joined

UNCHECKED = "unchecked"
MARKS = {
    Outcome.FAIL.key: Outcome.FAIL.words,
    Outcome.QUESTION.key: Outcome.QUESTION.words,
    Outcome.HINT.key: Words("提示", "hint"),
    Outcome.PASS.key: Words("成立（含尾差）", "holds, or within rounding"),
    Outcome.INSUFFICIENT_DATA.key: Outcome.INSUFFICIENT_DATA.words,
    UNCHECKED: Words("未核对", "not checked"),
}
"""How figures are marked in the text, most serious first."""
SERIOUSNESS = [*(outcome.key for outcome in Outcome), UNCHECKED]
TOP = 3


# -- head --------------------------------------------------------------------------------------------------------------


def review_head(review: Review) -> Piece:
    """Show whose report it is, what was found in it and how much of it was checked: the first screen."""
    lang = review.lang
    record = review.case.record if review.case else None
    others = [one for one in listed(review) if not one.finding.serious]
    held = [one for one in opinions(review) if one.group is Group.HELD]
    keys = (
        (Outcome.FAIL.words, found_so(review, Outcome.FAIL), Words("所报数字不能同时成立", "the figures cannot all be true")),
        (Outcome.QUESTION.words, found_so(review, Outcome.QUESTION), Words("可能另有解释，请部门说明", "there may be an explanation")),
        (
            Words("其他提示", "other remarks"),
            told_count(len(others), "缺少的内容、文字和单位各节所列", "listed under what is missing, wording and units"),
            Words("缺少的内容、文字和单位", "missing, wording, units"),
        ),
        (
            Words("核对成立", "holds"),
            told_count(len(held), "“已核对且成立的内容”一节所列", "listed under what was compared and holds"),
            Words("含四舍五入的尾差", "with rounding differences"),
        ),
        (
            Words("已核对的数字", "figures checked"),
            sentence("{checked} / {figures}", "{checked} / {figures}", checked=checked(review), figures=read_in_text(review)),
            sentence("未核对{unchecked}个", "{unchecked} not checked", unchecked=unchecked(review)),
        ),
    )
    subject = Words("部门自评报告审核", "Review of a department's own report")
    kicker = joined([record.county_name, Words(f"{record.year}年度", str(record.year)), subject], " · ", " · ") if record else subject
    title, lede = title_of(review), summary(review)
    html = tag(
        "header",
        tag("p", kicker.said(lang), class_="kicker"),
        tag("h1", title),
        tag("p", INVENTED.said(lang), class_="invented") if record and record.profile.invented else None,
        tag("p", rich(lede, lang), class_="lede"),
        tag("dl", *(key(lang, *one) for one in keys), class_="keys"),
        class_="hero",
    )
    facts = {"title": Words(f"审核：{title}", f"Review: {title}").said(lang), "description": lede.said(lang)}
    return Piece(html, "head", {"lang": lang, **facts, "footer": ""})


def review_first(review: Review) -> Piece:
    """Show the findings that matter most, a line each that leads to them."""
    lang, serious = review.lang, {}
    for one in listed(review):
        if one.finding.serious:
            serious.setdefault(one.finding.told.said(lang), one)  # what the report says twice is told once
    if not serious:
        return say(lang, summary(review))
    items = [tag("li", _badge(one, lang), " ", tag("a", said, href=f"#f{one.number}")) for said, one in list(serious.items())[:TOP]]
    return Piece(bullets(lang, items, ordered=True), "findings")


def _badge(one: Opinion, lang: str) -> Html:
    return tag("span", one.state.said(lang), class_=f"outcome {one.finding.outcome.key}")


# -- the text ----------------------------------------------------------------------------------------------------------


class Mark(NamedTuple):
    """Characters of the text that something is said about: with which outcome, in which finding (0 for none), and what."""

    start: int
    end: int
    key: str
    number: int
    said: str


def review_text(review: Review) -> Piece:
    """Show the report's text, every figure marked by its outcome and numbered with the findings that it takes part in."""
    samples = (tag("span", name.said(review.lang), class_=f"told {key}") for key, name in MARKS.items())
    lines = [tag("li", line, value=str(number)) for number, line in _lines(review) if line.strip()]
    return Piece(together([tag("p", *samples, class_="legend"), tag("ol", *lines, class_="report")]), "report")


def _lines(review: Review) -> Iterator[tuple[int, Html]]:
    """Yield the lines of the text, numbered and marked up."""
    text, number, parts = review.narrative.text, 1, []
    for start, end, marks in _stretches(text, _marks(review)):
        if text[start] == "\n":
            yield number, together(parts)
            number, parts = number + 1, []
        else:
            parts.append(_stretch(text, start, end, marks))
    yield number, together(parts)


def _marks(review: Review) -> list[Mark]:
    """Return what is said about the text: by each finding of each of its places, and of each figure that no check compared."""
    lang = review.lang
    found = [Mark(*span, _key(one.finding), one.number, _said(one, lang)) for one in opinions(review) for span in one.finding.spans]
    bare = [figure for figure in review.narrative.figures if not any(finding.outcome.compares for finding in review.findings_on(figure))]
    return found + [Mark(figure.start, figure.end, UNCHECKED, 0, why_unchecked(figure).said(lang)) for figure in bare]


def _key(finding: Finding) -> str:
    """Return how the places of a finding are marked: a rounding difference holds."""
    return (Outcome.PASS if rounding(finding) else finding.outcome).key


def _said(one: Opinion, lang: str) -> str:
    return Words(f"{one.number} {one.state.zh}：{one.finding.message.zh}", f"{one.number} {one.state.en}: {one.finding.message.en}").said(lang)


def _stretches(text: str, marks: list[Mark]) -> Iterator[tuple[int, int, tuple[Mark, ...]]]:
    """Cut the text where a mark begins or ends and round line breaks; yield each stretch with the marks that cover it."""
    breaks = [spot for spot, sign in enumerate(text) if sign == "\n"]
    edges = {0, len(text), *breaks, *(spot + 1 for spot in breaks), *(mark.start for mark in marks), *(mark.end for mark in marks)}
    waiting, covering = sorted(marks, reverse=True), []
    for start, end in pairwise(sorted(edges)):
        while waiting and waiting[-1].start <= start:
            covering.append(waiting.pop())
        covering = [mark for mark in covering if mark.end > start]
        yield start, end, tuple(covering)


def _stretch(text: str, start: int, end: int, marks: tuple[Mark, ...]) -> Html:
    """Mark up a stretch: as its most serious mark says; after it, the numbers of the findings whose place ends here."""
    if not marks:
        return Html(escaped(text[start:end]))
    worst = min(marks, key=lambda mark: (SERIOUSNESS.index(mark.key), mark.number))
    place_begins = any(mark.start == start and mark.number for mark in marks)
    said = "\n".join(dict.fromkeys(mark.said for mark in marks))
    if worst.key == UNCHECKED:
        return tag("span", mark(Told(Words(*[text[start:end]] * 2), Words(*[said] * 2)), "zh"), class_=f"told {UNCHECKED}")
    shown = tag("span", text[start:end], class_=f"told {worst.key}", title=said, id=f"t{start}" if place_begins else "")
    ending = {mark.number: mark.key for mark in marks if mark.end == end and mark.number}
    notes = (tag("sup", tag("a", str(number), href=f"#f{number}", class_=key)) for number, key in sorted(ending.items()))
    return together([shown, *notes])


# -- findings ----------------------------------------------------------------------------------------------------------


def review_opinions(review: Review, group: str) -> Piece:
    """Show the findings of one group, each with its place, words and arithmetic, and the question to ask.

    Args:
        review: the review.
        group: ``contradictions``, ``score``, ``claims``, ``missing`` or ``wording``.
    """
    chosen = [one for one in listed(review) if one.group is Group[group.upper()]]
    if chosen:
        return Piece(together(_article(review, one) for one in chosen), "findings")
    return say(
        review.lang,
        sentence(
            "这一类没有意见；全文{figures}个数字核对了{checked}个，范围见“核对范围”。",
            "Nothing of this kind was found; {checked} of {figures} figures were checked, see “How much was checked”.",
            figures=read_in_text(review),
            checked=checked(review),
        ),
    )


def _article(review: Review, one: Opinion) -> Html:
    finding, lang = one.finding, review.lang
    title = tag("h4", _badge(one, lang), f" {one.number}. {finding.subject.said(lang)}", tag("small", f" {one.check.said(lang)}"))
    parts = [title, tag("p", _ended(finding.message, lang), class_="formula")]
    if compared := sides(finding):
        parts.append(tag("dl", *(tag("div", tag("dt", name.said(lang)), tag("dd", value.said(lang))) for name, value in compared), class_="sides"))
    if finding.cause.zh:
        parts.append(tag("p", Words("可能原因：", "Possible cause: ").said(lang), _ended(finding.cause, lang)))
    if finding.question.zh:
        parts.append(tag("p", finding.question.said(lang), class_="ask"))
    if finding.suggestion.zh:
        parts.append(tag("p", Words("建议改为：", "Suggested correction: ").said(lang), tag("ins", finding.suggestion.said(lang)), class_="mend"))
    return tag("article", *parts, *_where(review, finding), class_=f"finding {finding.outcome.key}", id=f"f{one.number}")


def _ended(words: Words, lang: str) -> str:
    text, stop = words.said(lang), "。" if lang == "zh" else "."
    return text if text.endswith(("。", ".", "？", "?", "！")) else text + stop


def _where(review: Review, finding: Finding) -> Iterator[Html]:
    """Yield where a finding is, with the way there, and the words of the report."""
    yield from (tag("p", line, class_="where") for line in _line(review, finding))
    yield from (tag("blockquote", quote) for quote in quotes(review, finding))


def _line(review: Review, finding: Finding) -> Iterator[Html]:
    """Yield the place of a finding, if it has one, as a way into the text."""
    where, spans = Words("位置：", "Where:").plus(place(review, finding)).said(review.lang), finding.spans
    if finding.sources:
        yield tag("small", tag("a", where, href=f"#t{spans[0][0]}") if spans else where)


# -- how much ----------------------------------------------------------------------------------------------------------


def review_coverage(review: Review) -> Table:
    """Show how many figures there are, how many were understood and checked, and why the others were not."""
    coverage = review.coverage
    rows = [
        (Words("全文读出的数字", "figures read in the text"), read_in_text(review), "total"),
        (
            Words("其中：读懂单位和含义的", "of these: with a unit and a meaning"),
            told_count(coverage.understood, "读出了单位和所指内容的数字", "figures whose unit and meaning were read"),
            "sub",
        ),
        (Words("已核对", "checked"), checked(review), ""),
        (Words("未核对", "not checked"), unchecked(review), ""),
        *(
            (reason, told_count(number, f"原文中的虚线数字：{reason.zh}", f"dotted figures of the text: {reason.en}"), "sub")
            for reason, number in coverage.reasons
        ),
    ]
    return Table(
        Words("核对范围（个）", "How much was checked (number)"),
        [Words("数字", "Figures"), Words("个数", "Number")],
        [Row(name, [number], part) for name, number, part in rows],
        review.lang,
        Words("“已核对”指至少与另一个数字或资料比较过一次。", "“Checked” means compared at least once with another figure or with other data."),
    )


def review_held(review: Review) -> Piece:
    """Show what was compared and holds, folded; rounding differences are among it."""
    lang = review.lang
    held = [one for one in opinions(review) if one.group is Group.HELD]
    if not held:
        return nothing(lang, "没有核对成立的内容。", "Nothing was compared and found to hold.")
    counts = [(outcome, sum(one.finding.outcome is outcome for one in held)) for outcome in Outcome]
    names = joined([Words(f"{outcome.words.zh}{number}项", f"{outcome.words.en}: {number}") for outcome, number in counts if number], "，", ", ")
    items = (
        tag("li", _badge(one, lang), " ", one.finding.told.said(lang), *_line(review, one.finding), id=f"f{one.number}", value=str(one.number)) for one in held
    )
    return Piece(together([tag("details", tag("summary", names.said(lang)), class_="fold data"), tag("ol", *items, class_="held")]), "findings")


def review_sources(review: Review) -> Piece:
    """Show what the review was made from: the report with its fingerprint, what it was held against, and what was odd about its file."""
    lang, narrative, case = review.lang, review.narrative, review.case
    against = (
        Words(
            f"{case.record.county}/{case.record.year}/{case.record.department}（{case.scheme.name.zh}）",
            f"{case.record.county}/{case.record.year}/{case.record.department} ({case.scheme.name.en})",
        )
        if case
        else Words("无；只核对报告本身", "nothing: the report was checked by itself")
    )
    year = Words(f"{narrative.year}年度", str(narrative.year)) if narrative.year else Words("未读出", "not told")
    facts = [
        (Words("报告", "Report"), Words(*[narrative.file] * 2)),
        (Words("报告年度", "Year"), year),
        (Words("文字指纹", "Fingerprint of its text"), Words(*[f"SHA-256 {hashlib.sha256(narrative.text.encode('utf-8', 'replace')).hexdigest()[:16]}…"] * 2)),
        (Words("对照资料", "Held against"), against),
        (Words("核对项目", "Checks"), Words(f"{len(PROSE)}种", f"{len(PROSE)} kinds")),
        (Words("程序", "Program"), Words(*[f"evallib {__version__}"] * 2)),
    ]
    remarks = [Words(f"{one.place.zh}：{one.words.zh}。", f"{one.place.en}: {one.words.en}.") for one in review.remarks]
    listed_facts = tag("dl", *(part for name, value in facts for part in (tag("dt", name.said(lang)), tag("dd", value.said(lang)))), class_="facts")
    return Piece(together([listed_facts, *([bullets(lang, remarks)] if remarks else [])]), "provenance")
