"""Family L in prose: what a self-evaluation report contains."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evallib.reading.narrative import Narrative
from evallib.rules.findings import Finding, Outcome, check
from evallib.rules.prose.i import own_scores
from evallib.rules.prose.wording import MANY_SECTIONS, closing, dated, first_level, is_report, signed
from evallib.words import Words, joined

CONTENTS = (
    (Words("部门概况", "the department's profile"), "职能|职责|机构|概况|基本情况"),
    (Words("人员情况", "staff"), "编制|在职|人员"),
    (Words("支出规模", "the scale of expenditure"), "支出总额|总支出|支出合计|整体支出|全年支出|支出预算|支出决算"),
    (Words("基本支出", "basic expenditure"), "基本支出|基本经费|人员经费|公用经费"),
    (Words("项目支出", "project expenditure"), "项目支出|项目经费|专项"),
    (Words("“三公”经费", "the three public expenses"), "三公|公务接待|公务用车"),
    (Words("政府采购", "procurement"), "采购"),
    (Words("资产管理", "assets"), "资产"),
    (Words("结转结余", "balances"), "结转|结余"),
    (Words("绩效目标完成情况", "performance against the targets"), "绩效目标|指标|完成"),
    (Words("满意度", "satisfaction"), "满意"),
    (Words("结果应用", "use of the results"), "(?:结果|成果)[^，。；\n]{0,10}(?:应用|运用|使用)|(?:应用|运用)[^，。；\n]{0,6}(?:结果|成果)"),
    (Words("结果公开", "publication of the results"), "公开|公示"),
    (Words("附件", "annexes"), "附[件表]"),
)
PROBLEMS = re.compile(
    "存在(?:的|一些|以下|主要|着|不少|突出)*(?:问题|不足|困难|短板|差距)|(?:主要|突出)(?:的)?问题|问题(?:：|及|和|与)|不足之处|(?m:^[^。\n]{0,12}(?:问题|不足|困难|短板)[^。\n]{0,10}$)"
)
MEASURES = re.compile("改进|整改|下一步|下步|今后|努力方向|对策|(?:相关|有关|工作|意见|及|和)建议|建议：|(?m:^[^。\n]{0,12}(?:措施|建议|打算)[^。\n]{0,10}$)")
SCORED = re.compile("自评表|评分表|等级为|评价等级|等次|自评结论|得分|评分|自评\\d|自评结果为")


@check("L", "报告内容完整", "The report is complete", cites="EVALLIB", on="narrative")
def report_is_complete(narrative: Narrative) -> Iterator[Finding]:
    """A whole report has what the official outlines ask for. Only what all of them ask is a question: problems and measures, a score, who signed it and when.

    A passage of a report is not held to it.
    """
    subject = Words("报告内容", "contents of the report")
    if not is_report(narrative):
        yield Finding(
            "L",
            Outcome.NOT_APPLICABLE,
            subject,
            Words("文本不是完整的报告，不核对内容是否齐全", "the text is no whole report: its contents are not held to the outline"),
        )
        return
    text, end = narrative.plain.text, closing(narrative)
    whole = bool(end) or bool(dated(narrative) and signed(narrative))
    many = len(first_level(narrative)) >= MANY_SECTIONS
    lacking = [words for words, pattern in CONTENTS if not re.search(pattern, text)]
    asked = False
    for words, missing, firm in (
        (Words("存在的问题", "problems"), not PROBLEMS.search(text), False),
        (Words("改进措施", "measures"), not MEASURES.search(text), False),
        (Words("自评得分", "a self-score"), not own_scores(narrative) and not SCORED.search(text), many and whole),
        (Words("落款", "a signatory"), not signed(narrative), False),
        (Words("日期", "a date"), not dated(narrative), False),
    ):
        if missing and firm:
            asked = True
            yield _missing(narrative, [words])
        elif missing:
            lacking.append(words)
    for pair, firm in ((("存在的问题", "改进措施"), many and whole), (("落款", "日期"), bool(end))):
        both = [one for one in lacking if one.zh in pair]
        if len(both) == len(pair) and firm:
            asked = True
            lacking = [one for one in lacking if one not in both]
            yield _missing(narrative, both)
    if lacking:
        named = joined(lacking)
        yield Finding(
            "L",
            Outcome.INSUFFICIENT_DATA,
            subject,
            Words(f"未见{named.zh}", f"not found: {named.en}"),
            question=Words("请贵单位补充或说明不涉及。", "Please add them, or say that there are none."),
        )
    elif not asked:
        yield Finding("L", Outcome.PASS, subject, Words("报告大纲所要求的内容齐全", "all that the outline asks for is there"))


def _missing(narrative: Narrative, words: list[Words]) -> Finding:
    """Return the question about what every outline asks for; its place is the last section, where it would stand."""
    named = joined(words, "和", " and ")
    last = narrative.sections[-1]
    return Finding(
        "L",
        Outcome.QUESTION,
        named,
        Words(f"报告中没有{named.zh}", f"the report lacks {named.en}"),
        question=Words(f"请贵单位补充{named.zh}。", f"Please add {named.en}."),
        places=(narrative.source(last.start, last.body),),
    )
