"""The strategy map with its links, initiatives, and key results with check-ins."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.interfaces.web.design.strategy_forms import (
    InitiativeForm,
    KeyResultChangeForm,
    KeyResultForm,
    LinkForm,
)
from kpiloop.interfaces.web.design.strategy_page import strategy_page
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, number_asked, period_asked, today
from kpiloop.interfaces.web.forms.filling import PageForm, show_form, submitted
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan import services

FILL = ["GET", "POST"]


@require_GET
@door("plan.view")
def strategy(request: PageRequest) -> HttpResponse:
    """The map of one fiscal year."""
    return render(
        request, "design/strategy.html", {"page": strategy_page(request.actor, _year(request), period_asked(request))}
    )


@require_http_methods(FILL)
@door("plan.edit")
def link(request: PageRequest) -> HttpResponse:
    """State what moves what, or change how a link that the address names is held."""
    cause, effect, year = request.GET.get("cause", ""), request.GET.get("effect", ""), _year(request)
    links = plan.objective_links(request.actor, fiscal_year=year) if cause else ()
    held = next((row for row in links if (row.cause, row.effect) == (cause, effect)), None)
    form = LinkForm(request.actor, year, request.POST or None, kept=held)
    title = _("Change the link") if held else _("Link two objectives")
    return _filled(request, form, title, lambda given: services.link_objectives(request.actor, **given))


@require_POST
@door("plan.edit")
def unlink(request: PageRequest) -> HttpResponse:
    """Take a link back."""
    cause, effect = request.POST.get("cause", ""), request.POST.get("effect", "")
    if services.unlink_objectives(request.actor, cause=cause, effect=effect):
        messages.success(request, _("The link is removed."))
    return go(request, "design:strategy", year=request.POST.get("year", ""))


@require_http_methods(FILL)
@door("plan.edit")
def initiative(request: PageRequest) -> HttpResponse:
    """Write an initiative down, or change the one the address names."""
    code, year = request.GET.get("code", ""), _year(request)
    rows = plan.initiatives(request.actor, fiscal_year=year) if code else ()
    held = next((row for row in rows if row.code == code), None)
    form = InitiativeForm(request.actor, year, request.POST or None, kept=held)
    title = _("Change the initiative %(code)s") % {"code": held.code} if held else _("Initiative")
    return _filled(request, form, title, lambda given: services.save_initiative(request.actor, **given))


@require_http_methods(FILL)
@door("plan.edit")
def key_result(request: PageRequest) -> HttpResponse:
    """State a key result, or put the one the address names right."""
    code, year = request.GET.get("code", ""), _year(request)
    rows = plan.key_results(request.actor, fiscal_year=year, dropped=True) if code else ()
    if held := next((row for row in rows if row.code == code), None):
        change = KeyResultChangeForm(request.actor, year, held, request.POST or None)
        title = _("Change the key result %(code)s") % {"code": held.code}
        return _filled(request, change, title, lambda given: services.change_key_result(request.actor, **given))
    form = KeyResultForm(request.actor, year, request.POST or None)
    return _filled(request, form, _("Key result"), lambda given: services.add_key_result(request.actor, **given))


@require_POST
@door("plan.view", object_kind="key_result")
def check_in(request: PageRequest) -> HttpResponse:
    """Say where a key result stands."""
    try:
        value, confidence = Decimal(request.POST["value"]), int(request.POST["confidence"])
    except (KeyError, ValueError, InvalidOperation):
        messages.error(request, _("Type the figure and a confidence from 0 to 10."))
        return go(request, "design:strategy")
    code, note = request.POST.get("code", ""), request.POST.get("note", "")
    services.check_in(request.actor, code=code, value=value, confidence=confidence, note=note, on=today(), now=now())
    messages.success(request, _("Checked in."))
    return go(request, "design:strategy")


def _filled(request: PageRequest, form: PageForm, title: str, act: Callable[[dict[str, Any]], object]) -> HttpResponse:
    if request.method == "POST" and submitted(form, act):
        messages.success(request, _("Saved."))
        return go(request, "design:strategy")
    page = {"title": title, "submit": _("Save"), "two": True}
    return show_form(request, "forms/page.html", form, crumbs=ways.strategy(_year(request)), **page)


def _year(request: PageRequest) -> int:
    period = period_asked(request)
    return number_asked(request, "year", period.fiscal_year if period else today().year)
