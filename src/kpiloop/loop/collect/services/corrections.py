"""Figures put right by people: proposed with a reason, approved by somebody else, kept over every re-import."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.warehouse import engine_io as facts
from kpiloop.loop.collect.batch_writing import begin_batch, publish_content
from kpiloop.loop.collect.choices import IN_FORCE, PROPOSED, REFUSED, WITHDRAWN
from kpiloop.loop.collect.errors.corrections import (
    CorrectedRowUnknown,
    CorrectionDecided,
    CorrectionNeedsKey,
    CorrectionOpen,
    CorrectionOwn,
    CorrectionUnreadable,
)
from kpiloop.loop.collect.errors.importing import ReasonNeeded
from kpiloop.loop.collect.models import Correction, LoadBatch
from kpiloop.loop.collect.reading.content import Content, TakenRow
from kpiloop.loop.collect.reading.corrections import as_text, key_of, shown_key, typed
from kpiloop.loop.collect.reading.typing import Value
from kpiloop.loop.collect.services.correction_news import tell_deciders, tell_proposer
from kpiloop.loop.collect.source_reading import shape_of


def propose_correction(
    actor: Actor, *, dataset: str, key: Sequence[str], field: str, value: str, reason: str, waiver: str = "",
    now: datetime,
) -> int:  # fmt: skip
    """Propose another value for one cell of a stored row; returns the key of the correction.

    Shape:    key holds the parts of the business key in the order of the dataset; an empty value is no value.
    Law:      it counts when another person approved it, or at once with a waiver that says why nobody did;
              the source is never changed, and the value before stays readable beside the new one.
    Errors:   correction_needs_key, corrected_row_unknown, correction_unreadable, correction_open, reason_needed.
    """
    require(actor, "loads.run")
    shape = shape_of(dataset)
    if not reason.strip():
        raise ReasonNeeded()
    row = _stored(shape, key)
    if field not in shape.columns or field in shape.key_columns:
        raise CorrectionUnreadable(field=field, value=value)
    new, stored = as_text(typed(value, field, shape)), str(row["_key"])
    alive = Correction.objects.filter(dataset=dataset, row_key=stored, field=field, state__in=(PROPOSED, IN_FORCE))
    earlier = alive.filter(state=IN_FORCE).first()
    if alive.filter(state=PROPOSED).exists():
        raise CorrectionOpen(field=field, key=shown_key(stored))
    with transaction.atomic():
        if earlier is not None:
            # The figure of the source stays the one before, however often it is corrected.
            _close(earlier, WITHDRAWN, actor, now)
        made = Correction.objects.create(
            dataset=dataset,
            row_key=stored,
            field=field,
            old=earlier.old if earlier else as_text(row.get(field)),
            new=new,
            reason=reason[:500],
            corrected_by=actor.username,
            corrected_at=now,
            waiver=waiver[:500],
        )
        _note(actor, made, "propose", now)
        if not waiver.strip():
            tell_deciders(actor, made, now)
    if waiver.strip():
        _put_in_force(actor, made, now)
    return made.pk


def decide_correction(actor: Actor, *, correction: int, approve: bool, reason: str = "", now: datetime) -> None:
    """Approve a correction, which puts it in force, or refuse it.

    Law:      never by who proposed it.
    Errors:   correction_decided, correction_own.
    """
    require(actor, "loads.run")
    held = Correction.objects.filter(pk=correction, state=PROPOSED).first()
    if held is None:
        raise CorrectionDecided(correction=correction, state="")
    if held.corrected_by == actor.username:
        raise CorrectionOwn()
    if approve:
        _put_in_force(actor, held, now)
        return
    with transaction.atomic():
        _close(held, REFUSED, actor, now)
        _note(actor, held, "refuse", now, reason)
        tell_proposer(actor, held, "correction_refused")


def withdraw_correction(actor: Actor, *, correction: int, reason: str, now: datetime) -> None:
    """Take a correction back: the figure of the source counts again.

    Shape:    one that waits is only closed; one in force is replaced by a load with the value before.
    Errors:   correction_decided, reason_needed.
    """
    require(actor, "loads.run")
    if not reason.strip():
        raise ReasonNeeded()
    held = Correction.objects.filter(pk=correction, state__in=(PROPOSED, IN_FORCE)).first()
    if held is None:
        raise CorrectionDecided(correction=correction, state="")

    def close() -> None:
        _close(held, WITHDRAWN, actor, now)
        _note(actor, held, "withdraw", now, reason)

    if held.state == PROPOSED:
        with transaction.atomic():
            close()
    else:
        _publish(actor, held, held.old, now, close)


def _put_in_force(actor: Actor, held: Correction, now: datetime) -> None:
    def close() -> None:
        _close(held, IN_FORCE, actor, now)
        _note(actor, held, "approve", now, held.waiver)
        tell_proposer(actor, held, "correction_approved")

    _publish(actor, held, held.new, now, close)


def _publish(actor: Actor, held: Correction, value: str, now: datetime, close: object) -> None:
    """The changed row is published as a load of its own; the record changes in the same transaction."""
    shape = shape_of(held.dataset)
    row = facts.row_by_key(held.dataset, held.row_key)
    if row is None:
        raise CorrectedRowUnknown(dataset=held.dataset, key=shown_key(held.row_key))
    origin = LoadBatch.objects.select_related("source", "mapping").get(number=int(str(row["_load"])))
    values: dict[str, Value] = {name: row.get(name) for name in shape.columns}  # type: ignore[misc]
    values[held.field] = typed(value, held.field, shape)
    mark = hashlib.sha256(f"{held.pk} {held.state} {value} {now.isoformat()}".encode()).hexdigest()
    batch = begin_batch(actor, origin.mapping, file_name=origin.file_name, sha256=mark)
    held.load_number = batch.number
    content = Content(taken=[TakenRow(int(str(row["_line"])), values, {})])
    assert callable(close)
    publish_content(actor, batch, content, shape, covers=None, now=now, beside=close)


def _stored(shape: DatasetShape, key: Sequence[str]) -> dict[str, object]:
    if not shape.key_columns:
        raise CorrectionNeedsKey(dataset=shape.name)
    row = facts.row_by_key(shape.name, key_of(key, shape)) if len(key) == len(shape.key_columns) else None
    if row is None:
        raise CorrectedRowUnknown(dataset=shape.name, key=" / ".join(key))
    return dict(row)


def _close(held: Correction, state: str, actor: Actor, now: datetime) -> None:
    held.state, held.decided_by, held.decided_at = state, actor.username, now
    held.save()


def _note(actor: Actor, held: Correction, verb: str, now: datetime, reason: str = "") -> None:
    record(
        actor,
        verb=verb,
        object_kind="correction",
        object_key=str(held.pk),
        before={"value": held.old},
        after={
            "dataset": held.dataset,
            "row": shown_key(held.row_key),
            "field": held.field,
            "value": held.new,
            "state": held.state,
        },
        reason=reason or held.reason,
        now=now,
    )
