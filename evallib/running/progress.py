"""Telling how a run goes: a bar on a terminal, a line for each report elsewhere, a log file, events for programs, a summary."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self, TextIO

from evallib.words import Words
from evallib.writing import cannot_write

if TYPE_CHECKING:
    from evallib.running.runner import Done, Planned

SLOWEST = 5


class Progress:
    """One run, told as it goes. Use it in a ``with`` statement.

    Args:
        total, unchanged: how many reports are made, and how many are current.
        quiet: tell failures only.
        log: a file to which everything is added, with the time.
        events: tell everything as JSON, a line for each event, on standard output.
    """

    def __init__(self, total: int, unchanged: int = 0, *, quiet: bool = False, log: Path | None = None, events: bool = False) -> None:
        from tqdm import tqdm  # noqa: PLC0415  slow to load: not before the parameters are known to be right

        self.total, self.skipped = total, unchanged
        self.quiet, self.events, self.path = quiet, events, log
        self.log = _opened(log) if log else None
        self.began = time.monotonic()
        tqdm.monitor_interval = 0  # no thread of its own
        hidden = quiet or not sys.stderr.isatty() or not self.total
        self.bar = tqdm(total=self.total, unit="份", disable=hidden, file=sys.stderr, dynamic_ncols=True, smoothing=0.1)

    def __enter__(self) -> Self:
        self._event("begin", reports=self.total, unchanged=self.skipped)
        self._log(f"开始 begin  {self.total} 份待生成 to make, {self.skipped} 份未变 unchanged")
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.close()
        if self.log:
            self.log.close()

    def tell(self, done: Done) -> None:
        """Tell what became of a report."""
        name = done.report.name.removesuffix(".html")
        line = f"失败 failed  {name}\n{done.error}" if done.error else f"完成 done  {name}"
        self._event("failed" if done.error else "done", report=done.report.name, page=str(done.page), seconds=round(done.seconds, 2), error=done.error or None)
        self._log(line if done.error else f"{line}  {done.seconds:.1f} s")
        self.bar.set_description_str((done.report.which.department or done.report.which.county)[:24], refresh=False)
        self.bar.update()
        if done.error or (self.bar.disable and not self.quiet):
            with self.bar.external_write_mode(file=sys.stderr):
                print(line, file=sys.stderr, flush=True)

    def summary(self, done: Sequence[Done]) -> None:
        """Tell how the run went: numbers, reasons of failures, the slowest reports."""
        failed = [one for one in done if one.error]
        made, seconds = len(done) - len(failed), time.monotonic() - self.began
        slowest = sorted(done, key=lambda one: -one.seconds)[:SLOWEST]
        self._event(
            "end",
            done=made,
            unchanged=self.skipped,
            failed=[{"report": one.report.name, "error": one.error} for one in failed],
            slowest=[{"report": one.report.name, "seconds": round(one.seconds, 2)} for one in slowest],
            seconds=round(seconds, 2),
        )
        zh = f"完成{made}份，未变{self.skipped}份，失败{len(failed)}份，用时{seconds:.1f}秒"
        lines = [f"{zh} / done {made}, unchanged {self.skipped}, failed {len(failed)}, {seconds:.1f} s"]
        if len(done) > SLOWEST:
            lines.append("最慢 slowest: " + ", ".join(f"{one.report.name.removesuffix('.html')} {one.seconds:.1f} s" for one in slowest))
        lines += [f"失败 failed  {one.report.name.removesuffix('.html')}: {one.error.splitlines()[0]}" for one in failed]
        for line in lines:
            self._log(line)
            if not self.quiet:
                print(line, file=sys.stderr)

    def _event(self, event: str, **facts: object) -> None:
        if self.events:
            print(json.dumps({"event": event, "time": _now(), **facts}, ensure_ascii=False), flush=True)

    def _log(self, text: str) -> None:
        if self.log:
            with suppress(OSError):  # a full disk is told by the reports
                self.log.write(f"{_now()}  {text}\n")
                self.log.flush()


def tell_end(why: str, log: Path | None, *, events: bool) -> None:
    """Tell, where programs and operators look, that a run has ended before its end, and why."""
    if events:
        print(json.dumps({"event": "ended", "time": _now(), "error": why}, ensure_ascii=False), flush=True)
    if log:
        with suppress(OSError), log.open("a", encoding="utf-8") as file:
            file.write(f"{_now()}  没有完成 not completed: {why}\n")


def as_told(planned: Planned) -> Words:
    """Return what a run would do with a report, and why."""
    if planned.reason is None:
        return Words("未变", "unchanged")
    return Words(f"将生成：{planned.reason.zh}", f"to be made: {planned.reason.en}")


def _opened(path: Path) -> TextIO:
    try:
        return path.open("a", encoding="utf-8")
    except OSError as error:
        raise cannot_write(path, error) from error


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
