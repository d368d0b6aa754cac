"""Why this number: values, scores, bonuses."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kpiloop.engine.trace import Step
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.proof.building import Asked, proof_page
from kpiloop.interfaces.web.proof.chain import read_path
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
    step = measure.explain_value(_viewer(request), value_id, rows_page=_rows_page(request), rows_size=ROWS)
    return _shown(request, step, Link(label("noun.kpis"), reverse("plan:kpis")))


@require_GET
@door(object_kind="score_sheet")
def score(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """A score down to its lines, rules and rows."""
    step = reward.explain_score(_viewer(request), sheet_id=sheet_id)
    return _shown(request, step, Link(label("noun.reviews"), ""))


@require_GET
@door(object_kind="bonus_line")
def bonus(request: HttpRequest, bonus_line_id: int) -> HttpResponse:
    """A bonus down to its base, factors, scores and rows."""
    step = reward.explain_bonus(_viewer(request), bonus_line_id=bonus_line_id)
    return _shown(request, step, Link(label("noun.reviews"), ""))


def _shown(request: HttpRequest, step: Step, home: Link) -> HttpResponse:
    place = request.place.query()  # type: ignore[attr-defined]
    asked = Asked(request.path, place, read_path(request.GET.get("open", "")), _rows_page(request))
    crumbs = (home, Link(f"{name_of(step)} {figure_of(step)}", ""))
    return render(request, "proof/proof.html", {"page": proof_page(step, asked, crumbs=crumbs)})


def _viewer(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _rows_page(request: HttpRequest) -> int:
    text = request.GET.get("rows", "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 7 else 1
