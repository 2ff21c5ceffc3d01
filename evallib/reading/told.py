"""What a department's own report holds once it is read: figures and sections, each with its place in the text."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from evallib.figures import Figure, Source
from evallib.quantities import Counted, Unit, read_unit
from evallib.reading.measures import MEASURES
from evallib.reading.plain import Plain
from evallib.words import Words


@dataclass(frozen=True)
class Told:
    """A figure as the text tells it.

    Args:
        start, end: its characters in the text as read.
        text: what is printed there, with its unit.
        value: the number, in ``unit``.
        unit: the word that it counts in (``万元``, ``人``, ``场``, ``%``, ``元/人``); empty where there is none.
        in_full: whether the unit stands there in full; ``万`` for ``万元`` and a unit taken from the list or heading do not.
        about: nothing if exact; ``about`` (约、近、左右), ``over`` (余、多、以上), ``under`` (不足、以内), ``range`` (a range, to ``high``).
        high: the upper end of a range.
        measure: identifier of the glossary, or empty.
        period: key of a ``Period`` (``actual``, ``budget_initial``, …), or empty.
        scope: which budget it is of, or what it is a change or a share of: an identifier or the words of the text, or empty.
        label: the words that name it.
        role: ``amount``, ``count``, ``share``, ``change``, ``rate``, ``score``.
        source: its place, as findings carry it.
        begin, stop: its characters in the plain form.
        lead: the words of its sentence between the figure before and itself, in the plain form.
        sense: for a change, ``+`` or ``-``, as the words say it.
        base: for a change or a rate, the period that it is told against.
    """

    start: int
    end: int
    text: str
    value: Decimal
    unit: str
    in_full: bool = True
    about: str = ""
    high: Decimal | None = None
    measure: str = ""
    period: str = ""
    scope: str = ""
    label: str = ""
    role: str = "amount"
    source: Source | None = None
    begin: int = 0
    stop: int = 0
    lead: str = ""
    sense: str = ""
    base: str = ""

    @property
    def exact(self) -> bool:
        """Whether the text gives it as an exact number."""
        return not self.about

    @property
    def kind(self) -> str:
        """What it measures: ``money``, ``people``, ``rate``, ``marks``, or the thing that it counts."""
        return kind_of(self.unit)

    @property
    def name(self) -> Words:
        """What it is, as messages name it: by its measure, else by the words of the text."""
        known = MEASURES.get(self.measure)
        words = self.label or self.text
        return known.label(self.period) if known and not known.wide else Words(words, f"“{words}”")

    @cached_property
    def figure(self) -> Figure:
        """The figure to work with: its number, its unit and its place."""
        unit = read_unit(self.unit)[0] if self.unit else Unit.NONE
        return Figure(self.name, self.value, unit or Counted(self.unit), self.source)


MONEY, PEOPLE = {"元", "万元", "亿元"}, {"人", "名", "位"}


def kind_of(unit: str) -> str:
    """Return what a unit measures."""
    if unit in MONEY:
        return "money"
    if unit in PEOPLE:
        return "people"
    return {"%": "rate", "‰": "rate", "分": "marks"}.get(unit, unit)


@dataclass(frozen=True)
class Split:
    """A total and the parts that a text gives of it.

    Args:
        whole: the total.
        parts: its parts, in order; parts of parts are splits of their own.
        opener: the words that open the list, ``（`` for a bracket.
        firm: whether the text says that the list belongs to the total (其中、包括、a bracket), rather than what money was used for.
        closed: whether nothing says that the list goes on: 等 after its last part does.
        others: other figures that the list may be meant to belong to, nearest first.
    """

    whole: Told
    parts: tuple[Told, ...]
    opener: str
    firm: bool = True
    closed: bool = True
    others: tuple[Told, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading of the report and what stands below it, up to the next heading of its level or a higher one.

    Args:
        level: 1 for 一、, 2 for （一）, 3 for 1. and the like; Markdown and Word headings by their own level.
        title: the heading without its number.
        start, body, end: where the heading begins, where its text begins, where it ends.
    """

    level: int
    title: str
    start: int
    body: int
    end: int


