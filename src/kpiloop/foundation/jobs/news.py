"""The outbox: news is written with the change it tells, and delivered until it arrives."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.jobs import registry
from kpiloop.foundation.jobs.choices import DEAD, DELIVERED, WAITING
from kpiloop.foundation.jobs.errors import RunUnknown
from kpiloop.foundation.jobs.models import Delivery, OutboxEvent
from kpiloop.foundation.jobs.rows import EventRow

log = logging.getLogger("kpiloop.jobs")

ATTEMPTS_ALLOWED = 8
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)


def emit(kind: str, /, **fields: object) -> int:
    """Leave news of a change for higher rooms, in the transaction of the change.

    Shape:    kind and keys -> key of the event; one waiting delivery per registered handler.
    Law:      no news without the change, no change without the news.
    """
    with transaction.atomic():
        event = OutboxEvent.objects.create(kind=kind, fields=json.loads(json.dumps(fields, default=str)))
        now = timezone.now()
        Delivery.objects.bulk_create(
            Delivery(event=event, receiver=name, next_try_at=now) for name in registry.receivers_of(kind)
        )
    return event.pk


def deliver_waiting(now: datetime, limit: int = 100) -> int:
    """Bring waiting news to its handlers, each in a transaction of its own.

    Shape:    -> how many arrived; those that fail wait longer each time and are given up after
              eight attempts, visibly.
    Law:      a handler that fails leaves nothing behind and does not stop the others.
    """
    due = Delivery.objects.filter(state=WAITING, next_try_at__lte=now).order_by("pk")
    return sum(_deliver(key, now) for key in list(due.values_list("pk", flat=True)[:limit]))


def retry_delivery(actor: Actor, *, delivery_id: int, now: datetime) -> None:
    """Give a delivery that was given up another eight attempts.

    Errors:   permission_denied; run_unknown when it is not a dead delivery.
    """
    require(actor, "measures.run")
    with transaction.atomic():
        revived = Delivery.objects.filter(pk=delivery_id, state=DEAD)
        if not revived.update(state=WAITING, attempts=0, next_try_at=now):
            raise RunUnknown(run=delivery_id)
        record(actor, verb="retry", object_kind="delivery", object_key=str(delivery_id))


def _deliver(delivery_id: int, now: datetime) -> bool:
    try:
        with transaction.atomic():
            waiting = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).select_related("event")
            delivery = waiting.filter(pk=delivery_id, state=WAITING).first()
            if delivery is None:
                return False
            event = delivery.event
            handler = registry.handler_for(event.kind, delivery.receiver)
            if handler is None:
                raise LookupError(f"no handler {delivery.receiver} for {event.kind}")
            handler(EventRow(event.pk, event.kind, event.fields, event.created_at))
            Delivery.objects.filter(pk=delivery_id).update(state=DELIVERED, attempts=delivery.attempts + 1)
    except Exception as fault:
        log.warning("delivery %s failed: %r", delivery_id, fault, exc_info=True)
        _postpone(delivery_id, now, fault)
        return False
    return True


def _postpone(delivery_id: int, now: datetime, fault: Exception) -> None:
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
        delivery.attempts += 1
        delivery.last_error = f"{type(fault).__name__}: {fault}"[:2000]
        delivery.next_try_at = now + min(FIRST_WAIT * 2 ** (delivery.attempts - 1), LONGEST_WAIT)
        if delivery.attempts >= ATTEMPTS_ALLOWED:
            delivery.state = DEAD
        delivery.save()
