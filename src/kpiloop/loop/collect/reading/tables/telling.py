"""Tells the data people that a source is no longer what it was."""

from __future__ import annotations

from collections.abc import Mapping

from kpiloop.foundation.access import selectors as access
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.choices import ROLE_PERMISSIONS
from kpiloop.foundation.notify.services import send
from kpiloop.loop.collect.models import Source

_RIGHT = "sources.edit"


def tell_changes(actor: Actor, source: Source, *, load: int, changes: Mapping[str, object], gone: int) -> None:
    """One notice about columns that changed and one about rows that are gone, each only where there is something."""
    fields = {"source": source.code, "source_zh": source.name_zh, "source_en": source.name_en or source.name_zh}
    link = f"/data/loads/{load}/"
    kinds = ("removed", "renamed", "retyped", "added")
    listed = "; ".join(str(changes[kind]) for kind in kinds if changes.get(kind))
    if listed:
        send(actor, user_ids=_receivers(), code="source_columns_changed", fields={**fields, "what": listed}, link=link)
    if gone:
        send(actor, user_ids=_receivers(), code="source_rows_gone", fields={**fields, "count": gone}, link=link)


def _receivers() -> list[int]:
    held = access.accounts(SYSTEM)
    return [row.id for row in held if row.is_active and any(_RIGHT in ROLE_PERMISSIONS[role] for role in row.roles)]
