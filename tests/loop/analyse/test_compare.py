"""Comparison and control limits of a real company."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.analyse import selectors
from tests.loop import company

OCTOBER = "2026-10"


@pytest.mark.feature("S14")
def test_money_is_compared_with_share(actors: dict[str, Actor]) -> None:
    key = company.assignment_id("revenue", "EAST")
    found = selectors.compare(actors["wang"], assignment_id=key, period_code=OCTOBER)
    assert (found.actual, found.target, found.prior_period, found.prior_year) == (105, 150, 120, 135)
    assert (found.to_target.change, found.to_target.share, found.to_target.judgement) == (-45, Decimal("-0.3"), "worse")
    assert (found.light, found.streak, found.in_points) == ("red", 2, False)
    assert found.value_id is not None


@pytest.mark.feature("S14")
def test_percentages_are_compared_in_points(actors: dict[str, Actor]) -> None:
    key = company.assignment_id("discount", "EAST")
    found = selectors.compare(actors["wang"], assignment_id=key, period_code=OCTOBER)
    assert found.in_points
    assert found.to_target.change == Decimal("0.25")
    assert found.to_target.share == Missing("not_applicable")
    assert (found.to_target.judgement, found.to_prior_year.judgement) == ("worse", "worse")


@pytest.mark.feature("S14")
def test_a_month_without_prior_year_says_so(actors: dict[str, Actor]) -> None:
    key = company.assignment_id("revenue", "EAST")
    found = selectors.compare(actors["wang"], assignment_id=key, period_code="2026-09")
    assert found.prior_year == Missing("no_value")
    assert found.to_prior_year.judgement == "neutral"


def test_limits_need_six_months(actors: dict[str, Actor]) -> None:
    key = company.assignment_id("revenue", "EAST")
    found = selectors.limits(actors["wang"], assignment_id=key, period_code="2026-08", count=4)
    assert found.limits is None
    assert not any(point.is_news for point in found.points)


def test_limits_and_news(actors: dict[str, Actor]) -> None:
    key = company.assignment_id("revenue", "EAST")
    found = selectors.limits(actors["wang"], assignment_id=key, period_code=OCTOBER, count=6)
    # 150 150 150 135 120 105: only four months lie before the run of two misses, so all six count;
    # mean 135, moving ranges 0 0 15 15 15 -> 9, limits 135 -/+ 2.66 x 9 = 111.06 and 158.94
    assert found.limits is not None
    assert (found.limits.mean, found.limits.lower, found.limits.upper) == (135, Decimal("111.06"), Decimal("158.94"))
    assert [point.period_code for point in found.points if point.is_news] == [OCTOBER]
    assert (found.base_first, found.base_last) == ("2026-05", OCTOBER)
    assert found.points[-1].prior_year == 135
    assert found.points[-1].target == 150


@pytest.mark.feature("S14")
def test_best_and_middle_of_the_peers(actors: dict[str, Actor]) -> None:
    """Revenue of the units below the company in October: EAST 105, WEST 110, SH 60, ZJ 45; median (60 + 105) / 2."""
    key = company.assignment_id("revenue", "SH")
    found = selectors.peers(actors["wang"], assignment_id=key, period_code=OCTOBER)
    assert (found.peers, found.best, found.median) == (4, 110, Decimal("82.5"))
    assert (found.to_best.change, found.to_best.judgement) == (-50, "worse")
    assert found.to_median.change == Decimal("-22.5")


@pytest.mark.feature("S14")
def test_two_are_no_group(actors: dict[str, Actor]) -> None:
    key = company.assignment_id("discount", "EAST")
    found = selectors.peers(actors["wang"], assignment_id=key, period_code=OCTOBER)
    assert (found.peers, found.best) == (1, Missing("not_applicable"))
    assert found.to_best.judgement == "neutral"
