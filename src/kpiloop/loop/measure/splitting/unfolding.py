"""A formula that names other KPIs, with their formulas in place of the names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from kpiloop.engine.formula import Aggregate, KpiReference, Node
from kpiloop.engine.formula.nodes import Arithmetic, Fallback, Negative
from kpiloop.loop.measure.binding import Bindings, Bound


@dataclass(frozen=True)
class Unfolded:
    """A formula over rows alone."""

    node: Node  #: names no KPI
    sources: Mapping[Aggregate, Bound]  #: whose dates and units each aggregate is counted by


def unfold(bound: Bound, bindings: Bindings, on: date) -> Unfolded | None:
    """Put the formulas in force in place of the KPIs a formula names.

    Missing:  None where it names an earlier period, a target, a span, a carried value or the company, a KPI without
              formula, or counts one aggregate by two different dates or units.
    """
    in_force = {rows[0].code: bindings.in_force(key, on) for key, rows in bindings.versions.items() if rows}
    sources: dict[Aggregate, Bound] = {}

    def laid_open(node: Node, owner: Bound) -> Node | None:
        if isinstance(node, Aggregate):
            held = sources.setdefault(node, owner)
            is_same = (held.date_columns, held.unit_columns) == (owner.date_columns, owner.unit_columns)
            return node if is_same and not node.span else None
        if isinstance(node, KpiReference):
            other = in_force.get(node.code)
            is_plain = node.shift == "none" and node.is_plain
            return laid_open(other.node, other) if other is not None and is_plain else None
        if isinstance(node, Negative):
            inner = laid_open(node.operand, owner)
            return None if inner is None else replace(node, operand=inner)
        if isinstance(node, Arithmetic):
            left, right = laid_open(node.left, owner), laid_open(node.right, owner)
            return None if left is None or right is None else replace(node, left=left, right=right)
        if isinstance(node, Fallback):
            first, second = laid_open(node.first, owner), laid_open(node.second, owner)
            return None if first is None or second is None else replace(node, first=first, second=second)
        return node

    whole = laid_open(bound.node, bound)
    return None if whole is None else Unfolded(whole, sources)
