"""Proposing a new target and deciding it: never the same person (rule R27)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from kpiloop.engine.targets.band import Band, band_between
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.jobs.services import emit
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.plan.duties import duty_rule_of, refuse_own_result, require_duties
from kpiloop.loop.plan.errors import ChangeDecided, FourEyes, NotFound, ReasonMissing, TargetsClosed, TargetWithdrawn
from kpiloop.loop.plan.errors.targets import FigureNotApplicable, TargetFrozen, TargetPast
from kpiloop.loop.plan.models import Assignment, Target, TargetChange
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.plan.selectors.assignments import visible_keys
from kpiloop.loop.plan.target_writing import moved_target, write_targets
from kpiloop.loop.plan.targeting.ranges import check_ranges


@transaction.atomic
def propose_target_change(
    actor: Actor,
    *,
    assignment_id: int,
    period: str,
    new_target: Decimal | None,
    reason: str,
    band: Band | None = None,
    origin: str = "",
    on: date | None = None,
    is_retroactive: bool = False,
    is_applicable: bool = True,
) -> int:
    """Ask for another target in an open period; returns the key of the request.

    Shape:    period is a code; origin names what led to it, e.g. improve.proposal:12; on is the day of asking.
              band asks for another range; without one the range in force moves along with its middle.
              `is_applicable` False asks that the KPI does not apply in the period, and takes no figure: approved, its
              line has no light and no score there and its weight goes to the others; a new target ends that.
    Units:    the unit of the KPI.
    Law:      not backwards by default: a period that has ended by that day is refused unless the request says
              so expressly; within the scheme's freeze before the end of a period nothing is asked for any more.
    Errors:   reason_missing, targets_closed, not_found, plan_target_past, plan_target_frozen, target_withdrawn for
              no figure, plan_figure_not_applicable for one where there is to be none, and those of `check_ranges`.
    """
    require(actor, "proposals.write")
    period_row = calendar.period(actor, period)
    assignment = _visible(actor, assignment_id, period_row)
    if not reason.strip():
        raise ReasonMissing(subject=assignment.subject.code)
    if period_row.state == "closed":
        raise TargetsClosed(period=period, count=1)
    calendar.require_open(period_row, kpi=assignment.kpi_id, subject=assignment.subject_id)
    if on is not None and not is_retroactive:
        _refuse_late(period_row, assignment, on)
    current = Target.objects.filter(assignment=assignment, period_id=period_row.id, is_current=True).first()
    asked = NewTarget(assignment_id, period, None, is_applicable=False)
    if not is_applicable and (new_target is not None or band is not None):
        raise FigureNotApplicable(period=period)
    if is_applicable:
        if new_target is None:
            raise TargetWithdrawn(period=period)
        asked = moved_target(assignment_id, period_row, new_target, {period_row.id: current} if current else {})
        asked = asked if band is None else replace(asked, band=band)
        check_ranges([asked], {period: period_row}, method="change")
    change = TargetChange.objects.create(
        assignment=assignment,
        period_id=period_row.id,
        old_target=current.target if current else None,
        old_lower=current.lower if current else None,
        old_upper=current.upper if current else None,
        new_target=asked.figure,
        new_lower=asked.band.low if asked.band else None,
        new_upper=asked.band.high if asked.band else None,
        reason=reason,
        is_applicable=is_applicable,
        is_retroactive=is_retroactive,
        origin=origin,
        proposed_by=actor.username,
    )
    record(
        actor,
        verb="propose",
        object_kind="target_change",
        object_key=str(change.pk),
        before={"target": str(change.old_target)},
        after={"assignment": assignment_id, "period": period, **_told(change), "origin": origin},
        reason=reason,
    )
    return change.pk


@transaction.atomic
def propose_target_changes(
    actor: Actor,
    *,
    targets: Sequence[NewTarget],
    reason: str,
    on: date | None = None,
    is_retroactive: bool = False,
) -> tuple[int, ...]:
    """Ask for several targets at once, all or none; returns the keys of the requests.

    Shape:    as `propose_target_change` for each; thresholds and stretches move with their targets.
    Errors:   reason_missing, targets_closed, not_found, target_withdrawn for a target of None.
    """
    for row in targets:
        if row.figure is None:
            raise TargetWithdrawn(period=row.period_code)
    return tuple(
        propose_target_change(
            actor,
            assignment_id=row.assignment_id,
            period=row.period_code,
            new_target=row.figure,
            band=row.band,
            reason=reason,
            on=on,
            is_retroactive=is_retroactive,
        )
        for row in targets
        if row.figure is not None
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
    Law:      nobody decides what they proposed, nor a target of themselves; the owner deciding is told in the
              trail, or refused where the scheme requires separate duties. Threshold and stretch move with the
              target unless pinned, or the target was 0 or absent (rule R29). What ended meanwhile stays.
    Errors:   four_eyes, own_result, duties_joined, change_decided, targets_closed, plan_target_past,
              reason_missing when rejecting.
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
    joined = _separate(actor, change)
    if approve:
        _apply(actor, change, now)
    change.state = "approved" if approve else "rejected"
    change.decided_by, change.decided_at, change.decision_reason = actor.username, now, reason
    change.save()
    record(
        actor,
        verb="approve" if approve else "reject",
        object_kind="target_change",
        object_key=str(change_id),
        before={"target": str(change.old_target)},
        after={
            "period": change.period.code,
            **_told(change),
            "state": change.state,
            **({"joined": [list(pair) for pair in joined]} if joined else {}),
        },
        reason=reason,
        now=now,
    )
    return change.state


def _told(change: TargetChange) -> dict[str, object]:
    """What is asked for, as the trail says it."""
    return {"target": str(change.new_target)} if change.is_applicable else {"is_applicable": False}


def _visible(actor: Actor, assignment_id: int, period: PeriodRow) -> Assignment:
    """The assignment, as absent as an unknown one where the actor may not see it."""
    asked = Assignment.objects.filter(pk=assignment_id)
    if not visible_keys(actor, asked, period.ends_before - timedelta(days=1)):
        raise NotFound(kind="assignment", key=assignment_id)
    return asked.select_related("scheme", "kpi", "subject", "owner").get()


def _refuse_late(period: PeriodRow, assignment: Assignment, on: date) -> None:
    if period.ends_before <= on:
        raise TargetPast(period=period.code)
    days = assignment.scheme.freeze_days
    if days and on >= period.ends_before - timedelta(days=days):
        raise TargetFrozen(period=period.code, days=days)


def _separate(actor: Actor, change: TargetChange) -> tuple[tuple[str, str], ...]:
    """Nobody approves the own target; who answers for the KPI deciding is told, or refused by the scheme."""
    person = org.person_of(actor)
    me = person.id if person else None
    refuse_own_result(me, change.assignment.subject_id)
    people = {"owner": change.assignment.owner_id, "approver": me}
    return require_duties(duty_rule_of(change.assignment_id), people, person=person.name_zh if person else "")


def _apply(actor: Actor, change: TargetChange, now: datetime) -> None:
    period = calendar.period(actor, change.period.code)
    if period.ends_before <= now.date() and not change.is_retroactive:
        raise TargetPast(period=period.code)
    current = Target.objects.filter(assignment_id=change.assignment_id, period_id=period.id, is_current=True).first()
    asked = NewTarget(change.assignment_id, period.code, None, is_applicable=False)
    if change.new_target is not None:
        asked = moved_target(change.assignment_id, period, change.new_target, {period.id: current} if current else {})
        asked = replace(asked, band=band_between(change.new_lower, change.new_upper) or asked.band)
    write_targets([asked], {period.code: period}, method="change", reason=change.reason, recorded_by=actor.username)
    emit("targets.changed", periods=[period.code])
