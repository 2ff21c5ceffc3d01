"""What a department brings in a year, as rows of the tables that ``evallib`` reads, worked out from its books.

A draft can still be changed (``defects`` does so) before it becomes a record by way of the program's own rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from demo.books import ACTUAL, APPROPRIATED, FUND, GENERAL, INITIAL, OTHER, REVISED, RUNNING, SERVICE, SPECIAL, WAN, YEARS, Books, chance, percent, wan, yuan

from evallib.quantities import rounded
from evallib.reading import rows
from evallib.reading.form import LAYOUTS, layout_of
from evallib.reading.record import Profile, Record
from evallib.reading.rows import Notes
from evallib.reading.tables import Line
from evallib.rules import scales
from evallib.words import Words

FIRST_LAYOUT = LAYOUTS[0]
FEW = 12  # of which a missed target would miss too much
DECEMBER = 12
MONITORED = 7  # central departments look back on January to July
QUANTITY = 32  # marks of the quantity targets, of the 50 for output
COUNTY = "demo"
COUNTY_NAME = Words("示例县", "Example County")
FROM = {  # the paper that a column was taken from
    "last_budget": "上年预算批复", "last_actual": "上年部门决算", "budget_initial": "部门预算批复", "budget_revised": "预算调整文件", "actual": "部门决算",
}  # fmt: skip
REASONS = ("年中任务量有调整", "实际需求少于年初预计", "资金下达较晚，部分任务顺延", "人员变动，推进放缓", "前期准备时间较长")
CAUTIOUS = "指标值按上年水平保守测算，下年度将据实调高"  # of a target that was passed by far
Row = dict[str, str]


@dataclass
class Draft:
    """A department-year in the making.

    Args:
        department: the department's own data, from ``departments.yml``.
        counts: what is counted rather than paid: staff, tasks, answers, assets.
        printed: what the account tables print in place of the truth, by table, row and column.
        silent: whether its empty account tables lack their note.
        report: the paragraphs of its report.
    """

    key: str
    year: int
    department: dict[str, Any]
    books: Books
    counts: dict[str, int]
    profile: dict[str, Any] = field(default_factory=dict)
    items: list[Row] = field(default_factory=list)
    targets: list[Row] = field(default_factory=list)
    checklist: list[Row] = field(default_factory=list)
    projects: list[Row] = field(default_factory=list)
    months: list[Row] = field(default_factory=list)
    monitoring: list[Row] = field(default_factory=list)
    printed: dict[tuple[str, str, str], object] = field(default_factory=dict)
    silent: bool = False
    report: list[str] = field(default_factory=list)

    @property
    def unit(self) -> str:
        """The unit in which its own tables print amounts."""
        return self.department["files"].get("unit", "万元")

    @property
    def brings(self) -> list[str]:
        """Which tables it fills in beyond the official ones."""
        return self.department["files"]["brings"].split()

    @property
    def layout(self) -> int:
        """The layout of the base data table: that of 2022, then that of 2023."""
        return layout_of(self.year)

    def money(self, amount: int) -> str:
        """Print an amount in the unit of its tables."""
        return yuan(amount) if self.unit == "元" else wan(amount)

    def amount(self, item: str, period: str, amount: int, detail: str = "") -> None:
        """State an amount of the base data."""
        self.fact(item, self.money(amount), self.unit, period, detail)

    def fact(self, item: str, value: object, unit: str, period: str = "actual", detail: str = "", source: str = "") -> None:
        """State a figure of the base data as it is printed."""
        self.items.append({"item": item, "detail": detail, "period": period, "value": str(value), "unit": unit, "source": self.origin(source or FROM[period])})

    def points(self, actual: int, budget: int) -> Decimal:
        """Return the marks for execution: in a form a formula makes them of its cells, by hand they follow from the printed rate."""
        by_hand = self.department["files"]["base"] == "csv"
        rate = Decimal(percent(actual, budget)) if by_hand else Decimal(self.money(actual)) / Decimal(self.money(budget)) * 100
        return rounded(min(rate, Decimal(100)) / 10)

    def scored(self, score: Decimal) -> None:
        """State the self-score: some tell it to one decimal only."""
        self.fact("self_score", rounded(score, self.department["files"].get("decimals", 2)), "分", source="自评表")

    def origin(self, paper: str) -> str:
        """Return the paper that a figure was taken from; the official form has no column for it."""
        return paper if self.department["files"]["base"] == "csv" else ""

    def row(self, item: str, period: str = "actual", detail: str = "") -> Row:
        """Return the row that states a figure."""
        return next(row for row in self.items if (row["item"], row["period"], row["detail"]) == (item, period, detail))

    def achieved(self) -> None:
        """Say what was reached of the year's goal."""
        own = [row for row in self.targets if not row["project"]]
        met = sum(map(reached, own))
        self.profile["achieved"] = Words(f"{len(own)}项绩效指标中{met}项达到年度指标值。", f"{met} of {len(own)} targets were reached.")

    def record(self) -> Record:
        """Return the record that the program's own reading makes of the rows."""
        notes = Notes()

        def lines(table: str) -> list[Line]:
            return [Line(f"{table}.csv", row, number) for number, row in enumerate(getattr(self, table), 2)]

        targets, months = rows.targets(notes, lines("targets")), rows.months(notes, lines("months"))
        record = Record(
            county=COUNTY,
            year=self.year,
            department=self.key,
            county_name=COUNTY_NAME,
            profile=Profile(**self.profile),
            mentions=tuple(rows.mentions(notes, lines("items"))),
            targets=tuple(targets.get("", ())),
            answers=tuple(rows.answers(notes, lines("checklist"), None)),
            projects=tuple(rows.projects(notes, lines("projects"), targets, months)),
            months=tuple(months),
            progress=tuple(rows.progress(notes, lines("monitoring"), targets)),
        )
        if notes.problems:
            raise ValueError([problem.said("en") for problem in notes.problems])
        return record


