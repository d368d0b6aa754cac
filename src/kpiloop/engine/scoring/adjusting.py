"""From the sum of a card to its official score, in the one order of rule R7.

item raw -> item clamp (line vetoes among them) -> weight -> extra points and deductions, each held by its own cap and
by the cap of all -> total -> vetoes -> total clamp -> official rounding, if the scheme declares one -> grade, held by
grade vetoes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.errors import Refusal
from kpiloop.engine.incentive.rounding import round_half_up
from kpiloop.engine.scoring.grades import Band
from kpiloop.engine.values import EXACT, WHOLE, Figure, Missing, sum_of

EXTRA, DEDUCTION, VETO, GATE = "extra_points", "deduction", "veto", "gate"
KINDS = (EXTRA, DEDUCTION, VETO, GATE)
#: What a veto holds down; a gate always holds the payout.
SCOPES = ("line", "total", "grade", "pay")


@dataclass(frozen=True)
class Points:
    """Extra points or a deduction."""

    code: str  #: rule
    kind: str  #: extra_points or deduction
    points: Decimal  #: what it gives or takes, 0 or more


@dataclass(frozen=True)
class Ceiling:
    """A veto on the total that holds."""

    code: str  #: rule
    most: Decimal  #: highest total it leaves; 0 takes everything


@dataclass(frozen=True)
class CardLimits:
    """How far the total of a card may be moved and reach."""

    extra_most: Decimal | None = None  #: most extra points in all; None = no limit
    deduction_most: Decimal | None = None  #: most deducted in all; None = no limit
    floor: Decimal | None = None  #: lowest total
    cap: Decimal | None = None  #: highest total
    places: int | None = None  #: decimals of the official score; None = never rounded


@dataclass(frozen=True)
class Adjusted:
    """A total on its way, each step as it stood."""

    extra: Decimal  #: extra points that counted
    deducted: Decimal  #: points deducted
    summed: Figure  #: card with extra points and deductions
    vetoed: Figure  #: after vetoes
    total: Figure  #: after the limits of the total; unrounded, this one is ranked
    official: Figure  #: rounded where the scheme declares it; this one is graded
    binding: tuple[str, ...]  #: what held the total: codes of vetoes, total_floor, total_cap


def points_given(units: Figure, each: Decimal, most: Decimal | None) -> Figure:
    """Turn a count into points, held by the cap of the rule.

    Units:    points.
    Missing:  stays missing.

    >>> points_given(Decimal(3), Decimal(2), Decimal(5))
    Decimal('5')
    """
    if isinstance(units, Missing):
        return units
    points = EXACT.multiply(units, each)
    return points if most is None else min(points, most)


def adjust(total: Figure, points: Sequence[Points], vetoes: Sequence[Ceiling], limits: CardLimits) -> Adjusted:
    """Take the sum of a card through the fixed order to its official score.

    Units:    points.
    Law:      extra points and deductions first, each sum within its limit; then the lowest veto; then floor and cap
              of the total, which a veto goes before: a floor does not lift what a veto took; then one rounding.
    Missing:  a missing sum stays missing: extra points make no result, and a veto is none either.
    Errors:   Refusal("curve_floor_above_cap").
    Source:   docs/methods/adjustments.md

    >>> done = adjust(Decimal("92.02"), [Points("A", "extra_points", Decimal(4))], [], CardLimits(Decimal(3)))
    >>> done.extra, done.official
    (Decimal('3'), Decimal('95.02'))
    >>> adjust(Decimal(92), [], [Ceiling("V", Decimal(0))], CardLimits(floor=Decimal(60))).official
    Decimal('0')
    """
    extra = _held(points, EXTRA, limits.extra_most)
    deducted = _held(points, DEDUCTION, limits.deduction_most)
    if isinstance(total, Missing):
        return Adjusted(extra, deducted, total, total, total, total, ())
    summed = total
    if extra or deducted:
        summed = WHOLE.subtract(WHOLE.add(total, extra), deducted)
    lowest = min((veto.most for veto in vetoes), default=None)
    is_vetoed = lowest is not None and summed > lowest
    vetoed = lowest if is_vetoed and lowest is not None else summed
    clamped, bound = _within(vetoed, limits, may_lift=not is_vetoed)
    binding = tuple(veto.code for veto in vetoes if is_vetoed and veto.most == lowest) + bound
    official = clamped if limits.places is None else round_half_up(clamped, limits.places)
    return Adjusted(extra, deducted, summed, vetoed, clamped, official, binding)


def held_grade(band: Band | None, bands: Sequence[Band], most: Sequence[str]) -> Band | None:
    """Hold a grade down to the worst of those vetoes leave.

    Shape:    the grade earned, the table and the best grades left -> the grade that counts.
    Missing:  without a grade there is none to hold.
    Errors:   Refusal("grade_unknown") for a grade the table does not have.

    >>> bands = [Band("A", Decimal(90), None, Decimal("1.2")), Band("C", Decimal(0), Decimal(90), Decimal(1))]
    >>> held_grade(bands[0], bands, ["C"]).grade
    'C'
    """
    for grade in most:
        left = next((row for row in bands if row.grade == grade), None)
        if left is None:
            raise Refusal("grade_unknown", grade=grade)
        if band is not None and left.lower < band.lower:
            band = left
    return band


def _held(points: Sequence[Points], kind: str, most: Decimal | None) -> Decimal:
    whole = sum_of(row.points for row in points if row.kind == kind)
    return whole if most is None else min(whole, most)


def _within(total: Decimal, limits: CardLimits, *, may_lift: bool) -> tuple[Decimal, tuple[str, ...]]:
    floor, cap = limits.floor, limits.cap
    if floor is not None and cap is not None and floor > cap:
        raise Refusal("curve_floor_above_cap", floor=str(floor), cap=str(cap))
    if cap is not None and total > cap:
        return cap, ("total_cap",)
    if may_lift and floor is not None and total < floor:
        return floor, ("total_floor",)
    return total, ()
