"""Running notebooks: one report for each department-year and notebook, each whole or not at all.

A failure is that report's own: the others complete, the last good report stays, and a page beside it says what is wrong.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

from evallib.case import Case, open_case
from evallib.problems import UserMistake
from evallib.reading.folder import DepartmentYear
from evallib.showing.pieces import Html, tag, together
from evallib.words import Words
from evallib.writing import write_whole

PARAMETERS = ("county", "year", "department", "scheme", "lang", "data")
NO_REPORT = Words("没有部门自评报告", "No report of the department's own")


@dataclass(frozen=True)
class Report:
    """One report to make.

    Args:
        which: the department-year.
        notebook: path of the notebook.
        scheme, lang: parameters; an empty scheme is the county's own.
    """

    which: DepartmentYear
    notebook: Path
    scheme: str
    lang: str

    def path(self, outputs: Path) -> Path:
        """Return where its page is published."""
        suffix = "" if self.lang == "zh" else f".{self.lang}"
        return outputs / self.which.folder / f"{self.notebook.stem}{suffix}.html"


@dataclass(frozen=True)
class Done:
    """What became of a report: the page, or what went wrong."""

    report: Report
    page: Path
    error: str = ""


def run(reports: Iterable[Report], data: Path, outputs: Path, *, keep_notebooks: bool = False, tell: Callable[[Done], None] = lambda _: None) -> list[Done]:
    """Make reports, one after the other.

    Args:
        reports: what to make.
        data, outputs: the data folder and where pages are published.
        keep_notebooks: whether to keep each executed notebook beside its page.
        tell: called after each report.

    Raises:
        UserMistake: nothing can be written where the pages are to be published.
    """
    trial = outputs / ".evallib"
    write_whole(trial, "")
    trial.unlink()
    done = []
    for report in reports:
        done.append(_made(report, data, outputs, keep_notebooks=keep_notebooks))
        tell(done[-1])
    return done


def _made(report: Report, data: Path, outputs: Path, *, keep_notebooks: bool) -> Done:
    page = report.path(outputs)
    problem_page = page.with_suffix(".error.html")
    try:
        _make(report, data, page, keep_notebooks=keep_notebooks)
    except UserMistake as mistake:
        lines, error = mistake.lines(report.lang), str(mistake)
    except Exception as failure:  # noqa: BLE001  whatever a notebook raises is this report's own failure
        error = _last_line(failure)
        lines = [error]
    else:
        problem_page.unlink(missing_ok=True)
        return Done(report, page)
    with suppress(UserMistake):  # where even this cannot be written, the message on the terminal says so
        write_whole(problem_page, _problem_page(report, lines))
    return Done(report, problem_page, error)


def _make(report: Report, data: Path, page: Path, *, keep_notebooks: bool) -> None:
    which = report.which
    case = open_case(which.county, which.year, which.department, report.scheme, report.lang, data)  # mistakes show before a kernel starts
    if not case.record.report and "report" in parameters(report.notebook):
        write_whole(page, _page_without(case, report.lang))
        return
    values = (which.county, which.year, which.department, report.scheme, report.lang, str(data.resolve()))
    executed = execute(report.notebook, dict(zip(PARAMETERS, values, strict=True)))
    write_whole(page, exported(executed))
    if keep_notebooks:
        write_whole(page.with_suffix(".ipynb"), nbformat.writes(executed))


def parameters(notebook: Path) -> list[str]:
    """Return the names of a notebook's parameters, as its tagged cell lists them."""
    cells = nbformat.read(notebook, as_version=4).cells
    return [name for cell in cells if "parameters" in cell.metadata.get("tags", []) for name in re.findall(r"^(\w+)\s*[:=]", cell.source, re.MULTILINE)]


def execute(notebook: Path, values: dict[str, str | int]) -> nbformat.NotebookNode:
    """Return a notebook executed with these parameters; what it prints and draws is in its cells."""
    import papermill  # noqa: PLC0415  loaded when there is a notebook to run

    with tempfile.TemporaryDirectory(prefix="evallib-") as folder:
        return papermill.execute_notebook(
            str(notebook),
            str(Path(folder) / "executed.ipynb"),
            values,
            progress_bar=False,
            kernel_name="python3",
            cwd=str(notebook.parent),
            extra_arguments=["--IPKernelApp.log_level=50"],  # a kernel that is interrupted has nothing to tell the user
        )


def exported(notebook: nbformat.NotebookNode) -> str:
    """Return an executed notebook as a page."""
    from evallib.running.export import export_html  # noqa: PLC0415  nbconvert is loaded when there is something to export

    return export_html(notebook)


def _last_line(error: Exception) -> str:
    name, value = getattr(error, "ename", type(error).__name__), str(getattr(error, "evalue", error)).strip()
    return f"{name}: {value.splitlines()[-1] if value else ''}"


def _problem_page(report: Report, lines: list[str]) -> str:
    """Return the page that says why there is no new report."""
    title = Words(f"未能生成报告：{report.which.folder}", f"No report could be made: {report.which.folder}")
    advice = Words(
        "以下问题需要先解决。上一次成功生成的报告（如有）没有改动。", "These problems come first. The last good report, if there is one, was left as it is."
    )
    return _short_page(report.lang, title, advice, lines)


def _page_without(case: Case, lang: str) -> str:
    """Return the page of a department that has sent no report of its own."""
    name, year = case.record.profile.name, case.record.year
    title = Words(f"{name.zh}{year}年度：{NO_REPORT.zh}", f"{name.en}, {year}: {NO_REPORT.en}")
    advice = Words(
        "该部门的文件夹中没有 report.docx、report.txt 或 report.md，因此没有可以审核的文字。放入后重新运行即可。",
        "The department's folder holds no report.docx, report.txt or report.md, so there is no text to review. Put one there and run this again.",
    )
    return _short_page(lang, title, advice, [])


def _short_page(lang: str, title: Words, advice: Words, lines: list[str]) -> str:
    body = tag("header", tag("h1", title.said(lang)), tag("p", advice.said(lang), class_="lede"), class_="hero")
    listed = tag("ul", *(tag("li", line) for line in lines), class_="say") if lines else Html("")
    facts = {"kind": "head", "lang": lang, "title": title.said(lang), "description": advice.said(lang), "footer": ""}
    output = new_output("display_data", {"text/html": str(Html(together([body, listed])))}, metadata={"evallib": facts})
    return exported(new_notebook(cells=[new_code_cell("", outputs=[output], id="problems")]))
