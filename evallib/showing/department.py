"""What the department report shows: one function a paragraph, a table or a chart, all from the case.

Sentences with numbers are made here and nowhere else, from the same figures as the tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from evallib import __version__
from evallib.case import Case
from evallib.figures import Figure, fixed, places
from evallib.problems import UserMistake
from evallib.quantities import Gap, Reason, Unit, million
from evallib.reading.record import ECONOMIC_CLASSES, ITEMS, OPERATING_PARTS, REVENUE_SOURCES, Period, Target
from evallib.rules.findings import CHECKS, Finding, Outcome, catalogue
from evallib.rules.indicators import INDICATORS, Judgement, Test, additions_in_year
from evallib.rules.scales import HUNDRED, NO, YES
from evallib.rules.scoring import Scorecard, ScoredRow
from evallib.rules.scoring import score as score_by
from evallib.rules.sources import KINDS, SOURCES
from evallib.showing import charts
from evallib.showing.pieces import Chart, Html, Piece, Row, Table, bullets, heading, nothing, say, tag, together
from evallib.words import Words, joined

WAN = Words("单位：万元", "unit: 10,000 yuan")
INITIAL, REVISED, ACTUAL, LAST = Period.BUDGET_INITIAL, Period.BUDGET_REVISED, Period.ACTUAL, Period.LAST_ACTUAL
MONEY_ROWS = (
    ("rev_total", "total"),
    *((item, "sub") for item in ("rev_appropriation", *REVENUE_SOURCES)),
    ("exp_total", "total"),
    ("exp_basic", ""),
    ("exp_personnel", "sub"),
    ("exp_operating", "sub"),
    *((item, "sub") for item in OPERATING_PARTS),
    ("exp_project", ""),
    ("project_operation", "sub"),
    ("three_public", ""),
    ("tp_overseas", "sub"),
    ("tp_vehicle", "sub"),
    ("tp_vehicle_purchase", "sub"),
    ("tp_vehicle_running", "sub"),
    ("tp_hospitality", "sub"),
    ("procurement", ""),
    ("balance_opening", ""),
    ("balance_closing", ""),
)


def _marks(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _amount(figure: Figure) -> Words:
    """An amount for a sentence: 万元 in Chinese, million yuan in English."""
    if not figure.known:
        return Words(figure.shown("zh"), figure.shown("en"))
    return Words(figure.shown("zh"), million(figure.value, figure.unit) if figure.unit.measures == "money" else figure.shown("en"))


# -- head --------------------------------------------------------------------------------------------------------------


def head(case: Case) -> Piece:
    """Show who, which year, how much, and the score that the evidence allows: the first screen."""
    lang, record = case.lang, case.record
    keys = (
        _key(lang, Words("支出总额（万元）", "Total expenditure, 10,000 yuan"), _total(case), _against_budget(case)),
        _key(lang, Words("可能总分", "Possible score"), _span(case.scorecard), _grade(case)),
        _key(lang, Words("自评得分", "Stated score"), _stated(case), case.scorecard.stated.words),
        _key(
            lang,
            Words("已有依据的分值", "Marks settled by evidence"),
            _settled(case.scorecard),
            Words(
                f"在{len(case.scorecard.rows)}项评分内容中占{len(case.scorecard.rows) - len(case.scorecard.open_rows)}项",
                f"{len(case.scorecard.rows) - len(case.scorecard.open_rows)} of {len(case.scorecard.rows)} rows",
            ),
        ),
        _key(lang, Words("勾稽核对", "Reconciliation"), _counted(case, Outcome.FAIL), _counted(case, Outcome.QUESTION, Outcome.PASS)),
    )
    kicker = Words(
        f"{record.county_name.zh} · {record.year}年度 · 部门整体支出绩效评价",
        f"{record.county_name.en} · {record.year} · Performance of departmental expenditure",
    )
    invented = (
        tag("p", Words("本报告所用数据为虚构，仅供演示。", "The data of this report are invented, for demonstration.").said(lang), class_="invented")
        if record.profile.invented
        else None
    )
    html = tag(
        "header",
        tag("p", kicker.said(lang), class_="kicker"),
        tag("h1", record.profile.name.said(lang)),
        invented,
        tag("p", lede(case).said(lang), class_="lede"),
        tag("dl", *keys, class_="keys"),
        class_="hero",
    )
    footer = Words(f"{case.title.zh}　金额单位除注明外为万元。", f"{case.title.en}. Amounts are in 10,000 yuan unless stated.")
    facts = {"lang": lang, "title": case.title.said(lang), "description": lede(case).said(lang), "footer": footer.said(lang), "case": case.identity}
    return Piece(html, "head", facts)


def _key(lang: str, name: Words, value: Words, small: Words) -> Html:
    return tag("div", tag("dt", name.said(lang)), tag("dd", value.said(lang), tag("small", small.said(lang)) if small.zh else None))


def _against_budget(case: Case) -> Words:
    rate = case.indicator("execution_rate", basis="initial")
    if rate.known:
        return Words(f"为年初预算的{rate.shown('zh')}", f"{rate.shown('en')} of the initial budget")
    return Words("年初预算未填报", "initial budget not reported")


def _total(case: Case) -> Words:
    total = case.figure("exp_total").in_tables
    return Words(total.shown("zh", with_unit=False), total.shown("en", with_unit=False))


def _span(card: Scorecard) -> Words:
    low, high = _marks(card.lowest), _marks(card.highest)
    return Words(low, low) if low == high else Words(f"{low}—{high}", f"{low}–{high}")


def _grade(case: Case) -> Words:
    grade = case.scorecard.grade
    return Words(f"等级：{grade.zh}", f"Grade: {grade.en}") if grade else Words("资料不足，尚不能定级", "not yet enough evidence for a grade")


def _stated(case: Case) -> Words:
    score = case.scorecard.stated_score
    return Words(score.shown("zh"), score.shown("en", with_unit=False))


def _settled(card: Scorecard) -> Words:
    settled = _marks(card.settled_marks)
    return Words(f"{settled} / 100分", f"{settled} / 100")


def _counted(case: Case, *outcomes: Outcome) -> Words:
    return joined([Words(f"{case.outcomes[outcome]}项{outcome.words.zh}", f"{case.outcomes[outcome]} {_SHORT[outcome]}") for outcome in outcomes], "，", ", ")


_SHORT = {
    Outcome.FAIL: "do not hold",
    Outcome.QUESTION: "to explain",
    Outcome.HINT: "rounding",
    Outcome.INSUFFICIENT_DATA: "lack data",
    Outcome.NOT_APPLICABLE: "not applicable",
    Outcome.PASS: "hold",
}


def lede(case: Case) -> Words:
    """Say the report in two or three sentences."""
    total, initial, rate = (case.figure("exp_total"), case.figure("exp_total", INITIAL), case.indicator("execution_rate", basis="initial"))
    spent = Words(f"{case.record.year}年支出总额{_amount(total).zh}", f"In {case.record.year} the department spent {_amount(total).en}")
    if rate.known:
        spent = Words(
            f"{spent.zh}，为年初预算{_amount(initial).zh}的{rate.shown('zh')}。",
            f"{spent.en}, {rate.shown('en')} of its initial budget of {_amount(initial).en}.",
        )
    else:
        spent = Words(spent.zh + "。", spent.en + ".")
    return spent.plus(score_sentence(case))


def score_sentence(case: Case) -> Words:
    """Say what the evidence settles, what is still possible, and how the stated score stands to it."""
    card = case.scorecard
    evidenced, settled, low, high = map(_marks, (card.evidenced, card.settled_marks, card.lowest, card.highest))
    words = Words(
        f"按{card.scheme.name.zh}，现有资料可以核定{settled}分的归属，其中得{evidenced}分；",
        f"By the {card.scheme.name.en}, the evidence at hand settles {settled} of 100 marks and awards {evidenced} of them;",
    )
    words = words.plus(
        Words(f"总分可能在{low}至{high}分之间。", f"the total may lie from {low} to {high}.")
        if low != high
        else Words(f"总分为{low}分。", f"the total is {low}.")
    )
    stated, comparison = card.stated, heading(card.stated.words, "en")
    if stated.status == "not_comparable":
        return words.plus(Words(f"{stated.words.zh}。", f"For comparison: {stated.words.en}."))
    if stated.status == "inside":
        return words.plus(Words(f"{stated.words.zh}。", f"{comparison}."))
    return words.plus(
        Words(f"{stated.words.zh}（{stated.because.zh}），按此表不可能。", f"{comparison} ({stated.because.en}): by this table it is not possible.")
    )


def top_findings(case: Case, most: int = 3) -> Piece:
    """Show the findings that matter most, a line each."""
    serious = [finding for finding in case.findings if finding.serious][:most]
    if not serious:
        return say(
            case.lang,
            Words(
                "已能进行的核对中未发现不符事项；未能核对的内容见“资料缺口”。",
                "The checks that could be made found nothing wrong; what could not be checked is listed under “What is missing”.",
            ),
        )
    return Piece(bullets(case.lang, [_line(finding, case.lang) for finding in serious], ordered=True), "findings")


def _line(finding: Finding, lang: str) -> Html:
    rule = CHECKS[finding.check].words
    text = Words(f" {finding.subject.zh}（{rule.zh}）：{finding.message.zh}。", f" {finding.subject.en} ({rule.en}): {finding.message.en}.").said(lang)
    return tag("li", badge(finding.outcome, lang), text)


def badge(outcome: Outcome, lang: str) -> Html:
    """Show an outcome in words."""
    return tag("span", outcome.words.said(lang), class_=f"outcome {outcome.key}")


# -- the department -----------------------------------------------------------------------------------------------


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
    parts = [tag("p", name.said(lang) + words.said(lang), class_="say") for name, words in told if words.zh]
    if profile.plan:
        parts.append(tag("p", Words(f"年度重点工作{len(profile.plan)}项：", f"Main tasks of the year ({len(profile.plan)}):").said(lang), class_="say"))
        parts.append(bullets(lang, profile.plan))
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
    over = rate.value > HUNDRED
    words = Words(
        f"编制{record.figure('staff_establishment').shown('zh')}，在职{record.figure('staff_on_post').shown('zh')}，在职人员控制率{rate.arithmetic('zh')}"
        + ("，超过编制。" if over else "。"),
        f"Establishment {record.figure('staff_establishment').shown('en')}, on post {record.figure('staff_on_post').shown('en')}; staffing control rate {rate.arithmetic('en')}"
        + (", above the establishment." if over else "."),
    )
    others = [(record.figure(item), ITEMS[item].words) for item in ("staff_hired_external", "staff_retired")]
    also = joined([Words(f"{name.zh}{figure.shown('zh')}", f"{name.en} {figure.shown('en')}") for figure, name in others if figure.known], "，", ", ")
    more = Words(f"另有{also.zh}，不计入该比率。", f"Not counted in the rate: {also.en}.") if also.zh else None
    return say(case.lang, words, more)


# -- money -----------------------------------------------------------------------------------------------------------


def money(case: Case) -> Piece:
    """Say how the year's money went: initial budget, revised budget, outturn, on both bases."""
    initial, revised, actual = (case.figure("exp_total", period) for period in (INITIAL, REVISED, ACTUAL))
    additions = additions_in_year(case.record)
    sentences = [
        Words(
            f"年初预算{_amount(initial).zh}，全年预算{_amount(revised).zh}，决算{_amount(actual).zh}。",
            f"Initial budget {_amount(initial).en}; revised budget {_amount(revised).en}; outturn {_amount(actual).en}.",
        )
    ]
    if additions.known:
        rate = case.indicator("budget_addition_rate")
        sentences.append(
            Words(
                f"年中追加{additions.arithmetic('zh')}{'万元' if additions.parts else ''}，相当于年初预算的{rate.shown('zh')}。",
                f"Additions in the year were {additions.arithmetic('en')}{' (10,000 yuan)' if additions.parts else ''}, {rate.shown('en')} of the initial budget.",
            )
        )
    by_initial, by_revised = (case.indicator("execution_rate", basis=basis) for basis in ("initial", "revised"))
    if by_initial.known or by_revised.known:
        told = [_told(by_initial, INITIAL), _told(by_revised, REVISED)]
        sentences.append(Words(f"执行率{told[0].zh}，{told[1].zh}。", f"Execution: {told[0].en}; {told[1].en}."))
    return say(case.lang, *sentences)


