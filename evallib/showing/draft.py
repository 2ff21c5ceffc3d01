"""A report being written as an official document: its text, tables and charts in order, and what the department has still to supply.

What is missing is never left out: the place says what is expected there, is marked, and is listed at the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from docx.text.paragraph import Paragraph

from evallib.case import Case
from evallib.figures import Figure
from evallib.quantities import Gap, Reason
from evallib.showing import charts
from evallib.showing.official import (
    CENTRE,
    LEFT,
    MANY,
    NUMERALS,
    RIGHT,
    SMALL,
    SMALLEST,
    WIDTH,
    WIDTH_TURNED,
    Cell,
    Paper,
    blank,
    caption,
    grid,
    head,
    mark,
    picture,
    say,
    sentence,
    spread,
    texts,
    turn,
)
from evallib.showing.pieces import NO_PIECE, Chart, Html, Piece, Row, Table, heading, said
from evallib.showing.pieces import Cell as AnyCell
from evallib.showing.sentences import Told, told
from evallib.words import Words, joined

TABLE, CHART = Words("表", "Table"), Words("图", "Figure")
SHARP = 200  # dots per inch of a chart
TALLEST = 170  # mm of a chart: with its caption it shares a page with text
IN_HERE = Words("直接写入本文", "write it into this document")


@dataclass(frozen=True)
class Place:
    """A place that the department has still to fill.

    Args:
        where: part of the report.
        what: what is expected there.
        how: where to enter it, so that the report made next has it.
    """

    where: Words
    what: Words
    how: Words


@dataclass
class Draft:
    """The document, and what is missing in it."""

    case: Case
    document: Paper = field(init=False)
    missing: list[Place] = field(default_factory=list)
    width: float = WIDTH
    _where: Words = Words("", "")
    _counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.document = blank(self.lang)

    @property
    def lang(self) -> str:
        """Its language."""
        return self.case.lang

    def _next(self, what: str) -> int:
        self._counts[what] = self._counts.get(what, 0) + 1
        return self._counts[what]

    # -- headings --

    def section(self, words: Words) -> None:
        """Begin a section: ``一、``."""
        number = self._next("section")
        self._counts["part"] = 0
        self._where = Words(f"{NUMERALS[number - 1]}、{words.zh}", f"{number}. {words.en}")
        say(self.document, self._where.said(self.lang), "Heading 1")

    def part(self, words: Words) -> None:
        """Begin a part of a section: ``（一）``."""
        number = self._next("part")
        numbered = Words(f"（{NUMERALS[number - 1]}）{words.zh}", f"{self._counts['section']}.{number} {words.en}")
        say(self.document, numbered.said(self.lang), "Heading 2")

    def annex(self, words: Words, *, turned: bool) -> None:
        """Begin an annex on a new page."""
        number = self._next("annex")
        self._where = Words(f"附件{number}", f"Annex {number}")
        if turned and self.width == WIDTH:
            turn(self.document)
            self.width = WIDTH_TURNED
            label = say(self.document, self._where.said(self.lang), "Annex number")
        else:
            label = say(self.document, self._where.said(self.lang), "Annex number")
            label.paragraph_format.page_break_before = True
        say(self.document, words.said(self.lang), "Annex title")

    # -- text --

    def say(self, words: Words | str, style: str = "Normal") -> None:
        """Write a text, a paragraph for each of its lines."""
        for line in said(words, self.lang).splitlines() or [""]:
            say(self.document, line, style)

    def tell(self, piece: Piece) -> None:
        """Write the sentences of a piece."""
        self.say(piece.text)

    def listed(self, phrases: tuple[Words, ...]) -> None:
        """Write a numbered list, a paragraph each."""
        for number, words in enumerate(phrases, 1):
            self.say(f"{number}. {sentence(words).said(self.lang)}", "Item")

    def lack(self, what: Words, how: Words = IN_HERE, *, after: Paragraph | None = None) -> None:
        """Mark a place that the department has to fill, in a paragraph of its own or after some words."""
        self.note(what, how)
        shown = Words(f"〔待部门补充：{what.zh}〕", f"[To be supplied: {what.en}]")
        mark(after or say(self.document, ""), shown.said(self.lang))

    def note(self, what: Words, how: Words = IN_HERE) -> None:
        """Enter a place into the list of what is missing; what is missing in several places stands there once."""
        for number, place in enumerate(self.missing):
            if (place.what, place.how) == (what, how) and how is not IN_HERE:
                self.missing[number] = replace(place, where=joined([place.where, self._where]))
                return
        self.missing.append(Place(self._where, what, how))

    # -- tables and charts --

    def show(self, shown: Table | Chart | Piece, how: Words = IN_HERE) -> None:
        """Show a table or a chart; the words that stand where there is none say what the department has to supply."""
        if isinstance(shown, Table):
            self.table(shown)
        elif isinstance(shown, Chart):
            self.chart(shown)
        elif shown is not NO_PIECE:
            text = shown.text.rstrip("。.")
            self.lack(Words(text, text), how)

    def table(self, table: Table) -> None:
        """Show a table with its caption above and its note below."""
        many = len(table.columns) > MANY and self.width == WIDTH
        rows = [[head(heading(column, self.lang)) for column in table.columns], *(_row(row, table) for row in table.rows)]
        self.captioned(table.caption, TABLE)
        grid(self.document, spread(texts(rows), self.width, SMALLEST if many else SMALL), rows, style="Small cell" if many else "Cell")
        self.say(table.note, "Note") if table.note.zh else say(self.document, "", "Gap")

    def cells(self, rows: list[list[Cell]], widths: list[float], heads: int = 1, named: Words | None = None) -> None:
        """Show a table of a form, whose columns have these shares of the width."""
        if named:
            self.captioned(named, TABLE)
        grid(self.document, [width * self.width / sum(widths) for width in widths], rows, heads)
        say(self.document, "", "Gap")

    def chart(self, chart: Chart) -> None:
        """Show a chart, as wide as the text unless it would then be too tall."""
        wide, tall = chart.drawing.get_size_inches()
        picture(self.document, charts.png(chart.drawing, SHARP), chart.alt.said(self.lang), min(self.width, TALLEST * wide / tall))
        self.captioned(chart.caption, CHART).paragraph_format.keep_with_next = False

    def captioned(self, words: Words, kind: Words) -> Paragraph:
        """Write a caption with the next number."""
        return caption(self.document, kind, self._next(kind.zh), words.said(self.lang), self.lang)


def _row(row: Row, table: Table) -> list[Cell]:
    """Return a row of a table as cells of a document."""
    name, strong = heading(row.head, table.lang), row.part in {"total", "group"}
    if row.part == "group":
        return [Cell(name, bold=True, wide=len(table.columns))]
    indent = "　" if row.part == "sub" else ""
    return [Cell(indent + name, bold=strong), *(replace(cell_of(cell, table.lang), bold=strong) for cell in row.cells)]


def cell_of(cell: AnyCell, lang: str) -> Cell:
    """Return what a cell of a table prints: the words that the page has, numbers on the right."""
    if isinstance(cell, Figure) and cell.known:
        cell = told(cell, with_unit=cell.unit.measures == "rate")
    if isinstance(cell, Told):
        return Cell(cell.shown.said(lang), LEFT if cell.value is None else RIGHT)
    gap = cell.value if isinstance(cell, Figure) else cell
    if isinstance(gap, Gap):
        return Cell(gap.reason.value.said(lang), CENTRE)
    if isinstance(cell, Html):
        return Cell(Html(cell.replace("<br/>", "\n")).plain)
    return Cell(said(cell, lang))


def asked(cell: Cell, figure: Figure) -> Cell:
    """Return a cell of a form, marked where nobody has filled it in."""
    return replace(cell, missing=not figure.known and figure.value.reason is Reason.MISSING)
