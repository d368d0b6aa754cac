"""Reading the viewer's own notices; nobody reads those of others."""

from __future__ import annotations

from datetime import time

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require_person
from kpiloop.foundation.notify.hooks.reading import hook, hook_deliveries, hooks
from kpiloop.foundation.notify.models import Notice, QuietHours
from kpiloop.foundation.notify.rows import NoticeRow
from kpiloop.foundation.notify.stages import QUIET_FROM, QUIET_UNTIL

__all__ = ["hook", "hook_deliveries", "hooks", "notices", "quiet_hours", "unread_count"]


def notices(viewer: Actor, *, unread_only: bool = False, limit: int = 50) -> tuple[NoticeRow, ...]:
    """The viewer's notices, newest first."""
    mine = Notice.objects.filter(user_id=require_person(viewer), is_held=False)
    found = mine.select_related("digest").order_by("-pk")
    if unread_only:
        found = found.filter(read_at__isnull=True)
    return tuple(
        NoticeRow(
            id=row.pk,
            code=row.code,
            fields=row.fields,
            link=row.link,
            created_at=row.created_at if row.digest is None else row.digest.sent_at,
            read_at=row.read_at,
            digest_day=None if row.digest is None else row.digest.day,
        )
        for row in found[:limit]
    )


def quiet_hours(viewer: Actor) -> tuple[time, time]:
    """When the viewer's account wants no digest: from and until, as wall time of the company."""
    held = QuietHours.objects.filter(user_id=require_person(viewer)).first()
    return (held.quiet_from, held.quiet_until) if held else (QUIET_FROM, QUIET_UNTIL)


def unread_count(viewer: Actor) -> int:
    """How many notices the viewer has not read."""
    if viewer.user_id is None:
        return 0
    return Notice.objects.filter(user_id=viewer.user_id, read_at__isnull=True, is_held=False).count()
