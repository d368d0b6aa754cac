"""Fiscal years of legal entities: beside the group's, which alone decides periods, closes and pay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from kpiloop.engine.periods import Calendar
from kpiloop.foundation.org.book import Book, read_book


def own_calendar(group: Calendar, start_month: int) -> Calendar:
    """The calendar of an entity whose year begins in another month; named as the group names its years."""
    return replace(group, fiscal_start_month=start_month)


def starts_on(group: Calendar, on: date) -> tuple[int, ...]:
    """Months in which years of entities begin that differ from the group's on a day."""
    found = (row.year_start(on) for row in read_book().entities.values())
    return tuple(sorted(_other(group, found)))


def own_starts(group: Calendar, on: date) -> dict[int, int]:
    """The month in which its own year begins, of every unit, position and person in such an entity on a day.

    Law:      the nearest entity above decides; what stands above entities, and in a further tree alone, counts the
              year of the group, so that one company total is equal in every tree.
    """
    if not starts_on(group, on):
        return {}
    book = read_book()
    units = {key: start for key in book.tree(on).units if (start := _start(book, group, key, on)) is not None}
    positions = {row.id: units[row.unit_id] for row in book.positions.values() if row.unit_id in units}
    people = {row.person_id: units[row.unit_id] for row in book.appointments_on(on) if row.unit_id in units}
    return units | positions | people


def _start(book: Book, group: Calendar, unit_id: int, on: date) -> int | None:
    entity = book.entity_of(unit_id, on)
    found = _other(group, [entity.year_start(on)]) if entity else ()
    return next(iter(found), None)


def _other(group: Calendar, starts: Iterable[int | None]) -> set[int]:
    """Starts that make another year than the group's; a group of weeks has no years of months beside it."""
    is_months = group.pattern == "months"
    return {start for start in starts if is_months and start is not None and start != group.fiscal_start_month}
