"""Simple formulas worked out again from the values beside them, to find results that are out of date.

A spreadsheet stores the result of a formula beside it. A program that edits the file, or recalculation switched off,
leaves results that no longer follow from their cells. Sums, differences, ratios and simple conditions are worked out
here once more; a formula with anything else in it is left alone.

Each is worked out twice, in decimal and in binary numbers: spreadsheets are binary, and their last digit may decide a
comparison or a rounding. A result is out of date only where both ways agree with each other and not with it.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache, partial
from inspect import signature
from math import isfinite

from evallib.reading.cells import ErrorValue, Formula, Grid, Position, Range, Value, address, number, position, shown

Result = Decimal | float | bool | str | None
"""What a formula gives; None is an empty cell."""
Node = Callable[["_Working"], Result]
"""A part of a formula: what it gives in one way of working it out."""

MOST_STEPS = 3_000_000  # characters read and cells looked up for one workbook; formulas after that are left alone
LONGEST = 8_192  # characters of a formula, the limit of Excel itself
SAME = Decimal("1e-9")  # of the larger of two numbers: results closer than that are the same
NOISE = Decimal("1e-14")  # of the largest number in a formula: what binary numbers leave of a difference that is 0
MOST_PLACES = 30  # that ROUND is asked for
MOST_JOINED = 12  # characters of a number that is joined to a text


@dataclass(frozen=True)
class Stale:
    """A stored result that does not follow from its cells.

    Args:
        grid, where: the cell.
        formula: as the cell shows it, with its ``=``.
        result: what it gives, as text.
    """

    grid: Grid
    where: Position
    formula: str
    result: str


def stale(grids: Iterable[Grid]) -> Iterator[Stale]:
    """Yield the stored results that the cells they refer to do not bear out.

    Each formula is judged by the stored values of the cells it names, so that everybody can follow it; what rests on a
    result that is out of date is not told again.
    """
    book = _Book({grid.name.lower(): grid for grid in grids})
    for grid in book.sheets.values():
        for where, formula in grid.formulas.items():
            if where in grid.values and formula.ordinary and len(formula.text) <= LONGEST and book.steps < MOST_STEPS:
                book.steps += len(formula.text)
                with suppress(_Unknown, ArithmeticError, RecursionError):
                    read = _read(formula)
                    result = _result_instead(read, grid, book, grid.values[where])
                    if result is not None:
                        yield Stale(grid, where, "=" + read.text, result)


def _result_instead(read: _Read, grid: Grid, book: _Book, cached: Value) -> str | None:
    """Return what a formula gives, as text, or None where that is what was stored, or where binary numbers leave it open."""
    exact, binary = (_Working(grid, book, kind) for kind in (Decimal, float))
    result = exact.result(read)
    if _same(result, cached, exact.noise):
        return None
    other = binary.result(read)
    return _said(result) if _same(result, other, exact.noise) and not _same(other, cached, exact.noise) else None


@dataclass
class _Book:
    """All sheets by name in small letters, and how much was read and looked up in them."""

    sheets: dict[str, Grid]
    steps: int = 0


class _Unknown(Exception):
    """Something that is not worked out here."""


@cache
def _takes(function: Callable[..., Result], count: int) -> bool:
    """Whether a function takes so many arguments."""
    try:
        signature(function).bind(*range(count + 1))  # the first one is who works it out
    except TypeError:
        return False
    return True


class _Failed(Exception):
    """A part that gives an error."""


# -- the words of a formula ----------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"""(?P<blank>\s+)
    | (?P<text>"(?:[^"]|"")*")
    | (?P<cells>(?:(?:'(?:[^']|'')+'|[^\W0-9][\w.]*)!)?\$?[A-Z]{1,3}\$?[1-9][0-9]*(?::\$?[A-Z]{1,3}\$?[1-9][0-9]*)?(?![\w.(!:]))
    | (?P<name>[A-Z]+(?![\w.]))
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:E[+-]?[0-9]{1,3})?(?![\w.]))
    | (?P<sign><>|<=|>=|[-+*/&=<>%(),])""",
    re.VERBOSE | re.IGNORECASE,
)
_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([1-9][0-9]*)", re.IGNORECASE)
Token = tuple[str, str]
"""Kind, as ``_TOKEN`` names it, and text."""


def _tokens(formula: Formula) -> list[Token]:
    """Return the words of a formula as its own cell shows them."""
    tokens, at = [], 0
    while at < len(formula.text):
        found = _TOKEN.match(formula.text, at)
        if not found:
            raise _Unknown
        tokens.append((found.lastgroup or "", _moved(found[0], formula) if found.lastgroup == "cells" else found[0]))
        at = found.end()
    if not tokens:
        raise _Unknown
    return tokens


def _moved(cells: str, formula: Formula) -> str:
    """Return a reference as it reads in a cell that shares its formula with one further up or left; ``$`` holds it fast."""

    def move(found: re.Match[str]) -> str:
        row, column = _position(found[2] + found[4])
        row, column = row + (not found[3]) * formula.down, column + (not found[1]) * formula.right
        moved = _CELL.fullmatch(address(row, column)) if row >= 0 and column >= 0 else None
        if not moved:
            raise _Unknown
        return f"{found[1]}{moved[2]}{found[3]}{moved[4]}"

    sheet, mark, cells = cells.rpartition("!")
    return sheet + mark + _CELL.sub(move, cells)


def _position(text: str) -> Position:
    try:
        return position(text)
    except ValueError as error:
        raise _Unknown from error


# -- its grammar ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Read:
    """A formula, read.

    Args:
        text: as its own cell shows it.
        node: the whole of it.
    """

    text: str
    node: Node


@lru_cache(10_000)  # forms of one layout have the same formulas
def _read(formula: Formula) -> _Read:
    """Read a formula.

    Raises:
        _Unknown: it has something that is not worked out here.
    """
    tokens = _tokens(formula)
    return _Read("".join(text for _, text in tokens), _Grammar([token for token in tokens if token[0] != "blank"]).node())


@dataclass
class _Grammar:
    """The words of a formula, and the place where its reading has come to."""

    tokens: list[Token]
    at: int = 0

    def node(self) -> Node:
        """Return the whole formula, once."""
        node = self._expression()
        if self.at < len(self.tokens):
            raise _Unknown
        return node

    def _next(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def _take(self, expected: str = "") -> str:
        text = self._next()
        if not text or (expected and text != expected):
            raise _Unknown
        self.at += 1
        return text

    # the loosest first

    def _expression(self, level: int = 0) -> Node:
        if level == len(_BINARY):
            return self._signed()
        signs, first, rest = _BINARY[level], self._expression(level + 1), []
        while self._next() in signs:
            rest.append((signs[self._take()], self._expression(level + 1)))
        return partial(_chain, first, rest) if rest else first

    def _signed(self) -> Node:
        if self._next() == "-":
            self._take()
            inner = self._signed()
            return lambda working: -working.number(inner(working))
        if self._next() == "+":
            self._take()
            return self._signed()
        node = self._operand()
        while self._next() == "%":
            self._take()
            node = partial(_percent, node)
        return node

    def _operand(self) -> Node:
        kind = self.tokens[self.at][0] if self.at < len(self.tokens) else ""
        text = self._take()
        if text == "(":
            node = self._expression()
            self._take(")")
            return node
        if kind == "number":
            return lambda working: working.taken(Decimal(text))
        if kind == "text":
            return lambda _: text[1:-1].replace('""', '"')
        if kind == "cells":
            return _cells(text)
        if kind == "name":
            return self._named(text.upper())
        raise _Unknown

    def _named(self, name: str) -> Node:
        if self._next() != "(":
            if name in {"TRUE", "FALSE"}:
                return lambda _: name == "TRUE"
            raise _Unknown
        self._take()
        nodes = [self._argument()] if self._next() != ")" else []
        while self._next() == ",":
            self._take()
            nodes.append(self._argument())
        self._take(")")
        function = _FUNCTIONS.get(name, _unknown)
        if not _takes(function, len(nodes)):
            raise _Unknown
        return lambda working: function(working, *nodes)

    def _argument(self) -> Node:
        return (lambda _: None) if self._next() in {",", ")"} else self._expression()


def _chain(first: Node, rest: list[tuple[Callable[[_Working, Result, Result], Result], Node]], working: _Working) -> Result:
    value = first(working)
    for does, node in rest:
        value = does(working, value, node(working))
    return value


def _percent(node: Node, working: _Working) -> Result:
    return working.number(node(working)) / 100


def _cells(text: str) -> _Cells:
    sheet, _, cells = text.rpartition("!")
    name = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    first, _, last = cells.replace("$", "").partition(":")
    (top, left), (bottom, right) = _position(first), _position(last or first)
    return _Cells(name.lower(), (min(top, bottom), min(left, right), max(top, bottom), max(left, right)))


@dataclass(frozen=True)
class _Cells:
    """A reference: one cell, or a range.

    Args:
        sheet: its name in small letters, empty for the formula's own.
        area: the cells.
    """

    sheet: str
    area: Range

    def __call__(self, working: _Working) -> Result:
        if self.area[:2] != self.area[2:]:
            raise _Unknown  # which of them is meant depends on where the formula stands
        return working.taken(*self.values(working))

    def values(self, working: _Working) -> Iterator[Result]:
        """Yield the values of the cells; of a range with more cells than the sheet has values, only those."""
        grid = working.sheet(self.sheet)
        top, left, bottom, right = self.area
        size = (bottom - top + 1) * (right - left + 1)
        working.book.steps += min(size, len(grid.values)) + 1
        every = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
        filled = (where for where in grid.values if top <= where[0] <= bottom and left <= where[1] <= right)
        for where in filled if size > len(grid.values) else every:
            value = grid.values.get(where)
            if value is None and where in grid.formulas:
                raise _Unknown  # its result was never stored
            yield value

    def counted(self, working: _Working) -> Iterator[Result]:
        """Yield the values of the cells where numbers are sought; spreadsheets differ on whether a truth is one."""
        for value in self.values(working):
            if isinstance(value, bool):
                raise _Unknown
            yield value


# -- one way of working it out -------------------------------------------------------------------------------------


class _Working:
    """Formulas of a sheet worked out in one kind of number.

    Args:
        grid, book: the sheet, and all of them.
        kind: ``Decimal`` or ``float``.
    """

    def __init__(self, grid: Grid, book: _Book, kind: type[Decimal | float]) -> None:
        self.grid, self.book, self.kind = grid, book, kind
        self.largest = Decimal(0)

    @property
    def noise(self) -> Decimal:
        """What binary numbers may leave of a difference that is 0."""
        return self.largest * NOISE

    def result(self, read: _Read) -> Result | ErrorValue:
        """Return what a formula gives.

        Raises:
            _Unknown: it has something that is not worked out here.
        """
        try:
            value = read.node(self)
        except _Failed as failed:
            return ErrorValue(failed)
        if isinstance(value, float) and not isfinite(value):
            raise _Unknown
        return self.kind(0) if value is None else value

    def sheet(self, name: str) -> Grid:
        """Return a sheet by its name in small letters, the formula's own where there is none."""
        if name and name not in self.book.sheets:
            raise _Unknown
        return self.book.sheets[name] if name else self.grid

    def taken(self, value: Result) -> Result:
        """Return the value of a cell as a formula takes it up."""
        if isinstance(value, ErrorValue):
            raise _Failed(value)
        if isinstance(value, Decimal):
            self.largest = max(self.largest, abs(value))
            return self.kind(value)
        return value

    def number(self, value: Result) -> Decimal | float:
        """Return a value where a number is asked for; texts that look like one are left to the spreadsheet."""
        if isinstance(value, str):
            raise _Unknown
        return self.kind(value or 0)

    def truth(self, value: Result) -> bool:
        """Return a value where a condition is asked for."""
        return value if isinstance(value, bool) else bool(self.number(value))

    def numbers(self, nodes: Iterable[Node]) -> list[Decimal | float]:
        """Return the numbers among the arguments of a function: in ranges texts and empty cells do not count."""
        found = []
        for node in nodes:
            if isinstance(node, _Cells):
                found += [self.number(value) for value in map(self.taken, node.counted(self)) if value is not None and not isinstance(value, str)]
            else:
                found.append(self.number(node(self)))
        return found

    def digits(self, value: Result) -> Decimal:
        """Return a number as a spreadsheet compares and rounds it: to 15 significant digits if it is binary."""
        return value if isinstance(value, Decimal) else Decimal(f"{value:.15g}")


