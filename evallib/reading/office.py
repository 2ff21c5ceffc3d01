"""Files of office programs: what one is by its bytes, and the inside of the newer ones, a zip archive of XML parts.

Nothing in them is trusted: not the names that they bear, nor the sizes that they declare, nor what refers to what.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat  # documents that declare a type, and so could define entities, are refused

from xlrd.compdoc import CompDoc

from evallib.problems import Problem, UserMistake, at, quoted
from evallib.words import Words

MAX_PARTS = 5_000  # files inside the file; a form has some twenty
ELEMENT = 24  # what each start and end of an element weighs
CHUNK = 1 << 20


@dataclass(frozen=True)
class Sort:
    """A sort of file: how much of it is read, and how messages speak of it.

    Args:
        sound, content: a whole file of this sort, and what one holds.
        again, less: what mends a file that is damaged, and one that is too large.
        unpacked: bytes of XML, at most.
        weight: the same without what is needless, and with ``ELEMENT`` for each start and end of an element.
        depth: of elements inside one another, at most.
        text: characters of one text, at most.
        needless: what is passed over in the XML.
    """

    sound: Words
    content: Words
    again: Words
    less: Words
    unpacked: int
    weight: int
    depth: int
    text: int
    needless: tuple[re.Pattern[bytes], ...] = ()

    def damaged(self, place: str, what: Words) -> UserMistake:
        """Return the mistake of a file that is broken."""
        found = Words(f"文件已损坏（{what.zh}）", f"a damaged file ({what.en})")
        remedy = Words(f"{self.again.zh}；打不开的，请发送方重新提供", f"{self.again.en}; if it does not open, ask the sender for it again")
        return UserMistake([Problem(at(place), found, self.sound, remedy)])

    def too_large(self, where: Words, found: Words, expected: Words) -> UserMistake:
        """Return the mistake of a file beyond all bounds."""
        return UserMistake([Problem(where, found, expected, self.less)])


# -- what a file is ------------------------------------------------------------------------------------------------

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of older Office files, and of newer ones under a password
KINDS = {
    "empty": Words("空文件（0字节）", "an empty file of 0 bytes"),
    "xlsx": Words("Excel 工作簿（.xlsx）", "an Excel workbook (.xlsx)"),
    "xls": Words("Excel 工作簿（.xls）", "an Excel workbook (.xls)"),
    "locked": Words("加密的文件", "a file locked by a password"),
    "xlsb": Words("二进制工作簿（.xlsb）", "a binary workbook (.xlsb)"),
    "ods": Words("OpenDocument 文件", "an OpenDocument file"),
    "docx": Words("Word 文档", "a Word document"),
    "doc": Words("Word 文档", "a Word document"),
    "slides": Words("演示文稿", "a presentation"),
    "ofd": Words("OFD 版式文件", "an OFD file"),
    "zip": Words("压缩包", "an archive"),
    "ole": Words("其他程序的文件", "a file of another program"),
    "pdf": Words("PDF 文件", "a PDF file"),
    "picture": Words("图片", "a picture"),
    "rtf": Words("RTF 文档", "an RTF document"),
    "html": Words("网页（HTML）", "a web page (HTML)"),
    "xml": Words("XML 文件", "an XML file"),
    "text": Words("纯文本或 CSV", "plain text or CSV"),
    "unknown": Words("无法识别的内容", "content of an unknown kind"),
}


def kind_of(content: bytes, place: str, sort: Sort) -> str:
    """Return what the bytes of a file are: a key of ``KINDS``.

    Raises:
        UserMistake: the container of an older file is broken.
    """
    if not content:
        return "empty"
    if content.startswith(_OLE):
        return next((kind for stream, kind in _STREAMS.items() if stream in streams(content, place, sort)), "ole")
    if content.startswith(b"PK"):
        return _kind_of_archive(content)
    begins = {b"%PDF": "pdf", b"{\\rtf": "rtf", b"\x89PNG": "picture", b"\xff\xd8\xff": "picture", b"GIF8": "picture", b"BM": "picture"}
    return next((kind for start, kind in begins.items() if content.startswith(start)), "") or _kind_of_text(content[:10_000])


_STREAMS = {"EncryptedPackage": "locked", "Workbook": "xls", "Book": "xls", "WordDocument": "doc", "PowerPoint Document": "slides"}


def streams(content: bytes, place: str, sort: Sort) -> list[str]:
    """Return the names on the first level of an older Office file.

    Raises:
        UserMistake: the container is broken.
    """
    try:
        entries = CompDoc(content, logfile=io.StringIO()).dirlist
        return [entries[index].name for index in entries[0].children]
    except Exception as error:  # a broken container ends in whatever breaks first
        raise sort.damaged(place, Words("文件结构不完整", "an incomplete container")) from error


_ENTRY = rb"(?is)PK\x03\x04.{26}"  # what stands before the name of each file in an archive
_INSIDE = {b"xl": "xlsx", b"word": "docx", b"ppt": "slides", b"ofd": "ofd"}


def _kind_of_archive(content: bytes) -> str:
    """Return what an archive holds, even one that is cut off, by the names in it."""
    if b"opendocument." in content[:200]:
        return "ods"
    if re.search(_ENTRY + rb"xl[/\\]workbook\.bin", content):
        return "xlsb"
    found = re.search(_ENTRY + rb"(?:(xl|word|ppt)[/\\]|(OFD)\.xml)", content)
    return _INSIDE[(found[1] or found[2]).lower()] if found else "zip"


_CONTROL = re.compile("[\x01-\x08\x0e-\x1f]")
_NOISE = 100  # one such sign among fewer than so many: no text


def _kind_of_text(start: bytes) -> str:
    wide = start[:2] in {b"\xff\xfe", b"\xfe\xff"}
    text = start.decode("utf-16" if wide else "utf-8", "replace").lstrip("\ufeff \t\r\n").lower()
    if "\0" in text or len(_CONTROL.findall(text)) * _NOISE > len(text):
        return "unknown"
    if re.search("^mime-version|<html|<table(?!:)|<!doctype html", text):
        return "html"
    return "xml" if text.startswith("<?xml") else "text"


# -- the archive ---------------------------------------------------------------------------------------------------


class Package:
    """The archive: its parts by path, read once each within the bounds."""

    def __init__(self, content: bytes, place: str, sort: Sort) -> None:
        self.place, self.sort, self.unpacked, self.weight = place, sort, 0, 0
        if content.count(b"PK\x01\x02") > MAX_PARTS:  # one stands before each entry of the directory
            raise sort.too_large(at(place), Words("内部文件过多", "too many files inside"), Words(f"不超过{MAX_PARTS:,}个", f"at most {MAX_PARTS:,}"))
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError) as error:
            raise sort.damaged(place, Words("压缩包不完整", "an incomplete archive")) from error
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
            if depth > self.sort.depth:
                raise self._damaged(of_part(part, "嵌套过深", "is nested too deeply"))
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
            if length > self.sort.text:
                raise self._damaged(of_part(part, "有一段文字过长", "has a text that is too long"))
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
            raise self._damaged(
                of_part(part, f"第{parser.CurrentLineNumber}行不是有效的 XML", f"is not valid XML in line {parser.CurrentLineNumber}")
            ) from error

    def xml(self, part: str) -> bytes:
        """Return a part as a whole, once it has passed through the bounds."""
        for _ in self.elements(part):
            pass
        return b"".join(self._chunks(part))

    def _damaged(self, what: Words) -> UserMistake:
        return self.sort.damaged(self.place, what)

    def _weigh(self, weight: int, unpacked: int = 0) -> None:
        self.weight, self.unpacked = self.weight + weight, self.unpacked + unpacked
        if self.weight > self.sort.weight or self.unpacked > self.sort.unpacked:
            raise self.sort.too_large(at(self.place), Words("解压后内容过多", "too much content when unpacked"), self.sort.content)

    def _refuse_doctype(self, *_: object) -> None:
        raise self._damaged(Words("XML 中含有文档类型声明", "XML with a document type declaration"))

    def _chunks(self, part: str) -> Iterator[bytes]:
        """Yield the bytes of a part, and none at its end, as long as the bounds hold."""
        info = self.parts.get(part)
        if info is None:
            raise self._damaged(of_part(part, "缺失", "is missing"))
        broken = of_part(part, "无法解压", "cannot be unpacked")
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise self._damaged(broken)
        try:
            with self.archive.open(info) as stream:
                while chunk := stream.read(CHUNK):
                    self._weigh(0, len(chunk))
                    for needless in self.sort.needless:
                        chunk = needless.sub(b"", chunk)
                    if chunk:
                        yield chunk
            yield b""
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError) as error:
            raise self._damaged(broken) from error


def of_part(part: str, zh: str, en: str) -> Words:
    """Say what is wrong with a part."""
    return Words(f"内部文件{quoted(part).zh}{zh}", f"its part {quoted(part).en} {en}")


def _path(name: str) -> str:
    r"""Return the path of a part as it is looked up: some programs write ``\`` or other capitals."""
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").lower()
