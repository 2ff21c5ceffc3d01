"""Executing the cells of a notebook in this very process, with the messages that a kernel of its own would have sent.

A notebook kernel is ipykernel's ``IPythonKernel`` behind sockets. Here is the same kernel, with the same shell, without them:
each message goes to a function, in the order in which the notebook made it. The caller provides a process that the notebook may
keep: nothing is cleaned up behind it (see ``nursery``).

What differs from a kernel behind sockets:

* What is written comes where it was written: a kernel sends the text of a cell that runs long every 0.2 s, so how it is cut, and
  whether standard output stands before or after standard error, depends on the clock there. Here text is sent with ``flush``, before
  whatever else is shown, and at the end of a cell; what a cell that is ended (by a time limit, by ``os._exit``) had not sent is lost.
* What programs and C libraries write past Python is taken in before the next text or output; a kernel takes it in whenever its thread gets to it.
* Tasks left running by a cell go on while later cells wait, and not in between. ``exit`` and ``quit`` end the notebook, with an error.
* Libraries are loaded before the notebook begins: text in charts is in evallib's font even if the notebook never loads evallib.
* The process may be a copy of another, and ``multiprocessing.parent_process()`` says so. There is one thread, no debugger, no connection
  file, no history of earlier days, and no event loop of a window system.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Collection, Mapping
from io import StringIO, TextIOBase
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ipykernel.zmqshell
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelbase import Kernel
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.shellapp import InteractiveShellApp
from jupyter_client.session import Session
from nbformat import NotebookNode
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config

MOST_OUTPUT = 64 * 2**20
"""Characters that a notebook may print and display, all cells together."""

RULES = {"allow_errors": False, "force_raise_errors": False, "allow_error_names": (), "skip_cells_with_tag": "skip-execution"}
"""What decides whether a cell is executed and whether the notebook goes on after it; named as in nbclient."""


class TooMuchOutputError(Exception):
    """A notebook prints more than a page can hold."""


def _too_much() -> TooMuchOutputError:
    return TooMuchOutputError(f"输出超过 {MOST_OUTPUT >> 20} MB / more than {MOST_OUTPUT >> 20} MB of output")


class _Wire(Session):
    """Hands a kernel's messages over as they would arrive at the other end of a socket."""

    deliver = AnyTrait()
    total = 0

    def __init__(self, deliver: Callable[[dict], None]) -> None:
        super().__init__(deliver=deliver, key=b"")
        self._lock = threading.RLock()

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, parent: Any = None, ident: Any = None, buffers: Any = None, **more: Any) -> dict | None:  # noqa: ARG002
        """Deliver a message."""
        msg = msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content=content, parent=parent)
        if os.getpid() != self.pid:
            return None  # a copy of the process that a cell has forked: kernels do not hear those either
        *_, packed = self.serialize(msg)
        if msg["msg_type"] in {"display_data", "update_display_data", "execute_result"}:
            self.count(len(packed))
        arrived = {"msg_type": msg["msg_type"], "header": msg["header"], "parent_header": msg["parent_header"], "content": self.unpack(packed)}
        with self._lock:
            self.deliver({**arrived, "buffers": [bytes(buffer) for buffer in buffers or msg.get("buffers") or ()]})
        return msg

    def count(self, characters: int) -> None:
        """Count what is put out."""
        self.total += characters
        if self.total > MOST_OUTPUT:
            raise _too_much()


class _Stream(TextIOBase):
    """Standard output or standard error of a notebook."""

    encoding = "UTF-8"

    def __init__(self, name: str, kernel: _Kernel, drain: Callable[[], None], nowhere: int) -> None:
        self._name, self._kernel, self._drain, self._nowhere = name, kernel, drain, nowhere
        self._process = os.getpid()
        self._lock = threading.RLock()
        self._kept: dict[str, tuple[dict, StringIO]] = {}

    @property
    def name(self) -> str:
        return self._name

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._nowhere

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if os.getpid() != self._process:
            return os.write(1 if self._name == "stdout" else 2, text.encode("utf-8", "replace"))
        self._drain()
        self.keep(text)
        return len(text)

    def keep(self, text: str) -> None:
        """Keep text until it is sent, each cell's apart: what an earlier cell has left running may write too."""
        self._kernel.session.count(len(text))
        parent = self._kernel.shell.get_parent()
        with self._lock:
            self._kept.setdefault(parent.get("msg_id", ""), (parent, StringIO()))[1].write(text)

    def flush(self) -> None:
        if os.getpid() == self._process:
            self._drain()
            with self._lock:
                kept, self._kept = self._kept, {}
                for parent, text in kept.values():
                    if text.tell():
                        self._kernel.session.send(None, "stream", {"name": self._name, "text": text.getvalue()}, parent)


