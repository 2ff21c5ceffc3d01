"""What a piece of work may leave behind in a process that goes on: told by comparing before and after.

Nothing is undone: a worker in which anything is different is not used again. What is compared: the settings of Python and of
the libraries that reports use, and what every module and every class holds under which name; of the lists, dictionaries and sets
among these, what is in them. What is deeper inside an object, or in a closure, is not looked at: whoever hides something there is found only
where processes are copied.
"""

from __future__ import annotations

import asyncio
import atexit
import decimal
import gc
import locale
import logging
import os
import signal
import sys
import threading
import types
import warnings
from collections.abc import Mapping
from operator import is_
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import psutil
from comm import get_comm_manager
from matplotlib import pyplot as plt

from evallib.running.shell import Notebook

WORK = {"__main__", "__mp_main__"}
"""Modules that are the work itself."""
GROWING = {"_instance", "cache", "_cache", "_registry", "modules", "tempdir", "_name_sequence", "path_importer_cache", "filters", "made", "__slotnames__"} | {
    f"last_{part}" for part in ("type", "value", "traceback", "exc")
}
"""Names of what is different after any work: caches, and what every work gets anew (the filters of warnings are compared as texts)."""
INSIDE = 1000
"""A container with more in it is compared by its size."""


def traces() -> dict[str, Any]:
    """Return what can be compared of this process."""
    modules = {name: module for name, module in list(sys.modules.items()) if isinstance(module, types.ModuleType) and name not in WORK}
    classes = {kind: None for module in modules.values() for kind in vars(module).values() if isinstance(kind, type)}
    places = [*((name, vars(module)) for name, module in modules.items()), *((str(kind), vars(kind)) for kind in classes)]
    return {"settings": _settings(), "loaded": dict(sys.modules), "places": [(name, held, *_held(held)) for name, held in places]}


def _settings() -> dict[str, Any]:
    context, mask = decimal.getcontext(), os.umask(0)
    os.umask(mask)
    signals = sorted(signal.valid_signals()) if hasattr(signal, "valid_signals") else ()
    return {
        "path": list(sys.path),
        "hooks": (sys.displayhook, sys.excepthook, sys.unraisablehook, threading.excepthook, sys.gettrace(), sys.getprofile()),
        "streams": (sys.stdin, sys.stdout, sys.stderr),
        "limits": (sys.getrecursionlimit(), sys.getswitchinterval(), mask),
        "signals": [signal.getsignal(one) for one in signals],
        "alarms": signal.getitimer(signal.ITIMER_REAL)[1:] if hasattr(signal, "getitimer") else (),
        "gc": (gc.get_threshold(), gc.isenabled(), gc.get_debug(), list(gc.callbacks)),
        "at exit": atexit._ncallbacks() - Notebook.made,  # noqa: SLF001  nothing else tells it
        "threads": threading.active_count(),
        "children": [child.pid for child in psutil.Process().children()],
        "loops": type(asyncio.get_event_loop_policy()),
        "warnings": [str(one) for one in warnings.filters],
        "logging": [_logger(name, one) for name, one in [("", logging.root), *sorted(logging.root.manager.loggerDict.items())]],
        "logging off": logging.root.manager.disable,
        "locale": locale.setlocale(locale.LC_ALL),
        "decimal": (context.prec, context.rounding, str(context.traps)),
        "rcParams": dict(mpl.rcParams),
        "figures": plt.get_fignums(),
        "pandas": str(pd.options.d),
        "numpy": (np.get_printoptions(), np.geterr()),
        "comms": (len(get_comm_manager().comms), len(get_comm_manager().targets)),
    }


def untouched(before: Mapping[str, Any]) -> bool:
    """Tell whether this process is as it was before some work; further modules may have been loaded."""
    for name, module in list(sys.modules.items()):
        if name.startswith("evallib.reading."):  # what was read before is not the next work's, and the work may have changed it
            for one in list(vars(module).values()):
                getattr(one, "cache_clear", int)()
    return not changed(before)


def changed(before: Mapping[str, Any]) -> list[str]:
    """Return what is not as it was before some work."""
    now = _settings()
    different = [name for name, was in before["settings"].items() if now[name] != was]
    different += [f"sys.modules {name}" for name in {**before["loaded"], **sys.modules} if name not in WORK and not _as_loaded(name, before["loaded"])]
    for place, held, was, inside in before["places"]:
        same = len(held) == len(was) and all(map(is_, held, was)) and all(map(is_, held.values(), was.values()))
        if not same:
            names = dict.fromkeys([*was, *held])
            different += [f"{place} {name}" for name in names if held.get(name, was) is not was.get(name, held) and not _passing(name, held.get(name))]
        different += [f"{place} {name}" for name, container, contents in inside if not _as_before(container, contents)]
    return different


def _as_loaded(name: str, before: Mapping[str, Any]) -> bool:
    """Tell whether a module is the one that was there before, or has since been loaded in the usual way."""
    now = sys.modules.get(name)
    return now is before[name] if name in before else getattr(now, "__spec__", None) is not None


def _logger(name: str, one: Any) -> tuple:
    return name, str(getattr(one, "handlers", "")), getattr(one, "level", 0), str(getattr(one, "filters", "")), getattr(one, "propagate", True)


def _passing(name: str, value: Any) -> bool:
    return name in GROWING or isinstance(value, types.ModuleType)


def _held(names: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple]]:
    """Return what is held under which names, and what is inside the containers among that."""
    was = dict(names)
    return was, [(name, one, _inside(one)) for name, one in was.items() if type(one) in {dict, list, set} and name != "environ" and not _passing(name, one)]


def _inside(container: Any) -> tuple | int:
    if len(container) > INSIDE:
        return len(container)
    return (*container, *container.values()) if type(container) is dict else tuple(container)


def _as_before(container: Any, contents: tuple | int) -> bool:
    now = _inside(container)
    if isinstance(contents, int) or isinstance(now, int):
        return now == contents
    return len(now) == len(contents) and all(map(is_, now, contents))
