"""The days of one KPI: bars with the line of seven days, and the table beside the day before and a year before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.charts.options import control_chart, day_bars
from kpiloop.interfaces.charts.render import draw_chart
from kpiloop.interfaces.reports.day_export import days_named
from kpiloop.interfaces.web.components.figures import Picture
from kpiloop.interfaces.web.track.kpi.course import shown
from kpiloop.interfaces.web.track.kpi.history import axis_of
from kpiloop.interfaces.web.track.kpi.stretches import DayLine, Days
from kpiloop.interfaces.web.worded.figures import places_of
from kpiloop.interfaces.wording import formats, periods
from kpiloop.interfaces.wording.labels import has_label, label
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.measure.selectors import DayFigure
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow
from kpiloop.loop.track import selectors as track

WIDTH, HEIGHT = 912, 222
NARROW_DAYS, NARROW_WIDTH, NARROW_HEIGHT = 14, 330, 200
#: Most words under the axis.
NAMES = 11
_SEVEN = 7


def days_of(
    viewer: Actor, line: AssignmentRow, *, period: str, today: date, first: str = "", last: str = ""
) -> Days | None:
    """The days asked for, else those of a month so far; None where the KPI has no figures of days."""
    if not track.has_days(viewer, kpi=line.kpi.code, on=calendar.period(viewer, period).last_day):
        return None
    start, end, mistake = _asked(viewer, period, today, first, last)
    found = track.day_history(viewer, assignment_id=line.id, first=start, last=end)
    kpi = line.kpi
    note = formats.clauses([
        formats.unit_of(formats.display_of(kpi)),
        gettext("daily, %(first)s to %(last)s") % {"first": periods.day(start), "last": periods.day(end)},
    ])  # fmt: skip
    is_shifted = calendar.engine_calendar(viewer).shift_week
    return Days(
        note=note,
        first=start.isoformat(),
        last=end.isoformat(),
        mistake=mistake,
        legend=formats.clauses(
            [gettext("hatched or hollow: days off"), *([held] if (held := _line_note(kpi)) else [])]
        ),
        policy=gettext("A year before: 52 weeks earlier") if is_shifted else gettext("A year before: the same date"),
        picture=_picture(found, kpi, f"{kpi.name(formats.language())}, {note}"),
        rows=tuple(_line(row, kpi) for row in reversed(found)),
    )


def _asked(viewer: Actor, period: str, today: date, first: str, last: str) -> tuple[date, date, str]:
    """First and last day, and what is wrong with those that were asked for."""
    month = calendar.period(viewer, period)
    end = max(min(month.last_day, today), month.starts_on)
    if not first and not last:
        return month.starts_on, end, ""
    try:
        return (*days_named(viewer, first, last or end.isoformat()), "")
    except Refusal as refused:
        return month.starts_on, end, sentence(refused.code, refused.fields)


def _line(row: DayFigure, kpi: KpiRow) -> DayLine:
    display = formats.display_of(kpi)
    reason = row.figure.reason if isinstance(row.figure, Missing) else ""
    return DayLine(
        name=periods.day_with_weekday(row.on),
        actual=formats.value(row.figure, display),
        reason=label(f"missing.{reason}") if reason and has_label(f"missing.{reason}") else "",
        seven_days=formats.value(row.seven_days, display),
        is_seven_partial=row.is_seven_partial and isinstance(row.seven_days, Decimal),
        prior_day=formats.value(row.prior_day, display),
        prior_year=formats.value(row.prior_year, display),
        prior_year_on=periods.day_with_weekday(row.prior_year_on) if row.prior_year_on else "",
        is_worked=row.is_worked,
    )


def _line_note(kpi: KpiRow) -> str:
    if kpi.time_kind == "flow":
        return gettext("line: a seventh of the last seven days")
    return gettext("line: the last seven days") if kpi.time_kind in ("ratio", "derived") else ""


def _picture(found: Sequence[DayFigure], kpi: KpiRow, description: str) -> Picture | None:
    if not any(isinstance(row.figure, Decimal) for row in found):
        return None
    days = tuple(_bar(row, kpi, index, len(found)) for index, row in enumerate(found))
    points = [control_chart.ControlPoint("", day.figure, day.seven_days) for day in days]
    # Bars stand on 0; a ratio moves too little for that and is cut off below.
    is_ratio = kpi.time_kind in ("ratio", "derived")
    base = () if is_ratio else (control_chart.ControlPoint("", Decimal(0), None),)
    chart = day_bars.DayBars(days, axis_of([*points, *base], None), as_points=is_ratio)
    narrow = day_bars.narrowed(chart, days=NARROW_DAYS)
    return Picture(
        svg=draw_chart(day_bars.day_bars_option(chart), width=WIDTH, height=HEIGHT),
        description=description,
        narrow_svg=draw_chart(day_bars.day_bars_option(narrow), width=NARROW_WIDTH, height=NARROW_HEIGHT),
    )


def _bar(row: DayFigure, kpi: KpiRow, index: int, count: int) -> day_bars.DayBar:
    divisor, _ = places_of(kpi)
    seven = shown(row.seven_days, divisor) if _line_note(kpi) and not row.is_seven_partial else None
    step = max(-(-count // NAMES), 1)
    return day_bars.DayBar(
        name=periods.day_short(row.on) if (count - 1 - index) % step == 0 else "",
        figure=shown(row.figure, divisor),
        seven_days=seven / _SEVEN if seven is not None and kpi.time_kind == "flow" else seven,
        is_worked=row.is_worked,
    )
