"""Alerts of in-year monitoring: a set of thresholds from ``data/monitoring/`` held against what a month shows.

An alert is a threshold passed, told with its arithmetic and its citation; it is a reason to look, not a fault.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Literal

from pydantic import Field

from evallib.figures import Figure, Source
from evallib.problems import Problem, UserMistake, nearest, quoted
from evallib.quantities import Unit, printed
from evallib.reading.record import Likelihood
from evallib.reading.yaml_files import Bilingual, Shape, read_yaml
from evallib.rules.monitored import NOTHING_TO_DIVIDE_BY, AtMonth, TargetAtMonth, results_above_money, unspent_share
from evallib.rules.sources import SOURCES
from evallib.words import Words

DEFAULT = "integrated_system"


class Level(Enum):
    """What came of a threshold, most pressing first."""

    RED = ("red", "红色预警", "red alert")
    YELLOW = ("yellow", "黄色预警", "yellow alert")
    OPEN = ("open", "资料不足", "insufficient data")
    CLEAR = ("clear", "未触发预警", "no threshold passed")

    def __init__(self, key: str, zh: str, en: str) -> None:
        self.key, self.words = key, Words(zh, en)

    @property
    def alerts(self) -> bool:
        """Whether a threshold was passed."""
        return self in {Level.RED, Level.YELLOW}


# -- what is measured ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Measure:
    """Something that a threshold is set for.

    Args:
        key, words: its identifier and name.
        value: works it out: a figure, or a word; None where it does not arise.
        cites: where it is from.
        of_target: whether it is told of each target rather than of the department.
        verified: whether it was read there.
    """

    key: str
    words: Words
    value: Callable[[AtMonth | TargetAtMonth], Figure | Words | None]
    cites: tuple[str, ...]
    of_target: bool = False
    verified: bool = False


def _above_money(seen: AtMonth) -> Figure | None:
    return results_above_money(seen.scorecard) if seen.scorecard else None


def _expected(one: TargetAtMonth) -> Figure | None:
    return None if one.target.direction == "qualitative" or not one.progress else one.expected


def _likelihood(one: TargetAtMonth) -> Words | None:
    return one.progress.likelihood.value if one.progress and one.progress.likelihood else None


MEASURES = {
    one.key: one
    for one in (
        Measure("pace_index", Words("支付进度指数", "pace index"), AtMonth.pace, ("S30",), of_target=False, verified=True),
        Measure("execution_to_date", Words("累计执行率", "execution to date"), AtMonth.execution, ("MOF-2019-136",), of_target=False, verified=False),
        Measure("results_beyond_money", Words("指标完成率与累计执行率之差", "attainment less execution"), lambda seen: seen.beyond_money, ("S31",), of_target=False, verified=False),
        Measure("unspent_share", Words("未执行比例", "unspent share of the budget"), lambda seen: unspent_share(seen.paid(), seen.full_year_budget()), ("S30",), of_target=False, verified=True),
        Measure("results_above_money", Words("指标得分率高出执行得分率的比例", "indicator score above execution score"), _above_money, ("S30",), of_target=False, verified=True),
        Measure("expected_attainment", Words("预计完成率", "expected attainment"), _expected, ("MOF-2019-136",), of_target=True, verified=False),
        Measure("likelihood", Words("完成目标可能性", "likelihood of reaching the target"), _likelihood, ("MOF-2019-136",), of_target=True, verified=False),
    )
}  # fmt: skip


# -- thresholds ------------------------------------------------------------------------------------------------------


class Bound(Shape):
    """A threshold: exactly one of below, above, away (above in either direction) and word."""

    below: Decimal | None = None
    above: Decimal | None = None
    away: Decimal | None = None
    word: str = ""
    level: Literal["red", "yellow"]

    @property
    def side(self) -> str:
        """Which of the four it is; empty where it is none or several."""
        given = [name for name in ("below", "above", "away") if getattr(self, name) is not None] + (["word"] if self.word else [])
        return given[0] if len(given) == 1 else ""

    def passed(self, value: Decimal) -> bool:
        """Whether a number passes it; being equal does not."""
        return {"below": value < (self.below or 0), "above": value > (self.above or 0), "away": abs(value) > (self.away or 0)}[self.side]

    @property
    def words(self) -> Words:
        """The threshold: ``低于60%``."""
        if self.side == "word":
            word = Likelihood(next(one.value for one in Likelihood if one.value.zh == self.word)).value
            return Words(f"为“{word.zh}”", f"“{word.en}”")
        bound = printed(getattr(self, self.side).normalize(), Unit.NONE)
        sides = {"below": ("低于", "below"), "above": ("高于", "above"), "away": ("绝对值超过", "in size above")}
        return Words(f"{sides[self.side][0]}{bound}%", f"{sides[self.side][1]} {bound}%")


class Rule(Shape):
    """The thresholds of one measure, the strictest first, in some months or in all.

    ``without_base`` is the level where there is nothing to divide by: no full-year budget.
    """

    measure: str
    months: tuple[int, ...] = ()
    bounds: tuple[Bound, ...] = Field(min_length=1)
    without_base: Literal["", "red", "yellow"] = ""
    cites: tuple[str, ...] = Field(min_length=1)
    verified: bool
    note: Bilingual = Words("", "")


class _ThresholdsFile(Shape):
    name: Bilingual
    about: Bilingual
    cites: tuple[str, ...]
    rules: tuple[Rule, ...] = Field(min_length=1)


class Thresholds(_ThresholdsFile):
    """A set of thresholds as read, with the file it came from."""

    key: str
    file: str
    sha256: str

    def due(self, month: int) -> tuple[Rule, ...]:
        """Return the rules that are looked at in a month."""
        return tuple(rule for rule in self.rules if not rule.months or month in rule.months)


def thresholds_folder(data: Path) -> Path:
    """Return the folder of thresholds: the data folder's own, else the one shipped beside the package."""
    own = data / "monitoring"
    return own if own.is_dir() else Path(__file__).resolve().parents[2] / "data" / "monitoring"


