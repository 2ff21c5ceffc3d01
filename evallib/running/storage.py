"""Data and outputs that are elsewhere: on an object store, an FTP or SFTP server, anything that fsspec reaches by a URL.

Nothing but this module knows of them. The command works in temporary folders that stand for what is elsewhere: it mirrors the data
there, to select and to fingerprint them, and keeps the manifest there. Each report is made like any other, from local files
into a local folder: whoever makes it (see ``carried``) first fetches the department's folder, its county's ``county.yml`` and the
folders that all reports read, and at last uploads the finished files, each under another name first and then renamed.

The manifest is uploaded at the end of a run and once a minute. What it says is believed as long as a file of the name is there:
reading every page again would cost more than it is worth. A lock cannot be had; one run at a time is the users' business.
"""

from __future__ import annotations

import re
import secrets
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from evallib.problems import Problem, UserMistake
from evallib.running.inputs import SHARED
from evallib.running.manifest import FOLDER, Manifest
from evallib.words import Words
from evallib.writing import write_whole

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

    from evallib.running.nursery import Limits
    from evallib.running.reports import Report
    from evallib.running.runner import Place

OFTEN = 60  # seconds between two uploads of the manifest
ATTEMPTS = 5  # at making a folder that others make at the same time


@dataclass(frozen=True)
class Elsewhere:
    """A folder that is reached by a URL."""

    url: str

    def __str__(self) -> str:
        return re.sub(r"//[^/@]*@", "//", self.url.rstrip("/"))  # names and passwords are not for others to read

    def names(self, *below: str) -> list[str]:
        """Return the files there, or those in the folders named."""
        with self._reached() as (files, root):
            return _names(files, root, below)

    def fetch(self, folder: Path, *below: str) -> None:
        """Copy all files, or those in the folders named, to a folder here."""
        with self._reached() as (files, root):
            names = _names(files, root, below)
            targets = [folder / name for name in names]
            for parent in {folder, *(target.parent for target in targets)}:
                parent.mkdir(parents=True, exist_ok=True)
            if names:
                files.get([f"{root}/{name}" for name in names], [str(target) for target in targets])

    def publish(self, folder: Path, names: Iterable[str]) -> None:
        """Copy files of a folder here to their names there, each whole or not at all."""
        with self._reached() as (files, root):
            for name in names:
                parent, _, last = f"{root}/{name}".rpartition("/")
                _make_folder(files, parent)
                temporary = f"{parent}/.{last}.{secrets.token_hex(4)}.tmp"
                files.put_file(str(folder / name), temporary)
                files.mv(temporary, f"{root}/{name}")

    def remove(self, names: Iterable[str]) -> None:
        """Remove those of these files that are there."""
        with self._reached() as (files, root):
            for name in names:
                if files.exists(f"{root}/{name}"):
                    files.rm_file(f"{root}/{name}")

    @contextmanager
    def _reached(self) -> Iterator[tuple[AbstractFileSystem, str]]:
        """Open a connection, and word whatever goes wrong with it."""
        try:
            from fsspec.core import url_to_fs  # noqa: PLC0415  an extra

            files, root = url_to_fs(self.url, skip_instance_cache=True)
            yield files, root.rstrip("/")
        except Exception as error:
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            found = Words(f"无法读写（{reason}）", f"it cannot be read or written ({reason})")
            remedy = Words(
                "请检查地址、网络、账号和权限；所需的程序包用 pip install 'evallib[cluster]' 安装",
                "check address, network, account and permissions; packages that it needs come with pip install 'evallib[cluster]'",
            )
            raise UserMistake([Problem(Words(str(self), str(self)), found, Words("可读写的存储", "storage that can be read and written"), remedy)]) from error


class Source(Elsewhere):
    """A data folder."""

    def mirror(self, folder: Path) -> None:
        """Copy all of it to a folder here.

        Raises:
            UserMistake: there is nothing.
        """
        self.fetch(folder)
        if not any(folder.iterdir()):
            expected = Words("含 <县>/county.yml 的文件夹", "a folder with <county>/county.yml")
            raise UserMistake([Problem(Words(str(self), str(self)), Words("没有文件", "no files"), expected, Words("请检查地址", "check the address"))])

    def brought(self, here: Path, report: Report) -> Path:
        """Return a folder here with what one report is made from."""
        own = report.which.county if report.other_years else report.which.folder
        self.fetch(here / "data", own, f"{report.which.county}/county.yml", *(name.rstrip("/") for name in SHARED))
        return here / "data"


class Target(Elsewhere):
    """A folder of outputs."""

    def brought(self, here: Path, report: Report) -> Path:  # noqa: ARG002  as for a source
        """Return a folder here to publish in."""
        return here / "outputs"


def _names(files: AbstractFileSystem, root: str, below: Iterable[str]) -> list[str]:
    """Return the names of files, and of those in folders, below a folder; none that would lead out of it."""
    found: list[str] = []
    for path in [f"{root}/{one}" for one in below] or [root]:
        found += [path] if files.isfile(path) else files.find(path)
    names = sorted(path.removeprefix(root).strip("/") for path in found)
    return [name for name in names if ".." not in name.split("/")]


