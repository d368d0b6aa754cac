"""Reading negotiations, cut to the units the viewer may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.plan.errors import NotFound
from kpiloop.loop.plan.models import Negotiation, NegotiationStep
from kpiloop.loop.plan.negotiation.offers import flaws_of
from kpiloop.loop.plan.negotiation.turns import allowed, lacking_roles
from kpiloop.loop.plan.row_building import subject_row
from kpiloop.loop.plan.rows import NegotiationRow, StepRow


def negotiations(viewer: Actor, *, on: date) -> tuple[NegotiationRow, ...]:
    """Negotiations about units the viewer may see, newest first; open ones before settled ones."""
    require(viewer, "plan.view")
    visible = org.visible_subjects(viewer, on=on)
    found = Negotiation.objects.select_related("subject").prefetch_related("steps").order_by("-pk")
    rows = [_row(viewer, held) for held in found if visible.everything or held.subject_id in visible.subject_ids]
    return tuple(sorted(rows, key=lambda row: row.state in ("published", "withdrawn")))


def negotiation(viewer: Actor, negotiation_id: int, *, on: date) -> NegotiationRow:
    """One negotiation; a hidden one is as absent as an unknown one."""
    require(viewer, "plan.view")
    held = Negotiation.objects.filter(pk=negotiation_id).select_related("subject").prefetch_related("steps").first()
    visible = org.visible_subjects(viewer, on=on)
    if held is None or not (visible.everything or held.subject_id in visible.subject_ids):
        raise NotFound(kind="negotiation", key=negotiation_id)
    return _row(viewer, held, with_flaws=True)


def _row(viewer: Actor, held: Negotiation, *, with_flaws: bool = False) -> NegotiationRow:
    steps = sorted(held.steps.all(), key=lambda step: step.number)
    offer = [step for step in steps if step.kind == "offer"][-1]
    flaws = flaws_of(held.kpi_code, offer.content) if with_flaws and held.kind == "kpi" else ()
    return NegotiationRow(
        id=held.pk,
        kind=held.kind,
        kpi_code=held.kpi_code,
        subject=subject_row(held.subject),
        scheme=held.scheme_code,
        state=held.state,
        steps=_steps(steps),
        flaws=flaws,
        lacking_roles=lacking_roles(held, steps),
        published_version=held.published_version,
        may=allowed(viewer, held, steps),
    )


def _steps(steps: Sequence[NegotiationStep]) -> tuple[StepRow, ...]:
    rows: list[StepRow] = []
    before: dict[str, str] = {}
    for step in steps:
        said = {name: _said(value) for name, value in step.content.items()}
        changed = (
            tuple(name for name in sorted(said) if said[name] != before.get(name, "")) if step.kind == "offer" else ()
        )
        before = said if step.kind == "offer" else before
        rows.append(
            StepRow(step.number, step.kind, step.side, step.role, said, changed, step.note, step.made_by, step.made_at)
        )
    return tuple(rows)


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} = {figure}" for name, figure in sorted(value.items()))
    return str(value)
