"""The indicators: what each word means, one function each.

The arguments of a function are the quantities that its rule mentions; their defaults say where a record holds them. The
body is the rule. Money comes in figures of 万元, headcounts in figures of 人; a rate is returned in per cent, unrounded. A
quantity that is missing makes the result a gap that names it; a divisor of 0 makes it ``NOT_APPLICABLE`` (0 ÷ 0) or
``UNBUDGETED`` (something ÷ 0).

Where a word has two readings in use, a keyword-only argument chooses; its first choice is the default. How many marks a
value is worth is not said here but in ``data/schemes/``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from evallib.figures import Figure, absent, fixed, total
from evallib.quantities import Reason, Unit
from evallib.reading.record import Answer, Period, Record
from evallib.words import Words

# -- where the arguments of an indicator come from --------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """An item of the record, in one period."""

    item: str
    period: Period

    def taken(self, record: Record, indicator: str) -> Figure:  # noqa: ARG002  every kind of argument is taken alike
        """Return the figure, or its gap."""
        return record.figure(self.item, self.period)


@dataclass(frozen=True)
class Derived:
    """An amount that the forms leave to be worked out from the record."""

    work_out: Callable[[Record], Figure]

    def taken(self, record: Record, indicator: str) -> Figure:  # noqa: ARG002
        """Return the amount worked out, or its gap."""
        return self.work_out(record)


@dataclass(frozen=True)
class Test:
    """One test of a checklist: met, not met, or open."""

    asks: Words
    name: str = ""
    answer: Answer | None = None

    def taken(self, record: Record, indicator: str, name: str) -> Test:
        """Return the test with the record's answer to it."""
        return Test(self.asks, name, record.answers_to(indicator).get(name))


@dataclass(frozen=True)
class Judgement:
    """A judgement by a person: a class word or a share in per cent, with its evidence."""

    answer: Answer | None = None

    def taken(self, record: Record, indicator: str) -> Judgement:
        """Return the record's judgement on the indicator."""
        return Judgement(record.answers_to(indicator).get(""))


Value = Figure | tuple[Test, ...] | Judgement


def initial(item: str) -> Held:
    """Take an item from the initial budget."""
    return Held(item, Period.BUDGET_INITIAL)


def revised(item: str) -> Held:
    """Take an item from the full-year (revised) budget."""
    return Held(item, Period.BUDGET_REVISED)


def actual(item: str) -> Held:
    """Take an item from the outturn."""
    return Held(item, Period.ACTUAL)


def last_year(item: str) -> Held:
    """Take an item from last year's outturn."""
    return Held(item, Period.LAST_ACTUAL)


def test(zh: str, en: str) -> Test:
    """Declare a test of a checklist."""
    return Test(Words(zh, en))


# -- the register -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Indicator:
    """An indicator: its official name, its rule, and where the rule is written.

    Args:
        key: identifier of the glossary; the function's name.
        words: official name.
        number: number in the common framework of 财预〔2013〕53号 (1 to 28), 0 for local indicators.
        cites: keys of the sources.
        verified: whether the definition was read in a source, rather than recalled.
        rule: the function.
    """

    key: str
    words: Words
    number: int
    cites: tuple[str, ...]
    verified: bool
    rule: Callable[..., Value]

    @cached_property
    def arguments(self) -> dict[str, Held | Derived | Test | Judgement]:
        """The arguments that come from the record."""
        return {p.name: p.default for p in inspect.signature(self.rule).parameters.values() if p.kind is not p.KEYWORD_ONLY}

    @property
    def tests(self) -> dict[str, Test]:
        """The tests of a checklist indicator, by name."""
        return {name: argument for name, argument in self.arguments.items() if isinstance(argument, Test)}

    @cached_property
    def basis_default(self) -> str:
        """The first reading of ``basis``, or an empty string where the word has one reading."""
        parameter = inspect.signature(self.rule).parameters.get("basis")
        return parameter.default if parameter else ""

    @property
    def basis_readings(self) -> tuple[str, ...]:
        """The readings that ``basis`` may take."""
        return READINGS.get(self.key, ())

    @property
    def kind(self) -> str:
        """``computed``, ``checklist`` or ``judged``."""
        if self.tests:
            return "checklist"
        return "judged" if any(isinstance(a, Judgement) for a in self.arguments.values()) else "computed"

    def of(self, record: Record, **readings: str) -> Value:
        """Work the indicator out for a record.

        Args:
            record: the department-year.
            readings: ``basis``, where the word has two readings.
        """
        taken = {
            name: argument.taken(record, self.key, name) if isinstance(argument, Test) else argument.taken(record, self.key)
            for name, argument in self.arguments.items()
        }
        value = self.rule(**taken, **readings)
        return value.called(*self.words) if isinstance(value, Figure) else value


