"""Actions as duties: owners are reminded before and on the day; late ones go up the line by the daily look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kpiloop.foundation.notify.duties import Duty, named, owed
from kpiloop.loop.review import engine_io
from kpiloop.loop.review.rows import ActionRow


@owed("actions")
def actions_owed(on: date) -> Iterator[Duty]:
    """Every running action."""
    for action in engine_io.running_actions():
        yield Duty(
            key=f"action:{action.id}",
            code="action",
            due_on=action.due_on,
            holder=action.owner.user_id,
            fields=action_fields(action),
            escalates=False,
        )


def action_fields(action: ActionRow) -> dict[str, object]:
    """What a sentence about an action says."""
    kpi, subject, owner = action.assignment.kpi, action.assignment.subject, action.owner
    return {
        "action": action.id,
        "title": action.title,
        **named("kpi", kpi.code, kpi.name_zh, kpi.name_en),
        **named("subject", subject.code, subject.name_zh, subject.name_en),
        **named("owner", owner.code, owner.name_zh, owner.name_en),
    }
