"""The figures a proposal rests on, kept with it so that they never drift."""

from __future__ import annotations

from datetime import date

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.improve.ladders.runs import KpiRun
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track import engine_io as track_io
from kpiloop.loop.track.rows import StatusRow


def months_of_run(actor: Actor, line: AssignmentRow, run: KpiRun) -> list[dict[str, str]]:
    """Figures of the KPI from the first to the last missed month."""
    first = calendar.period_by_id(actor, run.first.period_id)
    last = calendar.period_by_id(actor, run.last.period_id)
    return _figures(actor, line, first.starts_on, last.ends_before)


def months_before(actor: Actor, line: AssignmentRow, period: PeriodRow, count: int) -> list[dict[str, str]]:
    """Figures of the KPI in the last judged months before a period."""
    rows = _figures(actor, line, date.min, period.starts_on)
    return rows[-count:]


def _figures(actor: Actor, line: AssignmentRow, start: date, end: date) -> list[dict[str, str]]:
    months = [row for row in calendar.periods(actor) if start <= row.starts_on and row.ends_before <= end]
    by_month = {
        status.period_id: status
        for status in track_io.statuses_for([month.id for month in months]).values()
        if (status.assignment.kpi.id, status.assignment.subject.id) == (line.kpi.id, line.subject.id)
    }
    return [_written(month, by_month[month.id]) for month in months if month.id in by_month]


def _written(month: PeriodRow, status: StatusRow) -> dict[str, str]:
    return {
        "period": month.code,
        "actual": "" if status.actual is None else str(status.actual),
        "target": "" if status.target is None else str(status.target),
        "achievement": "" if status.achievement is None else str(status.achievement),
        "light": status.light,
        "value": "" if status.value_id is None else str(status.value_id),
    }
