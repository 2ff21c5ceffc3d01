"""What a year's expenditure may come to, as seen at the end of a month, from how earlier years went on from there.

The ratio method: what is paid to date, divided by the share of the year that is usually paid by then. The share is the mean of
the department's own earlier years; without any, the median of other departments of the county; without those, month ÷ 12. How far
such a share misses is taken from the county: for every department with two earlier years or more, each year's share against the
mean of its other years; before there are such departments, each department's share against that of the next one (against
the median of the others where the share is theirs). Sorted, these ratios give the interval: the k-th from either end, k being a tenth of their number plus one, rounded down, at least 1. If next year is
to them as they are to each other, it lies between the two with probability 1 − 2k ÷ (n + 1), whatever their distribution
(order statistics). Nothing below what is paid already is held possible; without any ratio there is no upper end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from evallib.figures import Figure, absent, fixed, total
from evallib.quantities import Reason
from evallib.reading.record import ITEMS, Record
from evallib.rules.monitored import MONTHS_OF_YEAR, AtMonth, time_progress
from evallib.words import Words

TAIL = 10  # at either end a tenth of the ratios may be left out


class Basis(Enum):
    """What the usual share was taken from."""

    KNOWN = Words("全年已结束", "the year is over")
    OWN = Words("本部门往年", "the department's own earlier years")
    PEERS = Words("本县其他部门往年", "other departments of the county in earlier years")
    TIME = Words("按序时进度", "time-proportional")


@dataclass(frozen=True)
class Share:
    """What share of a year's outturn was paid by the end of a month."""

    department: str
    year: int
    figure: Figure


@dataclass(frozen=True)
class Season:
    """The share of a year that is usually paid by the end of a month.

    Args:
        month, basis: of which month, and where it is taken from.
        expected: the share, in per cent.
        lowest, highest: the range of the shares it was taken from; gaps where there are none.
        shares: those shares.
    """

    month: int
    basis: Basis
    expected: Figure
    lowest: Figure
    highest: Figure
    shares: tuple[Share, ...] = ()

    @property
    def words(self) -> Words:
        """Where it is taken from, in words."""
        if self.basis not in {Basis.OWN, Basis.PEERS}:
            return self.basis.value
        years = sorted({share.year for share in self.shares})
        told = "、".join(map(str, years)), ", ".join(map(str, years))
        if self.basis is Basis.OWN:
            return Words(f"{self.basis.value.zh}（{told[0]}年，共{len(years)}年）", f"{self.basis.value.en} ({told[1]}: {len(years)})")
        number = len({share.department for share in self.shares})
        return Words(f"{self.basis.value.zh}（{told[0]}年，{number}个部门）", f"{self.basis.value.en} ({told[1]}; {number} of them)")


@dataclass(frozen=True)
class Forecast:
    """What the year may come to.

    Args:
        season: the share that it rests on.
        value: the most likely outturn.
        low, high: the ends of its interval; ``high`` is a gap where nothing is known of how far it may miss.
        ratios: how many comparisons the interval rests on.
        chance: the nominal probability that the outturn lies within, in per cent; None where there is no interval.
    """

    season: Season
    value: Figure
    low: Figure
    high: Figure
    ratios: int = 0
    chance: Decimal | None = None

    @property
    def rough(self) -> bool:
        """Whether its interval rests on so few years that it is a rough guide."""
        return self.chance is not None and len({share.year for share in self.season.shares}) < ENOUGH_YEARS

    @property
    def words(self) -> Words:
        """How much it can be trusted, in words."""
        if self.season.basis is Basis.KNOWN:
            return Words("全年累计数，不是预测", "the year's cumulative figure, no forecast")
        if self.chance is None:
            return Words(
                f"依据：{self.season.words.zh}；没有往年数据可衡量误差，只知道不低于已支付数",
                f"from: {self.season.words.en}; no earlier year tells how far it may miss: it is only known to be at least what is paid",
            )
        few = Words("；往年年数少，区间仅供参考", "; few years: a rough guide") if self.rough else Words("", "")
        return Words(
            f"依据：{self.season.words.zh}；区间据{self.ratios}次往年对比，名义把握约{self.chance:.0f}%{few.zh}",
            f"from: {self.season.words.en}; interval from {self.ratios} comparisons of earlier years, nominally {self.chance:.0f}%{few.en}",
        )


ENOUGH_YEARS = 5  # below this the words call an interval a rough guide


def past_shares(records: Iterable[Record], item: str, month: int) -> list[Share]:
    """Return the share of the outturn that was paid by the end of a month, of every record that tells both.

    A year whose cumulative figures fall contradicts itself and is left out.
    """
    shares = []
    for record in records:
        told = [figure.value for figure in record.by_month(item).values()]
        if told != sorted(told):
            continue
        paid, outturn = record.by_month(item).get(month), record.figure(item)
        if not outturn.known:
            outturn = record.by_month(item).get(MONTHS_OF_YEAR, outturn)
        if paid and outturn.known and outturn.value > 0 and paid.value > 0:
            name = Words(
                f"{record.profile.name.zh}{record.year}年1—{month}月支出占全年比重", f"{record.profile.name.en}, share of {record.year} paid by month {month}"
            )
            shares.append(Share(record.department, record.year, (paid / outturn).called(*name)))
    return shares


