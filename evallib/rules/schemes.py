"""Scoring schemes: one circular, one file in ``data/schemes/``, never edited afterwards, no inheritance.

A scheme says what each indicator is worth: its marks, its scale, the reading of ambiguous rules, what it cites, and
whether that was read in a source (``verified: yes``) or is recalled (``verified: no``).
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from evallib.problems import Problem, UserMistake, nearest, quoted
from evallib.reading.yaml_files import Bilingual, Shape, read_yaml
from evallib.rules.indicators import INDICATORS
from evallib.rules.scales import STEPS
from evallib.rules.sources import SOURCES
from evallib.words import Words

FULL = Decimal(100)


class Deduct(Shape):
    """Full marks up to a limit, then so many off per step beyond it."""

    limit: Decimal
    side: Literal["above", "below", "away"]
    step: Decimal = Field(gt=0)
    per_step: Decimal = Field(gt=0)
    steps: Literal["whole", "begun", "pro_rata"]


class Band(Shape):
    """One band of a banded scale: exactly one of its first three fields."""

    at_most: Decimal | None = None
    at_least: Decimal | None = None
    otherwise: bool = False
    marks: Decimal = Field(ge=0)

    @property
    def bound(self) -> tuple[str, Decimal | None, Decimal]:
        """The band as the scale takes it: which side, the bound, the marks."""
        if self.otherwise:
            return "otherwise", None, self.marks
        return ("at_most", self.at_most, self.marks) if self.at_most is not None else ("at_least", self.at_least, self.marks)


class Proportion(Shape):
    """Full marks at the target and beyond, in proportion below."""

    target: Decimal
    direction: Literal[">=", "<=", "="] = ">="
    tolerance: Decimal | None = Field(default=None, ge=0)


class Checklist(Shape):
    """Marks per test met, or full marks less so many per breach: exactly one of the two."""

    tests: tuple[str, ...] = Field(min_length=1)
    each: Decimal | None = Field(default=None, gt=0)
    per_breach: Decimal | None = Field(default=None, gt=0)


class Judged(Shape):
    """Marks by a judgement: by named classes, or by its share in per cent."""

    classes: dict[str, Annotated[Decimal, Field(ge=0)]] = Field(default_factory=dict)

    @property
    def accepted(self) -> str:
        """The answers it takes."""
        return "、".join(self.classes) or "0%—100%"


class Targets(Shape):
    """Marks spread over the department's own targets of one group, or of any, by their weights."""

    group: Literal["output", "outcome", "satisfaction", "any"]
    tolerance: Decimal | None = Field(default=None, ge=0)


class Scale(Shape):
    """Exactly one scale."""

    deduct: Deduct | None = None
    tiers: tuple[Band, ...] | None = Field(default=None, min_length=2)
    proportion: Proportion | None = None
    checklist: Checklist | None = None
    judged: Judged | None = None
    targets: Targets | None = None
    unconfirmed: bool = False

    @property
    def chosen(self) -> list[str]:
        """The names of the scales given; a valid row has one."""
        return [name for name in type(self).model_fields if getattr(self, name) not in (None, False)]


class SchemeRow(Shape):
    """One row of the table: an indicator and what it is worth."""

    indicator: str = ""
    name: Bilingual | None = None
    level1: Bilingual
    level2: Bilingual
    marks: Decimal = Field(gt=0)
    scale: Scale
    basis: str = ""
    when_not_applicable: Literal["open", "full"] = "open"
    cites: tuple[str, ...] = Field(min_length=1)
    verified: bool
    note: Bilingual = Words("", "")

    @property
    def words(self) -> Words:
        """The row's name: its own, else the indicator's."""
        return self.name or INDICATORS[self.indicator].words

    @property
    def confirmed(self) -> bool:
        """Whether both what the row is worth and what its indicator means were read in a source."""
        return self.verified and (not self.indicator or INDICATORS[self.indicator].verified)

    def read_as(self, steps: str = "", basis: str = "") -> SchemeRow:
        """Return the row under another reading of its rule, where it has that reading."""
        row = self
        if steps and row.scale.deduct:
            scale = row.scale.model_copy(update={"deduct": row.scale.deduct.model_copy(update={"steps": steps})})
            row = row.model_copy(update={"scale": scale})
        if basis and row.indicator and basis in INDICATORS[row.indicator].basis_readings:
            row = row.model_copy(update={"basis": basis})
        return row


class Grade(Shape):
    """A grade and the score from which it is given."""

    name: Bilingual
    from_score: Decimal


class _SchemeFile(Shape):
    name: Bilingual
    about: Bilingual
    cites: tuple[str, ...]
    explain_execution_below: Decimal | None = None
    explain_adjustment: bool = False
    grades: tuple[Grade, ...] = Field(min_length=1)
    rows: tuple[SchemeRow, ...] = Field(min_length=1)


