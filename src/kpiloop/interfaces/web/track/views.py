"""Pages of the track stage: cockpit, one KPI, alerts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kpiloop.interfaces.web.forms.asking import number_asked
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.track.cockpit.building import build_cockpit
from kpiloop.interfaces.web.track.kpi.building import Asked, build_kpi
from kpiloop.interfaces.web.track.kpi.split_page import build_split


@require_GET
@door(permission="values.view")
def cockpit(request: HttpRequest) -> HttpResponse:
    """The first screen: are we on plan, why not, who acts."""
    page = build_cockpit(
        request.actor,  # type: ignore[attr-defined]
        request.place,  # type: ignore[attr-defined]
        today=timezone.localdate(),
        rates=request.GET.get("rates", ""),
    )
    return render(request, "track/cockpit.html", {"page": page})


@require_GET
@door(permission="values.view", object_kind="assignment")
def kpi(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """One KPI of one unit or person: history, who moved it, why, what is done."""
    asked = request.GET
    wanted = Asked(
        by=asked.get("by", ""), is_constant=asked.get("rates") == "constant", steps=asked.get("steps", "month"),
        first=asked.get("from", ""), last=asked.get("to", ""),
    )  # fmt: skip
    page = build_kpi(
        request.actor,  # type: ignore[attr-defined]
        request.place,  # type: ignore[attr-defined]
        assignment_id=assignment_id,
        wanted=wanted,
        today=timezone.localdate(),
    )
    return render(request, "track/kpi.html", {"page": page})


@require_GET
@door(permission="values.view", object_kind="assignment")
def split(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """One KPI opened: the units below, month by month, by a dimension of their rows."""
    page = build_split(
        request.actor,  # type: ignore[attr-defined]
        request.place,  # type: ignore[attr-defined]
        assignment_id=assignment_id,
        by=request.GET.get("by", ""),
        count=number_asked(request, "months", 6),
        unit=request.GET.get("unit", ""),
        number=number_asked(request, "page"),
    )
    return render(request, "track/split.html", {"page": page})
