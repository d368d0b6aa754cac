"""The arithmetic of the chain: each entry's hash covers its fields and the hash before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

#: What stands before the first entry.
GENESIS = "0" * 64


def canonical(fields: Mapping[str, object]) -> str:
    """One text for one content, whatever the order the fields were given in."""
    return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def moment(at: datetime) -> str:
    """A moment in UTC with microseconds, the same text from every database."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def digest(parts: Sequence[str], previous: str) -> str:
    """Hash of length-prefixed parts and the hash before: no two contents share one text.

    >>> digest(["ab", "c"], GENESIS) == digest(["a", "bc"], GENESIS)
    False
    """
    hasher = hashlib.sha256()
    for part in (*parts, previous):
        encoded = part.encode()
        hasher.update(f"{len(encoded)}:".encode() + encoded)
    return hasher.hexdigest()


def entry_hash(
    *,
    seq: int,
    recorded_at: datetime,
    actor: str,
    user_id: int | None,
    verb: str,
    object_kind: str,
    object_key: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
    reason: str,
    previous: str,
) -> str:
    """Hash of one entry of the trail."""
    account = "" if user_id is None else str(user_id)
    parts = [str(seq), moment(recorded_at), actor, account, verb, object_kind, object_key]
    return digest([*parts, canonical(before), canonical(after), reason], previous)
