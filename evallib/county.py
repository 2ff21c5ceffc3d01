"""A county and year opened for its page: its departments' cases boiled down and compared, with earlier years for what changes over time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evallib.case import Case, check_lang, open_cases
from evallib.compare import Comparison
from evallib.figures import Figure
from evallib.problems import Problem, UserMistake, quoted
from evallib.reading.folder import DepartmentYear, department_years, find_data, remembered
from evallib.reading.record import Period, Record
from evallib.summary import Summary, summary
from evallib.words import Words


@dataclass(frozen=True)
class Past:
    """A department in an earlier year: its figures alone, since nothing else of it is compared."""

    record: Record

    @property
    def name(self) -> Words:
        """The department's name that year."""
        return self.record.profile.name

    def figure(self, item: str, period: Period = Period.ACTUAL) -> Figure:
        """Return the figure of an item in a period, or the gap in its place."""
        return self.record.figure(item, period)


@dataclass(frozen=True)
class County:
    """All departments of a county in a year.

    Args:
        comparison: the departments side by side.
        unread: what is wrong with those that cannot be read, of this year and of earlier ones.
        lang: language of what is shown, ``zh`` or ``en``.
    """

    comparison: Comparison
    unread: dict[DepartmentYear, UserMistake]
    lang: str = "zh"

    @property
    def departments(self) -> tuple[Summary, ...]:
        """The summaries, by folder's name."""
        return tuple(self.comparison.departments.values())

    @property
    def title(self) -> Words:
        """The page's title."""
        name, year = self.comparison.county_name, self.comparison.year
        return Words(f"{name.zh}{year}年度部门整体支出绩效横向比较", f"{name.en}: departments side by side, {year}")


def open_county(county: str, year: int | str, scheme: str = "", lang: str = "zh", data: str | Path = "") -> County:
    """Open all departments of a county and year, with the figures of its earlier years.

    Args:
        county, year: the names of the folders below the data folder.
        scheme: a scheme of ``data/schemes/``; empty for the county's own.
        lang: ``zh`` or ``en``.
        data: the data folder; empty to find it (see ``find_data``).

    Raises:
        UserMistake: a parameter is wrong, or no department can be read.
    """
    check_lang(lang)
    folder = find_data(data)
    known = [one for one in department_years(folder) if one.county == county]
    chosen = [one for one in known if str(one.year) == str(year)]
    if not chosen:
        place = Words(f"参数 county {county}，year {year}", f"parameters county {county}, year {year}")
        years = "、".join(sorted({str(one.year) for one in known})) or "—"
        raise UserMistake(
            [
                Problem(
                    place,
                    quoted(f"{county}/{year}"),
                    Words(f"数据文件夹中的县和年度（{years}）", f"a county and year of the data folder ({years})"),
                    Words("请更正", "correct it"),
                )
            ]
        )
    opened = open_cases(chosen, scheme, lang, folder)
    unread = {which: one for which, one in opened.items() if isinstance(one, UserMistake)}
    cases = [one for one in opened.values() if isinstance(one, Case)]
    if not cases:
        raise UserMistake([problem for mistake in unread.values() for problem in mistake.problems])
    departments = {case.record.department: summary(case) for case in cases}
    earlier: dict[int, dict[str, Past]] = {}
    for which in (one for one in known if one.year < chosen[0].year):
        try:
            earlier.setdefault(which.year, {})[which.department] = Past(remembered(folder, which))
        except UserMistake as mistake:
            unread[which] = mistake
    return County(Comparison(county, chosen[0].year, dict(sorted(departments.items())), earlier), unread, lang)