class _Formatter(DisplayFormatter):
    """Tells objects that choose their own forms which of them nobody will look at."""

    def format(self, obj: Any, include: Collection[str] | None = None, exclude: Collection[str] | None = None) -> tuple[dict, dict]:
        spared = self.parent.kernel.spared if hasattr(obj, "_repr_mimebundle_") else ()
        return super().format(obj, include, {*(exclude or ()), *spared})


class ZMQInteractiveShell(ipykernel.zmqshell.ZMQInteractiveShell):  # libraries look at this name before they show anything rich
    """ipykernel's shell, for nobody to sit at."""

    def init_display_formatter(self) -> None:
        """Show objects in the forms that somebody will look at."""
        self.display_formatter = _Formatter(parent=self)
        self.configurables.append(self.display_formatter)

    def enable_gui(self, gui: str | None = None) -> None:
        """Go without: there is no event loop of a window system to enter."""

    def ask_exit(self) -> None:
        """End the notebook: ``exit`` and ``quit`` have nobody to ask."""
        raise SystemExit("exit")


def _without_debugger() -> None:
    """Let ipykernel find no debugger: loading it patches the process, and here nobody can attach it."""
    was = sys.modules.get("debugpy")
    sys.modules["debugpy"] = None
    import ipykernel.debugger  # noqa: F401, PLC0415

    del sys.modules["debugpy"]
    if was:
        sys.modules["debugpy"] = was


_without_debugger()


