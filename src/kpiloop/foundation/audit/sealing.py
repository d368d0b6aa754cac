"""From a stored entry to the hash it must carry."""

from __future__ import annotations

from kpiloop.foundation.audit import chain
from kpiloop.foundation.audit.models import AuditEntry


def hash_of(entry: AuditEntry) -> str:
    """Compute the hash an entry must carry.

    Shape:    one stored or new entry -> 64 hexadecimal digits.
    """
    return chain.entry_hash(
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
        previous=entry.previous_hash,
    )
