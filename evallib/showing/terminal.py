"""What the command line prints: what the checks found, as lines to read or as JSON, and the lists of what there is."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from evallib import __version__
from evallib.case import Case
from evallib.figures import Figure, places
from evallib.problems import UserMistake
from evallib.reading.folder import County, DepartmentYear, department_years, find_data, read_county
from evallib.rules.findings import Finding, Outcome, catalogue
from evallib.rules.indicators import INDICATORS
from evallib.rules.schemes import Scheme, read_scheme, schemes
from evallib.words import Words

FORMAT = 1  # of the JSON document: a key that is removed or means something else makes it 2; a new key does not
FEW = 3  # departments of which everything is told: rounding differences and what lacks data too
CHECKED, UNREADABLE = Words("已核对", "checked"), Words("读取失败", "unreadable")
COUNTED = {  # the columns of counts, headed shortly
    Outcome.FAIL: Words("不符", "fail"),
    Outcome.QUESTION: Words("待说明", "explain"),
    Outcome.HINT: Words("尾差", "rounding"),
    Outcome.INSUFFICIENT_DATA: Words("资料不足", "no data"),
    Outcome.PASS: Words("成立", "hold"),
}
COLUMNS = (
    Words("部门", "department"),
    Words("年度", "year"),
    Words("可能总分", "possible"),
    Words("自评", "stated"),
    *COUNTED.values(),
    Words("状态", "state"),
)
COUNTED_ONLY = {Outcome.HINT, Outcome.INSUFFICIENT_DATA}  # where the departments are many
NOT_IN_GBK = str.maketrans({"−": "-", "²": "2"})  # what the reports print and a console of Chinese Windows cannot
Checked = Mapping[DepartmentYear, Case | UserMistake]
"""Department-years that were read and reconciled, or what is wrong with their folders (see ``open_cases``)."""


# -- lines to read ---------------------------------------------------------------------------------------------------


def overview(checked: Checked, lang: str, width: int = 100) -> str:
    """Return what the checks found: a table with a line for each department-year, then what calls for action in each.

    Args:
        checked: what was checked; rounding differences and what lacks data are counted only, unless the departments are few.
        lang: ``zh`` or ``en``.
        width: columns of the screen; a Chinese character takes two.
    """
    blocks = [_table(checked, lang, width)]
    few = len(checked) <= FEW
    for which, one in checked.items():
        told = _problems(which, one, lang) if isinstance(one, UserMistake) else _findings(which, one, all_of_them=few)
        lines = [line for indent, text in told for line in wrapped(text, width, " " * indent, " " * 6)]
        if lines:
            name = UNREADABLE if isinstance(one, UserMistake) else one.record.profile.name
            blocks.append("\n".join([f"{which.folder}  {name.said(lang)}", *lines]))
    if not few and any(not isinstance(one, UserMistake) and any(one.outcomes[outcome] for outcome in COUNTED_ONLY) for one in checked.values()):
        note = Words(
            f"尾差和资料不足的项目这里只计数；用 --department 选择不超过{FEW}个部门时逐项列出。",
            f"Rounding differences and what lacks data are only counted here; they are listed where --department selects {FEW} or fewer.",
        )
        blocks.append("\n".join(wrapped(note.said(lang), width)))
    return "\n\n".join(blocks).translate(NOT_IN_GBK)


def _problems(which: DepartmentYear, mistake: UserMistake, lang: str) -> Iterator[tuple[int, str]]:
    for line in mistake.lines(lang):
        yield 2, within(which, line)


def _findings(which: DepartmentYear, case: Case, *, all_of_them: bool) -> Iterator[tuple[int, str]]:
    lang = case.lang
    left_out = {Outcome.PASS, Outcome.NOT_APPLICABLE} | (set() if all_of_them else COUNTED_ONLY)
    for finding in case.findings:
        if finding.outcome not in left_out:
            yield 2, f"{finding.outcome.words.said(lang)} {finding.check} {finding.told.said(lang)}"
            where, cause, question = Words(*(within(which, places(finding.sources, each)) for each in ("zh", "en"))), finding.cause, finding.question
            for label, text in (
                (Words("位置：", "where: "), where),
                (Words("可能原因：", "possible cause: "), cause),
                (Words("请部门说明：", "to ask: "), question),
            ):
                if text.zh:
                    yield 4, label.said(lang) + text.said(lang)
    for remark in case.record.remarks:
        yield 2, within(which, Words(f"读取提示 {remark.place.zh}：{remark.words.zh}", f"reading note {remark.place.en}: {remark.words.en}").said(lang))


def within(which: DepartmentYear, place: str) -> str:
    """Return a place as it is told under the department's heading: its files without their folder."""
    return place.replace(f"{which.folder}/", "")


