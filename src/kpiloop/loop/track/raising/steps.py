"""On which days an alert is told again or passed on. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Due:
    """A step that has fallen due."""

    number: int  #: from 1
    on: date  #: the day it fell due


def due_steps(opened_on: date, every: int | None, today: date, done: Collection[int] = ()) -> list[Due]:
    """Steps of an alert that fell due up to a day and were not taken yet, oldest first.

    Units:    days between two steps; None: there are none.
    Law:      a day on which nobody looked is made up for on the next one; a step that was taken never comes again.

    >>> [(due.number, due.on.day) for due in due_steps(date(2026, 3, 2), 3, date(2026, 3, 9))]
    [(1, 5), (2, 8)]
    >>> due_steps(date(2026, 3, 2), 3, date(2026, 3, 9), {1, 2})
    []
    """
    if not every:
        return []
    count = max((today - opened_on).days // every, 0)
    return [
        Due(number, opened_on + timedelta(days=number * every)) for number in range(1, count + 1) if number not in done
    ]
