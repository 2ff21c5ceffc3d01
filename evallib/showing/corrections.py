"""The list of corrections: a workbook in which a bureau sends back to its departments what they have to mend or explain."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import xlsxwriter

from evallib.case import Case
from evallib.figures import places
from evallib.problems import UserMistake
from evallib.reading.folder import DepartmentYear
from evallib.rules.findings import CHECKS, Finding, Outcome
from evallib.showing.terminal import CHECKED, UNREADABLE, Checked, within, wrapped
from evallib.words import Words, joined

SUMMARY, LIST = Words("核对汇总", "Summary"), Words("更正清单", "Corrections")
READING, NOTE = Words("读取资料", "reading the files"), Words("读取提示", "reading note")
ADVICE = {
    Outcome.FAIL: Words("请查原始资料，更正有误的一处", "Consult the original records and correct the figure that is wrong"),
    Outcome.QUESTION: Words("请说明，并附依据", "Please explain, with the grounds"),
    Outcome.INSUFFICIENT_DATA: Words("请补充资料；缺少资料不等于有问题", "Please supply what is missing; a gap is not a mistake"),
}
NOTE_ADVICE = Words("请核对；有误的请更正", "Please check it, and correct what is wrong")
SUMMARY_COLUMNS = (  # heading, width
    (Words("县", "County"), 12),
    (Words("部门", "Department"), 28),
    (Words("年度", "Year"), 7),
    (Words("状态", "State"), 10),
    (Words("可能最低分", "Lowest score"), 9),
    (Words("可能最高分", "Highest score"), 9),
    (Words("自评得分", "Stated score"), 9),
    *((outcome.words, 9) for outcome in Outcome),
    (Words("数据文件夹", "Data folder"), 26),
)
LIST_COLUMNS = (
    (Words("部门", "Department"), 14),
    (Words("年度", "Year"), 6),
    (Words("核对项", "Check"), 17),
    (Words("结论", "Outcome"), 9),
    (Words("位置", "Place"), 19),
    (Words("发现的内容", "What was found"), 33),
    (Words("应为", "Should be"), 17),
    (Words("处理建议/请说明的问题", "What to do, or to explain"), 30),
    (Words("部门答复", "The department's answer"), 22),
)
TALLEST = 409  # points that a row may be high
NO_DATE = datetime(2000, 1, 1)  # noqa: DTZ001  the same figures make the same bytes on any day
MADE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}  # text is text, whatever it begins with


class Correction(NamedTuple):
    """One matter for a department to mend or to explain: a row of the list, worded in one language."""

    check: str
    outcome: str
    place: str
    found: str
    expected: str
    advice: str


def corrections(which: DepartmentYear, one: Case | UserMistake, lang: str) -> Iterator[Correction]:
    """Yield what a department has to mend, explain or supply, most serious first, and how doubtful entries were read.

    Rounding differences call for nothing and are counted in the summary alone.
    """
    if isinstance(one, UserMistake):
        for problem in one.problems:
            told = (UNREADABLE, problem.place, problem.found, problem.expected, problem.remedy)
            yield Correction(READING.said(lang), *(within(which, words.said(lang)) for words in told))
        return
    for finding in one.findings:
        if finding.outcome in ADVICE:
            yield _correction(which, finding, lang)
    for remark in one.record.remarks:
        yield Correction(READING.said(lang), NOTE.said(lang), within(which, remark.place.said(lang)), remark.words.said(lang), "", NOTE_ADVICE.said(lang))


def _correction(which: DepartmentYear, finding: Finding, lang: str) -> Correction:
    return Correction(
        f"{finding.check} {CHECKS[finding.check].words.said(lang)}",
        finding.outcome.words.said(lang),
        within(which, places(finding.sources, lang)),
        finding.told.said(lang),
        _expected(finding).said(lang),
        _advice(finding).said(lang),
    )


def _expected(finding: Finding) -> Words:
    """Say what a figure has to agree with. Which of the two is wrong is not for a check to say."""
    if finding.outcome is not Outcome.FAIL or not (finding.expected and finding.expected.known):
        return Words("", "")
    return Words(f"与核对数{finding.expected.shown('zh')}一致", f"equal to what it is checked against: {finding.expected.shown('en')}")


def _advice(finding: Finding) -> Words:
    cause, question = finding.cause, finding.question
    said = [ADVICE[finding.outcome]]
    said += [Words(f"可能原因：{cause.zh}", f"Possible cause: {cause.en}")] if cause.zh else []
    said += [question] if question.zh else []
    return joined(said, "。", ". ")


def workbook(checked: Checked, lang: str) -> bytes:
    """Return the list of corrections as an .xlsx file: a sheet that sums up each department, and the list.

    Args:
        checked: what was checked.
        lang: language of headings and texts.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, MADE) as book:
        book.set_properties({"title": LIST.said(lang), "created": NO_DATE})
        _sheet(book, SUMMARY, SUMMARY_COLUMNS, [_summary(which, one, lang) for which, one in checked.items()], lang)
        rows = [[_name(which, one, lang), which.year, *row, ""] for which, one in checked.items() for row in corrections(which, one, lang)]
        _sheet(book, LIST, LIST_COLUMNS, rows, lang)
    return stream.getvalue()


