"""Everybody's figures around one assignment: its own, its children's, its members', its drivers'."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kpiloop.engine.formula import Aggregate, Node, parse, walk
from kpiloop.engine.values import APPROVED_NA, Figure, Missing
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.warehouse import selectors as warehouse
from kpiloop.loop.analyse.permissions import last_day
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.choices import PARTIAL
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track import engine_io as track_io
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.choices import NOT_LOADED
from kpiloop.loop.track.rows import StatusRow


@dataclass(frozen=True)
class Figures:
    """What one assignment is compared with in a month, all of the window judged."""

    actual: Figure  #: figure now
    target: Figure  #: its target
    prior_period: Figure  #: the month before
    prior_year: Figure  #: a year ago
    value_id: int | None  #: opens the proof of the actual
    status: StatusRow | None  #: its light, once assessed

    @property
    def streak(self) -> int:
        """Reds in a row ending in the month."""
        return self.status.streak if self.status else 0


@dataclass(frozen=True)
class Bases:
    """The months a month is compared with."""

    period: PeriodRow  #: the month itself
    prior_period: PeriodRow | None  #: the month before
    prior_year: PeriodRow | None  #: the same month a year ago

    def of(self, baseline: str) -> PeriodRow | None:
        """The month behind the name of a baseline; None for target and for months without a row."""
        return {"prior_year": self.prior_year, "prior_period": self.prior_period}.get(baseline)

    @property
    def codes(self) -> list[str]:
        """Codes of the months there are."""
        return [row.code for row in (self.period, self.prior_period, self.prior_year) if row is not None]


def bases_of(period: PeriodRow) -> Bases:
    """The months a month is compared with."""
    return Bases(period, calendar.previous(SYSTEM, period), calendar.prior_year(SYSTEM, period))


Values = Mapping[tuple[int, int, int], ValueRow]


def values_around(kpi_codes: Collection[str], subject_ids: Collection[int], bases: Bases, window: str) -> Values:
    """Values of some KPIs of some subjects in a month and in those it is compared with."""
    return values_of(kpi_codes, subject_ids, bases.codes, window)


def values_of(
    kpi_codes: Collection[str], subject_ids: Collection[int], period_codes: Collection[str], window: str
) -> Values:
    """Values of some KPIs of some subjects in some months."""
    rows = measure.values(
        SYSTEM, period_codes=period_codes, window=window, subject_ids=subject_ids, kpi_codes=kpi_codes
    )
    return {(row.kpi_id, row.subject_id, row.period_id): row for row in rows}


def value_in(values: Values, kpi_id: int, subject_id: int, period: PeriodRow | None) -> ValueRow | None:
    """One of them, if it was computed."""
    return values.get((kpi_id, subject_id, period.id)) if period is not None else None


def figure_in(row: ValueRow | None) -> Figure:
    """The figure of a value, or why there is none."""
    if row is None:
        return Missing("no_value")
    return Missing(row.reason or "no_value") if row.actual is None else row.actual


def base_in(row: ValueRow | None) -> Figure:
    """The figure of a value as something to compare with: of part of its days it would make any change."""
    return Missing("incomplete") if row is not None and row.state == PARTIAL else figure_in(row)


def _actual(current: ValueRow | None, status: StatusRow | None) -> Figure:
    """What was judged, or what was computed since; a month nothing came of has none, whatever came before it."""
    if status is None:
        return figure_in(current)
    if status.actual is not None:
        return status.actual
    is_unloaded = status.reason == NOT_LOADED and current is not None and current.state == PARTIAL
    return Missing(NOT_LOADED) if is_unloaded else figure_in(current)


def figures_of(assignment: AssignmentRow, period: PeriodRow) -> Figures:
    """The figures of one assignment in a month and what they are compared with.

    Missing:  incomplete for a month before or a year ago of which only a part was collected.
    """
    kpi, subject = assignment.kpi, assignment.subject
    bases = bases_of(period)
    values = values_around([kpi.code], [subject.id], bases, kpi.judged_on)
    status = track.status(SYSTEM, assignment_id=assignment.id, period_code=period.code)
    current = value_in(values, kpi.id, subject.id, period)
    return Figures(
        actual=_actual(current, status),
        target=_target(status),
        prior_period=base_in(value_in(values, kpi.id, subject.id, bases.prior_period)),
        prior_year=base_in(value_in(values, kpi.id, subject.id, bases.prior_year)),
        value_id=status.value_id if status and status.value_id else (current.id if current else None),
        status=status,
    )


def children_of(assignment: AssignmentRow, period: PeriodRow) -> list[int]:
    """Subjects a figure is made of: the units right below, else who the KPI was cascaded to."""
    if assignment.subject.kind == "unit":
        below = org_io.full_tree(last_day(period)).children.get(assignment.subject.id, ())
        if below:
            return list(below)
    return [row.assignment.subject.id for row in cascaded_from(assignment, period)]


def cascaded_from(assignment: AssignmentRow, period: PeriodRow) -> list[StatusRow]:
    """Lights of the assignments of the same KPI that were cascaded from this one."""
    return track_io.statuses_below(assignment, period.id)


def statuses_of(kpi_id: int, subject_ids: Sequence[int], period: PeriodRow) -> dict[int, StatusRow]:
    """Lights of one KPI by subject."""
    rows = track.statuses(SYSTEM, period_codes=[period.code], subject_ids=subject_ids)
    return {row.assignment.subject.id: row for row in rows if row.assignment.kpi.id == kpi_id}


def formula_of(value: ValueRow | None) -> Node | None:
    """The formula a value was computed with; None for reported values."""
    if value is None or value.formula_version is None:
        return None
    versions = measure.formulas(SYSTEM, kpi=value.kpi_code)
    return next((parse(row.text) for row in versions if row.version == value.formula_version), None)


def inputs_of(value: ValueRow) -> tuple[dict[str, Figure], dict[str, int]]:
    """Figures and row counts of the inputs of a value, by their canonical text."""
    figures: dict[str, Figure] = {
        part.name: Missing("no_value") if part.figure is None else part.figure for part in value.parts
    }
    return figures, {part.name: part.rows for part in value.parts}


def target_of(status: StatusRow | None, window: str) -> Figure:
    """The target of a light, when it was judged on the same window."""
    is_other = status is not None and status.assignment.kpi.judged_on != window
    return Missing("no_target") if is_other else _target(status)


def _target(status: StatusRow | None) -> Figure:
    if status is not None and status.target is not None:
        return status.target
    return Missing(APPROVED_NA if status is not None and status.reason == APPROVED_NA else "no_target")


def dimensions_behind(assignment: AssignmentRow, period: PeriodRow) -> tuple[str, ...]:
    """Columns the rows behind a figure can be split by; empty for reported and derived figures."""
    bases = Bases(period, None, None)
    kpi, subject = assignment.kpi, assignment.subject
    value = value_in(values_around([kpi.code], [subject.id], bases, kpi.judged_on), kpi.id, subject.id, period)
    node = formula_of(value)
    datasets = {part.dataset for part in walk(node) if isinstance(part, Aggregate)} if node else set()
    if len(datasets) != 1:
        return ()
    return tuple(warehouse.dataset(SYSTEM, min(datasets)).dimensions)
