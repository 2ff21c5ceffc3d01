"""Many departments of a county side by side: structure, execution, peers, contradictions, evidence, readings, whom to examine first.

Everything rests on summaries. A department that lacks a figure is listed as lacking it and counted nowhere as 0; sums say whose
they are. A department that stands apart from its peers is told with the arithmetic and asked about: to stand apart is no error.
Nothing is ranked by score alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from evallib.distributions import Distribution, added, known_as, quoted
from evallib.figures import Figure, Source
from evallib.quantities import Unit, rounded
from evallib.reading.record import ECONOMIC_CLASSES, ITEMS, THREE_PUBLIC_PARTS, Period
from evallib.rules.findings import CHECKS
from evallib.summary import Reading, Summary, SummaryFinding
from evallib.words import Words, joined

LEAST_PEERS = 5
SHORTLIST = 10
HIGH = Decimal(95)
"""From here a stated score counts as high. Source: the framework's view of inflated scores (section 6: share from 95, spread, all equal); ``verified: no``."""
EXECUTION = (Decimal(80), Decimal(120))
"""Below and above this share of the revised budget, in per cent, execution is asked about. Source: the flags of S30 and S47 as the framework tells them; ``verified: no``."""

# -- measures ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Measure:
    """A figure by which departments are compared.

    Args:
        key, words: which, and its name.
        unit: unit of its figures.
        of: takes it from a summary.
        apart: how far from its peers' median a department must be to stand apart: in percentage points for rates, as a
            share of the median for amounts; None where size alone makes departments differ, so that peers are not compared.
    """

    key: str
    words: Words
    unit: Unit
    of: Callable[[Summary], Figure]
    apart: Decimal | None = None


def _per_head(item: str) -> Callable[[Summary], Figure]:
    """Take an outturn per person on post."""

    def of(summary: Summary) -> Figure:
        return replace(summary.figure(item) / summary.figure("staff_on_post"), unit=Unit.WAN_PER_HEAD)

    return of


def _share(part: str, whole: str) -> Callable[[Summary], Figure]:
    return lambda summary: (summary.figure(part) / summary.figure(whole)).percent


def _indicator(key: str, basis: str = "") -> Callable[[Summary], Figure]:
    return lambda summary: summary.indicator(key, basis)


POINTS, HALF = Decimal(10), Decimal("0.5")
MEASURES = {
    measure.key: measure
    for measure in (
        Measure("exp_total", ITEMS["exp_total"].words, Unit.WAN_YUAN, lambda summary: summary.figure("exp_total")),
        Measure("staff_on_post", ITEMS["staff_on_post"].words, Unit.PERSON, lambda summary: summary.figure("staff_on_post")),
        Measure("share_project", ITEMS["share_project"].words, Unit.PERCENT, _share("exp_project", "exp_total")),
        Measure(
            "execution_revised", Words("按全年预算的执行率", "execution of the revised budget"), Unit.PERCENT, _indicator("execution_rate", "revised"), POINTS
        ),
        Measure(
            "execution_initial", Words("按年初预算的执行率", "execution of the initial budget"), Unit.PERCENT, _indicator("execution_rate", "initial"), POINTS
        ),
        Measure("additions", Words("年中追加占年初预算", "additions to the initial budget"), Unit.PERCENT, _indicator("budget_addition_rate"), POINTS),
        Measure("staff_control_rate", ITEMS["staff_control_rate"].words, Unit.PERCENT, _indicator("staff_control_rate"), POINTS),
        Measure("personnel_per_head", Words("人均人员经费", "personnel cost per head"), Unit.WAN_PER_HEAD, _per_head("exp_personnel"), HALF),
        Measure("operating_per_head", Words("人均公用经费", "operating cost per head"), Unit.WAN_PER_HEAD, _per_head("exp_operating"), HALF),
        Measure("three_public_per_head", Words("人均“三公”经费", "three public expenses per head"), Unit.WAN_PER_HEAD, _per_head("three_public"), HALF),
    )
}
"""By key. How far is apart enough (10 points, half of the median) is a convention of this project: less is of no use to a reviewer."""


