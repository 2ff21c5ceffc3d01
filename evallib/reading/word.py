"""The text of a Word document (.docx) as its reader sees it.

In reading order, with the numbers of lists and headings written out, changes accepted, and without what is hidden.

Source of the names of elements: ECMA-376-1, part 17 (WordprocessingML).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from evallib.reading.office import Package, Sort, of_part
from evallib.words import Words

WORD = Sort(
    Words("完好的 Word 文档（.docx）", "a sound Word document (.docx)"),
    Words("一个部门的报告", "the report of one department"),
    Words("请用 Word 或 WPS 打开，另存为“Word 文档 (*.docx)”", "open it in Word or WPS and save it as a Word document (*.docx)"),
    Words("请删除报告以外的内容和图片，再另存", "delete the pictures and what is not part of the report, and save it again"),
    unpacked=200_000_000,
    weight=40_000_000,  # the longest reports have some 5 million
    depth=150,
    text=1_000_000,
)
MAX_SPAN = 63  # columns of a table, the limit of Word itself
MAX_BASED = 20  # styles based on one another
MAX_LEVELS = 9  # of a numbering
MAX_NUMBER = 100  # characters before a paragraph
Node = Any  # an element of python-docx's tree


def read_word(content: bytes, place: str) -> tuple[str, list[Words]]:
    """Return the text of a document, and what is odd about it.

    A paragraph is a line; a heading without a number begins with ``#``. A row of a table is a line, its cells parted by
    tabs, merged cells told once; a cell beside one label alone that holds several sentences keeps its own lines. Text boxes
    follow the paragraph that they hang on. Footnotes and endnotes close the text; each begins with ``注：``. Headers, footers,
    comments, tables of contents and page numbers are left out.

    Args:
        content: the bytes of the file.
        place: its name in messages.

    Raises:
        UserMistake: the document is damaged or beyond the bounds.
    """
    from docx.oxml import parse_xml  # noqa: PLC0415  slow to load, and only a Word document needs it

    package = Package(content, place, WORD)
    main = next((path for kind, path in package.related().values() if kind == "officedocument"), "word/document.xml")
    parts = {kind: path for kind, path in package.related(main).values() if path in package.parts}

    def root(kind: str) -> Node:
        part = main if kind == "document" else parts.get(kind)
        try:
            return parse_xml(package.xml(part)) if part else ()
        except SyntaxError as error:  # XML that declares its names nowhere
            raise WORD.damaged(place, of_part(part, "无法读取", "cannot be read")) from error

    body = _child(root("document"), "body")
    if body is None:
        raise WORD.damaged(place, of_part(main, "没有正文", "has no body"))
    reading = _Reading(_Styles(root("styles")), root("numbering"))
    lines = reading.blocks(body)
    for kind, asked in reading.notes.items():
        notes = {_value(note, "id"): note for note in root(kind)} if asked else {}
        lines += [line for one in asked if one in notes for line in reading.note(notes[one])]
    if any(part.endswith("vbaproject.bin") for part in package.parts):
        reading.odd.add("macros")
    return "\n".join(lines), [words for key, words in _ODD.items() if key in reading.odd]


_ODD = {
    "changes": Words("文档中有修订痕迹，按接受全部修订后的内容读取", "the document has tracked changes; it was read as if they were accepted"),
    "hidden": Words("文档中有隐藏文字，没有读取", "the document has hidden text, which was not read"),
    "pictures": Words("文档中有图片、图表或嵌入的文件，其中的文字没有读取", "the document has pictures, charts or embedded files; text in them was not read"),
    "macros": Words("文件含有宏，未运行，只读取文字", "the file brings macros along; they were not run, its text was read"),
}


# -- elements ------------------------------------------------------------------------------------------------------


def _name(node: Node) -> str:
    """Return the name of an element without its namespace, which the stricter standard has another of; comments have none."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _child(node: Node | None, *names: str) -> Node | None:
    """Return the first child of a name, of that the first child of the next name, and so on."""
    for name in names:
        node = next((child for child in node if _name(child) == name), None) if node is not None else None
    return node


def _value(node: Node | None, name: str = "val") -> str:
    """Return an attribute, or nothing where it or the element is not there."""
    return "" if node is None else node.get(f"{node.tag.rpartition('}')[0]}}}{name}", "")


def _number(node: Node | None, otherwise: int, name: str = "val") -> int:
    """Return an attribute that is a whole number; none here has more than nine digits."""
    return int(_value(node, name)) if re.fullmatch("[0-9]{1,9}", _value(node, name)) else otherwise


