"""The manifest: which reports are published, what went into each and what came out, told by SHA-256.

``manifest.json`` depends on the reports alone: the same reports make the same manifest, on any day. What belongs to a run
(a journal, for the case that it is cut off, and how long each report took) stands in the hidden folder ``.evallib`` beside it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from evallib.problems import Problem, UserMistake
from evallib.running.inputs import Inputs, digest_of, digest_of_file
from evallib.running.reports import SUMMARY
from evallib.words import Words
from evallib.writing import cannot_write, write_whole

FORMAT = 1
FOLDER = ".evallib"
CURRENT, FAILED = "current", "failed"


class Manifest:
    """What is known of the reports in a folder of outputs.

    Args:
        outputs: the folder.

    Attributes:
        reports: by the name of its page: ``state``, ``inputs``, ``files`` and ``error`` (SHA-256 by name: of the report; of the page that says what is wrong),
            ``seen`` (as ``data`` of the inputs: what a later run has seen of the data, if it was something else).
        results: of each file that is made of several reports, its ``sha256`` and what it was made ``from``, as a SHA-256.
        made_with: by their SHA-256, the surroundings that reports were made with.
        seconds: how long each report took.
        doubtful: whether there was a manifest that could not be read.
    """

    def __init__(self, outputs: Path) -> None:
        self.outputs = outputs
        self.reports: dict[str, dict] = {}
        self.results: dict[str, dict[str, str]] = {}
        self.made_with: dict[str, dict] = {}
        self.seconds: dict[str, float] = {}
        told = _read(outputs / "manifest.json")
        self.doubtful = told is None or told.get("format", FORMAT) != FORMAT
        if not self.doubtful:
            self.reports, self.made_with, self.results = (told.get(key, {}) for key in ("reports", "made_with", "results"))
        self.seconds = self.kept("seconds")
        for line in self._journal():
            self._enter(line["name"], line["report"])
            self.seconds[line["name"]] = line["seconds"]
            self.made_with |= line["made_with"]

    def _own(self, name: str) -> Path:
        return self.outputs / FOLDER / name

    def _journal(self) -> Iterator[dict]:
        """Yield what a run that was cut off has noted; its last line may be torn."""
        with suppress(OSError, ValueError), self._own("journal.jsonl").open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)

    def unchanged(self, name: str, inputs: Inputs) -> Words | None:
        """Return why a report is to be made, None if what is published is what these inputs give."""
        known = self.reports.get(name)
        if not known or not known.get("files"):
            return Words("尚未生成", "not made yet") if not known else Words("上次失败", "it failed the last time")
        if known["state"] == FAILED:
            return Words("上次失败", "it failed the last time")
        lost = [file for file, value in known["files"].items() if not self.holds(file, value)]
        return Words("已发布的文件缺失或被改动", "a published file is missing or was changed") if lost else inputs.since(known["inputs"])

    def has_word(self, name: str) -> bool:
        """Return whether a Word report is published with a page: it is then made with it from now on, so that it never tells old figures."""
        return self.reports.get(name, {}).get("inputs", {}).get("word_made", False)

    def holds(self, name: str, value: str) -> bool:
        """Return whether a published file is there, with this SHA-256."""
        return digest_of_file(self.outputs / name) == value

    def _enter(self, name: str, report: dict) -> None:
        """Enter a report; a file that others have published too, such as a summary, is from now on its own."""
        for other in self.reports.values() if report.get("state") == CURRENT else ():
            for file in report["files"].keys() & other.get("files", {}).keys():
                del other["files"][file]
        self.reports[name] = report

    def note(self, name: str, seconds: float, surroundings: dict, **report: object) -> None:
        """Note what became of a report, at once and for good, whatever becomes of this run."""
        self._enter(name, report)
        self.seconds[name] = round(seconds, 2)
        key = digest_of(surroundings)
        new = {} if key in self.made_with else {key: surroundings}
        self.made_with |= new
        line = json.dumps({"name": name, "report": report, "seconds": self.seconds[name], "made_with": new}, ensure_ascii=False)
        path = self._own("journal.jsonl")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        except OSError as error:
            raise cannot_write(path, error) from error

    def write(self) -> None:
        """Write the manifest whole, and drop the journal that it now contains."""
        used = {report["inputs"]["made_with"] for report in self.reports.values() if report.get("inputs")}
        made_with = {key: self.made_with[key] for key in sorted(used) if key in self.made_with}
        told = {"format": FORMAT, "made_with": made_with, "reports": self.reports, "results": self.results}
        write_whole(self.outputs / "manifest.json", json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        self.keep("seconds", self.seconds)
        self._own("journal.jsonl").unlink(missing_ok=True)

    def current(self, name: str, made_from: str) -> bool:
        """Return whether a file of results is published as it was made from these reports."""
        known = self.results.get(name, {})
        return known.get("from") == made_from and self.holds(name, known["sha256"])

    def kept(self, name: str) -> dict:
        """Return what was kept for later runs under a name, empty if nothing was."""
        return _read(self._own(f"{name}.json")) or {}

    def keep(self, name: str, told: dict) -> None:
        """Keep something for later runs: nothing that is published, and that could not be worked out again."""
        write_whole(self._own(f"{name}.json"), json.dumps(told, ensure_ascii=False, sort_keys=True))

    def bring(self, names: Iterable[str]) -> None:
        """See that published files stand in the folder of outputs."""

    def publish(self, name: str, content: bytes, made_from: str) -> None:
        """Publish a file of results, whole or not at all, and note what it was made from."""
        write_whole(self.outputs / name, content)
        self.results[name] = {"sha256": hashlib.sha256(content).hexdigest(), "from": made_from}

    def withdraw(self, name: str) -> None:
        """Remove a file of results."""
        if self.results.pop(name, None):
            (self.outputs / name).unlink(missing_ok=True)

    def _published(self) -> dict[str, str]:
        """Return the SHA-256 of every file published."""
        files = {name: value for report in self.reports.values() for name, value in _files(report).items()}
        return files | {name: told["sha256"] for name, told in self.results.items()}

    def differences(self) -> Iterator[tuple[str, Words]]:
        """Yield each published file that is not what the manifest says."""
        for name, value in self._published().items():
            found = digest_of_file(self.outputs / name)
            if not found:
                yield name, Words("缺失", "missing")
            elif found != value:
                yield name, Words("内容与清单不符", "not what the manifest says")

    def strangers(self) -> Iterator[str]:
        """Yield each page, document, notebook and summary below the folder that the manifest does not know."""
        known = self._published()
        for path in sorted(self.outputs.rglob("*")):
            name = path.relative_to(self.outputs).as_posix()
            if (path.suffix in {".html", ".ipynb", ".docx"} or path.name == SUMMARY) and name not in known and FOLDER not in path.parts:
                yield name


def _files(report: Mapping) -> dict[str, str]:
    """Return the SHA-256 of every file that belongs to a report."""
    return report.get("files", {}) | report.get("error", {})


def _read(path: Path) -> dict | None:
    """Return the object that a JSON file holds, empty if there is no file, None if it cannot be read."""
    try:
        told = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        return None
    return told if isinstance(told, Mapping) else None


try:
    import fcntl
except ImportError:  # Windows
    import msvcrt


@contextmanager
def alone_in(outputs: Path, began: str) -> Iterator[None]:
    """Let one run at a time work in a folder of outputs. The lock ends with its process, however that ends.

    Args:
        outputs: the folder, made if need be.
        began: what to tell another run about this one.

    Raises:
        UserMistake: another run is at work there, or nothing can be written there.
    """
    path = outputs / FOLDER / "lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise cannot_write(outputs, error) from error
    with file:
        if not _locked(file):
            file.seek(0)
            raise _busy(outputs, file.read().strip())
        file.truncate(0)
        file.write(began)
        file.flush()
        _remove_leftovers(outputs)
        yield


def _locked(file: object) -> bool:
    """Try to take the lock of an open file."""
    try:
        if "fcntl" in globals():
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            file.seek(2**30)  # Windows locks bytes against reading: not those that tell
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a network drive that knows no locks: go on without
        return True
    return True


def _busy(outputs: Path, by: str) -> UserMistake:
    found = Words(f"另一个 evallib 正在此处生成报告（{by}）", f"another evallib is making reports there ({by})")
    expected, remedy = Words("同一时间一个", "one at a time"), Words("请等它完成，或另选 --outputs", "wait for it, or choose other --outputs")
    return UserMistake([Problem(Words(f"--outputs {outputs}", f"--outputs {outputs}"), found, expected, remedy)])


def _remove_leftovers(outputs: Path) -> None:
    """Remove what a run that was killed had begun to write."""
    for path in outputs.rglob(".*.tmp"):
        with suppress(OSError):
            path.unlink()
