"""In which currency the rows of each code are, day by day: that of the legal entity its unit belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from kpiloop.foundation.org.book import Book, read_book


@dataclass(frozen=True)
class LeafCurrency:
    """Rows carrying this code are in this currency on these days."""

    leaf_code: str  #: unit code, other name or employee number
    currency: str  #: ISO code
    valid_from: date  #: first day
    valid_to: date  #: first day it no longer holds


def company_currency(on: date) -> str:
    """The currency of the group; empty while no legal entity is kept."""
    book = read_book()
    root = book.tree(on).root_id
    held = book.entities.get(root) if root is not None else None
    return held.currency if held else ""


def is_mixed() -> bool:
    """Whether legal entities differ in their currency."""
    return len({row.currency for row in read_book().entities.values()}) > 1


def currencies() -> tuple[str, ...]:
    """Currencies of all legal entities, and the empty one of units that belong to none."""
    return (*sorted({row.currency for row in read_book().entities.values()}), "")


def currency_stretches(starts_on: date, ends_before: date) -> list[LeafCurrency]:
    """The currency of every code of a unit and of every employee number, on which days of a window."""
    book = read_book()
    return [row for start, end in _days(book, starts_on, ends_before) for row in _of(book, start, end)]


def _of(book: Book, start: date, end: date) -> Iterator[LeafCurrency]:
    by_unit: dict[int, str] = {}
    for key in book.tree(start).units:
        entity = book.entity_of(key, start)
        by_unit[key] = entity.currency if entity else ""
    for key, currency in by_unit.items():
        yield LeafCurrency(book.units[key].code, currency, start, end)
    for alias, key in book.aliases.items():
        if key in by_unit:
            yield LeafCurrency(alias, by_unit[key], start, end)
    for row in book.appointments_on(start):
        yield LeafCurrency(book.people[row.person_id].code, by_unit.get(row.unit_id, ""), start, end)


def _days(book: Book, starts_on: date, ends_before: date) -> Iterator[tuple[date, date]]:
    """Stretches in which no unit moves and nobody changes places."""
    bounds = {day for edge in book.edges for day in (edge.valid_from, edge.valid_to)}
    bounds |= {day for row in book.appointments for day in (row.valid_from, row.valid_to)}
    inside = sorted(day for day in bounds if day is not None and starts_on < day < ends_before)
    return pairwise([starts_on, *inside, ends_before])
