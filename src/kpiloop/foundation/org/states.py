"""Units, positions and people as they stand, written down so that they can be put back as they stood."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Model

from kpiloop.foundation.org.models import Appointment, Person, Position, Subject, Unit, UnitEdge

#: A subject as plain JSON: kind, names, level and its dated places; None where there is none.
State = Mapping[str, Any] | None
#: Tables whose rows belong to the subject itself and are put back with it.
_OWN = frozenset({Unit, Position, Person})


def states_of(codes: Collection[str]) -> dict[str, State]:
    """Everything about subjects that a list may change, by code; None for codes nobody has."""
    subjects = {row.pk: row for row in Subject.objects.filter(code__in=codes)}
    places: dict[int, list[list[Any]]] = {key: [] for key in subjects}
    held = Appointment.objects.filter(person_id__in=subjects).order_by("valid_from", "pk")
    for row in held.select_related("unit__subject", "position__subject", "line_manager__subject"):
        manager = row.line_manager.subject.code if row.line_manager else ""
        position = row.position.subject.code if row.position else ""
        places[row.person_id].append(
            [*_days(row.valid_from, row.valid_to), row.unit.subject.code, position, manager, row.is_head]
        )
    edges = UnitEdge.objects.filter(unit_id__in=subjects).order_by("valid_from", "pk")
    for edge in edges.select_related("parent__subject"):
        above = edge.parent.subject.code if edge.parent else ""
        places[edge.unit_id].append([*_days(edge.valid_from, edge.valid_to), above, edge.order])
    levels = dict(Position.objects.filter(pk__in=subjects).values_list("pk", "level"))
    found: dict[str, State] = dict.fromkeys(codes)
    for key, subject in subjects.items():
        names = {"kind": subject.kind, "name_zh": subject.name_zh, "name_en": subject.name_en}
        found[subject.code] = {**names, "level": levels.get(key, ""), "places": places[key]}
    return found


def first_change(before: State, after: State) -> date | None:
    """The first day on which two states say different things of where somebody is; None when they never do.

    >>> was, moved = ["2026-01-01", "", "EAST"], ["2026-01-01", "2026-10-01", "EAST"]
    >>> first_change({"places": [was]}, {"places": [moved, ["2026-10-01", "", "WEST"]]})
    datetime.date(2026, 10, 1)
    """
    sides = [list(state["places"]) if state else [] for state in (before, after)]
    days = sorted({day for side in sides for place in side for day in place[:2] if day})
    for day in days:
        if _holding(sides[0], day) != _holding(sides[1], day):
            return date.fromisoformat(day)
    return None


def used_by(keys: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """Subjects something else rests on, with the table it stands in: codes by key -> (code, table)."""
    for model in (Subject, Unit, Position, Person):
        for table, field in _pointing(model):
            rows = table._base_manager.filter(**{f"{field}__in": list(keys)})
            for key in rows.values_list(field, flat=True)[:1]:
                yield keys[key], table._meta.db_table


def _pointing(model: type[Model]) -> Iterable[tuple[type[Model], str]]:
    """Tables with a key to a table, and the field; those of the subject itself are left out."""
    for relation in model._meta.get_fields(include_hidden=True):
        table = relation.related_model if relation.auto_created and not relation.concrete else None
        if isinstance(table, type) and issubclass(table, Model) and table not in _OWN:
            yield table, relation.field.attname  # type: ignore[union-attr]
    if model is Unit:
        yield Position, "unit_id"


def _holding(places: list[list[Any]], day: str) -> list[Any] | None:
    return next((place[2:] for place in places if place[0] <= day and (not place[1] or day < place[1])), None)


def _days(start: date, end: date | None) -> list[str]:
    return [start.isoformat(), end.isoformat() if end else ""]
