"""An executed notebook becomes one HTML page that needs nothing else: no network, no other file, and no script to be read.

The work is done by a preprocessor that the template names in its ``conf.json``, so that ``jupyter nbconvert --template
evallib`` and :func:`export_html` give the same bytes. The page depends on the notebook alone: not on the clock, the
folder, the file's name or the random identifiers that notebooks carry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape

from bleach.css_sanitizer import CSSSanitizer
from bleach.sanitizer import Cleaner
from bs4 import BeautifulSoup, NavigableString, Tag
from nbconvert import HTMLExporter, TemplateExporter
from nbconvert.filters import strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_output
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from evallib.running.styles import TEMPLATES, script, stylesheet
from evallib.showing.palette import PALETTE
from evallib.showing.pieces import LAB_STYLE, Html, escaped, quoted, tag
from evallib.words import LANGUAGES, Words

WORDS = {
    "html_lang": Words("zh-CN", "en"),
    "untitled": Words("报告", "Report"),
    "skip": Words("跳到正文", "Skip to the report"),
    "contents": Words("目录", "Contents"),
    "show_code": Words("显示计算代码", "Show code"),
    "footer": Words("本页可离线打开，不含外部链接。", "This page opens offline and holds no external link."),
    "theme": Words("切换深色或浅色", "Switch light or dark"),
    "notes": Words("注释：数字的出处和算式", "Notes: where the figures are from"),
    "about_notes": Words(
        "正文和表中的每个数字都可以点按（或用键盘选中），显示它的算式和出处；这里按出现的顺序列出，打印稿以小号数字对应。",
        "Every figure of the text and the tables can be pressed, or reached by keyboard, to show its formula and source; "
        "here they stand in order, and on paper the small numbers lead to them.",
    ),
    "failed": Words("此处计算出错", "This step failed"),
    "incomplete": Words("本报告没有全部算完。", "This report is incomplete."),
    "see": Words("出错处", "Failed step "),
    "data": Words("数据表", "Data table"),
    "figure": Words("图", "Figure "),
    "table": Words("表", "Table "),
    "address": Words("（{}）", " ({})"),
    "no_alt": Words("图（无文字说明）", "Figure (no description)"),
}

HIDDEN_CODE = {"parameters", "injected-parameters"}
DROPPED_CELLS = {"papermill-error-cell-tag", "remove-cell"}


# -- the page ---------------------------------------------------------------------------------------------------------


def export_html(nb: NotebookNode) -> str:
    """Return an executed notebook as a complete HTML page, the same as ``jupyter nbconvert --template evallib`` gives.

    Args:
        nb: the notebook with its outputs; it is not changed.
    """
    exporter = _exporter()
    # HTMLExporter itself would parse the page once more, to name pictures and mark cells; ours are written as it would write them.
    page, _ = TemplateExporter.from_notebook_node(exporter, nb)
    exporter._nb_metadata.clear()  # noqa: SLF001  nbconvert keeps the metadata of every notebook it has seen
    return page.replace("<!DOCTYPE html>", "<!DOCTYPE html>\n", 1)


@cache
def _exporter() -> HTMLExporter:
    """Return the exporter of this process; making one costs more than a page. Only the template's own preprocessor is run."""
    return HTMLExporter(template_name="evallib", extra_template_basedirs=[str(TEMPLATES)], default_preprocessors=[])


