"""The change of a ratio by what the rates of its segments did and what their weights did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kpiloop.engine.values import Figure, Missing, divide, from_fraction, multiply, subtract
from kpiloop.engine.variance.parts import Effect, Member, Split, closed, known_sum, size_of

MIDPOINT, BASE_WEIGHTED = "midpoint", "base-weighted"
#: How rate and mix are told apart; the first is the usual one. The name stands in every output.
RATIO_CONVENTIONS = (MIDPOINT, BASE_WEIGHTED)
CURRENT_SHARE = "current_share"
_NOTHING, _HALF = Fraction(0), Fraction(1, 2)


@dataclass(frozen=True)
class Segment:
    """Numerator and denominator of a segment on both sides."""

    num0: Fraction  #: numerator in the base
    den0: Fraction  #: denominator in the base
    num1: Fraction  #: numerator now
    den1: Fraction  #: denominator now


@dataclass(frozen=True)
class RateAndMix:
    """What one segment adds to the change of the whole ratio."""

    rate: Fraction  #: by its own rate
    mix: Fraction  #: by its share of the denominator
    base_share: Fraction  #: that share in the base
    current_share: Fraction  #: the same now


def rate_and_mix(segments: Sequence[Segment], convention: str = MIDPOINT) -> tuple[RateAndMix, ...] | Missing:
    """Split R1 - R0 of a ratio R = sum num / sum den among its segments.

    Law:      the effects add up to R1 - R0 exactly; with `midpoint` they change their signs and nothing else when
              the sides are exchanged, with `base-weighted` they do not.
    Missing:  a new or vanished segment (denominator 0 on one side) takes the rate of the other side and is all mix;
              one that is empty on both sides adds nothing. Missing("division_by_zero") when the denominators of a
              side add up to 0, or where a segment has a numerator and no denominator.
    """
    all0, all1 = (
        sum((each.den0 for each in segments), _NOTHING),
        sum((each.den1 for each in segments), _NOTHING),
    )
    has_loose = any((each.num0 and not each.den0) or (each.num1 and not each.den1) for each in segments)
    if not all0 or not all1 or has_loose:
        return Missing("division_by_zero")
    whole0 = sum((each.num0 for each in segments), _NOTHING) / all0
    whole1 = sum((each.num1 for each in segments), _NOTHING) / all1
    found = []
    for each in segments:
        share0, share1 = each.den0 / all0, each.den1 / all1
        rate0, rate1 = _rates(each)
        if convention == BASE_WEIGHTED:
            mix, weight = (share1 - share0) * (rate0 - whole0), share1
        else:
            mix = (share1 - share0) * (rate0 + rate1 - whole0 - whole1) * _HALF
            weight = (share0 + share1) * _HALF
        found.append(RateAndMix(weight * (rate1 - rate0), mix, share0, share1))
    return tuple(found)


def split_ratio(members: Sequence[Member], change: Figure, convention: str = MIDPOINT) -> Split:
    """Split the change of a ratio into what rates and what weights did; a member's figures are its rates.

    Law:      the effects of all members add up to the change of the ratio (domain B7).
    Missing:  a member without weight or rate on a side where it has rows adds nothing; the rest of the
              change stays in the residual.
    """
    segments = {member.key: segment for member in members if (segment := _segment(member)) is not None}
    told = rate_and_mix(list(segments.values()), convention)
    if isinstance(told, Missing):
        blank: Figure = told if segments else Missing("no_value")
        effects = {key: Effect(key, blank, blank, blank) for key in segments}
    else:
        effects = {key: _effect(key, each) for key, each in zip(segments, told, strict=True)}
    unknown = Missing("no_value")
    found = [effects.get(member.key, Effect(member.key, unknown, unknown, unknown)) for member in members]
    return closed(found, change, leftover="unallocated", convention=convention, size=size_of(members))


def split_by_current_share(members: Sequence[Member], change: Figure) -> Split:
    """Split the distance of a ratio to its target: share now x (rate now - target of the member).

    Law:      effects + residual = change; the residual is what the targets assume about the mix.
    """
    total = known_sum(member.current_weight for member in members)
    effects = []
    for member in members:
        share = divide(member.current_weight, total)
        effect = multiply(share, subtract(member.current, member.base))
        effects.append(Effect(member.key, effect, rate=effect, current_share=share))
    return closed(effects, change, leftover="untargeted_mix", convention=CURRENT_SHARE, size=size_of(members))


def _rates(each: Segment) -> tuple[Fraction, Fraction]:
    """Rates of both sides; of a side without denominator the one of the other."""
    rate0 = each.num0 / each.den0 if each.den0 else None
    rate1 = each.num1 / each.den1 if each.den1 else None
    if rate0 is None:
        rate0 = rate1 if rate1 is not None else _NOTHING
    return rate0, rate0 if rate1 is None else rate1


def _segment(member: Member) -> Segment | None:
    """Rates times weights; None where a side that has a weight has no rate, or no weight is known."""
    sides: list[Fraction] = []
    for rate, weight in ((member.base, member.base_weight), (member.current, member.current_weight)):
        if isinstance(weight, Missing):
            return None
        if weight == 0:
            sides += [_NOTHING, _NOTHING]
        elif isinstance(rate, Missing):
            return None
        else:
            sides += [Fraction(rate) * Fraction(weight), Fraction(weight)]
    return Segment(*sides)


def _effect(key: str, told: RateAndMix) -> Effect:
    both: Decimal = from_fraction(told.rate + told.mix)
    shares = from_fraction(told.base_share), from_fraction(told.current_share)
    return Effect(key, both, from_fraction(told.rate), from_fraction(told.mix), *shares)
