"""Signing in and out."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import ANONYMOUS
from kpiloop.foundation.access.services import actor_for, sign_in
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.wording.messages import refusal_sentence


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
@door(public=True)
def enter(request: HttpRequest) -> HttpResponse:
    """The sign-in page; who is signed in already goes on."""
    onward = safe_address(request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(_first(request, onward))
    page = {"next": onward, "username": request.POST.get("username", ""), "refusal": ""}
    if request.method == "GET":
        return render(request, "shell/signin.html", {"page": page})
    try:
        account = sign_in(
            ANONYMOUS,
            username=request.POST.get("username", "").strip(),
            password=request.POST.get("password", ""),
            address=request.META.get("REMOTE_ADDR", ""),
            now=timezone.now(),
        )
    except Refusal as refusal:
        page["refusal"] = refusal_sentence(refusal)
        return render(request, "shell/signin.html", {"page": page}, status=422)
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(_first(request, onward))


def _first(request: HttpRequest, onward: str) -> str:
    """Where to go on; who has no cockpit begins with the data, or with the own settings."""
    actor = actor_for(request.user, on=timezone.localdate())
    if onward != "/" or actor.may("values.view"):
        return onward
    return reverse("collect:sources" if actor.may("sources.view") else "access:settings")


@require_POST
@door(public=True)
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out; the session ends here, not only in the browser."""
    logout(request)
    return redirect("shell:signin")


def safe_address(wanted: str) -> str:
    """An address within this installation; anything else is the first page."""
    return wanted if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "/"
