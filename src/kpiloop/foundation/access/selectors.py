"""Reading accounts and tokens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.choices import ROLE_PERMISSIONS
from kpiloop.foundation.access.errors import AccountUnknown, PermissionRefused
from kpiloop.foundation.access.models import RoleGrant, Token, User
from kpiloop.foundation.access.rights import actor_for, require, require_person
from kpiloop.foundation.access.rows import AccountRow, GrantRow, TokenRow

MANAGE = "accounts.manage"


def account_by_username(viewer: Actor, username: str) -> AccountRow:
    """One account by name: the own one, or any with the right to manage accounts."""
    if viewer.username != username and not viewer.may(MANAGE):
        raise PermissionRefused(permission=MANAGE)
    user = User.objects.prefetch_related("grants").filter(username=username).first()
    if user is None:
        raise AccountUnknown(username=username)
    return _row(user)


def accounts(viewer: Actor) -> tuple[AccountRow, ...]:
    """All accounts by name."""
    require(viewer, MANAGE)
    return tuple(_row(user) for user in User.objects.prefetch_related("grants").order_by("username"))


def grants(viewer: Actor, username: str) -> tuple[GrantRow, ...]:
    """Every role an account ever had, with its dates."""
    if viewer.username != username:
        require(viewer, MANAGE)
    found = RoleGrant.objects.filter(user__username=username).order_by("valid_from", "role")
    return tuple(GrantRow(grant.role, grant.valid_from, grant.valid_to) for grant in found)


def accounts_with(viewer: Actor, permission: str, *, on: date) -> tuple[int, ...]:
    """Keys of active accounts that may do something on a day; asked by whoever has to tell them."""
    if not viewer.is_system:
        require(viewer, MANAGE)
    roles = [role for role, rights in ROLE_PERMISSIONS.items() if permission in rights]
    running = RoleGrant.objects.filter(role__in=roles, valid_from__lte=on, user__is_active=True)
    found = running.exclude(valid_to__lte=on).values_list("user_id", flat=True)
    return tuple(sorted(set(found)))


def actors_in_role(viewer: Actor, role: str, *, on: date) -> tuple[Actor, ...]:
    """Active accounts that hold a role on a day, with everything they may do; by name."""
    if not viewer.is_system:
        require(viewer, MANAGE)
    running = RoleGrant.objects.filter(role=role, valid_from__lte=on, user__is_active=True).exclude(valid_to__lte=on)
    users = {grant.user_id: grant.user for grant in running.select_related("user").order_by("user__username")}
    return tuple(actor_for(user, on=on) for user in users.values())


def tokens(viewer: Actor) -> tuple[TokenRow, ...]:
    """The viewer's own tokens, newest first."""
    found = Token.objects.filter(user_id=require_person(viewer)).order_by("-created_at", "-pk")
    return tuple(
        TokenRow(token.pk, token.name, token.created_at, token.expires_at, token.revoked_at) for token in found
    )


def installation_has_accounts(viewer: Actor) -> bool:
    """Whether anybody could sign in; asked before the first account exists, so it needs no right."""
    return User.objects.exists()


def account_ids(viewer: Actor, usernames: Sequence[str]) -> dict[str, int]:
    """Keys of accounts by name, for linking people and scopes; an unknown name is refused."""
    require(viewer, "org.edit")
    found = dict(User.objects.filter(username__in=usernames).values_list("username", "pk"))
    for username in usernames:
        if username not in found:
            raise AccountUnknown(username=username)
    return found


def _row(user: User) -> AccountRow:
    roles = {grant.role for grant in user.grants.all() if grant.valid_to is None}
    return AccountRow(user.pk, user.username, user.language, user.is_active, tuple(sorted(roles)))