# -- peers -------------------------------------------------------------------------------------------------------------

KINDS = (
    ("township", Words("乡镇街道", "townships and subdistricts"), ("乡人民政府", "镇人民政府", "街道办事处", "乡", "镇", "街道"), ()),
    ("court", Words("法院检察院", "courts and procuratorates"), ("法院", "检察院"), ()),
    ("school", Words("学校", "schools"), ("中学", "小学", "学校", "幼儿园", "学院", "大学", "中专", "职高"), ()),
    ("hospital", Words("医疗机构", "medical institutions"), ("医院", "卫生院", "保健院", "卫生服务中心"), ()),
    (
        "mass",
        Words("群众团体", "mass organisations"),
        ("工会", "联合会", "妇联", "残联", "文联", "工商联", "协会", "科协", "侨联", "红十字会", "团委", "学会"),
        ("共青团",),
    ),
    ("bureau", Words("党政机关", "offices of Party and government"), ("局", "委员会", "委", "办公室", "厅", "部", "人民政府", "纪委监委", "政协", "人大"), ()),
    ("institution", Words("事业单位", "public institutions"), ("馆", "中心", "所", "站", "院", "室", "队", "社", "台", "园", "校", "处", "库"), ()),
)
"""Kinds of departments by the beginning or the ending of their Chinese name, the first that fits. A convention of this project, since the
data name no kind: it is no official classification."""
OTHER = Words("其他单位", "other units")
BANDS = (10, 30, 100)
"""Upper ends of the size bands, in persons on post. A convention of this project."""
PEER_RULE = Words(
    f"同类指名称的首尾所示的单位性质相同、在职人数同在一档（{'、'.join(f'{band}人以下' for band in BANDS)}、{BANDS[-1]}人以上，含本数）；"
    f"不足{LEAST_PEERS}家的各档并为一组，并后仍不足{LEAST_PEERS}家的不比较。",
    f"Peers are of the same kind by the beginning or ending of their names, and of the same band of staff on post (up to {', '.join(map(str, BANDS))}, above); "
    f"bands with fewer than {LEAST_PEERS} are put together, and if they are still fewer, not compared.",
)


def kind_of(name: str) -> tuple[str, Words]:
    """Return the kind of a department by its Chinese name, and the kind's name."""
    plain = name.partition("（")[0].strip()
    fits = (one for one in KINDS if plain.endswith(one[2]) or (one[3] and plain.startswith(one[3])))
    key, words, *_ = next(fits, ("other", OTHER))
    return key, words


def band_of(summary: Summary) -> int | None:
    """Return the size band, 0 for the smallest; None where the staff on post are not known."""
    staff = summary.figure("staff_on_post")
    return sum(staff.value > end for end in BANDS) if staff.known else None


def _band_words(band: int | None) -> Words:
    if band is None:
        return Words("在职人数未报", "staff on post not reported")
    if band == len(BANDS):
        return Words(f"在职{BANDS[-1]}人以上", f"more than {BANDS[-1]} on post")
    least = BANDS[band - 1] + 1 if band else 0
    return Words(f"在职{least}—{BANDS[band]}人", f"{least} to {BANDS[band]} on post")


@dataclass(frozen=True)
class PeerGroup:
    """Departments of a kind and size.

    Args:
        key, words: which kind and sizes.
        members: the departments.
    """

    key: str
    words: Words
    members: tuple[Summary, ...]

    @property
    def compared(self) -> bool:
        """Whether there are enough of them to be compared."""
        return len(self.members) >= LEAST_PEERS


