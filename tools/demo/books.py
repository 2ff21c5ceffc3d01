"""The books of an invented department: exact amounts in 分, from which every table of a year is added up.

One list of entries holds all money, each with its classes, so that totals, parts, account tables and prose cannot disagree.
Chance comes from whole numbers of a generator named by seed, department and year: the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

FIRST_YEAR, YEARS = 2021, (2022, 2023, 2024)  # the year before the first one shipped is only last year's figures
WAN = 1_000_000  # 分 in 万元
INITIAL, REVISED, ACTUAL = "initial", "revised", "actual"
GENERAL, FUND, SPECIAL, SERVICE, OTHER = "general", "fund", "special", "service", "other"
APPROPRIATED = (GENERAL, FUND)
RUNNING = "运行维护经费"  # within projects, but no project

_OFFICE = {
    "30201": 40, "30202": 6, "30205": 3, "30206": 8, "30207": 7, "30211": 18, "30213": 9, "30215": 5, "30216": 7,
    "30226": 16, "30228": 10, "30229": 8, "30239": 30, "30299": 12, "30305": 18, "30309": 4, "30399": 5,
}  # fmt: skip
_PAY = {"30101": 230, "30108": 82, "30109": 20, "30110": 42, "30112": 6, "30113": 66, "30199": 24}
_PUBLIC = {False: {"30217": 9, "30231": 12}, True: {"30217": 1, "30231": 2}}  # hospitality and vehicles, of administrations and institutions
ADMINISTRATION = _PAY | {"30102": 180, "30103": 95, "30111": 10} | _OFFICE
INSTITUTION = _PAY | {"30102": 34, "30103": 6, "30107": 250} | _OFFICE
HOSPITAL = INSTITUTION | {"30218": 430, "30213": 26, "30227": 40}
FALLING = {"30212", "30215", "30217", "30231"}  # yearly budgets that thrift never lets rise
PAID_ELSEWHERE = {  # cost of staff that has an item of its own in the functional classification: administrations, institutions
    "30108": ("2080505", "2080505"), "30109": ("2080506", "2080506"), "30110": ("2101101", "2101102"),
    "30111": ("2101103", "2101103"), "30113": ("2210201", "2210201"),
}  # fmt: skip


def wan(amount: int) -> str:
    """Return 分 as 万元, printed to 0.01."""
    return f"{(Decimal(amount) / WAN).quantize(Decimal('0.01'), ROUND_HALF_UP):f}"


def yuan(amount: int) -> str:
    """Return 分 as 元, printed to 0.01."""
    return f"{Decimal(amount) / 100:.2f}"


def percent(part: int | Decimal, whole: int | Decimal, places: int = 2) -> str:
    """Return a share in per cent, rounded half up."""
    return f"{(Decimal(part) / Decimal(whole) * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"


@dataclass(frozen=True)
class Entry:
    """Money for one purpose.

    Args:
        econ: item of the economic classification, for basic expenditure; empty for a project.
        project: name of the project; empty for basic expenditure.
        function: item of the functional classification.
        source: where the money is from.
        initial, carried, revised, actual: budget as approved, brought in from last year, full-year budget (which holds what was
            brought in), outturn.
    """

    econ: str
    project: str
    function: str
    source: str
    initial: int
    carried: int
    revised: int
    actual: int

    @property
    def left(self) -> int:
        """What remains of the full-year budget."""
        return self.revised - self.actual


@dataclass(frozen=True)
class Books:
    """The money of one department in one year.

    Args:
        keeps: whether what remains of project money is carried over; else it lapses to the treasury.
        surplus: own income beyond what it paid for: gained this year, brought in, and distributed at the year's end.
        vehicles: running cost of vehicles that a project pays, by column: a part of that project's entry.
        last: the year before.
    """

    year: int
    entries: tuple[Entry, ...]
    keeps: bool
    surplus: tuple[int, int, int]
    vehicles: dict[str, int]
    last: Books | None

    def sum(self, column: str = ACTUAL, *, basic: bool | None = None, econ: str = "", project: str = "", source: Iterable[str] = (), function: str = "") -> int:
        """Add up a column (``initial``, ``revised``, ``actual``, ``carried``, ``left``) of the entries that belong to all that is named."""
        return sum(
            getattr(one, column)
            for one in self.entries
            if (basic is None or bool(one.econ) is basic)
            and one.econ.startswith(econ)
            and project in {"", one.project}
            and (not source or one.source in source)
            and one.function.startswith(function)
        )

    def opening(self, source: Iterable[str] = ()) -> int:
        """Return what was brought in."""
        own = self.surplus[1] if not source or SERVICE in source else 0
        return self.sum("carried", source=source) + own

    def closing(self, source: Iterable[str] = ()) -> int:
        """Return what is carried over."""
        gained, brought, distributed = self.surplus if not source or SERVICE in source else (0, 0, 0)
        return gained + brought - distributed + (self.sum("left", basic=False, source=source) if self.keeps else 0)

    def revenue(self, source: Iterable[str] = (), column: str = ACTUAL) -> int:
        """Return the revenue of the year: what was spent, distributed and carried over less what was brought in; budgets balance."""
        if column == INITIAL:
            return self.sum(INITIAL, source=source)
        distributed = self.surplus[2] if not source or SERVICE in source else 0
        return self.sum(source=source) + distributed + self.closing(source) - self.opening(source)

    def three_public(self, column: str = ACTUAL) -> dict[str, int]:
        """Return the three public expenses by part."""
        running, purchase = self.sum(column, econ="30231") + self.vehicles.get(column, 0), self.sum(column, econ="31013")
        parts = {"tp_overseas": self.sum(column, econ="30212"), "tp_vehicle": running + purchase, "tp_hospitality": self.sum(column, econ="30217")}
        return {"three_public": sum(parts.values()), **parts, "tp_vehicle_purchase": purchase, "tp_vehicle_running": running}

    @property
    def projects(self) -> list[str]:
        """The names of its projects, running cost within projects aside."""
        return list(dict.fromkeys(one.project for one in self.entries if one.project and one.project != RUNNING))


def chance(seed: int, key: str, year: int, use: str) -> Random:
    """Return the chance for one use: the same whenever and wherever it is asked for whole numbers."""
    return Random(f"{seed}/{key}/{year}/{use}")  # noqa: S311  nothing here is secret


def keep_books(department: dict[str, Any], key: str, seed: int) -> dict[int, Books]:
    """Keep a department's books from the first year on."""
    kept: dict[int, Books] = {}
    for year in (FIRST_YEAR, *YEARS):
        kept[year] = _year(department, year, chance(seed, key, year, "books"), kept.get(year - 1))
    return kept


