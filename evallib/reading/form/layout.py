"""What stands in a form: its sheets, rows and columns, and how their headings are recognised.

The official rows are data (``rows.csv``, after annexes 1 to 3 of the Hunan notices). Headings are compared in their plain
form, so that numbering, units in brackets, blanks and full-width signs do not matter.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from evallib.reading.record import ITEMS, Item, Period
from evallib.reading.rows import PROJECT_MONEY
from evallib.words import Words

VERSION = 1  # of the form; raised when an older reader could no longer read it right
LAYOUTS = (2022, 2023)
COVER, BASE, SELF, PROJECT, MONTHS, PROJECT_MONTHS, MONITORING, CHECKLIST, SUPPLEMENT, OTHER, TEXTS = (
    "cover base self project months project_months monitoring checklist supplement other texts".split()
)
TITLES = {  # of each sheet: how its title ends, the name on its tab, what it is for
    COVER: ("部门整体支出绩效自评填报表", "封面"),
    BASE: ("部门整体支出绩效评价基础数据表", "基础数据表"),
    SELF: ("部门整体支出绩效自评表", "整体支出自评表"),
    PROJECT: ("项目支出绩效自评表", "项目自评"),
    MONTHS: ("月度预算执行情况表", "月度执行"),
    PROJECT_MONTHS: ("项目月度预算执行情况表", "项目月度执行"),
    MONITORING: ("绩效目标执行监控表", "绩效监控"),
    CHECKLIST: ("评价清单", "评价清单"),
    SUPPLEMENT: ("收支补充表", "收支补充表"),
    OTHER: ("其他数据", "其他数据"),
    TEXTS: ("文字说明", "文字说明"),
}
OFFICIAL = (COVER, BASE, SELF, PROJECT)  # one of these makes a workbook a form; the others accompany them
_BEFORE = "(附[件表]?[0-9]*[:.]?)?[^,。;、:]{0,30}?"  # an official title: the number of the annex, the department, the year
_TITLE = {kind: re.compile((_BEFORE if kind in OFFICIAL else "") + end.removeprefix("部门")) for kind, (end, _) in TITLES.items()}
_TAB = re.compile(rf"({'|'.join(tab for _, tab in TITLES.values())})([0-9]*|\([0-9]+\)|[0-9]+\([0-9]+\))")


def layout_of(year: int) -> int:
    """Return the row set of the base data table in use for a year: that of 2022 through 2022, then that of 2023."""
    return LAYOUTS[0] if year <= LAYOUTS[0] else LAYOUTS[1]


# -- headings ------------------------------------------------------------------------------------------------------

_NUMBERING = re.compile(
    r"其中[:,]?|注[:]|(?:[(]?[一二三四五六七八九十]{1,3}|[(]?[0-9]{1,2})[)、．]|[0-9]{1,2}\.(?![0-9])|[一二三四五六七八九十]{1,3}[.,]|[①-⑳]|[*★●•·]"
)
_ASIDE = re.compile(
    r"\((?:单位:)?(?:人民币)?(?:万元|元|亿元|人|%|㎡|m2|平方米|个|分|笔|[0-9.]+分?%?|[ABC]|[ABC][/÷][ABC](?:[x×]100%)?|[一每]个专项一行|[0-9]{4}年.{0,8}|本年.{0,8}|上年|(?:盖章|签字|签章))\)"
)
_UNIT = re.compile(r"[(:](?:单位:)?(?:人民币)?(万元|亿元|元)\)?$|\((人|%|㎡|m2|平方米|个|分|笔)\)")


@lru_cache(4_000)  # forms of one layout say the same
def folded(text: str) -> str:
    """Return a text without blanks, its full-width signs as narrow ones."""
    return "".join(unicodedata.normalize("NFKC", text.replace("㎡", "m2")).split())


def unnumbered(text: str) -> str:
    """Return a name without the numbering before it: ``2、慰问困难职工`` is ``慰问困难职工``."""
    found = re.match(
        r"\s*(?:[（(]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[）)]|(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[、．]|\d{1,2}\s*\.(?!\d)|[①-⑳])\s*", text
    )
    return text[found.end() :] if found and found.end() < len(text) else text


@lru_cache(4_000)
def plain(text: str) -> str:
    """Return a heading as it is compared: no blanks, quotation marks, numbering, units in brackets or closing colon."""
    short = re.sub("[“”\"'‘’「」…]", "", folded(text)).rstrip(":")
    while found := _NUMBERING.match(short):
        short = short[found.end() :]
    return _ASIDE.sub("", short).rstrip(":")


def unit_in(text: str) -> str:
    """Return the unit that a heading names: ``单位：元`` and ``决算数（元）`` say ``元``; nothing where it names none."""
    found = _UNIT.search(folded(text))
    return (found[1] or found[2]).replace("m2", "㎡") if found else ""


def kind_of_title(text: str) -> str:
    """Return which sheet of the form a title names, or nothing."""
    title = re.sub(r"\([^)]*\)", "", folded(text))
    return next((kind for kind, pattern in _TITLE.items() if pattern.fullmatch(title)), "")


def kind_of_tab(name: str) -> str:
    """Return which sheet of the form a tab names, or nothing."""
    found = _TAB.fullmatch(folded(name))
    return next(kind for kind, (_, tab) in TITLES.items() if tab == found[1]) if found else ""


# -- rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A row of an official annex.

    Args:
        block: the heading that it stands under.
        shape: ``grid`` (one value a period), ``headed`` (value below), ``pair`` (value beside), ``projects`` (lines follow).
        label: as printed.
        item: what it holds; None for what is only worked out.
        detail: which mention of the item it is.
        level: how far it is indented.
    """

    block: str
    shape: str
    label: str
    item: Item | None
    detail: str
    level: int


