"""Word documents in the layout of official documents: paper, styles, page numbers, tables, pictures, and the same bytes on any day.

Source of the layout: GB/T 9704-2012 (paper, margins, type sizes, line pitch, levels of headings, page numbers). Tables, pictures and
their captions are not in the standard; they are set as county reports set them.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row, CT_Tc
from docx.oxml.text.paragraph import CT_P
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table as Grid
from docx.text.paragraph import Paragraph

from evallib.words import Words

NO_DATE = datetime(2000, 1, 1)  # noqa: DTZ001  the same content makes the same bytes on any day
NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can tell
PAPER, MARGINS = (210, 297), {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}  # mm
TURNED = {"top_margin": 28, "bottom_margin": 26, "left_margin": 35, "right_margin": 37}  # the same on a page that lies
WIDTH, WIDTH_TURNED = 156, 225  # mm between the margins
TITLE, BODY, HEAD, SECOND = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
FALLBACKS = {TITLE: "华文中宋", BODY: "仿宋", HEAD: "SimHei", SECOND: "楷体"}  # for a computer that lacks the font
SIZES = {"zh": (22, 16, 29), "en": (18, 12, 18)}  # pt: title, body, line pitch
SMALL, SMALLEST = 10.5, 9  # pt: of tables, and of those with many columns
MANY = 6  # columns from which a table is set in the smallest type
NUMERALS = "一二三四五六七八九十"
MISSING, MARK = "To be supplied", "FFE9A8"  # style and shading of what is to be supplied
LEFT, CENTRE, RIGHT, BLOCK = (getattr(WD_ALIGN_PARAGRAPH, name) for name in ("LEFT", "CENTER", "RIGHT", "JUSTIFY"))
PADDING, ABOVE = 1.2, 0.25  # mm at either side of a cell, and above and below
MM = 25.4 / 72  # of a point
LAST_NARROW = 0x200F  # characters beyond, dashes and quotation marks of Chinese texts among them, are as wide as two letters
LEAST, LONGEST_WORD = range(14, 4, -1), 9  # ems that a column of text has at least, if there is room; that a word without a break may ask for
SHORT = 2.2  # ems: a heading no longer stands on one line
TALL = 500  # characters: a row with more may go on the next page
WHOLE = 14  # rows: a table with no more stands on one page
ROW = 5.4  # mm: the least height of a row
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold
_ENDED = re.compile("[。？！；.?!;][”〕]?$")


def blank(lang: str) -> Paper:
    """Return a document without a word, with paper, styles and page numbers set.

    Args:
        lang: ``zh`` or ``en``, whose type sizes differ.
    """
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = map(Mm, PAPER)
    for name, width in MARGINS.items():
        setattr(section, name, Mm(width))
    _styles(document, lang)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style, paragraph.alignment = "Page", side
        paragraph.add_run("— ")
        _field(paragraph, "PAGE", "1")
        paragraph.add_run(" —")
    return document


def turn(document: Paper) -> None:
    """Begin a page that lies, and leave those that follow so."""
    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_height, section.page_width = map(Mm, PAPER)
    for name, width in TURNED.items():
        setattr(section, name, Mm(width))


def say(document: Paper, text: str, style: str = "Normal") -> Paragraph:
    """Write a paragraph."""
    paragraph = document.add_paragraph(fit(text))
    paragraph._p.style = _identifier(style)  # noqa: SLF001  looking a style up by its name takes python-docx longer than all the rest
    return paragraph


def _identifier(style: str) -> str:
    return style.replace(" ", "")


def fit(text: str) -> str:
    """Return a text that XML can hold."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)


def mark(paragraph: Paragraph, text: str) -> None:
    """Go on in a paragraph with a text that is marked as to be supplied."""
    paragraph.add_run(fit(text), MISSING)


def sentence(words: Words) -> Words:
    """Return words as a sentence, with its stop."""
    return Words(*(text if not text or _ENDED.search(text) else text + stop for text, stop in zip(words, "。.", strict=True)))


def caption(document: Paper, kind: Words, number: int, text: str, lang: str) -> Paragraph:
    """Write a caption with a number that Word keeps.

    Args:
        kind: what is numbered: ``表`` or ``图``.
        number: as it is now.
    """
    paragraph = document.add_paragraph(style="Caption")
    paragraph.add_run(kind.said(lang) + " " * (lang == "en"))
    _field(paragraph, rf"SEQ {kind.said(lang)} \* ARABIC", str(number))
    paragraph.add_run(fit({"zh": "　", "en": ". "}[lang] + text))
    return paragraph


def picture(document: Paper, png: bytes, alt: str, width: float = WIDTH) -> None:
    """Show a picture over the width of the text, with words for those who cannot see it."""
    paragraph = document.add_paragraph(style="Picture")
    shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(width))
    shape._inline.docPr.set("descr", fit(alt))  # noqa: SLF001  python-docx has no other way


