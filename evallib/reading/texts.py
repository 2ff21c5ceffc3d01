"""A department's own report as its text: a text file, Markdown, a Word document, or what was pasted.

A file is what its bytes are, not what its name says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from evallib.problems import Problem, UserMistake, at, quoted
from evallib.reading.office import KINDS, kind_of
from evallib.reading.record import Remark
from evallib.reading.tables import MAX_BYTES, decoded, read_bytes, too_many_bytes
from evallib.reading.word import WORD, read_word
from evallib.words import Words

TEXT_SUFFIXES = (".txt", ".md", ".docx")
MAX_FILE = 100_000_000  # bytes of a Word document, nearly all of them photographs; a text has MAX_BYTES at most


@dataclass(frozen=True)
class Text:
    r"""A report as read.

    Args:
        file: its name, as places are told: the path below the data folder, with forward slashes.
        content: its text, lines ended by ``\n`` alone; the characters that figures and findings count.
        remarks: what is odd about the file.
    """

    file: str
    content: str
    remarks: tuple[Remark, ...] = ()


def read_text(path: Path, name: str = "") -> Text:
    """Read a report: ``.txt`` or ``.md`` in UTF-8, UTF-16 or GBK, or ``.docx``.

    Args:
        path: the file.
        name: its name in messages; by default that of the file itself.

    Raises:
        UserMistake: the file cannot be read, is of another kind, locked by a password, damaged, without any text, or far too large.
    """
    return text_of(read_bytes(path, name or path.name, MAX_FILE, WORD.less), name or path.name)


def text_of(content: bytes, name: str) -> Text:
    """Return the report that bytes hold, such as those of a file or of standard input; see ``read_text``.

    Args:
        content: the bytes.
        name: what messages call them; its ending, if it has one, is compared with what they are.
    """
    suffix, kind = Path(name).suffix.lower(), kind_of(content, name, WORD)
    if kind == "docx":
        text, odd = read_word(content, name)
        if not text.strip():
            raise UserMistake([Problem(at(name), _SILENT, Words("有文字的报告", "a report with text"), _ORIGINAL)])
    elif kind not in {"text", "html"}:
        raise UserMistake([_other_kind(name, kind)])
    elif len(content) > MAX_BYTES:
        raise UserMistake([too_many_bytes(name, len(content))])
    else:
        text, odd = decoded(content, name)[0], []
        if _is_page(text, suffix):
            raise UserMistake([_other_kind(name, "html")])
    if suffix and (kind == "docx") != (suffix in {".docx", ".docm"}):
        means = KINDS["docx"] if kind == "docx" else Words("纯文本", "plain text")
        odd = [Words(f"扩展名是{quoted(suffix).zh}，内容是{means.zh}，按内容读取", f"named {quoted(suffix).en}, but {means.en}; read as what it is"), *odd]
    return Text(name, _CONTROL.sub("", _BREAK.sub("\n", text)), tuple(Remark(at(name), words) for words in odd))


_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")  # left over where text was pasted from other programs


def _is_page(text: str, suffix: str) -> bool:
    """Whether a text is a web page; Markdown may begin with a piece of one."""
    begins = text.lstrip("\ufeff \t\r\n")[:20].lower()
    return begins.startswith(
        ("<!doctype", "<html", "mime-version:") if suffix == ".md" else ("<!", "<html", "<head", "<meta", "<table", "<?xml", "mime-version:")
    )


_EXPECTED = Words("文本、Markdown 或 Word 文档（.txt、.md、.docx）", "a text, Markdown or Word document (.txt, .md, .docx)")
_SILENT = Words("没有文字的文档（可能只有图片）", "a document without text (perhaps only pictures)")
_ORIGINAL = Words("请提供可编辑的 .docx 原件，或把文字复制到 .txt 文件", "provide the .docx that it was made from, or copy its text into a .txt file")
_COPY = Words("请把报告的文字复制到 .docx 或 .txt 文件", "copy the text of the report into a .docx or .txt file")
_KINDS = {"doc": Words("旧格式的 Word 或 WPS 文档（.doc、.wps）", "a document in the older format of Word or WPS (.doc, .wps)")}
_REMEDIES = {
    "empty": Words("请重新导出，或请发送方重新提供", "export it again, or ask the sender for it again"),
    "locked": Words("请用 Word 或 WPS 打开，取消密码后另存", "open it in Word or WPS, remove the password and save it again"),
    "pdf": _ORIGINAL,
    "ofd": _ORIGINAL,
    "picture": _ORIGINAL,
    "slides": _COPY,
    "xlsx": _COPY,
    "xls": _COPY,
    "xlsb": _COPY,
    "zip": Words("请先解压，再选择其中的报告", "unpack it first and choose the report in it"),
    "unknown": Words("请提供 .docx、.txt 或 .md 文件", "provide a .docx, .txt or .md file"),
}


def _other_kind(place: str, kind: str) -> Problem:
    """Return the problem of a file that is no report as it is read here."""
    return Problem(at(place), _KINDS.get(kind, KINDS[kind]), _EXPECTED, _REMEDIES.get(kind, WORD.again))
