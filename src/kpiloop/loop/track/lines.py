"""What has to be judged: every assignment of a month with its value and target, for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kpiloop.engine.targets.band import Band
from kpiloop.engine.targets.pace import Expected, MonthElapsed
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure import engine_io as measure_io
from kpiloop.loop.measure.choices import PARTIAL
from kpiloop.loop.measure.restating.terms import CloseTerms, decided_since, kept_terms
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow, TargetRow, aim_of, without_aim
from kpiloop.loop.track.choices import NOT_LOADED
from kpiloop.loop.track.pace import RUNNING, elapsed_of, expected_of, is_against_whole


@dataclass(frozen=True)
class Line:
    """Everything needed to judge one assignment in one month."""

    assignment: AssignmentRow  #: with the definition in force at the end of the month
    period: PeriodRow  #: the month
    value: ValueRow | None  #: figure of the window judged, if computed
    target_row: TargetRow | None  #: target version of the month
    target: Figure  #: target of the window judged
    band: Band | None = None  #: range of the window judged, where the target is one
    expected: Expected | Missing | None = None  #: what should be reached by now; None once the month is over
    is_unloaded: bool = False  #: nothing of the month itself is there yet

    @property
    def actual(self) -> Figure:
        """The figure judged, or why there is none.

        Missing:  a year to date without anything of its last month says what the months before it said; held against
                  a whole month more it would fall short for no fault of anybody.
        """
        if self.is_unloaded:
            return Missing(NOT_LOADED)
        if self.value is None:
            return Missing("no_value")
        if self.value.actual is None:
            return Missing(self.value.reason or "no_value")
        return self.value.actual


def lines_to_judge(months: Sequence[PeriodRow], on: date) -> Iterator[tuple[PeriodRow, list[Line]]]:
    """Assignments of published schemes month by month, with value and target of the window judged.

    The month the day lies in is still running: its lines say what should be reached by then.
    """
    held = plan_io.assignments_on(months[0].starts_on, months[-1].ends_before) if months else []
    sources = _Sources.read(months, held)
    days = calendar.work_days(SYSTEM)
    for month in months:
        if closes := kept_terms(month):
            yield month, _kept_lines(month, closes[-1])
            continue
        definitions = plan_io.published_definitions(last_day(month))
        to_date = plan_io.ytd_targets(month)
        in_force = [replace(row, kpi=definitions.get(row.kpi.id, row.kpi)) for row in _in_force(held, last_day(month))]
        bands = plan_io.ytd_bands(month) if any(_is_range_to_date(row) for row in in_force) else {}
        lines = [sources.line(row, month, to_date, bands) for row in in_force]
        elapsed = elapsed_of(month, days, on)
        yield month, lines if elapsed is None else _paced(lines, month, elapsed, definitions.values())


def _kept_lines(month: PeriodRow, terms: CloseTerms) -> list[Line]:
    """What the last close judged, by its definitions, weights and targets; the figures are those of now.

    A target that was decided while the month is open again counts: it was opened for that.
    """
    rows = plan_io.assignments_by_id(terms.lines, on=last_day(month))
    kpis = plan_io.definitions_by_id({line.definition_id for line in terms.lines.values() if line.definition_id})
    targets = plan_io.targets_by_id({line.target_id for line in terms.lines.values() if line.target_id})
    judged_on = {row.kpi.id: row.kpi for row in rows.values()} | {kpi.id: kpi for kpi in kpis.values()}
    values = {
        window: measure_io.values_for([month.id], window, kpi_ids=judged_on.keys()) for window in ("month", "ytd")
    }
    since = decided_since(month, terms)
    sources = _Sources(values, {(key, month.id): row for key, row in since.items()})
    to_date, bands = (plan_io.ytd_targets(month), plan_io.ytd_bands(month)) if since else ({}, {})
    found = []
    for key, line in sorted(terms.lines.items()):
        kpi = kpis.get(line.definition_id or 0, rows[key].kpi)
        weight = rows[key].weight if line.weight is None else line.weight
        judged = sources.line(replace(rows[key], kpi=kpi, weight=weight), month, to_date, bands)
        if key not in since:
            row = targets.get(line.target_id or 0)
            target = without_aim(row) if line.target is None else line.target
            judged = replace(judged, target_row=row, target=target, band=line.band)
        found.append(judged)
    return found


def _paced(lines: Sequence[Line], month: PeriodRow, elapsed: MonthElapsed, definitions: Iterable[KpiRow]) -> list[Line]:
    so_far = plan_io.targets_so_far(month)
    kinds = {kpi.code: kpi.time_kind for kpi in definitions}

    def expected(line: Line) -> Expected | Missing:
        if line.value is not None and is_against_whole(line.value, kinds):
            return Missing(RUNNING)
        return expected_of(line.assignment.kpi, line.target, so_far.get(line.assignment.id, ()), elapsed)

    return [replace(line, expected=expected(line)) for line in lines]


@dataclass(frozen=True)
class _Sources:
    """Values and targets of all months, read at once."""

    values: Mapping[str, Mapping[tuple[int, int, int], ValueRow]]  #: by window, then (kpi, subject, period)
    targets: Mapping[tuple[int, int], TargetRow]  #: by (assignment, period)

    @classmethod
    def read(cls, months: Sequence[PeriodRow], held: Sequence[AssignmentRow]) -> _Sources:
        """Read them for the months."""
        periods = [month.id for month in months]
        kpis = {row.kpi.id for row in held}
        values = {window: measure_io.values_for(periods, window, kpi_ids=kpis) for window in ("month", "ytd")}
        return cls(values, plan_io.targets_for(periods))

    def line(
        self,
        assignment: AssignmentRow,
        month: PeriodRow,
        to_date: Mapping[int, Figure],
        bands: Mapping[int, Band | None],
    ) -> Line:
        """Bring together what one assignment is judged by in one month."""
        kpi = assignment.kpi
        key = (kpi.id, assignment.subject.id, month.id)
        value, own = self.values[kpi.judged_on].get(key), self.values["month"].get(key)
        row = self.targets.get((assignment.id, month.id))
        target, band = aim_of(row), row.band if row else None
        if kpi.judged_on == "ytd":
            target, band = to_date.get(assignment.id, Missing("no_target")), bands.get(assignment.id)
        is_unloaded = bool(value and value.state == PARTIAL and own and own.reason == NOT_LOADED)
        return Line(assignment, month, value, row, target, kpi.band_with(target, band), is_unloaded=is_unloaded)


def _is_range_to_date(row: AssignmentRow) -> bool:
    return row.kpi.judged_on == "ytd" and row.kpi.achievement_method == "range"


def last_day(month: PeriodRow) -> date:
    """The last day of a month: who and what holds on it is judged by it."""
    return month.ends_before - timedelta(days=1)


def _in_force(held: Sequence[AssignmentRow], on: date) -> Iterator[AssignmentRow]:
    for row in held:
        if row.valid_from <= on and (row.valid_to is None or on < row.valid_to):
            yield row
