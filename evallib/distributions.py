"""Distributions of a figure over many departments: quartiles that name the departments they lie at, and fences around them.

Quartiles are those of Excel's and WPS's QUARTILE.INC, definition 7 of Hyndman and Fan (Sample Quantiles in Statistical Packages, The American
Statistician 50, 1996): of n values in order the p-quantile stands at place 1 + (n − 1)p, between two values in proportion.
Fences are Tukey's outer ones (Exploratory Data Analysis, 1977): three times the distance between the quartiles beyond them. They
rest on the middle half of the values, so a few odd ones, however odd, do not move them. Both recalled, ``verified: no``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from evallib.figures import Figure, absent, fixed
from evallib.quantities import Unit, rounded
from evallib.words import Words

QUARTERS = 4
FAR = 3  # times the distance between the quartiles
NAMES = (
    Words("最小值", "lowest"),
    Words("下四分位数", "lower quartile"),
    Words("中位数", "median"),
    Words("上四分位数", "upper quartile"),
    Words("最大值", "highest"),
)


def known_as(name: Words, figure: Figure) -> Figure:
    """Return a figure under somebody's name, quoted by its number: formulas that are built on it do not unfold its own."""
    return Figure(name, figure.value, figure.unit, sign="=", parts=(figure,))


def quoted(figure: Figure) -> Figure:
    """Return a figure that formulas quote by its number, under its own name."""
    return known_as(figure.label, figure)


def added(name: Words, figures: Iterable[Figure], unit: Unit) -> Figure:
    """Return the sum of figures of one unit, all known; of none it is a gap."""
    parts = tuple(figures)
    value = sum((part.value for part in parts), Decimal(0))
    return Figure(name, value, unit, sign="+", parts=parts) if len(parts) > 1 else known_as(name, parts[0]) if parts else absent(name, unit)


@dataclass(frozen=True)
class Distribution:
    """Figures of one kind in rising order, all known and of one unit; at least one."""

    ordered: tuple[Figure, ...]

    @classmethod
    def of(cls, figures: Iterable[Figure]) -> Distribution | None:
        """Return the distribution of those figures that are known, None where none is."""
        known = sorted((figure for figure in figures if figure.known), key=lambda figure: (figure.value, figure.label))
        return cls(tuple(known)) if known else None

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.ordered)

    def quartile(self, number: int) -> Figure:
        """Return a quartile, 0 (the lowest) to 4 (the highest), as the expression that it is."""
        place, step = divmod((self.count - 1) * number, QUARTERS)
        low, name = self.ordered[place], NAMES[number]
        if not step:
            return known_as(name, low)
        high = self.ordered[place + 1]
        shares = [low, high] if 2 * step == QUARTERS else [low] * (QUARTERS - step) + [high] * step
        over = added(Words("", ""), shares, low.unit)
        return Figure(name, over.value / len(shares), low.unit, sign="/", parts=(_unnamed(over), fixed(Decimal(len(shares)))))

    @property
    def median(self) -> Figure:
        """The middle value."""
        return self.quartile(2)

    @property
    def five(self) -> tuple[Figure, ...]:
        """Lowest, lower quartile, median, upper quartile, highest."""
        return tuple(self.quartile(number) for number in range(QUARTERS + 1))

    @property
    def fences(self) -> tuple[Decimal, Decimal]:
        """The outer fences, worked out from the quartiles as printed, to 0.01, so that a reader can do it again."""
        low, high = (rounded(self.quartile(number).value) for number in (1, 3))
        return low - FAR * (high - low), high + FAR * (high - low)


def _unnamed(figure: Figure) -> Figure:
    return Figure(figure.label, figure.value, figure.unit, sign=figure.sign, parts=figure.parts, named=False)
