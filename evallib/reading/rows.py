"""Rows of the tables that a department sent, understood: base data, targets, answers, projects, months.

A row is the same whether it stood in a CSV file or in a form: cells by column, each with its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from evallib.figures import Figure
from evallib.problems import Problem, UserMistake, nearest, quoted
from evallib.quantities import Gap, Reason, Unit, read_gap, read_number, read_unit
from evallib.reading.record import ITEMS, Answer, Attained, Deviation, Item, Likelihood, Mention, MonthFigure, Period, Progress, Project, Remark, Target
from evallib.reading.tables import Line
from evallib.words import Words

COLUMNS = {  # of each table: those that must stand in its header, and those that may
    "items": (("item", "period", "value", "unit"), ("detail", "source")),
    "targets": (
        ("level1", "level2", "level3", "direction", "target", "actual", "unit", "weight"),
        ("project", "attained", "judgement", "evidence", "explanation", "source"),
    ),
    "checklist": (("indicator", "test", "answer", "evidence"), ("source",)),
    "projects": (("project", "item", "period", "value", "unit"), ("source",)),
    "months": (("month", "item", "value", "unit"), ("project", "period", "source")),
    "monitoring": (("month", "indicator", "value"), ("project", "forecast", "likelihood", "reasons", "explanation", "remark", "source")),
}
PERIODS = {period.key: period for period in Period}
GROUPS = {"产出指标": "output", "效益指标": "outcome", "满意度指标": "satisfaction"}
GROUP_MARKS = {"output": 50, "outcome": 30, "satisfaction": 10}  # beside the 10 marks for execution (S16, S30)
DIRECTIONS = {"≥": ">=", ">=": ">=", "＞": ">=", ">": ">=", "≤": "<=", "<=": "<=", "＜": "<=", "<": "<=", "=": "=", "＝": "=", "定性": "qualitative"}
ATTAINED = {"达成": Attained.MET, "部分达成": Attained.PARTLY, "未达成": Attained.NOT} | {a.value.zh: a for a in Attained}
WRITTEN = {meant: word for words in (GROUPS, DIRECTIONS, ATTAINED) for word, meant in reversed(words.items())}  # the first word that means each
PROJECT_TEXTS = {"authority": "主管部门", "implementer": "实施单位", "goal": "预期目标", "achieved": "实际完成情况"}
PROJECT_MONEY = ("project_funds", "project_appropriation", "project_carried_in", "project_other_funds", "execution_rate", "execution_points", "self_score")
MONTHLY = ("exp_total", "exp_basic", "exp_project", "planned_progress")
PROJECT_MONTHLY = PROJECT_MONEY[:4]
FORECAST = "forecast"
MONTH_PERIODS = {"": False, Period.ACTUAL.key: False, FORECAST: True}  # executed from January on, or expected of the whole year
LIKELIHOODS = {one.value.zh: one for one in Likelihood}
DEVIATIONS = {one.value.zh: one for one in Deviation}
MONTHS = {str(month): month for month in range(1, 13)}
HUNDRED = Decimal(100)
NEVER_NEGATIVE = {"rev_total", "rev_appropriation", "exp_total", "exp_basic", "exp_project", "three_public"}  # single lines may be reversed entries
Questions = Mapping[str, Mapping[str, Collection[str]]]
"""Indicators that a checklist answers: their tests (``""`` for a judgement on the whole), and the words that answer each (none: any)."""


@dataclass
class Notes:
    """The problems and remarks met on the way."""

    problems: list[Problem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def problem(self, place: Words, found: str | Words, expected: Words, remedy: Words) -> None:
        """Note a mistake that stops the reading."""
        self.problems.append(Problem(place, found if isinstance(found, Words) else quoted(found), expected, remedy))

    def remark(self, place: Words, zh: str, en: str) -> None:
        """Note something that was read but should be put right."""
        self.remarks.append(Remark(place, Words(zh, en)))

    def collected(self, read: Callable[[], object]) -> object | None:
        """Return what a function reads, or None where it raises problems, which join the others."""
        try:
            return read()
        except UserMistake as mistake:
            self.problems += mistake.problems
            return None


# -- base data -----------------------------------------------------------------------------------------------------


def mentions(notes: Notes, lines: Iterable[Line]) -> list[Mention]:
    """Read rows of base data; the same figure twice with different values is refused."""
    read = [mention for mention in (_mention(notes, line) for line in lines) if mention]
    _repetitions(notes, read)
    return read


def _mention(notes: Notes, line: Line, known: Mapping[str, Item] = ITEMS, named: str = "") -> Mention | None:
    """Read a row as a figure: an item of ``known``, in a period. Where it belongs to something, ``named`` is its name."""
    before = len(notes.problems)
    item = _choice(notes, line.at("item"), line["item"], known, Words("基础数据表的项目标识", "an item of the base data table"))
    period = _choice(notes, line.at("period"), line["period"], PERIODS, Words("期间标识", "a period"))
    unit = _unit(notes, line, item) if item else None
    value = _value(notes, line.at("value"), line["value"], unit or Unit.PERCENT)
    if item and period and isinstance(value, Decimal):
        _plausible(notes, line, item, period, value)
    detail = named or line["detail"]
    if item and item.listed and not detail:
        notes.problem(line.at("detail"), "", Words("项目名称或文件号", "a name or a document number"), Words("请补充", "fill it in"))
    if len(notes.problems) > before:
        return None
    label = item.label(period)
    if named:
        label = Words(f"“{named}”{label.zh}", f"“{named}”: {label.en}")
    elif item.listed:
        label = Words(detail + period.words.zh, f"{detail} ({period.words.en})")
    return Mention(item, period, detail, Figure(label, value, unit, line.source("value")), line["unit"])


def _unit(notes: Notes, line: Line, item: Item) -> Unit | None:
    unit, complete = read_unit(line["unit"])
    if unit is Unit.NONE:
        if item.unit.measures == "money" and line["value"] and read_gap(line["value"]) is None:
            notes.remark(
                line.at("unit"),
                f"{item.words.zh}“{line['value']}”缺少计量单位，暂按{item.unit.words.zh}读取",
                f"{item.words.en} “{line['value']}” has no unit; read as {item.unit.words.en}",
            )
        return item.unit
    if unit is None or unit.measures != item.unit.measures:
        fits = " / ".join(one.words.zh for one in Unit if one.measures == item.unit.measures)
        notes.problem(line.at("unit"), line["unit"], Words(fits, fits), Words("请核对单位", "check the unit"))
        return None
    if not complete:
        notes.remark(line.at("unit"), f"单位“{line['unit']}”不完整，按{unit.words.zh}读取", f"the unit “{line['unit']}” is cut short; read as {unit.words.en}")
    return unit


def _value(notes: Notes, where: Words, text: str, unit: Unit) -> Decimal | Gap | None:
    gap = read_gap(text)
    if gap:
        return gap
    try:
        return read_number(text.removesuffix("%").removesuffix("％") if unit is Unit.PERCENT else text)
    except ValueError:
        notes.problem(
            where,
            text,
            Words("一个数字，或留空、“—”、“无”、“/”", "one number, or an empty cell, “—”, “无” or “/”"),
            Words("数字里只能有一个小数点，不要夹带文字和单位", "one decimal point at most, no words or units in the cell"),
        )
        return None


def _plausible(notes: Notes, line: Line, item: Item, period: Period, value: Decimal) -> None:
    """Refuse what cannot be: negative counts and totals, fractions of a person, a score above 100, a headcount that was budgeted."""
    where = line.at("value")
    if item.unit.counts and (value < 0 or value != value.to_integral_value()):
        notes.problem(where, str(value), Words("不小于0的整数", "a whole number of at least 0"), Words(f"请核对{item.words.zh}", f"check {item.words.en}"))
    elif item.unit is Unit.MARK and not 0 <= value <= HUNDRED:
        notes.problem(where, str(value), Words("0至100之间的分数", "marks from 0 to 100"), Words("请核对得分", "check the marks"))
    elif item.key in NEVER_NEGATIVE and value < 0:
        notes.problem(
            where, str(value), Words("不小于0的金额", "an amount of at least 0"), Words(f"请核对{item.words.zh}的正负号", f"check the sign of {item.words.en}")
        )
    if item.unit is Unit.PERSON and period is not Period.ACTUAL:
        notes.problem(
            line.at("period"), period.key, Words("actual（人数只填实际数）", "actual, as for all headcounts"), Words("请核对期间", "check the period")
        )


def _repetitions(notes: Notes, read: list[Mention]) -> None:
    """Refuse the same figure given twice with different values: nobody can choose between them."""
    first: dict[tuple[str, Period, str], Mention] = {}
    for mention in read:
        earlier = first.setdefault((mention.item.key, mention.period, mention.detail), mention)
        one, other = earlier.figure, mention.figure
        if other.to(one.unit).value == one.value:
            continue
        notes.problem(
            other.source.place("value"),
            Words(other.shown("zh"), other.shown("en")),
            Words(f"与{one.source.spot.zh}同一数据一致（{one.shown('zh')}）", f"the same as on {one.source.spot.en}, {one.shown('en')}"),
            Words("请只保留正确的一处", "keep the right one"),
        )


# -- targets -------------------------------------------------------------------------------------------------------


def targets(notes: Notes, lines: Iterable[Line]) -> dict[str, list[Target]]:
    """Read rows of performance indicators, by the project they belong to; ``""`` holds the department's own.

    Two indicators of one name are refused within a form (S30: systems reject repeated names).
    """
    read: dict[str, list[Target]] = {}
    first: dict[tuple[str, str], Line] = {}
    for line in lines:
        target = _target(notes, line)
        if not target:
            continue
        earlier = first.setdefault((line["project"], target.name), line)
        if earlier is not line:
            spot = earlier.source("level3").spot
            notes.problem(
                line.at("level3"),
                target.name,
                Words(f"不与{spot.zh}重名的指标", f"a name other than on {spot.en}"),
                Words("指标不得重名", "names of indicators must differ"),
            )
        read.setdefault(line["project"], []).append(target)
    return read


def _target(notes: Notes, line: Line) -> Target | None:
    before = len(notes.problems)
    group = _choice(notes, line.at("level1"), line["level1"], GROUPS, Words("一级指标", "a group of indicators"))
    direction = _choice(notes, line.at("direction"), line["direction"], DIRECTIONS, Words("指标方向", "a direction"))
    attained = (
        _choice(notes, line.at("attained"), line["attained"], ATTAINED, Words("定性指标的完成档次", "a class of attainment")) if line["attained"] else None
    )
    if not line["level3"]:
        notes.problem(line.at("level3"), "", Words("三级指标名称", "the indicator's name"), Words("请补充", "fill it in"))
    name = Words(line["level3"], line["level3"])
    unit = read_unit(line["unit"])[0] or Unit.NONE
    if not line["unit"] and any(line[column].endswith(("%", "％")) for column in ("target", "actual")):
        unit = Unit.PERCENT

    def figure(column: str, zh: str, en: str, unit: Unit) -> Figure:
        value = _value(notes, line.at(column), line[column], unit)
        return Figure(Words(f"{name.zh}{zh}", f"{name.en}, {en}"), value if value is not None else Gap(Reason.MISSING), unit, line.source(column))

    weight = figure("weight", "分值", "marks available", Unit.MARK)
    if weight.known and not 0 < weight.value <= HUNDRED:
        notes.problem(
            line.at("weight"), line["weight"], Words("大于0、不超过100的分值", "marks above 0 and at most 100"), Words("请核对分值", "check the marks")
        )
    judgement = figure("judgement", "评判比例", "share judged", Unit.PERCENT)
    if judgement.known and not 0 <= judgement.value <= HUNDRED:
        notes.problem(line.at("judgement"), line["judgement"], Words("0%至100%", "0% to 100%"), Words("请核对评判比例", "check the judgement"))
    judged = Figure(name, Gap(Reason.NOT_APPLICABLE), unit, line.source("target"))
    qualitative = direction == "qualitative"
    aim = judged if qualitative else figure("target", "年度指标值", "target value", unit)
    reached = judged if qualitative else figure("actual", "实际完成值", "actual value", unit)
    if len(notes.problems) > before:
        return None
    return Target(
        group=group,
        kind=line["level2"],
        name=line["level3"],
        direction=direction,
        target=aim,
        actual=reached,
        aim=line["target"],
        reached=line["actual"],
        unit_printed=line["unit"],
        weight=weight,
        attained=attained,
        judgement=judgement,
        evidence=line["evidence"],
        explanation=line["explanation"],
        source=line.source("level3"),
    )


# -- checklist -----------------------------------------------------------------------------------------------------


def answers(notes: Notes, lines: Iterable[Line], questions: Questions | None) -> list[Answer]:
    """Read answers to the tests of a checklist; ``questions`` tells which may be answered, None takes them as they are."""
    read, first = [], {}
    for line in lines:
        answer = Answer(line["indicator"], line["test"], line["answer"], line["evidence"], line.source("answer"))
        if questions is not None:
            _question(notes, line, questions)
        earlier = first.setdefault((answer.indicator, answer.test), answer)
        if earlier is not answer:
            spot = earlier.source.spot
            notes.problem(
                line.at("test"),
                f"{answer.indicator} {answer.test}",
                Words(f"每项只答一次（{spot.zh}已有）", f"one answer ({spot.en} has one)"),
                Words("请只保留一处", "keep one of them"),
            )
        read.append(answer)
    return read


def _question(notes: Notes, line: Line, questions: Questions) -> None:
    """Refuse an answer to a question that nobody asks, or in a word that answers nothing; an open answer may stay open."""
    tests = _choice(
        notes, line.at("indicator"), line["indicator"], questions, Words("以清单或评判计分的指标", "an indicator scored by a checklist or a judgement")
    )
    if tests is None:
        return
    if line["test"] and "" in tests:
        notes.problem(
            line.at("test"), line["test"], Words("空缺：该指标整体评判", "nothing: the indicator is judged as a whole"), Words("请留空", "leave it empty")
        )
        return
    words = _choice(notes, line.at("test"), line["test"], tests, Words("该指标的测试项", "a test of the indicator"))
    if words and read_gap(line["answer"]) is None:
        _choice(notes, line.at("answer"), line["answer"], dict.fromkeys(words), Words("对该测试项的回答", "an answer to the test"))


# -- projects and months -------------------------------------------------------------------------------------------


def projects(notes: Notes, lines: Iterable[Line], of_project: Mapping[str, list[Target]], by_month: Iterable[MonthFigure] = ()) -> list[Project]:
    """Read the projects' own forms: texts and money by row, with the targets that name each project.

    A project that only its targets or its money by month name is a project too.
    """
    texts: dict[str, dict[str, str]] = {name: {} for name in (*of_project, *(one.project for one in by_month)) if name}
    money: dict[str, list[Mention]] = {}
    known = {key: ITEMS[key] for key in PROJECT_MONEY}
    for line in lines:
        name, item = line["project"], line["item"]
        if not name:
            notes.problem(line.at("project"), "", Words("项目名称", "the project's name"), Words("请补充", "fill it in"))
            continue
        held = texts.setdefault(name, {})
        if item not in PROJECT_TEXTS:
            mention = _mention(notes, line, {**known, **dict.fromkeys(PROJECT_TEXTS)}, name)
            money.setdefault(name, []).extend([mention] if mention else [])
        elif held.setdefault(item, line["value"]) != line["value"]:
            notes.problem(
                line.at("value"), line["value"], Words(f"与前文一致（{held[item]}）", f"the same as before ({held[item]})"), Words("请只保留一处", "keep one")
            )
    for held in money.values():
        _repetitions(notes, held)
    return [Project(name, **held, money=tuple(money.get(name, ())), targets=tuple(of_project.get(name, ()))) for name, held in texts.items()]


def months(notes: Notes, lines: Iterable[Line]) -> list[MonthFigure]:
    """Read the figures by month, each cumulative from January, or what a month expects of the whole year."""
    read: list[MonthFigure] = []
    first: dict[tuple[int, str, str, bool], MonthFigure] = {}
    for line in lines:
        one = _month_figure(notes, line)
        if not one:
            continue
        figure = one.figure
        earlier = first.setdefault((one.month, one.item.key, one.project, one.forecast), one)
        if earlier.figure.to(figure.unit).value != figure.value:
            spot = earlier.figure.source.spot
            notes.problem(
                line.at("value"),
                line["value"],
                Words(f"与{spot.zh}同一数据一致（{earlier.figure.shown('zh')}）", f"the same as on {spot.en}, {earlier.figure.shown('en')}"),
                Words("请只保留正确的一处", "keep the right one"),
            )
        read.append(one)
    return read


def _month_figure(notes: Notes, line: Line) -> MonthFigure | None:
    before, project = len(notes.problems), line["project"]
    month = _month(notes, line)
    known = {key: ITEMS[key] for key in (PROJECT_MONTHLY if project else MONTHLY) if line["period"] != FORECAST or ITEMS[key].unit.measures == "money"}
    item = _choice(notes, line.at("item"), line["item"], known, Words("按月填报的项目", "an item reported by month"))
    forecast = _choice(notes, line.at("period"), line["period"], MONTH_PERIODS, Words("actual（累计数）或 forecast（全年预计数）", "actual or forecast"))
    unit = _unit(notes, line, item) if item else None
    value = _value(notes, line.at("value"), line["value"], unit or Unit.PERCENT)
    if len(notes.problems) > before:
        return None
    label = (
        Words(f"{month}月末预计全年{item.words.zh}", f"{item.words.en} of the year as expected in month {month}")
        if forecast
        else Words(f"1—{month}月累计{item.words.zh}", f"{item.words.en}, January to month {month}")
    )
    if project:
        label = Words(f"“{project}”{label.zh}", f"“{project}”: {label.en}")
    return MonthFigure(month, item, Figure(label, value, unit, line.source("value")), line["unit"], project, forecast)


def _month(notes: Notes, line: Line) -> int | None:
    month = MONTHS.get(line["month"].removesuffix("月"))
    if not month:
        notes.problem(line.at("month"), line["month"], Words("1至12月", "a month from 1 to 12"), Words("请填月份的数字", "give the month as a number"))
    return month


# -- how far the targets are -----------------------------------------------------------------------------------------


def progress(notes: Notes, lines: Iterable[Line], of_project: Mapping[str, list[Target]]) -> list[Progress]:
    """Read the lines of the monitoring form: each says how far a target of ``targets`` is at the end of a month."""
    read: list[Progress] = []
    first: dict[tuple[int, str, str], Line] = {}
    known = {name: {target.name: target for target in targets} for name, targets in of_project.items()}
    for line in lines:
        month = _month(notes, line)
        named = Words("绩效指标表中的三级指标", "an indicator of the list of targets")
        target = _choice(notes, line.at("indicator"), line["indicator"], known.get(line["project"], {}), named)
        if not (month and target):
            continue
        earlier = first.setdefault((month, line["project"], target.name), line)
        if earlier is not line:
            spot = earlier.source("indicator").spot
            notes.problem(
                line.at("indicator"),
                target.name,
                Words(f"每月每项指标一次（{spot.zh}已有）", f"each indicator once a month ({spot.en} has one)"),
                Words("请只保留正确的一处", "keep the right one"),
            )
        one = _progress(notes, line, month, target)
        read += [one] if one else []
    return read


def _progress(notes: Notes, line: Line, month: int, target: Target) -> Progress | None:
    before, qualitative = len(notes.problems), target.direction == "qualitative"

    def figure(column: str, zh: str, en: str) -> Figure:
        label = Words(f"{target.name}{zh}", f"{target.name}, {en}")
        value = Gap(Reason.NOT_APPLICABLE) if qualitative else _value(notes, line.at(column), line[column], target.target.unit)
        return Figure(label, value if value is not None else Gap(Reason.MISSING), target.target.unit, line.source(column))

    value, forecast = figure("value", f"1—{month}月执行情况", f"January to month {month}"), figure("forecast", "全年预计完成情况", "expected of the year")
    likelihood = None
    if line["likelihood"]:
        expected = Words("、".join(LIKELIHOODS), "a class of likelihood")
        likelihood = _choice(notes, line.at("likelihood"), line["likelihood"], LIKELIHOODS, expected)
    named = [word for word in re.split("[、，,;；]", line["reasons"]) if word.strip()]
    classes = Words("、".join(DEVIATIONS), "classes of reasons")
    reasons = [_choice(notes, line.at("reasons"), word.strip(), DEVIATIONS, classes) for word in named]
    if len(notes.problems) > before:
        return None
    return Progress(
        month=month,
        project=line["project"],
        indicator=target.name,
        value=value,
        forecast=forecast,
        reached=line["value"],
        expected=line["forecast"],
        likelihood=likelihood,
        reasons=tuple(dict.fromkeys(reasons)),
        explanation=line["explanation"],
        remark=line["remark"],
        source=line.source("indicator"),
    )


def _choice(notes: Notes, where: Words, text: str, choices: Mapping[str, object], expected: Words) -> object | None:
    if text not in choices:
        meant = next((key for key, one in choices.items() if text in getattr(one, "words", ())), text)  # 决算数 where actual is meant
        notes.problem(where, text, expected, nearest(meant, choices))
    return choices.get(text)
