"""Mending a finding in one step, or accepting it with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.loop.plan import references
from kpiloop.loop.plan.errors import FindingBlocks, FindingGone, NotMendable, ReasonMissing
from kpiloop.loop.plan.models import FindingOverride
from kpiloop.loop.plan.rows import DesignEvidence, FindingRow, Mended
from kpiloop.loop.plan.selectors.findings import NOTHING, findings
from kpiloop.loop.plan.services.mending import STEPS, Mending


@transaction.atomic
def fix_finding(
    actor: Actor,
    *,
    scheme: str,
    key: str,
    on: date,
    now: datetime,
    language: str = "zh-hans",
    evidence: DesignEvidence = NOTHING,
) -> Mended:
    """Do the one step that mends a finding.

    Shape:    key of the finding -> the step that was done and every value it changed. What is found on cards of a
              template is mended on all of them and in the template; the key of one card mends that card.
    Law:      a draft is mended from its first day; in a published scheme it holds from `on`.
              Definitions are mended as drafts: a person publishes them.
    Errors:   finding_gone, finding_not_mendable, and what the step itself refuses.
    """
    require(actor, "plan.edit")
    held = references.scheme(scheme, for_update=True)
    found = _found(findings(actor, scheme=scheme, evidence=evidence), key)
    if not found.fix:
        raise NotMendable(finding=found.code)
    values = STEPS[found.fix](Mending(actor, held, found, on, now, language))
    record(
        actor, verb="fix", object_kind="scheme", object_key=scheme, after={"finding": key, "fix": found.fix}, now=now
    )
    return Mended(found.fix, tuple(values))


@transaction.atomic
def override_finding(
    actor: Actor, *, scheme: str, key: str, reason: str, now: datetime, evidence: DesignEvidence = NOTHING
) -> None:
    """Accept a finding with a reason; it stays readable and no longer counts.

    Shape:    the key of cards of a template accepts it for all of them, whoever joins included; the key
              of one of these cards accepts it there.
    Errors:   reason_missing, finding_gone, finding_blocks for what refuses publishing.
    """
    require(actor, "plan.edit")
    if not reason.strip():
        raise ReasonMissing(subject=key)
    held = references.scheme(scheme, for_update=True)
    found = _found(findings(actor, scheme=scheme, evidence=evidence), key)
    if found.severity == "blocks":
        raise FindingBlocks(finding=found.code)
    if found.override is not None:
        return
    FindingOverride.objects.create(
        scheme=held, key=key, reason=reason.strip(), overridden_by=actor.username, overridden_at=now
    )
    record(
        actor,
        verb="override_finding",
        object_kind="scheme",
        object_key=scheme,
        after={"finding": key},
        reason=reason,
        now=now,
    )


@transaction.atomic
def reinstate_finding(actor: Actor, *, scheme: str, key: str, now: datetime) -> int:
    """Let an accepted finding count again.

    Shape:    key of the finding -> how many were withdrawn; none is no fault.
    """
    require(actor, "plan.edit")
    held = references.scheme(scheme, for_update=True)
    changed = FindingOverride.objects.filter(scheme__code=held.code, key=key, is_active=True).update(
        is_active=False, withdrawn_by=actor.username, withdrawn_at=now
    )
    if changed:
        record(
            actor, verb="reinstate_finding", object_kind="scheme", object_key=scheme, after={"finding": key}, now=now
        )
    return changed


def _found(rows: Iterable[FindingRow], key: str) -> FindingRow:
    """The finding a key names, about cards of a template or about one of them."""
    for row in rows:
        for each in (row, *row.members):
            if each.key == key:
                return each
    raise FindingGone(key=key)
