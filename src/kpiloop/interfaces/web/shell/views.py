"""Pages and answers that belong to no stage: assets, theme, language, help, errors."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kpiloop.foundation.access.actors import ANONYMOUS
from kpiloop.foundation.access.services import set_language
from kpiloop.interfaces.web.shell import assets
from kpiloop.interfaces.web.shell.doors import door, greet
from kpiloop.interfaces.web.shell.entrance import safe_address
from kpiloop.interfaces.web.shell.language import COOKIE, KNOWN
from kpiloop.interfaces.web.shell.navigation import THEME_COOKIE, THEMES

A_YEAR = 365 * 24 * 3600


@require_GET
@door(public=True)
def styles(request: HttpRequest, digest: str) -> HttpResponse:
    """The stylesheet; its address names its content, so it may be kept for ever."""
    return _bundle(request, assets.stylesheet(), "text/css; charset=utf-8")


@require_GET
@door(public=True)
def scripts(request: HttpRequest, digest: str) -> HttpResponse:
    """The script of all pages."""
    return _bundle(request, assets.script(), "text/javascript; charset=utf-8")


def _bundle(request: HttpRequest, bundle: assets.Bundle, kind: str) -> HttpResponse:
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(bundle.packed if is_packed else bundle.text, content_type=kind)
    if is_packed:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


@require_POST
@door(public=True)
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark or as the system; kept on this device."""
    chosen = request.POST.get("theme", "")
    if chosen not in THEMES:
        raise Http404
    response = redirect(safe_address(request.POST.get("next", "/")))
    response.set_cookie(THEME_COOKIE, chosen, max_age=A_YEAR, samesite="Lax")
    return response


@require_POST
@door(public=True)
def choose_language(request: HttpRequest) -> HttpResponse:
    """Chinese or English; kept with the account and on this device."""
    chosen = request.POST.get("language", "")
    if chosen not in KNOWN:
        raise Http404
    if request.actor != ANONYMOUS:  # type: ignore[attr-defined]
        set_language(request.actor, language=chosen)  # type: ignore[attr-defined]
    response = redirect(safe_address(request.POST.get("next", "/")))
    response.set_cookie(COOKIE, chosen, max_age=A_YEAR, samesite="Lax")
    return response


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same answer for what does not exist and what this reader may not see."""
    greet(request)
    return render(request, "shell/not_found.html", status=404)


def server_fault(request: HttpRequest) -> HttpResponse:
    """The last resort, outside every door."""
    return render(request, "shell/fault.html", {"fault_id": ""}, status=500)
