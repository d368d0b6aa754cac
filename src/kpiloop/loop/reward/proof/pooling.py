"""From what somebody is entitled to, through the pool, to the amount: scaled down, or shared out to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kpiloop.engine.incentive.rounding import floor_to_unit
from kpiloop.engine.trace import Step
from kpiloop.engine.values import EXACT, sum_of
from kpiloop.loop.reward.choices import BY_SHARE, SCALED
from kpiloop.loop.reward.models import BonusLine
from kpiloop.loop.reward.pay.entitlement import pool_key
from kpiloop.loop.reward.pay.settling import ONE
from kpiloop.loop.reward.proof.held_pooling import paid_past_gates
from kpiloop.loop.reward.proof.pool_leaves import CENTS, pool_evidence, pool_step


def paid_from_pool(
    line: BonusLine, entitled: Step, others: Sequence[BonusLine]
) -> tuple[str, dict[str, str], tuple[Step, ...]]:
    """How the amount of a line follows from what it is entitled to and what the others are.

    Shape: line, its entitlement as a step, the other lines of the run -> operation, its parameters and its children.
    """
    run = line.run
    if run.rule.pool_method == BY_SHARE and run.rule.gate_money != SCALED and line.amount is not None:
        return paid_past_gates(line, entitled, others)
    asked = sum_of(row.entitlement for row in (line, *others) if row.entitlement is not None)
    is_split = run.rule.pool_method == BY_SHARE or (run.scaling is not None and run.scaling != ONE)
    if line.amount is None or not asked or not is_split:
        scaling = Step(
            "scaling",
            "proof.scaling",
            fields={"pool": str(run.pool), "asked": str(asked)},
            figure=ONE,
            unit="factor",
            leaf="restricted" if others else "decision",
            evidence=pool_evidence(run, others),
        )
        scaled = Step(
            "scaled",
            "proof.scaled",
            figure=line.entitlement,
            unit="CNY",
            operation="scale",
            children=(entitled, scaling),
        )
        return "round", {"places": str(CENTS)}, (scaled,)
    return "largest_remainder", {"key": pool_key(line.person_id), "places": str(CENTS)}, _split(line, entitled, others)


def _split(line: BonusLine, entitled: Step, others: Sequence[BonusLine]) -> tuple[Step, ...]:
    run = line.run
    key = pool_key(line.person_id)
    pool = pool_step(run)
    share = Step(
        "share",
        "proof.share",
        figure=line.entitlement,
        unit="CNY",
        operation="given",
        parameters={"key": key},
        children=(entitled,),
    )
    rest = sum_of(row.entitlement for row in others if row.entitlement is not None)
    other_shares = Step(
        "other_shares",
        "proof.other_shares",
        figure=rest,
        unit="CNY",
        leaf="restricted",
        evidence=pool_evidence(run, others),
    )
    left_over = Step(
        "left_over",
        "proof.left_over",
        figure=_left_over(line, rest),
        unit="CNY",
        leaf="restricted",
        evidence=pool_evidence(run, others),
    )
    return pool, share, other_shares, left_over


def _left_over(line: BonusLine, rest: Decimal) -> Decimal:
    """The cent of the remainder that fell to this line: what largest remainder gave beyond the cut-down share."""
    own = line.entitlement or Decimal(0)
    whole = EXACT.add(own, rest)
    exact = EXACT.divide(EXACT.multiply(line.run.pool, own), whole) if whole else Decimal(0)
    return EXACT.subtract(line.amount or Decimal(0), floor_to_unit(exact, CENTS))
