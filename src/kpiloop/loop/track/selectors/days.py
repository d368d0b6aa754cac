"""Days of one assignment, to whoever sees it."""

from __future__ import annotations

from datetime import date

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.loop.measure import engine_io as measure_io
from kpiloop.loop.measure.engine_io import DayFigure
from kpiloop.loop.plan import selectors as plan


def day_history(viewer: Actor, *, assignment_id: int, first: date, last: date) -> tuple[DayFigure, ...]:
    """Every day of the KPI of an assignment from first to last, oldest first.

    Errors:   permission_denied, not_found; measure_days_reported, measure_days_unsuited, measure_days_of_months,
              measure_days_wrong.
    """
    require(viewer, "values.view")
    line = plan.assignment(viewer, assignment_id, on=last)
    return measure_io.day_figures(line.kpi.code, [line.subject.id], first, last)[line.subject.id]


def has_days(viewer: Actor, *, kpi: str, on: date) -> bool:
    """Whether a KPI has figures of days."""
    require(viewer, "values.view")
    try:
        measure_io.require_days(kpi, on)
    except Refusal:
        return False
    return True
