"""Fixing what was negotiated: locked targets, and thresholds that stay when their target moves (R28, R29)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.loop.plan import references
from kpiloop.loop.plan.errors import NotFound
from kpiloop.loop.plan.models import Target

#: (assignment, period code)
Cells = Sequence[tuple[int, str]]


@transaction.atomic
def lock_targets(actor: Actor, *, cells: Cells, is_locked: bool = True, reason: str = "") -> int:
    """Fix negotiated targets so that spreading and breaking down leave them alone, or free them again.

    Shape:    (assignment, period code) of each -> how many changed; the figures stay as they are.
    Errors:   not_found for a cell without a target or outside the actor's scope, period unknown.
    """
    return _mark(actor, cells, "is_locked", is_locked, ("lock", "unlock"), reason)


@transaction.atomic
def pin_limits(actor: Actor, *, cells: Cells, is_pinned: bool = True, reason: str = "") -> int:
    """Keep threshold and stretch where they are when their target moves, or let them move again (rule R29).

    Shape:    (assignment, period code) of each -> how many changed; the figures stay as they are.
    Errors:   not_found for a cell without a target or outside the actor's scope, period unknown.
    """
    return _mark(actor, cells, "is_pinned", is_pinned, ("pin", "unpin"), reason)


def _mark(actor: Actor, cells: Cells, field: str, value: bool, verbs: tuple[str, str], reason: str) -> int:
    require(actor, "targets.edit")
    if not cells:
        return 0
    periods = references.periods(actor, (code for _, code in cells))
    last_day = max(period.ends_before for period in periods.values()) - timedelta(days=1)
    keys = {(assignment, periods[code].id) for assignment, code in cells}
    found = Target.objects.filter(is_current=True, assignment_id__in={assignment for assignment, _ in keys})
    held = {(row.assignment_id, row.period_id): row for row in found.select_related("assignment")}
    for assignment, period in sorted(keys - held.keys()):
        raise NotFound(kind="target", key=f"{assignment}/{period}")
    references.require_scope(actor, {held[key].assignment.subject_id for key in keys}, last_day)
    changed = [held[key].pk for key in sorted(keys) if getattr(held[key], field) != value]
    Target.objects.filter(pk__in=changed).update(**{field: value})
    if changed:
        after = {"cells": len(changed), "periods": sorted(periods), "assignments": sorted({key for key, _ in keys})}
        verb = verbs[0] if value else verbs[1]
        record(actor, verb=verb, object_kind="targets", object_key=f"{len(changed)} cells", after=after, reason=reason)
    return len(changed)
