"""One reading: what a page or an answer has read once it does not read again.

A page asks many selectors, and each of them asks the calendar, the organisation and the rights anew. Inside one
reading the first answer stands for all, so a page is also made of one state of these tables. Nothing is remembered
where something is written: only what shows or computes opens a reading; outside of one every question goes to the
tables.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

_kept: ContextVar[dict[Hashable, object] | None] = ContextVar("kpiloop.reading", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """Remember answers until the end of the block; a reading inside a reading is the same one."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def is_reading() -> bool:
    """Whether answers are remembered at the moment."""
    return _kept.get() is not None


def once(key: Hashable, read: Callable[[], T]) -> T:
    """The answer to a question, read the first time it is asked in a reading."""
    kept = _kept.get()
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    return cast("T", kept[key])


def question(*asked: object) -> Hashable:
    """What is asked, as a key for `once`: in a collection of keys neither order nor repetition matters."""
    return tuple(
        frozenset(part) if isinstance(part, Iterable) and not isinstance(part, str) else part for part in asked
    )


def each_once(question: Hashable, keys: Iterable[K], read: Callable[[set[K]], Mapping[K, T]]) -> dict[K, T]:
    """Answers by key, of which only those not yet known in a reading are read; keys without an answer are left out."""
    wanted = set(keys)
    known: dict[K, T | None] = once((question, "each"), dict)
    missing = wanted - known.keys()
    if missing:
        found = read(missing)
        known.update({key: found.get(key) for key in missing})
    return {key: answer for key in wanted if (answer := known[key]) is not None}
