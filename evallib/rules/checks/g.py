"""Family G: headcount."""

from __future__ import annotations

from collections.abc import Iterator

from evallib.reading.record import Record
from evallib.rules.findings import Finding, check, equality, parts_of
from evallib.rules.indicators import INDICATORS
from evallib.words import Words

KINDS_OF_STAFF = ("staff_on_post", "staff_hired_external", "staff_retired")


@check("G1", "人数合计＝各类人员之和", "Headcount = sum of its kinds", cites="EVALLIB")
def headcount_adds_up(record: Record) -> Iterator[Finding]:
    """The stated headcount is the sum of the kinds of staff that are stated."""
    stated = record.figure("staff_total_stated")
    if stated.known:
        parts = [figure for figure in map(record.figure, KINDS_OF_STAFF) if figure.known]
        yield parts_of(
            "G1",
            stated,
            parts or [record.figure("staff_on_post")],
            complete=len(parts) == len(KINDS_OF_STAFF),
            question=Words("差的人员属于哪一类，或是否多计？", "Which kind of staff makes the difference, or is one counted twice?"),
        )


@check("G2", "所报在职人员控制率＝在职人数÷编制数", "Stated staffing control rate = staff on post ÷ establishment", cites="S03")
def staffing_rate_follows(record: Record) -> Iterator[Finding]:
    """The stated staffing control rate is staff on post over establishment."""
    stated = record.figure("staff_control_rate")
    if stated.known:
        yield equality(
            "G2", stated, INDICATORS["staff_control_rate"].of(record), question=Words("在职人数和编制数以何日为准？", "Of which day are the two headcounts?")
        )
