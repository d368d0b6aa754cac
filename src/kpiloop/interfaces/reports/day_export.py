"""Figures of single days, as rows: worked out when they are asked for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.reports.export_rows import Cell, Export
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.errors.days import DaysOfMonths, DaysReported, DaysUnsuited, DaysWrong
from kpiloop.loop.measure.selectors import MOST_DAYS, DayFigure
from kpiloop.loop.plan import selectors as plan

COLUMNS = (
    *("id", "subject", "kpi", "day", "is_worked", "actual", "reason", "is_partial", "row_count"),
    *("seven_days", "is_seven_partial", "prior_day", "prior_year_on", "prior_year"),
)
#: As many days as a month has, where nobody says from when.
_USUAL = timedelta(days=30)


def days_named(viewer: Actor, first: str, last: str) -> tuple[date, date]:
    """First and last day of what is written: days such as 2026-11-28, or periods.

    Shape:    an open end is today, an open beginning 30 days before the end.
    Errors:   period_unknown for anything else; measure_days_wrong when the days are crossed or too many.
    """
    end = _day(viewer, last, is_last=True) if last else timezone.localdate()
    start = _day(viewer, first, is_last=False) if first else end - _USUAL
    if end < start or (end - start).days >= MOST_DAYS:
        raise DaysWrong(first=start, last=end, most=MOST_DAYS)
    return start, end


def _day(viewer: Actor, written: str, *, is_last: bool) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        period = calendar.period(viewer, written)
        return period.last_day if is_last else period.starts_on


def export_days(
    viewer: Actor,
    *,
    first: date,
    last: date,
    kpi_codes: Collection[str] = (),
    subject_ids: Collection[int] | None = None,
) -> Export:
    """One row per KPI, subject and day, for every subject that has a figure of the KPI in a month of these days.

    Shape:    no KPI named: all that have figures of days. A KPI that is named and has none is refused.
    """
    months = [row.code for row in calendar.periods(viewer) if row.starts_on <= last and first < row.ends_before]
    rows: list[tuple[Cell, ...]] = []
    for kpi, subjects in _asked(viewer, months, kpi_codes, subject_ids).items():
        try:
            found = measure.day_figures(viewer, kpi=kpi, subject_ids=subjects, first=first, last=last)
        except (DaysReported, DaysUnsuited, DaysOfMonths):
            if kpi_codes:
                raise
            continue
        for key, figures in found.items():
            code = org.subject_by_id(viewer, key).code
            rows += [_cells(kpi, code, figure) for figure in figures]
    return Export("days", COLUMNS, tuple(rows))


def _asked(
    viewer: Actor, months: Collection[str], kpi_codes: Collection[str], subject_ids: Collection[int] | None
) -> dict[str, set[int]]:
    """Whose figures of which KPIs there are in some months, by code of the KPI."""
    found: dict[str, set[int]] = {code: set() for code in sorted(kpi_codes)}
    held = measure.actuals(viewer, period_codes=months, subject_ids=subject_ids, kpi_codes=kpi_codes or None)
    codes = {row.id: row.code for row in plan.kpis(viewer)}
    for kpi, subject, _month in sorted(held):
        found.setdefault(codes[kpi], set()).add(subject)
    return found


def _cells(kpi: str, subject: str, row: DayFigure) -> tuple[Cell, ...]:
    reason = row.figure.reason if isinstance(row.figure, Missing) else ""
    return (
        f"{kpi}:{subject}:{row.on}", subject, kpi, row.on, _yes(row.is_worked), _known(row.figure), reason,
        _yes(row.is_partial), row.rows, _known(row.seven_days), _yes(row.is_seven_partial), _known(row.prior_day),
        row.prior_year_on, _known(row.prior_year),
    )  # fmt: skip


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _known(figure: Figure) -> Decimal | None:
    return None if isinstance(figure, Missing) else figure