def _compared(does: Callable[[object, object], bool]) -> Callable[[_Working, Result, Result], bool]:
    def compare(working: _Working, left: Result, right: Result) -> bool:
        if left is None or right is None:
            blank = "" if isinstance(left, str) or isinstance(right, str) else 0
            left, right = (blank if value is None else value for value in (left, right))
        texts = [isinstance(value, str) for value in (left, right)]
        if any(texts) and does in {operator.eq, operator.ne}:
            return does(left.casefold(), right.casefold()) if all(texts) else does is operator.ne
        if any(texts) or isinstance(left, bool) != isinstance(right, bool):
            raise _Unknown  # spreadsheets differ on the order of texts, and on whether a truth is a number
        if left != right and working.digits(left) == working.digits(right):
            raise _Unknown  # only binary numbers: their last digit decides
        return does(left, right)

    return compare


def _joined(working: _Working, left: Result, right: Result) -> str:
    return _text(working, left) + _text(working, right)


def _text(working: _Working, value: Result) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    text = shown(working.digits(value)) if not isinstance(value, bool) else ""
    if not 0 < len(text) <= MOST_JOINED:
        raise _Unknown  # truths, long fractions and numbers with exponents come out differently
    return text


def _calculated(does: Callable[[object, object], object]) -> Callable[[_Working, Result, Result], Result]:
    return lambda working, left, right: does(working.number(left), working.number(right))


