"""A review: a department's own report, read and checked, against its record where there is one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from evallib.case import Case, check_lang, open_case
from evallib.problems import Problem, UserMistake, at
from evallib.reading.folder import find_data
from evallib.reading.narrative import Narrative, Told, read_narrative
from evallib.reading.record import Remark
from evallib.reading.texts import Text, read_text
from evallib.rules.findings import Finding, Outcome
from evallib.rules.prose import run_prose
from evallib.words import Words


@dataclass(frozen=True)
class Coverage:
    """How much of a text was read and checked: counts that add up.

    Args:
        figures: the figures there are; ``checked`` and ``unchecked`` make them up.
        understood: those whose unit and measure (or what they count) are known.
        checked: those that a check compared with something.
        unchecked: the others.
        reasons: why the others were not checked, with how many there are of each.
    """

    figures: int
    understood: int
    checked: int
    unchecked: int
    reasons: tuple[tuple[Words, int], ...] = ()


@dataclass(frozen=True)
class Review:
    """A report, read and checked.

    Args:
        narrative: the report, read.
        case: the department-year that it is held against, if there is one.
        lang: language of what is shown, ``zh`` or ``en``.
        remarks: what is odd about its file.
    """

    narrative: Narrative
    case: Case | None = None
    lang: str = "zh"
    remarks: tuple[Remark, ...] = ()

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks of prose found, most serious first."""
        return run_prose(self.narrative, self.case.record if self.case else None, self.case.scorecard if self.case else None)

    @property
    def outcomes(self) -> Counter[Outcome]:
        """How many findings there are of each outcome."""
        return Counter(finding.outcome for finding in self.findings)

    def findings_on(self, told: Told) -> list[Finding]:
        """Return the findings that a figure takes part in, most serious first."""
        return self._by_span.get((told.start, told.end), [])

    @cached_property
    def _by_span(self) -> dict[tuple[int, int], list[Finding]]:
        grouped: dict[tuple[int, int], list[Finding]] = {}
        for finding in self.findings:
            for span in finding.spans:
                grouped.setdefault(span, []).append(finding)
        return grouped

    @cached_property
    def coverage(self) -> Coverage:
        """How many figures there are, how many were understood, how many checked."""
        figures = self.narrative.figures
        left = [told for told in figures if not any(finding.outcome.compares for finding in self.findings_on(told))]
        understood = sum(_understood(told) for told in figures)
        return Coverage(len(figures), understood, len(figures) - len(left), len(left), tuple(Counter(map(why_unchecked, left)).most_common()))


def _understood(told: Told) -> bool:
    """Whether it is known how much a figure is and of what: it has a unit, and a measure or the words for what it counts."""
    return bool(told.unit and (told.measure or told.label))


def why_unchecked(told: Told) -> Words:
    """Say why no check compared a figure with anything."""
    if not _understood(told):
        return Words("没有单位，或读不出指什么", "no unit, or nothing that says what it is")
    if not told.exact:
        return Words("是约数或范围", "approximate, or a range")
    if told.measure:
        return Words("报告中没有可与之核对的数", "the report has nothing to hold it against")
    return Words("工作数量，只此一处提及", "a count or an amount of an activity, told once")


def review_of(text: Text, case: Case | None = None, lang: str = "zh") -> Review:
    """Return the review of a report's text, held against a department-year if there is one."""
    return Review(read_narrative(text.content, text.file, case.record.year if case else None), case, lang, text.remarks)


def open_review(
    county: str = "", year: int | str = 0, department: str | int = "", scheme: str = "", lang: str = "zh", data: str | Path = "", report: str | Path = ""
) -> Review:
    """Open a report: read it, check it, hold it against its department-year if one is named.

    Args:
        county, year, department: the names of the folders below the data folder; all empty for a report by itself.
        scheme, lang, data: as for ``open_case``.
        report: a text, Markdown or Word file; empty for the report in the department's folder.

    Raises:
        NoReport: there is no report.
        UserMistake: a parameter is wrong, the folder has problems, or the report cannot be read.
    """
    check_lang(lang)
    case = open_case(county, year, department, scheme, lang, data) if county or year or department else None
    return review_of(read_text(Path(report)) if report else own_report(case, data), case, lang)


class NoReport(UserMistake):
    """A department has sent no report of its own."""


def own_report(case: Case | None, data: str | Path = "") -> Text:
    """Read the report that a department's folder holds.

    Raises:
        UserMistake: there is none, or it cannot be read.
    """
    if case and case.record.report:
        return read_text(find_data(data) / case.record.report, case.record.report)
    place = at(f"{case.record.county}/{case.record.year}/{case.record.department}") if case else Words("参数 report", "parameter report")
    expected = Words("部门报告 report.docx、report.txt 或 report.md", "the department's own report: report.docx, report.txt or report.md")
    remedy = Words("请把报告放入该文件夹，或指明报告文件", "put it into the folder, or name the file of a report")
    raise NoReport([Problem(place, Words("没有部门报告", "no report"), expected, remedy)])
