"""From codes a program sends to assignments in sight and targets to set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org.errors import NotVisible
from kpiloop.interfaces.api.targets.schemas import TargetIn
from kpiloop.loop.plan import selectors
from kpiloop.loop.plan.rows import AssignmentRow, NewTarget


def assignments_in(viewer: Actor, period: str, kpi: str | None = None) -> list[AssignmentRow]:
    """Assignments in sight at the end of a period."""
    on = calendar.period(viewer, period).ends_before - timedelta(days=1)
    return selectors.assignments(viewer, on=on, kpi=kpi)


def picked(rows: Iterable[AssignmentRow], kpi: str, subject: str) -> AssignmentRow:
    """The one of a KPI and a subject; what is out of sight is as absent as what there is not."""
    found = [row for row in rows if (row.kpi.code, row.subject.code) == (kpi, subject)]
    if not found:
        raise NotVisible(kind="assignment", key=f"{kpi}/{subject}")
    return found[-1]


def new_targets(actor: Actor, asked: Iterable[TargetIn]) -> list[NewTarget]:
    """One query of assignments per period, however many targets are sent."""
    rows: dict[str, list[AssignmentRow]] = {}
    made = []
    for each in asked:
        if each.period not in rows:
            rows[each.period] = assignments_in(actor, each.period)
        held = picked(rows[each.period], each.kpi, each.subject)
        made.append(NewTarget(held.id, each.period, each.target, each.threshold, each.stretch, each.band))
    return made
