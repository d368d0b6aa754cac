"""Find what a write is about: the meeting the actor leads, the person behind a number."""

from __future__ import annotations

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org.errors import NotVisible
from kpiloop.loop.review.errors import MeetingNotFound
from kpiloop.loop.review.models import Meeting
from kpiloop.loop.review.permissions import require_lead


def led_meeting(actor: Actor, meeting_id: int) -> Meeting:
    """The meeting, locked, if the actor chairs it or manages meetings.

    Errors:   meeting_not_found, permission_denied.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("period").filter(pk=meeting_id).first()
    if meeting is None:
        raise MeetingNotFound(period=meeting_id)
    require_lead(actor, meeting.chair_id)
    return meeting


def person_key(number: str) -> int:
    """The person behind an employee number.

    Errors:   not_found.
    """
    found = org_io.resolve_person(number)
    if found is None:
        raise NotVisible(kind="person", key=number)
    return found
