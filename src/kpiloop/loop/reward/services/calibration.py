"""Calibrating grades: a session per group of the guideline, and changes with their reasons."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kpiloop.engine.scoring.adjusting import held_grade
from kpiloop.engine.scoring.grades import Band
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require, require_person
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.reward import engine_io
from kpiloop.loop.reward.calibrating.grouping import (
    Member,
    SessionTerms,
    session_terms,
    written_member,
    written_terms,
)
from kpiloop.loop.reward.calibrating.sessions import Standing, right_of, session_of, standing_of
from kpiloop.loop.reward.choices import CONFIRMED, OPEN, SCORED
from kpiloop.loop.reward.errors import (
    CalibrationOutdated,
    ChoiceUnknown,
    GradeBeyondVeto,
    GradeTooFar,
    GradeUnchanged,
    NotVisible,
    OwnGrade,
    StageRefused,
    TextMissing,
)
from kpiloop.loop.reward.models import Calibration, CalibrationChange, GradeBand, ReviewCycle, ScoreSheet
from kpiloop.loop.reward.references import find_cycle, person_of
from kpiloop.loop.reward.scoring.adjustment_reading import current_terms
from kpiloop.loop.reward.scoring.kept_rules import kept_rules
from kpiloop.loop.reward.selectors.guideline import GuidelineGroup, spread_grades
from kpiloop.loop.reward.visibility import sight_of


def open_calibrations(actor: Actor, *, cycle_id: int, now: datetime) -> int:
    """Open a calibration for every group of people compared in a scored quarter, or bring open ones up to date.

    Shape:    -> how many sessions stand open. People are compared as the guideline compares them; the shares are those
              of the scheme, else the usual ones. A change of somebody who was scored anew no longer counts.
    Law:      confirmed sessions stay as they are. Nothing about a score changes.
    Errors:   permission_denied, cycle_stage.
    """
    right_of(actor)
    require(actor, "reviews.view_all")
    cycle = find_cycle(cycle_id, SCORED)
    bands = engine_io.current_bands(cycle.scheme_id)
    terms = session_terms(current_terms(cycle.scheme_id), [row.grade for row in bands])
    found = spread_grades(cycle, terms.quotas, terms.smallest, lambda _person: True)
    with transaction.atomic():
        held = {row.unit_id: row for row in Calibration.objects.filter(cycle=cycle)}
        groups = {group.unit.id: group for group in found.groups}
        for unit, session in held.items():
            if unit not in groups and session.state == OPEN and not session.changes.exists():
                session.delete()
        for unit, group in groups.items():
            if unit not in held or held[unit].state == OPEN:
                _set_up(held.get(unit), cycle, group, terms, (actor.username, now))
        after = {"groups": len(groups)}
        record(actor, verb="open", object_kind="calibration", object_key=_key(cycle), after=after, now=now)
    return Calibration.objects.filter(cycle=cycle, state=OPEN).count()


def change_grade(actor: Actor, *, calibration_id: int, person_id: int, grade: str, reason: str, now: datetime) -> None:
    """Give somebody another grade in a calibration, with the reason.

    Shape:    the change stands in the session and counts once the session is confirmed.
    Law:      the score never changes; a grade moves so many steps from the proposed one at most as the scheme says,
              and never beyond a veto; nobody changes the own grade.
    Errors:   permission_denied, not_found, cycle_stage, reward_text_missing, reward_choice_unknown,
              calibration_own_grade, calibration_too_far, calibration_beyond_veto,
              calibration_unchanged, calibration_outdated.
    """
    right, standing = _decides(actor, calibration_id)
    member = _member(actor, standing, person_id)
    if not reason.strip():
        raise TextMissing(field="reason")
    if grade not in standing.terms.grades:
        raise ChoiceUnknown(field="grade", value=grade, choices=list(standing.terms.grades))
    if person_id in standing.outdated:
        raise CalibrationOutdated(unit=standing.session.unit.code, count=len(standing.outdated))
    who = org_io.subjects_by_id()[person_id].code
    before = standing.grades[person_id]
    if grade == before:
        raise GradeUnchanged(person=who, grade=grade)
    _refuse_too_far(standing, member, grade, who)
    with transaction.atomic():
        CalibrationChange.objects.create(
            calibration=standing.session, subject_id=person_id, before=before, after=grade, reason=reason.strip(),
            right=right, made_by=actor.username, made_at=now,
        )  # fmt: skip
        key = f"{_key(standing.session.cycle)} {standing.session.unit.code} {who}"
        record(
            actor, verb="calibrate", object_kind="calibration", object_key=key, before={"grade": before},
            after={"grade": grade}, reason=reason, now=now,
        )  # fmt: skip


def _set_up(
    session: Calibration | None,
    cycle: ReviewCycle,
    group: GuidelineGroup,
    terms: SessionTerms,
    by: tuple[str, datetime],
) -> None:
    people = [row.subject.id for row in group.rows]
    current = ScoreSheet.objects.filter(cycle=cycle, is_current=True, subject_id__in=people)
    sheets = {row.subject_id: row for row in current}
    members = [
        Member(
            sheets[row.subject.id].pk,
            sheets[row.subject.id].fingerprint,
            row.subject.id,
            row.place,
            sheets[row.subject.id].grade,
            row.grade,
        )
        for row in group.rows
    ]
    made = session or Calibration(cycle=cycle, unit_id=group.unit.id, opened_by=by[0], opened_at=by[1])
    proposed = {row["subject"]: (row["mark"], row["proposed"]) for row in made.members}
    made.units = [unit.id for unit in group.units]
    made.terms, made.members = written_terms(terms), [written_member(row) for row in members]
    made.save()
    anew = [row.subject_id for row in members if proposed.get(row.subject_id) != (row.mark, row.proposed)]
    made.changes.filter(subject_id__in=anew).update(counts=False)


def _decides(actor: Actor, calibration_id: int) -> tuple[str, Standing]:
    require_person(actor)
    right = right_of(actor)
    require(actor, "reviews.view_all")
    session = session_of(calibration_id)
    if session.cycle.state != SCORED or session.state == CONFIRMED:
        state = session.state if session.cycle.state == SCORED else session.cycle.state
        raise StageRefused(cycle_period=session.cycle.period.code, state=state, needed=[OPEN])
    return right, standing_of(session)


def _member(actor: Actor, standing: Standing, person_id: int) -> Member:
    found = next((row for row in standing.members if row.subject_id == person_id), None)
    if found is None or not sight_of(actor, standing.session.cycle).sees_result(person_id, "person"):
        raise NotVisible(kind="person", key=person_id)
    me = person_of(actor)
    if me is not None and me.id == person_id:
        raise OwnGrade(person=me.name_zh)
    return found


def _refuse_too_far(standing: Standing, member: Member, grade: str, who: str) -> None:
    grades, most = standing.terms.grades, standing.terms.most_steps
    known = most is not None and member.proposed in grades
    if known and abs(grades.index(grade) - grades.index(member.proposed)) > (most or 0):
        raise GradeTooFar(person=who, grade=grade, proposed=member.proposed, limit=most)
    sheet = standing.sheets[member.subject_id]
    rows = GradeBand.objects.filter(scheme_id=standing.session.cycle.scheme_id, version=sheet.band_version)
    bands = [Band(row.grade, row.lower, row.upper, row.factor) for row in rows]
    asked = next((band for band in bands if band.grade == grade), None)
    rules = kept_rules(sheet.adjustments)
    left = [rule.grade for rule in rules if rule.kind == "veto" and rule.scope == "grade" and rule.holds]
    if asked is None or held_grade(asked, bands, left) != asked:
        raise GradeBeyondVeto(person=who, grade=grade, limit=", ".join(left) or "-")


def _key(cycle: ReviewCycle) -> str:
    return f"{cycle.scheme.code} {cycle.period.code}"
