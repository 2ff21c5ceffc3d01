"""The data folder: which counties, years and departments there are, and one department's folder as a record.

A department's figures stand in CSV files or in a form, never in both; workbooks with account tables may lie beside either.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from evallib.problems import Problem, UserMistake, at, nearest, quoted
from evallib.reading import rows
from evallib.reading.account_tables import Accounts
from evallib.reading.accounts import is_accounts, read_accounts
from evallib.reading.codes import codes_folder, read_codes
from evallib.reading.form import Form, is_form, read_form
from evallib.reading.record import Profile, Record, Remark
from evallib.reading.rows import COLUMNS, Notes, Questions
from evallib.reading.tables import Line, cannot_read, read_table, stamp
from evallib.reading.texts import TEXT_SUFFIXES
from evallib.reading.workbook import SUFFIXES, Workbook, read_workbook
from evallib.reading.yaml_files import Bilingual, Shape, read_yaml
from evallib.words import Words

READ_HERE = {"profile.yml", *(f"{table}.csv" for table in COLUMNS)}
REPORT = "report"  # the name of a department's own report, before its ending


class County(Shape):
    """``county.yml``: what a county is called, by which schemes it scores departments and projects, which alerts it sets, whether it is invented."""

    name: Bilingual
    scheme: str
    project_scheme: str = ""
    monitoring: str = ""
    invented: bool = False


class _Publication(Shape):
    title: Bilingual
    url: str = ""


class _ProfileFile(Shape):
    name: Bilingual
    code: str = ""
    mandate: Bilingual = Words("", "")
    goal: Bilingual = Words("", "")
    achieved: Bilingual = Words("", "")
    thrift: Bilingual = Words("", "")
    plan: tuple[Bilingual, ...] = ()
    problems: tuple[Bilingual, ...] = ()
    measures: tuple[Bilingual, ...] = ()
    publications: tuple[_Publication, ...] = ()
    self_score_scheme: str = ""
    preparer: str = ""
    date: str = ""
    phone: str = ""
    head: str = ""
    invented: bool = False


@dataclass(frozen=True)
class DepartmentYear:
    """One department in one year, named by its folders; no department stands for all of the county."""

    county: str
    year: int
    department: str

    @property
    def folder(self) -> str:
        """The folder below the data folder."""
        return f"{self.county}/{self.year}/{self.department}".rstrip("/")


def find_data(data: str | Path = "") -> Path:
    """Return the data folder: the one named, else ``data`` here or in a folder above, else the one beside the package.

    Raises:
        UserMistake: the folder named does not exist.
    """
    if data:
        folder = Path(data)
        if folder.is_dir():
            return folder
        raise UserMistake(
            [
                Problem(
                    Words("参数 data", "parameter data"),
                    Words(f"没有文件夹“{data}”", f"no folder “{data}”"),
                    Words("数据文件夹", "the data folder"),
                    Words("请检查路径", "check the path"),
                )
            ]
        )
    here = Path.cwd()
    beside = Path(__file__).resolve().parents[2] / "data"
    for folder in (*(base / "data" for base in (here, *here.parents)), beside):
        if any(folder.glob("*/county.yml")):
            return folder
    raise UserMistake(
        [
            Problem(
                Words("data", "data"),
                Words("找不到数据文件夹", "no data folder"),
                Words("含 <县>/county.yml 的文件夹", "a folder with <county>/county.yml"),
                Words("请用 data 参数指明", "name it with the parameter data"),
            )
        ]
    )


def _folders(folder: Path, place: str) -> list[Path]:
    """Return the folders in a folder, hidden ones aside."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.is_dir())
    except OSError as error:
        raise UserMistake([cannot_read(place, error)]) from error


def department_years(data: Path) -> list[DepartmentYear]:
    """Return every department-year of a data folder, in order: every folder inside a year's folder, which has four digits."""
    found = [
        DepartmentYear(county.name, int(year.name), department.name)
        for county in _folders(data, str(data))
        for year in _folders(county, county.name)
        if re.fullmatch(r"[0-9]{4}", year.name)
        for department in _folders(year, f"{county.name}/{year.name}")
    ]
    return sorted(found, key=lambda one: (one.county, one.year, one.department))


