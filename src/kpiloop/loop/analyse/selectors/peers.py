"""One figure beside the best and the middle of its peers, without naming any of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kpiloop.engine.values import EXACT, Figure, Missing
from kpiloop.engine.variance.difference import Difference, difference
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.analyse.permissions import last_day
from kpiloop.loop.analyse.rows import PeerComparison
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track import engine_io as track_io

#: Of two, the figure of the other one would be told.
LEAST_PEERS = 3


def peers(viewer: Actor, *, assignment_id: int, period_code: str, on: date | None = None) -> PeerComparison:
    """A KPI of a subject in a month beside the best and the median of those who have the same KPI.

    Units compare with units of the same kind, positions with positions, people with people. Everybody's figures
    are read and none is named; below three with a figure nothing is said.
    """
    period = calendar.period(viewer, period_code)
    assignment = plan.assignment(viewer, assignment_id, on=on or last_day(period))
    kpi = assignment.kpi
    kinds = {key: unit.kind for key, unit in org_io.full_tree(last_day(period)).units.items()}
    rows = track_io.statuses_of_kpi(kpi.id, period.id)
    figures = {
        row.assignment.subject.id: row.actual
        for row in rows
        if row.actual is not None and _are_peers(row.assignment, assignment, kinds)
    }
    own: Figure = figures.get(assignment.subject.id, Missing("no_value"))

    def beside(base: Figure) -> Difference:
        return difference(own, base, direction=kpi.direction, in_points=kpi.measurement_unit == "percent")

    if len(figures) < LEAST_PEERS or kpi.direction not in ("higher", "lower"):
        nothing = Missing("not_applicable")
        return PeerComparison(len(figures), nothing, nothing, beside(nothing), beside(nothing))
    ordered = sorted(figures.values(), reverse=kpi.direction == "higher")
    best, middle = ordered[0], _median(ordered)
    return PeerComparison(len(figures), best, middle, beside(best), beside(middle))


def _are_peers(one: AssignmentRow, other: AssignmentRow, kinds: dict[int, str]) -> bool:
    if one.kpi.id != other.kpi.id or one.subject.kind != other.subject.kind:
        return False
    return one.subject.kind != "unit" or kinds.get(one.subject.id) == kinds.get(other.subject.id)


def _median(ordered: list[Decimal]) -> Decimal:
    """The middle figure; of an even number the middle of the two in the middle."""
    half, odd = divmod(len(ordered), 2)
    return ordered[half] if odd else EXACT.divide(EXACT.add(ordered[half - 1], ordered[half]), Decimal(2))
