"""What should be reached by a day (N05, P12): the phased curve, with an interval for the running month."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.targets import phasing
from kpiloop.engine.targets.pace import Expected, MonthElapsed, expected_to_date
from kpiloop.engine.values import Missing


def test_r26_the_year_to_date_follows_versions() -> None:
    assert expected_to_date([D(100)] * 6 + [D(130)] * 3) == Expected(D(990), D(990), D(990))


def test_r25_by_june_the_curve_expects_36_percent_of_the_year() -> None:
    curve = [D(step) for step in (4, 4, 6, 6, 8, 8, 8, 8, 10, 12, 13, 13)]
    months = phasing.phase(D(1000), curve, places=0)
    found = expected_to_date(list(months[:6]))
    assert isinstance(found, Expected)
    assert found.figure == D(360)


def test_n05_the_running_month_counts_by_working_days_between_bounds() -> None:
    """8 October 2026: 8 of 31 days, but only 1 of 17 working days after the National Day week."""
    found = expected_to_date([D(500), D(340)], MonthElapsed(8, 31, 1, 17))
    assert isinstance(found, Expected)
    assert (found.figure, found.low) == (D(520), D(520))
    assert found.high.quantize(D("0.01")) == D("587.74")  # 500 + 340 x 8 / 31


def test_an_unknown_month_makes_the_expectation_unknown() -> None:
    assert expected_to_date([D(1), Missing("no_target")]) == Missing("no_target")
    assert expected_to_date([]) == Missing("no_target")
    with pytest.raises(Refusal, match="month_elapsed_wrong"):
        expected_to_date([D(1)], MonthElapsed(32, 31, 1, 17))


def test_a_month_without_working_days_counts_by_days() -> None:
    found = expected_to_date([D(310)], MonthElapsed(10, 31, 0, 0))
    assert found == Expected(D(100), D(100), D(100))


def test_r25_an_s_curve_runs_fastest_in_the_middle() -> None:
    assert phasing.s_curve(4) == (10, 22, 22, 10)  # 64 in all: reached 10, 32, 54, 64
    assert phasing.expected_share(phasing.s_curve(12), 6) == D("0.5")
    assert phasing.expected_share(phasing.s_curve(12), 3) == D("0.15625")  # 3/16 - 2/64
