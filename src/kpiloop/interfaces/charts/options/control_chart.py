"""One KPI over time: limits of its ordinary variation, target in force, forecast, annotations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kpiloop.interfaces.charts.options import plain
from kpiloop.interfaces.charts.palette import colour

TOP, BOTTOM, LEFT, RIGHT = 14, 30, 34, 84
#: Words at the right edge keep this distance, in pixels.
LINE_HEIGHT = 17


@dataclass(frozen=True)
class ControlPoint:
    """One period."""

    name: str  #: word under the axis; empty where the axis would be crowded
    figure: Decimal | None  #: actual as written (percentages times 100); None is a gap
    target: Decimal | None  #: target in force
    text: str = ""  #: figure written at the point; empty for none
    is_signal: bool = False  #: True when the point is no ordinary variation


@dataclass(frozen=True)
class ForecastPoint:
    """One period to come."""

    name: str  #: word under the axis
    figure: Decimal  #: point forecast
    target: Decimal | None  #: target in force
    text: str  #: figure written at the point


@dataclass(frozen=True)
class Limits:
    """Mean and limits of the individuals chart."""

    mean: Decimal  #: centre line
    upper: Decimal  #: upper limit
    lower: Decimal  #: lower limit
    mean_text: str  #: as written at the right edge
    upper_text: str  #: likewise
    lower_text: str  #: likewise


@dataclass(frozen=True)
class Annotation:
    """A remark at one period."""

    index: int  #: which point
    text: str  #: up to two lines


@dataclass(frozen=True)
class ControlChart:
    """Everything the picture shows."""

    points: tuple[ControlPoint, ...]  #: oldest first
    forecast: tuple[ForecastPoint, ...]  #: next periods
    limits: Limits | None  #: None under six points
    target_text: str  #: target as written at the right edge; empty without a target
    axis: tuple[tuple[Decimal, str], ...]  #: grid lines with their words, lowest first
    annotations: tuple[Annotation, ...] = ()  #: remarks


def narrowed(chart: ControlChart, *, points: int) -> ControlChart:
    """The last periods of a chart, for a narrow screen; the limits stay those of the whole."""
    cut = max(len(chart.points) - points, 0)
    kept = tuple(replace(each, index=each.index - cut) for each in chart.annotations if each.index >= cut)
    return replace(chart, points=chart.points[cut:], annotations=kept)


def control_chart_option(chart: ControlChart, *, height: int) -> dict[str, object]:
    """The option of a control chart; `height` decides how far apart words must be pushed."""
    low, high = chart.axis[0][0], chart.axis[-1][0]
    names = [*(point.name for point in chart.points), *(point.name for point in chart.forecast)]
    return {
        "animation": False,
        "grid": {"left": left_of(chart), "right": RIGHT, "top": TOP, "bottom": BOTTOM},
        "xAxis": _x_axis(names),
        "yAxis": {"type": "value", "show": False, "min": float(low), "max": float(high)},
        "series": [
            _forecast_zone(chart, high),
            _grid_and_limits(chart, height),
            _target(chart),
            _actual(chart),
            _signals(chart),
            _forecast(chart),
            _remarks(chart),
        ],
    }


def _x_axis(names: Sequence[str]) -> dict[str, object]:
    axis = plain.names(names)
    return axis | {"axisTick": {"show": False}, "axisLabel": {**dict(axis["axisLabel"]), "fontSize": 12}}  # type: ignore[call-overload]


def _line(figures: Sequence[Decimal | None], **more: object) -> dict[str, object]:
    shown = [None if figure is None else float(figure) for figure in figures]
    return {"type": "line", "silent": True, "symbol": "none", "data": shown, **more}


def _grid_and_limits(chart: ControlChart, height: int) -> dict[str, object]:
    series = _line([None], z=1)
    lines: list[dict[str, object]] = [
        _level(figure, word, "ch-grid", "solid", position="start", token="ink-3") for figure, word in chart.axis[1:]
    ]
    limits = chart.limits
    shifts = _shifts(chart, height)
    if limits is not None:
        lines += [
            _level(limits.upper, limits.upper_text, "ch-limit", "dashed", shift=shifts.get("upper", 0)),
            _level(limits.mean, limits.mean_text, "ch-limit", "solid", shift=shifts.get("mean", 0)),
            _level(limits.lower, limits.lower_text, "ch-limit", "dashed", shift=shifts.get("lower", 0)),
        ]
        band = [{"yAxis": float(limits.lower)}, {"yAxis": float(limits.upper)}]
        series["markArea"] = {"silent": True, "itemStyle": {"color": colour("ch-limit-band")}, "data": [band]}
    known = [target for target in _targets(chart) if target is not None]
    if known and chart.target_text:
        level = _level(known[-1], chart.target_text, "surface", "solid", token="ink", shift=shifts.get("target", 0))
        level["lineStyle"] = {"width": 0}
        lines.append(level)
    series["markLine"] = {"silent": True, "symbol": "none", "z": 1, "data": lines}
    return series


def _level(
    figure: Decimal, word: str, line: str, kind: str, *, position: str = "end", token: str = "ink-2", shift: float = 0
) -> dict[str, object]:
    return {
        "yAxis": float(figure),
        "lineStyle": {"color": colour(line), "type": kind, "width": 1},
        "label": {
            "show": True,
            "position": position,
            "formatter": word,
            "color": colour(token),
            "fontSize": 12,
            "fontWeight": 600 if token == "ink" else 400,
            "distance": 8,
            "offset": [0, shift],
        },
    }


def _shifts(chart: ControlChart, height: int) -> dict[str, float]:
    """How far each word at the right edge moves so that none covers another."""
    low, high = chart.axis[0][0], chart.axis[-1][0]
    per_unit = Decimal(height - TOP - BOTTOM) / (high - low)
    levels: list[tuple[str, Decimal]] = []
    if chart.limits is not None:
        levels += [("upper", chart.limits.upper), ("mean", chart.limits.mean), ("lower", chart.limits.lower)]
    known = [target for target in _targets(chart) if target is not None]
    if known:
        levels.append(("target", known[-1]))
    placed = sorted(((name, (high - figure) * per_unit) for name, figure in levels), key=lambda each: each[1])
    wanted = [float(place) for _, place in placed]
    spread = _spread(wanted)
    return {name: round(after - before, 1) for (name, _), before, after in zip(placed, wanted, spread, strict=True)}


def _spread(places: list[float]) -> list[float]:
    moved = list(places)
    for _ in range(8):
        for index in range(1, len(moved)):
            overlap = LINE_HEIGHT - (moved[index] - moved[index - 1])
            if overlap > 0:
                moved[index - 1] -= overlap / 2
                moved[index] += overlap / 2
    return moved


def _targets(chart: ControlChart) -> list[Decimal | None]:
    return [*(point.target for point in chart.points), *(point.target for point in chart.forecast)]


def _target(chart: ControlChart) -> dict[str, object]:
    return _line(_targets(chart), step="middle", z=2, lineStyle={"color": colour("ch-target"), "width": 1.25})


def _actual(chart: ControlChart) -> dict[str, object]:
    series = _line(
        [point.figure for point in chart.points],
        z=4,
        lineStyle={"color": colour("ch-actual"), "width": 1.75},
        itemStyle={"color": colour("ch-actual"), "borderColor": colour("surface"), "borderWidth": 1},
    )
    series |= {"symbol": "circle", "symbolSize": 6, "showAllSymbol": True}
    series["data"] = [_written(chart.points, index) for index in range(len(chart.points))]
    return series


def left_of(chart: ControlChart) -> int:
    """Room for the longest word of the axis: 1,400 needs more than 28."""
    longest = max((len(word) for _figure, word in chart.axis), default=0)
    return max(LEFT, 8 + 7 * longest)


def _written(points: Sequence[ControlPoint], index: int) -> dict[str, object]:
    point = points[index]
    value = None if point.figure is None else float(point.figure)
    if not point.text:
        return {"value": value}
    # The figure stands on the side the line leaves free: the line goes on to the right of all but the last.
    is_last = index == len(points) - 1
    beside = points[index - 1].figure if is_last else points[index + 1].figure
    is_higher = point.figure is not None and beside is not None and beside > point.figure
    if is_last:
        is_higher |= point.figure is not None and point.target is not None and point.target > point.figure
        return {
            "value": value,
            "label": plain.label(point.text, "ink", position="bottom" if is_higher else "top", size=12),
        }
    place = plain.label(point.text, "ink", position="right", size=12)
    return {"value": value, "label": place | {"offset": [3, 8 if is_higher else -6]}}


def _signals(chart: ControlChart) -> dict[str, object]:
    rings = [
        [index, float(point.figure)]
        for index, point in enumerate(chart.points)
        if point.is_signal and point.figure is not None
    ]
    style = {"color": "none", "borderColor": colour("ch-actual"), "borderWidth": 1.75, "opacity": 1}
    return {"type": "scatter", "silent": True, "z": 5, "symbolSize": 14, "itemStyle": style, "data": rings}


def _forecast(chart: ControlChart) -> dict[str, object]:
    lead: list[Decimal | None] = [None] * max(len(chart.points) - 1, 0)
    last = chart.points[-1].figure if chart.points and chart.forecast else None
    series = _line(
        [*lead, last, *(point.figure for point in chart.forecast)],
        z=3,
        lineStyle={"color": colour("ch-forecast"), "width": 1.25, "type": "dashed"},
        itemStyle={"color": colour("surface"), "borderColor": colour("ch-forecast"), "borderWidth": 1.25},
    )
    series |= {"symbol": "circle", "symbolSize": 7, "showAllSymbol": True}
    hidden: list[dict[str, object]] = [{"value": None} for _ in lead]
    start: dict[str, object] = {"value": None if last is None else float(last), "symbol": "none"}
    ahead = [
        {
            "value": float(point.figure),
            "label": plain.label(point.text, "ink-3", position="top", size=12) | {"fontWeight": 400},
        }
        for point in chart.forecast
    ]
    series["data"] = [*hidden, start, *ahead]
    return series


def _forecast_zone(chart: ControlChart, high: Decimal) -> dict[str, object]:
    heights = [None] * len(chart.points) + [float(high)] * len(chart.forecast)
    decal = plain.hatch() | {"color": colour("ch-grid")}
    style = {"color": "none", "decal": decal}
    return {"type": "bar", "silent": True, "z": 0, "barWidth": "100%", "itemStyle": style, "data": heights}


def _remarks(chart: ControlChart) -> dict[str, object]:
    high = chart.axis[-1][0]
    lines = []
    for remark in chart.annotations:
        figure = chart.points[remark.index].figure
        if figure is None:
            continue
        gap = (high - chart.axis[0][0]) / 14
        label = {
            "show": True, "position": "end", "align": "right", "formatter": remark.text, "offset": [-8, 22],
            "color": colour("ink-2"), "fontSize": 12, "lineHeight": 16,
        }  # fmt: skip
        ends = [[remark.index, float(figure + gap)], [remark.index, float(high - gap)]]
        lines.append(
            [
                {
                    "coord": ends[0],
                    "symbol": "none",
                    "label": label,
                    "lineStyle": {"color": colour("ch-axis"), "type": "solid"},
                },
                {"coord": ends[1], "symbol": "circle", "symbolSize": 4},
            ]
        )
    return {"type": "line", "data": [], "silent": True, "markLine": {"silent": True, "z": 6, "data": lines}}
