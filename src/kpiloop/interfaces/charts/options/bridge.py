"""From one total to another by signed steps, on an axis that may start above zero and says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.interfaces.charts.options import plain
from kpiloop.interfaces.charts.palette import colour

#: Two zigzag edges across a bar: the mark of a broken axis.
BREAK = "path://M0 4L6 0L12 4L18 0L24 4L24 8L18 4L12 8L6 4L0 8Z"
#: A column is never wider, so that the break mark covers it.
BAR_WIDTH = 36
JUDGED = {"better": "var-better", "worse": "var-worse", "neutral": "ch-mute"}
JUDGED_TEXT = {"better": "var-better-text", "worse": "var-worse-text", "neutral": "ink-2"}


@dataclass(frozen=True)
class BridgeStep:
    """One column of the bridge."""

    name: str  #: word under the column
    figure: Decimal  #: a total, or a signed step
    text: str  #: figure as written at the column
    kind: str  #: plan, actual, prior, forecast for totals; step for steps
    judgement: str = "neutral"  #: better, worse or neutral; steps only


@dataclass(frozen=True)
class Bridge:
    """The whole bridge; the steps add up from the first total to the last."""

    steps: tuple[BridgeStep, ...]  #: left to right


@dataclass(frozen=True)
class Column:
    """Where one column stands."""

    low: Decimal  #: lower edge
    high: Decimal  #: upper edge
    after: Decimal  #: level that the next column starts from


def columns(bridge: Bridge) -> list[Column]:
    """Lower and upper edge of every column."""
    placed: list[Column] = []
    level = Decimal(0)
    for step in bridge.steps:
        before, level = (Decimal(0), step.figure) if step.kind != "step" else (level, level + step.figure)
        placed.append(Column(low=min(before, level), high=max(before, level), after=level))
    return placed


def floor_of(bridge: Bridge) -> Decimal:
    """Where the axis starts: zero, or a round figure below the steps when zero would flatten them.

    >>> floor_of(Bridge((BridgeStep("plan", Decimal(1296), "", "plan"), BridgeStep("price", Decimal(-80), "", "step"))))
    Decimal('1180')
    """
    levels = [column.after for column in columns(bridge)]
    low, spread = min(levels), max(levels) - min(levels)
    if spread == 0 or low <= spread * 2:
        return min(Decimal(0), low)
    step = Decimal(1).scaleb(spread.adjusted() - 1)
    return ((low - spread * Decimal("0.4")) // step) * step


def bridge_option(bridge: Bridge) -> dict[str, object]:
    """The option of a bridge."""
    floor, placed = floor_of(bridge), columns(bridge)
    top = max(column.high for column in placed)
    return {
        "animation": False,
        "grid": {"left": 0, "right": 0, "top": 22, "bottom": 24},
        "xAxis": plain.names([step.name for step in bridge.steps]),
        "yAxis": {"type": "value", "show": False, "min": 0, "max": float(top - floor)},
        "series": [
            _connectors(placed, floor),
            _hidden_bases(bridge, placed, floor),
            _bars(bridge, placed, floor),
            *_breaks(bridge, floor, top),
        ],
    }


def _hidden_bases(bridge: Bridge, placed: Sequence[Column], floor: Decimal) -> dict[str, object]:
    heights = [
        float(column.low - floor)
        if step.kind == "step"
        else float(max(min(Decimal(0), column.low) - floor, Decimal(0)))
        for step, column in zip(bridge.steps, placed, strict=True)
    ]
    style = {"color": "none"}
    return {
        "type": "bar",
        "stack": "bridge",
        "silent": True,
        "z": 2,
        "barMaxWidth": BAR_WIDTH,
        "itemStyle": style,
        "data": heights,
    }


def _bars(bridge: Bridge, placed: Sequence[Column], floor: Decimal) -> dict[str, object]:
    return {
        "type": "bar",
        "stack": "bridge",
        "silent": True,
        "z": 2,
        "barCategoryGap": "36%",
        "barMaxWidth": BAR_WIDTH,
        "data": [_bar(step, column, floor) for step, column in zip(bridge.steps, placed, strict=True)],
    }


def _bar(step: BridgeStep, column: Column, floor: Decimal) -> dict[str, object]:
    is_step = step.kind == "step"
    start = column.low if is_step else max(floor, min(Decimal(0), column.low))
    is_down = is_step and step.figure < 0
    text = JUDGED_TEXT[step.judgement] if is_step else "ink"
    return {
        "value": float(column.high - start),
        "itemStyle": {"color": colour(JUDGED[step.judgement])} if is_step else plain.notation(step.kind),
        "label": plain.label(step.text, text, position="bottom" if is_down else "top"),
    }


def _connectors(placed: Sequence[Column], floor: Decimal) -> dict[str, object]:
    lines = [
        [{"coord": [index, float(column.after - floor)]}, {"coord": [index + 1, float(column.after - floor)]}]
        for index, column in enumerate(placed[:-1])
    ]
    mark = {
        "silent": True,
        "symbol": "none",
        "z": 1,
        "label": {"show": False},
        "lineStyle": {"color": colour("ch-axis"), "type": "solid", "width": 1},
        "data": lines,
    }
    return {"type": "line", "silent": True, "data": [], "z": 1, "markLine": mark}


def _breaks(bridge: Bridge, floor: Decimal, top: Decimal) -> list[dict[str, object]]:
    if floor <= 0:
        return []
    height = float((top - floor) * Decimal("0.06"))
    totals = [[index, height] for index, step in enumerate(bridge.steps) if step.kind != "step"]
    style = {"color": colour("surface"), "borderColor": colour("ch-axis"), "borderWidth": 1, "opacity": 1}
    return [
        {
            "type": "scatter",
            "silent": True,
            "z": 4,
            "symbol": BREAK,
            "symbolSize": [44, 11],
            "itemStyle": style,
            "data": totals,
        }
    ]
