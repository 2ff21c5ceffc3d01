"""A Dask cluster as the place where work is done.

A Dask worker has threads, so it is no place to copy processes from. Each worker keeps a nursery for a run, a program of its own with
as many places as the worker has threads; what a report may do and how it is ended is therefore the same as on one computer.

Dask sees to workers that die: their work is done by others, and given up after a few attempts.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evallib.problems import Problem, UserMistake
from evallib.running.inputs import digest_of, digest_of_file, surroundings
from evallib.running.manifest import FOLDER
from evallib.running.nursery import NO_LIMITS, EndedError, GoneError, Limits, Nursery
from evallib.words import Words

if TYPE_CHECKING:
    import distributed

PATIENCE = 10  # seconds to wait for the scheduler, and for a first worker
MOST_SENT = 1000  # pieces of work that the cluster is given at a time
IDLE = 600  # seconds after which a nursery that nobody uses is forgotten
LOST = GoneError(suspect=False, words=Words("与集群的连接中断", "the connection to the cluster was lost"))
GIVEN_UP = EndedError(
    Words(
        "运行该报告的集群工作进程一再终止，已放弃；请检查其内存是否够用",
        "given up: the cluster's workers ended again and again while they made it; see whether they have enough memory",
    )
)

# -- the command's side -----------------------------------------------------------------------------------------------


class Cluster:
    """Runs functions on the workers of a Dask cluster, each in a process of its own; used like a nursery.

    Args:
        address: of the scheduler.
        shared: folders that the workers must see as this computer does.

    Raises:
        UserMistake: there is no such cluster, or reports made there would not be those made here.
    """

    def __init__(self, address: str, shared: Sequence[Path] = ()) -> None:
        self._run = secrets.token_hex(8)
        self._waiting: deque[tuple[Future, tuple]] = deque()
        self._sent: dict[distributed.Future, Future] = {}
        self._changing = threading.Lock()
        ours = _seen(shared)
        self._made_with = digest_of(ours[0])
        self._client = _connected(address)
        try:
            with _worded(address):
                self._client.wait_for_workers(1, timeout=PATIENCE)
                theirs = self._client.run(_seen, shared, on_error="return")
            _compare(shared, ours, theirs)
        except BaseException:
            self._client.close(timeout=PATIENCE)
            raise

    def submit(self, work: Callable[..., Any], *args: Any, limits: Limits = NO_LIMITS) -> Future:
        """Let a function be called in a process of its own; see ``Nursery.submit``."""
        future: Future = Future()
        future.seconds = 0.0
        self._waiting.append((future, (work, args, limits)))
        self._send()
        return future

    def _send(self) -> None:
        """Give the cluster as much as it is to have at a time."""
        with self._changing:
            while self._waiting and len(self._sent) < MOST_SENT:
                ours, (work, args, limits) = self._waiting.popleft()
                try:
                    theirs = self._client.submit(_done, self._run, self._made_with, work, args, limits, pure=False)
                except Exception:  # noqa: BLE001  the connection is closed
                    ours.set_exception(LOST)
                    continue
                self._sent[theirs] = ours
                theirs.add_done_callback(self._answer)

    def _answer(self, theirs: distributed.Future) -> None:
        """Pass on what became of a piece of work."""
        with self._changing:
            ours = self._sent.pop(theirs, None)
        if ours is None:  # ended by ``close``
            return
        value, error, ours.seconds = _outcome(theirs)
        if error is LOST:
            self._give_up()
        else:
            self._send()
        if error is None:
            ours.set_result(value)
        else:
            ours.set_exception(error)

    def _give_up(self) -> None:
        """Tell everybody whose work was not sent that there will be no answer."""
        with self._changing:
            while self._waiting:
                self._waiting.popleft()[0].set_exception(LOST)

    def close(self) -> None:
        """End everything that still runs."""
        with self._changing:
            self._waiting.clear()
            sent = list(self._sent)
            self._sent.clear()
        closing = threading.Thread(target=self._leave, args=(sent,), daemon=True)
        closing.start()
        closing.join(PATIENCE)  # a cluster that does not answer is left as it is
        with suppress(Exception):
            self._client.close(timeout=PATIENCE)

    def _leave(self, sent: list) -> None:
        with suppress(Exception):
            if sent:
                self._client.cancel(sent, force=True)
            self._client.run(_end, self._run, on_error="ignore")


def _outcome(theirs: distributed.Future) -> tuple[Any, BaseException | None, float]:
    """Return a result or what stands in its place, and how long it took."""
    from distributed import KilledWorker  # noqa: PLC0415  an extra

    try:
        return theirs.result() if theirs.status in {"finished", "error"} else (None, LOST, 0.0)
    except KilledWorker:
        return None, GIVEN_UP, 0.0
    except CancelledError:
        return None, LOST, 0.0
    except Exception as error:  # noqa: BLE001  whatever it is, it is the answer
        return None, error, 0.0


def _connected(address: str) -> distributed.Client:
    """Return a connection to a cluster.

    Raises:
        UserMistake: there is none.
    """
    with _worded(address):
        import distributed  # noqa: PLC0415
        from distributed.comm import get_address_host_port  # noqa: PLC0415

        get_address_host_port(address)  # a client of an address that is none takes long to give up
        for name in ("distributed", "distributed.client"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what it has to say is said by us, in two languages
        return distributed.Client(address, timeout=PATIENCE, set_as_default=False)


@contextmanager
def _worded(address: str) -> Iterator[None]:
    """Word whatever goes wrong with a connection."""
    try:
        yield
    except ImportError as error:
        found = Words(f"缺少程序包 {error.name}", f"the package {error.name} is not installed")
        remedy = Words("请安装：pip install 'evallib[cluster]'", "install it: pip install 'evallib[cluster]'")
        raise UserMistake([_problem(address, found, remedy)]) from error
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        found = Words(f"无法连接，或没有工作进程（{reason}）", f"no connection, or no worker ({reason})")
        remedy = Words(
            "请检查地址、网络、两端 dask 的版本，并确认调度进程和工作进程都已启动",
            "check the address, the network and the versions of dask, and see that the scheduler and its workers are running",
        )
        raise UserMistake([_problem(address, found, remedy)]) from error


def _problem(address: str, found: Words, remedy: Words) -> Problem:
    return Problem(Words(f"--scheduler {address}", f"--scheduler {address}"), found, Words("可用的 Dask 集群", "a Dask cluster that can be used"), remedy)


def _compare(shared: Sequence[Path], ours: tuple[dict, list[str]], theirs: dict[str, tuple[dict, list[str]] | Exception]) -> None:
    """Refuse a cluster where reports would come out otherwise.

    Raises:
        UserMistake: it names what differs, and on which worker.
    """
    problems = []
    for worker, seen in theirs.items():
        if isinstance(seen, Exception):
            reason = f"{type(seen).__name__}: {seen}".splitlines()[0]
            found = Words(f"无法使用 evallib（{reason}）", f"evallib cannot be used ({reason})")
            problems.append(_problem(worker, found, SAME))
            continue
        if seen[0] != ours[0]:
            problems.append(_differing(worker, ours[0], seen[0]))
        for folder, here, there in zip(shared, ours[1], seen[1], strict=True):
            if here != there:
                found = Words(f"看到的 {folder} 与本机不同", f"{folder} is not there what it is here")
                remedy = Words(
                    "请把它放在各机同一路径的共享存储上，或改用 URL", "put it on storage that all computers share under the same path, or give a URL"
                )
                problems.append(_problem(worker, found, remedy))
    if problems:
        raise UserMistake(problems)


SAME = Words("请在各机安装相同版本的 evallib 及其依赖（locks/run.txt）", "install the same evallib with the same libraries on all computers (locks/run.txt)")


def _differing(worker: str, ours: dict, theirs: dict) -> Problem:
    """Return what a worker would make reports with, where it is not what this computer has."""
    here, there = ({**one["libraries"], **{key: one[key] for key in ("evallib", "package", "python")}} for one in (ours, theirs))
    names = sorted(name for name in {*here, *there} if here.get(name) != there.get(name))
    listed = ", ".join(f"{name} {there.get(name, '—')[:12]} ≠ {here.get(name, '—')[:12]}" for name in names)
    return _problem(worker, Words(f"与本机不同：{listed}", f"not the same as here: {listed}"), SAME)


# -- the workers' side ------------------------------------------------------------------------------------------------


@dataclass
class _Desk:
    """A run's nursery on this worker."""

    nursery: Nursery
    busy: int = 0
    left: float = field(default_factory=time.monotonic)


