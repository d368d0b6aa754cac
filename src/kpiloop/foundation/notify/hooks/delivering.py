"""From news to deliveries, and from deliveries to the other system."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.timezone import get_default_timezone

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.selectors import accounts_with
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.jobs.rows import EventRow
from kpiloop.foundation.notify.hooks.choices import (
    ACTIVE,
    DEAD,
    DELIVERED,
    KEEP,
    LEASE,
    MOST_FAILURES,
    PAUSED,
    TEST,
    WAITING,
    WAITS,
)
from kpiloop.foundation.notify.hooks.errors import HookDeliveryUnknown
from kpiloop.foundation.notify.hooks.keeping import MANAGE, held_hook, secret_of
from kpiloop.foundation.notify.hooks.models import Hook, HookDelivery
from kpiloop.foundation.notify.hooks.sending import Told, post
from kpiloop.foundation.notify.hooks.signing import signed
from kpiloop.foundation.notify.models import Notice

_KEPT_TRIES = 10
_GONE = 410


def take_news(event: EventRow) -> None:
    """Leave a delivery for every hook that asked for this news; paused ones find it when they go on."""
    asking = [hook for hook in Hook.objects.filter(state__in=(ACTIVE, PAUSED)) if event.kind in hook.events]
    body = _body(event.kind, event.fields, event.created_at)
    HookDelivery.objects.bulk_create(_delivery(hook, event.kind, body, event.created_at) for hook in asking)


@transaction.atomic
def send_test(actor: Actor, *, hook: int, now: datetime) -> int:
    """Leave a test for a hook, to see whether the other side understands.

    Shape:    -> key of the delivery.
    Errors:   permission_denied, hook_unknown.
    """
    require(actor, MANAGE)
    held = held_hook(hook)
    delivery = _delivery(held, TEST, _body(TEST, {"hook": held.name}, now), now)
    delivery.save()
    return delivery.pk


@transaction.atomic
def redeliver(actor: Actor, *, delivery: int, now: datetime) -> None:
    """Send a delivery again, with all its tries: the receiver tells by the same id that it knows it.

    Errors:   permission_denied, hook_delivery_unknown.
    """
    require(actor, MANAGE)
    held = HookDelivery.objects.filter(pk=delivery, hook__state__in=(ACTIVE, PAUSED)).exclude(state=WAITING)
    if not held.update(state=WAITING, attempts=0, next_try_at=now, ended_at=None):
        raise HookDeliveryUnknown(delivery=delivery)
    record(actor, verb="retry", object_kind="hook_delivery", object_key=str(delivery), now=now)


def is_due(now: datetime) -> bool:
    """Whether something waits to be sent."""
    return _due(now).exists()


def send_due(actor: Actor, *, clock: Callable[[], datetime], limit: int = 200) -> dict[str, int]:
    """Send what is due, each once; what fails waits longer each time and is given up at last, visibly.

    Shape:    -> how many were taken and how many not; the clock is asked at each try, because a signature that
              waited behind slow receivers would look like an old one.
    Law:      at least once: a process that dies in between sends again under the same id.
    Errors:   permission_denied (measures.run).
    """
    require(actor, "measures.run")
    counts, began = {"delivered": 0, "failed": 0}, clock()
    for key in list(_due(began).order_by("next_try_at", "pk").values_list("pk", flat=True)[:limit]):
        # Whoever moves the time of the next try has it in hand.
        if not _due(began).filter(pk=key).update(next_try_at=clock() + LEASE, attempts=F("attempts") + 1):
            continue
        counts["delivered" if _send(key, clock) else "failed"] += 1
    HookDelivery.objects.filter(ended_at__lt=began - KEEP).delete()
    return counts


def _due(now: datetime) -> QuerySet[HookDelivery]:
    return HookDelivery.objects.filter(state=WAITING, next_try_at__lte=now, hook__state=ACTIVE)


def _send(key: int, clock: Callable[[], datetime]) -> bool:
    delivery = HookDelivery.objects.select_related("hook").get(pk=key)
    body = delivery.body.encode()
    secret = secret_of(delivery.hook)
    began = clock()
    headers = {
        "content-type": "application/json",
        "user-agent": "KPILoop",
        **signed(secret.reveal(), delivery.mark, int(began.timestamp()), body),
    }
    told = post(delivery.hook.address, body, headers, settings.HOOK_HOSTS)
    ended = clock()
    tried: dict[str, object] = {
        "at": began.isoformat(),
        "status": told.status,
        "ms": (ended - began) // timedelta(milliseconds=1),
        "said": secret.hide_in(told.said),
    }
    _note(delivery, told, tried, ended)
    return told.is_taken


@transaction.atomic
def _note(delivery: HookDelivery, told: Told, tried: dict[str, object], now: datetime) -> None:
    delivery.tries = [tried, *delivery.tries][:_KEPT_TRIES]
    if told.is_taken:
        delivery.state, delivery.next_try_at, delivery.ended_at = DELIVERED, None, now
        Hook.objects.filter(pk=delivery.hook_id).update(failures=0)
    elif delivery.attempts > len(WAITS):
        delivery.state, delivery.next_try_at, delivery.ended_at = DEAD, None, now
    else:
        delivery.next_try_at = now + WAITS[delivery.attempts - 1]
    delivery.save(update_fields=["tries", "state", "next_try_at", "ended_at"])
    if not told.is_taken:
        _count_failure(delivery.hook_id, told, now)


def _count_failure(hook_id: int, told: Told, now: datetime) -> None:
    hook = Hook.objects.select_for_update().get(pk=hook_id)
    hook.failures += 1
    if hook.state == ACTIVE and (told.status == _GONE or hook.failures >= MOST_FAILURES):
        hook.state = PAUSED
        hook.paused_because = "gone" if told.status == _GONE else "failures"
        fields = {"hook": hook.name, "address": hook.address, "failures": hook.failures, "said": told.said[:100]}
        Notice.objects.bulk_create(
            Notice(user_id=user, code="hook_paused", fields=fields, link=f"/settings/webhooks/{hook.pk}/")
            for user in accounts_with(SYSTEM, MANAGE, on=now.astimezone(get_default_timezone()).date())
        )
        after = {"state": PAUSED, "because": hook.paused_because}
        record(SYSTEM, verb="change", object_kind="hook", object_key=str(hook.pk), after=after, now=now)
    hook.save(update_fields=["failures", "state", "paused_because"])


def _delivery(hook: Hook, event: str, body: str, now: datetime) -> HookDelivery:
    mark = f"msg_{uuid4().hex}"
    return HookDelivery(hook=hook, mark=mark, event=event, body=body, next_try_at=now, created_at=now)


def _body(kind: str, fields: object, at: datetime) -> str:
    told = {"type": kind, "timestamp": at.isoformat(timespec="seconds"), "data": fields}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
