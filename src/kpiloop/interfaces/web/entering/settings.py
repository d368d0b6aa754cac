"""Flows, stand-ins and locks: through whose hands figures go and until when they may be changed."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.interfaces.web.entering.flow_page import flow_page
from kpiloop.interfaces.web.entering.setting_forms import FlowForm, LockForm, StandInForm, UnlockForm
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, today
from kpiloop.interfaces.web.forms.filling import PageForm, show_form, submitted
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.entering.rows import LockRuleRow

#: Where everybody comes back to who may not see how figures flow.
MINE = "entering:mine"


@require_GET
@door("sources.view")
def flows(request: PageRequest) -> HttpResponse:
    """Flows, stand-ins and locks at one glance."""
    return render(request, "entering/flows.html", {"page": flow_page(request.actor, today(), now())})


@require_http_methods(["GET", "POST"])
@door("sources.edit")
def new_flow(request: PageRequest) -> HttpResponse:
    """Say through whose hands figures go, or change the flow the address names."""
    code = request.GET.get("code", "")
    held = next((row for row in selectors.flows(request.actor) if row.code == code), None) if code else None
    form = FlowForm(request.actor, request.POST or None, kept=held)

    def act(given: dict[str, Any]) -> object:
        named = {name: given[name] for name in ("code", "name_zh", "name_en", "kpis", "version")}
        return services.set_flow(request.actor, **named, nodes=form.nodes(given), now=now())

    title = _("Change the flow %(code)s") % {"code": held.code} if held else _("A flow for figures")
    return _form(request, form, act, title, _("The flow is set."), columns="four")


@require_POST
@door("sources.edit", object_kind="flow")
def end_flow(request: PageRequest) -> HttpResponse:
    """Let the figures of a flow count at once again; changing it takes it up again."""
    services.end_flow(request.actor, code=request.POST.get("code", ""), now=now())
    messages.success(request, _("The flow is ended: its figures count at once. Changing it takes it up again."))
    return go(request, "entering:flows")


@require_http_methods(["GET", "POST"])
@door("values.view")
def stand_in(request: PageRequest) -> HttpResponse:
    """Let somebody act for somebody else for a while."""
    form = StandInForm(request.actor, request.POST or None)
    return _form(
        request,
        form,
        lambda given: services.delegate(request.actor, **given, now=now()),
        _("Somebody stands in"),
        _("The stand-in is set."),
        back=MINE,
    )


@require_http_methods(["GET", "POST"])
@door("sources.edit")
def lock(request: PageRequest) -> HttpResponse:
    """Say until when figures may be changed, or change the lock the address names."""
    held = _lock(request, request.GET.get("code", ""))
    form = LockForm(request.actor, request.POST or None, kept=held)
    return _form(
        request,
        form,
        lambda given: services.set_lock_rule(request.actor, **given, now=now()),
        _("Change the lock %(code)s") % {"code": held.code} if held else _("Until when figures may be changed"),
        _("The lock is set."),
    )


@require_POST
@door("sources.edit", object_kind="lock")
def end_lock(request: PageRequest) -> HttpResponse:
    """End a lock: figures may be changed until their month is closed, or another lock holds."""
    held = _lock(request, request.POST.get("code", ""))
    if held is not None:  # one that somebody else ended meanwhile is ended as well
        services.set_lock_rule(
            request.actor, code=held.code, kind=held.kind, days=held.days, kpis=held.kpis, is_active=False, now=now()
        )
        messages.success(request, _("The lock is ended."))
    return go(request, "entering:flows")


def _lock(request: PageRequest, code: str) -> LockRuleRow | None:
    return next((row for row in selectors.lock_rules(request.actor) if row.code == code), None) if code else None


@require_http_methods(["GET", "POST"])
@door("sources.edit")
def unlock(request: PageRequest) -> HttpResponse:
    """Let one account change one KPI past its lock for a while."""
    form = UnlockForm(request.actor, request.POST or None)

    def act(given: dict[str, Any]) -> object:
        until = timezone.make_aware(datetime.combine(given.pop("until"), time.min))
        return services.except_from_lock(request.actor, **given, until=until, now=now())

    return _form(request, form, act, _("Except from a lock"), _("The exception is set and expires by itself."))


def _form(
    request: PageRequest,
    form: PageForm,
    act: Any,
    title: str,
    done: str,
    *,
    back: str = "entering:flows",
    columns: str = "two",
) -> HttpResponse:
    if request.method == "POST" and submitted(form, act):
        messages.success(request, done)
        return go(request, back)
    page = {
        "title": title,
        "submit": _("Set it"),
        columns: True,
    }
    crumbs = (ways.step(_("My figures") if back == MINE else _("Flows and locks"), back),)
    return show_form(request, "forms/page.html", form, crumbs=crumbs, **page)
