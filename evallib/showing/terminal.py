"""What the command line prints: a department's findings in a few lines, and the lists of what there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from evallib.case import Case
from evallib.figures import places
from evallib.problems import UserMistake
from evallib.reading.folder import County, department_years, find_data, read_county
from evallib.rules.findings import CHECKS, Finding, Outcome
from evallib.rules.indicators import INDICATORS
from evallib.rules.schemes import Scheme, read_scheme, schemes
from evallib.words import Words


def checked(case: Case) -> str:
    """Return what the checks found in a department-year: counts, then what calls for action, then what lacks data."""
    lang, record = case.lang, case.record
    counts = "  ".join(f"{outcome.words.said(lang)} {case.outcomes[outcome]}" for outcome in Outcome)
    lines = [f"{record.county}/{record.year}/{record.department}  {record.profile.name.said(lang)}", f"  {counts}"]
    lines += [_line(finding, lang) for finding in case.findings if finding.outcome not in {Outcome.PASS, Outcome.NOT_APPLICABLE}]
    return "\n".join(lines)


def _line(finding: Finding, lang: str) -> str:
    where = places(finding.sources, lang)
    colon = "：" if lang == "zh" else ": "
    return f"  {finding.outcome.words.said(lang)} {finding.check} {finding.subject.said(lang)}{colon}{finding.message.said(lang)}" + (
        f"  [{where}]" if where else ""
    )


def _named(lang: str, read: Callable[[Path, str], County | Scheme], data: Path, key: str) -> str:
    """Return the name of what is read, or what is wrong with it."""
    try:
        return read(data, key).name.said(lang)
    except UserMistake as mistake:
        return "; ".join(mistake.lines(lang))


def listed(data: str, lang: str, notebooks: list[str]) -> str:
    """Return what there is: departments, schemes, notebooks, indicators, checks."""
    folder = find_data(data)
    parts = [
        (Words("部门年度", "department-years"), [f"{one.folder}  {_named(lang, read_county, folder, one.county)}" for one in department_years(folder)]),
        (Words("评分方案", "schemes"), [f"{name}  {_named(lang, read_scheme, folder, name)}" for name in schemes(folder)]),
        (Words("笔记本", "notebooks"), notebooks),
        (Words("指标", "indicators"), [f"{key}  {one.words.said(lang)}" for key, one in INDICATORS.items()]),
        (Words("核对", "checks"), [f"{key}  {one.words.said(lang)}" for key, one in sorted(CHECKS.items())]),
    ]
    return "\n\n".join("\n".join([title.said(lang), *(f"  {line}" for line in lines)]) for title, lines in parts)
