"""The plain form of a text, in which the rules of reading look for words: one width of sign, no breaks inside a sentence.

Every character of the plain form knows where it stands in the text as read, so that what is found can be shown there.
"""

from __future__ import annotations

import bisect
import itertools
import re
from dataclasses import dataclass
from functools import cached_property

_WIDE = {code: chr(code - 0xFEE0) for code in (*range(ord("０"), ord("９") + 1), *range(ord("Ａ"), ord("Ｚ") + 1), *range(ord("ａ"), ord("ｚ") + 1))}
_SIGNS = {
    "％": "%",
    "﹪": "%",
    "＋": "+",
    "－": "-",
    "﹣": "-",
    "−": "-",
    "〜": "~",
    "～": "~",
    "∼": "~",
    "＜": "<",
    "＞": ">",
    "＝": "=",
    "＃": "#",
    "＊": "*",
    "／": "/",
    "･": "·",
    "•": "·",
}
_FORMS = _WIDE | {ord(sign): plain for sign, plain in _SIGNS.items()}
_TO_CHINESE = {
    ",": "，",
    ":": "：",
    ";": "；",
    "(": "（",
    ")": "）",
    "!": "！",
    "?": "？",
    "﹙": "（",
    "﹚": "）",
    "︰": "：",
    "﹕": "：",
    "﹔": "；",
    "﹐": "，",
    "〈": "《",
    "〉": "》",
}
_INSIDE_NUMBER = {"．": ".", "，": ",", "：": ":"}  # where a digit stands on both sides
_BLANK = re.compile(r"[^\S\n\t]|[\u200b-\u200f\u2060\ufeff\u00ad]")
_ENDS = "。！？；：!?;:"
MARKER = re.compile(
    r"\s*(?:#{1,6}\s|[-*+·●■◆▪➢]\s?|[（(][一二三四五六七八九十百]{1,4}[）)]|[（(]\d{1,2}[）)]|第[一二三四五六七八九十]{1,3}[部章节条]|[一二三四五六七八九十]{1,3}[、.．]|"
    r"[一二三四五六七八九十]{1,2}是|\d{1,2}[、.．)）](?!\d)|[①-⑳]|附[件表录：:]|注[：:]|备注|表\d|\|)"
)
"""How a line begins that does not go on with the sentence above it."""
_SHORTEST_WRAPPED = 20  # characters: a shorter line ends where its writer ended it
_GOES_ON = re.compile(r"[\d.,，．]\s?[万亿]?$"), re.compile(r"\s*(?:[\d０-９]|[万亿]?元|[%％]|个|人|名|户|家|次|场|分)")


@dataclass(frozen=True)
class Plain:
    """A text in its plain form.

    Args:
        original: the text as read.
        text: the plain form.
        places: for each of its characters, where it stands in the original.
    """

    original: str
    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where characters ``start`` to ``end`` of the plain form stand in the original."""
        return (self.places[start], self.places[end - 1] + 1) if end > start else (self._place(start), self._place(start))

    def _place(self, at: int) -> int:
        return self.places[at] if at < len(self.places) else len(self.original)

    def at(self, original: int) -> int:
        """Return the first character of the plain form that stands at or after a place in the original."""
        return bisect.bisect_left(self.places, original)

    @cached_property
    def _breaks(self) -> tuple[int, ...]:
        return tuple(place for place, sign in enumerate(self.original) if sign == "\n")

    def line(self, original: int) -> int:
        """Return the number of the line, from 1, that a place in the original stands on."""
        return bisect.bisect_left(self._breaks, original) + 1


def plain(original: str) -> Plain:
    """Return the plain form of a text.

    Digits, letters and signs get one width, punctuation its Chinese form unless it belongs to a number; blanks beside Chinese
    characters go, and so do line breaks inside a sentence or a number.
    """
    soft = _soft_breaks(original)
    signs, places = [], []
    for place, sign in enumerate(original):
        if place in soft or sign == "\r" or (_BLANK.match(sign) and not _between_words(original, place)):
            continue
        signs.append(_form(original, place, sign))
        places.append(place)
    return Plain(original, "".join(signs), tuple(places))


def _form(text: str, place: int, sign: str) -> str:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if before.isdigit() and after.isdigit():
        if sign in _INSIDE_NUMBER:
            return _comma(text, place) if sign == "，" else _INSIDE_NUMBER[sign]
        if sign == ",":
            return _comma(text, place)
        if sign == ":":
            return sign
    if _BLANK.match(sign):
        return " "
    if sign == "." and _HAN.match(before) and _HAN.match(after):
        return "。"  # a full stop typed in Latin script
    return _TO_CHINESE.get(sign) or sign.translate(_FORMS)


_HAN = re.compile("[\u4e00-\u9fff）%”]")
_GROUP = re.compile(r"[\d０-９]{3}(?![\d０-９])")


def _comma(text: str, place: int) -> str:
    """Return whether a comma between digits groups thousands or parts two numbers."""
    begin = place
    while begin and place - begin < 4 and text[begin - 1].isdigit():  # noqa: PLR2004  a group has three digits, a fourth is one too many
        begin -= 1
    if text[begin - 1 : begin] in {".", "．"}:
        return "，"  # the digits before it are decimals
    return "," if place - begin <= 3 and _GROUP.match(text, place + 1) else "，"  # noqa: PLR2004


def _between_words(text: str, place: int) -> bool:
    """Whether a blank parts two words or numbers of Latin script, of which it is the first blank."""
    before, after = text[place - 1 : place], text[place + 1 :][:1]
    if before in {".", "．", "、", ")", "）"} and after.isdigit():
        return True  # 2. 3个项目: the number of a list, then a figure
    return before.isascii() and before.isalnum() and after.isascii() and after.isalnum()


def _soft_breaks(text: str) -> set[int]:
    """Return the line breaks that stand inside a sentence or a number."""
    soft, start = set(), 0
    lines = text.split("\n")
    for line, following in itertools.pairwise(lines):
        end = start + len(line)
        if _goes_on(line.rstrip(), following):
            soft.add(end)
        start = end + 1
    return soft


def _goes_on(line: str, following: str) -> bool:
    held = line.strip()
    if not held or not following.strip() or MARKER.match(following) or "\t" in line + following or held[-1] in _ENDS:
        return False
    if _UNIT_AFTER.match(following) and held[-1].isdigit():
        return True
    if len(held) < _SHORTEST_WRAPPED or (MARKER.match(line) and len(held) < 2 * _SHORTEST_WRAPPED and not _inside(held, following)):
        return False
    return not held.endswith(("报告", "情况", "表")) or _inside(held, following)


_UNIT_AFTER = re.compile(r"\s*(?:[万亿]元|[%％])")


def _inside(line: str, following: str) -> bool:
    """Whether a break stands inside a number, or between it and its unit."""
    return bool(_GOES_ON[0].search(line) and _GOES_ON[1].match(following))
