"""Proving what is published: the files are those of the manifest, and the same inputs give the same files again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from evallib.problems import Problem, UserMistake
from evallib.reading.folder import DepartmentYear
from evallib.running.inputs import digest_of_file
from evallib.running.manifest import CURRENT, Manifest
from evallib.running.reports import Report
from evallib.running.runner import Done, Job, Place, Planned
from evallib.running.selection import find_notebooks, notebooks
from evallib.words import Words


def known(outputs: Path) -> Manifest:
    """Return the manifest of a folder of outputs.

    Raises:
        UserMistake: there is none, or it cannot be read.
    """
    manifest = Manifest(outputs)
    if manifest.reports and not manifest.doubtful:
        return manifest
    found = Words("无法读取", "it cannot be read") if manifest.doubtful else Words("没有报告清单", "no manifest of reports")
    expected, remedy = (
        Words("evallib run 写成的 manifest.json", "manifest.json as evallib run writes it"),
        Words("请先运行 evallib run", "run evallib run first"),
    )
    place = str(outputs / "manifest.json")
    raise UserMistake([Problem(Words(place, place), found, expected, remedy)])


def made_again(job: Job, manifest: Manifest, open_place: Callable[[], Place], tell: Callable[[Done], None]) -> Iterator[tuple[str, Words]]:
    """Make every current report again, elsewhere, and yield each that does not come out as published.

    Args:
        job: how to make them; its outputs are those that are verified.
        manifest: what is known of them.
        open_place, tell: as for ``Job.run``.
    """
    reports = {name: _report(told) for name, told in manifest.reports.items() if told["state"] == CURRENT}
    planned = []
    for name, report in reports.items():
        kept = {key: manifest.reports[name]["inputs"].get(key, False) for key in ("notebook_kept", "word_made")}
        inputs = report and job.prints.of(report, **kept)
        reason = inputs.since(manifest.reports[name]["inputs"]) if report else Words("没有这个笔记本", "there is no such notebook")
        if reason:
            yield name, Words(f"无法复核：{reason.zh}", f"cannot be proven: {reason.en}")
        else:
            planned.append(Planned(report, inputs, Words("复核", "proof")))
    with tempfile.TemporaryDirectory(prefix="evallib-") as folder:
        elsewhere = replace(job, outputs=Path(folder))
        done = elsewhere.run(planned, Manifest(elsewhere.outputs), open_place, tell)
        for one in done:
            files = {} if one.error else manifest.reports[one.report.name]["files"]
            if one.error:
                yield one.report.name, Words(f"重做失败：{one.error.splitlines()[0]}", f"failed when made again: {one.error.splitlines()[-1]}")
            for name, value in files.items():
                if digest_of_file(elsewhere.outputs / name) != value:
                    yield name, Words("重做的结果与发布的不同", "made again it is different")


def _report(told: dict) -> Report | None:
    """Return the report that a manifest tells of, None if its notebook is gone."""
    values = dict(told["inputs"]["parameters"])
    which = DepartmentYear(values.pop("county"), values.pop("year"), values.pop("department", ""))
    name = told["inputs"]["name"]
    return Report(which, find_notebooks([name])[0], values.pop("scheme"), values.pop("lang"), values) if name in notebooks() else None
