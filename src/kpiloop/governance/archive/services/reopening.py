"""Open a closed period again: asked for by one person, decided by another, for a scope and a time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar import services as calendar_services
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.jobs.services import emit
from kpiloop.governance.archive.errors import FourEyes, NotClosed, ReasonRequired, ReopeningUnknown
from kpiloop.governance.archive.models import Reopening
from kpiloop.governance.archive.scope import scope_of
from kpiloop.governance.archive.services.closing import apply_close, prepare_close
from kpiloop.governance.archive.services.news import tell_askers, tell_deciders
from kpiloop.governance.archive.terms import APPROVED
from kpiloop.loop.plan import engine_io as plan_io

REQUESTED, REFUSED, CLOSED = "requested", "refused", "closed"
#: Nothing is written any more: the time of a reopening is over.
NOTHING: dict[str, list[int]] = {"kpi": [], "subject": [], "figure_kpi": [], "figure_subject": []}
ENDED = "The time of the reopening is over."


@transaction.atomic
def request_reopen(
    actor: Actor,
    *,
    period_code: str,
    reason: str,
    until: date,
    kpis: Collection[str] = (),
    subjects: Collection[str] = (),
    new_terms: bool = False,
    now: datetime,
) -> int:
    """Ask to open a closed month again; returns the key of the request.

    Shape:    codes of the KPIs and subjects it is for; without codes for all of them. The month goes by the
              formulas, definitions, targets, weights and units it was closed by; with `new_terms` by those of now.
    Errors:   permission_denied (periods.reopen), period_unknown, period_not_closed,
              reopen_reason_required, reopen_scope_unknown.
    """
    require(actor, "periods.reopen")
    period = calendar.period(actor, period_code)
    if not period.is_closed or period.kind != "month":
        raise NotClosed(period=period_code)
    if not reason.strip():
        raise ReasonRequired(period=period_code)
    request = Reopening.objects.create(
        period_id=period.id,
        reason=reason.strip(),
        requested_by=actor.username,
        until=until,
        scope=scope_of(actor, period, kpis=kpis, subjects=subjects),
        scope_codes={"kpis": sorted(set(kpis)), "subjects": sorted(set(subjects))},
        new_terms=new_terms,
    )
    after = {"until": until.isoformat(), **request.scope_codes, "new_terms": new_terms}
    record(
        actor, verb="request_reopen", object_kind="period", object_key=period_code, after=after, reason=reason, now=now
    )
    tell_deciders(actor, "reopen_asked", period=period_code, reason=reason, now=now)
    return request.pk


@transaction.atomic
def approve_reopen(actor: Actor, *, reopening_id: int, now: datetime) -> None:
    """Open a month again for what was asked; its figures under the old revision stay readable.

    Law:      never by who asked; only what is in scope may be written, until the day that was asked for; the next
              close makes the next revision; the quarter, half and year around it open with it.
    Errors:   permission_denied (periods.close), reopening_unknown, reopen_four_eyes, period_not_closed.
    """
    request = _held(actor, reopening_id)
    period = calendar_services.hold(actor, codes=[request.period.code])[request.period.code]
    if not period.is_closed:
        raise NotClosed(period=period.code)
    for row in calendar.periods_containing(actor, period):
        if row.is_closed:
            calendar_services.set_state(
                actor, code=row.code, state="reopened", revision=row.revision,
                warehouse_version=row.warehouse_version, reopened_for=request.scope, now=now,
            )  # fmt: skip
    request.state, request.approved_by, request.approved_at = APPROVED, actor.username, now
    request.newest_target = plan_io.newest_target()
    request.save()
    record(
        actor, verb="approve_reopen", object_kind="period", object_key=period.code,
        after={**request.scope_codes, "new_terms": request.new_terms}, reason=request.reason, now=now,
    )  # fmt: skip
    emit("period.reopened", period=period.code)
    tell_askers(actor, "reopen_approved", period=period.code, asked_by=[request.requested_by])


@transaction.atomic
def refuse_reopen(actor: Actor, *, reopening_id: int, reason: str = "", now: datetime) -> None:
    """Leave a month closed; who asked may ask again.

    Errors:   permission_denied (periods.close), reopening_unknown, reopen_four_eyes.
    """
    request = _held(actor, reopening_id)
    request.state, request.approved_by, request.approved_at = REFUSED, actor.username, now
    request.save()
    key = request.period.code
    record(actor, verb="refuse_reopen", object_kind="period", object_key=key, reason=reason, now=now)
    tell_askers(actor, "reopen_refused", period=key, asked_by=[request.requested_by])


def end_reopenings(actor: Actor, *, today: date, now: datetime) -> tuple[int, int]:
    """Shut every month whose reopening is over: nothing more is written, and it closes as the next revision.

    Shape:    -> (months shut, months closed); one that cannot close yet stays shut until somebody closes it.
    Errors:   permission_denied (periods.close).
    """
    require(actor, "periods.close")
    due = Reopening.objects.filter(state=APPROVED, until__lt=today).select_related("period")
    codes = sorted({row.period.code for row in due})
    closed = 0
    for code in codes:
        period = calendar.period(actor, code)
        if period.is_closed:
            continue
        _shut(actor, period, now)
        try:
            plan = prepare_close(actor, period_code=code, now=now)
            apply_close(actor, plan, waiver=ENDED, now=now)
        except Refusal:
            continue  # what stands against it is on the page of the close
        closed += 1
    return len(codes), closed


def _shut(actor: Actor, period: PeriodRow, now: datetime) -> None:
    if period.reopened_for and not any(period.reopened_for.values()):
        return
    calendar_services.set_state(
        actor, code=period.code, state=period.state, revision=period.revision,
        warehouse_version=period.warehouse_version, reopened_for=NOTHING, now=now,
    )  # fmt: skip


def _held(actor: Actor, reopening_id: int) -> Reopening:
    require(actor, "periods.close")
    request = Reopening.objects.select_for_update(of=("self",)).select_related("period").filter(pk=reopening_id).first()
    if request is None or request.state != REQUESTED:
        raise ReopeningUnknown(key=reopening_id)
    if request.requested_by == actor.username:
        raise FourEyes(period=request.period.code, requested_by=request.requested_by)
    return request