def draft(key: str, department: dict[str, Any], books: Books, seed: int) -> Draft:
    """Draft what a department brings in a year."""
    rng = chance(seed, key, books.year, "draft")
    one = Draft(key, books.year, department, books, _counts(department, books, rng))
    _profile(one, rng)
    _staff(one)
    _base_table(one)
    _money_of_the_form(one)
    _supplement(one)
    _targets(one, rng)
    one.achieved()
    if "checklist" in one.brings:
        _checklist(one, rng)
    if "projects" in one.brings:
        _project_forms(one)
    if "months" in one.brings:
        _months(one, rng)
        _monitoring(one, chance(seed, key, books.year, "monitoring"))
    return one


# -- what is counted ---------------------------------------------------------------------------------------------------


def _counts(department: dict[str, Any], books: Books, rng: Random) -> dict[str, int]:
    establishment, hired, retired = department["staff"]
    planned, assigned = rng.randint(14, 38), rng.randint(5, 12)
    done = planned - rng.choice((0, 0, 0, 1))
    valid = rng.randint(120, 560)
    assets = books.sum() * rng.randint(70, 160) // 100
    over = establishment * 3 // 100 if department.get("over_staffed") else -rng.randint(0, establishment * 6 // 100)
    return {
        "staff_establishment": establishment,
        "staff_on_post": establishment + over,
        "staff_hired_external": max(0, hired + rng.randint(-1, 2)),
        "staff_retired": retired + (books.year - YEARS[0]) * rng.randint(0, 2),
        "tasks_planned": planned,
        "tasks_done": done,
        "tasks_on_time": done - rng.choice((0, 0, 1)),
        "tasks_quality_met": done - rng.choice((0, 0, 1)),
        "priority_tasks_assigned": assigned,
        "priority_tasks_closed": assigned - rng.choice((0, 0, 0, 1)),
        "survey_valid": valid,
        "survey_satisfied": valid * rng.randint(905, 985) // 1000,
        "assets_total": assets,
        "assets_in_use": assets * rng.randint(955, 1000) // 1000,
        "procurement_initial": books.sum(INITIAL, basic=False) * rng.randint(25, 45) // 100_000 * 1000,
        "priority_work": rng.randint(930, 995),
    }


# -- the tables --------------------------------------------------------------------------------------------------------


