"""Reading templates for many cards, and what generating from one would do."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.loop.plan.cards.rows import CardPlan, TemplateRow
from kpiloop.loop.plan.cards.storing import card_plan, template_by_code, template_row, templates_read
from kpiloop.loop.plan.models import Assignment


def card_templates(viewer: Actor, *, scheme: str | None = None) -> tuple[TemplateRow, ...]:
    """Templates by code, of one scheme or of all, with how many KPIs of subjects came from each."""
    require(viewer, "plan.edit")
    found = templates_read().order_by("code")
    if scheme is not None:
        found = found.filter(scheme_code=scheme)
    counted = _generated()
    return tuple(template_row(row, counted.get(row.pk, 0)) for row in found)


def card_template(viewer: Actor, code: str) -> TemplateRow:
    """One template by code."""
    require(viewer, "plan.edit")
    held = template_by_code(code)
    return template_row(held, _generated().get(held.pk, 0))


def preview_cards(viewer: Actor, *, template: str, on: date) -> CardPlan:
    """What generating would add, change, end, keep and not touch; nothing is written."""
    require(viewer, "plan.edit")
    return card_plan(template, on)


def _generated() -> dict[int, int]:
    running = Assignment.objects.filter(Q(valid_to__isnull=True), template__isnull=False, scheme__state="published")
    counted = running.values_list("template_id").annotate(size=Count("pk"))
    return {key: size for key, size in counted if key is not None}
