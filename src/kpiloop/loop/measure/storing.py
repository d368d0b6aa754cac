"""Keep what came out the same, add a version where it changed, make all of it current at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from kpiloop.engine.values import Missing
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import services as calendar_services
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.jobs.services import emit
from kpiloop.loop.measure.evaluation import Computed, Slot
from kpiloop.loop.measure.models import Run, Value
from kpiloop.loop.plan.rows import KpiRow

BATCH = 500
Key = tuple[int, int, int, str]  # (KPI, subject, period key, window)


def write_values(
    run: Run,
    computed: Mapping[Slot, Computed],
    months: Mapping[str, PeriodRow],
    definitions: Mapping[str, Mapping[int, KpiRow]],
    loads: Mapping[tuple[str, str], Sequence[int]],
) -> tuple[int, int]:
    """Write new versions as invisible rows of the run; returns (written, unchanged).

    Rows stay invisible until `make_current`, so a run that dies leaves nothing behind to be seen.
    """
    current = _current({months[slot[2]].id for slot in computed})
    fresh: list[Value] = []
    unchanged = 0
    for slot, result in computed.items():
        period = months[slot[2]]
        definition = definitions[slot[2]][slot[0]]
        numbers = sorted({n for dataset in result.datasets for n in loads.get((dataset, f"{slot[2]}:{slot[3]}"), ())})
        row = _row(run, slot, period, definition, result, numbers)
        if _is_same(current.get((slot[0], slot[1], period.id, slot[3])), row):
            unchanged += 1
        else:
            fresh.append(row)
    for start in range(0, len(fresh), BATCH):
        Value.objects.bulk_create(fresh[start : start + BATCH])
    return len(fresh), unchanged


def make_current(run: Run, periods: Collection[int]) -> None:
    """Flip from the old versions to those of the run, in the caller's transaction and without reading any."""
    slot = {name: OuterRef(name) for name in ("kpi_id", "subject_id", "period_id", "window")}
    fresh = Value.objects.filter(run=run, is_current=False, **slot)
    Value.objects.filter(Exists(fresh), period_id__in=list(periods), is_current=True).update(is_current=False)
    Value.objects.filter(run=run).update(is_current=True)


@transaction.atomic
def finish(run: Run, actor_record: Mapping[str, Any], months: Mapping[str, PeriodRow]) -> None:
    """Make the run's values current, close the run, leave the news: one transaction.

    A month that was closed while the run computed keeps what its close froze: the run's values of it go. So do
    those of a month that was opened again for other things.
    """
    held = calendar_services.hold(actor_record["actor"], codes=list(months))
    late = _drop_what_is_held(run, list(held.values()))
    run.values_written -= late
    make_current(run, {row.id for row in held.values()})
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


def _current(periods: Collection[int]) -> dict[Key, Value]:
    rows = Value.objects.filter(period_id__in=list(periods), is_current=True)
    return {(row.kpi_id, row.subject_id, row.period_id, row.window): row for row in rows}


def _row(run: Run, slot: Slot, period: PeriodRow, definition: KpiRow, result: Computed, loads: Sequence[int]) -> Value:
    figure = result.figure
    return Value(
        kpi_id=slot[0],
        definition_id=definition.definition_id,
        formula_id=result.bound.formula_id if result.bound else None,
        submission_id=result.submission_id,
        subject_id=slot[1],
        period_id=period.id,
        window=slot[3],
        actual=figure if isinstance(figure, Decimal) else None,
        state=result.state,
        reason=figure.reason if isinstance(figure, Missing) else "",
        parts=list(result.parts),
        row_count=result.row_count,
        run=run,
        warehouse_version=run.warehouse_version if result.datasets else None,
        load_numbers=list(loads),
        is_current=False,
    )


def _is_same(old: Value | None, new: Value) -> bool:
    if old is None:
        return False
    compared = (
        "actual",
        "state",
        "reason",
        "definition_id",
        "formula_id",
        "submission_id",
        "row_count",
        "load_numbers",
    )
    return all(getattr(old, name) == getattr(new, name) for name in compared) and _figures(old) == _figures(new)


def _figures(row: Value) -> list[object]:
    return [(part["name"], part["figure"]) for part in row.parts]
