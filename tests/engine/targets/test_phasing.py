"""A year over its months: rules R24-R26 and R28 of the domain, by hand calculation."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiloop.engine.errors import Refusal
from kpiloop.engine.targets import phasing
from kpiloop.engine.values import Missing

CURVE = [D(step) for step in (4, 4, 6, 6, 8, 8, 8, 8, 10, 12, 13, 13)]
annual_figures = st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False)
weight_lists = st.lists(st.decimals(min_value="0.01", max_value=10**6, places=2), min_size=12, max_size=12)


def test_r24_the_left_over_of_rounding_lands_in_the_first_months() -> None:
    months = phasing.phase(D(100), phasing.even(12))
    assert months == (*(D("8.34"),) * 4, *(D("8.33"),) * 8)  # 12 x 8.33 = 99.96 would lose 0.04
    assert phasing.phase(D(1000), phasing.even(3), places=0) == (D(334), D(333), D(333))


def test_r25_a_curve_expects_36_percent_by_june_where_a_line_expects_half() -> None:
    assert phasing.expected_share(CURVE, 6) == D("0.36")
    assert phasing.expected_share(phasing.even(12), 6) == D("0.5")
    assert sum(phasing.phase(D(1000), CURVE, places=0)[:6]) == 360


def test_r25_last_years_shape_keeps_its_proportions() -> None:
    prior = [D(100), D(50), D(150), *[D(100)] * 9]
    assert phasing.phase(D(2400), phasing.seasonal(prior), places=0) == (200, 100, 300, *[200] * 9)


@pytest.mark.parametrize(
    ("prior", "code"),
    [
        ([D(1), Missing("no_rows")], "season_incomplete"),
        ([], "season_incomplete"),
        ([D(5), D(-1)], "season_unusable"),
        ([D(0), D(0)], "season_unusable"),
    ],
)
def test_a_broken_last_year_gives_no_shape(prior: list[D | Missing], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        phasing.seasonal(prior)
    assert refused.value.code == code


def test_r25_working_days_and_an_s_curve() -> None:
    assert phasing.phase(D(540), phasing.working_days([17, 15, 22]), places=0) == (170, 150, 220)
    assert phasing.phase(D(50), phasing.from_cumulative([D(10), D(40), D(100)]), places=0) == (5, 15, 30)
    with pytest.raises(Refusal, match="curve_falls"):
        phasing.from_cumulative([D(40), D(10)])
    with pytest.raises(Refusal, match="target_weights_unusable"):
        phasing.working_days([0, 0])


def test_r28_a_locked_month_survives_and_the_others_take_the_rest() -> None:
    months = phasing.phase(D(1200), phasing.even(12), places=0, locked={0: D(100), 11: D(200)})
    assert (months[0], months[11], set(months[1:11])) == (100, 200, {D(90)})


@pytest.mark.parametrize(
    ("locked", "code"),
    [({0: D(900), 1: D(400)}, "target_locked_exceeds"), (dict.fromkeys(range(12), D(1)), "target_all_locked")],
)
def test_locked_months_that_cannot_be_met_are_refused(locked: dict[int, D], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        phasing.phase(D(1200), phasing.even(12), locked=locked)
    assert refused.value.code == code


def test_a_loss_is_spread_like_a_gain() -> None:
    assert phasing.phase(D(-1000), phasing.even(3), places=0) == (-334, -333, -333)


@given(annual_figures, weight_lists)
def test_months_always_sum_to_the_year(annual: D, weights: list[D]) -> None:
    months = phasing.phase(annual, weights)
    assert sum(months) == annual
    assert all(month == 0 or (month < 0) == (annual < 0) for month in months)


@given(st.integers(0, 10**9), weight_lists, st.dictionaries(st.integers(0, 10), st.integers(0, 10**7), max_size=6))
def test_locked_months_never_move_and_the_year_still_holds(annual: int, weights: list[D], held: dict[int, int]) -> None:
    locked = {month: D(figure) for month, figure in held.items()}
    if sum(locked.values()) > annual:
        with pytest.raises(Refusal, match="target_locked_exceeds"):
            phasing.phase(D(annual), weights, places=0, locked=locked)
        return
    months = phasing.phase(D(annual), weights, places=0, locked=locked)
    assert sum(months) == annual
    assert {month: months[month] for month in locked} == locked