INDICATORS: dict[str, Indicator] = {}
READINGS: dict[str, tuple[str, ...]] = {}


def indicator(zh: str, en: str, *, number: int = 0, cites: str, verified: bool, readings: tuple[str, ...] = ()) -> Callable:
    """Enter a function into the register of indicators under its own name."""

    def enter(rule: Callable[..., Value]) -> Callable[..., Value]:
        key = rule.__name__
        INDICATORS[key] = Indicator(key, Words(zh, en), number, tuple(cites.split()), verified, rule)
        READINGS[key] = readings
        return rule

    return enter


# -- amounts that the forms leave to be worked out ----------------------------------------------------------------


def additions_in_year(record: Record) -> Figure:
    """Money added to the budget in the year (本年追加预算).

    As stated; else revised less initial budget; else the appropriation received beyond the initial budget, for a report
    that names no revised budget. Where money was carried into the year, those two may hold it, so additions must be stated.
    Spending alone does not show an addition, so it is not used.
    Source: 大理市“调整预算数” (adjusted = initial + increases − decreases), S45.
    """
    name = ("本年追加预算", "additions to the budget in the year")
    stated = record.figure("budget_additions")
    if stated.known:
        return stated
    for item, period in (("exp_total", Period.BUDGET_REVISED), ("rev_total", Period.BUDGET_REVISED), ("rev_appropriation", Period.ACTUAL)):
        if record.has(item, period) and record.has(item, Period.BUDGET_INITIAL):
            if _carried_in(record):
                note = Words("全年预算数可能含年初结转，请填报本年追加预算", "the revised budget may hold money carried in: please report the additions")
                return absent(Words(*name), Unit.WAN_YUAN, Reason.MISSING, note)
            return (record.figure(item, period) - record.figure(item, Period.BUDGET_INITIAL)).called(*name)
    return absent(Words(*name), Unit.WAN_YUAN)


def _carried_in(record: Record) -> bool:
    """Whether money was carried into the year, which a full-year budget may or may not hold."""
    opening = record.figure("balance_opening")
    return opening.known and opening.value > 0


def adjustment_in_year(record: Record) -> Figure:
    """All changes of the budget in the year, without sign (预算调整数): as stated, else the net change, which hides shifts."""
    stated = record.figure("budget_adjustment")
    if stated.known:
        return stated
    change = additions_in_year(record)
    if not change.known or change.value >= 0:
        return change
    return (fixed(Decimal(0), change.unit) - change).called("本年调减预算", "cuts of the budget in the year")


def excluded_adjustment(record: Record) -> Figure:
    """Adjustments that do not count: caused by state policy, force majeure or superiors, each with its document number."""
    lines = [record.amount(mention) for mention in record.all_mentions("budget_adjustment_excluded") if mention.figure.known]
    return total(lines) if lines else fixed(Decimal(0), Unit.WAN_YUAN)


# -- input: targets and allocation ----------------------------------------------------------------------------------