def peer_groups(summaries: Iterable[Summary]) -> tuple[PeerGroup, ...]:
    """Put departments into groups of their peers, each into one (see ``PEER_RULE``)."""
    kinds: dict[str, dict[int | None, list[Summary]]] = {}
    for summary in summaries:
        kinds.setdefault(kind_of(summary.name.zh)[0], {}).setdefault(band_of(summary), []).append(summary)
    return tuple(group for kind in sorted(kinds) for group in _groups_of(kind, kinds[kind]))


def _groups_of(kind: str, bands: Mapping[int | None, list[Summary]]) -> list[PeerGroup]:
    words = next((one[1] for one in KINDS if one[0] == kind), OTHER)
    order = sorted(bands, key=lambda band: (band is None, band))
    large = [band for band in order if len(bands[band]) >= LEAST_PEERS]
    small = [band for band in order if band not in large]
    groups = [PeerGroup(f"{kind}.{band}", _of_sizes(words, [band]), tuple(bands[band])) for band in large]
    rest = tuple(summary for band in small for summary in bands[band])
    return [*groups, PeerGroup(f"{kind}.rest", _of_sizes(words, small), rest)] if rest else groups


def _of_sizes(kind: Words, bands: Sequence[int | None]) -> Words:
    sizes = joined([_band_words(band) for band in bands])
    return Words(f"{kind.zh}（{sizes.zh}）", f"{kind.en} ({sizes.en})")


@dataclass(frozen=True)
class Outlier:
    """A department that stands apart from its peers by a measure; it may have good reason to.

    Args:
        summary, measure, figure: which, by what, and its figure.
        group: its peers.
        spread: their distribution.
        fence: the bound beyond which it stands.
    """

    summary: Summary
    measure: Measure
    figure: Figure
    group: PeerGroup
    spread: Distribution
    fence: Decimal

    @property
    def words(self) -> Words:
        """What stands apart and by which arithmetic."""
        above, unit = self.figure.value > self.fence, self.measure.unit

        def told(value: Decimal, lang: str) -> str:
            return Figure(Words("", ""), value, unit).shown(lang)

        low, middle, high = (rounded(self.spread.quartile(number).value) for number in (1, 2, 3))
        start, sign = (high, Words("＋", "+")) if above else (low, Words("－", "−"))
        number = self.spread.count
        return Words(
            f"{self.measure.words.zh}{self.figure.shown('zh')}；{self.group.words.zh}{number}家的中位数为{told(middle, 'zh')}，"
            f"{start} {sign.zh} 3 × ({high} － {low}) ＝ {self.fence}，{'高' if above else '低'}于此数，请了解原因",
            f"{self.measure.words.en} {self.figure.shown('en')}; the median of the {number} {self.group.words.en} is {told(middle, 'en')}, "
            f"{start} {sign.en} 3 × ({high} − {low}) = {self.fence}, which it is {'above' if above else 'below'}: please find out why",
        )


