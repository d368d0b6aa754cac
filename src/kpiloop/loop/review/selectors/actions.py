"""The action board."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.review.choices import ACTION_STATES, RUNNING_STATES
from kpiloop.loop.review.errors.actions import ActionNotFound
from kpiloop.loop.review.models import Action
from kpiloop.loop.review.reading import action_rows
from kpiloop.loop.review.rows import ActionRow
from kpiloop.loop.track import selectors as track


def actions(
    viewer: Actor,
    *,
    state: str | None = None,
    owner_id: int | None = None,
    assignment_ids: Collection[int] | None = None,
    period_code: str | None = None,
    on: date | None = None,
) -> list[ActionRow]:
    """Actions on KPIs the viewer may see, and the viewer's own; by due date."""
    found = _visible(viewer, on)
    if state is not None:
        found = found.filter(state=state)
    if owner_id is not None:
        found = found.filter(owner_id=owner_id)
    if assignment_ids is not None:
        found = found.filter(assignment_id__in=list(assignment_ids))
    if period_code is not None:
        found = found.filter(period__code=period_code)
    return action_rows(found.order_by("due_on", "pk"))


def action(viewer: Actor, action_id: int, *, on: date | None = None) -> ActionRow:
    """One action; a hidden one is as absent as an unknown one."""
    found = action_rows(_visible(viewer, on).filter(pk=action_id))
    if not found:
        raise ActionNotFound(action=action_id)
    return found[0]


def board(viewer: Actor, *, on: date | None = None) -> dict[str, list[ActionRow]]:
    """Actions by state, in the order of the board."""
    rows = actions(viewer, on=on)
    return {state: [row for row in rows if row.state == state] for state in ACTION_STATES}


def overdue(viewer: Actor, *, today: date) -> list[ActionRow]:
    """Actions past their due date that are not done, latest first."""
    found = _visible(viewer, today).filter(state__in=RUNNING_STATES, due_on__lt=today)
    return action_rows(found.order_by("due_on", "pk"))


def _visible(viewer: Actor, on: date | None) -> QuerySet[Action]:
    require(viewer, "actions.view")
    day = on or _newest_day()
    person = org_io.person_of_account(viewer.user_id)
    own = Q(owner_id=person.id) if person else Q(pk__in=[])
    return Action.objects.filter(own | track.reach(viewer, on=day).of_assignments())


def _newest_day() -> date:
    """Without a day, rights are read on the end of the newest month an action answers."""
    ends = Action.objects.order_by("-period__starts_on").values_list("period__ends_before", flat=True)[:1]
    return next(iter(ends), date.max)
