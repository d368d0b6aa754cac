"""Putting units, positions and people back as they stood before a change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org.checks import check_tree
from kpiloop.foundation.org.choices import PERSON, POSITION, UNIT
from kpiloop.foundation.org.errors.people import StateMoved, StateUsed
from kpiloop.foundation.org.models import Appointment, Person, Position, Subject, Unit, UnitEdge
from kpiloop.foundation.org.states import State, states_of, used_by
from kpiloop.foundation.org.writing import written


def restore_states(actor: Actor, *, before: Mapping[str, State], after: Mapping[str, State], reason: str) -> None:
    """Put subjects back as they stood: names, levels and dated places; who was not there goes again.

    Shape:    before and after: what `states_of` said around the change, by code.
    Law:      all of it or nothing; only what still stands as the change left it, and only while nothing else rests
              on those who came with it.
    Errors:   permission_denied, org_state_moved names what changed since, org_state_used what rests on a newcomer,
              unit_tree_broken.
    """
    fields = {"subjects": len(before)}
    with written(actor, verb="restore", object_kind="organisation", object_key="company", after=fields, reason=reason):
        held = states_of(list(after))
        moved = sorted(code for code, state in after.items() if held[code] != state)
        if moved:
            raise StateMoved(count=len(moved), who=", ".join(moved[:5]))
        keys = dict(Subject.objects.filter(code__in=before).values_list("code", "pk"))
        Appointment.objects.filter(person_id__in=keys.values()).delete()
        UnitEdge.objects.filter(unit_id__in=keys.values()).delete()
        _remove({keys[code]: code for code, state in before.items() if state is None and code in keys})
        for code, state in before.items():
            if state is not None:
                _put_back(keys[code], state)
        check_tree()


def _remove(newcomers: Mapping[int, str]) -> None:
    linked = Person.objects.filter(pk__in=newcomers, user__isnull=False).values_list("pk", flat=True).first()
    if linked is not None:
        raise StateUsed(who=newcomers[linked], used_by="access_user")
    for code, table in used_by(newcomers):
        raise StateUsed(who=code, used_by=table)
    for model in (Unit, Position, Person):
        model.objects.filter(pk__in=newcomers).delete()
    Subject.objects.filter(pk__in=newcomers).delete()


def _put_back(key: int, state: Mapping[str, Any]) -> None:
    Subject.objects.filter(pk=key).update(name_zh=state["name_zh"], name_en=state["name_en"])
    if state["kind"] == POSITION:
        Position.objects.filter(pk=key).update(level=state["level"])
    elif state["kind"] == PERSON:
        Appointment.objects.bulk_create(_appointment(key, place) for place in state["places"])
    else:
        UnitEdge.objects.bulk_create(_edge(key, place) for place in state["places"])


def _appointment(person: int, place: list[Any]) -> Appointment:
    start, end, unit, position, manager, is_head = place
    return Appointment(
        person_id=person,
        unit_id=_key(UNIT, unit),
        position_id=_key(POSITION, position) if position else None,
        line_manager_id=_key(PERSON, manager) if manager else None,
        is_head=is_head,
        valid_from=date.fromisoformat(start),
        valid_to=date.fromisoformat(end) if end else None,
    )


def _edge(unit: int, place: list[Any]) -> UnitEdge:
    start, end, above, order = place
    return UnitEdge(
        unit_id=unit,
        parent_id=_key(UNIT, above) if above else None,
        order=order,
        valid_from=date.fromisoformat(start),
        valid_to=date.fromisoformat(end) if end else None,
    )


def _key(kind: str, code: str) -> int:
    return Subject.objects.get(kind=kind, code=code).pk