def _profile(one: Draft, rng: Random) -> None:
    department, after = one.department, one.year + 1
    name = Words(**department["name"])
    one.profile = {
        "name": name,
        "code": department["code"],
        "mandate": Words(**department["mandate"]),
        "goal": Words(**department["goal"]),
        "thrift": Words("严控会议、培训和公务接待，公务用车统一调度。", "Fewer meetings and receptions; vehicles are shared."),
        "plan": tuple(Words(**words) for words in department["plan"]),
        "problems": tuple(Words(**words) for words in department["problems"]),
        "measures": tuple(Words(**words) for words in department["measures"]),
        "publications": (
            (
                Words(f"{name.zh}{one.year}年度部门决算公开", f"Final accounts of {one.year}, {name.en}"),
                f"https://www.example.com/demo/{one.year}/{one.key}.html",
            ),
        ),
        "self_score_scheme": department["files"].get("scheme", "self_evaluation"),
        "preparer": f"{rng.choice('赵钱孙李周吴郑王')}某某",
        "date": f"{after}年{rng.randint(3, 5)}月{rng.randint(6, 28)}日",
        "phone": "000-0000000",
        "head": f"{rng.choice('冯陈褚卫蒋沈韩杨')}某某",
        "invented": True,
    }


def _staff(one: Draft) -> None:
    for item in ("staff_establishment", "staff_on_post"):
        one.fact(item, one.counts[item], "人", source="基础数据表")
    one.fact("staff_control_rate", percent(one.counts["staff_on_post"], one.counts["staff_establishment"]), "%", detail="自报", source="基础数据表")


def _columns(one: Draft) -> tuple[tuple[str, Books, str], ...]:
    """Return the value columns of the base data table: period, books, column."""
    return ("last_actual", one.books.last, ACTUAL), ("budget_initial", one.books, INITIAL), ("actual", one.books, ACTUAL)


def _base_table(one: Draft) -> None:
    """Fill in the base data table, its rows in the order of the year's layout."""
    for block in ("expenditure three_public" if one.layout == FIRST_LAYOUT else "three_public projects operating").split():
        {"expenditure": _expenditure_block, "three_public": _three_public_block, "projects": _project_rows, "operating": _operating_block}[block](one)
    for period, amount in (("budget_initial", one.counts["procurement_initial"]), ("actual", procured(one))):
        one.amount("procurement", period, amount)


def procured(one: Draft) -> int:
    """Return what was procured: as budgeted, less what tenders saved."""
    return one.counts["procurement_initial"] * (970 + one.counts["priority_work"] % 30) // 1000


def _expenditure_block(one: Draft) -> None:
    for period, books, column in _columns(one):
        one.amount("exp_basic", period, books.sum(column, basic=True))
        one.amount("exp_operating", period, books.sum(column, econ="302"))
    if one.layout == FIRST_LAYOUT:
        one.amount("exp_total", "last_actual", one.books.last.sum())
    _project_rows(one)


def _project_rows(one: Draft) -> None:
    for period, books, column in _columns(one):
        one.amount("exp_project", period, books.sum(column, basic=False))
        one.amount("project_operation", period, books.sum(column, project=RUNNING))
        if one.layout != FIRST_LAYOUT:
            one.amount("project_work", period, 0)
    for name in one.books.projects:
        for period, books, column in _columns(one):
            one.amount("project", period, books.sum(column, project=name), detail=name)


def _three_public_block(one: Draft) -> None:
    for item in one.books.three_public():
        for period, books, column in (("last_budget", one.books.last, INITIAL), *_columns(one)):
            if period != "last_budget" or item == "three_public":
                one.amount(item, period, books.three_public(column)[item])


def _operating_block(one: Draft) -> None:
    parts = {
        "operating_office": ("30201", "30202", "30207"),
        "operating_utilities_travel": ("30205", "30206", "30211"),
        "operating_meetings_training": ("30215", "30216"),
    }
    for period, books, column in _columns(one):
        one.amount("exp_operating", period, books.sum(column, econ="302"))
        for item, codes in parts.items():
            one.amount(item, period, sum(books.sum(column, econ=code) for code in codes))


