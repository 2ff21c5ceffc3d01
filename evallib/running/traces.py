"""What a piece of work may leave behind in a process that goes on: told by comparing before and after.

Nothing is undone: a worker in which anything is different is not used again.
"""

from __future__ import annotations

import decimal
import locale
import logging
import sys
import threading
import types
import warnings
from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

WORK = {"__main__", "__mp_main__"}
"""Modules that are the work itself."""
GROWING = {"_instance", "cache", "_cache", "_registry", "modules", "tempdir", "environ"}
"""Names of what is different after any work: caches, and what every work gets anew."""


def traces() -> dict[str, Any]:
    """Return what can be compared of this process."""
    modules = {name: module for name, module in list(sys.modules.items()) if isinstance(module, types.ModuleType) and name not in WORK}
    context = decimal.getcontext()
    return {
        "path": list(sys.path),
        "modules": {name: _held(vars(module)) for name, module in modules.items()},
        "classes": {kind: _held(vars(kind)) for module in modules.values() for kind in list(vars(module).values()) if isinstance(kind, type)},
        "rcParams": dict(mpl.rcParams),
        "figures": plt.get_fignums(),
        "pandas": str(pd.options.d),
        "numpy": (np.get_printoptions(), np.geterr()),
        "threads": threading.active_count(),
        "warnings": [str(one) for one in warnings.filters],
        "logging": [
            (name, str(getattr(one, "handlers", "")), getattr(one, "level", 0)) for name, one in [("", logging.root), *logging.root.manager.loggerDict.items()]
        ],
        "locale": locale.setlocale(locale.LC_ALL),
        "decimal": (context.prec, context.rounding, str(context.traps)),
    }


def untouched(before: Mapping[str, Any]) -> bool:
    """Tell whether this process is as it was before some work; further modules may have been loaded."""
    now = traces()
    for many in ("modules", "classes"):
        now[many] = {name: held for name, held in now[many].items() if name in before[many]}
    return now == before


def _held(names: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Return which objects are held under which names, and how much the containers among them hold."""
    return {
        name: (id(value), len(value) if type(value) in {dict, list, set} else 0)
        for name, value in names.items()
        if name not in GROWING and not isinstance(value, types.ModuleType)
    }
