"""Who does what: rooms register their work and handlers here.

Registration is the only thing kept in memory; what is owed to whom stands in tables. When the program starts, rooms
only name the modules that register: with all the services behind them they are most of the product, and most commands
need few of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import TypeAlias

from kpiloop.foundation.jobs.rows import EventRow, RunRow

#: What a run brings; codes, keys and counts only.
Outcome: TypeAlias = dict[str, object]
#: The last, short step of a run: it commits together with the word "done".
Effect: TypeAlias = Callable[[], Outcome]
#: A run: the long part outside any transaction; it answers with its outcome or with its effect.
Work: TypeAlias = Callable[[RunRow, Mapping[str, object]], Outcome | Effect]
#: Looks whether there is something to do and asks for it; short, because due times wait meanwhile.
Look: TypeAlias = Callable[[datetime], object]
#: Receives one event inside a transaction of its own; long work is enqueued, not done here.
Handler: TypeAlias = Callable[[EventRow], None]


@dataclass(frozen=True)
class Standing:
    """Work that is due by itself in every installation."""

    code: str  #: name of the schedule
    kind: str  #: kind of work
    cron: str  #: wall time in the zone of the installation


_named: list[str] = []
_importing = threading.RLock()
_works: dict[str, Work] = {}
_pauses: dict[str, tuple[int, ...]] = {}
_standing: dict[str, Standing] = {}
_lookouts: dict[str, tuple[timedelta, Look]] = {}
_handlers: dict[str, dict[str, Handler]] = {}


def registers(*modules: str) -> None:
    """Name modules that register something: `registers("kpiloop.loop.track.jobs")` in `apps.py` of the room."""
    _named.extend(modules)


def complete() -> None:
    """Import what was named; done by whoever first asks who is registered."""
    if _named:
        with _importing:
            for module in tuple(_named):
                import_module(module)
            _named.clear()  # only now: who asks meanwhile waits, who failed is told again


def work(kind: str) -> Callable[[Work], Work]:
    """Register the function that does a kind of work: `@work("measure.run")`."""

    def register(function: Work) -> Work:
        _works[kind] = function
        return function

    return register


def standing(kind: str, cron: str) -> None:
    """Say that a kind of work is due by itself: `standing("review.follow_up", "30 7 * * *")`.

    The schedule process makes the schedule of the same name where there is none; changed times are kept.
    """
    _standing[kind] = Standing(kind, kind, cron)


def standing_work() -> tuple[Standing, ...]:
    """All work that is due by itself."""
    complete()
    return tuple(_standing[kind] for kind in sorted(_standing))


def lookout(name: str, *, every: timedelta) -> Callable[[Look], Look]:
    """Register what the schedule process looks at now and then: `@lookout("collect.watch", every=...)`."""

    def register(look: Look) -> Look:
        _lookouts[name] = (every, look)
        return look

    return register


def lookouts() -> tuple[tuple[str, timedelta, Look], ...]:
    """Everything that is looked at."""
    complete()
    return tuple((name, every, look) for name, (every, look) in sorted(_lookouts.items()))


def retrying(kind: str, *minutes: int) -> None:
    """Say that scheduled work of a kind is tried again after so many minutes each: `retrying("load", 1, 10, 60)`."""
    _pauses[kind] = minutes


def pauses() -> dict[str, tuple[int, ...]]:
    """Minutes before each further try, by kind of work."""
    complete()
    return dict(_pauses)


def on(kind: str, name: str) -> Callable[[Handler], Handler]:
    """Register a handler of a kind of event under a lasting name: `@on("dataset.loaded", "measure")`.

    The name is stored with every delivery, so it survives the renaming of functions.
    """

    def register(handler: Handler) -> Handler:
        _handlers.setdefault(kind, {})[name] = handler
        return handler

    return register


def work_for(kind: str) -> Work | None:
    """The function that does a kind of work."""
    complete()
    return _works.get(kind)


def handler_for(kind: str, name: str) -> Handler | None:
    """The handler of a kind of event by its lasting name."""
    complete()
    return _handlers.get(kind, {}).get(name)


def receivers_of(kind: str) -> tuple[str, ...]:
    """Names of all handlers of a kind of event."""
    complete()
    return tuple(sorted(_handlers.get(kind, {})))


def forget(kind: str, name: str | None = None) -> None:
    """Take a registration back; tests use it so that one test's handlers do not reach the next."""
    if name is None:
        _works.pop(kind, None)
        _standing.pop(kind, None)
        _pauses.pop(kind, None)
    else:
        _handlers.get(kind, {}).pop(name, None)
