"""A target that is a range; by hand, and convention B3: range 95-105 with tolerance 10."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine.achievement import achievement
from kpiloop.engine.targets.band import Band, add_bands, band_of
from kpiloop.engine.values import Missing


@pytest.mark.parametrize(("actual", "reached"), [(94, "0.9"), (95, "1"), (105, "1"), (110, "0.5"), (120, "0")])
def test_the_bounds_of_a_month_go_before_the_target(actual: int, reached: str) -> None:
    parameters = {"tolerance": D(10), "lo": D(95), "hi": D(105)}
    assert achievement("range", D(actual), D(7), parameters=parameters) == D(reached)


def test_without_bounds_there_is_nothing_to_judge_by() -> None:
    assert band_of(D(100), {"tolerance": D(10)}) is None
    assert achievement("range", D(100), D(100), parameters={"tolerance": D(10)}) == Missing("no_target")


def test_a_month_without_a_band_leaves_the_sum_without_one() -> None:
    assert add_bands([Band(D(1), D(2)), None]) is None
    assert add_bands([]) is None
