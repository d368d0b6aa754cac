"""The control chart of one KPI, its finding in words, and its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.utils.translation import gettext

from kpiloop.engine.values import Figure
from kpiloop.interfaces.charts.options import control_chart as drawing
from kpiloop.interfaces.charts.render import draw_chart
from kpiloop.interfaces.web.components.figures import Picture
from kpiloop.interfaces.web.track.kpi.page import History, HistoryRow
from kpiloop.interfaces.web.worded.figures import places_of
from kpiloop.interfaces.wording import formats, periods
from kpiloop.loop.analyse.rows import LimitPoint, XmR
from kpiloop.loop.plan.rows import KpiRow
from kpiloop.loop.track.rows import StatusRow

WIDTH, HEIGHT = 912, 262
NARROW_POINTS, NARROW_WIDTH, NARROW_HEIGHT = 9, 330, 230
NAMED_POINTS = 3  # the last points carry their figure


def history_of(found: XmR, statuses: Sequence[StatusRow]) -> History | None:
    """The chart with its words; None without any value."""
    kpi = found.assignment.kpi
    if not any(isinstance(point.actual, Decimal) for point in found.points):
        return None
    title = kpi.name(formats.language())
    unit, first, last = formats.unit_of(formats.display_of(kpi)), found.points[0], found.points[-1]
    judged = {status.period_code: status for status in statuses}
    light = judged[last.period_code].light if last.period_code in judged else "na"
    span = gettext("monthly, %(first)s to %(last)s") % {"first": first.period_code, "last": last.period_code}
    note = formats.clauses([unit, span])
    finding, reason = _finding(found)
    return History(
        title=title,
        note=note,
        light=light,
        finding=finding,
        reason=reason,
        limits_note=_limits_note(found),
        picture=_picture(found, judged, f"{title}, {note}"),
        rows=tuple(_row(point, kpi, judged.get(point.period_code)) for point in reversed(found.points)),
    )


def _finding(found: XmR) -> tuple[str, str]:
    last = found.points[-1]
    if found.limits is None:
        return gettext("Too early to tell."), gettext("Limits need six months with a value.")
    kpi = found.assignment.kpi
    fields = {
        "upper": formats.value(found.limits.upper, formats.display_of(kpi)),
        "lower": formats.value(found.limits.lower, formats.display_of(kpi)),
        "month": periods.period_name(last.period_code, short=True),
    }
    if not isinstance(last.actual, Decimal):
        return gettext("No value."), gettext("%(month)s has no value yet.") % fields
    if last.actual > found.limits.upper:
        return gettext("Not noise."), gettext("%(month)s lies above the upper limit %(upper)s.") % fields
    if last.actual < found.limits.lower:
        return gettext("Not noise."), gettext("%(month)s lies below the lower limit %(lower)s.") % fields
    return gettext("Ordinary variation."), gettext("%(month)s lies within %(lower)s to %(upper)s.") % fields


def _limits_note(found: XmR) -> str:
    if found.limits is None:
        return ""
    fields = {"first": found.base_first, "last": found.base_last, "count": found.limits.points}
    return gettext("Limits from %(first)s to %(last)s, %(count)s points") % fields


def _picture(found: XmR, judged: Mapping[str, StatusRow], description: str) -> Picture:
    chart = chart_of(found, judged)
    narrow = drawing.narrowed(chart, points=NARROW_POINTS)
    return Picture(
        svg=draw_chart(drawing.control_chart_option(chart, height=HEIGHT), width=WIDTH, height=HEIGHT),
        description=description,
        narrow_svg=draw_chart(
            drawing.control_chart_option(narrow, height=NARROW_HEIGHT), width=NARROW_WIDTH, height=NARROW_HEIGHT
        ),
    )


def chart_of(found: XmR, judged: Mapping[str, StatusRow]) -> drawing.ControlChart:
    """The chart in the figures a reader sees: percentages times 100, amounts in their scale."""
    kpi = found.assignment.kpi
    divisor, _ = places_of(kpi)
    count = len(found.points)
    points = tuple(
        drawing.ControlPoint(
            name=_axis_name(point.period_code, index),
            figure=_shown(point.actual, divisor),
            target=_shown(point.target, divisor),
            text=formats.value(point.actual, formats.display_of(kpi)) if _is_named(point, index, count) else "",
            is_signal=point.is_news,
        )
        for index, point in enumerate(found.points)
    )
    last = next((point for point in reversed(found.points) if point.target is not None), None)
    status = judged.get(last.period_code) if last else None
    target = (status.band if status else None) or (last.target if last else None)
    words = {"target": formats.target(target, formats.display_of(kpi), kpi.direction, with_unit=False)}
    limits = _limits(found, divisor)
    return drawing.ControlChart(
        points=points,
        forecast=(),
        limits=limits,
        target_text=gettext("Target %(target)s") % words if target is not None else "",
        axis=axis_of(points, limits),
    )


def _is_named(point: LimitPoint, index: int, count: int) -> bool:
    """The newest figure, and those just before it that are news: more would cover each other."""
    is_near = index >= count - NAMED_POINTS
    return isinstance(point.actual, Decimal) and is_near and (index == count - 1 or point.is_news)


def _shown(figure: Figure | None, divisor: Decimal) -> Decimal | None:
    return figure / divisor if isinstance(figure, Decimal) else None


def _axis_name(code: str, index: int) -> str:
    month = int(code[5:7])
    if month == 1 or (index == 0 and month < 11):
        return periods.period_name(code)
    return periods.period_name(code, short=True) if month in {4, 7, 10} else ""


def _limits(found: XmR, divisor: Decimal) -> drawing.Limits | None:
    if found.limits is None:
        return None
    display = formats.display_of(found.assignment.kpi)
    mean, upper, lower = found.limits.mean, found.limits.upper, found.limits.lower
    return drawing.Limits(
        mean=mean / divisor,
        upper=upper / divisor,
        lower=lower / divisor,
        mean_text=gettext("Mean %(figure)s") % {"figure": formats.value(mean, display)},
        upper_text=gettext("Upper %(figure)s") % {"figure": formats.value(upper, display)},
        lower_text=gettext("Lower %(figure)s") % {"figure": formats.value(lower, display)},
    )


def axis_of(points: Sequence[drawing.ControlPoint], limits: drawing.Limits | None) -> tuple[tuple[Decimal, str], ...]:
    """Four to six round levels around everything the chart shows; the lowest carries no word."""
    shown = [figure for point in points for figure in (point.figure, point.target) if figure is not None]
    shown += [limits.upper, limits.lower] if limits else []
    low, high = min(shown), max(shown)
    spread = (high - low) or abs(high) or Decimal(1)
    rough = spread / 4
    unit = Decimal(1).scaleb(rough.adjusted())
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= rough)
    first = (low / step).to_integral_value(ROUND_FLOOR) * step
    count = int(((high - first) / step).to_integral_value(ROUND_CEILING)) or 1
    places = max(-step.normalize().as_tuple().exponent, 0)  # type: ignore[operator]
    levels = [first + step * index for index in range(count + 1)]
    return tuple((level, formats.number(level, places) if index else "") for index, level in enumerate(levels))


def _row(point: LimitPoint, kpi: KpiRow, judged: StatusRow | None) -> HistoryRow:
    display = formats.display_of(kpi)
    return HistoryRow(
        period=periods.period_name(point.period_code),
        actual=formats.value_with_unit(point.actual, display),
        target=formats.target((judged and judged.band) or point.target, display, kpi.direction),
        prior_year=formats.value_with_unit(point.prior_year, display),
        light=judged.light if judged else "na",
    )
