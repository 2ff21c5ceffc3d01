"""The lists of codes: ``codes/functional.csv`` and ``codes/economic.csv`` of the data folder, else those shipped beside the package."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from evallib.problems import Problem, UserMistake, quoted
from evallib.reading.account_tables import Code, Codes
from evallib.reading.tables import Line, read_table, stamp
from evallib.words import Words

CODE_OF = {"functional": r"[1-9]\d{2}(\d{2}){0,2}", "economic": r"[1-9]\d{2}(\d{2})?"}
"""Codes of a classification: 类, 款 and 项 have 3, 5 and 7 digits; the departmental economic classification ends at 5."""

_EXPECTED = {
    "code": Words("3、5或7位的功能分类编码，3或5位的经济分类编码", "a functional code of 3, 5 or 7 digits, an economic one of 3 or 5"),
    "valid_from": Words("四位数的年份，或留空", "a year of four digits, or nothing"),
    "valid_to": Words("不早于启用年份的四位数年份，或留空", "a year of four digits not before the first, or nothing"),
    "source": Words("出处", "the source of the row"),
    "verified": Words("yes 或 no", "yes or no"),
}


def codes_folder(data: Path) -> Path:
    """Return the folder of the lists: the data folder's own, else the one shipped beside the package."""
    own = data / "codes"
    return own if own.is_dir() else Path(__file__).resolve().parents[2] / "data" / "codes"


def read_codes(data: Path) -> Codes:
    """Read and check the lists of codes; a folder may hold one of the two only. All departments share them: what has not changed is read once.

    Raises:
        UserMistake: what is wrong in the files, all together, each with file and line.
    """
    folder = codes_folder(data).resolve()
    return _read(folder, stamp(folder / f"{kind}.csv" for kind in CODE_OF))


@lru_cache(20)
def _read(folder: Path, _: tuple[tuple[str, int, int], ...]) -> Codes:
    entries: list[Code] = []
    files: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for kind in CODE_OF:
        path, place = folder / f"{kind}.csv", f"codes/{kind}.csv"
        if not path.is_file():
            continue
        try:
            lines = read_table(path, place, ("code", "name", "valid_from", "valid_to", "source", "verified"), ("english",)).lines
        except UserMistake as mistake:
            problems += mistake.problems
            continue
        files.append((place, hashlib.sha256(path.read_bytes()).hexdigest()))
        sound = [(line, _code(kind, line)) for line in lines if not _wrong(problems, kind, line)]
        _repeated(problems, sound)
        entries += [code for _, code in sound]
    if problems:
        raise UserMistake(problems)
    return Codes(tuple(entries), tuple(files))


def _wrong(problems: list[Problem], kind: str, line: Line) -> bool:
    """Note what is wrong with a row; return whether anything is."""
    first, last = line["valid_from"], line["valid_to"]
    right = {
        "code": re.fullmatch(CODE_OF[kind], line["code"]),
        "valid_from": re.fullmatch(r"([12]\d{3})?", first),
        "valid_to": re.fullmatch(r"([12]\d{3})?", last) and (not (first and last) or first <= last),
        "source": line["source"],
        "verified": line["verified"] in {"yes", "no"},
    }
    wrong = [column for column, holds in right.items() if not holds]
    problems += [Problem(line.at(column), quoted(line[column]), _EXPECTED[column], Words("请改正该单元格", "correct the cell")) for column in wrong]
    return bool(wrong)


def _code(kind: str, line: Line) -> Code:
    first, last = (int(line[column]) if line[column] else None for column in ("valid_from", "valid_to"))
    return Code(kind, line["code"], line["name"], line["english"], first, last, line["source"], line["verified"] == "yes")


def _repeated(problems: list[Problem], codes: list[tuple[Line, Code]]) -> None:
    """Refuse a code that is listed twice for one year: nobody can choose between the names."""
    met: dict[str, list[tuple[Line, Code]]] = {}
    for line, code in codes:
        for earlier, other in met.setdefault(code.code, []):
            first, last = max(code.valid_from or 0, other.valid_from or 0), min(code.valid_to or 9999, other.valid_to or 9999)
            if first <= last:
                expected = Words(f"与第{earlier.number}行不同的年份", f"years other than on line {earlier.number}")
                problems.append(Problem(line.at("code"), quoted(code.code), expected, Words("请只保留一行", "keep one line")))
        met[code.code].append((line, code))
