"""Answering for misses in a row: the unit says what it will do, somebody else accepts it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require, require_person
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.improve.choices import ACCEPTED, OPEN, SUBMITTED
from kpiloop.loop.improve.errors import NotVisible, NotYours, StepRefused, TextMissing
from kpiloop.loop.improve.models import Rectification


def submit_rectification(actor: Actor, *, rectification_id: int, measures: str, now: datetime) -> None:
    """Hand in what will be done about a KPI missed in a row.

    Shape:    open or submitted -> submitted; it may be mended until it is accepted.
    Errors:   not_found, improve_not_yours, improve_text_missing, improve_state.
    """
    held = _held(actor, rectification_id)
    me = org.person_of(actor)
    if not (me is not None and me.id == held.responsible_id) and not actor.may("improvement.manage"):
        raise NotYours(step="submit_rectification")
    if held.state not in (OPEN, SUBMITTED):
        raise StepRefused(kind="rectification", state=held.state, needed=[OPEN, SUBMITTED])
    if not measures.strip():
        raise TextMissing(field="measures")
    with transaction.atomic():
        held.measures, held.state = measures, SUBMITTED
        held.submitted_by, held.submitted_at = actor.username, now
        held.save(update_fields=["measures", "state", "submitted_by", "submitted_at"])
        _record(actor, held, "submit", now)


def accept_rectification(actor: Actor, *, rectification_id: int, answer: str = "", now: datetime) -> None:
    """Accept what a unit will do; not by whoever handed it in.

    Shape:    submitted -> accepted.
    Errors:   permission_denied, not_found, improve_not_yours, improve_state.
    """
    require(actor, "improvement.confirm")
    held = _held(actor, rectification_id)
    me = org.person_of(actor)
    if actor.username == held.submitted_by or (me is not None and me.id == held.responsible_id):
        raise NotYours(step="accept_rectification")
    if held.state != SUBMITTED:
        raise StepRefused(kind="rectification", state=held.state, needed=[SUBMITTED])
    with transaction.atomic():
        held.state, held.answer = ACCEPTED, answer
        held.accepted_by, held.accepted_at = actor.username, now
        held.save(update_fields=["state", "answer", "accepted_by", "accepted_at"])
        _record(actor, held, "accept", now)


def _held(actor: Actor, rectification_id: int) -> Rectification:
    require_person(actor)
    found = Rectification.objects.select_related("assignment").filter(pk=rectification_id).first()
    if found is None:
        raise NotVisible(kind="rectification", key=rectification_id)
    me = org.person_of(actor)
    is_part = me is not None and me.id == found.responsible_id
    on = found.due_on
    if not is_part and not org.visible_subjects(actor, on=on).sees(found.assignment.subject_id):
        raise NotVisible(kind="rectification", key=rectification_id)
    return found


def _record(actor: Actor, held: Rectification, verb: str, now: datetime) -> None:
    after = {"state": held.state}
    record(actor, verb=verb, object_kind="rectification", object_key=str(held.pk), after=after, now=now)
