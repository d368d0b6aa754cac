"""The stages of a quarter's review: open, scored, published, finalised."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.jobs.services import emit
from kpiloop.loop.reward import engine_io
from kpiloop.loop.reward.choices import DUE, FEEDBACK, FEEDBACK_DAYS, FINALISED, PUBLISHED, SCORED
from kpiloop.loop.reward.errors import ChoiceUnknown
from kpiloop.loop.reward.models import Interview, PerformanceReview, ReviewCycle
from kpiloop.loop.reward.references import find_cycle, find_scheme, scheme_in_force
from kpiloop.loop.reward.review_writing import ensure_reviews
from kpiloop.loop.reward.row_building import cycle_row
from kpiloop.loop.reward.rows import CycleRow
from kpiloop.loop.reward.services.calibration_closing import refuse_publishing
from kpiloop.loop.reward.services.starting import start_rules


def open_cycle(actor: Actor, *, scheme: str, quarter: str) -> CycleRow:
    """Open the review of a quarter: everyone who is judged gets a review to write into.

    Shape:    scheme and quarter -> the cycle; opening it again returns the one that stands.
    Law:      the version of the scheme in force is reviewed, whatever draft waits. A scheme without any scoring
              rule, or without grades, starts with those of the version before, else with plain ones.
    Errors:   permission_denied, reward_unknown_reference, period_unknown.
    """
    require(actor, "scores.run")
    target, newest = scheme_in_force(actor, scheme), find_scheme(actor, scheme)
    period = calendar.period(actor, quarter)
    if period.kind != "quarter":
        raise ChoiceUnknown(field="quarter", value=quarter, choices=["quarter"])
    with transaction.atomic():
        cycle, is_new = ReviewCycle.objects.get_or_create(
            scheme_id=target.id, period_id=period.id, defaults={"opened_by": actor.username}
        )
        if is_new:
            counting = engine_io.counting_assignments(cycle)
            if target.id == newest.id:
                start_rules(actor, scheme=target.code)
            opened = ensure_reviews(cycle, engine_io.cards_of(cycle, counting))
            after = {"reviews": opened}
            record(actor, verb="open", object_kind="cycle", object_key=_key(cycle), after=after)
    return cycle_row(cycle)


def publish_cycle(actor: Actor, *, cycle_id: int, now: datetime) -> int:
    """Publish a scored quarter: from now on people see their own results, and talks fall due.

    Shape:    -> how many feedback interviews were opened, due within ten working days.
    Law:      published sheets are not scored again. Where the scheme says so, every group's calibration is confirmed
              and the talks it names are held and signed first; begun calibrations always are.
    Errors:   permission_denied, cycle_stage, calibration_open, publication_waits_for_talks.
    """
    require(actor, "scores.publish")
    cycle = find_cycle(cycle_id, SCORED)
    refuse_publishing(cycle)
    with transaction.atomic():
        cycle.state, cycle.published_by, cycle.published_at = PUBLISHED, actor.username, now
        cycle.save(update_fields=["state", "published_by", "published_at"])
        opened = _open_feedback(cycle, calendar.work_days(actor).after(now.date(), FEEDBACK_DAYS), actor.username)
        after = {"interviews": opened}
        record(actor, verb="publish", object_kind="cycle", object_key=_key(cycle), after=after, now=now)
        emit("cycle.published", cycle=cycle.pk, period=cycle.period.code)
    return opened


def finalise_cycle(actor: Actor, *, cycle_id: int, now: datetime) -> None:
    """Finalise a published quarter: nothing about it changes any more.

    Shape:    the cycle and the time; finalised results count towards consequences.
    Errors:   permission_denied, cycle_stage.
    """
    require(actor, "scores.publish")
    cycle = find_cycle(cycle_id, PUBLISHED)
    with transaction.atomic():
        cycle.state, cycle.finalised_by, cycle.finalised_at = FINALISED, actor.username, now
        cycle.save(update_fields=["state", "finalised_by", "finalised_at"])
        record(actor, verb="finalise", object_kind="cycle", object_key=_key(cycle), now=now)
        emit("cycle.finalised", cycle=cycle.pk, period=cycle.period.code)


def _open_feedback(cycle: ReviewCycle, due_on: date, username: str) -> int:
    held = set(Interview.objects.filter(cycle=cycle, kind=FEEDBACK).values_list("person_id", flat=True))
    reviews = PerformanceReview.objects.filter(cycle=cycle).exclude(person_id__in=held)
    made = Interview.objects.bulk_create(
        Interview(
            kind=FEEDBACK,
            person_id=review.person_id,
            interviewer_id=review.manager_id,
            cycle=cycle,
            reason=cycle.period.code,
            due_on=due_on,
            state=DUE,
            opened_by=username,
        )
        for review in reviews
    )
    return len(made)


def _key(cycle: ReviewCycle) -> str:
    return f"{cycle.scheme.code} {cycle.period.code}"
