"""What becomes of accounts when their owners leave and come back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.errors import NothingProposed
from kpiloop.foundation.access.models import User
from kpiloop.foundation.access.proposals.models import AccountProposal
from kpiloop.foundation.access.proposals.rows import CLOSE, DONE, KEPT, REOPEN, WAITING, WITHDRAWN, Whereabouts
from kpiloop.foundation.access.proposals.switching import MANAGE, is_last_administrator, switch_off, switch_on
from kpiloop.foundation.access.rights import require
from kpiloop.foundation.audit.services import record

#: What to do, from which day on, and of a reopened account until when.
Wanted = tuple[str, date, date | None]


def propose_for_accounts(
    actor: Actor, *, known: Iterable[Whereabouts], origin: str, by_itself: bool, allowed_by: str, now: datetime
) -> int:
    """Propose to close accounts of people who leave, and to reopen those of people who come back.

    Shape:    -> how many new proposals; joins the caller's transaction. By itself: carried out on its day, and
              allowed_by answers for it.
    Law:      an account has one open proposal; who is here again loses the one to be closed. Only an account that
              such a proposal closed is reopened: one that somebody switched off stays off.
    Errors:   permission_denied (org.edit).
    """
    require(actor, "org.edit")
    found = {row.user_id: row for row in known}
    users = User.objects.in_bulk(found)
    waiting = {row.user_id: row for row in AccountProposal.objects.filter(user_id__in=found, state=WAITING)}
    new = 0
    with transaction.atomic():
        for user_id, user in users.items():
            row, held = found[user_id], waiting.get(user_id)
            wanted = _wanted(user, row)
            if held is not None and wanted == (held.kind, held.on, held.until) and held.by_itself == by_itself:
                continue
            if held is not None:
                _settle(actor, held, WITHDRAWN, now)
            if wanted is not None:
                terms = {"origin": origin, "by_itself": by_itself, "allowed_by": allowed_by}
                _propose(actor, user, wanted, terms, now)
                new += 1
    return new


def carry_out_proposals(
    actor: Actor, *, here: Callable[[], Collection[int]], on: date, now: datetime
) -> tuple[str, ...]:
    """Close and reopen what is due by itself; done under the name of who allowed it.

    Shape:    here gives keys of accounts whose owners have a place on the day, and is asked only when something is
              due -> sign-in names that were switched.
    Law:      nobody who has a place is closed, nobody without one reopened; the last account that manages
              accounts stays open, and its proposal waits.
    Errors:   permission_denied (org.edit).
    """
    require(actor, "org.edit")
    waiting = AccountProposal.objects.select_related("user").filter(state=WAITING, by_itself=True, on__lte=on)
    if not (due := list(waiting.order_by("pk"))):
        return ()
    present, done = here(), []
    with transaction.atomic():
        for row in due:
            if (row.kind == CLOSE) == (row.user_id in present):
                _settle(actor, row, WITHDRAWN, now)
            elif row.kind == REOPEN or not is_last_administrator(row.user_id, on=on):
                _carry_out(Actor(None, row.allowed_by, frozenset()), row, on=on, reason="", now=now)
                done.append(row.user.username)
    return tuple(done)


def decide_proposal(actor: Actor, *, username: str, is_agreed: bool, reason: str = "", on: date, now: datetime) -> None:
    """Carry out what is proposed for an account, or leave the account as it is.

    Errors:   permission_denied, account_nothing_proposed, account_last_administrator.
    """
    require(actor, MANAGE)
    row = AccountProposal.objects.select_related("user").filter(user__username=username, state=WAITING).first()
    if row is None:
        raise NothingProposed(username=username)
    with transaction.atomic():
        if is_agreed:
            _carry_out(actor, row, on=on, reason=reason, now=now)
        else:
            _settle(actor, row, KEPT, now, reason=reason)


def _wanted(user: User, row: Whereabouts) -> Wanted | None:
    """What there is to do for an account; None when it is as it should be."""
    if user.is_active:
        return (CLOSE, row.until, None) if row.until is not None else None
    newest = AccountProposal.objects.filter(user=user, state=DONE).order_by("-decided_at", "-pk").first()
    was_closed = newest is not None and newest.kind == CLOSE
    return (REOPEN, row.here_from, row.until) if row.here_from is not None and was_closed else None


def _propose(actor: Actor, user: User, wanted: Wanted, terms: Mapping[str, object], now: datetime) -> None:
    kind, on, until = wanted
    AccountProposal.objects.create(user=user, kind=kind, on=on, until=until, proposed_at=now, **terms)
    after = {"list": terms["origin"], "on": on, "by_itself": terms["by_itself"]}
    verb = "propose_close" if kind == CLOSE else "propose_reopen"
    record(actor, verb=verb, object_kind="account", object_key=user.username, after=after, now=now)


def _carry_out(actor: Actor, row: AccountProposal, *, on: date, reason: str, now: datetime) -> None:
    after = {"list": row.origin, "on": row.on}
    if row.kind == CLOSE:
        switch_off(actor, row.user, on=on, reason=reason, after=after)
    else:
        switch_on(actor, row.user, reason=reason, after=after)
    row.state, row.decided_by, row.decided_at = DONE, actor.username, now
    row.save()
    if row.kind == REOPEN and row.until is not None:
        terms = {"origin": row.origin, "by_itself": row.by_itself, "allowed_by": row.allowed_by}
        _propose(actor, row.user, (CLOSE, row.until, None), terms, now)


def _settle(actor: Actor, row: AccountProposal, state: str, now: datetime, *, reason: str = "") -> None:
    row.state, row.decided_by, row.decided_at = state, actor.username, now
    row.save()
    after = {"proposal": row.kind, "list": row.origin, "on": row.on}
    verb = "keep_account" if state == KEPT else "withdraw_proposal"
    record(actor, verb=verb, object_kind="account", object_key=row.user.username, after=after, reason=reason, now=now)