class ReportPreprocessor(Preprocessor):
    """Turn every cell into the HTML that the page shows, and tell the template what else it needs.

    Afterwards a markdown cell's source is HTML, a code cell's source is highlighted HTML (or empty) and each output
    holds one ``text/html``. ``resources["evallib"]`` holds title, description, footer, words, contents and styles.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Return the notebook ready for the template, and the resources with the page's facts added."""
        told = _told(nb)
        lang = _language(nb, told)
        page = _Page(lang, has_hero=any('class="hero"' in _html(output) for output in _outputs(nb)))
        nb.cells = [cell for cell in nb.cells if _kept(cell, lang)]
        for cell in nb.cells:
            if cell.cell_type == "markdown":
                cell.source = page.markdown(cell.source, cell.get("attachments", {}))
            else:
                cell.source = "" if HIDDEN_CODE & _tags(cell) else _code(cell.source)
                shown = map(page.output, _streams_joined(cell.outputs))
                cell.outputs = [new_output("display_data", {"text/html": fragment}) for fragment in shown if fragment]
        title = told.get("title") or page.heading or page.words["untitled"]
        resources["evallib"] = {
            "title": escaped(title),
            "description": quoted(told.get("description", "")),
            "footer": escaped(told.get("footer") or page.words["footer"]),
            "words": page.words,
            "toc": [*page.toc, *([{"id": "notes", "text": page.words["notes"], "parts": []}] if page.notes else [])],
            "notes": list(page.notes),
            "failures": page.failures,
            "has_heading": page.has_hero or bool(page.heading),
            "has_code": any(cell.cell_type == "code" and cell.source for cell in nb.cells),
            "css": stylesheet("base.css", "pieces.css", "report.css") + _running_title(title),
            "script": script("report.js") if page.notes else None,
        }
        return nb, resources


def _told(nb: NotebookNode) -> dict:
    """Return what the notebook's first speaking output says about the page: lang, title, description, footer."""
    return next((about for output in _outputs(nb) if "lang" in (about := _about(output))), {})


def _language(nb: NotebookNode, told: dict) -> str:
    """Return the page's language: as told by an output, else as asked from papermill, else Chinese."""
    asked = nb.metadata.get("papermill", {}).get("parameters", {}).get("lang")
    return next((lang for lang in (told.get("lang"), asked) if lang in LANGUAGES), "zh")


def _outputs(nb: NotebookNode) -> Iterator[NotebookNode]:
    return (output for cell in nb.cells if cell.cell_type == "code" for output in cell.outputs)


def _about(output: NotebookNode) -> dict:
    """Return the metadata that evallib attached to an output, empty for anybody else's."""
    return output.get("metadata", {}).get("evallib", {})


def _html(output: NotebookNode) -> str:
    """Return the HTML that evallib made for an output, empty for anybody else's."""
    return _text(output, "text/html").removeprefix(LAB_STYLE) if _about(output) else ""


def _text(output: NotebookNode, mimetype: str) -> str:
    value = output.get("data", {}).get(mimetype, "")
    return value if isinstance(value, str) else "".join(map(str, value))


def _tags(cell: NotebookNode) -> set[str]:
    return set(cell.metadata.get("tags", []))


def _kept(cell: NotebookNode, lang: str) -> bool:
    tags = _tags(cell)
    other_language = tags & set(LANGUAGES) and lang not in tags
    return cell.cell_type in {"markdown", "code"} and not tags & DROPPED_CELLS and not other_language


