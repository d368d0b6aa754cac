"""Reading periods. Everybody may: the calendar is no secret."""

from __future__ import annotations

from datetime import date
from typing import Literal, cast

from kpiloop.engine import periods as fiscal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.checks import engine_period, require_open
from kpiloop.foundation.calendar.errors import CalendarMissing, PeriodUnknown
from kpiloop.foundation.calendar.models import Calendar, Period
from kpiloop.foundation.calendar.rows import PeriodRow

__all__ = [
    "engine_calendar",
    "engine_period",
    "following",
    "months_of",
    "period",
    "period_by_id",
    "period_on",
    "periods",
    "periods_by_code",
    "periods_containing",
    "previous",
    "prior_year",
    "require_open",
    "year_to_date",
]


def engine_calendar(viewer: Actor) -> fiscal.Calendar:
    """The company's fiscal calendar as the engine counts with it."""
    calendar = Calendar.objects.order_by("pk").first()
    if calendar is None:
        raise CalendarMissing()
    named_by = cast("Literal['start', 'end']", calendar.named_by)
    return fiscal.Calendar(calendar.fiscal_start_month, named_by)


def period(viewer: Actor, code: str) -> PeriodRow:
    """One period by code."""
    found = Period.objects.filter(code=code).first()
    if found is None:
        raise PeriodUnknown(period=code)
    return _row(found)


def period_by_id(viewer: Actor, period_id: int) -> PeriodRow:
    """One period by key."""
    found = Period.objects.filter(pk=period_id).first()
    if found is None:
        raise PeriodUnknown(period=period_id)
    return _row(found)


def periods_by_code(viewer: Actor, codes: list[str] | tuple[str, ...]) -> dict[str, PeriodRow]:
    """Several periods by code in one read; unknown codes are refused."""
    found = {row.code: _row(row) for row in Period.objects.filter(code__in=codes)}
    for code in codes:
        if code not in found:
            raise PeriodUnknown(period=code)
    return found


def periods(
    viewer: Actor, *, kind: str = "month", fiscal_year: int | None = None, last: int | None = None
) -> tuple[PeriodRow, ...]:
    """Periods of a kind, oldest first; `last` keeps that many of the newest."""
    found = Period.objects.filter(kind=kind).order_by("starts_on")
    if fiscal_year is not None:
        found = found.filter(fiscal_year=fiscal_year)
    rows = tuple(_row(row) for row in found)
    return rows[-last:] if last else rows


def period_on(viewer: Actor, kind: str, on: date) -> PeriodRow:
    """The period of a kind that a day lies in."""
    found = Period.objects.filter(kind=kind, starts_on__lte=on, ends_before__gt=on).first()
    if found is None:
        raise PeriodUnknown(period=f"{kind} {on.isoformat()}")
    return _row(found)


def previous(viewer: Actor, row: PeriodRow) -> PeriodRow | None:
    """The period of the same kind just before; None before the first one."""
    found = Period.objects.filter(kind=row.kind, ends_before=row.starts_on).first()
    return _row(found) if found else None


def following(viewer: Actor, row: PeriodRow) -> PeriodRow | None:
    """The period of the same kind just after; None after the last one."""
    found = Period.objects.filter(kind=row.kind, starts_on=row.ends_before).first()
    return _row(found) if found else None


def prior_year(viewer: Actor, row: PeriodRow) -> PeriodRow | None:
    """The same period one fiscal year earlier; None before the first year."""
    found = Period.objects.filter(kind=row.kind, fiscal_year=row.fiscal_year - 1, number=row.number).first()
    return _row(found) if found else None


def months_of(viewer: Actor, row: PeriodRow) -> tuple[PeriodRow, ...]:
    """The months a period is made of, in order."""
    within = Period.objects.filter(kind="month", starts_on__gte=row.starts_on, ends_before__lte=row.ends_before)
    return tuple(_row(month) for month in within.order_by("starts_on"))


def periods_containing(viewer: Actor, row: PeriodRow) -> tuple[PeriodRow, ...]:
    """The period itself and every longer one that holds it, shortest first."""
    around = Period.objects.filter(starts_on__lte=row.starts_on, ends_before__gte=row.ends_before)
    return tuple(sorted((_row(found) for found in around), key=lambda found: found.ends_before - found.starts_on))


def year_to_date(viewer: Actor, row: PeriodRow) -> tuple[PeriodRow, ...]:
    """Every month of the fiscal year up to the end of the period, in order."""
    so_far = Period.objects.filter(kind="month", fiscal_year=row.fiscal_year, ends_before__lte=row.ends_before)
    return tuple(_row(month) for month in so_far.order_by("starts_on"))


def _row(found: Period) -> PeriodRow:
    return PeriodRow(
        id=found.pk,
        code=found.code,
        kind=found.kind,
        starts_on=found.starts_on,
        ends_before=found.ends_before,
        fiscal_year=found.fiscal_year,
        number=found.number,
        state=found.state,
        revision=found.revision,
        warehouse_version=found.warehouse_version,
        closed_at=found.closed_at,
        closed_by=found.closed_by,
    )
