"""Variance pages, and writing and confirming causes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.interfaces.reports.variance_export import export_variance
from kpiloop.interfaces.reports.writers.csv_file import csv_lines
from kpiloop.interfaces.web.analyse.asking import asked_of
from kpiloop.interfaces.web.analyse.cause_page import CauseForm, WithdrawForm, cause_panel
from kpiloop.interfaces.web.analyse.reading import read_variance
from kpiloop.interfaces.web.analyse.variance_page import BASELINES, variance_page
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, period_asked, today
from kpiloop.interfaces.web.forms.filling import submitted
from kpiloop.interfaces.web.shell.doors import door, tell_refusal
from kpiloop.interfaces.web.shell.place import place_of
from kpiloop.interfaces.web.worded.addresses import page
from kpiloop.loop.analyse import selectors as analyse
from kpiloop.loop.analyse import services
from kpiloop.loop.plan import selectors as plan


@require_GET
@door("values.view")
def explorer(request: PageRequest) -> HttpResponse:
    """The variance of the headline figure of the month."""
    period = period_asked(request)
    bridge = analyse.profit_bridge(request.actor, period_code=period.code) if period else None
    if bridge is None:
        return render(request, "analyse/nothing.html", {"period": period})
    asked = place_of(request)
    return redirect(page("analyse:variance", bridge.contribution.assignment.id) + f"?{asked.query()}")


@require_GET
@door("values.view", object_kind="assignment")
def variance(request: PageRequest, assignment_id: int) -> HttpResponse:
    """What made the gap of one KPI."""
    return _show(request, assignment_id)


@require_GET
@door("values.view", object_kind="assignment")
def variance_file(request: PageRequest, assignment_id: int) -> StreamingHttpResponse:
    """The split the page shows as a file: codes and every digit."""
    place, asked = place_of(request), asked_of(request)
    split = read_variance(
        request.actor, assignment_id, place.period, asked, BASELINES.get(place.comparison, "target")
    ).split
    kpi, subject = split.assignment.kpi, split.assignment.subject
    response = StreamingHttpResponse(csv_lines(export_variance(split)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="variance-{kpi.code}-{subject.code}.csv"'
    return response


@require_http_methods(["GET", "POST"])
@door("causes.write", object_kind="assignment")
def write_cause(request: PageRequest, assignment_id: int) -> HttpResponse:
    """Write why a KPI is off; the page of the gap is the form."""
    place, kpi = place_of(request), plan.assignment(request.actor, assignment_id).kpi
    form = CauseForm(kpi, request.POST or None)
    if request.method == "POST" and submitted(
        form,
        lambda given: services.write_cause(
            request.actor, assignment_id=assignment_id, period_code=place.period, **given
        ),
    ):
        messages.success(request, _("The cause is written. Somebody else in charge confirms it."))
        return go(request, "analyse:variance", assignment_id, anchor="#causes")
    return _show(request, assignment_id, form if form.is_bound else None)


@require_POST
@door("causes.write", object_kind="cause")
def confirm_cause(request: PageRequest, assignment_id: int, cause_id: int) -> HttpResponse:
    """Confirm what somebody else wrote."""
    services.confirm_cause(request.actor, cause_id=cause_id, now=now())
    messages.success(request, _("Confirmed: this cause explains the gap."))
    return go(request, "analyse:variance", assignment_id, anchor="#causes")


@require_POST
@door("causes.write", object_kind="cause")
def withdraw_cause(request: PageRequest, assignment_id: int, cause_id: int) -> HttpResponse:
    """Take a cause back; it stays in the trail."""
    form = WithdrawForm(request.POST)
    if not submitted(
        form,
        lambda given: services.withdraw_cause(request.actor, cause_id=cause_id, reason=given["reason"], now=now()),
    ):
        return tell_refusal(request, form.refusal) if form.refusal else _show(request, assignment_id)
    messages.success(request, _("Withdrawn. It stays in the trail."))
    return go(request, "analyse:variance", assignment_id, anchor="#causes")


def _show(request: PageRequest, assignment_id: int, form: CauseForm | None = None) -> HttpResponse:
    period, place = period_asked(request), place_of(request)
    if period is None:
        return render(request, "analyse/nothing.html", {"period": None})
    built = variance_page(
        request.actor,
        assignment_id,
        period.code,
        asked=asked_of(request),
        comparison=place.comparison,
        today=today(),
    )
    shown = {
        "page": built,
        "causes": cause_panel(
            request.actor, assignment_id, period.code, form=form, is_closed=period.is_closed, suggested=built.suggested
        ),
    }
    return render(request, "analyse/variance.html", shown, status=422 if form else 200)