@indicator("绩效目标合理性", "Soundness of targets", number=1, cites="MOF-2013-53 S08", verified=True)
def target_soundness(
    lawful=test("符合法律法规、国民经济和社会发展规划", "It conforms to law and to the development plan"),
    within_mandate=test("与“三定”方案确定的职责相符", "It fits the department's mandate"),
    fits_plan=test("符合部门制定的中长期实施规划", "It fits the department's medium-term plan"),
):
    """Whether the department's overall target is well grounded and fits its duties and the year's tasks."""
    return lawful, within_mandate, fits_plan


@indicator("绩效指标明确性", "Clarity of indicators", number=2, cites="MOF-2013-53 S08", verified=False)
def indicator_clarity(
    broken_down=test("整体绩效目标已细化分解为具体工作任务", "The target is broken down into tasks"),
    measurable=test("通过清晰、可衡量的指标值予以体现", "It is told in clear, measurable values"),
    matches_tasks=test("与部门年度任务数或计划数相对应", "It matches the year's task numbers"),
    matches_budget=test("与本年度部门预算资金相匹配", "It matches the year's budget"),
):
    """Whether the indicators are clear, broken down and measurable. The first two tests were read in a source."""
    return broken_down, measurable, matches_tasks, matches_budget


@indicator("在职人员控制率", "Staffing control rate", number=3, cites="MOF-2013-53 S04 S05 S06 S08", verified=True)
def staff_control_rate(staff_on_post=actual("staff_on_post"), staff_establishment=actual("staff_establishment")):
    """Staff on post against the authorised establishment. Retired and externally hired staff are in neither."""
    return (staff_on_post / staff_establishment).percent


@indicator(
    "“三公经费”变动率", "Change of the three public expenses", number=4, cites="MOF-2013-53 S04 S05 S06 S08", verified=True, readings=("budget", "actual")
)
def three_public_change_rate(
    this_budget=initial("three_public"),
    last_budget=Held("three_public", Period.LAST_BUDGET),
    this_actual=actual("three_public"),
    last_actual=last_year("three_public"),
    *,
    basis="budget",
):
    """Change of the three public expenses on last year, against last year.

    Readings: ``budget`` compares the budgets of both years (Hunan tables), ``actual`` the outturns, which is all that
    the base data table of Hunan holds of last year.
    """
    this, last = (this_actual, last_actual) if basis == "actual" else (this_budget, last_budget)
    return ((this - last) / last).percent


@indicator("重点支出安排率", "Priority spending share", number=5, cites="MOF-2013-53 S08 S07", verified=False)
def priority_spending_rate(priority_project=initial("priority_project"), exp_project=initial("exp_project")):
    """Share of priority projects in all budgeted project spending. The formula is recalled, the definition was read."""
    return (priority_project / exp_project).percent


# -- process: execution of the budget --------------------------------------------------------------------------------


@indicator("预算完成率", "Budget completion rate", number=6, cites="S04 S05", verified=True, readings=("hunan", "national"))
def budget_completion_rate(
    balance_opening=actual("balance_opening"),
    budget_initial=initial("exp_total"),
    additions=Derived(additions_in_year),
    balance_closing=actual("balance_closing"),
    exp_total=actual("exp_total"),
    budget_revised=revised("exp_total"),
    *,
    basis="hunan",
):
    """Budget completed against the budget at hand.

    Readings: ``hunan`` takes what was at hand (carry-in + initial + additions) less the year-end balance; ``national`` takes
    the outturn against the approved (revised) budget, after 财预〔2013〕53号, recalled.
    """
    if basis == "national":
        return (exp_total / budget_revised).percent
    at_hand = (balance_opening + budget_initial + additions).called("本年可用预算", "budget at hand")
    return ((at_hand - balance_closing) / at_hand).percent


@indicator("预算控制率", "In-year addition rate", cites="S04 S05", verified=True)
def budget_addition_rate(additions=Derived(additions_in_year), budget_initial=initial("exp_total")):
    """Additions to the budget in the year against the initial budget."""
    return (additions / budget_initial).percent


