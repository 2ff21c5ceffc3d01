"""Executing the cells of a notebook in this very process, with the outputs that a kernel of its own would have given.

A notebook kernel is an IPython shell behind sockets. Here is the same shell (ipykernel's own class) without them: what it
prints, displays and raises is put into the cells as nbclient would have put it. The caller provides a process that the
notebook may keep: nothing is cleaned up behind it (see ``nursery``).
"""

from __future__ import annotations

import asyncio
import builtins
import getpass
import io
import json
import os
import platform
import sys
import tempfile
import threading
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any, NoReturn

import ipykernel.zmqshell
from ipykernel.compiler import XCachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.session import json_packer
from nbformat import NotebookNode, from_dict
from traitlets.config import Config

MOST_OUTPUT = 64 * 2**20
"""Characters that a notebook may print and display, all cells together."""

LANGUAGE_INFO = {
    "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": f"ipython{sys.version_info[0]}",
    "version": platform.python_version(),
}


class TooMuchOutputError(Exception):
    """A notebook prints more than a page can hold."""


class Outputs:
    """What the current cell has put out so far, merged, cleared and updated as notebooks do."""

    def __init__(self) -> None:
        self.shown: list[NotebookNode] = []
        self.total = 0
        self._lock = threading.RLock()
        self._clear_first = False
        self._displays: dict[str, list[NotebookNode]] = {}
        self._before: Callable[[], None] = lambda: None

    def begin(self, shown: list[NotebookNode]) -> None:
        """Let what follows go into this list."""
        self.shown = shown
        self._clear_first = False

    def after(self, earlier: Callable[[], None]) -> None:
        """Call this before every output: what was written past the shell comes first."""
        self._before = earlier

    def stream(self, name: str, text: str) -> None:
        """Add text to standard output or standard error."""
        self._before()
        self.written(name, text)

    def written(self, name: str, text: str) -> None:
        """Add text, joined to the output before it if that is of the same stream."""
        with self._lock:
            self._count(len(text))
            last = self.shown[-1] if self.shown and not self._clear_first else None
            if last and last.output_type == "stream" and last.name == name:
                last.text += text
            elif text:
                self._add("stream", name=name, text=text)

    def display(self, data: dict, metadata: dict, display_id: str = "", *, update: bool = False) -> None:
        """Add something displayed, or show it in place of what was displayed under the same name."""
        self._before()
        with self._lock:
            data, metadata = self._travelled(data), self._travelled(metadata)
            for earlier in self._displays.get(display_id, ()) if display_id else ():
                earlier.data, earlier.metadata = data, metadata
            if not update:
                output = self._add("display_data", data=data, metadata=metadata)
                if display_id:
                    self._displays.setdefault(display_id, []).append(output)

    def result(self, data: dict, metadata: dict, count: int) -> None:
        """Add the value of a cell."""
        self._before()
        with self._lock:
            self._add("execute_result", data=self._travelled(data), metadata=self._travelled(metadata), execution_count=count)

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """Add an error."""
        self._before()
        with self._lock:
            self._add("error", ename=name, evalue=value, traceback=[*traceback])

    def clear(self, *, wait: bool) -> None:
        """Drop what the cell has shown, now or with its next output."""
        self._before()
        with self._lock:
            self._clear_first = wait
            if not wait:
                self.shown.clear()

    def _travelled(self, bundle: dict) -> NotebookNode:
        """Return a bundle as it arrives at the other end of a kernel's socket: as JSON."""
        packed = json_packer(bundle)
        self._count(len(packed))
        return from_dict(json.loads(packed))

    def _add(self, kind: str, **contents: Any) -> NotebookNode:
        output = NotebookNode(output_type=kind, **contents)
        if self._clear_first:
            self.shown.clear()
            self._clear_first = False
        self.shown.append(output)
        return output

    def _count(self, characters: int) -> None:
        self.total += characters
        if self.total > MOST_OUTPUT:
            raise TooMuchOutputError(f"输出超过 {MOST_OUTPUT >> 20} MB / more than {MOST_OUTPUT >> 20} MB of output")


