"""Who answers for a KPI: its owner, who reports it, who leads its unit, or performance administration."""

from __future__ import annotations

from datetime import date, timedelta

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.plan.rows import AssignmentRow

#: Rights that let an account answer for every KPI it may see.
ADMINISTERING = ("plan.edit", "meetings.manage")


def administers(actor: Actor) -> bool:
    """Whether the account runs the process rather than one unit."""
    return any(actor.may(permission) for permission in ADMINISTERING)


def leads(person_id: int, assignment: AssignmentRow, *, on: date) -> bool:
    """Whether a person leads the unit of a subject, or one above it, on a day."""
    return person_id in leaders_of(assignment.subject.id, assignment.subject.kind, on=on)


def leaders_of(subject_id: int, kind: str, *, on: date) -> tuple[int, ...]:
    """Who leads a subject on a day, nearest first: heads of its unit and of the units above."""
    tree = org_io.full_tree(on)
    if kind == "unit":
        unit_id: int | None = subject_id
    elif kind == "person":
        unit_id = org_io.unit_of(subject_id, on)
    else:
        unit_id = next((row.unit_id for row in org.positions(SYSTEM, on=on) if row.id == subject_id), None)
    if unit_id is None or unit_id not in tree.units:
        return ()
    heads = org_io.heads(on)
    line = (unit_id, *tree.ancestors(unit_id))
    found = [heads[key] for key in line if key in heads and heads[key] != subject_id]
    return tuple(dict.fromkeys(found))


def may_write(actor: Actor, assignment: AssignmentRow, *, on: date) -> bool:
    """Whether the account may write a cause for an assignment."""
    if administers(actor):
        return True
    person = org_io.person_of_account(actor.user_id)
    if person is None:
        return False
    provider = assignment.provider.id if assignment.provider else None
    return person.id in (assignment.owner.id, provider) or leads(person.id, assignment, on=on)


def may_confirm(actor: Actor, assignment: AssignmentRow, *, on: date) -> bool:
    """Whether the account may confirm a cause somebody else wrote."""
    if administers(actor):
        return True
    person = org_io.person_of_account(actor.user_id)
    return person is not None and (person.id == assignment.owner.id or leads(person.id, assignment, on=on))


def last_day(period: PeriodRow) -> date:
    """The day rights over a month are read on."""
    return period.ends_before - timedelta(days=1)
