"""The review opinion that a bureau sends back to a department: a Word document laid out as official documents are.

Source of the layout: GB/T 9704-2012 (paper, margins, type sizes, line pitch, page numbers).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from docx import Document
from docx.document import Document as Letter
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from evallib.review import Review
from evallib.rules.findings import Outcome
from evallib.showing.opinions import Opinion, elsewhere, listed, quotes, spots, summary, title_of
from evallib.showing.pieces import INVENTED
from evallib.words import Words, joined

NO_DATE = datetime(2000, 1, 1)  # noqa: DTZ001  the same review makes the same bytes on any day
NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can tell
PAPER, MARGINS = (210, 297), {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}  # mm
TITLE, BODY, HEAD = "方正小标宋简体", "仿宋_GB2312", "黑体"
FALLBACKS = {TITLE: "华文中宋", BODY: "仿宋", HEAD: "SimHei"}  # for a computer that lacks the font
SIZES = {"zh": (22, 16, 29), "en": (18, 12, 18)}  # pt: title, body, line pitch
SMALL = 10.5  # pt: of tables
LONGEST_QUOTE, LONGEST_WORDS = 50, 40  # characters of the report that are quoted, and that a table repeats
NUMERALS = "一二三四五六七八九"
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
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold
_ENDED = re.compile("[。？！；.?!;]”?$")
_DEPARTMENT = re.compile(r"(?:关于)?(.{2,30}?)(?:关于)?(?:19|20)\d{2}年")


def letter(review: Review) -> bytes:
    """Return the review opinion as a .docx file; the same review gives the same bytes.

    Args:
        review: the review; its language is the letter's.
    """
    document, lang = Document(), review.lang
    _lay_out(document, lang)
    title = Words(f"关于《{title_of(review)}》的审核意见", f"Review of “{title_of(review)}”").said(lang)
    _say(document, title, "Title")
    _say(document, _addressee(review).said(lang), "Address")
    _say(document, _opening(review).said(lang))
    found = listed(review)
    for number, (group, members) in enumerate(groupby(found, key=lambda one: one.group)):
        _say(document, Words(f"{NUMERALS[number]}、{group.words.zh}", f"{number + 1}. {group.words.en}").said(lang), "Heading 1")
        for one in members:
            _item(document, review, one)
    if review.case and review.case.record.profile.invented:
        _say(document, INVENTED.said(lang))
    _say(document, Words("本意见由核对程序起草，发出前请审核人员复核。", "Drafted by a program; to be read over before it is sent.").said(lang))
    if found:
        _annexes(document, review, found)
    _properties(document, title)
    return _fixed(document)


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
    paragraph.add_run(_fit(lead.said(lang))).bold = True
    where, said, data = spots(review, finding), "".join(f"“{quote}”" for quote in quotes(review, finding, LONGEST_QUOTE)[:2]), elsewhere(finding)
    told = [
        _sentence(finding.message),
        _sentence(Words(f"见{where.zh}{said and f'：{said}'}", f"See {where.en}{said and f': {said}'}")) if where.zh else Words("", ""),
        _sentence(Words(f"对照{data.zh}", f"Compared with {data.en}")) if data.zh else Words("", ""),
        _sentence(Words(f"可能原因：{finding.cause.zh}", f"Possible cause: {finding.cause.en}")) if finding.cause.zh else Words("", ""),
        _sentence(finding.question),
        _sentence(Words(f"建议改为“{finding.suggestion.zh}”", f"Suggested: “{finding.suggestion.en}”")) if finding.suggestion.zh else Words("", ""),
    ]  # fmt: skip
    paragraph.add_run(_fit(joined([words for words in told if words.zh], "", " ").said(lang)))


def _sentence(words: Words) -> Words:
    """Return words as a sentence, with its stop."""
    return Words(*(text if not text or _ENDED.search(text) else text + stop for text, stop in zip(words, "。.", strict=True)))


# -- annexes ---------------------------------------------------------------------------------------------------------


def _annexes(document: Letter, review: Review, found: tuple[Opinion, ...]) -> None:
    lang = review.lang
    first = _say(document, Words("附表1　更正和答复表", "Annex 1. Corrections and answers").said(lang), "Annex")
    first.paragraph_format.page_break_before = True
    _table(document, ANSWERS, [_answer(review, one) for one in found], lang)
    figures = list(_figures(review, found))
    if figures:
        _say(document, Words("附表2　有意见的数字", "Annex 2. Figures with findings").said(lang), "Annex")
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
    """Write a table whose heading stands on every page and whose rows stay together."""
    table = document.add_table(rows=0, cols=len(columns), style="Table Grid")
    table.autofit = False
    for column, (_, width) in zip(table.columns, columns, strict=True):
        column.width = Mm(width)
    for number, row in enumerate([[name.said(lang) for name, _ in columns], *rows]):
        line = table.add_row()
        marks = [OxmlElement("w:cantSplit"), *([OxmlElement("w:tblHeader")] if not number else [])]
        line._tr.get_or_add_trPr().extend(marks)  # noqa: SLF001  python-docx has no other way
        for cell, text, (_, width) in zip(line.cells, row, columns, strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0].style = "Cell"
            cell.paragraphs[0].add_run(_fit(text)).bold = not number


# -- layout ----------------------------------------------------------------------------------------------------------


def _lay_out(document: Letter, lang: str) -> None:
    """Set paper, fonts, line pitch and page numbers."""
    section, (title, body, pitch) = document.sections[0], SIZES[lang]
    section.page_width, section.page_height = map(Mm, PAPER)
    for name, width in MARGINS.items():
        setattr(section, name, Mm(width))
    styles = document.styles
    (language,) = styles.element.iter(qn("w:lang"))
    language.set(qn("w:eastAsia"), "zh-CN")
    _type(styles["Normal"], BODY, body, pitch, indent=2 * body, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    _type(styles["Title"], TITLE, title, title * 1.6, indent=0, align=WD_ALIGN_PARAGRAPH.CENTER, after=pitch)
    _type(styles["Heading 1"], HEAD, body, pitch, indent=2 * body, align=WD_ALIGN_PARAGRAPH.LEFT, before=pitch / 4)
    for name, font, size, spacing in (
        ("Address", BODY, body, pitch),
        ("Annex", HEAD, body, pitch * 1.3),
        ("Cell", BODY, SMALL, SMALL * 1.4),
        ("Page", "宋体", 14, 20),
    ):
        _type(styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH), font, size, spacing, indent=0, align=WD_ALIGN_PARAGRAPH.LEFT)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):
        footer.is_linked_to_previous = False
        _page_number(footer.paragraphs[0], side)


def _type(
    style: ParagraphStyle, font: str, size: float, pitch: float, *, indent: float, align: WD_ALIGN_PARAGRAPH, before: float = 0, after: float = 0
) -> None:
    """Set a style; what the template gave it of colour, border and theme goes."""
    element = style.element
    for name in ("w:rPr", "w:pPr"):
        for old in element.findall(qn(name)):
            element.remove(old)
    style.font.name, style.font.size = "Times New Roman", Pt(size)
    element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    form = style.paragraph_format
    form.alignment, form.first_line_indent, form.space_before, form.space_after = align, Pt(indent), Pt(before), Pt(after)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    form.keep_with_next = style.name in {"Heading 1", "Annex"}


def _page_number(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """Write the page number between dashes, on the outer side."""
    paragraph.style, paragraph.alignment = "Page", side
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001  python-docx has no other way
    paragraph.add_run(" —")


def _say(document: Letter, text: str, style: str = "Normal") -> Paragraph:
    return document.add_paragraph(_fit(text), style)


def _fit(text: str) -> str:
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)


# -- bytes -----------------------------------------------------------------------------------------------------------


def _properties(document: Letter, title: str) -> None:
    about = document.core_properties
    about.title, about.author, about.comments, about.last_modified_by = _fit(title)[:255], "evallib", "", ""
    about.created = about.modified = NO_DATE
    fonts = "".join(f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>' for name, other in FALLBACKS.items())
    table = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{qn("w:fonts")[1:].partition("}")[0]}">{fonts}</w:fonts>'
    (part,) = (part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    part._blob = table.encode()  # noqa: SLF001  python-docx has no other way


def _fixed(document: Letter) -> bytes:
    """Return the file with the time of its parts fixed."""
    made, kept = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in parts.namelist():
            fixed.writestr(zipfile.ZipInfo(name, NO_TIME), parts.read(name), zipfile.ZIP_DEFLATED)
    return kept.getvalue()
