"""Targets as they stood: before their last change, and at any moment something was changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMinute

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.plan.models import Target
from kpiloop.loop.plan.row_building import target_row
from kpiloop.loop.plan.row_reading import MANY_KEYS
from kpiloop.loop.plan.rows import TargetMoment, TargetRow
from kpiloop.loop.plan.selectors.targets import targets

#: (assignment, period) -> target; None where there was none yet.
Earlier = dict[tuple[int, int], TargetRow | None]
_MOMENTS = 12


def targets_before(
    viewer: Actor, *, assignment_ids: Collection[int], period_codes: Collection[str]
) -> dict[tuple[int, int], TargetRow]:
    """The version before the current one, by (assignment, period), for targets that were changed."""
    held = targets(viewer, assignment_ids=assignment_ids, period_codes=period_codes)
    changed = {key: row.version - 1 for key, row in held.items() if row.version > 1}
    if not changed:
        return {}
    found = _of(Target.objects.filter(is_current=False, period_id__in={period for _, period in changed}), changed)
    rows = (row for row in found.select_related("period"))
    return {
        (row.assignment_id, row.period_id): target_row(row)
        for row in rows
        if changed.get((row.assignment_id, row.period_id)) == row.version
    }


def targets_as_of(
    viewer: Actor, *, assignment_ids: Collection[int], period_codes: Collection[str], moment: datetime
) -> Earlier:
    """The targets that stood differently at a moment, by (assignment, period).

    Shape:    only what differs from now, in target, range, threshold or stretch; None where nothing was set yet.
    """
    held = targets(viewer, assignment_ids=assignment_ids, period_codes=period_codes)
    later = {key for key, row in held.items() if row.recorded_at > moment}
    found = Target.objects.filter(recorded_at__lte=moment, period_id__in={period for _, period in later})
    then: Earlier = dict.fromkeys(later)
    for row in _of(found, later).select_related("period").order_by("version"):
        if (row.assignment_id, row.period_id) in later:
            then[row.assignment_id, row.period_id] = target_row(row)
    return {key: row for key, row in then.items() if _figures(row) != _figures(held[key])}


def target_moments(
    viewer: Actor, *, assignment_ids: Collection[int], period_codes: Collection[str]
) -> tuple[TargetMoment, ...]:
    """When targets of some assignments were changed, newest first: the states they can be compared with.

    Shape:    one row per minute and account; what was saved in one go is one state.
    """
    held = targets(viewer, assignment_ids=assignment_ids, period_codes=period_codes)
    periods = calendar.periods_by_code(viewer, sorted(set(period_codes))).values()
    found = _of(Target.objects.filter(period_id__in=[row.id for row in periods]), held)
    groups = found.annotate(minute=TruncMinute("recorded_at")).values("minute", "recorded_by")
    counted = groups.annotate(count=Count("pk")).order_by("-minute", "recorded_by")[:_MOMENTS]
    return tuple(
        TargetMoment(row["minute"] + timedelta(minutes=1), row["recorded_by"], row["count"]) for row in counted
    )


def _of(found: QuerySet[Target], keys: Iterable[tuple[int, int]]) -> QuerySet[Target]:
    wanted = {assignment for assignment, _ in keys}
    return found.filter(assignment_id__in=wanted) if len(wanted) <= MANY_KEYS else found


def _figures(row: TargetRow | None) -> tuple[object, ...]:
    return (None, None, None, None) if row is None else (row.target, row.threshold, row.stretch, row.band)