# -- what is told of all ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """A measure over all departments.

    Args:
        measure: which.
        values: the figure of each department by its folder's name, gaps among them.
    """

    measure: Measure
    values: Mapping[str, Figure]

    @cached_property
    def spread(self) -> Distribution | None:
        """How the known ones are distributed, None where none is known."""
        return Distribution.of(self.values.values())

    @property
    def lacking(self) -> tuple[str, ...]:
        """The departments that lack it."""
        return tuple(name for name, figure in self.values.items() if not figure.known)


@dataclass(frozen=True)
class Totals:
    """Sums of an item in several periods, over the same departments in each.

    Args:
        sums: by period.
        lacking: the departments that lack it in a period and are in none of the sums.
    """

    sums: Mapping[Period, Figure]
    lacking: tuple[str, ...]

    def rate(self, part: Period, whole: Period) -> Figure:
        """Return one sum as a percentage of another."""
        return (quoted(self.sums[part]) / quoted(self.sums[whole])).percent


@dataclass(frozen=True)
class Part:
    """A part of the county's expenditure.

    Args:
        key, words: code or item, and name.
        amount: the sum over the departments that report it.
        share: of the whole, in per cent.
        departments: how many report it.
    """

    key: str
    words: Words
    amount: Figure
    share: Figure
    departments: int


@dataclass(frozen=True)
class Structure:
    """Expenditure by parts.

    Args:
        parts: the largest first.
        whole: what they add up to, over the departments that report them.
        lacking: the departments that report none; their money is in no part.
    """

    parts: tuple[Part, ...]
    whole: Figure
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Trend:
    """An item over the years, summed over the same departments in each, those that report it in all.

    Args:
        item: which.
        years: the sum of each year.
        departments: those summed.
        lacking: those that lack it in some year, by folder's name, with the years.
    """

    item: str
    years: Mapping[int, Figure]
    departments: tuple[str, ...]
    lacking: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Contradiction:
    """A check and the departments for which it does not hold or raises a question; the largest difference known, in 万元.

    Args:
        check, words: its number and what must hold.
        failed, asked: folder's name and number of findings of each department.
        largest: the largest difference known, without sign.
    """

    check: str
    words: Words
    failed: Mapping[str, int]
    asked: Mapping[str, int]
    largest: Decimal | None

    @property
    def departments(self) -> tuple[str, ...]:
        """The departments that it concerns, those first for which it does not hold."""
        return tuple(dict.fromkeys([*self.failed, *self.asked]))


@dataclass(frozen=True)
class Effect:
    """What another reading of the rules, or another scheme, does to scores and their order.

    Args:
        kind, key, name: as in ``Reading``.
        spans: each department's reading, by folder's name.
        changed: the departments whose span is another.
        order: by department, the rank by the lowest total as scored and under this reading; equal totals share a rank.
        infeasible: the departments whose stated score is not possible under it.
    """

    kind: str
    key: str
    name: Words
    spans: Mapping[str, Reading]
    changed: tuple[str, ...]
    order: Mapping[str, tuple[int, int]]
    infeasible: tuple[str, ...]

    @property
    def moved(self) -> tuple[str, ...]:
        """The departments whose rank changes, the furthest first."""
        far = {name: abs(after - before) for name, (before, after) in self.order.items() if before != after}
        return tuple(sorted(far, key=lambda name: (-far[name], name)))


@dataclass(frozen=True)
class StatedScores:
    """The scores that departments state themselves.

    Args:
        high: those who state 95 marks or more.
        distinct: how many different scores are stated.
        lacking: those who state none.
        spread: their distribution.
    """

    high: tuple[str, ...]
    distinct: int
    lacking: tuple[str, ...]
    spread: Distribution | None


@dataclass(frozen=True)
class Why:
    """A reason to examine a department.

    Args:
        level: 1 contradictions, 2 a score that cannot be reached, 3 what is to be explained, 4 what is missing.
        words: the reason, with its arithmetic.
        sources: where to look.
    """

    level: int
    words: Words
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Listed:
    """A department on the reviewer's shortlist, with every reason, line by line."""

    summary: Summary
    reasons: tuple[Why, ...]
    counts: tuple[Decimal | int, ...]


SHORTLIST_RULE = Words(
    "先后次序依次比较：不符的项数；自评得分是否不可能；待说明的项数、执行率低于80%或高于120%、与同类差距悬殊的项数之和；"
    "因缺资料而待定的分值；支出总额。前一项相同才看后一项，得分高低不作依据。",
    "The order compares, one after the other: how many findings do not hold; whether the stated score is impossible; how many are to be explained, "
    "with execution below 80 % or above 120 % and measures far from the peers'; the marks that are open for want of evidence; total expenditure. A later one "
    "counts only where the earlier ones are equal. How high the score is does not count.",
)
"""Source of the order: framework, section 6, suggested order of output for a reviewer: contradictions with arithmetic, a score that cannot be
reached, unsupported claims, missing data. No weights are invented: a reason of an earlier kind comes before any number of later ones."""