def _table(checked: Checked, lang: str, width: int) -> str:
    rows = [[name.said(lang) for name in COLUMNS], *(_row(which, one, lang) for which, one in checked.items())]
    if len(checked) > 1:
        rows.append(_totals(checked, lang))
    widths = [max(_width(row[column]) for row in rows) for column in range(len(COLUMNS))]
    widths[0] = max(16, min(widths[0], width - sum(widths[1:]) - 2 * len(widths[1:])))
    return "\n".join(line for row in rows for line in _lines(row, widths))


def _lines(row: list[str], widths: list[int]) -> Iterator[str]:
    """Yield a row of the table, its name on as many lines as it takes."""
    (name, *rest), (_, *counts, state) = wrapped(row[0], widths[0]), row
    cells = [_padded(name, widths[0]), *(" " * (w - _width(c)) + c for c, w in zip(counts, widths[1:], strict=False)), state]
    yield "  ".join(cells).rstrip()
    yield from rest


def _row(which: DepartmentYear, one: Case | UserMistake, lang: str) -> list[str]:
    if isinstance(one, UserMistake):
        return [which.folder, str(which.year), *[""] * (2 + len(COUNTED)), UNREADABLE.said(lang)]
    card = one.scorecard
    span = "-".join(dict.fromkeys((marks(card.lowest), marks(card.highest))))
    stated = marks(card.stated_score.value) if card.stated_score.known else "-"
    counts = [str(one.outcomes[outcome]) for outcome in COUNTED]
    return [one.record.profile.name.said(lang), str(which.year), span, stated, *counts, CHECKED.said(lang)]


def _totals(checked: Checked, lang: str) -> list[str]:
    read = [one for one in checked.values() if not isinstance(one, UserMistake)]
    unread = len(checked) - len(read)
    state = Words(f"{unread}个读取失败", f"{unread} unreadable") if unread else Words("", "")
    counts = [str(sum(case.outcomes[outcome] for case in read)) for outcome in COUNTED]
    return [Words(f"合计{len(checked)}个", f"total of {len(checked)}").said(lang), "", "", "", *counts, state.said(lang)]


def marks(value: Decimal) -> str:
    """Return marks without closing zeros."""
    return f"{value.normalize():f}"


