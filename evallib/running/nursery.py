"""Where notebooks are run: a process that has loaded everything once, and gives each piece of work a process of its own.

The nursery is a program started by :class:`Nursery` and spoken to over a pipe, because processes can be copied (forked)
safely only from one that has no threads. Each child runs one piece of work and ends; whatever it does to its
memory, its folder, its environment or its children is gone with it. Where processes cannot be copied (Windows, macOS) the nursery
keeps warm workers instead, and replaces one as soon as a piece of work has left a trace in it.

If the caller ends, however it ends, so do the nursery and all children; if a child ends without an answer, the caller is told why.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Self

from evallib.problems import UserMistake
from evallib.words import Words

CAN_FORK = sys.platform.startswith("linux")
"""Whether processes may be copied: macOS can, but its own libraries do not survive it."""
TICK = 0.2  # seconds between two looks at time and memory
START = 300  # seconds that a worker may take to load
PATIENCE = 10  # seconds that a nursery gets to end
SELDOM = 100_000  # objects made between two searches for those that hold each other
MOST_WRITTEN = 2**30  # bytes of one file that a child writes


@dataclass(frozen=True)
class Limits:
    """What a piece of work may use; 0 stands for no limit.

    Args:
        seconds: from its start to its end.
        memory: bytes, its children included.
        quiet: seconds between two signs of life (calls of ``tell``; not of ``tell(…, alive=False)``).
    """

    seconds: float = 0
    memory: int = 0
    quiet: float = 0


NO_LIMITS = Limits()


class EndedError(Exception):
    """A child ended without an answer; the words say why."""

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(f"{words.zh}\n{words.en}")

    def __reduce__(self) -> tuple:
        return type(self), (self.words,)

    def lines(self, lang: str) -> list[str]:
        """Return the reason in ``lang``."""
        return [self.words.said(lang)]


class GoneError(EndedError):
    """The nursery itself has ended; the work may be done in another.

    Args:
        suspect: whether the work was being done at that moment, so that it may be the cause.
        words: what happened.
    """

    def __init__(self, suspect: bool, words: Words) -> None:  # noqa: FBT001
        self.suspect = suspect
        super().__init__(words)

    def __reduce__(self) -> tuple:
        return GoneError, (self.suspect, self.words)


class FailedError(Exception):
    """The function has raised something; told in words, since not every exception travels.

    Args:
        line: its kind and the last line of what it says.
        traceback: where it was raised, for those who look for the cause.
    """

    def __init__(self, line: str, traceback: str = "") -> None:
        self.line, self.traceback = line, traceback
        super().__init__(line, traceback)

    def __str__(self) -> str:
        return self.line


def out_of_time(seconds: float) -> EndedError:
    """Return the reason for ending what takes too long."""
    return EndedError(
        Words(f"超过时限{seconds:g}秒，已停止；可用 --timeout 放宽", f"stopped after the time limit of {seconds:g} seconds; --timeout sets another")
    )


def out_of_memory(memory: int) -> EndedError:
    """Return the reason for ending what takes too much memory."""
    shown = f"{memory / 2**30:.3g} GiB"
    return EndedError(Words(f"内存超过{shown}，已停止；可用 --memory 放宽", f"stopped at the memory limit of {shown}; --memory sets another"))


def _died(status: int | None) -> EndedError:
    if status is not None and status < 0:
        name = signal.Signals(-status).name if -status in set(signal.Signals) else str(-status)
        return EndedError(Words(f"进程被信号 {name} 终止，没有结果", f"its process was ended by the signal {name}, without a result"))
    return EndedError(Words(f"进程自行退出（状态 {status}），没有结果", f"its process left by itself (status {status}), without a result"))


# -- the caller's side ------------------------------------------------------------------------------------------------


class Nursery:
    """Runs functions in processes of their own, some at a time, in the order given.

    Args:
        jobs: how many at a time.
        fork: copy a loaded process for each; else keep warm workers.
        prepare: called once where copies are made: what it leaves in caches they all have.

    Use it in a ``with`` statement: at its end everything that still runs is ended.
    """

    def __init__(self, jobs: int = 1, *, fork: bool = CAN_FORK, prepare: Callable[[], None] | None = None) -> None:
        self._scratch = tempfile.mkdtemp(prefix="evallib-")
        self._waiting: dict[int, tuple[Future, Callable[[Any], None]]] = {}
        self._numbers = count()
        self._sending = threading.Lock()
        self._here: _Here | None = None
        ours, theirs = multiprocessing.Pipe()
        self._pipe = ours
        self._home = _home(self._scratch)
        self._process = _started(theirs, self._home)
        theirs.close()
        self._pipe.send((jobs, fork, self._scratch, prepare))
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def submit(self, work: Callable[..., Any], *args: Any, limits: Limits = NO_LIMITS, tell: Callable[[Any], None] = lambda _: None) -> Future:
        """Let a function be called in a process of its own.

        Args:
            work: a function of a module; besides ``args`` it takes ``tell``, a function that passes anything on to ours.
            args: what it is called with.
            limits: what it may use.
            tell: called, in another thread, with what the function tells.

        Returns:
            its result, or what it raised: ``UserMistake`` as it is, anything else as ``FailedError``; ``EndedError`` if it ended otherwise. Once done it has ``seconds``, how long the work took.
        """
        future: Future = Future()
        number = next(self._numbers)
        self._waiting[number] = future, tell
        here = _Here(os.environ | self._home, str(Path.cwd()))
        try:
            with self._sending:
                if here != self._here:
                    self._pipe.send(here)
                    self._here = here
                self._pipe.send(_Task(number, work, args, limits))
        except OSError:
            self._give_up()
        return future

    def _read(self) -> None:
        with suppress(EOFError, OSError):
            while True:
                number, kind, value, seconds = self._pipe.recv()
                future, tell = self._waiting[number]
                future.seconds = seconds
                if kind == "began":
                    future.set_running_or_notify_cancel()
                elif kind in {"told", "aside"}:
                    tell(value)
                else:
                    del self._waiting[number]
                    future.set_result(value) if kind == "done" else future.set_exception(value)
        self._give_up()

    def _give_up(self) -> None:
        """Tell everybody who waits that there will be no answer."""
        while self._waiting:
            with suppress(KeyError):
                future, _ = self._waiting.popitem()[1]
                future.seconds = 0.0
                future.set_exception(GoneError(future.running(), Words("运行报告的进程被终止", "the process that runs reports was ended")))

    def close(self) -> None:
        """End everything that still runs."""
        with suppress(OSError), self._sending:
            self._pipe.send(None)
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(PATIENCE)
        self._pipe.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _home(scratch: str) -> dict[str, str]:
    """Return where libraries keep their files if the account has no home to write in, so that they say nothing about it."""
    home = os.path.expanduser("~")  # noqa: PTH111  Path raises where there is none
    return {} if os.access(home, os.W_OK) else {"HOME": scratch, "MPLCONFIGDIR": scratch, "IPYTHONDIR": scratch}


def _started(theirs: Connection, home: dict[str, str]) -> subprocess.Popen:
    """Start the program, which gets its end of the pipe by number."""
    handle = theirs.fileno()
    program = f"import sys; sys.path.append({str(Path(__file__).parents[2])!r}); from evallib.running.nursery import serve; serve({handle})"
    words = [sys.executable, "-P", "-c", program]
    # One thread for linear algebra: threads would not survive in copies of the process.
    surroundings = dict(os.environ | home, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MPLBACKEND="module://matplotlib_inline.backend_inline")
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    if os.name == "nt":
        os.set_handle_inheritable(handle, True)  # noqa: FBT003
        return subprocess.Popen(words, env=surroundings, close_fds=False, **streams)  # noqa: S603  our own program
    return subprocess.Popen(words, env=surroundings, pass_fds=[handle], start_new_session=True, **streams)  # noqa: S603


# -- the nursery's side -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Here:
    """Where the caller is: told when it changes, not with every task."""

    surroundings: dict[str, str]
    folder: str


@dataclass(frozen=True)
class _Task:
    number: int
    work: Callable[..., Any]
    args: tuple
    limits: Limits
    here: _Here | None = None


@dataclass(eq=False)
class _Child:
    """A process of the nursery's, and what it is doing."""

    process: multiprocessing.process.BaseProcess
    pipe: Connection
    task: _Task | None = None
    began: float = 0.0
    heard: float = 0.0
    ready: bool = True

    def give(self, task: _Task) -> None:
        """Note what it is doing from now on."""
        self.task, self.began, self.heard = task, time.monotonic(), time.monotonic()

    def excess(self) -> EndedError | None:
        """Return which limit it has passed, None if none."""
        limits, now = self.task.limits, time.monotonic()
        if not self.ready:
            return out_of_time(START) if now - self.began > START else None
        if limits.seconds and now - self.began > limits.seconds:
            return out_of_time(limits.seconds)
        if limits.quiet and now - self.heard > limits.quiet:
            return out_of_time(limits.quiet)
        if limits.memory and _memory(self.process.pid) > limits.memory:
            return out_of_memory(limits.memory)
        return None

    def end(self) -> None:
        """End it and all its children."""
        _kill(self.process.pid)
        self.process.join()
        self.pipe.close()
        self.process.close()


