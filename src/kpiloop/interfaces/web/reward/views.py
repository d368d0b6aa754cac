"""Reviews, score sheets, statements and the leaderboard."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kpiloop.interfaces.web.forms.asking import PageRequest, now
from kpiloop.interfaces.web.reward.cycle_page import cycle_page
from kpiloop.interfaces.web.reward.sheet_building import build_sheet
from kpiloop.interfaces.web.reward.statement_page import board_page, statement_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.loop.reward import selectors, services


@require_GET
@door("values.view", object_kind="cycle")
def reviews(request: PageRequest, cycle_id: int | None = None) -> HttpResponse:
    """One quarter's review, the newest one unless asked otherwise."""
    return render(request, "reward/cycle.html", {"page": cycle_page(request.actor, cycle_id)})


@require_GET
@door("leaderboard.view", object_kind="cycle")
def leaderboard(request: PageRequest, cycle_id: int) -> HttpResponse:
    """Places of comparable units or people; never pay."""
    kind = "person" if request.GET.get("kind") == "person" else "unit"
    return render(request, "reward/leaderboard.html", {"page": board_page(request.actor, cycle_id, kind)})


@require_GET
@door("values.view", object_kind="score_sheet")
def sheet(request: PageRequest, sheet_id: int) -> HttpResponse:
    """A score sheet: every line in words, what it cost and where it comes from."""
    return render(request, "reward/score_sheet.html", {"page": build_sheet(request.actor, sheet_id)})


@require_http_methods(["GET", "POST"])
@door("reviews.view_own", object_kind="score_sheet")
def sign(request: PageRequest, sheet_id: int) -> HttpResponse:
    """Sign a sheet; with a reservation when one is written."""
    shown = selectors.sheet_by_id(request.actor, sheet_id=sheet_id)
    if request.method == "POST":
        services.sign_sheet(
            request.actor, sheet_id=sheet_id, reservation=request.POST.get("reservation", "").strip(), now=now()
        )
        messages.success(request, _("Signed. Signing says you have seen it, not that you agree."))
        return redirect("reward:sheet", sheet_id)
    crumbs = ways.sheet(shown)
    return render(request, "reward/reserve.html", {"crumbs": crumbs, "back": crumbs[-1].address})


@require_GET
@door("pay.view_own", object_kind="statement")
def statement(request: PageRequest, cycle_id: int, person_id: int) -> HttpResponse:
    """What one person is told about a quarter: score, factors, amount."""
    page = statement_page(request.actor, cycle_id, person_id)
    return render(request, "reward/statement.html", {"page": page})