def _told(rate: Figure, base: Period) -> Words:
    if rate.known:
        return Words(f"按{base.words.zh}计为{rate.shown('zh')}", f"{rate.shown('en')} of the {base.words.en}")
    reason = rate.value.reason.value
    return Words(f"按{base.words.zh}无法计算（{reason.zh}）", f"of the {base.words.en} it cannot be told ({reason.en})")


def money_table(case: Case) -> Table:
    """Show every amount reported, in the columns of the forms, with execution on both bases."""
    periods = _periods(case, [item for item, _ in MONEY_ROWS])
    rows = []
    for item, part in MONEY_ROWS:
        figures = [case.figure(item, period) for period in periods]
        if any(figure.known or figure.value.reason is not Reason.MISSING for figure in figures):
            actual = case.figure(item)
            rates = [(actual / case.figure(item, base)).percent for base in (INITIAL, REVISED) if base in periods]
            rows.append(Row(ITEMS[item].words, [*figures, *rates], part))
    columns = [Words("项目", "Item"), *(period.words for period in periods)]
    columns += [Words("占年初预算", "of initial"), Words("占全年预算", "of revised")][: len([p for p in (INITIAL, REVISED) if p in periods])]
    caption = Words(f"收入、支出和“三公”经费（{WAN.zh}）", f"Revenue, expenditure and the three public expenses ({WAN.en})")
    return Table(
        caption,
        columns,
        rows,
        case.lang,
        Words("“未填报”指所得资料中没有该数，不等于0。", "“not reported” means that the material holds no such figure; it is not 0."),
    )