# -- the comparison ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Comparison:
    """All departments of a county and year side by side.

    Args:
        county, year: which.
        departments: their summaries, by folder's name in order.
        earlier: the summaries of other years, by year and folder's name.
    """

    county: str
    year: int
    departments: Mapping[str, Summary]
    earlier: Mapping[int, Mapping[str, Summary]]

    def name(self, department: str) -> Words:
        """Return a department's name."""
        return self.departments[department].name

    @property
    def county_name(self) -> Words:
        """The county's name."""
        return next(iter(self.departments.values())).county_name

    @property
    def invented(self) -> bool:
        """Whether data are invented."""
        return any(one.invented for one in self.departments.values())

    # -- money

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Each measure over all departments, by key."""
        return {
            key: Column(measure, {name: known_as(one.name, measure.of(one)) for name, one in self.departments.items()}) for key, measure in MEASURES.items()
        }

    def totals(self, item: str, *periods: Period) -> Totals:
        """Return the county's sums of an item in periods, over the departments that report it in all of them."""
        told = {name: [one.figure(item, period) for period in periods] for name, one in self.departments.items()}
        lacking = tuple(name for name, figures in told.items() if not all(figure.known for figure in figures))
        chosen = told.keys() - set(lacking)
        sums = {
            period: added(ITEMS[item].label(period), [known_as(self.name(name), told[name][place]) for name in told if name in chosen], ITEMS[item].unit)
            for place, period in enumerate(periods)
        }
        return Totals(sums, lacking)

    @cached_property
    def execution(self) -> Totals:
        """Total expenditure by initial and revised budget and outturn, over the departments that report all three."""
        return self.totals("exp_total", Period.BUDGET_INITIAL, Period.BUDGET_REVISED, Period.ACTUAL)

    @cached_property
    def by_function(self) -> Structure:
        """Expenditure by functional class, from the published accounts."""
        told = {name: {each.code or each.name.zh: (each.name, each.amount) for each in one.functional} for name, one in self.departments.items()}
        return self._structure(told, Words("按功能分类的支出合计", "expenditure by functional class"))

    @cached_property
    def by_economic_class(self) -> Structure:
        """The outturn by economic class, as reported."""
        told = {
            name: {item: (ITEMS[item].words, figure) for item in ECONOMIC_CLASSES if (figure := one.figure(item)).known}
            for name, one in self.departments.items()
        }
        return self._structure(told, Words("按经济分类的支出合计", "expenditure by economic class"))

    @cached_property
    def by_kind(self) -> Structure:
        """Basic and project expenditure, over the departments that report both."""
        items = ("exp_basic", "exp_project")
        told = {
            name: {item: (ITEMS[item].words, one.figure(item)) for item in items if all(one.figure(each).known for each in items)}
            for name, one in self.departments.items()
        }
        return self._structure(told, Words("基本支出和项目支出合计", "basic and project expenditure"))

    def _structure(self, told: Mapping[str, Mapping[str, tuple[Words, Figure]]], name: Words) -> Structure:
        parts: dict[str, list[Figure]] = {}
        words: dict[str, Words] = {}
        for department, amounts in told.items():
            for key, (named, amount) in amounts.items():
                words.setdefault(key, named)
                parts.setdefault(key, []).append(known_as(self.name(department), amount))
        sums = {key: added(words[key], figures, Unit.WAN_YUAN) for key, figures in parts.items()}
        whole = added(name, [quoted(one) for one in sums.values()], Unit.WAN_YUAN)
        order = sorted(sums, key=lambda key: (-sums[key].value, key))
        listed = tuple(Part(key, words[key], sums[key], (quoted(sums[key]) / quoted(whole)).percent, len(parts[key])) for key in order)
        return Structure(listed, whole, tuple(department for department, amounts in told.items() if not amounts))

    # -- peers

    @cached_property
    def groups(self) -> tuple[PeerGroup, ...]:
        """The departments in groups of their peers."""
        return peer_groups(self.departments.values())

    @cached_property
    def spreads(self) -> dict[tuple[str, str], Distribution]:
        """The distribution of each measure within each group that is compared, by the keys of group and measure; only where enough of them have it."""
        found = {}
        for group in (group for group in self.groups if group.compared):
            for key, column in self.columns.items():
                spread = Distribution.of(column.values[one.department] for one in group.members)
                if spread and spread.count >= LEAST_PEERS:
                    found[group.key, key] = spread
        return found

    @cached_property
    def outliers(self) -> tuple[Outlier, ...]:
        """The departments that stand far from their peers by a measure, the peers' groups in order."""
        return tuple(
            outlier
            for group in self.groups
            for measure in MEASURES.values()
            if (group.key, measure.key) in self.spreads and measure.apart is not None
            for outlier in self._outside(group, measure)
        )

    def _outside(self, group: PeerGroup, measure: Measure) -> Iterable[Outlier]:
        spread, values = self.spreads[group.key, measure.key], self.columns[measure.key].values
        low, high = spread.fences
        middle = spread.median.value
        least = measure.apart if measure.unit is Unit.PERCENT else abs(middle) * measure.apart
        for one in group.members:
            figure = values[one.department]
            if figure.known and not low <= figure.value <= high and middle and abs(figure.value - middle) >= least:
                yield Outlier(one, measure, figure, group, spread, high if figure.value > high else low)

    # -- findings and evidence

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """The checks that do not hold or raise questions, those of most departments first."""
        found: dict[str, dict[str, dict[str, int]]] = {}
        largest: dict[str, Decimal] = {}
        for name, one in self.departments.items():
            for finding in one.findings:
                counts = found.setdefault(finding.check, {"fail": {}, "question": {}})[finding.outcome]
                counts[name] = counts.get(name, 0) + 1
                if finding.difference is not None:
                    largest[finding.check] = max(largest.get(finding.check, Decimal(0)), abs(finding.difference))
        listed = [Contradiction(check, CHECKS[check].words, told["fail"], told["question"], largest.get(check)) for check, told in found.items()]
        return tuple(sorted(listed, key=lambda one: (-len(one.departments), -len(one.failed), one.check[0], int(one.check[1:] or 0))))

    @cached_property
    def by_contradictions(self) -> tuple[Summary, ...]:
        """The departments, those with most unresolved contradictions first, then those with most questions."""
        return tuple(sorted(self.departments.values(), key=lambda one: (-one.outcomes["fail"], -one.outcomes["question"], one.department)))

    @cached_property
    def by_evidence(self) -> tuple[Summary, ...]:
        """The departments, those whose evidence settles fewest marks first."""
        return tuple(sorted(self.departments.values(), key=lambda one: (one.settled, one.department)))

    @cached_property
    def impossible(self) -> tuple[Summary, ...]:
        """The departments whose stated score is not possible."""
        return tuple(one for one in self.departments.values() if one.status == "infeasible")

    @cached_property
    def stated(self) -> StatedScores:
        """The scores that the departments state: how many are high, how far they differ."""
        known = {name: one.stated.value for name, one in self.departments.items() if one.stated.known}
        high = tuple(name for name, value in known.items() if value >= HIGH)
        return StatedScores(high, len(set(known.values())), tuple(name for name in self.departments if name not in known), self.marks("stated"))

    def marks(self, which: str) -> Distribution | None:
        """Return the distribution of ``lowest``, ``highest``, ``evidenced``, ``settled`` or ``stated`` marks."""
        return Distribution.of(marks(one, which) for one in self.departments.values())

    # -- years

    def trend(self, item: str) -> Trend:
        """Return an item over the years for which there are summaries."""
        years = {year: ones for year, ones in sorted({**self.earlier, self.year: self.departments}.items()) if year <= self.year}
        names = sorted({name for ones in years.values() for name in ones})
        lacking = {name: tuple(year for year, ones in years.items() if name not in ones or not ones[name].figure(item).known) for name in names}
        chosen = tuple(name for name in names if not lacking[name])
        sums = {
            year: added(_in_year(item, year), [known_as(ones[name].name, ones[name].figure(item)) for name in chosen], ITEMS[item].unit)
            for year, ones in years.items()
        }
        return Trend(item, sums if chosen else {}, chosen, {name: gaps for name, gaps in lacking.items() if gaps})

    @cached_property
    def three_public(self) -> tuple[Trend, ...]:
        """The three public expenses and their parts over the years."""
        return tuple(self.trend(item) for item in ("three_public", *THREE_PUBLIC_PARTS))

    def changes(self, item: str = "exp_total") -> dict[str, Figure]:
        """Return each department's change on the year before, in per cent, or the gap: by last year's own summary, else by last year's outturn in this year's."""
        last = self.earlier.get(self.year - 1, {})

        def change(name: str, one: Summary) -> Figure:
            before = last[name].figure(item) if name in last else one.figure(item, Period.LAST_ACTUAL)
            if not before.known:
                before = one.figure(item, Period.LAST_ACTUAL)
            this, before = known_as(_in_year(item, self.year), one.figure(item)), known_as(_in_year(item, self.year - 1), before)
            return known_as(one.name, ((this - before) / before).percent)

        return {name: change(name, one) for name, one in self.departments.items()}

    # -- readings

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """What each other reading and scheme does to scores and their order."""
        found: dict[tuple[str, str], dict[str, Reading]] = {}
        for name, one in self.departments.items():
            for reading in one.readings:
                found.setdefault((reading.kind, reading.key), {})[name] = reading
        return tuple(self._effect(spans) for spans in found.values())

    def _effect(self, spans: Mapping[str, Reading]) -> Effect:
        first, own = next(iter(spans.values())), self.departments
        changed = tuple(name for name, span in spans.items() if (span.lowest, span.highest) != (own[name].lowest, own[name].highest))
        before, after = _ranks({name: own[name].lowest for name in spans}), _ranks({name: span.lowest for name, span in spans.items()})
        infeasible = tuple(name for name, span in spans.items() if span.stated == "infeasible")
        return Effect(first.kind, first.key, first.name, spans, changed, {name: (before[name], after[name]) for name in spans}, infeasible)

    # -- whom to examine first

    @cached_property
    def shortlist(self) -> tuple[Listed, ...]:
        """The departments to examine first, at most ten, in the order of ``SHORTLIST_RULE``, each with its reasons."""
        apart: dict[str, list[Outlier]] = {}
        for outlier in self.outliers:
            apart.setdefault(outlier.summary.department, []).append(outlier)
        counted = [(_counts(one, apart.get(name, ())), name) for name, one in self.departments.items()]
        order = sorted((entry for entry in counted if any(entry[0][:-1])), key=lambda entry: ([-count for count in entry[0]], entry[1]))
        return tuple(Listed(self.departments[name], tuple(_reasons(self.departments[name], apart.get(name, ()))), counts) for counts, name in order[:SHORTLIST])


