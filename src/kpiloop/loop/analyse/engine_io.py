"""Causes and leaders for computing: everybody's, without a viewer. For services and jobs of later stages."""

from __future__ import annotations

from collections.abc import Collection

from kpiloop.loop.analyse.models import Cause
from kpiloop.loop.analyse.permissions import administers, leaders_of, leads, may_write
from kpiloop.loop.analyse.reading import cause_rows
from kpiloop.loop.analyse.rows import CauseRow

__all__ = ["administers", "causes_for", "explained_assignments", "leaders_of", "leads", "may_write"]


def causes_for(period_ids: Collection[int]) -> dict[tuple[int, int], list[CauseRow]]:
    """Causes that stand, by (assignment, period), largest impact first."""
    found: dict[tuple[int, int], list[CauseRow]] = {}
    for row, period_id in cause_rows(Cause.objects.filter(period_id__in=list(period_ids))):
        found.setdefault((row.assignment_id, period_id), []).append(row)
    return found


def explained_assignments(period_id: int) -> frozenset[int]:
    """Assignments with at least one cause that stands in a month."""
    return frozenset(key for key, _ in causes_for([period_id]))
