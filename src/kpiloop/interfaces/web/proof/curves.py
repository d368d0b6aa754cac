"""The scoring rule of a line as a small picture, with the own point on it."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation

from kpiloop.engine.trace import Step
from kpiloop.interfaces.charts.marks.curve import Curve, curve

Points = list[tuple[Decimal, Decimal]]


def curve_of(step: Step) -> Curve | None:
    """A rule of points or steps; None for rules a picture would not explain."""
    if step.operation != "curve" or not step.children:
        return None
    points = _points(step.parameters.get("points", "")) or _steps(step.parameters.get("steps", ""))
    if len(points) < 2:
        return None
    at, score = step.children[0].figure, step.figure
    return curve(points, here=None if at is None or score is None else (at, score))


def _points(written: str) -> Points:
    return [(row[0], row[1]) for row in _rows(written) if len(row) == 2]


def _steps(written: str) -> Points:
    """A staircase: each step is level from its lower end to the next one, the last one a little further."""
    corners = sorted((row[0], row[-1]) for row in _rows(written) if len(row) in (2, 3))
    if not corners:
        return []
    reach = (corners[-1][0] - corners[0][0]) / len(corners) or Decimal(1)
    ends = [*(lower for lower, _score in corners[1:]), corners[-1][0] + reach]
    return [
        point for (lower, score), end in zip(corners, ends, strict=True) for point in ((lower, score), (end, score))
    ]


def _rows(written: str) -> list[list[Decimal]]:
    try:
        rows = json.loads(written) if written else []
        return [[Decimal(str(cell)) for cell in row if cell is not None] for row in rows]
    except (ValueError, TypeError, InvalidOperation):
        return []
