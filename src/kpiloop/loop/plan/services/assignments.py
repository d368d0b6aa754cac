"""Writing assignments: which KPI of which subject, who answers, how much it weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models.base import ModelState

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.loop.plan import references
from kpiloop.loop.plan.assignment_building import (
    build_assignments,
    check_overlaps,
    check_weight,
    link_parents,
)
from kpiloop.loop.plan.cards.writing import go_on
from kpiloop.loop.plan.errors import NotFound, SchemeFixed
from kpiloop.loop.plan.linter.crowding import require_few
from kpiloop.loop.plan.linter.weights import require_hundred, require_scorable
from kpiloop.loop.plan.models import Assignment, Scheme
from kpiloop.loop.plan.rows import AssignmentChange, NewAssignment

_BATCH = 500


@transaction.atomic
def assign(
    actor: Actor,
    *,
    scheme: str,
    kpi: str,
    subject: str,
    owner: str,
    provider: str | None = None,
    weight: Decimal,
    parent: tuple[str, str] | int | None = None,
    valid_from: date,
    valid_to: date | None = None,
) -> int:
    """Give one KPI to a unit, position or person; returns the key of the assignment.

    Shape:    codes of scheme, kpi and subject; employee numbers of owner and provider.
    Units:    weight in percent of the card.
    Errors:   as `assign_many`.
    """
    asked = NewAssignment(kpi, subject, owner, weight, valid_from, valid_to, provider, parent)
    return assign_many(actor, scheme=scheme, assignments=[asked])[0]


@transaction.atomic
def assign_many(actor: Actor, *, scheme: str, assignments: Sequence[NewAssignment]) -> list[int]:
    """Give KPIs to subjects, thousands in one go; returns the keys in the order asked for.

    Law:      a draft may be off 100, a published scheme may not be left so.
    Errors:   plan_unknown_reference, owner_missing, assignment_overlaps, weight_out_of_range,
              weights_not_100, scheme_fixed, not_found outside the actor's scope.
    """
    require(actor, "plan.edit")
    held = _open_scheme(scheme)
    if not assignments:
        return []
    added = _add(actor, held, assignments)
    _require_fit(held)
    subjects = {row.subject for row in assignments}
    record(
        actor,
        verb="assign",
        object_kind="scheme",
        object_key=scheme,
        after={"version": held.version, "assignments": len(added), "subjects": len(subjects)},
    )
    return added


@transaction.atomic
def amend_assignments(
    actor: Actor,
    *,
    scheme: str,
    changes: Sequence[AssignmentChange],
    additions: Sequence[NewAssignment] = (),
    on: date,
    reason: str = "",
) -> list[int]:
    """Change weights or owners from a day on, take KPIs away and add others, in one step.

    Shape:    returns the keys that hold from then: first the changed, then the added ones.
    Law:      what began before that day ends there and goes on as a new assignment with its
              targets, so that earlier months keep their weight and owner.
    Errors:   weights_not_100 when a published scheme would be left off, weight_out_of_range.
    """
    require(actor, "plan.edit")
    held = _open_scheme(scheme)
    rows = {row.pk: row for row in held.assignments.select_related("kpi", "subject")}
    for change in changes:
        if change.assignment_id not in rows:
            raise NotFound(kind="assignment", key=change.assignment_id)
    people = references.people(change.owner for change in changes if change.owner)
    references.require_scope(actor, {rows[change.assignment_id].subject_id for change in changes}, on)
    amended = _amend(rows, changes, {code: person.id for code, person in people.items()}, on)
    amended += _add(actor, held, additions)
    _require_fit(held)
    record(
        actor,
        verb="amend",
        object_kind="scheme",
        object_key=scheme,
        after={
            "version": held.version,
            "on": on.isoformat(),
            "changed": _summary(changes),
            "added": len(additions),
        },
        reason=reason,
    )
    return amended


def _open_scheme(code: str) -> Scheme:
    held = references.scheme(code, for_update=True)
    if held.state == "retired":
        raise SchemeFixed(scheme=code, state=held.state)
    return held


def _require_fit(held: Scheme) -> None:
    if held.state == "published":
        require_hundred(held)
        require_scorable(held)
        require_few(held)


def _add(actor: Actor, held: Scheme, asked: Sequence[NewAssignment]) -> list[int]:
    built = build_assignments(held, asked)
    if not built:
        return []
    references.require_scope(actor, {row.subject_id for row in built}, max(row.valid_from for row in built))
    Assignment.objects.bulk_create(built, batch_size=_BATCH)
    check_overlaps(held.assignments.select_related("kpi", "subject"))
    link_parents(held, built, asked)
    return [row.pk for row in built]


def _amend(
    rows: Mapping[int, Assignment], changes: Sequence[AssignmentChange], people: Mapping[str, int], on: date
) -> list[int]:
    """Write the changes in a few queries for any number of cards; returns the keys that hold from then."""
    pairs: list[tuple[Assignment, Assignment]] = []
    amended, holding = [], dict(rows)
    for change in changes:
        row = holding[change.assignment_id]
        now = holding[change.assignment_id] = _changed(row, change, on)
        now.owner_id = people[change.owner] if change.owner else now.owner_id
        amended.append(now)
        if now is not row:
            pairs.append((row, now))
    stored = [rows[key] for key in dict.fromkeys(change.assignment_id for change in changes)]
    Assignment.objects.bulk_update(stored, ["weight", "owner", "valid_to"], batch_size=_BATCH)
    go_on(pairs, on)
    return [row.pk for row in amended]


def _changed(row: Assignment, change: AssignmentChange, on: date) -> Assignment:
    """The line with its change: itself, or what takes its place where it began before the day."""
    if change.weight is not None:
        check_weight(row.subject.code, row.kpi.code, change.weight)
    if change.is_ended:
        row.valid_to = max(on, row.valid_from)
        return row
    until = None if change.is_ended is False else row.valid_to
    if until is not None and until <= on:
        raise NotFound(kind="assignment", key=row.pk)
    now = row
    if row.valid_from < on:
        now = copy(row)
        now.pk, now.valid_from, now._state = None, on, ModelState()
        row.valid_to = on
    now.valid_to = until
    now.weight = row.weight if change.weight is None else change.weight
    return now


def _summary(changes: Sequence[AssignmentChange]) -> list[dict[str, str]]:
    return [
        {
            "assignment": str(change.assignment_id),
            "weight": "" if change.weight is None else str(change.weight),
            "owner": change.owner or "",
            "ended": "" if change.is_ended is None else str(change.is_ended),
        }
        for change in changes[:200]
    ]
