"""One report: from a department-year and a notebook to a page. What is called here may run in a process of its own."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from evallib.problems import UserMistake
from evallib.reading.folder import DepartmentYear
from evallib.words import Words
from evallib.writing import write_whole

if TYPE_CHECKING:
    from nbformat import NotebookNode

SUMMARY = "department.json"
"""The file beside a page that holds the summary of its department, the same in either language."""
NOBODY_LOOKS = ("image/png",)
"""Forms of a chart that a page does not use."""
WITH_WORD = "department"
"""The notebook that has a Word report."""


@dataclass(frozen=True)
class Report:
    """One report to make.

    Args:
        which: the department-year.
        notebook: path of the notebook.
        scheme, lang: parameters; an empty scheme is the county's own.
        more: further parameters of the notebook.
    """

    which: DepartmentYear
    notebook: Path
    scheme: str = ""
    lang: str = "zh"
    more: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its page, named from the folder of outputs."""
        month = f"-{str(self.more['month']).zfill(2)}" if "month" in self.more else ""
        suffix = "" if self.lang == "zh" else f".{self.lang}"
        return f"{self.which.folder}/{self.notebook.stem}{month}{suffix}.html"

    @property
    def error_name(self) -> str:
        """The page that says why there is no report."""
        return self.name.removesuffix(".html") + ".error.html"

    @property
    def word_name(self) -> str:
        """Its Word report."""
        return self.name.removesuffix(".html") + ".docx"

    @property
    def has_word(self) -> bool:
        """Whether there is a Word report on what it shows."""
        return self.notebook.stem == WITH_WORD

    @property
    def parameters(self) -> dict[str, str | int]:
        """What the notebook is called with, its data folder aside."""
        which = self.which
        department = {"department": which.department} if which.department else {}
        return {"county": which.county, "year": which.year, **department, "scheme": self.scheme, "lang": self.lang, **self.more}

    @property
    def other_years(self) -> range:
        """The years of which it reads the whole county: none; those before its own; or its own too, if it is about all departments."""
        if _metadata(self.notebook).get("reads") != "county":
            return range(0)
        return range(self.which.year if self.which.department else self.which.year + 1)


WORTH_IT = 3  # reports: fewer read for themselves what they need
MOST_READ_AHEAD = 300  # department-years: more would fill the memory for all


def read_shared(data: Path, years: Mapping[str, range] = MappingProxyType({}), *, word: bool = False) -> None:
    """Read what all departments share: parsing it is slow, and is not done again as long as it stays the same.

    Args:
        data: the data folder.
        years: by county, the years of which reports read all departments.
        word: whether to load what writes Word reports, too.
    """
    from evallib.reading.folder import department_years, remembered  # noqa: PLC0415
    from evallib.rules.schemes import read_scheme, schemes  # noqa: PLC0415

    for name in schemes(data):
        with suppress(UserMistake):  # told by the reports
            read_scheme(data, name)
    if word:
        import evallib.running.word  # noqa: PLC0415
        import evallib.showing.word_report  # noqa: F401, PLC0415
    wanted = [one for one in department_years(data) if one.year in years.get(one.county, ())] if years else []
    for which in wanted if len(wanted) <= MOST_READ_AHEAD else ():
        with suppress(UserMistake):
            remembered(data, which)


def years_read(reports: Iterable[Report]) -> dict[str, range]:
    """Return, by county, the years of which several reports read all departments."""
    wide = [report for report in reports if report.other_years]
    if len(wide) < WORTH_IT:
        return {}
    return {
        county: range(max(report.other_years.stop for report in wide if report.which.county == county)) for county in {report.which.county for report in wide}
    }


def make(report: Report, data: Path, outputs: Path, keep_notebook: bool, word: bool, tell: Callable[[Any], None]) -> dict[str, str]:  # noqa: ARG001, FBT001
    """Make a report and publish it, whole or not at all.

    Args:
        report: what to make.
        data, outputs: the folders to read from and to publish in.
        keep_notebook: whether to publish the executed notebook too.
        word: whether to publish the Word report too.
        tell: not used.

    Returns:
        the SHA-256 of each file published, by name.

    Raises:
        UserMistake: the data are wrong, or nothing can be written.
        Exception: whatever the notebook raises.
    """
    from evallib.review import NoReport  # noqa: PLC0415

    try:
        executed = execute(report.notebook, {**report.parameters, "data": str(data)}, spared=() if keep_notebook else NOBODY_LOOKS)
    except NoReport:
        return published(outputs, {report.name: _page_without(report, data)})
    pages: dict[str, str | bytes] = {report.name: exported(executed)} | {f"{report.which.folder}/{SUMMARY}": told for told in summaries(executed)}
    if word:
        from evallib.running.word import document_of  # noqa: PLC0415

        pages[report.word_name] = document_of(executed, data)
    if keep_notebook:
        import nbformat  # noqa: PLC0415

        pages[report.name.removesuffix("html") + "ipynb"] = nbformat.writes(without_traces(executed)) + "\n"
    return published(outputs, pages)


def published(outputs: Path, pages: Mapping[str, str | bytes]) -> dict[str, str]:
    """Write files below the folder of outputs, each whole or not at all; return their SHA-256."""
    contents = {name: content.encode() if isinstance(content, str) else content for name, content in pages.items()}
    for name, content in contents.items():
        write_whole(outputs / name, content)
    return {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}


