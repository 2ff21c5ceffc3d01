"""Family D: the report against the base data table and the self-evaluation form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from evallib.figures import Figure, absent, fixed, total
from evallib.quantities import Unit
from evallib.reading.account_tables import Accounts
from evallib.reading.record import ECONOMIC_CLASSES, OTHER_KINDS, REVENUE_SOURCES, THREE_PUBLIC_PARTS, Period, Project, Record
from evallib.reading.rows import GROUP_MARKS
from evallib.rules import scales
from evallib.rules.checks.a import base_data, known_parts
from evallib.rules.checks.b import same
from evallib.rules.findings import Finding, Outcome, asked, check, equality, first_that_holds, gathered, parts_of
from evallib.rules.indicators import INDICATORS
from evallib.words import Words

EXPENDITURE = ("exp_total", "exp_basic", "exp_operating", "exp_project")
BUDGETED = (*EXPENDITURE, *ECONOMIC_CLASSES, "three_public", *THREE_PUBLIC_PARTS, "procurement")
ENOUGH_ROWS = 3  # two rows may be equal by chance
EXECUTION_MARKS = Decimal(10)
TARGET_MARKS = (Decimal(90), Decimal(100))  # beside the marks for execution, or alone
SURPLUS = ("revenue.surplus_used", "expenditure.distributed")
PROJECT_SOURCES = ("project_appropriation", "project_carried_in", "project_other_funds")
DECEMBER = 12
GROUP_WORDS = {"output": Words("产出指标", "output"), "outcome": Words("效益指标", "benefit"), "satisfaction": Words("满意度指标", "satisfaction")}


@check("D2", "基础数据表：决算数与决算公开表一致，预算数为年初预算数", "Base data: outturn as in the account tables, budget as first approved", cites="EVALLIB")
def base_data_fit_the_tables(record: Record) -> Iterator[Finding]:
    """The outturn of the base data table is that of the account tables, its budget column the initial budget.

    Expenditure and appropriation mean the same in both. Money of other kinds may be counted in the three public expenses of the
    base data, which can then only be more; personnel, operating cost, economic classes, balances and other revenue may have
    another scope and are asked about.
    """
    yield from _budget_is_initial(record)
    if record.accounts:
        stated = base_data(record)
        pairs = [(item, stated.figure(item), record.accounts.figure(item, "actual")) for item in PUBLISHED]
        findings = [_published(record.accounts, item, one, other) for item, one, other in pairs if one.known and other]
        yield from gathered("D2", Words("基础数据表与决算公开表", "base data and account tables"), findings)


SAME_SCOPE = (
    "exp_total",
    "exp_basic",
    "exp_project",
    *OTHER_KINDS,
    "rev_total",
    "rev_appropriation",
    "rev_general_public_budget",
    "rev_gov_fund",
    "rev_state_capital",
)
EXPENSES = ("three_public", *THREE_PUBLIC_PARTS, "tp_vehicle_purchase", "tp_vehicle_running")
OTHER_SCOPE = ("rev_service", "rev_business", "rev_other", "balance_opening", "balance_closing", "exp_personnel", "exp_operating", *ECONOMIC_CLASSES)
PUBLISHED = (*SAME_SCOPE, *EXPENSES, *OTHER_SCOPE)
OTHER_READINGS = {
    "exp_total": (("T_FIN", "expenditure.total", "total"), ("T_GPB", "total", "total"), ("T_SUM", "expenditure.grand", "amount")),
    "exp_basic": (("T_GPB", "total", "basic"),),
    "exp_project": (("T_GPB", "total", "project"),),
    "rev_total": (("T_FIN", "revenue.total", "amount"), ("T_SUM", "revenue.grand", "amount")),
    "rev_appropriation": (("T_SUM", "revenue.general", "amount"), ("T_FIN", "revenue.grand", "amount")),
    "exp_operating": (("T_BASIC", "302", "amount"),),
    "balance_opening": (("T_FIN", "revenue.opening", "amount"),),
    "balance_closing": (("T_FIN", "expenditure.closing", "total"),),
}
"""Other figures of the tables that the base data may mean: the appropriation alone, goods and services alone."""


def _published(accounts: Accounts, item: str, stated: Figure, published: Figure) -> Finding:
    """Return the finding on a figure of the base data and what the account tables say of it."""
    finding = same("D2", stated, published if published.label.zh else published.called(*stated.label))
    if finding.outcome is not Outcome.FAIL:
        return finding
    others = [same("D2", stated, other) for other in (accounts.cell(*cell) for cell in OTHER_READINGS.get(item, ())) if other.known]
    fits = next((other for other in others if other.outcome in {Outcome.PASS, Outcome.HINT}), None)
    if fits and item in OTHER_SCOPE:
        return fits
    if fits:
        other = fits.expected
        cause = Words(f"与{other.label.zh}{other.shown('zh')}相符，口径可能不同", f"it fits {other.label.en} ({other.shown('en')}): its scope may be another")
        return replace(asked(finding), cause=cause)
    more = item in EXPENSES and finding.difference.value > 0
    assumed = any(not table.unit_stated for table in accounts.tables)
    return asked(finding) if item in OTHER_SCOPE or more or assumed else finding


def _budget_is_initial(record: Record) -> Iterator[Finding]:
    """Budget and outturn equal to the cent in every expenditure row suggest that the adjusted budget was entered."""
    pairs = [(record.figure(item, Period.BUDGET_INITIAL), record.figure(item)) for item in EXPENDITURE]
    pairs = [(budget, actual) for budget, actual in pairs if budget.known and actual.known]
    if len(pairs) < ENOUGH_ROWS:
        return
    subject = Words("预算数列", "the budget column")
    if all(budget.value == actual.value for budget, actual in pairs):
        yield Finding(
            "D2",
            Outcome.QUESTION,
            subject,
            Words(f"{len(pairs)}项支出的预算数与决算数逐项完全相等", f"budget and outturn are equal to the cent in all {len(pairs)} rows of expenditure"),
            cause=Words("预算数列可能填了调整后的预算", "the adjusted budget may stand in the budget column"),
            question=Words("该列填的是年初批复的预算数吗？", "Is this the budget as first approved?"),
            places=tuple(budget.source for budget, _ in pairs if budget.source),
        )
    else:
        yield Finding("D2", Outcome.PASS, subject, Words("预算数与决算数不是逐项相等", "budget and outturn are not equal throughout"))


@check("D3", "按收入性质合计＝按支出性质合计", "Split by source and split by nature have one total", cites="S03")
def both_splits_agree(record: Record) -> Iterator[Finding]:
    """The self-evaluation form splits one amount twice, by source and by nature; the two totals must agree.

    Money brought in and carried out explains a difference where both balances are stated, and so do surplus used and surplus
    distributed, which the account tables tell. Where there are none, an institution with income of its own is asked. Without
    the form's own total by nature there is nothing to hold the sources against.
    """
    accounts, record = record.accounts, base_data(record)
    by_source, by_nature = known_parts(record, REVENUE_SOURCES, Period.ACTUAL), record.figure("exp_by_nature")
    if not by_nature.known:
        return
    parts = [record.figure(item) for item in ("exp_basic", "exp_project")]
    if all(part.known for part in parts):
        yield parts_of(
            "D3",
            by_nature,
            parts + known_parts(record, OTHER_KINDS, Period.ACTUAL),
            complete=False,
            question=Words("按支出性质的分项是否完整？", "Are the parts by nature complete?"),
        )
    if len(by_source) > 1:
        question = Words(
            "两种分法的合计应相等，差额是年末结转结余，还是漏填了某类支出？",
            "The two splits should have one total: is the difference a year-end balance, or was some expenditure left out?",
        )
        opening, closing, income = record.figure("balance_opening"), record.figure("balance_closing"), total(by_source)
        totals = [income, income + opening - closing] if opening.known and closing.known else [income]
        used, distributed = [accounts.cell("T_SUM", row) for row in SURPLUS] if accounts else [absent(by_nature.label, by_nature.unit)] * 2
        if used.known and distributed.known:
            totals += [one + used - distributed for one in totals]
        finding = first_that_holds([equality("D3", by_nature, one, question=question) for one in totals])
        own_income = any(part.known and part.value for part in (record.figure(item) for item in ("rev_service", "rev_business")))
        yield asked(finding) if own_income and not accounts else finding


@check("D4", "执行率和执行得分可由金额算出", "Execution rate and its marks follow from the amounts", cites="S14")
def execution_follows(record: Record) -> Iterator[Finding]:
    """The stated execution rate is outturn over full-year budget; its marks are ten times the rate, at most ten.

    So it is in the department's form and in that of every project.
    """
    yield from _execution(record.figure, INDICATORS["execution_rate"].of(record))
    for project in record.projects:
        yield from _execution(project.figure, (project.figure("project_funds") / project.figure("project_funds", Period.BUDGET_REVISED)).percent)


def _execution(stated_in: Callable[[str], Figure], rate: Figure) -> Iterator[Finding]:
    """Compare the rate with the amounts, and its marks with either; both were rounded when they were printed."""
    stated, points = stated_in("execution_rate"), stated_in("execution_points")
    question = Words("执行率以年初预算数还是全年预算数为分母？", "Is the rate of the initial or of the full-year budget?")
    if stated.known:
        yield equality("D4", stated, rate, question=question)
    if points.known and rate.known:
        rates = [one for one in (rate, stated) if one.known]
        marks = [fixed(scales.proportion(one.value, scales.HUNDRED, EXECUTION_MARKS).lowest, Unit.MARK) for one in rates]
        unrounded = [replace(one / fixed(Decimal(10)), unit=Unit.MARK) for one in rates if one.value < scales.HUNDRED]
        readings = [one.called("按执行率计算的得分", "marks by the execution rate") for one in (*marks, *unrounded)]
        yield first_that_holds([equality("D4", points, one, question=question) for one in readings])


@check("D5", "绩效指标分值合计为90分", "Weights of the targets add up to 90", cites="S16 S30")
def weights_add_up(record: Record) -> Iterator[Finding]:
    """The weights of the department's targets add up to 50, 30 and 10 by group; those of a project, where groups may differ, to 90.

    Forms that score the targets alone spread 100 marks over them.
    """
    question = Words("分值是否按50、30、10分配？", "Are the weights spread as 50, 30 and 10?")
    for group, marks in GROUP_MARKS.items():
        words = GROUP_WORDS[group]
        weights: list[Figure] = [target.weight for target in record.targets if target.group == group and target.weight.known]
        if weights:
            yield _weighed(fixed(Decimal(marks), Unit.MARK).called(f"{words.zh}分值", f"marks of {words.en} targets"), weights, question)
    for project in record.projects:
        weights = [target.weight for target in project.targets]
        if weights and all(weight.known for weight in weights):
            readings = [fixed(marks, Unit.MARK).called(f"“{project.name}”指标分值", f"marks of the targets of “{project.name}”") for marks in TARGET_MARKS]
            ask = Words("指标分值与预算执行10分合计是否为100分？", "Do the targets and the 10 marks for execution make 100?")
            yield first_that_holds([_weighed(marks, weights, ask) for marks in readings])


def _weighed(marks: Figure, weights: list[Figure], question: Words) -> Finding:
    """Return the finding on weights that should make certain marks; weights are set, not rounded, so they are compared exactly."""
    exact = total([replace(weight, source=None) for weight in weights])
    return replace(equality("D5", marks, exact, question=question), places=total(weights).sources)


@check("D6", "项目自评表金额与项目支出衔接", "The projects' own forms fit project expenditure", cites="S29")
def project_forms_fit(record: Record) -> Iterator[Finding]:
    """The money of a project's own form is the sum of its sources, and what the base data table has for that project.

    All forms together stay within project expenditure; not every project has a form, so less is no fault. Money from outside
    the department's accounts may stand in a project's form: what is more is asked about.
    """
    for project in record.projects:
        for period in Period:
            whole, parts = project.figure("project_funds", period), [project.figure(item, period) for item in PROJECT_SOURCES]
            known = [part for part in parts if part.known]
            if whole.known and known:
                complete = len(known) == len(parts)
                yield parts_of("D6", whole, known, complete=complete, question=Words("是否还有其他资金来源？", "Is there another source of money?"))
        yield from _in_base_data(record, project)
    amounts = [amount for amount in (project.figure("project_funds") for project in record.projects) if amount.known]
    spent = record.figure("exp_project")
    if amounts and spent.known:
        together = total(amounts).called("项目自评表支出合计", "expenditure in the projects' forms")
        question = Words("项目自评表是否含本部门决算以外的资金？", "Do the projects' forms hold money outside the department's accounts?")
        yield (
            asked(equality("D6", together, spent, question=question))
            if (together - spent).interval.low > 0
            else Finding(
                "D6",
                Outcome.PASS,
                together.label,
                Words(
                    f"合计{together.shown('zh')}，在项目支出{spent.shown('zh')}之内",
                    f"{together.shown('en')} in all, within {spent.label.en} {spent.shown('en')}",
                ),
                places=together.sources,
            )
        )


def _in_base_data(record: Record, project: Project) -> Iterator[Finding]:
    """Hold a project's outturn against the line of the base data table that has its name."""
    listed = next((record.amount(m) for m in record.all_mentions("project") if m.detail == project.name and m.figure.known), None)
    funds, other = project.figure("project_funds"), project.figure("project_other_funds")
    if listed and funds.known:
        readings = [funds, funds - other] if other.known else [funds]
        question = Words("两张表的口径是否一致？", "Do the two tables have the same scope?")
        yield asked(first_that_holds([equality("D6", listed, one, question=question) for one in readings]))


