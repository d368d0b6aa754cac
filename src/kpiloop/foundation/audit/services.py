"""Writing the trail. Every write service of the house ends here, inside its own transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from kpiloop.foundation.audit import chain
from kpiloop.foundation.audit.models import AuditEntry, AuditHead
from kpiloop.foundation.audit.rows import Acting
from kpiloop.foundation.audit.sealing import hash_of

_HEAD = 1


def record(
    actor: Acting,
    *,
    verb: str,
    object_kind: str,
    object_key: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> int:
    """Add one entry to the trail and return its place.

    Shape:    joins the caller's transaction, so the entry and the change live or die together.
    Law:      one chain without gaps; appends wait for each other on the head row.
    Source:   reliability.md section 3
    """
    with transaction.atomic(savepoint=False):  # what could be kept without its entry?
        head = _locked_head()
        entry = AuditEntry(
            seq=head.seq + 1,
            recorded_at=now or timezone.now(),
            actor=actor.username,
            user_id=actor.user_id,
            verb=verb,
            object_kind=object_kind,
            object_key=str(object_key),
            before=_plain(before),
            after=_plain(after),
            reason=reason,
            previous_hash=head.hash,
        )
        entry.hash = hash_of(entry)
        entry.save(force_insert=True)
        AuditHead.objects.filter(pk=_HEAD).update(seq=entry.seq, hash=entry.hash)
        return entry.seq


def guard_trail(actor: Acting) -> None:
    """Make the database itself refuse a change of the trail from now on.

    Shape:    called once by the command that creates an installation; the triggers are part of the
              tables and sleep until then, because emptying tables between tests is a delete.
    Law:      guarding again changes nothing; there is no service that ends it.
    """
    with transaction.atomic():
        head = _locked_head()
        if not head.is_guarded:
            AuditHead.objects.filter(pk=head.pk).update(is_guarded=True)
            record(actor, verb="guard", object_kind="trail", object_key="audit")


def _locked_head() -> AuditHead:
    found = list(AuditHead.objects.select_for_update().filter(pk=_HEAD))
    if not found:  # the first entry of an installation
        AuditHead.objects.get_or_create(pk=_HEAD, defaults={"hash": chain.GENESIS})
        return AuditHead.objects.select_for_update().get(pk=_HEAD)
    return found[0]


def _plain(fields: Mapping[str, object] | None) -> dict[str, object]:
    """Fields as the database will give them back: the hash must not depend on who reads."""
    plain: dict[str, object] = json.loads(chain.canonical(fields or {}))
    return plain
