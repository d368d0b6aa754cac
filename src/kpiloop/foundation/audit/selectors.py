"""Reading the trail and following its chain."""

from __future__ import annotations

from datetime import datetime

from kpiloop.foundation.audit import chain
from kpiloop.foundation.audit.errors import TrailNotVisible
from kpiloop.foundation.audit.models import AuditEntry, AuditHead
from kpiloop.foundation.audit.rows import Acting, ChainState, EntryRow, Page
from kpiloop.foundation.audit.sealing import hash_of

AUDIT_VIEW = "audit.view"


def entries(
    viewer: Acting,
    *,
    object_kind: str | None = None,
    object_key: str | None = None,
    actor: str | None = None,
    page: int = 1,
    size: int = 50,
) -> Page[EntryRow]:
    """One page of the trail, newest first."""
    _require(viewer)
    wanted = {"object_kind": object_kind, "object_key": object_key, "actor": actor}
    found = AuditEntry.objects.filter(**{name: value for name, value in wanted.items() if value})
    first = (max(page, 1) - 1) * size
    rows = found.order_by("-seq")[first : first + size]
    return Page(tuple(_row(entry) for entry in rows), max(page, 1), size, found.count())


def entries_of_object(viewer: Acting, *, object_kind: str, object_key: str, limit: int = 100) -> tuple[EntryRow, ...]:
    """History of one thing, oldest first; the caller has checked that the viewer may see the thing."""
    found = AuditEntry.objects.filter(object_kind=object_kind, object_key=str(object_key))
    return tuple(_row(entry) for entry in found.order_by("seq")[:limit])


def verify_chain(viewer: Acting) -> ChainState:
    """Follow the chain from its start and name the first entry that does not fit."""
    _require(viewer)
    previous, count = chain.GENESIS, 0
    for entry in AuditEntry.objects.order_by("seq").iterator(chunk_size=1000):
        count += 1
        if entry.seq != count or entry.previous_hash != previous or entry.hash != hash_of(entry):
            return ChainState(False, count - 1, count)
        previous = entry.hash
    head = AuditHead.objects.first()
    newest = (head.seq, head.hash) if head else (0, chain.GENESIS)
    # A cut tail leaves a whole chain behind; only the head remembers what is missing.
    complete = newest == (count, previous)
    return ChainState(complete, count, None if complete else count + 1)


def written_since(viewer: Acting, moment: datetime) -> frozenset[tuple[str, str]]:
    """What was done since a moment: (kind of thing, verb); no content, so it needs no right."""
    found = AuditEntry.objects.filter(recorded_at__gte=moment).order_by()
    return frozenset(found.values_list("object_kind", "verb").distinct())


def is_guarded(viewer: Acting) -> bool:
    """Whether the database refuses a change of the trail; no secret, so it needs no right."""
    return AuditHead.objects.filter(is_guarded=True).exists()


def _require(viewer: Acting) -> None:
    if not viewer.may(AUDIT_VIEW):
        raise TrailNotVisible(permission=AUDIT_VIEW)


def _row(entry: AuditEntry) -> EntryRow:
    return EntryRow(
        seq=entry.seq,
        recorded_at=entry.recorded_at,
        actor=entry.actor,
        user_id=entry.user_id,
        verb=entry.verb,
        object_kind=entry.object_kind,
        object_key=entry.object_key,
        before=entry.before,
        after=entry.after,
        reason=entry.reason,
        hash=entry.hash,
    )