def find_department(data: Path, county: str, year: int | str, department: str | int) -> DepartmentYear:
    """Return the department-year that the parameters name.

    A department may be given as a number: ``papermill -p department 0401`` makes 401 of it, which means ``0401`` if that is the only one it can mean.

    Raises:
        UserMistake: the county, the year or the department does not exist, or the number may mean several; the nearest that does is suggested.
    """
    everything = department_years(data)
    departments = {one.department for one in everything if (one.county, str(one.year)) == (str(county), str(year))}
    if isinstance(department, int):
        department = _numbered(department, departments)
    asked = [("county", str(county), {one.county for one in everything})]
    asked += [("year", str(year), {str(one.year) for one in everything if one.county == str(county)})]
    asked += [("department", str(department), departments)]
    for name, value, known in asked:
        if value not in known:
            raise UserMistake([Problem(_parameter(name), quoted(value), Words("数据文件夹中已有的", "one that the data folder has"), nearest(value, known))])
    return DepartmentYear(str(county), int(year), str(department))


def _numbered(number: int, known: set[str]) -> str:
    """Return the department that a number stands for, whose zeros in front were lost."""
    meant = sorted(name for name in known if re.fullmatch(f"0*{number}", name))
    if len(meant) > 1:
        found = Words(f"数字 {number}，可指 {'、'.join(meant)}", f"the number {number}, which may mean {', '.join(meant)}")
        remedy = Words(f"用 papermill 时写 -r department {meant[0]}", f"with papermill write -r department {meant[0]}")
        raise UserMistake([Problem(_parameter("department"), found, Words("加引号的文字", "text between quotation marks"), remedy)])
    return meant[0] if meant else str(number)


def _parameter(name: str) -> Words:
    return Words(f"参数 {name}", f"parameter {name}")


def read_county(data: Path, county: str) -> County:
    """Read ``county.yml``.

    Raises:
        UserMistake: it cannot be read or differs from its shape.
    """
    return read_yaml(data / county / "county.yml", f"{county}/county.yml", County)


@dataclass
class _Reading(Notes):
    """What has been read of a folder so far, with the problems and remarks met on the way."""

    data: Path = Path()
    folder: str = ""
    names: list[str] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    unopened: set[str] = field(default_factory=set)

    @property
    def tables(self) -> list[str]:
        """The CSV tables that the folder holds."""
        return [name for name in (f"{table}.csv" for table in COLUMNS) if name in self.names]

    def file(self, name: str) -> Path | None:
        """Return a file of the folder if it is there, and note that it was read."""
        if name not in self.names:
            return None
        path = self.data / self.folder / name
        with suppress(OSError), path.open("rb") as stream:  # whoever reads the file says why it cannot be read
            self.files.append((self.place(name), hashlib.file_digest(stream, "sha256").hexdigest()))
        return path

    def place(self, name: str) -> str:
        """Return the path of a file below the data folder."""
        return f"{self.folder}/{name}" if self.folder else name

    def lacking(self, name: str, expected: Words) -> None:
        """Say that a file is not there, and what is there in its place; a workbook that cannot be opened may be what is there."""
        if self.unopened and not self.tables:
            return
        held = ", ".join(self.names[:12]) or "—"
        self.problem(
            at(self.place(name)),
            Words("没有该文件", "no such file"),
            expected,
            Words(f"请补充该文件；文件夹中现有：{held}", f"add the file; the folder holds {held}"),
        )

    def lines(self, table: str) -> list[Line] | None:
        """Read one table of the folder, None where there is no such file; its problems of shape join the others."""
        path, place = self.file(f"{table}.csv"), self.place(f"{table}.csv")
        if path is None:
            return None
        read = self.collected(lambda: read_table(path, place, *COLUMNS[table]))
        if read is None:
            return []
        if not read.encoding.startswith("utf-8"):
            self.remark(
                at(place),
                f"文件编码为 {read.encoding.upper()}，已按此读取；建议另存为 UTF-8",
                f"the file is in {read.encoding.upper()} and was read so; UTF-8 is better",
            )
        return read.lines


def read_department(data: Path, which: DepartmentYear, questions: Questions | None = None) -> Record:
    """Read a department's folder into a record.

    Args:
        data, which: the data folder, and the department-year in it.
        questions: what the checklist may answer; None to take its answers as they are.

    Raises:
        UserMistake: all problems of the folder, together.
    """
    reading = _opened(data, which.folder)
    county = reading.collected(lambda: read_county(data, which.county))
    return _record(reading, which, questions, county.name if county else Words("", ""), invented=bool(county and county.invented))