@check("D7", "有支出的项目有预算", "What was spent on had a budget", cites="EVALLIB S29")
def spending_had_a_budget(record: Record) -> Iterator[Finding]:
    """Spending on something whose initial budget is 0 asks for its grounds, our convention; no percentage of it can be told (S29)."""
    for item in BUDGETED:
        budget, actual = record.figure(item, Period.BUDGET_INITIAL), record.figure(item)
        if not (budget.known and actual.known):
            continue
        sides = Words(f"年初预算{budget.shown('zh')}，决算{actual.shown('zh')}", f"initial budget {budget.shown('en')}, outturn {actual.shown('en')}")
        if budget.value == 0 and actual.interval.low > 0:
            question = Words("这笔支出的预算来源和批准文件是什么？", "Which budget was it paid from, and which document approved it?")
            yield Finding("D7", Outcome.QUESTION, actual.label, sides, actual, budget, question=question)
        else:
            yield Finding("D7", Outcome.PASS, actual.label, sides, actual, budget)


@check("D11", "月度累计支出与全年决算衔接", "Monthly cumulative spending leads to the year's outturn", cites="EVALLIB")
def months_lead_to_the_year(record: Record) -> Iterator[Finding]:
    """Cumulative spending does not fall from month to month, and that of December is the year's outturn.

    Reversed entries and bookings after the year's end are other readings, so both are asked about.
    """
    for item, project in told_by_month(record):
        stated = record.by_month(item, project)
        falls = list(falling("D11", stated.values()))
        yield from falls
        outturn = record.figure(item) if not project else next(one for one in record.projects if one.name == project).figure(item)
        if not falls and DECEMBER in stated and outturn.known:
            question = Words("年末后是否有调整入账的支出？", "Was anything booked after the end of the year?")
            yield asked(equality("D11", stated[DECEMBER], outturn, question=question))


def told_by_month(record: Record) -> list[tuple[str, str]]:
    """Return what may be told by month: items of the department, and the funds of each project by its name."""
    return [(item, "") for item in ("exp_total", "exp_basic", "exp_project")] + [("project_funds", project.name) for project in record.projects]


def falling(key: str, amounts: Iterable[Figure]) -> Iterator[Finding]:
    """Ask about every cumulative figure that is less than the one before."""
    for earlier, later in pairwise(amounts):
        if (earlier - later).interval.low > 0:
            yield Finding(
                key,
                Outcome.QUESTION,
                later.label,
                Words(
                    f"{later.label.zh}{later.shown('zh')}，小于{earlier.label.zh}{earlier.shown('zh')}",
                    f"{later.label.en} {later.shown('en')}, less than {earlier.label.en} {earlier.shown('en')}",
                ),
                later,
                earlier,
                question=Words("所填是累计数还是当月数？是否有冲销？", "Are these cumulative figures or those of the month? Was something reversed?"),
            )