def _periods(case: Case, items: Iterable[str]) -> list[Period]:
    items = list(items)
    return [period for period in Period if any(case.record.has(item, period) for item in items)]


def money_chart(case: Case) -> Chart | Piece:
    """Draw total, basic and project expenditure in every period reported."""
    items = [item for item in ("exp_total", "exp_basic", "exp_project") if case.record.periods_of(item)]
    if not items:
        return nothing(case.lang, "支出金额未填报。", "No amounts of expenditure were reported.")
    periods = _periods(case, items)
    rows = [(ITEMS[item].words, [case.figure(item, period) for period in periods]) for item in items]
    return charts.bars_by_period(case, rows, periods, Words(f"支出总额、基本支出和项目支出（{WAN.zh}）", f"Total, basic and project expenditure ({WAN.en})"))


def structure(case: Case) -> Piece:
    """Say what part of the spending was basic and what part project expenditure."""
    whole, basic, project = (case.figure(item) for item in ("exp_total", "exp_basic", "exp_project"))
    shares = [(part, (part / whole).percent) for part in (basic, project)]
    if not all(share.known for _, share in shares):
        return nothing(
            case.lang,
            "支出总额、基本支出或项目支出未填报，无法计算支出结构。",
            "Total, basic or project expenditure was not reported; the structure of spending cannot be worked out.",
        )
    words = joined(
        [
            Words(
                f"{ITEMS[item].words.zh}{_amount(part).zh}，占支出总额的{share.shown('zh')}",
                f"{ITEMS[item].words.en} {_amount(part).en}, {share.shown('en')} of the total",
            )
            for item, (part, share) in zip(("exp_basic", "exp_project"), shares, strict=True)
        ],
        "；",
        "; ",
    )
    rest = (whole - basic - project).called("其余", "the rest")
    more = None
    if rest.value:
        more = Words(
            f"两项之外{'尚有' if rest.value > 0 else '多出'}{rest.shown('zh').removeprefix('-')}，见“勾稽核对”。",
            f"The two leave a difference of {rest.shown('en')}; see the reconciliation.",
        )
    return say(case.lang, Words(words.zh + "。", words.en[0].upper() + words.en[1:] + "."), more)


