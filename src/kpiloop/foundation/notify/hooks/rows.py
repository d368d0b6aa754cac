"""Hooks and deliveries as others see them; a secret never stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class HookRow:
    """An address that is told news."""

    id: int  #: key
    name: str  #: its name
    address: str  #: where to
    events: tuple[str, ...]  #: what it is told
    state: str  #: active or paused
    paused_because: str  #: by_hand, failures or gone; empty while active
    waiting: int  #: deliveries that wait
    dead: int  #: deliveries that were given up
    last_delivered_at: datetime | None  #: newest success
    created_by: str  #: account
    created_at: datetime  #: when


@dataclass(frozen=True)
class TryRow:
    """One try to deliver."""

    at: datetime  #: when
    status: int | None  #: status of the answer; None without one
    milliseconds: int  #: how long it took
    said: str  #: beginning of the answer, or why there was none


@dataclass(frozen=True)
class HookDeliveryRow:
    """One piece of news for one hook."""

    id: int  #: key
    hook_id: int  #: which hook
    mark: str  #: its name over all tries
    event: str  #: kind of news
    body: str  #: what is sent
    state: str  #: waiting, delivered or dead
    attempts: int  #: how often it was tried
    tries: tuple[TryRow, ...]  #: the newest tries, newest first
    next_try_at: datetime | None  #: when it is tried again
    created_at: datetime  #: when the news came
