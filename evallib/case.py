"""A case: one department, one year, one scheme, everything worked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from evallib.figures import Figure
from evallib.problems import Problem, UserMistake, at, nearest, quoted
from evallib.reading.folder import DepartmentYear, find_data, find_department, read_county, read_department
from evallib.reading.record import Period, Record
from evallib.rules.checks import run_checks
from evallib.rules.findings import Finding, Outcome
from evallib.rules.indicators import INDICATORS
from evallib.rules.schemes import Scheme, read_others, read_scheme, schemes
from evallib.rules.scoring import QUESTIONS, Scorecard, score
from evallib.words import LANGUAGES, Words


@dataclass(frozen=True)
class Case:
    """One department-year with everything worked out from it.

    Args:
        record: what was reported.
        scheme: what it is scored by.
        lang: language of what is shown, ``zh`` or ``en``.
        others: the other schemes there are, or what is wrong with one.
    """

    record: Record
    scheme: Scheme
    lang: str = "zh"
    others: tuple[Scheme | UserMistake, ...] = ()

    @cached_property
    def scorecard(self) -> Scorecard:
        """The record scored by the scheme."""
        return score(self.record, self.scheme)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks found, most serious first."""
        return run_checks(self.record, self.scorecard)

    @property
    def outcomes(self) -> Counter[Outcome]:
        """How many findings there are of each outcome."""
        return Counter(finding.outcome for finding in self.findings)

    def read_as(self, **readings: str) -> Case:
        """Return the case under another reading of ambiguous rules: ``case.read_as(steps="pro_rata")``, ``basis="actual"``."""
        return replace(self, scheme=self.scheme.read_as(**readings))

    @property
    def title(self) -> Words:
        """The report's title."""
        name, year = self.record.profile.name, self.record.year
        return Words(f"{name.zh}{year}年度部门整体支出绩效评价", f"{name.en}: performance of overall expenditure, {year}")

    @property
    def identity(self) -> dict[str, object]:
        """What this case was made of, as an executed notebook keeps it: which department-year, its files and the scheme, by SHA-256."""
        record, scheme = self.record, self.scheme
        which = {"county": record.county, "year": record.year, "department": record.department}
        return {**which, "scheme": scheme.key, "files": dict(record.files), "scheme_sha256": scheme.sha256}

    def figure(self, item: str, period: Period = Period.ACTUAL) -> Figure:
        """Return a figure of the record."""
        return self.record.figure(item, period)

    def indicator(self, key: str, **readings: str) -> Figure:
        """Return a computed indicator of the record, under a reading if one is named."""
        return INDICATORS[key].of(self.record, **readings)


def open_case(county: str, year: int | str, department: str | int, scheme: str = "", lang: str = "zh", data: str | Path = "") -> Case:
    """Open a department-year: read its folder, score it, check it.

    Args:
        county, year, department: the names of the folders below the data folder.
        scheme: a scheme of ``data/schemes/``; empty for the county's own.
        lang: ``zh`` or ``en``.
        data: the data folder; empty to find it (see ``find_data``).

    Raises:
        UserMistake: a parameter is wrong or the folder has problems; all of them, with place and remedy.
    """
    check_lang(lang)
    folder = find_data(data)
    which = find_department(folder, county, year, department)
    record = read_department(folder, which, QUESTIONS)
    named, known = record.profile.self_score_scheme, schemes(folder)
    if named and named not in known:
        remedy = nearest(named, known).plus(Words("；不在其中的评分表请留空", "(leave it empty for another table)"))
        raise UserMistake([Problem(_where_named(record, which), quoted(named), Words("data/schemes/ 中的评分方案", "a scheme of data/schemes/"), remedy)])
    chosen = read_scheme(folder, scheme or read_county(folder, which.county).scheme)
    return Case(record, chosen, lang, read_others(folder, chosen))


def check_lang(lang: str) -> None:
    """Refuse a language that there is none of.

    Raises:
        UserMistake: it is neither ``zh`` nor ``en``.
    """
    if lang not in LANGUAGES:
        raise UserMistake([Problem(Words("参数 lang", "parameter lang"), quoted(lang), Words("zh 或 en", "zh or en"), nearest(lang, LANGUAGES))])


def _where_named(record: Record, which: DepartmentYear) -> Words:
    """Return where the scheme of the self-score is named: in ``profile.yml``, else on the cover of the form."""
    profile = f"{which.folder}/profile.yml"
    if profile in dict(record.files):
        return at(profile, column="self_score_scheme")
    return Words(f"{which.folder} 填报表封面 [自评所用评分方案]", f"{which.folder} cover of the form [自评所用评分方案]")


def open_cases(chosen: Iterable[DepartmentYear], scheme: str = "", lang: str = "zh", data: str | Path = "") -> dict[DepartmentYear, Case | UserMistake]:
    """Open several department-years (see ``open_case``); in the place of one that cannot be read stands what is wrong with it."""

    def opened(which: DepartmentYear) -> Case | UserMistake:
        try:
            return open_case(which.county, which.year, which.department, scheme, lang, data)
        except UserMistake as mistake:
            return mistake

    return {which: opened(which) for which in chosen}
