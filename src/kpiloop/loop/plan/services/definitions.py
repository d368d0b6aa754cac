"""Writing KPIs and the versions of what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import services as calendar
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.loop.plan import references
from kpiloop.loop.plan.errors import (
    ChoiceUnknown,
    CodeTaken,
    KpiInUse,
    KpiRetired,
    NothingToPublish,
    ReasonMissing,
    ValidFromBackwards,
)
from kpiloop.loop.plan.linter.definition_checks import (
    MEANING,
    STATED,
    check_definition,
    fingerprint,
    parameters_of,
)
from kpiloop.loop.plan.models import Kpi, KpiDefinition


@transaction.atomic
def draft_kpi(
    actor: Actor,
    *,
    code: str,
    name_zh: str,
    name_en: str = "",
    objective: str | None = None,
    direction: str,
    time_kind: str,
    measurement_unit: str,
    display_scale: str = "one",
    decimals: int = 0,
    achievement_method: str,
    achievement_parameters: Mapping[str, Decimal | str | int] = {},
    green_from: Decimal,
    amber_from: Decimal,
    empty_means: str = "default",
    judged_on: str = "month",
    measured_by: str = "month",
    purpose: str = "",
    pitfalls: str = "",
    timing: str = "lagging",
    source: str = "",
    counter: str = "",
    valid_from: date,
) -> int:
    """Write down a new KPI as a draft; nothing is judged by it before it is published.

    Shape:    objective is a code; returns the key of the KPI.
    Units:    green_from and amber_from are achievements, 1 = on target.
    Errors:   plan_code_taken, plan_choice_unknown, definition_incomplete, definition_limits_inverted.
    """
    require(actor, "plan.edit")
    if Kpi.objects.filter(code=code).exists():
        raise CodeTaken(kind="kpi", name=code)
    kpi = Kpi.objects.create(code=code, objective=references.objective(objective) if objective else None)
    definition = KpiDefinition(
        kpi=kpi,
        version=1,
        name_zh=name_zh,
        name_en=name_en,
        purpose=purpose,
        pitfalls=pitfalls,
        direction=direction,
        time_kind=time_kind,
        measurement_unit=measurement_unit,
        display_scale=display_scale,
        decimals=decimals,
        achievement_method=achievement_method,
        achievement_parameters=parameters_of(direction, achievement_method, achievement_parameters),
        green_from=green_from,
        amber_from=amber_from,
        empty_means=empty_means,
        judged_on=judged_on,
        measured_by=measured_by,
        timing=timing,
        source=source,
        counter=counter,
        valid_from=valid_from,
    )
    _store_draft(actor, kpi, definition, before={})
    return kpi.pk


@transaction.atomic
def revise_kpi(actor: Actor, *, code: str, **changes: Any) -> int:
    """Draft the next version of a KPI; what is not named stays as it was.

    Shape:    changes are fields of `draft_kpi` (and objective); returns the number of the version.
    Law:      a published version never changes; a draft is rewritten in place.
    Errors:   plan_unknown_reference, plan_choice_unknown, definition_incomplete.
    """
    require(actor, "plan.edit")
    kpi = references.kpis([code])[code]
    newest = kpi.definitions.select_for_update().order_by("-version").first()
    if newest is None:
        raise NothingToPublish(kind="kpi", name=code)
    before = {field: getattr(newest, field) for field in STATED}
    if "objective" in changes:
        stated = changes.pop("objective")
        kpi.objective = references.objective(stated) if stated else None
        kpi.save(update_fields=["objective"])
    if newest.state != "draft":
        newest = KpiDefinition(kpi=kpi, version=newest.version + 1, **before)
    for field, value in changes.items():
        if field not in STATED:
            raise ChoiceUnknown(field="field", value=field, choices=", ".join(STATED))
        setattr(newest, field, value)
    newest.achievement_parameters = parameters_of(
        newest.direction, newest.achievement_method, newest.achievement_parameters
    )
    _store_draft(actor, kpi, newest, before=before)
    return newest.version


@transaction.atomic
def publish_kpi(actor: Actor, *, code: str, now: datetime) -> int:
    """Put the draft of a KPI in force; the version before is retired and stays readable.

    Shape:    returns the number of the published version.
    Law:      a period before valid_from keeps the version that was in force then. Of a KPI measured by week the
              calendar has weeks from now on.
    Errors:   nothing_to_publish, definition_incomplete.
    """
    require(actor, "plan.edit")
    kpi = references.kpis([code])[code]
    draft = kpi.definitions.select_for_update().filter(state="draft").order_by("-version").first()
    if draft is None:
        raise NothingToPublish(kind="kpi", name=code)
    check_definition(code, draft)
    if draft.counter:
        references.kpis([draft.counter])
    earlier = kpi.definitions.filter(state="published")
    later = earlier.filter(valid_from__gt=draft.valid_from).order_by("-version").first()
    if later is not None:
        raise ValidFromBackwards(
            kpi=code, valid_from=draft.valid_from.isoformat(), in_force_from=later.valid_from.isoformat()
        )
    earlier.update(state="retired")
    draft.state = "published"
    draft.published_by, draft.published_at = actor.username, now
    draft.fingerprint = fingerprint(draft)
    draft.save()
    if draft.measured_by == WEEK:
        calendar.keep_weeks(actor)
    record(
        actor,
        verb="publish",
        object_kind="kpi",
        object_key=code,
        after={"version": draft.version, "fingerprint": draft.fingerprint, "valid_from": draft.valid_from.isoformat()},
        now=now,
    )
    return draft.version


@transaction.atomic
def retire_kpi(actor: Actor, *, code: str, reason: str, today: date, now: datetime) -> int:
    """End a KPI: no new card may use it, its past stays as it was.

    Shape:    returns the number of the version that was in force.
    Law:      refused while a card of a published scheme uses it on or after today.
    Errors:   kpi_in_use, kpi_not_in_force, reason_missing.
    """
    require(actor, "plan.edit")
    if not reason.strip():
        raise ReasonMissing(subject=code)
    kpi = references.kpis([code])[code]
    held = kpi.definitions.select_for_update().filter(state="published").order_by("-version").first()
    if held is None:
        raise KpiRetired(kpi=code)
    running = Q(valid_to__isnull=True) | Q(valid_to__gt=today)
    using = kpi.assignments.filter(running, scheme__state="published").values_list("subject__code", flat=True)
    if using:
        raise KpiInUse(kpi=code, cards=", ".join(sorted(using)[:10]))
    held.state, held.retired_by, held.retired_at = "retired", actor.username, now
    held.retirement_reason = reason.strip()
    held.save(update_fields=["state", "retired_by", "retired_at", "retirement_reason"])
    record(
        actor,
        verb="retire",
        object_kind="kpi",
        object_key=code,
        after={"version": held.version},
        reason=reason,
        now=now,
    )
    return held.version


def _store_draft(actor: Actor, kpi: Kpi, definition: KpiDefinition, before: Mapping[str, object]) -> None:
    check_definition(kpi.code, definition)
    definition.save()
    changed = {
        field: getattr(definition, field) for field in MEANING if before.get(field) != getattr(definition, field)
    }
    record(
        actor,
        verb="draft",
        object_kind="kpi",
        object_key=kpi.code,
        before={field: str(before[field]) for field in changed if field in before},
        after={"version": definition.version, **{field: str(value) for field, value in changed.items()}},
    )
