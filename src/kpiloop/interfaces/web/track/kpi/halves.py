"""The half-years of one KPI: a chart against the target, and the table beside like half-years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.charts.options import control_chart as drawing
from kpiloop.interfaces.web.components.figures import Picture
from kpiloop.interfaces.web.track.kpi.course import course_of, shown
from kpiloop.interfaces.web.track.kpi.stretches import HalfLine, Halves
from kpiloop.interfaces.web.worded import addresses
from kpiloop.interfaces.web.worded.figures import places_of
from kpiloop.interfaces.wording import formats, periods
from kpiloop.interfaces.wording.labels import has_label, label
from kpiloop.loop.plan.rows import KpiRow
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.selectors import HalfRow

#: Two years and a half.
COUNT = 5


def halves_of(viewer: Actor, *, assignment_id: int, period: str, today: date) -> Halves | None:
    """The last half-years up to a month, by the group's year and by that of its legal entity where they differ."""
    asked = {"assignment_id": assignment_id, "last_period": period, "today": today, "count": COUNT}
    found = track.half_history(viewer, **asked)  # type: ignore[arg-type]
    own = track.half_history(viewer, **asked, own_year=True)  # type: ignore[arg-type]
    if not found:
        return None
    kpi = found[0].assignment.kpi
    first, last = periods.period_name(found[0].half.code), periods.period_name(found[-1].half.code)
    note = formats.clauses([
        formats.unit_of(formats.display_of(kpi)),
        gettext("half-yearly, %(first)s to %(last)s") % {"first": first, "last": last},
    ])  # fmt: skip
    return Halves(
        note=note,
        picture=_picture(found, kpi, f"{kpi.name(formats.language())}, {note}"),
        rows=tuple(_line(row) for row in reversed(found)),
        own_head=gettext("By the year of the legal entity, from month %(month)s") % {"month": own[0].half.start_month}
        if own
        else "",
        own_rows=tuple(_line(row) for row in reversed(own)),
    )


def _line(row: HalfRow) -> HalfLine:
    kpi = row.assignment.kpi
    display = formats.display_of(kpi)
    first, last = (periods.period_name(month.code, short=True) for month in (row.half.months[0], row.half.month))
    return HalfLine(
        name=periods.period_name(row.half.code),
        span=f"{first} – {last}" if len(row.half.months) > 1 else first,
        actual=formats.value(row.actual, display),
        address=addresses.page("proof:value", row.value.id) if row.value else "",
        target=formats.target(row.band or row.target, display, kpi.direction, with_unit=False),
        prior_half=formats.value(row.prior_half, display),
        prior_year=formats.value(row.prior_year, display),
        light=row.light,
        remark=_remark(row),
    )


def _remark(row: HalfRow) -> str:
    said = []
    if not row.half.is_whole or row.is_running:
        said.append(gettext("half-year not over, compared over as many months"))
    if row.value is not None and row.value.state == "partial":
        said.append(label("value_state.partial"))
    if row.value is not None and row.value.actual is None and has_label(f"missing.{row.value.reason}"):
        said.append(label(f"missing.{row.value.reason}"))
    return formats.clauses(said)


def _picture(found: Sequence[HalfRow], kpi: KpiRow, description: str) -> Picture | None:
    divisor, _ = places_of(kpi)
    points = [
        drawing.ControlPoint(
            name=periods.period_name(row.half.code),
            figure=shown(row.actual, divisor),
            target=shown(row.target, divisor),
            text=_written(row, kpi) if index >= len(found) - 1 else "",
            is_signal=row.light == "red",
        )
        for index, row in enumerate(found)
    ]
    names = [f"{row.half.period.fiscal_year % 100:02d}H{row.half.period.number}" for row in found]
    return course_of(points, [row.target for row in found], kpi, description, short_names=names)


def _written(row: HalfRow, kpi: KpiRow) -> str:
    if not isinstance(row.actual, Decimal):
        return ""
    text = formats.value(row.actual, formats.display_of(kpi))
    return gettext("%(figure)s so far") % {"figure": text} if row.is_partial else text
