"""Both sides of a change by two dimensions of the rows behind a figure: every row in exactly one cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.dataflow import OTHERS
from kpiloop.engine.formula import Node
from kpiloop.engine.values import Figure, Missing, add, divide, multiply
from kpiloop.engine.variance.additive import Pair
from kpiloop.engine.variance.parts import Member, known_sum
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.analyse import around
from kpiloop.loop.analyse.around import Bases
from kpiloop.loop.analyse.choices import BY_UNIT, OTHER_MEMBERS
from kpiloop.loop.analyse.factoring import formula_behind
from kpiloop.loop.analyse.members import leftover_of, row_member, state_of
from kpiloop.loop.analyse.sides import Naming, Sides
from kpiloop.loop.analyse.weighting import denominator_of
from kpiloop.loop.measure import engine_io as measure_io
from kpiloop.loop.measure.rows import SplitPart
from kpiloop.loop.plan.rows import AssignmentRow

Cells = Mapping[Pair, SplitPart]


@dataclass(frozen=True)
class CrossedSides:
    """Cells of both sides."""

    sides: Sides  #: one member per cell
    pairs: tuple[Pair, ...]  #: of each the keys of its row and column
    rows: Mapping[str, Naming]  #: how rows are shown
    has_sums: bool  #: whether figures of cells add up to those of rows and columns


def crossed_sides(assignment: AssignmentRow, bases: Bases, baseline: str, dimensions: tuple[str, str]) -> CrossedSides:
    """Cells of two dimensions in the base and now; nothing where the rows behind the figure cannot be told apart."""
    kpi = assignment.kpi
    periods = (bases.of(baseline), bases.period)
    keys = [None if period is None else period.id for period in periods]
    rows: dict[str, Naming] = {}
    if dimensions[0] == BY_UNIT:
        subjects = org_io.subjects_by_id()
        children = around.children_of(assignment, bases.period)
        found = measure_io.cross(kpi.id, children, keys, kpi.judged_on, dimensions[1:])
        before, now = (
            {(subjects[subject].code, _key(member)): part for (subject, (member,)), part in cells.items()}
            for cells in found
        )
        rows = {subjects[key].code: Naming(subjects[key].name_zh, subjects[key].name_en, key) for key in children}
    else:
        found = measure_io.cross(kpi.id, [assignment.subject.id], keys, kpi.judged_on, dimensions)
        before, now = (
            {(_key(first), _key(second)): part for (_, (first, second)), part in cells.items()} for cells in found
        )
    node = formula_behind(assignment, bases)
    denominator = denominator_of(node) if node else None
    pairs = tuple(sorted({*before, *now}))
    members = _members(pairs, before, now, node, denominator)
    leftover = leftover_of(kpi)
    sides = Sides(members, is_ratio=denominator is not None, leftover=leftover)
    return CrossedSides(sides, pairs, rows, leftover != "overlap")


def margin_member(key: str, cells: Sequence[Member], *, is_ratio: bool, has_sums: bool) -> Member:
    """The figures of a row or column: sums of its cells, of a ratio weighted by their denominators.

    Missing:  of different values, which are no sums of those of the cells.
    """
    state = state_of(not all(cell.state == "new" for cell in cells), not all(cell.state == "gone" for cell in cells))
    if not has_sums:
        return Member(key, Missing("not_applicable"), Missing("not_applicable"), state=state)
    if not is_ratio:
        base, current = (known_sum(getattr(cell, side) for cell in cells) for side in ("base", "current"))
        return Member(key, base, current, state=state)
    base = _weighted([(cell.base, cell.base_weight) for cell in cells])
    current = _weighted([(cell.current, cell.current_weight) for cell in cells])
    return Member(key, base, current, state=state)


def _weighted(cells: Sequence[tuple[Figure, Figure]]) -> Figure:
    filled = [(rate, weight) for rate, weight in cells if not isinstance(rate, Missing) and weight != Decimal(0)]
    if not filled:
        return Missing("no_rows")
    return divide(add(*(multiply(rate, weight) for rate, weight in filled)), add(*(weight for _, weight in filled)))


def _members(
    pairs: Sequence[Pair], before: Cells, now: Cells, node: Node | None, denominator: Node | None
) -> tuple[Member, ...]:
    return tuple(
        row_member(str(place), before.get(pair), now.get(pair), node, denominator) for place, pair in enumerate(pairs)
    )


def _key(member: str) -> str:
    """Members that are not told apart under a key that can be written."""
    return OTHER_MEMBERS if member == OTHERS else member
