"""One KPI day by day: a bar or a point for each, days off apart, and the line of the seven days that end with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kpiloop.interfaces.charts.options import plain
from kpiloop.interfaces.charts.palette import colour

TOP, BOTTOM, RIGHT, LEFT = 14, 30, 12, 34


@dataclass(frozen=True)
class DayBar:
    """One day."""

    name: str  #: word under the axis; empty where the axis would be crowded
    figure: Decimal | None  #: of the day, as written; None is a gap, never 0
    seven_days: Decimal | None  #: of the seven days, on the scale of one; None where it is not drawn
    is_worked: bool  #: False on days off


@dataclass(frozen=True)
class DayBars:
    """Everything the picture shows."""

    days: tuple[DayBar, ...]  #: oldest first
    axis: tuple[tuple[Decimal, str], ...]  #: grid lines with their words, lowest first
    as_points: bool = False  #: for figures whose axis does not begin at 0: a bar would lie about their size


def narrowed(chart: DayBars, *, days: int) -> DayBars:
    """The last days of a chart, for a narrow screen."""
    return replace(chart, days=chart.days[-days:])


def day_bars_option(chart: DayBars) -> dict[str, object]:
    """The option of a chart of days; days without a figure have no bar and break the line."""
    low, high = chart.axis[0][0], chart.axis[-1][0]
    longest = max(len(word) for _figure, word in chart.axis)
    return {
        "animation": False,
        "grid": {"left": max(LEFT, 8 + 7 * longest), "right": RIGHT, "top": TOP, "bottom": BOTTOM},
        "xAxis": plain.names([day.name for day in chart.days]),
        "yAxis": {"type": "value", "show": False, "min": float(low), "max": float(high)},
        "series": [_grid(chart.axis), _points(chart.days) if chart.as_points else _bars(chart.days), _line(chart.days)],
    }


def _grid(axis: Sequence[tuple[Decimal, str]]) -> dict[str, object]:
    lines = [
        {
            "yAxis": float(figure),
            "lineStyle": {"color": colour("ch-grid"), "type": "solid", "width": 1},
            "label": {
                "show": True, "position": "start", "formatter": word, "color": colour("ink-3"), "fontSize": 12,
                "distance": 8,
            },
        }
        for figure, word in axis[1:]
    ]  # fmt: skip
    mark = {"silent": True, "symbol": "none", "z": 1, "data": lines}
    return {"type": "line", "silent": True, "symbol": "none", "data": [None], "z": 1, "markLine": mark}


def _bars(days: Sequence[DayBar]) -> dict[str, object]:
    return {
        "type": "bar",
        "silent": True,
        "z": 2,
        "barCategoryGap": "28%",
        "barMaxWidth": 22,
        "data": [
            {
                "value": None if day.figure is None else float(day.figure),
                "itemStyle": {"color": colour("ch-prior" if day.is_worked else "ch-mute")}
                | ({} if day.is_worked else {"decal": plain.hatch()}),
            }
            for day in days
        ],
    }


def _points(days: Sequence[DayBar]) -> dict[str, object]:
    hollow = {"color": colour("surface"), "borderColor": colour("ch-forecast"), "borderWidth": 1.25, "opacity": 1}
    return {
        "type": "scatter",
        "silent": True,
        "z": 3,
        "symbolSize": 7,
        "itemStyle": {"color": colour("ch-forecast"), "opacity": 1},
        "data": [
            {"value": [index, float(day.figure)]} | ({} if day.is_worked else {"itemStyle": hollow})
            for index, day in enumerate(days)
            if day.figure is not None
        ],
    }


def _line(days: Sequence[DayBar]) -> dict[str, object]:
    shown = [None if day.seven_days is None else float(day.seven_days) for day in days]
    style = {"color": colour("ch-actual"), "width": 1.75}
    return {"type": "line", "silent": True, "symbol": "none", "z": 4, "lineStyle": style, "data": shown}
