"""What this room hands out and takes in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class AccountRow:
    """A sign-in account."""

    id: int  #: key
    username: str  #: sign-in name
    language: str  #: zh-hans or en
    is_active: bool  #: False: may not sign in
    roles: tuple[str, ...]  #: roles ever granted and not yet ended, sorted


@dataclass(frozen=True)
class GrantRow:
    """A role of an account from a day to a day."""

    role: str  #: one of choices.ROLE_CHOICES
    valid_from: date  #: first day
    valid_to: date | None  #: first day it no longer holds


@dataclass(frozen=True)
class TokenRow:
    """A token without its secret."""

    id: int  #: key
    name: str  #: what it is for
    created_at: datetime  #: when it was made
    expires_at: datetime | None  #: when it ends by itself
    revoked_at: datetime | None  #: when it was revoked


@dataclass(frozen=True)
class NewAccount:
    """An account to create in bulk."""

    username: str  #: sign-in name
    password: str  #: at least eight characters
    roles: tuple[str, ...]  #: roles from the given day on
    language: str = "zh-hans"  #: zh-hans or en