def _money_of_the_form(one: Draft) -> None:
    """Fill in the money block of the self-evaluation form."""
    books = one.books
    for period, column in (("budget_initial", INITIAL), ("budget_revised", REVISED), ("actual", ACTUAL)):
        one.amount("exp_total", period, books.sum(column))
        if one.layout != FIRST_LAYOUT or column == REVISED:
            one.amount("exp_basic", period, books.sum(column, basic=True))
        if column == REVISED:
            one.amount("exp_project", period, books.sum(column, basic=False))
    one.fact("execution_rate", percent(books.sum(), books.sum(REVISED)), "%", detail="自报", source="自评表")
    one.fact("execution_points", one.points(books.sum(), books.sum(REVISED)), "分", detail="自报", source="自评表")
    for item, source in sources(books):
        for period, year, column in _columns(one):
            one.amount(item, period, year.revenue((source,), column))
    one.amount("exp_by_nature", "actual", books.sum(), detail="自报")


def sources(books: Books) -> list[tuple[str, str]]:
    """Return the sources of revenue that a department has: item and source."""
    every = {"rev_general_public_budget": GENERAL, "rev_gov_fund": FUND, "rev_special_account": SPECIAL, "rev_service": SERVICE, "rev_other": OTHER}
    return [(item, source) for item, source in every.items() if source == GENERAL or any(entry.source == source for entry in books.entries)]


def _supplement(one: Draft) -> None:
    """Fill in what the official tables have no row for."""
    for part in (_revenue, _classes, _balances, _buildings, _staff_beside):
        part(one)
    if "tasks" in one.brings:
        _tasks(one)


def _revenue(one: Draft) -> None:
    books = one.books
    for period, year, column in _columns(one):
        one.amount("rev_total", period, year.revenue(column=column))
        one.amount("rev_appropriation", period, year.revenue(APPROPRIATED, column))
    one.amount("rev_change_on_last_year", "actual", books.revenue() - books.last.revenue())


def _classes(one: Draft) -> None:
    books = one.books
    for period, column in (("budget_initial", INITIAL), ("actual", ACTUAL)):
        for code in ("301", "302", "303", "310"):
            if books.sum(INITIAL, econ=code):
                one.amount(f"econ_{code}", period, books.sum(column, econ=code))
        one.amount("exp_personnel", period, books.sum(column, econ="301") + books.sum(column, econ="303"))
        one.amount("priority_project", period, books.sum(column, project=books.projects[0]))
    for item, part in (("share_basic", True), ("share_project", False)):
        one.fact(item, percent(books.sum(basic=part), books.sum()), "%", source="自评报告")


def _balances(one: Draft) -> None:
    books = one.books
    one.amount("balance_opening", "actual", books.opening())
    one.amount("balance_closing", "actual", books.closing())
    one.amount("balance_closing", "last_actual", books.last.closing())
    additions = books.sum(REVISED) - books.sum(INITIAL) - books.sum("carried")
    if additions >= 0:
        one.amount("budget_additions", "actual", additions)


def _buildings(one: Draft) -> None:
    if one.year in one.department.get("building", {}):
        approved, built, estimate, invested = one.department["building"][one.year]
        one.fact("building_area_approved", approved, "㎡", source="项目批复文件")
        one.fact("building_area_actual", built, "㎡", source="竣工验收资料")
        one.amount("building_estimate", "actual", estimate * WAN)
        one.amount("building_investment", "actual", invested * WAN)


def _staff_beside(one: Draft) -> None:
    counts = one.counts
    for item in ("staff_hired_external", "staff_retired"):
        one.fact(item, counts[item], "人", source="人员台账")
    one.fact("staff_total_stated", sum(counts[item] for item in ("staff_on_post", "staff_hired_external", "staff_retired")), "人", source="人员台账")


def _tasks(one: Draft) -> None:
    counts = one.counts
    for item in ("tasks_planned", "tasks_done", "tasks_on_time", "tasks_quality_met", "priority_tasks_assigned", "priority_tasks_closed"):
        one.fact(item, counts[item], "个", source="任务台账")
    one.fact("priority_work_result", Decimal(counts["priority_work"]) / 10, "%", source="绩效办年度考核")
    for item in ("survey_satisfied", "survey_valid"):
        one.fact(item, counts[item], "人", source="满意度调查")
    one.fact("special_funds_late", 0, "个", source="资金下达台账")
    for item in ("assets_total", "assets_in_use"):
        one.amount(item, "actual", counts[item])


# -- targets -----------------------------------------------------------------------------------------------------------


