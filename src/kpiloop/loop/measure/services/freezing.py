"""Freezing the values of a period at its close."""

from __future__ import annotations

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure.models import Value


def freeze(actor: Actor, *, period: PeriodRow, revision: int) -> int:
    """Mark the current values of a period as those of a revision; returns how many.

    Law:      joins the transaction of the close; a frozen value is never changed, only superseded
              after the period was reopened.
    Errors:   permission_denied.
    """
    require(actor, "periods.close")
    count = Value.objects.filter(period_id=period.id, is_current=True).update(frozen_revision=revision)
    record(
        actor,
        verb="freeze_values",
        object_kind="period",
        object_key=period.code,
        after={"revision": revision, "values": count},
    )
    return count
