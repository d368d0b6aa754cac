"""Before and during a meeting: agenda out of exceptions, reminders, decisions."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.notify.duties import named
from kpiloop.foundation.notify.services import send
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.review import engine_io
from kpiloop.loop.review.choices import AGENDA_LIMIT, DISCUSSED, LIVE, MINUTES, PREPARING
from kpiloop.loop.review.errors import DecisionTextRequired, ItemNotFound, MeetingFixed
from kpiloop.loop.review.finding import led_meeting, person_key
from kpiloop.loop.review.models import AgendaItem, Decision, Meeting
from kpiloop.loop.review.permissions import MANAGE
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.rows import StatusRow


@transaction.atomic
def prepare_meeting(
    actor: Actor,
    *,
    period_code: str,
    starts_at: datetime,
    chair: str,
    place: str = "",
    limit: int = AGENDA_LIMIT,
) -> int:
    """Call the meeting of a month and pull its agenda from the exceptions of units; returns its key.

    Shape:    chair is an employee number; calling again renews time, place and agenda.
    Law:      items people already decided on stay; at most `limit` items, red before amber.
    Errors:   permission_denied (meetings.manage), not_found (chair), period_unknown, meeting_state.
    """
    require(actor, MANAGE)
    period = calendar.period(actor, period_code)
    chair_id = person_key(chair)
    meeting, is_new = Meeting.objects.select_for_update().get_or_create(
        period_id=period.id, defaults={"starts_at": starts_at, "chair_id": chair_id, "place": place}
    )
    _refuse_unless(meeting, period_code, PREPARING, LIVE)
    meeting.starts_at, meeting.chair_id, meeting.place = starts_at, chair_id, place
    meeting.save(update_fields=["starts_at", "chair", "place"])
    items = _renew_agenda(meeting, track.exceptions(SYSTEM, period_code=period_code)[:limit])
    after = {"items": items, "starts_at": starts_at.isoformat(), "chair": chair, "place": place}
    verb = "prepare" if is_new else "renew"
    record(actor, verb=verb, object_kind="review.meeting", object_key=period_code, after=after)
    return meeting.pk


def _renew_agenda(meeting: Meeting, rows: list[StatusRow]) -> int:
    wanted = {row.assignment.id: row for row in rows}
    fixed = set(meeting.items.filter(decisions__isnull=False).values_list("assignment_id", flat=True))
    meeting.items.exclude(assignment_id__in=fixed | set(wanted)).delete()
    known = {item.assignment_id: item for item in meeting.items.all()}
    order = [*wanted, *(key for key in known if key not in wanted)]
    for place, key in enumerate(order, start=1):
        item = known.get(key) or AgendaItem(meeting=meeting, assignment_id=key)
        item.order = place
        item.minutes_planned = MINUTES[wanted[key].light] if key in wanted else MINUTES["amber"]
        item.save()
    return len(order)


@transaction.atomic
def start_meeting(actor: Actor, *, meeting_id: int) -> None:
    """Begin the meeting: decisions are recorded from now on.

    Errors:   meeting_not_found, permission_denied (the chair or meetings.manage), meeting_state.
    """
    meeting = led_meeting(actor, meeting_id)
    _refuse_unless(meeting, meeting.period.code, PREPARING)
    meeting.state = LIVE
    meeting.save(update_fields=["state"])
    record(actor, verb="start", object_kind="review.meeting", object_key=meeting.period.code, after={"state": LIVE})


@transaction.atomic
def record_decision(actor: Actor, *, meeting_id: int, text: str, item_id: int | None = None) -> int:
    """Record what was decided; returns the key of the decision.

    Law:      decisions of a meeting are numbered from 1 without gaps; an item with one is discussed.
    Errors:   meeting_not_found, permission_denied, meeting_state, agenda_item_not_found,
              decision_text_required.
    """
    meeting = led_meeting(actor, meeting_id)
    _refuse_unless(meeting, meeting.period.code, PREPARING, LIVE)
    if not text.strip():
        raise DecisionTextRequired(period=meeting.period.code)
    item = _item(meeting, item_id) if item_id is not None else None
    highest = meeting.decisions.aggregate(highest=Max("number"))["highest"] or 0
    decision = Decision.objects.create(
        meeting=meeting, item=item, number=highest + 1, text=text.strip(), decided_by=actor.username
    )
    if item is not None:
        AgendaItem.objects.filter(pk=item.pk).update(state=DISCUSSED)
    after = {"meeting": meeting.period.code, "number": decision.number, "text": decision.text}
    record(actor, verb="decide", object_kind="review.decision", object_key=str(decision.pk), after=after)
    return decision.pk


@transaction.atomic
def discuss_item(actor: Actor, *, item_id: int) -> None:
    """Tick an item off that needed no decision.

    Errors:   agenda_item_not_found, permission_denied, meeting_state.
    """
    item = AgendaItem.objects.select_related("meeting__period").filter(pk=item_id).first()
    if item is None:
        raise ItemNotFound(item=item_id)
    meeting = led_meeting(actor, item.meeting_id)
    _refuse_unless(meeting, meeting.period.code, PREPARING, LIVE)
    AgendaItem.objects.filter(pk=item_id).update(state=DISCUSSED)
    after = {"state": DISCUSSED}
    record(actor, verb="discuss", object_kind="review.agenda_item", object_key=str(item_id), after=after)


@transaction.atomic
def remind(actor: Actor, *, meeting_id: int) -> int:
    """Remind owners of what they still owe the meeting; returns how many notices were sent.

    Errors:   meeting_not_found, permission_denied, meeting_state.
    """
    meeting = led_meeting(actor, meeting_id)
    _refuse_unless(meeting, meeting.period.code, PREPARING, LIVE)
    lacking = engine_io.answers_lacking(meeting.items.values_list("assignment_id", flat=True), meeting.period_id)
    assignments = plan_io.assignments_by_id([key for key, lacks in lacking.items() if lacks])
    sent = 0
    for assignment in assignments.values():
        fields = {
            "period": meeting.period.code,
            **named("kpi", assignment.kpi.code, assignment.kpi.name_zh, assignment.kpi.name_en),
            **named("subject", assignment.subject.code, assignment.subject.name_zh, assignment.subject.name_en),
            "assignment": assignment.id,
            "lacks": list(lacking[assignment.id]),
            "starts_at": meeting.starts_at.isoformat(),
        }
        receivers = [assignment.owner.user_id] if assignment.owner.user_id is not None else []
        sent += send(actor, user_ids=receivers, code="meeting_answer_due", fields=fields)
    after = {"notices": sent}
    record(actor, verb="remind", object_kind="review.meeting", object_key=meeting.period.code, after=after)
    return sent


def _item(meeting: Meeting, item_id: int) -> AgendaItem:
    found = meeting.items.filter(pk=item_id).first()
    if found is None:
        raise ItemNotFound(item=item_id)
    return found


def _refuse_unless(meeting: Meeting, period_code: str, *states: str) -> None:
    if meeting.state not in states:
        raise MeetingFixed(period=period_code, state=meeting.state)
