"""The proof chain: how a figure came to be, and the same figure recomputed from its leaves.

A Step carries the figure that was used. `recompute` never looks at the figures between: it goes
down to the leaves (source rows, decisions, restricted sums) and applies the operations upwards, so
a chain whose figure was altered, or whose rows do not add up, shows a difference.
"""

from __future__ import annotations

from decimal import Decimal

from kpiloop.engine.errors import InternalError
from kpiloop.engine.proof.json_form import from_json, to_json
from kpiloop.engine.proof.operations import OPERATIONS, apply_operation
from kpiloop.engine.proof.step import (
    LEAF_KINDS,
    LeafKind,
    Person_,
    Step,
    count_leaves,
    is_leaf,
    leaf_kind,
    leaves,
    walk,
)
from kpiloop.engine.values import EXACT, Figure, Missing

__all__ = [
    "LEAF_KINDS",
    "OPERATIONS",
    "LeafKind",
    "Person_",
    "Step",
    "count_leaves",
    "difference",
    "from_json",
    "is_leaf",
    "leaf_kind",
    "leaves",
    "recompute",
    "to_json",
    "walk",
]


def recompute(step: Step) -> Decimal | None:
    """Compute a figure again from its leaves only.

    Shape:    a step -> the figure its leaves give.
    Missing:  None when a leaf the figure needs is missing, or a division by 0 lies between.
    Errors:   InternalError for an unknown operation, or a step that rests on nothing.

    >>> line = Step("line_score", "proof.line", operation="curve",
    ...     parameters={"method": "linear", "full_mark": "100"},
    ...     children=(Step("achievement", "proof.achievement", figure=Decimal("0.9")),))
    >>> recompute(line)
    Decimal('90.0')
    """
    figure = _figure_of(step)
    return None if isinstance(figure, Missing) else figure


def difference(step: Step) -> Decimal | None:
    """Say by how much a stored figure differs from its leaves; 0 is the promise of the product.

    Units:    those of the figure.
    Missing:  None when both are missing; when only one is, the chain is broken.
    Errors:   InternalError when a figure stands where the leaves give none, or the reverse.

    >>> difference(Step("sum", "", figure=Decimal(3), operation="sum",
    ...     children=(Step("a", "", figure=Decimal(1)), Step("b", "", figure=Decimal(2)))))
    Decimal('0')
    """
    again = recompute(step)
    if again is None and step.figure is None:
        return None
    if again is None or step.figure is None:
        raise InternalError(f"{step.kind}: figure {step.figure}, leaves give {again}")
    return EXACT.subtract(step.figure, again)


def _figure_of(step: Step) -> Figure:
    if is_leaf(step):
        is_absent = leaf_kind(step) == "missing" or step.figure is None
        return Missing(step.parameters.get("reason", "no_value")) if is_absent else _given(step)
    if not step.children and step.operation != "rows":
        raise InternalError(f"step {step.kind} ({step.operation}) rests on nothing")
    return apply_operation(step, [_figure_of(child) for child in step.children])


def _given(step: Step) -> Figure:
    return Missing("no_value") if step.figure is None else step.figure
