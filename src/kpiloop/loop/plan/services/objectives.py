"""Writing strategic objectives."""

from __future__ import annotations

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.loop.plan import references
from kpiloop.loop.plan.choices import PERSPECTIVES
from kpiloop.loop.plan.errors import CodeTaken
from kpiloop.loop.plan.models import Objective


@transaction.atomic
def add_objective(
    actor: Actor,
    *,
    code: str,
    name_zh: str,
    name_en: str = "",
    perspective: str,
    fiscal_year: int,
    sponsor: str | None = None,
    text: str = "",
) -> int:
    """State a strategic objective of a fiscal year and return its key.

    Shape:    sponsor is an employee number.
    Errors:   plan_code_taken, plan_choice_unknown, plan_unknown_reference.
    """
    require(actor, "plan.edit")
    references.require_choice("perspective", perspective, PERSPECTIVES)
    if Objective.objects.filter(code=code).exists():
        raise CodeTaken(kind="objective", name=code)
    sponsor_id = references.people([sponsor])[sponsor].id if sponsor else None
    objective = Objective.objects.create(
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        text=text,
        perspective=perspective,
        fiscal_year=fiscal_year,
        sponsor_id=sponsor_id,
    )
    record(
        actor,
        verb="add",
        object_kind="objective",
        object_key=code,
        after={"name_zh": name_zh, "perspective": perspective, "fiscal_year": fiscal_year},
    )
    return objective.pk
