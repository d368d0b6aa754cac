"""Declaring which source of a dataset is believed first."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.loop.collect.errors.importing import ReasonNeeded
from kpiloop.loop.collect.errors.precedence import OrderNeedsKey, OrderNotOfDataset
from kpiloop.loop.collect.models import Source
from kpiloop.loop.collect.source_reading import shape_of


@transaction.atomic
def set_precedence(actor: Actor, *, dataset: str, order: Sequence[str], reason: str) -> None:
    """Say which source of a dataset is believed first where two of them differ under one business key.

    Shape:    codes of sources, the strongest first; those left out give way to all of them; none undoes the order.
    Law:      it is asked at every load from now on; rows that are stored stay as they are until then.
    Errors:   reason_needed, source_order_needs_key, source_order_wrong, dataset_unknown.
    """
    require(actor, "sources.edit")
    if not reason.strip():
        raise ReasonNeeded()
    if not shape_of(dataset).key_columns:
        raise OrderNeedsKey(dataset=dataset)
    held = {row.code: row for row in Source.objects.select_for_update().filter(dataset=dataset)}
    strange = [code for code in order if code not in held or list(order).count(code) > 1]
    if strange:
        raise OrderNotOfDataset(source=strange[0], dataset=dataset, sources=", ".join(sorted(held)))
    before = [row.code for row in sorted(held.values(), key=lambda row: row.rank or 0) if row.rank]
    for row in held.values():
        row.rank = order.index(row.code) + 1 if row.code in order else None
        row.save(update_fields=["rank"])
    record(
        actor,
        verb="change",
        object_kind="dataset",
        object_key=dataset,
        before={"order": before},
        after={"order": list(order)},
        reason=reason,
    )
