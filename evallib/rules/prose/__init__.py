"""Whether a department's own report holds together: the checks of its prose, one module per family of the catalogue.

A, D, E, G: totals and parts, against the record, change, headcount. F wording and units, H three public expenses, I score, J claims
against each other and against figures, K plausibility, L what must be there.
"""

from __future__ import annotations

from evallib.reading.narrative import Narrative
from evallib.reading.record import Record
from evallib.rules.findings import PROSE, Check, Finding, Outcome, catalogue
from evallib.rules.prose import a, activities, d, e, f, g, h, i, j, k, l, lists, rates, units
from evallib.rules.scoring import Scorecard

FAMILIES = (a, activities, d, e, f, g, h, i, j, k, l, lists, rates, units)
_ORDER = list(Outcome)


def run_prose(narrative: Narrative, record: Record | None = None, scorecard: Scorecard | None = None) -> tuple[Finding, ...]:
    """Run every check on a report, against the record and its scorecard where there are; most serious first, then by the catalogue."""
    taken = {"narrative": (narrative,), "report": (narrative, record, scorecard)}
    found = [finding for one in catalogue(PROSE) for finding in one.run(*taken[one.on])]
    return tuple(sorted(found, key=lambda finding: (_ORDER.index(finding.outcome), finding.check[0], int(finding.check[1:] or 0), finding.spans)))


def checks_of_reports() -> list[Check]:
    """Return every check of a report's own words, in the order of the catalogue."""
    return catalogue(PROSE)
