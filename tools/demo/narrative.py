"""A department's self-evaluation report in prose: the official sections in order, every figure from the draft.

The wording is our own. A report is a list of paragraphs, so that a single one can be told wrong on purpose (``defects``).
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from demo.books import ACTUAL, APPROPRIATED, FUND, GENERAL, INITIAL, OTHER, REVISED, RUNNING, SERVICE, SPECIAL, chance, percent, wan
from demo.drafts import Draft, procured, reached

NUMERALS = "一二三四五六七八九十"
CLASSES = {"301": "工资福利支出", "302": "商品和服务支出", "303": "对个人和家庭的补助", "310": "资本性支出"}
GRADES = ((90, "优"), (80, "良"), (60, "中"), (0, "差"))
SCHEME_NAMES = {"self_evaluation": "部门整体支出绩效自评表", "hunan_b": "部门整体支出绩效评价指标表"}
GROWTH = ("主要是调整工资标准和年中下达项目资金", "主要是基本工资正常晋升和增加民生项目支出", "主要是社会保险缴费基数调整和项目任务增加")
CUTS = ("主要是部分项目完工后不再安排资金", "主要是压减一般性项目支出", "主要是项目按进度支付，部分尾款留待下年")


def paragraphs(one: Draft, seed: int) -> list[str]:
    """Return the report's paragraphs: headings begin with a Chinese numeral."""
    rng = chance(seed, one.key, one.year, "narrative")
    sections = (_department, _general_budget, _other_budgets, _performance, _problems, _closing)
    return [_title(one), _opening(one, rng), *(text for section in sections for text in section(one, rng))]


def as_text(lines: list[str]) -> str:
    """Return paragraphs as a plain text, one a line."""
    return "\n".join(lines) + "\n"


def as_markdown(lines: list[str]) -> str:
    """Return paragraphs as Markdown: title, headings of two levels, blank lines between."""
    marked = [f"# {lines[0]}"]
    for line in lines[1:]:
        heading = "## " if line[1:2] == "、" and line[0] in NUMERALS else "### " if line.startswith("（") else ""
        marked.append(heading + line)
    return "\n\n".join(marked) + "\n"


def listed(names: list[str], sign: str = "；") -> str:
    """Return names as a list numbered in words (一是…；二是…)."""
    return sign.join(f"{NUMERALS[number]}是{name}" for number, name in enumerate(names)) + "。"


def name(one: Draft) -> str:
    """Return the department's name."""
    return one.department["name"]["zh"]


def _title(one: Draft) -> str:
    return f"{name(one)}{one.year}年度部门整体支出绩效自评报告"


def _opening(one: Draft, rng: Random) -> str:
    notice = f"《示例县财政局关于开展{one.year}年度部门整体支出绩效自评工作的通知》（示财绩〔{one.year + 1}〕{rng.randint(2, 9)}号）"
    manner = rng.choice(("组织财务和业务人员逐项核对", "成立自评工作小组，查阅资料、核对账目", "由分管领导牵头，各股室共同参与"))
    return f"根据{notice}要求，我单位{manner}，对{one.year}年度部门整体支出绩效进行了自评，现报告如下。"


def _department(one: Draft, rng: Random) -> list[str]:
    counts, department = one.counts, one.department
    whole = one.row("staff_total_stated")["value"]
    kept = rng.choice(("严格执行机构编制管理规定", "人员按编制管理"))
    return [
        "一、部门基本情况",
        "（一）机构人员情况",
        (
            f"截至{one.year}年末，核定编制{counts['staff_establishment']}名，在职人员{counts['staff_on_post']}人，在职人员控制率为{one.row('staff_control_rate', detail='自报')['value']}%；"
            f"编外聘用人员{counts['staff_hired_external']}人，退休人员{counts['staff_retired']}人，以上人员合计{whole}人。{kept}。"
        ),
        "（二）主要职责",
        department["mandate"]["zh"],
        "（三）年度重点工作",
        f"{one.year}年重点工作共{len(department['plan'])}项：" + listed([words["zh"] for words in department["plan"]]),
        "（四）部门整体支出规模",
        *_scale(one, rng),
    ]