def _read_rows() -> tuple[dict[tuple[str, int], tuple[Row, ...]], dict[str, dict[str, Row]]]:
    """Read ``rows.csv``: the rows of each annex and layout (0 where there is one layout), and each annex's rows by plain label."""
    printed: dict[tuple[str, int], list[Row]] = {}
    known: dict[str, dict[str, Row]] = {}
    lines = resources.files("evallib.reading.form").joinpath("rows.csv").read_text("utf-8").splitlines()
    for line in csv.DictReader(lines):
        row = Row(line["block"], line["shape"], line["label"], ITEMS.get(line["item"]), line["detail"], int(line["level"]))
        printed.setdefault((line["annex"], int(line["layout"] or 0)), []).append(row)
        for label in (line["label"], *filter(None, line["aliases"].split("|")), *([row.item.words.zh] if row.item else [])):
            known.setdefault(line["annex"], {}).setdefault(plain(label), row)
    return {key: tuple(rows) for key, rows in printed.items()}, known


ROWS, KNOWN_ROWS = _read_rows()
_NAMES = dict.fromkeys(("单位名称", "部门名称", "预算部门", "预算部门、单位名称", "部门(单位)名称", "填报单位"), "name")
TEXT_LABELS: dict[str, dict[str, str]] = {  # what stands beside or below a label: a text of the department or of the project
    BASE: {"厉行节约保障措施": "thrift"} | _NAMES,
    SELF: {"预期目标": "goal", "实际完成情况": "achieved"} | _NAMES,
    PROJECT: {"项目名称": "project", "主管部门": "authority", "实施单位": "implementer", "预期目标": "goal", "实际完成情况": "achieved"},
    COVER: {
        "县(市、区)": "county", "县名": "county", "部门名称": "name", "部门名称(英文)": "name_en", "部门代码": "code", "年度": "year",
        "自评所用评分方案": "self_score_scheme", "数据性质": "nature", "模板版本": "version", "文件夹": "folder",
    },
}  # fmt: skip
FOOTER = {"填表人": "preparer", "填报日期": "date", "联系电话": "phone", "单位负责人": "head"}
FOOTER_ALIASES = FOOTER | {"填报人": "preparer", "日期": "date", "电话": "phone", "负责人": "head", "单位负责人签字": "head", "填表日期": "date"}
for _kind in (COVER, BASE, SELF):
    TEXT_LABELS[_kind] |= FOOTER_ALIASES

