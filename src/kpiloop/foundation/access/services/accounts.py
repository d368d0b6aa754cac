"""Creating accounts, granting roles, choosing language and password."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from kpiloop.foundation.access import errors
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.choices import (
    EXCLUSIVE_ROLES,
    LANGUAGES,
    PERFORMANCE_ADMIN,
    ROLE_PERMISSIONS,
    SYSTEM_ADMIN,
)
from kpiloop.foundation.access.models import RoleGrant, User
from kpiloop.foundation.access.proposals.switching import MANAGE, switch_off, switch_on
from kpiloop.foundation.access.rights import require, require_person
from kpiloop.foundation.access.rows import AccountRow, NewAccount
from kpiloop.foundation.audit.services import record


def create_account(
    actor: Actor, *, username: str, password: str, language: str = "zh-hans", roles: Iterable[str] = (), on: date
) -> AccountRow:
    """Create one account with its roles from a day on.

    Errors:   permission_denied, account_exists, password_too_weak, role_unknown, roles_exclusive.
    """
    return create_accounts(actor, accounts=[NewAccount(username, password, tuple(roles), language)], on=on)[0]


def create_accounts(actor: Actor, *, accounts: Sequence[NewAccount], on: date) -> list[AccountRow]:
    """Create many accounts at once, all or none.

    Shape:    new accounts -> their rows in the same order; one entry in the trail.
    Law:      equal passwords are hashed once: sixty accounts of a trial company take one hash time.
    Errors:   as for one account; the first refusal stops all.
    """
    require(actor, MANAGE)
    _refuse_taken([account.username for account in accounts])
    for account in accounts:
        _refuse_roles(account.roles)
        _refuse_language(account.language)
    hashes = {password: _hashed(password) for password in {account.password for account in accounts}}
    with transaction.atomic():
        users = [
            User.objects.create(username=row.username, password=hashes[row.password], language=row.language)
            for row in accounts
        ]
        RoleGrant.objects.bulk_create(
            RoleGrant(user=user, role=role, valid_from=on)
            for user, account in zip(users, accounts, strict=True)
            for role in account.roles
        )
        names = [account.username for account in accounts]
        fields = {"count": len(names), "roles": {row.username: sorted(row.roles) for row in accounts}}
        record(actor, verb="create", object_kind="account", object_key=_key(names), after=fields)
    return [
        AccountRow(user.pk, user.username, user.language, True, tuple(sorted(account.roles)))
        for user, account in zip(users, accounts, strict=True)
    ]


def bootstrap_admin(
    actor: Actor,
    *,
    username: str,
    password: str,
    on: date,
    language: str = "zh-hans",
    roles: Iterable[str] = (SYSTEM_ADMIN, PERFORMANCE_ADMIN),
) -> AccountRow:
    """Create the first account of an installation; the command line is the only way to do so.

    Errors:   permission_denied for anybody but the system; account_exists when there is an account already.
    """
    if not actor.is_system:
        raise errors.PermissionRefused(permission="system")
    if first := User.objects.order_by("pk").first():
        raise errors.AccountExists(username=first.username)
    return create_account(actor, username=username, password=password, language=language, roles=roles, on=on)


def grant_role(actor: Actor, *, username: str, role: str, valid_from: date, valid_to: date | None = None) -> None:
    """Give an account a role from a day to a day.

    Errors:   permission_denied, account_unknown, role_unknown; roles_exclusive when the account
              holds a role on one of these days that must not meet this one.
    """
    require(actor, MANAGE)
    user = _account(username)
    running = RoleGrant.objects.filter(user=user).exclude(valid_to__lte=valid_from)
    held = {grant.role for grant in running if valid_to is None or grant.valid_from < valid_to}
    _refuse_roles({*held, role})
    with transaction.atomic():
        RoleGrant.objects.create(user=user, role=role, valid_from=valid_from, valid_to=valid_to)
        after = {"role": role, "valid_from": valid_from, "valid_to": valid_to}
        record(actor, verb="grant_role", object_kind="account", object_key=username, after=after)


def deactivate_account(actor: Actor, *, username: str, reason: str, on: date) -> None:
    """Switch an account off; its trail stays, its sessions and tokens stop at the next request.

    Errors:   permission_denied, account_unknown; account_last_administrator when nobody else could manage
              accounts on that day.
    """
    require(actor, MANAGE)
    user = _account(username)
    with transaction.atomic():
        switch_off(actor, user, on=on, reason=reason)


def reactivate_account(actor: Actor, *, username: str, reason: str) -> None:
    """Let an account sign in again, with the roles it has.

    Errors:   permission_denied, account_unknown.
    """
    require(actor, MANAGE)
    user = _account(username)
    with transaction.atomic():
        switch_on(actor, user, reason=reason)


def set_language(actor: Actor, *, language: str) -> None:
    """Choose the language of the actor's own pages and messages.

    Errors:   permission_denied when nobody is signed in; language_unknown.
    """
    user_id = require_person(actor)
    _refuse_language(language)
    with transaction.atomic():
        User.objects.filter(pk=user_id).update(language=language)
        record(
            actor, verb="set_language", object_kind="account", object_key=actor.username, after={"language": language}
        )


def set_password(actor: Actor, *, username: str, password: str) -> None:
    """Set a password: the own one, or anybody's with the right to manage accounts.

    Errors:   permission_denied, account_unknown, password_too_weak.
    """
    if actor.username != username or actor.user_id is None:
        require(actor, MANAGE)
    user = _account(username)
    hashed = _hashed(password)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(password=hashed)
        record(actor, verb="set_password", object_kind="account", object_key=username)


def _account(username: str) -> User:
    """Find an account by its name.

    Errors:   account_unknown.
    """
    found = User.objects.filter(username=username).first()
    if found is None:
        raise errors.AccountUnknown(username=username)
    return found


def _hashed(password: str) -> str:
    try:
        validate_password(password)
    except ValidationError as weak:
        rules = ",".join(str(problem.code) for problem in weak.error_list)
        raise errors.PasswordTooWeak(rules=rules) from None
    return make_password(password)


def _refuse_taken(usernames: Sequence[str]) -> None:
    taken = User.objects.filter(username__in=usernames).values_list("username", flat=True).first()
    doubled = next((name for name in usernames if usernames.count(name) > 1), None)
    if name := taken or doubled:
        raise errors.AccountExists(username=name)


def _refuse_roles(roles: Iterable[str]) -> None:
    held = set(roles)
    if unknown := sorted(held - ROLE_PERMISSIONS.keys()):
        raise errors.RoleUnknown(role=unknown[0])
    for pair in EXCLUSIVE_ROLES:
        if pair <= held:
            first, second = sorted(pair)
            raise errors.RolesExclusive(first=first, second=second)


def _refuse_language(language: str) -> None:
    if language not in LANGUAGES:
        raise errors.LanguageUnknown(language=language)


def _key(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} accounts"
