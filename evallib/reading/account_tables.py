"""The published account tables (部门决算公开) as read: what each says, with its sources."""

from __future__ import annotations

from dataclasses import dataclass

from evallib.figures import Figure


@dataclass(frozen=True)
class Accounts:
    """The account tables of one department and year."""

    def figure(self, item: str, period: str) -> Figure | None:
        """Return what the tables say of an item in a period, by their keys; None where they say nothing."""
