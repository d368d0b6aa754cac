"""Passwords and tokens of sources: entered, replaced, removed; no page ever shows one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kpiloop.interfaces.web.forms.asking import PageRequest, go, now
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.loop.collect import services


@require_POST
@sensitive_post_parameters("value")
@door("sources.edit", object_kind="source")
def keep(request: PageRequest, code: str, name: str) -> HttpResponse:
    """Seal a secret in place of an earlier one."""
    services.set_secret(request.actor, source=code, name=name, value=request.POST.get("value", ""), now=now())
    messages.success(request, _("Sealed and kept. Nobody can read it back."))
    return go(request, "collect:source", code)


@require_POST
@door("sources.edit", object_kind="source")
def remove(request: PageRequest, code: str, name: str) -> HttpResponse:
    """Forget a secret."""
    services.remove_secret(request.actor, source=code, name=name, now=now())
    messages.success(request, _("Removed."))
    return go(request, "collect:source", code)