def _is_on(node: Node | None) -> bool:
    return node is not None and _value(node) not in {"0", "false", "off"}


_GONE = {"del", "moveFrom", "rt"}  # deleted, moved elsewhere, a reading aid


def _within(node: Node) -> Iterator[Node]:
    """Yield the children of an element that stand in the text; of alternatives, the first."""
    for child in node:
        name = _name(child)
        if name == "AlternateContent":
            chosen = _child(child, "Choice")
            yield from _within(child if chosen is None else chosen)
        elif name and name not in _GONE and not name.endswith("Pr"):
            yield child


def _all(node: Node, name: str) -> Iterator[Node]:
    """Yield the elements of a name, through whatever is wrapped around them, but none inside another."""
    for child in _within(node):
        if _name(child) == name:
            yield child
        else:
            yield from _all(child, name)


# -- the text ------------------------------------------------------------------------------------------------------

_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "den": "/"}  # the last one begins the lower half of a fraction
_FONT_OF_SIGNS, _UNUSED = range(0xF000, 0xF100), range(0xD800, 0xF900)
_WINGDINGS = dict(zip(b"\x6c\x6e\x6f\xa8\xd8\xfb\xfc\xfd\xfe\x52\xa3", "●■□□➢☒√☒☑☑□", strict=True))
_PICTURES = {"blip", "imagedata", "chart", "relIds", "OLEObject", "altChunk"}
_CHANGES = {"ins", "del", "moveFrom", "moveTo"}
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_PAGE = re.compile(r"\s*(?:PAGE|PAGEREF|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*(?:[（(]?(?:[一二三四五六七八九十百]{1,4}|\d{1,2})[、.．)）]|第[一二三四五六七八九十百\d]{1,4}[部章节条]|[①-⑳])")
_SENTENCE = "。"
_MOST_HEADING = 6  # signs before a heading


class _Line:
    """A paragraph while it is read: its text, the text boxes that hang on it, and the fields that are open in it."""

    def __init__(self, *, hidden: bool) -> None:
        self.hidden, self.shown = hidden, True
        self.said: list[str] = []
        self.boxes: list[Node] = []
        self.fields: list[tuple[bool, list[str]]] = []  # whether what is around each is shown, and its instruction

    def say(self, text: str) -> None:
        if self.shown:
            self.said.append(text)

    def field(self, node: Node | None) -> None:
        """Begin a field, turn to its result, end it, or take its instruction."""
        kind = _value(node, "fldCharType")
        if self.fields and node is not None and not kind:
            self.fields[-1][1].append(node.text or "")
        elif kind == "begin":
            self.fields.append((self.shown, []))
            self.shown = False
        elif self.fields and kind == "separate":
            around, instruction = self.fields[-1]
            self.shown = around and not _PAGE.match("".join(instruction))
        elif self.fields and kind == "end":
            self.shown = self.fields.pop()[0]


