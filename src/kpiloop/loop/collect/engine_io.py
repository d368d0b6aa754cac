"""Reported values for computing: everybody's, without a viewer."""

from __future__ import annotations

from collections.abc import Collection

from kpiloop.loop.collect.models import Submission
from kpiloop.loop.collect.rows import SubmissionRow


def submissions_for(period_ids: Collection[int]) -> dict[tuple[int, int, int], SubmissionRow]:
    """Current reports of some periods by (KPI, subject, period), in one query."""
    found = Submission.objects.filter(period_id__in=list(period_ids), is_current=True).select_related("batch")
    return {(row.kpi_id, row.subject_id, row.period_id): _row(row) for row in found}


def submission_by_id(submission_id: int) -> SubmissionRow:
    """One report, current or superseded."""
    return _row(Submission.objects.select_related("batch").get(pk=submission_id))


def _row(row: Submission) -> SubmissionRow:
    return SubmissionRow(
        id=row.pk,
        kpi_id=row.kpi_id,
        subject_id=row.subject_id,
        period_id=row.period_id,
        value=row.value,
        batch_number=row.batch.number if row.batch else None,
        line=row.line,
        file_name=row.batch.file_name if row.batch else "",
        submitted_by=row.submitted_by,
        submitted_at=row.submitted_at,
    )
