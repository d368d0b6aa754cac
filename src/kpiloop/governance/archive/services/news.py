"""Who hears of what two people decide about a month: those who may while it waits, and who asked once it is decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kpiloop.foundation.access import selectors as access
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.notify.services import send
from kpiloop.loop.collect.entering.days import day_of

#: Who may close a month decides about it.
RIGHT = "periods.close"


def tell_deciders(
    actor: Actor, code: str, *, period: str, reason: str, now: datetime, page: str = "", count: int = 0
) -> None:
    """Something about a month waits: everybody who may decide, but who asked; on its page, or one below it."""
    accounts = access.accounts_with(SYSTEM, RIGHT, on=day_of(now))
    fields = {"period": period, "who": actor.username, "reason": reason.strip(), "count": count}
    send(actor, user_ids=accounts, code=code, fields=fields, link=f"/periods/{period}/{page}")


def tell_askers(actor: Actor, code: str, *, period: str, asked_by: Iterable[str], count: int = 0) -> None:
    """What became of it; who did it without a person is not told."""
    names = sorted(set(asked_by) - {SYSTEM.username})
    fields = {"period": period, "who": actor.username, "count": count}
    accounts = access.account_ids(SYSTEM, names).values()
    send(actor, user_ids=accounts, code=code, fields=fields, link=f"/periods/{period}/")
