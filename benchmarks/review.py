"""How well reports are read and checked: against texts in which a person marked every figure and every defect.

    python3 benchmarks/review.py [NAMES] [--folder tests/narratives] [--errors]

For each text and for all: of the figures marked, how many are found, with the right value and unit, measure, period and exactness, and
how many figures there are none (spurious); of the contradictions found, how many are true; of those marked, how many are found (fails);
of the questions marked, how many are asked; and how many questions are asked in all. Then how many contradictions and questions
are found in texts without defects, and how much longer a long text takes than a short one.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from evallib.reading.narrative import Narrative, Told, read_narrative
from evallib.review import Review
from evallib.rules.findings import Finding

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from labelled import FOLDER, Expected, Label, Labelled, read_all

MYRIADS = {"万": 10_000, "亿": 100_000_000}
SAME_UNIT = {"㎡": "平方米", "m²": "平方米", "m2": "平方米", "平米": "平方米", "％": "%"}
SHORT, LONG = 13_000, 500_000  # bytes in UTF-8: a report, and more than anybody sends
AROUND = 22  # characters shown on either side of an error
SHARES = {  # heading: what is counted, of what
    "found%": ("found", "figures"),
    "value%": ("value", "figures"),
    "measure%": ("named", "measured"),
    "or none%": ("measure", "figures"),
    "period%": ("timed", "dated"),
    "about%": ("about", "figures"),
}
RATIOS = {"true": ("true_fails", "found_fails"), "fails": ("met_fails", "fails"), "asked": ("met_questions", "questions")}


@dataclass(frozen=True)
class Read:
    """A labelled text as the reader reads and the checks check it."""

    labelled: Labelled
    narrative: Narrative
    findings: tuple[Finding, ...]

    @cached_property
    def pairs(self) -> list[tuple[Label, Told | None]]:
        """Each label with the figure that shares most characters with it."""
        return [(label, max(self._touching(label), key=lambda told: _shared(label, told), default=None)) for label in self.labelled.labels]

    def _touching(self, label: Label) -> Iterable[Told]:
        return (told for told in self.narrative.figures if _shared(label, told) > 0)

    @cached_property
    def spurious(self) -> list[Told]:
        """Figures where nobody marked a quantity."""
        return [told for told in self.narrative.figures if not any(_shared(label, told) > 0 for label in self.labelled.labels)]

    def found(self, outcome: str) -> list[Finding]:
        """Return the findings of an outcome."""
        return [finding for finding in self.findings if finding.outcome.key == outcome]

    def expected(self, outcome: str) -> list[Expected]:
        """Return the defects marked, of an outcome."""
        return [entry for entry in self.labelled.expect if entry.outcome == outcome]

    @property
    def missed(self) -> list[Expected]:
        """Contradictions marked and not found as such; questions marked and neither raised nor found as contradictions."""
        accepted = {"fail": ["fail"], "question": ["question", "fail"]}
        return [
            entry for entry in self.labelled.expect if not any(_meets(entry, finding) for outcome in accepted[entry.outcome] for finding in self.found(outcome))
        ]

    @property
    def false(self) -> list[Finding]:
        """Contradictions found where no defect is marked."""
        return [finding for finding in self.found("fail") if not any(_meets(entry, finding) for entry in self.labelled.expect)]

    @cached_property
    def counts(self) -> Counter[str]:
        """What is counted: figures, those found and right in each aspect, those that have a measure, and the findings."""
        counts = Counter(figures=len(self.pairs), spurious=len(self.spurious), found_fails=len(self.found("fail")), found_questions=len(self.found("question")))
        for label, told in self.pairs:
            right = ASPECTS.keys() - wrong(label, told).keys()
            counts.update([*right, *(["found"] if told else [])])
            for value, aspect, all_that_have, those_right in ((label.measure, "measure", "measured", "named"), (label.period, "period", "dated", "timed")):
                counts.update([all_that_have] * bool(value) + [those_right] * (bool(value) and aspect in right))
        counts.update({"true_fails": counts["found_fails"] - len(self.false)})
        counts.update(f"{entry.outcome}s" for entry in self.labelled.expect)
        counts.update(f"met_{entry.outcome}s" for entry in self.labelled.expect if entry not in self.missed)
        return counts


def _shared(label: Label, told: Told) -> int:
    return min(label.end, told.end) - max(label.start, told.start)


def _meets(entry: Expected, finding: Finding) -> bool:
    """Whether a finding is about a defect: one of its checks, touching its words."""
    return finding.check in entry.checks and any(begin < stop and start < end for begin, end in entry.spans for start, stop in finding.spans)


def quantity(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """Return how much of a plain unit it is: 万元 and 万人 in 元 and 人; 万 alone counts money."""
    size, plain = MYRIADS.get(unit[:1], 1), unit[1:] if unit[:1] in MYRIADS else unit
    return value * size, SAME_UNIT.get(plain, plain or ("元" if size > 1 else ""))


ASPECTS = {
    "value": lambda one: quantity(one.value, one.unit),
    "measure": lambda one: one.measure,
    "period": lambda one: one.period,
    "about": lambda one: one.about,
}


def wrong(label: Label, told: Told | None) -> dict[str, tuple]:
    """Return the aspects in which a figure is not what the label says, with what was read and what is right; all of them where there is none."""
    sides = {aspect: (read(told) if told else None, read(label)) for aspect, read in ASPECTS.items()}
    return {aspect: (was, right) for aspect, (was, right) in sides.items() if was != right}


def read(text: Labelled) -> Read:
    """Read and check a labelled text."""
    narrative = read_narrative(text.text, f"{text.name}.txt", text.year)
    return Read(text, narrative, Review(narrative).findings)


def percent(part: int, whole: int) -> str:
    """Return a part in per cent; nothing where there is no whole."""
    return f"{100 * part / whole:.1f}" if whole else "-"


def row(name: str, counts: Counter[str]) -> str:
    """Return a line of the table."""
    shares = [percent(counts[part], counts[whole]) for part, whole in SHARES.values()]
    ratios = [f"{counts[part]}/{counts[whole]}" for part, whole in RATIOS.values()]
    return _line(name, counts["figures"], *shares, counts["spurious"], *ratios, counts["found_questions"])


def _line(name: str, *cells: object) -> str:
    return f"{name:20.20}" + "".join(f"{cell:>10}" for cell in cells)


def context(text: str, start: int, end: int) -> str:
    """Return some characters with what stands around them."""
    return f"{text[max(0, start - AROUND) : start]}【{text[start:end]}】{text[end : end + AROUND]}".replace("\n", "⏎")


def errors(one: Read) -> Iterable[str]:
    """Yield each thing that was read or found wrongly, with its context."""
    text = one.labelled.text
    for label, told in one.pairs:
        where = context(text, label.start, label.end)
        if told is None:
            yield f"  not found   {where}"
            continue
        for aspect, (was, right) in wrong(label, told).items():
            yield f"  {aspect:11} {_said(was)} instead of {_said(right)}: {where}"
    yield from (f"  spurious    {_said(quantity(told.value, told.unit))} {told.measure}: {context(text, told.start, told.end)}" for told in one.spurious)
    for entry in one.missed:
        yield f"  missed      {entry.check} {entry.outcome}: {' | '.join(context(text, *span) for span in entry.spans)}"
    unfounded = one.found("fail") + one.found("question") if one.labelled.clean else one.false
    for finding in unfounded:
        yield f"  false       {finding.check} {finding.outcome.key}: {finding.message.zh} {' | '.join(context(text, *span) for span in finding.spans)}"


def _said(value: object) -> str:
    return " ".join(f"{part}" for part in value) if isinstance(value, tuple) else str(value) or "nothing"


def repeated(texts: list[Labelled], size: int) -> str:
    """Return a text of so many bytes: the texts, one after the other, again and again."""
    whole = "\n".join(text.text for text in texts)
    held = len(whole.encode())
    return (whole * (size // held + 1)).encode()[:size].decode(errors="ignore")


def seconds(text: str) -> tuple[float, float]:
    """Return how long reading a text takes, and how long checking it."""
    start = time.perf_counter()
    narrative = read_narrative(text, "long.txt")
    middle = time.perf_counter()
    _ = Review(narrative).findings
    return middle - start, time.perf_counter() - middle


def main() -> None:
    """Read, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="?", default="*", help="pattern of the names of the texts, such as 'a0*'")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--errors", action="store_true", help="list everything that is read or found wrongly")
    options = parser.parse_args()
    texts = read_all(options.names, options.folder)
    if not texts:
        parser.error(f"no text {options.names} in {options.folder}")
    done = [read(text) for text in texts]
    print(_line("", "figures", *SHARES, "spurious", *RATIOS, "questions"))
    for one in done:
        print(row(one.labelled.name, one.counts))
        if options.errors:
            print(*errors(one), sep="\n")
    counts = sum((one.counts for one in done), Counter())
    clean = sum((one.counts for one in done if one.labelled.clean), Counter())
    print(row("all", counts))
    print(f"contradictions: precision {percent(counts['true_fails'], counts['found_fails'])} %, recall {percent(counts['met_fails'], counts['fails'])} %")
    print(f"questions: recall {percent(counts['met_questions'], counts['questions'])} %")
    print(f"in {sum(text.clean for text in texts)} texts without defects: {clean['found_fails']} fail, {clean['found_questions']} question")
    (short, short_checks), (long, long_checks) = (min(seconds(repeated(texts, size)) for _ in range(3)) for size in (SHORT, LONG))
    print(f"{SHORT // 1000} KB: read in {short * 1000:.0f} ms, checked in {short_checks * 1000:.0f} ms")
    print(
        f"{LONG // 1000} KB, {LONG / SHORT:.0f} times as long: reading takes {long / short:.0f} times as long, checking {long_checks / short_checks:.0f} times"
    )


if __name__ == "__main__":
    main()
