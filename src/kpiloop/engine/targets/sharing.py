"""A target shared out over parts, some of which are fixed: what phasing and cascade have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from kpiloop.engine.errors import Refusal
from kpiloop.engine.largest_remainder import share_units
from kpiloop.engine.values import EXACT, sum_of


def share_target(
    whole: Decimal, weights: Mapping[str, Decimal], *, places: int, locked: Mapping[str, Decimal] | None = None
) -> dict[str, Decimal]:
    """Share a target out by weights, exactly, around the parts that are fixed (rules R24, R28).

    Shape:    whole and weight per part -> figure per part, in the order of the weights.
    Units:    the unit of the whole; weights in any one scale; figures have at most `places`
              decimals (below 0: whole tens, hundreds), or as many as the whole and the fixed parts need.
    Law:      the parts sum to the whole exactly; a locked part keeps its figure; the left-over of
              rounding goes to the largest fractions, equal fractions by key.
    Errors:   Refusal("target_weights_unusable") for a negative weight or only zeros,
              Refusal("target_locked_exceeds") when locked parts leave less than nothing for the others,
              Refusal("target_all_locked") when they are all fixed and do not add up.

    >>> share_target(Decimal(1000), {"a": Decimal(1), "b": Decimal(1), "c": Decimal(1)}, places=0)
    {'a': Decimal('334'), 'b': Decimal('333'), 'c': Decimal('333')}
    """
    fixed = {key: figure for key, figure in (locked or {}).items() if key in weights}
    free = {key: weight for key, weight in weights.items() if key not in fixed}
    rest = EXACT.subtract(whole, sum_of(fixed.values()))
    _check(whole, rest, fixed, free)
    unit = Decimal(1).scaleb(-max(places, decimals_of([rest])))
    units = abs(Fraction(rest) / Fraction(unit))
    total = sum((Fraction(weight) for weight in free.values()), Fraction(0))
    counts = share_units(int(units), {key: units * Fraction(weight) / total for key, weight in free.items()})
    signed = unit if rest >= 0 else -unit
    return {key: fixed[key] if key in fixed else EXACT.multiply(Decimal(counts[key]), signed) for key in weights}


def decimals_of(figures: Iterable[Decimal]) -> int:
    """Count the decimals that the finest of some figures needs.

    Units:    decimal places; below 0 for whole tens, hundreds and so on.

    >>> decimals_of([Decimal("100"), Decimal("0.250")]), decimals_of([Decimal("120000")])
    (2, -4)
    """
    exponents = [figure.normalize(EXACT).as_tuple().exponent for figure in figures]
    return max((-exponent for exponent in exponents if isinstance(exponent, int)), default=0)


def _check(whole: Decimal, rest: Decimal, fixed: Mapping[str, Decimal], free: Mapping[str, Decimal]) -> None:
    held = str(sum_of(fixed.values()))
    if not free and rest:
        raise Refusal("target_all_locked", whole=str(whole), locked=held, gap=str(rest))
    if fixed and rest and (rest < 0) != (whole < 0):
        raise Refusal("target_locked_exceeds", whole=str(whole), locked=held)
    if any(weight < 0 for weight in free.values()) or (free and not any(free.values())):
        raise Refusal("target_weights_unusable", given=", ".join(str(weight) for weight in free.values()))
