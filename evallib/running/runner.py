"""Making many reports: which are to be made, in which order, some at a time, each whole or not at all.

A failure is that report's own: the others complete, the last good report stays, and a page beside it says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, as_completed
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from evallib.problems import Problem, UserMistake
from evallib.running.inputs import Fingerprints, Inputs, digest_of, surroundings
from evallib.running.manifest import CURRENT, FAILED, Manifest
from evallib.running.nursery import NO_LIMITS, EndedError, GoneError, Limits
from evallib.running.reports import Report, make, tell_failure
from evallib.words import Words

FORCED = Words("要求重做", "asked for")
FOLDERS = re.compile(r"(?<![\w.])(?:[A-Za-z]:)?[/\\](?:[^\s/\\'\":：“”]+[/\\])+")
"""The folders of a path: what is published does not tell where it was made."""
LONG = 1e9  # seconds: more than any report takes


class Place(Protocol):
    """Where work is done: a nursery here, or a cluster."""

    def submit(self, work: Callable[..., Any], *args: Any, limits: Limits) -> Future:
        """Let a function be called in a process of its own."""

    def close(self) -> None:
        """End everything that still runs."""


@dataclass(frozen=True)
class Planned:
    """A report and why it is to be made; no reason if what is published is current."""

    report: Report
    inputs: Inputs
    reason: Words | None


@dataclass(frozen=True)
class Done:
    """What became of a report: the page, or the page that says what went wrong, and what that was; the Word report, if one was made."""

    report: Report
    page: str
    seconds: float
    error: str = ""
    word: str = ""


@dataclass(frozen=True)
class Job:
    """One run over many reports.

    Args:
        data, outputs: the data folder and where pages are published.
        keep_notebooks: whether to keep each executed notebook beside its page.
        docx: whether to make the Word reports; one that is already published is kept up to date in any case.
        force: whether to make what is unchanged too.
        limits: what each report may use.
        address: what to call the outputs, if the folder only stands for what is elsewhere.
    """

    data: Path
    outputs: Path
    keep_notebooks: bool = False
    docx: bool = False
    force: bool = False
    limits: Limits = NO_LIMITS
    address: str = ""

    @cached_property
    def made_with(self) -> dict:
        """The surroundings that reports are made with."""
        return surroundings()

    @cached_property
    def prints(self) -> Fingerprints:
        """The fingerprints of the data folder."""
        return Fingerprints(self.data, digest_of(self.made_with))

    def plan(self, reports: Iterable[Report], manifest: Manifest) -> list[Planned]:
        """Return what is to be made and why, the longest first; what is unchanged last."""
        planned = []
        for report in reports:
            word = report.has_word and (self.docx or manifest.has_word(report.name))
            inputs = self.prints.of(report, notebook_kept=self.keep_notebooks, word_made=word)
            planned.append(Planned(report, inputs, FORCED if self.force else manifest.unchanged(report.name, inputs)))
        known, sizes = manifest.seconds, self.prints.sizes
        return sorted(planned, key=lambda one: (one.reason is None, -known.get(one.report.name, LONG), -sizes.get(one.report.name, 0)))

    def run(self, planned: Sequence[Planned], manifest: Manifest, open_place: Callable[[], Place], tell: Callable[[Done], None] = lambda _: None) -> list[Done]:
        """Make reports.

        Args:
            planned: what to make.
            manifest: where to note what became of each.
            open_place: opens a place where work is done; another one, if a place breaks down.
            tell: called after each report.

        Returns:
            what became of each, as they ended.

        Raises:
            UserMistake: what became of a report cannot be written down, or places break down again and again.
        """
        done: list[Done] = []

        def ended(one: Done) -> None:
            done.append(one)
            tell(one)

        waiting, suspects = list(planned), []
        try:
            while waiting:
                lost = self._round(waiting, manifest, open_place(), ended)
                suspects += [one for one, error in lost if error.suspect]
                if len(lost) == len(waiting) and not any(error.suspect for _, error in lost):
                    raise _broken_down(lost[0][1]) from lost[0][1]
                waiting = [one for one, error in lost if not error.suspect]
            for suspect in suspects:  # each by itself: one of them may end the whole place again
                for one, error in self._round([suspect], manifest, open_place(), ended):
                    ended(self._failed(one, error, 0.0, manifest))
        finally:
            manifest.write()
        return done

    def _round(self, planned: Sequence[Planned], manifest: Manifest, place: Place, ended: Callable[[Done], None]) -> list[tuple[Planned, GoneError]]:
        """Make reports in one place; return those that were lost because the place broke down."""
        lost = []
        try:
            outputs = self.outputs.resolve()
            work = {
                place.submit(make, one.report, self.data, outputs, one.inputs.notebook_kept, one.inputs.word_made, limits=self.limits): one for one in planned
            }
            for future in as_completed(work):
                one, error = work.pop(future), future.exception()
                if isinstance(error, GoneError):
                    lost.append((one, error))
                elif error:
                    ended(self._failed(one, error, future.seconds, manifest))
                else:
                    ended(self._made(one, future, manifest))
        finally:
            place.close()
        return lost

    def page(self, name: str) -> str:
        """Return what to call a page."""
        return f"{self.address}/{name}" if self.address else str(self.outputs / name)

    def _made(self, one: Planned, future: Future, manifest: Manifest) -> Done:
        """Note that a report is made."""
        with suppress(OSError):
            (self.outputs / one.report.error_name).unlink(missing_ok=True)
        manifest.note(one.report.name, future.seconds, self.made_with, state=CURRENT, inputs=one.inputs.as_dict(), files=future.result())
        word = self.page(one.report.word_name) if one.inputs.word_made else ""
        return Done(one.report, self.page(one.report.name), future.seconds, word=word)

    def _failed(self, one: Planned, error: BaseException, seconds: float, manifest: Manifest) -> Done:
        """Publish why a report has failed, and note it; the last good one stays."""
        report = one.report
        lines = error.lines(report.lang) if isinstance(error, UserMistake | EndedError) else [str(error)]
        page: dict[str, str] = {}
        with suppress(UserMistake):  # where even this cannot be written, the message on the terminal says so
            page = tell_failure(report, self.outputs, [FOLDERS.sub("", line) for line in lines])
        before = manifest.reports.get(report.name, {})
        kept = {key: before[key] for key in ("inputs", "files") if key in before}
        manifest.note(report.name, seconds, self.made_with, state=FAILED, error=page, **kept)
        return Done(report, self.page(report.error_name), seconds, str(error))


def _broken_down(error: GoneError) -> UserMistake:
    """Return the mistake of a place where nothing gets done."""
    remedy = Words("请检查内存和集群后再运行，已完成的报告保留", "see to the memory or the cluster and run it again; reports already made are kept")
    return UserMistake([Problem(Words("运行中断", "the run broke off"), error.words, Words("不间断的运行", "a run to its end"), remedy)])
