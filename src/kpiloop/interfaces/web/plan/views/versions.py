"""Versions of a definition: what reads differently, and the end of a KPI."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kpiloop.governance.bundle import selectors as bundle
from kpiloop.governance.bundle import writing
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, number_asked, today
from kpiloop.interfaces.web.plan.version_page import version_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.loop.plan import services


@require_GET
@door("plan.view", object_kind="kpi")
def changes(request: PageRequest, code: str) -> HttpResponse:
    """Two versions side by side; the last two when none are named."""
    page = version_page(request.actor, code, number_asked(request, "from", 0), number_asked(request, "to", 0))
    return render(request, "plan/kpi_changes.html", {"page": page})


@require_GET
@door("plan.view", object_kind="kpi")
def definition_file(request: PageRequest, code: str) -> HttpResponse:
    """A KPI with its formula as a small text file that people review and hand back."""
    response = HttpResponse(writing.kpi_text(bundle.kpi_bundle(request.actor, code)), content_type="application/yaml")
    response.headers["Content-Disposition"] = f'attachment; filename="{code}.yaml"'
    return response


@require_POST
@door("plan.edit", object_kind="kpi")
def retire(request: PageRequest, code: str) -> HttpResponse:
    """End a KPI that no card uses any more."""
    reason = request.POST.get("reason", "")
    services.retire_kpi(request.actor, code=code, reason=reason, today=today(), now=now())
    messages.success(request, _("Retired. Its past periods keep the definition they had."))
    return go(request, "plan:kpi", code)
