"""Check A9: a number that a report announces, against the names or items that it then lists.

Three kinds of list are told apart: items numbered in order (一是…二是…, （一）…（二）…, 1.…2.…), names in quotation marks or book-title
marks, and bare names joined by 、. How many bare names there are may be open (和 joins two names, or stands inside one), so a list
has a least and a greatest number of names; only a number outside the two is asked about. 等 leaves the greatest open.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from evallib.figures import Figure, Source
from evallib.quantities import Unit, read_number
from evallib.reading.narrative import Narrative
from evallib.rules.findings import Finding, Outcome, check
from evallib.words import Words

_WHOLE = True  # what numbered items and lists that close a sentence are
FEWEST, MOST = 2, 40  # items: one thing is no list, and longer lists are tables


@dataclass(frozen=True)
class Listed:
    """An announced number and the list that it stands with; places are of the plain form.

    Args:
        number: what is announced.
        least, most: how many items the list has at least and at most.
        complete: whether it names all; 等, or words that follow, leave that open.
        names: the items, as far as they are names.
        start, end: where the number stands.
        begin, stop: where the list stands.
    """

    number: int
    least: int
    most: int
    complete: bool
    names: tuple[str, ...]
    start: int
    end: int
    begin: int
    stop: int

    @property
    def settled(self) -> bool:
        """Whether the list says something of the number: one that is not complete says nothing of a larger one."""
        return self.number >= FEWEST and (self.complete or self.number <= self.most)

    @property
    def count(self) -> int:
        """How many items are listed: of what is possible, the one nearest to the number announced."""
        return min(max(self.number, self.least), self.most)


@check("A9", "所述数量与所列项目一致", "An announced number is that of the items listed", cites="EVALLIB", on="narrative")
def announced_number_is_listed(narrative: Narrative) -> Iterator[Finding]:
    """A number announced before or after a list is the number of its items; a list that ends in 等 may have more."""
    for one in counted_lists(narrative):
        place, told, fits = place_of(narrative, one.start, one.end), narrative.said(one.start, one.end), one.count == one.number
        names = Words("：" + "、".join(one.names), ": " + ", ".join(one.names)) if one.names else Words("", "")
        yield Finding(
            "A9",
            Outcome.PASS if fits else Outcome.QUESTION,
            Words(f"“{told}”", f"“{told}”"),
            Words(
                f"文中称{told}，所列为{one.count}项{'，与所述一致' if fits else ''}{names.zh}",
                f"“{told}” announced, {one.count} listed{', as announced' if fits else ''}{names.en}",
            ),
            Figure(Words("所述数量", "number announced"), Decimal(one.number), Unit.COUNT, place),
            Figure(Words("所列项数", "number listed"), Decimal(one.count), Unit.COUNT, narrative.source(one.begin, one.stop)),
            question=Words("", "")
            if fits
            else Words("请贵单位核对：是所述数量有误，还是所列项目有遗漏或重复？", "Is the number wrong, or is an item missing or repeated?"),
        )


def place_of(narrative: Narrative, start: int, end: int) -> Source:
    """Return the place of characters of the plain form: that of the figure they belong to, where they belong to one."""
    at = bisect.bisect_right(narrative.figures, start, key=lambda told: told.begin) - 1
    told = narrative.figures[at] if at >= 0 else None
    return told.source if told and start < told.stop else narrative.source(start, end)


def counted_lists(narrative: Narrative) -> list[Listed]:
    """Return the announced numbers of a report with their lists, each number once."""
    text = narrative.plain.text
    found: dict[int, Listed] = {}
    for reader in (_numbered, _quoted, _offices, _bare):
        for one in reader(text):
            if one.settled:
                found.setdefault(one.start, one)
    return [found[start] for start in sorted(found)]


_NUMBER = r"(?<![\d.第一二三四五六七八九十百千万零两])(?P<number>\d{1,2}|[一二两三四五六七八九十]{1,3})"


def _value(numeral: str) -> int:
    """Return a short numeral as a number; 0 where it is none."""
    try:
        return int(read_number(numeral))
    except ValueError:
        return 0


# -- items numbered in order --------------------------------------------------------------------------------------------

_HAN = "[一二三四五六七八九十]{1,3}"
_MARKERS = re.compile(
    rf"(?m:^[ #*]{{0,8}})(?P<s0>{_HAN})[、．.]|(?:(?<=[。；：，！\n])|^)[ #*]{{0,8}}(?:（(?P<s1>{_HAN})）|(?P<s2>\d{{1,2}})(?:[、．）]|\.(?!\d))|（(?P<s3>\d{{1,2}})）|(?P<s5>{_HAN})[是要]|其(?P<s6>[一二三四五六七八九十])[，是、：])|(?P<s4>[①-⑳])"
)
_SHALLOW = 1  # headings 一、 and （一） end the lists of the text above them
_ANNOUNCED = re.compile(
    _NUMBER
    + r"(?P<unit>个?大?方面|大?[项类条点步]|个(?:大|主要|突出|具体)?(?:问题|部分|环节|阶段|特点|重点|层面|维度|指标|目标|举措|步骤|不足|原因))(?P<what>[^，。；：\n一二三四五六七八九十]{0,16})"
    r"(?P<cue>，?(?:具体|主要|分别)?(?:是|为|有|如下|包括|表现在|体现在)?)(?P<sign>[：。，；\n]?)\n?(?=[ #*]{0,8}(?:一[是要、]|（[一1]）|1[、．.）]|①|其一))"
)
_SAYS_FOLLOWS = re.compile("以下|如下|下列|下述|方面|表现在|体现在|问题|特点|不足")


def _numbered(text: str) -> Iterator[Listed]:
    """Lists of items numbered in order, announced in the words right before the first."""
    marks = [(match.start(match.lastgroup), match.end(), int(match.lastgroup[1]), _ordinal(match[match.lastgroup])) for match in _MARKERS.finditer(text)]
    starts = [mark[0] for mark in marks]
    for match in _ANNOUNCED.finditer(text):
        around = text[max(0, match.start() - 6) : match.end()]
        if match["sign"] != "：" and not _SAYS_FOLLOWS.search(around):
            continue
        first = bisect.bisect_left(starts, match.end())
        if first == len(marks) or marks[first][3] != 1 or starts[first] > match.end() + 9:
            continue
        items, highest, stop = _follow(text, marks, first)
        same = re.compile(rf"(?:\d{{1,3}}|{_HAN}){match['unit'][-1]}")
        if any(same.search(text, start, start + 60) for start in items):  # the items are counted in the same words: 教育类3项
            continue
        yield Listed(_value(match["number"]), len(items), highest, _WHOLE, (), match.start("number"), match.end("unit"), items[0], stop)


def _ordinal(mark: str) -> int:
    return ord(mark) - ord("①") + 1 if "①" <= mark <= "⑳" else _value(mark)


def _follow(text: str, marks: list[tuple[int, int, int, int]], first: int) -> tuple[list[int], int, int]:
    """Follow a list from its first mark: where its items begin, the highest number among them, where the last mark ends."""
    kind, items, highest = marks[first][2], [marks[first][0]], 1
    stop = marks[first][1]
    for start, end, other, ordinal in marks[first + 1 :]:
        if other == kind and ordinal == 1:
            break
        if other < kind and other <= _SHALLOW and _opens_line(text, start):
            break
        if other == kind and highest < ordinal <= highest + 2:
            items.append(start)
            highest, stop = ordinal, end
    return items, highest, stop


def _opens_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip(" #*（")


# -- names in quotation marks or book-title marks ------------------------------------------------------------------------

_QUOTED = r"(?:“[^“”\n]{1,60}”|《[^《》\n]{1,80}》)(?:（[^（）\n]{0,24}）)?"
CHAIN = re.compile(rf"{_QUOTED}(?:[^“”《》、，。；：\n和及与]{{0,6}}(?:、|和|以及|及|与)?{_QUOTED}){{1,{MOST}}}")
_NAME = re.compile("[“《]([^”》\n]{1,80})[”》]")
_KINDS = "项|大|类|种"  # a number of kinds is the number of names; of events, copies or prizes there may be more than names
_EVENTS = "场次|场|个|次|期|部|份|件|家|条|本|篇|名|届|批"
_AFTER_QUOTES = re.compile(
    rf"(?P<etc>等)?(?:系列)?(?:主题|专题|特色|重点|规章)?(?P<noun>活动|竞赛|比赛|制度|文件|方案|办法|项目|工程|行动|培训|荣誉|称号|课程|讲座)?(?:，?(?:共计?|合计))?{_NUMBER}(?P<more>余|多)?(?P<unit>{_KINDS}|{_EVENTS})(?!月)"
)
_BEFORE_QUOTES = re.compile(
    rf"{_NUMBER}(?P<unit>{_KINDS}|{_EVENTS})(?P<what>[^，。；：（\n“”《》]{{0,14}})(?:：|，?(?:分别|具体|即)(?:是|为|有)?：?|（(?:分别为|即|分别是)?)(?=[“《])"
)
_ENDS_LIST = re.compile("[）。；\n]|$")


def chains(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Return the lists of quoted names in a plain text: where each begins and ends, and its names, each once."""
    for match in CHAIN.finditer(text):
        yield match.start(), match.end(), tuple(dict.fromkeys(_NAME.findall(match[0])))


