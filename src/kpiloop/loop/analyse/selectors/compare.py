"""One figure beside target, prior period and prior year."""

from __future__ import annotations

from datetime import date

from kpiloop.engine.values import Figure
from kpiloop.engine.variance.difference import Difference, difference
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.analyse import around
from kpiloop.loop.analyse.permissions import last_day
from kpiloop.loop.analyse.rows import Comparison
from kpiloop.loop.plan import selectors as plan


def compare(viewer: Actor, *, assignment_id: int, period_code: str, on: date | None = None) -> Comparison:
    """A KPI of a subject in a month beside what it is compared with."""
    period = calendar.period(viewer, period_code)
    assignment = plan.assignment(viewer, assignment_id, on=on or last_day(period))
    figures = around.figures_of(assignment, period)
    kpi = assignment.kpi
    in_points = kpi.measurement_unit == "percent"

    def beside(base: Figure) -> Difference:
        return difference(figures.actual, base, direction=kpi.direction, in_points=in_points)

    status = figures.status
    return Comparison(
        assignment=assignment,
        period_code=period_code,
        window=kpi.judged_on,
        actual=figures.actual,
        target=figures.target,
        prior_period=figures.prior_period,
        prior_year=figures.prior_year,
        to_target=beside(figures.target),
        to_prior_period=beside(figures.prior_period),
        to_prior_year=beside(figures.prior_year),
        in_points=in_points,
        light=status.light if status else "na",
        streak=figures.streak,
        value_id=figures.value_id,
    )
