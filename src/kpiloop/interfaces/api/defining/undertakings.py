"""Initiatives and key results by program: what is undertaken for objectives, and where it stands."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from kpiloop.interfaces.api.defining.strategy_schemas import (
    CheckInIn,
    InitiativeIn,
    InitiativeOut,
    KeyResultChangeIn,
    KeyResultIn,
    KeyResultOut,
    StrategyCodeOut,
)
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.loop.plan import selectors, services

router = Router(tags=["strategy"])


@reading(
    router,
    "/initiatives",
    answer=list[InitiativeOut],
    permission="plan.view",
    summary="What is undertaken for the objectives of a fiscal year",
)
def list_initiatives(request: HttpRequest, fiscal_year: int) -> list[InitiativeOut]:
    """By objective."""
    return [InitiativeOut.of(row) for row in selectors.initiatives(reader(request), fiscal_year=fiscal_year)]


@writing(
    router,
    "/initiatives/{code}",
    answer=StrategyCodeOut,
    permission="plan.edit",
    object_kind="initiative",
    summary="Write an initiative down, or change the one of this code; its state ends it",
)
def save_initiative(request: HttpRequest, code: str, body: InitiativeIn) -> StrategyCodeOut:
    """All of it as it shall stand."""
    services.save_initiative(reader(request), code=code, **body.dict())
    return StrategyCodeOut(code=code)


@reading(
    router,
    "/key-results",
    answer=list[KeyResultOut],
    permission="plan.view",
    summary="Key results of the objectives of a fiscal year with their check-ins; never part of a score",
)
def list_key_results(request: HttpRequest, fiscal_year: int, dropped: bool = False) -> list[KeyResultOut]:
    """Those that were dropped too when asked for."""
    rows = selectors.key_results(reader(request), fiscal_year=fiscal_year, dropped=dropped)
    return [KeyResultOut.of(row) for row in rows]


@writing(
    router,
    "/key-results",
    answer=StrategyCodeOut,
    permission="plan.edit",
    object_kind="key_result",
    summary="State a key result of an objective",
)
def add_key_result(request: HttpRequest, body: KeyResultIn) -> StrategyCodeOut:
    """From a figure to a figure, up or down."""
    services.add_key_result(reader(request), **body.dict())
    return StrategyCodeOut(code=body.code)


@writing(
    router,
    "/key-results/{code}",
    answer=StrategyCodeOut,
    permission="plan.edit",
    object_kind="key_result",
    summary="Put a key result right, drop it, or take it up again",
)
def change_key_result(request: HttpRequest, code: str, body: KeyResultChangeIn) -> StrategyCodeOut:
    """Its check-ins stay as they were said."""
    services.change_key_result(reader(request), code=code, **{**body.dict(), "seen": body.seen or None})
    return StrategyCodeOut(code=code)


@writing(
    router,
    "/key-results/{code}/check-ins",
    answer=StrategyCodeOut,
    permission="plan.view",
    object_kind="key_result",
    summary="Say where a key result stands and how sure you are, from 0 to 10",
)
def check_in(request: HttpRequest, code: str, body: CheckInIn) -> StrategyCodeOut:
    """Its owner does, or who may edit the plan."""
    services.check_in(reader(request), code=code, **body.dict(), on=timezone.localdate(), now=timezone.now())
    return StrategyCodeOut(code=code)
