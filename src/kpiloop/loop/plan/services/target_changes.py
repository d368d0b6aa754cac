"""Proposing a new target and deciding it: never the same person (rule R27)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from kpiloop.engine.targets.cascade import moved_with
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.jobs.services import emit
from kpiloop.loop.plan.errors import ChangeDecided, FourEyes, NotFound, ReasonMissing, TargetsClosed, TargetWithdrawn
from kpiloop.loop.plan.models import Assignment, Target, TargetChange
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.plan.selectors.assignments import cut_to_visible
from kpiloop.loop.plan.target_writing import write_targets


@transaction.atomic
def propose_target_change(
    actor: Actor, *, assignment_id: int, period: str, new_target: Decimal, reason: str, origin: str = ""
) -> int:
    """Ask for another target in an open period; returns the key of the request.

    Shape:    period is a code; origin names what led to it, e.g. improve.proposal:12.
    Units:    the unit of the KPI.
    Errors:   reason_missing, targets_closed, not_found.
    """
    require(actor, "proposals.write")
    period_row = calendar.period(actor, period)
    assignment = _visible(actor, assignment_id, period_row)
    if not reason.strip():
        raise ReasonMissing(subject=assignment.subject.code)
    if period_row.state == "closed":
        raise TargetsClosed(period=period, count=1)
    current = Target.objects.filter(assignment=assignment, period_id=period_row.id, is_current=True).first()
    change = TargetChange.objects.create(
        assignment=assignment,
        period_id=period_row.id,
        old_target=current.target if current else None,
        new_target=new_target,
        reason=reason,
        origin=origin,
        proposed_by=actor.username,
    )
    record(
        actor,
        verb="propose",
        object_kind="target_change",
        object_key=str(change.pk),
        before={"target": str(change.old_target)},
        after={"assignment": assignment_id, "period": period, "target": str(new_target), "origin": origin},
        reason=reason,
    )
    return change.pk


@transaction.atomic
def propose_target_changes(actor: Actor, *, targets: Sequence[NewTarget], reason: str) -> tuple[int, ...]:
    """Ask for several targets at once, all or none; returns the keys of the requests.

    Shape:    as `propose_target_change` for each; thresholds and stretches move with their targets.
    Errors:   reason_missing, targets_closed, not_found, target_withdrawn for a target of None.
    """
    for row in targets:
        if row.target is None:
            raise TargetWithdrawn(period=row.period_code)
    return tuple(
        propose_target_change(
            actor, assignment_id=row.assignment_id, period=row.period_code, new_target=row.target, reason=reason
        )
        for row in targets
        if row.target is not None
    )


@transaction.atomic
def decide_target_changes(
    actor: Actor, *, change_ids: Sequence[int], approve: bool, reason: str = "", now: datetime
) -> int:
    """Decide several proposed targets at once, all or none; returns how many.

    Shape:    as `decide_target_change` for each.
    Errors:   as `decide_target_change`; one that fails leaves all of them open.
    """
    for change_id in change_ids:
        decide_target_change(actor, change_id=change_id, approve=approve, reason=reason, now=now)
    return len(change_ids)


@transaction.atomic
def decide_target_change(actor: Actor, *, change_id: int, approve: bool, reason: str = "", now: datetime) -> str:
    """Approve or reject a proposed target; approval makes a new version of the target.

    Shape:    returns the new state: approved or rejected.
    Law:      nobody decides what they proposed; threshold and stretch move with the target unless
              the target was 0 or absent (rule R29).
    Errors:   four_eyes, change_decided, targets_closed, reason_missing when rejecting.
    """
    require(actor, "proposals.approve")
    held = TargetChange.objects.select_for_update(of=("self",)).select_related("assignment__subject", "period")
    change = held.filter(pk=change_id).first()
    if change is None:
        raise NotFound(kind="target_change", key=change_id)
    _visible(actor, change.assignment_id, calendar.period(actor, change.period.code))
    if change.state != "proposed":
        raise ChangeDecided(change=change_id, state=change.state)
    if change.proposed_by == actor.username:
        raise FourEyes(proposed_by=change.proposed_by)
    if not approve and not reason.strip():
        raise ReasonMissing(subject=change.assignment.subject.code)
    if approve:
        _apply(actor, change)
    change.state = "approved" if approve else "rejected"
    change.decided_by, change.decided_at, change.decision_reason = actor.username, now, reason
    change.save()
    record(
        actor,
        verb="approve" if approve else "reject",
        object_kind="target_change",
        object_key=str(change_id),
        before={"target": str(change.old_target)},
        after={"period": change.period.code, "target": str(change.new_target), "state": change.state},
        reason=reason,
        now=now,
    )
    return change.state


def _visible(actor: Actor, assignment_id: int, period: PeriodRow) -> Assignment:
    """The assignment, as absent as an unknown one where the actor may not see it."""
    asked = Assignment.objects.filter(pk=assignment_id)
    found = cut_to_visible(actor, asked, period.ends_before - timedelta(days=1))
    if not found:
        raise NotFound(kind="assignment", key=assignment_id)
    return found[0]


def _apply(actor: Actor, change: TargetChange) -> None:
    period = calendar.period(actor, change.period.code)
    current = Target.objects.filter(assignment_id=change.assignment_id, period_id=period.id, is_current=True).first()
    asked = NewTarget(
        change.assignment_id,
        period.code,
        change.new_target,
        moved_with(current.threshold, current.target, change.new_target) if current else None,
        moved_with(current.stretch, current.target, change.new_target) if current else None,
    )
    write_targets([asked], {period.code: period}, method="change", reason=change.reason, recorded_by=actor.username)
    emit("targets.changed", periods=[period.code])
