"""Deciding about rows that wait: mend and take, try again, or reject."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping as Fields
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.loop.collect.batch_writing import begin_batch, fail_batch, publish_content
from kpiloop.loop.collect.choices import ACCEPTABLE, ACCEPTED, DISPUTED, FIXED, REJECTED, WAITING
from kpiloop.loop.collect.cleaning.texts import tidy
from kpiloop.loop.collect.errors import BatchUnknown, RowDecided, RowStillWrong
from kpiloop.loop.collect.errors.importing import ReasonNeeded, ReturnUnfit, RowNotAcceptable
from kpiloop.loop.collect.errors.rosters import RosterRowKept
from kpiloop.loop.collect.models import LoadBatch, QuarantineRow
from kpiloop.loop.collect.provenance.again import decide
from kpiloop.loop.collect.reading.captures import dated
from kpiloop.loop.collect.reading.content import Content, TakenRow, take_records
from kpiloop.loop.collect.reading.recipe import read_recipe
from kpiloop.loop.collect.reading.records import Record
from kpiloop.loop.collect.roster.shapes import is_roster
from kpiloop.loop.collect.row_building import batch_row
from kpiloop.loop.collect.rows import BatchRow, MendedRows
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
    mended = {**row.values, **values}
    content = _understood(row.batch, [Record(row.line, mended)])
    if content.rejected:
        wrong = content.rejected[0]
        raise RowStillWrong(row=row_id, reason=wrong.reason, **wrong.fields)
    return _publish(actor, [(row, content.taken[0])], reason=reason, now=now, changed=dict(values))


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
    # Trying disputed rows again would decide for a person.
    taken = _readable(held, [(row, row.values) for row in waiting if row.reason not in DISPUTED])
    if taken:
        _publish(actor, taken, reason="", now=now)
    return len(taken)


def mend_rows(
    actor: Actor, *, batch: int, changes: Fields[int, Fields[str, str]], reason: str = "", now: datetime | None = None
) -> MendedRows:
    """Take the rows of a list that was handed back mended; what is still wrong goes on waiting.

    Shape:    changes by key of the row, cells by column; a row whose cells did not change is left alone.
    Law:      one load and one record for all rows taken.
    Errors:   batch_unknown, returned_rows_unfit when none of the rows belongs to this load.
    """
    require(actor, "loads.run")
    held = LoadBatch.objects.select_related("source", "mapping").filter(number=batch).first()
    if held is None:
        raise BatchUnknown(number=batch)
    rows = list(held.quarantine.select_related("batch__source").filter(pk__in=list(changes)))
    if not rows:
        raise ReturnUnfit(number=batch, file="")
    held_back = [row for row in rows if row.state == WAITING and _differs(row, changes[row.pk])]
    changed = [(row, {**row.values, **changes[row.pk]}) for row in held_back]
    taken = _readable(held, changed)
    if taken:
        _publish(actor, taken, reason=reason, now=now, changed={"rows": str(len(taken))})
    left = held.quarantine.filter(state=WAITING).count()
    return MendedRows(taken=len(taken), still_wrong=len(changed) - len(taken), waiting=left)


def _differs(row: QuarantineRow, cells: Fields[str, str]) -> bool:
    return any(tidy(row.values.get(name, "")) != tidy(text) for name, text in cells.items())


def accept_rows(actor: Actor, *, row_ids: Sequence[int], reason: str, now: datetime | None = None) -> int:
    """Take waiting rows as they are, because a person says they are right; returns how many.

    Shape:    rows of one load whose figure is not believable, or whose key is known with other content.
    Law:      what cannot be read cannot be accepted; one reason and one record for all of them.
    Errors:   quarantine_decided, row_not_acceptable, reason_needed, row_still_wrong.
    """
    require(actor, "loads.run")
    rows = _waiting_rows(row_ids, reason)
    for row in rows:
        if row.reason not in ACCEPTABLE:
            raise RowNotAcceptable(row=row.pk, line=row.line, reason=row.reason)
    taken = _readable(rows[0].batch, [(row, row.values) for row in rows], has_limits=False)
    lacking = [row for row in rows if row.pk not in {held.pk for held, _ in taken}]
    if lacking:
        raise RowStillWrong(row=lacking[0].pk, reason=lacking[0].reason)
    _publish(actor, taken, reason=reason, now=now, state=ACCEPTED)
    return len(taken)


@transaction.atomic
def reject_rows(actor: Actor, *, row_ids: Sequence[int], reason: str = "", now: datetime | None = None) -> int:
    """Decide that waiting rows are no facts; returns how many.

    Shape:    the rows stay readable with who rejected them and why; one record for all of them.
    Errors:   quarantine_decided, reason_needed when several are rejected without one.
    """
    require(actor, "loads.run")
    rows = _waiting_rows(row_ids, reason if len(row_ids) > 1 else reason or "-")
    decide(rows, REJECTED, actor, now, why=reason)
    record(
        actor,
        verb="reject",
        object_kind="quarantine_row",
        object_key=str(row_ids[0]) if len(rows) == 1 else f"{len(rows)} rows of load {rows[0].batch.number}",
        before={"values": rows[0].values, "reason": rows[0].reason, "rows": len(rows)},
        after={"state": REJECTED},
        reason=reason,
        now=now,
    )
    return len(rows)


def reject_row(actor: Actor, *, row_id: int, reason: str = "", now: datetime | None = None) -> None:
    """Decide that one waiting row is no fact.

    Errors:   quarantine_decided.
    """
    reject_rows(actor, row_ids=[row_id], reason=reason, now=now)


def _waiting_row(row_id: int) -> QuarantineRow:
    row = QuarantineRow.objects.select_related("batch__source", "batch__mapping").filter(pk=row_id).first()
    if row is None or row.state != WAITING:
        raise RowDecided(row=row_id, state=row.state if row else "")
    return row


def _waiting_rows(row_ids: Sequence[int], reason: str) -> list[QuarantineRow]:
    """Rows of one load that nobody decided yet, for a decision with a reason."""
    if not reason.strip():
        raise ReasonNeeded()
    found = QuarantineRow.objects.select_related("batch__source", "batch__mapping").filter(pk__in=list(row_ids))
    rows = list(found.order_by("pk"))
    decided = next((row for row in rows if row.state != WAITING), None)
    if not rows or decided or len({row.batch_id for row in rows}) > 1:
        raise RowDecided(row=decided.pk if decided else "", state=decided.state if decided else "")
    return rows


def _readable(
    batch: LoadBatch, rows: Sequence[tuple[QuarantineRow, Fields[str, str]]], *, has_limits: bool = True
) -> list[tuple[QuarantineRow, TakenRow]]:
    """The rows that can be taken now, each with what it says."""
    # The place in this list stands in for the line until each row is known to be taken.
    records = [Record(place, values) for place, (_, values) in enumerate(rows)]
    content = _understood(batch, records, has_limits=has_limits)
    return [(rows[row.line][0], replace(row, line=rows[row.line][0].line)) for row in content.taken]


def _understood(batch: LoadBatch, records: list[Record], *, has_limits: bool = True) -> Content:
    if is_roster(batch.source.dataset):
        raise RosterRowKept(row=records[0].line)
    shape = shape_of(batch.source.dataset)
    recipe = read_recipe(current_mapping(batch.source).recipe, shape)
    if not has_limits:
        recipe = replace(recipe, columns=tuple(replace(rule, low=None, high=None) for rule in recipe.columns))
    content = Content()
    recipe = dated(recipe, batch.covers_from)
    take_records(content, records, recipe, shape)
    return content


def _publish(
    actor: Actor,
    taken: Sequence[tuple[QuarantineRow, TakenRow]],
    *,
    reason: str,
    now: datetime | None,
    changed: Fields[str, str] | None = None,
    state: str = FIXED,
) -> BatchRow:
    """A correction is published like any load and marks its rows in the same transaction."""
    rows, content = [row for row, _ in taken], Content(taken=[line for _, line in taken])
    origin = rows[0].batch
    marked = [[row.pk, row.values] for row in rows] + [dict(changed or {}), state]
    mark = json.dumps(marked, sort_keys=True, ensure_ascii=False)
    batch = begin_batch(
        actor,
        current_mapping(origin.source),
        file_name=origin.file_name,
        sha256=hashlib.sha256(mark.encode()).hexdigest(),
    )

    def settle() -> None:
        decide(rows, state, actor, now, why=reason, taken_by=batch.number)
        record(
            actor,
            verb="fix" if state == FIXED else "accept",
            object_kind="quarantine_row",
            object_key=str(rows[0].pk) if len(rows) == 1 else f"{len(rows)} rows of load {origin.number}",
            before={"values": rows[0].values} if changed or state == ACCEPTED else {},
            after={"load": batch.number, **(changed or {})},
            reason=reason,
            now=now,
        )

    try:
        publish_content(actor, batch, content, shape_of(origin.source.dataset), covers=None, now=now, beside=settle)
    except Refusal as refusal:
        fail_batch(actor, batch, refusal, now)
        raise
    return batch_row(batch)
