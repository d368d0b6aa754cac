"""What is off, and what waits for an answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, number_asked, period_asked, today
from kpiloop.interfaces.web.forms.filling import submitted
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.track.alert.page import alert_detail
from kpiloop.interfaces.web.track.alert_page import STATES, AcknowledgeForm, alert_page
from kpiloop.interfaces.web.track.exception_page import KINDS, Wanted, exception_page, own_kind
from kpiloop.loop.track import services


@require_GET
@door("values.view")
def exceptions(request: PageRequest) -> HttpResponse:
    """Everything missed or at risk in a month."""
    period, asked = period_asked(request), request.GET
    if period is None or period.kind != "month":
        return render(request, "track/exceptions.html", {"page": None})
    kind = asked.get("kind") or own_kind(request.actor, period.code)
    wanted = Wanted(
        light=asked.get("light", ""),
        subject=asked.get("subject", ""),
        kpi=asked.get("kpi", ""),
        kind=kind if kind in KINDS else own_kind(request.actor, period.code),
        number=number_asked(request, "page"),
    )
    return render(request, "track/exceptions.html", {"page": exception_page(request.actor, period, wanted, today())})


@require_GET
@door("values.view")
def alerts(request: PageRequest) -> HttpResponse:
    """The inbox of the reader, or everything in sight."""
    page = alert_page(request.actor, state=_state(request.GET.get("state")), mine=request.GET.get("whose") != "all")
    return render(request, "track/alerts.html", {"page": page})


@require_GET
@door("values.view")
def alert(request: PageRequest, alert_id: int) -> HttpResponse:
    """One alert with everything that was told about it."""
    return render(request, "track/alert.html", {"page": alert_detail(request.actor, alert_id)})


@require_POST
@door("alerts.acknowledge", object_kind="alert")
def acknowledge(request: PageRequest) -> HttpResponse:
    """Answer one alert or all of one KPI with a note."""
    keys = [int(key) for key in request.POST.getlist("alert") if key.isascii() and key.isdigit()]
    form = AcknowledgeForm(keys, request.POST)
    whose = "all" if request.POST.get("whose") == "all" else ""

    def answer(given: dict[str, str]) -> None:
        for key in keys:
            services.acknowledge(request.actor, alert_id=key, note=given["note"], now=now())

    if submitted(form, answer):
        said = ngettext("%(count)d alert is answered.", "%(count)d alerts are answered.", len(keys))
        messages.success(request, said % {"count": len(keys)})
        return go(request, "track:alerts", whose=whose)
    page = alert_page(request.actor, state="open", mine=not whose, form=form)
    return render(request, "track/alerts.html", {"page": page}, status=422)


def _state(asked: str | None) -> str:
    return asked if asked in STATES else "open"
