"""Figures that feed pay and are missing: one person asks to close without them, another one allows it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.governance.archive.checklist import ASKED, GRANTED, REFUSED, figures_of, findings_of
from kpiloop.governance.archive.errors import NothingToWaive, WaiverFourEyes, WaiverReason
from kpiloop.governance.archive.models import Waiver
from kpiloop.governance.archive.services.news import tell_askers, tell_deciders


@transaction.atomic
def ask_waiver(
    actor: Actor, *, period_code: str, reason: str, assignment_ids: Collection[int] | None = None, now: datetime
) -> int:
    """Ask that a month may close without figures that feed pay; all that block when none is named.

    Shape:    -> how many waivers were asked for.
    Errors:   permission_denied (periods.close), period_unknown, period_closed, waiver_reason_required,
              waiver_nothing.
    """
    require(actor, "periods.close")
    period = calendar.period(actor, period_code)
    calendar.require_open(period)
    if not reason.strip():
        raise WaiverReason(period=period_code)
    blocking = [row for row in findings_of(period, figures_of(period)) if row.is_blocking and not row.waiver]
    wanted = [row for row in blocking if assignment_ids is None or row.assignment_id in assignment_ids]
    if not wanted:
        raise NothingToWaive(period=period_code)
    Waiver.objects.bulk_create(
        Waiver(
            period_id=period.id, assignment_id=row.assignment_id, reason=reason.strip(),
            asked_by=actor.username, asked_at=now,
        )
        for row in wanted
    )  # fmt: skip
    after = {"waivers": [f"{row.kpi_code}@{row.subject_code}" for row in wanted]}
    record(actor, verb="ask_waiver", object_kind="period", object_key=period_code, after=after, reason=reason, now=now)
    tell_deciders(actor, "waiver_asked", period=period_code, reason=reason, page="close/", count=len(wanted), now=now)
    return len(wanted)


@transaction.atomic
def decide_waivers(
    actor: Actor,
    *,
    period_code: str,
    is_granted: bool,
    reason: str = "",
    assignment_ids: Collection[int] | None = None,
    now: datetime,
) -> int:
    """Allow or refuse what was asked for; all that wait when none is named.

    Shape:    -> how many were decided.
    Law:      never by who asked; a refused one may be asked for again.
    Errors:   permission_denied (periods.close), period_unknown, period_closed, waiver_nothing, waiver_four_eyes.
    """
    require(actor, "periods.close")
    period = calendar.period(actor, period_code)
    calendar.require_open(period)
    found = Waiver.objects.select_for_update().filter(period_id=period.id, state=ASKED)
    waiting = [row for row in found if assignment_ids is None or row.assignment_id in assignment_ids]
    if not waiting:
        raise NothingToWaive(period=period_code)
    if any(row.asked_by == actor.username for row in waiting):
        raise WaiverFourEyes(period=period_code, asked_by=actor.username)
    state = GRANTED if is_granted else REFUSED
    Waiver.objects.filter(pk__in=[row.pk for row in waiting]).update(
        state=state, decided_by=actor.username, decided_at=now
    )
    after = {"state": state, "waivers": len(waiting), "asked_by": sorted({row.asked_by for row in waiting})}
    verb = "decide_waiver"
    record(actor, verb=verb, object_kind="period", object_key=period_code, after=after, reason=reason, now=now)
    askers = {row.asked_by for row in waiting}
    tell_askers(actor, f"waiver_{state}", period=period_code, asked_by=askers, count=len(waiting))
    return len(waiting)