def economic_classes(case: Case) -> Table | Piece:
    """Show the economic classes reported, against the initial budget."""
    items = [item for item in ECONOMIC_CLASSES if case.record.periods_of(item)]
    if not items:
        return nothing(
            case.lang,
            "经济分类未填报，无法分析人员、商品服务等支出构成。",
            "No economic classes were reported, so the make-up of pay, goods and services cannot be told.",
        )
    return _against_initial(
        case,
        Words(f"按经济分类（{WAN.zh}）", f"By economic class ({WAN.en})"),
        [(ITEMS[item].words, case.figure(item, INITIAL), case.figure(item)) for item in items],
    )


def _against_initial(case: Case, caption: Words, rows: list[tuple[Words | str, Figure, Figure]]) -> Table:
    columns = [Words("项目", "Item"), INITIAL.words, ACTUAL.words, Words("增减额", "change"), Words("占年初预算", "of initial")]
    return Table(caption, columns, [Row(name, [initial, actual, actual - initial, (actual / initial).percent]) for name, initial, actual in rows], case.lang)


def projects(case: Case) -> Table | Piece:
    """Show the projects period by period, as the base data table lists them or, where it does not, by their own forms."""
    record = case.record
    own = {(p.name, m.period): m.figure.to(m.item.unit) for p in record.projects for m in p.money if m.item.key == "project_funds" and m.figure.known}
    amounts = own | {(m.detail, m.period): record.amount(m) for m in record.mentions if m.item.key == "project"}
    if not amounts:
        return nothing(case.lang, "项目清单未填报。", "No list of projects was reported.")
    periods = [period for period in Period if any((name, period) in amounts for name, _ in amounts)]
    gap = Gap(Reason.MISSING)
    rows = [Row(name, [amounts.get((name, period), gap) for period in periods]) for name in dict.fromkeys(name for name, _ in amounts)]
    rows.append(Row(ITEMS["exp_project"].words, [case.figure("exp_project", period) for period in periods], "total"))
    return Table(Words(f"项目支出（{WAN.zh}）", f"Projects ({WAN.en})"), [Words("项目", "Project"), *(period.words for period in periods)], rows, case.lang)


