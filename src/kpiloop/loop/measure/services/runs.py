"""Computing KPIs over a stretch of months."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.timezone import get_default_timezone

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.reading import one_reading
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.foundation.warehouse import services as facts
from kpiloop.loop.measure.computing.months import Computation, compute_months, prepare_computation
from kpiloop.loop.measure.errors import PeriodsBackwards
from kpiloop.loop.measure.evaluation import Computed, Slot
from kpiloop.loop.measure.models import Run
from kpiloop.loop.measure.reading import run_row, standing_values
from kpiloop.loop.measure.restating.months import by_terms_of_closes
from kpiloop.loop.measure.restating.terms import CloseTerms, kept_terms
from kpiloop.loop.measure.restating.weeks import weeks_of_run
from kpiloop.loop.measure.rows import RunRow
from kpiloop.loop.measure.services.overrides import expire_overrides
from kpiloop.loop.measure.storing import Left, Lines, finish, left_values, withdrawn, write_values

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
              A month that was opened again goes by the terms of its last close, unless it was opened to go by those
              of now: only facts, reports, and what is decided while it is open are new.
    Missing:  a KPI that cannot be computed is listed in the run's failures and stops no other.
    Errors:   permission_denied, period_unknown, measure_periods_backwards.
    """
    require(actor, "measures.run")
    tell = progress or _say_nothing
    months = [row for row in calendar.periods(actor) if first <= row.code <= last]
    calendar.periods_by_code(actor, [first, last])
    if not months:
        raise PeriodsBackwards(first=first, last=last)
    _note_folders(actor)
    expire_overrides(actor, now=now)
    run = _begin(actor, first, last, warehouse.current_version_number(), sorted(touched or ()), sorted(kpis or ()))
    tell("scan", 0, len(months))
    kept = {month.code: closes for month in months if (closes := kept_terms(month))}
    with one_reading():  # a run is made of one state of the tables, and reads each of them once
        computations = _prepared(actor, run, months, kept, _Asked(kpis, touched))
        weeks = weeks_of_run(
            actor, months, kept, version=run.warehouse_version, kpis=kpis, touched=touched,
            today=now.astimezone(get_default_timezone()).date(),
        )  # fmt: skip
    tell("compute", 0, len(months))
    return _store(actor, run, [*computations, *weeks], now, tell)


@dataclass(frozen=True)
class _Asked:
    """What a run is asked for."""

    kpis: Collection[str] | None  #: codes; None: all
    touched: Collection[str] | None  #: months whose facts alone changed; None: all


def _prepared(
    actor: Actor, run: Run, months: Sequence[PeriodRow], kept: Mapping[str, Sequence[CloseTerms]], asked: _Asked
) -> list[Computation]:
    """What a run computes: each month that keeps the terms of its close by itself, and all others together.

    Law:      closed months, and those that keep their terms, are taken as they stand by whatever looks back to them.
    """
    version = run.warehouse_version
    found = [
        made
        for month in months
        if month.code in kept
        for made in by_terms_of_closes(actor, month, kept[month.code], version=version, kpis=asked.kpis)
    ]
    if len(kept) < len(months):
        made = prepare_computation(actor, months=months, version=version, kpis=asked.kpis, touched=asked.touched)
        made.sheet.standing = frozenset(month.code for month in months if month.is_closed or month.code in kept)
        made.months = [month for month in made.months if month.code not in kept]
        found.append(made)
    stands = standing_values(run)
    for each in found:
        each.sheet.stored = stands
    return found


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
def _begin(
    actor: Actor, first: str, last: str, version: int | None, touched: Sequence[str] = (), kpis: Sequence[str] = ()
) -> Run:
    newest = Run.objects.order_by("-number").first()
    return Run.objects.create(
        number=1 if newest is None else newest.number + 1,
        first_period=first,
        last_period=last,
        warehouse_version=version,
        touched=list(touched),
        kpis=list(kpis),
        started_by=actor.username,
    )


def _left(
    lines: Lines, computation: Computation, only: frozenset[int], month: PeriodRow, computed: Mapping[Slot, Computed]
) -> tuple[Left, list[tuple[int, int]]]:
    """Values of everybody whose facts did not change; those it cannot be told of are computed and written as well."""
    windows = {name for code in computation.sheet.windows for at, _, name in [code.partition(":")] if at == month.code}
    left = left_values(lines, month, computed, kpis=computation.wanted, windows=windows, but=only)
    if not left.strange:
        return left, []
    everybody = {*computation.units[month.code], *(row.subject.id for row in computation.assigned)}
    rest = replace(computation, months=[month], wanted=left.strange, only=frozenset(everybody - only))
    return left, [
        part for slots in compute_months(rest, progress=_say_nothing) for part in _write(lines, rest, month, slots)
    ]


def _write(
    lines: Lines, computation: Computation, month: PeriodRow, computed: Mapping[Slot, Computed]
) -> list[tuple[int, int]]:
    """(written, unchanged) of what was computed, and of what stood there and has lost its rows."""
    written = write_values(lines, month, computed, among=computation.only)
    gone = withdrawn(computation, month, written.standing)
    parts = [written[:2]]
    if gone:
        parts.append(write_values(lines, month, gone, among={slot[1] for slot in gone})[:2])
    return parts


def _say_nothing(step: str, done: int, total: int) -> None:
    """For whom nobody waits."""


def _store(actor: Actor, run: Run, computations: Sequence[Computation], now: datetime, tell: Progress) -> RunRow:
    parts: list[tuple[int, int]] = []
    stay: list[Left] = []
    made = [zip(each.months, compute_months(each, progress=tell), strict=True) for each in computations]
    lines = [Lines(run, each.sheet.months, each.sheet.definitions, each.loads) for each in computations]
    # Month by month, whoever computes it: what looks back finds what this run makes of the months before.
    turns = sorted((month.starts_on, place) for place, each in enumerate(computations) for month in each.months)
    for _starts_on, place in turns:
        month, computed = next(made[place])
        parts += _write(lines[place], computations[place], month, computed)
        only = computations[place].only
        if only is not None:
            left, more = _left(lines[place], computations[place], only, month, computed)
            stay.append(left)
            parts += [*more, (0, left.many)]
    written, unchanged = (sum(column) for column in zip(*parts, strict=True)) if parts else (0, 0)
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
    finish(run, entry, {period.code: period for each in computations for period in each.months}, stay)
    return run_row(run)
