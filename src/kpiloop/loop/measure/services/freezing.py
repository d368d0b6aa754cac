"""Freezing the values of a period at its close."""

from __future__ import annotations

from datetime import timedelta

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.measure.binding import days_ahead
from kpiloop.loop.measure.engine_io import version_computed
from kpiloop.loop.measure.models import Value


def keep_rows(actor: Actor, *, period: PeriodRow) -> int:
    """Copy what the figures of a period rest on out of folders that are not ours, before it is frozen.

    Shape:    asked before the transaction of the close, because copying takes its time -> copies made.
    Errors:   permission_denied; registered_file_changed when a folder no longer holds what was computed.
    """
    require(actor, "periods.close")
    current = Value.objects.filter(period_id=period.id, is_current=True, warehouse_version__isnull=False)
    versions = set(current.values_list("warehouse_version", flat=True).distinct()) | {version_computed(period)}
    until = period.ends_before + timedelta(days=days_ahead())
    return warehouse.pin_folders(actor, versions=sorted(filter(None, versions)), until=until)


def freeze(actor: Actor, *, period: PeriodRow, revision: int) -> int:
    """Mark the current values of a period as those of a revision; returns how many there are.

    Law:      joins the transaction of the close; a frozen value is never changed, only superseded
              after the period was reopened. What an earlier revision froze keeps its number.
    Errors:   permission_denied.
    """
    require(actor, "periods.close")
    current = Value.objects.filter(period_id=period.id, is_current=True)
    count = current.count()
    current.filter(frozen_revision=0).update(frozen_revision=revision)
    record(
        actor,
        verb="freeze_values",
        object_kind="period",
        object_key=period.code,
        after={"revision": revision, "values": count},
    )
    return count
