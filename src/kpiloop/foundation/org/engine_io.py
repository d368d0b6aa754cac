"""Computing reads over the whole organisation, for services and jobs of higher floors; never for doors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kpiloop.foundation.org.book import read_book, whole
from kpiloop.foundation.org.lines import accounts_up, appointment_of, line_manager, line_up
from kpiloop.foundation.org.membership import (
    person_membership,
    position_membership,
    unit_membership,
    unit_membership_under,
    within,
)
from kpiloop.foundation.org.rows import AppointmentRow, PersonRow, PositionRow, SubjectRow, UnitRow
from kpiloop.foundation.org.tree import Tree

__all__ = [
    "OrgTree",
    "accounts_up",
    "appointments_between",
    "full_tree",
    "headed_by",
    "heads",
    "line_manager",
    "line_up",
    "people_by_account",
    "people_by_id",
    "person_membership",
    "person_of_account",
    "position_membership",
    "positions_by_id",
    "resolve_person",
    "resolve_person_by_name",
    "resolve_position",
    "resolve_unit",
    "subjects_by_code",
    "subjects_by_id",
    "unit_by_id",
    "unit_membership",
    "unit_membership_under",
    "unit_of",
    "whole",
]

OrgTree = Tree


def full_tree(on: date) -> Tree:
    """The whole tree of a day."""
    return read_book().tree(on)


def resolve_unit(written: str) -> int | None:
    """The unit a code, other name or name stands for; a name that several units share is never guessed."""
    book = read_book()
    wanted = written.strip()
    if (key := _key_of(wanted, book.units)) is not None:
        return key
    if wanted in book.aliases:
        return book.aliases[wanted]
    named = [row.id for row in book.units.values() if wanted and wanted in (row.name_zh, row.name_en)]
    return named[0] if len(named) == 1 else None


def resolve_person(number: str) -> int | None:
    """The person an employee number stands for."""
    return _key_of(number, read_book().people)


def resolve_person_by_name(name: str) -> int | None:
    """The person a name stands for; a name that several people share is never guessed."""
    wanted = name.strip()
    named = [row.id for row in read_book().people.values() if wanted and wanted in (row.name_zh, row.name_en)]
    return named[0] if len(named) == 1 else None


def resolve_position(code: str) -> int | None:
    """The position a code stands for."""
    return _key_of(code, read_book().positions)


def heads(on: date) -> dict[int, int]:
    """Who leads which unit on a day: unit key -> person key."""
    return read_book().heads(on)


def headed_by(person_id: int, on: date) -> tuple[int, ...]:
    """Units a person leads on a day."""
    return tuple(unit_id for unit_id, head_id in heads(on).items() if head_id == person_id)


def appointments_between(starts_on: date, ends_before: date) -> list[AppointmentRow]:
    """Appointments in force on at least one day of a window, by first day."""
    return [row for row, _, _ in within(read_book().appointments, starts_on, ends_before)]


def subjects_by_code() -> dict[str, SubjectRow]:
    """Every unit, position and person by code."""
    return {row.code: row for row in read_book().subjects.values()}


def subjects_by_id() -> dict[int, SubjectRow]:
    """Every unit, position and person by key."""
    return dict(read_book().subjects)


def people_by_id() -> dict[int, PersonRow]:
    """Every person by key."""
    return dict(read_book().people)


def positions_by_id() -> dict[int, PositionRow]:
    """Every position by key."""
    return dict(read_book().positions)


def people_by_account() -> dict[int, PersonRow]:
    """Every person with an account, by the key of the account."""
    return {row.user_id: row for row in read_book().people.values() if row.user_id is not None}


def person_of_account(user_id: int | None) -> PersonRow | None:
    """The person an account belongs to."""
    return read_book().person_of_account(user_id)


def unit_of(person_id: int, on: date) -> int | None:
    """The unit a person works in on a day."""
    held = appointment_of(read_book(), person_id, on)
    return held.unit_id if held else None


def unit_by_id(unit_id: int, on: date) -> UnitRow | None:
    """A unit as it hangs on a day; None when it does not exist that day."""
    return full_tree(on).units.get(unit_id)


def _key_of(written: str, among: Mapping[int, object]) -> int | None:
    key = read_book().codes.get(written.strip())
    return key if key in among else None
