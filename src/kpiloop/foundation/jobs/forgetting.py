"""Letting go of old work: what is finished, and news everybody has received."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.utils.timezone import get_default_timezone

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.jobs.choices import DEAD, WAITING
from kpiloop.foundation.jobs.models import BusinessRun, DueTime, OutboxEvent

_BATCH = 500


@transaction.atomic
def forget_finished(actor: Actor, *, before: date) -> int:
    """Delete runs that ended before a day, and news received by then; how many runs went.

    Law:      nothing that waits, runs or failed to be delivered goes.
    Errors:   permission_denied (measures.run).
    """
    require(actor, "measures.run")
    moment = datetime.combine(before, time(), tzinfo=get_default_timezone())
    old = list(BusinessRun.objects.filter(finished_at__lt=moment).values_list("pk", flat=True))
    for start in range(0, len(old), _BATCH):
        batch = old[start : start + _BATCH]
        DueTime.objects.filter(run_id__in=batch).delete()
        BusinessRun.objects.filter(pk__in=batch).delete()
    news = OutboxEvent.objects.filter(created_at__lt=moment).exclude(deliveries__state__in=(WAITING, DEAD))
    news.delete()
    return len(old)
