"""Naming addresses that are told news, pausing them, and their signing secrets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.network import (
    AddressRefused,
    HostUnreachable,
    check_address,
    origin_of,
    pinned_address,
)
from kpiloop.foundation.notify.hooks.choices import ACTIVE, EVENTS, PAUSED, REMOVED, WAITING
from kpiloop.foundation.notify.hooks.errors import HookAddressRefused, HookEventsWrong, HookUnknown
from kpiloop.foundation.notify.hooks.models import Hook, HookDelivery
from kpiloop.foundation.notify.hooks.signing import new_secret
from kpiloop.foundation.vault import Secret, seal, unseal

MANAGE = "accounts.manage"


@transaction.atomic
def add_hook(actor: Actor, *, name: str, address: str, events: Sequence[str], now: datetime) -> tuple[int, str]:
    """Tell an address news from now on.

    Shape:    -> key of the hook and its signing secret, which is shown this once and kept sealed.
    Errors:   permission_denied, hook_address_refused, hook_events_wrong.
    """
    require(actor, MANAGE)
    _check(address, events)
    secret = new_secret()
    fields = {"name": name, "address": address, "events": list(events)}
    hook = Hook.objects.create(**fields, sealed="", created_by=actor.username, created_at=now)
    _keep_secret(hook, secret)
    record(actor, verb="create", object_kind="hook", object_key=str(hook.pk), after=fields, now=now)
    return hook.pk, secret


@transaction.atomic
def change_hook(actor: Actor, *, hook: int, name: str, address: str, events: Sequence[str], now: datetime) -> None:
    """Say anew where news goes and which; what waits goes to the new address.

    Errors:   permission_denied, hook_unknown, hook_address_refused, hook_events_wrong.
    """
    require(actor, MANAGE)
    held = held_hook(hook)
    _check(address, events)
    before = {"name": held.name, "address": held.address, "events": held.events}
    after = {"name": name, "address": address, "events": list(events)}
    Hook.objects.filter(pk=held.pk).update(**after)
    record(actor, verb="change", object_kind="hook", object_key=str(hook), before=before, after=after, now=now)


@transaction.atomic
def pause_hook(actor: Actor, *, hook: int, is_active: bool = False, now: datetime) -> None:
    """Send nothing for a while, or go on; news that came meanwhile waits and is sent then.

    Errors:   permission_denied, hook_unknown.
    """
    require(actor, MANAGE)
    held = held_hook(hook)
    after = {"state": ACTIVE if is_active else PAUSED}
    because = "" if is_active else "by_hand"
    Hook.objects.filter(pk=held.pk).update(**after, paused_because=because, failures=0)
    if is_active:
        HookDelivery.objects.filter(hook=held, state=WAITING).update(next_try_at=now)
    record(
        actor,
        verb="change",
        object_kind="hook",
        object_key=str(hook),
        before={"state": held.state},
        after=after,
        now=now,
    )


@transaction.atomic
def remove_hook(actor: Actor, *, hook: int, now: datetime) -> None:
    """Tell an address nothing any more; what was sent stays readable, its secret is forgotten.

    Errors:   permission_denied, hook_unknown.
    """
    require(actor, MANAGE)
    held = held_hook(hook)
    Hook.objects.filter(pk=held.pk).update(state=REMOVED, sealed="")
    HookDelivery.objects.filter(hook=held, state=WAITING).delete()
    record(actor, verb="remove", object_kind="hook", object_key=str(hook), before={"address": held.address}, now=now)


@transaction.atomic
def renew_secret(actor: Actor, *, hook: int, now: datetime) -> str:
    """Give a hook another signing secret; the earlier one signs nothing from now on.

    Shape:    -> the secret, which is shown this once.
    Errors:   permission_denied, hook_unknown.
    """
    require(actor, MANAGE)
    held, secret = held_hook(hook), new_secret()
    _keep_secret(held, secret)
    record(actor, verb="set", object_kind="hook_secret", object_key=str(hook), now=now)
    return secret


def held_hook(key: int) -> Hook:
    """One hook that was not removed."""
    found = Hook.objects.exclude(state=REMOVED).filter(pk=key).first()
    if found is None:
        raise HookUnknown(hook=key)
    return found


def secret_of(hook: Hook) -> Secret:
    """The signing secret, for the one call that needs it."""
    return unseal(hook.sealed, belongs_to=_owner(hook))


def _keep_secret(hook: Hook, secret: str) -> None:
    Hook.objects.filter(pk=hook.pk).update(sealed=seal(secret, belongs_to=_owner(hook)))


def _owner(hook: Hook) -> str:
    return f"hook:{hook.pk}"


def _check(address: str, events: Sequence[str]) -> None:
    strange = [event for event in events if event not in EVENTS]
    if strange or not events:
        raise HookEventsWrong(events=", ".join(strange), known=", ".join(EVENTS))
    try:
        check_address(address)
        _, host, port = origin_of(address)
        pinned_address(host, port, settings.HOOK_HOSTS)
    except AddressRefused as refused:
        raise HookAddressRefused(host=refused.fields["host"]) from None
    except HostUnreachable:
        pass  # its name may be known later; it is looked at again before every try