class Scheme(_SchemeFile):
    """A scheme as read: its rows, with the file it came from.

    ``explain_execution_below`` and ``explain_adjustment`` say what a project's form must explain: execution below so many per cent, and
    any change of its budget in the year.
    """

    key: str
    file: str
    sha256: str

    def grade(self, score: Decimal) -> Words:
        """Return the grade of a score, compared unrounded with continuous bands (S30, S13)."""
        return next(grade.name for grade in self.grades if score >= grade.from_score)

    def read_as(self, **readings: str) -> Scheme:
        """Return the scheme under another reading of its ambiguous rules.

        Args:
            readings: ``steps`` for all deductions; ``basis`` for the indicators that have the reading.

        Raises:
            UserMistake: there is no such reading; the nearest is suggested.
        """
        known = {"steps": set(STEPS), "basis": {basis for one in INDICATORS.values() for basis in one.basis_readings}}
        wrong = [
            Problem(Words(name, name), quoted(value), Words("一种读法", "a reading"), nearest(value, known.get(name, known)))
            for name, value in readings.items()
            if value not in known.get(name, ())
        ]
        if wrong:
            raise UserMistake(wrong)
        return self.model_copy(update={"rows": tuple(row.read_as(**readings) for row in self.rows)})


PROJECTS = "projects"  # the folder of the schemes by which projects' own forms are scored, within that of schemes


def schemes_folder(data: Path, kind: str = "") -> Path:
    """Return the folder of schemes, or of those of one kind: the data folder's own, else the one shipped beside the package."""
    own = data / "schemes" / kind
    return own if own.is_dir() else Path(__file__).resolve().parents[2] / "data" / "schemes" / kind


def schemes(data: Path, kind: str = "") -> list[str]:
    """Return the names of the schemes there are: those of departments, or ``PROJECTS``."""
    return sorted(path.stem for path in schemes_folder(data, kind).glob("*.yml") if not path.name.startswith((".", "~$")))


def read_scheme(data: Path, name: str, kind: str = "") -> Scheme:
    """Read and check a scheme, of departments or of ``PROJECTS``.

    Raises:
        UserMistake: there is no such scheme, or its file is wrong; all problems together.
    """
    known, folder = schemes(data, kind), "/".join(filter(None, ("schemes", kind)))
    if name not in known:
        named = "project_scheme" if kind else "scheme"
        raise UserMistake(
            [
                Problem(
                    Words(f"参数 scheme，或 county.yml [{named}]", f"parameter scheme, or county.yml [{named}]"),
                    quoted(name),
                    Words(f"data/{folder}/ 中的评分方案", f"a scheme of data/{folder}/"),
                    nearest(name, known),
                )
            ]
        )
    path = schemes_folder(data, kind) / f"{name}.yml"
    place = f"{folder}/{name}.yml"
    read = read_yaml(path, place, _SchemeFile)
    problems = [problem for number, row in enumerate(read.rows, 1) for problem in _row_problems(place, number, row)]
    problems += _scheme_problems(place, read)
    if problems:
        raise UserMistake(problems)
    return Scheme(
        **{field: getattr(read, field) for field in _SchemeFile.model_fields}, key=name, file=place, sha256=hashlib.sha256(path.read_bytes()).hexdigest()
    )


def read_others(data: Path, chosen: Scheme) -> tuple[Scheme | UserMistake, ...]:
    """Read every scheme but the chosen one; in the place of one that is wrong stands what is wrong with it."""
    read: list[Scheme | UserMistake] = []
    for name in schemes(data):
        if name != chosen.key:
            try:
                read.append(read_scheme(data, name))
            except UserMistake as mistake:
                read.append(mistake)
    return tuple(read)


def _row_problems(place: str, number: int, row: SchemeRow) -> list[Problem]:
    where = Words(f"{place} 第{number}项", f"{place} row {number}")
    problems = []

    def wrong(found: object, expected: Words, remedy: Words) -> None:
        problems.append(Problem(where, quoted(found), expected, remedy))

    chosen = row.scale.chosen
    if len(chosen) != 1:
        wrong(
            ", ".join(chosen), Words("恰好一种评分标准", "exactly one scale"), Words("请只保留一种", "keep one") if chosen else nearest("", Scale.model_fields)
        )
        return problems
    own = {"targets", "unconfirmed"} & set(chosen)
    if row.indicator and row.indicator not in INDICATORS:
        wrong(row.indicator, Words("已定义的指标", "a known indicator"), nearest(row.indicator, INDICATORS))
    elif bool(own) == bool(row.indicator) or (own and not row.name):
        wrong(
            row.indicator or chosen[0],
            Words("indicator；绩效目标组和未确认项则填 name", "an indicator, or a name for target groups and unconfirmed marks"),
            Words("请补充或删除", "add or remove it"),
        )
    elif row.indicator:
        problems += _fit_problems(where, row, INDICATORS[row.indicator])
    if row.scale.checklist and (row.scale.checklist.each is None) == (row.scale.checklist.per_breach is None):
        wrong(
            "each, per_breach" if row.scale.checklist.each else None,
            Words("each 和 per_breach 恰好一个", "exactly one of each and per_breach"),
            Words("请补充或删除", "add or remove it"),
        )
    for key in row.cites:
        if key not in SOURCES:
            wrong(key, Words("来源登记表中的编号", "a key of the register of sources"), nearest(key, SOURCES))
    worth = {
        "checklist": _checklist_total(row),
        "tiers": max((band.marks for band in row.scale.tiers or ()), default=None),
        "judged": max(row.scale.judged.classes.values(), default=None) if row.scale.judged else None,
    }.get(chosen[0])
    if worth is not None and worth != row.marks:
        wrong(
            f"{worth:f}",
            Words(f"最高得分等于分值{row.marks:f}", f"the best marks equal to the marks available, {row.marks:f}"),
            Words("请核对分值", "check the marks"),
        )
    return problems


