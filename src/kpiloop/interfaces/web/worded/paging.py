"""Long lists in pages the pager can walk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
SIZE = 50


@dataclass(frozen=True)
class Sheaf(Generic[T]):
    """One page of a list."""

    rows: tuple[T, ...]  #: rows of this page
    number: int  #: page number, from 1
    total: int  #: rows on all pages
    has_more: bool  #: True when a later page exists


def cut(rows: Sequence[T], number: int, *, size: int = SIZE) -> Sheaf[T]:
    """The asked page, or the last one where the list is shorter."""
    pages = max(1, -(-len(rows) // size))
    at = min(max(number, 1), pages)
    return Sheaf(tuple(rows[(at - 1) * size : at * size]), at, len(rows), at < pages)
