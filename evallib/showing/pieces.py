"""The pieces a report is made of: sentences, tables, charts. Each shows itself in JupyterLab and in the exported page.

All text from data is escaped here, once. A table keeps its cells, so that an analyst can go on with ``table.frame``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from evallib.figures import Figure
from evallib.quantities import Gap, Reason
from evallib.showing.sentences import Sentence, Told, sentence, told
from evallib.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing
    from pandas import DataFrame

Cell = Figure | Told | Gap | Sentence | Words | str | None  # or Html, which is a str


INVENTED = Words("本报告所用数据为虚构，仅供演示。", "The data of this report are invented, for demonstration.")
SHORT = 6  # characters: a word, which needs no width of its own
LONG = 5  # characters: a heading that may be broken


LAB_STYLE = (
    "<style>.grid{font-variant-numeric:tabular-nums}.grid caption{text-align:left;font-weight:600}"
    ".jp-RenderedHTMLCommon .grid th[scope=row],.jp-RenderedHTMLCommon .grid td.text,.jp-RenderedHTMLCommon .grid th[scope=col]:not(.num){text-align:left}"
    ".grid tr.group th,.grid tr.total>*{font-weight:700}.grid tr.sub th{padding-left:2em}.gap{color:#8a5a00}"
    ".outcome{border:1px solid;border-radius:3px;padding:0 .4em}.outcome.fail{color:#a3231c}.outcome.question{color:#5b3a9e}"
    ".told{border-bottom:1px solid}.told.fail{color:#a3231c;border-width:3px}.told.question{color:#5b3a9e;border-bottom:4px double}.told.unchecked{border-bottom-style:dotted}"
    ".report li{white-space:pre-wrap}.legend .told{margin-right:1em}"
    "cite{font-style:normal}.strip{margin:1em 0}.strip .tells,.strip .grades,.strip .track{position:relative;height:1.6em}.strip .grades{height:2.6em}"
    ".strip .tells span,.strip .grades span,.strip .track span{position:absolute;white-space:nowrap;text-align:center}"
    ".strip .track{height:16px;border:1px solid #8a94a3}.strip .track span{top:-1px;bottom:-1px}.strip .range{border:1px solid #1d4f7c;background:#c3cedb}"
    ".strip .cut{border-left:1px solid #8a94a3}.strip .mark{border-left:4px solid}.strip small{display:block}"
    ".from{border-bottom:1px dotted;cursor:help}.grid .from{border:0}.keys{display:flex;flex-wrap:wrap}.keys>div{margin:0 2em 1em 0}"
    ".keys dd{margin:0;font-size:1.4em;font-weight:700}.keys small{display:block;font-size:.6em;font-weight:400}"
    ".finding{border-left:4px solid #8a94a3;padding-left:1em;margin:1em 0}.finding.fail{border-color:#a3231c}.where,.note{opacity:.7}</style>"
)
"""How pieces look in JupyterLab, shown along with the head of a report; the page has styles of its own and drops it."""


class Html(str):
    """Markup made here, with its text already escaped."""

    __slots__ = ()

    @property
    def plain(self) -> str:
        """The text alone, for frames."""
        return unescape(re.sub(r"<[^>]*>", "", self.replace("<br/>", " ")))

    @property
    def lines(self) -> list[str]:
        """The text alone, a line for each paragraph, heading or entry of a list."""
        return [line for part in re.split(r"</(?:p|li|h\d|dd|dt|div)>", self) if (line := Html(part).plain.strip())]


def tag(name: str, *content: object, **attributes: str) -> Html:
    """Return an element; text is escaped, ``Html`` is not; ``class_`` stands for ``class``.

    Written as Beautiful Soup writes: attributes in the order of the alphabet, so that nbconvert, which parses each page and writes
    it again, changes nothing.
    """
    named = sorted((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value)
    shown = "".join(f" {key}={quoted(value)}" for key, value in named)
    inner = "".join(part if isinstance(part, Html) else escaped(str(part)) for part in content if part is not None)
    return Html(f"<{name}{shown}>{inner}</{name}>")


def escaped(text: str) -> str:
    """Return text as markup that shows it."""
    return escape(text, quote=False)


def quoted(value: str) -> str:
    """Return the value of an attribute, between quotation marks."""
    value = escaped(value)
    if '"' in value and "'" not in value:
        return f"'{value}'"
    return '"' + value.replace('"', "&quot;") + '"'


def together(parts: Iterable[Html]) -> Html:
    """Return pieces of markup one after the other."""
    return Html("".join(parts))


def mark(one: Told, lang: str) -> Html:
    """Return a number marked with where it is from: a tooltip in JupyterLab, a numbered note in the page (see ``running.export``)."""
    shown, note = one.shown.said(lang), one.note.said(lang)
    return tag("span", shown, class_="from", title=note) if note else Html(escaped(shown))


def rich(text: Sentence | Words | str, lang: str) -> Html:
    """Return a sentence as markup, its numbers marked with where they are from."""
    parts = text.parts(lang) if isinstance(text, Sentence) else (said(text, lang),)
    return together(mark(part, lang) if isinstance(part, Told) else Html(escaped(part)) for part in parts)


@dataclass(frozen=True)
class Piece:
    """A piece of markup with the facts that the exporter needs.

    Args:
        html: the markup.
        kind: what it is, for the exporter.
        facts: language, title and summary, where the piece is the head of a report.
    """

    html: Html
    kind: str = "say"
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The words alone, a line for each paragraph."""
        return "\n".join(self.html.lines)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        style = LAB_STYLE if self.kind == "head" else ""
        return {"text/html": style + str(self.html), "text/plain": f"[{self.kind}]"}, {"evallib": {"kind": self.kind, **self.facts}}