def _divided(working: _Working, left: Result, right: Result) -> Result:
    left, right = working.number(left), working.number(right)
    if not right:
        raise _Failed("#DIV/0!")
    return left / right


_BINARY = (
    {
        "=": _compared(operator.eq),
        "<>": _compared(operator.ne),
        "<": _compared(operator.lt),
        ">": _compared(operator.gt),
        "<=": _compared(operator.le),
        ">=": _compared(operator.ge),
    },
    {"&": _joined},
    {"+": _calculated(operator.add), "-": _calculated(operator.sub)},
    {"*": _calculated(operator.mul), "/": _divided},
)


# -- functions: what is working, and what the arguments are ----------------------------------------------------------


def _unknown(*_: object) -> Result:
    raise _Unknown


def _sum(working: _Working, *nodes: Node) -> Result:
    return sum(working.numbers(nodes), working.kind(0))


def _average(working: _Working, *nodes: Node) -> Result:
    found = working.numbers(nodes)
    return _divided(working, sum(found, working.kind(0)), working.kind(len(found)))


def _count(working: _Working, *nodes: Node) -> Result:
    return working.kind(sum(isinstance(value, Decimal) for value in _in_cells(working, nodes, _Cells.counted)))


def _count_filled(working: _Working, *nodes: Node) -> Result:
    return working.kind(sum(value is not None for value in _in_cells(working, nodes, _Cells.values)))


