"""The review opinion that a bureau sends back to a department: a Word document laid out as official documents are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from docx.document import Document as Letter

from evallib.review import Review
from evallib.rules.findings import Outcome
from evallib.showing.official import NUMERALS, Cell, blank, finished, fit, grid, say, sentence
from evallib.showing.opinions import Opinion, elsewhere, listed, quotes, spots, summary, title_of
from evallib.showing.pieces import INVENTED
from evallib.words import Words, joined

LONGEST_QUOTE, LONGEST_WORDS = 50, 40  # characters of the report that are quoted, and that a table repeats
ANSWERS = (
    (Words("编号", "No."), 12),
    (Words("事项", "Matter"), 36),
    (Words("原文", "Words of the report"), 38),
    (Words("建议更正", "Suggested correction"), 32),
    (Words("部门答复", "The department's answer"), 38),
)
FIGURES = (
    (Words("数字", "Figure"), 32),
    (Words("行", "Line"), 12),
    (Words("含义", "What it is"), 62),
    (Words("结论", "Outcome"), 26),
    (Words("意见编号", "Finding"), 24),
)
_DEPARTMENT = re.compile(r"(?:关于)?(.{2,30}?)(?:关于)?(?:19|20)\d{2}年")


def letter(review: Review) -> bytes:
    """Return the review opinion as a .docx file; the same review gives the same bytes.

    Args:
        review: the review; its language is the letter's.
    """
    document, lang = blank(review.lang), review.lang
    title = Words(f"关于《{title_of(review)}》的审核意见", f"Review of “{title_of(review)}”").said(lang)
    say(document, title, "Title")
    say(document, _addressee(review).said(lang), "Address")
    say(document, _opening(review).said(lang))
    found = listed(review)
    for number, (group, members) in enumerate(groupby(found, key=lambda one: one.group)):
        say(document, Words(f"{NUMERALS[number]}、{group.words.zh}", f"{number + 1}. {group.words.en}").said(lang), "Heading 1")
        for one in members:
            _item(document, review, one)
    if review.case and review.case.record.profile.invented:
        say(document, INVENTED.said(lang))
    say(document, Words("本意见由核对程序起草，发出前请审核人员复核。", "Drafted by a program; to be read over before it is sent.").said(lang))
    if found:
        _annexes(document, review, found)
    return finished(document, title)


# -- words -----------------------------------------------------------------------------------------------------------


def _addressee(review: Review) -> Words:
    """Return whom the letter is to: the department, as its data or the report's title name it."""
    if review.case:
        name = review.case.record.profile.name
        return Words(f"{name.zh}：", f"To: {name.en}")
    named = _DEPARTMENT.match(title_of(review))
    return Words(f"{named[1]}：", f"To: {named[1]}") if named else Words("报告单位：", "To the department")


def _opening(review: Review) -> Words:
    title, coverage = title_of(review), review.coverage
    reasons = joined([Words(f"{words.zh}{number}个", f"{words.en}: {number}") for words, number in coverage.reasons], "；", "; ")
    why = Words(f"未核对的数字：{reasons.zh}。", f"Not checked: {reasons.en}.") if reasons.zh else Words("", "")
    ask = Words(
        "现将意见反馈如下，请贵单位逐条核实，在附表1中答复，并对有误之处作出更正。",
        "Our findings follow. Please look into each, answer in annex 1, and correct what is wrong.",
    )
    received = Words(
        f"贵单位报送的《{title}》收悉。我们对报告中的数字和说法进行了核对。", f"We have received “{title}” and compared its figures and statements."
    )
    return received.plus(summary(review).words).plus(why).plus(ask if listed(review) else Words("", ""))


def _item(document: Letter, review: Review, one: Opinion) -> None:
    """Write a finding: what it is and by how much, where, in which words, and the question."""
    finding, lang = one.finding, review.lang
    paragraph = document.add_paragraph()
    lead = Words(f"{one.number}．{finding.subject.zh}（{one.state.zh}）。", f"{one.number}. {finding.subject.en} ({one.state.en}). ")
    paragraph.add_run(fit(lead.said(lang))).bold = True
    where, said, data = spots(review, finding), "".join(f"“{quote}”" for quote in quotes(review, finding, LONGEST_QUOTE)[:2]), elsewhere(finding)
    told = [
        sentence(finding.message),
        sentence(Words(f"见{where.zh}{said and f'：{said}'}", f"See {where.en}{said and f': {said}'}")) if where.zh else Words("", ""),
        sentence(Words(f"对照{data.zh}", f"Compared with {data.en}")) if data.zh else Words("", ""),
        sentence(Words(f"可能原因：{finding.cause.zh}", f"Possible cause: {finding.cause.en}")) if finding.cause.zh else Words("", ""),
        sentence(finding.question),
        sentence(Words(f"建议改为“{finding.suggestion.zh}”", f"Suggested: “{finding.suggestion.en}”")) if finding.suggestion.zh else Words("", ""),
    ]  # fmt: skip
    paragraph.add_run(fit(joined([words for words in told if words.zh], "", " ").said(lang)))


# -- annexes ---------------------------------------------------------------------------------------------------------


def _annexes(document: Letter, review: Review, found: tuple[Opinion, ...]) -> None:
    lang = review.lang
    first = say(document, Words("附表1　更正和答复表", "Annex 1. Corrections and answers").said(lang), "Annex")
    first.paragraph_format.page_break_before = True
    _table(document, ANSWERS, [_answer(review, one) for one in found], lang)
    figures = list(_figures(review, found))
    if figures:
        say(document, Words("附表2　有意见的数字", "Annex 2. Figures with findings").said(lang), "Annex")
        _table(document, FIGURES, figures, lang)


def _answer(review: Review, one: Opinion) -> list[str]:
    finding, lang = one.finding, review.lang
    return [str(one.number), finding.subject.said(lang), next(iter(quotes(review, finding, LONGEST_WORDS)), ""), finding.suggestion.said(lang), ""]


def _figures(review: Review, found: tuple[Opinion, ...]) -> Iterable[list[str]]:
    """Yield a row for each figure that takes part in a finding of weight."""
    for figure in review.narrative.figures:
        on = [one for one in found if one.finding.serious and (figure.start, figure.end) in one.finding.spans]
        if on:
            worst = Outcome.FAIL if any(one.finding.outcome is Outcome.FAIL for one in on) else Outcome.QUESTION
            line, numbers = str(figure.source.line), joined([Words(*[str(one.number)] * 2) for one in on])
            yield [figure.text, line, figure.name.said(review.lang), worst.words.said(review.lang), numbers.said(review.lang)]


def _table(document: Letter, columns: tuple[tuple[Words, int], ...], rows: list[list[str]], lang: str) -> None:
    heads = [Cell(name.said(lang), bold=True) for name, _ in columns]
    grid(document, [width for _, width in columns], [heads, *([Cell(text) for text in row] for row in rows)])
