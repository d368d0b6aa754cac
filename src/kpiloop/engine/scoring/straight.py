"""Scoring rules as straight pieces over whole numbers: what lets many lines be scored by the column.

A score that is a straight line of actual / target, piece by piece, is one quotient of two whole numbers. Comparing
and dividing whole numbers is exact, so the answer is that of `curves.score_line`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal, TypeAlias

from kpiloop.engine.scoring.parameters import Parameters, choice, number, optional_number, table
from kpiloop.engine.scoring.tables import read_points, read_steps

#: What a curve is read at: actual / target, 2 - actual / target, the signed rule (higher or lower), or the actual.
Place: TypeAlias = Literal["ratio", "mirror", "signed", "signed_lower", "actual"]


@dataclass(frozen=True)
class Piece:
    """From `start` on the score is slope x place + intercept."""

    start: Fraction | None  #: where it begins; None = from below everything
    is_open: bool  #: whether `start` itself still belongs to the piece before
    slope: Fraction  #: points per unit of the place
    intercept: Fraction  #: points at place 0


@dataclass(frozen=True)
class Straight:
    """A scoring rule as straight pieces, the lowest first."""

    place: Place  #: what the pieces are read at
    pieces: tuple[Piece, ...]  #: touching, ascending
    floor: Fraction | None  #: least score
    cap: Fraction | None  #: highest score


def straight(
    method: str, parameters: Parameters, reached_by: str, reached_with: Mapping[str, Decimal]
) -> Straight | None:
    """Write a scoring rule as straight pieces.

    Shape:    method and parameters of `score_line`, method and parameters of `achievement` ->
              pieces; None where the rule is none (inverse, ranges, levels, deductions by full
              steps ...) and each line has to be scored for itself.
    Law:      the score of the pieces, bounded by floor and cap, is the clamped score of `score_line`.
    Errors:   Refusal with a curve_* code, as `score_line`.

    >>> rule = straight("linear", {"cap": "120"}, "ratio", {})
    >>> rule.place, rule.pieces[0].slope, rule.cap
    ('ratio', Fraction(100, 1), Fraction(120, 1))
    >>> straight("linear", {}, "range", {}) is None
    True
    """
    pieces = _METHODS.get(method)
    place = "mirror" if method == "mirror" else _place(method, parameters, reached_by, reached_with)
    if pieces is None or place is None:
        return None
    floor, cap = optional_number(parameters, "floor"), optional_number(parameters, "cap")
    return Straight(place, pieces(parameters), _exact(floor), _exact(cap))


def _place(method: str, parameters: Parameters, reached_by: str, reached_with: Mapping[str, Decimal]) -> Place | None:
    if (
        method in ("interpolation", "step_table", "hit_or_miss")
        and choice(parameters, "on", ("achievement", "actual")) == "actual"
    ):
        return "actual"
    if reached_by == "signed":
        return "signed_lower" if reached_with.get("lower", Decimal(0)) != 0 else "signed"
    if reached_by == "ratio":
        return "ratio"
    return "mirror" if reached_by == "mirror" else None


def _exact(figure: Decimal | None) -> Fraction | None:
    return None if figure is None else Fraction(figure)


def _flat(start: Decimal | None, score: Decimal, *, is_open: bool = False) -> Piece:
    return Piece(_exact(start), is_open, Fraction(0), Fraction(score))


def _linear(parameters: Parameters) -> tuple[Piece, ...]:
    slope, zero_below = (
        Fraction(number(parameters, "full_mark", Decimal(100))),
        optional_number(parameters, "zero_below"),
    )
    whole = Piece(_exact(zero_below), False, slope, Fraction(0))
    return (whole,) if zero_below is None else (_flat(None, Decimal(0)), whole)


def _interpolation(parameters: Parameters) -> tuple[Piece, ...]:
    points, zero_below = read_points(table(parameters, "points")), optional_number(parameters, "zero_below")
    pieces = [_flat(None, points[0][1])]
    for (left, low), (right, high) in pairwise(points):
        slope = (Fraction(high) - Fraction(low)) / (Fraction(right) - Fraction(left))
        pieces.append(Piece(Fraction(left), False, slope, Fraction(low) - slope * Fraction(left)))
    pieces.append(_flat(*points[-1]))
    if zero_below is None:
        return tuple(pieces)
    limit = Fraction(zero_below)
    above = [piece for piece in pieces if piece.start is not None and piece.start > limit]
    held = [piece for piece in pieces if piece.start is None or piece.start <= limit][-1]
    return _flat(None, Decimal(0)), Piece(limit, False, held.slope, held.intercept), *above


def _step_table(parameters: Parameters) -> tuple[Piece, ...]:
    steps, outside = read_steps(table(parameters, "steps")), number(parameters, "outside", Decimal(0))
    is_open = choice(parameters, "closed", ("lower", "upper")) == "upper"
    pieces = [] if steps[0].lower is None else [_flat(None, outside)]
    pieces += [_flat(step.lower, step.score, is_open=is_open) for step in steps]
    last = steps[-1].upper
    return (*pieces, _flat(last, outside, is_open=is_open)) if last is not None else tuple(pieces)


def _hit_or_miss(parameters: Parameters) -> tuple[Piece, ...]:
    full_mark, miss = number(parameters, "full_mark", Decimal(100)), number(parameters, "miss", Decimal(0))
    return _flat(None, miss), _flat(number(parameters, "threshold", Decimal(1)), full_mark)


def _mirror(parameters: Parameters) -> tuple[Piece, ...]:
    return (Piece(None, False, Fraction(number(parameters, "full_mark", Decimal(100))), Fraction(0)),)


_METHODS: Mapping[str, Callable[[Parameters], tuple[Piece, ...]]] = {
    "linear": _linear,
    "mirror": _mirror,
    "interpolation": _interpolation,
    "step_table": _step_table,
    "hit_or_miss": _hit_or_miss,
}
