"""What a review has to say, before it becomes a page, lines or a letter: its findings in order, each with place, words and arithmetic."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass
from enum import Enum

from evallib.figures import Figure, Source, places
from evallib.review import Review
from evallib.rules.findings import CHECKS, PROSE, Finding, Outcome
from evallib.showing.sentences import Sentence, Told, sentence, sentences, told_count
from evallib.words import Words, joined

LONGEST_QUOTE = 120  # characters of a sentence that are quoted; of a longer one, what stands round the places
MOST_QUOTES = 3
LONGEST_TITLE = 60


class Group(Enum):
    """What kind of matter a finding is, most serious first."""

    CONTRADICTIONS = ("相互矛盾的数据", "Figures that contradict each other")
    SCORE = ("自评得分", "The stated score")
    CLAIMS = ("缺少依据或需要说明的内容", "Claims without support")
    MISSING = ("缺少的内容", "What is missing")
    WORDING = ("文字和单位", "Wording and units")
    HELD = ("已核对且成立的内容", "What was compared and holds")

    def __init__(self, zh: str, en: str) -> None:
        self.words = Words(zh, en)


LISTED = tuple(group for group in Group if group is not Group.HELD)


@dataclass(frozen=True)
class Opinion:
    """A finding as a review tells it.

    Args:
        number: its number in the review, by which the text, the page and the letter refer to it.
        finding: what was found.
        group: what kind of matter it is.
    """

    number: int
    finding: Finding
    group: Group

    @property
    def state(self) -> Words:
        """Its outcome in words; a hint that is no rounding difference is called just that."""
        finding = self.finding
        return Words("提示", "hint") if finding.outcome is Outcome.HINT and not rounding(finding) else finding.outcome.words

    @property
    def check(self) -> Words:
        """The number of the check and what it asks for."""
        check = PROSE.get(self.finding.check) or CHECKS[self.finding.check]
        return Words(f"{check.key} {check.words.zh}", f"{check.key} {check.words.en}")


def opinions(review: Review) -> tuple[Opinion, ...]:
    """Return every finding of a review, by group and most serious first, numbered."""
    order = list(Group)
    grouped = sorted(((group_of(finding), finding) for finding in review.findings), key=lambda one: order.index(one[0]))
    return tuple(Opinion(number, finding, group) for number, (group, finding) in enumerate(grouped, 1))


def listed(review: Review) -> tuple[Opinion, ...]:
    """Return what calls for an answer, or at least a look: all but what holds."""
    return tuple(one for one in opinions(review) if one.group is not Group.HELD)


def group_of(finding: Finding) -> Group:
    """Return what kind of matter a finding is."""
    family, outcome = finding.check[0], finding.outcome
    if outcome in {Outcome.PASS, Outcome.NOT_APPLICABLE} or rounding(finding):
        return Group.HELD
    if family == "L" or (outcome is Outcome.INSUFFICIENT_DATA and family not in "HJK"):
        return Group.MISSING
    if family == "I":
        return Group.SCORE
    if outcome is Outcome.FAIL:
        return Group.CONTRADICTIONS
    return Group.WORDING if family == "F" else Group.CLAIMS


def rounding(finding: Finding) -> bool:
    """Whether a finding is a difference that rounding explains."""
    return finding.outcome is Outcome.HINT and finding.difference is not None


# -- the report ------------------------------------------------------------------------------------------------------


def title_of(review: Review) -> str:
    """Return the report's title, its first line; the file's name where that line is none."""
    first = next((line.strip().lstrip("# ") for line in review.narrative.text.splitlines() if line.strip()), "")
    return first if 0 < len(first) <= LONGEST_TITLE else review.narrative.file.rsplit("/", 1)[-1]


def summary(review: Review) -> Sentence:
    """Say what was found and how much was checked; never the one without the other."""
    coverage = review.coverage
    if not coverage.figures:
        return sentence("文中没有读出数字，因此没有可以核对的数据。", "No figure was read in the text, so there was nothing to compare.")
    serious = [outcome for outcome in (Outcome.FAIL, Outcome.QUESTION) if review.outcomes[outcome]]
    read = sentence(
        "全文读出{figures}个数字，已核对{checked}个，未核对{unchecked}个。",
        "{figures} figures were read in the text: {checked} were checked, {unchecked} were not.",
        figures=read_in_text(review),
        checked=checked(review),
        unchecked=unchecked(review),
    )
    if not serious:
        return read.plus(
            Words(
                "已进行的核对没有发现不符或需要说明的内容；未核对的不能因此视为无误。",
                "The checks that were made raise nothing; what was not checked is not thereby right.",
            )
        )
    found = [sentence("{name}{number}项", "{number} {english}", name=one.words.zh, number=found_so(review, one), english=_ENGLISH[one]) for one in serious]
    return read.plus(sentence("核对结果：{found}。", "Found: {found}.", found=sentences(found, "，", ", ")))


def read_in_text(review: Review) -> Told:
    """Return how many figures were read in the text."""
    return told_count(review.coverage.figures, "原文中标出的数字", "figures marked in the text")


def checked(review: Review) -> Told:
    """Return how many figures were compared with something."""
    return told_count(review.coverage.checked, "原文中至少与另一个数字或资料比较过一次的数字", "figures of the text that were compared at least once")


def unchecked(review: Review) -> Told:
    """Return how many figures were compared with nothing."""
    reasons = review.coverage.reasons
    zh, en = "；".join(f"{words.zh}{number}个" for words, number in reasons), "; ".join(f"{words.en}: {number}" for words, number in reasons)
    return told_count(review.coverage.unchecked, f"读出的数字减已核对的数字。{zh}", f"figures read less figures checked. {en}")


def found_so(review: Review, outcome: Outcome) -> Told:
    """Return how many findings have an outcome."""
    subjects = list(dict.fromkeys(one.finding.subject for one in opinions(review) if one.finding.outcome is outcome))
    return told_count(
        review.outcomes[outcome],
        f"结论为“{outcome.words.zh}”的意见：{joined(subjects).zh or '无'}",
        f"findings that say “{outcome.words.en}”: {joined(subjects, en='; ').en or 'none'}",
    )


_ENGLISH = {Outcome.FAIL: "that cannot hold", Outcome.QUESTION: "to be explained"}


# -- a finding -------------------------------------------------------------------------------------------------------


def headings(review: Review, finding: Finding) -> list[tuple[str, list[Source]]]:
    """Return where in the report a finding is: the headings, each with the places below it, in order."""
    grouped: dict[str, list[Source]] = {}
    for source in sorted((one for one in finding.sources if one.end), key=lambda one: one.start):
        grouped.setdefault(_heading(review, source), []).append(source)
    return list(grouped.items())


def _heading(review: Review, source: Source) -> str:
    """Return the heading that a place stands below, with its number."""
    narrative = review.narrative
    last = bisect.bisect_right(narrative.sections, narrative.plain.at(source.start), key=lambda section: section.start) - 1
    section = narrative.sections[last] if last >= 0 else None
    return narrative.said(section.start, section.body).lstrip("# ") if section else ""


def place(review: Review, finding: Finding) -> Words:
    """Say where a finding is: by heading and line in the report, and where else its figures stand."""
    return joined([words for words in (spots(review, finding), elsewhere(finding)) if words.zh], "；", "; ")


def spots(review: Review, finding: Finding) -> Words:
    """Say where in the report a finding is, by heading and line."""
    return joined([Words(*(_spot(heading, sources, lang) for lang in ("zh", "en"))) for heading, sources in headings(review, finding)], "；", "; ")


def elsewhere(finding: Finding) -> Words:
    """Say where beside the report the figures of a finding stand."""
    return Words(*(places([source for source in finding.sources if not source.end], lang) for lang in ("zh", "en")))


def _spot(heading: str, sources: list[Source], lang: str) -> str:
    lines = ("、" if lang == "zh" else ", ").join(str(line) for line in sorted({source.line for source in sources}))
    if lang == "zh":
        return f"{heading and f'“{heading}”'}第{lines}行"
    return f"{heading and f'“{heading}”, '}line{'s' * (len(sources) > 1 and ',' in lines)} {lines}"


def quotes(review: Review, finding: Finding, longest: int = LONGEST_QUOTE) -> list[str]:
    """Return the sentences of the report that a finding is about; of those longer than ``longest``, what stands round the places."""
    plain, within = review.narrative.plain, {}
    for start, end in finding.spans:
        within.setdefault(review.narrative.sentence(plain.at(start)), []).append((start, end))
    return [_quote(review, sentence, spans[0][0], max(end for _, end in spans), longest) for sentence, spans in within.items()][:MOST_QUOTES]


def _quote(review: Review, sentence: tuple[int, int], start: int, end: int, longest: int) -> str:
    """Return a sentence; of a long one, what stands round the characters from ``start`` to ``end``."""
    text, (begin, stop) = review.narrative.text, review.narrative.plain.span(*sentence)
    stop, around = max(stop, end), longest // 5
    first, last = (begin, stop) if stop - begin <= longest else (max(begin, start - around), min(stop, end + around, start + longest))
    while _in_number(text, first):
        first -= 1
    while _in_number(text, last):
        last += 1
    return f"{'…' * (first > begin)}{' '.join(text[first:last].split())}{'…' * (last < stop)}"


def _in_number(text: str, place: int) -> bool:
    """Whether a text cut at a place would cut a number."""
    return bool(re.fullmatch(r"[\d.,]\d|\d[\d.,]", text[max(place - 1, 0) : place + 1]))


def sides(finding: Finding) -> list[tuple[Words, Words]]:
    """Return the two sides of a comparison and their difference, named, where there are two."""
    stated, expected, difference = finding.stated, finding.expected, finding.difference
    if difference is None:
        return []
    same = expected.to(stated.unit)
    return [(Words("所报", "stated"), _shown(stated)), (Words("核对数", "checked against"), _shown(same)), (Words("相差", "difference"), _shown(difference))]


def _as_read(figure: Figure) -> Figure:
    """Return a figure in the unit that it was read in, where it was only told in another one."""
    return figure.parts[0] if figure.sign == "=" and not figure.parts[0].parts else figure


def _shown(figure: Figure) -> Words:
    return Words(figure.shown("zh"), figure.shown("en"))


def arithmetic(finding: Finding, lang: str) -> str:
    """Return how the number to compare with is worked out, or the difference where it is stated itself; empty where there is none."""
    stated, expected, difference = finding.stated, finding.expected, finding.difference
    if not (expected and expected.known):
        return ""
    if _as_read(expected) is not expected:
        return f"{_as_read(expected).shown(lang)} {'＝' if lang == 'zh' else '='} {expected.shown(lang)}"
    if expected.parts:
        return expected.arithmetic(lang)
    return (stated - expected).arithmetic(lang) if difference is not None else ""
