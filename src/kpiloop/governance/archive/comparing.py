"""Two periods or two units beside each other, under the organisation of either."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.difference import difference
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import SubjectRow, UnitRow
from kpiloop.foundation.org.tree import Tree
from kpiloop.governance.archive.comparison_rows import (
    FIRST,
    OWN,
    STRUCTURES,
    ComparedFigure,
    ComparedRow,
    ComparedSide,
    HistoricComparison,
    UnitMove,
)
from kpiloop.governance.archive.errors import ComparedKinds, StructureUnknown
from kpiloop.governance.archive.sides import LONG_KINDS, Key, kpis_of, side_figures
from kpiloop.loop.plan.rows import KpiRow

ONE_DAY = timedelta(days=1)


def compare(
    viewer: Actor,
    *,
    first: str,
    second: str,
    first_unit: str = "",
    second_unit: str = "",
    structure: str = OWN,
) -> HistoricComparison:
    """Compare two periods, or two units in one or two periods.

    Shape:    period codes of one kind (month, quarter, half or year); codes of units, both or neither:
              without them every subject in sight is compared with itself.
    Law:      each period keeps its own organisation (`own`), or both are counted over that of the
              last day of the `first` or `second` one. A closed period is compared as it was reported;
              the live figure stands beside it.
    Missing:  a figure that is not there is missing, never 0, and so is its change.
    Errors:   permission_denied (values.view), period_unknown, not_found (unit), compare_kinds_differ,
              structure_unknown.
    """
    require(viewer, "values.view")
    if structure not in STRUCTURES:
        raise StructureUnknown(structure=structure, known=", ".join(STRUCTURES))
    periods = (calendar.period(viewer, first), calendar.period(viewer, second))
    if periods[0].kind != periods[1].kind or periods[0].kind not in ("month", *LONG_KINDS):
        raise ComparedKinds(first=first, second=second)
    under = _under(periods, structure)
    units = (_unit(viewer, first_unit or second_unit, periods[0]), _unit(viewer, second_unit or first_unit, periods[1]))
    figures = (side_figures(viewer, periods[0], under), side_figures(viewer, periods[1], under))
    return HistoricComparison(
        first=_side(periods[0], units[0], under),
        second=_side(periods[1], units[1], under),
        structure=structure,
        rows=tuple(_rows(viewer, periods, units, figures)),
        moves=tuple(_moves(viewer, _last(periods[0]), _last(periods[1]))),
    )


def _last(period: PeriodRow) -> date:
    return period.ends_before - ONE_DAY


def _under(periods: tuple[PeriodRow, PeriodRow], structure: str) -> date | None:
    if structure == OWN:
        return None
    return _last(periods[0] if structure == FIRST else periods[1])


def _unit(viewer: Actor, code: str, period: PeriodRow) -> SubjectRow | None:
    return org.subject(viewer, code, on=_last(period)) if code else None


def _side(period: PeriodRow, unit: SubjectRow | None, under: date | None) -> ComparedSide:
    return ComparedSide(period.code, unit, period.is_closed, period.revision, under or _last(period))


def _rows(
    viewer: Actor,
    periods: tuple[PeriodRow, PeriodRow],
    units: tuple[SubjectRow | None, SubjectRow | None],
    figures: tuple[Mapping[Key, ComparedFigure], Mapping[Key, ComparedFigure]],
) -> list[ComparedRow]:
    kpis = (kpis_of(viewer, periods[0]), kpis_of(viewer, periods[1]))
    subjects = org.subjects(viewer, on=[_last(period) for period in periods])
    found = []
    for kpi_id, left, right in _pairs(units, figures, subjects):
        kpi = kpis[1].get(kpi_id) or kpis[0][kpi_id]
        sides = (figures[0].get((kpi_id, left)), figures[1].get((kpi_id, right)))
        found.append(_row(kpi, kpis[0].get(kpi_id), (subjects[left], subjects[right]), sides))
    tree = org.tree(viewer, on=_last(periods[1]))
    return sorted(found, key=lambda row: (row.kpi.code, _place(tree, row.first_subject), row.first_subject.code))


def _place(tree: Tree, subject: SubjectRow) -> tuple[tuple[int, str], ...]:
    """Where a unit stands in the tree, below its parent and after its elder siblings; others come first."""
    return tuple((unit.order, unit.code) for unit in tree.path(subject.id))


def _pairs(
    units: tuple[SubjectRow | None, SubjectRow | None],
    figures: tuple[Mapping[Key, ComparedFigure], Mapping[Key, ComparedFigure]],
    subjects: Mapping[int, SubjectRow],
) -> set[tuple[int, int, int]]:
    """What stands beside what: two chosen units KPI by KPI, else every subject beside itself."""
    if units[0] is not None and units[1] is not None:
        left, right = units[0].id, units[1].id
        held = {kpi for kpi, subject in figures[0] if subject == left}
        held |= {kpi for kpi, subject in figures[1] if subject == right}
        return {(kpi, left, right) for kpi in held}
    pairs = {(kpi, subject, subject) for side in figures for kpi, subject in side if subject in subjects}
    of_units = {pair for pair in pairs if subjects[pair[1]].kind == "unit"}
    return of_units or pairs


def _row(
    kpi: KpiRow,
    before: KpiRow | None,
    subjects: tuple[SubjectRow, SubjectRow],
    sides: tuple[ComparedFigure | None, ComparedFigure | None],
) -> ComparedRow:
    return ComparedRow(
        kpi=kpi,
        first_subject=subjects[0],
        second_subject=subjects[1],
        first=sides[0],
        second=sides[1],
        change=difference(
            _figure(sides[1]), _figure(sides[0]), direction=kpi.direction, in_points=kpi.measurement_unit == "percent"
        ),
        is_redefined=before is not None and before.definition_id != kpi.definition_id,
    )


def _figure(side: ComparedFigure | None) -> Figure:
    return Missing("no_value") if side is None or side.figure is None else side.figure


def _moves(viewer: Actor, first: date, second: date) -> list[UnitMove]:
    """Units that hang elsewhere, came or went between two days.

    Who sees a part of the company only is told of moves alone: a unit that came into sight is no new unit.
    """
    before, after = org.tree(viewer, on=first), org.tree(viewer, on=second)
    sees_all = all(org.visible_subjects(viewer, on=day).everything for day in (first, second))
    moves = []
    for key in sorted({*before.units, *after.units}):
        places = (before.units.get(key), after.units.get(key))
        parents = tuple(row.parent_id if row else None for row in places)
        unit = places[1] or places[0]
        is_moved = parents[0] != parents[1] if None not in places else sees_all
        if unit is not None and is_moved:
            moves.append(UnitMove(unit, _named(before, parents[0]), _named(after, parents[1])))
    return moves


def _named(tree: Tree, key: int | None) -> UnitRow | None:
    return tree.units.get(key) if key is not None else None