def _in_cells(working: _Working, nodes: Iterable[Node], values: Callable[[_Cells, _Working], Iterator[Result]]) -> Iterator[Result]:
    for node in nodes:
        if not isinstance(node, _Cells):
            raise _Unknown
        yield from values(node, working)


def _if(working: _Working, condition: Node, then: Node, otherwise: Node = lambda _: False) -> Result:
    return (then if working.truth(condition(working)) else otherwise)(working)


def _if_error(working: _Working, node: Node, otherwise: Node) -> Result:
    try:
        return node(working)
    except _Failed:
        return otherwise(working)


def _conditions(working: _Working, nodes: Iterable[Node]) -> list[bool]:
    found = []
    for node in nodes:
        cells = isinstance(node, _Cells)
        values = [value for value in map(working.taken, node.values(working)) if value is not None and not isinstance(value, str)] if cells else [node(working)]
        found += [working.truth(value) for value in values]
    if not found:
        raise _Unknown
    return found


def _round(working: _Working, value: Node, places: Node) -> Result:
    count = int(working.number(places(working)))
    if abs(count) > MOST_PLACES:
        raise _Unknown
    exact = working.digits(working.number(value(working)))
    step = Decimal(1).scaleb(-count)
    return working.kind((exact / step).to_integral_value(ROUND_HALF_UP) * step)


_FUNCTIONS: dict[str, Callable[..., Result]] = {
    "SUM": _sum,
    "AVERAGE": _average,
    "COUNT": _count,
    "COUNTA": _count_filled,
    "MIN": lambda working, *nodes: min(working.numbers(nodes), default=working.kind(0)),
    "MAX": lambda working, *nodes: max(working.numbers(nodes), default=working.kind(0)),
    "ABS": lambda working, node: abs(working.number(node(working))),
    "ROUND": _round,
    "IF": _if,
    "IFERROR": _if_error,
    "AND": lambda working, *nodes: all(_conditions(working, nodes)),
    "OR": lambda working, *nodes: any(_conditions(working, nodes)),
    "NOT": lambda working, node: not working.truth(node(working)),
}


# -- results ---------------------------------------------------------------------------------------------------------


def _same(one: Result, other: Result, noise: Decimal) -> bool:
    """Return whether two results are the same, whatever kind a program stored them as."""
    if isinstance(one, ErrorValue) or isinstance(other, ErrorValue):
        return type(one) is type(other)
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    numbers = [_numeric(value) for value in (one, other)]
    if None in numbers:
        return False
    return abs(numbers[0] - numbers[1]) <= max(SAME * max(map(abs, numbers)), noise)


def _numeric(value: Result) -> Decimal | None:
    if isinstance(value, str):
        return number(value)
    return Decimal(value or 0)


def _said(value: Result) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return value if isinstance(value, str) else shown(Decimal(value or 0))
