"""Where a total lies between the grades."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH = 320
GAP = 2


@dataclass(frozen=True)
class GradeBand:
    """One grade on the line."""

    grade: str  #: its letter
    x: str  #: left edge
    width: str  #: length
    middle: str  #: place of the letter
    is_reached: bool  #: True for the grade the total lies in
    limit: str  #: score at the left edge, empty for the lowest grade


@dataclass(frozen=True)
class ScoreLine:
    """Geometry of the line."""

    width: int  #: parts of the view box
    bands: tuple[GradeBand, ...]  #: lowest grade first
    tick: str  #: place of the total; empty when there is none


def score_line(
    total: Decimal | None,
    bands: Sequence[tuple[str, Decimal]],
    *,
    start: Decimal = Decimal(60),
    end: Decimal = Decimal(100),
) -> ScoreLine:
    """Place a total among grades given as (letter, lower limit), lowest first.

    The first grade reaches from `start`, however low its limit is: the line is for reading the
    distance to the next grade, not for showing the whole range of scores.
    """
    edges = [start, *(max(limit, start) for _, limit in bands[1:]), end]
    shown = [
        _band(bands, index, edges, total, start, end) for index in range(len(bands)) if edges[index + 1] > edges[index]
    ]
    place = "" if total is None else f"{_x(min(max(total, start), end), start, end):.1f}"
    return ScoreLine(width=WIDTH, bands=tuple(shown), tick=place)


def _band(
    bands: Sequence[tuple[str, Decimal]],
    index: int,
    edges: Sequence[Decimal],
    total: Decimal | None,
    start: Decimal,
    end: Decimal,
) -> GradeBand:
    left, right = _x(edges[index], start, end), _x(edges[index + 1], start, end)
    upper = bands[index + 1][1] if index + 1 < len(bands) else None
    is_reached = total is not None and (index == 0 or total >= bands[index][1]) and (upper is None or total < upper)
    return GradeBand(
        grade=bands[index][0],
        x=f"{left:.1f}",
        width=f"{right - left - GAP:.1f}",
        middle=f"{(left + right - GAP) / 2:.1f}",
        is_reached=is_reached,
        limit="" if index == 0 else f"{bands[index][1].normalize():f}",
    )


def _x(score: Decimal, start: Decimal, end: Decimal) -> Decimal:
    return (score - start) / (end - start) * WIDTH
