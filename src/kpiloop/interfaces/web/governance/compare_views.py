"""Comparing two periods or two units, on a page and as a file."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.governance.archive import selectors
from kpiloop.governance.archive.comparison_rows import OWN
from kpiloop.interfaces.reports.comparison import export_comparison
from kpiloop.interfaces.reports.writers.csv_file import csv_lines
from kpiloop.interfaces.web.forms.asking import PageRequest, period_asked
from kpiloop.interfaces.web.governance.compare_page import EVERY, ON_CARDS, Asked, compare_page, default_periods
from kpiloop.interfaces.web.shell.doors import door


@require_GET
@door("values.view")
def compare(request: PageRequest) -> HttpResponse:
    """Two periods beside each other; without a choice, the period at hand and the same one a year before."""
    asked = asked_for(request)
    page = compare_page(request.actor, asked) if asked else None
    return render(request, "governance/compare.html", {"page": page})


@require_GET
@door("values.view")
def compare_file(request: PageRequest) -> HttpResponse | StreamingHttpResponse:
    """The same comparison with codes and every digit."""
    asked = asked_for(request)
    if asked is None:
        return render(request, "governance/compare.html", {"page": None})
    found = selectors.compare(
        request.actor,
        first=asked.first,
        second=asked.second,
        first_unit=asked.first_unit,
        second_unit=asked.second_unit,
        structure=asked.structure,
    )
    response = StreamingHttpResponse(csv_lines(export_comparison(found)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="compare-{asked.first}-{asked.second}.csv"'
    return response


def asked_for(request: PageRequest) -> Asked | None:
    """What the address asks for; None while there is no calendar."""
    given = request.GET
    period = period_asked(request)
    if period is None:
        return None
    before, second = default_periods(request.actor, given.get("second") or period.code)
    return Asked(
        first=given.get("first") or before,
        second=second,
        first_unit=given.get("first_unit", ""),
        second_unit=given.get("second_unit", ""),
        structure=given.get("structure") or OWN,
        kpis=given.get("kpis") or (ON_CARDS if calendar.period(request.actor, second).kind == "month" else EVERY),
    )