def tell_failure(report: Report, outputs: Path, lines: list[str]) -> dict[str, str]:
    """Publish the page that says why there is no new report, beside the last good one; return its SHA-256 by name."""
    title = Words(f"未能生成报告：{report.which.folder}", f"No report could be made: {report.which.folder}")
    advice = Words(
        "以下问题需要先解决。上一次成功生成的报告（如有）没有改动。", "These problems come first. The last good report, if there is one, was left as it is."
    )
    return published(outputs, {report.error_name: _short_page(report.lang, title, advice, lines)})


def execute(notebook: Path, values: Mapping[str, str | int], spared: tuple[str, ...] = ()) -> NotebookNode:
    """Return a notebook executed in this process with these parameters; what it prints and draws is in its cells.

    Args:
        notebook: path of the notebook; it is executed in its folder.
        values: parameters.
        spared: forms of outputs, by MIME type, that nobody will look at.

    Raises:
        Exception: what the cell that failed has raised.
    """
    # In papermill's own steps: its function for all of them would write the notebook down at the end, for nobody.
    from papermill.engines import papermill_engines  # noqa: PLC0415  loaded when there is a notebook to run
    from papermill.exceptions import PapermillExecutionError  # noqa: PLC0415
    from papermill.execute import raise_for_execution_errors  # noqa: PLC0415
    from papermill.iorw import load_notebook_node  # noqa: PLC0415
    from papermill.parameterize import parameterize_notebook  # noqa: PLC0415
    from papermill.utils import chdir  # noqa: PLC0415

    from evallib.running.engine import executing_here  # noqa: PLC0415

    asked = parameterize_notebook(load_notebook_node(str(notebook)), dict(values), kernel_name="python3", language="python", engine_name="evallib")
    with executing_here(spared) as here, chdir(str(notebook.parent)):
        executed = papermill_engines.execute_notebook_with_engine("evallib", asked, kernel_name="python3", input_path=str(notebook), progress_bar=False)
        try:
            raise_for_execution_errors(executed, None)
        except PapermillExecutionError as error:
            raise (here.failure or error) from None
        return executed


def parameters(notebook: Path) -> dict[str, str]:
    """Return the names of a notebook's parameters with their types, as its tagged cell declares them."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    declared = ["".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    return {name: kind for source in declared for name, kind in re.findall(r"^(\w+)\s*(?::\s*(\w+)\s*)?=", source, re.MULTILINE)}


def is_of_county(notebook: Path) -> bool:
    """Return whether a notebook makes one report of a whole county and year: it has no parameter ``department``."""
    return "department" not in parameters(notebook)


def _metadata(notebook: Path) -> dict[str, str]:
    """Return what a notebook's file says for evallib: ``reads: county`` if it reads other departments and years too."""
    return json.loads(notebook.read_text("utf-8")).get("metadata", {}).get("evallib", {})


def without_traces(notebook: NotebookNode) -> NotebookNode:
    """Return an executed notebook without what tells of the day, the computer or the folders it was executed in."""
    notebook = notebook.copy()
    notebook.metadata = {key: value for key, value in notebook.metadata.items() if key != "papermill"}
    notebook.cells = [cell.copy() for cell in notebook.cells]
    for number, cell in enumerate(notebook.cells, 1):
        cell.metadata = {key: value for key, value in cell.metadata.items() if key not in {"papermill", "execution"}}
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell.id = f"injected-{number}"
            cell.source = re.sub(r'^data = ".*"$', 'data = ""', cell.source, flags=re.MULTILINE)
    return notebook


def exported(notebook: NotebookNode) -> str:
    """Return an executed notebook as a page."""
    from evallib.running.export import export_html  # noqa: PLC0415  nbconvert is loaded when there is something to export

    return export_html(notebook)


def summaries(executed: NotebookNode) -> list[str]:
    """Return the summaries that an executed notebook gives: the head of a report carries one."""
    outputs = (output for cell in executed.cells if cell.cell_type == "code" for output in cell.outputs)
    told = (output.get("metadata", {}).get("evallib", {}).get("summary") for output in outputs)
    return [one for one in told if one]


def _page_without(report: Report, data: Path) -> str:
    """Return the page of a department that has sent no report of its own."""
    from evallib.case import open_case  # noqa: PLC0415

    which = report.which
    name = open_case(which.county, which.year, which.department, report.scheme, report.lang, data).record.profile.name
    title = Words(f"{name.zh}{which.year}年度：没有部门自评报告", f"{name.en}, {which.year}: No report of the department's own")
    advice = Words(
        "该部门的文件夹中没有 report.docx、report.txt 或 report.md，因此没有可以审核的文字。放入后重新运行即可。",
        "The department's folder holds no report.docx, report.txt or report.md, so there is no text to review. Put one there and run this again.",
    )
    return _short_page(report.lang, title, advice, [])


def _short_page(lang: str, title: Words, advice: Words, lines: list[str]) -> str:
    from nbformat.v4 import new_code_cell, new_notebook, new_output  # noqa: PLC0415

    from evallib.showing.pieces import Html, tag, together  # noqa: PLC0415

    body = tag("header", tag("h1", title.said(lang)), tag("p", advice.said(lang), class_="lede"), class_="hero")
    listed = tag("ul", *(tag("li", line) for line in lines), class_="say") if lines else Html("")
    facts = {"kind": "head", "lang": lang, "title": title.said(lang), "description": advice.said(lang), "footer": ""}
    output = new_output("display_data", {"text/html": str(Html(together([body, listed])))}, metadata={"evallib": facts})
    return exported(new_notebook(cells=[new_code_cell("", outputs=[output], id="problems")]))
