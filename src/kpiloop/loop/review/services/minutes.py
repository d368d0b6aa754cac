"""After a meeting: publish the minutes, unless homework is missing and nobody says why that is fine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.jobs.services import emit
from kpiloop.foundation.notify.services import send
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.choices import APPROVED
from kpiloop.loop.measure.rows import OverrideRow
from kpiloop.loop.review import engine_io
from kpiloop.loop.review.assembling import agenda_of, carried_into
from kpiloop.loop.review.choices import LIVE, PREPARING, PUBLISHED
from kpiloop.loop.review.errors import CauseWithoutAction, MeetingFixed, RedWithoutCause
from kpiloop.loop.review.finding import led_meeting
from kpiloop.loop.review.models import Decision, Meeting
from kpiloop.loop.review.reading import decision_rows
from kpiloop.loop.review.snapshot import freeze
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.rows import StatusRow


@transaction.atomic
def publish_minutes(actor: Actor, *, meeting_id: int, minutes: str, now: datetime, waiver: str = "") -> None:
    """Publish the minutes as a frozen pack: figures, causes, actions, decisions and words of the meeting.

    Law:      blocked while a red KPI of a unit has no cause, or a cause has no action, unless a reason
              is given; what was waived stands in the snapshot and in the trail. What is published
              never changes again; its seal stands in the trail.
    Errors:   meeting_not_found, permission_denied, meeting_state, red_without_cause,
              cause_without_action (both list the KPIs).
    """
    meeting = led_meeting(actor, meeting_id)
    if meeting.state not in (PREPARING, LIVE):
        raise MeetingFixed(period=meeting.period.code, state=meeting.state)
    silent, idle = _unanswered(meeting)
    if not waiver.strip():
        _refuse_unanswered(silent, idle)
    period = calendar.period_by_id(actor, meeting.period_id)
    items = agenda_of(meeting)
    counts = track.counts(SYSTEM, period_code=period.code)
    lacking = [_shown(row) for row in (*silent, *idle)]
    decided = decision_rows(Decision.objects.filter(meeting=meeting))
    meeting.state, meeting.minutes, meeting.waiver = PUBLISHED, minutes.strip(), waiver.strip()
    meeting.snapshot = freeze(
        items,
        carried_into(period),
        decided,
        counts,
        overridden=_in_force(period.code, now),
        minutes=meeting.minutes,
        lacking=lacking,
    )
    meeting.published_by, meeting.published_at = actor.username, now
    meeting.save()
    seal = meeting.snapshot["seal"]
    after = {"items": len(items), "decisions": len(decided), "lacking": lacking, "seal": seal}
    record(
        actor,
        verb="publish",
        object_kind="review.meeting",
        object_key=period.code,
        after=after,
        reason=meeting.waiver,
        now=now,
    )
    owners = {row.status.assignment.owner.user_id for row in items}
    send(
        actor,
        user_ids=[key for key in owners if key is not None],
        code="minutes_published",
        fields={"period": period.code},
    )
    emit("minutes.published", period=period.code, meeting=meeting.pk)


def _in_force(period_code: str, now: datetime) -> list[OverrideRow]:
    """Figures of the month that persons decided and that count now."""
    day = now.astimezone(timezone.get_current_timezone()).date()
    rows = measure.overrides(SYSTEM, period_codes=[period_code], states=[APPROVED], on=day)
    return sorted((row for row in rows if row.counts), key=lambda row: row.id)


def _unanswered(meeting: Meeting) -> tuple[list[StatusRow], list[StatusRow]]:
    """Reds of units nobody explained, and exceptions on the agenda that are explained but idle."""
    exceptions = track.exceptions(SYSTEM, period_code=meeting.period.code)
    on_agenda = set(meeting.items.values_list("assignment_id", flat=True))
    lacking = engine_io.answers_lacking([row.assignment.id for row in exceptions], meeting.period_id)
    silent = [row for row in exceptions if row.light == "red" and "cause" in lacking[row.assignment.id]]
    idle = [
        row
        for row in exceptions
        if (row.light == "red" or row.assignment.id in on_agenda) and lacking[row.assignment.id] == ("action",)
    ]
    return silent, idle


def _refuse_unanswered(silent: Sequence[StatusRow], idle: Sequence[StatusRow]) -> None:
    for refusal, rows in ((RedWithoutCause, silent), (CauseWithoutAction, idle)):
        if rows:
            raise refusal(
                count=len(rows),
                kpis=", ".join(_shown(row) for row in rows),
                assignments=[row.assignment.id for row in rows],
            )


def _shown(row: StatusRow) -> str:
    return f"{row.assignment.subject.code} {row.assignment.kpi.code}"
