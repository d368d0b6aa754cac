"""Accounts of the people a list speaks of: proposed for closing when they leave, for reopening when they come back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.proposals.rows import Whereabouts
from kpiloop.foundation.access.selectors import accounts_with
from kpiloop.foundation.access.services import carry_out_proposals, propose_for_accounts
from kpiloop.foundation.notify.services import send
from kpiloop.foundation.org import engine_io as org
from kpiloop.loop.collect.entering.days import day_of
from kpiloop.loop.collect.models import Source
from kpiloop.loop.collect.roster.choices import SETTLED
from kpiloop.loop.collect.roster.models import RosterRule
from kpiloop.loop.collect.roster.rows import RosterPlan
from kpiloop.loop.collect.roster.shapes import PEOPLE

#: Who is told that accounts wait.
MANAGE = "accounts.manage"


def tell_accounts(actor: Actor, source: Source, plan: RosterPlan, now: datetime) -> int:
    """Once a list of people is applied: say what shall become of accounts, and do it where the terms allow.

    Shape:    -> how many new proposals there are; joins the caller's transaction.
    """
    if plan.dataset != PEOPLE:
        return 0
    rule = RosterRule.objects.filter(source=source).first()
    is_settled, on = plan.terms.accounts == SETTLED, day_of(now)
    named = {change.code for change in plan.changes if change.on is not None}
    new = propose_for_accounts(
        actor,
        known=_whereabouts(named, on),
        origin=source.code,
        by_itself=is_settled,
        allowed_by=rule.accounts_by if rule and is_settled else actor.username,
        now=now,
    )
    if is_settled:
        settle_due(actor, on=on, now=now)
    if new:
        names = {"source": source.code, "source_zh": source.name_zh, "source_en": source.name_en or source.name_zh}
        code = "accounts_settled" if is_settled else "accounts_proposed"
        keepers = accounts_with(SYSTEM, MANAGE, on=on)
        send(actor, user_ids=keepers, code=code, fields={**names, "count": new}, link="/accounts/")
    return new


def settle_again(actor: Actor, source: Source, numbers: set[str], now: datetime) -> None:
    """Once a list is taken back: accounts follow the places there are again, by the terms of the list."""
    rule = RosterRule.objects.filter(source=source).first()
    is_settled, on = rule is not None and rule.accounts == SETTLED, day_of(now)
    propose_for_accounts(
        actor,
        known=_whereabouts(numbers, on),
        origin=source.code,
        by_itself=is_settled,
        allowed_by=rule.accounts_by if rule and is_settled else actor.username,
        now=now,
    )
    if is_settled:
        settle_due(actor, on=on, now=now)


def settle_due(actor: Actor, *, on: date, now: datetime) -> tuple[str, ...]:
    """Close and reopen what is due by itself on a day; nobody who works here is closed."""
    return carry_out_proposals(actor, here=lambda: _present(on), on=on, now=now)


def _present(on: date) -> set[int]:
    """Accounts whose owners have a place on a day."""
    held = org.whole()
    here = (row.person_id for row in held.appointments if row.valid_from <= on < (row.valid_to or date.max))
    keys = (held.people[person].user_id for person in here)
    return {key for key in keys if key is not None}


def _whereabouts(numbers: set[str], on: date) -> Iterator[Whereabouts]:
    """Of each person with an account: where the course of places stands on a day, and where it ends."""
    held = org.whole()
    courses: dict[int, list[tuple[date, date]]] = {}
    for row in held.appointments:
        courses.setdefault(row.person_id, []).append((row.valid_from, row.valid_to or date.max))
    for key, person in held.people.items():
        if person.user_id is None or person.code not in numbers:
            continue
        course = sorted(courses.get(key, ()))
        ahead = [start for start, end in course if end > on]
        last = course[-1][1] if course else on
        yield Whereabouts(person.user_id, ahead[0] if ahead else None, last if last < date.max else None)
