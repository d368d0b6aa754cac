"""A scheme with every card and target it ever held, for those who keep the whole plan."""

from __future__ import annotations

from datetime import date

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.plan import references
from kpiloop.loop.plan.errors import NotFound
from kpiloop.loop.plan.models import Target
from kpiloop.loop.plan.row_building import target_row
from kpiloop.loop.plan.rows import CardLine, TargetRow

EDIT = "plan.edit"
_RELATIONS = ("kpi", "subject", "owner__subject", "provider__subject", "parent__kpi", "parent__subject", "template")


def card_lines(viewer: Actor, *, scheme: str) -> tuple[CardLine, ...]:
    """Every line of every card of the newest version of a scheme, ended ones included."""
    _require_whole(viewer)
    held = references.scheme(scheme).assignments.select_related(*_RELATIONS)
    return tuple(
        CardLine(
            assignment_id=row.pk,
            kpi=row.kpi.code,
            subject=row.subject.code,
            owner=row.owner.subject.code,
            provider=row.provider.subject.code if row.provider else None,
            parent=(row.parent.kpi.code, row.parent.subject.code) if row.parent else None,
            weight=row.weight,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            template=row.template.code if row.template else None,
        )
        for row in held.order_by("subject__code", "kpi__code", "valid_from")
    )


def scheme_targets(viewer: Actor, *, scheme: str) -> tuple[TargetRow, ...]:
    """Every target in force of the newest version of a scheme, by assignment and period."""
    _require_whole(viewer)
    found = Target.objects.filter(is_current=True, assignment__scheme=references.scheme(scheme))
    rows = found.select_related("period").order_by("assignment_id", "period__starts_on")
    return tuple(target_row(row) for row in rows)


def _require_whole(viewer: Actor) -> None:
    """Who keeps the whole plan reads it whole; a part of it would look like the end of the rest."""
    require(viewer, EDIT)
    if not org.visible_subjects(viewer, on=date.max).everything:
        raise NotFound(kind="plan", key="company")
