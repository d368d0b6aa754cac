"""The whole organisation in memory, kept under a mark that every write renews.

Reading whom a viewer may see happens on every request; one small query for the mark replaces six.
A mark is random, so a write that was rolled back can never leave its content under a mark in use.
"""

from __future__ import annotations

import uuid
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from kpiloop.foundation.org import models
from kpiloop.foundation.org.rows import (
    AppointmentRow,
    Edge,
    EntityRow,
    EntityYearRow,
    OrganisationRow,
    PersonRow,
    PositionRow,
    SubjectRow,
    UnitRow,
    UnitTreeRow,
)
from kpiloop.foundation.org.tree import Tree, grow
from kpiloop.foundation.reading import once

_MARK = 1
_TREES_KEPT = 64


@dataclass(frozen=True)
class Book:
    """Everything about who and where, with all its dates."""

    subjects: Mapping[int, SubjectRow]  #: units, positions and people by key
    units: Mapping[int, UnitRow]  #: names and kinds; their place is a matter of edges
    edges: tuple[Edge, ...]  #: who hangs where, from when to when
    aliases: Mapping[str, int]  #: other name -> unit
    positions: Mapping[int, PositionRow]  #: by key
    people: Mapping[int, PersonRow]  #: by key
    appointments: tuple[AppointmentRow, ...]  #: by first day
    further: Mapping[str, UnitTreeRow]  #: further trees over the same facts, by code
    further_edges: Mapping[str, tuple[Edge, ...]]  #: who hangs where in them, by code of the tree
    entities: Mapping[int, EntityRow]  #: legal entities, by key of the unit
    _trees: dict[object, Tree] = field(default_factory=dict, compare=False, repr=False)  #: kept answers

    def tree(self, on: date) -> Tree:
        """The tree of a day; days between two changes share one."""
        key = self._change_before(on)
        if key not in self._trees:
            if len(self._trees) >= _TREES_KEPT:
                self._trees.clear()
            self._trees[key] = grow(self.edges, self.units, self.heads(on), on)
        return self._trees[key]

    def further_tree(self, code: str, on: date) -> Tree:
        """A further tree on a day, with the company at its top."""
        key = (code, on)
        if key not in self._trees:
            main = self.tree(on)
            top = () if main.root_id is None else (Edge(main.root_id, None, 0, date.min, None),)
            edges = (*top, *(_below(edge, main.root_id) for edge in self.further_edges.get(code, ())))
            self._trees[key] = grow(edges, self.units, self.heads(on), on)
        return self._trees[key]

    def own_nodes(self, code: str, on: date) -> tuple[int, ...]:
        """Units that stand in a further tree alone: their figures are counted by it."""
        main = self.tree(on).units
        return tuple(key for key in self.further_tree(code, on).units if key not in main)

    def entity_of(self, unit_id: int, on: date) -> EntityRow | None:
        """The legal entity a unit belongs to on a day: itself or the nearest above it."""
        chain = (unit_id, *self.tree(on).ancestors(unit_id))
        return next((self.entities[key] for key in chain if key in self.entities), None)

    def descendants(self, unit_id: int, on: date) -> tuple[int, ...]:
        """The unit and everything below it in any tree of a day."""
        found = dict.fromkeys(self.tree(on).descendants(unit_id))
        for code in self.further:
            if unit_id != self.tree(on).root_id:
                found |= dict.fromkeys(self.further_tree(code, on).descendants(unit_id))
        return tuple(found)

    def heads(self, on: date) -> dict[int, int]:
        """Who leads which unit on a day: the appointment that began last."""
        return {row.unit_id: row.person_id for row in self.appointments if row.is_head and row.holds_on(on)}

    def appointments_on(self, on: date) -> list[AppointmentRow]:
        """Appointments in force on a day."""
        return [row for row in self.appointments if row.holds_on(on)]

    def person_of_account(self, user_id: int | None) -> PersonRow | None:
        """The person an account belongs to."""
        if user_id is None:
            return None
        return next((row for row in self.people.values() if row.user_id == user_id), None)

    @cached_property
    def codes(self) -> Mapping[str, int]:
        """Key of every unit, position and person by code."""
        return {row.code: key for key, row in self.subjects.items()}

    @cached_property
    def _changes(self) -> list[date]:
        bounds = {day for edge in self.edges for day in (edge.valid_from, edge.valid_to)}
        bounds |= {day for row in self.appointments if row.is_head for day in (row.valid_from, row.valid_to)}
        return sorted(day for day in bounds if day is not None)

    def _change_before(self, on: date) -> date | None:
        place = bisect_right(self._changes, on)
        return self._changes[place - 1] if place else None


_kept: dict[str, Book] = {}
#: Asked more often than anything else, so it is put together once.
_marks = models.OrgRevision.objects.filter(pk=_MARK).values_list("mark", flat=True)
_pinned: ContextVar[Book | None] = ContextVar("kpiloop.org.pinned", default=None)