def compare(summaries: Iterable[Summary], year: int | None = None) -> Comparison:
    """Put the departments of a county side by side.

    Args:
        summaries: of one county, of one year or several; in any order.
        year: which year is compared; the latest by default. Other years serve to tell changes.

    Raises:
        ValueError: there are none of that year, or they are of several counties, or one department-year is there twice.
    """
    years: dict[int, dict[str, Summary]] = {}
    counties = set()
    for one in sorted(summaries, key=lambda one: (one.year, one.department)):
        counties.add(one.county)
        if one.department in years.setdefault(one.year, {}):
            raise ValueError(f"{one.folder} is there twice")
        years[one.year][one.department] = one
    chosen = max(years, default=None) if year is None else year
    if len(counties) != 1 or chosen not in years:
        raise ValueError(f"summaries of one county and year are compared, not of {sorted(counties)} in {chosen}")
    return Comparison(counties.pop(), chosen, years.pop(chosen), years)


def marks(summary: Summary, which: str) -> Figure:
    """Return ``lowest``, ``highest``, ``evidenced`` or ``settled`` marks of a department as the sum of its rows, or its ``stated`` score, under its name."""
    if which == "stated":
        return known_as(summary.name, summary.stated)
    taken = {"lowest": "lowest", "highest": "highest", "evidenced": "lowest", "settled": "available"}[which]
    rows = [row for row in summary.rows if which in {"lowest", "highest"} or not row.open]
    told = [Figure(row.name, getattr(row, taken), Unit.MARK) for row in rows]
    return added(summary.name, told or [Figure(summary.name, Decimal(0), Unit.MARK)], Unit.MARK)


