"""Tokens of the read API: shown once, stored as a digest, never logged."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.errors import TokenUnknown
from kpiloop.foundation.access.models import Token
from kpiloop.foundation.access.rights import actor_for, require_person
from kpiloop.foundation.audit.services import record

PREFIX = "kpl_"


def create_token(actor: Actor, *, name: str, expires_at: datetime | None = None) -> str:
    """Make a token that acts as the actor, and return it the only time it can be read.

    Errors:   permission_denied when nobody is signed in.
    """
    user_id = require_person(actor)
    plain = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.create(user_id=user_id, name=name, digest=_digest(plain), expires_at=expires_at)
        after = {"name": name, "expires_at": expires_at}
        record(actor, verb="create", object_kind="token", object_key=str(token.pk), after=after)
    return plain


def revoke_token(actor: Actor, *, token_id: int, now: datetime) -> None:
    """Revoke one of the actor's own tokens; a second revocation changes nothing.

    Errors:   token_unknown for tokens of others as for none.
    """
    token = Token.objects.filter(pk=token_id, user_id=require_person(actor)).first()
    if token is None:
        raise TokenUnknown(token=token_id)
    if token.revoked_at is not None:
        return
    with transaction.atomic():
        Token.objects.filter(pk=token.pk).update(revoked_at=now)
        record(actor, verb="revoke", object_kind="token", object_key=str(token.pk))


def actor_for_token(plain: str, *, now: datetime, on: date) -> Actor | None:
    """Resolve a token to the actor it stands for.

    Missing:  None for an unknown, expired or revoked token and for a switched-off account.
    """
    live = Q(revoked_at__isnull=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=now))
    token = Token.objects.select_related("user").filter(live, digest=_digest(plain)).first()
    if token is None or not token.user.is_active:
        return None
    return actor_for(token.user, on=on)


def _digest(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()
