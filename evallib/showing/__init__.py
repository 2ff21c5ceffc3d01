"""What a report shows: sentences, tables and charts made from a case, in Chinese or English.

In notebooks this module is ``show``: ``show.money_table(case)``. What draws is loaded at the first use, so that commands
which draw nothing start at once.
"""

from __future__ import annotations

import importlib
from typing import Any

__all__ = [
    "checks_made",
    "duties",
    "economic_classes",
    "findings",
    "gaps",
    "head",
    "money",
    "money_chart",
    "money_table",
    "other_readings",
    "other_schemes",
    "problems_and_measures",
    "projects",
    "provenance",
    "remarks",
    "results",
    "score",
    "score_chart",
    "score_table",
    "sources",
    "staff",
    "structure",
    "top_findings",
    "year_on_year",
]


def __getattr__(name: str) -> Any:
    """Load what the department report shows."""
    if name in __all__:
        return getattr(importlib.import_module("evallib.showing.department"), name)
    raise AttributeError(f"evallib.show has no {name!r}; it has {', '.join(__all__)}")
