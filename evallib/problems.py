"""What is wrong with what a user gave us: where, what was found, what was expected, what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from evallib.words import Words

MOST_LISTED = 12  # words that a remedy offers to choose from
MOST_QUOTED = 40  # characters of a cell that a message repeats
MOST_BEGUN = 3  # words that a remedy names because they begin alike


@dataclass(frozen=True)
class Problem:
    """One mistake in the input, worded for the person who can mend it.

    Args:
        place: file, sheet or line, cell or column.
        found: what stands there.
        expected: what may stand there.
        remedy: what to do.
    """

    place: Words
    found: Words
    expected: Words
    remedy: Words

    def said(self, lang: str) -> str:
        """Return the problem as one line."""
        if lang == "en":
            return f"{self.place.en}: found {self.found.en}; expected {self.expected.en}; {_ended(self.remedy.en, '.')}"
        return f"{self.place.zh}：发现{self.found.zh}；应为{self.expected.zh}；{_ended(self.remedy.zh, '。')}"


def _ended(sentence: str, stop: str) -> str:
    return sentence if sentence.endswith(("?", "？")) else sentence + stop


class UserMistake(Exception):
    """The input or a parameter is wrong: every problem met, together.

    Shown as plain lines in Chinese and English, never as a traceback, in JupyterLab too.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(line for lang in ("zh", "en") for line in self.lines(lang)))

    def __reduce__(self) -> tuple[type[UserMistake], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)  # an exception is otherwise copied from its text, which is not what made it

    def lines(self, lang: str) -> list[str]:
        """Return one line per problem in ``lang``."""
        return [problem.said(lang) for problem in self.problems]

    def _render_traceback_(self) -> list[str]:
        """Let IPython print the message alone."""
        return str(self).splitlines()


def at(file: str, line: int = 0, column: str = "") -> Words:
    """Name a place in a text file: ``items.csv 第12行 [value]``, ``items.csv line 12 [value]``."""
    where = f" [{column}]" if column else ""
    return Words(f"{file} 第{line}行{where}", f"{file} line {line}{where}") if line else Words(f"{file}{where}", f"{file}{where}")


def quoted(value: object) -> Words:
    """Return what a cell or field holds, between quotation marks: on one line, cut short, with no sign unseen."""
    text = "" if value is None else ("no", "yes")[value] if isinstance(value, bool) else " ".join(str(value)[: MOST_QUOTED * 2].split())
    text = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    shown = f"“{text[:MOST_QUOTED]}…”" if len(text) > MOST_QUOTED else f"“{text}”"
    return Words(shown, shown) if text else Words("空缺", "nothing")


def nearest(name: str, known: Iterable[str]) -> Words:
    """Return a remedy that names the known words that ``name`` begins, or the one most like it, or lists the known ones."""
    known = sorted(known)
    begun = [word for word in known if name and word.startswith(str(name))]
    close = begun if 1 <= len(begun) <= MOST_BEGUN else difflib.get_close_matches(str(name), known, n=1, cutoff=0.5)
    if close:
        return Words(f"是否指 {' 或 '.join(close)}？", f"did you mean {' or '.join(close)}?")
    if not known:
        return Words("此处目前没有可选项", "there is nothing to choose from here")
    shown = ", ".join(known[:MOST_LISTED]) + (" …" if len(known) > MOST_LISTED else "")
    return Words(f"可选：{shown}", f"choose one of: {shown}")
