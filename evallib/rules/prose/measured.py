"""The figures of a report in base units, sentence by sentence, with the words that stand about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from evallib.quantities import Interval
from evallib.reading.narrative import Narrative, Told
from evallib.words import Words

_SCALED = re.compile("(万亿|[万亿])(.+)")
_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "万亿": Decimal(10) ** 12}
_PEOPLE = {"名": "人", "位": "人"}
CLAUSE = re.compile("[，；：。（）\n]")
NOTHING = Words("", "")
MOST_FIGURES = 60  # of a sentence
FARTHEST = 400  # characters from a figure to what is said of it


@dataclass(frozen=True)
class Measured:
    """A figure of prose in its base unit: yuan, persons, the thing counted.

    Args:
        value: the number, in ``unit``.
        unit: the word that it counts in, without 万 or 亿.
        scale: what its number was multiplied with: 10,000 for 万人.
    """

    told: Told
    value: Decimal
    unit: str
    scale: Decimal = Decimal(1)

    @property
    def money(self) -> bool:
        """Whether it is an amount of money."""
        return self.unit == "元"

    @property
    def counted(self) -> bool:
        """Whether it is a number of things or persons."""
        return self.unit not in {"", "元", "%", "‰", "分", "年", "天", "个月", "个百分点", "百分点"} and "/" not in self.unit and "每" not in self.unit

    @property
    def rounded(self) -> bool:
        """Whether it was rounded for print, as 3.5万人 and 45.6公里 were; 35人 was counted."""
        return self.scale > 1 or self.told.value.as_tuple().exponent < 0

    @property
    def greatest(self) -> Decimal:
        """The greatest value that its printed digits leave open."""
        return Interval.of_printed(self.told.value).high * self.scale if self.rounded else self.value


def measured(told: Told) -> Measured:
    """Return a figure of prose in its base unit."""
    scaled = _SCALED.fullmatch(told.unit)
    unit, scale = (scaled[2], _SCALES[scaled[1]]) if scaled else (told.unit, Decimal(1))
    return Measured(told, told.value * scale, _PEOPLE.get(unit, unit), scale)


def sentences(narrative: Narrative) -> list[list[Measured]]:
    """Return the figures of a report sentence by sentence; ；ends one too, and what has more figures is a table."""
    groups: list[list[Measured]] = []
    end = 0
    for one in map(measured, narrative.figures):
        if one.told.begin >= end or len(groups[-1]) == MOST_FIGURES:
            end = narrative.sentence(one.told.begin)[1]
            groups.append([])
        groups[-1].append(one)
    return groups


def sentence_about(narrative: Narrative, at: int) -> tuple[int, int]:
    """Return where the sentence begins and ends that a character stands in; of one without end, what stands near."""
    start, end = narrative.sentence(at)
    return max(start, at - FARTHEST), min(end, at + FARTHEST)


def words_of(narrative: Narrative, *figures: Told) -> str:
    """Return the words of the report from the clause of the first figure to the end of the last."""
    first, last = min(one.begin for one in figures), max(one.stop for one in figures)
    start = sentence_about(narrative, first)[0]
    breaks = [found.end() for found in CLAUSE.finditer(narrative.plain.text, start, first)]
    return narrative.said(breaks[-1] if breaks else start, last)


def lead_of(narrative: Narrative, one: Measured, previous: Measured | None) -> str:
    """Return the words between a figure and the one before it in its sentence."""
    start = max(sentence_about(narrative, one.told.begin)[0], previous.told.stop if previous else 0)
    return narrative.plain.text[start : one.told.begin]
