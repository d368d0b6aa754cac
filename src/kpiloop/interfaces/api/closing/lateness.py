"""Late data of closed months by program: what they would change, and what is done about it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from kpiloop.governance.archive import selectors, services
from kpiloop.governance.archive.errors import LateOutdated
from kpiloop.interfaces.api.closing.asking import period_named
from kpiloop.interfaces.api.closing.late_schemas import LateDecisionIn, LateDecisionOut, LateOut
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.schemas import PeriodOut

router = Router(tags=["closing"])


@reading(
    router,
    "/late-data",
    answer=list[PeriodOut],
    permission="values.view",
    summary="Closed months other facts came in for, and nobody has decided yet",
)
def list_late_months(request: HttpRequest) -> list[PeriodOut]:
    """Oldest first."""
    return [PeriodOut.of(row) for row in selectors.late_months(reader(request))]


@reading(
    router,
    "/periods/{code}/late-data",
    answer=LateOut,
    permission="periods.close",
    object_kind="period",
    summary="Every figure, light, score and bonus late data of a closed month would change",
)
def get_late_data(request: HttpRequest, code: str) -> LateOut:
    """By the terms of the close: only the facts are new. Nothing is written."""
    viewer = reader(request)
    return LateOut.of(selectors.preview_late(viewer, period_code=period_named(viewer, code).code))


@writing(
    router,
    "/periods/{code}/late-data/decide",
    answer=LateDecisionOut,
    permission="periods.close",
    object_kind="period",
    summary="Restate (another person approves), settle with the next open month, or only note it",
)
def decide_late_data(request: HttpRequest, code: str, body: LateDecisionIn) -> LateDecisionOut:
    """About exactly what was looked at; published figures never move by this alone."""
    actor = reader(request)
    change = selectors.preview_late(actor, period_code=period_named(actor, code).code)
    if body.fingerprint != change.fingerprint:
        raise LateOutdated(period=change.period_code)
    done = services.decide_late(
        actor, change=change, choice=body.choice, reason=body.reason, until=body.until, now=timezone.now()
    )
    return LateDecisionOut.of(done)


@reading(
    router,
    "/late-data/decisions",
    answer=list[LateDecisionOut],
    permission="values.view",
    summary="What was decided about late data, the newest first",
)
def list_late_decisions(request: HttpRequest, period: str | None = None) -> list[LateDecisionOut]:
    """Of one month, or of all."""
    return [LateDecisionOut.of(row) for row in selectors.decisions(reader(request), period_code=period)]
