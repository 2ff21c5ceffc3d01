"""The inside of an .xlsx file: a zip archive of XML parts, read as a stream and within bounds.

Nothing in it is trusted: not the sizes that it declares, nor its dimensions, nor its references.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.parsers import expat  # documents that declare a type, and so could define entities, are refused

from evallib.problems import at, quoted
from evallib.reading.cells import (
    MAX_TEXT,
    TABLES,
    Bounds,
    ErrorValue,
    Formula,
    Grid,
    Position,
    Value,
    damaged,
    formatted,
    number,
    number_style,
    position,
    serial,
    sheet_name,
    too_large,
)
from evallib.words import Words

MAX_PARTS = 5_000  # files inside the file; a form has some twenty
MAX_UNPACKED = 500_000_000  # bytes of XML; ten columns painted down to the last row of a sheet are 300 million
MAX_WEIGHT = 150_000_000  # bytes of XML that remain without painted cells, and ELEMENT for each start and end in it
ELEMENT = 24
MAX_DEPTH = 50  # of elements inside one another
MAX_COUNT = 9  # digits of a whole number by which parts refer to one another
CHUNK = 1 << 20
_PAINTED = (  # cells and rows with a format and nothing in them, where what follows says itself where it stands
    re.compile(rb'<c r="[A-Z]+[0-9]+"[^<>]*(?:/>|></c>)(?=<c r=|</row>)'),
    re.compile(rb'<row r="[0-9]+"[^<>]*(?:/>|></row>)(?=<row r=|</sheetData>)'),
)


class Package:
    """The archive: its parts by path, read once each within the bounds."""

    def __init__(self, content: bytes, place: str) -> None:
        self.place, self.unpacked, self.weight = place, 0, 0
        if content.count(b"PK\x01\x02") > MAX_PARTS:  # one stands before each entry of the directory
            raise too_large(at(place), Words("内部文件过多", "too many files inside"), Words(f"不超过{MAX_PARTS:,}个", f"at most {MAX_PARTS:,}"))
        try:
            self.archive = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError) as error:
            raise damaged(place, Words("压缩包不完整", "an incomplete archive")) from error
        self.parts = {_path(info.filename): info for info in self.archive.infolist()}

    def related(self, part: str = "") -> dict[str, tuple[str, str]]:
        """Return what a part refers to, by identifier: the kind and the path of each."""
        folder, name = posixpath.split(part)
        links = posixpath.join(folder, "_rels", f"{name}.rels")
        if links not in self.parts:
            return {}
        return {
            held.get("Id", ""): (held.get("Type", "").rpartition("/")[2].lower(), _path(posixpath.join(f"/{folder}", held.get("Target", ""))))
            for name, held in self.elements(links)
            if name == "Relationship" and isinstance(held, dict)
        }

    def elements(self, part: str) -> Iterator[tuple[str, dict[str, str] | str]]:
        """Yield the elements of a part in order: name and attributes where one opens, name and its own text where it closes."""
        met: list[tuple[str, dict[str, str] | str]] = []
        said: list[str] = []
        depth = length = 0

        def opens(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth, length
            depth, length = depth + 1, 0
            if depth > MAX_DEPTH:
                raise damaged(self.place, _of(part, "嵌套过深", "is nested too deeply"))
            said.clear()
            met.append((name.rpartition(":")[2], attributes))

        def closes(name: str) -> None:
            nonlocal depth, length
            depth, length = depth - 1, 0
            met.append((name.rpartition(":")[2], "".join(said)))
            said.clear()

        def says(text: str) -> None:
            nonlocal length
            length += len(text)
            if length > MAX_TEXT * 2:  # signs that are removed may stand in it
                raise damaged(self.place, _of(part, "有一段文字过长", "has a text that is too long"))
            said.append(text)

        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = opens, closes, says
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        try:
            for chunk in self._chunks(part):
                parser.Parse(chunk, not chunk)
                self._weigh(len(chunk) + ELEMENT * len(met))
                yield from met
                met.clear()
        except (expat.ExpatError, LookupError, ValueError) as error:  # the latter two: an encoding that does not exist, or is not read here
            raise damaged(
                self.place, _of(part, f"第{parser.CurrentLineNumber}行不是有效的 XML", f"is not valid XML in line {parser.CurrentLineNumber}")
            ) from error

    def _weigh(self, weight: int, unpacked: int = 0) -> None:
        self.weight, self.unpacked = self.weight + weight, self.unpacked + unpacked
        if self.weight > MAX_WEIGHT or self.unpacked > MAX_UNPACKED:
            raise too_large(at(self.place), Words("解压后内容过多", "too much content when unpacked"), TABLES)

    def _refuse_doctype(self, *_: object) -> None:
        raise damaged(self.place, Words("XML 中含有文档类型声明", "XML with a document type declaration"))

    def _chunks(self, part: str) -> Iterator[bytes]:
        """Yield the bytes of a part, and none at its end, as long as the bounds hold."""
        info = self.parts.get(part)
        if info is None:
            raise damaged(self.place, _of(part, "缺失", "is missing"))
        broken = _of(part, "无法解压", "cannot be unpacked")
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise damaged(self.place, broken)
        try:
            with self.archive.open(info) as stream:
                while chunk := stream.read(CHUNK):
                    self._weigh(0, len(chunk))
                    for painted in _PAINTED:
                        chunk = painted.sub(b"", chunk)
                    if chunk:
                        yield chunk
            yield b""
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError) as error:
            raise damaged(self.place, broken) from error


def _of(part: str, zh: str, en: str) -> Words:
    """Say what is wrong with a part."""
    return Words(f"内部文件{quoted(part).zh}{zh}", f"its part {quoted(part).en} {en}")


def _path(name: str) -> str:
    r"""Return the path of a part as it is looked up: some programs write ``\`` or other capitals."""
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").lower()


_TRUE = {"1", "true", "on"}
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Book:
    """A workbook of the .xlsx family, read: its sheets with their cells, formulas and merged ranges.

    Args:
        content: the bytes of the file.
        place: the file's name in messages.

    Attributes:
        grids: the sheets with cells, in order; sheets that are a chart or hold old macros are left out.
        macros: whether the file brings macros along.
        as_displayed: whether formulas worked with rounded or circular values, so that nobody else can work them out.

    Raises:
        UserMistake: the file is damaged or beyond the bounds.
    """

    def __init__(self, content: bytes, place: str) -> None:
        self.place, self.bounds = place, Bounds(place)
        self.package = Package(content, place)
        self.macros = any(part.endswith("vbaproject.bin") for part in self.package.parts)
        self.from_1904 = self.as_displayed = False
        main = _of_kind(self.package.related(), "officedocument") or "xl/workbook.xml"
        links = self.package.related(main)
        sheets = self._sheets(main, links)
        self.macros = self.macros or any("macro" in kind for _, _, kind, _ in sheets)  # sheets of macros, as before 1997
        self.styles = self._styles(_of_kind(links, "styles"))
        self.strings = self._strings(_of_kind(links, "sharedstrings"))
        self.grids = [_SheetReading(self, Grid(name, shown), part).read() for name, shown, kind, part in sheets if kind == "worksheet"]

    def _sheets(self, main: str, links: dict[str, tuple[str, str]]) -> list[tuple[str, bool, str, str]]:
        """Return name, visibility, kind and part of each sheet, and note how the workbook counts days and works out formulas."""
        sheets = []
        for name, held in self.package.elements(main):
            if not isinstance(held, dict):
                continue
            if name == "sheet":
                link = next((value for key, value in held.items() if key.endswith(":id")), "")
                sheets.append((sheet_name(held.get("name", "")), held.get("state", "visible") == "visible", *links.get(link, ("", ""))))
            elif name == "workbookPr":
                self.from_1904 = held.get("date1904") in _TRUE
            elif name == "calcPr":
                self.as_displayed = held.get("fullPrecision", "1") not in _TRUE or held.get("iterate") in _TRUE
        self.bounds.sheets(len(sheets))
        if not sheets or any(not part for _, _, _, part in sheets):
            raise damaged(self.place, Words("缺少工作表的内容", "the content of a sheet is missing"))
        return sheets

    def _styles(self, part: str) -> list[str]:
        """Return what each style of a cell makes of a number."""
        codes: dict[str, str] = {}
        ids: list[str] = []
        inside = ""
        for name, held in self.package.elements(part) if part else ():
            if name in {"numFmts", "cellXfs"}:
                inside = name if isinstance(held, dict) else ""
            elif isinstance(held, dict) and (inside, name) == ("numFmts", "numFmt"):
                codes[held.get("numFmtId", "")] = held.get("formatCode", "")
            elif isinstance(held, dict) and (inside, name) == ("cellXfs", "xf"):
                ids.append(held.get("numFmtId", "0"))
        kinds = {one: number_style(self.whole(one, part), codes.get(one, "")) for one in set(ids)}
        return [kinds[one] for one in ids]

    def _strings(self, part: str) -> list[tuple[str, str]]:
        """Return the texts that cells refer to by number, cleaned and as stored, without the reading aids (phonetic runs) inside them."""
        strings: list[tuple[str, str]] = []
        runs: list[str] = []
        phonetic = False
        for name, held in self.package.elements(part) if part else ():
            opens = isinstance(held, dict)
            if name == "rPh":
                phonetic = opens
            elif name == "t" and not opens and not phonetic:
                runs.append(held)
            elif name == "si" and not opens:
                strings.append(self.text("".join(runs)))
                runs.clear()
        return strings

    def text(self, text: str) -> tuple[str, str]:
        """Return a text cleaned, and as it was stored; ``_x000D_`` stands for a sign by its number."""
        if "_x" in text:
            text = _ESCAPED.sub(lambda found: found[0] if "D800" <= found[1].upper() <= "DFFF" else chr(int(found[1], 16)), text)
        return self.bounds.text(text)

    def whole(self, text: str, part: str) -> int:
        """Return a whole number of the file's own counting."""
        if not (text.isascii() and text.isdigit() and len(text) <= MAX_COUNT):
            raise damaged(self.place, _of(part, f"编号{quoted(text).zh}无效", f"has the invalid number {quoted(text).en}"))
        return int(text)


