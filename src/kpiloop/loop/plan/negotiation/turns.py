"""Whose turn it is: steps an account may make in a negotiation as it stands."""

from __future__ import annotations

from collections.abc import Sequence

from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.plan.models import Negotiation, NegotiationStep

#: Roles whose approval a KPI needs before it is published.
APPROVING_ROLES = ("executive",)
#: Sides of a negotiation.
COMPANY, UNIT = "admin", "unit"


def side_of(actor: Actor) -> str:
    """Who may edit the plan speaks for the company, everybody else for the unit."""
    return COMPANY if actor.may("plan.edit") else UNIT


def lacking_roles(held: Negotiation, steps: Sequence[NegotiationStep]) -> tuple[str, ...]:
    """Roles that have not approved the newest offer."""
    newest = max((step.number for step in steps if step.kind == "offer"), default=0)
    given = {step.role for step in steps if step.kind == "approve" and step.number > newest}
    return tuple(role for role in held.needed_roles if role not in given)


def allowed(actor: Actor, held: Negotiation, steps: Sequence[NegotiationStep]) -> frozenset[str]:
    """Steps that are open to an account now; nobody accepts or approves the own offer."""
    last = [step for step in steps if step.kind == "offer"][-1]
    may_offer = actor.may("proposals.write") or actor.may("plan.edit")
    found: set[str] = set()
    if held.state in ("open", "agreed") and may_offer:
        found |= {"offer", "withdraw"}
    if held.state == "open" and may_offer and side_of(actor) != last.side:
        found.add("accept")
    if held.state == "agreed" and last.made_by_user != actor.user_id:
        found |= {"approve", "refuse"} if set(lacking_roles(held, steps)) & actor.roles else set()
    if held.state == "approved" and actor.may("plan.edit"):
        found.add("publish")
    return frozenset(found)