def year_on_year(case: Case) -> Table | Piece:
    """Show this year's outturn against last year's."""
    rows = []
    for item, part in MONEY_ROWS:
        this, last = case.figure(item), case.figure(item, LAST)
        if this.known and last.known:
            change = this - last
            rows.append(Row(ITEMS[item].words, [last, this, change, (change / last).percent], part))
    if not rows:
        return _implied_last_year(case)
    columns = [Words("项目", "Item"), LAST.words, ACTUAL.words, Words("增减额", "change"), Words("增减率", "rate")]
    return Table(Words(f"与上年决算比较（{WAN.zh}）", f"Against last year's outturn ({WAN.en})"), columns, rows, case.lang)


def _implied_last_year(case: Case) -> Piece:
    change, this = case.figure("rev_change_on_last_year"), case.figure("rev_total")
    if not (change.known and this.known):
        return nothing(case.lang, "上年决算数未填报，无法与上年比较。", "Last year's outturn was not reported, so no comparison can be made.")
    prior = this - change
    rate = (change / prior).percent
    return say(
        case.lang,
        Words(
            f"所报收入较上年增加{_amount(change).zh}，由此推算上年为{prior.arithmetic('zh')}万元，增长{rate.shown('zh')}；资料中没有上年决算数可以核对。",
            f"Revenue is said to have grown by {_amount(change).en} on last year, which implies {prior.arithmetic('en')} (10,000 yuan) last year and growth of {rate.shown('en')}; there is no figure of last year to compare with.",
        ),
    )


# -- results -----------------------------------------------------------------------------------------------------------


def results(case: Case) -> Table | Piece:
    """Show targets against what was reached, the department's own and then those of its projects."""
    named = [(t.name, t) for t in case.record.targets] + [(f"{p.name}：{t.name}", t) for p in case.record.projects for t in p.targets]
    if not named:
        return nothing(
            case.lang,
            "所得资料没有绩效指标表，不能把完成情况与年初目标逐项对照；产出、效益和满意度的分值因此待定。",
            "The material at hand holds no table of targets, so results cannot be set against them one by one; marks for output, benefit and satisfaction stay open.",
        )
    columns = [
        Words("指标", "Indicator"),
        Words("类别", "Group"),
        Words("年度指标值", "Target"),
        Words("实际完成值", "Actual"),
        Words("分值", "Marks"),
        Words("佐证", "Evidence"),
        Words("偏差说明", "Explanation"),
    ]
    rows = [Row(name, [t.kind, *_aim(t), t.weight, t.evidence or Gap(Reason.NO_EVIDENCE), t.explanation]) for name, t in named]
    return Table(Words("绩效目标完成情况", "Targets and results"), columns, rows, case.lang)


