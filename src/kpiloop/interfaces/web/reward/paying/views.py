"""A pool is tried, a run prepared and released by somebody else; scores and bonuses leave as files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.interfaces.reports.exports import make_export
from kpiloop.interfaces.reports.writers.csv_file import csv_lines
from kpiloop.interfaces.web.forms.asking import PageRequest, now
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.reward.paying.forms import BonusForm, TrialForm
from kpiloop.interfaces.web.reward.paying.page import bonus_page, run_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.reward import selectors, services


@require_GET
@door("pay.view_all", object_kind="cycle")
def bonus(request: PageRequest, cycle_id: int) -> HttpResponse:
    """Runs of a quarter, and what a pool would give."""
    form = TrialForm(request.GET if "pool" in request.GET else None)
    pool = form.cleaned_data["pool"] if form.is_bound and form.is_valid() else None
    page = bonus_page(request.actor, cycle_id, pool=pool, written=request.GET.get("pool", ""))
    return render(request, "reward/bonus.html", {"page": page, "form": form})


@require_http_methods(["GET", "POST"])
@door("bonus.prepare", object_kind="cycle")
def prepare(request: PageRequest, cycle_id: int) -> HttpResponse:
    """Work everybody's money out; it waits for a second person."""
    form = BonusForm(request.POST or None, initial={"pool": request.GET.get("pool", "")})
    made: list[int | None] = []

    def work_out(given: dict[str, Any]) -> None:
        plan = services.prepare_bonus(
            request.actor, cycle_id=cycle_id, pool=given["pool"], pool_document=given["document"],
            correction_reason=given["correction"].strip(), new_terms=given["new_terms"],
        )  # fmt: skip
        made.append(plan.run_id)

    if request.method == "POST" and submitted(form, work_out):
        messages.success(request, _("The run is prepared. Somebody else releases it."))
        return redirect("reward:bonus_run", made[0])
    cycle = selectors.cycle(request.actor, cycle_id)
    title = _("Prepare the bonus of %(quarter)s") % {"quarter": period_name(cycle.period_code)}
    crumbs = ways.bonus(cycle)
    return show_form(request, "forms/page.html", form, crumbs=crumbs, title=title, submit=_("Prepare the run"))


@require_GET
@door("pay.view_all", object_kind="bonus_run")
def show_run(request: PageRequest, bonus_run_id: int) -> HttpResponse:
    """What a run pays, to whom and why."""
    return render(request, "reward/bonus_run.html", {"page": run_page(request.actor, bonus_run_id)})


@require_POST
@door("bonus.approve", object_kind="bonus_run")
def apply(request: PageRequest, bonus_run_id: int) -> HttpResponse:
    """Release a prepared run, as another person."""
    services.apply_bonus(request.actor, run_id=bonus_run_id, now=now())
    messages.success(request, _("The run is released: everybody sees the own line now."))
    return redirect("reward:bonus_run", bonus_run_id)


@require_GET
@door("reviews.view_own", object_kind="cycle")
def scores_file(request: PageRequest, cycle_id: int) -> StreamingHttpResponse:
    """Every score of the quarter the reader may see: lines and totals, with every digit."""
    return _file(request, "scores", cycle_id, ("evidence",))


@require_GET
@door("pay.view_own", object_kind="cycle")
def bonuses_file(request: PageRequest, cycle_id: int) -> StreamingHttpResponse:
    """Every bonus of the quarter the reader may see, to the cent."""
    return _file(request, "bonuses", cycle_id, ())


def _file(request: PageRequest, kind: str, cycle_id: int, also: tuple[str, ...]) -> StreamingHttpResponse:
    quarter = selectors.cycle(request.actor, cycle_id).period_code
    export = make_export(request.actor, kind, period_codes=[quarter], also=also)
    response = StreamingHttpResponse(csv_lines(export), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{kind}-{quarter}.csv"'
    return response
