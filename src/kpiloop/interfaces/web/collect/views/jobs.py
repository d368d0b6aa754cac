"""Work in the background: list, one job with its progress, cancelling."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kpiloop.foundation.jobs import selectors
from kpiloop.foundation.jobs.services import cancel_run
from kpiloop.interfaces.web.collect.job_page import job_line, job_list
from kpiloop.interfaces.web.collect.source_page import pulses
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, number_asked
from kpiloop.interfaces.web.shell.doors import door


@require_GET
@door()
def jobs(request: PageRequest) -> HttpResponse:
    """Jobs, newest first: all for who sees sources, the own ones for others."""
    return render(request, "collect/jobs.html", {"page": job_list(request.actor, number_asked(request, "page"), now())})


@require_GET
@door(object_kind="run")
def job(request: PageRequest, run_id: int) -> HttpResponse:
    """One job; while it runs its part of the page renews itself."""
    line = job_line(selectors.run(request.actor, run_id))
    template = "collect/_job.html" if getattr(request, "htmx", False) else "collect/job.html"
    return render(request, template, {"line": line, "pulses": pulses(selectors.beats(request.actor), now())})


@require_POST
@door(object_kind="run")
def cancel(request: PageRequest, run_id: int) -> HttpResponse:
    """Stop a job; what it has not finished leaves no trace."""
    selectors.run(request.actor, run_id)
    cancel_run(request.actor, run_id=run_id)
    messages.success(request, _("Cancelled. It stops at its next step and leaves no effect."))
    return go(request, "collect:job", run_id)
