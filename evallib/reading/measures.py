"""What the words of a report name: measures of the glossary, and the period that a figure is of.

The words stand in ``measures.csv``; measures that the forms have too take their names from there. A word with ``~`` before it names
its measure only where nothing but filling words stands before it: 收入 is the revenue of the department, 旅游收入 is not.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from importlib import resources

from evallib.quantities import Unit, read_unit
from evallib.reading.record import ITEMS, Period
from evallib.words import Words

_WIDE = {
    "func_class",
    "econ_item",
    "share",
    "points",
    "points_max",
    "completion_rate",
    "timeliness_rate",
    "quality_rate",
    "survivors",
}  # many figures of a report may bear it
_PERIODS = {period.key: period.words for period in Period}


@dataclass(frozen=True)
class Measure:
    """Something that reports tell a figure of.

    Args:
        key: identifier of the glossary.
        words: its name.
        unit: what it is told in; empty for a thing counted.
        wide: whether a report has many of it, so that two figures of it need not agree.
    """

    key: str
    words: Words
    unit: str
    wide: bool

    @property
    def kind(self) -> str:
        """What it measures: ``money``, ``people``, ``rate``, ``marks``, or the thing that it counts."""
        unit = read_unit(self.unit)[0]
        return unit.measures if unit and unit is not Unit.COUNT else self.unit

    def label(self, period: str) -> Words:
        """Name a figure of it in a period."""
        if self.key in ITEMS and period:
            return ITEMS[self.key].label(Period[period.upper()])
        if self.kind == "money" and period:
            return Words(self.words.zh + _PERIODS[period].zh, f"{self.words.en} ({_PERIODS[period].en})")
        return self.words


def _read() -> tuple[dict[str, Measure], dict[str, dict[str, str]], set[tuple[str, str]]]:
    measures, words, weak = {}, {}, set()
    for row in csv.DictReader(resources.files("evallib.reading").joinpath("measures.csv").read_text("utf-8").splitlines()):
        key, item = row["measure"], ITEMS.get(row["measure"])
        name, unit = (item.words, item.unit.words.zh) if item else (Words(row["zh"], row["en"]), row["unit"])
        measures[key] = Measure(key, name, unit, key in _WIDE)
        for word in row["words"].split():
            words.setdefault(word.lstrip("~"), {})[measures[key].kind] = key
            if word.startswith("~"):
                weak.add((word.lstrip("~"), measures[key].kind))
    return measures, words, weak


MEASURES, _WORDS, _WEAK = _read()
for _key, _item in ITEMS.items():
    MEASURES.setdefault(_key, Measure(_key, _item.words, _item.unit.words.zh, _item.listed))
_KINDS = {kind for kinds in _WORDS.values() for kind in kinds}
_OF_KIND = {
    kind: re.compile("|".join(map(re.escape, sorted((word for word, kinds in _WORDS.items() if kind in kinds), key=len, reverse=True))))
    for kind in sorted(_KINDS)
}
_NO_SIGNS = re.compile("[“”‘’\"'「」『』〝〞]")
_IN_BRACKETS = re.compile("（([境护])）")
_NOT_A_BUDGET = re.compile(
    "一般公共预算|公共财政预算|公共预算|政府性基金预算|基金预算|国有资本经营预算|预算拨款|预算单位|预算执行|预算绩效|预算管理|预算内|预算外|预算资金|预算收入|预算项目|财政预算|超预算|预算控制|预算编制|预算法|预算公开|(?:完成|占|超|突破)(?:年初|全年|调整后?|年度|部门|当年)?的?(?:部门)?预算"
)


def cleaned(words: str) -> str:
    """Return words without quotation marks and without the brackets that stand inside a name, such as 因公出国（境）."""
    return _IN_BRACKETS.sub(r"\1", _NO_SIGNS.sub("", words))


FILLER = re.compile(  # words that say nothing about what a figure is of
    "(?:"
    "[，；：、（）.．≥≤<>①-⑳-\\s\\x00|]|(?:19|20)\\d{2}|一般公共预算|国有资本经营|政府性基金|上一年度?|公共预算|\\d|上年度?|人民币|完成值|指标值|本年度?|目标值|一是|一般|三是|可执行|下属|下达|中心|主要|二是|二级|"
    "五是|人员|人数|以上|以及|使用|全年|公共|六是|共计|其中|具体|决算|分别|分数|初步|到位|包含|包括|单位|去年|发生|另外|另有|合计|同期|四是|安排|完成|管理|实施|实有|实现|实际|小计|工作|左右|平均|年中|年初|年底|"
    "年度?|年末|年终|当年|得分|总数|总计|总量|总额|情况|我们|截止|截至|所属|打分|执行|批复|拨款|指标|控制|支付|支出|收入|数量|数额|整体|新增|最后|最终|期末|机关|核准|核定|根据|水平|测算|现有|在职|在编|在岗|用于|确定|累计|"
    "经费|结果|统计|绩效|综合|编制|自我|街道|规模|计算|评为|评价|评分|评定|调整|财政|费用|资金|达到|还有|追加|部门|金额|项目|预算|万|不|与|中|为|也|乡|了|于|亿|仅|会|全|以|共|内|再|则|到|前|办|区|县|又|"
    "及|另|只|各|后|含|和|在|均|局|州|已|市|底|总|我|所|按|数|旗|日|是|月|有|末|本|校|此|率|由|的|省|站|等|约|级|经|计|评|该|达|近|镇|院|项|额"
    ")*+"
)
_ORG = re.compile("(?:局|会|院|中心|校|所|站|办|镇|乡|街道|委|部|学|园|馆|队|县|市|区|厅|处|室|科|台|社|公司|银行|系统|本级)$")


def named(words: str, kind: str) -> list[tuple[int, int, str]]:
    """Return the measures of a kind that cleaned words name: where each name begins and ends, and the measure."""
    found = []
    for one in (kind, *_ALSO.get(kind, ())):
        for match in _OF_KIND[one].finditer(words) if one in _OF_KIND else ():
            if one == "people" and kind == "个" and "编" not in match[0]:
                continue  # posts are counted in 个 too, persons are not
            if (match[0], one) not in _WEAK or _opens(words, match.start()):
                found.append((match.start(), match.end(), _WORDS[match[0]][one]))
    return sorted(found, key=lambda name: name[1])


_ALSO = {
    "个": ("people",),
    "份": ("people",),
    "张": ("people",),
    "台": ("辆",),
    "批": ("批次",),
    "次": ("批次",),
    "个批次": ("批次",),
    "people": ("人次",),
}  # other words for the same count


_BEFORE = re.compile("[^，；：。（）、\t|]*$")


def _opens(words: str, at: int) -> bool:
    """Whether nothing but filling words, or the name of an office, stands before a place in its clause."""
    before = _BEFORE.search(words, max(0, at - 40), at)[0]
    return bool(FILLER.fullmatch(_OF_KIND["money"].sub("", before))) or bool(_ORG.search(re.sub("(?:共有|现有|核定|实有|有|共)$", "", before)))


_STAGES = (
    (
        "budget_revised",
        re.compile(
            "调整后的?[^，。、；]{0,6}预算|调整后|调整预算|预算调整|全年预算|调整为|调整至|变更后|追加后|年终预算|年末预算|调整数|年度预算指标|全年安排|可用指标|可执行指标|指标下达|调整预算数|年中调整"
        ),
    ),
    ("budget_initial", re.compile("年初(?!结转|结余|财政拨款结转)|批复|预算")),
    ("actual", re.compile("决算|执行数|实际|支出完成|完成支出|累计支出|全年共?支出|共支出|发生|实支|支出数|已支出|到位")),
)
_SPENT = re.compile("支出(?:合计|总计|总额)|总支出|(?:本年|全年|当年)支出")  # of the year, where nothing says that a budget is meant
_LAST = re.compile("上年度?|去年|上一年度?|同期")
_YEAR = re.compile(r"((?:19|20)\d{2})(?=年|部门)")


def stage(words: str) -> str:
    """Return which of a year's figures cleaned words speak of: the last word that says so, or nothing."""
    words = _NOT_A_BUDGET.sub(lambda match: "\x00" * len(match[0]), words)
    last, told = -1, ""
    for key, pattern in _STAGES:
        for found in pattern.finditer(words):
            if found.end() > last:
                last, told = found.end(), key
    return told or ("actual" if _SPENT.search(words) else "")


def year_told(words: str, year: int | None) -> int | None:
    """Return the year that words speak of last, told as a number or as 上年, or None where they name none."""
    last, told = -1, None
    for found in _YEAR.finditer(words):
        last, told = found.start(), int(found[1])
    for found in _LAST.finditer(words):
        if found.start() > last:
            last, told = found.start(), year - 1 if year else 0
    return told
