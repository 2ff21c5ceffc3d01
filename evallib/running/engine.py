"""The papermill engine ``evallib``: a notebook is executed in a process of its own that has everything loaded.

``papermill --engine evallib`` and ``evallib run`` use it. Outputs are those of papermill's own engine; start-up is not paid.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from papermill.exceptions import PapermillException
from papermill.log import logger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evallib.running.nursery import Nursery
    from evallib.running.shell import Notebook

_here: ContextVar[Notebook | None] = ContextVar("_here", default=None)


class EvallibEngine(Engine):
    """Executes a notebook in a child of a nursery; in such a child, right there."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **how: Any) -> None:  # noqa: ARG003  papermill's signature
        """Execute the cells, telling papermill of each.

        Args:
            nb_man: papermill's manager of the notebook.
            kernel_name: not used: no kernel is started.
            how: ``log_output``, ``stdout_file`` and ``stderr_file`` as in papermill; ``execution_timeout``, seconds for a cell; ``allow_errors``.
        """
        language = cls.nb_language(nb_man.nb)
        if language != "python":
            raise PapermillException(f"the engine evallib executes Python, and this notebook is written in {language}")
        logger.info("Executing notebook with engine: evallib")
        notebook = _here.get()
        if notebook:
            notebook.run(nb_man.nb, lambda what, number: _note(nb_man, what, number, how), allow_errors=bool(how.get("allow_errors")))
        else:
            _execute_elsewhere(nb_man, how)


papermill_engines.register("evallib", EvallibEngine)


@contextmanager
def executing_here(spared: Collection[str] = ()) -> Iterator[Notebook]:
    """Execute notebooks in this very process as long as the context lasts; ``spared`` as for ``Notebook``."""
    from evallib.running.shell import Notebook  # noqa: PLC0415  papermill loads this module whenever it is imported

    notebook = Notebook(spared)
    token = _here.set(notebook)
    try:
        yield notebook
    finally:
        _here.reset(token)


def _execute_elsewhere(nb_man: NotebookExecutionManager, how: dict[str, Any]) -> None:
    from evallib.running.nursery import Limits  # noqa: PLC0415

    told: SimpleQueue = SimpleQueue()
    quiet = how.get("execution_timeout") or 0
    future = _nursery().submit(execute_cells, nb_man.nb, bool(how.get("allow_errors")), limits=Limits(quiet=quiet), tell=told.put)
    future.add_done_callback(lambda _: told.put(None))
    while message := told.get():
        what, number, cell = message
        if cell is not None:
            nb_man.nb.cells[number].update(cell)
        _note(nb_man, what, number, how)
    nb_man.nb.metadata["language_info"] = future.result()


def execute_cells(nb: NotebookNode, allow_errors: bool, tell: Callable[[Any], None]) -> dict:  # noqa: FBT001
    """Execute a notebook in this child, telling each cell when it is done; return the notebook's ``language_info``."""
    with executing_here() as notebook:
        notebook.run(nb, lambda what, number: tell((what, number, nb.cells[number] if what == "done" else None)), allow_errors=allow_errors)
    return nb.metadata["language_info"]


def _note(nb_man: NotebookExecutionManager, what: str, number: int, how: dict[str, Any]) -> None:
    """Pass on to papermill what became of a cell."""
    cell = nb_man.nb.cells[number]
    if what == "start":
        nb_man.cell_start(cell, number)
    elif what == "failed":
        nb_man.cell_exception(cell, cell_index=number)
    else:
        _log(cell.get("outputs", ()), how)
        nb_man.cell_complete(cell, cell_index=number)


def _log(outputs: Collection[NotebookNode], how: dict[str, Any]) -> None:
    """Write what a cell has put out where papermill's options say."""
    for output in outputs:
        if output.output_type == "stream":
            file = how.get(f"{output.name}_file")
            if file:
                file.write(output.text)
                file.flush()
            if how.get("log_output"):
                (logger.info if output.name == "stdout" else logger.warning)(output.text)
        elif how.get("log_output") and "text/plain" in output.get("data", {}):
            logger.info(output.data["text/plain"])


@cache
def _nursery() -> Nursery:
    """Return the nursery of this process; it ends with it."""
    import atexit  # noqa: PLC0415

    from evallib.running.nursery import Nursery  # noqa: PLC0415

    nursery = Nursery(os.cpu_count() or 1)
    atexit.register(nursery.close)
    return nursery