class _Kernel(IPythonKernel):
    """ipykernel's kernel, without sockets and threads."""

    shell_class = Type(ZMQInteractiveShell)
    spared: Collection[str] = ()
    _execute_sleep = 0

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Leave nothing out: no cell waits in a queue."""


class Notebook:
    """A kernel ready for one notebook.

    Args:
        spared: forms, by MIME type, that objects which offer several need not make.

    Attributes:
        failure: what the last cell raised, None if it succeeded.
        made: how many there have been in this process; each leaves an empty place among the functions that are called at its exit.
    """

    made = 0

    def __init__(self, spared: Collection[str] = ()) -> None:
        self.failure: BaseException | None = None
        self._tell: Callable[..., None] = lambda *_: None
        self._now = 0, ""  # the number of the cell that is executed, the name of the request
        self._reply: dict = {}
        os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")  # as kernels do
        config = Config()
        config.HistoryManager.hist_file = ":memory:"
        config.IPKernelApp.connection_file = ""  # libraries look whether there is this section
        for kind in (_Kernel, Kernel, ZMQInteractiveShell, InteractiveShell):
            kind.clear_instance()
        self.wire = _Wire(self._arrived)
        quiet = logging.Logger("kernel", logging.CRITICAL)  # noqa: LOG001  known to nobody, so that what a notebook sets for all does not concern it
        main = SimpleNamespace(parent_thread=threading.current_thread())
        self.kernel = _Kernel.instance(config=config, session=self.wire, log=quiet, shell_channel_thread=main, user_ns=None)
        self.kernel.spared = spared
        self.shell = self.kernel.shell
        atexit.unregister(self.shell.atexit_operations)  # this process ends otherwise, or serves further notebooks
        Notebook.made += 1
        sys.argv[:] = ["ipykernel_launcher.py"]
        InteractiveShellApp.init_path(SimpleNamespace(ignore_cwd=False))
        self._bind_charts()

    def adopted(self, spared: Collection[str]) -> Notebook:
        """Return it as this process's own, if it was made in the one that this is a copy of."""
        os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        self.shell.init_environment()
        self.shell.user_ns["_dh"][:] = [Path.cwd()]
        self.shell.starting_dir = str(Path.cwd())
        self.kernel.spared, self.wire.pid = spared, os.getpid()
        return self

    def _bind_charts(self) -> None:
        """Let pyplot, if it was loaded before there was this shell, take it for the one that it was loaded in."""
        pyplot, inline = (sys.modules.get(name) for name in ("matplotlib.pyplot", "matplotlib_inline.backend_inline"))
        if pyplot:
            pyplot._REPL_DISPLAYHOOK = pyplot._ReplDisplayHook.NONE  # noqa: SLF001  uninstalling looks for it in the new shell
            pyplot.install_repl_displayhook()
        if inline:
            inline.InlineBackend.clear_instance()
            inline.configure_inline_support.current_backend = "unset"
            if pyplot and pyplot.get_backend() == "inline":
                inline.configure_inline_support(self.shell, "inline")
            elif pyplot:
                self.shell.enable_matplotlib("inline")

    def _arrived(self, msg: dict) -> None:
        number, request = self._now
        if msg["msg_type"] == "execute_reply":
            self._reply = msg["content"]
        elif msg["parent_header"].get("msg_id") == request:
            self._tell("message", number, msg)

    def run(self, nb: NotebookNode, tell: Callable[..., None] = lambda *_: None, rules: Mapping[str, Any] = RULES) -> None:
        """Execute the cells, top to bottom, up to the first that fails.

        Args:
            nb: the notebook; it is not changed.
            tell: called with what happens (``start``, ``begin``, ``message``, ``failed``, ``done``), the number of the cell, and the message.
            rules: as in ``RULES``.
        """
        self._tell = tell
        with _captured(self.kernel):
            asyncio.run(self._run(nb, rules))

    async def _run(self, nb: NotebookNode, rules: Mapping[str, Any]) -> None:
        self.kernel.io_loop = SimpleNamespace(add_callback=asyncio.get_running_loop().call_soon_threadsafe)
        for number, cell in enumerate(nb.cells):
            tags = cell.metadata.get("tags", ())
            self._tell("start", number, None)
            going_on = True
            if cell.cell_type == "code" and cell.source.strip() and rules["skip_cells_with_tag"] not in tags:
                error = await self._run_cell(number, cell.source)
                allowed = not rules["force_raise_errors"] and (rules["allow_errors"] or error in rules["allow_error_names"] or "raises-exception" in tags)
                going_on = error is None or allowed
            if not going_on:
                self._tell("failed", number, None)
            self._tell("done", number, None)
            if not going_on:
                break

    async def _run_cell(self, number: int, source: str) -> str | None:
        """Execute a cell and return the name of the error, None if it succeeded."""
        kernel, process = self.kernel, os.getpid()
        asked = {"code": source, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
        request = self.wire.msg("execute_request", asked)
        self._reply, self._now = {}, (number, request["msg_id"])
        self._tell("begin", number, None)
        kernel.set_parent([], request)
        kernel._publish_status("busy", "shell")  # noqa: SLF001
        kernel.pre_handler_hook()
        try:
            await kernel.execute_request(None, [], request)
        finally:
            if os.getpid() != process:
                os._exit(0)  # a copy of this process that the cell has forked and let run on
            kernel.post_handler_hook()
        self.failure = sys.last_value if self._reply["status"] == "error" else None  # where IPython leaves what it has shown
        if self.wire.total > MOST_OUTPUT and not self.failure:
            self.failure = _too_much()
            self.shell.showtraceback((type(self.failure), self.failure, None))
        kernel._publish_status("idle", "shell")  # noqa: SLF001
        self._now = number, ""
        return self._reply.get("ename", type(self.failure).__name__) if self.failure else None


class _captured:  # noqa: N801  used like a function
    """Catch what is written to standard output and standard error, past Python too."""

    def __init__(self, kernel: _Kernel) -> None:
        self.kernel = kernel

    def __enter__(self) -> None:
        self.streams = sys.stdout, sys.stderr
        self.nowhere = os.open(os.devnull, os.O_RDWR)
        self.kept = [os.dup(number) for number in (0, 1, 2)]
        # For appending: who reads does not move the place where others write.
        self.files = {name: tempfile.TemporaryFile("a+b", 0) for name in ("stdout", "stderr")}  # noqa: SIM115  closed below
        self.read = dict.fromkeys(self.files, 0)
        self.lock = threading.RLock()
        self.ours = {name: _Stream(name, self.kernel, self.drain, self.nowhere) for name in self.files}
        os.dup2(self.nowhere, 0)
        for number, (name, file) in enumerate(self.files.items(), 1):
            os.dup2(file.fileno(), number)
            setattr(sys, name, self.ours[name])

    def drain(self) -> None:
        """Take what was written past the shell since the last time."""
        with self.lock:
            for name, file in self.files.items():
                size = os.fstat(file.fileno()).st_size
                if size > self.read[name]:
                    start, self.read[name] = self.read[name], size
                    file.seek(start)
                    self.ours[name].keep(file.read(min(size - start, 2 * MOST_OUTPUT)).decode("utf-8", "replace"))

    def __exit__(self, *_: object) -> None:
        sys.stdout, sys.stderr = self.streams
        for number, kept in enumerate(self.kept):
            os.dup2(kept, number)
            os.close(kept)
        for file in self.files.values():
            file.close()
        os.close(self.nowhere)
