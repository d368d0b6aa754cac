"""Saying how often a source or a reported KPI is expected, and by when."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.db import transaction

from kpiloop.engine.rhythm import Frequency, Rhythm
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.loop.collect.errors import DutyOfOne
from kpiloop.loop.collect.models import Duty
from kpiloop.loop.collect.source_reading import source_by_code
from kpiloop.loop.plan import references


@transaction.atomic
def set_duty(
    actor: Actor,
    *,
    source: str = "",
    kpi: str = "",
    frequency: str,
    due_days: int = 5,
    grace_days: int = 0,
    first_day: date,
) -> int:
    """Say how often a source is loaded or a KPI is reported, when it is due and from when it is late.

    Shape:    one of source and kpi by code; saying it again changes the duty; returns its key.
    Units:    days after the end of a period; the period holding first_day is the first one expected.
    Missing:  an irregular rhythm expects nothing, so nothing is ever late or missing.
    Errors:   permission_denied, collect_duty_of_one, source_unknown, plan_unknown_reference,
              rhythm_frequency_unknown, rhythm_days_wrong.
    """
    require(actor, "sources.edit")
    if bool(source) == bool(kpi):
        raise DutyOfOne()
    rhythm = Rhythm(cast("Frequency", frequency), due_days, grace_days)
    about = {"source": source_by_code(source)} if source else {"kpi": references.kpis([kpi])[kpi]}
    stated = {
        "frequency": rhythm.frequency,
        "due_days": rhythm.due_days,
        "grace_days": rhythm.grace_days,
        "first_day": first_day,
    }
    before = Duty.objects.filter(**about).values(*stated).first() or {}
    if before == stated:
        return Duty.objects.get(**about).pk
    held, _ = Duty.objects.update_or_create(**about, defaults={**stated, "set_by": actor.username})
    record(actor, verb="set", object_kind="duty", object_key=source or kpi, before=before, after=stated)
    return held.pk
