"""Reading what is expected when, and how it stands."""

from __future__ import annotations

from datetime import date, timedelta

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.collect.entering import expecting
from kpiloop.loop.collect.entering.duty_rows import DutyRow, ExpectedRow


def duties(viewer: Actor) -> tuple[DutyRow, ...]:
    """How often every source and reported KPI is expected."""
    require(viewer, "sources.view")
    return tuple(expecting.duty_row(held) for held in expecting.duties())


def expected(viewer: Actor, *, today: date, last: int = 3) -> tuple[ExpectedRow, ...]:
    """The last periods of every duty with their state: sources as they are, KPIs for the subjects in sight."""
    require(viewer, "sources.view")
    company = calendar.engine_calendar(viewer)
    rows = [row for held in expecting.duties() for row in expecting.expected(held, company, today, last)]
    return tuple(row for row in rows if _sees(viewer, row))


def _sees(viewer: Actor, row: ExpectedRow) -> bool:
    if row.subject is None:
        return True
    return org.visible_subjects(viewer, on=row.end - timedelta(days=1)).sees(row.subject.id)