def _quoted(text: str) -> Iterator[Listed]:
    """Lists of quoted names with the number after them (“甲”、“乙”等2场) or before (2场竞赛：“甲”、“乙”)."""
    announced = {match.end(): match for match in _BEFORE_QUOTES.finditer(text)}
    for begin, stop, names in chains(text):
        after, before = _AFTER_QUOTES.match(text, stop), announced.get(begin)
        if after and not after["more"]:
            exact = after["unit"] in _KINDS and not after["etc"] and not after["noun"]
            yield Listed(_value(after["number"]), len(names), len(names), exact, names, after.start("number"), after.end("unit"), begin, stop)
        elif before:
            yield Listed(
                _value(before["number"]),
                len(names),
                len(names),
                bool(_ENDS_LIST.match(text, stop)),
                names,
                before.start("number"),
                before.end("unit"),
                begin,
                stop,
            )


# -- offices, and other bare names ---------------------------------------------------------------------------------------

_OFFICE = "[股室科处部队所站院校办局会组馆园场委厅庭店社村]|中心|[镇乡]"
_ENDS_OFFICE = re.compile(f"(?:{_OFFICE})$")
_OFFICE_KINDS = "股室|科室|处室|部室|机构|单位|部门|中心|大队|中队|站所|办公室|股|科|室|处|部|所|站|院|校|社区|村|乡镇|镇|乡"
_COMPOUND = r"(?:(?:\d{1,2}|[一二两三四五六七八九十]{1,2})个?(?:部室|股室|科室|中心|大队|中队|部|室|股|科|处|队|站|所|办|委|院|局|会|组)(?:级)?){2,4}"
_HOW = r"(?:职能|内设|直属|下属|二级|业务|综合|派出|基层|行政|事业|预算|内部|管理)*"
_SEVERAL = rf"(?:{_NUMBER}个?{_HOW}(?P<kind>{_OFFICE_KINDS})|“?(?P<compound>{_COMPOUND})”?)"
_OFFICES_FIRST = re.compile(
    rf"(?P<count>(?!))?(?:内设|下设|设有|设立|下辖|下属|所属|设置|(?<!建)设(?![计备施]))(?:机构|单位|部门|股室|科室)?(?:有|为|是|包括|：)?(?P<list>(?:(?<=[^，])建设|设[计备施]|[^。；：\n设\d]){{4,300}}?)(?P<etc>等)?(?:，?(?:共|共计|合计)(?:有|设)?|，)?{_SEVERAL}(?=[，。；：（\n）和及]|$)"
)
_NUMBER_FIRST = re.compile(
    rf"(?:{_SEVERAL}|(?:机构|股室|科室|处室|部室|单位)(?:共|有|为|共有)?{_NUMBER.replace('number', 'count')}个)(?:：|，?(?:分别|具体|即|(?P<some>包括))(?:设置|设有|是|为|有)?：?|（(?:分别为|分别是|即|(?P<within>含))?：?)(?P<list>(?:建设|设[计备施]|[^。；：\n，\d设]){{4,300}})(?P<end>.?)"
)
_PARTED = re.compile("和|以及|及|与")
_BRACKETED = re.compile("（[^（）]{0,80}）")


