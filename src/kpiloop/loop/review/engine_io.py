"""Actions and what is owed before a meeting, for computing: everybody's, without a viewer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from kpiloop.loop.analyse import engine_io as analyse_io
from kpiloop.loop.review.choices import CANCELLED, RUNNING_STATES
from kpiloop.loop.review.models import Action, Meeting
from kpiloop.loop.review.reading import action_rows
from kpiloop.loop.review.rows import ActionRow
from kpiloop.loop.track import engine_io as track_io

#: What an action answers.
_ANSWERED = ("assignment_id", "period_id")


def actions_for(period_ids: Collection[int]) -> dict[tuple[int, int], list[ActionRow]]:
    """Actions that were not cancelled, by (assignment, period they answer)."""
    held = Action.objects.filter(period_id__in=list(period_ids)).exclude(state=CANCELLED).order_by("pk")
    keys = {key: (assignment, period) for key, assignment, period in held.values_list("pk", *_ANSWERED)}
    found: dict[tuple[int, int], list[ActionRow]] = {}
    for row in action_rows(held) if keys else ():
        found.setdefault(keys[row.id], []).append(row)
    return found


def actions_to_check(last_day: date) -> list[ActionRow]:
    """Actions not cancelled whose effect month ended by a day: what improve checks."""
    found = Action.objects.exclude(state=CANCELLED).filter(effect_period__ends_before__lte=last_day)
    return action_rows(found.order_by("pk"))


def running_actions() -> list[ActionRow]:
    """Actions somebody still has to do something for."""
    return action_rows(Action.objects.filter(state__in=RUNNING_STATES).order_by("due_on", "pk"))


def answers_lacking(assignment_ids: Collection[int], period_id: int) -> dict[int, tuple[str, ...]]:
    """What each assignment still lacks in a month: cause, action, both or nothing."""
    explained = analyse_io.explained_assignments(period_id)
    acted = {assignment for assignment, _ in actions_for([period_id])}
    return {
        key: tuple(name for name, there in (("cause", key in explained), ("action", key in acted)) if not there)
        for key in assignment_ids
    }


def unanswered(period_id: int) -> list[int]:
    """Assignments that are red in a month with neither cause nor action."""
    red = [key for (key, _), row in track_io.statuses_for([period_id]).items() if row.light == "red"]
    lacking = answers_lacking(red, period_id)
    return [key for key in red if lacking[key] == ("cause", "action")]


def has_published_meeting(period_id: int) -> bool:
    """Whether the meeting of a month has published its minutes."""
    return Meeting.objects.filter(period_id=period_id, state="published").exists()
