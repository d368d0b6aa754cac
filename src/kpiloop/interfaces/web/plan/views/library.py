"""The library of ready KPIs: browse, search, adopt."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kpiloop.interfaces.web.forms.asking import PageRequest, go, today
from kpiloop.interfaces.web.plan.library_page import ALL, FIRST, Wanted, library_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.loop.plan import services
from kpiloop.loop.plan.library import FIELDS, LEVELS


@require_GET
@door("plan.view")
def library(request: PageRequest) -> HttpResponse:
    """Ready KPIs by field of business; a search looks through all of them."""
    asked = request.GET
    text, level = asked.get("q", ""), asked.get("level", "")
    field = asked.get("field", ALL if text else FIRST)
    wanted = Wanted(field if field in FIELDS else ALL, level if level in LEVELS else "", text)
    return render(request, "plan/library.html", {"page": library_page(request.actor, wanted)})


@require_POST
@door("plan.edit", object_kind="library_kpi")
def adopt(request: PageRequest, code: str) -> HttpResponse:
    """Draft the KPI with one click and open its definition."""
    language, begins = get_language() or "zh-hans", today().replace(month=1, day=1)
    adopted = services.adopt_kpi(request.actor, code=code, language=language, valid_from=begins)
    messages.success(request, _("Adopted as a draft. Fit it to your company, then publish it."))
    return go(request, "plan:kpi", adopted)