def office_count(names: str) -> tuple[int, int, tuple[str, ...]] | None:
    """Return how many offices a list names at least and at most, and their names; None where it is no list of offices.

    A name ends in a word for an office; 和 parts two names only where the words before it end in one (“劳动和经济服务部” is one).
    A piece that does not end so may be a name of its own or go on with the next.
    """
    pieces = [piece for piece in _BRACKETED.sub("", names).removesuffix("等").strip("、“”").removeprefix("即").split("、") if piece]
    whole = [bool(_ENDS_OFFICE.search(piece)) for piece in pieces]
    if not pieces or not whole[-1] or sum(whole) < max(2, len(pieces) // 2):
        return None
    joints = sum(bool(_ENDS_OFFICE.search(left)) for piece in pieces for left in _PARTED.split(piece)[:-1])
    return sum(whole), len(pieces) + joints, tuple(pieces)


def _offices(text: str) -> Iterator[Listed]:
    """Lists of a department's offices, with their number after or before them."""
    for match in _OFFICES_FIRST.finditer(text):
        counted = office_count(match["list"])
        if counted:
            least, most, names = counted
            yield Listed(_sum(match), least, most, not match["etc"], names, *_number_span(match), match.start("list"), match.end("list"))
    for match in _NUMBER_FIRST.finditer(text):
        listed = match["list"].removesuffix("）")
        counted = office_count(listed)
        if counted:
            least, most, names = counted
            complete = not (listed.endswith("等") or match["end"] in {"，", "设"} or match["some"] or match["within"])
            yield Listed(_sum(match), least, most, complete, names, *_number_span(match), match.start("list"), match.start("list") + len(listed))


def _sum(match: re.Match[str]) -> int:
    """Return the number of offices announced: 六部室一中心 are seven."""
    if match["compound"]:
        return sum(map(_value, re.findall(r"\d{1,2}|[一二两三四五六七八九十]{1,2}", match["compound"])))
    return _value(match["number"] or match["count"])


def _number_span(match: re.Match[str]) -> tuple[int, int]:
    if match["compound"]:
        return match.span("compound")
    return (match.start("number"), match.end("kind")) if match["number"] else (match.start("count"), match.end("count") + 1)


_BARE = re.compile(
    rf"{_NUMBER}(?P<unit>场|个|项|期|所|类|种|部|家|处|座|条)(?P<what>[^，。；：（\n、“《\d]{{0,12}})(?:，?分别(?:是|为)：?|：|（(?:分别为|分别是|即)：?)(?P<list>[^。；：\n，“《（）\d%]{{6,300}})(?P<end>[。；\n）]|$)"
)
_SHORTEST_NAME, _TAIL = 3, 2  # characters


def _bare(text: str) -> Iterator[Listed]:
    """Lists of bare names that close a sentence, with their number before them; names of one kind end in the same words."""
    for match in _BARE.finditer(text):
        pieces = match["list"].split("、")
        names = [name for piece in pieces for name in _PARTED.split(piece)]
        if len(pieces) < FEWEST or match["list"].endswith("等") or min(map(len, names)) < _SHORTEST_NAME or re.search("[是为][^、]*、|第", match["list"]):
            continue
        alike = len({piece[-_TAIL:] for piece in pieces}) == 1
        yield Listed(
            _value(match["number"]),
            len(pieces) if alike else FEWEST,
            len(names),
            _WHOLE,
            tuple(pieces),
            match.start("number"),
            match.end("unit"),
            match.start("list"),
            match.end("list"),
        )