@indicator("预算调整率", "Budget adjustment rate", number=7, cites="MOF-2013-53 S07", verified=False, readings=("gross", "net"))
def budget_adjustment_rate(
    adjustment=Derived(adjustment_in_year), excluded=Derived(excluded_adjustment), budget_initial=initial("exp_total"), *, basis="gross"
):
    """Additions, cuts and shifts in the year against the initial budget.

    Readings: ``gross`` counts all; ``net`` leaves out what state policy, force majeure or superiors caused, each with its
    document number.
    """
    counted = adjustment if basis == "gross" else (adjustment - excluded).called("计入考核的预算调整数", "adjustment that counts")
    return (counted / budget_initial).percent


@indicator("支付进度率", "Payment progress rate", number=8, cites="MOF-2013-53", verified=False)
def payment_progress_rate(paid_to_date=actual("paid_to_date"), budget_revised=revised("exp_total"), planned_progress=actual("planned_progress")):
    """Actual against planned payment progress at a date."""
    return ((paid_to_date / budget_revised).percent / planned_progress).percent


@indicator("支付进度", "Special funds issued late", cites="S07", verified=True)
def payment_timeliness(special_funds_late=actual("special_funds_late")):
    """Special funds issued after their date: half before Spring Festival, all quotas by the end of June (Yueyang)."""
    return special_funds_late


@indicator("结转结余率", "Carry-over rate", number=9, cites="MOF-2013-53 S09", verified=False, readings=("budget", "actual"))
def carryover_rate(balance_closing=actual("balance_closing"), budget_revised=revised("exp_total"), exp_total=actual("exp_total"), *, basis="budget"):
    """Carry-over and surplus against the expenditure budget (``budget``) or against expenditure completed (``actual``, S09)."""
    return (balance_closing / (exp_total if basis == "actual" else budget_revised)).percent


@indicator("结转结余变动率", "Change of balances", number=10, cites="S09", verified=True)
def carryover_change_rate(balance_closing=actual("balance_closing"), balance_last_year=last_year("balance_closing")):
    """Change of the accumulated balances on last year, against last year."""
    return ((balance_closing - balance_last_year) / balance_last_year).percent


@indicator("资金结余", "Year-end balance against last year", cites="S07", verified=True)
def year_end_balance(balance_closing=actual("balance_closing"), balance_last_year=last_year("balance_closing")):
    """Year-end balance in per cent of last year's; no balance is 0 % whatever last year's was."""
    if balance_closing.known and not balance_closing.value:
        return (balance_closing / fixed(Decimal(1))).percent
    return (balance_closing / balance_last_year).percent


@indicator("公用经费控制率", "Operating cost control rate", number=11, cites="MOF-2013-53", verified=False)
def operating_cost_control_rate(exp_operating=actual("exp_operating"), budget_operating=initial("exp_operating")):
    """Actual against budgeted operating cost (general goods and services within basic expenditure)."""
    return (exp_operating / budget_operating).percent


@indicator("“三公经费”控制率", "Three public expenses control rate", number=12, cites="S07", verified=False)
def three_public_control_rate(three_public=actual("three_public"), budget_three_public=initial("three_public")):
    """Actual three public expenses against their budget."""
    return (three_public / budget_three_public).percent


@indicator("政府采购执行率", "Procurement execution rate", number=13, cites="MOF-2013-53", verified=False)
def procurement_execution_rate(procurement=actual("procurement"), budget_procurement=initial("procurement")):
    """Actual procurement against the procurement budget."""
    return (procurement / budget_procurement).percent


@indicator("新建楼堂馆所面积控制率", "Floor area control rate", cites="S05", verified=True)
def floor_area_control_rate(building_area_actual=actual("building_area_actual"), building_area_approved=actual("building_area_approved")):
    """Area built against area approved, for buildings completed in the year."""
    return (building_area_actual / building_area_approved).percent


@indicator("新建楼堂馆所投资概算控制率", "Cost-estimate control rate", cites="S05", verified=True)
def investment_control_rate(building_investment=actual("building_investment"), building_estimate=actual("building_estimate")):
    """Investment made against the approved estimate, for buildings completed in the year."""
    return (building_investment / building_estimate).percent


