"""Figures that remember: where they were read, or which formula made them from which other figures.

A figure is a leaf, read from a cell or a line, or it is the result of ``+ - /`` on figures. From that one expression
come its value, its formula in words and in numbers, its sources, what it lacks, and the interval that the rounding of
its parts leaves open, so that table, chart, sentence and check cannot disagree.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import reduce
from posixpath import commonpath

from evallib.problems import at
from evallib.quantities import EVERYTHING, Gap, Interval, Reason, Unit, printed, rounded
from evallib.words import Words, joined

_DOES = {"+": operator.add, "-": operator.sub, "/": operator.truediv}
_PRINTS = {"zh": {"+": "＋", "-": "－", "/": "÷", "=": "＝"}, "en": {"+": "+", "-": "−", "/": "÷", "=": "="}}
_BINDS = {"+": 1, "-": 1, "/": 2, "%": 2}
_LEAF = 3
SMALLEST_SHOWN = Decimal("0.005")


@dataclass(frozen=True)
class Source:
    """Where a figure was read.

    Args:
        file: path below the data folder, with forward slashes.
        line: line of a text file.
        start, end: where the file is prose, the characters that say it, counted from 0 through the text as read.
        sheet, cell: where the file is a workbook.
        origin: the place in the publication that the file was made from, as its ``source`` column says.
    """

    file: str
    line: int = 0
    sheet: str = ""
    cell: str = ""
    origin: str = ""
    start: int = 0
    end: int = 0

    def said(self, lang: str, along: Iterable[Source] = ()) -> str:
        """Return the place as people say it; those ``along``, of the same file and sheet, are told with it."""
        together = [self, *along]
        if self.sheet:
            spot = f"{self.sheet}!{(', ' if lang == 'en' else '、').join(dict.fromkeys(one.cell for one in together))}"
        else:
            numbers = [str(line) for line in sorted({one.line for one in together})]
            spot = f"line{'s' * (len(numbers) > 1)} {', '.join(numbers)}" if lang == "en" else f"第{'、'.join(numbers)}行"
        place = f"{self.file} {spot}"
        if not self.origin:
            return place
        return f"{place} ({self.origin})" if lang == "en" else f"{place}（{self.origin}）"

    @property
    def spot(self) -> Words:
        """The place within its file: ``第12行``, ``基础数据表!D5``."""
        cell = f"{self.sheet}!{self.cell}"
        return Words(cell, cell) if self.sheet else Words(f"第{self.line}行", f"line {self.line}")

    def place(self, column: str = "") -> Words:
        """Name the place in a message: ``items.csv 第12行 [value]``, ``form.xlsx 基础数据表!D5``."""
        return Words(self.file, self.file).plus(Words(f" {self.spot.zh}", self.spot.en)) if self.sheet else at(self.file, self.line, column)


def places(sources: Iterable[Source], lang: str, *, brief: bool = False) -> str:
    """Return several places as people say them, those of one file or sheet together: ``items.csv 第18、19行（一(二)）``.

    The same place in files of one name is told once, after the names of their folders: ``audit、ftu：form.xlsx 基础数据表!D5``.

    Args:
        sources: the places.
        lang: ``zh`` or ``en``.
        brief: whether files are named without their folder, where that is told already.
    """
    sheets: dict[tuple[str, str, str], list[Source]] = {}
    for source in _briefly(list(sources)) if brief else sources:
        sheets.setdefault((source.file, source.sheet, source.origin), []).append(source)
    alike: dict[str, list[str]] = {}
    for first, *others in sheets.values():
        folder, _, name = first.file.rpartition("/")
        alike.setdefault(replace(first, file=name).said(lang, others), []).append(folder)
    return ("; " if lang == "en" else "；").join(_in_folders(folders, place, lang) for place, folders in alike.items())


def _in_folders(folders: list[str], place: str, lang: str) -> str:
    """Return a place with its folder, or the same place of several folders after their names."""
    if len(folders) == 1:
        return f"{folders[0]}/{place}" if folders[0] else place
    return f"{', '.join(folders)}: {place}" if lang == "en" else f"{'、'.join(folders)}：{place}"


def _briefly(sources: list[Source]) -> Iterable[Source]:
    """Return places with files named from the folder on that they all lie in: of several departments' files each has its department's folder."""
    shared = commonpath([source.file.rpartition("/")[0] for source in sources]) if sources else ""
    return (replace(source, file=source.file[len(shared) :].lstrip("/")) for source in sources)


@dataclass(frozen=True)
class Figure:
    """A number with its unit and its history, or a gap in its place.

    Args:
        label: what it is, as a noun phrase.
        value: the number in ``unit``, or the gap.
        unit: unit of the value.
        source: where it was read; None for a computed, fixed or absent figure.
        sign, parts: the operation and the figures that made a computed one (``+ - /``, ``%`` for a ratio told in
            per cent, ``=`` for the same quantity in another unit).
        named: whether formulas built on a computed figure quote its label rather than its own formula.
    """

    label: Words
    value: Decimal | Gap
    unit: Unit
    source: Source | None = None
    sign: str = ""
    parts: tuple[Figure, ...] = field(default=(), repr=False)
    named: bool = True

    @property
    def known(self) -> bool:
        """Whether there is a number."""
        return isinstance(self.value, Decimal)

    @property
    def leaves(self) -> tuple[Figure, ...]:
        """The figures as read (or missing) that this one rests on, each once, in order."""
        if not self.parts:
            return (self,)
        return tuple(dict.fromkeys(leaf for part in self.parts for leaf in part.leaves))

    @property
    def missing(self) -> tuple[Figure, ...]:
        """The leaves that are gaps."""
        return tuple(leaf for leaf in self.leaves if not leaf.known)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the leaves were read, each place once."""
        return tuple(dict.fromkeys(leaf.source for leaf in self.leaves if leaf.source))

    @property
    def renamed(self) -> bool:
        """Whether it is another figure under a name of its own."""
        return self.sign == "=" and self.parts[0].unit is self.unit

    @property
    def interval(self) -> Interval:
        """The values it may have had before its parts were rounded for print; counted and fixed numbers are exact."""
        if not self.known:
            return EVERYTHING
        if not self.parts:
            exact = self.unit.counts or self.source is None
            return Interval(self.value, self.value) if exact else Interval.of_printed(self.value)
        if self.sign in "%=":
            factor = 100 if self.sign == "%" else self.parts[0].unit.size / self.unit.size
            return self.parts[0].interval * Interval(Decimal(factor), Decimal(factor))
        return reduce(_DOES[self.sign], (part.interval for part in self.parts))

    @property
    def in_tables(self) -> Figure:
        """The figure as tables print it: an amount told in another unit than it was reported in is rounded to 0.01.

        One so small that it would vanish keeps its digits. Formulas keep the exact number.
        """
        told_anew = any(leaf.unit is not self.unit for leaf in self.leaves if leaf.unit.measures == "money")
        if self.known and self.unit.measures == "money" and (told_anew or self._divided) and abs(self.value) >= SMALLEST_SHOWN:
            return replace(self, value=rounded(self.value))
        return self

    def shown(self, lang: str = "zh", *, with_unit: bool = True) -> str:
        """Return the number as reports print it, or the gap's reason in its place; an amount that a division made is rounded to 0.01."""
        if not self.known:
            return self.value.said(lang)
        endless = self.unit.measures == "money" and self._divided
        return printed(rounded(self.value) if endless else self.value, self.unit, lang, with_unit=with_unit)

    @property
    def _divided(self) -> bool:
        return self.sign == "/" or any(part._divided for part in self.parts)

    def formula(self, lang: str, *, numbers: bool) -> str:
        """Return how it is worked out: in words, or with the numbers filled in."""
        if not self.sign or (self.sign == "=" and self.named):
            return self._quoted(lang, numbers=numbers)
        if self.sign == "=":
            return f"({self.parts[0].formula(lang, numbers=numbers)}){self.parts[0].unit.words.said(lang)}"
        bind = _BINDS[self.sign]
        if self.sign == "%":
            return f"{self.parts[0]._within(lang, bind, numbers=numbers)} × 100%"
        first, *rest = self.parts
        pieces = [first._within(lang, bind, numbers=numbers)]
        pieces += [part._within(lang, bind + (self.sign != "+"), numbers=numbers) for part in rest]
        return f" {_PRINTS[lang][self.sign]} ".join(pieces)

    def arithmetic(self, lang: str) -> str:
        """Return the formula with the numbers filled in and its result: ``50 ÷ 46 × 100% ＝ 108.70%``."""
        if not self.parts:
            return self.shown(lang)
        if self.sign == "=" and self.named:
            return f"{self.parts[0].shown(lang)} {_PRINTS[lang]['=']} {self.shown(lang)}"
        return f"{self.formula(lang, numbers=True)} {_PRINTS[lang]['=']} {self.shown(lang, with_unit=self.unit is Unit.PERCENT)}"

    def _quoted(self, lang: str, *, numbers: bool) -> str:
        if not numbers:
            return self.label.said(lang)
        return self.shown(lang, with_unit=self.unit is Unit.PERCENT) if self.known else f"〔{self.label.said(lang)}〕"

    def _within(self, lang: str, bind: int, *, numbers: bool) -> str:
        if self.named and not numbers:
            return self.label.said(lang)
        text = self.formula(lang, numbers=numbers)
        negative = numbers and not self.parts and text.startswith("-")
        return f"({text})" if negative or _BINDS.get(self.sign, _LEAF) < bind else text

    def called(self, zh: str, en: str) -> Figure:
        """Return the same figure under a name of its own."""
        return replace(self, label=Words(zh, en), named=True)

    def to(self, unit: Unit) -> Figure:
        """Return the same quantity in another unit of the same kind, exactly.

        Raises:
            ValueError: the units measure different things.
        """
        if unit is self.unit:
            return self
        if unit.measures != self.unit.measures:
            raise ValueError(f"{self.unit} cannot be told in {unit}")
        value = self.value * self.unit.size / unit.size if self.known else self.value
        return Figure(self.label, value, unit, sign="=", parts=(self,), named=self.named)

    @property
    def percent(self) -> Figure:
        """The ratio told in per cent."""
        value = self.value * 100 if self.known else self.value
        return Figure(self.label, value, Unit.PERCENT, sign="%", parts=(self,), named=False)

    def __add__(self, other: Figure) -> Figure:
        return _computed("+", self, other, self.unit)

    def __sub__(self, other: Figure) -> Figure:
        return _computed("-", self, other, self.unit)

    def __truediv__(self, other: Figure) -> Figure:
        return _computed("/", self, other, Unit.NONE)


