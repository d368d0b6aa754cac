"""Reading hooks and what was sent to them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Max, Q

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.notify.hooks.choices import DEAD, DELIVERED, REMOVED, WAITING
from kpiloop.foundation.notify.hooks.errors import HookUnknown
from kpiloop.foundation.notify.hooks.keeping import MANAGE
from kpiloop.foundation.notify.hooks.models import Hook, HookDelivery
from kpiloop.foundation.notify.hooks.rows import HookDeliveryRow, HookRow, TryRow


def hooks(viewer: Actor) -> tuple[HookRow, ...]:
    """Every address that is told news, by name; secrets are never read back."""
    require(viewer, MANAGE)
    found = Hook.objects.exclude(state=REMOVED).annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=WAITING)),
        dead=Count("deliveries", filter=Q(deliveries__state=DEAD)),
        last=Max("deliveries__ended_at", filter=Q(deliveries__state=DELIVERED)),
    )
    return tuple(
        HookRow(
            id=row.pk,
            name=row.name,
            address=row.address,
            events=tuple(row.events),
            state=row.state,
            paused_because=row.paused_because,
            waiting=row.waiting,
            dead=row.dead,
            last_delivered_at=row.last,
            created_by=row.created_by,
            created_at=row.created_at,
        )
        for row in found.order_by("name", "pk")
    )


def hook(viewer: Actor, key: int) -> HookRow:
    """One hook."""
    found = next((row for row in hooks(viewer) if row.id == key), None)
    if found is None:
        raise HookUnknown(hook=key)
    return found


def hook_deliveries(viewer: Actor, key: int, *, limit: int = 50) -> tuple[HookDeliveryRow, ...]:
    """What was sent to a hook, newest first, with every try."""
    hook(viewer, key)
    found = HookDelivery.objects.filter(hook_id=key).order_by("-pk")[:limit]
    return tuple(
        HookDeliveryRow(
            id=row.pk,
            hook_id=row.hook_id,
            mark=row.mark,
            event=row.event,
            body=row.body,
            state=row.state,
            attempts=row.attempts,
            tries=tuple(
                TryRow(datetime.fromisoformat(each["at"]), each["status"], each["ms"], each["said"])
                for each in row.tries
            ),
            next_try_at=row.next_try_at,
            created_at=row.created_at,
        )
        for row in found
    )
