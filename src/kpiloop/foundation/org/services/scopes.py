"""Scopes: over which units an account's rights reach, from when to when."""

from __future__ import annotations

from datetime import date

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.selectors import account_ids
from kpiloop.foundation.org.checks import refuse_kind
from kpiloop.foundation.org.models import Scope
from kpiloop.foundation.org.writing import refuse_crossed, unit_of_code, written


def grant_scope(
    actor: Actor, *, username: str, kind: str, unit: str | None = None, valid_from: date, valid_to: date | None = None
) -> int:
    """Let an account's rights reach a unit, a unit and all below, or the whole company.

    Shape:    -> key of the scope.
    Errors:   permission_denied, account_unknown, unit_unknown, scope_unknown, org_dates_crossed.
    """
    fields = {"kind": kind, "unit": unit, "valid_from": valid_from, "valid_to": valid_to}
    with written(actor, verb="grant_scope", object_kind="account", object_key=username, after=fields):
        refuse_crossed(valid_from, valid_to)
        refuse_kind(kind, unit)
        scope = Scope.objects.create(
            user_id=account_ids(actor, [username])[username],
            kind=kind,
            unit=unit_of_code(unit) if unit else None,
            valid_from=valid_from,
            valid_to=valid_to,
        )
    return scope.pk


def end_scope(actor: Actor, *, username: str, kind: str, unit: str | None = None, on: date) -> int:
    """End scopes of an account from a day on; what was visible before stays visible for those days.

    Shape:    -> how many scopes ended.
    Errors:   permission_denied, account_unknown.
    """
    fields = {"kind": kind, "unit": unit, "on": on}
    with written(actor, verb="end_scope", object_kind="account", object_key=username, after=fields):
        user_id = account_ids(actor, [username])[username]
        running = Scope.objects.filter(user_id=user_id, kind=kind).exclude(valid_to__lte=on)
        if unit is not None:
            running = running.filter(unit__subject__code=unit)
        return running.update(valid_to=on)
