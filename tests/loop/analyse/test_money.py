"""What exceptions are worth in money."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpiloop.engine.formula import parse
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.analyse import selectors
from kpiloop.loop.analyse.money import is_plain_rate, money_terms
from kpiloop.loop.analyse.rows import MoneyEffect
from tests.loop import company

UNITS = {"revenue": "CNY", "orders": "orders", "margin": "percent", "profit": "CNY"}


def test_money_is_what_money_kpis_are_built_from() -> None:
    formulas = [
        ("revenue", parse("sum(o.net) - sum(o.refund)")),
        ("orders", parse("count(o)")),
        ("profit", parse("sum(o.net) * 0.2")),
    ]
    assert money_terms(formulas, UNITS) == {"kpi(revenue)", "kpi(profit)", "sum(o.net)", "sum(o.refund)"}


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("sum(o.a) / sum(o.b)", True),
        ("1 - sum(o.a) / sum(o.b)", True),
        ("sum(o.a) / sum(o.b) * 100", False),
        ("sum(o.a) / sum(o.b) - sum(o.c)", False),
    ],
)
def test_a_plain_rate_has_no_factor(text: str, is_plain: bool) -> None:
    assert is_plain_rate(parse(text)) is is_plain


def test_exceptions_in_money(actors: dict[str, Actor]) -> None:
    found = selectors.money_effects(actors["boss"], period_code="2026-10")

    def effect(kpi: str, subject: str) -> MoneyEffect | None:
        return found.get(company.assignment_id(kpi, subject))

    assert effect("revenue", "EAST") == MoneyEffect(Decimal(-45), "gap")
    assert effect("profit", "HQ") == MoneyEffect(Decimal(-35), "gap")
    # the list price is no money KPI of the plan, so nothing is guessed; order counts are no money either
    assert effect("discount", "EAST") is None
    assert effect("orders", "WEST") is None


def test_a_rate_of_money_is_worth_its_gap_times_the_money(actors: dict[str, Actor]) -> None:
    company.publish_kpi("list_sales", "目录价销售额", "sum(orders.list)")
    found = selectors.money_effects(actors["boss"], period_code="2026-10")
    # October EAST: 30 % against 5 % on list sales of 150 -> 37.5 given away too much
    assert found[company.assignment_id("discount", "EAST")] == MoneyEffect(Decimal("-37.5"), "rate")


def test_money_is_cut_to_sight(actors: dict[str, Actor]) -> None:
    found = selectors.money_effects(actors["chen"], period_code="2026-10")
    assert found == {}
