"""A registered folder as a source: its load takes down which files are there, and copies nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.warehouse import selectors as facts
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.foundation.warehouse.rows import LoadRow
from kpiloop.loop.collect.batch_writing import begin_batch, fail_batch
from kpiloop.loop.collect.models import LoadBatch, Mapping
from kpiloop.loop.collect.row_building import batch_row
from kpiloop.loop.collect.rows import BatchRow


def note_source(actor: Actor, mapping: Mapping, *, now: datetime) -> BatchRow:
    """Take down the files of a registered folder with sizes and hashes.

    Shape:    -> a load that kept every row where it lies; the last one again when no file changed.
    Errors:   those of the folder (registered_folder_...), kept as a failed load.
    """
    require(actor, "loads.run")
    held = mapping.source
    try:
        noted = warehouse.note_folder(actor, dataset=held.dataset)
    except Refusal as refusal:
        failed = begin_batch(actor, mapping, file_name=held.location, sha256=f"unread {now.isoformat()}")
        fail_batch(actor, failed, refusal, now)
        raise
    if noted is not None:
        return batch_row(_keep(actor, mapping, noted, now))
    last = LoadBatch.objects.filter(source=held, state="done").order_by("-number").first()
    if last is not None:
        return batch_row(last, is_known=True)
    # A run took the note before anybody asked for a load.
    return batch_row(_keep(actor, mapping, _newest_note(held.dataset), now), is_known=True)


def _newest_note(dataset: str) -> LoadRow:
    return facts.loads(SYSTEM, dataset)[0]


@transaction.atomic
def _keep(actor: Actor, mapping: Mapping, noted: LoadRow, now: datetime) -> LoadBatch:
    batch = LoadBatch.objects.create(
        source=mapping.source,
        mapping=mapping,
        number=noted.number,
        state="done",
        file_name=mapping.source.location[:300],
        file_sha256=noted.sha256,
        rows_read=noted.rows,
        rows_kept=noted.rows,
        warehouse_version=noted.version,
        loaded_by=actor.username,
        finished_at=now,
    )
    after = {"source": mapping.source.code, "sha256": noted.sha256, "rows_read": noted.rows}
    record(actor, verb="load", object_kind="load", object_key=str(batch.number), after=after, now=now)
    return batch
