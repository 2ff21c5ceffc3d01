"""Work for processes that tests start: functions of a module that those processes can load."""

import os

import papermill  # noqa: F401  loads the engine, so it comes first

from evallib.running.engine import execute_cells
from evallib.running.shell import RULES
from evallib.running.traces import changed, traces, untouched


def executed(nb, tell):  # noqa: ARG001
    """What each cell shows as its value (None if nothing, the error if one), and the process."""
    heard = []
    execute_cells(nb, RULES | {"allow_errors": True}, lambda happened, **_: heard.append(happened))
    values = [None] * len(nb.cells)
    for what, number, msg in heard:
        if what == "message" and msg["msg_type"] in {"execute_result", "error"}:
            values[number] = msg["content"]["data"]["text/plain"] if "data" in msg["content"] else msg["content"]["evalue"]
    return values, os.getpid()


def differences(nb, tell):
    """What each cell shows, and what is different in this process afterwards."""
    before = traces()
    values, _ = executed(nb, tell)
    return values, changed(before), untouched(before)
