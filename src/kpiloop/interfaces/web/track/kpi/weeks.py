"""The weeks of one KPI: a chart against the target, and the table beside the same weeks a year before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext

from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.charts.options import control_chart as drawing
from kpiloop.interfaces.web.components.figures import Picture
from kpiloop.interfaces.web.track.kpi.course import course_of, shown
from kpiloop.interfaces.web.track.kpi.page import WeekLine, Weeks
from kpiloop.interfaces.web.worded import addresses
from kpiloop.interfaces.web.worded.figures import places_of
from kpiloop.interfaces.wording import formats, periods
from kpiloop.interfaces.wording.labels import has_label, label
from kpiloop.interfaces.wording.trust import warning_words
from kpiloop.loop.plan.rows import KpiRow
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.weeks.lines import WeekRow

#: A quarter of weeks.
COUNT = 13
#: Weeks between two words under the axis.
STEP = 3


def weeks_of(viewer: Actor, *, assignment_id: int, period: str, today: date) -> Weeks | None:
    """The last weeks up to the end of a month; None where the KPI is not measured by week."""
    up_to = calendar.period(viewer, period).ends_before - timedelta(days=1)
    found = track.week_history(viewer, assignment_id=assignment_id, up_to=up_to, today=today, count=COUNT)
    if not found:
        return None
    kpi = found[0].assignment.kpi
    values = [row.value for row in found if row.value is not None]
    trust = track.trust(viewer, values, today=today)
    first, last = periods.period_name(found[0].period.code), periods.period_name(found[-1].period.code)
    note = formats.clauses([
        formats.unit_of(formats.display_of(kpi)),
        gettext("weekly, %(first)s to %(last)s") % {"first": first, "last": last},
    ])  # fmt: skip
    is_shifted = calendar.engine_calendar(viewer).shift_week
    return Weeks(
        note=note,
        policy=gettext("A year before: 52 weeks earlier") if is_shifted else gettext("A year before: the same number"),
        picture=_picture(found, kpi, f"{kpi.name(formats.language())}, {note}"),
        rows=tuple(
            _line(row, kpi, warning_words(trust[row.value.id]) if row.value and row.value.id in trust else "")
            for row in reversed(found)
        ),
    )


def _line(row: WeekRow, kpi: KpiRow, doubts: str) -> WeekLine:
    display = formats.display_of(kpi)
    is_missing = row.state == "missing"
    return WeekLine(
        name=periods.period_name(row.period.code, short=True),
        days=f"{periods.day_short(row.period.starts_on)} – {periods.day_short(row.period.last_day)}",
        actual=formats.value(row.actual, display),
        address=addresses.page("proof:value", row.value.id) if row.value else "",
        target=formats.target(row.band or row.target, display, kpi.direction, with_unit=False),
        prior_year=formats.value(row.prior_year, display),
        prior_name=periods.period_name(row.prior_code, short=True) if row.prior_code else "",
        light=row.light,
        remark=_remark(row, doubts),
        is_grave=is_missing,
    )


def _remark(row: WeekRow, doubts: str) -> str:
    """What is to be known about the week, the gravest first."""
    said = []
    if row.state in ("waiting", "due", "missing"):
        said.append(label(f"week_state.{row.state}"))
        reason = row.actual.reason if isinstance(row.actual, Missing) else ""
        if row.value is not None and has_label(f"missing.{reason}"):
            said.append(label(f"missing.{reason}"))
    if row.is_running:
        said.append(gettext("week still running"))
    if doubts:
        said.append(doubts)
    if row.is_own_target:
        said.append(gettext("target set for this week"))
    return formats.clauses(said)


def _picture(found: Sequence[WeekRow], kpi: KpiRow, description: str) -> Picture | None:
    divisor, _ = places_of(kpi)
    points = [_point(row, kpi, divisor, index, len(found)) for index, row in enumerate(found)]
    return course_of(points, [row.target for row in found], kpi, description)


def _point(row: WeekRow, kpi: KpiRow, divisor: Decimal, index: int, count: int) -> drawing.ControlPoint:
    text = ""
    if index == count - 1 and isinstance(row.actual, Decimal):
        text = formats.value(row.actual, formats.display_of(kpi))
        text = gettext("%(figure)s so far") % {"figure": text} if row.is_partial else text
    return drawing.ControlPoint(
        name=periods.period_name(row.period.code, short=True) if (count - 1 - index) % STEP == 0 else "",
        figure=shown(row.actual, divisor),
        target=shown(row.target, divisor),
        text=text,
        is_signal=row.light == "red",
    )