def serve(handle: int) -> None:
    """Be a nursery: load, then give every task that comes over the pipe a process, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller hears it too, and decides
    if os.name == "nt":
        pipe = multiprocessing.connection.PipeConnection(handle)
    else:
        os.set_inheritable(handle, False)  # noqa: FBT003
        pipe = Connection(handle)
    jobs, fork, scratch, prepare = pipe.recv()
    tempfile.tempdir = scratch
    if CAN_FORK:
        _prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: the children of a child that ends become ours
    if fork:
        preload(prepare)
        _make_ready()
        gc.collect()
        gc.freeze()  # what is loaded is not looked through again, which would copy it
    house = _Forks(pipe, scratch) if fork else _Workers(pipe, scratch, prepare)
    try:
        with suppress(EOFError, OSError):
            _serve(pipe, jobs, house)
    finally:
        for child in [*house.busy, *house.idle, *house.ending]:
            child.end()
        _end_strays(())
        shutil.rmtree(scratch, ignore_errors=True)
        os._exit(0)


def _serve(pipe: Connection, jobs: int, house: _Forks | _Workers) -> None:
    queue: deque[_Task] = deque()
    here, looked = None, 0.0
    while True:
        while queue and len(house.busy) < jobs:
            pipe.send((queue[0].number, "began", None, 0.0))
            house.take(queue.popleft())
        house.tidy()
        wait([pipe, *(child.pipe for child in house.busy), *(child.process.sentinel for child in house.busy)], TICK if house.busy else None)
        while pipe.poll():
            message = pipe.recv()
            if message is None:
                return
            if isinstance(message, _Here):
                here = message
            else:
                queue.append(replace(message, here=here))
        look = time.monotonic() - looked > TICK
        looked = time.monotonic() if look else looked
        for child in list(house.busy):
            _attend(child, pipe, house, look=look)


def _attend(child: _Child, pipe: Connection, house: _Forks | _Workers, *, look: bool) -> None:
    """Pass on what a child says, and see whether it is to end."""
    alive = child.process.is_alive()
    number = child.task.number
    with suppress(EOFError, OSError):
        while child.pipe.poll():
            kind, value, *clean = child.pipe.recv()
            if kind == "ready":
                child.ready = True
                child.give(child.task)  # the time that loading took is not the task's
                continue
            child.heard = child.heard if kind == "aside" else time.monotonic()
            if kind in {"done", "failed"}:
                house.release(child, clean=any(clean))  # first: when the caller hears of it nothing of it goes on
            pipe.send((number, kind, value, time.monotonic() - child.began))
            if kind in {"done", "failed"}:
                return
    excess = _died(child.process.exitcode) if not alive else child.excess() if look else None
    if excess:
        house.release(child, clean=False)
        pipe.send((number, "failed", excess, time.monotonic() - child.began))


class _House:
    """The children there are."""

    def __init__(self, pipe: Connection, scratch: str) -> None:
        self.pipe, self.scratch = pipe, scratch
        self.busy: list[_Child] = []
        self.idle: list[_Child] = []
        self.ending: list[_Child] = []

    def release(self, child: _Child, *, clean: bool) -> None:
        """Take a child's work as ended; keep it if nothing of the work is left in it."""
        self.busy.remove(child)
        if not clean:
            _kill(child.process.pid)
        (self.idle if clean else self.ending).append(child)
        shutil.rmtree(Path(self.scratch, str(child.task.number)), ignore_errors=True)

    def tidy(self) -> None:
        """See children that were ended to their end, after others have begun: taking a process down takes time."""
        while self.ending:
            child = self.ending.pop()
            child.end()
            shutil.rmtree(Path(self.scratch, str(child.task.number)), ignore_errors=True)
            _end_strays(one.process.pid for one in [*self.busy, *self.idle, *self.ending])