def _in_year(item: str, year: int) -> Words:
    name = ITEMS[item].label(Period.ACTUAL)
    return Words(f"{year}年{name.zh}", f"{name.en}, {year}")


def _ranks(values: Mapping[str, Decimal]) -> dict[str, int]:
    """Return the rank of each, 1 for the highest; equal values share the best."""
    first: dict[Decimal, int] = {}
    for place, value in enumerate(sorted(values.values(), reverse=True), 1):
        first.setdefault(value, place)
    return {name: first[value] for name, value in values.items()}


def _checks(summary: Summary, outcome: str) -> list[SummaryFinding]:
    return [finding for finding in summary.findings if finding.outcome == outcome]


def _off_execution(summary: Summary) -> Figure | None:
    """Return the execution rate where it lies outside of what goes unasked."""
    rate = summary.indicator("execution_rate", "revised")
    return rate if rate.known and not EXECUTION[0] <= rate.value <= EXECUTION[1] else None


def _counts(summary: Summary, apart: Sequence[Outlier]) -> tuple[Decimal | int, ...]:
    failed, asked = summary.outcomes["fail"], summary.outcomes["question"]
    impossible = (1 + summary.certain) * (summary.status == "infeasible")
    spent = summary.figure("exp_total")
    return failed, impossible, asked + bool(_off_execution(summary)) + len(apart), summary.at_stake, spent.value if spent.known else Decimal(0)


