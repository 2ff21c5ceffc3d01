"""The data folder: which counties, years and departments there are, and one department's folder as a record."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from evallib.problems import Problem, UserMistake, at, nearest, quoted
from evallib.reading import rows
from evallib.reading.record import Profile, Record
from evallib.reading.rows import COLUMNS, Notes, Questions
from evallib.reading.tables import Line, cannot_read, read_table
from evallib.reading.yaml_files import Bilingual, Shape, read_yaml
from evallib.words import Words

READ_HERE = {"profile.yml", *(f"{table}.csv" for table in COLUMNS)}


class County(Shape):
    """``county.yml``: what a county is called, which scheme it scores by, and whether it is invented."""

    name: Bilingual
    scheme: str
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
    """One department in one year, named by its folders."""

    county: str
    year: int
    department: str

    @property
    def folder(self) -> str:
        """The folder below the data folder."""
        return f"{self.county}/{self.year}/{self.department}"


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


def find_department(data: Path, county: str, year: int | str, department: str) -> DepartmentYear:
    """Return the department-year that the parameters name.

    Raises:
        UserMistake: the county, the year or the department does not exist; the nearest that does is suggested.
    """
    everything = department_years(data)
    asked = [("county", str(county), {one.county for one in everything})]
    asked += [("year", str(year), {str(one.year) for one in everything if one.county == str(county)})]
    asked += [("department", str(department), {one.department for one in everything if (one.county, str(one.year)) == (str(county), str(year))})]
    for name, value, known in asked:
        if value not in known:
            raise UserMistake(
                [
                    Problem(
                        Words(f"参数 {name}", f"parameter {name}"),
                        quoted(value),
                        Words("数据文件夹中已有的", "one that the data folder has"),
                        nearest(value, known),
                    )
                ]
            )
    return DepartmentYear(str(county), int(year), str(department))


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

    def file(self, name: str) -> Path | None:
        """Return a file of the folder if it is there, and note that it was read."""
        if name not in self.names:
            return None
        path = self.data / self.folder / name
        with suppress(OSError), path.open("rb") as stream:  # whoever reads the file says why it cannot be read
            self.files.append((f"{self.folder}/{name}", hashlib.file_digest(stream, "sha256").hexdigest()))
        return path

    def lacking(self, name: str, expected: Words) -> None:
        """Say that a file is not there, and what is there in its place."""
        held = ", ".join(self.names[:12]) or "—"
        self.problem(
            at(f"{self.folder}/{name}"),
            Words("没有该文件", "no such file"),
            expected,
            Words(f"请补充该文件；文件夹中现有：{held}", f"add the file; the folder holds {held}"),
        )

    def lines(self, table: str) -> list[Line] | None:
        """Read one table of the folder, None where there is no such file; its problems of shape join the others."""
        path, place = self.file(f"{table}.csv"), f"{self.folder}/{table}.csv"
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
    try:
        names = sorted(path.name for path in (data / which.folder).iterdir())
    except OSError as error:
        raise UserMistake([cannot_read(which.folder, error)]) from error
    reading = _Reading(data=data, folder=which.folder, names=names)
    county, profile = reading.collected(lambda: read_county(data, which.county)), _profile(reading)
    mentions = rows.mentions(reading, _base_data(reading))
    targets = rows.targets(reading, reading.lines("targets") or [])
    answers = rows.answers(reading, reading.lines("checklist") or [], questions)
    projects = rows.projects(reading, reading.lines("projects") or [], targets)
    months = rows.months(reading, reading.lines("months") or [])
    _unread(reading)
    if reading.problems or county is None or profile is None:
        raise UserMistake(reading.problems)
    return Record(
        county=which.county,
        year=which.year,
        department=which.department,
        county_name=county.name,
        profile=replace(profile, invented=profile.invented or county.invented),
        mentions=tuple(mentions),
        targets=tuple(targets.get("", ())),
        answers=tuple(answers),
        projects=tuple(projects),
        months=tuple(months),
        remarks=tuple(reading.remarks),
        files=tuple(sorted(reading.files)),
    )


def _profile(reading: _Reading) -> Profile | None:
    path, place = reading.file("profile.yml"), f"{reading.folder}/profile.yml"
    if path is None:
        reading.lacking("profile.yml", Words("部门名称和职责", "the department's name and mandate"))
        return None
    read = reading.collected(lambda: read_yaml(path, place, _ProfileFile))
    if read is None:
        return None
    if not read.name.zh.strip():
        reading.problem(at(place, column="name"), "", Words("部门名称", "the department's name"), Words("请补充", "fill it in"))
    fields = {name: getattr(read, name) for name in type(read).model_fields} | {"publications": tuple((p.title, p.url) for p in read.publications)}
    return Profile(**fields)


def _base_data(reading: _Reading) -> list[Line]:
    place, before = f"{reading.folder}/items.csv", len(reading.problems)
    lines = reading.lines("items")
    if lines is None:
        reading.lacking("items.csv", Words("基础数据", "the base data"))
    elif not lines and len(reading.problems) == before:
        reading.problem(
            at(place), Words("只有表头", "a header alone"), Words("至少一行数据", "one line of data at least"), Words("请填写基础数据", "fill in the base data")
        )
    return lines or []


def _unread(reading: _Reading) -> None:
    for name in reading.names:
        if name not in READ_HERE and not name.startswith((".", "~$")):
            reading.remark(
                at(f"{reading.folder}/{name}"), "本版本不读取此文件，其内容未计入", "this version does not read this file; its content is not counted in"
            )