class _Stream(io.TextIOBase):
    """Standard output or standard error of a notebook."""

    encoding = "UTF-8"
    errors = "strict"

    def __init__(self, outputs: Outputs, name: str, descriptor: int) -> None:
        self._outputs, self._name, self._descriptor = outputs, name, descriptor

    @property
    def name(self) -> str:
        return f"<{self._name}>"

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._outputs.stream(self._name, text)
        return len(text)


class _Publisher(DisplayPublisher):
    def publish(self, data: dict, metadata: dict | None = None, *, transient: dict | None = None, update: bool = False, **_: Any) -> None:
        metadata = metadata or {}
        self._validate_data(data, metadata)
        self.shell.outputs.display(data, metadata, (transient or {}).get("display_id", ""), update=update)

    def clear_output(self, wait: bool = False) -> None:  # noqa: FBT001, FBT002  as IPython calls it
        self.shell.outputs.clear(wait=wait)

    def set_parent(self, parent: Any) -> None:
        pass


class _Hook(DisplayHook):
    def start_displayhook(self) -> None:
        pass

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        self.shell.outputs.result(format_dict, md_dict or {}, self.prompt_count)

    def finish_displayhook(self) -> None:
        pass

    def set_parent(self, parent: Any) -> None:
        pass


class _Formatter(DisplayFormatter):
    """Tells objects that choose their own forms which of them nobody will look at."""

    def format(self, obj: Any, include: Collection[str] | None = None, exclude: Collection[str] | None = None) -> tuple[dict, dict]:
        spared = self.parent.spared if hasattr(obj, "_repr_mimebundle_") else ()
        return super().format(obj, include, {*(exclude or ()), *spared})


class _NoKernel:
    """Stands where notebook code may look for the kernel."""

    eventloop = None
    session = None


def _refused(name: str) -> Callable[..., NoReturn]:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise StdinNotImplementedError(f"{name} was called, but this frontend does not support input requests.")

    return refuse


class ZMQInteractiveShell(ipykernel.zmqshell.ZMQInteractiveShell):  # libraries look at this name before they show anything rich
    """ipykernel's shell, whose outputs go into a list."""

    display_pub_class = _Publisher
    displayhook_class = _Hook

    def init_display_formatter(self) -> None:
        """Show objects in the forms that somebody will look at."""
        self.display_formatter = _Formatter(parent=self)
        self.configurables.append(self.display_formatter)

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.outputs.error(str(etype.__name__), str(evalue), stb)
        self._last_traceback = stb

    def enable_gui(self, gui: str | None = None) -> None:
        """Go without: there is no event loop of a window system to enter."""

    def ask_exit(self) -> None:
        """End the notebook: ``exit`` and ``quit`` have nobody to ask."""
        raise SystemExit("exit")


