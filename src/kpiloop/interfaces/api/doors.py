"""The one way into an operation: who asks, by token or by session, and what they may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from ninja.security import APIKeyCookie, HttpBearer

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import actor_for, actor_for_token, require

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """How one operation is classified in the permission matrix."""

    permission: str | None  #: what the reader must be allowed to do; None when signing in is enough
    object_kind: str = ""  #: kind of object whose visibility the selector checks on top
    is_public: bool = False  #: True for what answers before signing in


#: Right of every operation by its name; an operation that is not here cannot be reached by the matrix.
RIGHTS: dict[str, Access] = {}


class TokenDoor(HttpBearer):
    """A token of the read API."""

    openapi_name = "token"

    def __init__(self, permission: str | None) -> None:
        super().__init__()
        self.permission = permission

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor the token stands for, when it may."""
        actor = actor_for_token(token, now=timezone.now(), on=timezone.localdate())
        return _checked(actor, self.permission)


class SessionDoor(APIKeyCookie):
    """A signed-in reader of the pages."""

    openapi_name = "session"
    param_name = "sessionid"

    def __init__(self, permission: str | None) -> None:
        super().__init__(csrf=True)
        self.permission = permission

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """The actor of the session, when it may."""
        if not request.user.is_authenticated:
            return None
        return _checked(actor_for(request.user, on=timezone.localdate()), self.permission)


def reading(
    router: Router, path: str, *, answer: Any, permission: str | None, object_kind: str = "", summary: str
) -> Callable[[F], F]:
    """Register one reading operation with its right; an operation cannot be added without one."""

    def register(view: F) -> F:
        RIGHTS[view.__name__] = Access(permission, object_kind)
        doors = [TokenDoor(permission), SessionDoor(permission)]
        router.get(path, auth=doors, response=answer, summary=summary, operation_id=view.__name__)(view)
        return view

    return register


def writing(
    router: Router, path: str, *, answer: Any, permission: str, object_kind: str = "", summary: str
) -> Callable[[F], F]:
    """Register one writing operation with its right; a session also needs its CSRF token."""

    def register(view: F) -> F:
        RIGHTS[view.__name__] = Access(permission, object_kind)
        doors = [TokenDoor(permission), SessionDoor(permission)]
        router.post(path, auth=doors, response=answer, summary=summary, operation_id=view.__name__)(view)
        return view

    return register


def reader(request: HttpRequest) -> Actor:
    """Who asks; set by the door."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


def _checked(actor: Actor | None, permission: str | None) -> Actor | None:
    """Refuse the right here, before the operation runs; the answer is the one of an unknown address."""
    if actor is not None and permission is not None:
        require(actor, permission)
    return actor
