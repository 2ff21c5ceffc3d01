"""The data folder: which counties, years and departments there are, and one department's folder as a record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from evallib.figures import Figure, Source
from evallib.problems import Problem, UserMistake, at, nearest, quoted
from evallib.quantities import Gap, Reason, Unit, read_gap, read_number, read_unit
from evallib.reading.record import ITEMS, Answer, Attained, Item, Mention, Period, Profile, Record, Remark, Target
from evallib.reading.tables import Line, cannot_read, read_table
from evallib.reading.yaml_files import Bilingual, Shape, read_yaml
from evallib.words import Words

READ_HERE = {"profile.yml", "items.csv", "targets.csv", "checklist.csv"}
PERIODS = {period.key: period for period in Period}
GROUPS = {"产出指标": "output", "效益指标": "outcome", "满意度指标": "satisfaction"}
DIRECTIONS = {"≥": ">=", ">=": ">=", "＞": ">=", ">": ">=", "≤": "<=", "<=": "<=", "＜": "<=", "<": "<=", "=": "=", "＝": "=", "定性": "qualitative"}
ATTAINED = {"达成": Attained.MET, "部分达成": Attained.PARTLY, "未达成": Attained.NOT} | {a.value.zh: a for a in Attained}
HUNDRED = Decimal(100)
NEVER_NEGATIVE = {"rev_total", "rev_appropriation", "exp_total", "exp_basic", "exp_project", "three_public"}  # single lines may be reversed entries
Questions = Mapping[str, Mapping[str, Collection[str]]]
"""Indicators that ``checklist.csv`` answers: their tests (``""`` for a judgement on the whole), and the words that answer each (none: any)."""


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
class _Reading:
    """What has been read of a folder so far, with the problems and remarks met on the way."""

    data: Path
    folder: str
    names: list[str]
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)

    def file(self, name: str) -> Path | None:
        """Return a file of the folder if it is there, and note that it was read."""
        if name not in self.names:
            return None
        path = self.data / self.folder / name
        with suppress(OSError), path.open("rb") as stream:  # whoever reads the file says why it cannot be read
            self.files.append((f"{self.folder}/{name}", hashlib.file_digest(stream, "sha256").hexdigest()))
        return path

    def problem(self, place: Words, found: str | Words, expected: Words, remedy: Words) -> None:
        self.problems.append(Problem(place, found if isinstance(found, Words) else quoted(found), expected, remedy))

    def lacking(self, name: str, expected: Words) -> None:
        """Say that a file is not there, and what is there in its place."""
        held = ", ".join(self.names[:12]) or "—"
        self.problem(
            at(f"{self.folder}/{name}"),
            Words("没有该文件", "no such file"),
            expected,
            Words(f"请补充该文件；文件夹中现有：{held}", f"add the file; the folder holds {held}"),
        )

    def remark(self, place: Words, zh: str, en: str) -> None:
        self.remarks.append(Remark(place, Words(zh, en)))

    def lines(self, name: str, required: Iterable[str], optional: Iterable[str]) -> list[Line] | None:
        """Read one table of the folder, None where there is no such file; its problems of shape join the others."""
        path = self.file(name)
        if path is None:
            return None
        place = f"{self.folder}/{name}"
        try:
            table = read_table(path, place, required, optional)
        except UserMistake as mistake:
            self.problems += mistake.problems
            return []
        if not table.encoding.startswith("utf-8"):
            self.remark(
                at(place),
                f"文件编码为 {table.encoding.upper()}，已按此读取；建议另存为 UTF-8",
                f"the file is in {table.encoding.upper()} and was read so; UTF-8 is better",
            )
        return table.lines


def read_department(data: Path, which: DepartmentYear, questions: Questions | None = None) -> Record:
    """Read a department's folder into a record.

    Args:
        data, which: the data folder, and the department-year in it.
        questions: what ``checklist.csv`` may answer; None to take its answers as they are.

    Raises:
        UserMistake: all problems of the folder, together.
    """
    try:
        names = sorted(path.name for path in (data / which.folder).iterdir())
    except OSError as error:
        raise UserMistake([cannot_read(which.folder, error)]) from error
    reading = _Reading(data, which.folder, names)
    county, profile = _collected(reading, lambda: read_county(data, which.county)), _profile(reading)
    mentions, targets, answers = _mentions(reading), _targets(reading), _answers(reading, questions)
    _repetitions(reading, mentions)
    _unread(reading)
    if reading.problems or county is None or profile is None:
        raise UserMistake(reading.problems)
    return Record(
        which.county,
        which.year,
        which.department,
        county.name,
        profile,
        tuple(mentions),
        tuple(targets),
        tuple(answers),
        tuple(reading.remarks),
        tuple(sorted(reading.files)),
    )


def _collected(reading: _Reading, read: Callable[[], object]) -> object | None:
    try:
        return read()
    except UserMistake as mistake:
        reading.problems += mistake.problems
        return None


def _profile(reading: _Reading) -> Profile | None:
    path, place = reading.file("profile.yml"), f"{reading.folder}/profile.yml"
    if path is None:
        reading.lacking("profile.yml", Words("部门名称和职责", "the department's name and mandate"))
        return None
    read = _collected(reading, lambda: read_yaml(path, place, _ProfileFile))
    if read is None:
        return None
    if not read.name.zh.strip():
        reading.problem(at(place, column="name"), "", Words("部门名称", "the department's name"), Words("请补充", "fill it in"))
    fields = {name: getattr(read, name) for name in type(read).model_fields} | {"publications": tuple((p.title, p.url) for p in read.publications)}
    return Profile(**fields)


def _mentions(reading: _Reading) -> list[Mention]:
    place, before = f"{reading.folder}/items.csv", len(reading.problems)
    lines = reading.lines("items.csv", ("item", "period", "value", "unit"), ("detail", "source"))
    if lines is None:
        reading.lacking("items.csv", Words("基础数据", "the base data"))
    elif not lines and len(reading.problems) == before:
        reading.problem(
            at(place), Words("只有表头", "a header alone"), Words("至少一行数据", "one line of data at least"), Words("请填写基础数据", "fill in the base data")
        )
    mentions = [_mention(reading, place, line) for line in lines or []]
    return [mention for mention in mentions if mention]


def _mention(reading: _Reading, place: str, line: Line) -> Mention | None:
    before = len(reading.problems)
    item = _choice(reading, at(place, line.number, "item"), line["item"], ITEMS, Words("基础数据表的项目标识", "an item of the base data table"))
    period = _choice(reading, at(place, line.number, "period"), line["period"], PERIODS, Words("期间标识", "a period"))
    unit = _unit(reading, place, line, item) if item else None
    value = _value(reading, at(place, line.number, "value"), line["value"], unit or Unit.PERCENT)
    if item and period and isinstance(value, Decimal):
        _plausible(reading, place, line.number, item, period, value)
    if item and item.listed and not line["detail"]:
        reading.problem(at(place, line.number, "detail"), "", Words("项目名称或文件号", "a name or a document number"), Words("请补充", "fill it in"))
    if len(reading.problems) > before:
        return None
    label = Words(line["detail"] + period.words.zh, f"{line['detail']} ({period.words.en})") if item.listed else item.label(period)
    source = Source(place, line=line.number, origin=line["source"])
    return Mention(item, period, line["detail"], Figure(label, value, unit, source), line["unit"])


def _unit(reading: _Reading, place: str, line: Line, item: Item) -> Unit | None:
    unit, complete = read_unit(line["unit"])
    where = at(place, line.number, "unit")
    if unit is Unit.NONE:
        if item.unit.measures == "money" and line["value"] and read_gap(line["value"]) is None:
            reading.remark(
                where,
                f"{item.words.zh}“{line['value']}”缺少计量单位，暂按{item.unit.words.zh}读取",
                f"{item.words.en} “{line['value']}” has no unit; read as {item.unit.words.en}",
            )
        return item.unit
    if unit is None or unit.measures != item.unit.measures:
        fits = " / ".join(one.words.zh for one in Unit if one.measures == item.unit.measures)
        reading.problem(where, line["unit"], Words(fits, fits), Words("请核对单位", "check the unit"))
        return None
    if not complete:
        reading.remark(where, f"单位“{line['unit']}”不完整，按{unit.words.zh}读取", f"the unit “{line['unit']}” is cut short; read as {unit.words.en}")
    return unit


def _value(reading: _Reading, where: Words, text: str, unit: Unit) -> Decimal | Gap | None:
    gap = read_gap(text)
    if gap:
        return gap
    try:
        return read_number(text.removesuffix("%").removesuffix("％") if unit is Unit.PERCENT else text)
    except ValueError:
        reading.problem(
            where,
            text,
            Words("一个数字，或留空、“—”、“无”、“/”", "one number, or an empty cell, “—”, “无” or “/”"),
            Words("数字里只能有一个小数点，不要夹带文字和单位", "one decimal point at most, no words or units in the cell"),
        )
        return None


def _plausible(reading: _Reading, place: str, line: int, item: Item, period: Period, value: Decimal) -> None:
    """Refuse what cannot be: negative counts and totals, fractions of a person, a score above 100, a headcount that was budgeted."""
    where = at(place, line, "value")
    if item.unit.counts and (value < 0 or value != value.to_integral_value()):
        reading.problem(where, str(value), Words("不小于0的整数", "a whole number of at least 0"), Words(f"请核对{item.words.zh}", f"check {item.words.en}"))
    elif item.unit is Unit.MARK and not 0 <= value <= HUNDRED:
        reading.problem(where, str(value), Words("0至100之间的分数", "marks from 0 to 100"), Words("请核对得分", "check the marks"))
    elif item.key in NEVER_NEGATIVE and value < 0:
        reading.problem(
            where, str(value), Words("不小于0的金额", "an amount of at least 0"), Words(f"请核对{item.words.zh}的正负号", f"check the sign of {item.words.en}")
        )
    if item.unit is Unit.PERSON and period is not Period.ACTUAL:
        reading.problem(
            at(place, line, "period"), period.key, Words("actual（人数只填实际数）", "actual, as for all headcounts"), Words("请核对期间", "check the period")
        )


def _repetitions(reading: _Reading, mentions: list[Mention]) -> None:
    """Refuse the same figure given twice with different values: nobody can choose between them."""
    first: dict[tuple[str, Period, str], Mention] = {}
    for mention in mentions:
        earlier = first.setdefault((mention.item.key, mention.period, mention.detail), mention)
        one, other = earlier.figure, mention.figure
        if other.to(one.unit).value == one.value:
            continue
        reading.problem(
            at(other.source.file, other.source.line, "value"),
            Words(other.shown("zh"), other.shown("en")),
            Words(f"与第{one.source.line}行同一数据一致（{one.shown('zh')}）", f"the same as on line {one.source.line}, {one.shown('en')}"),
            Words("请只保留正确的一行", "keep the right one"),
        )


def _targets(reading: _Reading) -> list[Target]:
    place = f"{reading.folder}/targets.csv"
    lines = reading.lines(
        "targets.csv",
        ("level1", "level2", "level3", "direction", "target", "actual", "unit", "weight"),
        ("attained", "judgement", "evidence", "explanation", "source"),
    )
    targets = [target for target in (_target(reading, place, line) for line in lines or []) if target]
    first: dict[str, Target] = {}
    for target in targets:
        earlier = first.setdefault(target.name, target)
        if earlier is not target:
            reading.problem(
                at(place, target.source.line, "level3"),
                target.name,
                Words(f"不与第{earlier.source.line}行重名的指标", f"a name other than on line {earlier.source.line}"),
                Words("指标不得重名", "names of indicators must differ"),
            )
    return targets


def _target(reading: _Reading, place: str, line: Line) -> Target | None:
    before = len(reading.problems)
    group = _choice(reading, at(place, line.number, "level1"), line["level1"], GROUPS, Words("一级指标", "a group of indicators"))
    direction = _choice(reading, at(place, line.number, "direction"), line["direction"], DIRECTIONS, Words("指标方向", "a direction"))
    attained = (
        _choice(reading, at(place, line.number, "attained"), line["attained"], ATTAINED, Words("定性指标的完成档次", "a class of attainment"))
        if line["attained"]
        else None
    )
    if not line["level3"]:
        reading.problem(at(place, line.number, "level3"), "", Words("三级指标名称", "the indicator's name"), Words("请补充", "fill it in"))
    source = Source(place, line=line.number, origin=line["source"])
    name = Words(line["level3"], line["level3"])
    unit = read_unit(line["unit"])[0] or Unit.NONE
    if not line["unit"] and any(line[column].endswith(("%", "％")) for column in ("target", "actual")):
        unit = Unit.PERCENT

    def figure(column: str, zh: str, en: str, unit: Unit) -> Figure:
        value = _value(reading, at(place, line.number, column), line[column], unit)
        return Figure(Words(f"{name.zh}{zh}", f"{name.en}, {en}"), value if value is not None else Gap(Reason.MISSING), unit, source)

    weight = figure("weight", "分值", "marks available", Unit.MARK)
    if weight.known and not 0 < weight.value <= HUNDRED:
        reading.problem(
            at(place, line.number, "weight"),
            line["weight"],
            Words("大于0、不超过100的分值", "marks above 0 and at most 100"),
            Words("请核对分值", "check the marks"),
        )
    judgement = figure("judgement", "评判比例", "share judged", Unit.PERCENT)
    if judgement.known and not 0 <= judgement.value <= HUNDRED:
        reading.problem(at(place, line.number, "judgement"), line["judgement"], Words("0%至100%", "0% to 100%"), Words("请核对评判比例", "check the judgement"))
    qualitative = direction == "qualitative"
    aim = Figure(name, Gap(Reason.NOT_APPLICABLE), unit, source) if qualitative else figure("target", "年度指标值", "target value", unit)
    reached = Figure(name, Gap(Reason.NOT_APPLICABLE), unit, source) if qualitative else figure("actual", "实际完成值", "actual value", unit)
    if len(reading.problems) > before:
        return None
    return Target(
        group,
        line["level2"],
        line["level3"],
        direction,
        aim,
        reached,
        line["target"],
        line["actual"],
        weight,
        attained,
        judgement,
        line["evidence"],
        line["explanation"],
        source,
    )


def _answers(reading: _Reading, questions: Questions | None) -> list[Answer]:
    place = f"{reading.folder}/checklist.csv"
    lines = reading.lines("checklist.csv", ("indicator", "test", "answer", "evidence"), ("source",))
    answers = [
        Answer(line["indicator"], line["test"], line["answer"], line["evidence"], Source(place, line=line.number, origin=line["source"]))
        for line in lines or []
    ]
    first: dict[tuple[str, str], Answer] = {}
    for answer in answers:
        if questions is not None:
            _question(reading, place, answer, questions)
        earlier = first.setdefault((answer.indicator, answer.test), answer)
        if earlier is not answer:
            reading.problem(
                at(place, answer.source.line, "test"),
                f"{answer.indicator} {answer.test}",
                Words(f"每项只答一次（第{earlier.source.line}行已有）", f"one answer (line {earlier.source.line} has one)"),
                Words("请只保留一行", "keep one line"),
            )
    return answers


def _question(reading: _Reading, place: str, answer: Answer, questions: Questions) -> None:
    """Refuse an answer to a question that nobody asks, or in a word that answers nothing; an open answer may stay open."""
    line = answer.source.line
    tests = _choice(
        reading, at(place, line, "indicator"), answer.indicator, questions, Words("以清单或评判计分的指标", "an indicator scored by a checklist or a judgement")
    )
    if tests is None:
        return
    if answer.test and "" in tests:
        reading.problem(
            at(place, line, "test"),
            answer.test,
            Words("空缺：该指标整体评判", "nothing: the indicator is judged as a whole"),
            Words("请留空", "leave it empty"),
        )
        return
    words = _choice(reading, at(place, line, "test"), answer.test, tests, Words("该指标的测试项", "a test of the indicator"))
    if words and read_gap(answer.text) is None:
        _choice(reading, at(place, line, "answer"), answer.text, dict.fromkeys(words), Words("对该测试项的回答", "an answer to the test"))


def _choice(reading: _Reading, where: Words, text: str, choices: Mapping[str, object], expected: Words) -> object | None:
    if text not in choices:
        meant = next((key for key, one in choices.items() if text in getattr(one, "words", ())), text)  # 决算数 where actual is meant
        reading.problem(where, text, expected, nearest(meant, choices))
    return choices.get(text)


def _unread(reading: _Reading) -> None:
    for name in reading.names:
        if name not in READ_HERE and not name.startswith((".", "~$")):
            reading.remark(
                at(f"{reading.folder}/{name}"), "本版本不读取此文件，其内容未计入", "this version does not read this file; its content is not counted in"
            )
