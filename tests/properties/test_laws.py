"""Laws that hold for any input: parts add up, order is irrelevant, missing is never zero."""

from __future__ import annotations

from decimal import Decimal as D
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kpiloop.engine.incentive.pool import split
from kpiloop.engine.scoring.curves import score_line
from kpiloop.engine.scoring.scorecard import WeightedLine, total
from kpiloop.engine.values import Missing, add, divide, multiply, subtract

cents = st.integers(min_value=0, max_value=10**10).map(lambda n: D(n) / 100)
figures = st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False)
shares = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=4), st.decimals(min_value="0.0001", max_value=10**6, places=4), min_size=1
)


@given(cents, shares)
def test_a_pool_is_paid_out_to_the_cent(pool: D, weights: dict[str, D]) -> None:
    paid = split(pool, weights)
    assert sum(paid.values()) == pool
    assert all(amount == amount.quantize(D("0.01")) for amount in paid.values())


@given(cents, shares)
def test_the_order_of_the_people_changes_nobodys_money(pool: D, weights: dict[str, D]) -> None:
    assert split(pool, weights) == split(pool, dict(reversed(list(weights.items()))))


@given(cents, shares)
def test_more_weight_never_pays_less(pool: D, weights: dict[str, D]) -> None:
    paid = split(pool, weights)
    ordered = sorted(weights, key=lambda key: weights[key])
    assert all(paid[small] <= paid[large] + D("0.01") for small, large in pairwise(ordered))


@given(figures)
def test_missing_is_never_zero(figure: D) -> None:
    gone = Missing("not_loaded")
    assert add(figure, gone) == subtract(gone, figure) == multiply(figure, gone) == divide(gone, figure) == gone
    assert divide(figure, D(0)) == Missing("division_by_zero")


@given(st.lists(st.decimals(min_value=0, max_value=2, places=4), min_size=2, max_size=20))
def test_an_interpolated_score_never_falls_when_achievement_rises(reached: list[D]) -> None:
    parameters = {"points": [["0.8", "60"], ["1", "100"], ["1.2", "120"]]}
    scores = [
        score_line("interpolation", actual=D(0), target=D(0), achievement=x, parameters=parameters).clamped
        for x in sorted(reached)
    ]
    assert scores == sorted(scores)  # type: ignore[type-var]


@given(st.lists(st.tuples(st.integers(1, 40), st.decimals(0, 120, places=4)), min_size=1, max_size=8))
def test_a_card_lies_between_its_worst_and_best_line(drawn: list[tuple[int, D]]) -> None:
    lines = [WeightedLine(str(place), D(weight), score) for place, (weight, score) in enumerate(drawn)]
    found = total(lines).total
    assert isinstance(found, D)
    low, high = min(score for _w, score in drawn), max(score for _w, score in drawn)
    assert low - D("1e-20") <= found <= high + D("1e-20")