@dataclass(frozen=True)
class Row:
    """A row of a table: its heading, its cells, and its part (``group``, ``total``, ``sub`` or nothing)."""

    head: Words | str
    cells: Sequence[Cell]
    part: str = ""


@dataclass(frozen=True)
class Table:
    """A table of a report.

    Args:
        caption: what it shows, with the unit of its amounts.
        columns: headings, the first for the row headings.
        rows: the rows, top to bottom.
        lang: language shown.
        note: small print below.
    """

    caption: Words
    columns: Sequence[Words]
    rows: Sequence[Row]
    lang: str
    note: Words = Words("", "")

    @property
    def html(self) -> Html:
        """The table's markup, without the region it scrolls in."""
        head = tag("tr", *map(self._heading, range(len(self.columns))))
        body = map(self._row, self.rows)
        return tag("table", tag("caption", self.caption.said(self.lang)), tag("thead", head), tag("tbody", *body), class_="grid")

    def _heading(self, place: int) -> Html:
        column = self.columns[place]
        classes = [name for name, holds in (("num", self._is_numeric(place)), ("long", len(column.zh) > LONG)) if holds and place]
        return tag("th", heading(column, self.lang), scope="col", class_=" ".join(classes))

    def _row(self, row: Row) -> Html:
        if row.part == "group":
            return tag("tr", tag("th", heading(row.head, self.lang), scope="colgroup", colspan=str(len(self.columns))), class_=row.part)
        cells = (self._cell(cell, numeric=self._is_numeric(place)) for place, cell in enumerate(row.cells, 1))
        return tag("tr", tag("th", heading(row.head, self.lang), scope="row"), *cells, class_=row.part)

    def _is_numeric(self, place: int) -> bool:
        """Whether a column holds numbers: its heading then stands over them, on the right."""
        return place > 0 and any(_is_number(row.cells[place - 1]) for row in self.rows if row.cells)

    def _cell(self, cell: Cell, *, numeric: bool) -> Html:
        if _is_number(cell):
            one = cell if isinstance(cell, Told) else told(cell, with_unit=cell.unit.measures == "rate")
            return tag("td", mark(one, self.lang), class_="num")
        if isinstance(cell, Figure):
            cell = cell.value
        if isinstance(cell, Gap):
            why = cell.note if cell.reason is not Reason.MISSING else Words("", "")  # what is not there needs no further word
            return tag("td", mark(Told(cell.reason.value, why), self.lang), class_="gap" if numeric else "text gap")
        shown = cell if isinstance(cell, Html) else mark(cell, self.lang) if isinstance(cell, Told) else rich(cell or "", self.lang)
        return tag("td", shown, class_="word" if numeric and shown else "text" if len(shown.plain) > SHORT else "")

    @property
    def frame(self) -> DataFrame:
        """The table as a pandas frame: exact numbers as ``Decimal``, gaps as their reasons, text as shown; group headings are a column."""
        import pandas as pd  # noqa: PLC0415  heavy, and only analysts who go on with a table need it

        group, rows = "", []
        for row in self.rows:
            if row.part == "group":
                group = said(row.head, self.lang)
            else:
                rows.append((group, row))
        frame = pd.DataFrame(
            [[self._plain(cell) for cell in row.cells] for _, row in rows],
            index=[said(row.head, self.lang) for _, row in rows],
            columns=[column.said(self.lang) for column in self.columns[1:]],
        )
        if group:
            frame.insert(0, Words("分组", "Group").said(self.lang), [group for group, _ in rows])
        return frame

    def _plain(self, cell: Cell) -> Any:
        if isinstance(cell, Figure):
            cell = cell.value
        if isinstance(cell, Gap):
            return cell.reason.value.said(self.lang)
        if isinstance(cell, Told):
            return cell.shown.said(self.lang) if cell.value is None else cell.value
        if isinstance(cell, Html):
            return cell.plain
        return said(cell, self.lang)

    @property
    def markup(self) -> Html:
        """The table in the region that it scrolls in, with its note."""
        region = tag("div", self.html, class_="scroll", tabindex="0", role="region", aria_label=self.caption.said(self.lang))
        return together([region, tag("p", self.note.said(self.lang), class_="note") if self.note.zh else Html("")])

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        return {"text/html": str(self.markup), "text/plain": f"[{self.caption.said(self.lang)}]"}, {"evallib": {"kind": "table"}}


