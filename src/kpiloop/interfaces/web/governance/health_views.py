"""The health report: the four guards in one month."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kpiloop.interfaces.web.forms.asking import PageRequest, today
from kpiloop.interfaces.web.governance.health_page import health_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.shell.place import place_of


@require_GET
@door("meetings.view")
def report(request: PageRequest) -> HttpResponse:
    """What the four guards found in the chosen month, over whatever this reader may see."""
    page = health_page(request.actor, place_of(request).period, today())
    return render(request, "governance/health.html", {"page": page})
