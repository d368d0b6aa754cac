"""What all rows of the target grid share: periods, targets, what they are compared with; and figures of a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.web.plan.grid.own_years import OwnYears
from kpiloop.interfaces.web.plan.grid.target_columns import Column, annual_of, column_figure
from kpiloop.interfaces.web.plan.grid.weeks import WeekSums
from kpiloop.interfaces.web.plan.grid.weighing import Weighing
from kpiloop.loop.plan.choices import ADDITIVE
from kpiloop.loop.plan.rows import AssignmentRow, TargetRow

#: (assignment, period) -> target
Targets = Mapping[tuple[int, int], TargetRow]
#: The same of an earlier state; None where nothing was set yet.
Earlier = Mapping[tuple[int, int], TargetRow | None]
LAYERS = ("target", "threshold", "stretch")


@dataclass(frozen=True)
class Asked:
    """What all rows share."""

    months: Sequence[PeriodRow]  #: months of the year, or weeks of a quarter
    columns: tuple[Column, ...]  #: what the columns stand for
    view: str  #: month, quarter, ytd or week
    targets: Targets  #: their targets
    layer: str  #: target, threshold or stretch
    query: str  #: period and comparison, carried by links
    before: Earlier  #: the state compared with, of targets that differ from it
    prior: Mapping[tuple[int, int], Sequence[Decimal]]  #: (kpi, subject) -> last year's months, where complete
    may_edit: bool  #: True when cells of open months may be changed or proposed
    weighings: Mapping[int, Weighing] = field(default_factory=dict)  #: what weighs a ratio, by KPI
    own: OwnYears = field(default_factory=OwnYears)  #: figures to date by own years of legal entities
    weeks: WeekSums = field(default_factory=WeekSums)  #: what months give the weeks, where weeks are shown

    def figures(self, row: AssignmentRow, targets: Sequence[TargetRow | None]) -> list[Decimal | None]:
        """The figures of a row: its targets, of weeks without one the part of their months."""
        found = [layer_of(target, self.layer) for target in targets]
        return [
            self.weeks.share(row.id, month.id) if figure is None else figure
            for month, figure in zip(self.months, found, strict=True)
        ]

    def figures_of(self, row: AssignmentRow) -> list[Decimal | None]:
        """The same as they stand now."""
        return self.figures(row, [self.targets.get((row.id, month.id)) for month in self.months])

    def in_columns(self, time_kind: str, figures: Sequence[Decimal | None]) -> list[Decimal | None]:
        """Figures of the periods as the columns show them."""
        held = {month.id: figure for month, figure in zip(self.months, figures, strict=True)}
        return [column_figure(time_kind, [held[month.id] for month in column.months]) for column in self.columns]

    @property
    def rules(self) -> frozenset[int]:
        """Places of columns with a rule before them."""
        return frozenset(place for place, column in enumerate(self.columns) if column.is_ruled)

    def year(self, row: AssignmentRow, figures: Sequence[Decimal | None]) -> Decimal | None:
        """The year of twelve months; of a ratio their mean weighed by what it is divided by."""
        weighing = self.weighings.get(row.kpi.id)
        if weighing is None or row.kpi.time_kind in ADDITIVE or self.layer != "target":
            return annual_of(row.kpi.time_kind, figures)
        return weighing.mean([(row.subject.id, figures)])


def layer_of(target: TargetRow | None, layer: str) -> Decimal | None:
    """The target, threshold or stretch of a version; None without one."""
    if target is None:
        return None
    return {"target": target.target, "threshold": target.threshold, "stretch": target.stretch}[layer]


def less(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    """A difference; None where a side is not known."""
    return None if left is None or right is None else left - right
