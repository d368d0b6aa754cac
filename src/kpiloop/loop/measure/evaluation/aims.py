"""Targets other KPIs' formulas name: of the same subject and window, month by month as they were decided."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from kpiloop.engine.formula import Shift
from kpiloop.engine.values import Figure, Missing, add
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure.binding import Bindings
from kpiloop.loop.measure.choices import WINDOWS
from kpiloop.loop.plan import engine_io as plan
from kpiloop.loop.plan.rows import AssignmentRow, TargetRow, aim_of, aims_together

Story = tuple[int, int]  # (KPI, subject): it goes on when the owner changes


@dataclass(frozen=True)
class Aim:
    """A target over some months."""

    figure: Figure  #: in the unit of the KPI; Missing("no_target") when a month has none
    versions: tuple[TargetRow, ...]  #: decided versions it is made of


@dataclass(frozen=True)
class Aims:
    """Monthly targets of every KPI and subject."""

    targets: Mapping[tuple[int, int, int], TargetRow] = field(default_factory=dict)  #: (KPI, subject, period) -> target
    first_days: Mapping[Story, date] = field(default_factory=dict)  #: first day a KPI was assigned to a subject

    def find(self, kpi_id: int, subject_id: int, months: Sequence[PeriodRow], time_kind: str) -> Aim:
        """The target of a KPI over the months of a window.

        Law:      a flow adds up the months since the KPI was assigned, the last month stands for everything else,
                  as in every year to date (rule R26).
        Missing:  no_target where one of these months has none; a month the KPI does not apply in adds nothing.
        """
        begun = [month for month in months if month.ends_before > self.first_days.get((kpi_id, subject_id), date.max)]
        counted = begun if time_kind == "flow" else begun[-1:]
        rows = aims_together([self.targets.get((kpi_id, subject_id, month.id)) for month in counted])
        figures = [aim_of(row) for row in rows]
        return Aim(add(*figures) if figures else Missing("no_target"), tuple(row for row in rows if row is not None))


def months_aimed_at(
    bindings: Bindings,
    months: Sequence[PeriodRow],
    shift: Callable[[PeriodRow, Shift, str], PeriodRow | None],
    months_in: Callable[[PeriodRow, str], Sequence[PeriodRow]],
    windows: Collection[str] = WINDOWS,
) -> list[PeriodRow]:
    """Months whose targets some formula names, from any window or span that ends with one of some months."""
    everything = list(bindings.everything())
    named = [part for bound in everything for part in bound.references if part.taken == "target"]
    spans = {span for bound in everything for span in bound.spans}
    found: dict[int, PeriodRow] = {}
    looks = product(months if named else (), {part.shift for part in named}, (*windows, *sorted(spans)))
    for month, how, window in looks:
        at = month if how == "none" else shift(month, how, window)
        if at is not None:
            found |= {row.id: row for row in months_in(at, window)}
    return sorted(found.values(), key=lambda row: row.starts_on)


def read_aims(months: Sequence[PeriodRow]) -> Aims:
    """The targets in force of some months; the later assignment wins a month both have a target for."""
    if not months:
        return Aims()
    first, end = min(month.starts_on for month in months), max(month.ends_before for month in months)
    assigned = sorted(plan.assignments_on(first, end), key=lambda row: (row.valid_from, row.id))
    held = plan.targets_for([month.id for month in months])
    by_assignment: dict[int, list[TargetRow]] = {}
    for target in held.values():
        by_assignment.setdefault(target.assignment_id, []).append(target)
    return Aims(
        {
            (row.kpi.id, row.subject.id, target.period_id): target
            for row in assigned
            for target in by_assignment.get(row.id, ())
        },
        _first_days(assigned),
    )


def _first_days(assigned: Sequence[AssignmentRow]) -> dict[Story, date]:
    first: dict[Story, date] = {}
    for row in assigned:
        first.setdefault((row.kpi.id, row.subject.id), row.valid_from)
    return first
