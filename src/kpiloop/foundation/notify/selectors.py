"""Reading the viewer's own notices; nobody reads those of others."""

from __future__ import annotations

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require_person
from kpiloop.foundation.notify.models import Notice
from kpiloop.foundation.notify.rows import NoticeRow


def notices(viewer: Actor, *, unread_only: bool = False, limit: int = 50) -> tuple[NoticeRow, ...]:
    """The viewer's notices, newest first."""
    found = Notice.objects.filter(user_id=require_person(viewer)).order_by("-created_at", "-pk")
    if unread_only:
        found = found.filter(read_at__isnull=True)
    return tuple(
        NoticeRow(row.pk, row.code, row.fields, row.link, row.created_at, row.read_at) for row in found[:limit]
    )


def unread_count(viewer: Actor) -> int:
    """How many notices the viewer has not read."""
    if viewer.user_id is None:
        return 0
    return Notice.objects.filter(user_id=viewer.user_id, read_at__isnull=True).count()