def _aim(target: Target) -> tuple[Words | Gap, Words | Gap]:
    """Return what was aimed at and what was reached, with their units, as the department's own table has them."""
    if target.direction == "qualitative":
        grade = target.attained.value if target.attained else None
        reached = Words(*[target.reached] * 2)
        if grade:
            reached = Words(f"{reached.zh}（{grade.zh}）", f"{reached.en} ({grade.en})") if reached.zh else grade
        return Words(*[target.aim] * 2), reached
    sign = {">=": "≥", "<=": "≤", "=": "＝"}[target.direction]
    return _measured(target.target, sign), _measured(target.actual)


def _measured(figure: Figure, sign: str = "") -> Words | Gap:
    return Words(sign + figure.shown("zh"), sign + figure.shown("en")) if figure.known else figure.value


# -- score -----------------------------------------------------------------------------------------------------------


def score(case: Case) -> Piece:
    """Say how the score comes about and what is unverified in the rules."""
    unverified = [row for row in case.scorecard.rows if not row.verified]
    marks = sum((row.available for row in unverified), Decimal(0))
    note = Words(
        f"其中{len(unverified)}项、{_marks(marks)}分的评分标准或指标公式未能在来源中完整读到，以†标明，须对照本县文件。",
        f"For {len(unverified)} rows worth {_marks(marks)} marks the rule or the formula could not be read in full; they are marked † and yield to the county's own circular.",
    )
    return say(case.lang, score_sentence(case), note if unverified else None)


def score_chart(case: Case) -> Chart:
    """Draw the marks of each row: evidenced, open, lost."""
    return charts.score_bars(case, case.scorecard.rows, Words("各项指标得分：已得分、待定、已失分", "Marks by row: evidenced, open, lost"))


def score_table(case: Case) -> Table:
    """Show the scorecard: value, formula with its numbers, marks and why."""
    columns = [Words("指标", "Indicator"), Words("分值", "Marks"), Words("得分", "Awarded"), Words("计算", "Working"), Words("评分说明", "Why")]
    rows, card = [], case.scorecard
    level = None
    for row in card.rows:
        here = (row.row.level1, row.row.level2)
        if here != level:
            level = here
            rows.append(Row(joined(list(dict.fromkeys(here)), " · ", " · "), [], "group"))
        name = Words(row.words.zh + ("" if row.verified else "†"), row.words.en + ("" if row.verified else "†"))
        rows.append(Row(name, [row.available, _awarded(row), working(row, case.lang), _why(row)]))
    low, high = _marks(card.lowest), _marks(card.highest)
    possible = Words(f"可能区间{low}至{high}分", f"possible range {low} to {high}") if low != high else None
    rows.append(Row(Words("合计", "Total"), [HUNDRED, card.evidenced, None, possible], "total"))
    note = Words(
        "得分栏为“待定”的，括号内是仍可能的最低和最高得分。†：评分标准或指标公式未能在来源中完整读到。比率按四舍五入保留两位小数显示，计分用未舍入的值。",
        "Open marks show the lowest and the highest still possible. †: the rule or the formula could not be read in full. Rates are shown rounded half up to two decimals and scored unrounded.",
    )
    return Table(Words(f"评分表：{card.scheme.name.zh}", f"Scorecard: {card.scheme.name.en}"), columns, rows, case.lang, note)


def _awarded(row: ScoredRow) -> Decimal | Words:
    if not row.open:
        return row.marks.lowest
    low, high = _marks(row.marks.lowest), _marks(row.marks.highest)
    return Words(f"待定（{low}—{high}）", f"open ({low}–{high})")


def working(row: ScoredRow, lang: str) -> Html | str:
    """Return the formula in words, below it with its numbers; or the answers that decided."""
    value = row.value
    if isinstance(value, Figure) and value.parts:
        numbers = tag("span", value.arithmetic(lang), class_="formula") if value.known else None
        return together([tag("span", value.formula(lang, numbers=False)), *([Html("<br/>"), numbers] if numbers else [])])
    if isinstance(value, Figure):
        return _plain(value, lang)
    if isinstance(value, Judgement):
        return value.answer.text if value.answer else ""
    if isinstance(value, Target):
        return " / ".join(said for said in (_plain(value.actual, lang), _plain(value.target, lang)) if said)
    if isinstance(value, tuple):
        return _answers(value, lang)
    return ""


