"""The analytical workbook for departmental overall-expenditure performance self-evaluation (部门整体支出绩效自评).

In a notebook::

    from evallib import open_case, show

    case = open_case("guidong", 2022, "ftu")
    show.score_table(case)

A department's own report is checked by ``open_review``.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"
DOORS = {
    "open_case": "case",
    "open_county": "county",
    "open_county_monitoring": "monitoring",
    "open_monitoring": "monitoring",
    "open_projects": "projects",
    "open_review": "review",
}
"""What opens something for a notebook, and in which module it is."""
__all__ = ["open_case", "open_county", "open_county_monitoring", "open_monitoring", "open_projects", "open_review", "show"]


def __getattr__(name: str) -> Any:
    """Load the doors of the package when they are first used, so that a command that needs none starts at once."""
    if name == "show":
        return importlib.import_module("evallib.showing")
    if name in DOORS:
        return getattr(importlib.import_module(f"evallib.{DOORS[name]}"), name)
    raise AttributeError(name)
