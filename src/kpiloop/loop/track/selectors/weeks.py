"""Weeks of KPIs that are measured by week, cut to what the viewer may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.track.permissions import reach
from kpiloop.loop.track.weeks.lines import WeekRow, judge_weeks


def week_history(viewer: Actor, *, assignment_id: int, up_to: date, today: date, count: int = 13) -> list[WeekRow]:
    """The last weeks of one assignment that have begun up to a day, oldest first.

    Missing: none where its KPI is not measured by week.
    """
    require(viewer, "values.view")
    line = plan.assignment(viewer, assignment_id, on=up_to)
    if line.kpi.measured_by != WEEK:
        return []
    weeks = [row for row in calendar.periods(viewer, kind=WEEK) if row.starts_on <= min(up_to, today)]
    return judge_weeks([line], weeks[-count:], today)


def weeks(
    viewer: Actor, *, period_codes: Sequence[str], today: date, kpi_codes: Collection[str] | None = None
) -> list[WeekRow]:
    """Some weeks of every assignment in sight whose KPI is measured by week.

    Errors: permission_denied, period_unknown.
    """
    require(viewer, "values.view")
    held = sorted(calendar.periods_by_code(viewer, list(period_codes)).values(), key=lambda row: row.starts_on)
    if not held:
        return []
    seen = reach(viewer, on=held[-1].last_day)
    lines = [
        row
        for row in plan_io.assignments_on(held[0].starts_on, held[-1].ends_before)
        if (kpi_codes is None or row.kpi.code in kpi_codes) and seen.sees(row)
    ]
    return judge_weeks(lines, held, today)
