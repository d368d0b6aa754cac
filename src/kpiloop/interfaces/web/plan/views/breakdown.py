"""Breaking the targets of a whole down to its parts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.forms.asking import PageRequest, go
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.plan.year.calendar_page import CalendarForm, calendar_page
from kpiloop.interfaces.web.plan.year.cascade_page import CascadeForm, cascade_page
from kpiloop.interfaces.web.plan.year.sum_up_page import SumUpForm, sum_up_page
from kpiloop.interfaces.web.plan.year.take_page import take_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.loop.plan import services
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.plan.target_writing import TargetsWritten


@require_http_methods(["GET", "POST"])
@door("targets.edit", object_kind="assignment")
def cascade(request: PageRequest, assignment_id: int) -> HttpResponse:
    """Share the open months of a whole out over its parts; locked cells keep their figure."""
    page = cascade_page(request.actor, assignment_id)
    form = CascadeForm(page, request.POST or None)
    done: list[TargetsWritten] = []
    if request.method == "POST" and submitted(
        form,
        lambda given: done.append(_break_down(request.actor, assignment_id, form)),
    ):
        return _saved(request, done[0], page.assignment)
    return show_form(request, "plan/target_cascade.html", form, page=page, crumbs=ways.targets())


@require_http_methods(["GET", "POST"])
@door("targets.edit", object_kind="assignment")
def sum_up(request: PageRequest, assignment_id: int) -> HttpResponse:
    """Set the whole from its parts: their sum, or their weighted mean where they do not add up."""
    page = sum_up_page(request.actor, assignment_id)
    form = SumUpForm(page, request.POST or None)
    done: list[TargetsWritten] = []
    if request.method == "POST" and submitted(
        form,
        lambda given: done.append(services.sum_up_targets(request.actor, assignment_id=assignment_id, **given)),
    ):
        return _saved(request, done[0], page.assignment)
    return show_form(request, "plan/target_sum_up.html", form, page=page, crumbs=ways.targets())


@require_http_methods(["GET", "POST"])
@door("targets.edit", object_kind="assignment")
def by_calendar(request: PageRequest, assignment_id: int) -> HttpResponse:
    """Targets of calendar months read into the company's own periods."""
    page = calendar_page(request.actor, assignment_id)
    form = CalendarForm(page, request.POST or None)
    done: list[TargetsWritten] = []
    if request.method == "POST" and submitted(
        form,
        lambda given: done.append(
            services.set_by_calendar_months(request.actor, assignment_id=assignment_id, **form.stated())
        ),
    ):
        return _saved(request, done[0], page.assignment)
    shown = {
        "title": page.title,
        "note": page.note,
        "submit": _("Read into the periods"),
    }
    return show_form(request, "plan/target_calendar.html", form, crumbs=ways.targets(), **shown)


@require_http_methods(["GET", "POST"])
@door("targets.edit", object_kind="assignment")
def take(request: PageRequest, assignment_id: int) -> HttpResponse:
    """Take the targets from the figures of another KPI, such as a budget that lies in a source."""
    page = take_page(request.actor, assignment_id, request.GET.get("source", ""))
    if request.method == "POST" and page.changes:
        written = services.set_targets(
            request.actor, targets=[change.asked for change in page.changes], method="source", reason=page.reason
        )
        return _saved(request, written, page.assignment)
    return render(request, "plan/target_take.html", {"page": page, "crumbs": ways.targets()})


def _break_down(actor: Actor, assignment_id: int, form: CascadeForm) -> TargetsWritten:
    growing = form.growing()
    if growing is not None:
        return services.grow_targets(actor, **growing)
    return services.cascade_targets(actor, assignment_id=assignment_id, **form.stated())


def _saved(request: PageRequest, written: TargetsWritten, assignment: AssignmentRow) -> HttpResponse:
    count = written.changed + written.added
    said = ngettext("%(count)d target saved.", "%(count)d targets saved.", count) % {"count": count}
    messages.success(request, said)
    return go(request, "plan:targets", kpi=assignment.kpi.code, who=assignment.subject.kind)