def season(own: list[Share], peers: list[Share], month: int) -> Season:
    """Return the share that is usually paid by the end of a month."""
    name = (f"1—{month}月支出通常占全年比重", f"share usually paid by month {month}")
    for basis, shares, middle in ((Basis.OWN, own, _mean), (Basis.PEERS, peers, _median)):
        if shares:
            figures = sorted((share.figure for share in shares), key=lambda figure: figure.value)
            return Season(month, basis, middle(figures).called(*name).percent, figures[0].percent, figures[-1].percent, tuple(shares))
    none = absent(Words(*name), time_progress(month).unit, note=Words("没有往年数据", "no earlier years"))
    return Season(month, Basis.TIME, time_progress(month), none, none)


def forecast(seen: AtMonth, item: str, own: list[Share], peers: list[Share]) -> Forecast:
    """Return what the year may come to (see the module).

    Args:
        seen: the department at the end of the month; of its own year nothing later is used.
        item: which expenditure.
        own, peers: shares of earlier years at the same month, of the department and of others of the county.
    """
    paid, usual = seen.paid(item), season(own, peers, seen.month)
    label = (f"预计全年{ITEMS[item].words.zh}", f"{ITEMS[item].words.en}, forecast of the year")
    if seen.month == MONTHS_OF_YEAR:
        known = replace(usual, basis=Basis.KNOWN)
        return Forecast(known, paid, paid, paid)
    if not paid.known or paid.value <= 0:
        note = Words("尚无支出，无法按比例推算", "nothing is paid yet, so no ratio can tell")
        gap = absent(Words(*label), paid.unit, Reason.INCOMPLETE, note) if paid.known else replace(paid, label=Words(*label))
        return Forecast(usual, gap, gap, gap)
    value = _later(paid, usual.expected).called(*label)
    ratios = sorted(_ratios(own, peers), key=lambda figure: figure.value)
    if not ratios:
        note = Words("没有往年数据可衡量误差", "no earlier years tell how far it may miss")
        return Forecast(usual, value, _at_most(paid, value), absent(Words(*label), paid.unit, Reason.INCOMPLETE, note))
    outside = max(1, (len(ratios) + 1) // TAIL)
    least, most = ratios[outside - 1], ratios[-outside]
    low = _at_most(_at_least(paid, _later(value, most)), value).called(f"{label[0]}下限", f"{label[1]}, lower end")
    high = _at_least(value, _later(value, least)).called(f"{label[0]}上限", f"{label[1]}, upper end")
    return Forecast(usual, value, low, high, len(ratios), 100 - Decimal(200 * outside) / (len(ratios) + 1))


def _later(paid: Figure, share: Figure) -> Figure:
    """Return what an amount comes to where it is a share of it."""
    share = share.parts[0] if share.sign == "%" else share
    return replace(paid / share, unit=paid.unit)


def _ratios(own: list[Share], peers: list[Share]) -> list[Figure]:
    """Return how far shares lie from what would have been expected: from a department's other years, else from other departments."""
    years: dict[str, list[Share]] = {}
    for share in (*own, *peers):
        years.setdefault(share.department, []).append(share)
    repeated = [_against_others(shares, share, _mean) for shares in years.values() if len(shares) > 1 for share in shares]
    if repeated or len(peers) < 2:  # noqa: PLR2004  a comparison takes two
        return repeated
    if own:  # one year against another: two shares that may each be off
        return [one.figure / other.figure for one, other in zip(peers, (*peers[1:], peers[0]), strict=True)]
    return [_against_others(peers, share, _median) for share in peers]


def _against_others(shares: list[Share], one: Share, middle: Callable[[list[Figure]], Figure]) -> Figure:
    others = sorted((share.figure for share in shares if share is not one), key=lambda figure: figure.value)
    return one.figure / middle(others)


def _mean(figures: list[Figure]) -> Figure:
    return figures[0] if len(figures) == 1 else total(figures) / fixed(Decimal(len(figures)))


def _median(figures: list[Figure]) -> Figure:
    """Return the middle one of sorted figures, or the mean of the middle two."""
    half = len(figures) // 2
    return figures[half] if len(figures) % 2 else _mean(figures[half - 1 : half + 1])


def _at_least(least: Figure, figure: Figure) -> Figure:
    return figure if figure.value >= least.value else least


def _at_most(figure: Figure, most: Figure) -> Figure:
    return figure if figure.value <= most.value else most
