"""Stages of reviews as duties: write, confirm, talk; each by its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from kpiloop.foundation.notify.duties import Duty, listed, named, owed
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.reward.choices import (
    CONFIRM,
    CONFIRM_DAYS,
    DUE,
    FINALISED,
    LOOK_BACK_DAYS,
    MANAGER,
    MANAGER_REVIEW_DAYS,
    PUBLISHED,
    SELF,
    SELF_REVIEW_DAYS,
)
from kpiloop.loop.reward.models import Interview, PerformanceReview, ReviewCycle


@owed("reviews")
def reviews_owed(on: date) -> Iterator[Duty]:
    """Reviews that wait for their person or for the person's manager, in quarters not finalised."""
    waiting = PerformanceReview.objects.exclude(cycle__state=FINALISED).filter(
        state__in=(SELF, MANAGER, CONFIRM), cycle__period__ends_before__gt=on - timedelta(days=LOOK_BACK_DAYS)
    )
    by_manager: dict[tuple[ReviewCycle, int], list[int]] = defaultdict(list)
    for review in waiting.select_related("cycle__period").order_by("pk"):
        cycle = review.cycle
        if review.state == SELF:
            yield _of_person("self_review", review, stage_due(cycle, SELF), on)
        if review.state == CONFIRM and cycle.state == PUBLISHED:
            yield _of_person("confirm_review", review, stage_due(cycle, CONFIRM), on)
        if review.state in (SELF, MANAGER) and review.manager_id is not None:
            by_manager[cycle, review.manager_id].append(review.person_id)
    for (cycle, manager), people in by_manager.items():
        fields = {"period": cycle.period.code, "cycle": cycle.pk, "count": len(people)}
        yield _duty("manager_review", f"{cycle.pk}:{manager}", manager, stage_due(cycle, MANAGER), fields, on)


@owed("talks")
def talks_owed(on: date) -> Iterator[Duty]:
    """Talks that must be held, by whoever holds them: one duty for all talks due on one day."""
    oldest = on - timedelta(days=LOOK_BACK_DAYS)
    due: dict[tuple[int, date], list[int]] = defaultdict(list)
    for talk in Interview.objects.filter(state=DUE, due_on__gt=oldest).order_by("pk"):
        if talk.interviewer_id is not None:
            due[talk.interviewer_id, talk.due_on].append(talk.person_id)
    for (interviewer, due_on), people in due.items():
        fields = {"talks": len(people), "count": len(people), **listed("with", _people(people))}
        yield _duty("talk", f"{interviewer}", interviewer, due_on, fields, on)


def stage_due(cycle: ReviewCycle, stage: str) -> date:
    """The last day of a stage of a quarter's reviews."""
    if stage == CONFIRM and cycle.published_at is not None:
        return cycle.published_at.date() + timedelta(days=CONFIRM_DAYS)
    days = SELF_REVIEW_DAYS if stage == SELF else MANAGER_REVIEW_DAYS
    return cycle.period.ends_before + timedelta(days=days)


def _of_person(code: str, review: PerformanceReview, due_on: date, on: date) -> Duty:
    fields = {"period": review.cycle.period.code, "cycle": review.cycle_id}
    return _duty(code, str(review.pk), review.person_id, due_on, fields, on)


def _duty(code: str, key: str, person_id: int, due_on: date, fields: dict[str, object], on: date) -> Duty:
    holder, line = org_io.accounts_up(person_id, on)
    return Duty(f"{code}:{key}", code, due_on, holder, line, {**fields, **_named("person", person_id)})


def _people(person_ids: list[int]) -> Iterator[tuple[str, str, str]]:
    for key in person_ids:
        person = org_io.people_by_id()[key]
        yield person.code, person.name_zh, person.name_en


def _named(name: str, person_id: int) -> dict[str, str]:
    person = org_io.people_by_id()[person_id]
    return named(name, person.code, person.name_zh, person.name_en)
