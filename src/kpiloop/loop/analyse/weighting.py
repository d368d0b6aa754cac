"""What a ratio is weighted by: the denominator of its formula. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kpiloop.engine.formula import Aggregate, KpiReference, Node, canonical, evaluate, walk
from kpiloop.engine.formula.nodes import Arithmetic
from kpiloop.engine.values import Figure, Missing

#: Figures of the inputs of a value by their canonical text, and how many rows each rests on.
Inputs = Mapping[str, Figure]


def denominator_of(node: Node) -> Node | None:
    """Find what the ratio of a formula is divided by.

    Missing:  None for formulas without exactly one division by figures: they have no weight.

    >>> from kpiloop.engine.formula import parse
    >>> canonical(denominator_of(parse("1 - sum(o.net) / sum(o.list)")))
    'sum(o.list)'
    """
    if isinstance(node, Aggregate) and node.function == "average":
        return node
    divisions = [part for part in walk(node) if isinstance(part, Arithmetic) and part.operator == "/"]
    weighted = [part.right for part in divisions if _has_inputs(part.right)]
    return weighted[0] if len(weighted) == 1 else None


def weight_of(denominator: Node, inputs: Inputs, counts: Mapping[str, int]) -> Figure:
    """The denominator of one member.

    Missing:  missing when one of its inputs is; an average is weighted by the rows it rests on.
    """
    if isinstance(denominator, Aggregate) and denominator.function == "average":
        return _rows(canonical(denominator), counts)

    def cell(aggregate: Aggregate) -> Figure:
        return inputs.get(canonical(aggregate), Missing("input_missing"))

    def kpi(part: KpiReference) -> Figure:
        return inputs.get(canonical(part), Missing("input_missing"))

    return evaluate(denominator, cell, kpi)


def _has_inputs(node: Node) -> bool:
    """Whether it reads something that differs from member to member; shares of one whole add up and weigh nothing."""
    return any(
        isinstance(part, Aggregate) or (isinstance(part, KpiReference) and part.whose == "own") for part in walk(node)
    )


def _rows(name: str, counts: Mapping[str, int]) -> Figure:
    return Decimal(counts[name]) if counts.get(name) else Missing("no_rows")
