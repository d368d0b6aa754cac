"""What a figure is, said again in plain Python over all rows: slow, and sharing nothing with the product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Row:
    """One deal."""

    no: str
    on: date
    unit: str
    buyer: str | None
    amount: Decimal | None
    qty: int | None
    state: str


@dataclass(frozen=True)
class Scope:
    """A unit in a window."""

    own: Sequence[Row]  #: rows that count for the unit on their day, whenever that is
    every: Sequence[Row]  #: rows of the whole dataset
    start: date  #: first day
    end: date  #: day after
    leaf_of_unit: Callable[[Row], bool]  #: whether a row counts for the unit

    @property
    def rows(self) -> list[Row]:
        """Rows of the unit in the window."""
        return [row for row in self.own if self.start <= row.on < self.end]


Figure = Fraction | None


def amounts(rows: Sequence[Row]) -> list[Fraction]:
    return [Fraction(row.amount) for row in rows if row.amount is not None]


def buyers(rows: Sequence[Row]) -> set[str]:
    return {row.buyer for row in rows if row.buyer is not None}


def state(rows: Sequence[Row], wanted: str) -> list[Row]:
    return [row for row in rows if row.state == wanted]


def percentile(found: Sequence[Fraction], share: int) -> Figure:
    if not found:
        return None
    ordered, place = sorted(found), Fraction(len(found) - 1) * share / 100
    low = int(place)
    return ordered[low] + (place - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])


def summed(rows: Sequence[Row]) -> Figure:
    """Of no rows 0; rows that say nothing do not add up to 0."""
    found = amounts(rows)
    return sum(found, Fraction(0)) if found or not rows else None


def largest(rows: Sequence[Row], members: int) -> Figure:
    by: dict[str, Fraction] = defaultdict(Fraction)
    for row in rows:
        if row.buyer is not None and row.amount is not None:
            by[row.buyer] += Fraction(row.amount)
    return sum(sorted(by.values(), reverse=True)[:members], Fraction(0)) if by or not rows else None


def mean(rows: Sequence[Row]) -> Figure:
    found = amounts(rows)
    return sum(found, Fraction(0)) / len(found) if found else None


def closing(scope: Scope) -> Figure:
    """Each leaf on the last day it says something, if it belongs to the unit on that day."""
    last: dict[str, date] = {}
    for row in scope.every:
        if scope.start <= row.on < scope.end and row.qty is not None:
            last[row.unit] = max(last.get(row.unit, date.min), row.on)
    held = [row for row in scope.every if row.qty is not None and last.get(row.unit) == row.on]
    mine = [row for row in held if scope.leaf_of_unit(row)]
    return sum((Fraction(row.qty or 0) for row in mine), Fraction(0)) if mine else None


def followed(scope: Scope, days: int) -> Fraction:
    won = [row for row in state(scope.every, "won") if row.buyer is not None]
    found = {
        row.buyer
        for row in state(scope.rows, "ok")
        if any(row.buyer == other.buyer and timedelta(0) <= other.on - row.on < timedelta(days) for other in won)
    }
    return Fraction(len(found))


def before(scope: Scope, rows: Sequence[Row]) -> set[str]:
    return buyers([row for row in rows if row.on < scope.start])


#: KPI -> kind over time, formula, what it is; of rows that say nothing 0 or missing, as the page of the function says.
KPIS: dict[str, tuple[str, str, Callable[[Scope], Figure]]] = {
    "revenue": ("flow", "sum(deals.amount)", lambda at: summed(at.rows)),
    "good": (
        "flow", 'sum(deals.amount) where deals.state = "ok"',
        lambda at: summed(state(at.rows, "ok")),
    ),
    "deals": ("flow", "count(deals)", lambda at: Fraction(len(at.rows))),
    "buyers": ("distinct", "count_distinct(deals.buyer)", lambda at: Fraction(len(buyers(at.rows)))),
    "winners": (
        "distinct", 'count_distinct(deals.buyer) where deals.state = "won"',
        lambda at: Fraction(len(buyers(state(at.rows, "won")))),
    ),
    "mean": ("ratio", "average(deals.amount)", lambda at: mean(at.rows)),
    "least": ("ratio", "min(deals.amount)", lambda at: min(amounts(at.rows), default=None)),
    "most": ("ratio", "max(deals.amount)", lambda at: max(amounts(at.rows), default=None)),
    "ninety": ("ratio", "percentile(90, deals.amount)", lambda at: percentile(amounts(at.rows), 90)),
    "median": (
        "ratio", 'median(deals.amount) where deals.state = "lost"',
        lambda at: percentile(amounts(state(at.rows, "lost")), 50),
    ),
    "top": ("ratio", "top(2, deals.amount, deals.buyer)", lambda at: largest(at.rows, 2)),
    "newcomers": (
        "distinct", "first_ever(deals.buyer)", lambda at: Fraction(len(buyers(at.rows) - before(at, at.every))),
    ),
    "returned": (
        "distinct", 'returning(deals.buyer) where deals.state = "ok"',
        lambda at: Fraction(len(buyers(state(at.rows, "ok")) & before(at, state(at.every, "ok")))),
    ),
    "followed": (
        "distinct", 'converted(20, deals.buyer, deals.state = "won") where deals.state = "ok"',
        lambda at: followed(at, 20),
    ),
    "stock": ("stock", "last(deals.qty)", closing),
}  # fmt: skip
