"""Periods: list."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kpiloop.interfaces.web.forms.asking import PageRequest, number_asked, today
from kpiloop.interfaces.web.governance.period_list import KINDS, period_list
from kpiloop.interfaces.web.shell.doors import door


@require_GET
@door("plan.view")
def periods(request: PageRequest) -> HttpResponse:
    """Periods of a year: open, closed, reopened, and how they stand."""
    asked = request.GET.get("kind", KINDS[0])
    kind = asked if asked in KINDS else KINDS[0]
    page = period_list(request.actor, kind, number_asked(request, "year", 0), today())
    return render(request, "governance/periods.html", {"page": page, "kinds": KINDS})
