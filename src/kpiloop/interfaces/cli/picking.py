"""From what people type (codes, months, numbers) to the keys services want."""

from __future__ import annotations

from datetime import date, timedelta

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.cli.errors import AssignmentUnknown, CycleUnknown
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.reward.rows import CycleRow


def last_day(viewer: Actor, period_code: str) -> date:
    """Last day of a period: the day its organisation and assignments are read on."""
    return calendar.period(viewer, period_code).ends_before - timedelta(days=1)


def assignment_of(viewer: Actor, *, kpi: str, subject: str, period_code: str) -> AssignmentRow:
    """The assignment of a KPI to a subject in a month."""
    on = last_day(viewer, period_code)
    held = plan.assignments(viewer, on=on, kpi=kpi, subject_ids=[subject_key(viewer, subject, on=on)])
    if not held:
        raise AssignmentUnknown(kpi=kpi, subject=subject, period=period_code)
    return held[-1]


def subject_key(viewer: Actor, code: str, *, on: date) -> int:
    """Key of a unit, position or person."""
    return org.subject(viewer, code, on=on).id


def cycle_of(viewer: Actor, quarter: str, scheme: str = "") -> CycleRow:
    """The review cycle of a quarter: of the named scheme, or the newest one."""
    found = [row for row in reward.cycles(viewer, scheme=scheme or None) if row.period_code == quarter]
    if not found:
        raise CycleUnknown(quarter=quarter)
    return max(found, key=lambda row: row.scheme_version)


def period_range(viewer: Actor, first: str, last: str, kind: str = "month") -> tuple[str, ...]:
    """Codes of the periods of a kind from one period to another, both included; an open end takes all."""
    return tuple(row.code for row in calendar.stretch(viewer, first, last, kind=kind))
