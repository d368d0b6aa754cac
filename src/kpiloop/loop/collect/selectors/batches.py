"""Reading loads and the rows that wait."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Count, Q

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.collect.choices import WAITING
from kpiloop.loop.collect.errors import BatchUnknown
from kpiloop.loop.collect.models import LoadBatch, QuarantineRow
from kpiloop.loop.collect.row_building import batch_row, waiting_row
from kpiloop.loop.collect.rows import BatchRow, WaitingRow


def batches(viewer: Actor, *, source: str | None = None, limit: int | None = None) -> tuple[BatchRow, ...]:
    """Loads, newest first, failed ones too."""
    require(viewer, "sources.view")
    waiting = Count("quarantine", filter=Q(quarantine__state=WAITING))
    found = LoadBatch.objects.select_related("source", "mapping").annotate(waiting=waiting).order_by("-number")
    if source is not None:
        found = found.filter(source__code=source)
    return tuple(batch_row(row) for row in found[:limit])


def batch(viewer: Actor, number: int) -> BatchRow:
    """One load by its number."""
    require(viewer, "sources.view")
    found = LoadBatch.objects.select_related("source", "mapping").filter(number=number).first()
    if found is None:
        raise BatchUnknown(number=number)
    return batch_row(found)


def quarantine(
    viewer: Actor, *, batch: int | None = None, source: str | None = None, state: str | None = WAITING
) -> tuple[WaitingRow, ...]:
    """Rows in quarantine by load and line; `state=None` shows decided ones too."""
    require(viewer, "sources.view")
    found = QuarantineRow.objects.select_related("batch__source").order_by("-batch__number", "line", "pk")
    if batch is not None:
        found = found.filter(batch__number=batch)
    if source is not None:
        found = found.filter(batch__source__code=source)
    if state is not None:
        found = found.filter(state=state)
    sees = lru_cache(maxsize=None)(lambda day: org.visible_subjects(viewer, on=day).everything)
    # Rows carry names and figures of any unit: for who sees the whole company on the day of the load.
    return tuple(waiting_row(row) for row in found if sees(row.batch.started_at.date()))
