"""On which card a person is judged, day by day: own KPIs first, then the units led, then the positions held."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kpiloop.foundation.org.rows import AppointmentRow
from kpiloop.foundation.org.tree import Tree
from kpiloop.loop.plan.rows import AssignmentRow

OWN, UNIT, POSITION, DEFAULT = "own", "unit", "position", "default"

#: Assignments that count (weight above 0) by subject.
BySubject = Mapping[int, Sequence[AssignmentRow]]


@dataclass(frozen=True)
class CardSegment:
    """A stretch of days on which a subject is judged by one and the same set of KPIs."""

    kind: str  #: own (KPIs of the subject itself), unit (it leads), position (it holds) or default (no KPIs)
    subject_ids: tuple[int, ...]  #: whose KPIs they are; of the default the unit and the head it rests on
    assignments: tuple[AssignmentRow, ...]  #: the KPIs, in order of key
    starts_on: date  #: first day
    ends_before: date  #: first day after

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.ends_before - self.starts_on).days


@dataclass(frozen=True)
class DefaultCards:
    """What people without a card are judged by, where the scheme says so: unit score x factor of its head's grade."""

    tree: Tree  #: units on the last day of the quarter
    heads: Mapping[int, int]  #: who leads which unit on that day
    units: frozenset[int]  #: units with a card of their own

    def resting_on(self, person_id: int, held: Sequence[AppointmentRow]) -> tuple[int, int] | None:
        """The nearest unit with a card at or above the place held last, and its head; 0 for a vacant head."""
        place = max(held, key=lambda row: (row.valid_from, row.id))
        above = (place.unit_id, *self.tree.ancestors(place.unit_id))
        unit = next((key for key in above if key in self.units), None)
        if unit is None or self.heads.get(unit) == person_id:
            return None
        return unit, self.heads.get(unit, 0)


def own_segments(subject_id: int, counting: BySubject, start: date, end: date) -> list[CardSegment]:
    """Segments of a subject judged on its own KPIs only (units)."""
    rows = counting.get(subject_id, ())
    days = _turning_days(start, end, rows, ())
    return _joined([_segment(OWN, (subject_id,), counting, span) for span in days])


def person_segments(
    person_id: int,
    appointments: Sequence[AppointmentRow],
    counting: BySubject,
    quarter: tuple[date, date],
    defaults: DefaultCards | None = None,
) -> list[CardSegment]:
    """Segments of a person over the days employed; days without any card belong to none, or to the default."""
    start, end = quarter
    subjects = {person_id} | {row.unit_id for row in appointments if row.is_head}
    subjects |= {row.position_id for row in appointments if row.position_id is not None}
    rows = [row for subject in subjects for row in counting.get(subject, ())]
    found: list[CardSegment | None] = []
    for span in _turning_days(start, end, rows, appointments):
        held = [row for row in appointments if _holds(row.valid_from, row.valid_to, span[0])]
        card = _card(person_id, held, counting, span) if held else None
        found.append(card or (_default(person_id, held, defaults, span) if held and defaults else None))
    return _joined(found)


def days_employed(appointments: Sequence[AppointmentRow], start: date, end: date) -> int:
    """Days of [start, end) with at least one place in the company."""
    spans = _turning_days(start, end, (), appointments)
    return sum(
        (last - first).days
        for first, last in spans
        if any(_holds(row.valid_from, row.valid_to, first) for row in appointments)
    )


def last_place(appointments: Sequence[AppointmentRow], start: date, end: date) -> AppointmentRow | None:
    """The place held last within [start, end); leading a unit goes before merely being in one."""
    within = [row for row in appointments if row.valid_from < end and (row.valid_to is None or row.valid_to > start)]
    if not within:
        return None
    return max(within, key=lambda row: (min(row.valid_to or end, end), row.is_head, row.valid_from, row.id))


def _card(
    person_id: int, held: Sequence[AppointmentRow], counting: BySubject, span: tuple[date, date]
) -> CardSegment | None:
    led = tuple(sorted({row.unit_id for row in held if row.is_head}))
    seats = tuple(sorted({row.position_id for row in held if row.position_id is not None}))
    for kind, subjects in ((OWN, (person_id,)), (UNIT, led), (POSITION, seats)):
        card = _segment(kind, subjects, counting, span)
        if card is not None:
            return card
    return None


def _default(
    person_id: int, held: Sequence[AppointmentRow], defaults: DefaultCards, span: tuple[date, date]
) -> CardSegment | None:
    rests_on = defaults.resting_on(person_id, held)
    return None if rests_on is None else CardSegment(DEFAULT, rests_on, (), *span)


def _segment(kind: str, subjects: tuple[int, ...], counting: BySubject, span: tuple[date, date]) -> CardSegment | None:
    rows = [
        row
        for subject in subjects
        for row in counting.get(subject, ())
        if _holds(row.valid_from, row.valid_to, span[0])
    ]
    if not rows:
        return None
    ordered = tuple(sorted(rows, key=lambda row: row.id))
    return CardSegment(kind, tuple(sorted({row.subject.id for row in rows})), ordered, *span)


def _joined(parts: Iterable[CardSegment | None]) -> list[CardSegment]:
    """Neighbours on the same card are one segment: a move that changes no card splits nothing."""
    joined: list[CardSegment] = []
    for part in parts:
        if part is None:
            continue
        before = joined[-1] if joined else None
        is_same = before is not None and before.ends_before == part.starts_on and _key(before) == _key(part)
        if before is not None and is_same:
            joined[-1] = CardSegment(part.kind, part.subject_ids, part.assignments, before.starts_on, part.ends_before)
        else:
            joined.append(part)
    return joined


def _key(card: CardSegment) -> tuple[object, ...]:
    """Same KPIs with the same weights: a new owner of a KPI makes no new card."""
    if card.kind == DEFAULT:
        return card.kind, card.subject_ids
    return card.kind, frozenset((row.kpi.id, row.subject.id, row.weight) for row in card.assignments)


def _turning_days(
    start: date, end: date, rows: Iterable[AssignmentRow], appointments: Iterable[AppointmentRow]
) -> list[tuple[date, date]]:
    """Spans of [start, end) within which nobody moves and no KPI begins or ends."""
    days = {start, end}
    held = [(row.valid_from, row.valid_to) for row in rows] + [(row.valid_from, row.valid_to) for row in appointments]
    for span in held:
        days |= {day for day in span if day is not None and start < day < end}
    ordered = sorted(days)
    return list(itertools.pairwise(ordered))


def _holds(valid_from: date, valid_to: date | None, on: date) -> bool:
    return valid_from <= on and (valid_to is None or on < valid_to)
