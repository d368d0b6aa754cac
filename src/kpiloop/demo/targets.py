"""Monthly phased targets of every assignment, set from the plan and never from what happened."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from kpiloop.demo import levels
from kpiloop.demo.design import Design
from kpiloop.demo.scheme import Answer
from kpiloop.demo.structure import SELLING, employees, leaves_below, sellers_of
from kpiloop.engine.periods import Period

#: targets that stay the same in every month
FIXED = {
    "on_time_delivery": Decimal("0.95"),
    "customer_satisfaction": Decimal(90),
    "return_rate": Decimal("0.03"),
    "expense_ratio": Decimal("0.125"),
    "lead_conversion": Decimal("0.22"),
    "task_completion": Decimal("0.92"),
    "first_pass_yield": Decimal("0.985"),
    "recordable_injuries": Decimal(0),
    "revenue_growth": Decimal("0.07"),
}


def target_of(design: Design, answer: Answer, month: Period) -> Decimal:
    """Target of an assignment in a month, in the KPI's measurement unit."""
    fixed = FIXED.get(answer.kpi)
    if fixed is None:
        return _PLANS[answer.kpi](design, answer, month)
    if answer.kpi == "expense_ratio" and answer.subject == "HC":
        return Decimal("0.170")  # the company also carries the units that do not sell
    return fixed


def _selling(design: Design, answer: Answer, month: Period) -> tuple[str, ...]:
    return tuple(unit for unit in leaves_below(design, answer.home, month.start) if unit in SELLING)


def _revenue(design: Design, answer: Answer, month: Period) -> Decimal:
    plan = sum((levels.planned_revenue(design, unit, month) for unit in _selling(design, answer, month)), Decimal(0))
    if answer.level == "person":
        return _to(plan / _sellers(design, answer.home, month) * Decimal("0.97"), 1000)
    return plan


def _sellers(design: Design, unit: str, month: Period) -> int:
    """Heads the unit's plan is shared by: a month with a move counts whoever came and whoever left."""
    return max(len(sellers_of(design, unit, month.start)), len(sellers_of(design, unit, month.end)))


def _gross(design: Design, answer: Answer, month: Period) -> tuple[Decimal, Decimal]:
    units = _selling(design, answer, month)
    revenue = sum((levels.planned_revenue(design, unit, month) for unit in units), Decimal(0))
    gross = sum((levels.planned_revenue(design, unit, month) * levels.BASE_MARGIN[unit] for unit in units), Decimal(0))
    return gross, revenue


def _margin(design: Design, answer: Answer, month: Period) -> Decimal:
    gross, revenue = _gross(design, answer, month)
    return (gross / revenue - Decimal("0.002")).quantize(Decimal("0.001"), ROUND_HALF_UP)


def _profit(design: Design, answer: Answer, month: Period) -> Decimal:
    gross, revenue = _gross(design, answer, month)
    before_tax = gross - revenue * levels.EXPENSE_SHARE
    after_tax = before_tax * (1 - levels.TAX_SHARE) - sum(levels.COST_CENTRES.values())
    return _to(after_tax, 10_000)


def _net_margin(design: Design, answer: Answer, month: Period) -> Decimal:
    share = _profit(design, answer, month) / _revenue(design, answer, month)
    return share.quantize(Decimal("0.001"), ROUND_HALF_UP)


def _cost(design: Design, answer: Answer, month: Period) -> Decimal:
    return levels.COST_CENTRES[answer.home]


def _per_head(design: Design, answer: Answer, month: Period) -> Decimal:
    heads = sum(1 for e in employees(design) if not e.is_head) + len(levels.COST_CENTRES) + len(SELLING)
    return _to(_revenue(design, answer, month) / heads, 1000)


def _to(amount: Decimal, step: int) -> Decimal:
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step


_PLANS = {
    "revenue": _revenue,
    "gross_margin": _margin,
    "net_profit": _profit,
    "net_margin": _net_margin,
    "department_cost": _cost,
    "revenue_per_head": _per_head,
}
