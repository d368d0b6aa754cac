"""The design check: every finding with its fix, and findings accepted with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kpiloop.governance.health.design import design_evidence, month_before
from kpiloop.interfaces.web.design.check_page import check_page
from kpiloop.interfaces.web.design.mended_page import keep_mended, shown_mended
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, today
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import services


@require_GET
@door("plan.edit", object_kind="scheme")
def check(request: PageRequest, code: str) -> HttpResponse:
    """All findings of a scheme by kind."""
    page = check_page(request.actor, code, today())
    return render(request, "design/check.html", {"page": page, "mended": shown_mended(request, request.actor, code)})


@require_POST
@door("plan.edit", object_kind="scheme")
def fix(request: PageRequest, code: str) -> HttpResponse:
    """Mend one finding in one step."""
    done = services.fix_finding(
        request.actor,
        scheme=code,
        key=request.POST.get("key", ""),
        on=today(),
        now=now(),
        language=get_language() or "zh-hans",
        evidence=design_evidence(request.actor, before=month_before(request.actor, today())),
    )
    keep_mended(request, code, done)
    messages.success(request, _("Done: %(fix)s.") % {"fix": label(f"fix.{done.fix}")})
    return go(request, "design:check", code)


@require_POST
@door("plan.edit", object_kind="scheme")
def accept(request: PageRequest, code: str) -> HttpResponse:
    """Accept a finding with a reason, or let it count again."""
    key = request.POST.get("key", "")
    if request.POST.get("again"):
        services.reinstate_finding(request.actor, scheme=code, key=key, now=now())
        return go(request, "design:check", code)
    services.override_finding(
        request.actor,
        scheme=code,
        key=key,
        reason=request.POST.get("reason", ""),
        now=now(),
        evidence=design_evidence(request.actor, before=month_before(request.actor, today())),
    )
    messages.success(request, _("Accepted. The reason stays with it."))
    return go(request, "design:check", code)
