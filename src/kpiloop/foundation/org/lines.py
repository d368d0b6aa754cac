"""Who answers above whom on a day."""

from __future__ import annotations

from datetime import date

from kpiloop.foundation.org.book import Book, read_book
from kpiloop.foundation.org.rows import AppointmentRow


def line_manager(person_id: int, on: date) -> int | None:
    """Who leads a person on a day: the named line manager, else the head of the unit or of one above."""
    book = read_book()
    held = appointment_of(book, person_id, on)
    if held is None:
        return None
    if held.line_manager_id is not None:
        return held.line_manager_id
    tree = book.tree(on)
    # A leader may sit inside the own team, and nobody leads oneself: look further up.
    candidates = (tree.units[key].head_id for key in (held.unit_id, *tree.ancestors(held.unit_id)) if key in tree.units)
    return next((head for head in candidates if head is not None and head != person_id), None)


def line_up(person_id: int, on: date) -> list[int]:
    """Who answers above a person on a day, nearest first: the line manager, then heads of the units up to the root."""
    book = read_book()
    tree, held = book.tree(on), appointment_of(book, person_id, on)
    if held is None:
        return []
    units = [key for key in (held.unit_id, *tree.ancestors(held.unit_id)) if key in tree.units]
    line = [line_manager(person_id, on), *(tree.units[key].head_id for key in units)]
    return [key for key in dict.fromkeys(line) if key is not None and key != person_id]


def accounts_up(person_id: int, on: date) -> tuple[int | None, tuple[int | None, ...]]:
    """The account of a person and those up the line; None stands for somebody without account."""
    people = read_book().people
    accounts = [people[key].user_id if key in people else None for key in (person_id, *line_up(person_id, on))]
    return accounts[0], tuple(accounts[1:])


def appointment_of(book: Book, person_id: int, on: date) -> AppointmentRow | None:
    """The place a person holds on a day."""
    held = [row for row in book.appointments if row.person_id == person_id and row.holds_on(on)]
    return held[-1] if held else None
