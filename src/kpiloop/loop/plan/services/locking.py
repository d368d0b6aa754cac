"""Fixing what was negotiated: locked targets, and thresholds that stay when their target moves (R28, R29)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.loop.plan import references
from kpiloop.loop.plan.errors import NotFound
from kpiloop.loop.plan.errors.targets import TargetChanged
from kpiloop.loop.plan.models import Target

#: (assignment, period code)
Cells = Sequence[tuple[int, str]]
#: (assignment, period code) -> version that was looked at
Seen = Mapping[tuple[int, str], int]


@transaction.atomic
def lock_targets(
    actor: Actor, *, cells: Cells, is_locked: bool = True, reason: str = "", seen: Seen | None = None
) -> int:
    """Fix negotiated targets so that spreading and breaking down leave them alone, or free them again.

    Shape:    (assignment, period code) of each -> how many changed; the figures stay as they are.
    Errors:   not_found for a cell without a target or outside the actor's scope, period unknown; target_changed for a
              cell of which `seen` names another version than the one in force.
    """
    return _mark(actor, cells, "is_locked", is_locked, ("lock", "unlock"), reason, seen or {})


@transaction.atomic
def pin_limits(
    actor: Actor, *, cells: Cells, is_pinned: bool = True, reason: str = "", seen: Seen | None = None
) -> int:
    """Keep threshold and stretch where they are when their target moves, or let them move again (rule R29).

    Shape:    (assignment, period code) of each -> how many changed; the figures stay as they are.
    Errors:   not_found for a cell without a target or outside the actor's scope, period unknown; target_changed for a
              cell of which `seen` names another version than the one in force.
    """
    return _mark(actor, cells, "is_pinned", is_pinned, ("pin", "unpin"), reason, seen or {})


def _mark(actor: Actor, cells: Cells, field: str, value: bool, verbs: tuple[str, str], reason: str, seen: Seen) -> int:
    require(actor, "targets.edit")
    if not cells:
        return 0
    periods = references.periods(actor, (code for _, code in cells))
    last_day = max(period.ends_before for period in periods.values()) - timedelta(days=1)
    keys = {(assignment, periods[code].id) for assignment, code in cells}
    found = Target.objects.select_for_update(of=("self",)).filter(
        is_current=True, assignment_id__in={assignment for assignment, _ in keys}
    )
    held = {(row.assignment_id, row.period_id): row for row in found.select_related("assignment")}
    for assignment, period in sorted(keys - held.keys()):
        raise NotFound(kind="target", key=f"{assignment}/{period}")
    references.require_scope(actor, {held[key].assignment.subject_id for key in keys}, last_day)
    _require_seen(held, {(assignment, periods[code].id): version for (assignment, code), version in seen.items()})
    changed = [held[key].pk for key in sorted(keys) if getattr(held[key], field) != value]
    Target.objects.filter(pk__in=changed).update(**{field: value})
    if changed:
        after = {"cells": len(changed), "periods": sorted(periods), "assignments": sorted({key for key, _ in keys})}
        verb = verbs[0] if value else verbs[1]
        record(actor, verb=verb, object_kind="targets", object_key=f"{len(changed)} cells", after=after, reason=reason)
    return len(changed)


def _require_seen(held: Mapping[tuple[int, int], Target], seen: Mapping[tuple[int, int], int]) -> None:
    """What is fixed is the figure that was looked at, never one that somebody else set meanwhile."""
    passed = [key for key in sorted(held.keys() & seen.keys()) if held[key].version != seen[key]]
    if not passed:
        return
    theirs = held[passed[0]]
    same = Target.objects.filter(assignment=theirs.assignment_id, period=theirs.period_id, version=seen[passed[0]])
    raise TargetChanged(
        assignment=theirs.assignment_id,
        kpi=theirs.assignment.kpi.code,
        subject=theirs.assignment.subject.code,
        period=theirs.period.code,
        by=theirs.recorded_by,
        theirs=theirs.target,
        yours=same.values_list("target", flat=True).first(),
        count=len(passed),
    )
