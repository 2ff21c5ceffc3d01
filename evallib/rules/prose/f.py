"""Family F in prose: document numbers, terms that are out of date, blanks left open, words doubled, the wrong year."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from evallib.reading.narrative import Narrative
from evallib.rules.findings import MOST_TOLD, Finding, Outcome, check
from evallib.rules.prose.wording import dated, place, quoted
from evallib.words import Words, joined

_NUMBERED = re.compile(
    r"(?P<agency>[\u4e00-\u9fffXx×A-Z]{2,12})(?P<open>[〔【\[（《〈﹝{])\s?(?P<year>(?:19|20)\d{2})\s?年?(?P<close>[〕】\]）》〉﹞}])\s?(?:第\s?)?(?P<number>\d{1,5})\s?号"
)
_RIGHT_BRACKETS = {"〔〕", "﹝﹞"}


@check("F4", "发文字号的年份用六角括号〔〕", "Document numbers have their year in 〔〕", cites="EVALLIB", on="narrative")
def document_numbers_have_their_brackets(narrative: Narrative) -> Iterator[Finding]:
    """The year of a document number stands in 〔〕; other brackets are told, nobody has to answer. Source: GB/T 9704, recalled."""
    found = list(narrative.search(_NUMBERED))
    wrong = [one for one in found if one["open"] + one["close"] not in _RIGHT_BRACKETS]
    subject = Words("发文字号", "document numbers")
    if wrong:
        printed = list(dict.fromkeys(f"{one['open']}{one['year']}{one['close']}{one['number']}号" for one in wrong))[:MOST_TOLD]
        right = list(dict.fromkeys(f"〔{one['year']}〕{one['number']}号" for one in wrong))[:MOST_TOLD]
        yield Finding(
            "F4",
            Outcome.HINT,
            subject,
            Words(
                f"{len(wrong)}个发文字号的年份没有用六角括号〔〕：{'、'.join(printed)}",
                f"{len(wrong)} document numbers do not have their year in 〔〕: {', '.join(printed)}",
            ),
            suggestion=Words("、".join(right), ", ".join(right)),
            places=tuple(narrative.source(one.start("open"), one.end()) for one in wrong),
        )
    elif found:
        yield Finding("F4", Outcome.PASS, subject, Words(f"{len(found)}个发文字号的括号均规范", f"all {len(found)} document numbers have the right brackets"))


@dataclass(frozen=True)
class Term:
    """A term that a newer one has replaced from some year on."""

    new: Words
    since: int


def _terms() -> dict[str, Term]:
    lines = resources.files("evallib.rules.prose").joinpath("terms.csv").read_text("utf-8").splitlines()
    return {row["old"]: Term(Words(row["new"], f"{row['new']} ({row['en']})"), int(row["since"])) for row in csv.DictReader(lines)}


TERMS = _terms()
_TERM = re.compile("|".join(map(re.escape, sorted(TERMS, key=len, reverse=True))))


@check("F5", "使用现行的科目和资金名称", "Current names of accounts and funds are used", cites="S29 MOF-CODES", on="narrative")
def terms_are_current(narrative: Narrative) -> Iterator[Finding]:
    """A name that another had replaced by the year reported is told with the one in use."""
    found: dict[str, list[re.Match[str]]] = {}
    for match in narrative.search(_TERM):
        if narrative.year and narrative.year >= TERMS[match[0]].since:
            found.setdefault(match[0], []).append(match)
    for old, matches in found.items():
        term = TERMS[old]
        yield Finding(
            "F5",
            Outcome.HINT,
            Words(f"“{old}”", f"“{old}”"),
            Words(f"“{old}”自{term.since}年起称“{term.new.zh}”", f"“{old}” has been called {term.new.en} since {term.since}"),
            suggestion=Words(term.new.zh, term.new.zh),
            places=tuple(narrative.source(*place(match)) for match in matches),
        )


_UNITS = "万元|亿元|元|人|名|个|%|年|月|日|项|分|次|户|场|家|件"
_BLANKS = (
    re.compile(
        rf"(?<![A-Za-z0-9Xx×_])(?:[Xx×]{{2,6}}|_{{2,20}}|＿{{1,20}}|○{{2,6}}|△{{2,6}})\s?(?={_UNITS})(?!人民|家长|人大|月亮|分局|户籍|家庭|名[^，。；、\s])"
    ),
    re.compile(r"20[Xx×]{2}年"),
    re.compile(r"(?<=[（【\[：为是])(?:此处)?待(?:补充|填|填写|填报|定|核实|确认|完善)(?=[）】\]。；，\n]|万元|$)"),
    re.compile(r"(?:占|减少|增加|下降|增长|完成|共计|金额)(?:了|为)?\s?(?:万元|元|%)(?=[，。；、）])"),
    re.compile(r"(?:增加|增长|上升|减少|下降)（(?:或)?(?:减少|下降|降低|增加|增长|持平)）\s?(?=\d|万元|%)|（或与[^）\n]{2,8}持平）"),
    re.compile(r"（(?:请|此处|这里)[^）\n]{0,12}(?:填写|填报|补充|插入|删除|说明)[^）\n]{0,20}）"),
)
_TO_SIGN = re.compile("(?:签字|签名|签章|盖章|（章）)[^\n]*$")  # what is signed on paper
_LONGEST_SIGNATURE = 30  # characters
_DOUBLED = re.compile(
    "(?P<word>的)的(?![确士])|(?<!不)(?P<w2>了)了(?![解结却望然不])|(?P<w3>万元|进行|以及|其中|根据|为了|由于|对于|没有|按照|我局|我单位|我县)(?P=w3)|(?P<w4>。)。(?!。)(?<!。。。)|(?P<w5>，)，|(?P<w6>、)、|(?P<w7>；)；|(?P<w8>%)%"
)
_DATE_ALONE = re.compile(r"(?:报告|填报|编制)?(?:日期|时间)?：?\s?(20\d{2})(?:年|[./-])(\d{1,2})(?:月|[./-])(?:\d{1,2}日?)?")
_LAST_LINES = 120  # characters from the end, in which a report is signed
_TITLE = re.compile(r"(?<!\d)(20\d{2})年?度?[^\n。]{0,40}(?:绩效|自评|评价)[^\n。]{0,16}(?:报告|说明|情况|总结)")
OPENING = 1000  # characters within which a report without sections says what it evaluates
_REACH = 200  # characters of the sentence on either side that may name the right year too
_NAME = re.compile("《[^》\n]{0,60}》(?:（[^）\n]{0,24}）)?")
_COMPARES = re.compile("上年|去年|上一年|较|提高|下降|往年|历年|反馈|整改")
_EVALUATED = (
    re.compile(
        r"对(?:[^，。；\d\n]{0,12})(?P<year>20\d{2})年度?(?!以来|至|到|、|-|~)[^，。；\n]{0,24}(?:绩效|整体支出)[^，。；\n]{0,16}(?:进行|开展|组织|实施|作)[^，。；\n]{0,12}(?:自评|评价|自查)"
    ),
    re.compile(
        r"(?:现将|现就)[^，。；\d\n]{0,16}(?P<year>20\d{2})年度?(?!以来|至|到|、|-|~)[^，。；\n]{0,24}(?:绩效|整体支出)[^。；\n]{0,24}(?:报告|汇报|说明)如下"
    ),
    re.compile(r"(?<!\d)(?P<year>20\d{2})年度?(?:部门|单位)?整体支出(?:绩效)?(?:自评|评价|自我评价)(?:综合|总)?(?:得分|评分|分数|结果|等级)"),
)


@check("F6", "没有未填的空白、重复的字词和写错的年度", "No blanks left open, no words doubled, no wrong year", cites="S29 EVALLIB", on="narrative")
def nothing_is_left_open(narrative: Narrative) -> Iterator[Finding]:
    """A blank that nobody filled in and a year other than the one of the title are asked about; a word written twice is told."""
    yield from _blanks(narrative)
    yield from _doubled(narrative)
    yield from _wrong_year(narrative)
    yield from _signed_too_early(narrative)


def _blanks(narrative: Narrative) -> Iterator[Finding]:
    found = sorted((match for pattern in _BLANKS for match in narrative.search(pattern)), key=lambda match: match.start())
    found = [match for match in found if not _TO_SIGN.search(narrative.plain.text[max(0, match.start() - _LONGEST_SIGNATURE) : match.start()])]
    if found:
        words = joined([Words(*[quoted(narrative, max(0, match.start() - 6), match.end() + 2)] * 2) for match in found[:MOST_TOLD]])
        yield Finding(
            "F6",
            Outcome.QUESTION,
            Words("未填写的内容", "blanks"),
            Words(f"有{len(found)}处未填写：{words.zh}", f"{len(found)} blanks are left open: {words.en}"),
            question=Words("请贵单位补充所缺内容。", "Please fill in what is missing."),
            places=tuple(narrative.source(*place(match)) for match in found),
        )


def _doubled(narrative: Narrative) -> Iterator[Finding]:
    found = list(narrative.search(_DOUBLED))
    if found:
        told = list(dict.fromkeys(match[0] for match in found))
        once = list(dict.fromkeys(match[0][: len(match[0]) // 2] for match in found))
        yield Finding(
            "F6",
            Outcome.HINT,
            Words("重复的字词", "words written twice"),
            Words(f"字词或标点重复：{'、'.join(f'“{one}”' for one in told)}", f"words or signs written twice: {', '.join(f'“{one}”' for one in told)}"),
            suggestion=Words("、".join(f"“{one}”" for one in once), ", ".join(f"“{one}”" for one in once)),
            places=tuple(narrative.source(*place(match)) for match in found),
        )


def _title_year(narrative: Narrative) -> re.Match[str] | None:
    """Return the title, if it stands at the head and names one year."""
    title = _TITLE.search(narrative.plain.text[:200])
    line = narrative.plain.text[: title.end()].rpartition("\n")[2] if title else ""
    return title if title and len(set(re.findall(r"20\d{2}", line))) == 1 else None


def _wrong_year(narrative: Narrative) -> Iterator[Finding]:
    """The year that the text says it evaluates is the one of its title."""
    title = _title_year(narrative)
    if not title:
        return
    opening = next((section.start for section in narrative.sections if section.start > title.end()), OPENING)
    for pattern in _EVALUATED:
        for match in narrative.search(pattern):
            start, end = narrative.sentence(match.start())
            around = _NAME.sub("", narrative.plain.text[max(start, match.start() - _REACH) : min(end, match.end() + _REACH)])
            told_there = match.start() > title.end() and (match.start() < opening or pattern is _EVALUATED[-1])
            if told_there and match["year"] != title[1] and title[1] not in around and not _COMPARES.search(around):
                yield Finding(
                    "F6",
                    Outcome.QUESTION,
                    Words("评价年度", "the year evaluated"),
                    Words(f"标题为{title[1]}年度，此处为{match['year']}年度", f"the title says {title[1]}, here it is {match['year']}"),
                    cause=Words("年度可能沿用上年报告而未更改", "the year may have been left over from an earlier report"),
                    question=Words(f"请贵单位核实评价年度是否应为{title[1]}年度。", f"Should the year evaluated be {title[1]}?"),
                    places=(narrative.source(*place(match)), narrative.source(*title.span(1))),
                )


def _signed_too_early(narrative: Narrative) -> Iterator[Finding]:
    """A report on a year is not dated within that year or before it; December may be its end."""
    title, date = _title_year(narrative), dated(narrative)
    written = _DATE_ALONE.fullmatch(date[0].strip()) if date and date.start() > len(narrative.plain.text) - _LAST_LINES else None
    if title and written and (int(written[1]), int(written[2])) < (int(title[1]), 12) and "上半年" not in title[0]:
        yield Finding(
            "F6",
            Outcome.QUESTION,
            Words("报告日期", "the date of the report"),
            Words(
                f"报告日期为{written[1]}年{int(written[2])}月，早于所评价的{title[1]}年度结束",
                f"dated {written[1]}-{int(written[2]):02}, before {title[1]}, the year evaluated, was over",
            ),
            question=Words("请贵单位核实报告日期和评价年度。", "Please check the date and the year evaluated."),
            places=(narrative.source(*place(date)),),
        )
