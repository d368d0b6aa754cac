"""XmR limits against the published vector (B8)."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.limits import Limits, xmr_limits

VECTOR = [Decimal(figure) for figure in (100, 104, 98, 103, 99, 101)]


def found(series: list[Figure]) -> Limits:
    limits = xmr_limits(series)
    assert isinstance(limits, Limits)
    return limits


def test_published_vector() -> None:
    limits = found([*VECTOR])
    assert round(limits.mean, 4) == Decimal("100.8333")
    assert limits.moving_range == Decimal("4.2")
    assert (round(limits.lower, 4), round(limits.upper, 4)) == (Decimal("89.6613"), Decimal("112.0053"))


def test_five_points_say_nothing() -> None:
    assert xmr_limits(VECTOR[:5]) == Missing("incomplete")


def test_no_range_is_taken_across_a_gap() -> None:
    # Without the gap the jump 100 -> 200 would count as a range of 100.
    series: list[Figure] = [*[Decimal(100)] * 3, Missing("not_loaded"), *[Decimal(200)] * 3]
    limits = found(series)
    assert (limits.mean, limits.moving_range, limits.points) == (150, 0, 6)


def test_a_value_on_the_limit_is_usual() -> None:
    limits = found([Decimal(10)] * 6)
    assert limits.holds(Decimal(10))
    assert not limits.holds(Decimal("10.0001"))


def test_alternating_gaps_leave_no_range() -> None:
    series: list[Figure] = []
    for figure in range(6):
        series += [Decimal(figure), Missing("no_rows")]
    assert xmr_limits(series) == Missing("incomplete")
