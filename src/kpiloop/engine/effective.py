"""Values in force on a date: effective-dated rules, segments of a period, shares by days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Generic, TypeVar

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import Figure, Missing, from_fraction

T = TypeVar("T")


@dataclass(frozen=True)
class Dated(Generic[T]):
    """A value with the days it is valid on."""

    value: T  #: what holds
    valid_from: date  #: first day it holds
    valid_to: date | None = None  #: first day it no longer holds; None = until further notice

    def holds_on(self, on: date) -> bool:
        """Whether the value is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True)
class Segment(Generic[T]):
    """A stretch of a period in which one value holds."""

    value: T  #: what holds
    start: date  #: first day
    end: date  #: first day after
    days: int  #: length in days


def in_force(rows: Iterable[Dated[T]], on: date) -> T | None:
    """Find the value in force on a day.

    Missing:  None when nothing is in force.
    Errors:   Refusal("validity_overlap") when two values claim the same day.

    >>> rows = [Dated("old", date(2026, 1, 1), date(2026, 7, 1)), Dated("new", date(2026, 7, 1))]
    >>> in_force(rows, date(2026, 7, 1))
    'new'
    """
    holding = [row for row in rows if row.holds_on(on)]
    if len(holding) > 1:
        raise Refusal("validity_overlap", on=on.isoformat())
    return holding[0].value if holding else None


def segments(rows: Iterable[Dated[T]], start: date, end: date) -> list[Segment[T]]:
    """Split a period by the values in force in it.

    Shape:    dated values and a window -> one segment per value, in order; a day without a value
              belongs to no segment.
    Errors:   Refusal("validity_overlap") when two values claim the same day.

    >>> moved = date(2026, 2, 15)
    >>> rows = [Dated("east", date(2026, 1, 1), moved), Dated("west", moved)]
    >>> [(s.value, s.days) for s in segments(rows, date(2026, 1, 1), date(2026, 4, 1))]
    [('east', 45), ('west', 45)]
    """
    found: list[Segment[T]] = []
    for row in sorted(rows, key=lambda dated: dated.valid_from):
        first = max(row.valid_from, start)
        last = end if row.valid_to is None else min(row.valid_to, end)
        if first >= last:
            continue
        if found and first < found[-1].end:
            raise Refusal("validity_overlap", on=first.isoformat())
        found.append(Segment(row.value, first, last, (last - first).days))
    return found


def day_weighted(parts: Sequence[Segment[Figure]]) -> Figure:
    """Average the figures of segments by their days.

    Missing:  missing when one segment is missing or there is no day at all.
    Law:      one division at the end, so equal figures give that figure exactly.

    >>> from decimal import Decimal
    >>> day_weighted([Segment(Decimal(90), date(2025, 1, 1), date(2025, 5, 1), 120),
    ...               Segment(Decimal(110), date(2025, 5, 1), date(2026, 1, 1), 245)]).quantize(
    ...     Decimal("0.01"))
    Decimal('103.42')
    """
    weighted = Fraction(0)
    days = 0
    for part in parts:
        if isinstance(part.value, Missing):
            return part.value
        weighted += Fraction(part.value) * part.days
        days += part.days
    return from_fraction(weighted / days) if days else Missing("no_value")