def _width(text: str) -> int:
    """Return how many columns a text takes on a Chinese console."""
    return sum(1 + (unicodedata.east_asian_width(sign) in "WFA") for sign in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


_PIECE = re.compile(  # what stays on one line: a word or number with up to two characters after it (189.20万元), with its punctuation
    r"\s*[“‘（《〔【(\[]*(?:[!-~]+[\u4e00-\u9fff]{0,2}|.)[”’）》〕】，。；：、？！]*"
)


def wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """Return a text as lines of at most ``width`` columns, indented by ``first`` and ``rest``; numbers keep their units."""
    lines, line = [], first
    for piece in _PIECE.findall(text.rstrip()):
        if _width(line + piece) > width and line not in {first, rest}:
            lines.append(line)
            line = rest
        line += piece.lstrip() if line in {first, rest} else piece
    return [*lines, line]


# -- JSON ------------------------------------------------------------------------------------------------------------


def as_json(checked: Checked, lang: str) -> str:
    """Return what the checks found as one JSON document.

    Texts are in ``lang``. Numbers of the forms are decimal strings, exact as worked out, or null where there is none;
    ``unit`` is theirs, ``difference`` is ``stated`` less ``expected``. Of a department that cannot be read, name, scheme
    and score are null and ``problems`` says why.
    """
    departments = [_department(which, one, lang) for which, one in checked.items()]
    return json.dumps({"format": FORMAT, "evallib": __version__, "lang": lang, "departments": departments}, ensure_ascii=False, indent=2)


def _department(which: DepartmentYear, one: Case | UserMistake, lang: str) -> dict[str, Any]:
    case, problems = (None, problems_of(one, lang)) if isinstance(one, UserMistake) else (one, [])
    return {
        "county": which.county,
        "year": which.year,
        "department": which.department,
        "name": case and case.record.profile.name.said(lang),
        "scheme": case and case.scheme.key,
        "score": case and _score(case),
        "outcomes": {outcome.key: case.outcomes[outcome] if case else 0 for outcome in Outcome},
        "findings": [as_data(finding, lang) for finding in case.findings] if case else [],
        "remarks": [{"place": remark.place.said(lang), "message": remark.words.said(lang)} for remark in case.record.remarks] if case else [],
        "problems": problems,
    }


def problems_of(mistake: UserMistake, lang: str) -> list[dict[str, str]]:
    """Return what is wrong as JSON has it."""
    return [{field: getattr(problem, field).said(lang) for field in ("place", "found", "expected", "remedy")} for problem in mistake.problems]


def _score(case: Case) -> dict[str, str | None]:
    card = case.scorecard
    return {"lowest": marks(card.lowest), "highest": marks(card.highest), "stated": _number(card.stated_score)}


def as_data(finding: Finding, lang: str) -> dict[str, Any]:
    """Return a finding as JSON has it; the numbers in one unit."""
    stated, expected = finding.stated, finding.expected
    if stated and expected and stated.unit.measures == expected.unit.measures:
        expected = expected.to(stated.unit)
    told = stated or expected
    return {
        "check": finding.check,
        "outcome": finding.outcome.key,
        "subject": finding.subject.said(lang),
        "message": finding.message.said(lang),
        "stated": _number(stated),
        "expected": _number(expected),
        "difference": _number(finding.difference),
        "unit": told and told.unit.words.said(lang),
        "cause": finding.cause.said(lang),
        "question": finding.question.said(lang),
        "places": [
            {"file": place.file, "sheet": place.sheet, "cell": place.cell, "line": place.line or None, "origin": place.origin} for place in finding.sources
        ],
    }


def _number(figure: Figure | None) -> str | None:
    return f"{figure.value:f}" if figure and figure.known else None


# -- what there is ---------------------------------------------------------------------------------------------------


def _named(lang: str, read: Callable[[Path, str], County | Scheme], data: Path, key: str) -> str:
    """Return the name of what is read, or what is wrong with it."""
    try:
        return read(data, key).name.said(lang)
    except UserMistake as mistake:
        return "; ".join(mistake.lines(lang))


def listed(data: str, lang: str, notebooks: list[str]) -> str:
    """Return what there is: departments, schemes, notebooks, indicators, checks."""
    from evallib.rules.prose import checks_of_reports  # noqa: PLC0415  its many patterns are compiled when it is loaded

    folder = find_data(data)
    parts = [
        (Words("部门年度", "department-years"), [f"{one.folder}  {_named(lang, read_county, folder, one.county)}" for one in department_years(folder)]),
        (Words("评分方案", "schemes"), [f"{name}  {_named(lang, read_scheme, folder, name)}" for name in schemes(folder)]),
        (Words("笔记本", "notebooks"), notebooks),
        (Words("指标", "indicators"), [f"{key}  {one.words.said(lang)}" for key, one in INDICATORS.items()]),
        (Words("核对", "checks"), [f"{one.key}  {one.words.said(lang)}" for one in catalogue()]),
        (Words("自评报告文字的核对", "checks of a department's own report"), [f"{one.key}  {one.words.said(lang)}" for one in checks_of_reports()]),
    ]
    return "\n\n".join("\n".join([title.said(lang), *(f"  {line}" for line in lines)]) for title, lines in parts)
