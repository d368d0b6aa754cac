"""Periods: list and close."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kpiloop.engine.errors import Refusal
from kpiloop.governance.archive import services
from kpiloop.governance.archive.errors import CloseOutdated
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, number_asked, today
from kpiloop.interfaces.web.governance.close_page import close_page
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
    """Close a month: the checklist first, waivers between two people, then with a reason or without."""
    refused, act = "", request.POST.get("act", "close")
    if request.method == "POST":
        try:
            return _done(request, period_code, act)
        except Refusal as refusal:
            refused = refusal_sentence(refusal)
    plan = services.explain_close(
        request.actor, services.prepare_close(request.actor, period_code=period_code, now=now())
    )
    shown = {"page": close_page(plan, request.actor.username), "refused": refused, "act": act}
    return render(request, "governance/close.html", shown, status=422 if refused else 200)


def _done(request: PageRequest, period_code: str, act: str) -> HttpResponse:
    """Do what the pressed button says."""
    reason = request.POST.get("reason", "").strip()[:1000]
    if act == "ask":
        services.ask_waiver(request.actor, period_code=period_code, reason=reason, now=now())
        messages.success(request, _("Asked. Another person who may close periods decides."))
        return go(request, "archive:close", period_code)
    if act in ("grant", "refuse"):
        services.decide_waivers(
            request.actor, period_code=period_code, is_granted=act == "grant", reason=reason, now=now()
        )
        messages.success(request, _("Allowed.") if act == "grant" else _("Refused."))
        return go(request, "archive:close", period_code)
    plan = services.prepare_close(request.actor, period_code=period_code, now=now())
    seen = request.POST.get("fingerprint", "")
    if seen and seen != plan.fingerprint:
        raise CloseOutdated(period=period_code)
    services.apply_close(request.actor, plan, waiver=request.POST.get("waiver", "").strip(), now=now())
    messages.success(request, _("Closed. Later edits are refused; the figures stay as they are."))
    return go(request, "archive:periods")
