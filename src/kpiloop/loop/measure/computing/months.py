"""Preparing and doing the computation of a run, from formulas to figures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from kpiloop.engine.dataflow import Window
from kpiloop.engine.formula import DatasetShape
from kpiloop.engine.periods import Calendar
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org
from kpiloop.foundation.org.pinning import Lines, reading_as
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.collect import engine_io as collect
from kpiloop.loop.measure.binding import Bindings, read_bindings
from kpiloop.loop.measure.choices import KEPT, MONTH, TO_DATE, WEEK, WINDOWS, is_window, own_window
from kpiloop.loop.measure.counting.gathering import Stretch, gather
from kpiloop.loop.measure.counting.left_alone import touched_subjects
from kpiloop.loop.measure.counting.spans import month_shifter, months_in, span_windows, spans_asked, years_of
from kpiloop.loop.measure.counting.touching import touched_windows
from kpiloop.loop.measure.counting.trees import further_kinds, root_of, units_of
from kpiloop.loop.measure.counting.weekly import measured_weekly
from kpiloop.loop.measure.evaluation import Computed, Sheet, Slot
from kpiloop.loop.measure.evaluation.aims import months_aimed_at, read_aims
from kpiloop.loop.measure.evaluation.coverage import read_coverage
from kpiloop.loop.measure.evaluation.overriding import Overrides
from kpiloop.loop.measure.money.rates import read_rates
from kpiloop.loop.measure.reading import overrides_in_force, stored_values
from kpiloop.loop.measure.scanning import Failure, window_code, windows_of
from kpiloop.loop.measure.submitting import Reported
from kpiloop.loop.plan import engine_io as plan
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow

Held: TypeAlias = tuple[int, int, str]  # (KPI, subject, window) of a month


@dataclass
class Computation:
    """A run that is ready to compute."""

    months: Sequence[PeriodRow]  #: open months to compute, oldest first
    sheet: Sheet  #: what the evaluation reads
    assigned: Sequence[AssignmentRow]  #: KPIs of subjects in these months
    units: Mapping[str, Sequence[int]]  #: month code -> units of the tree
    failures: list[Failure]  #: KPIs set aside
    statements: Mapping[str, str]  #: scan key -> SQL
    loads: Mapping[tuple[str, str], Sequence[int]]  #: (dataset, window code) -> load numbers
    wanted: frozenset[int]  #: KPI keys to compute
    settled: frozenset[tuple[int, int]] = frozenset()  #: (week, KPI) that stay as they are: all its months are closed
    only: frozenset[int] | None = None  #: subjects to compute, where the others keep their figures; None: all
    own_starts: Mapping[str, Mapping[int, int]] = field(
        default_factory=dict
    )  #: month code -> subject -> month its legal entity's year begins in
    under: Lines | None = None  #: the organisation it is computed under, where that is not the one of now
    always: frozenset[Held] = frozenset()  #: figures that are computed whatever has become of their rows
    never: frozenset[Held] = frozenset()  #: figures that are computed elsewhere


def prepare_computation(
    actor: Actor,
    *,
    months: Sequence[PeriodRow],
    version: int | None,
    kpis: Collection[str] | None,
    touched: Collection[str] | None = None,
    under: date | None = None,
    held_constant: bool = False,
    overrides: Overrides | None = None,
    assigned: Sequence[AssignmentRow] | None = None,
) -> Computation:
    """Read everything a run needs, in a number of queries that does not grow with its size.

    Shape:    `under` names a day whose tree holds for all months: what a later or earlier organisation would have
              shown, without cards of people, which have no tree. `held_constant` converts every amount at constant
              rates. `touched` names months whose facts changed, and leaves every window out that neither contains
              one of them nor looks back to such a window.
              `overrides` and `assigned` are those in force unless others are given, the former none under another tree.
    """
    fiscal, every = calendar.engine_calendar(actor), calendar.periods(actor)
    asked, shapes, shift = months, warehouse.shapes(), month_shifter(fiscal, every)
    definitions = {month.code: plan.published_definitions(month.starts_on) for month in months}
    codes = {row.code: row.id for rows in definitions.values() for row in rows.values()}
    bindings = read_bindings(shapes, codes)
    if touched is None:
        windows = windows_of(fiscal, months)
    else:
        windows, months = touched_windows(
            windows_of(fiscal, every), months, [month for month in every if month.code in touched], bindings, shift,
            lambda month: span_windows(fiscal, spans_asked(bindings, codes, [month], shift)),
        )  # fmt: skip
    spans = spans_asked(bindings, codes, months, shift)
    windows = [*windows, *span_windows(fiscal, spans)]
    by_code = {month.code: month for month in (*months, *spans.values())}
    overrides = overrides or (overrides_in_force() if under is None and not held_constant else Overrides())
    windows, by_code = _with_decided(fiscal, windows, by_code, overrides)
    definitions |= {code: plan.published_definitions(row.starts_on) for code, row in by_code.items()}
    assigned = plan.assignments_on(months[0].starts_on, months[-1].ends_before) if assigned is None else assigned
    stretch = Stretch(windows, _months_within(actor, windows), version, under)
    gathered = gather(bindings, shapes, stretch, _in_a_tree(assigned, under), read_rates(held_constant=held_constant))
    targets, looks_in = targeted(assigned, [month.id for month in months]), months_in(fiscal, every)
    sheet = Sheet(
        bindings=bindings,
        months=by_code,
        shift=shift,
        windows={window.window: (window.starts, window.ends) for window in windows},
        cells=gathered.cells,
        kinds={key: row.kind for key, row in org.subjects_by_id().items()} | further_kinds(months, under),
        coverage=read_coverage(list(shapes)),
        definitions=definitions,
        codes=codes,
        has_target=lambda kpi, subject, period: (kpi, subject, period) in targets,
        submitted=_reported(months, stretch.months, by_code, definitions).find,
        stored=stored_values(),
        months_in=looks_in,
        company=root_of(under),
        aims=read_aims(months_aimed_at(bindings, list(by_code.values()), shift, looks_in, _kept(windows))),
        money=gathered.money,
        overrides=overrides,
    )
    return Computation(
        [month for month in asked if not month.is_closed], sheet, assigned,
        {month.code: units_of(month, under) for month in months}, gathered.failures, gathered.statements,
        loads_in(bindings, shapes, version, windows), own_starts=years_of(fiscal, months),
        wanted=frozenset(key for code, key in codes.items() if kpis is None or code in kpis),
        only=touched_subjects(gathered.asked, shapes, bindings, stretch, touched, kpis),
    )  # fmt: skip


def compute_months(
    computation: Computation, *, progress: Callable[[str, int, int], None]
) -> Iterator[dict[Slot, Computed]]:
    """Compute, month by month, every slot worth keeping: those with rows, a report or somebody who answers for them.

    A month at a time, so that a run over years holds no more than a run over one.
    """
    for done, month in enumerate(computation.months, start=1):
        with reading_as(computation.under):
            kept = _computed(computation, month)
        progress("compute", done, len(computation.months))
        yield kept


def _computed(computation: Computation, month: PeriodRow) -> dict[Slot, Computed]:
    kept: dict[Slot, Computed] = {}
    for kpi_id, subject_id, is_assigned, window in _wanted(computation, month):
        slot = (kpi_id, subject_id, month.code, window)
        result = computation.sheet.compute(slot)
        if is_assigned or result.row_count or computation.sheet.is_decided(slot):
            kept[slot] = result
    for kpi_id, subject_id, window in sorted(computation.always):
        slot = (kpi_id, subject_id, month.code, window)
        if kpi_id in computation.wanted and slot not in kept:
            kept[slot] = computation.sheet.compute(slot)
    _keep_named(kept, computation.sheet)
    computation.sheet.forget(all_but=month.code)
    if computation.never:
        kept = {slot: found for slot, found in kept.items() if (slot[0], slot[1], slot[3]) not in computation.never}
    return kept


def _keep_named(kept: dict[Slot, Computed], sheet: Sheet) -> None:
    """Keep what the KPIs of people name of the same month, too: else nobody could open a figure nobody answers for."""
    waiting = [(slot, result) for slot, result in kept.items() if result.bound and result.bound.references]
    while waiting:
        (_kpi, subject_id, month, window), result = waiting.pop()
        if sheet.kinds[subject_id] not in ("person", "position"):
            continue
        for part in result.parts:
            if not part.get("kpi") or part["period"] != month or "window" in part or part["figure"] is None:
                continue
            named = (sheet.codes[str(part["kpi"])], subject_id, month, window)
            if "subject" not in part and named not in kept:
                kept[named] = sheet.compute(named)
                waiting.append((named, kept[named]))


def _wanted(computation: Computation, month: PeriodRow) -> Iterator[tuple[int, int, bool, str]]:
    """Every KPI of a subject through every window asked for; those of an own year where its legal entity counts one."""
    starts = computation.own_starts.get(month.code, {})
    own = {start: tuple(own_window(kind, start) for kind in TO_DATE) for start in set(starts.values())}
    asked = [name for code in computation.sheet.windows for at, _, name in [code.partition(":")] if at == month.code]
    for kpi_id, subject_id, is_assigned in _subjects(computation, month):
        named = (*KEPT, *own.get(starts.get(subject_id, 0), ()))
        for window in named:
            if window in asked:
                yield kpi_id, subject_id, is_assigned, window


def _subjects(computation: Computation, month: PeriodRow) -> list[tuple[int, int, bool]]:
    definitions = computation.sheet.definitions[month.code]
    held = {
        (row.kpi.id, row.subject.id)
        for row in computation.assigned
        if row.valid_from < month.ends_before and (row.valid_to is None or row.valid_to > month.starts_on)
    }
    slots = {(kpi, unit) for kpi in definitions for unit in computation.units[month.code]} | held
    only = computation.only
    asked = (slot for slot in slots if slot[0] in computation.wanted and (only is None or slot[1] in only))
    wanted = sorted((subject, kpi) for kpi, subject in asked)
    if month.kind == WEEK:
        by_week = measured_weekly(definitions)
        settled = {kpi for week, kpi in computation.settled if week == month.id}
        wanted = [(subject, kpi) for subject, kpi in wanted if kpi in by_week - settled]
    # Subject by subject, as the table of values is indexed: what lies together is written together.
    return [(kpi, subject, (kpi, subject) in held) for subject, kpi in wanted]


def _in_a_tree(assigned: Sequence[AssignmentRow], under: date | None) -> list[AssignmentRow]:
    """Under the tree of one day the cards of units alone: people have no tree."""
    return [row for row in assigned if under is None or row.subject.kind == "unit"]


def _with_decided(
    fiscal: Calendar, windows: Sequence[Window], months: Mapping[str, PeriodRow], overrides: Overrides
) -> tuple[list[Window], dict[str, PeriodRow]]:
    """Windows and months with every overridden month inside one of them.

    What the system says of it is counted along, from the same facts as the windows that contain it.
    """
    decided = [
        month
        for month in overrides.months()
        if any(window.starts <= month.starts_on and month.ends_before <= window.ends for window in windows)
    ]
    missing = {window_code(month.code, MONTH) for month in decided} - {window.window for window in windows}
    more = [window for window in windows_of(fiscal, decided) if window.window in missing]
    return [*windows, *more], {**months, **{month.code: month for month in decided}}


def _reported(
    months: Sequence[PeriodRow],
    within: Mapping[str, Sequence[PeriodRow]],
    by_code: Mapping[str, PeriodRow],
    definitions: Mapping[str, Mapping[int, KpiRow]],
) -> Reported:
    """What people reported for months and those of every window."""
    reported_in = {row.id for rows in (months, *within.values()) for row in rows}
    return Reported(collect.submissions_for(reported_in), by_code, within, definitions)


def targeted(assigned: Sequence[AssignmentRow], period_ids: Sequence[int]) -> set[tuple[int, int, int]]:
    """(KPI, subject, period) that have a target."""
    by_id = {row.id: row for row in assigned}
    found = [(by_id[key], period) for key, period in plan.targets_for(period_ids) if key in by_id]
    return {(row.kpi.id, row.subject.id, period) for row, period in found}


def _kept(windows: Sequence[Window]) -> tuple[str, ...]:
    """Names of the windows whose figures are kept, the group's first."""
    named = (window.window.partition(":")[2] for window in windows)
    return tuple(dict.fromkeys([*WINDOWS, *filter(is_window, named)]))


def _months_within(actor: Actor, windows: Sequence[Window]) -> dict[str, tuple[PeriodRow, ...]]:
    every = calendar.periods(actor)
    return {
        window.window: tuple(row for row in every if window.starts <= row.starts_on and row.ends_before <= window.ends)
        for window in windows
    }


def loads_in(
    bindings: Bindings, shapes: Mapping[str, DatasetShape], version: int | None, windows: Sequence[Window]
) -> dict[tuple[str, str], Sequence[int]]:
    """Which loads brought rows of a dataset into a window."""
    datasets = {aggregate.dataset for bound in bindings.everything() for aggregate in bound.aggregates}
    loads: dict[tuple[str, str], Sequence[int]] = {}
    if version is None:
        return loads
    # A formula over rows without dates was set aside: it reads nothing of any window.
    for dataset in sorted(code for code in datasets if shapes[code].date_columns):
        date_column = shapes[dataset].date_columns[0]
        found = warehouse.load_numbers(version, dataset=dataset, date_column=date_column, windows=windows)
        loads |= {(dataset, window): numbers for window, numbers in found.items()}
    return loads


__all__ = ["Computation", "KpiRow", "compute_months", "prepare_computation"]
