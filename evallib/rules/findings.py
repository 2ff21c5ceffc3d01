"""What a check found: one of six outcomes, the arithmetic, a question where another reading is possible."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from evallib.figures import Figure, Source, total
from evallib.quantities import Unit, rounded
from evallib.words import Words


class Outcome(Enum):
    """The outcomes of a check, most serious first."""

    FAIL = ("fail", "不符", "does not hold")
    QUESTION = ("question", "待说明", "to be explained")
    HINT = ("hint", "尾差提示", "rounding difference")
    INSUFFICIENT_DATA = ("insufficient_data", "资料不足", "insufficient data")
    NOT_APPLICABLE = ("not_applicable", "不适用", "not applicable")
    PASS = ("pass", "成立", "holds")

    def __init__(self, key: str, zh: str, en: str) -> None:
        self.key, self.words = key, Words(zh, en)

    @property
    def compares(self) -> bool:
        """Whether the check could be made: something was held against something else."""
        return self.key not in {"insufficient_data", "not_applicable"}


def statement(subject: Words, message: Words) -> Words:
    """Return what was found of what, in one sentence: a message that begins with its subject says it already."""
    return Words(
        message.zh if message.zh.startswith(subject.zh) else f"{subject.zh}：{message.zh}",
        message.en if message.en.startswith(subject.en) else f"{subject.en}: {message.en}",
    )


@dataclass(frozen=True)
class Finding:
    """The result of one check on one subject.

    Args:
        check: number in the check catalogue, such as ``A2``.
        outcome: one of the six.
        subject: what was checked.
        message: what was found, in a sentence with its numbers.
        stated, expected: the two sides, where there are two.
        cause: a likely cause, offered as such.
        question: what to ask the department.
        suggestion: the words to put instead, where they are certain.
        places: where to look, beyond the sources of the two sides.
    """

    check: str
    outcome: Outcome
    subject: Words
    message: Words
    stated: Figure | None = None
    expected: Figure | None = None
    cause: Words = Words("", "")
    question: Words = Words("", "")
    suggestion: Words = Words("", "")
    places: tuple[Source, ...] = ()

    @property
    def told(self) -> Words:
        """What was found of what, in one sentence."""
        return statement(self.subject, self.message)

    @property
    def difference(self) -> Figure | None:
        """Stated less expected, where both are known."""
        if self.stated and self.expected and self.stated.known and self.expected.known:
            return self.stated - self.expected
        return None

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every place that the finding rests on."""
        sides = [side.sources for side in (self.stated, self.expected) if side]
        return tuple(dict.fromkeys(source for sources in (*sides, self.places) for source in sources))

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The characters of a report's text that the finding is about: start and end of each place, in order."""
        return tuple(sorted({(source.start, source.end) for source in self.sources if source.end}))

    @property
    def serious(self) -> bool:
        """Whether somebody has to act: the check failed or raises a question."""
        return self.outcome in {Outcome.FAIL, Outcome.QUESTION}


@dataclass(frozen=True)
class Check:
    """A check of the catalogue.

    Args:
        key: its number, such as ``A2``; the letter is its family.
        words: what must hold.
        cites: keys of the register of sources.
        on: ``record``, ``scorecard``; ``month`` or ``project`` for a department's month or a project's own form; or what a check of prose
            takes: ``narrative``, or ``report`` for the narrative with the record and the scorecard.
    """

    key: str
    words: Words
    cites: tuple[str, ...]
    on: str
    run: Callable[..., Iterator[Finding]]


CHECKS: dict[str, Check] = {}  # of a department's data
PROSE: dict[str, Check] = {}  # of a department's own report; a key may stand in both
MONTHLY: dict[str, Check] = {}  # of a department at the end of a month
PROJECTS: dict[str, Check] = {}  # of a project's own form
REGISTERS = {"narrative": PROSE, "report": PROSE, "month": MONTHLY, "project": PROJECTS}
MOST_TOLD = 6  # of things that lack data, in one finding


