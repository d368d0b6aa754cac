"""One line of a scorecard: an actual becomes a score by a named method.

Every method reads `cap` and `floor` from its parameters: both bound the SCORE of the line.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.errors import Refusal
from kpiloop.engine.scoring.methods import SCORING_METHODS, LineInputs
from kpiloop.engine.scoring.parameters import Parameters, choice, optional_number
from kpiloop.engine.scoring.scorecard import POLICIES
from kpiloop.engine.values import Figure, Missing

#: The names a scoring rule may choose from.
METHODS = tuple(SCORING_METHODS)


@dataclass(frozen=True)
class LineScore:
    """What one line scored and how."""

    raw: Figure  #: score before cap and floor
    clamped: Figure  #: score within cap and floor; this one counts
    words: tuple[str, ...]  #: what happened, as "code" or "code key=value ..."


def score_line(
    method: str,
    *,
    actual: Figure,
    target: Figure,
    achievement: Figure,
    parameters: Parameters,
) -> LineScore:
    """Turn an actual into the score of one scorecard line.

    Shape:    linear, mirror, inverse (full_mark); interpolation (points [[x, score], ...]);
              linear and interpolation also zero_below: no score under that; step_table (steps [[lower,
              score], ...] or [[lower, upper, score], ...], closed lower/upper, outside);
              hit_or_miss (threshold, full_mark, miss); deduction (full_mark, points, per,
              allowance, base zero/target, steps proportional/full, maximum); manual (scale);
              goal_red_flag (goal, red). interpolation, step_table and hit_or_miss read
              on = achievement or actual. Every rule may say `missing`: what a line without a score
              does to its card (renormalise, zero, hold_last, block), before the scheme says so.
    Units:    scores in points; parameters are JSON-safe, numbers as text.
    Law:      raw is bounded by cap and floor once, into clamped.
    Missing:  a missing input gives a missing score, never 0.
    Errors:   Refusal with a curve_* code when the rule itself is wrong.
    Source:   docs/methods/scoring.md

    >>> line = score_line("interpolation", actual=Decimal(4820000), target=Decimal(5000000),
    ...     achievement=Decimal("0.964"),
    ...     parameters={"points": [["0.8", "60"], ["1.0", "100"], ["1.2", "120"]]})
    >>> line.clamped
    Decimal('92.8')
    """
    score = SCORING_METHODS.get(method)
    if score is None:
        raise Refusal("curve_method_unknown", method=method)
    raw, words = score(LineInputs(actual, target, achievement), parameters)
    if isinstance(raw, Missing):
        return LineScore(raw, raw, (f"missing reason={raw.reason}",))
    default_floor = Decimal(0) if method == "deduction" else None
    clamped, notes = clamp_score(raw, parameters, default_floor=default_floor)
    return LineScore(raw, clamped, words + notes)


def clamp_score(
    raw: Decimal, parameters: Parameters, *, default_floor: Decimal | None = None
) -> tuple[Decimal, tuple[str, ...]]:
    """Hold a score between the floor and the cap of its rule, and say so.

    Units:    points.
    Law:      floor first, then cap; a rule without them changes nothing.

    >>> clamp_score(Decimal(130), {"cap": "120"})
    (Decimal('120'), ('capped cap=120',))
    """
    cap = optional_number(parameters, "cap")
    floor = optional_number(parameters, "floor")
    floor = default_floor if floor is None else floor
    if floor is not None and cap is not None and floor > cap:
        raise Refusal("curve_floor_above_cap", floor=str(floor), cap=str(cap))
    if floor is not None and raw < floor:
        return floor, (f"floored floor={floor}",)
    if cap is not None and raw > cap:
        return cap, (f"capped cap={cap}",)
    return raw, ()


def missing_policy(parameters: Parameters) -> str:
    """Name what a rule does with a line without a score.

    Shape:    the parameters of the rule -> renormalise, zero, hold_last, block, or empty: as the scheme says.

    >>> missing_policy({"missing": "zero"}), missing_policy({})
    ('zero', '')
    """
    return choice(parameters, "missing", ("", *POLICIES))


def validate_curve(method: str, parameters: Parameters) -> None:
    """Refuse a scoring rule that could not score, before it is saved.

    Errors:   Refusal with a curve_* code that names the parameter.
    Shape:    the method and its parameters -> nothing, or a refusal.

    >>> validate_curve("linear", {"full_mark": "100", "cap": "120"})
    """
    missing_policy(parameters)
    score_line(method, actual=Decimal(1), target=Decimal(1), achievement=Decimal(1),
               parameters=parameters)  # fmt: skip
