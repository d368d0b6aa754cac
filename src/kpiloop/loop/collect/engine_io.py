"""Reported values for computing: everybody's, without a viewer."""

from __future__ import annotations

from collections.abc import Collection

from kpiloop.engine.rhythm import Rhythm
from kpiloop.loop.collect.entering import expecting
from kpiloop.loop.collect.entering.choices import ON_ITS_WAY
from kpiloop.loop.collect.entering.models import Entry
from kpiloop.loop.collect.errors import SubmissionUnknown
from kpiloop.loop.collect.models import Submission
from kpiloop.loop.collect.row_building import submission_row
from kpiloop.loop.collect.rows import SubmissionRow


def submissions_for(
    period_ids: Collection[int], kpi_ids: Collection[int] | None = None
) -> dict[tuple[int, int, int], SubmissionRow]:
    """Current reports by (KPI, subject, period)."""
    found = Submission.objects.filter(is_current=True, period_id__in=list(period_ids)).select_related("batch")
    if kpi_ids is not None:
        found = found.filter(kpi_id__in=list(kpi_ids))
    return {(row.kpi_id, row.subject_id, row.period_id): submission_row(row) for row in found}


def submission_by_id(submission_id: int) -> SubmissionRow:
    """One report, current or superseded: a closed figure keeps the one it was made from."""
    found = Submission.objects.select_related("batch").filter(pk=submission_id).first()
    if found is None:
        raise SubmissionUnknown(kind="submission", name=submission_id)
    return submission_row(found)


def submissions_by_id(ids: Collection[int]) -> list[SubmissionRow]:
    """Reports by key, current or superseded."""
    found = Submission.objects.filter(pk__in=list(ids)).select_related("batch").order_by("pk")
    return [submission_row(row) for row in found]


def on_their_way(period_ids: Collection[int]) -> frozenset[tuple[int, int, int]]:
    """Figures that were entered and wait for a decision, by (KPI, subject, period): nobody owes them any more."""
    found = Entry.objects.filter(state__in=ON_ITS_WAY, period_id__in=list(period_ids))
    return frozenset(found.values_list("kpi_id", "subject_id", "period_id"))


def reported_kpis() -> frozenset[int]:
    """KPIs somebody ever reported a value for: they need no formula."""
    return frozenset(Submission.objects.filter(is_current=True).values_list("kpi_id", flat=True).distinct())


def rhythms() -> dict[int, Rhythm]:
    """How often reported KPIs are expected, by key of the KPI; who judges silence asks here first."""
    return expecting.by_kpi()
