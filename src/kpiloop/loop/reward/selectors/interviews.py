"""Reading the talks that must be held: by the two who hold them, and by right."""

from __future__ import annotations

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require_person
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.reward.errors import NotVisible
from kpiloop.loop.reward.models import Interview
from kpiloop.loop.reward.row_building import interview_row
from kpiloop.loop.reward.rows import InterviewRow
from kpiloop.loop.reward.visibility import sees_talk


def interviews(viewer: Actor, *, state: str | None = None, kind: str | None = None) -> tuple[InterviewRow, ...]:
    """Interviews one takes part in, and those in scope by the right over improvement, earliest due first."""
    require_person(viewer)
    found = Interview.objects.order_by("due_on", "pk")
    if state is not None:
        found = found.filter(state=state)
    if kind is not None:
        found = found.filter(kind=kind)
    subjects = org_io.subjects_by_id()
    return tuple(interview_row(row, subjects) for row in found if sees_talk(viewer, row))


def interview(viewer: Actor, interview_id: int) -> InterviewRow:
    """One interview."""
    found = next((row for row in interviews(viewer) if row.id == interview_id), None)
    if found is None:
        raise NotVisible(kind="interview", key=interview_id)
    return found
