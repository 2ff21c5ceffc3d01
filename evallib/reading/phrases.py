"""The phrases of reports that say how a figure is told: changes, what they are told against, reasons, lists."""

from __future__ import annotations

import re

CLAUSE = re.compile("[，；：（）\t|]")
CLAUSE_BREAKS = re.compile("[，；。]")
OPENS_LIST = re.compile("其中|包括|包含|分别|具体|构成|组成|含")
SERIES = re.compile("[、，和及与以\\s]*")
REASON = re.compile("主要(?:是|原因|由于|因)[^，。；]{0,60}|原因是[^，。；]{0,60}|由于[^，。；]{0,60}")
_UP, _DOWN = (
    "增加 增长 上升 提高 增幅 增收 增支 多 净增 增 提升 超支 增多 上涨",
    "减少 下降 降低 压减 压缩 减幅 降幅 节约 节支 减 少 缩减 下滑 削减 核减 节省 回落 减支",
)
SENSE = {word: sign for sign, words in (("+", _UP), ("-", _DOWN)) for word in words.split()}
CHANGE = re.compile(
    f"({'|'.join(sorted(SENSE, key=len, reverse=True))})(?:了|额|金额|幅度|幅|率|比例|支出|收入|经费|预算|资金|费用|数|为|约|近|：|共|达|比率|百分比|[（）])*$"
)
AGAINST = re.compile(
    "(?:较|比|与|同|对比|相比|相较于?)(?:于)?(?P<base>上年度?|去年|上一年度?|上年同期|去年同期|同期|(?:19|20)\\d{2}年度?|年初|预算|全年预算|调整|部门预算|当年预算|本年预算|批复|(?:本年|总|全年)?收入|(?:本年|总|全年)?支出|计划|目标)(?P<what>[^，。；（]{0,14})|同比|环比|(?:增长|下降|增减|变动)(?:率|幅度|比例)"
)
BASE_VALUE = re.compile("(?:较|比|与|同)(?:于)?(?:上年度?|去年|上一年度?|(?:19|20)\\d{2}年度?|年初|调整|预算|全年预算)[^，。；（增减]{0,14}$")
OF_BUDGET = re.compile("(?:完成|占|为)(?:年初|全年|调整后?|年度)(?:部门)?预算(?:数|安排)?(?:的)?$")
BOTH_SIDES = {"rev_total", "rev_appropriation", "rev_general_public_budget", "balance_opening", ""}
THREE_PUBLIC = ("three_public", "tp_overseas", "tp_vehicle", "tp_vehicle_running", "tp_vehicle_purchase", "tp_hospitality")
SHORT = 10  # characters: of words that name nothing of their own


def last_clause(words: str) -> str:
    """Return the last clause of cleaned words, without the signs that part it from the others."""
    return CLAUSE.split(words.rstrip("，；：（ "))[-1].strip()
