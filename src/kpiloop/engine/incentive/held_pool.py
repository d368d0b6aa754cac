"""A pool that is paid out in full, where gates hold some of those it is shared among (rule R10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kpiloop.engine.incentive.pool import split
from kpiloop.engine.incentive.rounding import money
from kpiloop.engine.values import EXACT, from_fraction, sum_of


@dataclass(frozen=True)
class Claim:
    """What one subject asks of a pool."""

    full: Decimal  #: entitlement before any gate, unrounded
    most: Decimal | None = None  #: highest amount a gate leaves, unrounded; None = no gate holds it


@dataclass(frozen=True)
class HeldPool:
    """Amounts out of a pool, with what gates withheld."""

    amounts: dict[str, Decimal]  #: subject -> currency, to the smallest unit
    shares: dict[str, Decimal]  #: subject -> its share of the pool before a gate held it
    pool: Decimal  #: currency that was shared out: all of it, or what those that are held left
    held: frozenset[str]  #: subjects whose amount is what the gate leaves
    scaling: Decimal  #: what entitlements were multiplied by there, before rounding; 0 without any
    left_over: Decimal  #: currency that is not paid out


def split_held(pool: Decimal, claims: Mapping[str, Claim], *, gives_back: bool = False, places: int = 2) -> HeldPool:
    """Split a pool by entitlements where nobody gets more money than the own gate leaves.

    Shape:    pool and claim per subject -> amount per subject.
    Units:    currency.
    Law:      the pool is split by the full entitlements, so nobody's share depends on the gates of others, and what
              a gate withholds is not paid out. With `gives_back` it is shared out again among those no gate holds,
              as often as that brings somebody up to the own gate; only what nobody may have stays.
              What a gate leaves is rounded half up once, as every amount of money.
    Errors:   those of split.
    Source:   docs/methods/held-pool.md

    >>> claims = {"a": Claim(Decimal(100)), "b": Claim(Decimal(200), Decimal(150)), "c": Claim(Decimal(100))}
    >>> split_held(Decimal(800), claims).amounts, split_held(Decimal(800), claims, gives_back=True).amounts["a"]
    ({'a': Decimal('200.00'), 'b': Decimal('150.00'), 'c': Decimal('200.00')}, Decimal('325.00'))
    """
    tops = {key: money(claim.most, places) for key, claim in claims.items() if claim.most is not None}
    free = {key: claim.full for key, claim in claims.items()}
    amounts: dict[str, Decimal] = {}
    shared, left = split(pool, free, places=places), pool
    while over := [key for key, top in tops.items() if key in free and shared[key] > top]:
        amounts |= {key: tops[key] for key in over}
        if not gives_back:
            break
        left = EXACT.subtract(left, sum_of(tops[key] for key in over))
        free = {key: full for key, full in free.items() if key not in amounts}
        if not any(free.values()):
            amounts |= {key: money(Decimal(0), places) for key in free}
            break
        shared |= split(left, free, places=places)
    paid = {key: amounts.get(key, shared[key]) for key in claims}
    rest = EXACT.subtract(pool, sum_of(paid.values()))
    whole = sum((Fraction(full) for full in free.values()), Fraction(0))
    return HeldPool(
        paid,
        {key: shared[key] for key in claims},
        left,
        frozenset(key for key in amounts if key in tops),
        from_fraction(Fraction(left) / whole) if whole else Decimal(0),
        rest,
    )
