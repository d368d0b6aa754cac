"""Periods: list and close."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kpiloop.engine.errors import Refusal
from kpiloop.governance.archive import services
from kpiloop.interfaces.web.forms.asking import PageRequest, now, number_asked, today
from kpiloop.interfaces.web.governance.period_list import KINDS, period_list
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.wording.messages import refusal_sentence


@require_GET
@door("plan.view")
def periods(request: PageRequest) -> HttpResponse:
    """Periods of a year: open, closed, reopened, and how they stand."""
    asked = request.GET.get("kind", KINDS[0])
    kind = asked if asked in KINDS else KINDS[0]
    page = period_list(request.actor, kind, number_asked(request, "year", 0), today())
    return render(request, "governance/periods.html", {"page": page, "kinds": KINDS})


@require_http_methods(["GET", "POST"])
@door("periods.close", object_kind="period")
def close(request: PageRequest, period_code: str) -> HttpResponse:
    """Close a month: what would be frozen and what is incomplete first, then with a reason or without."""
    plan = services.prepare_close(request.actor, period_code=period_code, now=now())
    refused = ""
    if request.method == "POST":
        try:
            services.apply_close(request.actor, plan, waiver=request.POST.get("waiver", "").strip(), now=now())
        except Refusal as refusal:
            refused = refusal_sentence(refusal)
        else:
            messages.success(request, _("Closed. Later edits are refused; the figures stay as they are."))
            return redirect("archive:periods")
    shown = {"plan": services.explain_close(request.actor, plan), "refused": refused}
    return render(request, "governance/close.html", shown, status=422 if refused else 200)
