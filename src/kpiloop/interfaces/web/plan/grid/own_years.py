"""Targets to date of subjects whose legal entity counts a year of its own: theirs, and marked as theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext

from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.web.plan.grid.target_columns import column_figure
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.evaluation.aims import Aim
from kpiloop.loop.plan.rows import AssignmentRow, TargetRow


@dataclass(frozen=True)
class OwnYears:
    """What is reached by the end of each month by the own year of a subject."""

    starts: Mapping[tuple[int, int], int] = field(default_factory=dict)  #: (subject, month) -> month its year begins in
    #: (KPI, subject, month) -> figure; None where a month of that year has no target
    figures: Mapping[tuple[int, int, int], Decimal | None] = field(default_factory=dict)

    def figure(self, row: AssignmentRow, month: PeriodRow, otherwise: Decimal | None) -> Decimal | None:
        """The figure to date at the end of a month: by its own year, else the one by the group's."""
        return self.figures.get((row.kpi.id, row.subject.id, month.id), otherwise)

    def counts(self, row: AssignmentRow, month: PeriodRow) -> bool:
        """Whether a figure to date is by an own year."""
        return (row.subject.id, month.id) in self.starts

    def note(self, row: AssignmentRow) -> str:
        """By which year the figures of a row are; empty for the group's."""
        start = next((start for (subject, _), start in self.starts.items() if subject == row.subject.id), None)
        return gettext("to date by its own year, from month %(month)s") % {"month": start} if start else ""


def own_years_of(viewer: Actor, rows: Sequence[AssignmentRow], months: Sequence[PeriodRow], layer: str) -> OwnYears:
    """Targets to date by own years of the months of a grid; nothing where every entity counts the group's year.

    Law:      by rule R26: monthly targets from the start of that year on, also those of the group's year before.
    """
    if not viewer.may("values.view"):
        return OwnYears()
    kinds = {(row.kpi.id, row.subject.id): row.kpi.time_kind for row in rows}
    starts: dict[tuple[int, int], int] = {}
    figures: dict[tuple[int, int, int], Decimal | None] = {}
    for month in months:
        years = measure.own_years(viewer, period_code=month.code)
        starts |= {(subject, month.id): year.start_month for subject, year in years.items()}
        mine = {pair: kind for pair, kind in kinds.items() if pair[1] in years}
        aims = measure.own_year_aims(viewer, period_code=month.code, pairs=mine) if mine else {}
        figures |= {(*pair, month.id): _of_layer(aim, layer, mine[pair]) for pair, aim in aims.items()}
    return OwnYears(starts, figures)


def _of_layer(aim: Aim, layer: str, time_kind: str) -> Decimal | None:
    if isinstance(aim.figure, Missing):
        return None
    return column_figure(time_kind, [_figure(row, layer) for row in aim.versions])


def _figure(row: TargetRow, layer: str) -> Decimal | None:
    return {"target": row.target, "threshold": row.threshold, "stretch": row.stretch}[layer]
