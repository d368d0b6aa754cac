"""The control chart as plain data."""

from __future__ import annotations

import json
from itertools import pairwise

from kpiloop.interfaces.charts.options import control_chart as control
from tests.interfaces.web.samples import words_of
from tests.interfaces.web.samples_kpi import chart

SAMPLE = chart(words_of("en"))


def series(option: dict[str, object], index: int) -> dict[str, object]:
    """One series of an option."""
    return option["series"][index]  # type: ignore[index,no-any-return]


def test_actuals_signals_and_forecast_stand_at_their_periods() -> None:
    option = control.control_chart_option(SAMPLE, height=262)
    actual, signals, forecast = series(option, 3), series(option, 4), series(option, 5)
    assert [point["value"] for point in actual["data"]][-3:] == [7.4, 7.9, 8.6]  # type: ignore[attr-defined,index]
    assert signals["data"] == [[22, 7.9], [23, 8.6]]
    assert [point["value"] for point in forecast["data"]][23:] == [8.6, 8.3, 7.9]  # type: ignore[attr-defined,index]


def test_a_missing_period_stays_a_gap() -> None:
    gap = control.ControlPoint("x", None, None)
    holed = control.ControlChart((SAMPLE.points[0], gap), (), None, "", SAMPLE.axis)
    option = control.control_chart_option(holed, height=200)
    assert series(option, 3)["data"][1] == {"value": None}  # type: ignore[index]
    assert "markArea" not in series(option, 1)  # no limits, no band


def test_words_at_the_right_edge_never_cover_each_other() -> None:
    places = [0.0, 4.0, 40.0, 44.0]
    moved = control._spread(places)
    assert all(after - before >= control.LINE_HEIGHT - 0.5 for before, after in pairwise(moved))
    assert control._spread([0.0, 30.0]) == [0.0, 30.0]


def test_a_narrow_chart_keeps_limits_and_moves_its_remarks() -> None:
    narrow = control.narrowed(SAMPLE, points=9)
    assert len(narrow.points) == 9
    assert narrow.limits == SAMPLE.limits
    assert [remark.index for remark in narrow.annotations] == [6]  # the 22nd of 24 becomes the 7th of 9
    assert control.narrowed(SAMPLE, points=1).annotations == ()


def test_the_option_is_plain_json() -> None:
    option = control.control_chart_option(SAMPLE, height=262)
    assert json.loads(json.dumps(option)) == option
    assert option["animation"] is False