# -- columns -------------------------------------------------------------------------------------------------------

HEADS = {  # periods as the forms head their columns
    "上年预算数": Period.LAST_BUDGET, "上年预算": Period.LAST_BUDGET,
    "上年决算数": Period.LAST_ACTUAL, "上年决算": Period.LAST_ACTUAL, "上年执行数": Period.LAST_ACTUAL,
    "年初预算数": Period.BUDGET_INITIAL, "本年预算数": Period.BUDGET_INITIAL, "本年预算": Period.BUDGET_INITIAL, "预算数": Period.BUDGET_INITIAL,
    "本年年初预算数": Period.BUDGET_INITIAL, "年初预算": Period.BUDGET_INITIAL,
    "全年预算数": Period.BUDGET_REVISED, "调整预算数": Period.BUDGET_REVISED, "全年预算": Period.BUDGET_REVISED,
    "本年决算数": Period.ACTUAL, "本年决算": Period.ACTUAL, "决算数": Period.ACTUAL, "全年执行数": Period.ACTUAL, "执行数": Period.ACTUAL, "全年执行": Period.ACTUAL,
}  # fmt: skip
PERIOD_NAMES = {plain(period.words.zh): period for period in Period} | HEADS
BASE_PERIODS = (Period.LAST_ACTUAL, Period.BUDGET_INITIAL, Period.ACTUAL)  # the value columns of annex 1
BASE_HEADS = ("上年决算数", "本年预算数", "本年决算数")
BASE_NOTE = "说明：“公用经费”指基本支出中的一般商品和服务支出；“项目支出”指基本支出以外的全部支出；“运行维护经费”指项目支出中用于人员和日常运转的部分。"
SELF_PERIODS = (Period.BUDGET_INITIAL, Period.BUDGET_REVISED, Period.ACTUAL)  # those of annexes 2 and 3
MONEY_HEADS = {Period.BUDGET_INITIAL: "年初预算数", Period.BUDGET_REVISED: "全年预算数", Period.ACTUAL: "全年执行数"}
FORECAST_NAME = "全年预计数"  # of a figure by month that tells what the whole year is expected to come to
RATES = {"执行率": "execution_rate", "得分": "execution_points", "自评得分": "execution_points"}  # beside the periods of a total
RATES_OF = {"exp_total", "project_funds"}
SIDES = {"按收入性质分", "按支出性质分"}  # one amount, split twice
SOURCE, SOURCE_HEADING = "source", "出处"
STATED = "自报"  # the mention of a rate that the form itself states
COLUMNS = {  # of each long table: its columns by heading
    "targets": {
        "一级指标": "level1", "二级指标": "level2", "三级指标": "level3", "指标名称": "level3", "指标方向": "direction", "指标性质": "direction",
        "年度指标值": "target", "指标值": "target", "目标值": "target", "实际完成值": "actual", "完成值": "actual", "全年完成值": "actual",
        "全年实际值": "actual", "计量单位": "unit", "度量单位": "unit", "分值": "weight", "权重": "weight", "完成档次": "attained", "评判比例": "judgement",
        "佐证材料": "evidence", "偏差原因分析及改进措施": "explanation", "偏差原因及改进措施": "explanation", "未完成原因分析": "explanation",
        "偏差原因分析": "explanation", "出处": "source",
    },
    MONTHS: {"月份": "month", "支出合计": "exp_total", "支出总额": "exp_total", "基本支出": "exp_basic", "项目支出": "exp_project", "计划进度": "planned_progress",
             "计划支付进度": "planned_progress", "全年预计支出合计": "exp_total forecast", "全年预计基本支出": "exp_basic forecast",
             "全年预计项目支出": "exp_project forecast", "出处": "source"},
    PROJECT_MONTHS: {
        "月份": "month", "项目名称": "project", "年度资金总额": "project_funds", "本年财政拨款": "project_appropriation", "上年结转资金": "project_carried_in",
        "其他资金": "project_other_funds", "全年预计年度资金总额": "project_funds forecast", "全年预计本年财政拨款": "project_appropriation forecast",
        "全年预计上年结转资金": "project_carried_in forecast", "全年预计其他资金": "project_other_funds forecast", "出处": "source",
    },
    MONITORING: {
        "月份": "month", "所属项目": "project", "三级指标": "indicator", "截至当月执行情况": "value", "全年预计完成情况": "forecast", "偏差原因": "reasons",
        "原因说明": "explanation", "完成目标可能性": "likelihood", "备注": "remark", "出处": "source",
    },
    CHECKLIST: {"标识": "key", "指标": "words", "测试问题": "asks", "回答": "answer", "佐证材料": "evidence", "出处": "source"},
    SUPPLEMENT: {"项目": "item", "说明": "detail", "计量单位": "unit", "出处": "source"},
    OTHER: {"项目": "item", "说明": "detail", "期间": "period", "数值": "value", "计量单位": "unit", "出处": "source", "所属项目": "project", "月份": "month"},
    TEXTS: {"事项": "field", "中文": "zh", "English": "en", "网址": "url"},
}  # fmt: skip
NEEDED = {
    "targets": {"level3"},
    MONTHS: {"month"},
    PROJECT_MONTHS: {"month", "project"},
    MONITORING: {"month", "indicator"},
    CHECKLIST: {"key", "answer"},
    SUPPLEMENT: {"item"},
    OTHER: {"item", "value"},
    TEXTS: {"field", "zh"},
}
AFTER_TARGETS = {
    "分值合计",
    "合计",
    "总分",
    "总计",
    "自评总分",
    "填表人",
    "备注",
    "说明",
    "按本表计算得分(预算执行得分+指标得分)",
}  # what ends the list of indicators
FIELDS = {  # rows of the sheet of texts: the field of the profile, and the lines that a blank form offers
    "职责概述": ("mandate", 1), "年度总体目标—预期目标（英文）": ("goal", 1), "年度总体目标—实际完成情况（英文）": ("achieved", 1), "厉行节约保障措施（英文）": ("thrift", 1),
    "年度工作计划": ("plan", 12), "存在的问题": ("problems", 6), "改进措施": ("measures", 6), "公开文件": ("publications", 4),
}  # fmt: skip
IN_ANNEXES = {"goal", "achieved", "thrift"}  # their Chinese stands in the official form
FIELDS_BY_LABEL = {plain(label): name for label, (name, _) in FIELDS.items()}
NATURES = {False: "真实数据", True: "虚构演示"}
KINDS = {
    "output": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "outcome": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "satisfaction": ("服务对象满意度指标",),
}