def _name(which: DepartmentYear, one: Case | UserMistake, lang: str) -> str:
    return which.folder if isinstance(one, UserMistake) else one.record.profile.name.said(lang)


def _summary(which: DepartmentYear, one: Case | UserMistake, lang: str) -> list[str | int | Decimal]:
    name = _name(which, one, lang)
    if isinstance(one, UserMistake):
        return [which.county, name, which.year, UNREADABLE.said(lang), *[""] * (3 + len(Outcome)), which.folder]
    card = one.scorecard
    stated = card.stated_score.value if card.stated_score.known else ""
    scores, counts = (card.lowest, card.highest, stated), (one.outcomes[outcome] for outcome in Outcome)
    return [one.record.county_name.said(lang), name, which.year, CHECKED.said(lang), *scores, *counts, which.folder]


def _sheet(book: xlsxwriter.Workbook, title: Words, columns: tuple[tuple[Words, int], ...], rows: list[list[str | int | Decimal]], lang: str) -> None:
    """Write a table that can be filtered on screen and prints on A4 across, its heading on every page."""
    sheet, last = book.add_worksheet(title.said(lang)), len(columns) - 1
    plain = {"font_name": "宋体" if lang == "zh" else "Calibri", "font_size": 10, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#A6A6A6"}
    text, number = book.add_format({**plain, "quote_prefix": True}), book.add_format({**plain, "align": "center"})
    head = book.add_format({**plain, "bold": True, "bg_color": "#DCE6F1", "align": "center", "valign": "vcenter"})
    striking = {
        words.said(lang): book.add_format({**plain, "bg_color": colour})
        for words, colour in ((UNREADABLE, "#F4CCCC"), (Outcome.FAIL.words, "#F4CCCC"), (Outcome.QUESTION.words, "#FFF2CC"))
    }
    sheet.set_row(0, 30)
    for column, (name, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name.said(lang), head)
    for line, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if value == "":
                sheet.write_blank(line, column, None, text)
            elif isinstance(value, str):
                sheet.write_string(line, column, value.encode("utf-8", "replace").decode(), striking.get(value, text))
            else:
                sheet.write_number(line, column, value, number)
        lines = max(len(wrapped(value, width)) for value, (_, width) in zip(row, columns, strict=True) if isinstance(value, str))
        sheet.set_row(line, min(4 + 14 * lines, TALLEST))  # not every office program finds the height itself
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), last)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.set_header(f"&C&14{title.said(lang)}")
    sheet.set_footer("&C&P / &N")
