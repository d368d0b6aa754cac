"""Green, amber, red or na; and how long a run of misses lasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from kpiloop.engine.values import EXACT, SLACK, Figure, Missing

Status: TypeAlias = Literal["green", "amber", "red", "na"]


@dataclass(frozen=True)
class StatusRun:
    """Consecutive bad statuses."""

    first: int  #: index of the first bad period
    last: int  #: index of the last bad period
    length: int  #: bad periods counted
    is_open: bool  #: whether the run still lasts at the end of the sequence


def rag(achievement: Figure, *, green: Decimal, amber: Decimal) -> Status:
    """Give a KPI its colour.

    Units:    achievement and both limits are fractions (1 = on target).
    Law:      a value on a limit belongs to the better colour, with a slack of 1e-12.
    Missing:  a missing achievement is "na", neither green nor red.

    >>> rag(Decimal("0.964"), green=Decimal("1"), amber=Decimal("0.9"))
    'amber'
    >>> rag(Missing("no_target"), green=Decimal("1"), amber=Decimal("0.9"))
    'na'
    """
    if isinstance(achievement, Missing):
        return "na"
    if achievement >= EXACT.subtract(green, SLACK):
        return "green"
    return "amber" if achievement >= EXACT.subtract(amber, SLACK) else "red"


def roll_up(statuses: Sequence[str]) -> Status:
    """Give a whole the colour of its worst part.

    Shape:    one status per part -> status of the whole; nothing is averaged away.
    Missing:  a part without a result does not hide the others; all of them without one is "na".

    >>> roll_up(["green", "na", "amber"]), roll_up(["na"]), roll_up([])
    ('amber', 'na', 'na')
    """
    worst: tuple[Status, ...] = ("red", "amber", "green")
    return next((status for status in worst if status in statuses), "na")


def runs_of(
    statuses: Sequence[str],
    *,
    bad: Sequence[str] = ("red",),
    skip: Sequence[str] = (),
    minimum: int = 1,
) -> list[StatusRun]:
    """List the runs of consecutive bad periods.

    Shape:    one status per period, in order -> runs of at least `minimum`.
    Law:      a status in `skip` (an excused period) neither counts nor resets; every other status
              outside `bad`, "na" included, ends the run.
    Missing:  a period without a result is "na" and breaks the run.

    >>> [(r.first, r.last, r.is_open) for r in runs_of(["red", "red", "green", "red"])]
    [(0, 1, False), (3, 3, True)]
    """
    runs: list[StatusRun] = []
    current: list[int] = []

    def close(is_open: bool) -> None:
        if current and len(current) >= minimum:
            runs.append(StatusRun(current[0], current[-1], len(current), is_open))
        current.clear()

    for index, status in enumerate(statuses):
        if status in bad:
            current.append(index)
        elif status not in skip:
            close(is_open=False)
    close(is_open=True)
    return runs


def streak(statuses: Sequence[str], *, bad: Sequence[str] = ("red",), skip: Sequence[str] = ()) -> int:
    """Count the misses in a row that are still open at the end.

    Shape:    one status per consecutive period, oldest first -> a count.
    Missing:  "na" breaks the run.

    >>> streak(["green", "red", "red"]), streak(["red", "na", "red"]), streak(["red", "green"])
    (2, 1, 0)
    """
    runs = runs_of(statuses, bad=bad, skip=skip)
    return runs[-1].length if runs and runs[-1].is_open else 0
