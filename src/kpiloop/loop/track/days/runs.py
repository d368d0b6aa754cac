"""When a day that is off begins an alert and when a day on target ends it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

#: Off its limit; on target; or nothing can be said: no figure yet, no target, a day off.
DayState = Literal["off", "good", "unknown"]


@dataclass(frozen=True)
class DayRun:
    """Days in a row on which a figure was off; days nobody can say anything about stand between them."""

    first: date  #: first day off
    last: date  #: last day off
    count: int  #: days off
    ended_on: date | None  #: the day on target that ended it; None while it lasts


def runs_of_days(states: Sequence[tuple[date, DayState]], waits: int = 1) -> list[DayRun]:
    """Runs of days off, oldest first, as far as they are as long as a rule waits for.

    Law:      only a day on target ends a run: silence and days off work neither lengthen nor end it.

    >>> week = [(date(2026, 3, day), state) for day, state in ((2, "off"), (3, "unknown"), (4, "off"), (5, "good"))]
    >>> [(run.first.day, run.last.day, run.count, run.ended_on.day) for run in runs_of_days(week, 2)]
    [(2, 4, 2, 5)]
    """
    found: list[DayRun] = []
    off: list[date] = []
    for on, state in states:
        if state == "off":
            off.append(on)
        elif state == "good":
            if off:
                found.append(DayRun(off[0], off[-1], len(off), on))
            off = []
    if off:
        found.append(DayRun(off[0], off[-1], len(off), None))
    return [run for run in found if run.count >= waits]
