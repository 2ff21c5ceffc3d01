"""What the checks found, shown: each finding with its arithmetic, its question and its places; and how much was checked."""

from __future__ import annotations

from collections.abc import Iterable

from evallib.case import Case
from evallib.figures import places
from evallib.rules.findings import CHECKS, Finding, Outcome, catalogue
from evallib.showing.pieces import Html, Piece, Row, Table, nothing, tag, together
from evallib.showing.sentences import Told, told_count
from evallib.words import Words, joined

MOST_NAMED = 4  # subjects of a count


def badge(outcome: Outcome, lang: str) -> Html:
    """Show an outcome in words."""
    return tag("span", outcome.words.said(lang), class_=f"outcome {outcome.key}")


def shown_findings(case: Case) -> list[Finding]:
    """Return the findings that are shown one by one, in their order."""
    return _worth_showing(case.findings)


def _worth_showing(found: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.outcome in {Outcome.FAIL, Outcome.QUESTION, Outcome.HINT}]


def anchor(place: int) -> str:
    """Return the identifier of a finding by its place among those shown."""
    return f"f{place + 1}"


def findings(case: Case) -> Piece:
    """Show what does not add up and what asks for an explanation, with the arithmetic and the question to ask."""
    return articles(case.findings, case.lang)


def articles(found: Iterable[Finding], lang: str) -> Piece:
    """Show those of some findings that are worth a look, one by one."""
    shown = _worth_showing(found)
    if not shown:
        return nothing(lang, "已能进行的核对均成立。", "All checks that could be made hold.")
    return Piece(together(_article(finding, anchor(place), lang) for place, finding in enumerate(shown)), "findings")


def _article(finding: Finding, name: str, lang: str) -> Html:
    check = CHECKS[finding.check]
    heading = tag("h3", badge(finding.outcome, lang), f" {finding.subject.said(lang)}", tag("small", f" {finding.check} {check.words.said(lang)}"))
    where = places(finding.sources, lang, brief=True)
    parts = [heading, tag("p", f"{finding.message.said(lang)}{'。' if lang == 'zh' else '.'}", class_="formula")]
    if finding.cause.zh:
        parts.append(tag("p", Words(f"可能原因：{finding.cause.zh}。", f"Possible cause: {finding.cause.en}.").said(lang)))
    if finding.question.zh:
        parts.append(tag("p", Words(f"请部门说明：{finding.question.zh}", f"To ask the department: {finding.question.en}").said(lang), class_="ask"))
    if where:
        parts.append(tag("p", Words(f"出处：{where}", f"Where: {where}").said(lang), class_="where"))
    return tag("article", *parts, class_=f"finding {finding.outcome.key}", id=name)


def checks_made(case: Case) -> Table:
    """Show how many checks were made and with which outcome, check by check."""
    columns = [Words("核对内容", "Check"), *(outcome.words for outcome in Outcome)]
    rows = []
    for check in catalogue():
        found = {outcome: [f for f in case.findings if f.check == check.key and f.outcome is outcome] for outcome in Outcome}
        cells = [_counted(found[outcome]) for outcome in Outcome]
        if not any(cells):
            cells = [Words("无数据", "no data") if outcome is Outcome.INSUFFICIENT_DATA else None for outcome in Outcome]
        rows.append(Row(Words(f"{check.key} {check.words.zh}", f"{check.key} {check.words.en}"), cells))
    rows.append(Row(Words("合计", "Total"), [_total(case, outcome) for outcome in Outcome], "total"))
    return Table(Words("各项核对及其结果（项）", "Checks and their outcomes (number)"), columns, rows, case.lang)


def _counted(found: list[Finding]) -> Told | None:
    if not found:
        return None
    subjects = list(dict.fromkeys(one.subject for one in found))
    more = Words("等", " and others") if len(subjects) > MOST_NAMED else Words("", "")
    named = joined(subjects[:MOST_NAMED])
    return told_count(len(found), named.zh + more.zh, named.en + more.en)


def _total(case: Case, outcome: Outcome) -> Told | None:
    number = case.outcomes[outcome]
    return told_count(number, f"上列“{outcome.words.zh}”各项之和", f"sum of the column “{outcome.words.en}”") if number else None
