"""The data folder: which counties, years and departments there are, and one department's folder as a record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from evallib.figures import Figure, Source
from evallib.problems import Problem, UserMistake, at, nearest
from evallib.quantities import Gap, Reason, Unit, read_gap, read_number, read_unit
from evallib.reading.record import ITEMS, Answer, Attained, Item, Mention, Period, Profile, Record, Remark, Target
from evallib.reading.tables import Line, read_table
from evallib.reading.yaml_files import Bilingual, Shape, read_yaml
from evallib.words import Words

NOT_DEPARTMENTS = {"schemes", "codes"}
READ_HERE = {"profile.yml", "items.csv", "targets.csv", "checklist.csv"}
PERIODS = {period.key: period for period in Period}
GROUPS = {"产出指标": "output", "效益指标": "outcome", "满意度指标": "satisfaction"}
DIRECTIONS = {"≥": ">=", ">=": ">=", "＞": ">=", ">": ">=", "≤": "<=", "<=": "<=", "＜": "<=", "<": "<=", "=": "=", "＝": "=", "定性": "qualitative"}
ATTAINED = {"达成": Attained.MET, "部分达成": Attained.PARTLY, "未达成": Attained.NOT} | {a.value.zh: a for a in Attained}
HUNDRED = Decimal(100)


class County(Shape):
    """``county.yml``: what a county is called and which scheme it scores by."""

    name: Bilingual
    scheme: str


class _Publication(Shape):
    title: Bilingual
    url: str = ""


class _ProfileFile(Shape):
    name: Bilingual
    code: str = ""
    mandate: Bilingual = Words("", "")
    plan: tuple[Bilingual, ...] = ()
    problems: tuple[Bilingual, ...] = ()
    measures: tuple[Bilingual, ...] = ()
    publications: tuple[_Publication, ...] = ()
    self_score_scheme: str = ""
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
        raise UserMistake([Problem(Words(f"data={data}", f"data={data}"), Words("没有这个文件夹", "no such folder"),
                                   Words("数据文件夹", "the data folder"), Words("请检查路径", "check the path"))])
    here = Path.cwd()
    beside = Path(__file__).resolve().parents[2] / "data"
    for folder in (*(base / "data" for base in (here, *here.parents)), beside):
        if any(folder.glob("*/county.yml")):
            return folder
    raise UserMistake([Problem(Words("data", "data"), Words("找不到数据文件夹", "no data folder"), Words("含 <县>/county.yml 的文件夹", "a folder with <county>/county.yml"),
                               Words("请用 data 参数指明", "name it with the parameter data"))])


def counties(data: Path) -> list[str]:
    """Return the counties of a data folder."""
    return sorted(path.parent.name for path in data.glob("*/county.yml"))


def department_years(data: Path) -> list[DepartmentYear]:
    """Return every department-year of a data folder, in order; one without any file is not one."""
    found = [DepartmentYear(county, int(year.name), department.name)
             for county in counties(data)
             for year in sorted((data / county).iterdir()) if year.is_dir() and re.fullmatch(r"[0-9]{4}", year.name)
             for department in sorted(year.iterdir()) if department.is_dir() and not department.name.startswith(".")]
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
            raise UserMistake([Problem(Words(f"参数 {name}", f"parameter {name}"), Words(f"“{value}”", f"“{value}”"), Words("数据文件夹中已有的", "one that the data folder has"),
                                       nearest(value, known))])
    return DepartmentYear(str(county), int(year), str(department))


def read_county(data: Path, county: str) -> County:
    """Read ``county.yml``.

    Raises:
        UserMistake: it cannot be read or differs from its shape.
    """
    return read_yaml(data / county / "county.yml", f"{county}/county.yml", County)


@dataclass
class _Reading:
    """What has been read of a folder so far, with the problems and remarks met on the way."""

    data: Path
    folder: str
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)

    def file(self, name: str) -> Path | None:
        """Return a file of the folder if it is there, and note that it was read."""
        path = self.data / self.folder / name
        if not path.is_file():
            return None
        self.files.append((f"{self.folder}/{name}", hashlib.sha256(path.read_bytes()).hexdigest()))
        return path

    def problem(self, place: Words, found: str | Words, expected: Words, remedy: Words) -> None:
        shown = found if isinstance(found, Words) else Words(f"“{found}”", f"“{found}”")
        self.problems.append(Problem(place, shown, expected, remedy))

    def remark(self, place: Words, zh: str, en: str) -> None:
        self.remarks.append(Remark(place, Words(zh, en)))

    def lines(self, name: str, required: Iterable[str], optional: Iterable[str]) -> list[Line]:
        """Read one table of the folder; its problems of shape join the others."""
        path = self.file(name)
        if path is None:
            return []
        place = f"{self.folder}/{name}"
        try:
            table = read_table(path, place, required, optional)
        except UserMistake as mistake:
            self.problems += mistake.problems
            return []
        if not table.encoding.startswith("utf-8"):
            self.remark(at(place), f"文件编码为 {table.encoding.upper()}，已按此读取；建议另存为 UTF-8", f"the file is in {table.encoding.upper()} and was read so; UTF-8 is better")
        return table.lines


def read_department(data: Path, which: DepartmentYear) -> Record:
    """Read a department's folder into a record.

    Raises:
        UserMistake: all problems of the folder, together.
    """
    reading = _Reading(data, which.folder)
    county, profile = _collected(reading, lambda: read_county(data, which.county)), _profile(reading)
    mentions, targets, answers = _mentions(reading), _targets(reading), _answers(reading)
    if not mentions and not reading.problems:
        reading.problem(at(f"{which.folder}/items.csv"), Words("没有基础数据", "no base data"), Words("items.csv", "items.csv"), Words("请补充该文件", "add the file"))
    _repetitions(reading, mentions)
    _unread(reading)
    if reading.problems or county is None or profile is None:
        raise UserMistake(reading.problems)
    return Record(which.county, which.year, which.department, county.name, profile, tuple(mentions), tuple(targets), tuple(answers),
                  tuple(reading.remarks), tuple(sorted(reading.files)))


def _collected(reading: _Reading, read: Callable[[], object]) -> object | None:
    try:
        return read()
    except UserMistake as mistake:
        reading.problems += mistake.problems
        return None


def _profile(reading: _Reading) -> Profile | None:
    path, place = reading.file("profile.yml"), f"{reading.folder}/profile.yml"
    if path is None:
        reading.problem(at(place), Words("没有该文件", "no such file"), Words("部门名称和职责", "the department's name and mandate"), Words("请补充该文件", "add the file"))
        return None
    read = _collected(reading, lambda: read_yaml(path, place, _ProfileFile))
    if read is None:
        return None
    fields = {name: getattr(read, name) for name in type(read).model_fields} | {"publications": tuple((p.title, p.url) for p in read.publications)}
    return Profile(**fields)


def _mentions(reading: _Reading) -> list[Mention]:
    place = f"{reading.folder}/items.csv"
    lines = reading.lines("items.csv", ("item", "period", "value", "unit"), ("detail", "source"))
    mentions = [_mention(reading, place, line) for line in lines]
    return [mention for mention in mentions if mention]


def _mention(reading: _Reading, place: str, line: Line) -> Mention | None:
    item, period = ITEMS.get(line["item"]), PERIODS.get(line["period"])
    if item is None:
        reading.problem(at(place, line.number, "item"), line["item"], Words("基础数据表的项目标识", "an item of the base data table"), nearest(line["item"], ITEMS))
    if period is None:
        reading.problem(at(place, line.number, "period"), line["period"], Words(" / ".join(PERIODS), " / ".join(PERIODS)), nearest(line["period"], PERIODS))
    if item is None or period is None:
        return None
    unit = _unit(reading, place, line, item)
    value = _value(reading, at(place, line.number, "value"), line["value"])
    if unit is None or value is None:
        return None
    if isinstance(value, Decimal) and not _plausible(reading, at(place, line.number, "value"), item, period, value):
        return None
    if item.listed and not line["detail"]:
        reading.problem(at(place, line.number, "detail"), Words("空缺", "nothing"), Words("项目名称或文件号", "a name or a document number"), Words("请补充", "fill it in"))
        return None
    label = Words(line["detail"] + period.words.zh, f"{line['detail']}, {period.words.en}") if item.listed else item.label(period)
    source = Source(place, line=line.number, origin=line["source"])
    return Mention(item, period, line["detail"], Figure(label, value, unit, source), line["unit"])


def _unit(reading: _Reading, place: str, line: Line, item: Item) -> Unit | None:
    unit, complete = read_unit(line["unit"])
    where = at(place, line.number, "unit")
    if unit is Unit.NONE:
        if item.unit.measures == "money" and line["value"] and read_gap(line["value"]) is None:
            reading.remark(where, f"{item.words.zh}“{line['value']}”缺少计量单位，暂按{item.unit.words.zh}读取", f"{item.words.en} “{line['value']}” has no unit; read as {item.unit.words.en}")
        return item.unit
    if unit is None or unit.measures != item.unit.measures:
        reading.problem(where, line["unit"], item.unit.words if item.unit.words.zh else Words("无单位", "no unit"), Words("请核对单位", "check the unit"))
        return None
    if not complete:
        reading.remark(where, f"单位“{line['unit']}”不完整，按{unit.words.zh}读取", f"the unit “{line['unit']}” is cut short; read as {unit.words.en}")
    return unit


def _value(reading: _Reading, where: Words, text: str) -> Decimal | Gap | None:
    gap = read_gap(text)
    if gap:
        return gap
    try:
        return read_number(text.removesuffix("%").removesuffix("％"))
    except ValueError:
        reading.problem(where, text[:40], Words("一个数字，或留空、“—”、“无”、“/”", "one number, or an empty cell, “—”, “无” or “/”"),
                        Words("数字里只能有一个小数点，不要夹带文字和单位", "one decimal point at most, no words or units in the cell"))
        return None


def _plausible(reading: _Reading, where: Words, item: Item, period: Period, value: Decimal) -> bool:
    """Refuse what cannot be: negative counts, fractions of a person, a score above 100."""
    if item.unit.counts and (value < 0 or value != value.to_integral_value()):
        reading.problem(where, str(value), Words("不小于0的整数", "a whole number of at least 0"), Words(f"请核对{item.words.zh}", f"check {item.words.en}"))
        return False
    if item.unit is Unit.MARK and not 0 <= value <= HUNDRED:
        reading.problem(where, str(value), Words("0至100之间的分数", "marks from 0 to 100"), Words("请核对得分", "check the marks"))
        return False
    if item.unit.counts and item.unit is Unit.PERSON and period is not Period.ACTUAL:
        reading.problem(Words(where.zh.replace("[value]", "[period]"), where.en.replace("[value]", "[period]")), period.key, Words("人数填 actual", "actual, for headcounts"),
                        Words("请核对期间", "check the period"))
        return False
    return True


def _repetitions(reading: _Reading, mentions: list[Mention]) -> None:
    """Refuse the same figure given twice with different values: nobody can choose between them."""
    first: dict[tuple[str, Period, str], Mention] = {}
    for mention in mentions:
        key = (mention.item.key, mention.period, mention.detail)
        earlier = first.setdefault(key, mention)
        if earlier is mention or (earlier.figure.value, earlier.figure.unit) == (mention.figure.value, mention.figure.unit):
            continue
        line = mention.figure.source
        reading.problem(at(line.file, line.line, "value"), mention.figure.shown(),
                        Words(f"与第{earlier.figure.source.line}行同一数据一致（{earlier.figure.shown()}）", f"the same as on line {earlier.figure.source.line} ({earlier.figure.shown()})"),
                        Words("请只保留正确的一行", "keep the right one"))


def _targets(reading: _Reading) -> list[Target]:
    place = f"{reading.folder}/targets.csv"
    lines = reading.lines("targets.csv", ("level1", "level2", "level3", "direction", "target", "actual", "unit", "weight"),
                          ("attained", "judgement", "evidence", "explanation", "source"))
    targets = [target for target in (_target(reading, place, line) for line in lines) if target]
    for earlier, later in ((a, b) for i, a in enumerate(targets) for b in targets[:i] if a.name == b.name):
        reading.problem(at(place, earlier.source.line, "level3"), earlier.name, Words(f"不与第{later.source.line}行重名的指标", f"a name other than on line {later.source.line}"),
                        Words("指标不得重名", "names of indicators must differ"))
    return targets


def _target(reading: _Reading, place: str, line: Line) -> Target | None:
    before = len(reading.problems)
    group = _choice(reading, at(place, line.number, "level1"), line["level1"], GROUPS)
    direction = _choice(reading, at(place, line.number, "direction"), line["direction"], DIRECTIONS)
    attained = _choice(reading, at(place, line.number, "attained"), line["attained"], ATTAINED) if line["attained"] else None
    if not line["level3"]:
        reading.problem(at(place, line.number, "level3"), Words("空缺", "nothing"), Words("三级指标名称", "the indicator's name"), Words("请补充", "fill it in"))
    source = Source(place, line=line.number, origin=line["source"])
    name = Words(line["level3"], line["level3"])
    unit = read_unit(line["unit"])[0] or Unit.NONE

    def figure(column: str, zh: str, en: str, unit: Unit) -> Figure:
        value = _value(reading, at(place, line.number, column), line[column])
        return Figure(Words(f"{name.zh}{zh}", f"{name.en}, {en}"), value if value is not None else Gap(Reason.MISSING), unit, source)

    weight = figure("weight", "分值", "marks available", Unit.MARK)
    if weight.known and not 0 < weight.value <= HUNDRED:
        reading.problem(at(place, line.number, "weight"), line["weight"], Words("大于0、不超过100的分值", "marks above 0 and at most 100"), Words("请核对分值", "check the marks"))
    judgement = figure("judgement", "评判比例", "share judged", Unit.PERCENT)
    if judgement.known and not 0 <= judgement.value <= HUNDRED:
        reading.problem(at(place, line.number, "judgement"), line["judgement"], Words("0%至100%", "0% to 100%"), Words("请核对评判比例", "check the judgement"))
    qualitative = direction == "qualitative"
    aim = Figure(name, Gap(Reason.NOT_APPLICABLE), unit, source) if qualitative else figure("target", "年度指标值", "target value", unit)
    reached = Figure(name, Gap(Reason.NOT_APPLICABLE), unit, source) if qualitative else figure("actual", "实际完成值", "actual value", unit)
    if len(reading.problems) > before:
        return None
    return Target(group, line["level2"], line["level3"], direction, aim, reached, line["target"], line["actual"], weight, attained, judgement,
                  line["evidence"], line["explanation"], source)


def _answers(reading: _Reading) -> list[Answer]:
    place = f"{reading.folder}/checklist.csv"
    lines = reading.lines("checklist.csv", ("indicator", "test", "answer", "evidence"), ("source",))
    answers = [Answer(line["indicator"], line["test"], line["answer"], line["evidence"], Source(place, line=line.number, origin=line["source"])) for line in lines]
    for i, answer in enumerate(answers):
        earlier = next((a for a in answers[:i] if (a.indicator, a.test) == (answer.indicator, answer.test)), None)
        if earlier:
            reading.problem(at(place, answer.source.line, "test"), f"{answer.indicator} {answer.test}", Words(f"每项只答一次（第{earlier.source.line}行已有）", f"one answer (line {earlier.source.line} has one)"),
                            Words("请只保留一行", "keep one line"))
    return answers


def _choice(reading: _Reading, where: Words, text: str, choices: dict[str, object]) -> object | None:
    if text not in choices:
        listed = Words(" / ".join(choices), " / ".join(choices))
        reading.problem(where, text, listed, nearest(text, choices))
    return choices.get(text)


def _unread(reading: _Reading) -> None:
    folder = reading.data / reading.folder
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name not in READ_HERE and not path.name.startswith((".", "~$")):
            reading.remark(at(f"{reading.folder}/{path.name}"), "本版本不读取此文件，其内容未计入", "this version does not read this file; its content is not counted in")
