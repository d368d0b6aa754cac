"""The axis of the control chart: round levels around everything shown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpiloop.interfaces.charts.options.control_chart import ControlPoint, Limits
from kpiloop.interfaces.web.track.kpi.history import axis_of


def points(*figures: str) -> tuple[ControlPoint, ...]:
    """Points without names or targets."""
    return tuple(ControlPoint("", Decimal(figure), None) for figure in figures)


@pytest.mark.parametrize(
    ("figures", "levels"),
    [
        (("6.4", "8.6"), ["6", "7", "8", "9"]),
        (("21.8", "27.5"), ["20", "22", "24", "26", "28"]),
        (("-30", "50"), ["-40", "-20", "0", "20", "40", "60"]),
        (("5", "5"), ["4", "6"]),
    ],
)
def test_levels_are_round_and_hold_every_point(figures: tuple[str, ...], levels: list[str]) -> None:
    axis = axis_of(points(*figures), None)
    assert [f"{level.normalize():f}" for level, _ in axis] == levels
    assert axis[0][1] == ""
    assert all(axis[0][0] <= Decimal(figure) <= axis[-1][0] for figure in figures)


def test_limits_are_inside_too() -> None:
    limits = Limits(Decimal(10), Decimal(14), Decimal(6), "", "", "")
    axis = axis_of(points("9", "11"), limits)
    assert axis[0][0] <= 6 and axis[-1][0] >= 14
