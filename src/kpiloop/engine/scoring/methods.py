"""The scoring methods: each reads the inputs of one line and gives a raw score with its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import TypeAlias

from kpiloop.engine.achievement import achievement as achieve
from kpiloop.engine.errors import Refusal
from kpiloop.engine.scoring.parameters import Parameters, choice, number, optional_number, table
from kpiloop.engine.scoring.scales import convert_scale
from kpiloop.engine.scoring.tables import interpolate, read_points, read_steps, step_score
from kpiloop.engine.values import EXACT, SLACK, Figure, Missing, divide, multiply

_HUNDRED = Decimal(100)
_ZERO = Decimal(0)


@dataclass(frozen=True)
class LineInputs:
    """The figures a method may look at."""

    actual: Figure  #: in the unit of the KPI
    target: Figure  #: in the unit of the KPI
    achievement: Figure  #: fraction, 1 = on target


_Scored: TypeAlias = tuple[Figure, tuple[str, ...]]
_Method: TypeAlias = Callable[[LineInputs, Parameters], _Scored]


def _full_mark(parameters: Parameters) -> Decimal:
    return number(parameters, "full_mark", _HUNDRED)


def _where(inputs: LineInputs, parameters: Parameters) -> tuple[Figure, str]:
    on = choice(parameters, "on", ("achievement", "actual"))
    return (inputs.actual if on == "actual" else inputs.achievement), on


def _under(where: Decimal, parameters: Parameters) -> _Scored | None:
    """No score under `zero_below`, where the rule names it."""
    zero_below = optional_number(parameters, "zero_below")
    if zero_below is None or where >= EXACT.subtract(zero_below, SLACK):
        return None
    return _ZERO, (f"below_threshold threshold={zero_below}",)


def _linear(inputs: LineInputs, parameters: Parameters) -> _Scored:
    reached = inputs.achievement
    if isinstance(reached, Missing):
        return reached, ()
    return _under(reached, parameters) or (multiply(_full_mark(parameters), reached), ("linear",))


def _mirror(inputs: LineInputs, parameters: Parameters) -> _Scored:
    reached = achieve("mirror", inputs.actual, inputs.target)
    return multiply(_full_mark(parameters), reached), ("mirror",)


def _inverse(inputs: LineInputs, parameters: Parameters) -> _Scored:
    full_mark = _full_mark(parameters)
    cap = divide(number(parameters, "cap"), full_mark)
    if isinstance(cap, Missing):
        raise Refusal("curve_parameter_unreadable", parameter="full_mark", written=str(full_mark))
    reached = achieve("inverse", inputs.actual, inputs.target, parameters={"cap": cap})
    return multiply(full_mark, reached), ("inverse",)


def _interpolation(inputs: LineInputs, parameters: Parameters) -> _Scored:
    points = read_points(table(parameters, "points"))
    where, on = _where(inputs, parameters)
    if isinstance(where, Missing):
        return where, ()
    return _under(where, parameters) or (interpolate(points, where), (f"interpolated on={on}",))


def _step_table(inputs: LineInputs, parameters: Parameters) -> _Scored:
    steps = read_steps(table(parameters, "steps"))
    closed = choice(parameters, "closed", ("lower", "upper"))
    outside = number(parameters, "outside", _ZERO)
    where, on = _where(inputs, parameters)
    if isinstance(where, Missing):
        return where, ()
    return step_score(steps, where, closed=closed, outside=outside), (f"step on={on}",)


def _hit_or_miss(inputs: LineInputs, parameters: Parameters) -> _Scored:
    threshold = number(parameters, "threshold", Decimal(1))
    full_mark, miss = _full_mark(parameters), number(parameters, "miss", _ZERO)
    where, _ = _where(inputs, parameters)
    if isinstance(where, Missing):
        return where, ()
    is_hit = where >= EXACT.subtract(threshold, SLACK)
    return (full_mark, ("hit",)) if is_hit else (miss, ("miss",))


def _deduction(inputs: LineInputs, parameters: Parameters) -> _Scored:
    points, per = number(parameters, "points"), number(parameters, "per", Decimal(1))
    full_mark, allowed = _full_mark(parameters), number(parameters, "allowance", _ZERO)
    counting = choice(parameters, "steps", ("proportional", "full"))
    base = choice(parameters, "base", ("zero", "target"))
    if per <= 0:
        raise Refusal("curve_parameter_unreadable", parameter="per", written=str(per))
    if isinstance(inputs.actual, Missing):
        return inputs.actual, ()
    if base == "target":
        if isinstance(inputs.target, Missing):
            return inputs.target, ()
        allowed = EXACT.add(allowed, inputs.target)
    excess = max(EXACT.subtract(inputs.actual, allowed), _ZERO)
    units = EXACT.divide(excess, per)
    if counting == "full":
        units = EXACT.add(units, SLACK).to_integral_value(ROUND_FLOOR)
    taken = EXACT.multiply(units, points)
    maximum = optional_number(parameters, "maximum")
    taken = taken if maximum is None else min(taken, maximum)
    return EXACT.subtract(full_mark, taken), (f"deducted points={taken}",)


def _manual(inputs: LineInputs, parameters: Parameters) -> _Scored:
    if parameters.get("scale") is None:
        return inputs.actual, ("manual",)
    bounds = [edge for row in table(parameters, "scale") for edge in row if edge is not None]
    if len(bounds) != 4:
        raise Refusal("curve_parameter_unreadable", parameter="scale", written=str(bounds))
    converted = convert_scale(inputs.actual, (bounds[0], bounds[1]), (bounds[2], bounds[3]))
    return converted, ("manual", "converted")


def _goal_red_flag(inputs: LineInputs, parameters: Parameters) -> _Scored:
    goal, red = number(parameters, "goal"), number(parameters, "red")
    if goal == red:
        raise Refusal("curve_scale_empty", at=str(goal))
    if isinstance(inputs.actual, Missing):
        return inputs.actual, ()
    full_mark = number(parameters, "full_mark", Decimal(10))
    third = EXACT.divide(full_mark, Decimal(3))
    raw = convert_scale(inputs.actual, (red, goal), (third, EXACT.multiply(third, Decimal(2))))
    if isinstance(raw, Missing):
        return raw, ()
    return min(max(raw, _ZERO), full_mark), ("goal_red_flag",)


#: Method name -> the formula behind it.
SCORING_METHODS: Mapping[str, _Method] = {
    "linear": _linear,
    "mirror": _mirror,
    "inverse": _inverse,
    "interpolation": _interpolation,
    "step_table": _step_table,
    "hit_or_miss": _hit_or_miss,
    "deduction": _deduction,
    "manual": _manual,
    "goal_red_flag": _goal_red_flag,
}
