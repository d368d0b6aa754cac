"""The people who act in the demo, as the actors services ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import SYSTEM, Actor

#: One password for every demo account; the summary prints it, real installations never have it.
PASSWORD = "kpiloop-demo-2026"


@dataclass(frozen=True)
class Cast:
    """Who does what in the demo."""

    admin: Actor  #: performance admin, prepares nearly everything
    executive: Actor  #: general manager, approves what the admin prepared
    finance: Actor  #: finance head, second pair of eyes for money
    on: date  #: the day rights were resolved for


def actor_of(username: str, *, now: datetime) -> Actor:
    """Sign an account in and give what it may do."""
    user = access.sign_in(SYSTEM, username=username, password=PASSWORD, address="demo", now=now)
    return access.actor_for(user, on=now.date())


def cast(now: datetime) -> Cast:
    """The three people who run the company's loop."""
    return Cast(
        admin=actor_of("limeng", now=now),
        executive=actor_of("wangmin", now=now),
        finance=actor_of("zhouying", now=now),
        on=now.date(),
    )
