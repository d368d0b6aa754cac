"""Opening the review of a quarter, scoring it, publishing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.interfaces.web.forms.asking import PageRequest, now, number_asked
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.reward.distribution_page import distribution_page
from kpiloop.interfaces.web.reward.forms import CycleForm, ScoreForm
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.rows import CycleRow

FILL = ["GET", "POST"]


@require_http_methods(FILL)
@door("scores.run")
def open_cycle(request: PageRequest) -> HttpResponse:
    """Open the review of a quarter of a scheme."""
    form = CycleForm(request.actor, request.POST or None)
    opened: list[CycleRow] = []
    if request.method == "POST" and submitted(
        form, lambda given: opened.append(services.open_cycle(request.actor, **given))
    ):
        messages.success(request, _("The review is open. Score it when its months are closed."))
        return redirect("reward:cycle", opened[0].id)
    page = {"title": _("Open a review"), "submit": _("Open the review")}
    return show_form(request, "forms/page.html", form, crumbs=ways.reviews(), **page)


@require_POST
@door("scores.run", object_kind="cycle")
def score(request: PageRequest, cycle_id: int) -> HttpResponse:
    """Score every card of a quarter; what is in the way is said beside the field that answers it."""
    form = ScoreForm(request.POST)
    counted: list[int] = []

    def run(given: dict[str, Any]) -> None:
        waiver, new_terms = given["waiver"].strip(), given["new_terms"]
        done = services.score_cycle(request.actor, cycle_id=cycle_id, now=now(), waiver=waiver, new_terms=new_terms)
        counted.append(done.sheets)

    if submitted(form, run):
        said = ngettext("%(count)s card is scored.", "%(count)s cards are scored.", counted[0])
        messages.success(request, said % {"count": counted[0]})
        return redirect("reward:cycle", cycle_id)
    cycle = selectors.cycle(request.actor, cycle_id)
    title = _("Score %(quarter)s") % {"quarter": period_name(cycle.period_code)}
    page = {"title": title, "submit": _("Score the quarter")}
    return show_form(request, "forms/page.html", form, crumbs=ways.cycle(cycle), **page)


@require_POST
@door("scores.publish", object_kind="cycle")
def publish(request: PageRequest, cycle_id: int) -> HttpResponse:
    """Let everybody see the own result."""
    services.publish_cycle(request.actor, cycle_id=cycle_id, now=now())
    messages.success(request, _("The results are published: everybody sees the own one now."))
    return redirect("reward:cycle", cycle_id)


@require_GET
@door("reviews.view_all", object_kind="cycle")
def distribution(request: PageRequest, cycle_id: int) -> HttpResponse:
    """Grades by a guideline beside those the scores gave; nothing is stored."""
    asked = {
        name.removeprefix("share_"): request.GET.get(name, "") for name in request.GET if name.startswith("share_")
    }
    wording, number = request.GET.get("wording", ""), number_asked(request, "page")
    smallest = request.GET.get("smallest", "")
    page = distribution_page(request.actor, cycle_id, asked=asked, wording=wording, number=number, smallest=smallest)
    return render(request, "reward/distribution.html", {"page": page})
