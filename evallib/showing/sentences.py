"""Sentences with numbers in them, each number with where it is from.

A number is told with its note: the formula in words, the same with the numbers filled in, and the places where they were read.
Pages show the note on demand and print it; in JupyterLab it is a tooltip. Plain text has the number alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import reduce
from string import Formatter
from typing import NamedTuple

from evallib.figures import Figure, places
from evallib.quantities import Unit, million, printed
from evallib.words import Words


class Told(NamedTuple):
    """A number, or a statement that is made of numbers, as it is shown, and where it is from.

    Args:
        shown: what stands in the text.
        note: formula, numbers and places.
        value: the number itself, for frames; None for a statement.
    """

    shown: Words
    note: Words
    value: Decimal | None = None


class Sentence(NamedTuple):
    """A sentence in the two languages, its plain words and its numbers one after the other."""

    zh: tuple[str | Told, ...]
    en: tuple[str | Told, ...]

    def parts(self, lang: str) -> tuple[str | Told, ...]:
        """Return the words and numbers in ``lang``."""
        return self.en if lang == "en" else self.zh

    def said(self, lang: str) -> str:
        """Return the sentence as plain text."""
        return "".join(part if isinstance(part, str) else part.shown.said(lang) for part in self.parts(lang))

    @property
    def words(self) -> Words:
        """The sentence as plain text in both languages."""
        return Words(self.said("zh"), self.said("en"))

    def plus(self, other: Sentence | Words) -> Sentence:
        """Return both, one after the other, with an English space between."""
        zh, en = (other.zh, other.en) if isinstance(other, Sentence) else ((other.zh,), (other.en,))
        return Sentence((*self.zh, *zh), (*self.en, " ", *en) if self.en and en else (*self.en, *en))


def sentence(zh: str, en: str, /, **slots: Figure | Told | Sentence | Words | Decimal | str | int) -> Sentence:
    """Return a sentence made from a pattern in each language: ``{rate}`` stands for the slot of that name.

    Args:
        zh, en: the patterns, as for ``str.format``.
        slots: figures and told numbers carry their notes; words, texts and sentences go in as they are. A figure in money stands
            in Chinese in its own unit, in English in million yuan.
    """
    return Sentence(tuple(_filled(zh, slots, "zh")), tuple(_filled(en, slots, "en")))


def _filled(pattern: str, slots: dict[str, object], lang: str) -> Iterator[str | Told]:
    for text, name, _, _ in Formatter().parse(pattern):
        if text:
            yield text
        if name is None:
            continue
        slot = slots[name]
        if isinstance(slot, Sentence):
            yield from slot.parts(lang)
        elif isinstance(slot, Figure):
            yield told_in_prose(slot)
        elif isinstance(slot, Words):
            yield slot.said(lang)
        else:
            yield slot if isinstance(slot, Told) else str(slot)


def sentences(parts: list[Sentence], zh: str = "", en: str = " ") -> Sentence:
    """Return several as one, separated as each language does."""
    if not parts:
        return Sentence((), ())
    return reduce(lambda one, other: Sentence((*one.zh, zh, *other.zh), (*one.en, en, *other.en)), parts)


# -- numbers -----------------------------------------------------------------------------------------------------------


def told(figure: Figure, *, with_unit: bool = True) -> Told:
    """Return a figure as tables show it, with where it is from."""
    shown = figure.in_tables.shown
    value = figure.value if figure.known else None
    return Told(Words(shown("zh", with_unit=with_unit), shown("en", with_unit=with_unit)), where_from(figure), value)


def told_in_prose(figure: Figure) -> Told:
    """Return a figure as sentences say it: 万元 in Chinese, million yuan in English."""
    one = told(figure)
    if figure.known and figure.unit.measures == "money":
        return one._replace(shown=Words(one.shown.zh, million(figure.in_tables.value, figure.unit)))
    return one


def told_worked_out(figure: Figure) -> Told:
    """Return a figure's arithmetic with its result, ``50 ÷ 46 × 100% ＝ 108.70%``, and where its numbers are from."""
    return Told(Words(figure.arithmetic("zh"), figure.arithmetic("en")), where_from(figure), figure.value if figure.known else None)


def told_marks(value: Decimal, zh: str, en: str) -> Told:
    """Return marks, ``31.5``, with what made them so."""
    text = printed(value, Unit.MARK, with_unit=False)
    return Told(Words(text, text), Words(zh, en), value)


def sum_of_marks(parts: Iterable[tuple[Words, Decimal]]) -> Words:
    """Return a sum of marks with what each is for: ``5（在职人员控制率）＋4（…）``; what has no marks is left out."""
    told = [(name, printed(value, Unit.MARK, with_unit=False)) for name, value in parts if value]
    return Words("＋".join(f"{marks}（{name.zh}）" for name, marks in told), " + ".join(f"{marks} ({name.en})" for name, marks in told))


def told_count(number: int, zh: str, en: str) -> Told:
    """Return a count with what was counted."""
    return Told(Words(str(number), str(number)), Words(zh, en), Decimal(number))


def where_from(figure: Figure) -> Words:
    """Return where a figure is from: what it is, its formula in words and in numbers, and the places."""
    return Words(_where(figure, "zh"), _where(figure, "en"))


def _where(figure: Figure, lang: str) -> str:
    label, colon, stop = figure.label.said(lang), *(("：", "；") if lang == "zh" else (": ", "; "))
    if figure.renamed:
        about = _where(figure.parts[0], lang)
        return about if about.startswith(label) else f"{label}{colon}{about}"
    formula = figure.formula(lang, numbers=False) if figure.sign else ""
    if formula and figure.known:
        formula = figure.arithmetic(lang) if formula == label else f"{formula} {'＝' if lang == 'zh' else '='} {figure.arithmetic(lang)}"
    read = places(figure.sources, lang, brief=True)
    about = stop.join(part for part in (formula, read) if part)
    return f"{label}{colon}{about}" if label and about else label or about
