"""Reading closes and what was frozen, cut to what the viewer may see."""

from __future__ import annotations

from datetime import timedelta

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit import selectors as audit
from kpiloop.foundation.audit.rows import EntryRow, Page
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.governance.archive.comparing import compare
from kpiloop.governance.archive.late import decisions, late_months, preview_late
from kpiloop.governance.archive.models import Close, FrozenFigure, Reopening
from kpiloop.governance.archive.reading import close_row, reopening_row
from kpiloop.governance.archive.replaying import replay
from kpiloop.governance.archive.retention import retention
from kpiloop.governance.archive.revisions import revisions
from kpiloop.governance.archive.rows import CloseRow, FrozenRow, ReopeningRow
from kpiloop.loop.track import engine_io as track

__all__ = [
    "audit_entries",
    "closes",
    "compare",
    "decisions",
    "frozen",
    "late_months",
    "preview_late",
    "reopenings",
    "replay",
    "retention",
    "revisions",
]


def closes(viewer: Actor, *, period_code: str | None = None) -> list[CloseRow]:
    """Every close, newest first."""
    require(viewer, "values.view")
    found = Close.objects.select_related("period").order_by("-closed_at", "-period__starts_on", "-revision")
    return [close_row(row) for row in (found.filter(period__code=period_code) if period_code else found)]


def reopenings(viewer: Actor, *, state: str | None = None, period_code: str | None = None) -> list[ReopeningRow]:
    """Requests to open periods again, newest first."""
    require(viewer, "values.view")
    found = Reopening.objects.select_related("period").order_by("-pk")
    found = found.filter(period__code=period_code) if period_code else found
    return [reopening_row(row) for row in (found.filter(state=state) if state else found)]


def frozen(viewer: Actor, *, period_code: str, revision: int | None = None) -> list[FrozenRow]:
    """Figures as reported at a close beside what they are now; the newest close without a revision."""
    require(viewer, "values.view")
    period = calendar.period(viewer, period_code)
    visible = org.visible_subjects(viewer, on=period.ends_before - timedelta(days=1))
    close = Close.objects.filter(period_id=period.id).order_by("-revision")
    held = (close.filter(revision=revision) if revision else close).first()
    if held is None:
        return []
    now = {row.assignment.id: row for row in track.statuses_for([period.id]).values()}
    rows = FrozenFigure.objects.filter(close=held).select_related("assignment__kpi", "assignment__subject")
    return [
        FrozenRow(
            assignment_id=row.assignment_id,
            kpi_code=row.assignment.kpi.code,
            subject_id=row.assignment.subject_id,
            subject_code=row.assignment.subject.code,
            actual=row.actual,
            target=row.target_figure,
            achievement=row.achievement,
            light=row.light,
            value_id=row.value_id,
            actual_now=now[row.assignment_id].actual if row.assignment_id in now else None,
        )
        for row in rows.order_by("assignment_id")
        if visible.sees(row.assignment.subject_id)
    ]


def audit_entries(viewer: Actor, *, page: int = 1, size: int = 50, actor: str | None = None) -> Page[EntryRow]:
    """The audit trail for those who may read it."""
    return audit.entries(viewer, actor=actor, page=page, size=size)
