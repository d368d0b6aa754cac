"""Carrying out a plan by the services of the organisation: everything new in one step, then the rest one by one."""

from __future__ import annotations

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewAppointment, NewPerson, NewPosition, NewUnit, PlaceChange
from kpiloop.loop.collect.roster.choices import CHANGED, LEFT, NEW, RENAMED
from kpiloop.loop.collect.roster.rows import Place, RosterPlan
from kpiloop.loop.collect.roster.shapes import PEOPLE, POSITIONS, UNITS


def carry_out(actor: Actor, plan: RosterPlan, *, reason: str) -> None:
    """Write every change; the caller's transaction makes it all or nothing."""
    {UNITS: _units, POSITIONS: _positions, PEOPLE: _people}[plan.dataset](actor, plan, reason)
    for change in plan.changes:
        if change.kind == RENAMED:
            org.rename_subject(actor, code=change.code, name_zh=change.name, name_en=change.name_en, among_others=True)


def _people(actor: Actor, plan: RosterPlan, reason: str) -> None:
    known = {row.code: row.id for row in org_io.people_by_id().values()}
    dated = [change for change in plan.changes if change.on is not None]
    new = [change for change in dated if change.code not in known]
    org.import_organisation(
        actor,
        people=[NewPerson(change.code, change.name, change.name_en) for change in new],
        appointments=[_appointment(change.code, place) for change in new for place in change.places],
    )
    changed = [
        PlaceChange(change.code, change.on, tuple(_appointment(change.code, place) for place in change.places))
        for change in dated
        if change.on is not None and change.code in known
    ]
    if changed:
        org.replace_places(actor, changes=changed, reason=reason)


def _units(actor: Actor, plan: RosterPlan, reason: str) -> None:
    new = [change for change in plan.changes if change.kind == NEW]
    org.import_organisation(
        actor,
        units=[
            NewUnit(
                change.code,
                change.name,
                change.places[0].valid_from,
                parent=change.places[0].unit or None,
                name_en=change.name_en,
                kind=change.unit_kind,
            )
            for change in new
        ],
    )
    for change in plan.changes:
        if change.before is not None and change.places and change.on is not None:
            org.move_unit(actor, code=change.code, new_parent=change.places[0].unit, on=change.on, reason=reason)
    ending = {
        change.code: change.places[-1].valid_to if change.places else change.on
        for change in plan.changes
        if change.kind == LEFT or (change.places and change.places[-1].valid_to)
    }
    depth = {row.code: row.depth for row in org_io.full_tree(plan.on).units.values()}
    # From the leaves up: what hangs below ends first.
    for code in sorted(ending, key=lambda code: -depth.get(code, 0)):
        if (on := ending[code]) is not None:
            org.close_unit(actor, code=code, on=on, reason=reason)


def _positions(actor: Actor, plan: RosterPlan, reason: str) -> None:
    new = [change for change in plan.changes if change.kind == NEW]
    org.import_organisation(
        actor,
        positions=[
            NewPosition(change.code, change.name, change.places[0].unit, change.name_en, change.level) for change in new
        ],
    )
    for change in plan.changes:
        if change.kind == CHANGED:
            org.grade_position(actor, code=change.code, level=change.level, reason=reason)


def _appointment(number: str, place: Place) -> NewAppointment:
    return NewAppointment(
        number,
        place.unit,
        place.valid_from,
        place.position or None,
        place.line_manager or None,
        place.is_head,
        place.valid_to,
    )
