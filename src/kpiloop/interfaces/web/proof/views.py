"""Why this number: values, scores, bonuses."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kpiloop.engine.trace import Step
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.proof.building import Asked, proof_page
from kpiloop.interfaces.web.proof.chain import read_path
from kpiloop.interfaces.web.proof.named import with_names
from kpiloop.interfaces.web.proof.page import LeafPanel
from kpiloop.interfaces.web.proof.trust_panels import trust_panels
from kpiloop.interfaces.web.proof.words import figure_of, name_of
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.reward import selectors as reward

ROWS = 20


@require_GET
@door(permission="values.view", object_kind="value")
def value(request: HttpRequest, value_id: int) -> HttpResponse:
    """A computed or reported value down to its rows."""
    # A value outside the own scope does not exist; only inside another proof it is restricted.
    held = measure.value(_viewer(request), value_id)
    step = measure.explain_value(_viewer(request), value_id, rows_page=_rows_page(request), rows_size=ROWS)
    beside = trust_panels(_viewer(request), held, timezone.localdate())
    return _shown(request, step, Link(label("noun.kpis"), reverse("plan:kpis")), beside=beside)


@require_GET
@door(object_kind="score_sheet")
def score(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """A score down to its lines, rules and rows."""
    step = reward.explain_score(_viewer(request), sheet_id=sheet_id, with_rows=_every_row(request))
    return _shown(request, step, Link(label("noun.reviews"), reverse("reward:reviews")), _every_row(request))


@require_GET
@door(object_kind="bonus_line")
def bonus(request: HttpRequest, bonus_line_id: int) -> HttpResponse:
    """A bonus down to its base, factors, scores and rows."""
    step = reward.explain_bonus(_viewer(request), bonus_line_id=bonus_line_id, with_rows=_every_row(request))
    return _shown(request, step, Link(label("noun.reviews"), reverse("reward:reviews")), _every_row(request))


def _shown(
    request: HttpRequest, step: Step, home: Link, every_row: bool = True, beside: tuple[LeafPanel, ...] = ()
) -> HttpResponse:
    place = request.place.query()  # type: ignore[attr-defined]
    asked = Asked(request.path, place, read_path(request.GET.get("open", "")), _rows_page(request), every_row)
    crumbs = (home, Link(f"{name_of(step)} {figure_of(step)}", ""))
    step = with_names(_viewer(request), step)
    page = proof_page(step, asked, crumbs=crumbs, list_rows=lambda end: _listed(request, end))
    return render(request, "proof/proof.html", {"page": replace(page, panels=(*beside, *page.panels))})


def _listed(request: HttpRequest, end: Step) -> Step:
    """The end of the open path with its rows, where they stood as a sum so far or on another page."""
    value_id, aggregate = end.evidence.get("value", ""), end.fields.get("aggregate", "")
    at_hand = end.evidence.get("page") == str(_rows_page(request))
    if end.operation != "rows" or end.leaf is not None or not value_id or at_hand:
        return end
    return measure.explain_rows(
        _viewer(request), int(value_id), aggregate, rows_page=_rows_page(request), rows_size=ROWS
    )


def _every_row(request: HttpRequest) -> bool:
    """Whether the reader asked to add every source row up again instead of trusting the sums of the months."""
    return request.GET.get("every") == "1"


def _viewer(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _rows_page(request: HttpRequest) -> int:
    text = request.GET.get("rows", "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 7 else 1