class _Reading:
    """A document while it is read.

    Attributes:
        notes: the footnotes and endnotes that the text refers to, in order.
        odd: what it has that calls for a remark.
    """

    def __init__(self, styles: _Styles, numbering: Node) -> None:
        self.styles, self.numbers = styles, _Numbers(numbering, styles)
        self.notes: dict[str, dict[str, None]] = {"footnotes": {}, "endnotes": {}}
        self.odd: set[str] = set()

    def blocks(self, node: Node) -> list[str]:
        """Return the lines of paragraphs and tables; a paragraph whose end is deleted or hidden goes on in the next."""
        lines: list[str] = []
        begun: list[str] = []
        for child in _within(node):
            if _name(child) == "p":
                look = self.styles.look(_value(_child(child, "pPr", "pStyle")))
                line = _Line(hidden=look.hidden)
                self._inline(child, line)
                begun += line.said
                if not _goes_on(child):
                    lines += self._paragraph(child, look, "".join(begun))
                    begun.clear()
                lines += [inner for box in line.boxes for inner in self.blocks(box)]
                continue
            lines += ["".join(begun)] if begun else []
            begun.clear()
            self._remark(child)
            lines += self._table(child) if _name(child) == "tbl" else self.blocks(child)
        return lines + (["".join(begun)] if begun else [])

    def note(self, node: Node) -> list[str]:
        """Return the lines of a footnote or endnote."""
        text = "\n".join(self.blocks(node)).strip()
        return (text if text.startswith("注") else f"注：{text}").split("\n") if text else []

    def _paragraph(self, node: Node, look: _Look, text: str) -> list[str]:
        if look.contents:
            return []
        number = self.numbers.next(_child(node, "pPr", "numPr"), look)
        if look.heading and text.strip() and _SENTENCE not in text and not _NUMBERED.match(number + text):
            number = "#" * min(look.heading, _MOST_HEADING) + " " + number
        return (number + text).split("\n")

    def _inline(self, node: Node, line: _Line) -> None:
        if any(_name(child) in _CHANGES for child in node):
            self.odd.add("changes")
        for child in _within(node):
            name = _name(child)
            if name == "r" and self._hidden(child, line):
                self.odd |= {"hidden"} if _child(child, "t") is not None else set()
                line.field(_child(child, "fldChar"))  # fields begin and end all the same
            elif name in {"fldChar", "instrText"}:
                line.field(child)
            elif name in _NOTES:
                self.notes[_NOTES[name]][_value(child, "id")] = None
            elif name == "txbxContent":
                line.boxes.append(child)
            elif name != "fldSimple" or not _PAGE.match(_value(child, "instr")):
                self._remark(child)
                line.say(_said(child))
                self._inline(child, line)

    def _remark(self, node: Node) -> None:
        if _name(node) in _PICTURES:
            self.odd.add("pictures")

    def _hidden(self, run: Node, line: _Line) -> bool:
        own, style = _child(run, "rPr", "vanish"), _value(_child(run, "rPr", "rStyle"))
        return _is_on(own) if own is not None else line.hidden or bool(style and self.styles.look(style).hidden)

    def _table(self, table: Node) -> list[str]:
        return [line for row in _all(table, "tr") if _child(row, "trPr", "del") is None for line in self._row(row)]

    def _row(self, row: Node) -> list[str]:
        cells: list[list[str]] = [[]] * min(_number(_child(row, "trPr", "gridBefore"), 0), MAX_SPAN)
        found = [cell for cell in _all(row, "tc") if _child(cell, "tcPr", "cellDel") is None]
        for cell in found:
            merged = [one for kind in ("vMerge", "hMerge") if (one := _child(cell, "tcPr", kind)) is not None]
            is_begun = any(_value(one) != "restart" for one in merged)
            cells += [[] if is_begun else self.blocks(cell), *[[]] * (min(_number(_child(cell, "tcPr", "gridSpan"), 1), MAX_SPAN) - 1)]
        filled = [lines for lines in cells if any(line.strip() for line in lines)]
        if len(found) == 1 or (len(filled) <= 2 and any(map(_is_prose, filled))):  # noqa: PLR2004  a label, and what is written beside it
            return [line for lines in filled for line in lines]
        return ["\t".join(map(_on_one_line, cells)).rstrip("\t")] if filled else []


def _goes_on(paragraph: Node) -> bool:
    """Whether the end of a paragraph is deleted or hidden, so that the next goes on with it."""
    mark = _child(paragraph, "pPr", "rPr")
    return mark is not None and (any(_name(one) in _GONE for one in mark) or _is_on(_child(mark, "vanish")))


def _is_prose(lines: list[str]) -> bool:
    return sum(bool(line.strip()) for line in lines) > 1 and any(_SENTENCE in line for line in lines)


def _on_one_line(lines: list[str]) -> str:
    return " ".join(line.replace("\t", " ").strip() for line in lines if line.strip())


def _said(node: Node) -> str:
    """Return what an element says itself: its text, the sign that it stands for, or one by its number, which fonts of signs count in their own way."""
    if _name(node) != "sym":
        return node.text or "" if _name(node) == "t" else _SIGNS.get(_name(node), "")
    number = _value(node, "char")
    code = int(number, 16) if re.fullmatch("[0-9A-Fa-f]{4}", number) else 0
    if code in _FONT_OF_SIGNS:
        return _WINGDINGS.get(code - _FONT_OF_SIGNS.start, "")
    return chr(code) if code >= ord(" ") and code not in _UNUSED else ""


# -- styles --------------------------------------------------------------------------------------------------------

_HEADING = re.compile(r"(?:heading|标题) ?([1-9])")
_CONTENTS = re.compile(r"(?:toc|目录) ?(?:[1-9]|heading)")


