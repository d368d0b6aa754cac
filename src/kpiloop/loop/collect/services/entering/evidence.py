"""Files that prove entered figures: kept once by content, below the home directory."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.services import record
from kpiloop.loop.collect.entering.choices import EVIDENCE_ENDINGS, LARGEST_EVIDENCE, MOST_EVIDENCE
from kpiloop.loop.collect.entering.models import Evidence
from kpiloop.loop.collect.entering.resolving import Asked, resolve
from kpiloop.loop.collect.entering.rows import NewEntry
from kpiloop.loop.collect.errors.flows import EvidenceRefused
from kpiloop.loop.collect.services.entering.entries import hold_entry

_LONGEST_NAME = 200


def attach_evidence(
    actor: Actor, *, kpi: str, subject: str, period: str, file_name: str, content: bytes, now: datetime
) -> int:
    """Attach a file to an entered figure; the same content twice is one file.

    Shape:    -> its key; the figure becomes a draft where nothing was entered yet.
    Errors:   collect_evidence_refused for size, kind or number; as `save_drafts`.
    """
    name = Path(file_name.replace("\\", "/")).name[-_LONGEST_NAME:]
    ending = Path(name).suffix.lower()
    if not content or len(content) > LARGEST_EVIDENCE or ending not in EVIDENCE_ENDINGS:
        raise _refused(name)
    (asked,) = resolve(actor, [NewEntry(kpi, subject, period, None)])
    digest = hashlib.sha256(content).hexdigest()
    stored = _keep(content, digest, ending)
    with transaction.atomic():
        return _attached(actor, asked, name, stored, digest, len(content), now)


def evidence_path(stored_as: str) -> Path:
    """Where a kept file lies."""
    return Path(settings.HOME).resolve() / "uploads" / "evidence" / stored_as


def _attached(actor: Actor, asked: Asked, name: str, stored: str, digest: str, size: int, now: datetime) -> int:
    held = hold_entry(actor, asked, now=now)
    if held.evidence.exclude(sha256=digest).count() >= MOST_EVIDENCE:
        raise _refused(name)
    fields = {"file_name": name, "stored_as": stored, "size": size, "added_by": actor.username, "added_at": now}
    file, is_new = Evidence.objects.get_or_create(entry=held, sha256=digest, defaults=fields)
    if is_new:
        after = {"file": name, "sha256": digest, "size": size}
        key = " ".join(asked.where.values())
        record(actor, verb="attach", object_kind="evidence", object_key=key, after=after, now=now)
    return file.pk


def _keep(content: bytes, digest: str, ending: str) -> str:
    """Write the file under the hash of its content; an unfinished file never carries that name."""
    stored = f"{digest}{ending}"
    path = evidence_path(stored)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        unfinished = path.with_name(f".{digest}.{os.getpid()}")
        unfinished.write_bytes(content)
        unfinished.replace(path)
    return stored


def _refused(name: str) -> EvidenceRefused:
    return EvidenceRefused(
        file=name, endings=" ".join(EVIDENCE_ENDINGS), limit=LARGEST_EVIDENCE // (1024 * 1024), most=MOST_EVIDENCE
    )
