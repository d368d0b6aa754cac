"""Talks that must be held: opened by rule or by hand, written down, signed by both."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require_person
from kpiloop.foundation.audit.services import record
from kpiloop.loop.reward.choices import DUE, HELD, INTERVIEW_KINDS, SIGNED
from kpiloop.loop.reward.errors import ChoiceUnknown, NotVisible, NotYours, StageRefused, TextMissing
from kpiloop.loop.reward.models import Interview
from kpiloop.loop.reward.references import person_of, require_one_of
from kpiloop.loop.reward.visibility import sees_talk


def open_interview(
    actor: Actor,
    *,
    kind: str,
    person_id: int,
    reason: str,
    due_on: date,
    interviewer_id: int | None = None,
    cycle_id: int | None = None,
    assignment_id: int | None = None,
) -> int:
    """Require a talk with a person by a day.

    Shape:    kind = feedback or accountability -> key of the interview.
    Errors:   permission_denied, reward_choice_unknown, reward_text_missing.
    """
    require_one_of(actor, "improvement.manage", "reviews.manage")
    if kind not in INTERVIEW_KINDS:
        raise ChoiceUnknown(field="kind", value=kind, choices=list(INTERVIEW_KINDS))
    if not reason.strip():
        raise TextMissing(field="reason")
    with transaction.atomic():
        made = Interview.objects.create(
            kind=kind,
            person_id=person_id,
            interviewer_id=interviewer_id,
            cycle_id=cycle_id,
            assignment_id=assignment_id,
            reason=reason,
            due_on=due_on,
            opened_by=actor.username,
        )
        after = {"kind": kind, "person": person_id, "due_on": due_on}
        record(actor, verb="open", object_kind="interview", object_key=str(made.pk), after=after, reason=reason)
    return made.pk


def hold_interview(actor: Actor, *, interview_id: int, contents: str, held_on: date) -> None:
    """Write down what a talk said; it may be corrected until somebody signed.

    Shape:    the interview moves from due to held. Where nobody was named to hold it (a head without a manager),
              whoever writes it down held it and signs it.
    Errors:   not_found, reward_not_yours, reward_text_missing, cycle_stage once signed.
    """
    interview = _interview(actor, interview_id)
    me = person_of(actor)
    is_interviewer = me is not None and interview.interviewer_id == me.id
    is_self = me is not None and interview.person_id == me.id
    if is_self or not (is_interviewer or actor.may("improvement.manage")):
        raise NotYours(person=interview.reason, step="hold_interview")
    if interview.person_signed_at or interview.interviewer_signed_at:
        raise StageRefused(cycle_period=interview.reason, state=SIGNED, needed=[DUE, HELD])
    if not contents.strip():
        raise TextMissing(field="contents")
    with transaction.atomic():
        interview.contents, interview.held_on, interview.state = contents, held_on, HELD
        if interview.interviewer_id is None and me is not None:
            interview.interviewer_id = me.id
        interview.save(update_fields=["contents", "held_on", "state", "interviewer"])
        after = {"held_on": held_on}
        record(actor, verb="hold", object_kind="interview", object_key=str(interview.pk), after=after)


def sign_interview(actor: Actor, *, interview_id: int, now: datetime) -> str:
    """Sign what a talk said, as the person or as the interviewer.

    Shape:    -> the state: signed once both did, else held.
    Errors:   not_found, reward_not_yours, cycle_stage before it was held.
    """
    interview = _interview(actor, interview_id)
    me = person_of(actor)
    if interview.state == DUE:
        raise StageRefused(cycle_period=interview.reason, state=DUE, needed=[HELD])
    if me is None or me.id not in (interview.person_id, interview.interviewer_id):
        raise NotYours(person=interview.reason, step="sign_interview")
    with transaction.atomic():
        if me.id == interview.person_id and interview.person_signed_at is None:
            interview.person_signed_at = now
        if me.id == interview.interviewer_id and interview.interviewer_signed_at is None:
            interview.interviewer_signed_at = now
        if interview.person_signed_at and interview.interviewer_signed_at:
            interview.state = SIGNED
        interview.save(update_fields=["person_signed_at", "interviewer_signed_at", "state"])
        after = {"state": interview.state}
        record(actor, verb="sign", object_kind="interview", object_key=str(interview.pk), after=after, now=now)
    return interview.state


def _interview(actor: Actor, interview_id: int) -> Interview:
    require_person(actor)
    found = Interview.objects.filter(pk=interview_id).first()
    if found is None or not sees_talk(actor, found):
        raise NotVisible(kind="interview", key=interview_id)
    return found