@contextmanager
def reading_under(book: Book) -> Iterator[None]:
    """Read another organisation than the one that stands, until the end of the block."""
    token = _pinned.set(book)
    try:
        yield
    finally:
        _pinned.reset(token)


def read_book() -> Book:
    """The organisation as it stands; read again only after a write."""
    pinned = _pinned.get()
    if pinned is not None:
        return pinned
    mark = once("org.mark", _mark)
    if mark is None:
        return _load()
    if mark not in _kept:
        book = _load()
        _kept.clear()
        _kept[mark] = book
    return _kept[mark]


def whole() -> OrganisationRow:
    """Everything about who and where with all its dates, units of further trees apart."""
    book = read_book()
    hung = {edge.unit_id for edge in book.edges}
    return OrganisationRow(
        units={key: row for key, row in book.units.items() if key in hung},
        edges=book.edges,
        aliases=book.aliases,
        positions=book.positions,
        people=book.people,
        appointments=book.appointments,
        trees=book.further,
        tree_units={key: row for key, row in book.units.items() if key not in hung},
        tree_edges=book.further_edges,
    )


def current_mark() -> str:
    """The mark in force; empty before the first write."""
    return _mark() or ""


def _mark() -> str | None:
    return next(iter(_marks.all()), None)


def held_mark() -> str:
    """The mark in force, held until the transaction ends; empty before the first write."""
    found = models.OrgRevision.objects.select_for_update().filter(pk=_MARK).values_list("mark", flat=True).first()
    return found or ""


def renew_mark() -> None:
    """Say that something was written; called inside the writing transaction."""
    models.OrgRevision.objects.update_or_create(pk=_MARK, defaults={"mark": uuid.uuid4().hex})


def _load() -> Book:
    subjects = {
        row.pk: SubjectRow(row.pk, row.kind, row.code, row.name_zh, row.name_en) for row in models.Subject.objects.all()
    }
    return Book(
        subjects=subjects,
        units=_units(subjects),
        edges=tuple(
            Edge(row.unit_id, row.parent_id, row.order, row.valid_from, row.valid_to)
            for row in models.UnitEdge.objects.order_by("valid_from", "pk")
        ),
        aliases=dict(models.UnitAlias.objects.values_list("alias", "unit_id")),
        positions=_positions(subjects),
        people=_people(subjects),
        appointments=_appointments(),
        further={
            row.code: UnitTreeRow(row.code, row.name_zh, row.name_en)
            for row in models.UnitTree.objects.order_by("code")
        },
        further_edges=_further_edges(),
        entities=_entities(),
    )


def _entities() -> dict[int, EntityRow]:
    years: dict[int, list[EntityYearRow]] = {}
    for year in models.EntityYear.objects.order_by("valid_from"):
        years.setdefault(year.entity_id, []).append(EntityYearRow(year.start_month, year.valid_from))
    return {
        row.unit_id: EntityRow(
            row.unit_id, row.currency, row.time_zone, row.day_begins, tuple(years.get(row.unit_id, ()))
        )
        for row in models.Entity.objects.all()
    }


def _further_edges() -> dict[str, tuple[Edge, ...]]:
    found: dict[str, list[Edge]] = {}
    for row in models.TreeEdge.objects.select_related("tree").order_by("valid_from", "pk"):
        edge = Edge(row.unit_id, row.parent_id, row.order, row.valid_from, row.valid_to)
        found.setdefault(row.tree.code, []).append(edge)
    return {code: tuple(edges) for code, edges in found.items()}


def _below(edge: Edge, company: int | None) -> Edge:
    parent = company if edge.parent_id is None else edge.parent_id
    return Edge(edge.unit_id, parent, edge.order, edge.valid_from, edge.valid_to)


def _units(subjects: Mapping[int, SubjectRow]) -> dict[int, UnitRow]:
    found = {}
    for key, kind in models.Unit.objects.values_list("subject_id", "kind"):
        named = subjects[key]
        found[key] = UnitRow(key, named.code, named.name_zh, named.name_en, kind, None, 0, 0, None)
    return found


def _positions(subjects: Mapping[int, SubjectRow]) -> dict[int, PositionRow]:
    found = {}
    for key, unit_id, level in models.Position.objects.values_list("subject_id", "unit_id", "level"):
        named = subjects[key]
        found[key] = PositionRow(key, named.code, named.name_zh, named.name_en, unit_id, level)
    return found


def _people(subjects: Mapping[int, SubjectRow]) -> dict[int, PersonRow]:
    found = {}
    for key, user_id in models.Person.objects.values_list("subject_id", "user_id"):
        named = subjects[key]
        found[key] = PersonRow(key, named.code, named.name_zh, named.name_en, user_id)
    return found


def _appointments() -> tuple[AppointmentRow, ...]:
    return tuple(
        AppointmentRow(
            id=row.pk,
            person_id=row.person_id,
            unit_id=row.unit_id,
            position_id=row.position_id,
            line_manager_id=row.line_manager_id,
            is_head=row.is_head,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in models.Appointment.objects.order_by("valid_from", "pk")
    )