def remembered(data: Path, which: DepartmentYear) -> Record:
    """Read a department's folder as ``read_department`` does, once for all who ask as long as its files stay the same.

    For years that are over, which pages of later years read again and again.

    Raises:
        UserMistake: all problems of the folder, together.
    """
    folder = data / which.folder
    shared = [data / which.county / "county.yml", *codes_folder(data).glob("*.csv")]
    return _remembered(data.resolve(), which, stamp(sorted([*folder.rglob("*"), *shared])))


@lru_cache(2_000)
def _remembered(data: Path, which: DepartmentYear, _: tuple[tuple[str, int, int], ...]) -> Record:
    return read_department(data, which)


def read_apart(path: Path, questions: Questions | None = None) -> Record:
    """Read what lies outside a data folder: a form, or a folder with the files of one department.

    A folder that does lie in a data folder, by its county's file, is read as ``read_department`` reads it. The record's
    county, year and department are those that a form names, else empty and 0.

    Raises:
        UserMistake: all problems, together.
    """
    here = path.resolve()
    if not here.is_dir():
        reading = _Reading(data=here.parent, names=[here.name])
        if not here.is_file():
            raise UserMistake([cannot_read(str(path), FileNotFoundError())])
        return _record(reading, None, questions)
    data, county, year = (here.parents[n] if n < len(here.parents) else here for n in (2, 1, 0))
    if (county / "county.yml").is_file() and re.fullmatch("[0-9]{4}", year.name):
        return read_department(data, DepartmentYear(county.name, int(year.name), here.name), questions)
    return _record(_opened(here.parent, here.name), None, questions)


def _opened(data: Path, folder: str) -> _Reading:
    try:
        names = sorted(path.name for path in (data / folder).iterdir())
    except OSError as error:
        raise UserMistake([cannot_read(folder, error)]) from error
    return _Reading(data=data, folder=folder, names=names)


def _record(reading: _Reading, which: DepartmentYear | None, questions: Questions | None, county: Words = Words("", ""), *, invented: bool = False) -> Record:
    """Read everything in a folder into a record; ``which`` is None for a folder that does not say by its place whose it is."""
    workbooks = _workbooks(reading)
    form = _form(reading, workbooks, which, county)
    accounts = _accounts(reading, workbooks)
    profile = _profile(reading, form, accounts)
    lines = (
        form.lines if form else {"items": _base_data(reading, needed=accounts is None)} | {table: reading.lines(table) for table in COLUMNS if table != "items"}
    )
    mentions = rows.mentions(reading, lines["items"])
    targets = rows.targets(reading, lines["targets"] or [])
    answers = rows.answers(reading, lines["checklist"] or [], questions)
    months = rows.months(reading, lines["months"] or [])
    projects = rows.projects(reading, lines["projects"] or [], targets, months)
    progress = rows.progress(reading, lines["monitoring"] or [], targets)
    report = _report(reading)
    _unread(reading, workbooks)
    if reading.problems or profile is None:
        raise UserMistake(reading.problems)
    _others(reading, accounts, which, profile.name.zh)
    if which is None:
        named, _, department = form.folder.partition("/") if form else ("", "", "")
        which, county = DepartmentYear(named, form.year if form else 0, department), Words(form.county, form.county) if form else county
    return Record(
        county=which.county,
        year=which.year,
        department=which.department,
        county_name=county,
        profile=replace(profile, invented=profile.invented or invented),
        mentions=tuple(mentions),
        targets=tuple(targets.get("", ())),
        answers=tuple(answers),
        projects=tuple(projects),
        months=tuple(months),
        progress=tuple(progress),
        accounts=accounts,
        report=report,
        remarks=tuple(reading.remarks),
        files=tuple(sorted(reading.files)),
    )


# -- workbooks -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Held:
    """A workbook of the folder: its sheets that belong to a form, and those that hold account tables."""

    name: str
    book: Workbook
    form: Workbook
    accounts: Workbook


