"""Whose facts count for whom, day by day: codes on facts to units, people and positions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from kpiloop.foundation.org.book import Book, read_book
from kpiloop.foundation.org.rows import AppointmentRow, Membership
from kpiloop.foundation.org.tree import Tree


def unit_membership(starts_on: date, ends_before: date) -> list[Membership]:
    """Which unit codes count for which units on which days of a window.

    Every code and other name of a unit counts for the unit and all units above it; a unit that moved
    counts for the old parent until the day of the move and for the new one from it.
    """
    book = read_book()
    stretches: list[Membership] = []
    for start, end in _stretches(book, starts_on, ends_before):
        stretches.extend(_counted(book, book.tree(start), start, end))
    return _joined(stretches)


def unit_membership_under(on: date, starts_on: date, ends_before: date) -> list[Membership]:
    """Which unit codes count for which units of a window, had the tree of one day held throughout."""
    book = read_book()
    return list(_counted(book, book.tree(on), starts_on, ends_before))


def further_membership(code: str, starts_on: date, ends_before: date) -> list[Membership]:
    """Which unit codes count for which units that stand in a further tree alone, on which days of a window."""
    book = read_book()
    stretches: list[Membership] = []
    for start, end in _stretches(book, starts_on, ends_before, code):
        stretches.extend(_further(book, code, start, end))
    return _joined(stretches)


def _further(book: Book, code: str, starts_on: date, ends_before: date) -> Iterator[Membership]:
    tree, main, own = book.further_tree(code, starts_on), book.tree(starts_on), book.own_nodes(code, starts_on)
    spelled = _spelled(book)
    for unit_id in tree.units:
        if unit_id == tree.root_id:
            continue
        gained = [key for key in (unit_id, *tree.ancestors(unit_id)) if key in own]
        for brought in _brought(unit_id, tree, main):
            for written in spelled[brought]:
                yield from (Membership(written, key, starts_on, ends_before) for key in gained)


def _brought(unit_id: int, tree: Tree, main: Tree) -> list[int]:
    """A unit and those below it in the company's own tree, without what hangs elsewhere in the further one."""
    found = [unit_id]
    for key in found:  # grows while it is read
        found.extend(below for below in main.children.get(key, ()) if below not in tree.units)
    return found


def _spelled(book: Book) -> dict[int, list[str]]:
    """Every code and other name of every unit."""
    codes: dict[int, list[str]] = {key: [row.code] for key, row in book.units.items()}
    for alias, unit_id in book.aliases.items():
        codes[unit_id].append(alias)
    return codes


def home_unit_membership(starts_on: date, ends_before: date) -> list[Membership]:
    """Employee numbers and the units their work counts for: the own unit of the day and all above it."""
    book = read_book()
    found: list[Membership] = []
    for start, end in _stretches(book, starts_on, ends_before):
        tree = book.tree(start)
        for row, first, last in within(book.appointments, start, end):
            number = book.people[row.person_id].code
            found.extend(Membership(number, key, first, last) for key in (row.unit_id, *tree.ancestors(row.unit_id)))
    return _joined(found)


def _counted(book: Book, tree: Tree, starts_on: date, ends_before: date) -> Iterator[Membership]:
    """Every code of every unit, for the unit and all units above it."""
    codes = _spelled(book)
    for unit_id in tree.units:
        for key in (unit_id, *tree.ancestors(unit_id)):
            yield from (Membership(code, key, starts_on, ends_before) for code in codes[unit_id])


def person_membership(starts_on: date, ends_before: date) -> list[Membership]:
    """Employee numbers and the people they stand for: a person stays one person whatever the unit."""
    return [Membership(row.code, row.id, starts_on, ends_before) for row in read_book().people.values()]


def position_membership(starts_on: date, ends_before: date) -> list[Membership]:
    """Employee numbers and the positions they held on which days of a window."""
    book = read_book()
    held = [
        Membership(book.people[row.person_id].code, row.position_id, first, last)
        for row, first, last in within(book.appointments, starts_on, ends_before)
        if row.position_id is not None
    ]
    return _joined(held)


def within(
    rows: Iterable[AppointmentRow], starts_on: date, ends_before: date
) -> Iterator[tuple[AppointmentRow, date, date]]:
    """Appointments of a window with the part of it they cover."""
    for row in rows:
        first = max(row.valid_from, starts_on)
        last = ends_before if row.valid_to is None else min(row.valid_to, ends_before)
        if first < last:
            yield row, first, last


def _stretches(book: Book, starts_on: date, ends_before: date, further: str = "") -> Iterator[tuple[date, date]]:
    edges = (*book.edges, *book.further_edges.get(further, ()))
    changes = {day for edge in edges for day in (edge.valid_from, edge.valid_to) if day is not None}
    days = [starts_on, *sorted(day for day in changes if starts_on < day < ends_before), ends_before]
    return ((first, last) for first, last in pairwise(days) if first < last)


def _joined(stretches: list[Membership]) -> list[Membership]:
    """Stretches that touch become one, so that an edge elsewhere does not split everybody's days."""
    joined: dict[tuple[str, int], list[Membership]] = {}
    for row in sorted(stretches, key=lambda row: row.valid_from):
        kept = joined.setdefault((row.leaf_code, row.subject_id), [])
        if kept and row.valid_from <= kept[-1].valid_to:
            last = max(kept[-1].valid_to, row.valid_to)
            kept[-1] = Membership(row.leaf_code, row.subject_id, kept[-1].valid_from, last)
        else:
            kept.append(row)
    return [row for rows in joined.values() for row in rows]