class _Style(NamedTuple):
    """A style as it stands in the file: its name, the one it is based on, and what it says itself."""

    name: str
    based: str
    vanish: Node | None
    number: str
    level: int


class _Look(NamedTuple):
    """What a style, with those that it is based on, makes of a paragraph or a run.

    Args:
        styles: the style and those that it is based on.
        heading: level of the heading, or 0.
        contents: whether it is a line of a table of contents.
        hidden: whether it is hidden.
        number, level: the numbering that it brings, if any, and the level.
    """

    styles: tuple[str, ...]
    heading: int
    contents: bool
    hidden: bool
    number: str
    level: int


class _Styles:
    """The styles of a document."""

    def __init__(self, root: Node) -> None:
        self.held: dict[str, _Style] = {}
        self.usual = ""
        for style in root:
            numbering = _child(style, "pPr", "numPr")
            self.held[_value(style, "styleId")] = _Style(
                _value(_child(style, "name")).lower(),
                _value(_child(style, "basedOn")),
                _child(style, "rPr", "vanish"),
                _value(_child(numbering, "numId")),
                _number(_child(numbering, "ilvl"), -1),
            )
            if _value(style, "type") == "paragraph" and _value(style, "default") in {"1", "true", "on"}:
                self.usual = _value(style, "styleId")
        self.look = cache(self._look)

    def _look(self, key: str) -> _Look:
        chain: dict[str, _Style] = {}
        key = key if key in self.held else self.usual
        while key in self.held and key not in chain and len(chain) < MAX_BASED:
            chain[key] = self.held[key]
            key = chain[key].based
        styles = tuple(chain.values())
        return _Look(
            tuple(chain),
            next((int(found[1]) for one in styles if (found := _HEADING.fullmatch(one.name))), 0),
            any(_CONTENTS.fullmatch(one.name) for one in styles[:1]),
            next((_is_on(one.vanish) for one in styles if one.vanish is not None), False),
            next((one.number for one in styles if one.number), ""),
            next((one.level for one in styles if one.level >= 0), 0),
        )


# -- numbers before paragraphs -------------------------------------------------------------------------------------


class _Level(NamedTuple):
    """One level of a numbering.

    Args:
        form: how it counts.
        text: what it writes, with ``%1`` for the number of the first level.
        start: its first number.
        restart: it begins anew after each of so many levels above.
        plain: whether all numbers in it are written as 1, 2, 3.
        style: the paragraphs' style that brings it along.
    """

    form: str
    text: str
    start: int
    restart: int
    plain: bool
    style: str


class _Numbers:
    """The numbers that a document counts by itself."""

    def __init__(self, root: Node, styles: _Styles) -> None:
        kinds = {_value(one, "abstractNumId"): one for one in root if _name(one) == "abstractNum"}
        nums = {_value(one, "numId"): one for one in root if _name(one) == "num"}
        kind_of = {key: _value(_child(num, "abstractNumId")) for key, num in nums.items()}
        linked = {key: styles.look(_value(link)).number for key, one in kinds.items() if (link := _child(one, "numStyleLink")) is not None}
        levels = {key: _levels(one) for key, one in kinds.items()}
        self.kinds = {key: kind_of.get(linked.get(kind, ""), kind) for key, kind in kind_of.items()}
        self.levels = {key: dict(levels.get(kind, {})) for key, kind in self.kinds.items()}
        self.starts: dict[str, dict[int, int]] = {key: {} for key in nums}
        for key, num in nums.items():
            for change in num:
                self.levels[key] |= _levels(change)
                if (start := _child(change, "startOverride")) is not None:
                    self.starts[key][_number(change, 0, "ilvl")] = _number(start, 1)
        self.counts: dict[str, dict[int, int]] = {}
        self.met: set[str] = set()

    def next(self, own: Node | None, look: _Look) -> str:
        """Count a paragraph with this numbering and this look, and return the number that stands before it."""
        num = _value(_child(own, "numId")) or look.number
        levels = self.levels.get(num, {})
        brought = next((level for level, one in levels.items() if one.style in look.styles), look.level)
        level = _number(_child(own, "ilvl"), brought)
        if level not in levels:
            return ""
        self._count(num, level)
        return self._written(num, level)

    def _count(self, num: str, level: int) -> None:
        """Count up; a level above that was not met before counts as begun, and the levels below begin anew."""
        counts, levels, starts = self.counts.setdefault(self.kinds[num], {}), self.levels[num], self.starts[num]
        if num not in self.met:
            self.met.add(num)
            for one in starts:
                counts.pop(one, None)
        before = {one: counts.get(one, starts.get(one, levels[one].start) - (one == level)) for one in levels}
        counts |= {one: before[one] for one in levels if one < level} | {level: before[level] + 1}
        for one, held in levels.items():
            if one > level and level < held.restart:
                counts.pop(one, None)

    def _written(self, num: str, level: int) -> str:
        """Return the number as it stands before the paragraph, with a blank where the two would run into one another."""
        counts, levels = self.counts[self.kinds[num]], self.levels[num]
        if levels[level].form == "bullet":
            return "● "

        def told(found: re.Match[str]) -> str:
            one = int(found[1]) - 1
            return _numeral(counts.get(one, 0), "decimal" if levels[level].plain or one not in levels else levels[one].form)

        text = re.sub("%([1-9])", told, levels[level].text)[:MAX_NUMBER].strip()
        return f"{text} " if text and text[-1] not in "、）：" else text


