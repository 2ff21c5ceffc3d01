"""Whether the parts of a total add up to it: the readings that a list allows, and the other total that it may belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from evallib.figures import Figure, total
from evallib.quantities import Unit
from evallib.reading.measures import MEASURES
from evallib.reading.narrative import Narrative, Split, Told
from evallib.reading.record import MOST_PLACES
from evallib.reading.statements import CHILDREN
from evallib.rules.findings import Finding, Outcome, asked, compared, equality
from evallib.words import Words

HOLDS = {Outcome.PASS, Outcome.HINT}
REACH = 3000  # characters before and after a list in which another total may stand
MOST_PARTS = 12  # of a list whose subsets are tried
FEW_COUNTS = 4  # parts of a count of things that may be meant to make it up
SLIGHTLY_MORE = Decimal("1.2")  # times the total: what money was used for is by so much too much only by a slip
NEAR = Decimal("0.9")  # of the total: a list that comes as near may have been meant to be complete
COMPLETE = {
    "exp_total": ({"exp_basic", "exp_project"}, {"exp_personnel", "exp_operating", "exp_project"}),
    "rev_total": ({"exp_basic", "exp_project"},),
    "rev_appropriation": ({"exp_basic", "exp_project"},),
    "exp_basic": ({"exp_personnel", "exp_operating"}, {"econ_301", "econ_302", "econ_303"}),
    "three_public": ({"tp_overseas", "tp_vehicle", "tp_hospitality"}, {"tp_overseas", "tp_vehicle_purchase", "tp_vehicle_running", "tp_hospitality"}),
    "tp_vehicle": ({"tp_vehicle_purchase", "tp_vehicle_running"},),
    "procurement": ({"procurement_goods", "procurement_works", "procurement_services"},),
    "staff_total_stated": ({"staff_on_post", "staff_hired_external", "staff_retired"},),
}
"""Sets of parts that leave nothing out of a total, by the official forms."""
_KEYS = {"exp_basic": "A2", "exp_personnel": "A2", "exp_operating": "A2", "exp_project": "A4", "three_public": "B9", "tp_vehicle": "B9"}


def key_of(split: Split) -> str:
    """Return the check of the catalogue that a total with its parts falls under."""
    whole = split.whole
    if whole.measure.startswith("rev_"):
        return "A5"
    if whole.measure == "exp_total":
        return "A1" if {part.measure for part in split.parts} & {"exp_basic", "exp_project"} else "A2"
    return _KEYS.get(whole.measure) or ("G1" if whole.kind == "people" else "A4")


def checked_sums(narrative: Narrative, keys: Iterable[str], question: Words) -> Iterator[Finding]:
    """Yield the finding on every total with parts that falls under one of the checks named."""
    wanted, in_wan = set(keys), narrative.slips
    for split in narrative.splits:
        if key_of(split) in wanted:
            read = replace(split, whole=in_wan.get(split.whole.begin, split.whole), parts=tuple(in_wan.get(part.begin, part) for part in split.parts))
            finding = _judged(narrative, _as_precise(read), question)
            if finding:
                yield finding


def holds(stated: Figure, expected: Figure) -> bool:
    """Whether a stated figure is the one worked out, within rounding; of a rate, within one unit of its last digit."""
    if not expected.known:
        return False
    if compared(stated, expected) in HOLDS:
        return True
    return stated.unit is Unit.PERCENT and abs(expected.value - stated.value) <= Decimal(1).scaleb(stated.value.as_tuple().exponent)


def _as_precise(split: Split) -> Split:
    """Return a total with parts, each amount to the decimals of the most precise one: 85 beside 413.86 is 85.00, since closing zeros are dropped."""
    told = (split.whole, *split.parts)
    places = {one.unit: 0 for one in told if one.kind == "money"}
    for one in told:
        if one.kind == "money":
            places[one.unit] = max(places[one.unit], min(MOST_PLACES, -one.value.as_tuple().exponent))

    def precise(one: Told) -> Told:
        least = places.get(one.unit, 0)
        return replace(one, value=one.value.quantize(Decimal(1).scaleb(-least))) if -one.value.as_tuple().exponent < least else one

    return replace(split, whole=precise(split.whole), parts=tuple(map(precise, split.parts)))


SLIGHT = Decimal("0.1")  # percentage points: what differs by no more is asked about


def rate_equality(key: str, stated: Figure, expected: Figure, question: Words) -> Finding:
    """Return the finding on a stated rate: one unit of its last digit off, it was cut rather than rounded; up to 0.1 points off, it is asked about.

    Source: tolerances calibrated on S29.
    """
    finding = equality(key, stated, expected, question=question)
    if finding.outcome is not Outcome.FAIL:
        return finding
    step, off = Decimal(1).scaleb(stated.value.as_tuple().exponent), abs(finding.expected.value - stated.value)
    if off <= step:
        return replace(
            finding, outcome=Outcome.HINT, cause=Words("末位可能是舍去而不是四舍五入", "the last digit may have been cut, not rounded"), question=Words("", "")
        )
    return asked(finding) if off <= SLIGHT else finding


def _judged(narrative: Narrative, split: Split, question: Words) -> Finding | None:
    """Return the finding on a total with parts: by the reading that makes it hold, else by how complete the list is said to be; None for an open list."""
    parts, whole = _complete_set(split) or _upper(split.parts), split.whole.figure
    one_thing = len(parts) == 1 and split.whole.kind != "money"  # a part of a count that exceeds it is check K3's
    comparable = not one_thing and all(one.exact for one in (split.whole, *split.parts)) and (any(part.value for part in parts) or not whole.value)
    if not comparable:
        return None
    fits = next(((stated, reading) for stated, reading in _readings(split, parts) if compared(stated, _sum(reading)) in HOLDS), None)
    if fits:
        return equality(key_of(split), fits[0], _sum(fits[1]))
    finding = equality(key_of(split), whole, _sum(parts), cause=other_total(narrative, split, parts), question=question)
    outcome = _outcome(split, parts, finding)
    return finding if outcome is Outcome.FAIL else asked(finding) if outcome is Outcome.QUESTION else None


def _outcome(split: Split, parts: tuple[Told, ...], finding: Finding) -> Outcome:
    """Return how serious it is that parts do not make up their total: an open list may fall short, none may exceed it unless its parts overlap."""
    whole = split.whole.figure.to(finding.expected.unit)
    more = finding.expected.value > whole.value
    if more and _overlapping(split.whole.figure, parts):
        return Outcome.NOT_APPLICABLE
    if not more and split.whole.scope == "with_balances":
        return Outcome.NOT_APPLICABLE  # what is carried over need not be named
    kinds = [part.measure for part in parts]
    several_lists = any(kinds.count(kind) > 1 for kind in kinds if kind and not MEASURES[kind].wide) and split.whole.kind == "money"
    many_counts = split.whole.kind not in {"money", "people"} and len(parts) > FEW_COUNTS
    if several_lists or many_counts:
        return Outcome.NOT_APPLICABLE  # one kind twice: two stages, or two offices; many counts: received and closed, of several kinds
    uniform = all(kinds) != (not any(kinds)) or split.whole.kind == "people" or not split.whole.measure
    complete = split.opener == "由" or _complete(split, parts) or _nearly_all_staff(split, parts)
    exceeds = more and split.firm and not split.opener.startswith("按") and (len(parts) > 1 or (split.parts[0].measure and split.whole.measure))
    slightly = more and not split.firm and set(kinds) == {"project"} and len(parts) > 1 and finding.expected.value <= whole.value * SLIGHTLY_MORE
    if uniform and (complete or exceeds or slightly):
        return Outcome.FAIL
    near = finding.expected.value >= whole.value * NEAR and (split.whole.kind == "money" or split.whole.measure.startswith("staff_"))
    told_of_it = more or (near and len(parts) > 2 and split.closed)  # noqa: PLR2004
    return Outcome.QUESTION if split.firm and told_of_it else Outcome.NOT_APPLICABLE


def _sum(parts: Iterable[Told]) -> Figure:
    return total([part.figure for part in parts])


def _upper(parts: tuple[Told, ...]) -> tuple[Told, ...]:
    """Return the parts without those that are parts of another one in the list: 人员经费 after 基本支出."""
    held = set().union(*(_below(part.measure) for part in parts if part.measure))
    return tuple(part for part in parts if part.measure not in held) or parts


def _below(measure: str) -> set[str]:
    direct = CHILDREN.get(measure, set())
    return direct.union(*(_below(child) for child in direct))


def _complete_set(split: Split) -> tuple[Told, ...]:
    """Return the first parts of a list that leave nothing out of the total by the official forms; what follows is another list."""
    for count in range(2, len(split.parts)):
        if {part.measure for part in split.parts[:count]} in COMPLETE.get(split.whole.measure, ()):
            return split.parts[:count]
    return ()


def _readings(split: Split, parts: tuple[Told, ...]) -> Iterator[tuple[Figure, tuple[Told, ...]]]:
    """Yield the ways in which a list may make up its total: its upper parts, all, or the first ones, when another list follows; or it is of another figure."""
    whole = split.whole.figure
    yield whole, parts
    if len(split.parts) != len(parts):
        yield whole, split.parts
    for count in range(len(parts) - 1, 0, -1):
        yield whole, parts[:count]
    if len(parts) > 1:
        yield from ((other.figure, parts) for other in split.others)


def _overlapping(whole: Figure, parts: tuple[Told, ...]) -> bool:
    """Whether some of the parts alone make up the total, so that the others may be parts of these."""
    if len(parts) > MOST_PARTS:
        return False
    return any(compared(whole, _sum(some)) is Outcome.PASS for count in range(len(parts) - 1, 1, -1) for some in combinations(parts, count))


def _complete(split: Split, parts: tuple[Told, ...]) -> bool:
    measures = {part.measure for part in parts}
    return any(every <= measures for every in COMPLETE.get(split.whole.measure, ())) and split.closed


def _nearly_all_staff(split: Split, parts: tuple[Told, ...]) -> bool:
    """Whether the kinds of a department's headcount are three or more, with staff on post, and all but a few persons are named."""
    kinds = {"staff_total_stated", "staff_on_post", "staff_establishment"}
    told_by_kind = split.whole.measure in kinds and any(part.measure == "staff_on_post" or part.scope for part in parts)
    several = told_by_kind and len(parts) > 2  # noqa: PLR2004
    return several and sum(part.value for part in parts) >= split.whole.value * NEAR and split.closed


def other_total(narrative: Narrative, split: Split, parts: tuple[Told, ...]) -> Words:
    """Say which other stated total the parts make up, if one alone does (the scope solver, check A3 of the catalogue)."""
    if len(parts) < 2:  # noqa: PLR2004
        return Words("", "")
    mine = {one.begin for one in (split.whole, *split.parts)}
    fits = [
        one
        for one in narrative.between(split.whole.begin - REACH, split.parts[-1].begin + REACH)
        if one.begin not in mine
        and one.kind == split.whole.kind
        and one.role in {"amount", "count"}
        and one.exact
        and one.value != split.whole.value
        and compared(one.figure, _sum(parts)) in HOLDS
    ]
    fits = [one for one in fits if parts[0].measure in _below(one.measure)] or fits
    fits = [one for one in fits if one.measure.startswith("exp_")] or fits
    if len({(one.measure or one.label, one.value) for one in fits}) != 1:
        return Words("", "")
    one = fits[0].figure
    return Words(
        f"各项之和与{one.label.zh}{one.shown('zh')}相符，所列可能是它的构成",
        f"the sum fits {one.label.en} ({one.shown('en')}), which the parts may break down instead",
    )
