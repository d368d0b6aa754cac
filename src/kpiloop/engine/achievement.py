"""Actual against target, direction-aware: 1 means on target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from kpiloop.engine.errors import InternalError, Refusal
from kpiloop.engine.targets.band import band_of
from kpiloop.engine.values import EXACT, Figure, Missing, divide, subtract

Parameters = Mapping[str, Decimal]

NO_PARAMETERS: Parameters = MappingProxyType({})
_ONE = Decimal(1)
#: Methods whose parameters may say enough without a target.
WITHOUT_TARGET = ("range", "level", "none")


def achievement(method: str, actual: Figure, target: Figure, *, parameters: Parameters = NO_PARAMETERS) -> Figure:
    """Say how far an actual met its target, as a fraction (1 = on target).

    Shape:    methods ratio, mirror, inverse, signed, range, baseline, binary, level, none.
    Units:    actual, target and the parameters lo, hi, tolerance, band, baseline share one unit;
              cap is a fraction; lower = 1 turns signed and binary to lower-is-better; level_1,
              level_2 ... are the achievements of qualitative levels and need no target.
    Missing:  missing when actual or target is missing (range with lo and hi, and level, need no target), when
              the formula divides by 0, and ("not_applicable") where a sign makes it mislead or a level is
              not on the scale; none is always missing ("unscored").
    Errors:   Refusal("achievement_method_unknown"), Refusal("achievement_parameter_missing").
    Source:   docs/methods/achievement.md

    >>> achievement("ratio", Decimal("4820000"), Decimal("5000000"))
    Decimal('0.964')
    >>> achievement("mirror", Decimal(250), Decimal(100))
    Decimal('-0.5')
    >>> achievement("signed", Decimal(-50), Decimal(-100))
    Decimal('1.5')
    """
    formula = _FORMULAS.get(method)
    if formula is None:
        raise Refusal("achievement_method_unknown", method=method)
    if method == "none":
        return Missing("unscored")
    if isinstance(actual, Missing):
        return actual
    if isinstance(target, Missing):
        return formula(actual, None, parameters) if method in WITHOUT_TARGET else target
    return formula(actual, target, parameters)


def _parameter(parameters: Parameters, name: str) -> Decimal:
    found = parameters.get(name)
    if found is None:
        raise Refusal("achievement_parameter_missing", parameter=name)
    return found


def _is_lower_better(parameters: Parameters) -> bool:
    return parameters.get("lower", Decimal(0)) != 0


def _target(target: Decimal | None) -> Decimal:
    if target is None:
        raise InternalError("a method other than range was called without target")
    return target


def _ratio(actual: Decimal, target: Decimal | None, parameters: Parameters) -> Figure:
    target = _target(target)
    # A negative target turns the ratio upside down: better would read as worse (rule R3).
    return Missing("not_applicable") if target < 0 else divide(actual, target)


def _mirror(actual: Decimal, target: Decimal | None, parameters: Parameters) -> Figure:
    return subtract(Decimal(2), _ratio(actual, target, parameters))


def _inverse(actual: Decimal, target: Decimal | None, parameters: Parameters) -> Figure:
    cap = _parameter(parameters, "cap")
    target = _target(target)
    if actual < 0 or target < 0:
        return Missing("not_applicable")
    if actual == 0:
        return cap
    return min(EXACT.divide(target, actual), cap)


def _signed(actual: Decimal, target: Decimal | None, parameters: Parameters) -> Figure:
    target = _target(target)
    distance = divide(EXACT.subtract(actual, target), EXACT.abs(target))
    if _is_lower_better(parameters):
        return subtract(_ONE, distance)
    return distance if isinstance(distance, Missing) else EXACT.add(_ONE, distance)


def _range(actual: Decimal, target: Decimal | None, parameters: Parameters) -> Figure:
    tolerance = _parameter(parameters, "tolerance")
    band = band_of(target, parameters)
    if band is None:
        return Missing("no_target")
    distance = EXACT.abs(band.excess(actual))
    if not distance:
        return _ONE
    if tolerance <= 0:
        raise Refusal("achievement_parameter_missing", parameter="tolerance")
    return max(EXACT.subtract(_ONE, EXACT.divide(distance, tolerance)), Decimal(0))


def _baseline(actual: Decimal, target: Decimal | None, parameters: Parameters) -> Figure:
    base = _parameter(parameters, "baseline")
    return divide(EXACT.subtract(actual, base), EXACT.subtract(_target(target), base))


def _binary(actual: Decimal, target: Decimal | None, parameters: Parameters) -> Figure:
    target = _target(target)
    is_met = actual <= target if _is_lower_better(parameters) else actual >= target
    return _ONE if is_met else Decimal(0)


def _level(actual: Decimal, target: Decimal | None, parameters: Parameters) -> Figure:
    if actual != actual.to_integral_value():
        return Missing("not_applicable")
    reached = parameters.get(f"level_{int(actual)}")
    return Missing("not_applicable") if reached is None else reached


def _unscored(actual: Decimal, target: Decimal | None, parameters: Parameters) -> Figure:
    return Missing("unscored")


_FORMULAS: dict[str, Callable[[Decimal, Decimal | None, Parameters], Figure]] = {
    "ratio": _ratio,
    "mirror": _mirror,
    "inverse": _inverse,
    "signed": _signed,
    "range": _range,
    "baseline": _baseline,
    "binary": _binary,
    "level": _level,
    "none": _unscored,
}

#: The names a definition may choose from.
METHODS = tuple(_FORMULAS)
