"""Which department-years and which notebooks a command is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from evallib.problems import Problem, UserMistake, nearest, quoted
from evallib.reading.folder import DepartmentYear, department_years
from evallib.running.reports import Report, is_of_county, parameters
from evallib.words import Words

REPOSITORY = Path(__file__).resolve().parents[2]


def notebooks_folder() -> Path:
    """Return the folder of notebooks: ``notebooks`` here, else the one beside the package."""
    here = Path.cwd() / "notebooks"
    return here if here.is_dir() else REPOSITORY / "notebooks"


def notebooks() -> list[str]:
    """Return the names of the notebooks there are."""
    return sorted(path.stem for path in notebooks_folder().glob("*.ipynb"))


def select(data: Path, *, county: Iterable[str] = (), year: Iterable[str] = (), department: Iterable[str] = ()) -> list[DepartmentYear]:
    """Return the department-years that match every name given; no name selects all.

    Raises:
        UserMistake: a name matches nothing; the nearest is suggested.
    """
    chosen = department_years(data)
    problems = []
    for name, values, of in (
        ("county", [*county], lambda one: one.county),
        ("year", [*year], lambda one: str(one.year)),
        ("department", [*department], lambda one: one.department),
    ):
        if problems and not chosen:
            break  # what a place that is not there holds cannot be told
        known = {of(one) for one in chosen}
        problems += [
            Problem(Words(f"--{name}", f"--{name}"), quoted(value), Words("数据文件夹中已有的", "one that the data folder has"), nearest(value, known))
            for value in values
            if value not in known
        ]
        chosen = [one for one in chosen if not values or of(one) in values]
    if problems:
        raise UserMistake(problems)
    if not chosen:
        raise UserMistake(
            [
                Problem(
                    Words(data.name, data.name),
                    Words("没有任何部门", "no department"),
                    Words("<县>/<年度>/<部门>/", "<county>/<year>/<department>/"),
                    Words("请按 README 放置数据", "lay the data out as the README says"),
                )
            ]
        )
    return chosen


def find_notebooks(names: Iterable[str]) -> list[Path]:
    """Return the notebooks named.

    Raises:
        UserMistake: there is no such notebook; the nearest is suggested.
    """
    known = notebooks()
    wrong = [name for name in names if name not in known]
    if wrong:
        raise UserMistake(
            [
                Problem(Words("--notebook", "--notebook"), quoted(name), Words("notebooks/ 中的笔记本", "a notebook of notebooks/"), nearest(name, known))
                for name in wrong
            ]
        )
    return [notebooks_folder() / f"{name}.ipynb" for name in names]


def selected_reports(chosen: Iterable[DepartmentYear], notebooks: Iterable[Path], scheme: str, lang: str, more: Iterable[tuple[str, str]] = ()) -> list[Report]:
    """Return the reports to make of department-years and notebooks; of a notebook about a county, one for each year.

    Args:
        chosen: the department-years.
        notebooks: paths of the notebooks.
        scheme, lang: parameters of all.
        more: further parameters with their values as typed.

    Raises:
        UserMistake: a notebook has no such parameter, or it takes a whole number and there is none.
    """
    more = list(more)
    chosen, reports = list(chosen), []
    for notebook in notebooks:
        values = _typed(notebook, more)
        about = dict.fromkeys(replace(which, department="") for which in chosen) if is_of_county(notebook) else chosen
        reports += [Report(which, notebook, scheme, lang, values) for which in about]
    return reports


GIVEN = ("county", "year", "department", "scheme", "lang", "data")
"""Parameters that the command has options for."""


def _typed(notebook: Path, more: Iterable[tuple[str, str]]) -> dict[str, str | int]:
    """Return values as the notebook declares them: text stays text (``0401``), whole numbers become numbers."""
    declared = {name: kind for name, kind in parameters(notebook).items() if name not in GIVEN}
    problems, values = [], {}
    for name, value in more:
        place = Words(f"-p {name}", f"-p {name}")
        if name in GIVEN:
            option = Words(f"命令的 --{name}", f"the option --{name}")
            problems.append(Problem(place, quoted(value), option, Words(f"请改用 --{name}", f"use --{name}")))
        elif name not in declared:
            problems.append(Problem(place, quoted(name), Words(f"{notebook.name} 的参数", f"a parameter of {notebook.name}"), nearest(name, declared)))
        elif declared[name] == "int" and not value.isdecimal():
            problems.append(Problem(place, quoted(value), Words("整数", "a whole number"), Words("请更正", "correct it")))
        else:
            values[name] = int(value) if declared[name] == "int" else value
    if problems:
        raise UserMistake(problems)
    return values