class _Forks(_House):
    """Each task gets a copy of this process."""

    def take(self, task: _Task) -> None:
        """Start a task."""
        ours, theirs = multiprocessing.Pipe()
        others = [self.pipe, ours, *(child.pipe for child in self.busy)]
        process = multiprocessing.get_context("fork").Process(target=_forked, args=(theirs, others, task, self.scratch))
        process.start()
        theirs.close()
        child = _Child(process, ours)
        child.give(task)
        self.busy.append(child)


class _Workers(_House):
    """Each task gets a worker that holds no trace of another."""

    def __init__(self, pipe: Connection, scratch: str, prepare: Callable[[], None] | None) -> None:
        super().__init__(pipe, scratch)
        self.prepare = prepare

    def take(self, task: _Task) -> None:
        """Start a task."""
        child = self.idle.pop() if self.idle else self._new()
        child.give(task)
        child.pipe.send(task)
        self.busy.append(child)

    def _new(self) -> _Child:
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(target=_worker, args=(theirs, self.scratch, self.prepare))
        process.start()
        theirs.close()
        return _Child(process, ours, ready=False)


def _memory(pid: int) -> int:
    """Return the bytes that a process and its children hold."""
    import psutil  # noqa: PLC0415  in the nursery only

    with suppress(psutil.Error):
        parent = psutil.Process(pid)
        held = parent.memory_info().rss
        for child in _children(pid):
            with suppress(psutil.Error):
                held += _memory(child)
        return held
    return 0


