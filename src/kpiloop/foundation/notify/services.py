"""Sending notices and marking them as read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require_person
from kpiloop.foundation.notify.digests import send_digests, set_quiet_hours
from kpiloop.foundation.notify.hooks.delivering import redeliver, send_due, send_test
from kpiloop.foundation.notify.hooks.keeping import add_hook, change_hook, pause_hook, remove_hook, renew_secret
from kpiloop.foundation.notify.models import Notice
from kpiloop.foundation.notify.reminding import hold, remind_of_duties

__all__ = [
    "add_hook",
    "change_hook",
    "hold",
    "mark_read",
    "pause_hook",
    "redeliver",
    "remind_of_duties",
    "remove_hook",
    "renew_secret",
    "send",
    "send_digests",
    "send_due",
    "send_test",
    "set_quiet_hours",
]


def send(
    actor: Actor, *, user_ids: Iterable[int], code: str, fields: Mapping[str, object] | None = None, link: str = ""
) -> int:
    """Leave a notice for accounts, in the transaction of the change it tells.

    Shape:    keys of accounts -> how many notices; nobody gets the same one twice, nor about the own act.
    """
    receivers = sorted({user_id for user_id in user_ids if user_id != actor.user_id})
    plain = json.loads(json.dumps(dict(fields or {}), default=str))
    Notice.objects.bulk_create(Notice(user_id=key, code=code, fields=plain, link=link) for key in receivers)
    return len(receivers)


def mark_read(actor: Actor, *, notice_ids: Sequence[int] | None = None, now: datetime) -> int:
    """Mark the actor's own notices as read: the named ones, or all.

    Shape:    -> how many were unread before; notices of others are left alone.
    Errors:   permission_denied when nobody is signed in.
    """
    unread = Notice.objects.filter(user_id=require_person(actor), read_at__isnull=True, is_held=False)
    if notice_ids is not None:
        unread = unread.filter(pk__in=notice_ids)
    return unread.update(read_at=now)
