"""Factors of a product or a formula: the published vectors of domain B7, and figures worked by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from kpiloop.engine.analysis import decompose, decompose_ratio
from kpiloop.engine.formula import parse
from kpiloop.engine.values import Missing
from kpiloop.engine.variance.factors import MOST_FACTORS, Undefined, chain, lmdi, shapley
from kpiloop.engine.variance.formulas import figure_of, inputs_of, powers_of

BASE = [Fraction(100), Fraction(20), Fraction("0.30")]
CURRENT = [Fraction(90), Fraction(22), Fraction("0.35")]


@pytest.mark.feature("AN-02")
def test_the_published_product() -> None:
    """100 x 20 x 0.30 = 600 to 90 x 22 x 0.35 = 693: +93 by every method."""
    assert chain(BASE, CURRENT) == (-60, 54, 99)
    assert chain(BASE[::-1], CURRENT[::-1]) == (100, 70, -77)  # rate first, then price, then customers
    # by hand over the six orders: (-60 -60 -66 -70 -77 -77) / 6 = -68.333...
    assert shapley(BASE, CURRENT) == (Fraction(-205, 3), Fraction(185, 3), Fraction(299, 3))
    found = lmdi(BASE, CURRENT)
    assert not isinstance(found, Undefined)
    assert [round(effect, 7) for effect in found] == [
        Decimal("-67.9979498"),
        Decimal("61.5116278"),
        Decimal("99.4863220"),
    ]


@pytest.mark.feature("AN-02")
def test_the_published_product_through_the_facade() -> None:
    base, current = [100, 20, Decimal("0.30")], [90, 22, Decimal("0.35")]
    assert decompose(base, current, "chain") == [-60, 54, 99]
    assert decompose([100.0, 20.0, 0.25], [90.0, 22.0, 0.5], "chain") == [-50.0, 45.0, 495.0]
    assert decompose([100, 0], [90, 5], "lmdi") is None
    assert decompose([2], [3]) == [1]
    assert decompose([], []) == []
    assert decompose_ratio([(1, 0, 1, 2)]) is None
    assert decompose_ratio([(10, 100, 18, 150), (30, 100, 12, 50)]) == [
        (Decimal("0.0125"), Decimal("-0.01625")),
        (Decimal("-0.0225"), Decimal("-0.02375")),
    ]
    with pytest.raises(ValueError, match="lengths"):
        decompose([1], [1, 2])
    with pytest.raises(ValueError, match="unknown"):
        decompose([1], [1], "guess")


def test_zeros_and_negatives_are_figures() -> None:
    # 0 x 5 to 10 x -2: the orders give (50, -70) and (-20, 0), in the mean (15, -35)
    assert shapley([Fraction(0), Fraction(5)], [Fraction(10), Fraction(-2)]) == (15, -35)
    assert chain([Fraction(0), Fraction(5)], [Fraction(10), Fraction(-2)]) == (50, -70)


def test_logarithms_need_figures_above_zero_and_say_which_is_not() -> None:
    assert lmdi([Fraction(1), Fraction(0)], [Fraction(1), Fraction(2)]) == Undefined("factor_not_positive", 1)
    assert lmdi([Fraction(1)], [Fraction(-1)]) == Undefined("factor_not_positive", 0)
    assert lmdi([Fraction(1)], [Fraction(2)], scale=Fraction(-1)) == Undefined("factor_not_positive")


def test_logarithms_of_equal_products() -> None:
    """2 x 6 and 3 x 4 are both 12: effects 12 x ln(3/2) and 12 x ln(2/3)."""
    found = lmdi([Fraction(2), Fraction(6)], [Fraction(3), Fraction(4)])
    assert not isinstance(found, Undefined)
    assert round(found[0], 12) == Decimal("4.865581297298")  # 12 x 0.405465108108164
    assert abs(found[0] + found[1]) < Decimal("1E-40")


@pytest.mark.feature("AN-02")
def test_shapley_stops_at_its_limit() -> None:
    """Twelve factors from 1 to 2: 4,095 in all, by symmetry a twelfth of it each; of thirteen it says no."""
    assert shapley([Fraction(1)] * MOST_FACTORS, [Fraction(2)] * MOST_FACTORS) == (Fraction(4095, 12),) * 12
    thirteen = [Fraction(1)] * (MOST_FACTORS + 1)
    assert shapley(thirteen, thirteen) == Undefined("too_many_factors")
    assert decompose([1] * 13, [2] * 13) is None
    assert sum(decompose([1] * 13, [2] * 13, "chain") or []) == 2**13 - 1


@pytest.mark.feature("AN-02")
def test_a_formula_is_a_figure_of_its_inputs() -> None:
    """(R - C) / R from 100, 80 to 200, 120: margin 0.2 to 0.4.

    R first: (200 - 80) / 200 = 0.6, so +0.4; then C -0.2. C first: (100 - 120) / 100 = -0.2, so -0.4; then R +0.6.
    """
    node = parse("(kpi(r) - kpi(c)) / kpi(r)")
    order = list(inputs_of(node))
    assert order == ["kpi(r)", "kpi(c)"]
    value = figure_of(node, order)
    base, current = [Fraction(100), Fraction(80)], [Fraction(200), Fraction(120)]
    assert chain(base, current, value) == (Fraction("0.4"), Fraction("-0.2"))
    assert shapley(base, current, value) == (Fraction("0.5"), Fraction("-0.3"))
    assert powers_of(node, order) is None


def test_a_step_that_divides_by_zero_is_undefined() -> None:
    value = figure_of(parse("kpi(a) / kpi(b)"), ["kpi(a)", "kpi(b)"])
    assert chain([Fraction(1), Fraction(2)], [Fraction(1), Fraction(0)], value) == Undefined("step_undefined", 1)
    assert shapley([Fraction(1), Fraction(0)], [Fraction(1), Fraction(1)], value) == Undefined("step_undefined")


def test_a_quotient_by_logarithms() -> None:
    """100 x 8 / 4 = 200 to 100 x 6 / 5 = 120: L = -80 / ln(0.6) = 156.6092; ln(6/8) and -ln(5/4) of it."""
    node = parse("100 * kpi(a) / kpi(b)")
    shape = powers_of(node, ["kpi(a)", "kpi(b)"])
    assert shape == ((1, -1), 100)
    found = lmdi([Fraction(8), Fraction(4)], [Fraction(6), Fraction(5)], powers=shape[0], scale=shape[1])
    assert not isinstance(found, Undefined)
    assert [round(effect, 4) for effect in found] == [Decimal("-45.0537"), Decimal("-34.9463")]


def test_parts_of_a_formula_that_are_no_figures_of_now() -> None:
    node = parse("kpi(r) / prior_year(kpi(r)) - 1")
    assert list(inputs_of(node)) == ["kpi(r)", "prior_year(kpi(r))"]
    value = figure_of(node, list(inputs_of(node)))
    assert value([Fraction(3), Fraction(2)]) == Fraction(1, 2)
    assert value([Fraction(3), Fraction(0)]) == Missing("division_by_zero")
