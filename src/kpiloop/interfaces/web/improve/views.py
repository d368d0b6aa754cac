"""Effects, rectifications, improvement plans, lessons and proposals."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kpiloop.interfaces.web.forms.asking import PageRequest, now, period_asked
from kpiloop.interfaces.web.improve.lines import effect_line, lesson_line, plan_line, proposal_line, rectification_line
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.loop.improve import selectors, services


@require_GET
@door("actions.view", object_kind="effect")
def effects(request: PageRequest) -> HttpResponse:
    """Did the actions move their KPI."""
    lines = [effect_line(row) for row in selectors.effects(request.actor)]
    said = ngettext("%(count)s effect checked", "%(count)s effects checked", len(lines)) % {"count": len(lines)}
    return render(request, "improve/effects.html", {"title": said, "lines": lines})


@require_GET
@door("actions.view", object_kind="rectification")
def rectifications(request: PageRequest) -> HttpResponse:
    """Units that have to mend a KPI missed in a row."""
    lines = [rectification_line(row, request.actor) for row in selectors.rectifications(request.actor)]
    waiting = sum(1 for line in lines if line.state == "open")
    said = ngettext("%(count)s rectification is open", "%(count)s rectifications are open", waiting)
    return render(request, "improve/rectifications.html", {"title": said % {"count": waiting}, "lines": lines})


@require_POST
@door("actions.write", object_kind="rectification")
def submit(request: PageRequest, rectification_id: int) -> HttpResponse:
    """Say what will be done."""
    measures = request.POST.get("measures", "").strip()
    services.submit_rectification(request.actor, rectification_id=rectification_id, measures=measures, now=now())
    messages.success(request, _("Submitted. The line manager accepts it."))
    return redirect("improve:rectifications")


@require_POST
@door("actions.write", object_kind="rectification")
def accept(request: PageRequest, rectification_id: int) -> HttpResponse:
    """Accept what a unit will do."""
    answer = request.POST.get("answer", "").strip()
    services.accept_rectification(request.actor, rectification_id=rectification_id, answer=answer, now=now())
    messages.success(request, _("Accepted."))
    return redirect("improve:rectifications")


@require_GET
@door("values.view", object_kind="improvement_plan")
def plans(request: PageRequest) -> HttpResponse:
    """Improvement plans, private to their parties."""
    lines = [plan_line(row, request.actor) for row in selectors.improvement_plans(request.actor)]
    said = ngettext("%(count)s improvement plan", "%(count)s improvement plans", len(lines)) % {"count": len(lines)}
    return render(request, "improve/plans.html", {"title": said, "lines": lines})


@require_POST
@door("improvement.confirm", object_kind="improvement_plan")
def decide_plan(request: PageRequest, plan_id: int) -> HttpResponse:
    """Confirm or decline a proposed plan; a person decides, never the rule."""
    given = {name: request.POST.get(name, "").strip() for name in ("reason", "goals", "support")}
    confirm = request.POST.get("answer") == "confirm"
    services.decide_improvement_plan(
        request.actor,
        plan_id=plan_id,
        confirm=confirm,
        reason=given["reason"],
        goals=given["goals"],
        support=given["support"],
        now=now(),
    )
    messages.success(request, _("The plan begins.") if confirm else _("The plan is declined."))
    return redirect("improve:plans")


@require_GET
@door("actions.view", object_kind="lesson")
def lessons(request: PageRequest) -> HttpResponse:
    """What months taught."""
    lines = [lesson_line(row, request.actor) for row in selectors.lessons(request.actor)]
    said = ngettext("%(count)s lesson", "%(count)s lessons", len(lines)) % {"count": len(lines)}
    return render(request, "improve/lessons.html", {"title": said, "lines": lines, "period": period_asked(request)})


@require_POST
@door("actions.write", object_kind="lesson")
def lesson_new(request: PageRequest) -> HttpResponse:
    """Write a lesson down."""
    services.record_lesson(
        request.actor, period_code=request.POST.get("period", ""), text=request.POST.get("text", "").strip()
    )
    messages.success(request, _("Recorded."))
    return redirect("improve:lessons")


@require_GET
@door("actions.view", object_kind="proposal")
def proposals(request: PageRequest) -> HttpResponse:
    """Changes for a coming period, with their evidence."""
    lines = [proposal_line(row, request.actor) for row in selectors.proposals(request.actor)]
    waiting = sum(1 for line in lines if line.state == "proposed")
    said = ngettext("%(count)s proposal waits", "%(count)s proposals wait", waiting) % {"count": waiting}
    said = said if waiting else _("No proposal waits for a decision")
    return render(request, "improve/proposals.html", {"title": said, "lines": lines})


@require_POST
@door("proposals.approve", object_kind="proposal")
def decide_proposal(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Approve or reject; approved, it is a new target version of the coming period."""
    approve = request.POST.get("answer") == "approve"
    reason = request.POST.get("reason", "").strip()
    services.decide_proposal(request.actor, proposal_id=proposal_id, approve=approve, reason=reason, now=now())
    messages.success(request, _("Approved: the plan of the coming period is changed.") if approve else _("Rejected."))
    return redirect("improve:proposals")
