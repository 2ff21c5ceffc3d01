"""The check catalogue: one module per family letter, one named function per check.

Families here: A totals and parts, B the published tables' identities where the base data table repeats them, D report
against forms, E year on year, F units, G headcount, H three public expenses, I score, K plausibility.
"""

from __future__ import annotations

from evallib.reading.record import Record
from evallib.rules.checks import a, b, d, e, f, g, h, i, k
from evallib.rules.findings import CHECKS, Finding, Outcome
from evallib.rules.scoring import Scorecard

FAMILIES = (a, b, d, e, f, g, h, i, k)
_ORDER = list(Outcome)


def run_checks(record: Record, scorecard: Scorecard) -> tuple[Finding, ...]:
    """Run every check on a department-year; most serious first, then in the order of the catalogue."""
    taken = {"record": record, "scorecard": scorecard}
    found = [finding for one in sorted(CHECKS.values(), key=lambda c: c.key) for finding in one.run(taken[one.on])]
    return tuple(sorted(found, key=lambda finding: _ORDER.index(finding.outcome)))
