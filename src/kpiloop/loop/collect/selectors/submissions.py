"""Reading reported values."""

from __future__ import annotations

from datetime import timedelta

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.collect.models import Submission
from kpiloop.loop.collect.row_building import submission_row
from kpiloop.loop.collect.rows import SubmissionRow


def submission_history(viewer: Actor, *, kpi: str, subject_id: int, period: str) -> tuple[SubmissionRow, ...]:
    """Every report of one figure, newest first: who entered what, when, from which file."""
    require(viewer, "values.view")
    row = calendar.period(viewer, period)
    org.require_subject(viewer, subject_id, on=row.ends_before - timedelta(days=1))
    found = Submission.objects.select_related("batch").filter(kpi__code=kpi, subject_id=subject_id, period_id=row.id)
    return tuple(submission_row(report) for report in found.order_by("-pk"))
