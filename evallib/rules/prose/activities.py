"""Check K5: the money that a report says its activities gave out, against its project expenditure."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from decimal import Decimal

from evallib.figures import Figure, total
from evallib.quantities import Unit
from evallib.reading.narrative import Narrative
from evallib.reading.record import Record
from evallib.rules.findings import Finding, Outcome, check
from evallib.rules.prose.measured import CLAUSE, NOTHING, Measured, measured, sentence_about, words_of
from evallib.rules.scoring import Scorecard
from evallib.words import Words

_ACTIVITIES = re.compile("绩效|履职|产出|效益|工作完成|主要工作|重点工作|工作开展|成效|成果")
_NOT_ACTIVITIES = re.compile("采购|资产|结论|预算|三公|经费|资金|目标设|指标设|问题|建议|措施|打算")
_GIVEN = re.compile("慰问|走访|帮扶|助学|资助|温暖|清凉|赠送|发放|补助|救助|奖励|表彰|关爱")
_OTHER_MONEY = re.compile(  # money that is not the department's own expenditure of the year, or not of its projects
    "贷|融资|投资|产值|销售|收入|营[收业]|税|挽回|追[回缴讨]|报账|报销|互助|医[保疗]|保险|养老|交易|节约|减[免负]|增收|招商|签约|合同|募|捐|社会|争取|上级|中央|省级|市级|引进|引资|"
    "罚|涉案|没收|欠薪|工资|赔偿|债|基金|存款|担保|授信|带动|创收|[审核]减|评审|审计|监管|检查|查[出处获]|违规|成交|预算|决算|支出|财政资金|全[县市区旗州镇乡]|下达|拨付|结算|兑[付现]|惠[农民]|"
    "非税|库款|价值|成本|补贴|低保|特困|五保|临时救助|高龄|孤儿|抚恤|优抚|耕地|稻谷|农机|种粮|生态|就业|稳岗|创业|助学金|营养|学费|奖扶|特扶|计生|危房|搬迁|移民|退役|义务兵|优待|学校|累计|[一二三四五两]年"
)
_GRAND = re.compile("全年|年内|本年|合计|总计|总共|共发放|共慰问|共救助")
_SERVES = re.compile("^(?:其中|主要|用于|包括|是|为|、|：|，|。|和|及)+|(?:项目|专项|经费|资金|工作|支出|等)+$")
_PAIR = 2  # characters of a Chinese word


@check("K5", "活动资金不超过项目支出", "The money of activities is within project expenditure", cites="EVALLIB", on="report")
def activities_are_within_projects(narrative: Narrative, record: Record | None, _scorecard: Scorecard | None) -> Iterator[Finding]:
    """The amounts that the report says its activities gave out are within its project expenditure; if not, other money paid for them, or it is misreported.

    An overall amount and the amounts beside it may be the same money, so the larger of the two is taken.
    """
    given = _given(narrative)
    if not given:
        return
    overall = [one for one in given if _GRAND.search(CLAUSE.split(one.told.lead)[-1])]
    single = [one for one in given if one not in overall]
    taken = max(overall and [max(overall, key=lambda one: one.value)], single, key=lambda group: sum(one.value for one in group))
    project = _project_expenditure(narrative, record)
    spent = total([one.told.figure.to(Unit.WAN_YUAN).called(one.told.name.zh, one.told.name.en) for one in taken])
    if project is None:
        yield Finding(
            "K5",
            Outcome.INSUFFICIENT_DATA,
            _ACTIVITY_MONEY,
            Words(f"{spent.arithmetic('zh')}，缺少项目支出决算数", f"{spent.arithmetic('en')}; project expenditure is not told"),
            spent,
        )
        return
    limit = project.to(Unit.WAN_YUAN)
    beyond = spent.value > limit.value
    yield Finding(
        "K5",
        Outcome.QUESTION if beyond else Outcome.PASS,
        _ACTIVITY_MONEY,
        Words(
            f"所述活动资金{spent.arithmetic('zh').removesuffix('万元')}万元，{'超过' if beyond else '未超过'}项目支出{limit.shown('zh')}",
            f"money named in activities: {spent.arithmetic('en')} (10,000 yuan), {'more' if beyond else 'not more'} than project expenditure, {limit.shown('en')}",
        ),
        spent,
        limit,
        cause=Words("部分活动可能由其他资金安排（如工会经费、捐赠、上级专款），或金额有误", "other money may have paid for some, or an amount may be wrong")
        if beyond
        else NOTHING,
        question=Words("请贵单位说明上述活动的资金来源，哪些列入本部门项目支出。", "What paid for these activities, and which are in project expenditure?")
        if beyond
        else NOTHING,
    )
    yield from _beyond_their_project(narrative, given)


_ACTIVITY_MONEY = Words("活动资金合计", "money of activities")


def _given(narrative: Narrative) -> list[Measured]:
    """Return the amounts that the sections on results say were given out, each once; loans, benefits, recoveries and the like are other money."""
    starts, told_here = [section.start for section in narrative.sections], _of_activities(narrative)
    found: dict[Decimal, Measured] = {}
    for one in map(measured, narrative.figures):
        within = bisect.bisect_right(starts, one.told.begin) - 1
        if (
            one.money
            and not one.told.measure
            and one.told.role == "amount"
            and one.told.about not in {"under", "range"}
            and one.value > 0
            and within >= 0
            and told_here[within]
        ):
            said = narrative.said(*sentence_about(narrative, one.told.begin))
            if _GIVEN.search(said) and not _OTHER_MONEY.search(said) and not _is_part(narrative, one):
                found.setdefault(one.value, one)
    return list(found.values())


def _of_activities(narrative: Narrative) -> list[bool]:
    """Return for each section whether it tells of activities: by its own title, else as the section that it is in."""
    found: list[bool] = []
    above: dict[int, bool] = {}
    for section in narrative.sections:
        inherited = next((above[level] for level in sorted(above, reverse=True) if level < section.level), False)
        barred = section.level > 1 and _NOT_ACTIVITIES.search(section.title)
        above = {level: told for level, told in above.items() if level < section.level}
        above[section.level] = not barred and (inherited or bool(_ACTIVITIES.search(section.title)))
        found.append(above[section.level])
    return found


_MONEY_PARTS = re.compile("元[^。；\n]{0,30}其中")


def _is_part(narrative: Narrative, one: Measured) -> bool:
    """Whether 其中 stands between an amount and another before it in its sentence."""
    return bool(_MONEY_PARTS.search(narrative.plain.text, sentence_about(narrative, one.told.begin)[0], one.told.begin))


def _project_expenditure(narrative: Narrative, record: Record | None) -> Figure | None:
    """Return the project expenditure of the year: the largest that the text states, else that of the record."""
    told = [one for one in narrative.all("exp_project", "actual") if one.kind == "money" and one.role == "amount"]
    if told:
        return max(told, key=lambda one: measured(one).value).figure
    if record and record.has("exp_project"):
        return record.figure("exp_project")
    return None


def _beyond_their_project(narrative: Narrative, given: list[Measured]) -> Iterator[Finding]:
    """Ask where one activity took more money than the project that bears its name."""
    for words, project in _projects(narrative).items():
        pairs = [words[at : at + _PAIR] for at in range(0, len(words), _PAIR)]
        for one in given:
            start, end = sentence_about(narrative, one.told.begin)
            if len(pairs) > 1 and len(words) % _PAIR == 0 and one.value > project.value and all(pair in narrative.plain.text[start:end] for pair in pairs):
                yield Finding(
                    "K5",
                    Outcome.QUESTION,
                    Words(f"“{words_of(narrative, one.told)}”", f"“{words_of(narrative, one.told)}”"),
                    Words(
                        f"单项活动{one.told.text}超过同名项目“{words}”的支出{project.told.text}",
                        f"one activity took {one.told.text}, more than the project of that name, {project.told.text}",
                    ),
                    one.told.figure,
                    project.told.figure,
                    question=Words("请贵单位说明该项活动的资金来源。", "What paid for this activity?"),
                )


def _projects(narrative: Narrative) -> dict[str, Measured]:
    """Return the projects that the report lists with what they spent, by their names."""
    named = {one: _SERVES.sub("", re.sub("[^一-龥]", "", one.label)) for one in narrative.all("project", "actual")}
    return {re.sub("[和及与]", "", words): measured(one) for one, words in reversed(named.items()) if one.role == "amount"}