@indicator("预算执行率", "Budget execution rate", cites="S03 S14 S30", verified=True, readings=("revised", "initial"))
def execution_rate(exp_total=actual("exp_total"), budget_revised=revised("exp_total"), budget_initial=initial("exp_total"), *, basis="revised"):
    """Outturn against the full-year budget, as the self-evaluation form has it (``revised``), or against the initial one.

    The two may lie far apart: a unit can report 100 % of its full-year budget at 165 % of its initial one.
    """
    return (exp_total / (budget_initial if basis == "initial" else budget_revised)).percent


# -- process: management of the budget and of assets --------------------------------------------------------------


@indicator("管理制度健全性", "Completeness of rules", number=14, cites="S07", verified=True)
def rules_completeness(
    exist=test("已制定预算资金管理、内部财务管理、会计核算等制度", "Rules for budget money, finance and accounting exist"),
    lawful=test("相关制度合法、合规、完整", "They are lawful and complete"),
    applied=test("相关制度得到有效执行", "They are applied"),
    thrift=test("已制定厉行节约制度", "A rule on thrift exists"),
):
    """Whether rules exist, are lawful, are applied; the test on thrift stands in two Hunan tables only, recalled."""
    return exist, lawful, applied, thrift


@indicator("资金使用合规性", "Lawful use of funds", number=15, cites="S07", verified=True)
def funds_compliance(
    lawful=test("符合财经法规、财务管理制度和专项资金管理办法", "Spending conforms to law and to the rules of the fund"),
    approved=test("资金拨付有完整的审批程序和手续", "The approval chain is complete"),
    appraised=test("重大开支经过评估论证", "Large outlays were appraised"),
    within_use=test("符合部门预算批复的用途", "The approved use was kept"),
    no_diversion=test("不存在截留、挤占、挪用、虚列支出等情况", "Nothing was withheld, diverted or falsely entered"),
):
    """Whether spending was lawful, approved and within its approved use."""
    return lawful, approved, appraised, within_use, no_diversion


@indicator("预决算信息公开性", "Disclosure of budget and accounts", number=16, cites="MOF-2013-53", verified=False)
def disclosure(
    content=test("按规定内容公开预决算信息", "The prescribed content was published"),
    deadline=test("按规定时限公开预决算信息", "It was published in time"),
    truthful=test("基础数据和会计信息真实", "Base data and accounts are true"),
    complete=test("基础数据和会计信息完整", "Base data and accounts are complete"),
    accurate=test("基础数据和会计信息准确", "Base data and accounts are accurate"),
):
    """Whether budget and accounts were published in content and on time; three further tests stand in Hunan tables."""
    return content, deadline, truthful, complete, accurate


@indicator("基础信息完善性", "Quality of base data", number=17, cites="MOF-2013-53", verified=False)
def data_quality(
    truthful=test("基础数据信息和会计信息资料真实", "Base data and accounts are true"),
    complete=test("基础数据信息和会计信息资料完整", "Base data and accounts are complete"),
    accurate=test("基础数据信息和会计信息资料准确", "Base data and accounts are accurate"),
):
    """Whether base data are true, complete and accurate."""
    return truthful, complete, accurate


@indicator("资产管理制度健全性", "Completeness of asset rules", number=18, cites="MOF-2013-53", verified=False)
def asset_rules(
    exist=test("已制定合法、合规、完整的资产管理制度", "Lawful and complete asset rules exist"), applied=test("资产管理制度得到有效执行", "They are applied")
):
    """Whether asset rules exist and are applied."""
    return exist, applied


@indicator("资产管理安全性", "Safety of assets", number=19, cites="MOF-2013-53", verified=False)
def asset_safety(
    kept=test("资产保存完整", "Assets are kept whole"),
    allocated=test("资产配置合理", "Allocation is reasonable"),
    disposed=test("资产处置规范", "Disposal follows the rules"),
    accounts_match=test("资产账务管理合规、账实相符", "Accounts and assets match"),
    income_remitted=test("资产有偿使用及处置收入及时足额上缴", "Income from use and disposal is remitted in full and in time"),
):
    """Whether assets are kept, allocated and disposed of by the rules."""
    return kept, allocated, disposed, accounts_match, income_remitted


