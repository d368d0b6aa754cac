"""What a change is split into: members with both their figures, effects, and what is left over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.values import EXACT, Figure, Missing, add, divide, subtract

NO_WEIGHT = Missing("no_value")
#: A residual below this part of the figures is rounding of stored values, not a finding.
ROUNDING = Decimal("1E-9")


@dataclass(frozen=True)
class Member:
    """One unit, member of a dimension or factor with its figures on both sides."""

    key: str  #: its key
    base: Figure  #: figure in the base
    current: Figure  #: figure now
    base_weight: Figure = NO_WEIGHT  #: denominator in the base (ratios)
    current_weight: Figure = NO_WEIGHT  #: denominator now (ratios)
    state: str = ""  #: new (nothing in the base) or gone (nothing now); empty for one that is on both sides


@dataclass(frozen=True)
class Effect:
    """What a member adds to the change."""

    key: str  #: its key
    change: Figure  #: its effect
    rate: Figure | None = None  #: of that, by its own rate
    mix: Figure | None = None  #: of that, by its weight
    base_share: Figure | None = None  #: its part of the denominator in the base
    current_share: Figure | None = None  #: the same now


@dataclass(frozen=True)
class Split:
    """All effects and what is left."""

    effects: tuple[Effect, ...]  #: one per member, in the order given
    residual: Figure  #: change less the effects
    residual_code: str  #: none, unallocated, overlap, factor_targets, untargeted_mix
    convention: str  #: how it was split


def closed(effects: Sequence[Effect], change: Figure, *, leftover: str, convention: str, size: Decimal) -> Split:
    """Print what the effects leave of a change.

    Shape:    `leftover` is the name of a residual that is more than the rounding of figures of this `size`.
    Law:      effects + residual = change.
    Missing:  effects without a figure add nothing; a missing change leaves a missing residual.
    """
    explained = known_sum(effect.change for effect in effects)
    residual = subtract(change, explained)
    is_finding = isinstance(residual, Missing) or abs(residual) > EXACT.multiply(ROUNDING, size)
    return Split(tuple(effects), residual, leftover if is_finding else "none", convention)


def size_of(members: Sequence[Member]) -> Decimal:
    """How large the figures are, to tell rounding from a finding.

    Missing:  missing figures do not count; 1 without any.
    """
    figures = [figure for member in members for figure in (member.base, member.current)]
    return max((abs(figure) for figure in figures if not isinstance(figure, Missing)), default=Decimal(1))


def known_sum(figures: Iterable[Figure]) -> Figure:
    """The sum of the figures there are.

    Missing:  adds nothing.

    >>> known_sum([Decimal(3), Missing("no_rows"), Decimal(-5)])
    Decimal('-2')
    """
    return add(*(figure for figure in figures if not isinstance(figure, Missing)))


def share_of(effect: Figure, change: Figure) -> Figure:
    """Part of the whole change, sign kept: above 1 and below 0 are right.

    Missing:  missing when the effect is, and when the whole change is 0.

    >>> share_of(Decimal(-45), Decimal(-36)), share_of(Decimal(9), Decimal(-36))
    (Decimal('1.25'), Decimal('-0.25'))
    """
    return divide(effect, change)
