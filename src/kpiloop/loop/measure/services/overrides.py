"""A person's figure in place of the system's: asked for by one, decided by another, until a day (rule R48)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from kpiloop.engine.incentive.rounding import round_half_up
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.jobs.services import emit
from kpiloop.loop.collect.entering.days import day_of
from kpiloop.loop.measure.choices import APPROVED, ENDED, EXPIRED, PROPOSED, REJECTED, STORED_PLACES
from kpiloop.loop.measure.errors.overrides import (
    NothingToOverride,
    OverrideOfMonths,
    OverrideSettled,
    OverrideWaiting,
)
from kpiloop.loop.measure.models import Override
from kpiloop.loop.measure.reading import value_row
from kpiloop.loop.measure.services.override_checks import (
    assigned_line,
    held_override,
    named_figure,
    refuse_past,
    separate_duties,
    value_in_force,
)
from kpiloop.loop.measure.services.override_news import note, tell
from kpiloop.loop.plan.errors import FourEyes, ReasonMissing

#: Who may ask for an override and end one; another one who may decide proposals agrees.
PERMISSION, DECIDES = "values.override", "proposals.approve"


@transaction.atomic
def propose_override(
    actor: Actor,
    *,
    kpi: str,
    subject: str,
    period: str,
    figure: Decimal,
    reason: str,
    valid_until: date,
    evidence: str = "",
    now: datetime,
) -> int:
    """Ask that another figure counts for a KPI of a subject in a month; returns its key.

    Units:    the unit of the KPI.
    Law:      nothing changes before another person agrees; the figure of the system goes on being computed.
    Errors:   permission_denied (values.override), period_unknown, period_closed, period_out_of_scope, reason_missing,
              override_months_only, override_no_figure, override_day_past, override_waiting.
    """
    require(actor, PERMISSION)
    month = calendar.period(actor, period)
    if month.kind != "month":
        raise OverrideOfMonths(period=period)
    definition, whose = named_figure(actor, kpi, subject, month)
    calendar.require_open(month, kpi=definition.id, subject=whose.id)
    if not reason.strip():
        raise ReasonMissing(subject=subject)
    refuse_past(valid_until, now)
    slot = {"kpi_id": definition.id, "subject_id": whose.id, "period_id": month.id}
    waiting = Override.objects.filter(**slot, state=PROPOSED).first()
    if waiting is not None:
        raise OverrideWaiting(kpi=kpi, subject=subject, period=period, override=waiting.pk)
    value = value_in_force(slot)
    if value is None and not assigned_line(definition.id, whose.id, month):
        raise NothingToOverride(kpi=kpi, subject=subject, period=period)
    row = Override.objects.create(
        **slot, figure=round_half_up(figure, STORED_PLACES), system_then=value_row(value).system if value else None,
        reason=reason.strip(), evidence=evidence.strip(), valid_until=valid_until, asked_by=actor.username,
        asked_at=now,
    )  # fmt: skip
    after = {"figure": str(figure), "valid_until": valid_until.isoformat(), "evidence": row.evidence}
    note(actor, "propose", row, reason, now, before={"system": str(row.system_then)}, after=after)
    tell(actor, row, "override_proposed", now)
    return row.pk


@transaction.atomic
def decide_override(actor: Actor, *, override_id: int, approve: bool, reason: str = "", now: datetime) -> str:
    """Approve or reject an override; approved, the next run takes it.

    Shape:    returns the new state: approved or rejected.
    Law:      nobody decides what they asked for, nor a figure of their own; who answers for the KPI deciding is told
              in the trail, or refused where its scheme requires separate duties and was not waived. The one that
              counted for the figure so far ends.
    Errors:   permission_denied (proposals.approve), not_found, override_settled, four_eyes, own_result,
              duties_joined, period_closed, override_day_past, reason_missing when rejecting.
    """
    require(actor, DECIDES)
    row, month = held_override(actor, override_id)
    if row.state != PROPOSED:
        raise OverrideSettled(override=override_id, override_state=row.state)
    if row.asked_by == actor.username:
        raise FourEyes(proposed_by=row.asked_by)
    if not approve and not reason.strip():
        raise ReasonMissing(subject=row.subject.code)
    joined = separate_duties(actor, row, month)
    if approve:
        refuse_past(row.valid_until, now)
        calendar.require_open(month, kpi=row.kpi_id, subject=row.subject_id)
        former = Override.objects.filter(
            kpi_id=row.kpi_id, subject_id=row.subject_id, period_id=row.period_id, state=APPROVED
        )
        for each in former.select_related("kpi", "subject", "period"):
            _end(actor, each, ENDED, f"#{row.pk}", now)
    row.state = APPROVED if approve else REJECTED
    row.decided_by, row.decided_at, row.decision_reason = actor.username, now, reason.strip()
    row.save()
    after: dict[str, object] = {"state": row.state, "figure": str(row.figure), "asked_by": row.asked_by}
    after |= {"joined": [list(pair) for pair in joined]} if joined else {}
    note(actor, "approve" if approve else "reject", row, reason, now, after=after)
    tell(actor, row, f"override_{row.state}", now)
    if approve:
        emit("overrides.changed", periods=[month.code])
    return row.state


@transaction.atomic
def end_override(actor: Actor, *, override_id: int, reason: str, now: datetime) -> None:
    """End an override before its day, or take one back that was not decided; it stays in the history.

    Errors:   permission_denied (values.override), not_found, override_settled, reason_missing, period_closed.
    """
    require(actor, PERMISSION)
    row, month = held_override(actor, override_id)
    if row.state not in (PROPOSED, APPROVED):
        raise OverrideSettled(override=override_id, override_state=row.state)
    if not reason.strip():
        raise ReasonMissing(subject=row.subject.code)
    counted = row.state == APPROVED
    if counted:
        calendar.require_open(month, kpi=row.kpi_id, subject=row.subject_id)
    _end(actor, row, ENDED, reason.strip(), now)
    tell(actor, row, "override_ended", now)
    if counted:
        emit("overrides.changed", periods=[month.code])


@transaction.atomic
def expire_overrides(actor: Actor, *, now: datetime) -> int:
    """Let the system's figures count again where the day of an override has come; returns how many.

    Law:      a month that was closed with one keeps it, in its figures and in the windows that contain it, until it
              is opened again: what was published is what counts. The trail names the system, whoever ran it.
    Errors:   permission_denied (measures.run).
    """
    require(actor, "measures.run")
    due = Override.objects.filter(state=APPROVED, valid_until__lte=day_of(now))
    rows = list(due.select_related("kpi", "subject", "period").select_for_update(of=("self",)).order_by("pk"))
    months = {row.id: row for row in calendar.periods(SYSTEM)} if rows else {}
    ended = [
        row for row in rows
        if months[row.period_id].takes(kpi=row.kpi_id, subject=row.subject_id)
    ]  # fmt: skip
    for row in ended:
        _end(SYSTEM, row, EXPIRED, "", now)
        tell(SYSTEM, row, "override_expired", now)
    if ended:
        emit("overrides.changed", periods=sorted({row.period.code for row in ended}))
    return len(ended)


def _end(actor: Actor, row: Override, state: str, reason: str, now: datetime) -> None:
    before = {"state": row.state, "figure": str(row.figure)}
    row.state, row.ended_by, row.ended_at, row.end_reason = state, "", now, reason
    if not actor.is_system:
        row.ended_by = actor.username
    row.save()
    note(actor, "expire" if state == EXPIRED else "end", row, reason, now, before=before, after={"state": state})
