"""Ratios of the target grid weighed by what they are divided by: a margin by revenue (rules R23, R31)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language

from kpiloop.engine.targets.cascade import weighted_whole
from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.analyse import selectors as analyse
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.choices import ADDITIVE
from kpiloop.loop.plan.rows import AssignmentRow

Figures = Sequence[Decimal | None]


@dataclass(frozen=True)
class Weighing:
    """Targets of the KPI a ratio is divided by."""

    name: str  #: name of that KPI
    targets: Mapping[int, tuple[Decimal, ...]]  #: by subject: one figure per month, only where all are there

    def mean(self, lines: Sequence[tuple[int, Figures]]) -> Decimal | None:
        """The weighted mean of the months of some subjects; None where a figure or a weight is missing."""
        figures: dict[str, Decimal | None] = {}
        weights: dict[str, Decimal | None] = {}
        for subject, months in lines:
            held = self.targets.get(subject)
            for place, figure in enumerate(months):
                figures[f"{subject}.{place}"] = figure
                weights[f"{subject}.{place}"] = held[place] if held else None
        found = weighted_whole(figures, weights)
        return None if isinstance(found, Missing) else found

    def by_month(self, lines: Sequence[tuple[int, Figures]], months: int) -> list[Decimal | None]:
        """The weighted mean of some subjects, month by month."""
        alone = [Weighing(self.name, {key: held[place : place + 1] for key, held in self.targets.items()})
                 for place in range(months)]  # fmt: skip
        return [each.mean([(key, line[place : place + 1]) for key, line in lines]) for place, each in enumerate(alone)]


def weighings(
    viewer: Actor, rows: Iterable[AssignmentRow], months: Sequence[PeriodRow], on: date
) -> dict[int, Weighing]:
    """What weighs the ratios of a grid, by KPI; only ratios that have parts or a year to tell."""
    ratios = {row.kpi.code: row.kpi for row in rows if row.kpi.time_kind not in ADDITIVE}
    weighed = {code: by for code, by in analyse.weighed_by(viewer).items() if code in ratios} if ratios else {}
    return {ratios[code].id: _weighing(viewer, by, months, on) for code, by in weighed.items()}


def _weighing(viewer: Actor, kpi: str, months: Sequence[PeriodRow], on: date) -> Weighing:
    cards = list(plan.assignments(viewer, on=on, kpi=kpi))
    held = _figures(viewer, cards, months)
    found: dict[int, tuple[Decimal, ...]] = {}
    for row in cards:
        figures = [held[row.id, month.id] for month in months if (row.id, month.id) in held]
        if len(figures) == len(months):
            found[row.subject.id] = tuple(figures)
    name = cards[0].kpi.name(get_language() or "zh-hans") if cards else kpi
    return Weighing(name, found)


def _figures(
    viewer: Actor, cards: Sequence[AssignmentRow], periods: Sequence[PeriodRow]
) -> dict[tuple[int, int], Decimal]:
    """Targets by (assignment, period); of weeks also those that come from months."""
    if periods and periods[0].kind == WEEK:
        weeks = plan.week_targets(viewer, lines=cards, weeks=periods)
        return {key: row.figure for key, row in weeks.items() if not isinstance(row.figure, Missing)}
    codes = [period.code for period in periods]
    held = plan.targets(viewer, assignment_ids=[row.id for row in cards], period_codes=codes)
    return {key: row.target for key, row in held.items() if row.target is not None}