def _children(pid: int) -> list[int]:
    """Return the processes that a process has started and that still run."""
    import psutil  # noqa: PLC0415

    with suppress(OSError):
        return [int(word) for task in Path(f"/proc/{pid}/task").iterdir() for word in (task / "children").read_text("ascii").split()]
    with suppress(psutil.Error):
        return [child.pid for child in psutil.Process(pid).children()]
    return []


def _kill(pid: int) -> None:
    """End a process with its group, or, where there are no groups, with its children."""
    if os.name == "nt":
        for child in _children(pid):
            _kill(child)
    with suppress(OSError):
        os.killpg(pid, signal.SIGKILL) if hasattr(os, "killpg") else os.kill(pid, signal.SIGTERM)
    with suppress(OSError):
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def _end_strays(ours: Iterable[int]) -> None:
    """End processes that ended children have left behind: they have become this process's own."""
    if not CAN_FORK:
        return
    kept = {*ours, *(child.pid for child in multiprocessing.active_children()), _tracker()}
    while strays := [pid for pid in _children(os.getpid()) if pid not in kept]:
        for pid in strays:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
            with suppress(OSError):
                os.waitpid(pid, 0)


def _tracker() -> int | None:
    """Return the process by which multiprocessing sees to shared things of workers."""
    from multiprocessing import resource_tracker  # noqa: PLC0415

    return resource_tracker._resource_tracker._pid  # noqa: SLF001  nothing else tells it


