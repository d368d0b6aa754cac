"""Lights and runs of misses for computing: everybody's, without a viewer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from kpiloop.engine.targets.band import band_between
from kpiloop.engine.targets.pace import Expected
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track.choices import OPEN
from kpiloop.loop.track.misses.histories import miss_histories
from kpiloop.loop.track.models import Alert, Status
from kpiloop.loop.track.rows import StatusRow

#: What a row is made of.
_FIELDS = (
    *("pk", "assignment_id", "period_id", "period__code", "period__ends_before", "actual", "target_figure"),
    *("achievement", "light", "reason", "streak", "value_id", "target_id", "misses", "running_on"),
    *("expected", "expected_low", "expected_high", "lower", "upper"),
)


def statuses_for(period_ids: Collection[int]) -> dict[tuple[int, int], StatusRow]:
    """Lights of everybody by (assignment, period)."""
    rows = status_rows(Status.objects.filter(period_id__in=list(period_ids)))
    return {(row.assignment.id, row.period_id): row for row in rows}


def statuses_of(period_id: int, assignment_ids: Collection[int]) -> dict[int, StatusRow]:
    """Lights of some assignments in a period, by assignment."""
    found = Status.objects.filter(period_id=period_id, assignment_id__in=list(assignment_ids))
    return {row.assignment.id: row for row in status_rows(found)}


def statuses_of_kpi(kpi_id: int, period_id: int) -> list[StatusRow]:
    """Lights of everybody who has a KPI in a period."""
    return status_rows(Status.objects.filter(period_id=period_id, assignment__kpi_id=kpi_id).order_by("pk"))


def statuses_below(assignment: AssignmentRow, period_id: int) -> list[StatusRow]:
    """Lights of the assignments of the same KPI that were cascaded from one."""
    below = Status.objects.filter(
        period_id=period_id, assignment__parent_id=assignment.id, assignment__kpi_id=assignment.kpi.id
    )
    return status_rows(below.order_by("assignment_id"))


def assignments_judged(kpi_id: int, subject_id: int, period_ids: Collection[int]) -> set[int]:
    """Assignments of a KPI and a subject with a light in some periods, whoever owned them and by whatever scheme."""
    found = Status.objects.filter(
        period_id__in=list(period_ids), assignment__kpi_id=kpi_id, assignment__subject_id=subject_id
    )
    return set(found.values_list("assignment_id", flat=True))


def status_rows(found: QuerySet[Status]) -> list[StatusRow]:
    """Statuses as rows, each with its assignment; two queries however many there are."""
    held = list(found.values_list(*_FIELDS, named=True))
    ends = {row.period__ends_before for row in held}
    # One month is shown with the definition of that month, several with the newest one.
    on = max(ends) - timedelta(days=1) if len(ends) == 1 else None
    assignments = plan_io.assignments_by_id({row.assignment_id for row in held}, on=on)
    return [_status_row(row, assignments[row.assignment_id]) for row in held]


def _status_row(row: Any, assignment: AssignmentRow) -> StatusRow:
    return StatusRow(
        id=row.pk,
        assignment=assignment,
        period_id=row.period_id,
        period_code=row.period__code,
        actual=row.actual,
        target=row.target_figure,
        achievement=row.achievement,
        light=row.light,
        reason=row.reason,
        streak=row.streak,
        value_id=row.value_id,
        target_id=row.target_id,
        misses=row.misses,
        running_on=row.running_on,
        expected=_expected(row),
        band=band_between(row.lower, row.upper),
    )


def _expected(row: Any) -> Expected | None:
    if row.expected is None:
        return None
    low, high = row.expected_low, row.expected_high
    return Expected(row.expected, row.expected if low is None else low, row.expected if high is None else high)


def open_alerts(month: PeriodRow) -> frozenset[int]:
    """Assignments with an alert about a month that nobody has taken note of."""
    about = Alert.objects.filter(
        state=OPEN, first_period__starts_on__lte=month.starts_on, last_period__starts_on__gte=month.starts_on
    )
    return frozenset(about.values_list("assignment_id", flat=True))


def newest_judged() -> int | None:
    """Key of the newest month that was judged as a whole; None before the first one."""
    over = Status.objects.filter(running_on=None, period__kind="month").order_by("-period__starts_on")
    return over.values_list("period_id", flat=True).first()


__all__ = [
    "assignments_judged",
    "miss_histories",
    "newest_judged",
    "open_alerts",
    "status_rows",
    "statuses_below",
    "statuses_for",
    "statuses_of",
    "statuses_of_kpi",
]
