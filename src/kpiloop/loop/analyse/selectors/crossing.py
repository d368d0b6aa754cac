"""Who made a change, by two dimensions at once: members of the second within members of the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kpiloop.engine.values import Figure, Missing, subtract
from kpiloop.engine.variance.additive import Pair, margins_of
from kpiloop.engine.variance.parts import Effect, Member
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.analyse import around
from kpiloop.loop.analyse.choices import BASELINES, BY_UNIT, OTHER_MEMBERS, PRIOR_PERIOD, PRIOR_YEAR
from kpiloop.loop.analyse.crossing import CrossedSides, crossed_sides, margin_member
from kpiloop.loop.analyse.errors.splits import BaselineUnknown, SplitUnknown
from kpiloop.loop.analyse.permissions import last_day
from kpiloop.loop.analyse.rows import CellRow, Crossing, PartRow
from kpiloop.loop.analyse.selectors.contribution import base_figure, hidden_row, part_row, size_of_change
from kpiloop.loop.analyse.sides import Naming
from kpiloop.loop.plan import selectors as plan

#: Rows that are no member of their own.
_LAST = ("", OTHER_MEMBERS)


def crossing(
    viewer: Actor,
    *,
    assignment_id: int,
    period_code: str,
    dimensions: tuple[str, str],
    baseline: str = PRIOR_YEAR,
    method: str = "",
    on: date | None = None,
) -> Crossing:
    """Split the change of a KPI by two dimensions of the rows behind it; cells + residual = change.

    The first may be unit: the units right below. Members of a dimension have no target, so against the target the
    base is the prior year, else the prior period, and the answer says so.
    """
    if baseline not in BASELINES:
        raise BaselineUnknown(baseline=baseline, choices=", ".join(BASELINES))
    period = calendar.period(viewer, period_code)
    day = on or last_day(period)
    assignment = plan.assignment(viewer, assignment_id, on=day)
    columns = around.dimensions_behind(assignment, period)
    known = (BY_UNIT, *columns)
    if dimensions[0] not in known or dimensions[1] not in columns or dimensions[0] == dimensions[1]:
        raise SplitUnknown(kpi=assignment.kpi.code, by=" × ".join(dimensions), choices=", ".join(known))
    bases, figures = around.bases_of(period), around.figures_of(assignment, period)
    used = next(
        (
            each
            for each in dict.fromkeys((baseline, PRIOR_YEAR, PRIOR_PERIOD))
            if bases.of(each) is not None and not isinstance(base_figure(figures, each), Missing)
        ),
        PRIOR_YEAR,
    )
    found = crossed_sides(assignment, bases, used, dimensions)
    base = base_figure(figures, used)
    change = subtract(figures.actual, base)
    split = found.sides.split(change, used, method)
    seen = org.visible_subjects(viewer, on=day)
    unseen = frozenset(
        key for key, naming in found.rows.items() if naming.subject_id is not None and not seen.sees(naming.subject_id)
    )
    table = _Table(found, dict(zip(found.pairs, split.effects, strict=True)), unseen, change, assignment.kpi.direction)
    return Crossing(
        assignment=assignment,
        period_code=period_code,
        dimensions=dimensions,
        baseline=used,
        asked_baseline=baseline,
        window=assignment.kpi.judged_on,
        base=base,
        current=figures.actual,
        change=change,
        rows=table.margin(0),
        columns=table.margin(1),
        cells=table.cells(),
        residual=split.residual,
        residual_code=split.residual_code,
        convention=split.convention,
        methods=found.sides.methods(used) if found.pairs else (),
        hidden=len(unseen & {row for row, _ in found.pairs}),
    )


@dataclass(frozen=True)
class _Table:
    """Cells with their effects, to be cut to what the viewer may see by name."""

    found: CrossedSides  #: both sides
    effects: Mapping[Pair, Effect]  #: of each cell
    unseen: frozenset[str]  #: rows of units the viewer may not see
    change: Figure  #: whole change
    direction: str  #: of the KPI

    def cells(self) -> tuple[CellRow, ...]:
        """Cells of the rows the viewer may see."""
        return tuple(
            CellRow(*pair, part_row(member, self.effects[pair], Naming(pair[1]), self.change, self.direction))
            for pair, member in self._members().items()
            if pair[0] not in self.unseen
        )

    def margin(self, place: int) -> tuple[PartRow, ...]:
        """Sums along one dimension, largest first; what is no member of its own comes last."""
        margins = margins_of(self.effects)
        sums = margins.columns if place else margins.rows
        unseen = self.unseen if place == 0 else frozenset()
        rows = [
            part_row(self._margin_member(key, place), effect, self._naming(key, place), self.change, self.direction)
            for key, effect in sums.items()
            if key not in unseen
        ]
        rows.sort(key=lambda row: (row.key in _LAST, isinstance(row.change, Missing), -size_of_change(row), row.key))
        hidden = [effect for key, effect in sums.items() if key in unseen]
        return (*rows, hidden_row(hidden, self.change, self.direction)) if hidden else tuple(rows)

    def _members(self) -> dict[Pair, Member]:
        return dict(zip(self.found.pairs, self.found.sides.members, strict=True))

    def _margin_member(self, key: str, place: int) -> Member:
        cells = [member for pair, member in self._members().items() if pair[place] == key]
        return margin_member(key, cells, is_ratio=self.found.sides.is_ratio, has_sums=self.found.has_sums)

    def _naming(self, key: str, place: int) -> Naming:
        return self.found.rows.get(key, Naming(key)) if place == 0 else Naming(key)
