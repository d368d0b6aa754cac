"""Money: B5 and R74."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine.incentive.pool import scale_to_pool, split
from kpiloop.engine.incentive.rounding import money


@pytest.mark.parametrize(("figure", "rounded"), [("2.675", "2.68"), ("9017.96", "9017.96"), ("-2.675", "-2.68")])
def test_b5_half_up_once(figure: str, rounded: str) -> None:
    assert money(D(figure)) == D(rounded)


def test_b5_a_hundred_over_three() -> None:
    assert split(D("100.00"), {"a": D(1), "b": D(1), "c": D(1)}) == {"a": D("33.34"), "b": D("33.33"), "c": D("33.33")}


def test_b5_a_thousand_over_four() -> None:
    shares = {"a": D(92), "b": D(88), "c": D(77), "d": D(3)}
    assert list(split(D("1000.00"), shares).values()) == [D("353.85"), D("338.46"), D("296.15"), D("11.54")]


def test_a_pool_that_is_large_enough_scales_nothing() -> None:
    assert scale_to_pool({"a": D("10.005"), "b": D("5")}, D(100)).amounts == {"a": D("10.01"), "b": D("5.00")}


def test_a_pool_that_is_too_small_is_paid_out_to_the_cent() -> None:
    amounts = {"E101": D("15288"), "E102": D("7840"), "E103": D("10054.8"), "E104": D("7604.8")}
    paid = scale_to_pool(amounts, D("40000.00")).amounts
    assert paid == {"E101": D("14992.79"), "E102": D("7688.61"), "E103": D("9860.65"), "E104": D("7457.95")}
