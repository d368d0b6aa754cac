"""Noting that a source cannot be loaded, and telling those who look after the data when it begins and when it ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.access.selectors import accounts_with
from kpiloop.foundation.notify.services import send
from kpiloop.loop.collect.entering.days import day_of
from kpiloop.loop.collect.models import Source
from kpiloop.loop.collect.timetable.models import SourceOutage

KEEPERS = "loads.run"


@transaction.atomic
def note_failure(source: str, *, code: str, fields: Mapping[str, object], now: datetime) -> None:
    """One more attempt failed; the first one of an outage is told."""
    held = Source.objects.filter(code=source).first()
    if held is None:
        return
    error = {"error_code": code[:80], "error_fields": {name: str(value) for name, value in fields.items()}}
    outage, is_new = SourceOutage.objects.get_or_create(source=held, ended_at=None, defaults={**error, "began_at": now})
    if is_new:
        _tell("source_failed", held, now)
    else:
        SourceOutage.objects.filter(pk=outage.pk).update(**error, attempts=F("attempts") + 1)


@transaction.atomic
def note_recovery(source: str, *, now: datetime) -> None:
    """The source was loaded; if it could not be before, that is told."""
    lasting = SourceOutage.objects.select_for_update().filter(source__code=source, ended_at=None).first()
    if lasting is None:
        return
    SourceOutage.objects.filter(pk=lasting.pk).update(ended_at=now)
    _tell("source_recovered", lasting.source, now)


def _tell(code: str, held: Source, now: datetime) -> None:
    today = day_of(now)
    names = {"source": held.code, "source_zh": held.name_zh, "source_en": held.name_en or held.name_zh}
    send(SYSTEM, user_ids=accounts_with(SYSTEM, KEEPERS, on=today), code=code, fields={**names, "on": today})
