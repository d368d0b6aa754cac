"""Split a change into parts that add up to it. Pure: figures in, effects out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.values import EXACT, Figure, Missing, add, divide, multiply, subtract, sum_of
from kpiloop.loop.analyse.choices import ADDITIVE, CURRENT_SHARE, MIDPOINT, ONE_AT_A_TIME

NO_WEIGHT = Missing("no_value")
_ZERO = Decimal(0)
_TWO = Decimal(2)
#: A residual below this part of the figures is rounding of stored values, not a finding.
ROUNDING = Decimal("1E-9")


@dataclass(frozen=True)
class Member:
    """One unit or member with its figures on both sides."""

    key: str  #: its key
    base: Figure  #: figure in the base
    current: Figure  #: figure now
    base_weight: Figure = NO_WEIGHT  #: denominator in the base (ratios)
    current_weight: Figure = NO_WEIGHT  #: denominator now (ratios)


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
    residual_code: str  #: none, unallocated, overlap, interaction, untargeted_mix
    convention: str  #: how it was split


def split_additive(members: Sequence[Member], change: Figure, *, leftover: str) -> Split:
    """Split the change of a sum by the changes of its members.

    Law:      effects + residual = change.
    Missing:  a member absent on one side is 0 there only when it exists on the other (new, vanished);
              a member without value on a side it should have one adds nothing and leaves a residual.
    """
    effects = tuple(Effect(member.key, subtract(member.current, member.base)) for member in members)
    return _closed(effects, change, leftover, ADDITIVE, _size(members))


def split_ratio(members: Sequence[Member], change: Figure) -> Split:
    """Split the change of a ratio into what rates and what weights did, by the midpoint convention.

    Law:      the effects of all members add up to the change of the ratio (domain B7); a new or gone
              member is all mix.
    Missing:  a member without weight or rate on a side where it has rows adds nothing; the rest of the
              change stays in the residual.
    """
    rows = [_ratio_row(member) for member in members]
    known = [row for row in rows if row is not None]
    effects = {row.key: effect for row, effect in zip(known, _midpoint(known), strict=True)}
    blank = Missing("no_value")
    found = tuple(effects.get(member.key, Effect(member.key, blank, blank, blank)) for member in members)
    return _closed(found, change, "unallocated", MIDPOINT, _size(members))


def split_by_current_share(members: Sequence[Member], change: Figure) -> Split:
    """Split the distance of a ratio to its target: share now x (rate now - target of the member).

    Law:      effects + residual = change; the residual is what the targets assume about the mix.
    """
    total = _known_sum(member.current_weight for member in members)
    effects = []
    for member in members:
        share = divide(member.current_weight, total)
        effect = multiply(share, subtract(member.current, member.base))
        effects.append(Effect(member.key, effect, rate=effect, current_share=share))
    return _closed(tuple(effects), change, "untargeted_mix", CURRENT_SHARE, _size(members))


def split_one_at_a_time(
    members: Sequence[Member], change: Figure, value: Callable[[Mapping[str, Figure]], Figure]
) -> Split:
    """Split the change of a formula by moving one driver at a time from base to current.

    Law:      effects + residual = change; the residual is what drivers do together (0 for sums and
              differences of drivers).
    """
    base = {member.key: member.base for member in members}
    start = value(base)
    effects = tuple(
        Effect(member.key, subtract(value({**base, member.key: member.current}), start)) for member in members
    )
    return _closed(effects, change, "interaction", ONE_AT_A_TIME, _size(members))


@dataclass(frozen=True)
class _RatioRow:
    """A member of a ratio, every figure known."""

    key: str  #: its key
    base: Decimal  #: its rate in the base; that of the other side where it has no weight
    current: Decimal  #: its rate now, likewise
    base_weight: Decimal  #: denominator in the base
    current_weight: Decimal  #: denominator now


def _ratio_row(member: Member) -> _RatioRow | None:
    before, after = member.base_weight, member.current_weight
    if isinstance(before, Missing) or isinstance(after, Missing):
        return None
    base = member.base if before else member.current
    current = member.current if after else base
    if isinstance(base, Missing) or isinstance(current, Missing):
        return None if before or after else _RatioRow(member.key, _ZERO, _ZERO, _ZERO, _ZERO)
    return _RatioRow(member.key, base, current, before, after)


def _midpoint(rows: Sequence[_RatioRow]) -> list[Effect]:
    all_before, all_after = (
        sum_of(row.base_weight for row in rows),
        sum_of(row.current_weight for row in rows),
    )
    if not all_before or not all_after:
        blank = Missing("division_by_zero")
        return [Effect(row.key, blank, blank, blank) for row in rows]
    shares = [(EXACT.divide(row.base_weight, all_before), EXACT.divide(row.current_weight, all_after)) for row in rows]
    old = sum_of(EXACT.multiply(share, row.base) for row, (share, _) in zip(rows, shares, strict=True))
    new = sum_of(EXACT.multiply(share, row.current) for row, (_, share) in zip(rows, shares, strict=True))
    middle = EXACT.divide(EXACT.add(old, new), _TWO)
    return [_ratio_effect(row, before, after, middle) for row, (before, after) in zip(rows, shares, strict=True)]


def _ratio_effect(row: _RatioRow, before: Decimal, after: Decimal, middle: Decimal) -> Effect:
    own_middle = EXACT.divide(EXACT.add(row.base, row.current), _TWO)
    mix = EXACT.multiply(EXACT.subtract(after, before), EXACT.subtract(own_middle, middle))
    change = EXACT.subtract(row.current, row.base)
    rate = EXACT.multiply(change, EXACT.divide(EXACT.add(before, after), _TWO))
    return Effect(row.key, EXACT.add(rate, mix), rate, mix, before, after)


def share_of(effect: Figure, change: Figure) -> Figure:
    """Part of the whole change, sign kept; missing when the whole change is 0."""
    return divide(effect, change)


def _closed(effects: tuple[Effect, ...], change: Figure, leftover: str, convention: str, size: Decimal) -> Split:
    explained = _known_sum(effect.change for effect in effects)
    residual = subtract(change, explained)
    if isinstance(residual, Missing) or abs(residual) > EXACT.multiply(ROUNDING, size):
        return Split(effects, residual, leftover, convention)
    return Split(effects, residual, "none", convention)


def _known_sum(figures: Iterable[Figure]) -> Figure:
    return add(*(figure for figure in figures if not isinstance(figure, Missing)))


def _size(members: Sequence[Member]) -> Decimal:
    """How large the figures are, to tell rounding from a finding."""
    figures = [figure for member in members for figure in (member.base, member.current)]
    return max((abs(figure) for figure in figures if not isinstance(figure, Missing)), default=Decimal(1))
