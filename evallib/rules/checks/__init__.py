"""The check catalogue: one module per family letter, one named function per check.

Families here: A totals and parts, B what each published account table adds up and what the base data table repeats of it, C the
account tables against each other, D report against forms and account tables, E year on year, F units, G headcount, H three
public expenses, I score, K plausibility.
"""

from __future__ import annotations

from evallib.reading.record import Record
from evallib.rules.checks import a, b, c, d, e, f, g, h, i, k
from evallib.rules.findings import Finding, catalogue, in_order
from evallib.rules.scoring import Scorecard

FAMILIES = (a, b, c, d, e, f, g, h, i, k)


def run_checks(record: Record, scorecard: Scorecard) -> tuple[Finding, ...]:
    """Run every check on a department-year; most serious first, then in the order of the catalogue."""
    taken = {"record": record, "scorecard": scorecard}
    return in_order(finding for one in catalogue() for finding in one.run(taken[one.on]))
