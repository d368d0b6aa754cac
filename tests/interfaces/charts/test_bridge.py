"""The bridge: columns stand where the sums put them, and the broken axis is announced."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from kpiloop.interfaces.charts.options.bridge import Bridge, BridgeStep, bridge_option, columns, floor_of
from kpiloop.interfaces.web.track.cockpit.page import bridge_rows


def bridge(*figures: int) -> Bridge:
    """First and last figure are totals, the others steps."""
    kinds = ["plan", *["step"] * (len(figures) - 2), "actual"]
    return Bridge(
        tuple(
            BridgeStep(f"s{index}", Decimal(figure), str(figure), kind, "better" if figure > 0 else "worse")
            for index, (figure, kind) in enumerate(zip(figures, kinds, strict=True))
        )
    )


PROFIT = bridge(1296, 62, -118, -24, -38, -14, 52, 1216)


def test_every_step_starts_where_the_one_before_ended() -> None:
    levels = [int(column.after) for column in columns(PROFIT)]
    assert levels == [1296, 1358, 1240, 1216, 1178, 1164, 1216, 1216]
    assert [(int(column.low), int(column.high)) for column in columns(PROFIT)][2] == (1240, 1358)


def test_the_axis_breaks_at_a_round_figure_below_the_steps() -> None:
    assert floor_of(PROFIT) == 1080
    assert floor_of(bridge(100, 60, -90, 70)) == 0


@pytest.mark.parametrize("sample", [PROFIT, bridge(100, 60, -90, 70), bridge(50, -80, 10, -20), bridge(-30, 10, -20)])
def test_bars_and_hidden_bases_add_up_to_the_levels(sample: Bridge) -> None:
    option = bridge_option(sample)
    floor = floor_of(sample)
    _, bases, bars = option["series"][:3]  # type: ignore[index]
    for column, base, bar in zip(columns(sample), bases["data"], bars["data"], strict=True):
        assert base >= 0
        assert bar["value"] >= 0
        assert base + bar["value"] == pytest.approx(float(column.high - floor), abs=1e-9)


def test_only_a_broken_axis_carries_the_break_mark() -> None:
    assert len(bridge_option(PROFIT)["series"]) == 4  # type: ignore[arg-type]
    assert len(bridge_option(bridge(100, 60, -90, 70))["series"]) == 3  # type: ignore[arg-type]


def test_an_option_is_plain_json_without_animation_or_script() -> None:
    text = json.dumps(bridge_option(PROFIT))
    assert json.loads(text)["animation"] is False
    assert "function" not in text


def test_the_table_twin_has_the_same_columns_as_the_picture() -> None:
    rows = bridge_rows(PROFIT, address="/x/")
    assert [row.text for row in rows] == ["1296", "62", "-118", "-24", "-38", "-14", "52", "1216"]
    assert (rows[0].x, rows[0].width) == ("0.00", "77.70")  # 216 of 278
    assert (rows[1].x, rows[1].width) == ("77.70", "22.30")