def catalogue(register: dict[str, Check] = CHECKS) -> list[Check]:
    """Return every check of a register in the order of the catalogue: by family, then by number."""
    return sorted(register.values(), key=lambda one: (one.key[0], int(one.key[1:] or 0)))


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings, most serious first, else in the order they were found."""
    return tuple(sorted(findings, key=lambda finding: list(Outcome).index(finding.outcome)))


def check(key: str, zh: str, en: str, *, cites: str, on: str = "record") -> Callable:
    """Enter a function into the register of checks of its kind."""
    register = REGISTERS.get(on, CHECKS)

    def enter(run: Callable[..., Iterator[Finding]]) -> Callable[..., Iterator[Finding]]:
        if key in register:
            raise ValueError(f"two checks are called {key}")
        register[key] = Check(key, Words(zh, en), tuple(cites.split()), on, run)
        return run

    return enter


def compared(stated: Figure, expected: Figure) -> Outcome:
    """Compare a stated figure with the one worked out from others.

    Equal as printed: pass. Unequal, but some values inside the rounding intervals of all figures agree: a rounding
    difference. Else the two contradict each other. Source: the tolerances calibrated on S29; XBRL Calculations 1.1.
    """
    if not (stated.known and expected.known):
        return Outcome.INSUFFICIENT_DATA
    expected = expected.to(stated.unit)
    exact = expected.value
    if stated.unit is Unit.PERCENT:
        exact = rounded(exact, max(0, -stated.value.as_tuple().exponent))
    if stated.value == exact:
        return Outcome.PASS
    return Outcome.HINT if stated.interval.meets(expected.interval) else Outcome.FAIL


def equality(key: str, stated: Figure, expected: Figure, *, question: Words = Words("", ""), cause: Words = Words("", "")) -> Finding:
    """Return the finding on a stated figure that should equal one worked out."""
    outcome = compared(stated, expected)
    subject = stated.label
    if outcome is Outcome.INSUFFICIENT_DATA:
        lacking = (*stated.missing, *expected.missing)
        message = Words(
            "缺少" + "、".join(dict.fromkeys(one.label.zh for one in lacking)), "not reported: " + "; ".join(dict.fromkeys(one.label.en for one in lacking))
        )
        return Finding(key, outcome, subject, message, stated, expected)
    expected = expected.to(stated.unit)
    message = Words(*(_told(stated, expected, outcome, lang) for lang in ("zh", "en")))
    nothing = Words("", "")
    return Finding(key, outcome, subject, message, stated, expected, *((cause, question) if outcome is Outcome.FAIL else (nothing, nothing)))


def _told(stated: Figure, expected: Figure, outcome: Outcome, lang: str) -> str:
    arithmetic = expected.arithmetic(lang)
    if outcome is Outcome.PASS:
        return f"{arithmetic}，与所报一致" if lang == "zh" else f"{arithmetic}, as stated"
    gap = (stated - expected).shown(lang)
    if lang == "zh":
        tail = "，在四舍五入误差之内" if outcome is Outcome.HINT else ""
        return f"{arithmetic}，所报为{stated.shown(lang)}，相差{gap.removeprefix('-')}{tail}"
    tail = ", within rounding" if outcome is Outcome.HINT else ""
    return f"{arithmetic}, stated as {stated.shown(lang)}: off by {gap.replace('-', '', 1)}{tail}"


def parts_of(key: str, whole: Figure, parts: list[Figure], *, complete: bool, question: Words, cause: Words = Words("", "")) -> Finding:
    """Return the finding on a whole against the parts that are reported.

    Parts that exceed the whole contradict it. Parts that fall short do so only where the list is ``complete``; else there
    may be parts that the report does not name, and a question is asked.
    """
    known = [part for part in parts if part.known]
    if not whole.known or not known or (complete and len(known) < len(parts)):
        return equality(key, whole, total(parts))
    finding = equality(key, whole, total(known), question=question, cause=cause)
    short = finding.outcome is Outcome.FAIL and finding.expected.value < whole.to(finding.expected.unit).value
    if short and not complete:
        return Finding(
            key,
            Outcome.QUESTION,
            finding.subject,
            finding.message,
            finding.stated,
            finding.expected,
            Words("所列各项可能不完整", "the parts listed may not be all"),
            question,
        )
    return finding


def first_that_holds(findings: list[Finding]) -> Finding:
    """Return the first finding that holds, of several readings of one identity; where none does, the first."""
    return next((finding for finding in findings if finding.outcome in {Outcome.PASS, Outcome.HINT}), findings[0])


def asked(finding: Finding) -> Finding:
    """Return a finding as a question, where another reading of what does not fit is possible."""
    return replace(finding, outcome=Outcome.QUESTION) if finding.outcome is Outcome.FAIL else finding


def gathered(key: str, subject: Words, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield serious findings one by one; of the others those of one outcome together, under one subject."""
    others: dict[Outcome, list[Finding]] = {}
    for finding in findings:
        if finding.serious:
            yield finding
        else:
            others.setdefault(finding.outcome, []).append(finding)
    for outcome, group in others.items():
        everywhere = tuple(dict.fromkeys(source for finding in group for source in finding.sources))
        yield group[0] if len(group) == 1 else Finding(key, outcome, subject, _together(outcome, group), places=everywhere)


def _together(outcome: Outcome, group: list[Finding]) -> Words:
    number = len(group)
    if outcome is Outcome.PASS:
        return Words(f"{number}处核对均成立", f"all {number} comparisons hold")
    if outcome is Outcome.HINT:
        largest = max((finding for finding in group if finding.difference), key=lambda finding: abs(finding.difference.value * finding.difference.unit.size))
        most = largest.difference.shown
        return Words(
            f"{number}处有尾差，均在四舍五入误差之内，最大{most('zh').removeprefix('-')}（{largest.subject.zh}）",
            f"{number} differences, all within rounding, the largest {most('en').removeprefix('-')} ({largest.subject.en})",
        )
    told = list(dict.fromkeys(finding.message for finding in group))
    more = len(told) - MOST_TOLD
    tail = Words(f"；另有{more}处", f"; and {more} more") if more > 0 else Words("", "")
    return Words("；".join(one.zh for one in told[:MOST_TOLD]) + tail.zh, "; ".join(one.en for one in told[:MOST_TOLD]) + tail.en)
