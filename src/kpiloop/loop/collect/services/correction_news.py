"""Who hears of a correction: those who may decide while it waits, and who proposed it once it is decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kpiloop.foundation.access import selectors as access
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.notify.services import send
from kpiloop.loop.collect.entering.days import day_of
from kpiloop.loop.collect.models import Correction
from kpiloop.loop.collect.reading.corrections import shown_key

RIGHT = "loads.run"
LINK = "/data/corrections/#correction-{key}"


def tell_deciders(actor: Actor, held: Correction, now: datetime) -> None:
    """A correction waits: everybody who may decide, but who proposed it."""
    _send(actor, held, "correction_asked", access.accounts_with(SYSTEM, RIGHT, on=day_of(now)))


def tell_proposer(actor: Actor, held: Correction, code: str) -> None:
    """What became of a correction; who decides on an own one is not told."""
    names = sorted({held.corrected_by} - {SYSTEM.username})
    _send(actor, held, code, access.account_ids(SYSTEM, names).values())


def _send(actor: Actor, held: Correction, code: str, accounts: Iterable[int]) -> None:
    fields = {
        "dataset": held.dataset, "key": shown_key(held.row_key), "column": held.field,
        "before": held.old or None, "after": held.new or None, "who": actor.username, "reason": held.reason,
    }  # fmt: skip
    send(actor, user_ids=accounts, code=code, fields=fields, link=LINK.format(key=held.pk))
