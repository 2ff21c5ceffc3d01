"""What a report shows: sentences, tables and charts made from a case or a review, in Chinese or English.

In notebooks this module is ``show``: ``show.money_table(case)``, ``show.review_text(review)``. What draws is loaded at the first use, so that commands
which draw nothing start at once.
"""

from __future__ import annotations

import importlib
from typing import Any

ROOMS = {
    "first_screen": ("head",),
    "department": ("duties", "problems_and_measures", "provenance", "remarks", "results", "results_chart", "sources", "staff"),
    "amounts": ("economic_classes", "money", "money_chart", "money_table", "projects", "structure", "three_public", "three_public_table", "year_on_year"),
    "scores": ("gaps", "other_readings", "other_schemes", "score", "score_chart", "score_table"),
    "monitored": (
        "alerts_head",
        "alerts_list",
        "alerts_pace",
        "alerts_silent",
        "monitoring_alerts",
        "monitoring_chart",
        "monitoring_findings",
        "monitoring_forecast",
        "monitoring_form",
        "monitoring_head",
        "monitoring_months",
        "monitoring_project_forms",
        "monitoring_results",
        "monitoring_sources",
    ),
    "project_forms": ("projects_against_department", "projects_each", "projects_findings", "projects_head", "projects_sources", "projects_table"),
    "side_by_side": (
        "county_contradictions",
        "county_distributions",
        "county_economic",
        "county_evidence",
        "county_execution",
        "county_head",
        "county_kinds",
        "county_outliers",
        "county_peers",
        "county_readings",
        "county_scores",
        "county_scores_chart",
        "county_shortlist",
        "county_sources",
        "county_structure",
        "county_structure_chart",
        "county_three_public",
    ),
    "found": ("checks_made", "findings"),
    "review": ("review_coverage", "review_first", "review_head", "review_held", "review_opinions", "review_sources", "review_text"),
}
"""In which module each of them is."""
__all__ = [name for names in ROOMS.values() for name in names]


def __getattr__(name: str) -> Any:
    """Load what shows a part of a report."""
    room = next((room for room, names in ROOMS.items() if name in names), None)
    if room is None:
        raise AttributeError(f"evallib.show has no {name!r}; it has {', '.join(__all__)}")
    return getattr(importlib.import_module(f"evallib.showing.{room}"), name)