def _workbooks(reading: _Reading) -> list[_Held]:
    """Open the workbooks of a folder. One that cannot be opened is a mistake, unless CSV files hold the figures: then it is told."""
    held: list[_Held] = []
    for name in reading.names:
        if Path(name).suffix.lower() not in SUFFIXES or name.startswith((".", "~$")):
            continue
        try:
            book = read_workbook(reading.data / reading.folder / name, reading.place(name))
        except UserMistake as mistake:
            reading.unopened.add(name)
            if reading.tables:
                told = [
                    (one, Words(f"发现{one.found.zh}，其内容未计入；{one.remedy.zh}", f"found {one.found.en}; not counted in; {one.remedy.en}"))
                    for one in mistake.problems
                ]
                reading.remarks += [Remark(one.place, words) for one, words in told]
            else:
                reading.problems += mistake.problems
            continue
        published = tuple(sheet for sheet in book.sheets if is_accounts(replace(book, sheets=(sheet,))))
        others = tuple(sheet for sheet in book.sheets if sheet not in published)
        one = _Held(name, book, replace(book, sheets=others), replace(book, sheets=published))
        if published or is_form(one.form):
            reading.file(name)
            reading.remarks += book.remarks
            held.append(one)
    return held


def _form(reading: _Reading, workbooks: list[_Held], which: DepartmentYear | None, county: Words) -> Form | None:
    """Read the form of a folder, if it has one; a second one, and CSV tables beside it, are refused."""
    forms = [one for one in workbooks if is_form(one.form)]
    if not forms:
        return None
    several = [one.name for one in forms] + reading.tables
    if len(several) > 1:
        reading.problem(
            at(reading.place(several[0])),
            Words(f"同时有 {', '.join(several)}", f"{', '.join(several)} together"),
            Words("一份填报表，或一套 CSV 文件", "one form, or one set of CSV files"),
            Words("请只保留正确的一份，其余移出该文件夹", "keep the right one and move the others out of the folder"),
        )
    form = read_form(forms[0].form, reading)
    if not form.lines["items"]:
        found = Words("没有填写任何数据的填报表", "a form without any figure")
        reading.problem(at(form.file), found, Words("至少一个数据", "one figure at least"), Words("请填写基础数据表", "fill in the base data table"))
    if which and form.year and form.year != which.year:
        reading.problem(
            form.places["year"],
            Words(f"{form.year}年度的填报表", f"a form of the year {form.year}"),
            Words(f"{which.year}年度（文件夹 {which.folder}）", f"the year {which.year}, as the folder {which.folder} says"),
            Words("请核对年度，或把文件移到相应年度的文件夹", "check the year, or move the file to the folder of its year"),
        )
    if which and form.county and county.zh and form.county != county.zh:
        reading.remark(
            form.places["county"],
            f"填报表写的是“{form.county}”，所在文件夹属于{county.zh}",
            f"the form says “{form.county}”, its folder belongs to {county.en}",
        )
    if which and form.folder not in {"", f"{which.county}/{which.department}"}:
        reading.remark(
            form.places["folder"],
            f"填报表原为 {form.folder} 生成，现放在 {which.county}/{which.department}，请核对部门",
            f"the form was made for {form.folder} and lies in {which.county}/{which.department}: please check the department",
        )
    return form


def _accounts(reading: _Reading, workbooks: list[_Held]) -> Accounts | None:
    """Read the account tables of a folder; several workbooks may share them, if no table stands in two."""
    published = [one for one in workbooks if one.accounts.sheets]
    codes = reading.collected(lambda: read_codes(reading.data)) if published else None
    reading.files += codes.files if codes else ()
    found: dict[str, tuple[str, object]] = {}
    first: Accounts | None = None
    for one in published:
        read = reading.collected(lambda one=one: read_accounts(one.accounts, codes))
        if read is None:
            continue
        accounts, remarks = read
        reading.remarks += remarks
        first = first or accounts
        for table in accounts.tables:
            name, _ = found.setdefault(table.key, (one.name, table))
            if name != one.name:
                reading.problem(
                    at(reading.place(one.name)),
                    Words(f"{table.title.zh}在 {name} 中已有", f"{table.title.en}, which {name} has too"),
                    Words("每张决算表只有一份", "each account table once"),
                    Words("请只保留正确的一份", "keep the right one"),
                )
    return replace(first, tables=tuple(table for _, table in found.values())) if first else None


