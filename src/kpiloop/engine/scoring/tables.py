"""Curves drawn by points and by steps: linear interpolation and the step table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from kpiloop.engine.errors import Refusal
from kpiloop.engine.scoring.parameters import Row
from kpiloop.engine.values import EXACT, SLACK, WHOLE, quotient


@dataclass(frozen=True)
class ScoreStep:
    """One step of a step table."""

    lower: Decimal | None  #: where it begins; None = open
    upper: Decimal | None  #: where it ends; None = open
    score: Decimal  #: the score anywhere on it


def read_points(rows: Sequence[Row]) -> list[tuple[Decimal, Decimal]]:
    """Check and order the points of a curve.

    Shape:    rows of two numbers (where, score) -> points in ascending order.
    Errors:   Refusal("curve_point_incomplete"), Refusal("curve_point_repeated").

    >>> read_points([(Decimal(1), Decimal(100)), (Decimal("0.8"), Decimal(60))])[0]
    (Decimal('0.8'), Decimal('60'))
    """
    points: list[tuple[Decimal, Decimal]] = []
    for row in rows:
        where, score = row if len(row) == 2 else (None, None)
        if where is None or score is None:
            raise Refusal("curve_point_incomplete", row=_words(row))
        points.append((where, score))
    points.sort(key=lambda point: point[0])
    for before, after in pairwise(points):
        if before[0] == after[0]:
            raise Refusal("curve_point_repeated", at=str(after[0]))
    return points


def interpolate(points: Sequence[tuple[Decimal, Decimal]], where: Decimal) -> Decimal:
    """Read a score off a curve of straight pieces.

    Law:      constant outside the first and the last point, exact on every point.
    Source:   docs/methods/interpolation.md

    >>> curve = [(Decimal("0.8"), Decimal(60)), (Decimal(1), Decimal(100))]
    >>> interpolate(curve, Decimal("0.964"))
    Decimal('92.8')
    """
    if where <= points[0][0]:
        return points[0][1]
    for (left, low), (right, high) in pairwise(points):
        if where <= right:
            width = WHOLE.subtract(right, left)
            risen = WHOLE.multiply(WHOLE.subtract(where, left), WHOLE.subtract(high, low))
            return quotient(WHOLE.add(WHOLE.multiply(low, width), risen), width)
    return points[-1][1]


def read_steps(rows: Sequence[Row]) -> list[ScoreStep]:
    """Check and order the steps of a step table.

    Shape:    rows (lower, score), each lasting to the next; or rows (lower, upper, score) with
              null for an open end.
    Law:      steps touch and never overlap, so every value belongs to exactly one step.
    Errors:   Refusal("curve_step_incomplete"), Refusal("curve_steps_gap"),
              Refusal("curve_steps_overlap").

    >>> [step.upper for step in read_steps([(Decimal(0), Decimal(60)), (Decimal(1), Decimal(100))])]
    [Decimal('1'), None]
    """
    steps = _with_upper(rows) if all(len(row) == 2 for row in rows) else _as_written(rows)
    for before, after in pairwise(steps):
        if before.upper is None or after.lower is None or before.upper > after.lower:
            raise Refusal("curve_steps_overlap", at=str(after.lower))
        if before.upper < after.lower:
            raise Refusal("curve_steps_gap", lower=str(before.upper), upper=str(after.lower))
    for step in steps:
        if step.lower is not None and step.upper is not None and step.lower >= step.upper:
            raise Refusal("curve_step_incomplete", row=_words((step.lower, step.upper)))
    return steps


def step_score(steps: Sequence[ScoreStep], where: Decimal, *, closed: str, outside: Decimal) -> Decimal:
    """Read a score off a step table.

    Law:      `closed` = "lower": a boundary belongs to the step it opens; "upper": to the step it
              ends. A value outside all steps scores `outside`.

    >>> steps = read_steps([(Decimal("0.8"), Decimal(60)), (Decimal(1), Decimal(100))])
    >>> step_score(steps, Decimal(1), closed="lower", outside=Decimal(0))
    Decimal('100')
    >>> step_score(steps, Decimal(1), closed="upper", outside=Decimal(0))
    Decimal('60')
    """
    # A value that lost its last digit to a division is still on the boundary it was meant for.
    nudged = EXACT.add(where, SLACK) if closed == "lower" else EXACT.subtract(where, SLACK)
    for step in steps:
        starts = step.lower is None or step.lower <= nudged
        if starts and (step.upper is None or nudged < step.upper):
            return step.score
    return outside


def _with_upper(rows: Sequence[Row]) -> list[ScoreStep]:
    points = read_points(rows)
    uppers: list[Decimal | None] = [where for where, _ in points[1:]]
    return [ScoreStep(where, upper, score) for (where, score), upper in zip(points, [*uppers, None], strict=True)]


def _as_written(rows: Sequence[Row]) -> list[ScoreStep]:
    steps: list[ScoreStep] = []
    for row in rows:
        lower, upper, score = row if len(row) == 3 else (None, None, None)
        if score is None:
            raise Refusal("curve_step_incomplete", row=_words(row))
        steps.append(ScoreStep(lower, upper, score))
    return sorted(steps, key=lambda step: (step.lower is not None, step.lower or Decimal(0)))


def _words(row: Row) -> str:
    return ", ".join("-" if cell is None else str(cell) for cell in row)
