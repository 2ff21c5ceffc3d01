"""What reports claim and how they list: claims of fact with their subject, the amounts told for it, lists, sections, the whole report."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass

from evallib.figures import Figure
from evallib.quantities import Unit
from evallib.reading.narrative import Narrative, Section, Told
from evallib.reading.record import THREE_PUBLIC_PARTS, Period, Record

THREE_PUBLIC = ("three_public", *THREE_PUBLIC_PARTS, "tp_vehicle_purchase", "tp_vehicle_running")
BUDGETS = ("budget_initial", "budget_revised")
_MEANT = re.compile(
    "(?<![主重需])要(?!求|素|点)|应当?|须|确保|力争|努力|争取|不得|严禁|防止|避免|杜绝(?!了)|是否|如果|若(?!干)|原则上|下一步|今后|将|进一步|目标为|指标值|的要求|规定|做到心中|≤|满分|不扣分"
)
_AHEAD = ("改进", "措施", "建议", "下一步", "今后", "打算", "整改", "问题", "不足")
LONGEST_CLAUSE = 40  # characters quoted before the words of a claim
_LONGEST_SENTENCE = 400  # characters looked back over for what a claim is about
_SUBJECTS = (
    ("three_public", "三公[”’」]?(?:两费)?(?:经费|费用)?[”’」]?(?:的|实际)?(?:支出|开支|费用|使用|预算)?"),
    ("tp_hospitality", "公务接待|接待费|招待费"),
    ("tp_vehicle", "公务用车|公务车|公车"),
    ("tp_overseas", "因公出国|出国（境）|出国境"),
    ("exp_basic", "基本支出|基本经费"),
    ("exp_personnel", "人员经费|人员支出"),
    ("exp_operating", "公用经费|公用支出"),
    ("exp_project", "项目支出|项目经费|专项经费|专项支出"),
    (
        "",
        "会议费|培训费|差旅费|机关运行经费|工程|概算|投资|采购|单价|成本|编制|人数|建设|项目|中标|合同|专项资金",
    ),  # of one thing, which no figure of the whole bears out
    ("exp_total", "各项支出|各项经费|整体支出|部门支出|总支出|支出总额|全年支出|经费支出|资金支出|支出|经费|开支"),
)
_SUBJECT = re.compile("|".join(f"(?P<s{number}>{words})" for number, (_, words) in enumerate(_SUBJECTS)))


def place(match: re.Match[str]) -> tuple[int, int]:
    """Return where a match stands, as ``Narrative.source`` takes it."""
    return match.start(), match.end()


def clause(narrative: Narrative, match: re.Match[str]) -> tuple[int, int]:
    """Return where the clause stands that a match ends: from the last comma before it."""
    start, _ = narrative.sentence(match.start())
    words = narrative.plain.text[max(start, match.start() - LONGEST_CLAUSE) : match.start()]
    return match.start() - len(re.split("[，：。；\n]", words)[-1]), match.end()


def quoted(narrative: Narrative, start: int, end: int) -> str:
    """Return characters of the plain form in quotation marks; the inner ones become single."""
    return f"“{narrative.said(start, end).replace('“', '‘').replace('”', '’')}”"


def asserted(narrative: Narrative, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern that say what is, not what shall be: no duty or intent in their clause, no section on what is ahead."""
    sections = outermost(narrative.under(*_AHEAD))
    starts = [one.start for one in sections]
    for match in narrative.search(pattern):
        start, end = narrative.sentence(match.start())
        clause = re.split("[，：、]", narrative.plain.text[max(start, match.start() - _LONGEST_SENTENCE) : match.start()])[-1]
        following = re.split("[，。；\n]", narrative.plain.text[match.start() : min(end, match.end() + 12)])[0]
        last = bisect.bisect_right(starts, match.start())
        ahead = last > 0 and match.start() < sections[last - 1].end
        if not ahead and not _MEANT.search(clause) and not _MEANT.search(following):
            yield match


def subject(narrative: Narrative, at: int) -> str | None:
    """Return what a claim is about: the measure that its sentence names last before it, ``""`` for some one thing, None for nothing named.

    After a list of the three public expenses it is about them together.
    """
    start, _ = narrative.sentence(at)
    found = [_SUBJECTS[int(one.lastgroup[1:])][0] for one in _SUBJECT.finditer(narrative.plain.text, max(start, at - _LONGEST_SENTENCE), at)]
    if found and found[-1] in THREE_PUBLIC and "three_public" in found:
        return "three_public"
    return found[-1] if found else None


@dataclass(frozen=True)
class Amounts:
    """What is told of one measure in one period.

    Args:
        figures: the different values, without those that only slip in their unit.
        scope: which budget they are of.
        record: whether they come from the record, not from the report.
    """

    figures: tuple[Figure, ...]
    scope: str = ""
    record: bool = False

    @property
    def main(self) -> Figure:
        """The value told first."""
        return self.figures[0]

    def above(self, other: Amounts) -> bool | None:
        """Whether all values lie above all others by more than rounding; None where they do not agree on it."""
        mine, others = (sorted(one.figures, key=lambda figure: figure.to(Unit.YUAN).value) for one in (self, other))
        every, some = ((first - second).interval.low > 0 for first, second in ((mine[0], others[-1]), (mine[-1], others[0])))
        return every if every == some else None


def amounts(narrative: Narrative, measure: str, period: str, record: Record | None = None) -> Amounts | None:
    """Return what a report tells of a measure in a period, of the whole budget before that of one of its parts, else what its record has."""
    told = [one for one in narrative.all(measure, period) if one.exact and one.kind == "money" and one.role == "amount"]
    for scope in dict.fromkeys(["", *(one.scope for one in told)]):
        values = tuple(dict.fromkeys(_without_slips([one for one in told if one.scope == scope])))
        if values:
            return Amounts(values, scope)
    figure = record.figure(measure, Period[period.upper()]) if record else None
    return Amounts((figure,), record=True) if figure and figure.known else None


