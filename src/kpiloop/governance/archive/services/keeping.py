"""Set how long something is kept, and let go of what is older."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.jobs import services as jobs
from kpiloop.governance.archive.errors import RetentionFixed, RetentionReason, RetentionTooShort
from kpiloop.governance.archive.models import RetentionRule
from kpiloop.governance.archive.retention import KINDS, WORK, first_day_kept, months_kept


@transaction.atomic
def set_retention(actor: Actor, *, kind: str, months: int, reason: str, now: datetime) -> None:
    """Keep a kind of thing for so many months.

    Law:      never shorter than the law asks for; what published figures rest on is kept for ever.
    Errors:   permission_denied (plan.edit), retention_fixed, retention_too_short, retention_reason_required.
    """
    require(actor, "plan.edit")
    found = next((row for row in KINDS if row.code == kind), None)
    if found is None or found.least is None:
        raise RetentionFixed(kind=kind)
    if months < found.least:
        raise RetentionTooShort(kind=kind, months=months, least=found.least)
    if not reason.strip():
        raise RetentionReason(kind=kind)
    before = months_kept(kind)
    RetentionRule.objects.update_or_create(
        kind=kind, defaults={"months": months, "reason": reason.strip(), "set_by": actor.username, "set_at": now}
    )
    record(
        actor, verb="set_retention", object_kind="retention", object_key=kind, before={"months": before},
        after={"months": months}, reason=reason, now=now,
    )  # fmt: skip


def let_go(actor: Actor, *, today: date, now: datetime) -> int:
    """Delete finished work and delivered news that are older than their rule; how many runs went.

    Errors:   permission_denied (measures.run).
    """
    require(actor, "measures.run")
    months = months_kept(WORK)
    gone = 0 if months is None else jobs.forget_finished(actor, before=first_day_kept(months, today))
    if gone:
        record(actor, verb="let_go", object_kind="retention", object_key=WORK, after={"runs": gone}, now=now)
    return gone
