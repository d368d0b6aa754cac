"""Figures of single days: worked out from the rows when somebody asks, by the formulas and the plan of every run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kpiloop.engine.formula import DatasetShape
from kpiloop.engine.named_weeks import prior_year_day
from kpiloop.engine.periods import Calendar
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import engine_io as org
from kpiloop.foundation.reading import one_reading
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.foundation.warehouse.computing.last_days import days_held
from kpiloop.loop.measure.binding import Bindings, read_bindings
from kpiloop.loop.measure.choices import DAY, SEVEN_DAYS
from kpiloop.loop.measure.computing.months import targeted
from kpiloop.loop.measure.counting.daily import (
    day_period,
    day_shifter,
    day_windows,
    days_between,
    looked_at,
    months_in,
)
from kpiloop.loop.measure.counting.gathering import Stretch, gather
from kpiloop.loop.measure.counting.trees import further_kinds, root_of
from kpiloop.loop.measure.counting.weekly import unsuited, with_inputs
from kpiloop.loop.measure.errors import KpiUnknown
from kpiloop.loop.measure.errors.days import DaysOfMonths, DaysReported, DaysUnsuited, DaysWrong
from kpiloop.loop.measure.evaluation import Computed, Sheet, absent
from kpiloop.loop.measure.evaluation.aims import Aims
from kpiloop.loop.measure.evaluation.coverage import Coverage, read_coverage
from kpiloop.loop.measure.money.rates import read_rates
from kpiloop.loop.plan import engine_io as plan

#: A quarter of days: more are asked for in several questions.
MOST_DAYS = 92
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DayFigure:
    """A KPI of a subject on one day, with the days it is set beside."""

    on: date  #: the day
    is_worked: bool  #: False on days off by the working calendar
    figure: Figure  #: of the day, in the unit of the KPI
    is_partial: bool  #: something of it was not loaded yet
    rows: int  #: rows of facts in scope
    seven_days: Figure  #: of the seven days that end with it, worked out from their rows
    is_seven_partial: bool  #: one of the seven days was not loaded yet
    prior_day: Figure  #: of the day before
    prior_year_on: date | None  #: the day a year before, by the policy of the calendar; None on 29 February
    prior_year: Figure  #: of that day


def day_figures(kpi: str, subject_ids: Collection[int], first: date, last: date) -> dict[int, tuple[DayFigure, ...]]:
    """A KPI of some subjects on every day from first to last, both included; for rooms that compute, without a viewer.

    Shape:    code of a KPI, keys of units, positions or people -> by subject one figure per day, oldest first.
    Law:      each figure comes from the rows of its days alone: ratios from their parts, different values counted
              once. A day of a closed month is counted from the facts its close pinned. Nothing is kept, and figures
              a person decided are those of months.
    Missing:  not_loaded where a source did not declare the day complete, or its newest row is older; no_rows where
              nothing happened and the KPI does not say that this is 0. Never 0 instead of either.
    Errors:   measure_kpi_unknown, measure_days_reported, measure_days_unsuited, measure_days_of_months,
              measure_days_wrong.
    """
    if last < first or (last - first).days >= MOST_DAYS:
        raise DaysWrong(first=first, last=last, most=MOST_DAYS)
    with one_reading():
        asked = _Asked.read(kpi, frozenset(subject_ids), last)
        own = days_between(first - _DAY, last)
        before = {day: prior_year_day(asked.calendar, day) for day in own[1:]}
        wanted = {*own, *(day for day in before.values() if day is not None)}
        found: dict[tuple[int, date, str], Computed] = {}
        for version, days in _by_version(sorted(wanted)).items():
            found |= _count(asked, version, days, rolling=set(own[1:]))
    work = calendar.work_days(SYSTEM)

    def row(subject: int, on: date) -> DayFigure:
        day, seven = found[subject, on, DAY], found[subject, on, SEVEN_DAYS]
        earlier = before[on]
        return DayFigure(
            on=on, is_worked=work.is_worked(on), figure=day.figure, is_partial=day.is_partial, rows=day.row_count,
            seven_days=seven.figure, is_seven_partial=seven.is_partial, prior_day=found[subject, on - _DAY, DAY].figure,
            prior_year_on=earlier,
            prior_year=Missing("no_value") if earlier is None else found[subject, earlier, DAY].figure,
        )  # fmt: skip

    return {subject: tuple(row(subject, day) for day in own[1:]) for subject in sorted(asked.subjects)}


def require_days(kpi: str, on: date) -> None:
    """Refuse a KPI that has no figures of days.

    Errors:   measure_kpi_unknown, measure_days_reported, measure_days_unsuited, measure_days_of_months.
    """
    _Asked.read(kpi, frozenset(), on)


@dataclass(frozen=True)
class _Asked:
    """What the days of one KPI are computed from."""

    kpi_id: int  #: KPI
    subjects: frozenset[int]  #: whose figures
    shapes: Mapping[str, DatasetShape]  #: datasets its formulas read
    bindings: Bindings  #: its formulas and those of all KPIs they name
    codes: Mapping[str, int]  #: KPI code -> key
    calendar: Calendar  #: the company's

    @classmethod
    def read(cls, kpi: str, subjects: frozenset[int], on: date) -> _Asked:
        """Read the formulas, and refuse what days have no figure of."""
        shapes = warehouse.shapes()
        codes = {row.code: row.id for row in plan.published_definitions(on).values()}
        if kpi not in codes:
            raise KpiUnknown(kpi=kpi)
        every = read_bindings(shapes, codes)
        newest = {rows[-1].code: rows[-1].node for rows in every.versions.values() if rows}
        if kpi not in newest:
            raise DaysReported(kpi=kpi)
        if part := unsuited(newest[kpi], newest, ()):
            raise DaysUnsuited(kpi=kpi, part=part)
        bindings = with_inputs(every, [codes[kpi]], codes)
        read = {aggregate.dataset for bound in bindings.everything() for aggregate in bound.aggregates}
        held, version = (
            {code: shape for code, shape in shapes.items() if code in read},
            warehouse.current_version_number(),
        )
        for dataset in sorted(held):
            if version is not None and days_held(version, dataset=dataset).are_of_months:
                raise DaysOfMonths(kpi=kpi, dataset=dataset)
        return cls(codes[kpi], subjects, held, bindings, codes, calendar.engine_calendar(SYSTEM))


def _by_version(days: Sequence[date]) -> dict[int | None, list[date]]:
    """Days by the version of the facts they are counted from: of a closed month the one its close pinned."""
    months, current = calendar.periods(SYSTEM), warehouse.current_version_number()
    found: dict[int | None, list[date]] = defaultdict(list)
    for day in days:
        month = next((row for row in months if row.contains(day)), None)
        is_pinned = month is not None and month.is_closed and month.warehouse_version is not None
        found[month.warehouse_version if month and is_pinned else current].append(day)
    return found


def _count(
    asked: _Asked, version: int | None, days: Sequence[date], rolling: Collection[date]
) -> dict[tuple[int, date, str], Computed]:
    """Days that rest on one version of the facts, in one question per dataset: by (subject, day, stretch)."""
    slots = [(day, DAY) for day in days] + [(day, SEVEN_DAYS) for day in days if day in rolling]
    if version is None:
        return {(subject, *slot): absent("not_loaded") for subject in asked.subjects for slot in slots}
    sheet = _sheet(asked, version, days, [day for day in days if day in rolling])
    return {
        (subject, day, window): sheet.compute((asked.kpi_id, subject, day.isoformat(), window))
        for subject in sorted(asked.subjects)
        for day, window in slots
    }


def _sheet(asked: _Asked, version: int, days: Sequence[date], rolling: Sequence[date]) -> Sheet:
    shift = day_shifter(asked.calendar)
    seven = looked_at(rolling, asked.bindings, shift)
    rows = [day_period(day) for day in sorted(looked_at(days, asked.bindings, shift) | seven)]
    windows = day_windows([row.starts_on for row in rows], seven)
    first, end = min(window.starts for window in windows), rows[-1].ends_before
    months = calendar.periods(SYSTEM)
    assigned = [row for row in plan.assignments_on(first, end) if row.kpi.id in asked.bindings.versions]
    roots = {org.full_tree(row.starts_on).root_id for row in rows}
    subjects = asked.subjects | {root for root in roots if root is not None}
    within = months_in(windows, months)
    stretch = Stretch(windows, within, version, None, subjects)
    mine = [row for row in assigned if row.subject.id in subjects]
    gathered = gather(asked.bindings, asked.shapes, stretch, mine, read_rates())
    near = [month for month in months if month.starts_on < end and first < month.ends_before]
    targets = targeted(assigned, [month.id for month in near])

    def has_target(kpi: int, subject: int, day: int) -> bool:
        """A day has one where its month has."""
        on = date.fromordinal(day)
        return any((kpi, subject, month.id) in targets for month in near if month.contains(on))

    return Sheet(
        bindings=asked.bindings,
        months={row.code: row for row in rows},
        shift=shift,
        windows={window.window: (window.starts, window.ends) for window in windows},
        cells=gathered.cells,
        kinds={key: row.kind for key, row in org.subjects_by_id().items()} | further_kinds(rows, None),
        coverage=_coverage(version, asked.shapes),
        definitions={row.code: plan.published_definitions(row.starts_on) for row in rows},
        codes=asked.codes,
        has_target=has_target,
        submitted=lambda slot: None,
        stored=lambda slot: None,
        months_in=lambda day, window: (),
        company=root_of(None),
        aims=Aims(),
        money=gathered.money,
    )


def _coverage(version: int, datasets: Collection[str]) -> Coverage:
    """Days that are known: as declared, and where a source declares nothing up to its newest row.

    A month that was begun has a figure so far; a day behind the newest row would have an invented nothing.
    """
    declared = read_coverage(list(datasets)).stretches
    silent = [dataset for dataset in datasets if not declared.get(dataset)]
    newest = {dataset: days_held(version, dataset=dataset).newest for dataset in silent}
    known = {dataset: [(date.min, day + _DAY if day else date.min)] for dataset, day in newest.items()}
    return Coverage({**declared, **known})
