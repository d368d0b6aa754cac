"""Switching accounts off and on; the last one that manages accounts is never switched off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.errors import LastAdministrator
from kpiloop.foundation.access.models import User
from kpiloop.foundation.access.selectors import accounts_with
from kpiloop.foundation.audit.services import record

MANAGE = "accounts.manage"


def is_last_administrator(user_id: int, *, on: date) -> bool:
    """Whether nobody else could manage accounts on a day."""
    return accounts_with(SYSTEM, MANAGE, on=on) == (user_id,)


def switch_off(
    actor: Actor, user: User, *, on: date, reason: str = "", after: Mapping[str, object] | None = None
) -> None:
    """Switch an account off; the caller holds the transaction."""
    if is_last_administrator(user.pk, on=on):
        raise LastAdministrator(username=user.username)
    _switch(actor, user, is_active=False, reason=reason, after=after)


def switch_on(actor: Actor, user: User, *, reason: str = "", after: Mapping[str, object] | None = None) -> None:
    """Let an account sign in again, with the roles it has; the caller holds the transaction."""
    _switch(actor, user, is_active=True, reason=reason, after=after)


def _switch(actor: Actor, user: User, *, is_active: bool, reason: str, after: Mapping[str, object] | None) -> None:
    User.objects.filter(pk=user.pk).update(is_active=is_active)
    verb = "reactivate" if is_active else "deactivate"
    record(actor, verb=verb, object_kind="account", object_key=user.username, after=dict(after or {}), reason=reason)
