"""The papermill engine ``evallib``: a notebook is executed in a process of its own that has everything loaded.

``papermill --engine evallib`` and ``evallib run`` use it. What the notebook shows goes into it as with papermill's own engine, and
by the same class; only that no kernel is started. (A library that talks to a kernel finds none to ask: widgets are shown, not used.)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from nbclient.exceptions import CellExecutionComplete
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from papermill.exceptions import PapermillException
from papermill.log import logger

from evallib.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evallib.running.nursery import Nursery
    from evallib.running.shell import Notebook

_here: ContextVar[Notebook | None] = ContextVar("_here", default=None)
_ready: ContextVar[Notebook | None] = ContextVar("_ready", default=None)


class EvallibEngine(Engine):
    """Executes a notebook in a child of a nursery; in such a child, right there."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **how: Any) -> None:
        """Execute the cells, telling papermill of each.

        Args:
            nb_man: papermill's manager of the notebook.
            kernel_name: no kernel is started, but it may tell the notebook's language.
            how: as papermill's own engine takes it: ``log_output``, ``stdout_file``, ``stderr_file``, ``execution_timeout`` (seconds for a cell), ``allow_errors``, ….
        """
        told = nb_man.nb.metadata
        language = told.get("kernelspec", {}).get("language") or told.get("language_info", {}).get("name") or kernel_name
        if not language.lower().startswith("python"):
            raise PapermillException(
                f"引擎 evallib 只执行 Python，本笔记本的语言是 {language} / the engine evallib executes Python, and this notebook is written in {language}"
            )
        logger.info("Executing notebook with engine: evallib")
        seconds = how.pop("execution_timeout", None) or how.pop("timeout", None) or 0
        client = _Client(nb_man, log=logger, **{name: value for name, value in how.items() if _Client.class_traits().keys() & {name}})
        notebook = _here.get()
        if notebook:
            notebook.run(nb_man.nb, client.hear, client.rules)
            client.complete(notebook.kernel.language_info)
        else:
            _execute_elsewhere(client, seconds)


papermill_engines.register("evallib", EvallibEngine)


class _Client(PapermillNotebookClient):
    """Puts what a kernel says into the notebook; how it is heard is not its business."""

    @property
    def rules(self) -> dict[str, Any]:
        from evallib.running.shell import RULES  # noqa: PLC0415  papermill loads this module whenever it is imported

        return {name: getattr(self, name) for name in RULES}

    def hear(self, what: str, index: int, msg: Mapping | None = None) -> None:
        """Take in what happens to a cell."""
        cell = self.nb.cells[index]
        if what == "start":
            self.nb_man.cell_start(cell, index)
        elif what == "begin":
            cell.outputs, cell.metadata["execution"], self.clear_before_next_output = [], {}, False
        elif what == "message":
            with suppress(CellExecutionComplete):
                self.process_message(msg, cell, index)
        elif what == "failed":
            self.nb_man.cell_exception(cell, cell_index=index)
        else:
            self.nb_man.cell_complete(cell, cell_index=index)

    def output(self, outs: list[NotebookNode], msg: Mapping, display_id: str | None, cell_index: int) -> NotebookNode | None:
        """Join text to the text before it."""
        last = outs[-1] if outs and not self.clear_before_next_output else {}
        out = super().output(outs, msg, display_id, cell_index)
        if out and outs[-1] is out and out.output_type == last.get("output_type") == "stream" and out.name == last.name:
            last.text += out.text
            outs.pop()
        return out

    def complete(self, language_info: dict) -> None:
        """Note what is known at the end."""
        self.nb.metadata["language_info"] = dict(language_info)
        self.set_widgets_metadata()


def make_ready() -> None:
    """Make a shell ahead, for a notebook that a copy of this process will execute."""
    from evallib.running.shell import Notebook  # noqa: PLC0415

    _ready.set(Notebook())


@contextmanager
def executing_here(spared: Collection[str] = ()) -> Iterator[Notebook]:
    """Execute notebooks in this very process as long as the context lasts; ``spared`` as for ``Notebook``."""
    from evallib.running.shell import Notebook  # noqa: PLC0415

    ready = _ready.get()
    notebook = ready.adopted(spared) if ready else Notebook(spared)
    _ready.set(None)
    token = _here.set(notebook)
    try:
        yield notebook
    finally:
        _here.reset(token)


def _execute_elsewhere(client: _Client, seconds: float) -> None:
    """Execute a notebook in a child; if the child does not come to an end, say in which cell it was."""
    from evallib.running.nursery import EndedError, Limits, out_of_time  # noqa: PLC0415

    told: SimpleQueue = SimpleQueue()
    future = _nursery().submit(execute_cells, client.nb, client.rules, limits=Limits(quiet=seconds), tell=told.put)
    future.add_done_callback(lambda _: told.put(None))
    index = 0
    while message := told.get():
        index = message[1]
        client.hear(*message)
    try:
        client.complete(future.result())
    except EndedError as error:
        client.hear("failed", index)
        client.hear("done", index)
        if error.words == out_of_time(seconds).words:
            why = Words(f"超过每个单元的时限{seconds:g}秒，已停止", f"stopped after the time limit of {seconds:g} seconds for a cell")
        else:
            why = error.words
        raise EndedError(Words(f"第{index + 1}个单元：{why.zh}", f"cell {index + 1}: {why.en}")) from None


def execute_cells(nb: NotebookNode, rules: Mapping[str, Any], tell: Callable[..., None]) -> dict:
    """Execute a notebook in this child, telling what happens; return the notebook's ``language_info``."""
    with executing_here() as notebook:
        notebook.run(nb, lambda *happened: tell(happened, alive=happened[0] != "message"), rules)
        return notebook.kernel.language_info


@cache
def _nursery() -> Nursery:
    """Return the nursery of this process; it ends with it."""
    import atexit  # noqa: PLC0415

    from evallib.running.nursery import Nursery  # noqa: PLC0415

    nursery = Nursery(os.cpu_count() or 1)
    atexit.register(nursery.close)
    return nursery
