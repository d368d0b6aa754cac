"""Who may do what: roles in force on a day become an actor, and one gate asks it."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from kpiloop.foundation.access.actors import ANONYMOUS, Actor
from kpiloop.foundation.access.choices import ROLE_PERMISSIONS
from kpiloop.foundation.access.errors import AccountUnknown, PermissionRefused
from kpiloop.foundation.access.models import RoleGrant, User


def actor_for(user: AbstractBaseUser | AnonymousUser, *, on: date) -> Actor:
    """Resolve an account to what it may do on a day.

    Shape:    a signed-in account and the day -> the actor every service receives first.
    Missing:  a switched-off or anonymous account may do nothing.
    """
    if user.pk is None or not user.is_active:
        return ANONYMOUS
    roles = frozenset(_roles_on(int(user.pk), on=on))
    permissions = frozenset[str]().union(*(ROLE_PERMISSIONS.get(role, frozenset()) for role in roles))
    return Actor(int(user.pk), user.get_username(), permissions, roles=roles)


def actor_named(username: str, *, on: date) -> Actor:
    """Resolve an account by name, for the command line: whoever runs it holds the database anyway.

    Errors:   account_unknown; permission_denied for a switched-off account.
    """
    user = User.objects.filter(username=username).first()
    if user is None:
        raise AccountUnknown(username=username)
    if not user.is_active:
        raise PermissionRefused(permission="signed_in")
    return actor_for(user, on=on)


def _roles_on(user_id: int, *, on: date) -> tuple[str, ...]:
    """Roles of an account in force on a day.

    Shape:    key of the account and a day -> role codes, sorted.
    """
    in_force = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    grants = RoleGrant.objects.filter(in_force, user_id=user_id)
    return tuple(sorted(set(grants.values_list("role", flat=True))))


def require(actor: Actor, permission: str) -> None:
    """Refuse unless the actor holds the permission.

    Errors:   PermissionRefused("permission_denied", permission=...).
    """
    if not actor.may(permission):
        raise PermissionRefused(permission=permission)


def require_person(actor: Actor) -> int:
    """Refuse anonymous actors and the system where a person must stand behind the act.

    Shape:    the actor -> key of its account.
    Errors:   PermissionRefused("permission_denied", permission="signed_in").
    """
    if actor.user_id is None:
        raise PermissionRefused(permission="signed_in")
    return actor.user_id
