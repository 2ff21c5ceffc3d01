"""The analytical workbook for departmental overall-expenditure performance self-evaluation (部门整体支出绩效自评).

In a notebook::

    from evallib import open_case, show

    case = open_case("guidong", 2022, "ftu")
    show.score_table(case)
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"
__all__ = ["open_case", "show"]


def __getattr__(name: str) -> Any:
    """Load the two doors of the package when they are first used, so that a command that needs neither starts at once."""
    if name == "open_case":
        return importlib.import_module("evallib.case").open_case
    if name == "show":
        return importlib.import_module("evallib.showing")
    raise AttributeError(name)
