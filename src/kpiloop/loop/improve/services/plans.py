"""Improvement plans: proposed by rule, confirmed or declined by a human who is not the person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require, require_person
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.improve.choices import CLOSED, CONFIRMED, DECLINED, PROPOSED
from kpiloop.loop.improve.errors import NotVisible, NotYours, StepRefused, TextMissing
from kpiloop.loop.improve.models import ImprovementPlan
from kpiloop.loop.improve.permissions import may_see_plan


def decide_improvement_plan(
    actor: Actor, *, plan_id: int, confirm: bool, reason: str, goals: str = "", support: str = "", now: datetime
) -> str:
    """Confirm or decline a proposed improvement plan.

    Shape:    -> confirmed or declined. Confirming needs goals and the support given.
    Law:      never the person concerned; without this decision the proposal has no effect.
    Errors:   permission_denied, not_found, improve_not_yours, improve_state, improve_text_missing.
    """
    require(actor, "improvement.confirm")
    plan = _plan(actor, plan_id, PROPOSED)
    needed = {"reason": reason, **({"goals": goals, "support": support} if confirm else {})}
    for name, text in needed.items():
        if not text.strip():
            raise TextMissing(field=name)
    with transaction.atomic():
        plan.state = CONFIRMED if confirm else DECLINED
        plan.goals, plan.support, plan.decision_reason = goals, support, reason
        plan.decided_by, plan.decided_at = actor.username, now
        plan.save(update_fields=["state", "goals", "support", "decision_reason", "decided_by", "decided_at"])
        # The reason is about a person and stays out of the trail, which more people read.
        after = {"state": plan.state}
        record(actor, verb="decide", object_kind="improvement_plan", object_key=str(plan.pk), after=after, now=now)
    return plan.state


def close_improvement_plan(actor: Actor, *, plan_id: int, outcome: str, now: datetime) -> None:
    """End a confirmed improvement plan and say how it went.

    Shape:    confirmed -> closed.
    Errors:   permission_denied, not_found, improve_not_yours, improve_state, improve_text_missing.
    """
    require(actor, "improvement.confirm")
    plan = _plan(actor, plan_id, CONFIRMED)
    if not outcome.strip():
        raise TextMissing(field="outcome")
    with transaction.atomic():
        plan.state, plan.outcome, plan.closed_by, plan.closed_at = CLOSED, outcome, actor.username, now
        plan.save(update_fields=["state", "outcome", "closed_by", "closed_at"])
        after = {"state": plan.state}
        record(actor, verb="close", object_kind="improvement_plan", object_key=str(plan.pk), after=after, now=now)


def _plan(actor: Actor, plan_id: int, state: str) -> ImprovementPlan:
    require_person(actor)
    found = ImprovementPlan.objects.select_related("last_period").filter(pk=plan_id).first()
    me = org.person_of(actor)
    if found is not None and me is not None and me.id == found.person_id:
        raise NotYours(step="improvement_plan")
    if found is None or not may_see_plan(actor, found):
        raise NotVisible(kind="improvement_plan", key=plan_id)
    if found.state != state:
        raise StepRefused(kind="improvement_plan", state=found.state, needed=[state])
    return found
