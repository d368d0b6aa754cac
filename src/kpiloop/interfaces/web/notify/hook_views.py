"""Telling other systems news: which, what, how it went, and sending again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.foundation.notify import selectors, services
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.notify.hook_page import HookForm, hook_list, hook_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways

FILL = ["GET", "POST"]
MANAGE = "accounts.manage"


@require_GET
@door(MANAGE)
def hooks(request: PageRequest) -> HttpResponse:
    """Every address that is told news."""
    return render(request, "notify/hooks.html", {"page": hook_list(request.actor)})


@require_http_methods(FILL)
@door(MANAGE)
def new_hook(request: PageRequest) -> HttpResponse:
    """Name an address; its signing secret is shown this once."""
    form = HookForm(request.POST or None)
    made: list[tuple[int, str]] = []
    if request.method == "POST" and submitted(
        form, lambda given: made.append(services.add_hook(request.actor, now=now(), **given))
    ):
        key, secret = made[0]
        return render(request, "notify/hook.html", {"page": hook_page(request.actor, key, secret)})
    page = {"title": _("New webhook"), "submit": _("Tell it from now on")}
    return show_form(request, "forms/page.html", form, crumbs=ways.webhooks(), **page)


@require_GET
@door(MANAGE, object_kind="hook")
def hook(request: PageRequest, key: int) -> HttpResponse:
    """One webhook with every delivery and its tries."""
    return render(request, "notify/hook.html", {"page": hook_page(request.actor, key)})


@require_http_methods(FILL)
@door(MANAGE, object_kind="hook")
def change(request: PageRequest, key: int) -> HttpResponse:
    """Another address, or other news."""
    held = selectors.hook(request.actor, key)
    initial = {"name": held.name, "address": held.address, "events": held.events}
    form = HookForm(request.POST or None, initial=initial)
    if request.method == "POST" and submitted(
        form, lambda given: services.change_hook(request.actor, hook=key, now=now(), **given)
    ):
        messages.success(request, _("Changed."))
        return go(request, "notify:hook", key)
    page = {"title": _("Change %(name)s") % {"name": held.name}, "submit": _("Change it")}
    crumbs = (*ways.webhooks(), ways.step(held.name, "notify:hook", key))
    return show_form(request, "forms/page.html", form, crumbs=crumbs, **page)


@require_POST
@door(MANAGE, object_kind="hook")
def act(request: PageRequest, key: int) -> HttpResponse:
    """Pause, go on, send a test, make another secret, remove."""
    wanted = request.POST.get("do", "")
    if wanted == "secret":
        secret = services.renew_secret(request.actor, hook=key, now=now())
        return render(request, "notify/hook.html", {"page": hook_page(request.actor, key, secret)})
    if wanted == "remove":
        services.remove_hook(request.actor, hook=key, now=now())
        messages.success(request, _("It is told nothing any more."))
        return go(request, "notify:hooks")
    messages.success(request, _done(request, wanted, key))
    return go(request, "notify:hook", key)


@require_POST
@door(MANAGE, object_kind="hook")
def again(request: PageRequest, key: int, delivery: int) -> HttpResponse:
    """Send one piece of news again."""
    services.redeliver(request.actor, delivery=delivery, now=now())
    messages.success(request, _("It is sent again in a moment."))
    return go(request, "notify:hook", key)


def _done(request: PageRequest, wanted: str, key: int) -> str:
    if wanted == "test":
        services.send_test(request.actor, hook=key, now=now())
        return _("The test is sent in a moment; look here how it went.")
    is_active = wanted == "go_on"
    services.pause_hook(request.actor, hook=key, is_active=is_active, now=now())
    return _("It goes on; what waited is sent now.") if is_active else _("It is paused; news waits.")