def _answers(tests: tuple[Test, ...], lang: str) -> str:
    if not any(test.answer for test in tests):
        return Words(f"{len(tests)}项测试均未作答", f"none of the {len(tests)} tests is answered").said(lang)
    said = (Words(f"{test.asks.zh}：{_answered(test, lang)}", f"{test.asks.en}: {_answered(test, lang)}") for test in tests)
    return joined(list(said), "；", "; ").said(lang)


def _plain(figure: Figure, lang: str) -> str:
    return figure.shown(lang) if figure.known else ""


def _answered(test: Test, lang: str) -> str:
    if test.answer is None:
        return Words("未答", "no answer").said(lang)
    if test.answer.text in NO:
        return Words("否", "no").said(lang)
    if test.answer.text in YES:
        return Words("是", "yes").said(lang) if test.answer.evidence else Words("是，无佐证", "yes, without evidence").said(lang)
    return test.answer.text


def _why(row: ScoredRow) -> Words:
    if row.gap is None or not row.open or isinstance(row.value, tuple):
        return row.marks.why
    reason, note = row.gap.reason.value, row.gap.note
    return Words(f"{reason.zh}：{note.zh}", f"{reason.en}: {note.en}") if note.zh else reason


def other_readings(case: Case) -> Table | Piece:
    """Show the rows whose marks depend on how an ambiguous rule is read."""
    rows = [row for row in case.scorecard.rows if row.readings]
    if not rows:
        return nothing(
            case.lang, "规则的其他读法不改变已能计算的各项得分。", "The other readings of the rules change none of the marks that can be worked out."
        )
    shown = [
        Row(
            row.words,
            [
                _awarded(row),
                joined([Words(f"{words.zh}：{_marks(marks.lowest)}分", f"{words.en}: {_marks(marks.lowest)}") for words, marks in row.readings], "；", "; "),
            ],
        )
        for row in rows
    ]
    return Table(
        Words("另一种读法下的得分", "Marks under another reading"),
        [Words("指标", "Indicator"), Words("本表得分", "Marks here"), Words("其他读法", "Other readings")],
        shown,
        case.lang,
    )


def other_schemes(case: Case) -> Table:
    """Show what the same evidence is worth by each scheme there is, and whether the stated score is possible by it."""
    cards = [case.scorecard, *(score_by(case.record, other) for other in case.others if not isinstance(other, UserMistake))]
    rows = [Row(_scheme_name(case, card), [_span(card), _settled(card), card.stated.words]) for card in cards]
    wrong = [
        Row(Words("无法读取的方案", "a scheme that cannot be read"), [None, None, Words("；".join(o.lines("zh")), "; ".join(o.lines("en")))])
        for o in case.others
        if isinstance(o, UserMistake)
    ]
    columns = [Words("评分表", "Table"), Words("可能总分", "Possible score"), Words("已核定分值", "Marks settled"), Words("自评得分", "Stated score")]
    return Table(Words("换一张评分表", "By another table"), columns, [*rows, *wrong], case.lang)


def _scheme_name(case: Case, card: Scorecard) -> Words:
    name = card.scheme.name
    return Words(f"{name.zh}（本报告采用）", f"{name.en} (used here)") if card.scheme == case.scheme else name


# -- findings ----------------------------------------------------------------------------------------------------------


def findings(case: Case) -> Piece:
    """Show what does not add up and what asks for an explanation, with the arithmetic and the question to ask."""
    serious = [finding for finding in case.findings if finding.outcome in {Outcome.FAIL, Outcome.QUESTION, Outcome.HINT}]
    if not serious:
        return nothing(case.lang, "已能进行的核对均成立。", "All checks that could be made hold.")
    return Piece(together(_article(finding, case.lang) for finding in serious), "findings")


