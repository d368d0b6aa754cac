"""Actions: one line with owner, due date and expected effect; and how they go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.notify.duties import named
from kpiloop.foundation.notify.services import send
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.analyse.errors import NotAnswerable
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.review.choices import ACTION_MOVES, BLOCKED, CANCELLED, DONE, EFFECTS, UNCHECKED
from kpiloop.loop.review.errors.actions import (
    ActionChanged,
    ActionIncomplete,
    ActionMove,
    ActionNotFound,
    ActionNotYours,
    EffectTooEarly,
    EffectWrongWay,
)
from kpiloop.loop.review.finding import person_key
from kpiloop.loop.review.models import Action
from kpiloop.loop.review.permissions import may_give, may_move
from kpiloop.loop.review.rows import FoundEffect, NewAction, mark_of


def add_action(
    actor: Actor,
    *,
    title: str,
    assignment_id: int,
    period_code: str,
    owner: str,
    due_on: date,
    expected_effect: Decimal,
    effect_period: str,
    decision_id: int | None = None,
    cause_id: int | None = None,
    alert_id: int | None = None,
) -> int:
    """Add one action; returns its key.

    Units:    expected_effect is the change of the KPI in its measurement unit, signed.
    Errors:   as `add_actions`.
    """
    new = NewAction(
        title,
        assignment_id,
        period_code,
        owner,
        due_on,
        expected_effect,
        effect_period,
        decision_id,
        cause_id,
        alert_id,
    )
    return add_actions(actor, actions=[new])[0]


@transaction.atomic
def add_actions(actor: Actor, *, actions: Sequence[NewAction]) -> list[int]:
    """Add actions, all or none; their owners get a notice, the trail one entry.

    Shape:    owner is an employee number; keys come back in the order given.
    Units:    expected_effect is the change of the KPI in its measurement unit, signed.
    Law:      who answers for the KPI gives actions to anybody, everybody else to themselves; the effect
              goes the good way for the direction of the KPI and shows in the month the action answers
              or a later one.
    Errors:   permission_denied (actions.write), not_found (KPI or person), period_unknown,
              not_answerable, action_incomplete, effect_wrong_way, effect_too_early.
    """
    require(actor, "actions.write")
    if not actions:
        return []
    codes = {code for action in actions for code in (action.period_code, action.effect_period)}
    periods = calendar.periods_by_code(actor, sorted(codes))
    assignments = {
        key: plan.assignment(actor, key, on=max(_last_day(periods[a.period_code]) for a in held))
        for key, held in _by_assignment(actions).items()
    }
    rows = [_row(actor, action, assignments[action.assignment_id], periods) for action in actions]
    for row in rows:
        row.save(force_insert=True)
    for row in rows:
        _tell_owner(actor, row, assignments[row.assignment_id])
    keys = [row.pk for row in rows]
    after = {"actions": len(keys), "assignments": sorted(assignments), "titles": [row.title for row in rows[:20]]}
    record(actor, verb="add", object_kind="review.action", object_key=f"{keys[0]}..{keys[-1]}", after=after)
    return keys


@transaction.atomic
def update_action(actor: Actor, *, action_id: int, state: str, progress: str = "", today: date, seen: str = "") -> None:
    """Move an action on its board and say how it goes.

    Law:      open, doing, blocked, done, cancelled; blocking and cancelling say why. Who says what was seen
              (the mark of the row) does not write over what somebody else has written since.
    Errors:   permission_denied (actions.write), action_not_found, action_not_yours, action_changed,
              action_move, action_incomplete (progress).
    """
    require(actor, "actions.write")
    row = Action.objects.select_for_update(of=("self",)).filter(pk=action_id).first()
    assignment = _visible_assignment(actor, row, today)
    if row is None or assignment is None:
        raise ActionNotFound(action=action_id)
    if not may_move(actor, row.owner_id, row.created_by, assignment, on=today):
        raise ActionNotYours(action=action_id)
    if seen and seen != mark_of(row.state, row.progress):
        raise ActionChanged(action=action_id, action_state=row.state, theirs=row.progress)
    before = row.state
    if state != before and state not in ACTION_MOVES.get(before, ()):
        raise ActionMove(action=action_id, state=before, wanted=state)
    if state in (BLOCKED, CANCELLED) and not progress.strip():
        raise ActionIncomplete(field="progress")
    row.state = state
    row.progress = progress.strip() or row.progress
    row.done_on = (row.done_on or today) if state == DONE else None
    row.save(update_fields=["state", "progress", "done_on"])
    record(
        actor,
        verb="update",
        object_kind="review.action",
        object_key=str(row.pk),
        before={"state": before},
        after={"state": state, "progress": row.progress},
    )


@transaction.atomic
def record_effects(actor: Actor, *, effects: Sequence[FoundEffect]) -> int:
    """Write what a check found about the effect of actions; returns how many rows changed.

    Shape:    called by the improve stage; effect is moved, not_moved, unclear or unchecked.
    Units:    the figure is the change of the KPI in its measurement unit.
    Errors:   permission_denied (measures.run), action_incomplete for an unknown effect.
    """
    require(actor, "measures.run")
    for found in effects:
        if found.effect not in EFFECTS:
            raise ActionIncomplete(field="effect")
    rows = {row.pk: row for row in Action.objects.filter(pk__in=[found.action_id for found in effects])}
    changed = []
    for found in effects:
        row = rows.get(found.action_id)
        if row is not None and (row.effect, row.effect_figure) != (found.effect, found.figure):
            row.effect, row.effect_figure = found.effect, found.figure
            changed.append(row)
    Action.objects.bulk_update(changed, ["effect", "effect_figure"], batch_size=500)
    if changed:
        after = {"changed": len(changed), "moved": sum(row.effect == "moved" for row in changed)}
        record(actor, verb="check_effects", object_kind="review.action", object_key="effects", after=after)
    return len(changed)


def _by_assignment(actions: Sequence[NewAction]) -> dict[int, list[NewAction]]:
    grouped: dict[int, list[NewAction]] = {}
    for action in actions:
        grouped.setdefault(action.assignment_id, []).append(action)
    return grouped


def _row(actor: Actor, action: NewAction, assignment: AssignmentRow, periods: Mapping[str, PeriodRow]) -> Action:
    _refuse_incomplete(action, assignment, periods)
    owner_id = person_key(action.owner)
    if not may_give(actor, owner_id, assignment, on=_last_day(periods[action.period_code])):
        raise NotAnswerable(kpi=assignment.kpi.code, subject=assignment.subject.code)
    return Action(
        title=action.title.strip(),
        assignment_id=assignment.id,
        period_id=periods[action.period_code].id,
        owner_id=owner_id,
        decision_id=action.decision_id,
        cause_id=action.cause_id,
        alert_id=action.alert_id,
        due_on=action.due_on,
        expected_effect=action.expected_effect,
        effect_period_id=periods[action.effect_period].id,
        effect=UNCHECKED,
        created_by=actor.username,
    )


def _refuse_incomplete(action: NewAction, assignment: AssignmentRow, periods: Mapping[str, PeriodRow]) -> None:
    if not action.title.strip():
        raise ActionIncomplete(field="title")
    if action.expected_effect == 0:
        raise ActionIncomplete(field="expected_effect")
    direction = assignment.kpi.direction
    is_rise = action.expected_effect > 0
    wants_rise = direction in ("higher", "binary", "milestone", "qualitative")
    if (direction == "lower" and is_rise) or (wants_rise and not is_rise):
        raise EffectWrongWay(kpi=assignment.kpi.code, direction=direction, effect=str(action.expected_effect))
    if periods[action.effect_period].starts_on < periods[action.period_code].starts_on:
        raise EffectTooEarly(period=action.period_code, effect_period=action.effect_period)


def _tell_owner(actor: Actor, row: Action, assignment: AssignmentRow) -> None:
    owner = org_io.people_by_id()[row.owner_id]
    if owner.user_id is None:
        return
    fields = {
        "action": row.pk,
        "title": row.title,
        **named("kpi", assignment.kpi.code, assignment.kpi.name_zh, assignment.kpi.name_en),
        **named("subject", assignment.subject.code, assignment.subject.name_zh, assignment.subject.name_en),
        "due_on": row.due_on.isoformat(),
    }
    send(actor, user_ids=[owner.user_id], code="action_assigned", fields=fields)


def _visible_assignment(actor: Actor, row: Action | None, today: date) -> AssignmentRow | None:
    """The KPI of an action the actor may see: within sight, or the action is the actor's own."""
    if row is None:
        return None
    person = org_io.person_of_account(actor.user_id)
    if person is not None and person.id == row.owner_id:
        return plan_io.assignments_by_id([row.assignment_id])[row.assignment_id]
    try:
        return plan.assignment(actor, row.assignment_id, on=today)
    except Refusal:
        return None


def _last_day(period: PeriodRow) -> date:
    return period.ends_before - timedelta(days=1)