_HEADINGS = (
    (1, re.compile(r"(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十]{1,3}(?:部分|章)[、：:]?)")),
    (2, re.compile(r"（[一二三四五六七八九十]{1,3}）[、.．]?")),
    (3, re.compile(r"\d{1,2}(?:[、．]|\.(?!\d))")),
    (4, re.compile(r"（\d{1,2}）|[①-⑳]")),
)
_MARKED = re.compile(r"(#{1,6}) ?")


def _fits_in_wan(split: Split) -> bool:
    """Whether a total in 万元 is the sum of its parts, all of them read as 万元, to one hundredth for each."""
    parts = sum(part.value for part in split.parts)
    return split.whole.unit == "万元" and len(split.parts) > 1 and abs(parts - split.whole.value) <= Decimal("0.01") * len(split.parts)


MOST_NEAR = 30  # figures of one sentence that a check looks at
MOST_YUAN = 100_000  # of a total that is not in 万元: more is an amount in 元
LONGEST_HEADING = 45  # characters: a longer line is a paragraph that begins with its number
_ENDS_SENTENCE = re.compile("[。！？；\n]")


@dataclass(frozen=True)
class Narrative:
    """A department's own report, read.

    Args:
        file: its name, as places are told.
        plain: its text, as read and in its plain form; spans of the functions here are of the plain form unless they say otherwise.
        year: the year that it reports on, or None.
        figures: its figures, in order.
        sections: its headings, in order.
        splits: its totals with their parts, in order.
    """

    file: str
    plain: Plain
    year: int | None
    figures: tuple[Told, ...]
    sections: tuple[Section, ...]
    splits: tuple[Split, ...] = ()

    @property
    def text(self) -> str:
        """The text as read."""
        return self.plain.original

    def source(self, start: int, end: int) -> Source:
        """Return the place of characters ``start`` to ``end`` of the plain form, as findings carry it."""
        begin, stop = self.plain.span(start, end)
        return Source(self.file, line=self.plain.line(begin), start=begin, end=stop)

    def all(self, measure: str, period: str | None = None) -> list[Told]:
        """Return the figures of a measure, of one period if it is given."""
        return [one for one in self._by_measure.get(measure, ()) if period in {None, one.period}]

    def only(self, measure: str) -> Told | None:
        """Return the one outturn that the report gives of a measure, of no smaller scope; None where it gives none or several."""
        stated = {one.figure.to(Unit.YUAN).value: one for one in self.all(measure, "actual") if one.exact and one.role == "amount"}
        return next(iter(stated.values())) if len(stated) == 1 and not any(one.scope for one in stated.values()) else None

    @cached_property
    def _by_measure(self) -> dict[str, list[Told]]:
        grouped: dict[str, list[Told]] = {}
        for one in self.figures:
            grouped.setdefault(one.measure, []).append(one)
        return grouped

    @cached_property
    def _begins(self) -> list[int]:
        return [one.begin for one in self.figures]

    @cached_property
    def _wholes(self) -> dict[int, Told]:
        return {part.begin: split.whole for split in self.splits if split.firm for part in split.parts}

    def scope_of(self, told: Told) -> str:
        """Return what a figure is of: a budget, what changed, or the total that it is part of, as identifier or words; empty where nothing says it."""
        whole = self._wholes.get(told.begin)
        return told.scope or (whole.measure or whole.label if whole else "")

    def between(self, begin: int, end: int) -> tuple[Told, ...]:
        """Return the figures that begin at or after a character of the plain form and before another."""
        return self.figures[bisect.bisect_left(self._begins, begin) : bisect.bisect_left(self._begins, end)]

    def before(self, at: int, signs: str = "。！？\n") -> tuple[Told, ...]:
        """Return the figures of the sentence before a character of the plain form, the last ones where they are many."""
        return self.between(self.begun(at, signs), at)[-MOST_NEAR:]

    def begun(self, at: int, signs: str = "。！？\n") -> int:
        """Return where the sentence begins that a character of the plain form stands in, by the signs that end one."""
        return max(self.plain.text.rfind(sign, 0, at) for sign in signs) + 1

    @cached_property
    def slips(self) -> dict[int, Told]:
        """The figures in 元 that can only be in 万元, by where they stand, read as 万元.

        The same digits of the same thing stand elsewhere in 万元, a part of it that stands in 万元 is larger, or a list in 万元 adds up with them.
        """
        amounts = [one for one in self.figures if one.kind == "money" and one.role == "amount" and one.exact]
        full = [one for one in amounts if one.unit == "万元" and one.in_full]
        same = {(one.measure or one.label, one.value) for one in full}
        digits = {one.value for one in full if one.value != one.value.to_integral_value()}
        held = {split.whole.begin: max((part.value for part in split.parts if part.unit == "万元"), default=Decimal(0)) for split in self.splits}
        fits = {part.begin for split in self.splits for part in split.parts if part.unit == "元" and _fits_in_wan(split)}

        def slipped(one: Told) -> bool:
            twin = (one.measure or one.label, one.value) in same or (one.measure and one.value in digits)
            return bool(twin or 0 < held.get(one.begin, 0) <= one.value * 2 or one.begin in fits)

        return {one.begin: replace(one, unit="万元") for one in amounts if one.unit == "元" and "." in one.text and one.value < MOST_YUAN and slipped(one)}

    def tabular(self, told: Told) -> bool:
        """Whether a figure stands in the line of a table: such a line has cells, and its heading may name the unit."""
        text = self.plain.text
        end = text.find("\n", told.stop)
        line = text[text.rfind("\n", 0, told.begin) + 1 : end if end >= 0 else len(text)]
        return "\t" in line or "|" in line or line.strip() == told.text

    def search(self, pattern: str | re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Return the matches of a pattern in the plain form."""
        return re.finditer(pattern, self.plain.text)

    @cached_property
    def _sentence_ends(self) -> tuple[int, ...]:
        return (*(match.end() for match in _ENDS_SENTENCE.finditer(self.plain.text)), len(self.plain.text))

    def sentence(self, at: int) -> tuple[int, int]:
        """Return where the sentence begins and ends that a character of the plain form stands in (；ends one too)."""
        place = bisect.bisect_right(self._sentence_ends, at)
        return (self._sentence_ends[place - 1] if place else 0), self._sentence_ends[min(place, len(self._sentence_ends) - 1)]

    def said(self, start: int, end: int) -> str:
        """Return what characters ``start`` to ``end`` of the plain form say."""
        return self.plain.text[start:end].strip()

    def under(self, *words: str) -> list[Section]:
        """Return the sections whose title has one of the words."""
        return [section for section in self.sections if any(word in section.title for word in words)]


def read_sections(text: str) -> tuple[Section, ...]:
    """Return the headings of a plain text: numbered as official documents number them, or marked as in Markdown."""
    found: list[tuple[int, str, int, int]] = []
    start = 0
    for line in text.split("\n"):
        heading = _heading(line)
        if heading:
            level, title, length = heading
            found.append((level, title, start, start + length))
        start += len(line) + 1
    sections = []
    for place, (level, title, begin, body) in enumerate(found):
        end = next((other[2] for other in found[place + 1 :] if other[0] <= level), len(text))
        sections.append(Section(level, title, begin, body, end))
    return tuple(sections)


def _heading(line: str) -> tuple[int, str, int] | None:
    """Return the level, the title and the length of the heading that a line begins with, if it begins with one."""
    marked = _MARKED.match(line)
    rest = line[marked.end() :] if marked else line
    for level, pattern in _HEADINGS:
        number = pattern.match(rest)
        if number:
            title = re.split("[。：\n]", rest[number.end() :], maxsplit=1)[0]
            if title and len(title) <= LONGEST_HEADING and (level < 3 or len(rest) <= LONGEST_HEADING):  # noqa: PLR2004  1. may open an item of a list
                return level, title, (marked.end() if marked else 0) + number.end() + len(title)
            return None
    return (len(marked[1]), rest, len(line)) if marked and rest else None
