"""Open a closed period again: asked for by one person, approved by another."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar import services as calendar_services
from kpiloop.foundation.jobs.services import emit
from kpiloop.governance.archive.errors import FourEyes, NotClosed, ReasonRequired, ReopeningUnknown
from kpiloop.governance.archive.models import Reopening


@transaction.atomic
def request_reopen(actor: Actor, *, period_code: str, reason: str, until: date) -> int:
    """Ask to open a closed month again; returns the key of the request.

    Errors:   permission_denied (periods.reopen), period_unknown, period_not_closed,
              reopen_reason_required.
    """
    require(actor, "periods.reopen")
    period = calendar.period(actor, period_code)
    if not period.is_closed or period.kind != "month":
        raise NotClosed(period=period_code)
    if not reason.strip():
        raise ReasonRequired(period=period_code)
    request = Reopening.objects.create(
        period_id=period.id, reason=reason.strip(), requested_by=actor.username, until=until
    )
    after = {"until": until.isoformat()}
    record(actor, verb="request_reopen", object_kind="period", object_key=period_code, after=after, reason=reason)
    return request.pk


@transaction.atomic
def approve_reopen(actor: Actor, *, reopening_id: int, now: datetime) -> None:
    """Open a month again; its figures under the old revision stay readable.

    Law:      never by who asked; the next close makes the next revision; the quarter, half and year
              around it open with it.
    Errors:   permission_denied (periods.close), reopening_unknown, reopen_four_eyes.
    """
    require(actor, "periods.close")
    request = Reopening.objects.select_for_update(of=("self",)).select_related("period").filter(pk=reopening_id).first()
    if request is None or request.state != "requested":
        raise ReopeningUnknown(key=reopening_id)
    if request.requested_by == actor.username:
        raise FourEyes(period=request.period.code, requested_by=request.requested_by)
    period = calendar.period(actor, request.period.code)
    for row in calendar.periods_containing(actor, period):
        if row.is_closed:
            calendar_services.set_state(
                actor, code=row.code, state="reopened", revision=row.revision,
                warehouse_version=row.warehouse_version, now=now,
            )  # fmt: skip
    request.state, request.approved_by, request.approved_at = "approved", actor.username, now
    request.save()
    record(actor, verb="approve_reopen", object_kind="period", object_key=period.code, reason=request.reason, now=now)
    emit("period.reopened", period=period.code)