def _of_kind(links: dict[str, tuple[str, str]], kind: str) -> str:
    return next((path for one, path in links.values() if one == kind), "")


class _SheetReading:
    """One sheet while it is read, element by element."""

    def __init__(self, book: Book, grid: Grid, part: str) -> None:
        self.book, self.grid, self.part = book, grid, part
        self.row = self.column = -1
        self.cell: dict[str, str] = {}
        self.formula: dict[str, str] | None = None
        self.texts: dict[str, str] = {}
        self.phonetic = False
        self.shared: dict[str, tuple[int, int, str]] = {}

    def read(self) -> Grid:
        for name, held in self.book.package.elements(self.part):
            opens = isinstance(held, dict)
            if name == "row":
                self._row(held) if opens else None
            elif name == "c":
                self._opens(held) if opens else self._closes()
            elif name == "rPh":
                self.phonetic = opens
            elif name == "mergeCell" and opens:
                self._merged(held.get("ref", ""))
            elif name == "f" and opens:
                self.formula = held
            elif name in {"f", "v", "t"} and not opens and not self.phonetic:
                self.texts[name] = self.texts.get(name, "") + held
        return self.grid

    def _row(self, held: dict[str, str]) -> None:
        self.row, self.column = (self.book.whole(held["r"], self.part) - 1 if "r" in held else self.row + 1), -1

    def _opens(self, held: dict[str, str]) -> None:
        self.row, self.column = self._position(held["r"]) if "r" in held else (self.row, self.column + 1)
        self.cell, self.formula, self.texts = held, None, {}

    def _position(self, text: str) -> Position:
        try:
            return position(text)
        except ValueError as error:
            raise damaged(self.book.place, _of(self.part, f"单元格{quoted(text).zh}不存在", f"names the impossible cell {quoted(text).en}")) from error

    def _merged(self, text: str) -> None:
        first, _, last = text.partition(":")
        self.grid.merged.append((*self._position(first), *self._position(last or first)))
        self.book.bounds.merged()

    def _closes(self) -> None:
        """Keep a cell that has a value or a formula; most cells of most sheets are only painted."""
        if self.formula is None and not self.texts:
            return
        where, kind, raw = (self.row, self.column), self.cell.get("t", "n"), self.texts.get("v", "")
        if raw or "t" in self.texts:
            text, value = self._value(kind, raw.strip())
            if text:
                self.grid.texts[where] = text
            self.grid.values[where] = value
        elif kind == "str":
            self.grid.values[where] = ""
        if self.formula is not None:
            self.grid.formulas[where] = self._formula(where)
        self.book.bounds.cell(self.grid, where)

    def _value(self, kind: str, raw: str) -> tuple[str, Value]:
        """Return the text and the value of a cell of a kind, from what the file holds of it."""
        if kind == "s":
            index = self.book.whole(raw, self.part)
            if index >= len(self.book.strings):
                raise damaged(self.book.place, _of(self.part, f"引用的第{index}段文字缺失", f"refers to text {index}, which is missing"))
            return self.book.strings[index]
        if kind == "b":
            return ("TRUE", True) if raw in _TRUE else ("FALSE", False)
        if kind == "e":
            return raw, ErrorValue(raw)
        value, style = (number(raw), self._style()) if kind != "d" else (serial(raw), "date")
        if value is None or kind in {"str", "inlineStr"}:
            return self.book.text(self.texts.get("t", self.texts.get("v", "")))
        if style == "scaled":
            self.grid.scaled.append((self.row, self.column))
        return formatted(value, style, from_1904=self.book.from_1904 and kind != "d"), value

    def _style(self) -> str:
        index = self.book.whole(self.cell.get("s", "0"), self.part)
        if index >= len(self.book.styles) > 0:
            raise damaged(self.book.place, _of(self.part, f"引用的第{index}种格式缺失", f"refers to format {index}, which is missing"))
        return self.book.styles[index] if self.book.styles else ""

    def _formula(self, where: Position) -> Formula:
        """Return the formula of a cell; cells that share one name it by number, and the first of them has its text."""
        text, group, ordinary = self.texts.get("f", ""), self.formula.get("si", ""), self.formula.get("t", "normal") in {"normal", "shared"}
        if text:
            self.shared[group] = (*where, text)
        row, column, text = self.shared.get(group, (*where, "")) if not text else (*where, text)
        return Formula(text, where[0] - row, where[1] - column, ordinary=ordinary)
