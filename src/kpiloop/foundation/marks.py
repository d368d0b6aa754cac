"""Marks by which a writer shows what was looked at, so that nothing somebody else wrote since is lost unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

from kpiloop.engine.errors import ChangedMeanwhile


def mark_of(row: object, fields: Sequence[str]) -> str:
    """A short text that is another one as soon as one of the fields says something else."""
    return mark_of_all([row], fields)


def mark_of_all(rows: Iterable[object], fields: Sequence[str]) -> str:
    """The same for several rows in their order."""
    said = json.dumps([[getattr(row, name) for name in fields] for row in rows], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def require_seen(seen: str | None, held: object | None, fields: Sequence[str], *, kind: str, key: str) -> None:
    """Refuse to write over what somebody else wrote since `seen`, the mark the writer looked at.

    Shape:    None as `seen` asks for no comparison; empty means that there was nothing of this key.
    Errors:   changed_meanwhile.
    """
    if seen is not None and seen != (mark_of(held, fields) if held is not None else ""):
        raise ChangedMeanwhile(kind=kind, key=key)
