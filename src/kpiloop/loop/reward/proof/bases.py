"""What a bonus is a factor of: decided bases, each for its days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from kpiloop.engine.incentive.proration import day_share
from kpiloop.engine.trace import Person_, Step
from kpiloop.engine.values import multiply, sum_of
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.reward.models import BonusLine
from kpiloop.loop.reward.pay_rows import BaseShare


def base_steps(line: BonusLine, shares: Sequence[BaseShare]) -> tuple[Step, ...]:
    """Base and share of days as factors of their own; several bases of one quarter as their sum."""
    pairs = [(_base_step(share), _days_step(line, share)) for share in shares]
    if len(pairs) == 1:
        return pairs[0]
    products = tuple(
        Step("base_part", "proof.base_part", figure=_product(pair), unit="CNY", operation="product", children=pair)
        for pair in pairs
    )
    total = sum_of(step.figure for step in products if step.figure is not None)
    return (Step("base", "proof.bases", figure=total, unit="CNY", operation="sum", children=products),)


def _product(pair: tuple[Step, Step]) -> Decimal:
    figure = multiply(*[step.figure or Decimal(0) for step in pair])
    return figure if isinstance(figure, Decimal) else Decimal(0)


def _base_step(share: BaseShare) -> Step:
    return Step(
        "base",
        "proof.base",
        figure=share.amount,
        unit="CNY",
        operation="decision",
        leaf="decision",
        people=(Person_("decided_by", share.decided_by, share.decided_at),),
        evidence={"document": share.document, "base": str(share.base_id)},
    )


def _days_step(line: BonusLine, share: BaseShare) -> Step:
    cycle = line.run.cycle
    start, end = cycle.period.starts_on, cycle.period.ends_before
    employed = Step(
        "days_employed",
        "proof.days_employed",
        figure=Decimal(share.days),
        unit="days",
        leaf="decision",
        evidence={"appointments": _places(line.person_id, start, end)},
    )
    whole = Step(
        "days_in_period",
        "proof.days_in_period",
        fields={"period": cycle.period.code},
        figure=Decimal(line.days_in_period),
        unit="days",
        leaf="decision",
        evidence={"from": start.isoformat(), "to": (end - timedelta(days=1)).isoformat()},
    )
    return Step(
        "days_share",
        "proof.days_share",
        figure=day_share(share.days, line.days_in_period),
        unit="ratio",
        operation="quotient",
        children=(employed, whole),
    )


def _places(person_id: int, start: date, end: date) -> str:
    subjects = org_io.subjects_by_id()
    held = [row for row in org_io.appointments_between(start, end) if row.person_id == person_id]
    return "; ".join(
        f"{subjects[row.unit_id].code} {row.valid_from.isoformat()}..{row.valid_to.isoformat() if row.valid_to else ''}"
        for row in held
    )
