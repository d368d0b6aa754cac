"""Accounts as the system administrator sees them: who may sign in, with which roles, over whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext, ngettext

from kpiloop.foundation.access import selectors as access
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.proposals.reading import account_proposals
from kpiloop.foundation.access.proposals.rows import ProposalRow
from kpiloop.foundation.access.rows import AccountRow, GrantRow
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import ScopeRow


@dataclass(frozen=True)
class AccountLine:
    """One account."""

    row: AccountRow  #: the account
    person: str  #: employee behind it; empty when there is none
    number: str  #: employee number
    reach: tuple[tuple[str, str], ...]  #: kind and unit of every scope in force


@dataclass(frozen=True)
class ProposalLine:
    """An account that waits to be closed or reopened."""

    row: ProposalRow  #: what is proposed
    person: str  #: whose account it is
    number: str  #: employee number


@dataclass(frozen=True)
class AccountList:
    """All accounts."""

    title: str  #: the finding
    lines: tuple[AccountLine, ...]  #: by sign-in name
    proposals: tuple[ProposalLine, ...]  #: what waits to be done about accounts


@dataclass(frozen=True)
class AccountPage:
    """One account."""

    line: AccountLine  #: the account
    grants: tuple[GrantRow, ...]  #: every role ever, with its dates
    scopes: tuple[tuple[ScopeRow, str], ...]  #: every scope ever, with the name of its unit
    on: date  #: the day rights are read on


def account_list(viewer: Actor, on: date) -> AccountList:
    """Build the list."""
    lines = tuple(_lines(viewer, access.accounts(viewer), on))
    inactive = sum(1 for line in lines if not line.row.is_active)
    idle = sum(1 for line in lines if line.row.is_active and not line.row.roles)
    said = ngettext("%(count)d account", "%(count)d accounts", len(lines)) % {"count": len(lines)}
    waiting = account_proposals(viewer)
    if waiting:
        title = gettext("%(said)s, %(waiting)d to be decided") % {"said": said, "waiting": len(waiting)}
    elif idle:
        title = gettext("%(said)s, %(idle)d without a role") % {"said": said, "idle": idle}
    elif inactive:
        title = gettext("%(said)s, %(inactive)d switched off") % {"said": said, "inactive": inactive}
    else:
        title = gettext("%(said)s, all active") % {"said": said}
    owners = {line.row.username: line for line in lines}
    proposals = tuple(ProposalLine(row, owners[row.username].person, owners[row.username].number) for row in waiting)
    return AccountList(title, lines, proposals)


def account_page(viewer: Actor, username: str, on: date) -> AccountPage:
    """Build the page of one account."""
    row = access.account_by_username(viewer, username)
    units = _unit_names(viewer, on)
    scopes = tuple((scope, units.get(scope.unit_id or 0, "")) for scope in org.scopes(viewer, username=username))
    return AccountPage(_lines(viewer, (row,), on)[0], access.grants(viewer, username), scopes, on)


def _lines(viewer: Actor, rows: tuple[AccountRow, ...], on: date) -> list[AccountLine]:
    language = get_language() or "zh-hans"
    people = org.people_by_account(viewer, [row.username for row in rows])
    units = _unit_names(viewer, on)
    reach: dict[str, list[tuple[str, str]]] = {}
    for scope in org.scopes(viewer):
        if scope.valid_from <= on and (scope.valid_to is None or on < scope.valid_to):
            reach.setdefault(scope.username, []).append((scope.kind, units.get(scope.unit_id or 0, "")))
    return [
        AccountLine(
            row=row,
            person=people[row.username].name(language) if row.username in people else "",
            number=people[row.username].code if row.username in people else "",
            reach=tuple(reach.get(row.username, ())),
        )
        for row in rows
    ]


def _unit_names(viewer: Actor, on: date) -> dict[int, str]:
    language = get_language() or "zh-hans"
    return {row.id: row.name(language) for row in org.units(viewer, on=on)}