@dataclass(frozen=True)
class Chart:
    """A chart with its words and its numbers.

    Args:
        drawing: the matplotlib figure.
        alt: what it shows, for those who cannot see it.
        caption: the line below it.
        lang: of the drawing.
        table: the numbers it was drawn from; None where the report shows them by themselves, beside the chart.
    """

    drawing: Drawing
    alt: Words
    caption: Words
    lang: str
    table: Table | None = None

    def _repr_mimebundle_(self, include: Collection[str] | None = None, exclude: Collection[str] | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
        from evallib.showing.charts import png, svg  # noqa: PLC0415  matplotlib is loaded when there is a chart to draw

        del include  # IPython itself drops what is not asked for
        table = str(self.table.html) if self.table else ""
        facts = {"kind": "chart", "alt": self.alt.said(self.lang), "caption": self.caption.said(self.lang), "table": table}
        forms = {"image/svg+xml": svg, "image/png": png}  # drawing takes longest: only what will be looked at
        drawn = {form: draw(self.drawing) for form, draw in forms.items() if form not in (exclude or ())}
        return {**drawn, "text/plain": f"[{facts['caption']}]"}, {"evallib": facts}


def said(text: Sentence | Words | str | None, lang: str) -> str:
    """Return a text in the language, if it has two."""
    return text.said(lang) if isinstance(text, Sentence | Words) else text or ""


def _is_number(cell: Cell) -> bool:
    return (isinstance(cell, Figure) and cell.known) or (isinstance(cell, Told) and cell.value is not None)


def heading(text: Words | str, lang: str) -> str:
    """Return a text as a heading, which English begins with a capital letter."""
    shown = said(text, lang)
    return shown[:1].upper() + shown[1:] if lang == "en" else shown


def say(lang: str, *sentences: Sentence | Words | None) -> Piece:
    """Return generated sentences as a paragraph."""
    shown = [rich(one, lang) for one in sentences if one and said(one, "zh")]
    return Piece(tag("p", Html((" " if lang == "en" else "").join(shown)), class_="say"))


def bullets(lang: str, items: Iterable[Sentence | Words | Html], *, ordered: bool = False, class_: str = "say") -> Html:
    """Return a list of phrases, or of entries already marked up; the class ``own`` is for the words of those who report."""
    entries = (item if isinstance(item, Html) else tag("li", rich(item, lang)) for item in items)
    return tag("ol" if ordered else "ul", *entries, class_=class_)


def nothing(lang: str, zh: str, en: str) -> Piece:
    """Return the sentence that stands where a section has nothing to show."""
    return Piece(tag("p", Words(zh, en).said(lang), class_="say"))


NO_PIECE = Piece(Html(""))
"""Nothing, where another piece has said so already."""


def key(lang: str, name: Words, value: Told | Sentence | Words, small: Sentence | Words) -> Html:
    """Return one key figure: its name, the figure, and a line that puts it in place."""
    value = sentence("{value}", "{value}", value=value) if isinstance(value, Told) else value
    return tag("div", tag("dt", name.said(lang)), tag("dd", rich(value, lang), tag("small", rich(small, lang)) if small.said("zh") else None))
