"""One digest per person and day, never in the quiet hours."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.utils.timezone import get_default_timezone

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require, require_person
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.notify.models import Digest, Notice, QuietHours
from kpiloop.foundation.notify.stages import QUIET_FROM, QUIET_UNTIL, is_quiet


def send_digests(actor: Actor, *, now: datetime) -> int:
    """Hand every account what was held back for it, unless it is quiet or had its digest today.

    Shape:    -> how many digests were sent; what comes later waits for tomorrow.
    Law:      one digest per account and day, whoever calls however often.
    Errors:   permission_denied (measures.run).
    """
    require(actor, "measures.run")
    local = now.astimezone(get_default_timezone())
    waiting = set(Notice.objects.filter(is_held=True).values_list("user_id", flat=True))
    served = set(Digest.objects.filter(day=local.date(), user_id__in=waiting).values_list("user_id", flat=True))
    quiet = {row.user_id: (row.quiet_from, row.quiet_until) for row in QuietHours.objects.filter(user_id__in=waiting)}
    due = [
        user
        for user in sorted(waiting - served)
        if not is_quiet(local.time(), *quiet.get(user, (QUIET_FROM, QUIET_UNTIL)))
    ]
    return sum(_send(user, local) for user in due)


def set_quiet_hours(actor: Actor, *, quiet_from: time, quiet_until: time) -> None:
    """Say when the own account wants no digest.

    Shape:    wall times of the company; equal ones mean never quiet.
    Errors:   permission_denied when nobody is signed in.
    """
    user_id = require_person(actor)
    with transaction.atomic():
        QuietHours.objects.update_or_create(
            user_id=user_id, defaults={"quiet_from": quiet_from, "quiet_until": quiet_until}
        )
        after = {"quiet_from": quiet_from.isoformat("minutes"), "quiet_until": quiet_until.isoformat("minutes")}
        record(actor, verb="set", object_kind="quiet_hours", object_key=actor.username, after=after)


@transaction.atomic
def _send(user_id: int, local: datetime) -> bool:
    digest, is_new = Digest.objects.get_or_create(user_id=user_id, day=local.date(), defaults={"sent_at": local})
    if is_new:
        Notice.objects.filter(user_id=user_id, is_held=True).update(is_held=False, digest=digest)
    return is_new