def threshold_sets(data: Path) -> list[str]:
    """Return the names of the sets of thresholds there are."""
    return sorted(path.stem for path in thresholds_folder(data).glob("*.yml") if not path.name.startswith((".", "~$")))


def read_thresholds(data: Path, name: str = "") -> Thresholds:
    """Read and check a set of thresholds; the one of the integrated budget system where none is named.

    Raises:
        UserMistake: there is no such set, or its file is wrong; all problems together.
    """
    name, known = name or DEFAULT, threshold_sets(data)
    if name not in known:
        place = Words("参数 thresholds，或 county.yml [monitoring]", "parameter thresholds, or county.yml [monitoring]")
        raise UserMistake([Problem(place, quoted(name), Words("data/monitoring/ 中的预警标准", "a set of data/monitoring/"), nearest(name, known))])
    path, place = thresholds_folder(data) / f"{name}.yml", f"monitoring/{name}.yml"
    read = read_yaml(path, place, _ThresholdsFile)
    problems = [problem for number, rule in enumerate(read.rules, 1) for problem in _problems(Words(f"{place} 第{number}项", f"{place} rule {number}"), rule)]
    problems += [_unknown(Words(f"{place} [cites]", f"{place} [cites]"), key) for key in read.cites if key not in SOURCES]
    if problems:
        raise UserMistake(problems)
    fields = {field: getattr(read, field) for field in _ThresholdsFile.model_fields}
    return Thresholds(**fields, key=name, file=place, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def _unknown(where: Words, key: str) -> Problem:
    return Problem(where, quoted(key), Words("来源登记表中的编号", "a key of the register of sources"), nearest(key, SOURCES))


def _problems(where: Words, rule: Rule) -> Iterator[Problem]:
    if rule.measure not in MEASURES:
        yield Problem(where, quoted(rule.measure), Words("已定义的监控内容", "something that is measured"), nearest(rule.measure, MEASURES))
    for bound in rule.bounds:
        words = {one.value.zh for one in Likelihood}
        if not bound.side:
            expected = Words("below、above、away、word 恰好一个", "exactly one of below, above, away and word")
            yield Problem(where, Words("预警线", "a threshold"), expected, Words("请只保留一个", "keep one"))
        elif (bound.side == "word") != (rule.measure == "likelihood"):
            yield Problem(
                where, Words(bound.side, bound.side), Words("与监控内容相符的预警线", "a threshold that fits the measure"), Words("请更正", "correct it")
            )
        elif bound.word and bound.word not in words:
            yield Problem(where, quoted(bound.word), Words("、".join(words), "a class of likelihood"), nearest(bound.word, words))
    for month in rule.months:
        if not 1 <= month <= 12:  # noqa: PLR2004
            yield Problem(where, quoted(month), Words("1至12月", "a month from 1 to 12"), Words("请更正", "correct it"))
    yield from (_unknown(where, key) for key in rule.cites if key not in SOURCES)


# -- what came of them -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Alert:
    """A rule held against what a month shows.

    Args:
        rule: the thresholds.
        subject: what was looked at: the department, or one of its targets.
        level: what came of it.
        words: a sentence with the arithmetic, the threshold and the citation.
        value: the figure, where there is one.
        bound: the threshold passed, None where none was.
        places: where to look.
        word: the word reported, where it is no figure.
    """

    rule: Rule
    subject: Words
    level: Level
    words: Words
    value: Figure | None = None
    bound: Bound | None = None
    places: tuple[Source, ...] = ()
    word: Words | None = None


def judge(seen: AtMonth, thresholds: Thresholds) -> tuple[Alert, ...]:
    """Hold every rule that is due against what a month shows: most pressing first, one for each department or target."""
    found = [alert for rule in thresholds.due(seen.month) for alert in _held(rule, seen)]
    return tuple(sorted(found, key=lambda alert: list(Level).index(alert.level)))


def _held(rule: Rule, seen: AtMonth) -> Iterator[Alert]:
    measure = MEASURES[rule.measure]
    if not measure.of_target:
        yield from _judged(rule, measure, seen.name, measure.value(seen), ())
        return
    for one in seen.targets:
        yield from _judged(rule, measure, Words(one.target.name, one.target.name), measure.value(one), (one.progress.source,) if one.progress else ())


def _judged(rule: Rule, measure: Measure, subject: Words, value: Figure | Words | None, places: tuple[Source, ...]) -> Iterator[Alert]:
    if isinstance(value, Figure):
        yield _of_figure(rule, measure, subject, value)
    elif value is not None:
        bound = next((bound for bound in rule.bounds if bound.word == value.zh), None)
        told = Words(f"{measure.words.zh}为“{value.zh}”", f"{measure.words.en}: “{value.en}”")
        yield Alert(rule, subject, _level(bound), _sentence(rule, told, bound), None, bound, places, value)


def _of_figure(rule: Rule, measure: Measure, subject: Words, value: Figure) -> Alert:
    told = Words(f"{measure.words.zh}：{value.arithmetic('zh')}", f"{measure.words.en}: {value.arithmetic('en')}")
    if value.known:
        bound = next((bound for bound in rule.bounds if bound.passed(value.value)), None)
        return Alert(rule, subject, _level(bound), _sentence(rule, told, bound), value, bound, value.sources)
    lacking = Words(f"{measure.words.zh}无法计算：{value.value.said('zh')}", f"{measure.words.en} cannot be worked out: {value.value.said('en')}")
    if rule.without_base and value.value.reason in NOTHING_TO_DIVIDE_BY:
        level = Level[rule.without_base.upper()]
        words = Words(f"全年预算数为0（{level.words.zh}，{_cited(rule).zh}）", f"the full-year budget is 0 ({level.words.en}; {_cited(rule).en})")
        return Alert(rule, subject, level, words, value, None, value.sources)
    return Alert(rule, subject, Level.OPEN, lacking, value, None, value.sources)


def _level(bound: Bound | None) -> Level:
    return Level[bound.level.upper()] if bound else Level.CLEAR


def _sentence(rule: Rule, told: Words, bound: Bound | None) -> Words:
    if not bound:
        return Words(f"{told.zh}，未触发预警", f"{told.en}; no threshold passed")
    level = Level[bound.level.upper()].words
    by_word = bound.side == "word"
    return Words(
        told.zh + (f"（{level.zh}" if by_word else f"，{bound.words.zh}（{level.zh}") + f"，{_cited(rule).zh}）",
        told.en + (f" ({level.en}" if by_word else f", {bound.words.en} ({level.en}") + f"; {_cited(rule).en})",
    )


def _cited(rule: Rule) -> Words:
    sure = Words("", "") if rule.verified else Words("，未核实", ", unverified")
    return Words(f"出处{'、'.join(rule.cites)}{sure.zh}", f"source {', '.join(rule.cites)}{sure.en}")
