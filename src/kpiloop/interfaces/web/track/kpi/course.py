"""The course of a KPI over stretches of days that are judged one by one: weeks, half-years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext

from kpiloop.engine.values import Figure
from kpiloop.interfaces.charts.options import control_chart as drawing
from kpiloop.interfaces.charts.render import draw_chart
from kpiloop.interfaces.web.components.figures import Picture
from kpiloop.interfaces.web.track.kpi.history import axis_of
from kpiloop.interfaces.wording import formats
from kpiloop.loop.plan.rows import KpiRow

WIDTH, HEIGHT = 912, 222
NARROW_POINTS, NARROW_WIDTH, NARROW_HEIGHT = 7, 330, 200


def course_of(
    points: Sequence[drawing.ControlPoint],
    targets: Sequence[Figure],
    kpi: KpiRow,
    description: str,
    *,
    short_names: Sequence[str] = (),
) -> Picture | None:
    """The drawn course with its newest target, on a narrow screen by short names; None before the second figure."""
    if sum(point.figure is not None for point in points) < 2:
        return None
    known = [target for target in targets if isinstance(target, Decimal)]
    display = formats.display_of(kpi)
    words = {"target": formats.target(known[-1], display, kpi.direction, with_unit=False)} if known else {}
    chart = drawing.ControlChart(
        points=tuple(points),
        forecast=(),
        limits=None,
        target_text=gettext("Target %(target)s") % words if words else "",
        axis=_with_room(axis_of(points, None), points),
    )
    names = short_names or [point.name for point in points]
    renamed = tuple(replace(point, name=name) for point, name in zip(points, names, strict=True))
    narrow = drawing.narrowed(replace(chart, points=renamed), points=NARROW_POINTS)
    return Picture(
        svg=draw_chart(drawing.control_chart_option(chart, height=HEIGHT), width=WIDTH, height=HEIGHT),
        description=description,
        narrow_svg=draw_chart(
            drawing.control_chart_option(narrow, height=NARROW_HEIGHT), width=NARROW_WIDTH, height=NARROW_HEIGHT
        ),
    )


def shown(figure: Figure | None, divisor: Decimal) -> Decimal | None:
    """A figure as it is drawn: percentages times 100, amounts in their scale."""
    return figure / divisor if isinstance(figure, Decimal) else None


def _with_room(
    levels: tuple[tuple[Decimal, str], ...], points: Sequence[drawing.ControlPoint]
) -> tuple[tuple[Decimal, str], ...]:
    """One more level where a figure lies on the lowest one: one that runs is low, and its figure stands below it."""
    step = levels[1][0] - levels[0][0]
    lowest = min(point.figure for point in points if point.figure is not None)
    if lowest - levels[0][0] >= step / 2:
        return levels
    places = max(-int(step.normalize().as_tuple().exponent), 0)
    return ((levels[0][0] - step, ""), (levels[0][0], formats.number(levels[0][0], places)), *levels[1:])