def _field(paragraph: Paragraph, code: str, value: str) -> None:
    """Write a field: what Word works out itself, and its value till then."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = paragraph.add_run(value)._r  # noqa: SLF001  python-docx has no other way
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001


# -- tables ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Args:
        text: what it says.
        side: where its text stands.
        wide: how many columns it takes.
        tall: ``restart`` where the cells below are one with it, ``continue`` in these.
        missing: whether it is marked as to be supplied.
    """

    text: str = ""
    side: WD_ALIGN_PARAGRAPH = LEFT
    bold: bool = False
    wide: int = 1
    tall: str = ""
    missing: bool = False


def head(text: str, wide: int = 1, tall: str = "") -> Cell:
    """Return a cell that heads a row or a column."""
    return Cell(text, CENTRE, bold=True, wide=wide, tall=tall)


def grid(document: Paper, widths: Sequence[float], rows: Sequence[Sequence[Cell]], heads: int = 1, style: str = "Cell") -> Grid:
    """Write a table.

    Args:
        document: where to.
        widths: of the columns, in mm.
        rows: its cells; those of a row take as many columns as there are widths.
        heads: how many rows head it; they stand on every page.
        style: of its paragraphs.
    """
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit, table.alignment = False, None
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", ABOVE), ("left", PADDING), ("bottom", ABOVE), ("right", PADDING)):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(round(Mm(width).twips)))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    table._tblPr.append(margins)  # noqa: SLF001  python-docx has no other way
    for number, cells in enumerate(rows, 1):
        row = _row(cells, widths, style, held=number <= heads or number < len(rows) <= WHOLE)
        if number <= heads:
            row.trPr.append(OxmlElement("w:tblHeader"))
        table._tbl.append(row)  # noqa: SLF001
    return table


def _row(cells: Sequence[Cell], widths: Sequence[float], style: str, *, held: bool) -> CT_Row:
    """Return a row; one that is held stands on one page with the next."""
    row, at = OxmlElement("w:tr"), 0
    told = row.get_or_add_trPr()
    if all(len(cell.text) < TALL for cell in cells):
        told.append(OxmlElement("w:cantSplit"))
    row.trHeight_val = Mm(ROW)
    for cell in cells:
        row.append(_cell(cell, sum(widths[at : at + cell.wide]), style, held=held))
        at += cell.wide
    return row


def _cell(cell: Cell, width: float, style: str, *, held: bool) -> CT_Tc:
    element = CT_Tc.new()
    element.width = Mm(width)
    if cell.wide > 1:
        element.grid_span = cell.wide
    if cell.tall:
        element.vMerge = cell.tall
    middle = OxmlElement("w:vAlign")
    middle.set(qn("w:val"), "center")
    element.tcPr.append(middle)
    _filled(element.p_lst[0], cell, style, held=held)
    return element


def _filled(paragraph: CT_P, cell: Cell, style: str, *, held: bool) -> None:
    paragraph.style = _identifier(style)
    paragraph.get_or_add_pPr().jc_val = cell.side
    if held:
        paragraph.pPr.get_or_add_keepNext()
    if cell.text:
        run = Paragraph(paragraph, None).add_run(fit(cell.text))
        run.bold = cell.bold or None
        if cell.missing:
            run._r.style = _identifier(MISSING)  # noqa: SLF001  the cell stands in no document yet


def spread(rows: Sequence[Sequence[str]], total: float, size: float = SMALL) -> list[float]:
    """Return widths of columns that together take ``total`` mm: numbers and words whole, the rest by how much the texts need.

    Args:
        rows: the texts of the cells, headings first.
        total: mm.
        size: of the type, in pt.
    """
    columns = list(zip(*rows, strict=True))
    wanted = [max(_ems(line) for text in column for line in text.split("\n")) for column in columns]
    words = [max(*map(_unbroken, column), min(_ems(column[0]), SHORT), math.ceil(_ems(column[0]) / 2)) for column in columns]
    em, room = size * MM, total - 2 * PADDING * len(columns)
    for most in LEAST:
        least = [max(min(_ems_below(column), most), word) for column, word in zip(columns, words, strict=True)]
        if sum(least) * em <= room:
            break
    spare = room / em - sum(least)
    more = [math.sqrt(max(0, want - need)) for want, need in zip(wanted, least, strict=True)]
    if sum(wanted) * em <= room:  # everything on one line
        more, least, spare = wanted, wanted, room / em - sum(wanted)
    share = sum(more) or 1
    fits = [(need + max(0, spare) * part / share if sum(more) else need) * em + 2 * PADDING for need, part in zip(least, more, strict=True)]
    return [width * total / sum(fits) for width in fits]


def _ems(text: str) -> float:
    return sum(1 if ord(sign) > LAST_NARROW else 0.55 for sign in text)