def _without_slips(told: list[Told]) -> Iterator[Figure]:
    seen: set[tuple[object, str]] = set()
    in_wan = {one.value for one in told if one.unit == "万元"}
    for one in told:
        if (one.value, one.unit) not in seen and not (one.unit == "元" and one.value in in_wan):
            seen.add((one.value, one.unit))
            yield one.figure


_LISTS = (
    re.compile("(?:^|(?<=[\n。；：]))（([一二三四五六七八九十]{1,2})）"),
    re.compile("(?:^|(?<=[\n。；：，、]))第?([一二三四五六七八九十]{1,2})(?:是|，|、)(?!、)"),
    re.compile("(?:^|(?<=[\n。；：]))#{0,6}(\\d{1,2})[.、．](?!\\d)"),
    re.compile("(?:^|(?<=[\n。；：]))（(\\d{1,2})）"),
    re.compile("([①-⑩])"),
)
_DIGITS = {sign: number for number, sign in enumerate("一二三四五六七八九", 1)} | {sign: number for number, sign in enumerate("①②③④⑤⑥⑦⑧⑨⑩", 1)}


def _number(sign: str) -> int:
    if sign.isdecimal():
        return int(sign)
    tens, ten, ones = sign.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def numbered(text: str) -> list[list[int]]:
    """Return the lists of a passage as the numbers that open their entries, the outermost list first; 一是, （一）, 1. and ① each make one."""
    lists = [[(found.start(), _number(found[1])) for found in pattern.finditer(text)] for pattern in _LISTS]
    return [[number for _, number in one] for one in sorted((one for one in lists if one and one[0][1] == 1), key=lambda one: one[0][0])]


def run_of(numbers: list[int]) -> int:
    """Return how far a list counts on from 1 before it begins anew."""
    reached = 0
    for number in numbers:
        if number == reached + 1:
            reached = number
        elif number == 1:
            break
    return reached


def outermost(sections: list[Section]) -> list[Section]:
    """Return those of several sections, in order, that stand in no other of them."""
    kept: list[Section] = []
    for section in sections:
        if not kept or section.start >= kept[-1].end:
            kept.append(section)
    return kept


class Outline:
    """The headings of a report, each with the one that it stands under."""

    def __init__(self, narrative: Narrative) -> None:
        self.sections = narrative.sections
        self._starts = [one.start for one in self.sections]
        self._above: list[int] = []
        for place_of, section in enumerate(self.sections):
            above = place_of - 1
            while above >= 0 and self.sections[above].end <= section.start:
                above = self._above[above]
            self._above.append(above)

    def above(self, at: int) -> list[Section]:
        """Return the sections that a place stands in, the outermost first."""
        place_of, found = bisect.bisect_right(self._starts, at) - 1, []
        while place_of >= 0:
            if at < self.sections[place_of].end:
                found.append(self.sections[place_of])
            place_of = self._above[place_of]
        return found[::-1]


_REPORT = re.compile("(?:绩效|评价|自评)[^\n。]{0,12}(?:报告|总结)")
_CLOSING = re.compile("(?m:^[#* ]{0,4}(?:[一二三四五六七八九十]{1,2}、)?附[件表]|特此报告)")
_DATE = r"(?:20\d{2}年\d{1,2}月(?:\d{1,2}日)?|20\d{2}[./-]\d{1,2}[./-]\d{1,2}|二[〇零○０Oo0]{1}[一二三四五六七八九十〇零○０Oo0]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{0,3}日?)"
_DATED = re.compile(rf"(?m:^[^\n。，；]{{0,30}}?{_DATE}[）)* ]{{0,3}}$)|(?:日期|时间)：?[^\n]{{0,4}}{_DATE}")
_SIGNED = re.compile(
    "(?m:^[*＊ ]{0,3}[\u4e00-\u9fffXx×A-Za-z（）]{2,24}(?:局|委|委员会|办|办公室|政府|中心|会|院|校|学|小学|中学|幼儿园|园|所|队|站|馆|公司|处|部|社|台|厅|街道|场|镇|乡|单位)(?:（[^）\n]{0,10}[章公][^）\n]{0,4}）)?[* ]{0,3}$)"
)
MANY_SECTIONS = 6


def is_report(narrative: Narrative) -> bool:
    """Whether the text is a report of its own, not a passage of one: titled so, with sections of the first level."""
    return bool(_REPORT.search(narrative.plain.text[:300])) and len(first_level(narrative)) > 2  # noqa: PLR2004  two sections are a passage


def first_level(narrative: Narrative) -> list[Section]:
    """Return the sections that stand in no other, the title apart."""
    return outermost([one for one in narrative.sections if not _REPORT.search(one.title)])


def closing(narrative: Narrative) -> re.Match[str] | None:
    """Return where a report names its annexes or says that it ends, if its second half does."""
    return _CLOSING.search(narrative.plain.text, len(narrative.plain.text) // 2)


def dated(narrative: Narrative) -> re.Match[str] | None:
    """Return the date of a report: the last line that is one."""
    return max(_DATED.finditer(narrative.plain.text), key=lambda one: one.start(), default=None)


def signed(narrative: Narrative) -> bool:
    """Whether a line of its own in the last part names a department."""
    lines = narrative.plain.text.rstrip().split("\n")
    return any(_SIGNED.fullmatch(line.strip()) for line in lines[max(1, len(lines) - 8) :])
