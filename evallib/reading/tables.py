"""Text files and CSV tables, read line by line; every problem says its file and line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from evallib.figures import Source
from evallib.problems import Problem, UserMistake, at, nearest, quoted
from evallib.words import Words

MAX_BYTES = 20_000_000  # far above any department's table; a larger file is not one
LESS = Words("请只保留本部门本年度的数据", "keep only this department-year's data")
UNSEEN = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u202a\u202c\u202d\u2060\ufeff"))  # comes along when cells are pasted from web pages
APOSTROPHED = re.compile("'+[=+@\t-]")  # before what a spreadsheet would take for a formula; one apostrophe is taken off again
WHY_NOT = {
    FileNotFoundError: Words("没有该文件", "no such file"),
    IsADirectoryError: Words("是文件夹", "a folder, not a file"),
    PermissionError: Words("没有读取权限", "no permission to read it"),
}


def cannot_read(place: str, error: OSError) -> Problem:
    """Return the problem of a file or folder that the system does not let us read."""
    reason = error.strerror or type(error).__name__
    why = WHY_NOT.get(type(error), Words(reason, reason))
    return Problem(
        at(place),
        Words(f"无法读取（{why.zh}）", f"nothing that can be read ({why.en})"),
        Words("可读取的文件", "a readable file"),
        Words("请检查文件是否存在、是否被占用或缺少权限", "check that it exists, is not locked and may be read"),
    )


def stamp(paths: Iterable[Path]) -> tuple[tuple[str, int, int], ...]:
    """Return what tells whether files have changed: of those that there are, path, time of the last change and size."""
    return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in paths if path.is_file())


def read_bytes(path: Path, place: str, most: int = MAX_BYTES, less: Words = LESS) -> bytes:
    """Read a file of at most so many bytes.

    Args:
        path, place: the file, and its name in messages.
        most, less: bytes, and what to do about a file that has more.

    Raises:
        UserMistake: the file cannot be read, or is too large.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= most else b""
    except OSError as error:
        raise UserMistake([cannot_read(place, error)]) from error
    if size > most:
        raise UserMistake([too_many_bytes(place, size, most, less)])
    return content


def too_many_bytes(place: str, size: int, most: int = MAX_BYTES, less: Words = LESS) -> Problem:
    """Return the problem of a file far too large."""
    return Problem(at(place), Words(f"文件过大（{size:,}字节）", f"a file of {size:,} bytes"), Words(f"不超过{most:,}字节", f"at most {most:,} bytes"), less)


def decoded(content: bytes, place: str) -> tuple[str, str]:
    """Return a text from its bytes: UTF-8 or, failing that, GBK, in which Windows and WPS often save.

    Returns:
        The text and the name of the encoding.

    Raises:
        UserMistake: the text is empty, damaged or in another encoding.
    """
    for encoding in ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig" and _is_damaged(content):
                raise UserMistake([_broken(at(place, content.count(b"\n", 0, error.start) + 1))]) from error
            continue
        if "\0" not in text and text.strip():
            return text, encoding
        if not text.strip():
            raise UserMistake([_empty(place)])
    raise UserMistake(
        [
            Problem(
                at(place),
                Words("无法识别的文字编码", "an unknown text encoding"),
                Words("UTF-8 或 GBK 编码的文本", "text in UTF-8 or GBK"),
                Words("请用记事本或 WPS 另存为 UTF-8 编码", "save it again as UTF-8"),
            )
        ]
    )


def read_text(path: Path, place: str) -> tuple[str, str]:
    """Read a text file; see ``decoded``.

    Returns:
        The text and the name of the encoding.

    Raises:
        UserMistake: the file cannot be read, is in another encoding, is empty, or is far too large.
    """
    return decoded(read_bytes(path, place), place)


MOST_BROKEN = 10  # a text in GBK that is taken for UTF-8 has far more than one broken sign in so many


def _is_damaged(content: bytes) -> bool:
    """Whether bytes are UTF-8 but for a few: cut off, or put together from files of two encodings."""
    text = content.decode("utf-8", "replace")
    return text.count("\N{REPLACEMENT CHARACTER}") * MOST_BROKEN < sum(not sign.isascii() for sign in text)


def _broken(where: Words) -> Problem:
    return Problem(
        where,
        Words("损坏的文字（不完整的 UTF-8 编码）", "a damaged text (incomplete UTF-8)"),
        Words("UTF-8 或 GBK 编码的文本", "text in UTF-8 or GBK"),
        Words(
            "请从原件重新导出，或删去该行的乱码后另存为 UTF-8 编码",
            "export it from the original again, or delete the broken signs of this line and save it as UTF-8",
        ),
    )


