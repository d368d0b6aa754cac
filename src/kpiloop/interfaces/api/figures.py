"""Periods, values and lights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeVar

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Query

from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.api.doors import reader, reading
from kpiloop.interfaces.api.schemas import Me, PeriodOut, StatusOut, StatusPage, ValueOut, ValuePage
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.track import selectors as track

router = Router(tags=["figures"])
T = TypeVar("T")
Window = Literal["month", "ytd", "own_ytd", "own_qtd", "week"]
Light = Literal["green", "amber", "red", "na"]
Kind = Literal["month", "quarter", "half", "year", "week"]


@reading(router, "/me", answer=Me, permission=None, summary="Who asks, and what they may do")
def who_am_i(request: HttpRequest) -> Me:
    """The account behind the token or session."""
    actor = reader(request)
    return Me(username=actor.username, roles=sorted(actor.roles), permissions=sorted(actor.permissions))


@reading(router, "/periods", answer=list[PeriodOut], permission=None, summary="Periods and their state")
def list_periods(request: HttpRequest, kind: Kind = "month", fiscal_year: int | None = None) -> list[PeriodOut]:
    """Periods of a kind, oldest first."""
    return [PeriodOut.of(row) for row in calendar.periods(reader(request), kind=kind, fiscal_year=fiscal_year)]


@reading(router, "/values", answer=ValuePage, permission="values.view", object_kind="subject", summary="Values")
def list_values(
    request: HttpRequest,
    period: str,
    window: Window = "month",
    kpi: str | None = None,
    page: int = Query(1, ge=1),
    size: int = Query(100, ge=1, le=1000),
) -> ValuePage:
    """Values of a month, or with `window=week` of a week such as 2026-W48, cut to what the reader may see.

    With own_ytd and own_qtd by the year of the legal entity of each subject.
    """
    viewer = reader(request)
    calendar.period(viewer, period)
    kpis = [kpi] if kpi else None
    if window in ("own_ytd", "own_qtd"):
        found = measure.own_year_values(viewer, period_codes=[period], of=window[4:], kpi_codes=kpis)
    else:
        found = measure.values(viewer, period_codes=[period], window=window, kpi_codes=kpis)
    shown = _page(found, page, size)
    rows = [ValueOut.of(row, org.subject_by_id(viewer, row.subject_id)) for row in shown]
    return ValuePage(total=len(found), page=page, size=size, rows=rows)


@reading(
    router, "/values/{value_id}", answer=ValueOut, permission="values.view", object_kind="value", summary="One value"
)
def get_value(request: HttpRequest, value_id: int) -> ValueOut:
    """One value with every version number."""
    viewer = reader(request)
    row = measure.value(viewer, value_id)
    return ValueOut.of(row, org.subject_by_id(viewer, row.subject_id))


@reading(router, "/statuses", answer=StatusPage, permission="values.view", object_kind="subject", summary="Lights")
def list_statuses(
    request: HttpRequest,
    period: str,
    light: Light | None = None,
    page: int = Query(1, ge=1),
    size: int = Query(100, ge=1, le=1000),
) -> StatusPage:
    """Lights of a month, cut to what the reader may see."""
    viewer = reader(request)
    calendar.period(viewer, period)
    found = track.statuses(viewer, period_codes=[period], lights=[light] if light else None)
    rows = [StatusOut.of(row) for row in _page(found, page, size)]
    return StatusPage(total=len(found), page=page, size=size, rows=rows)


def _page(found: Sequence[T], page: int, size: int) -> Sequence[T]:
    return found[(page - 1) * size : page * size]
