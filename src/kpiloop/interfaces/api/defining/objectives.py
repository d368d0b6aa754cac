"""Strategic objectives by program: what the KPIs are for, stated, changed, ended, and what moves what."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from kpiloop.interfaces.api.defining.strategy_schemas import (
    LinkIn,
    LinkOut,
    ObjectiveChangeIn,
    ObjectiveEndIn,
    ObjectiveIn,
    ObjectiveOut,
    ResumeIn,
    StrategyCodeOut,
    UnlinkIn,
)
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.schemas import out_of
from kpiloop.loop.plan import selectors, services

router = Router(tags=["strategy"])


@reading(
    router,
    "/objectives",
    answer=list[ObjectiveOut],
    permission="plan.view",
    summary="Strategic objectives with the KPIs that measure them, those that ended too",
)
def list_objectives(request: HttpRequest, fiscal_year: int | None = None, on: date | None = None) -> list[ObjectiveOut]:
    """Of one fiscal year, or of all; with a day those not ended on it."""
    return [ObjectiveOut.of(row) for row in selectors.objectives(reader(request), fiscal_year=fiscal_year, on=on)]


@writing(
    router,
    "/objectives",
    answer=StrategyCodeOut,
    permission="plan.edit",
    object_kind="objective",
    summary="State an objective",
)
def add_objective(request: HttpRequest, body: ObjectiveIn) -> StrategyCodeOut:
    """KPIs are linked to it in their definitions."""
    services.add_objective(reader(request), **{**body.dict(), "sponsor": body.sponsor or None})
    return StrategyCodeOut(code=body.code)


@writing(
    router,
    "/objectives/{code}",
    answer=StrategyCodeOut,
    permission="plan.edit",
    object_kind="objective",
    summary="Say an objective in other words, of another perspective or under another leader",
)
def change_objective(request: HttpRequest, code: str, body: ObjectiveChangeIn) -> StrategyCodeOut:
    """The code stays, and the year too as soon as something hangs on it."""
    said = {**body.dict(), "sponsor": body.sponsor or None, "seen": body.seen or None}
    services.change_objective(reader(request), code=code, **said)
    return StrategyCodeOut(code=code)


@writing(
    router,
    "/objectives/{code}/end",
    answer=StrategyCodeOut,
    permission="plan.edit",
    object_kind="objective",
    summary="End an objective, or put its end right; what hangs on it stays",
)
def end_objective(request: HttpRequest, code: str, body: ObjectiveEndIn) -> StrategyCodeOut:
    """Today or on an earlier day."""
    services.end_objective(
        reader(request), code=code, on=body.on, reason=body.reason, today=timezone.localdate(), seen=body.seen or None
    )
    return StrategyCodeOut(code=code)


@writing(
    router,
    "/objectives/{code}/resume",
    answer=StrategyCodeOut,
    permission="plan.edit",
    object_kind="objective",
    summary="Take the end of an objective back",
)
def resume_objective(request: HttpRequest, code: str, body: ResumeIn) -> StrategyCodeOut:
    """One that runs is left as it is."""
    services.resume_objective(reader(request), code=code, reason=body.reason, seen=body.seen or None)
    return StrategyCodeOut(code=code)


@reading(
    router,
    "/objective-links",
    answer=list[LinkOut],
    permission="plan.view",
    summary="Strategy map of a fiscal year: which objective is meant to move which",
)
def list_objective_links(request: HttpRequest, fiscal_year: int) -> list[LinkOut]:
    """By cause and effect."""
    return [out_of(LinkOut, row) for row in selectors.objective_links(reader(request), fiscal_year=fiscal_year)]


@writing(
    router,
    "/objective-links",
    answer=LinkOut,
    permission="plan.edit",
    object_kind="objective",
    summary="State that one objective is meant to move another, or change how that is held",
)
def link_objectives(request: HttpRequest, body: LinkIn) -> LinkOut:
    """A hypothesis until figures show it."""
    mark = services.link_objectives(reader(request), **body.dict())
    return LinkOut(**body.dict(exclude={"seen"}), mark=mark)


@writing(
    router,
    "/objective-links/remove",
    answer=StrategyCodeOut,
    permission="plan.edit",
    object_kind="objective",
    summary="Take a link of the strategy map back",
)
def unlink_objectives(request: HttpRequest, body: UnlinkIn) -> StrategyCodeOut:
    """Nothing happens where there was none."""
    services.unlink_objectives(reader(request), cause=body.cause, effect=body.effect)
    return StrategyCodeOut(code=body.cause)
