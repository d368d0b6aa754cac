"""From an entitlement through a pool that is paid out in full to the amount, where gates hold some of the payouts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kpiloop.engine.incentive.held_pool import HeldPool, split_held
from kpiloop.engine.incentive.rounding import floor_to_unit, money
from kpiloop.engine.trace import Step
from kpiloop.engine.values import EXACT, sum_of
from kpiloop.loop.reward.choices import GIVEN_BACK
from kpiloop.loop.reward.models import BonusLine
from kpiloop.loop.reward.pay.entitlement import claims_of, pool_key
from kpiloop.loop.reward.proof.pool_leaves import CENTS, pool_evidence, pool_step

#: How the figure of a step is made: operation, its parameters and its children.
Made = tuple[str, dict[str, str], tuple[Step, ...]]


def paid_past_gates(line: BonusLine, entitled: Step, others: Sequence[BonusLine]) -> Made:
    """How the amount of a line follows from its entitlement with and without gates, and from the shares of others.

    Shape: line, its entitlement as a step, the other lines of the run -> operation, its parameters and its children.
    """
    gives_back = line.run.rule.gate_money == GIVEN_BACK
    claims, key = claims_of((line, *others)), pool_key(line.person_id)
    if not any(claim.full for claim in claims.values()):
        return "round", {"places": str(CENTS)}, (entitled,)
    split = split_held(line.run.pool, claims, gives_back=gives_back)
    if gives_back and key in split.held:
        return "round", {"places": str(CENTS)}, (entitled,)
    claim = claims[key]
    own = entitled if claim.most is None else _ungated(line, entitled)
    among = [row for row in others if not gives_back or pool_key(row.person_id) not in split.held]
    parameters = {"key": key, "places": str(CENTS)}
    children = _shared_out(line, own, among, others, split)
    if claim.most is None or gives_back:
        return "largest_remainder", parameters, children
    share = Step(
        "pool_share",
        "proof.pool_share",
        figure=split.shares[key],
        unit="CNY",
        operation="largest_remainder",
        parameters=parameters,
        children=children,
    )
    top = Step(
        "gate_top",
        "proof.gate_top",
        figure=money(entitled.figure or Decimal(0)),
        unit="CNY",
        operation="round",
        parameters={"places": str(CENTS)},
        children=(entitled,),
    )
    return "min", {}, (share, top)


def _shared_out(
    line: BonusLine, own: Step, among: Sequence[BonusLine], others: Sequence[BonusLine], split: HeldPool
) -> tuple[Step, ...]:
    key, run = pool_key(line.person_id), line.run
    pool = pool_step(run)
    if split.pool != run.pool:
        held = [row for row in others if row not in among]
        withheld = Step(
            "held_amounts",
            "proof.held_amounts",
            figure=EXACT.subtract(run.pool, split.pool),
            unit="CNY",
            leaf="restricted",
            evidence=pool_evidence(run, held),
        )
        pool = Step(
            "pool", "proof.pool_left", figure=split.pool, unit="CNY", operation="difference", children=(pool, withheld)
        )
    share = Step(
        "share", "proof.share", figure=own.figure, unit="CNY", operation="given", parameters={"key": key},
        children=(own,),
    )  # fmt: skip
    rest = sum_of(claim.full for claim in claims_of(among).values())
    mine = own.figure if own.figure is not None else Decimal(0)
    whole = EXACT.add(mine, rest)
    exact = EXACT.divide(EXACT.multiply(split.pool, mine), whole) if whole else Decimal(0)
    leaves = (
        ("other_shares", rest),
        ("left_over", EXACT.subtract(split.shares[key], floor_to_unit(exact, CENTS))),
    )
    evidence = pool_evidence(run, among, without_gates=True)
    beside = tuple(
        Step(kind, f"proof.{kind}", figure=figure, unit="CNY", leaf="restricted", evidence=evidence)
        for kind, figure in leaves
    )
    return (pool, share, *beside)


def _ungated(line: BonusLine, entitled: Step) -> Step:
    """The entitlement without the gates: what a share of the pool is taken by."""
    return Step(
        "ungated",
        "proof.ungated",
        figure=line.ungated,
        unit="CNY",
        operation="product",
        children=tuple(child for child in entitled.children if child.kind != "gate"),
    )
