"""What a report shows: sentences, tables and charts made from a case or a review, in Chinese or English.

In notebooks this module is ``show``: ``show.money_table(case)``, ``show.review_text(review)``. What draws is loaded at the first use, so that commands
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
    "review_coverage",
    "review_first",
    "review_head",
    "review_held",
    "review_opinions",
    "review_sources",
    "review_text",
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
    """Load what the department report shows, or the review of a department's own report."""
    if name in __all__:
        return getattr(importlib.import_module(f"evallib.showing.{'review' if name.startswith('review_') else 'department'}"), name)
    raise AttributeError(f"evallib.show has no {name!r}; it has {', '.join(__all__)}")
