"""A phrase in the two languages of the reports."""

from __future__ import annotations

import re
from typing import NamedTuple

LANGUAGES = ("zh", "en")


class Words(NamedTuple):
    """One meaning, worded in Simplified Chinese and in English.

    Args:
        zh: the wording that finance staff read; official terms.
        en: the same in English; the glossary's terms.
    """

    zh: str
    en: str

    def said(self, lang: str) -> str:
        """Return the wording in ``lang`` (``zh`` or ``en``)."""
        return self.en if lang == "en" else self.zh

    def plus(self, other: Words) -> Words:
        """Return both phrases, one after the other, with an English space between."""
        return Words(self.zh + other.zh, f"{self.en} {other.en}".strip())


MONTH_NAMES = "January February March April May June July August September October November December".split()


def dated(text: str) -> Words:
    """Return a date as official documents of each language write it; one that is not told in figures stays as it is."""
    found = re.fullmatch(r"([0-9]{4})[年.-]([0-9]{1,2})[月.-]([0-9]{1,2})日?", text.strip())
    year, month, day = map(int, found.groups()) if found else (0, 0, 0)
    if not 0 < month <= len(MONTH_NAMES):
        return Words(text, text)
    return Words(f"{year}年{month}月{day}日", f"{day} {MONTH_NAMES[month - 1]} {year}")


def joined(phrases: list[Words], zh: str = "、", en: str = ", ") -> Words:
    """Return a list of phrases as one, separated as each language does."""
    return Words(zh.join(p.zh for p in phrases), en.join(p.en for p in phrases))
