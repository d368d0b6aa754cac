"""The record of a load: begun, published together with the facts, or failed with its reason."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Fields
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa
from django.db import IntegrityError, transaction

from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.jobs.services import emit
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.foundation.warehouse.rows import LoadRow
from kpiloop.loop.collect.models import LoadBatch, Mapping
from kpiloop.loop.collect.provenance.again import put_aside
from kpiloop.loop.collect.provenance.naming import Named, name_again
from kpiloop.loop.collect.provenance.precedence import keep_traces, settle
from kpiloop.loop.collect.reading.content import Content, control_totals
from kpiloop.loop.collect.reading.facts_table import facts_table
from kpiloop.loop.collect.reading.identity import Came


@dataclass(frozen=True)
class Arrived:
    """A table that was understood by the column: its rows stand beside the content instead of in it."""

    rows: pa.Table  #: rows in the columns of the dataset, and their lines
    totals: Fields[str, str]  #: sums of the figures taken
    report: Fields[str, object]  #: what the source said it holds, and what was noticed


def find_batch(mapping: Mapping, sha256: str) -> LoadBatch | None:
    """The load of the same content by the same recipe, finished or begun and left behind."""
    found = LoadBatch.objects.select_related("source", "mapping").filter(
        source_id=mapping.source_id, mapping=mapping, file_sha256=sha256, state__in=("running", "done")
    )
    return found.first()


def begin_batch(actor: Actor, mapping: Mapping, *, file_name: str, sha256: str) -> LoadBatch:
    """Give the load its number; a process that dies later leaves it to be taken up again."""
    try:
        with transaction.atomic():
            return LoadBatch.objects.create(
                source=mapping.source,
                mapping=mapping,
                number=warehouse.next_load_number(actor),
                file_name=file_name[:300],
                file_sha256=sha256,
                loaded_by=actor.username,
            )
    except IntegrityError:
        # Somebody else began the same load a moment ago: both go on with its number.
        found = find_batch(mapping, sha256)
        if found is None:
            raise
        return found


@transaction.atomic
def fail_batch(actor: Actor, batch: LoadBatch, refusal: Refusal, now: datetime | None) -> None:
    """Keep why a load failed; nothing of it is visible anywhere else."""
    fields = {name: str(value) for name, value in refusal.fields.items()}
    LoadBatch.objects.filter(pk=batch.pk, state="running").update(
        state="failed", error_code=refusal.code, error_fields=fields, finished_at=now
    )
    emit("load.failed", source=batch.source.code, load=batch.number, error=refusal.code)
    record(
        actor,
        verb="fail",
        object_kind="load",
        object_key=str(batch.number),
        after={"source": batch.source.code, "file": batch.file_name, "error": refusal.code, **fields},
        now=now,
    )


def publish_content(
    actor: Actor,
    batch: LoadBatch,
    content: Content,
    shape: DatasetShape,
    *,
    covers: tuple[date, date] | None,
    now: datetime | None,
    beside: Callable[[], None] | None = None,
    arrived: Arrived | None = None,
    is_ranked: bool = False,
) -> None:
    """Facts, record of the load, waiting rows and news become visible in one transaction.

    Ranked content gives way to rows of stronger sources, and is a new reading of its source: rows that waited from
    earlier ones are known again. What a person decided about is neither.
    """
    came = arrived.rows if arrived else None
    named = name_again(batch, content, Came(content.taken, came, shape), covers) if is_ranked else Named()
    settled = settle(batch, content, shape, came) if is_ranked else None
    rows = settled.rows if settled else arrived.rows if arrived else None

    def write_record(load: LoadRow | None) -> None:
        _count(batch, content, load)
        batch.control_totals = dict(arrived.totals) if arrived else control_totals(content, shape)
        batch.source_report = dict(arrived.report) if arrived else {}
        batch.covers_from, batch.covers_to = covers or (None, None)
        batch.finished_at = now
        batch.save()
        waiting, new = put_aside(batch, content, named, now)
        keep_traces(settled.traces if settled else (), now)
        _record_load(actor, batch, now)
        tell_load(batch, waiting, new)
        if beside is not None:
            beside()

    if content.kept:
        warehouse.publish_version(
            actor,
            dataset=shape.name,
            number=batch.number,
            rows=facts_table(content.taken, shape) if rows is None else rows,
            covers=covers,
            effects=write_record,
        )
    else:
        with transaction.atomic():
            write_record(None)
    batch.refresh_from_db()


def tell_load(batch: LoadBatch, waiting: int, new: int) -> None:
    """Leave news of a finished load, and of rows that wait for a person and did not wait before."""
    told = {"source": batch.source.code, "load": batch.number, "waiting": waiting}
    emit("load.finished", **told, kept=batch.rows_kept, repeated=batch.rows_repeated)
    if new:
        emit("load.rows_waiting", **told, new=new)


def _count(batch: LoadBatch, content: Content, load: LoadRow | None) -> None:
    unchanged = load.rows_unchanged if load else 0
    batch.state = "done"
    batch.rows_read = content.read
    batch.rows_skipped = sum(content.skipped.values())
    batch.rows_repeated = content.repeated + unchanged
    batch.rows_quarantined = len(content.rejected)
    batch.rows_kept = content.kept - unchanged
    batch.rows_replaced = load.rows_replaced if load else 0
    batch.warehouse_version = load.version if load else None


def _record_load(actor: Actor, batch: LoadBatch, now: datetime | None) -> None:
    counts = ("rows_read", "rows_kept", "rows_skipped", "rows_repeated", "rows_quarantined")
    after = {"source": batch.source.code, "file": batch.file_name, "sha256": batch.file_sha256}
    record(
        actor,
        verb="load",
        object_kind="load",
        object_key=str(batch.number),
        after={**after, **{name: getattr(batch, name) for name in counts}},
        now=now,
    )