def _scale(one: Draft, rng: Random) -> list[str]:
    books = one.books
    initial, actual = ((wan(books.sum(column)), wan(books.sum(column, basic=True)), wan(books.sum(column, basic=False))) for column in (INITIAL, ACTUAL))
    carried = f"（含上年结转{wan(books.sum('carried'))}万元）" if books.sum("carried") else ""
    distributed = f"结余分配{wan(books.surplus[2])}万元，" if books.surplus[2] else ""
    change = books.revenue() - books.last.revenue()
    word, reason = ("增加", rng.choice(GROWTH)) if change > 0 else ("减少", rng.choice(CUTS))
    return [
        f"年初批复部门支出预算{initial[0]}万元，其中基本支出{initial[1]}万元，项目支出{initial[2]}万元；全年预算数{wan(books.sum(REVISED))}万元{carried}。",
        (
            f"全年支出合计{actual[0]}万元，其中基本支出{actual[1]}万元，占{percent(books.sum(basic=True), books.sum())}%，"
            f"项目支出{actual[2]}万元，占{percent(books.sum(basic=False), books.sum())}%。按全年预算数计算，预算执行率为{percent(books.sum(), books.sum(REVISED))}%。"
        ),
        (
            f"全年收入{wan(books.revenue())}万元，其中财政拨款收入{wan(books.revenue(APPROPRIATED))}万元{_own_income(one)}；"
            f"收入较上年的{wan(books.last.revenue())}万元{word}{wan(abs(change))}万元，{reason}。"
            f"年初结转和结余{wan(books.opening())}万元，{distributed}年末结转和结余{wan(books.closing())}万元。"
        ),
    ]


def _own_income(one: Draft) -> str:
    names = {SPECIAL: "纳入专户管理的非税收入", SERVICE: "事业收入", OTHER: "其他收入"}
    return "".join(f"，{name}{wan(one.books.revenue((source,)))}万元" for source, name in names.items() if one.books.sum(source=(source,)))


def _general_budget(one: Draft, rng: Random) -> list[str]:
    books = one.books
    used = rng.choice(("用于保障机构正常运转和完成日常工作任务", "用于人员工资福利和日常办公"))
    basic, general = books.sum(basic=True), books.sum(basic=True, source=(GENERAL,))
    share = f"，其中一般公共预算财政拨款安排{wan(general)}万元" if general != basic else ""
    classes = "，".join(f"{label}{wan(books.sum(econ=code))}万元" for code, label in CLASSES.items() if books.sum(econ=code))
    amounts = [(project, books.sum(project=project, source=(GENERAL,))) for project in (*books.projects, RUNNING)]
    projects = "，".join(f"{project}{wan(amount)}万元" for project, amount in amounts if amount)
    return [
        "二、一般公共预算支出情况",
        "（一）基本支出情况",
        f"基本支出{wan(basic)}万元，{used}{share}。按经济分类：{classes}。",
        _three_public(one),
        "（二）项目支出情况",
        f"一般公共预算安排的项目支出{wan(sum(amount for _, amount in amounts))}万元，其中：{projects}。"
        + rng.choice(("项目资金实行专账核算。", "项目资金按合同和进度支付。")),
    ]


def _three_public(one: Draft) -> str:
    budget, spent = one.books.three_public(INITIAL), one.books.three_public()
    parts = (("tp_overseas", "因公出国（境）费"), ("tp_vehicle", "公务用车购置及运行维护费"), ("tp_hospitality", "公务接待费"))
    told = "，".join(f"{label}{wan(spent[item])}万元" for item, label in parts)
    return f"“三公”经费年初预算{wan(budget['three_public'])}万元，决算{wan(spent['three_public'])}万元，其中{told}，未超预算。"


