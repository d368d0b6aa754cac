"""Targets of a whole year by program: phased, grown, summed up, taken from rows, broken down, locked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Query

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.errors import PeriodUnknown
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.targets.picking import assignments_in, picked
from kpiloop.interfaces.api.targets.year_schemas import (
    AnnualIn,
    CalendarIn,
    CascadeIn,
    CourseOut,
    GrowthIn,
    LockedOut,
    LockIn,
    SumIn,
    TakeIn,
    TargetYearIn,
    WrittenOut,
)
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.plan.targeting.phasing import shape_weights
from kpiloop.loop.track.selectors import base_months, taken_targets, year_shape

router = Router(tags=["targets"])
HUNDRED = Decimal(100)


@reading(
    router,
    "/targets/course",
    answer=CourseOut,
    permission="plan.view",
    object_kind="assignment",
    summary="How a year of targets came about, and the line its months draw",
)
def get_target_course(
    request: HttpRequest, kpi: str = Query(...), subject: str = Query(...), period: str = Query(...)
) -> CourseOut:
    """Of the year the month lies in."""
    viewer = reader(request)
    held = picked(assignments_in(viewer, period, kpi), kpi, subject)
    return CourseOut.of(selectors.target_course(viewer, assignment_id=held.id))


@writing(
    router,
    "/targets/annual",
    answer=WrittenOut,
    permission="targets.edit",
    object_kind="assignment",
    summary="Spread the target of a year over its months; they add up exactly",
)
def set_annual_target(request: HttpRequest, body: AnnualIn) -> WrittenOut:
    """Closed and locked months keep their figure, the others take the rest."""
    actor = reader(request)
    held = _meant(actor, body)
    chosen = body.shape or ("own" if body.weights else "equal")
    shape = year_shape(actor, row=held, fiscal_year=_year(actor, body), typed=body.weights)
    done = services.set_annual_target(
        actor, assignment_id=held.id, annual=body.annual, weights=shape_weights(chosen, shape), shape=chosen,
        reason=body.reason,
    )  # fmt: skip
    return WrittenOut.of(done)


@writing(
    router,
    "/targets/growth",
    answer=WrittenOut,
    permission="targets.edit",
    object_kind="assignment",
    summary="Set open months as growth on the same months of last year",
)
def grow_targets(request: HttpRequest, body: GrowthIn) -> WrittenOut:
    """A month without a complete figure of last year is left alone."""
    actor = reader(request)
    rows = _family(actor, body, parts=body.parts)
    base = base_months(actor, _year(actor, body), rows)
    done = services.grow_targets(
        actor,
        base={row.id: base[key] for row in rows if (key := (row.kpi.id, row.subject.id)) in base},
        growth=body.percent / HUNDRED,
        places=body.places,
        reason=body.reason,
    )
    return WrittenOut.of(done)


@writing(
    router,
    "/targets/sum",
    answer=WrittenOut,
    permission="targets.edit",
    object_kind="assignment",
    summary="Set a whole from its parts: their sum, or of a ratio their weighted mean",
)
def sum_up_targets(request: HttpRequest, body: SumIn) -> WrittenOut:
    """Only open months in which every part has a target."""
    actor = reader(request)
    held = _meant(actor, body)
    done = services.sum_up_targets(actor, assignment_id=held.id, weighted_by=body.weighted_by, reason=body.reason)
    return WrittenOut.of(done)


@writing(
    router,
    "/targets/take",
    answer=WrittenOut,
    permission="targets.edit",
    object_kind="assignment",
    summary="Take targets from the figures of another KPI, such as a budget in a source",
)
def take_targets(request: HttpRequest, body: TakeIn) -> WrittenOut:
    """Complete months of the source become the targets of open months."""
    actor = reader(request)
    rows = _family(actor, body, parts=body.parts)
    targets = taken_targets(actor, kpi=body.source, fiscal_year=_year(actor, body), rows=rows)
    done = services.set_targets(actor, targets=targets, method="source", reason=body.reason or body.source)
    return WrittenOut.of(done)


@writing(
    router,
    "/targets/calendar-months",
    answer=WrittenOut,
    permission="targets.edit",
    object_kind="assignment",
    summary="Read figures of calendar months into the periods of this company",
)
def set_by_calendar_months(request: HttpRequest, body: CalendarIn) -> WrittenOut:
    """A flow is shared out by days, what does not add up is taken by day weights."""
    actor = reader(request)
    held = _meant(actor, body)
    figures = {_first_day(code): figure for code, figure in body.figures.items()}
    done = services.set_by_calendar_months(actor, assignment_id=held.id, figures=figures, reason=body.reason)
    return WrittenOut.of(done)


@writing(
    router,
    "/targets/cascade",
    answer=WrittenOut,
    permission="targets.edit",
    object_kind="assignment",
    summary="Break the targets of a whole down to its parts, exactly",
)
def cascade_targets(request: HttpRequest, body: CascadeIn) -> WrittenOut:
    """Locked cells and closed months keep their figure."""
    actor = reader(request)
    rows = assignments_in(actor, body.period, body.kpi)
    shares = {picked(rows, body.kpi, code).id: share for code, share in (body.shares or {}).items()}
    done = services.cascade_targets(
        actor,
        assignment_id=picked(rows, body.kpi, body.subject).id,
        shares=shares or None,
        cushion=body.cushion / HUNDRED,
        reason=body.reason,
    )
    return WrittenOut.of(done)


@writing(
    router,
    "/targets/lock",
    answer=LockedOut,
    permission="targets.edit",
    object_kind="assignment",
    summary="Let sharing out leave a month alone, or free it again",
)
def lock_target(request: HttpRequest, body: LockIn) -> LockedOut:
    """The figure stays as it is; a person may still change it."""
    actor = reader(request)
    cell = (_meant(actor, body).id, body.period)
    seen = {cell: body.seen} if body.seen is not None else None
    done = services.lock_targets(actor, cells=[cell], is_locked=body.is_locked, reason=body.reason, seen=seen)
    return LockedOut(changed=done)


def _meant(actor: Actor, body: TargetYearIn) -> AssignmentRow:
    return picked(assignments_in(actor, body.period, body.kpi), body.kpi, body.subject)


def _family(actor: Actor, body: TargetYearIn, *, parts: bool) -> list[AssignmentRow]:
    """The assignment that is named, or all its parts instead."""
    rows = assignments_in(actor, body.period, body.kpi)
    whole = picked(rows, body.kpi, body.subject)
    return [row for row in rows if row.parent_id == whole.id] if parts else [whole]


def _year(actor: Actor, body: TargetYearIn) -> int:
    return calendar.period(actor, body.period).fiscal_year


def _first_day(month: str) -> date:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        raise PeriodUnknown(period=month) from None
