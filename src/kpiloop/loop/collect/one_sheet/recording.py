"""The record of a one-sheet load: batch, reported actuals, and cells that wait."""

from __future__ import annotations

from collections.abc import Mapping as Months
from datetime import date, datetime

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.collect.batch_writing import begin_batch
from kpiloop.loop.collect.choices import FIXED, ONE_SHEET, WAITING
from kpiloop.loop.collect.cleaning.texts import same_name
from kpiloop.loop.collect.connectors.grid import Reading
from kpiloop.loop.collect.entering.submitting import Report, ValuesWritten, write_reports
from kpiloop.loop.collect.models import LoadBatch, Mapping, QuarantineRow, Source
from kpiloop.loop.collect.one_sheet.intent import Intent
from kpiloop.loop.collect.one_sheet.lines import BadCell, SheetContent
from kpiloop.loop.collect.one_sheet.organisation import Cast
from kpiloop.loop.collect.one_sheet.planning import PlanOutcome
from kpiloop.loop.collect.reading.recipe import fingerprint
from kpiloop.loop.collect.row_building import batch_row
from kpiloop.loop.collect.rows import BatchRow
from kpiloop.loop.plan import engine_io as plan_io


def record_sheet(
    actor: Actor,
    reading: Reading,
    content: SheetContent,
    intent: Intent,
    cast: Cast,
    outcome: PlanOutcome,
    *,
    months: Months[date, PeriodRow],
    now: datetime,
) -> tuple[BatchRow, ValuesWritten]:
    """Store the actuals and the account of the load; the caller holds the transaction."""
    year = next(iter(months.values())).fiscal_year
    batch = begin_batch(actor, _mapping(actor, year, reading), file_name=reading.file_name, sha256=reading.sha256)
    reports = _reports(intent, cast, outcome, months)
    values = write_reports(reports, batch=batch, submitted_by=actor.username, guarded_at=now)
    _count(batch, content, intent, outcome, values)
    batch.finished_at = now
    batch.save()
    _quarantine(actor, batch, intent.bad, now)
    after = {
        "file": batch.file_name,
        "sha256": batch.file_sha256,
        "kept": batch.rows_kept,
        "repeated": batch.rows_repeated,
        "quarantined": batch.rows_quarantined,
    }
    record(actor, verb="load", object_kind="load", object_key=str(batch.number), after=after, now=now)
    return batch_row(batch), values


def _mapping(actor: Actor, year: int, reading: Reading) -> Mapping:
    """The sheet of a year is a source like any other; its recipe is the layout itself."""
    source, _ = Source.objects.get_or_create(
        code=f"{ONE_SHEET}_{year}",
        defaults={
            "kind": ONE_SHEET,
            "name_zh": f"{year}年度一张表",
            "name_en": f"One sheet {year}",
            "location": reading.file_name,
            "dataset": "",
        },
    )
    recipe = {"layout": ONE_SHEET, "fiscal_year": year}
    mapping, _ = Mapping.objects.get_or_create(
        source=source,
        is_current=True,
        defaults={
            "version": 1,
            "recipe": recipe,
            "fingerprint": fingerprint(recipe),
            "confirmed_by": actor.username,
        },
    )
    return mapping


def _reports(intent: Intent, cast: Cast, outcome: PlanOutcome, months: Months[date, PeriodRow]) -> list[Report]:
    subjects = org_io.subjects_by_code()
    kpis = {row.code: row.id for row in plan_io.published_definitions(max(months)).values()}
    return [
        Report(
            kpi_id=kpis[outcome.kpis[same_name(line.kpi)]],
            subject_id=subjects[cast.unit_of(line)].id,
            period=months[month],
            value=figure,
            line=line.line,
            kpi=outcome.kpis[same_name(line.kpi)],
        )
        for line in intent.lines
        for month, figure in line.actuals.items()
    ]


def _count(
    batch: LoadBatch, content: SheetContent, intent: Intent, outcome: PlanOutcome, values: ValuesWritten
) -> None:
    """Figures are counted, not lines: a cell that waits does not hold its line back."""
    actuals = values.added + values.changed + values.unchanged
    figures = sum(len(line.targets) for line in intent.lines) + actuals
    batch.state = "done"
    batch.rows_repeated = min(outcome.targets_unchanged, figures - actuals) + values.unchanged
    batch.rows_kept = figures - batch.rows_repeated
    batch.rows_replaced = values.changed
    batch.rows_skipped = content.skipped
    batch.rows_quarantined = len(intent.bad)
    batch.rows_read = batch.rows_kept + batch.rows_repeated + batch.rows_skipped + batch.rows_quarantined


def _quarantine(actor: Actor, batch: LoadBatch, bad: list[BadCell], now: datetime) -> None:
    """The newest sheet says what still waits: cells of earlier ones are settled by it."""
    earlier = QuarantineRow.objects.filter(batch__source_id=batch.source_id, state=WAITING)
    earlier.update(state=FIXED, decided_by=actor.username, decided_at=now)
    QuarantineRow.objects.bulk_create(
        QuarantineRow(
            batch=batch,
            line=cell.line,
            values={cell.heading: cell.written},
            reason=cell.reason,
            fields={"cell": cell.cell, "column": cell.heading, "written": cell.written, **cell.fields},
        )
        for cell in bad
    )
