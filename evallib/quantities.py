"""Exact quantities: numbers as people write them, units, named gaps, official rounding, rounding intervals.

Everything is ``Decimal`` from the first character read. A figure that is not there is a ``Gap`` with its reason,
never zero and never NaN.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, localcontext
from enum import Enum

from evallib.words import Words

MAX_DIGITS = 20  # more digits than any public budget has; a longer run is a slip or an attack


class Unit(Enum):
    """A unit of measure: how it is printed, what it measures, and how many base units it holds."""

    YUAN = ("元", "yuan", "money", Decimal(1))
    WAN_YUAN = ("万元", "10,000 yuan", "money", Decimal(10_000))
    YI_YUAN = ("亿元", "100 million yuan", "money", Decimal(100_000_000))
    WAN_PER_HEAD = ("万元/人", "10,000 yuan per head", "money per head", Decimal(10_000))
    PERSON = ("人", "persons", "people", Decimal(1))
    PERCENT = ("%", "%", "rate", Decimal(1))
    MARK = ("分", "marks", "marks", Decimal(1))
    COUNT = ("个", "", "count", Decimal(1))
    SQUARE_METRE = ("㎡", "m²", "area", Decimal(1))
    NONE = ("", "", "none", Decimal(1))

    def __init__(self, zh: str, en: str, measures: str, size: Decimal) -> None:
        self.words, self.measures, self.size = Words(zh, en), measures, size

    @property
    def counts(self) -> bool:
        """Whether figures in this unit are counted, so that a whole number is exact."""
        return self.measures in {"people", "count"}


@dataclass(frozen=True)
class Counted:
    """A unit that counts things of any other kind, such as ``场`` or ``户``; it stands where a ``Unit`` does."""

    word: str
    size: Decimal = Decimal(1)
    counts: bool = True

    @property
    def words(self) -> Words:
        """The word; English sentences name what is counted beside it."""
        return Words(self.word, "")

    @property
    def measures(self) -> str:
        """What it counts: things counted in different words are not added."""
        return f"count of {self.word}"


_UNITS = {unit.words.zh: unit for unit in Unit if unit is not Unit.WAN_PER_HEAD} | {  # which is worked out, never read
    "平方米": Unit.SQUARE_METRE,
    "名": Unit.PERSON,
    "位": Unit.PERSON,
    "m²": Unit.SQUARE_METRE,
    "％": Unit.PERCENT,
}
_CUT_SHORT = {"": Unit.NONE, "万": Unit.WAN_YUAN, "亿": Unit.YI_YUAN}


def read_unit(text: str) -> tuple[Unit | None, bool]:
    """Read a unit as printed.

    Returns:
        The unit, or None where the word is unknown, and whether it was written in full: ``万`` for ``万元`` is
        understood but not in full, and so is an empty cell (``Unit.NONE``).
    """
    word = unicodedata.normalize("NFKC", text).strip().replace("m2", "m²")
    if word in _CUT_SHORT:
        return _CUT_SHORT[word], False
    return _UNITS.get(word, _UNITS.get(text.strip())), True


class Reason(Enum):
    """Why a figure is not there. The wording is what a report prints in its place."""

    MISSING = Words("未填报", "not reported")
    INCOMPLETE = Words("资料不全", "incomplete")
    DASHED = Words("划线未填", "dash entered")
    STATED_NONE = Words("填“无”", "entered as “none”")
    NOT_APPLICABLE = Words("不适用", "not applicable")
    UNBUDGETED = Words("基数为0", "base of 0")
    NO_EVIDENCE = Words("无佐证", "no evidence")
    NOT_JUDGED = Words("未评判", "not judged")
    UNCONFIRMED = Words("规则未确认", "rule not confirmed")
    CONFLICT = Words("数据矛盾", "conflicting data")


@dataclass(frozen=True)
class Gap:
    """A figure that is not there, and why."""

    reason: Reason
    note: Words = Words("", "")

    def said(self, lang: str) -> str:
        """Return the reason, with its note where there is one."""
        note = self.note.said(lang)
        words = self.reason.value.said(lang)
        if not note:
            return words
        return f"{words} ({note})" if lang == "en" else f"{words}（{note}）"


_BLANKS = {"": Reason.MISSING, **dict.fromkeys(("无", "没有"), Reason.STATED_NONE), **dict.fromkeys(("/", "／", "不适用", "N/A", "n/a"), Reason.NOT_APPLICABLE)}
_DASHES = re.compile("[-−–—―─－]+")


def read_gap(text: str) -> Gap | None:
    """Return the gap that a cell without a number stands for, or None where the cell holds something else.

    An empty cell, a dash, ``无`` and ``/`` are four different statements and stay apart.
    """
    reason = Reason.DASHED if _DASHES.fullmatch(text.strip()) else _BLANKS.get(text.strip())
    return Gap(reason) if reason else None


_SIGNS = {Reason.MISSING: "", Reason.DASHED: "—", Reason.STATED_NONE: "无", Reason.NOT_APPLICABLE: "/"}


def entered(value: Decimal | Gap) -> str:
    """Return what a cell holds for a number, or for a gap that a cell can say: ``read_number`` and ``read_gap`` read it back."""
    return _SIGNS[value.reason] if isinstance(value, Gap) else f"{value:f}"


_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_PLAIN_FORMS = {code: chr(code - 0xFEE0) for code in range(ord("！"), ord("～") + 1)} | {ord("\u3000"): " ", ord("−"): "-"}
_DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True)) | dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)) | {"两": 2}
TEN = 10
_SCALES = {"十": TEN, "拾": TEN, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_COLLOQUIAL_TAIL = re.compile("[百佰千仟万亿][一二三四五六七八九两壹贰叁肆伍陆柒捌玖]$")  # 一百五 is 150 to one reader and 105 to another


def read_number(text: str) -> Decimal:
    """Read one number as people write it in forms, exactly.

    Full-width digits, thousands separators in their right places, a leading sign and Chinese numerals
    (``一百零五``, ``贰拾叁``) are read; printed decimals are kept (``189.20`` stays ``189.20``). Signs that only look like
    digits are refused: the mark of a footnote in ``189.20①`` is no third decimal.

    Raises:
        ValueError: the text is not one number; the message is for programmers, callers word their own.
    """
    plain = text.translate(_PLAIN_FORMS).strip()
    digits = plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain
    if _PLAIN.fullmatch(digits) and len(digits) <= MAX_DIGITS and digits.isascii():
        return Decimal(digits)
    return Decimal(read_chinese_numeral(plain))


def is_number(text: str) -> bool:
    """Whether a text is one number as ``read_number`` reads it."""
    try:
        read_number(text)
    except ValueError:
        return False
    return True


def read_chinese_numeral(text: str) -> int:
    """Read a whole number in Chinese numerals, everyday or financial (``十二``, ``两万``, ``壹仟零贰拾``).

    Raises:
        ValueError: the text is not a Chinese numeral, its parts do not stand in falling order, or it is colloquially
            short (``一百五``) and may be read two ways.
    """
    if not text or len(text) > MAX_DIGITS or any(c not in _DIGITS and c not in _SCALES and c not in _MYRIADS for c in text):
        raise ValueError(f"not a number: {text[:40]!r}")
    if _COLLOQUIAL_TAIL.search(text):
        raise ValueError(f"may be read two ways: {text!r}")
    total, section, digit, last_scale, last_myriad = 0, 0, None, 10_000, 10**12
    for character in text:
        if character in _DIGITS:
            if digit:
                raise ValueError(f"two digits side by side: {text!r}")
            digit = _DIGITS[character]
        elif character in _SCALES:
            scale = _SCALES[character]
            if scale >= last_scale or digit == 0 or (digit is None and not (scale == TEN and section == 0)):
                raise ValueError(f"parts out of order: {text!r}")
            section, digit, last_scale = section + (1 if digit is None else digit) * scale, None, scale
        else:
            myriad = _MYRIADS[character]
            held = section + (digit or 0)
            if myriad >= last_myriad or not held:
                raise ValueError(f"parts out of order: {text!r}")
            total, section, digit, last_scale, last_myriad = total + held * myriad, 0, None, 10_000, myriad
    return total + section + (digit or 0)


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """Round half up (四舍五入) to ``places`` decimals, away from zero at the half.

    Source: the footnote that published account tables carry on rounding differences (四舍五入, 尾数差); the wording of
    a national rule for departmental accounts was not at hand, so ``verified: no``. GB/T 8170—2008, made for
    measurements, would round an exact half to the even digit; the two differ at exact halves only.
    """
    return _without_minus_zero(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE))


_WIDE = Context(prec=100)  # room for any quotient of numbers of MAX_DIGITS


def _without_minus_zero(value: Decimal) -> Decimal:
    return value or abs(value)


def printed(value: Decimal, unit: Unit, lang: str = "zh", *, with_unit: bool = True) -> str:
    """Return a number as reports print it.

    Rates and amounts per head are rounded to two decimals; amounts in 万元 and 亿元 show at least two and never lose a reported one; marks and
    counts show what they have. Thousands are separated.
    """
    if unit in {Unit.PERCENT, Unit.WAN_PER_HEAD}:
        text = f"{rounded(value):,f}"
    elif unit in {Unit.WAN_YUAN, Unit.YI_YUAN}:
        text = _grouped(value, 2)
    elif unit is Unit.NONE:
        text = f"{rounded(value, 4).normalize():,f}"
    elif unit is Unit.YUAN:
        text = _grouped(value, 0)
    else:
        text = f"{_without_minus_zero(value).normalize():,f}"
    if not with_unit:
        return text
    if lang == "en" and unit.words.en not in {"", "%"}:
        return (
            f"{text} ({unit.words.en})"
            if unit in {Unit.WAN_YUAN, Unit.YI_YUAN, Unit.WAN_PER_HEAD}
            else f"{text} {unit.words.en.removesuffix('s') if value == 1 else unit.words.en}"
        )
    return f"{text}{unit.words.said(lang)}"


def million(value: Decimal, unit: Unit) -> str:
    """Return an amount in English sentences: million yuan, as exactly as reported (``CNY 1.892 million``)."""
    return f"CNY {_grouped(value * unit.size / 1_000_000, 2)} million"


def _grouped(value: Decimal, least: int) -> str:
    places = max(least, -value.as_tuple().exponent)
    while places > least and value == value.quantize(Decimal(1).scaleb(1 - places), ROUND_FLOOR, _WIDE):
        places -= 1
    return f"{_without_minus_zero(value):,.{places}f}"


def whole_steps(value: Decimal) -> Decimal:
    """Return the whole steps completed in ``value``, at least 0 (``每超过一个百分点`` read as each full point)."""
    return max(value, Decimal(0)).to_integral_value(ROUND_FLOOR)


def begun_steps(value: Decimal) -> Decimal:
    """Return the steps begun in ``value``, at least 0 (a part of a step counts as a step)."""
    return max(value, Decimal(0)).to_integral_value(ROUND_CEILING)


@dataclass(frozen=True)
class Interval:
    """All values that a figure may have had before it was rounded for print, ends included.

    Source of the idea: XBRL Calculations 1.1. A sum is inconsistent only if no values inside the intervals of all its
    figures satisfy it.
    """

    low: Decimal
    high: Decimal

    @classmethod
    def of_printed(cls, value: Decimal) -> Interval:
        """Return the interval that the printed decimals of ``value`` leave open: ``6.6`` is 6.55 to 6.65."""
        half = Decimal(5).scaleb(value.as_tuple().exponent - 1)
        return cls(value - half, value + half)

    def __add__(self, other: Interval) -> Interval:
        return EVERYTHING if EVERYTHING in (self, other) else Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return EVERYTHING if EVERYTHING in (self, other) else Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        if EVERYTHING in (self, other):
            return EVERYTHING
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        if self == EVERYTHING or other.low <= 0 <= other.high:
            return EVERYTHING
        with localcontext(rounding=ROUND_FLOOR):
            low = min(a / b for a in (self.low, self.high) for b in (other.low, other.high))
        with localcontext(rounding=ROUND_CEILING):
            high = max(a / b for a in (self.low, self.high) for b in (other.low, other.high))
        return Interval(low, high)

    def meets(self, other: Interval) -> bool:
        """Return whether the two intervals share a value."""
        return self.low <= other.high and other.low <= self.high

    def __contains__(self, value: Decimal) -> bool:
        return self.low <= value <= self.high


EVERYTHING = Interval(Decimal("-Infinity"), Decimal("Infinity"))
