"""Misses again and again: in a row, or so many of the last periods (domain B6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

#: Missed; held (on target, close, or nothing was expected); silent: expected, and nobody reported.
Mark: TypeAlias = Literal["miss", "held", "silent"]


@dataclass(frozen=True)
class RepeatedMiss:
    """Misses that belong together."""

    first: int  #: index of the first miss
    last: int  #: index of the last miss
    length: int  #: misses counted
    is_open: bool  #: whether it still lasts at the newest period


def repeated_misses(marks: Sequence[Mark], *, misses: int, within: int | None = None) -> list[RepeatedMiss]:
    """List the misses that came so often within so many periods; without `within`, in a row.

    Shape:    one mark per calendar period, oldest first -> runs, oldest first.
    Law:      `within` equal to `misses` is a run in a row. It lasts while the newest periods hold so many misses;
              two that share a miss are one. It begins and ends with a miss.
    Missing:  a silent period neither counts nor takes a place: silence does not pay. A period in which nothing was
              expected takes a place and is no miss.
    Errors:   ValueError when fewer periods than misses are looked at.

    >>> [(r.first, r.last, r.length, r.is_open) for r in repeated_misses(["miss", "silent", "miss", "held"], misses=2)]
    [(0, 2, 2, False)]
    >>> marks = ["miss", "held", "miss", "held", "held"]
    >>> [(r.first, r.last, r.is_open) for r in repeated_misses(marks, misses=2, within=4)]
    [(0, 2, False)]
    """
    reach = misses if within is None else within
    if not 1 <= misses <= reach:
        raise ValueError("a run needs at least as many periods as misses")
    places = [index for index, mark in enumerate(marks) if mark != "silent"]
    found: list[RepeatedMiss] = []
    for at in range(len(places)):
        window = [index for index in places[max(0, at - reach + 1) : at + 1] if marks[index] == "miss"]
        if len(window) < misses:
            continue
        is_open = at == len(places) - 1
        if found and window[0] <= found[-1].last:
            first = found.pop().first
        else:
            first = window[0]
        length = sum(marks[index] == "miss" for index in range(first, window[-1] + 1))
        found.append(RepeatedMiss(first, window[-1], length, is_open))
    return found
