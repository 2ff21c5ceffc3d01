"""Which defects are planted where: the truth of the demonstration county, as a table."""

from __future__ import annotations

import re
from decimal import Decimal

from demo.books import ACTUAL, GENERAL, INITIAL, REVISED, percent, wan
from demo.defects import (
    Defect,
    above_budget,
    adjusted_budget,
    as_it_is,
    chain,
    form_moved,
    form_reduced,
    in_yuan,
    last_year_misread,
    left_out,
    month_alone,
    month_moved,
    moved,
    outside_money,
    project_moved,
    renamed,
    reworded,
    section_left_out,
    shifted,
    stated_again,
    told,
    unfilled_summary,
    unit_cut,
    weighed,
    without_note,
    without_signature,
)
from demo.drafts import Draft
from demo.narrative import listed

# A table stays a table: one defect, one line.
# fmt: off
IN_THE_TABLES = (
    # totals and parts
    Defect("disabled", 2022, "A1 fail", moved("exp_total", "budget_initial", "-10.00"), "支出总额年初预算少计10万元，小于两类支出之和", "the initial total is 100,000 yuan less than its two parts"),
    Defect("archives", 2022, "A1 question", moved("exp_total", "last_actual", "2.00"), "上年支出总额多计2万元", "last year's total is 20,000 yuan more than its parts"),
    Defect("youth", 2023, "A2 fail", moved("econ_302", "budget_initial", "5.00"), "商品和服务支出年初预算多计5万元", "goods and services are budgeted 50,000 yuan too high"),
    Defect("science", 2024, "A2 question", moved("econ_302", "actual", "-1.00"), "商品和服务支出决算少计1万元", "goods and services are 10,000 yuan too low"),
    Defect("justice", 2023, "A2 fail", told("econ_303", lambda one: Decimal(one.row("econ_303")["value"]) + Decimal(one.row("exp_project")["value"])), "对个人和家庭的补助把项目支出又计了一次，三类之和成了支出总额", "project money is counted again in transfers: the classes add up to total expenditure"),
    Defect("youth", 2022, "A4 fail", project_moved(1, "1.50"), "希望助学决算多计1.5万元，各项目之和超过项目支出", "one project is 15,000 yuan too high"),
    Defect("science", 2022, "A4 question", project_moved(1, "-0.80"), "青少年科技竞赛决算少计0.8万元", "one project is 8,000 yuan too low"),
    Defect("yangling", 2022, "A5 fail", moved("rev_general_public_budget", "actual", "5.00"), "一般公共预算拨款多计5万元，超过收入合计", "the general budget is 50,000 yuan above total revenue"),
    Defect("archives", 2023, "A5 question", moved("rev_general_public_budget", "actual", "-4.00"), "一般公共预算拨款少计4万元", "the general budget is 40,000 yuan short of total revenue"),
    Defect("transport", 2024, "A6 fail", told("share_project", lambda one: Decimal(one.row("share_project")["value"]) + Decimal("1.20")), "项目支出占比多报1.2个百分点", "the share of projects is 1.2 points too high", "A6 fail"),
    Defect("liqiao", 2022, "A7 fail", stated_again("exp_project", "-12.00"), "项目支出两处不一，后一处少12万元", "project expenditure is stated twice, 120,000 yuan apart"),
    Defect("youth", 2024, "B8 fail", moved("exp_personnel", "budget_initial", "2.00"), "人员经费年初预算多计2万元", "personnel cost is budgeted 20,000 yuan too high"),
    Defect("archives", 2024, "B8 question", moved("exp_personnel", "actual", "-3.00"), "人员经费决算少计3万元", "personnel cost is 30,000 yuan too low"),
    Defect("yangling", 2023, "B9 fail", moved("tp_hospitality", "last_actual", "0.50"), "上年公务接待费多计0.5万元", "last year's hospitality is 5,000 yuan too high"),
    Defect("liqiao", 2023, "B9 fail", moved("tp_vehicle_running", "budget_initial", "0.60"), "公务用车运行维护费年初预算多计0.6万元", "running of vehicles is budgeted 6,000 yuan too high"),
    Defect("disabled", 2023, "B9 question", left_out("tp_hospitality", "budget_initial", "three_public"), "公务接待费年初预算漏填", "the budget for hospitality was left out"),
    # the forms
    Defect("science", 2023, "D2 question", adjusted_budget, "年初预算列填了决算数", "the budget column holds the outturn"),
    Defect("liqiao", 2024, "D3 fail", moved("exp_by_nature", "actual", "-6.00", "自报"), "按支出性质分合计少计6万元", "the total by nature is 60,000 yuan too low", "D3 fail"),
    Defect("youth", 2023, "D4 fail", told("execution_rate", lambda _: "100.00", detail="自报"), "执行率填100%，与金额不符", "100 %, which the amounts do not bear out"),
    Defect("transport", 2022, "D4 fail", told("execution_points", lambda one: Decimal(one.row("execution_points", detail="自报")["value"]) + Decimal("0.35"), detail="自报"), "执行得分多填0.35分", "0.35 marks too many for execution"),
    Defect("disabled", 2024, "D4 fail", form_moved(0, "execution_rate", "5.00"), "项目自评表执行率多填5个百分点", "a project's rate is 5 points too high"),
    Defect("transport", 2023, "D5 fail", weighed(0, -8), "产出指标分值合计42分", "the output targets have 42 marks"),
    Defect("yangling", 2024, "D5 fail", weighed(0, 8), "产出指标分值合计58分", "the output targets have 58 marks"),
    Defect("yangling", 2022, "D5 fail", weighed(3, -8, project=0), "项目指标分值合计82分", "a project's targets have 82 marks"),
    Defect("disabled", 2022, "D6 fail", form_moved(0, "project_other_funds", "2.00"), "项目资金来源之和比年度资金总额多2万元", "a project's sources exceed its funds by 20,000 yuan"),
    Defect("liqiao", 2023, "D6 question", form_reduced(0), "项目自评表金额比基础数据表少两成", "a project's form has a fifth less than the base data", "D4 fail"),
    Defect("transport", 2024, "D6 question", outside_money(0), "项目自评表计入了部门决算以外的资金", "a project's form holds money outside the department's accounts"),
    Defect("archives", 2023, "D7 question", told("procurement", lambda _: 0, "budget_initial"), "没有采购预算而有采购", "procurement without a budget"),
    Defect("justice", 2022, "D11 question", month_alone(7, "exp_total"), "7月填了当月数", "July holds the month's own figure"),
    Defect("archives", 2022, "D11 question", month_moved(12, "exp_project", "-1.00"), "12月累计项目支出比决算少1万元", "December's project expenditure is 10,000 yuan short of the year's"),
    # last year, units, staff, three public expenses
    Defect("yangling", 2023, "E1 fail", moved("rev_change_on_last_year", "actual", "20.00"), "收入增加额多报20万元", "the change of revenue is 200,000 yuan too high"),
    Defect("justice", 2024, "E5 question", last_year_misread, "上年收入抄错，与上年自评不一致，推出增长三成以上", "last year's revenue is copied wrongly and differs from last year's own report"),
    Defect("yangling", 2024, "E5 question", as_it_is("rev_total", "last_actual"), "年中大额追加，收入增长三成以上，没有说明依据", "large additions in the year, for which no document is named"),
    Defect("science", 2023, "F1 fail", stated_again("exp_basic", unit="元"), "基本支出第二次出现时把万元写成元", "万元 became 元 when basic expenditure was stated again"),
    Defect("science", 2024, "F2 question", unit_cut("econ_303"), "金额缺少单位", "an amount without a unit"),
    Defect("disabled", 2023, "F3 question", in_yuan("procurement", "actual"), "政府采购金额以元填在万元栏", "procurement in yuan where 10,000 yuan are asked for"),
    Defect("civil_affairs", 2024, "F3 question", in_yuan("exp_operating", "last_actual"), "上年公用经费以元填在万元栏", "last year's operating cost in yuan where 10,000 yuan are asked for"),
    Defect("justice", 2023, "G1 fail", told("staff_total_stated", lambda one: int(one.row("staff_total_stated")["value"]) + 1), "职工总数多1人", "one person too many"),
    Defect("liqiao", 2024, "G1 question", left_out("staff_retired", "actual", "staff_total_stated"), "总数含退休人员，却没有列明", "the total holds the retired, who are not listed"),
    Defect("youth", 2022, "G2 fail", told("staff_control_rate", lambda one: percent(one.counts["staff_on_post"] + one.counts["staff_hired_external"], one.counts["staff_establishment"]), detail="自报"), "控制率把编外人员也算了进去", "the staffing rate counts hired staff in"),
    Defect("youth", 2024, "H1 question", above_budget("tp_hospitality", "three_public", "0.35"), "公务接待费超过预算0.35万元", "hospitality is 3,500 yuan above its budget", "H1 question"),
    Defect("science", 2022, "H2 question", told("three_public", lambda one: wan(one.books.last.three_public(INITIAL)["three_public"] * 7 // 10), "last_budget"), "“三公”经费预算高于上年", "the budget of the three public expenses was raised"),
    # score and plausibility
    Defect("yangling", 2023, "I2 fail", told("self_score", lambda _: "99.99"), "预算执行已失分，仍自评99.99分", "99.99 marks although execution lost more"),
    Defect("science", 2023, "I2 question", told("self_score", lambda _: "99.99"), "未说明评分表，自评99.99分高于可能的最高分", "99.99 marks by a table that is not named, more than are possible"),
    Defect("justice", 2024, "K3 fail", told("tasks_on_time", lambda one: one.counts["tasks_done"] + 2), "按时完成数多于完成数", "more tasks in time than done"),
    Defect("disabled", 2024, "K3 fail", told("survey_satisfied", lambda one: one.counts["survey_valid"] + 15), "满意人数多于有效问卷", "more satisfied than answered"),
    Defect("archives", 2024, "K3 fail", told("assets_in_use", lambda one: wan(one.counts["assets_total"] * 108 // 100)), "在用固定资产多于固定资产总额", "more assets in use than there are"),
    Defect("liqiao", 2022, "K3 fail", told("priority_tasks_closed", lambda one: one.counts["priority_tasks_assigned"] + 1), "重点工作办结数多于交办数", "more priority tasks closed than assigned"),
    Defect("archives", 2022, "K3 fail", moved("rev_appropriation", "actual", "3.00"), "财政拨款收入多于收入合计", "the appropriation exceeds total revenue"),
)

IN_THE_ACCOUNTS = (
    Defect("civil_affairs", 2022, "B1 fail", shifted("10.00", "T_SUM revenue.grand amount"), "收入总计多10万元，收支总计不平", "the revenue side is 100,000 yuan above the expenditure side", "B2 fail"),
    Defect("shiquan", 2022, "B3 fail", shifted("-10.00", "T_SUM expenditure.grand amount"), "支出总计少10万元", "the expenditure side is 100,000 yuan too low", "B1 fail"),
    Defect("ftu", 2022, "B4 fail", shifted("3.00", "T_SUM expenditure.{class} amount"), "总表中一类支出多3万元，各类之和不等于本年支出合计", "one functional class is 30,000 yuan too high"),
    Defect("education", 2022, "B5 fail", shifted("2.00", "T_EXP {work} project"), "支出决算表一项的项目支出多2万元", "one item's project expenditure is 20,000 yuan too high", "B5 fail"),
    Defect("shiquan", 2023, "B6 fail", shifted("4.00", "T_FIN expenditure.{class} total"), "财政拨款总表一类支出的合计多4万元", "the total of one class is 40,000 yuan too high", "B6 fail"),
    Defect("ftu", 2023, "B7 fail", shifted("5.00", "T_FIN revenue.opening_general amount", "T_FIN revenue.opening amount"), "年初一般公共预算结转多5万元", "the opening balance of the general budget is 50,000 yuan too high", "B7 fail, C6 question"),
    Defect("ftu", 2022, "B8 fail", shifted("1.00", "T_BASIC 30201 amount"), "办公费多1万元，商品和服务支出各款之和不符", "office cost is 10,000 yuan too high for its class"),
    Defect("civil_affairs", 2023, "B9 fail", shifted("0.50", "T_3PUB tp_hospitality budget"), "公务接待费预算数多0.5万元", "the budget for hospitality is 5,000 yuan too high"),
    Defect("shiquan", 2022, "B10 question", without_note("T_SOE"), "空表没有说明", "an empty table without its note"),
    Defect("civil_affairs", 2023, "B11 fail", renamed("T_BASIC", "30201", "name", "印刷费"), "30201的名称写成30202的名称", "30201 has the name of 30202"),
    Defect("school", 2024, "B11 fail", renamed("T_BASIC", "30199", "code", "30104"), "用了2018年以前的科目编码", "a code of lists before 2018"),
    Defect("education", 2023, "B11 question", renamed("T_EXP", "{duty5}", "name", "职业教育"), "20502的名称写成20503的名称", "20502 has the name of 20503"),
    Defect("ftu", 2024, "B12 question", unfilled_summary, "收入支出决算总表全为0", "the summary was not filled in", "C1 fail, C1 fail, D2 fail"),
    Defect("school", 2022, "C1 fail", shifted("10.00", *chain("T_REV", "work", "total", "appropriation")), "收入决算表比总表多10万元", "the revenue table has 100,000 yuan more than the summary", "C2 fail, D2 question, D2 question"),
    Defect("school", 2023, "C2 fail", shifted("10.00", "T_FIN revenue.total amount", "T_FIN revenue.general amount", "T_FIN revenue.grand amount"), "财政拨款总表的收入多10万元", "the summary of the appropriation has 100,000 yuan more revenue", "B7 fail, B7 fail"),
    Defect("civil_affairs", 2024, "C3 fail", shifted("-4.00", *chain("T_GPB", "work", "total", "project")), "一般公共预算支出表比财政拨款总表少4万元", "the general budget table has 40,000 yuan less than the summary"),
    Defect("education", 2023, "C4 fail", shifted("-1.00", "T_BASIC operating amount", "T_BASIC 302 amount", "T_BASIC 30201 amount"), "基本支出明细表比基本支出少1万元", "the table of basic expenditure is 10,000 yuan short", "D2 question, D2 question"),
    Defect("ftu", 2023, "C5 fail", shifted("-0.50", "T_3PUB tp_hospitality actual", "T_3PUB three_public actual"), "“三公”表的公务接待费小于基本支出中的公务接待费", "hospitality is less than its part in basic expenditure", "D2 question, D2 question"),
    Defect("school", 2024, "C6 question", shifted("10.00", *chain("T_EXP", "work", "total", "project")), "支出决算表多10万元，没有资金来源", "100,000 yuan more are spent than there was money for", "C1 fail, D2 question, D2 question"),
    Defect("education", 2024, "C8 question", renamed("T_GPB", "{work}", "code", "2050298"), "一般公共预算支出表用了支出决算表没有的科目", "the general budget table has an item that the expenditure table lacks", "C8 question"),
    Defect("shiquan", 2024, "D2 fail", moved("tp_hospitality", "actual", "-0.30", also=("three_public",)), "基础数据表的公务接待费比决算公开表少0.3万元", "hospitality is 3,000 yuan less than in the account tables", "D2 fail"),
)
# fmt: on


def _basic(one: Draft, source: tuple[str, ...] = ()) -> str:
    return wan(one.books.sum(basic=True, source=source))


def _more(text: str, wan: str) -> str:
    return f"{Decimal(text) + Decimal(wan):f}"


def _initial_total(one: Draft) -> tuple[str, str]:
    total = wan(one.books.sum(INITIAL))
    return f"年初批复部门支出预算{total}万元", f"年初批复部门支出预算{_more(total, '12')}万元"


def _share(one: Draft) -> tuple[str, str]:
    share = percent(one.books.sum(basic=True), one.books.sum())
    return f"万元，占{share}%，", f"万元，占{_more(share, '2.00')}%，"


def _change(one: Draft) -> tuple[str, str, str]:
    change = one.books.revenue() - one.books.last.revenue()
    return "增加" if change > 0 else "减少", "减少" if change > 0 else "增加", wan(abs(change))


def _first_project(one: Draft) -> tuple[str, str]:
    name = one.books.projects[0]
    return name, wan(one.books.sum(project=name, source=(GENERAL,)))


def _reason(one: Draft) -> str:
    return next(found[1] for line in one.report if (found := re.search("，(主要是[^。]*)。年初结转", line)))


def _satisfied(one: Draft) -> str:
    return f"其中满意{one.counts['survey_satisfied']}份"


def _grade(one: Draft) -> tuple[str, str]:
    right = "优" if Decimal(one.row("self_score")["value"]) >= 90 else "良"  # noqa: PLR2004  the bands of the grades
    return f"等级为“{right}”", "等级为“中”"


def _problems(one: Draft, number: int = 2) -> str:
    return listed([words["zh"] for words in one.department["problems"]][:number])


def _measures(one: Draft, number: int = 2) -> str:
    return listed([words["zh"] for words in one.department["measures"]][:number])


def _plan(one: Draft) -> str:
    return one.department["plan"][0]["zh"]


# fmt: off
IN_THE_REPORTS = (
    Defect("disabled", 2022, "A1 fail", reworded(_initial_total), "年初预算总额多12万元，不等于两类支出之和", "the initial total is 120,000 yuan more than its parts", "D1 fail"),
    Defect("justice", 2024, "A2 fail", reworded(lambda one: (f"商品和服务支出{wan(one.books.sum(econ='302'))}万元", f"商品和服务支出{_more(wan(one.books.sum(econ='302')), '5')}万元")), "三类之和比基本支出多5万元", "the classes exceed basic expenditure by 50,000 yuan", "D1 fail"),
    Defect("civil_affairs", 2022, "A4 fail", reworded(lambda one: (f"其中：{''.join(_first_project(one))}万元", f"其中：{_first_project(one)[0]}{_more(_first_project(one)[1], '6')}万元")), "各项目之和比项目支出多6万元", "the projects exceed their total by 60,000 yuan", "D1 fail"),
    Defect("education", 2022, "A6 fail", reworded(_share), "基本支出占比多2个百分点，两项占比之和超过100%", "the share of basic expenditure is 2 points too high", "A6 fail, D1 fail"),
    Defect("civil_affairs", 2023, "A9 question", reworded(lambda one: (f"重点工作共{len(one.department['plan'])}项", f"重点工作共{len(one.department['plan']) + 1}项")), "项数与所列不符", "one more task is announced than listed"),
    Defect("youth", 2022, "B9 fail", reworded(lambda one: (f"“三公”经费年初预算{wan(one.books.three_public(INITIAL)['three_public'])}万元，决算{wan(one.books.three_public()['three_public'])}万元", f"“三公”经费年初预算{wan(one.books.three_public(INITIAL)['three_public'])}万元，决算{_more(wan(one.books.three_public()['three_public']), '-0.20')}万元")), "“三公”经费决算小于各分项之和", "the three public expenses are less than their parts", "D1 fail"),
    Defect("education", 2024, "D1 fail", reworded(lambda one: (f"全年预算数{wan(one.books.sum(REVISED))}万元", f"全年预算数{_more(wan(one.books.sum(REVISED)), '500')}万元")), "全年预算数与自评表不一致，按此算出的执行率也不同", "the full-year budget is not that of the form", "D4 fail"),
    Defect("transport", 2022, "D4 fail", reworded(lambda one: (f"预算执行率为{percent(one.books.sum(), one.books.sum(REVISED))}%", "预算执行率为100.00%")), "执行率与金额不符", "the rate is not borne out by the amounts", "D1 fail"),
    Defect("shiquan", 2023, "E1 fail", reworded(lambda one: ("".join(_change(one)[::2]) + "万元", f"{_change(one)[0]}{_more(_change(one)[2], '30')}万元")), "增减额不等于两年之差", "the change is not the difference of the two years", "D1 fail"),
    Defect("liqiao", 2023, "E2 fail", reworded(lambda one: ("".join(_change(one)[::2]) + "万元", "".join(_change(one)[1:]) + "万元")), "增减方向写反", "up is told as down or the other way round", "D1 fail"),
    Defect("ftu", 2022, "E3 question", reworded(lambda one: (_reason(one), "主要是收入较上年有所变化")), "原因只是重复变化本身", "the reason repeats the change"),
    Defect("shiquan", 2022, "F1 fail", reworded(lambda one: (f"基本支出{_basic(one)}万元，用于", f"基本支出{_basic(one)}元，用于")), "万元写成元", "元 for 万元"),
    Defect("transport", 2023, "F2 question", reworded(lambda one: (f"其中：{''.join(_first_project(one))}万元", f"其中：{''.join(_first_project(one))}万")), "单位不完整", "a unit cut short"),
    Defect("ftu", 2023, "F6 question", reworded(lambda one: (f"对{one.year}年度部门整体支出绩效进行了自评", f"对{one.year - 1}年度部门整体支出绩效进行了自评")), "年度写错", "the wrong year"),
    Defect("school", 2022, "G1 fail", reworded(lambda one: (f"以上人员合计{one.row('staff_total_stated')['value']}人", f"以上人员合计{int(one.row('staff_total_stated')['value']) + 1}人")), "人员合计多1人", "one person too many", "D1 fail"),
    Defect("justice", 2022, "G2 fail", reworded(lambda one: (f"在职人员控制率为{one.row('staff_control_rate', detail='自报')['value']}%", "在职人员控制率为112.50%")), "控制率与人数不符", "the staffing rate is not borne out by the headcounts", "D1 fail"),
    Defect("education", 2023, "H3 question", reworded(lambda one: (next(line for line in one.report if line.startswith("“三公”经费")), "“三公”经费厉行节约，不超标、不超预算。")), "称不超预算而没有数字", "within budget, it says, without a figure"),
    Defect("disabled", 2023, "I1 fail", reworded(lambda one: (f"自评得分为{one.row('self_score')['value']}分", f"自评得分为{_more(one.row('self_score')['value'], '1.5')}分")), "得分与自评表不一致", "the score is not that of the form"),
    Defect("transport", 2024, "I3 fail", reworded(_grade), "等级与得分不符", "the grade does not fit the score"),
    Defect("civil_affairs", 2024, "I4 question", reworded(lambda one: (f"失分{100 - Decimal(one.row('self_score')['value'])}分，主要是预算执行率未达到100%、个别指标未得满分。", "")), "失分没有说明", "the marks lost are not explained"),
    Defect("yangling", 2024, "J1 question", reworded(lambda _: ("在职人员控制率为", "各项支出严格控制在年初预算之内，在职人员控制率为")), "称支出控制在年初预算之内，实际远超年初预算", "within the initial budget, it says, with spending far above it"),
    Defect("yangling", 2022, "J2 question", reworded(lambda one: (_problems(one), _problems(one)[:-1] + "；三是部分绩效目标根据完成情况设定，仍称圆满完成年初绩效目标。")), "目标按结果设定，与完成目标的说法矛盾", "targets were set after the results, yet are called fully met", "J5 question"),
    Defect("school", 2024, "J3 question", reworded(lambda one: (_problems(one), _problems(one)[:-1] + "；三是财政投入逐年大幅减少，经费严重不足。")), "称投入逐年减少，收入并未减少", "money is said to fall fast, which it does not", "J5 question"),
    Defect("disabled", 2024, "J5 question", reworded(lambda one: (_measures(one), _measures(one, 1))), "两个问题只有一条措施", "two problems, one measure"),
    Defect("liqiao", 2022, "J6 question", reworded(lambda one: (f"一是{_plan(one)}", "一是全面学习贯彻党的二十届三中全会精神")), "年度计划写入了当时尚未召开的会议", "a plan that names a meeting which had not been held"),
    Defect("school", 2023, "K3 fail", reworded(lambda one: (_satisfied(one), f"其中满意{one.counts['survey_valid'] + 20}份")), "满意份数多于有效问卷", "more satisfied answers than answers", "D1 fail, K2 fail"),
    Defect("ftu", 2024, "K5 question", reworded(lambda one: (_satisfied(one), f"{_satisfied(one)}，全年向职工发放慰问和补助资金{wan(one.books.sum(ACTUAL, basic=False) * 3)}万元")), "活动资金是项目支出的三倍", "the money of activities is three times project expenditure"),
    Defect("youth", 2023, "L question", section_left_out("七、存在的主要问题", "九、绩效自评结果拟应用和公开情况"), "缺少问题和改进措施两部分", "the sections on problems and measures are missing"),
    Defect("science", 2022, "L question", without_signature, "没有落款和日期", "no signatory and no date"),
)
# fmt: on

DEFECTS = (*IN_THE_TABLES, *IN_THE_ACCOUNTS, *IN_THE_REPORTS)
