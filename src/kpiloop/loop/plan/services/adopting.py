"""Taking a ready KPI of the library into the company's own dictionary."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.loop.plan.errors import UnknownReference
from kpiloop.loop.plan.library import LibraryKpi, ready_kpis
from kpiloop.loop.plan.models import Kpi
from kpiloop.loop.plan.services.definitions import draft_kpi


@transaction.atomic
def adopt_kpi(
    actor: Actor, *, code: str, own_code: str = "", objective: str | None = None, language: str, valid_from: date
) -> str:
    """Draft a KPI from the library; nothing is judged by it before it is published.

    Shape:    code in the library, an own code where that one is taken; language of purpose and
              pitfalls; returns the code of the draft.
    Law:      the draft is a copy: what the library says later changes nobody's definition.
    Errors:   plan_unknown_reference, plan_code_taken.
    """
    require(actor, "plan.edit")
    ready = ready_kpis().get(code)
    if ready is None:
        raise UnknownReference(kind="library_kpi", name=code)
    adopted = own_code or code
    draft_kpi(
        actor,
        code=adopted,
        name_zh=ready.names.zh,
        name_en=ready.names.en,
        objective=objective,
        direction=ready.direction,
        time_kind=ready.time_kind,
        measurement_unit=ready.measurement_unit,
        display_scale=ready.display_scale,
        decimals=ready.decimals,
        achievement_method=ready.achievement_method,
        achievement_parameters=ready.achievement_parameters,
        green_from=ready.green_from,
        amber_from=ready.amber_from,
        empty_means=ready.empty_means,
        purpose=_purpose(ready, language),
        pitfalls=ready.pitfalls.of(language),
        source=ready.source.of(language),
        counter=_counter(ready),
        valid_from=valid_from,
    )
    record(actor, verb="adopt", object_kind="kpi", object_key=adopted, after={"library": code, "field": ready.field})
    return adopted


def _counter(ready: LibraryKpi) -> str:
    """The counter-KPI where the company has it; one that does not exist cannot keep anything honest."""
    return ready.counter if Kpi.objects.filter(code=ready.counter).exists() else ""


def _purpose(ready: LibraryKpi, language: str) -> str:
    return "\n".join((ready.definition.of(language), ready.words.of(language)))