_desks: dict[str, _Desk | None] = {}  # None: the run has ended
_guarded = threading.Lock()


def _seen(shared: Sequence[Path]) -> tuple[dict, list[str]]:
    """Return what reports are made with on this computer, and what its folders look like."""
    return surroundings(), [_look(folder) for folder in shared]


def _look(folder: Path) -> str:
    """Return a digest that tells a folder from others: which entries it has, and which run has locked it."""
    try:
        return digest_of([sorted(path.name for path in folder.iterdir()), digest_of_file(folder / FOLDER / "lock")])
    except OSError:
        return ""


def _done(run: str, made_with: str, work: Callable[..., Any], args: tuple, limits: Limits) -> tuple[Any, BaseException | None, float]:
    """Return the result of a piece of work or what it raised, and how long it took."""
    desk = _taken(run, made_with)
    try:
        future = desk.nursery.submit(work, *args, limits=limits)
        error = future.exception()
        if isinstance(error, GoneError):
            _forget(run, desk)
        return None if error else future.result(), error, getattr(future, "seconds", 0.0)
    finally:
        with _guarded:
            desk.busy, desk.left = desk.busy - 1, time.monotonic()


def _taken(run: str, made_with: str) -> _Desk:
    """Return the run's nursery, for one piece of work more.

    Raises:
        GoneError: the run has ended.
        EndedError: this worker has come later than the others and is not like them.
    """
    from distributed import get_worker  # noqa: PLC0415

    with _guarded:
        for other, desk in list(_desks.items()):
            if desk and not desk.busy and time.monotonic() - desk.left > IDLE:  # its command was killed
                _desks.pop(other).nursery.close()
        if run not in _desks:
            if digest_of(surroundings()) != made_with:
                raise EndedError(Words(f"该工作进程的程序版本不同；{SAME.zh}", f"this worker has other versions; {SAME.en}"))
            _desks[run] = _Desk(Nursery(get_worker().state.nthreads))
        desk = _desks[run]
        if desk is None:
            raise LOST
        desk.busy += 1
        return desk


def _forget(run: str, desk: _Desk) -> None:
    """Let the next piece of work have a new nursery."""
    with _guarded:
        if _desks.get(run) is desk:
            del _desks[run]
    desk.nursery.close()


def _end(run: str) -> None:
    """End what a run still does on this worker."""
    with _guarded:
        desk, _desks[run] = _desks.get(run), None
    if desk:
        desk.nursery.close()
