"""What a report is made from, as fingerprints: its data, its notebook, its parameters, the package, the libraries.

Only contents count, never times or places, so that the same inputs are the same on any computer.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

from evallib import __version__
from evallib.reading.codes import codes_folder
from evallib.reading.folder import DepartmentYear, department_years
from evallib.rules.alerts import thresholds_folder
from evallib.rules.schemes import schemes_folder
from evallib.words import Words

if TYPE_CHECKING:
    from evallib.running.reports import Report

PACKAGE = Path(__file__).parents[1]
SHARED = {"schemes/": schemes_folder, "codes/": codes_folder, "monitoring/": thresholds_folder}
"""Folders that every report reads: those of the data, or the ones shipped."""


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file, empty if there is none that can be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def digest_of(value: object) -> str:
    """Return the SHA-256 of anything that JSON can hold."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Inputs:
    """What a report is made from.

    Args:
        data: SHA-256 by name below the data folder; a folder's name stands for all its files.
        name: of the notebook.
        notebook: its SHA-256.
        parameters: what the notebook is called with.
        made_with: SHA-256 of what ``surroundings`` tells.
        notebook_kept: whether the executed notebook is published too.
        word_made: whether the Word report is published too.
    """

    data: dict[str, str]
    name: str
    notebook: str
    parameters: dict[str, str | int]
    made_with: str
    notebook_kept: bool = False
    word_made: bool = False

    def as_dict(self) -> dict:
        """Return it as the manifest writes it."""
        return asdict(self)

    def since(self, earlier: Mapping) -> Words | None:
        """Return what is different from inputs that the manifest tells of, None if nothing is."""
        data, before = self.data, earlier.get("data", {})
        changed = sorted(name.rpartition("/")[2] or name for name in {*data, *before} if data.get(name) != before.get(name))
        reasons = [Words(f"数据有变：{'、'.join(changed)}", f"data changed: {', '.join(changed)}")] if changed else []
        if self.notebook != earlier.get("notebook"):
            reasons.append(Words("笔记本有变", "the notebook changed"))
        if self.parameters != earlier.get("parameters"):
            reasons.append(Words("参数不同", "other parameters"))
        if self.made_with != earlier.get("made_with"):
            reasons.append(Words("程序或软件库有变", "the package or a library changed"))
        if self.notebook_kept and not earlier.get("notebook_kept"):
            reasons.append(Words("要保留笔记本", "the notebook is to be kept"))
        if self.word_made and not earlier.get("word_made"):
            reasons.append(Words("要生成 Word 报告", "the Word report is to be made"))
        return Words("；".join(one.zh for one in reasons), "; ".join(one.en for one in reasons)) if reasons else None


@dataclass
class Fingerprints:
    """The inputs of reports that are made from one data folder; what several share is read once."""

    data: Path
    made_with: str
    _known: dict[Path, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def of(self, report: Report, *, notebook_kept: bool = False, word_made: bool = False) -> Inputs:
        """Return what a report is made from."""
        which = report.which
        own = self._files(self.data / which.folder, report.name) if which.department else ()
        files = {f"{which.folder}/{name}": value for name, value in own}
        files |= {f"{folder}/": self.digest(self.data / folder) for folder in self._folders(which.county, report.other_years)}
        files |= self.shared(which.county)
        return Inputs(files, report.notebook.stem, self.digest(report.notebook), report.parameters, self.made_with, notebook_kept, word_made)

    def shared(self, county: str) -> dict[str, str]:
        """Return what all reports of a county read."""
        files = {f"{county}/county.yml": self.digest(self.data / county / "county.yml")}
        return files | {name: self.digest(find(self.data)) for name, find in SHARED.items()}

    def _folders(self, county: str, years: Container[int]) -> Iterable[str]:
        """Yield the folders of all departments of a county in some years."""
        return (one.folder for one in self.everything if one.county == county and one.year in years)

    @cached_property
    def everything(self) -> list[DepartmentYear]:
        """Every department-year there is."""
        return department_years(self.data)

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of a file, or of all files of a folder; each is read once."""
        if path not in self._known:
            self._known[path] = digest_of(sorted(self._files(path))) if path.is_dir() else digest_of_file(path)
        return self._known[path]

    def _files(self, folder: Path, counted_for: str = "") -> Iterable[tuple[str, str]]:
        """Yield name and SHA-256 of each file in a folder and below."""
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.sizes[counted_for] = self.sizes.get(counted_for, 0) + path.stat().st_size
                yield path.relative_to(folder).as_posix(), digest_of_file(path)


def surroundings() -> dict:
    """Return what reports are made with: the package, Python, and every library that the package needs, with versions."""
    return {
        "evallib": __version__,
        "package": digest_of([(path.relative_to(PACKAGE).as_posix(), digest_of_file(path)) for path in _package_files()]),
        "python": platform.python_version(),
        "libraries": _libraries(),
    }


def _package_files() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix != ".pyc")


@cache
def _libraries() -> dict[str, str]:
    """Return the versions of the package's requirements, and of theirs."""
    found: dict[str, str] = {}
    waiting = ["evallib"]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            package = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:  # needed on another system only
            continue
        found[name] = package.version
        needed = map(Requirement, package.requires or ())
        waiting += [one.name for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    found.pop("evallib", None)
    return dict(sorted(found.items()))
