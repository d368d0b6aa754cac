"""What everybody sets for themselves: language, theme, password, tokens."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.foundation.access import selectors, services
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.access.forms import OwnPasswordForm, TokenForm
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways

FILL = ["GET", "POST"]


@require_GET
@door()
def settings(request: PageRequest) -> HttpResponse:
    """Own language, theme, password and tokens; who may, goes on from here to the organisation."""
    viewer = request.actor
    shown = {
        "account": selectors.account_by_username(viewer, viewer.username),
        "person": org.person_of(viewer),
        "roles": sorted(viewer.roles),
        "tokens": selectors.tokens(viewer),
    }
    return render(request, "access/settings.html", shown)


@require_http_methods(FILL)
@door()
def password(request: PageRequest) -> HttpResponse:
    """Change the own password; the other sessions end."""
    form = OwnPasswordForm(_signed_in(request), request.POST or None)
    if request.method == "POST" and submitted(form, lambda given: _set_password(request, given["password"])):
        messages.success(request, _("Your password is changed."))
        return go(request, "access:settings")
    page = {"title": _("Change your password"), "submit": _("Change it")}
    return show_form(request, "forms/page.html", form, crumbs=(ways.step(_("My settings"), "access:settings"),), **page)


def _signed_in(request: PageRequest) -> AbstractBaseUser:
    """The account behind a page that asks for sign-in."""
    assert isinstance(request.user, AbstractBaseUser)
    return request.user


def _set_password(request: PageRequest, given: str) -> None:
    services.set_password(request.actor, username=request.actor.username, password=given)
    user = _signed_in(request)
    user.refresh_from_db()
    update_session_auth_hash(request, user)  # type: ignore[arg-type]  # our account is no permission mixin


@require_http_methods(FILL)
@door()
def tokens(request: PageRequest) -> HttpResponse:
    """Own tokens; a new one is shown this once."""
    form = TokenForm(request.POST or None)
    made: list[str] = []
    if request.method == "POST" and submitted(form, lambda given: made.append(_create(request, given))):
        form = TokenForm()
    return show_form(request, "access/tokens.html", form, tokens=selectors.tokens(request.actor), made="".join(made))


def _create(request: PageRequest, given: dict[str, Any]) -> str:
    last = given["expires_on"]
    ends = timezone.make_aware(datetime.combine(last, time(23, 59))) if last else None
    return services.create_token(request.actor, name=given["name"], expires_at=ends)


@require_POST
@door()
def revoke(request: PageRequest, token_id: int) -> HttpResponse:
    """End one of the own tokens."""
    services.revoke_token(request.actor, token_id=token_id, now=now())
    messages.success(request, _("The token no longer opens anything."))
    return go(request, "access:tokens")