def _targets(one: Draft, rng: Random) -> None:
    """Set the department's targets, their marks 50, 30 and 10, and tell how far they were reached."""
    department, counts = one.department, one.counts
    for number, project in enumerate(department["projects"]):
        _quantity(one, rng, number, project)
    _target(one, rng, f"产出指标 质量指标 {department['quality']}", (rng.choice((95, 98, 100)), 100), "%", 8, evidence="验收和抽查记录")
    _target(one, rng, f"产出指标 时效指标 {department['timely']}", (rng.choice((95, 98)), rng.choice((98, 99, 100))), "%", 6, evidence="进度台账")
    cost = percent(one.books.sum(basic=False), one.books.sum(REVISED, basic=False))
    _target(one, rng, "产出指标 成本指标 项目支出占全年预算比例", (100, cost), "%", 4, direction="≤", evidence="部门决算")
    for number, (kind, name, direction, aim, unit) in enumerate(department["outcome"]):
        weight = 15 if number or len(department["outcome"]) > 1 else 30
        if direction == "定性":
            judged = str(rng.randint(84, 98))
            _target(
                one,
                rng,
                f"效益指标 {kind} {name}",
                (aim, aim),
                unit,
                weight,
                direction=direction,
                attained="达成",
                judgement=judged,
                evidence="年度总结和走访记录",
            )
        else:
            reached = aim - 1 if direction == "≤" else min(100, aim + 2) if unit == "%" else aim * rng.randint(101, 115) // 100
            _target(one, rng, f"效益指标 {kind} {name}", (aim, reached), unit, weight, direction=direction, evidence="业务统计报表")
    rate = percent(counts["survey_satisfied"], counts["survey_valid"])
    _target(one, rng, f"满意度指标 服务对象满意度 {department['users']}满意度", (90, rate), "%", 10, evidence=f"有效问卷{counts['survey_valid']}份")


