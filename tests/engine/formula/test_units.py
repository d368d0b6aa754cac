"""Money is not added to orders; what cannot be known is not refused."""

from __future__ import annotations

import pytest

from kpiloop.engine.formula import DatasetShape, FormulaError, check_units, other_unit, parse

ORDERS = DatasetShape(
    name="orders",
    columns={"amount": "decimal", "cost": "decimal", "qty": "integer", "who": "text"},
    money_columns=("amount", "cost"),
)
KPIS = {"revenue": "CNY", "exports": "USD", "margin": "percent", "margin_gap": "points", "staff": "persons",
        "leavers": "number", "lead": "days", "wait": "hours"}  # fmt: skip

REFUSED = [
    ("sum(orders.amount) + count(orders)", 20, "+", "money", "number"),
    ("kpi(revenue) - kpi(exports)", 14, "-", "CNY", "USD"),
    ("kpi(revenue) - kpi(margin)", 14, "-", "CNY", "percent"),
    ("kpi(staff) + 2 * kpi(lead)", 12, "+", "persons", "days"),
    ("kpi(lead) - kpi(wait)", 11, "-", "days", "hours"),
    ("1 - (sum(orders.amount) / kpi(revenue) + kpi(staff))", 40, "+", "percent", "persons"),
    ("fallback(kpi(revenue), kpi(staff))", 1, "fallback", "CNY", "persons"),
    ("target(revenue) - rolling(3, kpi(staff))", 17, "-", "CNY", "persons"),
    ("sum(-orders.amount - orders.cost) + count_distinct(orders.who)", 35, "+", "money", "number"),
]


@pytest.mark.parametrize(("text", "position", "operator", "left", "right"), REFUSED)
def test_refused_at_the_operator(text: str, position: int, operator: str, left: str, right: str) -> None:
    with pytest.raises(FormulaError) as refusal:
        check_units(parse(text), {"orders": ORDERS}, KPIS)
    assert (refusal.value.code, refusal.value.position) == ("formula_mixed_units", position)
    assert refusal.value.fields | {"position": position} == {
        "position": position, "operator": operator, "left": left, "right": right
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "sum(orders.amount) - sum(orders.cost) + kpi(revenue) - 1000",
        "sum(orders.amount) + kpi(exports)",  # amounts are converted into the currency of the KPI
        "kpi(revenue) / kpi(exports) - kpi(margin) + kpi(margin_gap)",
        "kpi(revenue) / prior_year(kpi(revenue)) - 1",
        "kpi(staff) - kpi(leavers) + count(orders)",
        "sum(orders.qty) + count(orders)",
        "sum(orders.qty * orders.amount) - kpi(staff) * kpi(lead)",
        "fallback(target(revenue), kpi(revenue) * 2)",
    ],
)
def test_accepted(text: str) -> None:
    check_units(parse(text), {"orders": ORDERS}, KPIS)


OTHER = [
    ("sum(orders.amount)", "percent", "money"),
    ("sum(orders.amount) - 0.5 * sum(orders.cost)", "orders", "money"),
    ("kpi(revenue) - target(revenue)", "percent", "CNY"),
    ("kpi(exports)", "CNY", "USD"),
    ("count(orders)", "CNY", "number"),
    ("count(orders)", "percent", "number"),
    ("rolling(12, kpi(revenue)) / company(kpi(revenue))", "CNY", "percent"),
    ("kpi(revenue) / prior_year(kpi(revenue)) - 1", "tonnes", "percent"),
    ("kpi(lead)", "hours", "days"),
    ("kpi(staff) - kpi(leavers)", "points", "persons"),
    ("10000 * kpi(revenue)", "percent", "money"),
]
SAME = [
    ("sum(orders.amount)", "CNY"),
    ("sum(orders.amount) / 10000", "CNY"),  # shown in ten thousands: still money
    ("sum(orders.amount)", "USD"),  # converted
    ("kpi(revenue) / 7.1", "USD"),
    ("kpi(margin)", "points"),
    ("count(orders)", "orders"),
    ("count_distinct(orders.who)", "days"),
    ("count(orders) / count_distinct(orders.who)", "orders"),
    ("sum(orders.amount) / sum(orders.cost)", "times"),
    ("sum(orders.amount) / sum(orders.cost) * 365", "days"),  # days outstanding
    ("count(orders) * 200", "CNY"),  # a fine per order
    ("sum(orders.qty)", "percent"),
    ("sum(orders.amount) / kpi(staff)", "CNY"),
]


@pytest.mark.parametrize(("text", "declared", "gives"), [*OTHER, *((*each, "") for each in SAME)])
def test_what_a_formula_gives_against_what_its_kpi_declares(text: str, declared: str, gives: str) -> None:
    assert other_unit(parse(text), declared, {"orders": ORDERS}, KPIS) == gives
