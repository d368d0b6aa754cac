"""People of a list against those there are: who is new, moved, back or gone, from which day on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from kpiloop.foundation.org.rows import Edge, PersonRow
from kpiloop.loop.collect.reading.content import TakenRow
from kpiloop.loop.collect.roster.choices import CHANGED, ENDS, LEFT, MOVED, NEW, RENAMED, RETURNED
from kpiloop.loop.collect.roster.listing import Found, Frame, Listing, Names, day, named_anywhere, text
from kpiloop.loop.collect.roster.rows import Change, Place
from kpiloop.loop.collect.roster.timelines import (
    PARTS,
    ended_course,
    first_difference,
    from_day,
    holding,
    wanted_course,
)


@dataclass(frozen=True)
class _Sight:
    """Everything the rows of one list are looked at with."""

    frame: Frame  #: the organisation and its open days
    listing: Listing  #: the list
    names: Names  #: whom a written name means
    people: dict[str, PersonRow]  #: by employee number
    courses: dict[str, list[Place]]  #: places by employee number, in order
    coming: frozenset[str]  #: employee numbers the list brings
    taken: frozenset[str]  #: codes of units and positions
    edges: dict[str, list[Edge]]  #: where each unit hangs, by code


def plan_people(listing: Listing, frame: Frame) -> Found:
    """Compare a list of people with those there are; nothing is written.

    Law:      a day in a closed period never changes; somebody whose row cannot be taken stays as they are.
    """
    found = Found()
    sight = _sight(listing, frame)
    rows: dict[str, list[TakenRow]] = {}
    for row in listing.rows:
        number = text(row, "number")
        if not number:
            found.refuse(row, "value_missing", "number")
            continue
        rows.setdefault(number, []).append(row)
    working = _working(sight)
    found.held = len(working)
    for number, told in rows.items():
        _plan_person(sight, found, number, told)
    is_sure = not any(row.reason == "value_missing" and row.fields.get("column") == "number" for row in found.refused)
    if listing.is_whole and frame.terms.absent == ENDS and is_sure and "" not in named_anywhere(listing, "number"):
        for number in sorted(working - named_anywhere(listing, "number")):
            _plan_leave(sight, found, number)
    return found


def _sight(listing: Listing, frame: Frame) -> _Sight:
    held = frame.organisation
    numbers = {key: row.code for key, row in held.people.items()}
    courses: dict[str, list[Place]] = {}
    for row in held.appointments:
        place = Place(
            held.units[row.unit_id].code,
            row.valid_from,
            row.valid_to,
            held.positions[row.position_id].code if row.position_id is not None else "",
            numbers.get(row.line_manager_id or 0, ""),
            row.is_head,
        )
        courses.setdefault(numbers[row.person_id], []).append(place)
    people = {row.code: row for row in held.people.values()}
    coming = frozenset(text(row, "number") for row in listing.rows)
    units = (*held.units.values(), *held.tree_units.values())
    taken = frozenset((*(row.code for row in units), *(row.code for row in held.positions.values())))
    edges: dict[str, list[Edge]] = {}
    for edge in held.edges:
        edges.setdefault(held.units[edge.unit_id].code, []).append(edge)
    return _Sight(frame, listing, Names.of(held), people, courses, coming, taken, edges)


def _working(sight: _Sight) -> set[str]:
    """Who works here on the day, as far as the list is complete for them."""
    frame, on = sight.frame, sight.frame.open_day(sight.frame.on)
    units = None
    if frame.terms.within:
        units = _below(frame, frame.terms.within, on)
    found = set()
    for number, course in sight.courses.items():
        place = holding(course, on)
        if place is not None and (units is None or place.unit in units):
            found.add(number)
    return found


def _below(frame: Frame, unit: str, on: date) -> set[str]:
    """A unit and all below it on a day, by code."""
    codes = {key: row.code for key, row in frame.organisation.units.items()}
    children: dict[str, list[str]] = {}
    for edge in frame.organisation.edges:
        if edge.holds_on(on) and edge.parent_id is not None:
            children.setdefault(codes[edge.parent_id], []).append(codes[edge.unit_id])
    found = [unit]
    for each in found:  # grows while it is read
        found.extend(children.get(each, ()))
    return set(found)


def _plan_person(sight: _Sight, found: Found, number: str, rows: Sequence[TakenRow]) -> None:
    course, before = sight.courses.get(number, []), len(found.refused)
    told = [place for row in rows if (place := _place(sight, found, number, row)) is not None]
    if len(told) < len(rows):
        bad = {row.line for row in found.refused[before:]}
        for row in rows:
            if row.line not in bad:
                found.refuse(row, "roster_row_beside", "number", number=number)
        return
    crossed = next((later for held, later in pairwise(sorted(told, key=_start)) if _overlap(held, later)), None)
    if crossed is not None:
        for row in rows:
            found.refuse(row, "roster_places_overlap", "valid_from", number=number)
        return
    wanted = wanted_course(course, told) if len(told) > 1 or day(rows[0], "valid_from") else _today(course, told[0])
    _compare(sight, found, number, rows[-1], wanted)


def _place(sight: _Sight, found: Found, number: str, row: TakenRow) -> Place | None:
    """Where a row puts its person; None when it cannot be taken, with the reason kept."""
    names, frame = sight.names, sight.frame
    if number not in sight.people and number in sight.taken:
        return _no(found, row, "org_code_taken", "number", taken=number)
    if number not in sight.people and not text(row, "name_zh"):
        return _no(found, row, "value_missing", "name_zh")
    written = text(row, "unit")
    unit = names.units.get(written)
    if unit is None:
        fields = {"written": written, "suggestion": names.near(written, among=names.units)}
        return _no(found, row, "unit_unknown" if written else "value_missing", "unit", **fields)
    seat, manager = text(row, "position"), text(row, "line_manager")
    position = names.position(unit, seat) if seat else ""
    if position is None:
        return _no(found, row, "position_unknown", "position", position=seat)
    above = manager if manager in sight.coming else names.people.get(manager, "") if manager else ""
    if manager and not above:
        fields = {"written": manager, "suggestion": names.near(manager, among=names.people)}
        return _no(found, row, "person_unknown", "line_manager", **fields)
    start, end = day(row, "valid_from") or frame.open_day(frame.on), day(row, "valid_to")
    if end is not None and end <= start:
        return _no(found, row, "org_dates_crossed", "valid_to", valid_from=str(start), valid_to=str(end))
    seen = frame.open_day(start)
    if not any(edge.holds_on(seen) for edge in sight.edges.get(unit, ())) and (end is None or end > seen):
        return _no(found, row, "roster_unit_not_there", "unit", unit=unit, on=str(seen))
    return Place(unit, start, end, position, above, row.values.get("is_head") is True)


def _no(found: Found, row: TakenRow, reason: str, column: str, **fields: str) -> Place | None:
    found.refuse(row, reason, column, **fields)
    return None


def _today(course: Sequence[Place], place: Place) -> list[Place]:
    """An undated row speaks of one day: what was planned for later stays planned."""
    current = holding(course, place.valid_from)
    later = [each for each in course if each.valid_from > place.valid_from]
    planned = current.valid_to if current else min((each.valid_from for each in later), default=None)
    until = place.valid_to or planned
    ahead = [each for each in later if until is not None and each.valid_from >= until]
    undated = Place(place.unit, place.valid_from, until, place.position, place.line_manager, place.is_head)
    return [*ended_course(course, place.valid_from), undated, *ahead]


def _compare(sight: _Sight, found: Found, number: str, row: TakenRow, wanted: Sequence[Place]) -> None:
    person = sight.people.get(number)
    course = sight.courses.get(number, [])
    parts = [part for part in PARTS if part in sight.listing.told]
    on = first_difference(course, wanted, parts, sight.frame.open_from)
    name_zh = text(row, "name_zh") or (person.name_zh if person else "")
    name_en = text(row, "name_en") or (person.name_en if person else "")
    was_changed = False
    if on is not None:
        places = from_day(course, wanted, parts, on)
        found.changes.append(
            Change(_kind(course, places, on), number, name_zh, on, name_en, before=holding(course, on), places=places,
                   line=row.line)
        )  # fmt: skip
        was_changed = True
    elif person is None:
        # All of it lies in closed periods: nobody is made for a past that does not change.
        found.refuse(row, "roster_all_closed", "valid_to", number=number)
        return
    if person is not None and (name_zh, name_en) != (person.name_zh, person.name_en):
        was = person.name_zh if name_zh != person.name_zh else person.name_en
        found.changes.append(Change(RENAMED, number, name_zh, None, name_en, was=was, line=row.line))
        was_changed = True
    found.unchanged += not was_changed


def _kind(course: Sequence[Place], places: Sequence[Place], on: date) -> str:
    before = holding(course, on)
    if not places or places[0].valid_from > on:
        return LEFT
    if before is None:
        return RETURNED if any(place.valid_from < on for place in course) else NEW
    return MOVED if before.unit != places[0].unit else CHANGED


def _plan_leave(sight: _Sight, found: Found, number: str) -> None:
    on = sight.frame.open_day(sight.frame.on)
    course, person = sight.courses[number], sight.people[number]
    found.changes.append(Change(LEFT, number, person.name_zh, on, person.name_en, before=holding(course, on)))


def _start(place: Place) -> date:
    return place.valid_from


def _overlap(held: Place, later: Place) -> bool:
    return held.valid_to is None or held.valid_to > later.valid_from