def _make_folder(files: AbstractFileSystem, path: str) -> None:
    """Make a folder with those above it, whoever else does so at this moment."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            files.makedirs(path, exist_ok=True)
            break
        except Exception:  # each file system has its own
            files.invalidate_cache()
            if attempt == ATTEMPTS:
                raise


# -- where the work is done -------------------------------------------------------------------------------------------


def carried(notebook: bytes, work: Callable[..., dict[str, str]], report: Report, *args: Any, tell: Callable[[Any], None]) -> dict[str, str]:
    """Do a piece of work on a report with everything it needs at hand, and publish what comes of it.

    Args:
        notebook: the content of the report's notebook.
        work: a function that publishes files and returns their SHA-256 by name.
        report: its first argument.
        args: its other arguments, among them folders that are elsewhere.
        tell: passed on.
    """
    with tempfile.TemporaryDirectory(prefix="evallib-") as folder:
        here = Path(folder)
        at_hand = replace(report, notebook=here / "notebooks" / report.notebook.name)
        write_whole(at_hand.notebook, notebook)
        done = work(at_hand, *(arg.brought(here, at_hand) if isinstance(arg, Elsewhere) else arg for arg in args), tell=tell)
        for target in (arg for arg in args if isinstance(arg, Target)):
            target.publish(here / "outputs", done)
            target.remove({report.error_name} - set(done))
    return done


@dataclass(frozen=True)
class Carrier:
    """Gives work to a place together with what it needs there.

    Args:
        place: where it is done.
        away: what is elsewhere, by the folder here that stands for it.
    """

    place: Place
    away: Mapping[Path, Elsewhere]

    def submit(self, work: Callable[..., Any], report: Report, *args: Any, limits: Limits) -> Future:
        """Let a function of a report be called in a process of its own."""
        args = [self.away.get(arg, arg) if isinstance(arg, Path) else arg for arg in args]
        return self.place.submit(carried, report.notebook.read_bytes(), work, report, *args, limits=limits)

    def close(self) -> None:
        """End everything that still runs."""
        self.place.close()


# -- the command's side -----------------------------------------------------------------------------------------------


class Published(Manifest):
    """The manifest of outputs that are elsewhere.

    Args:
        outputs: the folder here that stands for them.
        target: where they are.
    """

    def __init__(self, outputs: Path, target: Target) -> None:
        self._target = target
        target.fetch(outputs, "manifest.json", FOLDER)
        super().__init__(outputs)
        self._there = set(target.names())
        self._uploaded = time.monotonic()

    def holds(self, name: str, value: str) -> bool:  # noqa: ARG002  it is not read again
        """Return whether a file of that name is there."""
        return name in self._there

    def note(self, name: str, seconds: float, surroundings: dict, **report: object) -> None:
        """Note what became of a report, for good within a minute."""
        super().note(name, seconds, surroundings, **report)
        self._target.publish(self.outputs, report.get("error", ()))  # the page that says what is wrong is written here
        if time.monotonic() - self._uploaded > OFTEN:
            self.write()

    def keep(self, name: str, told: dict) -> None:
        """Keep something for later runs there."""
        super().keep(name, told)
        self._target.publish(self.outputs, (f"{FOLDER}/{name}.json",))

    def bring(self, names: Iterable[str]) -> None:
        """Fetch published files."""
        if wanted := tuple(names):
            self._target.fetch(self.outputs, *wanted)

    def publish(self, name: str, content: bytes, made_from: str) -> None:
        """Publish a file of results there."""
        super().publish(name, content, made_from)
        self._target.publish(self.outputs, (name,))
        self._there.add(name)

    def withdraw(self, name: str) -> None:
        """Remove a file of results there."""
        super().withdraw(name)
        self._target.remove((name,))

    def write(self) -> None:
        """Upload the manifest, and remove what uploads that were cut off have left."""
        super().write()
        self._target.publish(self.outputs, ("manifest.json",))
        self._target.remove(name for name in self._there if re.fullmatch(r"\..+\.tmp", name.rpartition("/")[2]))
        self._uploaded = time.monotonic()


@dataclass(frozen=True)
class Storage:
    """Where a run reads and publishes.

    Args:
        data: the data folder as named; if it is elsewhere, its mirror.
        outputs: the folder of outputs, or the one that stands for it.
        away: what is elsewhere, by the folder here that stands for it.
    """

    data: str
    outputs: Path
    away: Mapping[Path, Elsewhere] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where outputs are that are elsewhere."""
        return str(self.away.get(self.outputs, ""))

    def manifest(self) -> Manifest:
        """Return what is known of the reports in the outputs."""
        target = self.away.get(self.outputs)
        return Published(self.outputs, target) if target else Manifest(self.outputs)

    def not_away(self, *folders: Path) -> list[Path]:
        """Return those folders that are where they seem to be."""
        return [folder for folder in folders if folder not in self.away]


@contextmanager
def opened(data: str, outputs: str) -> Iterator[Storage]:
    """Open the data folder and the folder of outputs, each a path or a URL.

    Raises:
        UserMistake: what is elsewhere cannot be reached.
    """
    if not (_is_away(data) or _is_away(outputs)):
        yield Storage(_path(data), Path(_path(outputs)))
        return
    with tempfile.TemporaryDirectory(prefix="evallib-") as folder:
        here = Path(folder).resolve()
        away: dict[Path, Elsewhere] = {}
        if _is_away(data):
            away[here / "data"] = source = Source(data)
            source.mirror(here / "data")
        if _is_away(outputs):
            away[here / "outputs"] = Target(outputs)
        yield Storage(str(here / "data") if _is_away(data) else _path(data), here / "outputs" if _is_away(outputs) else Path(_path(outputs)), away)


def _is_away(place: str) -> bool:
    return "://" in place and not place.startswith("file://")


def _path(place: str) -> str:
    """Return a path as it is, a ``file://`` address as a path."""
    return url2pathname(urlsplit(place).path) if place.startswith("file://") else place
