"""Breaking the targets of a whole down to its parts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.forms.asking import PageRequest, go
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.plan.cascade_page import CascadeForm, cascade_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.loop.plan import services
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
        lambda given: done.append(
            services.cascade_targets(request.actor, assignment_id=assignment_id, **form.stated())
        ),
    ):
        count = done[0].changed + done[0].added
        said = ngettext("%(count)d target saved.", "%(count)d targets saved.", count) % {"count": count}
        messages.success(request, said)
        return go(request, "plan:targets", kpi=page.assignment.kpi.code, who=page.assignment.subject.kind)
    crumbs = (Link(_("Targets"), reverse("plan:targets")),)
    return show_form(request, "plan/target_cascade.html", form, page=page, crumbs=crumbs)
