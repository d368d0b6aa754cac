"""Periods: list and close."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.engine.errors import Refusal
from kpiloop.governance.archive import selectors, services
from kpiloop.governance.archive.errors import CloseOutdated
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, number_asked, today
from kpiloop.interfaces.web.governance.close_page import close_page
from kpiloop.interfaces.web.governance.period_list import KINDS, period_list
from kpiloop.interfaces.web.governance.period_page import period_page
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


@require_GET
@door("values.view", object_kind="period")
def period(request: PageRequest, period_code: str) -> HttpResponse:
    """One period: its closes, what differs between two of them, and opening it again."""
    return _period(request, period_code)


@require_POST
@door("periods.reopen", object_kind="period")
def reopen(request: PageRequest, period_code: str) -> HttpResponse:
    """Ask to open a month again for some KPIs and units until a day."""
    given = request.POST
    try:
        services.request_reopen(
            request.actor,
            period_code=period_code,
            reason=given.get("reason", "").strip()[:1000],
            until=_day(given.get("until", "")),
            kpis=given.getlist("kpis"),
            subjects=given.getlist("subjects"),
            new_terms=given.get("terms") == "new",
            now=now(),
        )
    except Refusal as refusal:
        return _period(request, period_code, refusal_sentence(refusal))
    messages.success(request, _("Asked. Another person who may close periods decides."))
    return go(request, "archive:period", period_code)


@require_POST
@door("periods.close", object_kind="reopening")
def decide_reopening(request: PageRequest, reopening_id: int) -> HttpResponse:
    """Approve or refuse a request to open a month again."""
    asked = next((row for row in selectors.reopenings(request.actor) if row.id == reopening_id), None)
    try:
        if request.POST.get("act") == "approve":
            services.approve_reopen(request.actor, reopening_id=reopening_id, now=now())
            messages.success(request, _("Opened again. What was reported stays readable."))
        else:
            services.refuse_reopen(request.actor, reopening_id=reopening_id, now=now())
            messages.success(request, _("Refused."))
    except Refusal as refusal:
        messages.error(request, refusal_sentence(refusal))
    return go(request, "archive:period", asked.period_code) if asked else go(request, "archive:periods")


def _period(request: PageRequest, period_code: str, refused: str = "") -> HttpResponse:
    older, newer = number_asked(request, "older", 0), request.GET.get("newer", "")
    page = period_page(request.actor, period_code, today(), older, newer)
    return render(request, "governance/period.html", {"page": page, "refused": refused}, status=422 if refused else 200)


def _day(written: str) -> date:
    """A day of a form; what is no day is today, so that nothing stays open by mistake."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return today()


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
    shown = {"page": close_page(request.actor, plan), "refused": refused, "act": act}
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