def _ems_below(column: Sequence[str]) -> float:
    """Return the width of the widest line of a column, its heading aside, which may take two lines."""
    return max((_ems(line) for text in column[1:] for line in text.split("\n")), default=0)


def _unbroken(text: str) -> float:
    """Return the width of the longest piece of a text that should not be cut."""
    return min(LONGEST_WORD, max((1.15 * _ems(piece) for piece in re.findall(r"[\x21-\u2e7f]+", text)), default=0))


# -- styles ----------------------------------------------------------------------------------------------------------


def _styles(document: Paper, lang: str) -> None:
    title, body, pitch = SIZES[lang]
    styles, two = document.styles, 2 * body
    (language,) = styles.element.iter(qn("w:lang"))
    language.set(qn("w:eastAsia"), "zh-CN")
    _type(styles["Normal"], BODY, body, pitch, indent=two, side=BLOCK)
    _type(styles["Title"], TITLE, title, title * 1.6, side=CENTRE, space=(0, pitch))
    _type(styles["Heading 1"], HEAD, body, pitch, indent=two, space=(pitch / 4, 0), level=1)
    _type(styles["Heading 2"], SECOND, body, pitch, indent=two, level=2)
    styles["Heading 1"].font.bold = styles["Heading 2"].font.bold = lang == "en" or None  # Chinese tells levels by the typeface
    _type(styles["Caption"], HEAD, SMALL + 1.5, SMALL * 2, side=CENTRE, space=(pitch / 4, 0), level=0)
    for name, font, size, spacing, side, level in (
        ("Address", BODY, body, pitch, LEFT, None),
        ("Item", BODY, body, pitch, LEFT, None),
        ("Signature", BODY, body, pitch, RIGHT, None),
        ("Annex", HEAD, body, pitch * 1.3, LEFT, 1),
        ("Annex number", HEAD, body, pitch, LEFT, 0),
        ("Annex title", TITLE, title * 0.8, title * 1.5, CENTRE, 1),
        ("Cell", BODY, SMALL, SMALL * 1.3, LEFT, None),
        ("Small cell", BODY, SMALLEST, SMALLEST * 1.35, LEFT, None),
        ("Note", BODY, SMALL, SMALL * 1.35, LEFT, None),
        ("Gap", BODY, 3, 4, LEFT, None),
        ("Page", "宋体", 14, 20, LEFT, None),
    ):
        own = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _type(own, font, size, spacing, indent=two * (name == "Item"), side=side, level=level)
    _type(styles.add_style("Picture", WD_STYLE_TYPE.PARAGRAPH), BODY, body, 1, side=CENTRE, level=0)
    styles["Picture"].paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE  # a fixed pitch would cut it off
    marked = styles.add_style(MISSING, WD_STYLE_TYPE.CHARACTER)
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", MARK)):
        shade.set(qn(f"w:{key}"), value)
    marked.element.get_or_add_rPr().append(shade)


def _type(
    style: ParagraphStyle,
    font: str,
    size: float,
    pitch: float,
    *,
    indent: float = 0,
    side: WD_ALIGN_PARAGRAPH = LEFT,
    space: tuple[float, float] = (0, 0),
    level: int | None = None,
) -> None:
    """Set a style; what the template gave it of colour, border and theme goes.

    Args:
        style: which.
        font: of Chinese text.
        size, pitch, indent: pt.
        space: before and after, pt.
        side: where its lines stand.
        level: of a heading; 0 for what only stays with what follows; None for text.
    """
    element = style.element
    for name in ("w:rPr", "w:pPr"):
        for old in element.findall(qn(name)):
            element.remove(old)
    style.font.name, style.font.size = "Times New Roman", Pt(size)
    element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    form = style.paragraph_format
    form.alignment, form.first_line_indent = side, Pt(indent)
    form.space_before, form.space_after = map(Pt, space)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    form.keep_with_next = level is not None
    if level:
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level - 1))
        element.pPr.append(outline)


# -- bytes -----------------------------------------------------------------------------------------------------------


def finished(document: Paper, title: str) -> bytes:
    """Return the document as a .docx file; the same document gives the same bytes."""
    about = document.core_properties
    about.title, about.author, about.comments, about.last_modified_by = fit(title)[:255], "evallib", "", ""
    about.created = about.modified = NO_DATE
    fonts = "".join(f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>' for name, other in FALLBACKS.items())
    table = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{qn("w:fonts")[1:].partition("}")[0]}">{fonts}</w:fonts>'
    (part,) = (part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    part._blob = table.encode()  # noqa: SLF001  python-docx has no other way
    made, kept = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in parts.namelist():
            fixed.writestr(zipfile.ZipInfo(name, NO_TIME), parts.read(name), zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def texts(rows: Iterable[Sequence[Cell]]) -> list[list[str]]:
    """Return what the cells of rows say that take one column each, for ``spread``."""
    return [[cell.text for cell in row] for row in rows if all(cell.wide == 1 for cell in row)]