@indicator("固定资产利用率", "Fixed-asset utilisation rate", number=20, cites="MOF-2013-53", verified=False)
def fixed_asset_utilisation(assets_in_use=actual("assets_in_use"), assets_total=actual("assets_total")):
    """Fixed assets in use against all fixed assets."""
    return (assets_in_use / assets_total).percent


# -- output: performance of duties ----------------------------------------------------------------------------------


@indicator("实际完成率", "Completion rate", number=21, cites="MOF-2013-53", verified=False)
def completion_rate(tasks_done=actual("tasks_done"), tasks_planned=actual("tasks_planned")):
    """Tasks completed against tasks planned."""
    return (tasks_done / tasks_planned).percent


@indicator("完成及时率", "Timeliness rate", number=22, cites="MOF-2013-53", verified=False)
def timeliness_rate(tasks_on_time=actual("tasks_on_time"), tasks_planned=actual("tasks_planned")):
    """Tasks completed on time against tasks planned."""
    return (tasks_on_time / tasks_planned).percent


@indicator("质量达标率", "Quality compliance rate", number=23, cites="MOF-2013-53", verified=False, readings=("planned", "done"))
def quality_rate(tasks_quality_met=actual("tasks_quality_met"), tasks_planned=actual("tasks_planned"), tasks_done=actual("tasks_done"), *, basis="planned"):
    """Tasks that met the quality standard against tasks planned, or, in some counties, against tasks done."""
    return (tasks_quality_met / (tasks_done if basis == "done" else tasks_planned)).percent


@indicator("重点工作办结率", "Priority-task closure rate", number=24, cites="MOF-2013-53", verified=False)
def priority_task_closure_rate(priority_tasks_closed=actual("priority_tasks_closed"), priority_tasks_assigned=actual("priority_tasks_assigned")):
    """Priority tasks closed against priority tasks assigned by Party, government or superiors."""
    return (priority_tasks_closed / priority_tasks_assigned).percent


@indicator("重点工作实际完成率", "Result of priority work", cites="EVALLIB", verified=False)
def priority_work_result(priority_work_result=actual("priority_work_result")):
    """Result of the performance office's annual assessment of priority work, converted into a rate; recalled."""
    return priority_work_result


# -- effect: benefits ------------------------------------------------------------------------------------------------


@indicator("经济效益", "Economic benefit", number=25, cites="MOF-2013-53", verified=False)
def economic_benefit(judgement=Judgement()):
    """Economic benefit of the department's work, judged against its mandate."""
    return judgement


@indicator("社会效益", "Social benefit", number=26, cites="MOF-2013-53", verified=False)
def social_benefit(judgement=Judgement()):
    """Social benefit of the department's work, judged against its mandate."""
    return judgement


@indicator("生态效益", "Ecological benefit", number=27, cites="MOF-2013-53", verified=False)
def ecological_benefit(judgement=Judgement()):
    """Ecological benefit of the department's work; often not applicable."""
    return judgement


@indicator("经济效益和社会效益", "Economic and social benefit", cites="EVALLIB", verified=False)
def economic_and_social_benefit(judgement=Judgement()):
    """Both benefits in one row, for tables whose split of the marks between them could not be read."""
    return judgement


@indicator("行政效能", "Administrative efficiency", cites="EVALLIB", verified=False)
def administrative_efficiency(judgement=Judgement()):
    """Effect of better administration: good, average or none; recalled."""
    return judgement


@indicator("社会公众或服务对象满意度", "Satisfaction of the public or of service users", number=28, cites="S15", verified=True)
def satisfaction(survey_satisfied=actual("survey_satisfied"), survey_valid=actual("survey_valid")):
    """Satisfied answers against valid answers of a survey. A rate without its survey is not evidence."""
    return (survey_satisfied / survey_valid).percent