def _reasons(summary: Summary, apart: Sequence[Outlier]) -> Iterable[Why]:
    for outcome, level in (("fail", 1), ("question", 3)):
        if level != 1 and summary.status == "infeasible":
            because = Words(f"（{summary.because.zh}）", f"({summary.because.en})") if summary.because.zh else Words("", "")
            yield Why(2, summary.stands.plus(because), summary.stated.sources)
        for finding in _checks(summary, outcome):
            words = CHECKS[finding.check].words
            yield Why(level, Words(f"{finding.check} {words.zh}：{finding.told.zh}", f"{finding.check} {words.en}: {finding.told.en}"), finding.sources)
    if rate := _off_execution(summary):
        bound = Words("低于80%", "below 80 %") if rate.value < EXECUTION[0] else Words("高于120%", "above 120 %")
        yield Why(3, Words(f"预算执行率{rate.arithmetic('zh')}，{bound.zh}", f"execution of the budget {rate.arithmetic('en')}, {bound.en}"), rate.sources)
    for outlier in apart:
        yield Why(3, outlier.words, outlier.figure.sources)
    if summary.missing:
        at_stake = summary.at_stake.normalize()
        rows = joined([row.name for row in summary.missing])
        yield Why(4, Words(f"因缺资料有{at_stake:f}分待定：{rows.zh}", f"{at_stake:f} marks are open for want of evidence: {rows.en}"))
