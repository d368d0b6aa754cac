"""Secrets of sources: sealed when written, opened only for the connector that signs in with them."""

from __future__ import annotations

from datetime import datetime

from kpiloop.foundation.vault import Secret, seal, unseal
from kpiloop.loop.collect.models import Source, SourceSecret


def secret_of(source: Source, name: str) -> Secret | None:
    """The secret of a source for its connector, never for a door; None when nobody set it."""
    held = SourceSecret.objects.filter(source=source, name=name).first()
    return unseal(held.sealed, belongs_to=_owner(source, name)) if held else None


def keep_secret(source: Source, name: str, plain: str, *, by: str, now: datetime) -> None:
    """Seal a secret in place of an earlier one."""
    sealed = seal(plain, belongs_to=_owner(source, name))
    SourceSecret.objects.update_or_create(
        source=source, name=name, defaults={"sealed": sealed, "set_by": by, "set_at": now}
    )


def _owner(source: Source, name: str) -> str:
    return f"collect.source/{source.code}/{name}"
