"""Finding what a request names: schemes, KPIs, people, cycles."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.errors import PermissionRefused
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org.rows import PersonRow, SubjectRow
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.errors import NotFound
from kpiloop.loop.plan.rows import SchemeRow
from kpiloop.loop.reward.errors import StageRefused, UnknownReference
from kpiloop.loop.reward.models import ReviewCycle


def require_one_of(actor: Actor, *permissions: str) -> None:
    """Refuse unless the actor holds at least one of the permissions."""
    if not any(actor.may(permission) for permission in permissions):
        raise PermissionRefused(permission=permissions[0])


def find_scheme(actor: Actor, code: str) -> SchemeRow:
    """The newest version of a scheme by code."""
    try:
        return plan.scheme(actor, code)
    except NotFound:
        raise UnknownReference(kind="scheme", key=code) from None


def scheme_in_force(actor: Actor, code: str) -> SchemeRow:
    """The version of a scheme that is in force; the newest where none is."""
    newest = find_scheme(actor, code)
    held = (row for row in plan.schemes(actor) if row.code == code and row.state == "published")
    return next(held, newest)


def find_cycle(cycle_id: int, *stages: str) -> ReviewCycle:
    """A cycle, refused when it stands in another stage than the ones named (none = any)."""
    found = ReviewCycle.objects.select_related("scheme", "period").filter(pk=cycle_id).first()
    if found is None:
        raise UnknownReference(kind="cycle", key=cycle_id)
    if stages and found.state not in stages:
        raise StageRefused(cycle_period=found.period.code, state=found.state, needed=list(stages))
    return found


def person_of(actor: Actor) -> PersonRow | None:
    """The person behind an account; None for accounts without one and for jobs."""
    return org_io.person_of_account(actor.user_id)


def subjects_by_number() -> Mapping[str, SubjectRow]:
    """Every subject by its code, people by employee number."""
    return org_io.subjects_by_code()


def hash_of(content: object) -> str:
    """One hash over plain JSON content; equal content, equal hash."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
