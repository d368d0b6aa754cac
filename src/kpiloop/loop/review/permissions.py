"""Who may lead a meeting, who may move an action, and whose actions a viewer sees."""

from __future__ import annotations

from datetime import date

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.analyse import engine_io as analyse_io
from kpiloop.loop.plan.rows import AssignmentRow

MANAGE = "meetings.manage"


def require_lead(actor: Actor, chair_id: int) -> None:
    """Refuse whoever neither chairs the meeting nor manages meetings."""
    person = org_io.person_of_account(actor.user_id)
    if person is None or person.id != chair_id:
        require(actor, MANAGE)


def may_give(actor: Actor, owner_id: int, assignment: AssignmentRow, *, on: date) -> bool:
    """Whether the account may add an action for somebody: whoever answers for the KPI, and everybody for themselves."""
    person = org_io.person_of_account(actor.user_id)
    is_own = person is not None and person.id == owner_id
    return is_own or analyse_io.may_write(actor, assignment, on=on)


def may_move(actor: Actor, owner_id: int, created_by: str, assignment: AssignmentRow, *, on: date) -> bool:
    """Whether the account may change an action: its owner, who made it, leaders of the unit, administration."""
    if analyse_io.administers(actor) or actor.username == created_by:
        return True
    person = org_io.person_of_account(actor.user_id)
    return person is not None and (person.id == owner_id or analyse_io.leads(person.id, assignment, on=on))
