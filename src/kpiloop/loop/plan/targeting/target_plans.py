"""Keeps how a year of targets came about: its figure, shape and weights, as versions (N04)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from kpiloop.engine.targets.phasing import even
from kpiloop.loop.plan.models import TargetPlan
from kpiloop.loop.plan.row_reading import MANY_KEYS
from kpiloop.loop.plan.rows import NewAnnualTarget, TargetPlanRow

_BATCH = 500


def write_plans(asked: Sequence[NewAnnualTarget], months: Mapping[int, int], *, reason: str, recorded_by: str) -> int:
    """Keep a new version of every plan that differs; the caller holds the transaction and the right.

    Shape:    months: how many the year of each assignment has, 0 where they do not add up -> versions written.
    """
    wanted = {row.assignment_id: row for row in asked}
    held = _current(wanted)
    fresh = []
    for key, row in wanted.items():
        plan = TargetPlan(
            assignment_id=key,
            version=held[key].version + 1 if key in held else 1,
            annual=row.annual,
            method=shape_of(row),
            weights=_weights(row, months[key]),
            reason=reason,
            recorded_by=recorded_by,
        )
        if key not in held or not _is_same(held[key], plan):
            fresh.append(plan)
    replaced = [held[plan.assignment_id].pk for plan in fresh if plan.assignment_id in held]
    for start in range(0, len(replaced), _BATCH):
        TargetPlan.objects.filter(pk__in=replaced[start : start + _BATCH]).update(is_current=False)
    TargetPlan.objects.bulk_create(fresh, batch_size=_BATCH)
    return len(fresh)


def shape_of(row: NewAnnualTarget) -> str:
    """The shape of an annual target, named or seen from whether it has weights."""
    return row.shape or ("equal" if row.weights is None else "own")


def plan_row(plan: TargetPlan) -> TargetPlanRow:
    """A stored version of a plan."""
    return TargetPlanRow(
        id=plan.pk,
        assignment_id=plan.assignment_id,
        version=plan.version,
        is_current=plan.is_current,
        annual=plan.annual,
        method=plan.method,
        weights=tuple(Decimal(weight) for weight in plan.weights),
        reason=plan.reason,
        recorded_by=plan.recorded_by,
        recorded_at=plan.recorded_at,
    )


def _weights(row: NewAnnualTarget, months: int) -> list[str]:
    return [str(weight) for weight in (even(months) if row.weights is None else row.weights)] if months else []


def _is_same(held: TargetPlan, plan: TargetPlan) -> bool:
    return (held.annual, held.method, held.weights) == (plan.annual, plan.method, plan.weights)


def _current(wanted: Mapping[int, NewAnnualTarget]) -> dict[int, TargetPlan]:
    found = TargetPlan.objects.filter(is_current=True)
    if len(wanted) <= MANY_KEYS:
        found = found.filter(assignment_id__in=list(wanted))
    return {plan.assignment_id: plan for plan in found if plan.assignment_id in wanted}