def base_heads(year: int) -> tuple[str, ...]:
    """Return the headings of the value columns of annex 1, with their years where the year is known."""
    years = (year - 1, year, year) if year else ()
    return tuple(f"{head}（{one}年）" for head, one in zip(BASE_HEADS, years, strict=True)) if years else BASE_HEADS


def headed_label(row: Row, year: int) -> str:
    """Return the label of a row whose value stands below it, with its year and unit."""
    label = row.label.replace("实际在职人数", f"{year}年实际在职人数") if year else row.label
    return f"{label}（%）" if label == "控制率" else label


def periods_of(item: Item) -> tuple[Period, ...]:
    """Return the periods in which an item is told: all for amounts and rates, the year itself for counts."""
    return tuple(Period) if item.label(Period.ACTUAL) != item.words else (Period.ACTUAL,)


def meaning(annex: str, text: str) -> Row | str | None:
    """Return what a cell of an annex labels: a row, a text of the profile, or nothing."""
    label = re.sub("^[0-9]{4}年[末度]?", "", plain(text))
    return KNOWN_ROWS.get(annex, {}).get(label) or TEXT_LABELS.get(annex, {}).get(label)


def inline(annex: str, text: str) -> tuple[Row | str, str] | None:
    """Return what a cell labels and the value that it holds too (``填表人：张三``), or None."""
    for colon in re.finditer("[:：]", text):
        means, value = meaning(annex, text[: colon.start()]), text[colon.end() :].strip()
        if means and value:
            return means, value
    return None


