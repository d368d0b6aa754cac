"""What each operation of the proof chain does with the recomputed figures of its children.

The dict OPERATIONS is the list; a new operation is one function and one line there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeAlias

from kpiloop.engine.errors import InternalError
from kpiloop.engine.incentive.rounding import round_half_up
from kpiloop.engine.proof import adjusting, rules
from kpiloop.engine.proof.expression import evaluate_expression
from kpiloop.engine.proof.rows import aggregate_listed_rows
from kpiloop.engine.proof.step import Step
from kpiloop.engine.values import Figure, Missing, add, divide, multiply, subtract

Operation: TypeAlias = Callable[[Step, Sequence[Figure]], Figure]


def _only(step: Step, figures: Sequence[Figure], count: int) -> Sequence[Figure]:
    if len(figures) != count:
        raise InternalError(f"{step.operation} needs {count} children, has {len(figures)}")
    return figures


def _carry(step: Step, figures: Sequence[Figure]) -> Figure:
    return _only(step, figures, 1)[0]


def _sum(step: Step, figures: Sequence[Figure]) -> Figure:
    return add(*figures)


def _product(step: Step, figures: Sequence[Figure]) -> Figure:
    if not figures:
        raise InternalError(f"{step.operation} without children")
    return multiply(*figures)


def _difference(step: Step, figures: Sequence[Figure]) -> Figure:
    first, second = _only(step, figures, 2)
    return subtract(first, second)


def _quotient(step: Step, figures: Sequence[Figure]) -> Figure:
    first, second = _only(step, figures, 2)
    return divide(first, second)


def _formula(step: Step, figures: Sequence[Figure]) -> Figure:
    expression = step.parameters.get("expression")
    if expression is None:
        raise InternalError("a formula step lacks its expression")
    return evaluate_expression(expression, figures)


def _round(step: Step, figures: Sequence[Figure]) -> Figure:
    figure = _only(step, figures, 1)[0]
    if isinstance(figure, Missing):
        return figure
    return round_half_up(figure, int(step.parameters.get("places", "2")))


def _smallest(step: Step, figures: Sequence[Figure]) -> Figure:
    return _extreme(figures, min)


def _largest(step: Step, figures: Sequence[Figure]) -> Figure:
    return _extreme(figures, max)


def _override(step: Step, figures: Sequence[Figure]) -> Figure:
    """The figure of the system first, then what persons decided: in its place, on top of it, or only beside it."""
    system, *decided = figures
    effect = step.parameters.get("effect")
    if effect == "replaced":
        return add(*decided)
    return add(system, *decided) if effect == "added" else system


def _extreme(figures: Sequence[Figure], pick: Callable[[list[Decimal]], Decimal]) -> Figure:
    known: list[Decimal] = []
    for figure in figures:
        if isinstance(figure, Missing):
            return figure
        known.append(figure)
    return pick(known) if known else Missing("no_value")


OPERATIONS: dict[str, Operation] = {
    "given": _carry,
    "decision": _carry,
    "sum": _sum,
    "difference": _difference,
    "product": _product,
    "scale": _product,
    "quotient": _quotient,
    "formula": _formula,
    "rows": aggregate_listed_rows,
    "round": _round,
    "min": _smallest,
    "max": _largest,
    "clamp": rules.clamp_figure,
    "achievement": rules.achievement_of,
    "curve": rules.curve_score,
    "line": rules.line_figure,
    "weighted_total": rules.weighted_total,
    "day_weighted": rules.day_weighted_total,
    "grade_factor": rules.grade_factor,
    "adjustment": adjusting.adjustment_figure,
    "adjusted_total": adjusting.adjusted_total,
    "held_down": adjusting.held_down,
    "gated_amount": adjusting.gated_amount,
    "tiers": rules.tier_factor,
    "largest_remainder": rules.pool_amount,
    "override": _override,
}


def apply_operation(step: Step, figures: Sequence[Figure]) -> Figure:
    """Make the figure of a step from the figures of its children.

    Errors:   InternalError for an operation that is not in OPERATIONS.

    >>> apply_operation(Step("a", "", operation="sum"), [Decimal(1), Decimal(2)])
    Decimal('3')
    """
    operation = OPERATIONS.get(step.operation)
    if operation is None:
        raise InternalError(f"unknown operation {step.operation}")
    return operation(step, figures)
