"""Closing a calibration: confirmed by a second person, opened again with a reason, and what publication waits for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.errors import PermissionRefused
from kpiloop.foundation.access.services import require, require_person
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.reward import engine_io
from kpiloop.loop.reward.calibrating.grouping import grades_over, session_terms
from kpiloop.loop.reward.calibrating.sessions import right_of, session_of, standing_of
from kpiloop.loop.reward.calibrating.storing import store_grades, take_grades_back
from kpiloop.loop.reward.choices import (
    ACCOUNTABILITY,
    CONFIRMED,
    DUE,
    FEEDBACK,
    FEEDBACK_DAYS,
    LAST_GRADE,
    NO_TALKS,
    OPEN,
    REFUSE,
    REQUIRED,
    SCORED,
    SIGNED,
)
from kpiloop.loop.reward.errors import (
    BeyondGuideline,
    CalibrationConfirmed,
    CalibrationOpen,
    CalibrationOutdated,
    ChangedByYou,
    NeverBeyond,
    OwnGrade,
    StageRefused,
    TalksOpen,
    TextMissing,
)
from kpiloop.loop.reward.models import Calibration, Interview, PerformanceReview, ReviewCycle, ScoreSheet
from kpiloop.loop.reward.references import person_of
from kpiloop.loop.reward.scoring.adjustment_reading import current_terms
from kpiloop.loop.reward.selectors.guideline import spread_grades
from kpiloop.loop.reward.visibility import sight_of


def confirm_calibration(actor: Actor, *, calibration_id: int, now: datetime, exception: str = "") -> int:
    """Confirm a calibration: changed grades become new revisions of their sheets.

    Shape:    -> how many sheets changed. Grades beyond the guideline need a reason, or are refused where the scheme
              says so.
    Law:      who changed a grade does not confirm, and nobody confirms a group with the own grade in it. Scores and
              lines stay; who rests on the result of a head goes on resting on what the head's score gave.
    Errors:   permission_denied, not_found, cycle_stage, calibration_four_eyes, calibration_own_grade,
              calibration_outdated, calibration_beyond_guideline, calibration_never_beyond.
    """
    require_person(actor)
    right_of(actor)
    require(actor, "reviews.view_all")
    session = session_of(calibration_id)
    if session.cycle.state != SCORED or session.state != OPEN:
        raise StageRefused(cycle_period=session.cycle.period.code, state=session.state, needed=[OPEN])
    standing = standing_of(session)
    _refuse_confirming(actor, session)
    if standing.outdated:
        raise CalibrationOutdated(unit=session.unit.code, count=len(standing.outdated))
    over = grades_over(list(standing.grades.values()), standing.terms.quotas)
    if over and standing.terms.over_quota == REFUSE:
        raise NeverBeyond(unit=session.unit.code, grades=list(over))
    if over and not exception.strip():
        raise BeyondGuideline(unit=session.unit.code, grades=list(over))
    with transaction.atomic():
        session.state, session.confirmed_by, session.confirmed_at = CONFIRMED, actor.username, now
        session.exception_reason = exception.strip() if over else ""
        session.save()
        changed = store_grades(session, standing.sheets, standing.grades)
        ensure_last_grade_talks(session.cycle, actor.username, now)
        after = {"changed": changed, "beyond": list(over)}
        record(
            actor, verb="confirm", object_kind="calibration", object_key=_key(session), after=after,
            reason=session.exception_reason, now=now,
        )  # fmt: skip
    return changed


def reopen_calibration(actor: Actor, *, calibration_id: int, reason: str, now: datetime) -> int:
    """Open a confirmed calibration again before publication: the sheets before it count again.

    Shape:    -> how many sheets went back; the changes stay in the session.
    Errors:   permission_denied, not_found, cycle_stage, reward_text_missing.
    """
    require_person(actor)
    right_of(actor)
    require(actor, "reviews.view_all")
    session = session_of(calibration_id)
    if session.cycle.state != SCORED or session.state != CONFIRMED:
        raise StageRefused(cycle_period=session.cycle.period.code, state=session.state, needed=[CONFIRMED])
    if not reason.strip():
        raise TextMissing(field="reason")
    with transaction.atomic():
        back = take_grades_back(session)
        session.state, session.reopened_by, session.reopened_at = OPEN, actor.username, now
        session.reopen_reason = reason.strip()
        session.confirmed_by, session.confirmed_at, session.exception_reason = "", None, ""
        session.save()
        record(
            actor, verb="reopen", object_kind="calibration", object_key=_key(session), after={"back": back},
            reason=reason, now=now,
        )  # fmt: skip
    return back


def refuse_rescoring(cycle: ReviewCycle) -> None:
    """Refuse to score over a confirmed calibration: it would be lost without a word.

    Shape:    the cycle -> nothing, or a refusal.
    Errors:   calibration_confirmed.
    """
    held = Calibration.objects.filter(cycle=cycle, state=CONFIRMED).select_related("unit").order_by("unit__code")
    if held:
        raise CalibrationConfirmed(cycle_period=cycle.period.code, units=[row.unit.code for row in held])


def refuse_publishing(cycle: ReviewCycle) -> None:
    """Refuse to publish before what the scheme waits for: calibrations of every group, and talks.

    Shape:    the cycle -> nothing, or a refusal.
    Errors:   calibration_open, publication_waits_for_talks.
    """
    terms = current_terms(cycle.scheme_id)
    sessions = list(Calibration.objects.filter(cycle=cycle).select_related("unit"))
    waiting = {row.unit.code for row in sessions if row.state == OPEN and row.changes.filter(counts=True).exists()}
    if terms.calibration == REQUIRED:
        said = session_terms(terms, [row.grade for row in engine_io.current_bands(cycle.scheme_id)])
        groups = spread_grades(cycle, said.quotas, said.smallest, lambda _person: True).groups
        confirmed = {row.unit_id for row in sessions if row.state == CONFIRMED}
        waiting |= {group.unit.code for group in groups if group.unit.id not in confirmed}
    if waiting:
        raise CalibrationOpen(cycle_period=cycle.period.code, units=sorted(waiting))
    names = org_io.subjects_by_id()
    people = sorted(names[key].code for key in _untalked(cycle, terms.talks_first))
    if people:
        raise TalksOpen(cycle_period=cycle.period.code, count=len(people), people=people)


def ensure_last_grade_talks(cycle: ReviewCycle, username: str, now: datetime) -> int:
    """Open the talks that must be held before publication with who has the last grade.

    Shape:    -> how many were opened; none unless the scheme waits for them.
    Law:      one talk per person and cycle.
    """
    if current_terms(cycle.scheme_id).talks_first != LAST_GRADE:
        return 0
    due = calendar.work_days(SYSTEM).after(now.date(), FEEDBACK_DAYS)
    held = set(Interview.objects.filter(cycle=cycle).values_list("person_id", flat=True))
    managers = dict(PerformanceReview.objects.filter(cycle=cycle).values_list("person_id", "manager_id"))
    made = Interview.objects.bulk_create(
        Interview(
            kind=FEEDBACK, person_id=person, interviewer_id=managers.get(person), cycle=cycle,
            reason=cycle.period.code, due_on=due, state=DUE, opened_by=username,
        )
        for person in sorted(_last_graded(cycle) - held)
    )  # fmt: skip
    return len(made)


def _untalked(cycle: ReviewCycle, rule: str) -> set[int]:
    """People whose talk publication waits for."""
    if rule == NO_TALKS:
        return set()
    if rule == LAST_GRADE:
        signed = Interview.objects.filter(cycle=cycle, state=SIGNED).values_list("person_id", flat=True)
        return _last_graded(cycle) - set(signed)
    judged = ScoreSheet.objects.filter(cycle=cycle, is_current=True, subject__kind="person")
    running = Interview.objects.filter(kind=ACCOUNTABILITY).exclude(state=SIGNED)
    return set(running.values_list("person_id", flat=True)) & set(judged.values_list("subject_id", flat=True))


def _last_graded(cycle: ReviewCycle) -> set[int]:
    bands = engine_io.current_bands(cycle.scheme_id)
    if not bands:
        return set()
    found = ScoreSheet.objects.filter(cycle=cycle, is_current=True, subject__kind="person", grade=bands[-1].grade)
    return set(found.values_list("subject_id", flat=True))


def _refuse_confirming(actor: Actor, session: Calibration) -> None:
    changers = set(session.changes.filter(counts=True).values_list("made_by", flat=True))
    if actor.username in changers:
        raise ChangedByYou(changed_by=actor.username)
    me = person_of(actor)
    people = [row["subject"] for row in session.members]
    if me is not None and me.id in people:
        raise OwnGrade(person=me.name_zh)
    sight = sight_of(actor, session.cycle)
    if not all(sight.sees_result(key, "person") for key in people):
        raise PermissionRefused(permission="reviews.view_all")


def _key(session: Calibration) -> str:
    return f"{session.cycle.scheme.code} {session.cycle.period.code} {session.unit.code}"
