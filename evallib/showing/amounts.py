"""What the report shows of the money: budget and outturn, structure, economic classes, projects, last year."""

from __future__ import annotations

from collections.abc import Iterable

from evallib.case import Case
from evallib.figures import Figure
from evallib.quantities import Gap, Reason
from evallib.reading.record import ECONOMIC_CLASSES, ITEMS, OPERATING_PARTS, REVENUE_SOURCES, Period
from evallib.rules.indicators import additions_in_year
from evallib.showing import charts
from evallib.showing.pieces import NO_PIECE, Chart, Piece, Row, Table, nothing, say
from evallib.showing.sentences import Sentence, Told, sentence, sentences, told
from evallib.words import Words

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
    ("procurement", ""),
    ("balance_opening", ""),
    ("balance_closing", ""),
)
THREE_PUBLIC_ROWS = (
    ("three_public", "total"),
    ("tp_overseas", "sub"),
    ("tp_vehicle", "sub"),
    ("tp_vehicle_purchase", "sub"),
    ("tp_vehicle_running", "sub"),
    ("tp_hospitality", "sub"),
)
NOT_REPORTED = Words("“未填报”指所得资料中没有该数，不等于0。", "“not reported” means that the material holds no such figure; it is not 0.")


def money(case: Case) -> Piece:
    """Say how the year's money went: initial budget, revised budget, outturn, on both bases."""
    initial, revised, actual = (case.figure("exp_total", period) for period in (INITIAL, REVISED, ACTUAL))
    additions = additions_in_year(case.record)
    parts = [
        sentence(
            "年初预算{initial}，全年预算{revised}，决算{actual}。",
            "Initial budget {initial}; revised budget {revised}; outturn {actual}.",
            initial=initial,
            revised=revised,
            actual=actual,
        )
    ]
    if additions.known:
        parts.append(
            sentence(
                "年中追加{additions}，相当于年初预算的{rate}。",
                "Additions in the year were {additions}, {rate} of the initial budget.",
                additions=additions,
                rate=case.indicator("budget_addition_rate"),
            )
        )
    by_initial, by_revised = (case.indicator("execution_rate", basis=basis) for basis in ("initial", "revised"))
    if by_initial.known or by_revised.known:
        parts.append(
            sentence("执行率{first}，{second}。", "Execution: {first}; {second}.", first=_executed(by_initial, INITIAL), second=_executed(by_revised, REVISED))
        )
    return say(case.lang, *parts)


def _executed(rate: Figure, base: Period) -> Sentence:
    if rate.known:
        return sentence("按{base}计为{rate}", "{rate} of the {base}", base=base.words, rate=rate)
    return sentence("按{base}无法计算（{reason}）", "of the {base} it cannot be told ({reason})", base=base.words, reason=rate.value.reason.value)


def money_table(case: Case) -> Table:
    """Show every amount reported of revenue and expenditure, in the columns of the forms, with execution on both bases."""
    return _amounts(case, MONEY_ROWS, Words(f"收入和支出（{WAN.zh}）", f"Revenue and expenditure ({WAN.en})"))


def three_public_table(case: Case) -> Table | Piece:
    """Show the three public expenses in every period reported."""
    if not case.record.periods_of("three_public"):
        return NO_PIECE
    return _amounts(case, THREE_PUBLIC_ROWS, Words(f"“三公”经费（{WAN.zh}）", f"The three public expenses ({WAN.en})"))


def three_public(case: Case) -> Piece:
    """Say how the three public expenses stand to their budget and to last year's budget."""
    controlled, changed = case.indicator("three_public_control_rate"), case.indicator("three_public_change_rate")
    if not case.record.periods_of("three_public"):
        return nothing(case.lang, "“三公”经费未填报。", "The three public expenses were not reported.")
    parts = []
    if controlled.known:
        parts.append(sentence("“三公”经费决算为预算的{rate}。", "The three public expenses were {rate} of their budget.", rate=controlled))
    if changed.known:
        more = changed.value > 0
        parts.append(
            sentence(
                "“三公”经费变动率为{rate}，{direction}。",
                "Their rate of change is {rate}: {direction}.",
                rate=changed,
                direction=Words("上升" if more else "没有上升", "a rise" if more else "no rise"),
            )
        )
    if not parts:
        return nothing(
            case.lang,
            "“三公”经费的预算或上年数未填报，无法计算控制率和变动率。",
            "Their budget or last year's figure was not reported, so neither rate can be told.",
        )
    return say(case.lang, *parts)


def _amounts(case: Case, items: Iterable[tuple[str, str]], caption: Words) -> Table:
    periods = _periods(case, [item for item, _ in items])
    bases = [base for base in (INITIAL, REVISED) if base in periods]
    rows = []
    for item, part in items:
        figures = [case.figure(item, period) for period in periods]
        if any(figure.known or figure.value.reason is not Reason.MISSING for figure in figures):
            rates = [(case.figure(item) / case.figure(item, base)).percent for base in bases]
            rows.append(Row(ITEMS[item].words, [*figures, *rates], part))
    names = {INITIAL: Words("占年初预算", "of initial"), REVISED: Words("占全年预算", "of revised")}
    columns = [Words("项目", "Item"), *(period.words for period in periods), *(names[base] for base in bases)]
    return Table(caption, columns, rows, case.lang, NOT_REPORTED)


def _periods(case: Case, items: Iterable[str]) -> list[Period]:
    items = list(items)
    return [period for period in Period if any(case.record.has(item, period) for item in items)]


def money_chart(case: Case) -> Chart | Piece:
    """Draw total, basic and project expenditure in every period reported."""
    items = [item for item in ("exp_total", "exp_basic", "exp_project") if case.record.periods_of(item)]
    if not items:
        return nothing(case.lang, "支出金额未填报。", "No amounts of expenditure were reported.")
    periods = _periods(case, items)
    rows = [(ITEMS[item].words, [(period, case.figure(item, period)) for period in periods]) for item in items]
    return charts.bars_by_period(case, rows, Words(f"支出总额、基本支出和项目支出（{WAN.zh}）", f"Total, basic and project expenditure ({WAN.en})"))


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
    told = [
        sentence("{name}{part}，占支出总额的{share}", "{name} {part}, {share} of the total", name=ITEMS[item].words, part=part, share=share)
        for item, (part, share) in zip(("exp_basic", "exp_project"), shares, strict=True)
    ]
    rest = (whole - basic - project).called("其余", "the rest")
    words = sentence("{parts}。", "Of the spending: {parts}.", parts=sentences(told, "；", "; "))
    if not rest.value:
        return say(case.lang, words)
    more = sentence(
        f"支出总额与两项之和{'尚差' if rest.value > 0 else '相比少'}{{rest}}，见“勾稽核对”。",
        "The two leave a difference of {rest}; see the reconciliation.",
        rest=_without_sign(rest),
    )
    return say(case.lang, words, more)


def _without_sign(figure: Figure) -> Told:
    one = told(figure)
    return one._replace(shown=Words(one.shown.zh.removeprefix("-"), one.shown.en.removeprefix("-")))


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
        sentence(
            "所报收入较上年增加{change}，由此推算上年为{prior}，增长{rate}；资料中没有上年决算数可以核对。",
            "Revenue is said to have grown by {change} on last year, which implies {prior} last year and growth of {rate}; "
            "there is no figure of last year to compare with.",
            change=change,
            prior=prior,
            rate=rate,
        ),
    )