DATED = re.compile("([0-9]{4})年?度?(年初|全年|调整)?(预算|决算|执行)数?")  # a period with its year: 2022年决算数


def is_heading(text: str) -> bool:
    """Whether a text heads a column or names the unit of a sheet, rather than a row."""
    short = plain(text)
    return bool({short} & {*HEADS, *RATES, *SIDES, *COLUMNS["targets"]} or DATED.fullmatch(short) or names_unit(text))


def names_unit(text: str) -> bool:
    """Whether a cell names the unit of its sheet: ``单位：万元``."""
    return bool(re.match("(金额)?单位[:(]", folded(text)) and unit_in(text))


def is_free(annex: str, name: str) -> bool:
    """Whether a name can stand in a list of projects without being taken for something else."""
    return bool(name) and not (meaning(annex, name) or inline(annex, name) or is_heading(name) or kind_of_title(name) or unnumbered(name) != name)


OF_PROJECTS = PROJECT_MONEY[:4]  # items of a project's own form alone
SUPPLEMENTED = tuple(item for item in ITEMS.values() if item.key not in {"project", *OF_PROJECTS})
GROUPS = {  # how the supplementary table is ordered: heading, and how the keys of its items begin
    "人员": "staff_", "收入": "rev_", "支出": "exp_", "项目支出构成": "project_ priority_project", "公用经费构成": "operating_", "经济分类": "econ_",
    "“三公”经费和政府采购": "three_ tp_ procurement", "占比": "share_", "结转结余": "balance_", "预算调整": "budget_ basic_budget",
    "支付进度": "execution_ paid_ planned_ special_", "楼堂馆所": "building_", "资产": "assets_", "工作任务": "tasks_ priority_", "满意度调查": "survey_", "自评": "self_",
}  # fmt: skip


def group_of(item: Item) -> str:
    """Return under which heading of the supplementary table an item stands."""
    return next(name for name, begins in GROUPS.items() if item.key.startswith(tuple(begins.split())))


def name_of(item: Item) -> str:
    """Return the name by which the long tables call an item; no two have one name."""
    return f"项目{item.words.zh}" if item.key in OF_PROJECTS else item.words.zh


ITEM_NAMES = {plain(name_of(item)): item for item in ITEMS.values()}


def joined_origins(origins: Mapping[str, str]) -> str:
    """Return the places that the figures of a row come from, by period or item, as one cell tells them: once where they are one."""
    if len(set(origins.values())) <= 1:
        return next(iter(origins.values()), "")
    return "\n".join(f"{_ORIGIN_HEADS[key]}：{origin}" for key, origin in origins.items() if origin)


def split_origins(text: str) -> Callable[[str], str]:
    """Return what ``joined_origins`` joined, as a function of the period or item."""
    lines = [line.partition("：") for line in text.splitlines()]
    heads = {head: key for key, head in _ORIGIN_HEADS.items()}
    if lines and all(head in heads for head, _, _ in lines):
        each = {heads[head]: origin for head, _, origin in lines}
        return lambda key: each.get(key, "")
    return lambda _: text


_ORIGIN_HEADS = {period.key: period.words.zh for period in Period} | {item.key: item.words.zh for item in ITEMS.values() if item.key not in OF_PROJECTS}


@dataclass(frozen=True)
class Question:
    """A test or judgement that the sheet 评价清单 asks.

    Args:
        indicator, test: which; ``test`` is empty for a judgement on the whole.
        words, asks: the indicator's name, and the question.
        answers: the words that answer it; none where any does.
    """

    indicator: str
    test: str
    words: Words
    asks: Words
    answers: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What the column 标识 holds."""
        return f"{self.indicator}/{self.test}" if self.test else self.indicator