def _empty(place: str) -> Problem:
    return Problem(
        at(place), Words("空文件", "an empty file"), Words("有内容的文件", "a file with content"), Words("请补充内容或删除该文件", "fill it in or remove it")
    )


@dataclass(frozen=True)
class Line:
    """A row of a table: its cells by column, stripped, and where they stand.

    Args:
        file: path below the data folder.
        cells: text by column.
        number: line of a text file.
        sheet, addresses: where the file is a workbook: the sheet, and the address of each column's cell.
    """

    file: str
    cells: dict[str, str]
    number: int = 0
    sheet: str = ""
    addresses: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def source(self, column: str = "") -> Source:
        """Return the place of a cell as the source of a figure; the column ``source`` tells where the file has it from."""
        address = self.addresses.get(column) or next(iter(self.addresses.values()), "")
        return Source(self.file, self.number, self.sheet, address, self["source"])

    def at(self, column: str = "") -> Words:
        """Name the place of a cell, as messages do."""
        return self.source(column).place(column)


@dataclass(frozen=True)
class Table:
    """A CSV table as read: its lines, and the encoding it was in."""

    lines: list[Line]
    encoding: str


def read_table(path: Path, place: str, required: Iterable[str], optional: Iterable[str] = ()) -> Table:
    """Read a CSV table with a header line.

    Args:
        path, place: the file, and its name in messages.
        required, optional: the columns that must and that may stand in the header.

    Raises:
        UserMistake: all problems of shape together: columns missing, unknown or named twice, rows with too many cells,
            quotation marks left open.
    """
    text, encoding = read_text(path, place)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    started = 1
    try:
        for row in reader:
            rows.append((started, [_cell(cell) for cell in row]))
            started = reader.line_num + 1
    except csv.Error as error:
        raise UserMistake(
            [
                Problem(
                    at(place, started),
                    Words("引号不配对", "quotation marks that do not pair up"),
                    Words("逗号分隔的一行", "one row of comma-separated cells"),
                    Words("请检查该行的引号", "check the quotation marks of this line"),
                )
            ]
        ) from error
    rows = [(number, cells) for number, cells in rows if any(cells)]
    if not rows:
        raise UserMistake([_empty(place)])
    first, header = rows[0]
    while len(header) > 1 and not header[-1]:
        header.pop()  # columns that a spreadsheet has saved beyond the last one in use
    problems = _header_problems(at(place, first), header, tuple(required), tuple(optional))
    if not problems:
        problems = [_too_wide(place, number, cells, header) for number, cells in rows[1:] if any(cells[len(header) :])]
    if problems:
        raise UserMistake(problems)
    return Table([Line(place, dict(zip(header, cells, strict=False)), number) for number, cells in rows[1:]], encoding)


def _cell(text: str) -> str:
    text = text.translate(UNSEEN).strip()
    return text[1:] if APOSTROPHED.match(text) else text


def _header_problems(where: Words, header: list[str], required: tuple[str, ...], optional: tuple[str, ...]) -> list[Problem]:
    known = (*required, *optional)
    expected = Words(f"表头含 {', '.join(required)}", f"a header with {', '.join(required)}")
    if len(header) == 1 and (separator := next((sign for sign in ";\t，；、|" if sign in header[0]), "")):
        named = {"\t": Words("制表符", "tabs")}.get(separator, quoted(separator))
        return [
            Problem(
                where,
                Words(f"以{named.zh}分隔的表头", f"a header separated by {named.en}"),
                Words("以英文逗号分隔", "commas between the cells"),
                Words("请另存为逗号分隔的 CSV", "save it again as CSV with commas"),
            )
        ]
    if not set(header) & set(known):
        return [Problem(where, Words("没有表头", "no header"), expected, Words("请把表头放在第一行", "begin with the header"))]
    problems = [
        Problem(where, Words(f"缺少列 {column}", f"no column {column}"), expected, Words("请补上该列", "add the column"))
        for column in required
        if column not in header
    ]
    problems += [
        Problem(
            where,
            Words(f"未知列{quoted(column).zh}", f"an unknown column {quoted(column).en}") if column else Words("无名列", "a column without a name"),
            expected,
            nearest(column, known),
        )
        for column in dict.fromkeys(header)
        if column not in known
    ]
    problems += [
        Problem(where, Words(f"列 {column} 出现多次", f"column {column} more than once"), expected, Words("请只保留一列", "keep one of them"))
        for column in known
        if header.count(column) > 1
    ]
    return problems


def _too_wide(place: str, number: int, cells: list[str], header: list[str]) -> Problem:
    return Problem(
        at(place, number),
        Words(f"{len(cells)}个单元格", f"{len(cells)} cells"),
        Words(f"{len(header)}个", str(len(header))),
        Words("含逗号的内容请加双引号", "put cells that hold a comma between double quotes"),
    )