def _year(department: dict[str, Any], year: int, rng: Random, last: Books | None) -> Books:
    keeps = bool(department.get("keeps"))
    first = last is None
    before = {(one.econ, one.project, one.source): one for one in last.entries} if last else {}
    entries = []
    for econ, project, function, source, size in _purposes(department, rng) if first else [(*key, one.function, one.source, 0) for key, one in _keyed(before)]:
        earlier = before.get((econ, project, source))
        initial = size if earlier is None else _next_budget(earlier, rng)
        carried = earlier.left if earlier and keeps and project else 0
        revised = carried + _revised(econ, initial, keeps, rng) * (100 if econ else department.get("boost", {}).get(year, 100)) // 100
        entries.append(Entry(econ, project, function, source, initial, carried, revised, _spent(econ, revised, department.get("pace", 9400), rng)))
    own = sum(one.actual for one in entries if one.source == SERVICE)
    gained, brought = own * rng.randint(2, 12) // 1000, last.closing((SERVICE,)) if last else 0
    surplus = (gained, brought, gained * department.get("distributes", 0) // 100)
    return Books(year, tuple(entries), keeps, surplus, _vehicles(department, entries, last, rng), last)


def _keyed(before: dict[tuple[str, str, str], Entry]) -> list[tuple[tuple[str, str], Entry]]:
    return [((econ, project), one) for (econ, project, _), one in before.items()]


def _purposes(department: dict[str, Any], rng: Random) -> list[tuple[str, str, str, str, int]]:
    """Return what a department spends on in its first year: economic item, project, functional item, source, amount."""
    total = department["size"] * WAN * rng.randint(970, 1030) // 1000
    institution, own = department.get("institution", False), department.get("own", {})
    weights = dict(HOSPITAL if own.get("source") == SERVICE else INSTITUTION if institution else ADMINISTRATION)
    weights |= _PUBLIC[institution] | ({"31002": 12} if department.get("equipment") else {}) | ({"30212": 5} if department.get("overseas") else {})
    if not department.get("vehicles", True):
        del weights["30231"]
    basic = total * department["basic"] // 100
    found = []
    for econ in sorted(weights):
        amount = basic * weights[econ] // sum(weights.values()) * rng.randint(85, 115) // 10_000 * 100
        paid_by_own = 0 if econ in FALLING else amount * own.get(econ[:3], 0) // 10_000 * 100
        function = PAID_ELSEWHERE.get(econ, (department["duty"][0],) * 2)[institution]
        shares = ((GENERAL, amount - paid_by_own), (own.get("source", ""), paid_by_own))
        found += [(econ, "", function, source, share) for source, share in shares if share]
    running = department.get("running", 0)
    projects = [*department["projects"], *([{"name": RUNNING, "share": running}] if running else [])]
    whole = sum(project["share"] for project in projects)
    for project in projects:
        amount = (total - basic) * project["share"] // whole * rng.randint(90, 110) // 100 // 100_000 * 100_000
        source = FUND if "fund" in project else OTHER if "other" in project else GENERAL
        function = project["fund"][0] if "fund" in project else department["work"][0]
        found.append(("", project["name"], function, source, max(amount, 100_000)))
    return found


def _next_budget(earlier: Entry, rng: Random) -> int:
    if earlier.econ in FALLING:
        return earlier.initial * rng.randint(920, 1000) // 1000 // 100 * 100
    if earlier.econ:
        return earlier.initial * rng.randint(985, 1055) // 1000 // 100 * 100
    return max(earlier.initial * rng.randint(960, 1060) // 1000 // 100_000 * 100_000, 100_000)


def _revised(econ: str, initial: int, keeps: bool, rng: Random) -> int:  # noqa: FBT001  a column of the department
    if econ in FALLING or econ == "31013":
        return initial
    if econ.startswith("301"):
        return initial * rng.randint(1000, 1040) // 1000
    if econ:
        return initial * rng.randint(985, 1015) // 1000
    return initial * rng.randint(1000, 1060) // 1000 if keeps else initial * rng.randint(970, 1080) // 1000


def _spent(econ: str, revised: int, pace: int, rng: Random) -> int:
    least = 9900 if econ.startswith("301") else 9000 if econ in FALLING else 9600 if econ else pace
    return revised * rng.randint(least, 10_000 if econ else (pace + 10_000) // 2 + 200) // 10_000 - rng.randint(0, min(99, revised // 1000))


def _vehicles(department: dict[str, Any], entries: list[Entry], last: Books | None, rng: Random) -> dict[str, int]:
    """Return what the first project pays for running vehicles: a twentieth of it in the first year, then never more."""
    if not department.get("project_vehicles"):
        return {}
    initial = last.vehicles[INITIAL] * 98 // 100 if last else next(one for one in entries if one.project).initial // 20
    return {INITIAL: initial, REVISED: initial, ACTUAL: initial * rng.randint(900, 990) // 1000}
