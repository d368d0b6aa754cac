"""What the cockpit and the page of a KPI show, as files for a spreadsheet: codes and every digit."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.reports.day_export import days_named, export_days
from kpiloop.interfaces.reports.export_rows import Cell, Export
from kpiloop.interfaces.reports.half_export import export_halves
from kpiloop.interfaces.reports.value_export import export_values
from kpiloop.interfaces.reports.writers.csv_file import csv_lines
from kpiloop.interfaces.web.forms.asking import PageRequest, number_asked
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.shell.place import place_of
from kpiloop.interfaces.web.track.kpi.splitting import read_split
from kpiloop.loop.plan import selectors as plan

#: Columns beside target, actual and light; a figure a person decided is marked, the system's beside it.
BESIDE = ("ytd", "yoy", "prior", "override", "evidence")
HISTORY = 24


@require_GET
@door("values.view")
def month_file(request: PageRequest) -> StreamingHttpResponse:
    """Every figure of the period at hand that the reader may see."""
    code = place_of(request).period
    also = (*BESIDE, "constant") if request.GET.get("rates") == "constant" else BESIDE
    return _download(export_values(request.actor, period_codes=[code], also=also), f"values-{code}.csv")


@require_GET
@door(permission="values.view", object_kind="assignment")
def kpi_file(request: PageRequest, assignment_id: int) -> StreamingHttpResponse:
    """One KPI of one unit or person up to the period at hand: month by month, by half-years, or day by day."""
    viewer = request.actor
    last = calendar.period(viewer, place_of(request).period)
    held = plan.assignment(viewer, assignment_id, on=last.ends_before - timedelta(days=1))
    name, steps = f"{held.kpi.code}-{held.subject.code}", request.GET.get("steps", "")
    if steps == "day":
        start, end = _days_asked(request, last)
        return _download(
            export_days(viewer, first=start, last=end, kpi_codes=[held.kpi.code], subject_ids=[held.subject.id]),
            f"{name}-{start}-{end}.csv",
        )
    if steps == "half":
        halves = [row.code for row in calendar.periods(viewer, kind="half") if row.starts_on <= last.starts_on]
        export = export_halves(
            viewer, period_codes=halves, also=("own_year", "yoy", "prior", "evidence"),
            subject_ids=[held.subject.id], kpi_codes=[held.kpi.code],
        )  # fmt: skip
        return _download(export, f"{name}-halves.csv")
    months = [row.code for row in calendar.periods(viewer, kind="month") if row.starts_on <= last.starts_on]
    export = export_values(
        viewer,
        period_codes=months[-HISTORY:],
        also=BESIDE,
        subject_ids=[held.subject.id],
        kpi_codes=[held.kpi.code],
    )
    return _download(export, f"{name}.csv")


def _days_asked(request: PageRequest, month: PeriodRow) -> tuple[date, date]:
    """The days of the address, else those of the month so far."""
    first, last = request.GET.get("from", ""), request.GET.get("to", "")
    if not first and not last:
        return month.starts_on, max(min(month.last_day, timezone.localdate()), month.starts_on)
    return days_named(request.actor, first, last)


@require_GET
@door(permission="values.view", object_kind="assignment")
def split_file(request: PageRequest, assignment_id: int) -> StreamingHttpResponse:
    """A KPI opened, every row of it: one line per unit, member and month; without a member the unit itself."""
    found = read_split(
        request.actor, place_of(request).period, assignment_id=assignment_id, by=request.GET.get("by", ""),
        count=number_asked(request, "months", 6), unit=request.GET.get("unit", ""),
    )  # fmt: skip
    kpi = found.assignment.kpi.code
    lines: list[tuple[Cell, ...]] = []
    for each in (found.whole, *found.units):
        lines += [(row.id, each.subject.code, kpi, code, "", row.actual) for code, row in sorted(each.values.items())]
        for member, course in each.members.items():
            lines += [(None, each.subject.code, kpi, code, member, figure) for code, figure in sorted(course.items())]
    columns = ("id", "subject", "kpi", "period", found.by, "actual")
    return _download(Export("values", columns, tuple(lines)), f"{kpi}-{found.unit.code}-{found.by}.csv")


def _download(export: Export, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(csv_lines(export), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
