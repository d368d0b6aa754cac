"""What the trail hands out, and the least it needs to know of whoever acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


class Acting(Protocol):
    """Whoever acts or looks: this room lies below accounts and knows only this much."""

    @property
    def user_id(self) -> int | None:
        """Key of the account; None for the system."""

    @property
    def username(self) -> str:
        """Name kept in the trail."""

    def may(self, permission: str) -> bool:
        """Whether the permission is granted."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a longer list."""

    rows: tuple[T, ...]  #: rows of this page
    number: int  #: page number, from 1
    size: int  #: rows per full page
    total: int  #: rows on all pages

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def has_more(self) -> bool:
        """Whether a later page follows."""
        return self.number < self.pages


@dataclass(frozen=True)
class EntryRow:
    """One line of the trail."""

    seq: int  #: place in the chain, from 1 without gaps
    recorded_at: datetime  #: when, UTC
    actor: str  #: username at that time
    user_id: int | None  #: key of the account; None for the system
    verb: str  #: what was done, as a code
    object_kind: str  #: kind of thing it was done to
    object_key: str  #: business key of the thing
    before: Mapping[str, object]  #: fields before
    after: Mapping[str, object]  #: fields after
    reason: str  #: why, in the actor's words
    hash: str  #: hash of this entry and all before it


@dataclass(frozen=True)
class ChainState:
    """Result of following the chain from its start."""

    ok: bool  #: True when every hash and the head agree
    entries: int  #: entries followed
    first_broken: int | None  #: place of the first entry that does not fit; None when ok
