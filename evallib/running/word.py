"""The executed notebook of a department as a Word document, by ``evallib run --docx`` and by ``jupyter nbconvert --to evallib-docx``.

The notebook tells which case it showed and what that was made of, by SHA-256 (in the facts of ``show.head``). The case is opened again;
if anything is no longer what it was, there is no document: page and document always tell the same. nbconvert loads this module whenever it
starts, whatever it is to convert; what reads and draws is therefore loaded only where a document is made.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbconvert.exporters import Exporter
from traitlets import Unicode, default
from traitlets.config import Application

from evallib.problems import Problem, UserMistake
from evallib.words import Words

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from evallib.case import Case

AGAIN = Words("请用现在的数据和程序重新运行笔记本", "run the notebook again with the data and the program as they are now")


class WordExporter(Exporter):
    """Turns the executed notebook of a department into the Word report: ``jupyter nbconvert --to evallib-docx out.ipynb``."""

    export_from_notebook = "Word 自评报告 / Word report"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    data = Unicode("", help="数据文件夹，默认为笔记本所用的 / data folder; default: the one that the notebook was run with").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".docx"

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **_: Any) -> tuple[bytes, dict]:
        """Return the document, and the resources that nbconvert passes along.

        Raises:
            UserMistake: there is nothing to make a document of, or it is no longer what the notebook showed.
        """
        resources = self._init_resources(resources)
        beside = Path(resources.get("metadata", {}).get("path") or ".").resolve()
        try:
            return document_of(nb, self.data or _data_of(nb), beside), resources
        except UserMistake as mistake:
            if Application.initialized() and Application.instance().name == "jupyter-nbconvert":
                raise SystemExit(str(mistake)) from mistake  # the command tells this and nothing else
            raise


def document_of(nb: NotebookNode, data: str | Path = "", beside: Path | None = None) -> bytes:
    """Return the Word report on the case that an executed notebook shows.

    Args:
        nb: the notebook with its outputs.
        data: the data folder; empty to find it.
        beside: the notebook's folder, from where a data folder is looked for first.

    Raises:
        UserMistake: the notebook shows no case or several, or its case is no longer what it was.
    """
    from evallib.case import open_case  # noqa: PLC0415  see above
    from evallib.showing.word_report import word_report  # noqa: PLC0415

    shown = list(_shown(nb))
    if len({repr(one["case"]) for one in shown}) != 1:
        found = Words(f"有{len(shown)}个部门的报告首部", f"the heads of {len(shown)} reports") if shown else Words("没有报告首部", "no head of a report")
        remedy = Words("请运行 department.ipynb 或含 show.head(case) 的笔记本", "run department.ipynb, or a notebook with show.head(case)")
        raise UserMistake([Problem(NOTEBOOK, found, Words("一个部门一个年度的已执行笔记本", "an executed notebook on one department and year"), remedy)])
    told, known = shown[0], shown[0]["case"]
    case = open_case(known["county"], known["year"], known["department"], known["scheme"], told["lang"], _folder(data, beside or Path.cwd()))
    _compare(case, told)
    return word_report(case)


NOTEBOOK = Words("笔记本", "the notebook")


def _shown(nb: NotebookNode) -> Iterator[Mapping[str, Any]]:
    """Yield the facts of each report's head that a notebook shows."""
    for cell in nb.cells:
        for output in cell.get("outputs", ()):
            facts = output.get("metadata", {}).get("evallib", {})
            if facts.get("kind") == "head" and "case" in facts:
                yield facts


def _data_of(nb: NotebookNode) -> str:
    """Return the data folder that a notebook was run with, as its parameters name it; those that were injected come last and count."""
    named = str(nb.metadata.get("papermill", {}).get("parameters", {}).get("data", ""))
    for cell in nb.cells:
        if {"parameters", "injected-parameters"} & set(cell.metadata.get("tags", ())):
            named = _assigned(cell.source, "data", named)
    return named


def _assigned(source: str, name: str, otherwise: str) -> str:
    """Return the text that a cell assigns to a name."""
    try:
        lines = ast.parse(source).body
    except SyntaxError:
        return otherwise
    for line in lines:
        targets = line.targets if isinstance(line, ast.Assign) else [line.target] if isinstance(line, ast.AnnAssign) else []
        value = getattr(line, "value", None)
        if any(isinstance(target, ast.Name) and target.id == name for target in targets) and isinstance(value, ast.Constant):
            otherwise = str(value.value)
    return otherwise


def _folder(named: str | Path, beside: Path) -> Path:
    """Return the data folder: the one named, from here or from the notebook's folder; else the next one above the notebook, or above here."""
    from evallib.reading.folder import find_data  # noqa: PLC0415  see above

    if named:
        return next((base / named for base in (Path(), beside) if (base / named).is_dir()), None) or find_data(named)
    above = (base / "data" for base in (beside, *beside.parents))
    return next((folder for folder in above if any(folder.glob("*/county.yml"))), None) or find_data()


def _compare(case: Case, told: Mapping[str, Any]) -> None:
    """Refuse a case that is not what the notebook showed.

    Raises:
        UserMistake: it names the files that are others now.
    """
    from evallib.showing.first_screen import lede  # noqa: PLC0415  see above

    now, then = case.identity, told["case"]
    files = {**now["files"], "": now["scheme_sha256"]}, {**then["files"], "": then["scheme_sha256"]}
    names = sorted(name or now["scheme"] for name in {*files[0], *files[1]} if files[0].get(name) != files[1].get(name))
    if names:
        found = Words(f"与笔记本运行时不同的文件：{'、'.join(names)}", f"files that are not what they were when the notebook was run: {', '.join(names)}")
    elif lede(case).said(case.lang) != told["description"]:
        found = Words(
            "笔记本用了规则的另一种读法，或由另一版本的程序运行", "a notebook with another reading of the rules, or run by another version of the program"
        )
    else:
        return
    raise UserMistake([Problem(NOTEBOOK, found, Words("与笔记本一致的数据和评分方案", "the data and the scheme that the notebook was run with"), AGAIN)])
