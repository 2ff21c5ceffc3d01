"""A department's books as the published account tables have them."""

from __future__ import annotations

from decimal import Decimal

import account_workbook as accounts
from demo.books import ACTUAL, FUND, GENERAL, OTHER, REVISED, SERVICE, SPECIAL
from demo.drafts import Draft

KINDS = {GENERAL: "general", FUND: "fund", SPECIAL: "service", SERVICE: "service", OTHER: "other"}
"""Kinds of money of the tables; what comes through special accounts is service income there."""


def account_books(one: Draft) -> accounts.Books:
    """Return a draft's books as the account workbook takes them."""
    department, books = one.department, one.books
    money = tuple(_money(one, function, source) for function, source in dict.fromkeys((entry.function, entry.source) for entry in books.entries))
    names = dict((department["duty"], department["work"], *(project["fund"] for project in department["projects"] if "fund" in project)))
    spent, planned = books.three_public(ACTUAL), books.three_public(REVISED)
    expenses = {item: (_yuan(planned[item]), _yuan(0)) for item in ("tp_overseas", "tp_vehicle_purchase", "tp_vehicle_running", "tp_hospitality")}
    beside = books.vehicles.get(ACTUAL, 0)
    expenses["tp_vehicle_running"] = (_yuan(planned["tp_vehicle_running"]), _yuan(beside))
    return accounts.Books(department["name"]["zh"], one.year, money, expenses if spent["three_public"] else {}, names)


def layout(one: Draft) -> accounts.Layout:
    """Return how a department prints its tables."""
    return accounts.Layout(**one.department["files"]["accounts"])


def _money(one: Draft, function: str, source: str) -> accounts.Money:
    """Return the money of one source under one item; basic money that remains lapses, own surplus stands under the running item."""
    books = one.books
    held = [entry for entry in books.entries if (entry.function, entry.source) == (function, source)]
    opening, left = sum(entry.carried for entry in held), sum(entry.left for entry in held if entry.project) * books.keeps
    gained, before, distributed = books.surplus if (source, function) == (SERVICE, one.department["duty"][0]) else (0, 0, 0)
    spent = sum(entry.actual for entry in held)
    return accounts.Money(
        code=function,
        kind=KINDS[source],
        opening=_yuan(opening + before),
        revenue=_yuan(spent + left - opening + gained),
        basic={entry.econ: _yuan(entry.actual) for entry in held if entry.econ},
        distributed=_yuan(distributed),
        project=_yuan(sum(entry.actual for entry in held if entry.project)),
    )


def _yuan(amount: int) -> Decimal:
    return Decimal(amount) / 100
