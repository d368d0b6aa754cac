"""The talk about a quarter: self review, manager review, confirmation, signature of the sheet."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require_person
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.reward.choices import CONFIRM, CONFIRMED, FINALISED, MANAGER, OPEN, PUBLISHED, SCORED, SELF
from kpiloop.loop.reward.errors import NotVisible, NotYours, StageRefused, TextMissing
from kpiloop.loop.reward.models import PerformanceReview, ScoreSheet
from kpiloop.loop.reward.references import person_of
from kpiloop.loop.reward.visibility import sight_of


def self_review(actor: Actor, *, review_id: int, text: str, now: datetime) -> None:
    """Write what one thinks of the own quarter; it may be rewritten until the manager wrote.

    Shape:    the review moves from self to manager.
    Errors:   not_found, reward_not_yours, cycle_stage, reward_text_missing.
    """
    review = _review(actor, review_id)
    if not _is(actor, review.person_id):
        raise NotYours(person=_name(review.person_id), step="self_review")
    _refuse_stage(review, (SELF, MANAGER), (OPEN, SCORED, PUBLISHED))
    _refuse_empty(text)
    with transaction.atomic():
        review.self_text, review.self_at, review.state = text, now, MANAGER
        review.save(update_fields=["self_text", "self_at", "state"])
        _record(actor, review, "self_review", now)


def manager_review(actor: Actor, *, review_id: int, text: str, now: datetime) -> None:
    """Write what the line manager thinks of a person's quarter.

    Shape:    the review moves to confirm; it need not wait for the self review.
    Law:      nobody reviews oneself.
    Errors:   not_found, reward_not_yours, cycle_stage, reward_text_missing.
    """
    review = _review(actor, review_id)
    is_leader = review.manager_id is not None and _is(actor, review.manager_id)
    is_administration = actor.may("scores.run") and actor.may("reviews.view_all")
    if _is(actor, review.person_id) or not (is_leader or is_administration):
        raise NotYours(person=_name(review.manager_id), step="manager_review")
    _refuse_stage(review, (SELF, MANAGER, CONFIRM), (OPEN, SCORED, PUBLISHED))
    _refuse_empty(text)
    with transaction.atomic():
        review.manager_text, review.manager_at, review.state = text, now, CONFIRM
        review.save(update_fields=["manager_text", "manager_at", "state"])
        _record(actor, review, "manager_review", now)


def confirm_review(actor: Actor, *, review_id: int, reservation: str = "", now: datetime) -> None:
    """Confirm to have seen the review and the published result; that is not to agree.

    Shape:    a reservation says what is not agreed and stays with the review.
    Errors:   not_found, reward_not_yours, cycle_stage before publication or before the manager wrote.
    """
    review = _review(actor, review_id)
    if not _is(actor, review.person_id):
        raise NotYours(person=_name(review.person_id), step="confirm_review")
    _refuse_stage(review, (CONFIRM,), (PUBLISHED, FINALISED))
    with transaction.atomic():
        review.state, review.confirmed_at = CONFIRMED, now
        review.reservation, review.confirmed_with_reservation = reservation, bool(reservation.strip())
        review.save(update_fields=["state", "confirmed_at", "reservation", "confirmed_with_reservation"])
        _record(actor, review, "confirm_review", now, reservation)


def sign_sheet(actor: Actor, *, sheet_id: int, reservation: str = "", now: datetime) -> None:
    """Sign a published score sheet: a person the own one, a head that of the unit led.

    Shape:    a signature says "seen"; a reservation says what is not agreed.
    Errors:   not_found, reward_not_yours, cycle_stage.
    """
    sheet = ScoreSheet.objects.select_related("cycle__period", "subject").filter(pk=sheet_id, is_current=True).first()
    me = person_of(actor)
    if sheet is None or me is None:
        raise NotVisible(kind="sheet", key=sheet_id)
    if sheet.cycle.state not in (PUBLISHED, FINALISED) or not sight_of(actor, sheet.cycle).sees_sheet(sheet):
        raise NotVisible(kind="sheet", key=sheet_id)
    heads = org_io.heads(sheet.cycle.period.ends_before - timedelta(days=1))
    if me.id not in (sheet.subject_id, heads.get(sheet.subject_id)):
        raise NotYours(person=_name(sheet.subject_id), step="sign_sheet")
    if sheet.signed_at is not None:
        raise StageRefused(cycle_period=sheet.cycle.period.code, state="acknowledged", needed=[PUBLISHED])
    with transaction.atomic():
        sheet.signed_by, sheet.signed_at = actor.username, now
        sheet.reservation, sheet.signed_with_reservation = reservation, bool(reservation.strip())
        sheet.save(update_fields=["signed_by", "signed_at", "reservation", "signed_with_reservation"])
        key = f"{sheet.cycle.period.code} {sheet.subject.code}"
        after = {"revision": sheet.revision, "with_reservation": sheet.signed_with_reservation}
        record(actor, verb="sign", object_kind="sheet", object_key=key, after=after, reason=reservation, now=now)


def _review(actor: Actor, review_id: int) -> PerformanceReview:
    require_person(actor)
    found = PerformanceReview.objects.select_related("cycle__period").filter(pk=review_id).first()
    if found is None or not sight_of(actor, found.cycle).sees_review(found):
        raise NotVisible(kind="review", key=review_id)
    return found


def _refuse_stage(review: PerformanceReview, states: tuple[str, ...], stages: tuple[str, ...]) -> None:
    if review.cycle.state not in stages:
        raise StageRefused(cycle_period=review.cycle.period.code, state=review.cycle.state, needed=list(stages))
    if review.state not in states:
        raise StageRefused(cycle_period=review.cycle.period.code, state=review.state, needed=list(states))


def _refuse_empty(text: str) -> None:
    if not text.strip():
        raise TextMissing(field="text")


def _is(actor: Actor, person_id: int) -> bool:
    me = person_of(actor)
    return me is not None and me.id == person_id


def _name(subject_id: int | None) -> str:
    found = org_io.subjects_by_id().get(subject_id) if subject_id else None
    return found.name_zh if found else ""


def _record(actor: Actor, review: PerformanceReview, verb: str, now: datetime, reason: str = "") -> None:
    key = f"{review.cycle.period.code} {review.person_id}"
    after = {"state": review.state}
    record(actor, verb=verb, object_kind="review", object_key=key, after=after, reason=reason, now=now)
