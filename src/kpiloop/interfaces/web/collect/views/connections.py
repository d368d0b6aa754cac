"""Connecting a database: server, account, table; tried before anything is read."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kpiloop.interfaces.web.collect.connection_page import DATABASES, ConnectionForm, connection_page
from kpiloop.interfaces.web.collect.place_form import FORMS, PlaceForm, WebForm
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.choices import PARQUET, REST
from kpiloop.loop.collect.rows import SourceRow


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password", "secret")
@door("sources.edit", object_kind="source")
def connection(request: PageRequest, code: str) -> HttpResponse:
    """Enter a connection, try it, and choose a table."""
    held = selectors.source(request.actor, code)
    if held.kind in FORMS:
        return _placed(request, held)
    if held.kind not in DATABASES:
        raise Http404
    if request.method == "POST" and "choose" in request.POST:
        return _choose(request, held)
    form = ConnectionForm(held, request.POST or None)
    if request.method == "POST" and submitted(form, lambda given: _save(request, code, form)):
        return go(request, "collect:connection", code, look="1")
    look = not form.is_bound and request.GET.get("look") == "1"
    page = connection_page(request.actor, code, look=look)
    return show_form(request, "collect/connection.html", form, page=page, crumbs=ways.source(held))


@require_POST
@door("sources.edit", object_kind="source")
def accept(request: PageRequest, code: str) -> HttpResponse:
    """Take the columns of today for those the recipe is made for."""
    services.accept_columns(request.actor, source=code)
    messages.success(request, _("Accepted. The next load compares with the columns it finds."))
    return go(request, "collect:source", code)


def _placed(request: PageRequest, held: SourceRow) -> HttpResponse:
    """Where a source without a database lies, and how it is asked."""
    form = FORMS[held.kind](held, request.POST or None)
    if request.method == "POST" and submitted(form, lambda given: _keep_place(request, held, form)):
        messages.success(request, _("The place is kept. Look next at how it is read."))
        return go(request, "collect:source" if held.kind == PARQUET else "collect:recipe", held.code)
    title = _("%(name)s: connection") % {"name": held.name(get_language() or "zh-hans")}
    page = {"title": title, "submit": _("Keep the place"), "two": held.kind == REST}
    return show_form(request, "forms/page.html", form, crumbs=ways.source(held), **page)


def _keep_place(request: PageRequest, held: SourceRow, form: PlaceForm) -> None:
    services.change_source(
        request.actor,
        source=held.code,
        location=form.cleaned_data["location"],
        settings=form.settings(),
        seen=form.cleaned_data["seen"] or None,
    )
    if isinstance(form, WebForm) and form.cleaned_data["secret"]:
        services.set_secret(
            request.actor, source=held.code, name=form.secret_name, value=form.cleaned_data["secret"], now=now()
        )


def _save(request: PageRequest, code: str, form: ConnectionForm) -> None:
    seen = form.cleaned_data["seen"] or None
    services.change_source(request.actor, source=code, settings=form.settings(), seen=seen)
    password = str(form.cleaned_data.get("password") or "")
    if password:
        services.set_secret(request.actor, source=code, value=password, now=now())


def _choose(request: PageRequest, held: SourceRow) -> HttpResponse:
    schema, _bar, table = request.POST["choose"].partition("|")
    kept = {name: value for name, value in held.settings.items() if name not in ("query", "schema", "table")}
    chosen = {**kept, "table": table, **({"schema": schema} if schema else {})}
    services.change_source(request.actor, source=held.code, settings=chosen)
    messages.success(request, _("Chosen. Say next how it is read."))
    return go(request, "collect:recipe", held.code)