def _computed(sign: str, left: Figure, right: Figure, unit: Unit) -> Figure:
    if left.unit.measures == right.unit.measures:
        right = right.to(left.unit)
    parts = (*left.parts, right) if sign == left.sign == "+" and not left.named else (left, right)
    return Figure(Words("", ""), _result(sign, left, right), unit, sign=sign, parts=parts, named=False)


def _result(sign: str, left: Figure, right: Figure) -> Decimal | Gap:
    gaps = [side for side in (left, right) if not side.known]
    if gaps:
        return _lacking(sign, left, right) or gaps[0].value
    if sign != "/" or right.value:
        return _DOES[sign](left.value, right.value)
    if left.value:
        return Gap(Reason.UNBUDGETED, Words("分母为0而分子不为0", "the divisor is 0 and the dividend is not"))
    return Gap(Reason.NOT_APPLICABLE, Words("分子分母均为0", "dividend and divisor are both 0"))


def _lacking(sign: str, left: Figure, right: Figure) -> Gap | None:
    """Return the gap that names what two figures lack, each with its own reason where the reasons differ."""
    missing = list(dict.fromkeys(leaf for side in (left, right) if not side.known for leaf in side.missing))
    reasons = {leaf.value.reason for leaf in missing}
    if sign == "/" and reasons == {Reason.NOT_APPLICABLE} and left.known != right.known:
        return Gap(Reason.CONFLICT, Words("一项填“不适用”，另一项有数", "one is entered as not applicable, the other has a number"))
    if len(reasons) == 1:
        return Gap(reasons.pop(), joined([_named(leaf) for leaf in missing], en="; "))
    each = [Words(f"{_named(leaf).zh}{leaf.value.reason.value.zh}", f"{_named(leaf).en}: {leaf.value.reason.value.en}") for leaf in missing]
    return Gap(Reason.INCOMPLETE, joined(each, en="; ")) if missing else None


def _named(leaf: Figure) -> Words:
    note = leaf.value.note
    return Words(f"{leaf.label.zh}（{note.zh}）", f"{leaf.label.en} ({note.en})") if note.zh else leaf.label


def fixed(value: Decimal, unit: Unit = Unit.NONE) -> Figure:
    """Return a number that a rule fixes; it is exact and has no source."""
    text = printed(value, unit)
    return Figure(Words(text, text), value, unit)


def absent(label: Words, unit: Unit, reason: Reason = Reason.MISSING, note: Words | None = None) -> Figure:
    """Return the named gap for a figure that nobody gave."""
    return Figure(label, Gap(reason, note or Words("", "")), unit)


def total(figures: list[Figure]) -> Figure:
    """Return the sum of one or more figures."""
    return reduce(operator.add, figures)
