"""Self-evaluation of projects (项目支出绩效自评): the forms of a department's projects, scored, checked and added up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from evallib.case import check_lang
from evallib.figures import Figure, absent, total
from evallib.official import ROW_NAMES, FormRow, FormTable
from evallib.quantities import Unit
from evallib.reading.folder import find_data, find_department, read_county, read_department
from evallib.reading.record import Mention, Period, Project, Record
from evallib.rules.checks.p import ProjectForm, run_project_checks
from evallib.rules.findings import CHECKS, Finding, Outcome, in_order
from evallib.rules.monitored import PROJECT_SPENDING
from evallib.rules.schemes import PROJECTS, Scheme, read_scheme
from evallib.rules.scoring import Scorecard
from evallib.words import Words

DEFAULT = "project_form"
FORM_PERIODS = {  # as the form heads its columns
    Period.BUDGET_INITIAL: Words("年初预算数", "initial budget"),
    Period.BUDGET_REVISED: Words("全年预算数", "full-year budget"),
    Period.ACTUAL: Words("全年执行数", "executed"),
}


@dataclass(frozen=True)
class ProjectCase:
    """A project's own form with everything worked out from it."""

    form: ProjectForm

    @property
    def project(self) -> Project:
        """What was reported."""
        return self.form.project

    @property
    def scorecard(self) -> Scorecard:
        """The form scored."""
        return self.form.scorecard

    @property
    def execution(self) -> Figure:
        """Execution of its funds on the full-year budget."""
        return self.form.execution

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks found in its form, most serious first."""
        return run_project_checks(self.form)

    @property
    def money(self) -> FormTable:
        """The money block of its form: amounts by source, with execution and its marks beside the total."""
        row = next((row for row in self.scorecard.rows if row.row.indicator == "execution_rate"), None)
        columns = (Words("项目资金", "funds"), *FORM_PERIODS.values(), Words("分值", "marks available"), Words("执行率", "execution"), Words("得分", "marks"))
        marks = row.gap if row and row.gap else row.marks.lowest if row else None

        def told(item: str) -> FormRow:
            amounts = tuple(self.project.figure(item, period) for period in FORM_PERIODS)
            if item == PROJECT_SPENDING[0]:
                return FormRow(ROW_NAMES[item], (*amounts, row.available if row else None, self.execution, marks))
            rate = (amounts[-1] / amounts[1]).percent.called("执行率", "execution")
            return FormRow(ROW_NAMES[item], (*amounts, None, rate, None), "sub")

        caption = Words(f"{self.project.name}资金情况（万元）", f"{self.project.name}: funds (10,000 yuan)")
        return FormTable(caption, columns, tuple(told(item) for item in PROJECT_SPENDING))


@dataclass(frozen=True)
class Projects:
    """The forms of a department's projects in a year, and what they come to together.

    Args:
        record: what was reported.
        scheme: what the forms are scored by.
        lang: language of what is shown, ``zh`` or ``en``.
    """

    record: Record
    scheme: Scheme
    lang: str = "zh"

    @property
    def title(self) -> Words:
        """The report's title."""
        name, year = self.record.profile.name, self.record.year
        return Words(f"{name.zh}{year}年度项目支出绩效自评", f"{name.en}: self-evaluation of projects, {year}")

    @cached_property
    def cases(self) -> tuple[ProjectCase, ...]:
        """One for each project that has a form of its own."""
        return tuple(ProjectCase(ProjectForm(self.record, project, self.scheme)) for project in self.record.projects)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What was found in every form, and in the forms together against the department's project expenditure (D6)."""
        found = [finding for case in self.cases for finding in case.findings]
        return in_order([*found, *(CHECKS["D6"].run(self.record) if self.cases else ())])

    @property
    def outcomes(self) -> Counter[Outcome]:
        """How many findings there are of each outcome."""
        return Counter(finding.outcome for finding in self.findings)

    def total(self, period: Period = Period.ACTUAL) -> Figure:
        """Return the funds of all forms together; a form that lacks them makes it a gap that names it."""
        label = (f"项目自评表资金合计（{period.words.zh}）", f"funds in the projects' forms ({period.words.en})")
        amounts = [case.project.figure("project_funds", period) for case in self.cases]
        return total(amounts).called(*label) if amounts else absent(Words(*label), Unit.WAN_YUAN)

    @property
    def execution(self) -> Figure:
        """Execution of the funds of all forms together, on their full-year budgets."""
        return (self.total() / self.total(Period.BUDGET_REVISED)).percent.called("项目资金执行率", "execution of the projects' funds")

    @property
    def covered(self) -> Figure:
        """What the forms with targets make of the department's project expenditure (有绩效指标的项目支出占比), per cent."""
        amounts = [case.project.figure("project_funds") for case in self.cases if case.project.targets]
        label = ("有绩效指标的项目支出占比", "project expenditure that has targets")
        if not amounts:
            return absent(Words(*label), Unit.PERCENT)
        return (total(amounts) / self.record.figure("exp_project")).percent.called(*label)

    @property
    def without_form(self) -> tuple[Mention, ...]:
        """The outturns of projects that the base data name, and that have no form of their own."""
        names = {case.project.name for case in self.cases}
        return tuple(one for one in self.record.all_mentions("project") if one.detail not in names and not (one.figure.known and not one.figure.value))

    @property
    def without_targets(self) -> tuple[Project, ...]:
        """Projects with money and without any target."""
        return tuple(case.project for case in self.cases if not case.project.targets)

    @property
    def without_money(self) -> tuple[Project, ...]:
        """Projects with targets for which no money was reported, or none in the year."""
        return tuple(project for project in self.record.projects if project.targets and not any(_has_money(project, period) for period in FORM_PERIODS))


def _has_money(project: Project, period: Period) -> bool:
    funds = project.figure(PROJECT_SPENDING[0], period)
    return funds.known and funds.value != 0


def open_projects(county: str, year: int | str, department: str | int, scheme: str = "", lang: str = "zh", data: str | Path = "") -> Projects:
    """Open the projects' own forms of a department-year: read its folder, score each form, check them.

    Args:
        county, year, department: the names of the folders below the data folder.
        scheme: a scheme of ``data/schemes/projects/``; empty for the county's own, or the form of 10, 50, 30 and 10 marks.
        lang: ``zh`` or ``en``.
        data: the data folder; empty to find it (see ``find_data``).

    Raises:
        UserMistake: a parameter is wrong or the folder has problems; all of them, with place and remedy.
    """
    check_lang(lang)
    folder = find_data(data)
    which = find_department(folder, county, year, department)
    chosen = scheme or read_county(folder, which.county).project_scheme or DEFAULT
    return Projects(read_department(folder, which), read_scheme(folder, chosen, PROJECTS), lang)
