"""Making a KPI or a target together: offer, counter-offer, accept, approve, publish."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from kpiloop.foundation.access import selectors as access
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.notify.services import send
from kpiloop.loop.plan import references
from kpiloop.loop.plan.errors import NotFound, ReasonMissing
from kpiloop.loop.plan.errors.negotiations import NotYourTurn
from kpiloop.loop.plan.models import Assignment, Kpi, Negotiation, NegotiationStep
from kpiloop.loop.plan.negotiation import offers
from kpiloop.loop.plan.negotiation.turns import APPROVING_ROLES, COMPANY, allowed, lacking_roles, side_of
from kpiloop.loop.plan.services.definitions import draft_kpi, publish_kpi, revise_kpi
from kpiloop.loop.plan.services.targets import set_annual_target

KINDS = ("kpi", "target")


@transaction.atomic
def propose_kpi(
    actor: Actor, *, kpi: str, subject: str, content: Mapping[str, Any], note: str = "", scheme: str = "", now: datetime
) -> int:
    """Begin a negotiation about a KPI of a unit, or about the annual target of one it has.

    Shape:    content holds fields of a definition, or `annual` alone for a target; returns its key.
    Law:      whoever may edit the plan speaks for the company, everybody else for the unit.
    Errors:   offer_unclear, not_found outside the actor's scope, what a definition refuses.
    """
    require(actor, "proposals.write")
    held = references.subjects([subject])[subject]
    references.require_scope(actor, [held.id], now.date())
    kept = offers.written(content)
    kind = "target" if set(kept) == {"annual"} else "kpi"
    _require_clear(kind, kpi, kept)
    if kind == "target":
        _assignment(scheme, kpi, held.id)
    begun = Negotiation.objects.create(
        kind=kind, kpi_code=kpi, subject_id=held.id, scheme_code=scheme, needed_roles=list(APPROVING_ROLES)
    )
    _step(actor, begun, "offer", content=kept, note=note, now=now)
    return begun.pk


@transaction.atomic
def offer_again(actor: Actor, *, negotiation_id: int, content: Mapping[str, Any], note: str = "", now: datetime) -> int:
    """Answer with another offer; the earlier ones stay readable.

    Shape:    fields that are not named stay as they were offered last; returns the number of the step.
    Errors:   negotiation_not_your_turn, offer_unclear.
    """
    held, steps = _held(actor, negotiation_id, "offer")
    last = [step for step in steps if step.kind == "offer"][-1]
    kept = {**last.content, **offers.written(content)}
    _require_clear(held.kind, held.kpi_code, kept)
    _become(held, "open")
    return _step(actor, held, "offer", content=kept, note=note, now=now)


@transaction.atomic
def accept_offer(actor: Actor, *, negotiation_id: int, note: str = "", now: datetime) -> None:
    """Agree to the newest offer of the other side; roles that approve are asked then.

    Errors:   negotiation_not_your_turn for the own offer.
    """
    held, _steps = _held(actor, negotiation_id, "accept")
    _become(held, "agreed")
    _step(actor, held, "accept", note=note, now=now)


@transaction.atomic
def approve_agreement(actor: Actor, *, negotiation_id: int, approve: bool, note: str = "", now: datetime) -> str:
    """Approve what both sides agreed to, in a named role, or give it back with a reason.

    Shape:    returns the state it is in then.
    Errors:   negotiation_not_your_turn, reason_missing for a refusal.
    """
    held, steps = _held(actor, negotiation_id, "approve" if approve else "refuse")
    if not approve and not note.strip():
        raise ReasonMissing(subject=held.kpi_code)
    role = sorted(set(lacking_roles(held, steps)) & actor.roles)[0]
    _step(actor, held, "approve" if approve else "refuse", note=note, now=now, role=role)
    if not approve:
        _become(held, "open")
    elif not lacking_roles(held, list(held.steps.all())):
        _become(held, "approved")
    return held.state


@transaction.atomic
def publish_agreement(actor: Actor, *, negotiation_id: int, now: datetime) -> int:
    """Put what was agreed and approved in force: a version of the definition, or the months of the target.

    Shape:    returns the number of the published version; 0 for a target.
    Errors:   negotiation_not_your_turn, what definitions and targets refuse.
    """
    held, steps = _held(actor, negotiation_id, "publish")
    content = [step for step in steps if step.kind == "offer"][-1].content
    if held.kind == "target":
        line = _assignment(held.scheme_code, held.kpi_code, held.subject_id)
        set_annual_target(actor, assignment_id=line.pk, annual=offers.annual_of(content), reason=f"#{held.pk}")
        version = 0
    else:
        fields = offers.definition_fields(content)
        exists = Kpi.objects.filter(code=held.kpi_code).exists()
        revise_kpi(actor, code=held.kpi_code, **fields) if exists else draft_kpi(actor, code=held.kpi_code, **fields)
        version = publish_kpi(actor, code=held.kpi_code, now=now)
    held.published_version = version
    _become(held, "published")
    _step(actor, held, "publish", now=now)
    return version


@transaction.atomic
def withdraw_negotiation(actor: Actor, *, negotiation_id: int, note: str, now: datetime) -> None:
    """End a negotiation without a result.

    Errors:   reason_missing, negotiation_not_your_turn.
    """
    held, _steps = _held(actor, negotiation_id, "withdraw")
    if not note.strip():
        raise ReasonMissing(subject=held.kpi_code)
    _become(held, "withdrawn")
    _step(actor, held, "withdraw", note=note, now=now)


def _require_clear(kind: str, code: str, kept: Mapping[str, Any]) -> None:
    if kind == "target":
        offers.annual_of(kept)
    else:
        offers.require_clear(code, kept)


def _assignment(scheme: str, kpi: str, subject_id: int) -> Assignment:
    held = references.scheme(scheme)
    lines = held.assignments.filter(kpi__code=kpi, subject_id=subject_id).order_by("-valid_from")
    line = lines.first()
    if line is None:
        raise NotFound(kind="assignment", key=f"{scheme} {kpi}")
    return line


def _held(actor: Actor, negotiation_id: int, step: str) -> tuple[Negotiation, list[NegotiationStep]]:
    require(actor, "plan.view")
    held = Negotiation.objects.select_for_update().filter(pk=negotiation_id).first()
    if held is None:
        raise NotFound(kind="negotiation", key=negotiation_id)
    steps = list(held.steps.order_by("number"))
    references.require_scope(actor, [held.subject_id], steps[-1].made_at.date())
    if step not in allowed(actor, held, steps):
        raise NotYourTurn(step=step, state=held.state)
    return held, steps


def _become(held: Negotiation, state: str) -> None:
    held.state = state
    held.save(update_fields=["state", "published_version"])


def _step(
    actor: Actor,
    held: Negotiation,
    kind: str,
    *,
    now: datetime,
    content: Mapping[str, Any] | None = None,
    note: str = "",
    role: str = "",
) -> int:
    number = held.steps.count() + 1
    NegotiationStep.objects.create(
        negotiation=held,
        number=number,
        kind=kind,
        side=COMPANY if role else side_of(actor),  # who approves in a role does not speak for the unit
        role=role,
        content=dict(content or {}),
        note=note.strip(),
        made_by=actor.username,
        made_by_user=actor.user_id,
        made_at=now,
    )
    record(
        actor,
        verb="negotiate",
        object_kind="negotiation",
        object_key=str(held.pk),
        after={"kpi": held.kpi_code, "step": number, "kind": kind, "state": held.state},
        reason=note,
        now=now,
    )
    fields = {"kpi": held.kpi_code, "who": actor.username, "negotiation_step": kind}
    send(actor, user_ids=_told(held, kind), code="negotiation_moved", fields=fields, link=f"/negotiations/{held.pk}/")
    return number


def _told(held: Negotiation, kind: str) -> set[int]:
    """Everybody who made a step; the company side at the first offer; who approves once both agree."""
    told = {step.made_by_user for step in held.steps.all() if step.made_by_user is not None}
    roles = {"accept": set(held.needed_roles), "offer": {"performance_admin"}, "approve": {"performance_admin"}}
    wanted = roles.get(kind, set())
    return told | {row.id for row in access.accounts(SYSTEM) if row.is_active and wanted & set(row.roles)}