def _others(reading: _Reading, accounts: Accounts | None, which: DepartmentYear | None, name: str) -> None:
    """Say where account tables name another department or year than that of their folder."""
    if not (accounts and accounts.tables):
        return
    file, told = accounts.tables[0].source.file, accounts.department
    if told and told not in name and name not in told:
        reading.remark(
            at(file), f"决算公开表的部门为“{told}”，与“{name}”不同，请核对", f"the account tables are those of “{told}”, not of “{name}”: please check"
        )
    if which and accounts.year and accounts.year != which.year:
        reading.remark(
            at(file),
            f"决算公开表为{accounts.year}年度，所在文件夹为{which.year}年度，请核对",
            f"the account tables are of {accounts.year}, their folder is of {which.year}: please check",
        )


# -- files ---------------------------------------------------------------------------------------------------------


def _profile(reading: _Reading, form: Form | None, accounts: Accounts | None) -> Profile | None:
    """Read the profile: from ``profile.yml``, which also wins over a form's own texts, else from the form, else whose account tables there are."""
    path, place = reading.file("profile.yml"), reading.place("profile.yml")
    if path is None:
        if form is None and accounts and accounts.department:
            return Profile(Words(accounts.department, accounts.department))
        if form is None:
            reading.lacking("profile.yml", Words("部门名称和职责", "the department's name and mandate"))
        elif not form.profile.name.zh:
            reading.problem(
                at(form.file),
                Words("没有部门名称", "no name of the department"),
                Words("封面的部门名称", "the department's name on the cover"),
                Words("请填写", "fill it in"),
            )
        return form.profile if form else None
    read = reading.collected(lambda: read_yaml(path, place, _ProfileFile))
    if read is None:
        return None
    if not read.name.zh.strip():
        reading.problem(at(place, column="name"), "", Words("部门名称", "the department's name"), Words("请补充", "fill it in"))
    if form:
        reading.remark(at(place), f"文字说明取自本文件，{form.file} 中的文字未采用", f"texts were taken from this file, not from {form.file}")
        if form.profile.name.zh not in {"", read.name.zh}:
            reading.remark(
                form.places["name"],
                f"填报表的部门名称为“{form.profile.name.zh}”，与 profile.yml 的“{read.name.zh}”不同",
                f"the form's department, “{form.profile.name.zh}”, is not the one of profile.yml, “{read.name.zh}”",
            )
    fields = {name: getattr(read, name) for name in type(read).model_fields} | {"publications": tuple((p.title, p.url) for p in read.publications)}
    return Profile(**fields)


def _base_data(reading: _Reading, *, needed: bool) -> list[Line]:
    """Read the base data; account tables can do without."""
    place, before = reading.place("items.csv"), len(reading.problems)
    lines = reading.lines("items")
    if lines is None and needed:
        reading.lacking("items.csv", Words("基础数据", "the base data"))
    elif lines == [] and len(reading.problems) == before:
        reading.problem(
            at(place), Words("只有表头", "a header alone"), Words("至少一行数据", "one line of data at least"), Words("请填写基础数据", "fill in the base data")
        )
    return lines or []


def _reports(reading: _Reading) -> list[str]:
    return [name for name in reading.names if Path(name).stem.lower() == REPORT and Path(name).suffix.lower() in TEXT_SUFFIXES]


def _report(reading: _Reading) -> str:
    """Return the path of the department's own report, empty where there is none; its text is read when it is reviewed."""
    names = _reports(reading)
    if len(names) > 1:
        reading.problem(
            at(reading.place(names[0])),
            Words(f"同时有 {', '.join(names)}", f"{', '.join(names)} together"),
            Words("一份部门报告", "one report of the department's own"),
            Words("请只保留正确的一份，其余改名或移出该文件夹", "keep the right one; rename the others or move them out of the folder"),
        )
    for name in names:
        reading.file(name)
    return reading.place(names[0]) if names else ""


def _unread(reading: _Reading, workbooks: list[_Held]) -> None:
    read = READ_HERE | reading.unopened | {one.name for one in workbooks} | set(_reports(reading))
    for name in reading.names:
        if name not in read and not name.startswith((".", "~$")):
            reading.remark(at(reading.place(name)), "本版本不读取此文件，其内容未计入", "this version does not read this file; its content is not counted in")
