"""Mending a finding in one step, or accepting it with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from kpiloop.engine.guards.card_mending import evened
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.plan import references
from kpiloop.loop.plan.errors import FindingBlocks, FindingGone, NotMendable, ReasonMissing
from kpiloop.loop.plan.library import ready_kpis
from kpiloop.loop.plan.linter.influence import Influence
from kpiloop.loop.plan.models import Assignment, FindingOverride, Kpi, Scheme
from kpiloop.loop.plan.rows import AssignmentChange, DesignEvidence, FindingRow
from kpiloop.loop.plan.selectors.findings import LEAST_WEIGHT, MOST_WEIGHT, NOTHING, findings
from kpiloop.loop.plan.services.assignments import amend_assignments
from kpiloop.loop.plan.services.definitions import publish_kpi, revise_kpi


@dataclass(frozen=True)
class Mending:
    """What a fix works on."""

    actor: Actor  #: who mends
    held: Scheme  #: newest version of the scheme
    finding: FindingRow  #: what was found
    on: date  #: day from which it holds in a published scheme
    now: datetime  #: when
    language: str  #: language of texts from the library


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
) -> str:
    """Do the one step that mends a finding.

    Shape:    key of the finding -> name of the fix that was done.
    Law:      a draft is mended from its first day; in a published scheme it holds from `on`.
              Definitions are mended as drafts: a person publishes them.
    Errors:   finding_gone, finding_not_mendable, and what the step itself refuses.
    """
    require(actor, "plan.edit")
    held = references.scheme(scheme, for_update=True)
    found = {row.key: row for row in findings(actor, scheme=scheme, evidence=evidence)}.get(key)
    if found is None:
        raise FindingGone(key=key)
    if not found.fix:
        raise NotMendable(finding=found.code)
    _STEPS[found.fix](Mending(actor, held, found, on, now, language))
    record(
        actor, verb="fix", object_kind="scheme", object_key=scheme, after={"finding": key, "fix": found.fix}, now=now
    )
    return found.fix


@transaction.atomic
def override_finding(
    actor: Actor, *, scheme: str, key: str, reason: str, now: datetime, evidence: DesignEvidence = NOTHING
) -> None:
    """Accept a finding with a reason; it stays readable and no longer counts.

    Errors:   reason_missing, finding_gone, finding_blocks for what refuses publishing.
    """
    require(actor, "plan.edit")
    if not reason.strip():
        raise ReasonMissing(subject=key)
    held = references.scheme(scheme, for_update=True)
    found = {row.key: row for row in findings(actor, scheme=scheme, evidence=evidence)}.get(key)
    if found is None:
        raise FindingGone(key=key)
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


def _card(step: Mending) -> list[Assignment]:
    subject = step.finding.subject
    assert subject is not None
    rows = step.held.assignments.filter(subject_id=subject.id, valid_to__isnull=True)
    return list(rows.select_related("kpi", "subject").order_by("pk"))


def _amend(step: Mending, changes: list[AssignmentChange], lines: list[Assignment]) -> None:
    begun = min((row.valid_from for row in lines), default=step.on)
    on = begun if step.held.state == "draft" else max(step.on, begun)
    amend_assignments(step.actor, scheme=step.held.code, changes=changes, on=on, reason=step.finding.key)


def _even_weights(step: Mending) -> None:
    lines = [row for row in _card(step) if row.weight > 0]
    wanted = evened({str(row.pk): row.weight for row in lines}, least=LEAST_WEIGHT, most=MOST_WEIGHT)
    changes = [AssignmentChange(row.pk, weight=wanted[str(row.pk)]) for row in lines]
    _amend(step, [change for change, row in zip(changes, lines, strict=True) if change.weight != row.weight], lines)


def _merge_lightest(step: Mending) -> None:
    """The suggested KPIs become one: the heaviest carries their weight, the others are only watched."""
    merge = step.finding.fields["merge"].split(" + ")
    _carry([row for row in _card(step) if row.kpi.code in merge], step)


def _watch_double(step: Mending) -> None:
    twins = (step.finding.kpi_code, step.finding.fields["other"])
    _carry([row for row in _card(step) if row.kpi.code in twins], step)


def _carry(lines: list[Assignment], step: Mending) -> None:
    first, *rest = sorted(lines, key=lambda row: (-row.weight, row.kpi.code))
    total = sum((row.weight for row in lines), Decimal(0))
    changes = [AssignmentChange(first.pk, weight=total), *(AssignmentChange(row.pk, weight=Decimal(0)) for row in rest)]
    _amend(step, changes, lines)


def _head_answers(step: Mending) -> None:
    row = Assignment.objects.select_related("subject", "kpi").get(pk=step.finding.assignment_id or 0)
    head = Influence(step.on if step.on >= row.valid_from else row.valid_from).head_of(row)
    person = org_io.people_by_id().get(head or 0)
    if person is None:
        raise NotMendable(finding=step.finding.code)
    _amend(step, [AssignmentChange(row.pk, owner=person.code)], [row])


def _publish(step: Mending) -> None:
    publish_kpi(step.actor, code=step.finding.kpi_code, now=step.now)


def _source(step: Mending) -> None:
    _say(step, source=ready_kpis()[step.finding.kpi_code].source.of(step.language))


def _purpose(step: Mending) -> None:
    _say(step, purpose=ready_kpis()[step.finding.kpi_code].definition.of(step.language))


def _counter(step: Mending) -> None:
    counter = ready_kpis()[step.finding.kpi_code].counter
    if not Kpi.objects.filter(code=counter).exists():
        raise NotMendable(finding=step.finding.code, counter=counter)
    _say(step, counter=counter)


def _say(step: Mending, **said: str) -> None:
    newest = Kpi.objects.get(code=step.finding.kpi_code).definitions.order_by("-version").first()
    begins = newest.valid_from if newest is not None and newest.state == "draft" else step.on
    revise_kpi(step.actor, code=step.finding.kpi_code, valid_from=begins, **said)


_STEPS: dict[str, Callable[[Mending], None]] = {
    "even_weights": _even_weights,
    "merge_lightest": _merge_lightest,
    "watch_double": _watch_double,
    "head_answers": _head_answers,
    "publish": _publish,
    "source_from_library": _source,
    "purpose_from_library": _purpose,
    "counter_from_library": _counter,
}