# -- the child's side -------------------------------------------------------------------------------------------------


def preload(prepare: Callable[[], None] | None) -> None:
    """Load, and use once, whatever reports need."""
    from evallib.running import warm  # noqa: F401, PLC0415

    if prepare:
        prepare()


def _make_ready() -> None:
    """Have a shell for the one notebook that a copy of this process may execute."""
    from evallib.running.engine import make_ready  # noqa: PLC0415

    make_ready()


def _prctl(option: int, value: int) -> None:
    import ctypes  # noqa: PLC0415

    ctypes.CDLL(None).prctl(option, value)


def _settled(scratch: str, task: _Task) -> None:
    """Make this process the task's own: folder, environment, place for temporary files, random numbers."""
    place = Path(scratch, str(task.number))
    place.mkdir()
    os.environ.clear()
    os.environ.update(task.here.surroundings, TMPDIR=str(place))
    tempfile.tempdir = str(place)
    os.chdir(task.here.folder)
    random.seed()
    sys.modules["numpy"].random.seed()


def _alone() -> None:
    """Become head of an own group, which can be ended as a whole, and end with the parent."""
    if hasattr(os, "setsid"):
        os.setsid()
    if CAN_FORK:
        _prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    for number in {signal.SIGINT, signal.SIGTERM}:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)


def _bounded(memory: int) -> None:
    """Let the system refuse what is too much, before the nursery notices it."""
    import resource  # noqa: PLC0415  not on Windows

    import psutil  # noqa: PLC0415

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    if memory:
        most = memory + psutil.Process().memory_info().data
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _forked(pipe: Connection, others: Iterable[Connection], task: _Task, scratch: str) -> None:
    """Do a task in a copy of the nursery."""
    for other in others:
        other.close()
    _alone()
    _bounded(task.limits.memory)
    gc.set_threshold(SELDOM)  # a short life needs little tidying
    _settled(scratch, task)
    _send(pipe, *_answer(pipe, task))


def _worker(pipe: Connection, scratch: str, prepare: Callable[[], None] | None) -> None:
    """Do one task after the other, until one leaves a trace or the nursery has gone."""
    from evallib.running.traces import traces, untouched  # noqa: PLC0415

    _alone()
    preload(prepare)
    folder, before = str(Path.cwd()), traces()
    pipe.send(("ready", None))
    with suppress(EOFError, OSError):
        while True:
            task = pipe.recv()
            _settled(scratch, task)
            answer = _answer(pipe, task)
            os.chdir(folder)
            _send(pipe, *answer, answer[0] == "done" and untouched(before))


def _answer(pipe: Connection, task: _Task) -> tuple[str, Any]:
    """Call the function and return what comes of it."""
    speaking = threading.Lock()

    def tell(value: Any, *, alive: bool = True) -> None:
        with speaking:
            pipe.send(("told" if alive else "aside", value))

    try:
        return "done", task.work(*task.args, tell=tell)
    except (UserMistake, EndedError) as error:
        return "failed", error
    except MemoryError as error:
        return "failed", out_of_memory(task.limits.memory) if task.limits.memory else _told(error)
    except BaseException as error:  # noqa: BLE001  whatever it is, it is the answer
        return "failed", _told(error)


def _told(error: BaseException) -> FailedError:
    value = str(error).strip()
    return FailedError(f"{type(error).__name__}: {value.splitlines()[-1] if value else ''}", "".join(traceback.format_exception(error)))


def _send(pipe: Connection, kind: str, value: Any, *clean: bool) -> None:
    try:
        pipe.send((kind, value, *clean))
    except Exception as error:  # noqa: BLE001  a result that does not travel is a failure too
        pipe.send(("failed", _told(error), *clean))
