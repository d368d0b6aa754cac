"""Whose turn it is on a day: the people named, whoever leads the unit, and whoever stands in for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import engine_io as org
from kpiloop.foundation.org.rows import PersonRow
from kpiloop.loop.collect.entering.choices import OWNER, PERSON, PROVIDER, UNIT_HEAD
from kpiloop.loop.collect.entering.models import Delegation
from kpiloop.loop.collect.entering.rows import FlowRow, NodeRow
from kpiloop.loop.plan.rows import AssignmentRow


@dataclass(frozen=True)
class Acting:
    """Somebody whose turn it is, for himself or in the name of somebody else."""

    person: PersonRow | None  #: who acts; None for an account without a person
    principal: PersonRow | None  #: in whose name; None = in the own one


def holders(node: NodeRow | None, line: AssignmentRow, on: date) -> tuple[PersonRow, ...]:
    """People whose turn it is at a node; without a node those who provide the figure or answer for it."""
    people = org.people_by_id()
    who = node.who if node else PROVIDER
    if who == OWNER:
        return (line.owner,)
    if who == PERSON and node is not None and node.person is not None:
        return (node.person,)
    if who == UNIT_HEAD:
        head = _head(line, on)
        return (people[head],) if head is not None else ()
    return tuple(dict.fromkeys(row for row in (line.provider, line.owner) if row is not None))


def acting(actor: Actor, node: NodeRow | None, line: AssignmentRow, flow: FlowRow | None, on: date) -> Acting | None:
    """In whose name an actor may act here; None when it is not the actor's turn."""
    me = org.person_of_account(actor.user_id)
    if me is None:
        return None
    asked = {row.id: row for row in holders(node, line, on)}
    if me.id in asked:
        return Acting(me, None)
    for row in _standing_in(me.id, on):
        if row.principal_id in asked and _covers(row, flow, line, on):
            return Acting(me, asked[row.principal_id])
    return None


def _standing_in(person_id: int, on: date) -> list[Delegation]:
    running = Q(valid_from__lte=on, valid_to__gt=on)
    return list(Delegation.objects.filter(running, delegate_id=person_id).order_by("pk"))


def _covers(row: Delegation, flow: FlowRow | None, line: AssignmentRow, on: date) -> bool:
    """Whether a delegation reaches a figure: its flow, and its unit with what is below."""
    if row.flow_id is not None and (flow is None or flow.id != row.flow_id):
        return False
    if row.unit_id is None:
        return True
    home = home_of(line, on)
    tree = org.full_tree(on)
    return home is not None and row.unit_id in tree.units and home in tree.descendants(row.unit_id)


def home_of(line: AssignmentRow, on: date) -> int | None:
    """The unit a figure belongs to on a day."""
    if line.subject.kind == "unit":
        return line.subject.id
    return org.unit_of(line.subject.id if line.subject.kind == "person" else line.owner.id, on)


def _head(line: AssignmentRow, on: date) -> int | None:
    """Head of the unit, or of the nearest one above that is not led by who owns or provides the figure."""
    home, tree = home_of(line, on), org.full_tree(on)
    if home is None or home not in tree.units:
        return None
    own = {line.owner.id, line.subject.id}
    heads = (tree.units[key].head_id for key in (home, *tree.ancestors(home)) if key in tree.units)
    return next((head for head in heads if head is not None and head not in own), None)
