"""Forms for departments: made with what is known of them already, and read back into the files of their folders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from evallib.figures import Figure
from evallib.problems import Problem, UserMistake, at, nearest, quoted
from evallib.reading.folder import DepartmentYear, department_years, read_apart, read_county, read_department
from evallib.reading.form import layout_of, periods_of, write_form
from evallib.reading.record import Mention, Period, Profile, Record
from evallib.reading.saving import write_folder
from evallib.rules.schemes import read_scheme, schemes
from evallib.rules.scoring import QUESTIONS, questions_of
from evallib.words import Words

THREE_PUBLIC = ("three_public", "tp_")  # how the keys of their items begin
LONGEST_NAME = 80  # characters of a department's name; file systems take some 255 bytes
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)  # names that Windows keeps for devices


def new_form(data: Path, which: DepartmentYear, path: Path, *, layout: int = 0, scheme: str = "") -> list[Words]:
    """Write a form for a department-year, filled with what the data folder knows: this year's data, and last year's as such.

    Args:
        data, which: the data folder, and the department-year; the county must be there, year and department need not.
        path: the file, which must not be there yet.
        layout: year of the row set of the base data table; 0 for the one in use that year.
        scheme: the scheme whose questions the form asks; empty for the county's own.

    Returns:
        What could not be filled in, and why.

    Raises:
        UserMistake: the county or the scheme is not known, a name cannot be a folder, this year's data are wrong, or the
            file is there already or cannot be written.
    """
    county = _known_county(data, which.county)
    safe_name("department", which.department)
    _not_there(path)
    questions = questions_of(read_scheme(data, scheme or county.scheme))
    there, notes = department_years(data), []
    blank = Record(which.county, which.year, which.department, county.name, Profile(Words("", ""), invented=county.invented), ())
    record = read_department(data, which, QUESTIONS) if which in there else blank
    before = replace(which, year=which.year - 1)
    if before in there:
        try:
            record = _with_last_year(record, read_department(data, before))
        except UserMistake as mistake:
            notes = [Words(f"{before.folder} 无法读取，未预填上年数", f"{before.folder} cannot be read; last year's figures are not filled in")]
            notes += [Words(problem.said("zh"), problem.said("en")) for problem in mistake.problems]
    write_form(record, path, layout=layout or layout_of(which.year), questions=questions, schemes=_scheme_names(data))
    return notes


def read_source(source: Path) -> Record:
    """Read a form, or a folder with the files of one department.

    Raises:
        UserMistake: all problems, together.
    """
    return read_apart(source, QUESTIONS)


def save(record: Record, source: Path, target: Path, data: Path | None) -> None:
    """Write what was read of a form as the files of a folder, or what was read of a folder as a form.

    Args:
        record, source: what was read, and where.
        target: the folder, or the form; nothing that is there is overwritten.
        data: the data folder whose schemes the form offers; None for the one that the source lies in, if any.

    Raises:
        UserMistake: something is there already, the name does not fit, or the place cannot be written.
    """
    if not source.is_dir():
        write_folder(record, target)
        return
    if target.suffix.lower() != ".xlsx":
        raise UserMistake(
            [
                Problem(
                    at(str(target)), quoted(target.name), Words("以 .xlsx 结尾的文件名", "a name that ends with .xlsx"), Words("请改文件名", "change the name")
                )
            ]
        )
    _not_there(target)
    year, county, *above = source.resolve().parents
    if data is None and above and (county / "county.yml").is_file() and year.name.isdecimal():
        data = above[0]
    known = data is not None and record.county in {one.county for one in department_years(data)}
    questions = questions_of(read_scheme(data, read_county(data, record.county).scheme)) if known else None
    write_form(record, target, layout=layout_of(record.year), questions=questions, schemes=_scheme_names(data) if data else None)


def counted(record: Record) -> Words:
    """Return how much a record holds."""
    figures = len(record.mentions) + len(record.months) + sum(len(project.money) for project in record.projects)
    targets = len(record.targets) + sum(len(project.targets) for project in record.projects)
    return Words(
        f"{figures}个数据，{targets}项绩效指标，{len(record.answers)}项清单回答，{len(record.projects)}个项目自评",
        f"{figures} figures, {targets} targets, {len(record.answers)} answers, {len(record.projects)} projects' own forms",
    )


def safe_name(parameter: str, name: str) -> None:
    """Refuse a name that cannot be a folder on every system.

    Raises:
        UserMistake: the name is empty, too long, holds a sign that file systems refuse, or is reserved.
    """
    wrong = sorted({sign for sign in name if sign in '/\\:*?"<>|' or not sign.isprintable()})
    if name and not wrong and not RESERVED.fullmatch(name) and len(name) <= LONGEST_NAME and name == name.strip(" .") and not name.startswith("~$"):
        return
    raise UserMistake(
        [
            Problem(
                Words(f"--{parameter}", f"--{parameter}"),
                quoted(name),
                Words(
                    '可作文件夹名的名称：不含 / \\ : * ? " < > |，不以空格或点开头、结尾',
                    'a name for a folder: without / \\ : * ? " < > |, without a blank or dot at its ends',
                ),
                Words("请换一个名称，中文亦可", "choose another name; Chinese is fine"),
            )
        ]
    )


def _known_county(data: Path, county: str) -> object:
    known = sorted(path.parent.name for path in data.glob("*/county.yml"))
    if county not in known:
        expected = Words("数据文件夹中已有的县", "a county of the data folder")
        raise UserMistake([Problem(Words("--county", "--county"), quoted(county), expected, nearest(county, known))])
    return read_county(data, county)


def _not_there(path: Path) -> None:
    if path.exists():
        raise UserMistake(
            [
                Problem(
                    at(str(path)),
                    Words("已有该文件", "a file that is there already"),
                    Words("新文件名", "a new name"),
                    Words("已有文件不会被覆盖，请用 -o 另选文件名", "files are never overwritten: choose another name with -o"),
                )
            ]
        )


def _scheme_names(data: Path) -> Mapping[str, Words]:
    return {name: read_scheme(data, name).name for name in schemes(data)}


def _with_last_year(record: Record, before: Record) -> Record:
    """Add last year's outturn, and its budget of the three public expenses, where this year's data do not tell them."""
    told = {(mention.item.key, mention.period, mention.detail) for mention in record.mentions}
    added = [mention for mention in map(_as_last_year, before.mentions) if mention and (mention.item.key, mention.period, mention.detail) not in told]
    profile = record.profile
    if not profile.name.zh:
        profile = replace(profile, name=before.profile.name, code=before.profile.code, mandate=before.profile.mandate)
    return replace(record, profile=profile, mentions=record.mentions + tuple(added))


def _as_last_year(mention: Mention) -> Mention | None:
    """Return a figure of last year as this year's form asks for it, in the unit of the forms; None where it does not ask."""
    item, asked_for = mention.item, {Period.ACTUAL: Period.LAST_ACTUAL}
    if item.key.startswith(THREE_PUBLIC):
        asked_for[Period.BUDGET_INITIAL] = Period.LAST_BUDGET
    period = asked_for.get(mention.period)
    if period not in periods_of(item) or not mention.figure.known or (mention.detail and not item.listed):
        return None
    figure = Figure(item.label(period), mention.figure.to(item.unit).value, item.unit)
    return Mention(item, period, mention.detail, figure, item.unit.words.zh)
