"""Periods, values and lights; figures persons decided in place of the system's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeVar

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.schemas import FIGURE, Me, PeriodOut, StatusOut, StatusPage, ValueOut, ValuePage, text_of
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure import services as measuring
from kpiloop.loop.measure.rows import OverrideRow
from kpiloop.loop.track import selectors as track

router = Router(tags=["figures"])
T = TypeVar("T")
Window = Literal["month", "ytd", "qtd", "htd", "own_ytd", "own_htd", "own_qtd", "week"]
Light = Literal["green", "amber", "red", "na"]
Kind = Literal["month", "quarter", "half", "year", "week"]


class OverrideIn(Schema):
    """A figure that is to count in place of the system's."""

    kpi: str
    subject: str
    period: str = Field(..., description="Month, such as 2026-10")
    figure: Decimal = Field(..., description="In the unit of the KPI, exact")
    valid_until: date = Field(..., description="From this day on the figure of the system counts again")
    reason: str = Field(..., max_length=1000)
    evidence: str = Field("", max_length=300)


class OverrideDecision(Schema):
    """Yes or no to an override."""

    approve: bool
    reason: str = Field("", max_length=1000)


class OverrideEnd(Schema):
    """Why an override ends before its day."""

    reason: str = Field("", max_length=1000)


class OverrideOut(Schema):
    """An override with the figure of the system beside it."""

    id: int
    state: str = Field(..., description="proposed, approved, rejected, ended or expired")
    kpi: str
    subject: str
    period: str
    figure: str | None = Field(None, description=FIGURE)
    system: str | None = Field(None, description=FIGURE)
    valid_until: date
    counts: bool = Field(..., description="False until the run after its approval")
    reason: str
    evidence: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    ended_at: datetime | None

    @staticmethod
    def of(row: OverrideRow) -> OverrideOut:
        """From the row."""
        return OverrideOut(
            id=row.id, state=row.state, kpi=row.kpi.code, subject=row.subject.code, period=row.period_code,
            figure=text_of(row.figure), system=text_of(row.system_now), valid_until=row.valid_until,
            counts=row.counts, reason=row.reason, evidence=row.evidence, asked_by=row.asked_by,
            asked_at=row.asked_at, decided_by=row.decided_by, ended_at=row.ended_at,
        )  # fmt: skip


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

    qtd is the quarter in the month it ends with; htd the half-year so far where neither the month, the quarter nor
    the year to date has the same days. With own_ytd, own_htd and own_qtd by the year of the legal entity of each
    subject.
    """
    viewer = reader(request)
    calendar.period(viewer, period)
    kpis = [kpi] if kpi else None
    if window in ("own_ytd", "own_htd", "own_qtd"):
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


@reading(
    router, "/overrides", answer=list[OverrideOut], permission="values.view", object_kind="subject",
    summary="Overridden figures",
)  # fmt: skip
def list_overrides(request: HttpRequest, period: str | None = None, state: str | None = None) -> list[OverrideOut]:
    """Overrides of subjects in sight, the newest first."""
    rows = measure.overrides(
        reader(request), period_codes=[period] if period else None, states=[state] if state else None,
        on=timezone.localdate(),
    )  # fmt: skip
    return [OverrideOut.of(row) for row in rows]


@writing(
    router, "/overrides", answer=OverrideOut, permission="values.override", object_kind="subject",
    summary="Ask that another figure counts",
)  # fmt: skip
def propose_override(request: HttpRequest, asked: OverrideIn) -> OverrideOut:
    """It counts once another person agreed and the next run took it."""
    actor = reader(request)
    key = measuring.propose_override(
        actor, kpi=asked.kpi, subject=asked.subject, period=asked.period, figure=asked.figure, reason=asked.reason,
        evidence=asked.evidence, valid_until=asked.valid_until, now=timezone.now(),
    )  # fmt: skip
    return _one(request, key)


@writing(
    router, "/overrides/{override_id}/decide", answer=OverrideOut, permission="proposals.approve",
    object_kind="override", summary="Decide an override",
)  # fmt: skip
def decide_override(request: HttpRequest, override_id: int, decision: OverrideDecision) -> OverrideOut:
    """Never by who asked for it."""
    measuring.decide_override(
        reader(request), override_id=override_id, approve=decision.approve, reason=decision.reason, now=timezone.now()
    )
    return _one(request, override_id)


@writing(
    router, "/overrides/{override_id}/end", answer=OverrideOut, permission="values.override",
    object_kind="override", summary="End an override before its day",
)  # fmt: skip
def end_override(request: HttpRequest, override_id: int, why: OverrideEnd) -> OverrideOut:
    """It stays in the history."""
    measuring.end_override(reader(request), override_id=override_id, reason=why.reason, now=timezone.now())
    return _one(request, override_id)


def _one(request: HttpRequest, key: int) -> OverrideOut:
    return OverrideOut.of(measure.override(reader(request), key, on=timezone.localdate()))


def _page(found: Sequence[T], page: int, size: int) -> Sequence[T]:
    return found[(page - 1) * size : page * size]
