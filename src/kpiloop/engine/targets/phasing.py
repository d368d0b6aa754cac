"""A year over its months: even, by last year's shape, by working days, by an own curve (rules R24-R26)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from kpiloop.engine.errors import Refusal
from kpiloop.engine.targets.sharing import share_target
from kpiloop.engine.values import EXACT, Figure, Missing, from_fraction, sum_of


def phase(
    annual: Decimal, weights: Sequence[Decimal], *, places: int = 2, locked: Mapping[int, Decimal] | None = None
) -> tuple[Decimal, ...]:
    """Spread the target of a year over its months by weights.

    Shape:    one weight per month -> one figure per month; locked months by their place from 0.
    Units:    the unit of the annual target.
    Law:      the months sum to the year exactly and locked months keep their figure; the left-over
              of rounding goes to the largest fractions, equal ones to the earlier month.
    Errors:   those of share_target.

    >>> phase(Decimal(100), even(12))[:5]
    (Decimal('8.34'), Decimal('8.34'), Decimal('8.34'), Decimal('8.34'), Decimal('8.33'))
    """
    named = {f"{month:03d}": weight for month, weight in enumerate(weights)}
    fixed = {f"{month:03d}": figure for month, figure in (locked or {}).items()}
    return tuple(share_target(annual, named, places=places, locked=fixed).values())


def even(months: int) -> tuple[Decimal, ...]:
    """Weights of equal months.

    Shape:    number of months -> one weight each.

    >>> even(3)
    (Decimal('1'), Decimal('1'), Decimal('1'))
    """
    return (Decimal(1),) * months


def seasonal(prior: Sequence[Figure]) -> tuple[Decimal, ...]:
    """Weights with the shape of last year.

    Shape:    last year's actual per month -> one weight per month.
    Missing:  a month without a figure refuses: a guessed month would bend the whole year.
    Errors:   Refusal("season_incomplete"), Refusal("season_unusable") when a month is below zero
              or the year adds up to nothing, because shares of such a year mean nothing.
    """
    known = [figure for figure in prior if not isinstance(figure, Missing)]
    if len(known) < len(prior) or not prior:
        raise Refusal("season_incomplete", months=len(prior), known=len(known))
    if any(figure < 0 for figure in known) or not any(known):
        raise Refusal("season_unusable", lowest=str(min(known)))
    return tuple(known)


def working_days(days: Sequence[int]) -> tuple[Decimal, ...]:
    """Weights by the working days of each month.

    Shape:    working days per month -> one weight per month.
    Errors:   Refusal("target_weights_unusable") when a month has fewer than no days or none has any.

    >>> working_days([17, 15, 22])
    (Decimal('17'), Decimal('15'), Decimal('22'))
    """
    if any(count < 0 for count in days) or not any(days):
        raise Refusal("target_weights_unusable", given=", ".join(str(count) for count in days))
    return tuple(Decimal(count) for count in days)


def from_cumulative(reached: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Weights of a curve given as what is reached by the end of each month (an S-curve).

    Shape:    cumulative figure per month, in any one scale -> one weight per month.
    Errors:   Refusal("curve_falls") when the curve goes down.

    >>> from_cumulative([Decimal(10), Decimal(40), Decimal(100)])
    (Decimal('10'), Decimal('30'), Decimal('60'))
    """
    for before, after in pairwise([Decimal(0), *reached]):
        if after < before:
            raise Refusal("curve_falls", before=str(before), after=str(after))
    return tuple(EXACT.subtract(after, before) for before, after in pairwise([Decimal(0), *reached]))


def s_curve(months: int) -> tuple[Decimal, ...]:
    """Weights of a year that begins slowly, runs fastest in the middle and ends slowly.

    Shape:    number of months -> one weight each, whole numbers, the same seen from either end.
    Law:      reached by month k of n is 3(k/n)^2 - 2(k/n)^3 of the year, exactly.

    >>> s_curve(4)
    (Decimal('10'), Decimal('22'), Decimal('22'), Decimal('10'))
    """
    reached = [3 * step * step * months - 2 * step**3 for step in range(months + 1)]
    return tuple(Decimal(after - before) for before, after in pairwise(reached))


def expected_share(weights: Sequence[Decimal], through: int) -> Decimal:
    """The share of the year that should be reached by the end of a month.

    Shape:    weights of the months and how many months have passed -> share, 1 = the whole year.
    Errors:   Refusal("target_weights_unusable") when the weights add up to nothing.

    >>> curve = [Decimal(step) for step in (4, 4, 6, 6, 8, 8, 8, 8, 10, 12, 13, 13)]
    >>> expected_share(curve, 6), expected_share(even(12), 6)
    (Decimal('0.36'), Decimal('0.5'))
    """
    whole = sum_of(weights)
    if whole <= 0:
        raise Refusal("target_weights_unusable", given=", ".join(str(weight) for weight in weights))
    return from_fraction(Fraction(sum_of(weights[:through])) / Fraction(whole))
