"""Deciding about rows that wait: mend and take, try again, or reject."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping as Fields
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.loop.collect.batch_writing import begin_batch, publish_content
from kpiloop.loop.collect.choices import FIXED, REJECTED, WAITING
from kpiloop.loop.collect.errors import BatchUnknown, RowDecided, RowStillWrong
from kpiloop.loop.collect.models import LoadBatch, QuarantineRow
from kpiloop.loop.collect.reading.content import Content, take_records
from kpiloop.loop.collect.reading.recipe import read_recipe
from kpiloop.loop.collect.reading.records import Record
from kpiloop.loop.collect.row_building import batch_row
from kpiloop.loop.collect.rows import BatchRow
from kpiloop.loop.collect.source_reading import current_mapping, shape_of


def fix_row(
    actor: Actor, *, row_id: int, values: Fields[str, str], reason: str = "", now: datetime | None = None
) -> BatchRow:
    """Mend a waiting row and take it; the source file is never changed.

    Shape:    values replace cells by column of the dataset; the correction is a load of its own.
    Law:      a row with the key of a taken one replaces it, because a person decided so.
    Errors:   quarantine_decided, row_still_wrong with what is wrong now.
    """
    require(actor, "loads.run")
    row = _waiting_row(row_id)
    mended = Record(row.line, {**row.values, **values})
    content = _understood(row.batch, [mended])
    if content.rejected:
        wrong = content.rejected[0]
        raise RowStillWrong(row=row_id, reason=wrong.reason, **wrong.fields)
    return _publish(actor, [row], content, reason=reason, now=now, changed=dict(values))


def retry_rows(actor: Actor, *, batch: int, now: datetime | None = None) -> int:
    """Try every waiting row of a load again, after a unit got its alias or the recipe was mended.

    Shape:    load number -> how many rows were taken; the others go on waiting with their new reason.
    Errors:   batch_unknown.
    """
    require(actor, "loads.run")
    held = LoadBatch.objects.select_related("source", "mapping").filter(number=batch).first()
    if held is None:
        raise BatchUnknown(number=batch)
    waiting = list(held.quarantine.select_related("batch__source").filter(state=WAITING).order_by("pk"))
    undisputed = [row for row in waiting if row.reason != "key_conflict"]
    # The place in this list stands in for the line until each row is known to be taken.
    content = _understood(held, [Record(place, row.values) for place, row in enumerate(undisputed)])
    taken = [undisputed[row.line] for row in content.taken]
    if taken:
        lines = [replace(row, line=undisputed[row.line].line) for row in content.taken]
        _publish(actor, taken, Content(taken=lines), reason="", now=now, changed={})
    return len(taken)


@transaction.atomic
def reject_row(actor: Actor, *, row_id: int, reason: str = "", now: datetime | None = None) -> None:
    """Decide that a waiting row is no fact.

    Shape:    the row stays readable with who rejected it.
    Errors:   quarantine_decided.
    """
    require(actor, "loads.run")
    row = _waiting_row(row_id)
    _decide([row], REJECTED, actor, now)
    record(
        actor,
        verb="reject",
        object_kind="quarantine_row",
        object_key=str(row_id),
        before={"values": row.values, "reason": row.reason},
        after={"state": REJECTED},
        reason=reason,
        now=now,
    )


def _waiting_row(row_id: int) -> QuarantineRow:
    row = QuarantineRow.objects.select_related("batch__source", "batch__mapping").filter(pk=row_id).first()
    if row is None or row.state != WAITING:
        raise RowDecided(row=row_id, state=row.state if row else "")
    return row


def _understood(batch: LoadBatch, records: list[Record]) -> Content:
    shape = shape_of(batch.source.dataset)
    content = Content()
    take_records(content, records, read_recipe(current_mapping(batch.source).recipe, shape), shape)
    return content


def _publish(
    actor: Actor,
    rows: Sequence[QuarantineRow],
    content: Content,
    *,
    reason: str,
    now: datetime | None,
    changed: Fields[str, str],
) -> BatchRow:
    """A correction is published like any load and marks its rows in the same transaction."""
    origin = rows[0].batch
    mark = json.dumps([[row.pk, row.values] for row in rows] + [dict(changed)], sort_keys=True, ensure_ascii=False)
    batch = begin_batch(
        actor,
        current_mapping(origin.source),
        file_name=origin.file_name,
        sha256=hashlib.sha256(mark.encode()).hexdigest(),
    )

    def decide() -> None:
        _decide(rows, FIXED, actor, now)
        record(
            actor,
            verb="fix",
            object_kind="quarantine_row",
            object_key=str(rows[0].pk) if len(rows) == 1 else f"{len(rows)} rows of load {origin.number}",
            before={"values": rows[0].values} if changed else {},
            after={"load": batch.number, **changed},
            reason=reason,
            now=now,
        )

    publish_content(actor, batch, content, shape_of(origin.source.dataset), covers=None, now=now, beside=decide)
    return batch_row(batch)


def _decide(rows: Sequence[QuarantineRow], state: str, actor: Actor, now: datetime | None) -> None:
    for row in rows:
        row.state, row.decided_by, row.decided_at = state, actor.username, now
    QuarantineRow.objects.bulk_update(rows, ["state", "decided_by", "decided_at"], batch_size=500)