def _fit_problems(where: Words, row: SchemeRow, indicator: object) -> list[Problem]:
    scale = row.scale.chosen[0]
    fits = {"checklist": {"checklist"}, "judged": {"judged"}, "computed": {"deduct", "tiers", "proportion"}}[indicator.kind]
    problems = []
    if scale not in fits:
        problems.append(
            Problem(
                where,
                Words(scale, scale),
                Words("、".join(sorted(fits)), ", ".join(sorted(fits))),
                Words(f"{indicator.words.zh}不能用此评分标准", f"{indicator.words.en} cannot be scored so"),
            )
        )
    tests = row.scale.checklist.tests if row.scale.checklist else ()
    problems += [
        Problem(where, quoted(test), Words("每个测试项一次", "each test once"), Words("请只保留一个", "keep one"))
        for test in dict.fromkeys(tests)
        if tests.count(test) > 1
    ]
    for test in tests:
        if test not in indicator.tests:
            problems.append(
                Problem(where, quoted(test), Words(f"{indicator.words.zh}的测试项", f"a test of {indicator.words.en}"), nearest(test, indicator.tests))
            )
    if row.basis and row.basis not in indicator.basis_readings:
        problems.append(
            Problem(
                where,
                Words(f"basis “{row.basis}”", f"basis “{row.basis}”"),
                Words("该指标的口径", "a reading of the indicator"),
                nearest(row.basis, indicator.basis_readings),
            )
        )
    if row.scale.tiers and not _in_order(row.scale.tiers):
        problems.append(
            Problem(
                where,
                Words("tiers", "tiers"),
                Words(
                    "每档一个界限：at_most 由小到大或 at_least 由大到小，最后一档为 otherwise",
                    "one bound to a band, at_most rising or at_least falling, and otherwise last",
                ),
                Words("请更正分档", "correct the bands"),
            )
        )
    return problems


def _in_order(bands: tuple[Band, ...]) -> bool:
    *bounded, last = bands
    rising, falling = ([band.at_most for band in bounded if band.at_most is not None], [band.at_least for band in bounded if band.at_least is not None])
    one_each = all((band.at_most is not None) + (band.at_least is not None) + band.otherwise == 1 for band in bands)
    return one_each and last.otherwise and (rising, falling) in ((sorted(set(rising)), []), ([], sorted(set(falling), reverse=True)))


def _checklist_total(row: SchemeRow) -> Decimal | None:
    return row.scale.checklist.each * len(row.scale.checklist.tests) if row.scale.checklist and row.scale.checklist.each else None


def _scheme_problems(place: str, read: _SchemeFile) -> list[Problem]:
    problems = []
    marks = sum(row.marks for row in read.rows)
    if marks != FULL:
        problems.append(
            Problem(
                Words(place, place),
                Words(f"分值合计{marks:f}", f"marks that add up to {marks:f}"),
                Words("100", "100"),
                Words("请核对各项分值", "check the marks of the rows"),
            )
        )
    problems += [
        Problem(
            Words(f"{place} [cites]", f"{place} [cites]"), quoted(key), Words("来源登记表中的编号", "a key of the register of sources"), nearest(key, SOURCES)
        )
        for key in read.cites
        if key not in SOURCES
    ]
    names = [row.indicator or row.words.zh for row in read.rows if row.indicator in INDICATORS or (not row.indicator and row.name)]
    names += [f"targets: {row.scale.targets.group}" for row in read.rows if row.scale.targets]
    problems += [
        Problem(
            Words(place, place),
            Words(f"“{name}”出现多次", f"“{name}” more than once"),
            Words("每个指标一次", "each indicator once"),
            Words("请合并或改名", "merge or rename them"),
        )
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    bounds = [grade.from_score for grade in read.grades]
    if bounds != sorted(set(bounds), reverse=True) or bounds[-1] != 0:
        problems.append(
            Problem(
                Words(f"{place} [grades]", f"{place} [grades]"),
                Words("等级分界", "bounds of the grades"),
                Words("由高到低，最后为0", "falling, ending with 0"),
                Words("请更正", "correct them"),
            )
        )
    return problems