def _streams_joined(outputs: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Yield the outputs with neighbouring printed texts made one, and what went to stderr left out.

    How a kernel cuts printed text into pieces depends on timing; what libraries write to stderr names the machine.
    """
    printed = ""
    for output in outputs:
        if output.output_type != "stream":
            if printed:
                yield new_output("stream", name="stdout", text=printed)
            printed = ""
            yield output
        elif output.name == "stdout":
            printed += output.text
    if printed:
        yield new_output("stream", name="stdout", text=printed)


def _code(source: str) -> str:
    return highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)).strip("\n")


def _running_title(title: str) -> str:
    """Return the style that prints the title on top of every sheet but the first."""
    safe = "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in title)
    return f'\n@page{{@top-left{{content:"{safe}"}}}}\n@page:first{{@top-left{{content:none}}}}'


class _Page:
    """The page being made: what to call things, the headings met so far, and how many figures and tables.

    Args:
        lang: ``zh`` or ``en``.
        has_hero: evallib's own title block is there, so a markdown title would be a second one.
    """

    def __init__(self, lang: str, *, has_hero: bool) -> None:
        self.lang = lang
        self.has_hero = has_hero
        self.words = {name: words.said(lang) for name, words in WORDS.items()}
        self.heading = ""
        self.toc: list[dict] = []
        self.failures: list[str] = []
        self.notes: dict[str, int] = {}
        self._figures = 0
        self._tables = 0

    # -- prose

    def markdown(self, source: str, attachments: dict | None = None) -> str:
        """Return markdown as clean HTML, with identifiers on its sections."""
        renderer = IPythonRenderer(escape=False, exclude_anchor_links=True, attachments=attachments or {})
        soup = _clean(MarkdownWithMath(renderer=renderer).render(source), self.words["address"])
        if self.lang == "zh":
            _close_up_chinese_lines(soup)
        self._number_headings(soup)
        self._set_tables(soup)
        return self._quoting(str(soup).strip())

    def _number_headings(self, soup: BeautifulSoup) -> None:
        """Give the page one title, and every section an identifier: ``s2-1`` is section 2, part 1."""
        for h in soup.find_all(["h1", "h2", "h3"]):
            text = h.get_text(" ", strip=True)
            if not text:
                h.decompose()
            elif h.name == "h1" and self.has_hero:
                self.heading = self.heading or text
                h.decompose()
            elif h.name == "h1" and not self.heading:
                self.heading = text
            elif h.name == "h3" and self.toc:
                parts = self.toc[-1]["parts"]
                h["id"] = f"{self.toc[-1]['id']}-{len(parts) + 1}"
                parts.append({"id": h["id"], "text": escaped(text)})
            else:
                h.name = "h2"
                h["id"] = f"s{len(self.toc) + 1}"
                self.toc.append({"id": h["id"], "text": escaped(text), "parts": []})

    # -- outputs

    def output(self, output: NotebookNode) -> str:
        """Return one output as HTML, empty when there is nothing to show a reader."""
        if output.output_type == "stream":
            return self._printed(output.text)
        if output.output_type == "error":
            return self._failure(output)
        if _about(output).get("kind") == "chart":
            return self._figure(output)
        return self._ours(_html(output)) if _about(output) else self._of_others(output)

    def _ours(self, fragment: str) -> str:
        """Return evallib's own HTML with its figures leading to their notes."""
        return self._quoting(self._noted(_links_as_text(fragment, self.words["address"])))

    def _noted(self, fragment: str) -> str:
        """Let the figures that say where they are from lead to numbered notes; on paper a row of a table tells the numbers at its head."""

        def row(match: re.Match) -> str:
            if match["shown"]:
                return self._figure_link(match, on_paper=True)
            numbers: list[int] = []
            linked = FROM.sub(lambda found: self._figure_link(found, numbers), match[0])
            return linked.replace('<th scope="row"', f'<th data-n="{_ranges(numbers)}" scope="row"', 1) if numbers else linked

        return ROW_OR_FROM.sub(row, fragment)

    def _figure_link(self, match: re.Match, numbers: list[int] | None = None, *, on_paper: bool = False) -> str:
        note = self._quoting(escaped(unescape(match["note"][1:-1])))
        first = note not in self.notes
        number = self.notes.setdefault(note, len(self.notes) + 1)
        if numbers is not None:
            numbers.append(number)
        own = f' id="r{number}"' if first else ""
        named = f' data-n="{number}"' if on_paper else ""
        return f'<a class="from"{named} href="#{number}"{own}>{match["shown"]}</a>'

    def _quoting(self, fragment: str) -> str:
        """Mark the Chinese of an English page as such: names and words that are quoted."""
        if self.lang == "zh" or not CHINESE_WORDS.search(fragment):
            return fragment
        parts = re.split(r"(<svg\b.*?</svg>|<[^>]*>)", fragment, flags=re.DOTALL)
        return "".join(part if part.startswith("<") else CHINESE_WORDS.sub(r'<span lang="zh-CN">\g<0></span>', part) for part in parts)

    def _of_others(self, output: NotebookNode) -> str:
        """Return the output of an analyst's own code, in the best form it offers."""
        if fragment := self._foreign(_text(output, "text/html")):
            return fragment
        if figure := self._figure(output):
            return figure
        if source := _text(output, "text/markdown"):
            return self.markdown(source)
        plain = _text(output, "text/plain")
        # "<Axes at 0x7f…>": a memory address tells a reader nothing and is another one at every run.
        return "" if re.search(r" at 0x[0-9a-fA-F]+>", plain) else self._printed(plain)

    def _foreign(self, fragment: str) -> str:
        soup = _clean(fragment, self.words["address"])
        self._set_tables(soup)
        something = soup.find(["table", "img"]) or soup.get_text(strip=True)
        return str(soup).strip() if something else ""

    def _printed(self, text: str) -> str:
        text = strip_ansi(text).strip("\n")
        return tag("pre", text, class_="out") if text.strip() else ""

    def _failure(self, output: NotebookNode) -> str:
        self.failures.append(f"failure-{len(self.failures) + 1}")
        message = strip_ansi(output.evalue).strip() or output.ename
        return tag("div", tag("p", tag("strong", self.words["failed"])), tag("p", message), class_="broken", role="alert", id=self.failures[-1])

    def _figure(self, output: NotebookNode) -> str:
        """Return a chart as a figure: the drawing, its caption, and the numbers it was drawn from."""
        about = _about(output) or next(iter(output.get("metadata", {}).values()), {})
        about = about if isinstance(about, dict) else {}
        caption = about.get("caption", "")
        alt = about.get("alt") or caption or self.words["no_alt"]
        number = self._figures + 1
        drawing = inline_svg(_text(output, "image/svg+xml"), f"c{number}", alt, themed=bool(_about(output))) or _picture(output, alt)
        if not drawing:
            return ""
        self._figures = number
        label = caption or f"{self.words['figure']}{number}"
        parts = [
            f'<figure class="chart{"" if _about(output) else " plain"}">',
            tag("div", Html(drawing), class_="scroll", tabindex="0", role="group", aria_label=label),
        ]
        if caption:
            parts.append(self._quoting(tag("figcaption", caption)))
        if table := about.get("table", ""):
            # The table stands after <details>, not inside: older browsers cannot print what a closed <details> holds.
            parts.append(f'<details class="fold data"><summary>{self.words["data"]}</summary></details>')
            if 'class="scroll"' not in table:
                name = f"{label} — {self.words['data']}"
                table = tag("div", Html(table), class_="scroll", tabindex="0", role="region", aria_label=name)
            parts.append(self._ours(table))
        return "\n".join([*parts, "</figure>"])

    # -- tables

    def _set_tables(self, soup: BeautifulSoup) -> None:
        """Give tables of others what ours have: headers with a scope, aligned numbers, room to scroll."""
        for table in soup.find_all("table"):
            _set_headers(table)
            _set_numbers(table)
            if table.find_parent("table"):
                continue
            self._tables += 1
            table["class"] = "grid"
            caption = table.caption.get_text(" ", strip=True) if table.caption else ""
            label = caption or f"{self.words['table']}{self._tables}"
            scroll = {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": label}
            table.wrap(soup.new_tag("div", attrs=scroll))


def _ranges(numbers: list[int]) -> str:
    """Return numbers as print tells them: ``3–5, 9``."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def _set_headers(table: Tag) -> None:
    for cell in table.find_all("th"):
        if not cell.get_text(strip=True):
            cell.name = "td"  # the corner of a DataFrame heads nothing
            cell.attrs.pop("scope", None)
        elif cell.find_parent("thead"):
            cell["scope"] = "colgroup" if _span(cell, "colspan") > 1 else "col"
        else:
            cell["scope"] = "rowgroup" if _span(cell, "rowspan") > 1 else "row"


def _span(cell: Tag, name: str) -> int:
    return int(cell[name]) if cell.get(name, "").isdigit() else 1


NUMBER = re.compile(r"[-+−]?[\d,]*\.?\d+\s*[%％]?|[-—–]|nan|NaN|None", re.ASCII)


def _set_numbers(table: Tag) -> None:
    """Mark the cells that hold numbers, and the heading of a column where every cell does."""
    body = [row.find_all(["td", "th"], recursive=False) for row in table.select("tbody tr")]
    for cell in (cell for row in body for cell in row):
        if NUMBER.fullmatch(cell.get_text(strip=True)):
            cell["class"] = "num"
    head = table.select("thead tr")
    columns = head[-1].find_all(["td", "th"], recursive=False) if head else []
    for place, heading in enumerate(columns):
        below = [row[place] for row in body if len(row) == len(columns)]
        if heading.name == "th" and below and all("num" in cell.get("class", "") for cell in below):
            heading["class"] = "num"


# -- what others wrote: markup that is safe to show -------------------------------------------------------------------

TEXT_TAGS = "p br hr div span strong b em i u s del ins sub sup small mark abbr code pre kbd blockquote a img".split()
BLOCK_TAGS = "h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td".split()
UNREADABLE = "script style template noscript iframe object embed svg math head title".split()
STYLES = "background background-color color font-weight font-style text-align text-decoration width".split()
PLAIN_STYLE = re.compile(r"[\w\s#%.,:;()+-]*", re.ASCII)
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")


def _attribute_allowed(element: str, name: str, value: str) -> bool:
    """Tell whether an attribute of somebody else's markup may stay."""
    if name == "style":
        return bool(PLAIN_STYLE.fullmatch(value)) and "url" not in value.lower()
    if name == "href":
        return element == "a" and value.startswith("#")
    if name == "src":
        return element == "img" and bool(PICTURE.fullmatch(value))
    if name in {"colspan", "rowspan", "start"}:
        return value.isdigit()
    return name in {"alt", "title", "scope"}


def _clean(fragment: str, address_form: str) -> BeautifulSoup:
    """Return somebody else's HTML with text, tables and simple marks left, and nothing that acts or reaches out."""
    soup = BeautifulSoup(fragment, "html.parser")
    _styles_onto_cells(soup)
    for element in soup.find_all(UNREADABLE):
        element.decompose()
    for link in soup.find_all("a"):
        _link_as_text(link, address_form)
    cleaned = BeautifulSoup(_cleaner().clean(str(soup)), "html.parser")
    for picture in cleaned.find_all("img"):
        if not picture.get("src"):
            picture.replace_with(picture.get("alt", ""))
    return cleaned


@cache
def _cleaner() -> Cleaner:
    return Cleaner(
        tags={*TEXT_TAGS, *BLOCK_TAGS},
        attributes=_attribute_allowed,
        protocols={"data"},
        strip=True,
        css_sanitizer=CSSSanitizer(allowed_css_properties=STYLES, allowed_svg_properties=()),
    )


def _styles_onto_cells(soup: BeautifulSoup) -> None:
    """Write the rules of a pandas Styler onto the cells they name, because its random identifiers will not stay."""
    for sheet in soup.find_all("style"):
        for selectors, rules in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet.get_text()):
            for name in re.findall(r"#([\w-]+)\s*(?:,|$)", selectors.strip()):
                for cell in soup.find_all(id=name):
                    cell["style"] = " ".join(f"{cell.get('style', '')} {rules}".split())


def _link_as_text(link: Tag, address_form: str) -> None:
    """Replace a link that leaves the page by its text, with the address in brackets if it is not the text already."""
    address = link.get("href", "")
    if address.startswith("#"):
        return
    if re.match(r"(https?:)?//", address) and address not in link.get_text():
        link.append(address_form.format(address))
    link.unwrap()


OUTSIDE_LINK = re.compile(r"<a\b[^>]*\bhref=[\"']?(?:\w+:|//)[^>]*>.*?</a>", re.DOTALL | re.IGNORECASE)


def _links_as_text(fragment: str, address_form: str) -> str:
    """Return evallib's own HTML as it is, but with links that leave the page as text."""

    def as_text(match: re.Match) -> str:
        soup = BeautifulSoup(match[0], "html.parser")
        _link_as_text(soup.a, address_form)
        return str(soup)

    return OUTSIDE_LINK.sub(as_text, fragment)


FROM = re.compile(r"""<span class="from" title=(?P<note>"[^"]*"|'[^']*')>(?P<shown>.*?)</span>""", re.DOTALL)
ROW_OR_FROM = re.compile(rf"<tr\b.*?</tr>|{FROM.pattern}", re.DOTALL)
CHINESE_WORDS = re.compile(
    r"[《“‘（〔【]*[\u3400-\u9fff\uf900-\ufaff](?:[\w·.%－—、，；：（）《》〔〕【】“”‘’/-]*[\u3400-\u9fff\uf900-\ufaff）》〕】”’])*[。！？]?"
)
CHINESE = r"[\u2014\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
CHINESE_LINE_END = re.compile(f"(?<={CHINESE})\n(?={CHINESE})")


def _close_up_chinese_lines(soup: BeautifulSoup) -> None:
    """Remove line ends between Chinese characters, which browsers would show as a space."""
    for text in soup.find_all(string=CHINESE_LINE_END):
        if not text.find_parent(["pre", "code"]):
            text.replace_with(NavigableString(CHINESE_LINE_END.sub("", text)))


# -- pictures ---------------------------------------------------------------------------------------------------------

SVG_TAGS = set(
    "svg g defs symbol use path rect circle ellipse line polyline polygon text tspan textpath image "
    "clippath mask pattern marker lineargradient radialgradient stop".split()
)
SVG_REFERENCE = re.compile(r"url\(\s*[\"']?#([^\"')]+)[\"']?\s*\)")
SVG_DROPPED = {"class", "role", "xml:space"}
SMALLEST_LETTERS = 10  # px, on a phone


def inline_svg(svg: str, prefix: str, alt: str, *, themed: bool = False) -> str:
    """Return a drawing as an ``<svg>`` that can stand in a page beside others, empty if it is none.

    Only shapes and texts stay; identifiers that are used get short names of their own, the others go; texts take the
    page's fonts; the size becomes a natural width, and a least width at which the smallest letters can still be read.

    Args:
        svg: the file, as matplotlib writes it.
        prefix: what the identifiers start with; another one for each drawing.
        alt: what the drawing shows, in words.
        themed: whether it is evallib's own, whose colours follow the page's theme.
    """
    drawing = BeautifulSoup(svg[max(svg.find("<svg"), 0) :], "html.parser").svg
    if drawing is None:
        return ""
    box = _box(drawing)
    for element in drawing.find_all(lambda element: element.name not in SVG_TAGS):
        element.decompose()
    for element in [drawing, *drawing.find_all(name=True)]:
        element.attrs = {name: value for name, value in element.attrs.items() if _svg_attribute_allowed(name, value)}
    _rename(drawing, prefix)
    if themed:
        _follow_theme(drawing)
    for element in drawing.find_all("path"):
        element["d"] = " ".join(element.get("d", "").split())
    for group in drawing.find_all("g"):
        if not group.attrs:
            group.unwrap()
    letters = [_letter_size(element) for element in drawing.find_all(["text", "tspan"])]
    smallest = min((size for size in letters if size), default=10)
    natural = box[2] * 4 / 3  # points to CSS pixels
    least = min(natural, box[2] * SMALLEST_LETTERS / smallest)
    drawing.attrs = {
        "viewbox": " ".join(f"{number:g}" for number in box),
        "style": f"width:{natural:.0f}px;min-width:{least:.0f}px",
        "role": "img",
        "aria-label": alt,
    }
    return re.sub(r">\s+<", "><", str(drawing))


THEMED = re.compile("|".join(PALETTE.values()), re.IGNORECASE)
NAMES = {value: name for name, value in PALETTE.items()}


def _follow_theme(drawing: Tag) -> None:
    """Let the colours of the palette follow the page's theme; tell which words are Chinese."""
    for element in drawing.find_all(fill=THEMED):  # a var() works in styles only
        element["style"] = "; ".join(filter(None, (f"fill: {element['fill']}", element.get("style"))))
        del element["fill"]
    for element in drawing.find_all(style=THEMED):
        element["style"] = THEMED.sub(lambda match: f"var(--{NAMES[match[0].lower()]})", element["style"])
    for element in drawing.find_all("text", string=CHINESE_WORDS):
        element["lang"] = "zh-CN"


def _box(drawing: Tag) -> list[float]:
    """Return left, top, width and height in the drawing's own units."""
    box = [float(number) for number in re.findall(r"-?\d+\.?\d*", drawing.get("viewbox", ""))]
    if len(box) == len(("left", "top", "width", "height")) and box[2] > 0:
        return box
    sizes = [re.match(r"\d+\.?\d*", drawing.get(name, "")) for name in ("width", "height")]
    width, height = (float(size[0]) if size else 0.0 for size in sizes)
    return [0.0, 0.0, width or 480.0, height or 300.0]


def _svg_attribute_allowed(name: str, value: str) -> bool:
    if name.startswith(("on", "xmlns")) or name in SVG_DROPPED:
        return False
    if name in {"href", "xlink:href"}:
        return value.startswith("#") or bool(PICTURE.fullmatch(value))
    return "url(" not in SVG_REFERENCE.sub("", value).lower() and "\\" not in value


def _rename(drawing: Tag, prefix: str) -> None:
    """Give identifiers that something refers to a short name with the prefix; remove the others and all font names."""
    tags = drawing.find_all(name=True)
    values = [value for element in tags for name, value in element.attrs.items() if name != "id"]
    used = {name for value in values for name in SVG_REFERENCE.findall(value)}
    used |= {value[1:] for value in values if value.startswith("#")}
    found = dict.fromkeys(element["id"] for element in tags if element.get("id") in used)
    names = {old: f"{prefix}-{number}" for number, old in enumerate(found, 1)}
    for element in tags:
        for name, value in list(element.attrs.items()):
            if name == "id" and value not in names:
                del element["id"]
            elif name == "id":
                element["id"] = names[value]
            elif name in {"href", "xlink:href"} and value.startswith("#"):
                element[name] = "#" + names.get(value[1:], "")
            elif name == "style":
                element[name] = _without_fonts(SVG_REFERENCE.sub(lambda m: f"url(#{names.get(m[1], '')})", value))
            else:
                element[name] = SVG_REFERENCE.sub(lambda m: f"url(#{names.get(m[1], '')})", value)


FONT = re.compile(r"(?<![-\w])font:\s*([^;]*?)([\d.]+px)[^;]*")


def _without_fonts(style: str) -> str:
    """Return a text's style with size and weight kept and the family left to the page."""

    def long_form(match: re.Match) -> str:
        weight = re.search(r"\b(bold|[1-9]00)\b", match[1])
        slant = re.search(r"\b(italic|oblique)\b", match[1])
        return "; ".join([f"font-size: {match[2]}"] + ([f"font-weight: {weight[1]}"] if weight else []) + ([f"font-style: {slant[1]}"] if slant else []))

    style = re.sub(r"(?<![-\w])font-(family|stretch|variant):[^;]*;?\s*", "", FONT.sub(long_form, style))
    return style.strip().rstrip(";")


def _letter_size(element: Tag) -> float:
    size = re.search(r"font-size:\s*([\d.]+)px", element.get("style", ""))
    return float(size[1]) if size else 0.0


def _picture(output: NotebookNode, alt: str) -> str:
    """Return a bitmap as an ``<img>`` that carries its data, empty if the output has none."""
    for mimetype in ("image/png", "image/jpeg"):
        source = f"data:{mimetype};base64,{''.join(_text(output, mimetype).split())}"
        if PICTURE.fullmatch(source):
            return f"<img alt={quoted(alt)} src={quoted(source)}/>"
    return ""
