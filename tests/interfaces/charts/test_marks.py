"""Geometry of the tiny pictures, checked by hand-made figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpiloop.engine.values import Missing
from kpiloop.interfaces.charts.marks.bullet import bullet
from kpiloop.interfaces.charts.marks.curve import curve
from kpiloop.interfaces.charts.marks.score_line import score_line
from kpiloop.interfaces.charts.marks.sparkline import sparkline
from kpiloop.interfaces.charts.marks.variance_bar import scale_of, variance_bar


def test_a_sparkline_runs_from_left_to_right_and_higher_is_further_up() -> None:
    mark = sparkline([Decimal(0), Decimal(5), Decimal(10)], width=45, height=25)
    assert mark.lines == ("2.5,22.5 22.5,12.5 42.5,2.5",)
    assert (mark.last_x, mark.last_y) == ("42.5", "2.5")


def test_a_missing_period_is_a_gap_and_never_a_zero() -> None:
    mark = sparkline([Decimal(5), Decimal(6), Missing("no_rows"), Decimal(7), Decimal(8), None], width=55, height=25)
    assert [len(points.split()) for points in mark.lines] == [2, 2]
    assert mark.last_x == "42.5"  # the fifth of six places: the last known value


def test_the_target_shares_the_scale_of_the_line() -> None:
    mark = sparkline([Decimal(0), Decimal(10)], target=Decimal(5), width=45, height=25)
    assert mark.target_y == "12.5"
    assert sparkline([Missing("no_rows")], target=Decimal(5)).last_x == ""


def test_bullet_bands_follow_the_direction() -> None:
    higher = bullet(Decimal(90), target=Decimal(100), at_risk_from=Decimal(95))
    lower = bullet(Decimal(52), target=Decimal(48), at_risk_from=Decimal(52), is_lower_better=True)
    assert higher is not None and lower is not None
    assert [band.kind for band in higher.bands] == ["b1", "b2", "b3"]
    assert [band.kind for band in lower.bands] == ["b3", "b2", "b1"]
    assert higher.tick == "83.33"  # 100 of 120
    assert higher.value == "75.00"  # 90 of 120


@pytest.mark.parametrize("actual", [None, Missing("no_value")])
def test_a_bullet_without_actual_shows_bands_and_target_only(actual: Missing | None) -> None:
    mark = bullet(actual, target=Decimal(100), at_risk_from=Decimal(95))
    assert mark is not None and mark.value == ""


def test_a_bullet_with_a_target_of_zero_or_less_is_not_drawn() -> None:
    assert bullet(Decimal(5), target=Decimal(0), at_risk_from=Decimal(0)) is None
    assert bullet(Decimal(5), target=Decimal(-10), at_risk_from=Decimal(-12)) is None


def test_variance_bars_of_a_table_share_one_scale() -> None:
    scale = scale_of([Decimal(-96), Decimal(-48), None], width=72)
    longest = variance_bar(Decimal(-96), scale, judgement="worse")
    half = variance_bar(Decimal(-48), scale, judgement="worse")
    assert longest is not None and half is not None
    assert (longest.length, half.length, longest.zero) == ("70.0", "35.0", "71.0")
    assert variance_bar(None, scale, judgement="worse") is None


def test_bars_on_both_sides_leave_room_for_both() -> None:
    scale = scale_of([Decimal(-30), Decimal(40)], width=72)
    up, down = (
        variance_bar(Decimal(40), scale, judgement="better"),
        variance_bar(Decimal(-30), scale, judgement="worse"),
    )
    assert up is not None and down is not None
    assert (up.x, up.length, down.x, down.length) == ("31.0", "40.0", "1.0", "30.0")


def test_the_reached_grade_is_marked_and_a_limit_belongs_to_the_upper_grade() -> None:
    bands = [("D", Decimal(0)), ("C", Decimal(70)), ("B", Decimal(80)), ("A", Decimal(90))]
    at_limit = score_line(Decimal(80), bands)
    assert [band.grade for band in at_limit.bands if band.is_reached] == ["B"]
    assert [band.limit for band in at_limit.bands] == ["", "70", "80", "90"]
    assert score_line(Decimal("79.99"), bands).bands[1].is_reached
    assert score_line(Decimal(12), bands).bands[0].is_reached
    assert score_line(None, bands).tick == ""


def test_the_own_point_lies_on_the_curve() -> None:
    corners = [(Decimal(80), Decimal(60)), (Decimal(100), Decimal(100))]
    mark = curve(corners, here=(Decimal(90), Decimal(80)))
    assert (mark.here_x, mark.here_y) == ("38.0", "16.0")
    assert (
        curve([(Decimal(80), Decimal(60)), (Decimal(100), Decimal(100))], here=(Decimal(70), Decimal(50))).here_x == ""
    )
