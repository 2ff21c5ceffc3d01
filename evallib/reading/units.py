"""What a number of a report counts in, where its unit does not adjoin it in full."""

from __future__ import annotations

import re

from evallib.reading.context import Context
from evallib.reading.measures import named
from evallib.reading.numbers import Number

_SHARED_UNIT = re.compile("[、，和与及](?:\\d{1,12}(?:\\.\\d{1,4})?[、，和与及]){0,4}[^\\d，。；、]{0,12}\\d{1,12}\\.\\d{1,4}(?P<unit>亿元|万元|元|%)")
_UNIT_IN_BRACKETS = re.compile("（(?P<unit>分|%|人|个|万元|元|亿元)）[：为是 ]*$")


def unit_of(number: Number, words: str, context: Context) -> tuple[str, bool]:
    """Return the unit of a number, and whether the text gives it in full: it may be cut short (万), or be that of the list or of the table."""
    if number.unit not in {"", "万", "亿"}:
        return number.unit, True
    before = context.before
    money = bool(named(words, "money")) or (before is not None and before.kind == "money")
    if number.unit:
        return (f"{number.unit}元" if money else number.unit), False
    bracketed = _UNIT_IN_BRACKETS.search(words)
    if bracketed:
        return bracketed["unit"], True
    return _of_decimals(number, context, money=money) if "." in number.text else _of_whole(number, words, context, money=money)


def _of_decimals(number: Number, context: Context, *, money: bool) -> tuple[str, bool]:
    if number.text in context.printed:
        return context.printed[number.text], True
    shared = _SHARED_UNIT.match(context.form.text, number.end)
    if shared:
        return shared["unit"], True
    if context.before is not None and context.before.kind == "money":
        return context.before.unit, context.before.unit == context.unit and context.on_line_of_unit(number.start)
    if money or context.unit:
        return context.unit, bool(context.unit) and context.on_line_of_unit(number.start)
    return "", False


def _of_whole(number: Number, words: str, context: Context, *, money: bool) -> tuple[str, bool]:
    if context.before is not None and context.before.kind == "money" and named(words, "money"):
        return context.before.unit, False
    if money:
        return context.unit, bool(context.unit) and context.on_line_of_unit(number.start)
    return ("人", False) if named(words, "people") else ("", False)
