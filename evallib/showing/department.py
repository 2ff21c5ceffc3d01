"""What the department report shows of the department itself: its duties, its staff, its targets and results, its own words, and the sources."""

from __future__ import annotations

from collections.abc import Sequence

from evallib import __version__
from evallib.case import Case
from evallib.figures import Figure
from evallib.quantities import Gap, Reason
from evallib.reading.record import ITEMS, Target
from evallib.rules.indicators import INDICATORS
from evallib.rules.scales import HUNDRED
from evallib.rules.sources import KINDS, SOURCES
from evallib.showing import charts
from evallib.showing.pieces import NO_PIECE, Cell, Chart, Html, Piece, Row, Table, bullets, nothing, say, tag, together
from evallib.showing.sentences import Told, sentence, sentences, told, told_worked_out
from evallib.words import Words, joined


def duties(case: Case) -> Piece:
    """Show what the department is for, what it planned and what it says of the year, restated briefly."""
    profile, lang = case.record.profile, case.lang
    told = (
        (Words("", ""), profile.mandate),
        (Words("年度总体目标：", "Overall goal of the year: "), profile.goal),
        (Words("完成情况：", "Reached: "), profile.achieved),
        (Words("厉行节约保障措施：", "Measures of thrift: "), profile.thrift),
    )
    if not profile.plan and not any(words.zh for _, words in told):
        return nothing(lang, "所得资料没有部门职责和年度工作计划。", "The material at hand does not tell the department's mandate or its plan for the year.")
    parts = [tag("p", name.said(lang), tag("q", words.said(lang)) if name.zh else words.said(lang), class_="own") for name, words in told if words.zh]
    if profile.plan:
        parts.append(tag("p", Words("年度重点工作：", "Main tasks of the year:").said(lang), class_="own"))
        parts.append(bullets(lang, profile.plan, class_="own"))
    return Piece(together(parts))


def staff(case: Case) -> Piece:
    """Say how many people there are against the establishment."""
    record, rate = case.record, case.indicator("staff_control_rate")
    if not rate.known:
        return nothing(
            case.lang,
            "编制数或在职人数未填报，无法计算在职人员控制率。",
            "Establishment or staff on post was not reported; the staffing control rate cannot be worked out.",
        )
    over = Words("，超过编制", ", above the establishment") if rate.value > HUNDRED else Words("", "")
    words = sentence(
        "编制{establishment}，在职{on_post}，在职人员控制率{rate}{over}。",
        "Establishment {establishment}, on post {on_post}; staffing control rate {rate}{over}.",
        establishment=record.figure("staff_establishment"),
        on_post=record.figure("staff_on_post"),
        rate=told_worked_out(rate),
        over=over,
    )
    others = [(ITEMS[item].words, record.figure(item)) for item in ("staff_hired_external", "staff_retired")]
    also = [sentence("{name}{figure}", "{name} {figure}", name=name, figure=figure) for name, figure in others if figure.known]
    more = sentence("另有{also}，不计入该比率。", "Not counted in the rate: {also}.", also=sentences(also, "，", ", ")) if also else None
    return say(case.lang, words, more)


# -- results -----------------------------------------------------------------------------------------------------------


KINDS_OF_TARGETS = {
    one.zh: one
    for one in (
        Words("数量指标", "quantity"),
        Words("质量指标", "quality"),
        Words("时效指标", "timeliness"),
        Words("成本指标", "cost"),
        Words("经济效益指标", "economic benefit"),
        Words("社会效益指标", "social benefit"),
        Words("生态效益指标", "ecological benefit"),
        Words("可持续影响指标", "lasting effect"),
        Words("服务对象满意度指标", "satisfaction of those served"),
        Words("服务对象满意度", "satisfaction of those served"),
        Words("满意度指标", "satisfaction"),
    )
}
"""The kinds of the official form (财预〔2020〕10号 and the forms made after it)."""
SIGNS = {">=": "≥", "<=": "≤", "=": "＝"}


def results(case: Case) -> Table | Piece:
    """Show targets against what was reached, the department's own and then those of its projects."""
    record = case.record
    named = [(Words("部门整体", "The department as a whole"), record.targets), *((Words(p.name, p.name), p.targets) for p in record.projects)]
    if not any(targets for _, targets in named):
        return nothing(
            case.lang,
            "所得资料没有绩效指标表，不能把完成情况与年初目标逐项对照；产出、效益和满意度的分值因此待定。",
            "The material at hand holds no table of targets, so results cannot be set against them one by one; marks for output, benefit and satisfaction stay open.",
        )
    return result_table(named, case.lang)


def result_table(named: Sequence[tuple[Words, Sequence[Target]]], lang: str) -> Table:
    """Return targets against what was reached, a group for each name where there are several."""
    columns = [
        Words("指标", "Indicator"),
        Words("类别", "Kind"),
        Words("年度指标值", "Target"),
        Words("实际完成值", "Actual"),
        Words("完成率", "Attained"),
        Words("分值", "Marks"),
        Words("佐证", "Evidence"),
        Words("偏差说明", "Explanation"),
    ]
    rows = []
    for name, targets in named:
        if targets and len(named) > 1:
            rows.append(Row(name, [], "group"))
        rows += [Row(t.name, _result(t)) for t in targets]
    return Table(Words("绩效目标完成情况", "Targets and results"), columns, rows, lang)


FEW = 3  # targets: a sentence or the table serves as well as a chart