def _quantity(one: Draft, rng: Random, number: int, project: dict[str, Any]) -> None:
    """Set the quantity target of a project: it grows over the years, and is missed now and then."""
    name, unit, size, *fixed = project["target"]
    aim = size if fixed else max(1, size * (100 + (one.year - YEARS[0]) * rng.randint(1, 3)) // 100)
    missed = rng.randint(0, 9) < one.department.get("misses", 1) and aim > FEW
    reached = aim if fixed else aim * rng.randint(one.department.get("reach", 90), 98) // 100 if missed else aim * rng.randint(100, 112) // 100
    others = len(one.department["projects"]) - 1
    weight = QUANTITY // (others + 1) if number else QUANTITY - QUANTITY // (others + 1) * others
    _target(one, rng, f"产出指标 数量指标 {name}", (aim, reached), unit, weight, evidence=f"{project['name']}台账")


def _target(one: Draft, rng: Random, names: str, values: tuple[object, object], unit: str, weight: int, **more: str) -> None:
    """Enter a target: its three levels, the value aimed at and the one reached; some have no evidence."""
    row = dict.fromkeys("attained judgement explanation project".split(), "") | {"direction": "≥", "source": one.origin("自评表")} | more
    row |= dict(zip(("level1", "level2", "level3"), names.split(), strict=True)) | dict(zip(("target", "actual"), map(str, values), strict=True))
    row |= {"unit": unit, "weight": str(weight)}
    if not reached(row):
        row["explanation"] = rng.choice(REASONS)
    elif far_exceeded(row):
        row["explanation"] = CAUTIOUS
    if one.department["files"].get("gaps") and rng.randint(0, 3) == 0:
        row["evidence"] = ""
    one.targets.append(row)


def reached(row: Row) -> bool:
    """Return whether a target was reached; a qualitative one counts as reached."""
    return row["direction"] != "≥" or Decimal(row["actual"]) >= Decimal(row["target"])


def far_exceeded(row: Row) -> bool:
    """Return whether a target was passed by more than the usual tolerance."""
    if row["direction"] == "定性" or not Decimal(row["target"]):
        return False
    aim, actual = Decimal(row["target"]), Decimal(row["actual"])
    return scales.proportion(actual, aim, Decimal(1), direction={"≥": ">=", "≤": "<="}[row["direction"]], tolerance=Decimal(30)).over_achieved


def target(one: Draft, number: int) -> Row:
    """Return the quantity target of a project, by the project's number."""
    return [row for row in one.targets if not row["project"]][number]


# -- checklist, projects' forms, months --------------------------------------------------------------------------------

CHECKLIST = {
    "target_soundness": "lawful within_mandate fits_plan",
    "indicator_clarity": "broken_down measurable matches_tasks matches_budget",
    "rules_completeness": "exist lawful applied thrift",
    "funds_compliance": "lawful approved appraised within_use no_diversion",
    "disclosure": "content deadline truthful complete accurate",
    "data_quality": "truthful complete accurate",
    "asset_rules": "exist applied",
    "asset_safety": "kept allocated disposed accounts_match income_remitted",
}
EVIDENCE = {
    "target_soundness": "绩效目标申报表", "indicator_clarity": "绩效目标申报表", "rules_completeness": "内部控制手册", "funds_compliance": "内部审计报告",
    "disclosure": "政府网站公开页面", "data_quality": "决算审核意见", "asset_rules": "资产管理办法", "asset_safety": "资产清查报告",
}  # fmt: skip


def _checklist(one: Draft, rng: Random) -> None:
    for indicator, tests in CHECKLIST.items():
        for test in tests.split():
            answered = "否" if rng.randint(0, 24) == 0 else "是"
            one.checklist.append({"indicator": indicator, "test": test, "answer": answered, "evidence": EVIDENCE[indicator] if answered == "是" else ""})
    for indicator, answer in (("economic_and_social_benefit", f"{rng.randint(85, 97)}%"), ("administrative_efficiency", rng.choice(("好", "好", "一般")))):
        one.checklist.append({"indicator": indicator, "test": "", "answer": answer, "evidence": "年度考核结果"})


def _project_forms(one: Draft) -> None:
    """Fill in the self-evaluation forms of the two largest projects."""
    for number, project in enumerate(one.department["projects"][:2]):
        _project_form(one, number, project)


def _project_form(one: Draft, number: int, project: dict[str, Any]) -> None:
    name, books = project["name"], one.books
    entry = next(entry for entry in books.entries if entry.project == name)
    carried_spent = min(entry.carried, entry.actual)
    own = "project_other_funds" if entry.source == OTHER else "project_appropriation"

    def state(item: str, value: str, period: str = "", unit: str = "") -> None:
        one.projects.append({"project": name, "item": item, "period": period, "value": value, "unit": unit, "source": ""})

    quantity = target(one, number)
    state("authority", one.department["name"]["zh"])
    state("implementer", one.department["name"]["zh"])
    state("goal", f"{quantity['level3']}不少于{quantity['target']}{quantity['unit']}。")
    state("achieved", project["did"].format(n=quantity["actual"]) + "。")
    for period, whole, carried in (
        ("budget_initial", entry.initial, 0),
        ("budget_revised", entry.revised, entry.carried),
        ("actual", entry.actual, carried_spent),
    ):
        amounts = dict.fromkeys(("project_appropriation", "project_carried_in", "project_other_funds"), 0) | {
            own: whole - carried,
            "project_carried_in": carried,
        }
        for item, amount in {"project_funds": whole, **amounts}.items():
            state(item, one.money(amount), period, one.unit)
    marks = one.points(entry.actual, entry.revised)
    state("execution_rate", percent(entry.actual, entry.revised), "actual", "%")
    state("execution_points", str(marks), "actual", "分")
    own_targets = [dict(row, project=name, weight=weight) for row, weight in zip(_of_project(one, number), ("20", "20", "10", "30", "10"), strict=True)]
    one.targets += own_targets
    state("self_score", str(marks + sum((_marks(row) for row in own_targets), Decimal(0))), "actual", "分")


def _of_project(one: Draft, number: int) -> list[Row]:
    own = [row for row in one.targets if not row["project"]]
    kinds = ("质量指标", "时效指标")
    return [target(one, number), *(row for row in own if row["level2"] in kinds), next(row for row in own if row["level1"] == "效益指标"), own[-1]]


def _marks(row: Row) -> Decimal:
    """Return the marks that a target earns."""
    weight = Decimal(row["weight"])
    if row["direction"] == "定性":
        return rounded(weight * int(row["judgement"]) / 100)
    return scales.proportion(Decimal(row["actual"]), Decimal(row["target"]), weight, direction={"≥": ">=", "≤": "<="}[row["direction"]]).lowest


def _months(one: Draft, rng: Random) -> None:
    """Fill in cumulative spending: basic nearly even, projects late in the year; December is the year."""
    books, paid = one.books, {True: 0, False: 0}
    for month in range(1, DECEMBER + 1):
        for basic in (True, False):
            whole, even = books.sum(basic=basic), month * 1000 // DECEMBER
            share = even + rng.randint(-12, 12) if basic else even * even // 1000 + rng.randint(0, 9)
            paid[basic] = whole if month == DECEMBER else max(paid[basic], whole * max(share, 0) // 1000)
        for item, amount in (("exp_total", paid[True] + paid[False]), ("exp_basic", paid[True]), ("exp_project", paid[False])):
            one.months.append({"month": str(month), "item": item, "value": one.money(amount), "unit": one.unit, "source": one.origin("国库支付系统")})
        one.months.append(
            {"month": str(month), "item": "planned_progress", "value": percent(month, DECEMBER), "unit": "%", "source": one.origin("年度用款计划")}
        )


# -- the monitoring form -----------------------------------------------------------------------------------------------

DEVIATIONS = {"资金下达较晚，部分任务顺延": "经费保障", "人员变动，推进放缓": "人员保障", "前期准备时间较长": "制度保障"}  # of REASONS; the others are 其他


def _monitoring(one: Draft, rng: Random) -> None:
    """Fill in the monitoring form at the end of July: money by project, each target to date, and what the year is expected to come to."""
    for basic, item in ((None, "exp_total"), (True, "exp_basic"), (False, "exp_project")):
        _expected(one, rng, item, one.books.sum(REVISED, basic=basic))
    names = {row["project"] for row in one.projects}
    for entry in (entry for entry in one.books.entries if entry.project in names):
        own = "project_other_funds" if entry.source == OTHER else "project_appropriation"
        paid = entry.actual * (MONITORED * MONITORED * 1000 // DECEMBER**2 + rng.randint(0, 60)) // 1000
        carried = min(entry.carried, paid)
        for item, amount in (("project_funds", paid), (own, paid - carried), *([("project_carried_in", carried)] if entry.carried else [])):
            _month(one, item, amount, project=entry.project)
        _expected(one, rng, "project_funds", entry.revised, entry.project)
    told: dict[str, Row] = {}
    for row in one.targets:
        told.setdefault(row["level3"], _target_to_date(row, rng))
        one.monitoring.append(told[row["level3"]] | {"project": row["project"]})


def _month(one: Draft, item: str, amount: int, period: str = "", project: str = "") -> None:
    cells = {"month": str(MONITORED), "item": item, "value": one.money(amount), "unit": one.unit, "project": project, "period": period}
    one.months.append(cells | {"source": one.origin("国库支付系统")})


def _expected(one: Draft, rng: Random, item: str, revised: int, project: str = "") -> None:
    """State what the year was expected to come to: somewhat less than the full-year budget, in whole 元."""
    _month(one, item, revised * rng.randint(955, 998) // 100_000 * 100, "forecast", project)


def _target_to_date(row: Row, rng: Random) -> Row:
    """Tell how far a target is at the end of July; of one that will be missed the reason, and that it is in doubt."""
    cells = dict.fromkeys("forecast likelihood reasons explanation remark project".split(), "")
    cells |= {"month": str(MONITORED), "indicator": row["level3"], "source": row["source"], "likelihood": "确定能"}
    if row["direction"] == "定性":
        return cells | {"value": "正在推进", "forecast": row["target"]}
    if row["level1"] == "满意度指标":
        return cells | {"value": "", "forecast": row["target"], "remark": "年底开展调查"}
    aim, actual = Decimal(row["target"]), Decimal(row["actual"])
    share = rng.randint(52, 66)
    if row["direction"] == "≤":
        to_date = rounded(actual * share / 100) if row["unit"] == "%" else actual  # a cost adds up over the year
    else:
        to_date = actual if row["unit"] == "%" else (actual * share / 100).to_integral_value()
    if reached(row):
        return cells | {"value": str(to_date), "forecast": str(aim)}
    expected = (aim + actual) / 2 if row["unit"] == "%" else ((aim + actual) / 2).to_integral_value()
    reason = {"likelihood": "有可能", "reasons": DEVIATIONS.get(row["explanation"], "其他"), "explanation": row["explanation"]}
    return cells | {"value": str(to_date), "forecast": str(expected)} | reason
