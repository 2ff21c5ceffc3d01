"""What is wrong with what a user gave us: where, what was found, what was expected, what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from evallib.words import Words


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
            return f"{self.place.en}: found {self.found.en}; expected {self.expected.en}; {self.remedy.en}."
        return f"{self.place.zh}：发现{self.found.zh}；应为{self.expected.zh}；{self.remedy.zh}。"


class UserMistake(Exception):
    """The input or a parameter is wrong: every problem met, together.

    Shown as plain lines in Chinese and English, never as a traceback, in JupyterLab too.
    """

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(line for lang in ("zh", "en") for line in self.lines(lang)))

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


def nearest(name: str, known: Iterable[str]) -> Words:
    """Return a remedy that names the known word most like ``name``, or lists the known ones."""
    known = sorted(known)
    close = difflib.get_close_matches(str(name), known, n=1, cutoff=0.5)
    if close:
        return Words(f"是否指 {close[0]}？", f"did you mean {close[0]}?")
    if not known:
        return Words("此处目前没有可选项", "there is nothing to choose from here")
    shown = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    return Words(f"可选：{shown}", f"choose one of: {shown}")
