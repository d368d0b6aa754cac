"""Sharing whole units by largest remainder: nothing is lost and nothing is made."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction


def share_units(units: int, exact: Mapping[str, Fraction]) -> dict[str, int]:
    """Cut every exact share down to whole units and hand out the units left over.

    Shape:    number of units and the exact share per key (their sum is that number) -> units per key.
    Law:      the result sums to `units`; the left-over goes to the largest fractions, equal
              fractions by key.
    Source:   docs/methods/largest-remainder.md

    >>> share_units(1000, {key: Fraction(1000, 3) for key in "abc"})
    {'a': 334, 'b': 333, 'c': 333}
    """
    counts = {key: int(share) for key, share in exact.items()}
    left = units - sum(counts.values())
    by_fraction = sorted(exact, key=lambda key: (counts[key] - exact[key], key))
    for key in by_fraction[:left]:
        counts[key] += 1
    return counts