class Notebook:
    """A shell ready for one notebook.

    Args:
        spared: forms, by MIME type, that objects which offer several need not make.

    Attributes:
        failure: what the last cell raised, None if it succeeded.
    """

    def __init__(self, spared: Collection[str] = ()) -> None:
        self.failure: BaseException | None = None
        self.outputs = Outputs()
        os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")  # as kernels do
        config = Config()
        config.HistoryManager.enabled = False
        config.HistoryManager.hist_file = ":memory:"
        for kind in (ZMQInteractiveShell, InteractiveShell):
            kind.clear_instance()
        self.shell = ZMQInteractiveShell.instance(config=config, kernel=_NoKernel(), compiler_class=XCachingCompiler)
        self.shell.outputs, self.shell.spared = self.outputs, spared
        sys.argv[:] = ["ipykernel_launcher.py"]
        if "" not in sys.path:
            sys.path.insert(0, "")
        self._bind_charts()

    def _bind_charts(self) -> None:
        """Let pyplot draw into this shell, if it was loaded before there was one."""
        inline = sys.modules.get("matplotlib_inline.backend_inline")
        if inline:
            inline.InlineBackend.clear_instance()
            inline.configure_inline_support.current_backend = "unset"
            if "matplotlib.pyplot" in sys.modules and sys.modules["matplotlib"].get_backend() == "inline":
                inline.configure_inline_support(self.shell, "inline")
            elif "matplotlib.pyplot" in sys.modules:
                self.shell.enable_matplotlib("inline")

    def run(self, nb: NotebookNode, tell: Callable[[str, int], None] = lambda *_: None, *, allow_errors: bool = False) -> None:
        """Execute the cells, top to bottom, up to the first that fails.

        Args:
            nb: the notebook; its cells get their outputs.
            tell: called with ``start``, ``failed`` or ``done`` and the number of the cell.
            allow_errors: whether to go on after a cell that fails.
        """
        nb.metadata["language_info"] = dict(LANGUAGE_INFO)
        with _captured(self.outputs):
            asyncio.run(self._run(nb, tell, allow_errors))

    async def _run(self, nb: NotebookNode, tell: Callable[[str, int], None], allow_errors: bool) -> None:  # noqa: FBT001
        process = os.getpid()
        for number, cell in enumerate(nb.cells):
            tell("start", number)
            going_on = cell.cell_type != "code" or await self._run_cell(cell) or allow_errors or "raises-exception" in cell.metadata.get("tags", ())
            if os.getpid() != process:
                os._exit(0)  # a copy of this process that the cell has forked and let run on
            if not going_on:
                tell("failed", number)
            tell("done", number)
            if not going_on:
                break

    async def _run_cell(self, cell: NotebookNode) -> bool:
        """Execute a cell and return whether it succeeded."""
        if not cell.source.strip() or "skip-execution" in cell.metadata.get("tags", ()):
            return True
        cell.outputs = []
        self.outputs.begin(cell.outputs)
        began = _now()
        shell = self.shell
        transformed = _transformed(shell, cell.source)
        if shell.should_run_async(cell.source, transformed_cell=transformed):
            result = None
            try:
                result = await shell.run_cell_async(cell.source, store_history=True, transformed_cell=transformed)
            finally:
                shell.events.trigger("post_execute")
                shell.events.trigger("post_run_cell", result)
        else:
            result = shell.run_cell(cell.source, store_history=True)
        sys.stdout.flush()
        self.outputs.stream("stdout", "")
        cell.execution_count = result.execution_count
        cell.metadata["execution"] = {"iopub.status.busy": began, "iopub.execute_input": began, "iopub.status.idle": _now(), "shell.execute_reply": _now()}
        self.failure = result.error_before_exec or result.error_in_exec
        if self.failure is None and self.outputs.total > MOST_OUTPUT:
            self.failure = TooMuchOutputError("输出过多 / too much output")
        return self.failure is None


def _transformed(shell: InteractiveShell, source: str) -> str:
    try:
        return shell.transform_cell(source)
    except Exception:  # noqa: BLE001  told when the cell is run
        return source


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class _captured:  # noqa: N801  used like a function
    """Catch what is written to standard output and standard error, past Python too, and let nothing be asked for."""

    def __init__(self, outputs: Outputs) -> None:
        self.outputs = outputs

    def __enter__(self) -> None:
        self.streams = sys.stdout, sys.stderr, builtins.input, getpass.getpass
        self.nowhere = os.open(os.devnull, os.O_RDWR)
        self.kept = [os.dup(number) for number in (0, 1, 2)]
        # For appending: who reads does not move the place where others write.
        self.files = {name: tempfile.TemporaryFile("a+b", 0) for name in ("stdout", "stderr")}  # noqa: SIM115  closed below
        self.read = dict.fromkeys(self.files, 0)
        os.dup2(self.nowhere, 0)
        for number, (name, file) in enumerate(self.files.items(), 1):
            os.dup2(file.fileno(), number)
            setattr(sys, name, _Stream(self.outputs, name, self.nowhere))
        self.outputs.after(self.drain)
        builtins.input, getpass.getpass = _refused("raw_input"), _refused("getpass")

    def drain(self) -> None:
        """Take what was written past the shell since the last time."""
        for name, file in self.files.items():
            size = os.fstat(file.fileno()).st_size
            if size > self.read[name]:
                start, self.read[name] = self.read[name], size
                file.seek(start)
                self.outputs.written(name, file.read(min(size - start, 2 * MOST_OUTPUT)).decode("utf-8", "replace"))

    def __exit__(self, *_: object) -> None:
        self.outputs.after(lambda: None)
        sys.stdout, sys.stderr, builtins.input, getpass.getpass = self.streams
        for number, kept in enumerate(self.kept):
            os.dup2(kept, number)
            os.close(kept)
        for file in self.files.values():
            file.close()
        os.close(self.nowhere)