def _levels(node: Node) -> dict[int, _Level]:
    """Return the levels that an element defines, counted from 0."""
    return {
        level: _Level(
            _value(_child(one, "numFmt")) or "decimal",
            _value(_child(one, "lvlText"))[:MAX_NUMBER],
            _number(_child(one, "start"), 0),
            _number(_child(one, "lvlRestart"), MAX_LEVELS),
            _child(one, "isLgl") is not None,
            _value(_child(one, "pStyle")),
        )
        for one in node
        if _name(one) == "lvl" and (level := _number(one, 0, "ilvl")) < MAX_LEVELS
    }


_DIGITS, _FORMAL = "〇一二三四五六七八九", str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_ROMAN = tuple(zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "M CM D CD C XC L XL X IX V IV I".split(), strict=True))


def _numeral(number: int, form: str) -> str:
    """Return a number as a form of numbering writes it; beyond what the form is made for, as digits.

    Source of the forms: ECMA-376-1, 17.18.59 (ST_NumberFormat).
    """
    reach, written = _FORMS.get(form, (range(0), str))
    return written(number) if number in reach else str(number)


def _by_digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _in_full(number: int) -> str:
    """Return a number from 1 to 9999 in Chinese characters: ``一百零五``."""
    told = "".join(f"{_DIGITS[int(digit)]}{unit}" if digit != "0" else "零" for digit, unit in zip(f"{number:04}", ("千", "百", "十", ""), strict=True))
    return re.sub("零+", "零", told).strip("零")


def _counting(number: int) -> str:
    """Return the same as people count: ``十二``, not ``一十二``."""
    return re.sub("^一十", "十", _in_full(number))


def _formal(number: int) -> str:
    return _in_full(number).translate(_FORMAL)


def _roman(number: int) -> str:
    told = ""
    for value, letters in _ROMAN:
        told, number = told + letters * (number // value), number % value
    return told


_ANY, _FOUR_DIGITS, _ROMANS = range(10**10), range(1, 10_000), range(1, 4_000)
_FORMS: dict[str, tuple[range, Callable[[int], str]]] = {
    "none": (_ANY, lambda _: ""),
    "decimalZero": (_ANY, "{:02}".format),
    "chineseLegalSimplified": (_FOUR_DIGITS, _formal),
    "upperRoman": (_ROMANS, _roman),
    "lowerRoman": (_ROMANS, lambda number: _roman(number).lower()),
}
_FORMS |= dict.fromkeys(
    "chineseCounting chineseCountingThousand taiwaneseCounting taiwaneseCountingThousand japaneseCounting".split(), (_FOUR_DIGITS, _counting)
)
_FORMS |= dict.fromkeys("ideographDigital taiwaneseDigital japaneseDigitalTenThousand".split(), (_ANY, _by_digits))
_FORMS |= {
    form: (range(1, len(signs)), signs.__getitem__)  # the first sign of each stands for 0, which has none
    for form, signs in {
        "decimalEnclosedCircle": " ①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
        "decimalEnclosedCircleChinese": " ①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
        "decimalEnclosedFullstop": " ⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
        "decimalEnclosedParen": " ⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
        "ideographEnclosedCircle": " ㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
        "ideographTraditional": " 甲乙丙丁戊己庚辛壬癸",
        "ideographZodiac": " 子丑寅卯辰巳午未申酉戌亥",
        "upperLetter": " ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "lowerLetter": " abcdefghijklmnopqrstuvwxyz",
    }.items()
}
