"""Table rows of the archive as frozen rows."""

from __future__ import annotations

from kpiloop.governance.archive.models import Close, Reopening
from kpiloop.governance.archive.rows import CloseRow, Pin, ReopeningRow


def close_row(close: Close) -> CloseRow:
    """One close as others see it."""
    return CloseRow(
        id=close.pk,
        period_code=close.period.code,
        revision=close.revision,
        warehouse_version=close.warehouse_version,
        closed_by=close.closed_by,
        closed_at=close.closed_at,
        waiver=close.waiver,
        findings=len(close.findings),
        figures=int(close.counts.get("figures", 0)),
        sha256=close.snapshot_sha256,
        pins={what: Pin(**pin) for what, pin in close.pins.items()},
        terms_revision=close.terms_revision or close.revision,
    )


def reopening_row(request: Reopening) -> ReopeningRow:
    """One request as others see it."""
    return ReopeningRow(
        id=request.pk,
        period_code=request.period.code,
        reason=request.reason,
        requested_by=request.requested_by,
        requested_at=request.requested_at,
        approved_by=request.approved_by,
        approved_at=request.approved_at,
        until=request.until,
        state=request.state,
        kpis=tuple(request.scope_codes.get("kpis", ())),
        subjects=tuple(request.scope_codes.get("subjects", ())),
        new_terms=request.new_terms,
    )
