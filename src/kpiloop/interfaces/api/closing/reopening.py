"""Opening a closed month again by program: asked for by one person, decided by another, ended by its last day."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.archive import selectors, services
from kpiloop.governance.archive.errors import ReopeningUnknown
from kpiloop.interfaces.api.closing.asking import period_named
from kpiloop.interfaces.api.closing.schemas import EndedOut, ReopeningDecisionIn, ReopeningIn, ReopeningOut
from kpiloop.interfaces.api.doors import reader, reading, writing

router = Router(tags=["closing"])


@reading(
    router,
    "/reopenings",
    answer=list[ReopeningOut],
    permission="values.view",
    summary="Requests to open months again, the newest first",
)
def list_reopenings(
    request: HttpRequest,
    state: Literal["requested", "approved", "refused", "closed"] | None = None,
    period: str | None = None,
) -> list[ReopeningOut]:
    """With scope, last day, terms and who decided."""
    return [ReopeningOut.of(row) for row in selectors.reopenings(reader(request), state=state, period_code=period)]


@writing(
    router,
    "/periods/{code}/reopenings",
    answer=ReopeningOut,
    permission="periods.reopen",
    object_kind="period",
    summary="Ask to open a closed month again for some KPIs and subjects until a day; another person decides",
)
def ask_reopening(request: HttpRequest, code: str, body: ReopeningIn) -> ReopeningOut:
    """It keeps the terms it was closed by, unless those of now are asked for."""
    actor = reader(request)
    key = services.request_reopen(actor, period_code=period_named(actor, code).code, **body.dict(), now=timezone.now())
    return _reopening(actor, key)


@writing(
    router,
    "/reopenings/{key}/decide",
    answer=ReopeningOut,
    permission="periods.close",
    object_kind="reopening",
    summary="Open a month again, or leave it closed; not by who asked",
)
def decide_reopening(request: HttpRequest, key: int, body: ReopeningDecisionIn) -> ReopeningOut:
    """What was reported stays readable; the figures it was opened for are computed in the background."""
    actor, now = reader(request), timezone.now()
    if body.approve:
        services.approve_reopen(actor, reopening_id=key, now=now)
    else:
        services.refuse_reopen(actor, reopening_id=key, reason=body.reason, now=now)
    return _reopening(actor, key)


@writing(
    router,
    "/reopenings/end",
    answer=EndedOut,
    permission="periods.close",
    summary="Shut every month whose last day is over and close it as the next revision, as every night does",
)
def end_reopenings(request: HttpRequest) -> EndedOut:
    """One that cannot close yet stays shut until somebody closes it."""
    shut, closed = services.end_reopenings(reader(request), today=timezone.localdate(), now=timezone.now())
    return EndedOut(shut=shut, closed=closed)


def _reopening(viewer: Actor, key: int) -> ReopeningOut:
    found = next((row for row in selectors.reopenings(viewer) if row.id == key), None)
    if found is None:
        raise ReopeningUnknown(key=key)
    return ReopeningOut.of(found)
