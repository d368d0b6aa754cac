"""The one way into a page: who looks, what they may, and how a refusal is told."""

from __future__ import annotations

import functools
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from kpiloop.engine.errors import ChangedMeanwhile, Refusal
from kpiloop.foundation.access.actors import ANONYMOUS, Actor
from kpiloop.foundation.access.services import actor_for
from kpiloop.foundation.reading import one_reading
from kpiloop.interfaces.web.shell.place import find_place
from kpiloop.interfaces.wording.messages import refusal_sentence

log = logging.getLogger(__name__)

#: Told exactly like an address that does not exist: a reader must not learn what others may see.
HIDDEN = frozenset(
    {
        "permission_denied",
        "not_found",
        "not_visible",
        "action_not_found",
        "alert_not_found",
        "run_unknown",
        "collect_entry_unknown",
        "hook_unknown",
        "hook_delivery_unknown",
    }
)
#: Ways of asking that write nothing, so that what was read once may stand for the whole page.
SHOWING = ("GET", "HEAD")
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Access:
    """How one page is classified in the permission matrix."""

    permission: str | None  #: what the reader must be allowed to do; None when signing in is enough
    object_kind: str = ""  #: kind of object whose visibility the selector checks on top
    is_public: bool = False  #: True for pages shown before signing in


def door(permission: str | None = None, *, object_kind: str = "", public: bool = False) -> Callable[[View], View]:
    """Open a view to signed-in readers with a permission; `request.actor` is who looks."""
    access = Access(permission=permission, object_kind=object_kind, is_public=public)

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def opened(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not access.is_public and not request.user.is_authenticated:
                return to_sign_in(request)
            if request.method not in SHOWING:
                return _answer(request, access, lambda: view(request, *args, **kwargs))
            with one_reading():
                return _answer(request, access, lambda: view(request, *args, **kwargs))

        opened.access = access  # type: ignore[attr-defined]
        return opened

    return decorate


def _answer(request: HttpRequest, access: Access, show: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    try:
        greet(request)
        if access.permission and not request.actor.may(access.permission):  # type: ignore[attr-defined]
            raise Http404
        if request.user.is_authenticated:
            request.place = find_place(request, request.actor)  # type: ignore[attr-defined]
        return show()
    except Refusal as refusal:
        return tell_refusal(request, refusal)
    except (Http404, PermissionDenied, SuspiciousOperation, BadRequest):
        raise
    except Exception:
        if settings.DEBUG:
            raise
        return tell_fault(request)


def greet(request: HttpRequest) -> None:
    """Say who looks, as `request.actor`, where nobody said it yet: an address that does not exist has no door."""
    if not hasattr(request, "actor"):
        request.actor = _actor(request)  # type: ignore[attr-defined]


def _actor(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        return ANONYMOUS
    return actor_for(request.user, on=timezone.localdate())


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, with the way back; a fragment sends the whole window there."""
    address = f"{settings.LOGIN_URL}?{urlencode({'next': _way_back(request)})}"
    if not getattr(request, "htmx", False):
        return redirect(address)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = address
    return response


def _way_back(request: HttpRequest) -> str:
    htmx = getattr(request, "htmx", None)
    if htmx:
        return htmx.current_url_abs_path or "/"
    return request.get_full_path() if request.method == "GET" else request.path


def tell_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """What was refused, why and what to do next; what may not be seen looks like what does not exist."""
    if refusal.code in HIDDEN:
        raise Http404
    page = {"sentence": refusal_sentence(refusal), "code": refusal.code, "back": _way_back(request)}
    template = "shell/refusal_part.html" if getattr(request, "htmx", False) else "shell/refusal.html"
    return render(request, template, page, status=409 if isinstance(refusal, ChangedMeanwhile) else 422)


def tell_fault(request: HttpRequest) -> HttpResponse:
    """An id the administrator finds in the log; never the fault itself."""
    fault_id = uuid.uuid4().hex[:10]
    log.exception("fault %s at %s", fault_id, request.path)
    return render(request, "shell/fault.html", {"fault_id": fault_id}, status=500)
