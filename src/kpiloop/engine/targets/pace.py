"""What should be reached by a day: the phased year, never a straight line (rules R25, R26)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import EXACT, Figure, Missing, from_fraction, sum_of


@dataclass(frozen=True)
class MonthElapsed:
    """How far the running month has come, counted in two ways."""

    days: int  #: calendar days that have passed
    all_days: int  #: calendar days of the month
    working: int  #: working days that have passed
    all_working: int  #: working days of the month


@dataclass(frozen=True)
class Expected:
    """What should be reached by a day, and between which bounds nobody should be alarmed."""

    figure: Decimal  #: by working days of the running month
    low: Decimal  #: the lower of the two ways to count the running month
    high: Decimal  #: the higher of the two


#: Achievement methods that hold actual and target as a proportion: the part of a target asks for a part of the
#: actual. A baseline and a band are absolute figures, so part of them says nothing.
PROPORTIONAL = ("ratio", "mirror", "inverse", "signed", "binary")


def expected_to_date(months: Sequence[Figure], elapsed: MonthElapsed | None = None) -> Expected | Missing:
    """Add the targets of the months that have passed and the part of the running month.

    Shape:    targets of the months so far, the running one last when `elapsed` is given.
    Units:    the unit of the targets.
    Law:      without a running month the three figures are the sum of the months; with one they
              differ by how the month is counted: working days (the figure) or calendar days.
    Missing:  one month without a target makes the expectation unknown.
    Errors:   Refusal("month_elapsed_wrong") for more days passed than the month has.

    >>> expected_to_date([Decimal(100)] * 6 + [Decimal(130)] * 3).figure
    Decimal('990')
    """
    known = [month for month in months if not isinstance(month, Missing)]
    if not months or len(known) < len(months):
        return Missing("no_target")
    if elapsed is None:
        whole = sum_of(known)
        return Expected(whole, whole, whole)
    _check(elapsed)
    before = sum_of(known[:-1])
    by_days = _share(known[-1], elapsed.days, elapsed.all_days)
    by_work = _share(known[-1], elapsed.working, elapsed.all_working) if elapsed.all_working else by_days
    low, high = sorted((by_days, by_work))
    return Expected(EXACT.add(before, by_work), EXACT.add(before, low), EXACT.add(before, high))


def _share(figure: Decimal, done: int, whole: int) -> Decimal:
    return from_fraction(Fraction(figure) * done / whole)


def _check(elapsed: MonthElapsed) -> None:
    days_fit = 0 <= elapsed.days <= elapsed.all_days and elapsed.all_days > 0
    if not days_fit or not 0 <= elapsed.working <= elapsed.all_working:
        raise Refusal("month_elapsed_wrong", days=elapsed.days, working=elapsed.working)
