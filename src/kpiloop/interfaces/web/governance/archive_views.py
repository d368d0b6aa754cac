"""Late data of a closed month, and replaying a close."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.governance.archive import selectors, services
from kpiloop.governance.archive.errors import LateOutdated
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, today
from kpiloop.interfaces.web.governance.late_page import late_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.wording.messages import refusal_sentence


@require_http_methods(["GET", "POST"])
@door("periods.close", object_kind="period")
def late(request: PageRequest, period_code: str) -> HttpResponse:
    """What late data would change; then restate, settle later or note only."""
    refused = ""
    if not calendar.period(request.actor, period_code).is_closed:
        return go(request, "archive:period", period_code)
    if request.method == "POST":
        try:
            return _decided(request, period_code)
        except Refusal as refusal:
            refused = refusal_sentence(refusal)
    shown = {"page": late_page(request.actor, period_code), "refused": refused}
    return render(request, "governance/late.html", shown, status=422 if refused else 200)


def _decided(request: PageRequest, period_code: str) -> HttpResponse:
    given = request.POST
    change = selectors.preview_late(request.actor, period_code=period_code)
    if given.get("fingerprint") != change.fingerprint:
        raise LateOutdated(period=period_code)
    done = services.decide_late(
        request.actor,
        change=change,
        choice=given.get("choice", ""),
        reason=given.get("reason", "").strip()[:1000],
        until=_day(given.get("until", "")),
        now=now(),
    )
    told = _("Asked to open the month; another person approves.") if done.reopening_id else _("Decided and kept.")
    messages.success(request, told)
    return go(request, "archive:period", period_code)


@require_http_methods(["GET", "POST"])
@door("values.view", object_kind="period")
def replay(request: PageRequest, period_code: str) -> HttpResponse:
    """Compute a close again from what it pinned and say whether every byte is the same.

    An address opened again, or in another language, leads back to the month: replaying is asked for by a button.
    """
    if request.method == "GET":
        return go(request, "archive:period", period_code)
    revision = request.POST.get("revision", "")
    found = selectors.replay(
        request.actor, period_code=period_code, revision=int(revision) if revision.isdigit() else None
    )
    return render(request, "governance/replay.html", {"page": found})


@require_http_methods(["GET", "POST"])
@door("plan.view")
def retention(request: PageRequest) -> HttpResponse:
    """What is kept how long; who edits the plan may set another time with a reason."""
    refused = ""
    if request.method == "POST":
        if not request.actor.may("plan.edit"):
            raise Http404
        given = request.POST
        months = given.get("months", "")
        try:
            services.set_retention(
                request.actor,
                kind=given.get("kind", ""),
                months=int(months) if months.isascii() and months.isdigit() and len(months) < 5 else 0,
                reason=given.get("reason", "").strip()[:1000],
                now=now(),
            )
            return go(request, "archive:retention")
        except Refusal as refusal:
            refused = refusal_sentence(refusal)
    shown = {
        "rows": selectors.retention(request.actor, today=today()),
        "may_set": request.actor.may("plan.edit"),
        "refused": refused,
    }
    return render(request, "governance/retention.html", shown, status=422 if refused else 200)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