def results_chart(case: Case) -> Chart | Piece:
    """Draw how far the department's own targets were reached, those that are counted and where more is better."""
    rates = [(target.name, attainment(target)) for target in case.record.targets]
    rows = [(name, rate) for name, rate in rates if rate is not None]
    if len(rows) < FEW:
        return NO_PIECE
    return charts.attainment_bars(case, rows, Words("定量指标完成率：实心为达到，斜线为未达到", "Targets attained: filled reached, hatched not reached"))


def _result(target: Target) -> list[Cell]:
    kind = KINDS_OF_TARGETS.get(target.kind, Words(target.kind, target.kind))
    return [kind, *_aim(target), attainment(target), target.weight, _quoted(target.evidence) or Gap(Reason.NO_EVIDENCE), _quoted(target.explanation)]


def _quoted(text: str) -> Html | None:
    """Return words of the department as such."""
    return tag("q", text) if text else None


def attainment(target: Target) -> Figure | None:
    """Return what was reached of a target as a share of it; None for qualitative targets and those where less is better."""
    if target.direction not in {">=", "="}:
        return None
    rate = (target.actual / target.target).percent
    return rate if rate.known else None


def _aim(target: Target) -> tuple[Cell, Cell]:
    """Return what was aimed at and what was reached, with their units, as the department's own table has them."""
    if target.direction == "qualitative":
        grade = target.attained.value if target.attained else None
        reached = Words(*[target.reached] * 2)
        if grade:
            reached = Words(f"{reached.zh}（{grade.zh}）", f"{reached.en} ({grade.en})") if reached.zh else grade
        return Words(*[target.aim] * 2), reached
    return _measured(target.target, SIGNS[target.direction]), _measured(target.actual)


def _measured(figure: Figure, sign: str = "") -> Told | Gap:
    if not figure.known:
        return figure.value
    one = told(figure)
    return one._replace(shown=Words(sign + one.shown.zh, sign + one.shown.en))


# -- the department's own words ---------------------------------------------------------------------------------------


def problems_and_measures(case: Case) -> Piece:
    """Show the department's own problems and measures, restated briefly."""
    profile, lang = case.record.profile, case.lang
    if not profile.problems and not profile.measures:
        return nothing(lang, "所得资料没有部门自述的问题和改进措施。", "The material at hand tells no problems or measures of the department's own.")
    parts = []
    for title, items in (
        (Words("部门自述的问题", "Problems named by the department"), profile.problems),
        (Words("部门提出的措施和建议", "Measures and requests"), profile.measures),
    ):
        own = bullets(lang, items, class_="own") if items else tag("p", Words("未填报", "not reported").said(lang), class_="say")
        parts += [tag("h3", title.said(lang)), own]
    return Piece(together(parts))


# -- provenance --------------------------------------------------------------------------------------------------------


def provenance(case: Case) -> Piece:
    """Show what the report was made from: publications, files with their fingerprints, scheme, version."""
    lang, record = case.lang, case.record
    facts = [
        (
            Words("资料来源", "Published as"),
            joined(
                [Words(title.zh + (f" {url}" if url else ""), title.en + (f" {url}" if url else "")) for title, url in record.profile.publications], "；", "; "
            ),
        )
    ]
    facts += [(Words("数据文件", "Data file"), Words(*[f"{name}  SHA-256 {digest[:16]}…"] * 2)) for name, digest in record.files]
    facts += [
        (
            Words("评分方案", "Scheme"),
            Words(
                f"{case.scheme.name.zh}（{case.scheme.file}  SHA-256 {case.scheme.sha256[:16]}…）",
                f"{case.scheme.name.en} ({case.scheme.file}  SHA-256 {case.scheme.sha256[:16]}…)",
            ),
        ),
        (Words("方案说明", "About the scheme"), case.scheme.about),
        (Words("程序", "Program"), Words(*[f"evallib {__version__}"] * 2)),
    ]
    listed = [part for name, value in facts if value.zh for part in (tag("dt", name.said(lang)), tag("dd", value.said(lang)))]
    return Piece(tag("dl", *listed, class_="facts"), "provenance")


def remarks(case: Case) -> Piece:
    """Show what was odd in the files and how it was read."""
    if not case.record.remarks:
        return nothing(case.lang, "读取数据时没有需要说明的情况。", "Nothing in the files called for a remark.")
    return Piece(bullets(case.lang, [Words(f"{r.place.zh}：{r.words.zh}。", f"{r.place.en}: {r.words.en}.") for r in case.record.remarks]), "remarks")


def sources(case: Case) -> Table:
    """Show the sources that the scheme and its indicators cite, and how near each is to the rule's own text."""
    keys = dict.fromkeys(
        [
            *case.scheme.cites,
            *(key for row in case.scheme.rows for key in row.cites),
            *(key for row in case.scheme.rows if row.indicator for key in INDICATORS[row.indicator].cites),
        ]
    )
    rows = [Row(key, [_titled(SOURCES[key].title, SOURCES[key].url), KINDS[SOURCES[key].kind]]) for key in sorted(keys)]
    return Table(
        Words("规则出处", "Sources of the rules"), [Words("编号", "Key"), Words("名称和地址", "Title and address"), Words("性质", "Kind")], rows, case.lang
    )


def _titled(title: str, url: str) -> Html:
    return tag("cite", title, *([Html("<br/>"), tag("small", url)] if url else []))
