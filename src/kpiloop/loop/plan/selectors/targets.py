"""Reading targets, their versions and proposed changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.reading import once, question
from kpiloop.loop.plan.models import Assignment, Target, TargetChange
from kpiloop.loop.plan.row_building import target_change_row, target_row, target_rows
from kpiloop.loop.plan.row_reading import MANY_KEYS
from kpiloop.loop.plan.rows import AssignmentRow, TargetChangeRow, TargetRow
from kpiloop.loop.plan.selectors.assignments import assignment, visible_keys, visible_rows
from kpiloop.loop.plan.targeting.week_targets import WeekTarget
from kpiloop.loop.plan.targeting.week_targets import week_targets as targets_of_weeks


def targets(
    viewer: Actor, *, assignment_ids: Collection[int], period_codes: Collection[str]
) -> dict[tuple[int, int], TargetRow]:
    """Current targets by (assignment, period); assignments the viewer may not see are left out."""
    require(viewer, "plan.view")
    if not assignment_ids or not period_codes:
        return {}
    asked = question("plan.targets", viewer, assignment_ids, period_codes)
    return dict(once(asked, lambda: _targets(viewer, assignment_ids, period_codes)))


def _targets(
    viewer: Actor, assignment_ids: Collection[int], period_codes: Collection[str]
) -> dict[tuple[int, int], TargetRow]:
    periods = calendar.periods_by_code(viewer, sorted(set(period_codes)))
    last_day = max(row.ends_before for row in periods.values()) - timedelta(days=1)
    asked = Assignment.objects.all()
    if len(assignment_ids) <= MANY_KEYS:
        asked = asked.filter(pk__in=list(assignment_ids))
    visible = visible_keys(viewer, asked, last_day) & set(assignment_ids)
    found = Target.objects.filter(is_current=True, period_id__in=[row.id for row in periods.values()])
    if len(visible) <= MANY_KEYS:
        found = found.filter(assignment_id__in=visible)
    rows = [row for row in target_rows(found) if row.assignment_id in visible]
    return {(row.assignment_id, row.period_id): row for row in rows}


def week_targets(
    viewer: Actor, *, lines: Sequence[AssignmentRow], weeks: Sequence[PeriodRow]
) -> dict[tuple[int, int], WeekTarget]:
    """Targets of weeks by (assignment, week), with what the months give; what the viewer may not see is left out."""
    require(viewer, "plan.view")
    if not lines or not weeks:
        return {}
    last_day = max(week.last_day for week in weeks)
    asked = Assignment.objects.filter(pk__in=[row.id for row in lines])
    visible = visible_keys(viewer, asked, last_day)
    mine = [row for row in lines if row.id in visible]
    drafts = frozenset(asked.filter(scheme__state="draft").values_list("pk", flat=True))
    found = targets_of_weeks({(row.kpi.id, row.subject.id): row.kpi for row in mine}, weeks, drafts=drafts)
    return {(row.id, week.id): found[row.kpi.id, row.subject.id, week.id] for row in mine for week in weeks}


def target_history(viewer: Actor, assignment_id: int, period_code: str) -> tuple[TargetRow, ...]:
    """Every version of one target, newest first: who set what, when and why."""
    period = calendar.period(viewer, period_code)
    assignment(viewer, assignment_id, on=period.ends_before - timedelta(days=1))
    found = Target.objects.filter(assignment_id=assignment_id, period_id=period.id).select_related("period")
    return tuple(target_row(row) for row in found.order_by("-version"))


def target_changes(viewer: Actor, *, state: str | None = None) -> tuple[TargetChangeRow, ...]:
    """Proposed target changes of subjects the viewer may see, newest first."""
    require(viewer, "plan.view")
    found = TargetChange.objects.select_related("period")
    if state is not None:
        found = found.filter(state=state)
    changes = list(found.order_by("-pk"))
    if not changes:
        return ()
    last_day = max(change.period.ends_before for change in changes) - timedelta(days=1)
    asked = Assignment.objects.filter(pk__in={change.assignment_id for change in changes})
    rows = {row.id: row for row in visible_rows(viewer, asked, last_day)}
    return tuple(
        target_change_row(change, rows[change.assignment_id]) for change in changes if change.assignment_id in rows
    )
