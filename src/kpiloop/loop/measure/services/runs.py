"""Computing KPIs over a stretch of months."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.timezone import get_default_timezone

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.reading import one_reading
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.foundation.warehouse import services as facts
from kpiloop.loop.measure.computing import Computation, compute_months, prepare_computation
from kpiloop.loop.measure.counting.week_runs import prepare_weeks
from kpiloop.loop.measure.errors import PeriodsBackwards
from kpiloop.loop.measure.models import Run
from kpiloop.loop.measure.reading import run_row
from kpiloop.loop.measure.rows import RunRow
from kpiloop.loop.measure.services.overrides import expire_overrides
from kpiloop.loop.measure.storing import finish, write_values

Progress = Callable[[str, int, int], None]


def run_periods(
    actor: Actor,
    *,
    first: str,
    last: str,
    kpis: Collection[str] | None = None,
    touched: Collection[str] | None = None,
    now: datetime,
    progress: Progress | None = None,
) -> RunRow:
    """Compute every KPI for every subject and every open month from first to last.

    Shape:    month codes -> the run with its counts; month and year-to-date windows, and the weeks that have a day in
              one of the months for KPIs that are measured by week. `touched` are the only months
              whose facts changed: windows that cannot have changed are left alone.
    Law:      values of closed periods are never touched; what comes out the same keeps its version;
              nothing of the run is visible before all of it is. Overrides whose day has come count no longer.
    Missing:  a KPI that cannot be computed is listed in the run's failures and stops no other.
    Errors:   permission_denied, period_unknown, measure_periods_backwards.
    """
    require(actor, "measures.run")
    tell = progress or (lambda step, done, total: None)
    months = [row for row in calendar.periods(actor) if first <= row.code <= last]
    calendar.periods_by_code(actor, [first, last])
    if not months:
        raise PeriodsBackwards(first=first, last=last)
    _note_folders(actor)
    expire_overrides(actor, now=now)
    run = _begin(actor, first, last, warehouse.current_version_number(), sorted(touched or ()))
    tell("scan", 0, len(months))
    with one_reading():  # a run is made of one state of the tables, and reads each of them once
        computation = prepare_computation(
            actor, months=months, version=run.warehouse_version, kpis=kpis, touched=touched
        )
    weeks = prepare_weeks(
        actor, months=months, definitions=computation.sheet.definitions, version=run.warehouse_version, kpis=kpis,
        touched=touched, today=now.astimezone(get_default_timezone()).date(),
    )  # fmt: skip
    tell("compute", 0, len(months))
    return _store(actor, run, [computation, *([weeks] if weeks else [])], now, tell)


def _note_folders(actor: Actor) -> None:
    """Facts that lie elsewhere may have changed since the last run: what is there now is what this run counts.

    A folder that cannot be read keeps its last note; KPIs that rest on it then fail by name, and no other.
    """
    if not actor.may("loads.run"):
        return
    for dataset in facts.registered_folders(actor):
        with suppress(Refusal):
            facts.note_folder(actor, dataset=dataset)


@transaction.atomic
def _begin(actor: Actor, first: str, last: str, version: int | None, touched: Sequence[str] = ()) -> Run:
    newest = Run.objects.order_by("-number").first()
    return Run.objects.create(
        number=1 if newest is None else newest.number + 1,
        first_period=first,
        last_period=last,
        warehouse_version=version,
        touched=list(touched),
        started_by=actor.username,
    )


def _store(actor: Actor, run: Run, computations: Sequence[Computation], now: datetime, tell: Progress) -> RunRow:
    written = unchanged = 0
    for computation in computations:
        sheet = computation.sheet
        for month in compute_months(computation, progress=tell):
            more, same = write_values(run, month, sheet.months, sheet.definitions, computation.loads)
            written, unchanged = written + more, unchanged + same
    run.state, run.finished_at = "done", now
    run.values_written, run.values_unchanged = written, unchanged
    run.failures = [failure for each in computations for failure in each.failures]
    run.statements = {scan: text for each in computations for scan, text in each.statements.items()}
    entry = {
        "actor": actor,
        "verb": "run_periods",
        "object_kind": "run",
        "object_key": str(run.number),
        "after": {"first": run.first_period, "last": run.last_period, "written": written, "unchanged": unchanged},
    }
    finish(run, entry, {period.code: period for each in computations for period in each.months})
    return run_row(run)
