"""Causes as their owners wrote them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.analyse.models import Cause
from kpiloop.loop.analyse.permissions import last_day, may_write
from kpiloop.loop.analyse.reading import cause_rows
from kpiloop.loop.analyse.rows import CauseRow, Explained
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.track import selectors as track


def causes(viewer: Actor, *, assignment_id: int, period_code: str) -> list[CauseRow]:
    """Causes of one variance, largest impact first; withdrawn ones are left out."""
    plan.assignment(viewer, assignment_id)
    period = calendar.period(viewer, period_code)
    return [row for row, _ in cause_rows(Cause.objects.filter(assignment_id=assignment_id, period_id=period.id))]


def causes_for(viewer: Actor, *, period_code: str, on: date | None = None) -> dict[int, list[CauseRow]]:
    """Causes of every visible variance of a month, by assignment."""
    written = cause_rows(Cause.objects.filter(period__code=period_code))
    asked = {row.assignment_id for row, _ in written}
    seen = track.statuses(viewer, period_codes=[period_code], assignment_ids=asked, on=on) if asked else []
    visible = {row.assignment.id for row in seen}
    grouped: dict[int, list[CauseRow]] = defaultdict(list)
    for row, _ in written:
        if row.assignment_id in visible:
            grouped[row.assignment_id].append(row)
    return dict(grouped)


def explained(viewer: Actor, *, assignment_id: int, period_code: str) -> Explained:
    """How much of the gap to target the causes explain."""
    status = track.status(viewer, assignment_id=assignment_id, period_code=period_code)
    held = causes(viewer, assignment_id=assignment_id, period_code=period_code)
    gap = status.gap if status else None
    total = sum((row.impact for row in held if row.impact is not None), Decimal(0))
    return Explained(gap, total, None if gap is None else gap - total, tuple(held))


def may_write_cause(viewer: Actor, *, assignment_id: int, period_code: str) -> bool:
    """Whether the viewer answers for the KPI and the month still takes causes."""
    period = calendar.period(viewer, period_code)
    if period.is_closed or not viewer.may("causes.write"):
        return False
    on = last_day(period)
    return may_write(viewer, plan.assignment(viewer, assignment_id, on=on), on=on)
