"""Make all values of a run visible at once, except where their month does not take them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import services as calendar_services
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.jobs.services import emit
from kpiloop.loop.measure.models import Run, Value
from kpiloop.loop.measure.storing.leaving import Left, name_loads


def make_current(run: Run, periods: Collection[int]) -> None:
    """Flip from the old versions to those of the run, in the caller's transaction and without reading any."""
    slot = {name: OuterRef(name) for name in ("kpi_id", "subject_id", "period_id", "window")}
    fresh = Value.objects.filter(run=run, is_current=False, **slot)
    Value.objects.filter(Exists(fresh), period_id__in=list(periods), is_current=True).update(is_current=False)
    Value.objects.filter(run=run, is_current=False).update(is_current=True)


@transaction.atomic
def finish(
    run: Run, actor_record: Mapping[str, Any], months: Mapping[str, PeriodRow], left: Sequence[Left] = ()
) -> None:
    """Make the run's values current, close the run, leave the news: one transaction.

    `left` are values that stay as they are and name other loads from now on.

    A month that was closed while the run computed keeps what its close froze: the run's values of it go. So do
    those of a month that was opened again for other things.
    """
    held = calendar_services.hold(actor_record["actor"], codes=list(months))
    late = _drop_what_is_held(run, list(held.values()))
    run.values_written -= late
    if run.values_written:
        make_current(run, {row.id for row in held.values()})
    taken = {row.id for row in held.values() if not row.is_closed and not row.reopened_for}
    for each in left:
        if each.period_id in taken:
            name_loads(run, each)
    run.save()
    emit("values.computed", run=run.number, first=run.first_period, last=run.last_period)
    record(**actor_record)


def _drop_what_is_held(run: Run, months: Sequence[PeriodRow]) -> int:
    """Delete values of the run that their month does not take; how many."""
    closed = Q(period_id__in=[row.id for row in months if row.is_closed])
    for row in months:
        if not row.is_closed and row.reopened_for:
            inside = Q()
            if "figure_kpi" in row.reopened_for:
                inside &= Q(kpi_id__in=row.reopened_for["figure_kpi"])
            if "figure_subject" in row.reopened_for:
                inside &= Q(subject_id__in=row.reopened_for["figure_subject"])
            closed |= Q(period_id=row.id) & ~inside
    dropped, _ = Value.objects.filter(closed, run=run).delete()
    return dropped
