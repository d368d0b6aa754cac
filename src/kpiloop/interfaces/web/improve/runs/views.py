"""Runs of misses, their file, and the rungs of the ladders."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.interfaces.reports.miss_run_export import export_miss_runs
from kpiloop.interfaces.reports.writers.csv_file import csv_lines
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, number_asked, period_asked, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.improve.runs.form import RungForm
from kpiloop.interfaces.web.improve.runs.page import LENGTHS, STATES, rung_words, runs_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.wording import formats
from kpiloop.loop.improve import selectors, services
from kpiloop.loop.improve.errors import RungNotFound
from kpiloop.loop.improve.ladders.rungs import USUAL, Rung
from kpiloop.loop.plan import selectors as plan


@dataclass(frozen=True)
class RungLine:
    """One rung in words."""

    rung: Rung  #: the rung
    when: str  #: when it is reached
    scheme: str = ""  #: name of the scheme it belongs to; empty for all without rules of their own


@require_GET
@door("values.view", object_kind="miss_run")
def runs(request: PageRequest) -> HttpResponse:
    """Runs up to the month at hand."""
    state, misses = request.GET.get("state", ""), number_asked(request, "misses", 0)
    page = runs_page(
        request.actor, up_to=_month(request), state=state if state in STATES else "open", misses=misses or None
    )
    return render(request, "improve/runs.html", {"page": page, "lengths": LENGTHS})


@require_GET
@door("values.view", object_kind="miss_run")
def runs_file(request: PageRequest) -> StreamingHttpResponse:
    """The same as a file, a line per month of each run."""
    misses = number_asked(request, "misses", 0) or None
    export = export_miss_runs(request.actor, up_to=_month(request), misses=misses)
    response = StreamingHttpResponse(csv_lines(export), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="miss-runs.csv"'
    return response


@require_GET
@door("plan.view")
def rungs(request: PageRequest) -> HttpResponse:
    """What follows after how many misses."""
    names = {row.code: row.name(formats.language()) for row in plan.schemes(request.actor)}
    lines = [
        RungLine(rung, rung_words(rung), names.get(rung.scheme, rung.scheme))
        for rung in selectors.consequence_rules(request.actor)
    ]
    usual = [RungLine(rung, rung_words(rung)) for rung in USUAL]
    page = {"lines": lines, "usual": usual, "may_edit": request.actor.may("plan.edit")}
    return render(request, "improve/rungs.html", page)


@require_http_methods(["GET", "POST"])
@door("plan.edit", object_kind="consequence_rule")
def edit(request: PageRequest, code: str = "") -> HttpResponse:
    """Set a rung, new or in force."""
    held = next((rung for rung in selectors.consequence_rules(request.actor) if rung.code == code), None)
    if code and held is None:
        raise RungNotFound(rule=code)
    form = RungForm(request.actor, held, request.POST or None)
    if request.method == "POST" and submitted(
        form, lambda given: services.set_rung(request.actor, rung=form.stated(), now=now())
    ):
        messages.success(request, _("The rule is set. It holds from the next close on."))
        return go(request, "improve:rungs")
    page = {
        "title": held.code if held else _("New rule of consequences"),
        "submit": _("Set the rule"),
        "held": held,
    }
    crumbs = (ways.step(_("Runs of misses"), "improve:runs"), ways.step(_("Rules of consequences"), "improve:rungs"))
    return show_form(request, "improve/rung.html", form, crumbs=crumbs, **page)


@require_POST
@door("plan.edit", object_kind="consequence_rule")
def end(request: PageRequest, code: str) -> HttpResponse:
    """Let a rung no longer hold."""
    services.end_rung(request.actor, code=code, now=now())
    messages.success(request, _("The rule no longer holds."))
    return go(request, "improve:rungs")


def _month(request: PageRequest) -> str | None:
    """The month at hand once it is over; None for the newest one that was judged."""
    period = period_asked(request)
    return period.code if period is not None and period.kind == "month" and period.ends_before <= today() else None
