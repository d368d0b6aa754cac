"""Closing a month by program: the checklist, waivers between two people, the close; and what was closed."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from kpiloop.governance.archive import selectors, services
from kpiloop.governance.archive.errors import CloseOutdated
from kpiloop.interfaces.api.closing.asking import period_named
from kpiloop.interfaces.api.closing.schemas import (
    CloseIn,
    CloseOut,
    ClosePlanOut,
    RetentionOut,
    WaiverDecisionIn,
    WaiverIn,
    WaiversOut,
)
from kpiloop.interfaces.api.doors import reader, reading, writing

router = Router(tags=["closing"])


@reading(
    router,
    "/periods/{code}/close",
    answer=ClosePlanOut,
    permission="periods.close",
    object_kind="period",
    summary="What closing a month would freeze, and what is still open; nothing is written",
)
def get_close(request: HttpRequest, code: str) -> ClosePlanOut:
    """The checklist, what would be pinned, and the fingerprint to send back."""
    actor = reader(request)
    plan = services.prepare_close(actor, period_code=period_named(actor, code).code, now=timezone.now())
    return ClosePlanOut.of(plan, told=services.explain_close(actor, plan))


@writing(
    router,
    "/periods/{code}/close",
    answer=CloseOut,
    permission="periods.close",
    object_kind="period",
    summary="Close a month as it was looked at; closing it twice changes nothing",
)
def close_period(request: HttpRequest, code: str, body: CloseIn) -> CloseOut:
    """Answers the close in force. Quarter, half-year and year close with their last month."""
    actor, now = reader(request), timezone.now()
    plan = services.prepare_close(actor, period_code=period_named(actor, code).code, now=now)
    if not plan.is_closed and plan.fingerprint != body.fingerprint:
        raise CloseOutdated(period=plan.period)
    return CloseOut.of(services.apply_close(actor, plan, waiver=body.reason, now=now))


@writing(
    router,
    "/periods/{code}/waivers",
    answer=WaiversOut,
    permission="periods.close",
    object_kind="period",
    summary="Ask that a month may close without figures that feed pay; another person decides",
)
def ask_waivers(request: HttpRequest, code: str, body: WaiverIn) -> WaiversOut:
    """For all that block, or for those that are named."""
    actor = reader(request)
    named = period_named(actor, code).code
    count = services.ask_waiver(
        actor, period_code=named, reason=body.reason, assignment_ids=body.assignments, now=timezone.now()
    )
    return WaiversOut(period=named, count=count)


@writing(
    router,
    "/periods/{code}/waivers/decide",
    answer=WaiversOut,
    permission="periods.close",
    object_kind="period",
    summary="Allow or refuse waivers; not by who asked",
)
def decide_waivers(request: HttpRequest, code: str, body: WaiverDecisionIn) -> WaiversOut:
    """All that wait, or those that are named."""
    actor = reader(request)
    named = period_named(actor, code).code
    count = services.decide_waivers(
        actor,
        period_code=named,
        is_granted=body.approve,
        reason=body.reason,
        assignment_ids=body.assignments,
        now=timezone.now(),
    )
    return WaiversOut(period=named, count=count)


@reading(router, "/closes", answer=list[CloseOut], permission="values.view", summary="Every close, the newest first")
def list_closes(request: HttpRequest, period: str | None = None) -> list[CloseOut]:
    """Of one month, or of all."""
    return [CloseOut.of(row) for row in selectors.closes(reader(request), period_code=period)]


@reading(
    router, "/retention", answer=list[RetentionOut], permission="plan.view", summary="What is kept how long, and why"
)
def get_retention(request: HttpRequest) -> list[RetentionOut]:
    """What published figures rest on is kept for ever."""
    return [RetentionOut.of(row) for row in selectors.retention(reader(request), today=timezone.localdate())]
