"""A phrase in the two languages of the reports."""

from __future__ import annotations

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


def joined(phrases: list[Words], zh: str = "、", en: str = ", ") -> Words:
    """Return a list of phrases as one, separated as each language does."""
    return Words(zh.join(p.zh for p in phrases), en.join(p.en for p in phrases))