def _article(finding: Finding, lang: str) -> Html:
    check = CHECKS[finding.check]
    heading = tag("h3", badge(finding.outcome, lang), f" {finding.subject.said(lang)}", tag("small", f" {finding.check} {check.words.said(lang)}"))
    where = places(finding.sources, lang)
    parts = [heading, tag("p", f"{finding.message.said(lang)}{'。' if lang == 'zh' else '.'}", class_="formula")]
    if finding.cause.zh:
        parts.append(tag("p", Words(f"可能原因：{finding.cause.zh}。", f"Possible cause: {finding.cause.en}.").said(lang)))
    if finding.question.zh:
        parts.append(tag("p", Words(f"请部门说明：{finding.question.zh}", f"To ask the department: {finding.question.en}").said(lang), class_="ask"))
    if where:
        parts.append(tag("p", Words(f"出处：{where}", f"Where: {where}").said(lang), class_="where"))
    return tag("article", *parts, class_=f"finding {finding.outcome.key}")


def checks_made(case: Case) -> Table:
    """Show how many checks were made and with which outcome, check by check."""
    shown = list(Outcome)
    columns = [Words("核对内容", "Check"), *(outcome.words for outcome in shown)]
    rows = []
    for check in catalogue():
        counts = [sum(1 for f in case.findings if f.check == check.key and f.outcome is outcome) for outcome in shown]
        cells = (
            [_count(n) for n in counts] if any(counts) else [Words("无数据", "no data") if outcome is Outcome.INSUFFICIENT_DATA else None for outcome in shown]
        )
        rows.append(Row(Words(f"{check.key} {check.words.zh}", f"{check.key} {check.words.en}"), cells))
    rows.append(Row(Words("合计", "Total"), [_count(case.outcomes[outcome]) for outcome in shown], "total"))
    return Table(Words("各项核对及其结果（项）", "Checks and their outcomes (number)"), columns, rows, case.lang)


def _count(n: int) -> Figure | None:
    return fixed(Decimal(n), Unit.COUNT) if n else None


# -- gaps --------------------------------------------------------------------------------------------------------------


def gaps(case: Case) -> Table | Piece:
    """Show what is missing, most marks at stake first, and how each gap can be closed."""
    rows = case.scorecard.open_rows
    if not rows:
        return nothing(case.lang, "评分所需资料齐全。", "Everything that the scoring needs is there.")
    columns = [Words("指标", "Indicator"), Words("待定分值", "Marks at stake"), Words("缺什么", "What is missing"), Words("怎样补", "How to close it")]
    shown = [Row(row.words, [row.at_stake, Words(row.gap.said("zh"), row.gap.said("en")) if row.gap else None, _remedy(row)]) for row in rows]
    shown.append(Row(Words("合计", "Total"), [sum((row.at_stake for row in rows), Decimal(0)), None, None], "total"))
    return Table(Words("资料缺口及其影响的分值", "What is missing and the marks it may be worth"), columns, shown, case.lang)


def _remedy(row: ScoredRow) -> Words:
    """Say who can close a gap and where: the department in one of its files, or the county by its rule."""
    reason, scale = row.gap.reason if row.gap else None, row.row.scale
    if reason is Reason.UNCONFIRMED:
        return Words("评分规则未读到，须按本县文件补入评分方案", "the rule was not read: the county's circular has to go into the scheme")
    if reason is Reason.NOT_APPLICABLE:
        return Words("不需补资料；如何计分由本县规定", "nothing to supply: the county decides how it is scored")
    if scale.targets:
        return Words("在 targets.csv 中补充指标、完成值或佐证", "add targets, results or evidence in targets.csv")
    if scale.checklist:
        return Words("在 checklist.csv 中逐项回答是或否，答“是”附佐证", "answer each test in checklist.csv, a yes with its evidence")
    if scale.judged:
        accepted = scale.judged.accepted
        return Words(f"在 checklist.csv 中评判（{accepted}）并附佐证", f"judge it in checklist.csv ({accepted}), with evidence")
    return Words("在 items.csv 中补充左列数据", "add the data named on the left in items.csv")


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
        parts += [tag("h3", title.said(lang)), bullets(lang, items) if items else tag("p", Words("未填报", "not reported").said(lang), class_="say")]
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
    return together([tag("span", title), *([Html("<br/>"), tag("small", url)] if url else [])])
