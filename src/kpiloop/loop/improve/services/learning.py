"""Lessons, and what they change in the plan: here the loop closes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.improve.choices import APPROVED, EVIDENCE_MONTHS, PROPOSED, REJECTED
from kpiloop.loop.improve.errors import NotVisible, StepRefused, TextMissing
from kpiloop.loop.improve.evidence import months_before
from kpiloop.loop.improve.models import ChangeProposal, EffectCheck, Lesson
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan import services as plan_services


def record_lesson(
    actor: Actor, *, period_code: str, text: str, assignment_id: int | None = None, action_id: int | None = None
) -> int:
    """Write down what a month taught, about a KPI or an action where there is one.

    Shape:    -> key of the lesson.
    Errors:   permission_denied, period_unknown, not_found, improve_text_missing.
    """
    require(actor, "actions.write")
    period = calendar.period(actor, period_code)
    if not text.strip():
        raise TextMissing(field="text")
    if assignment_id is not None:
        plan.assignment(actor, assignment_id)  # refuses what the actor may not see
    with transaction.atomic():
        made = Lesson.objects.create(
            period_id=period.id,
            assignment_id=assignment_id,
            action_id=action_id,
            text=text,
            written_by=actor.username,
        )
        after = {"period": period_code, "assignment": assignment_id, "action": action_id}
        record(actor, verb="record", object_kind="lesson", object_key=str(made.pk), after=after)
    return made.pk


def propose_change(
    actor: Actor,
    *,
    assignment_id: int,
    period_code: str,
    new_target: Decimal,
    reason: str,
    lesson_id: int | None = None,
) -> int:
    """Propose another target for a coming period, with the figures it rests on.

    Shape:    -> key of the proposal; it waits in the plan as a target change until another decides.
    Units:    the unit of the KPI.
    Errors:   permission_denied, not_found, and those of the plan: targets_closed, reason_missing.
    """
    require(actor, "proposals.write")
    period = calendar.period(actor, period_code)
    if lesson_id is not None and not Lesson.objects.filter(pk=lesson_id).exists():
        raise NotVisible(kind="lesson", key=lesson_id)
    with transaction.atomic():
        made = ChangeProposal.objects.create(
            lesson_id=lesson_id,
            assignment_id=assignment_id,
            period_id=period.id,
            new_target=new_target,
            reason=reason,
            evidence=_evidence(actor, assignment_id, period, lesson_id),
            proposed_by=actor.username,
        )
        made.target_change_id = plan_services.propose_target_change(
            actor,
            assignment_id=assignment_id,
            period=period_code,
            new_target=new_target,
            reason=reason,
            origin=f"improve.proposal:{made.pk}",
        )
        made.save(update_fields=["target_change"])
        after = {"assignment": assignment_id, "period": period_code, "lesson": lesson_id}
        record(
            actor, verb="propose", object_kind="change_proposal", object_key=str(made.pk), after=after, reason=reason
        )
    return made.pk


def decide_proposal(actor: Actor, *, proposal_id: int, approve: bool, reason: str = "", now: datetime) -> str:
    """Approve or reject a proposed change; approval sets the new target of the coming period.

    Shape:    -> approved or rejected.
    Law:      nobody decides what they proposed.
    Errors:   permission_denied, not_found, improve_state, four_eyes, targets_closed.
    """
    require(actor, "proposals.approve")
    with transaction.atomic():
        held = ChangeProposal.objects.select_for_update().filter(pk=proposal_id).first()
        if held is None or held.target_change_id is None:
            raise NotVisible(kind="change_proposal", key=proposal_id)
        if held.state != PROPOSED:
            raise StepRefused(kind="change_proposal", state=held.state, needed=[PROPOSED])
        plan_services.decide_target_change(
            actor, change_id=held.target_change_id, approve=approve, reason=reason, now=now
        )
        held.state = APPROVED if approve else REJECTED
        held.decided_by, held.decided_at, held.decision_reason = actor.username, now, reason
        held.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
        after = {"state": held.state}
        key = str(proposal_id)
        record(actor, verb="decide", object_kind="change_proposal", object_key=key, after=after, reason=reason, now=now)
    return held.state


def _evidence(actor: Actor, assignment_id: int, period: PeriodRow, lesson_id: int | None) -> dict[str, object]:
    """The last figures of the KPI and how its actions fared, as they were when proposed."""
    line = plan.assignment(actor, assignment_id)
    checks = EffectCheck.objects.filter(
        action__assignment__kpi_id=line.kpi.id, action__assignment__subject_id=line.subject.id
    )
    effects = [[check.action_id, check.outcome, str(check.change)] for check in checks.order_by("pk")]
    months = months_before(actor, line, period, EVIDENCE_MONTHS)
    return {"months": months, "effects": effects, "lesson": lesson_id}
