"""Family G in prose: headcount."""

from __future__ import annotations

from collections.abc import Iterator

from evallib.figures import total
from evallib.reading.narrative import Narrative
from evallib.rules.findings import Finding, asked, check, equality
from evallib.rules.prose.sums import HOLDS, checked_sums, holds, rate_equality
from evallib.words import Words

MOST = 12  # figures of one kind that a rate is tried against


@check("G1", "人数合计＝各类人员之和", "Headcount = sum of its kinds", cites="EVALLIB", on="narrative")
def headcount_adds_up(narrative: Narrative) -> Iterator[Finding]:
    """A stated headcount is the sum of the kinds of staff that its sentence gives; a total that closes the list is one too."""
    question = Words("请贵单位核实各类人员人数，说明差额人员属于哪一类。", "Please check the headcounts; which kind makes the difference?")
    yield from checked_sums(narrative, ["G1"], question)
    yield from _closed_lists(narrative, question)


def _closed_lists(narrative: Narrative, question: Words) -> Iterator[Finding]:
    """Yield the findings on totals that follow their kinds: 在职11人，退休13人，以上人员合计24人."""
    yield from _closed_establishment(narrative, question)
    for whole in narrative.all("staff_total_stated"):
        begin, _ = narrative.sentence(whole.begin)
        if not any(word in whole.lead for word in ("合计", "共计", "总计", "以上")) or not whole.exact:
            continue
        kinds = [
            one
            for one in narrative.before(whole.begin, "\n")
            if one.measure in {"staff_on_post", "staff_hired_external", "staff_retired", "survivors"} and one.exact
        ]
        near = [one for one in kinds if one.begin >= begin]
        readings = [parts for parts in (kinds, near) if len(parts) > 1]
        results = [equality("G1", whole.figure, total([part.figure for part in parts]), question=question) for parts in readings]
        if results:
            good = next((one for one in results if one.outcome in HOLDS), None)
            yield good or (results[0] if len({one.measure for one in kinds}) == len(kinds) else asked(results[0]))


def _closed_establishment(narrative: Narrative, question: Words) -> Iterator[Finding]:
    """Yield the findings on a total of posts that follows its kinds in one sentence: 行政编制10名，事业编制5名，编制总数15名."""
    for whole in narrative.all("staff_establishment")[:MOST]:
        kinds = [one for one in narrative.before(whole.begin) if one.measure == "staff_establishment" and one.exact]
        if whole.exact and any(word in whole.label for word in ("总数", "合计", "共计")) and len(kinds) > 1 and all(one.scope for one in kinds):
            yield equality("G1", whole.figure, total([one.figure for one in kinds]), question=question)


@check("G2", "所报在职人员控制率＝在职人数÷编制数", "Stated staffing control rate = staff on post ÷ establishment", cites="S03", on="narrative")
def staffing_rate_follows(narrative: Narrative) -> Iterator[Finding]:
    """The stated staffing control rate is staff on post over establishment, where the report gives one of each."""
    question = Words("请贵单位核实在职人数、编制数及其时点。", "Please check staff on post, establishment and the day that they are of.")
    posts = narrative.all("staff_on_post")[:MOST]
    seats = [one for one in narrative.all("staff_establishment")[:MOST] if one.value]
    pairs = [(post, seat) for post in posts for seat in seats]
    sure = len({one.value for one in posts}) == len({one.value for one in seats}) == 1
    for told in narrative.all("staff_control_rate"):
        if not told.exact or not pairs:
            continue
        fits = next(((post, seat) for post, seat in pairs if holds(told.figure, (post.figure / seat.figure).percent)), None)
        post, seat = fits or pairs[0]
        finding = rate_equality("G2", told.figure, (post.figure / seat.figure).percent, question)
        yield finding if fits or sure else asked(finding)