def _other_budgets(one: Draft, _rng: Random) -> list[str]:
    books = one.books
    funded = [entry for entry in books.entries if entry.source == FUND]
    fund = "；".join(f"{entry.project}{wan(entry.actual)}万元" for entry in funded)
    return [
        "三、政府性基金预算支出情况",
        f"政府性基金预算支出{wan(sum(entry.actual for entry in funded))}万元，用于{fund}。" if funded else f"{one.year}年度无政府性基金预算支出。",
        "四、国有资本经营预算支出情况",
        f"{one.year}年度无国有资本经营预算支出。",
        "五、社会保险基金预算支出情况",
        f"{one.year}年度无社会保险基金预算支出。",
    ]


def _performance(one: Draft, rng: Random) -> list[str]:
    own = [row for row in one.targets if not row["project"]]
    done = listed([project["did"].format(n=row["actual"]) for project, row in zip(one.department["projects"], own, strict=False)])
    outcomes = "".join(f"{row['level3']}{row['actual']}{row['unit']}。" for row in own if row["level1"] == "效益指标")
    quality, timely = own[len(one.department["projects"])], own[len(one.department["projects"]) + 1]
    return [
        "六、部门整体支出绩效情况",
        "（一）履职产出情况",
        rng.choice(("围绕年度绩效目标，", "对照年度任务，")) + done + f"{quality['level3']}为{quality['actual']}%，{timely['level3']}为{timely['actual']}%。",
        "（二）履职效益情况",
        f"{outcomes}{own[-1]['level3']}为{own[-1]['actual']}%（收回有效问卷{one.counts['survey_valid']}份，其中满意{one.counts['survey_satisfied']}份）。",
        "（三）采购和资产管理情况",
        (
            f"政府采购预算{wan(one.counts['procurement_initial'])}万元，实际采购{wan(procured(one))}万元。"
            f"年末固定资产{wan(one.counts['assets_total'])}万元，在用{wan(one.counts['assets_in_use'])}万元，固定资产利用率为{percent(one.counts['assets_in_use'], one.counts['assets_total'])}%。"
        ),
        "（四）自评结论",
        _verdict(one, own),
    ]


def _verdict(one: Draft, own: list[dict[str, str]]) -> str:
    missed = [row for row in own if not reached(row)]
    score = one.row("self_score")["value"]
    told = "".join(
        f"{row['level3']}年度指标值为{row['target']}{row['unit']}，实际完成{row['actual']}{row['unit']}，原因是{row['explanation']}。" for row in missed
    )
    grade = next(grade for least, grade in GRADES if Decimal(score) >= least)
    scheme = one.profile["self_score_scheme"]
    by = f"对照{SCHEME_NAMES[scheme]}，" if scheme else ""
    lost = 100 - Decimal(score)
    why = f"失分{lost}分，主要是预算执行率未达到100%、个别指标未得满分。" if lost else ""
    return f"年初设定绩效指标{len(own)}项，达到年度指标值{len(own) - len(missed)}项。{told}{by}{one.year}年度部门整体支出绩效自评得分为{score}分，等级为“{grade}”。{why}"


def _problems(one: Draft, _rng: Random) -> list[str]:
    problems, measures = ([words["zh"] for words in one.department[field]] for field in ("problems", "measures"))
    return ["七、存在的主要问题", listed(problems), "八、改进措施", listed(measures)]


def _closing(one: Draft, rng: Random) -> list[str]:
    used = rng.choice(("作为编制下年度部门预算和改进管理的依据", "用于优化项目安排和完善内部管理"))
    return [
        "九、绩效自评结果拟应用和公开情况",
        f"自评结果将{used}，自评报告随{one.year}年度部门决算在政府网站公开。",
        "十、附件",
        "1.部门整体支出绩效评价基础数据表；2.部门整体支出绩效自评表；3.项目支出绩效自评表。",
        name(one),
        one.profile["date"],
    ]
