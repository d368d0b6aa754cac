"""Turns stored rows into the frozen rows that leave this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpiloop.loop.collect.choices import WAITING
from kpiloop.loop.collect.connectors.kinds import kind_of
from kpiloop.loop.collect.reading.corrections import shown_key
from kpiloop.loop.collect.rows import BatchRow, CorrectionRow, SecretRow, SourceRow, SubmissionRow, WaitingRow

if TYPE_CHECKING:
    from kpiloop.loop.collect.models import Correction, LoadBatch, Mapping, QuarantineRow, Source, Submission


def source_row(source: Source, mapping: Mapping | None, last: LoadBatch | None, waiting: int) -> SourceRow:
    """A source with its recipe and its newest load."""
    return SourceRow(
        id=source.pk,
        code=source.code,
        name_zh=source.name_zh,
        name_en=source.name_en,
        kind=source.kind,
        location=source.location,
        dataset=source.dataset,
        is_active=source.is_active,
        mapping_version=mapping.version if mapping else None,
        recipe=mapping.recipe if mapping else None,
        last_batch=batch_row(last) if last else None,
        waiting=waiting,
        mark=dict(source.mark),
        settings=dict(source.settings),
        secrets=secret_rows(source),
    )


def secret_rows(source: Source) -> tuple[SecretRow, ...]:
    """Secrets the kind of a source can use, each set or not."""
    held = {row.name: row for row in source.secrets.all()}
    names = dict.fromkeys((*kind_of(source.kind).secrets, *held))
    return tuple(
        SecretRow(name, True, held[name].set_by, held[name].set_at) if name in held else SecretRow(name, False)
        for name in names
    )


def batch_row(batch: LoadBatch, *, is_known: bool = False) -> BatchRow:
    """A load whose source and mapping were read along."""
    return BatchRow(
        id=batch.pk,
        number=batch.number,
        source=batch.source.code,
        source_zh=batch.source.name_zh,
        source_en=batch.source.name_en,
        state=batch.state,
        file_name=batch.file_name,
        file_sha256=batch.file_sha256,
        mapping_version=batch.mapping.version,
        rows_read=batch.rows_read,
        rows_kept=batch.rows_kept,
        rows_skipped=batch.rows_skipped,
        rows_repeated=batch.rows_repeated,
        rows_quarantined=batch.rows_quarantined,
        rows_replaced=batch.rows_replaced,
        control_totals=batch.control_totals,
        covers_from=batch.covers_from,
        covers_to=batch.covers_to,
        warehouse_version=batch.warehouse_version,
        loaded_by=batch.loaded_by,
        started_at=batch.started_at,
        finished_at=batch.finished_at,
        error_code=batch.error_code,
        error_fields=batch.error_fields,
        source_report=batch.source_report,
        is_known=is_known,
        waiting=_waiting_in(batch),
    )


def _waiting_in(batch: LoadBatch) -> int:
    """Rows that wait; lists of loads have them counted along."""
    counted: int | None = getattr(batch, "waiting", None)
    if counted is None:
        counted = batch.quarantine.filter(state=WAITING).count() if batch.rows_quarantined else 0
    return counted


def waiting_row(row: QuarantineRow) -> WaitingRow:
    """A quarantined row whose load and source were read along."""
    return WaitingRow(
        id=row.pk,
        batch_number=row.batch.number,
        source=row.batch.source.code,
        line=row.line,
        values=row.values,
        reason=row.reason,
        fields=row.fields,
        state=row.state,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        why=row.why,
        taken_by=row.taken_by,
    )


def correction_row(row: Correction) -> CorrectionRow:
    """A correction as others see it."""
    return CorrectionRow(
        id=row.pk,
        dataset=row.dataset,
        row=shown_key(row.row_key),
        row_key=row.row_key,
        field=row.field,
        old=row.old,
        new=row.new,
        reason=row.reason,
        state=row.state,
        corrected_by=row.corrected_by,
        corrected_at=row.corrected_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        waiver=row.waiver,
        load_number=row.load_number,
    )


def submission_row(row: Submission) -> SubmissionRow:
    """A submission whose load was read along."""
    batch = row.batch
    return SubmissionRow(
        id=row.pk,
        kpi_id=row.kpi_id,
        subject_id=row.subject_id,
        period_id=row.period_id,
        value=row.value,
        batch_number=batch.number if batch else None,
        file_name=batch.file_name if batch else "",
        line=row.line,
        is_current=row.is_current,
        submitted_by=row.submitted_by,
        submitted_at=row.submitted_at,
    )
