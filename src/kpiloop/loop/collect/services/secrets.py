"""Passwords and tokens of sources: set, replaced, removed, and never shown again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.loop.collect.connectors.kinds import kind_of, usual_secret
from kpiloop.loop.collect.connectors.sealed import keep_secret
from kpiloop.loop.collect.errors import SecretMissing, SecretNotUsed
from kpiloop.loop.collect.models import Source, SourceSecret
from kpiloop.loop.collect.source_reading import source_by_code

_LONGEST = 4000


@transaction.atomic
def set_secret(actor: Actor, *, source: str, name: str = "", value: str, now: datetime) -> str:
    """Seal a secret of a source, in place of an earlier one.

    Shape:    the value is kept sealed with the key of the installation; the trail knows only its name -> that name;
              without one it is what the source signs in with.
    Errors:   source_unknown, secret_not_used when this kind of source knows no such secret, secret_missing
              when nothing was given.
    """
    require(actor, "sources.edit")
    held = source_by_code(source)
    name = name or usual_secret(held.kind, held.settings)
    _check_name(held, name)
    if not value or len(value) > _LONGEST:
        raise SecretMissing(source=source, name=name)
    keep_secret(held, name, value, by=actor.username, now=now)
    record(actor, verb="set", object_kind="source_secret", object_key=source, after={"name": name}, now=now)
    return name


@transaction.atomic
def remove_secret(actor: Actor, *, source: str, name: str = "", now: datetime) -> str:
    """Forget a secret of a source, without a name the one it signs in with -> its name.

    Errors:   source_unknown, secret_missing when there is none.
    """
    require(actor, "sources.edit")
    held = source_by_code(source)
    name = name or usual_secret(held.kind, held.settings)
    removed, _ = SourceSecret.objects.filter(source=held, name=name).delete()
    if not removed:
        raise SecretMissing(source=source, name=name)
    record(actor, verb="remove", object_kind="source_secret", object_key=source, before={"name": name}, now=now)
    return name


def _check_name(held: Source, name: str) -> None:
    known = kind_of(held.kind).secrets
    if name not in known:
        raise SecretNotUsed(source=held.code, name=name, names=", ".join(known))
