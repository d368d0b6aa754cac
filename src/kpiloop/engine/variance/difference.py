"""One figure beside another: the change, its share, and whether it is good news."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from kpiloop.engine.values import EXACT, Figure, Missing, divide, subtract

Judgement: TypeAlias = Literal["better", "worse", "neutral"]


@dataclass(frozen=True)
class Difference:
    """How one figure lies beside a base."""

    base: Figure  #: what it is compared with, in the KPI's unit
    change: Figure  #: current - base, in the KPI's unit (percentage KPIs: in points)
    share: Figure  #: change / |base| as a fraction; Missing for percentage KPIs and a base of 0
    judgement: Judgement  #: whether the change is good news for the direction of the KPI


def judge(change: Figure, direction: str) -> Judgement:
    """Say whether a change is good news.

    Shape:    direction higher, lower, range, binary, milestone, qualitative or unscored.
    Missing:  a missing change is neutral; so is every change of a range KPI, whose good side
              depends on where in the range it lies, and of one that is never scored.

    >>> from decimal import Decimal
    >>> judge(Decimal("1.7"), "lower"), judge(Decimal(30), "higher"), judge(Decimal(0), "higher")
    ('worse', 'better', 'neutral')
    """
    if isinstance(change, Missing) or change == 0 or direction in ("range", "unscored"):
        return "neutral"
    is_rise_good = direction != "lower"
    return "better" if (change > 0) == is_rise_good else "worse"


def difference(current: Figure, base: Figure, *, direction: str, in_points: bool) -> Difference:
    """Compare a figure with its target, its prior period or its prior year.

    Units:    in_points tells that the KPI is itself a percentage: its change is in points and a
              share of it would mislead.
    Missing:  no change without both figures; no share on a base of 0 ("division_by_zero") and none
              for percentage KPIs ("not_applicable").

    >>> from decimal import Decimal
    >>> found = difference(Decimal(1216), Decimal(1296), direction="higher", in_points=False)
    >>> found.change, round(found.share, 3), found.judgement
    (Decimal('-80'), Decimal('-0.062'), 'worse')
    """
    change = subtract(current, base)
    return Difference(base, change, _share(change, base, in_points), judge(change, direction))


def _share(change: Figure, base: Figure, in_points: bool) -> Figure:
    if in_points:
        return Missing("not_applicable")
    if isinstance(base, Missing):
        return base
    return divide(change, EXACT.abs(base))
