"""Ranks: who stands where, ties share the place."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from kpiloop.engine.values import EXACT, Figure, Missing

#: Totals equal to this place are equal.
_PLACE = Decimal("1E-9")


def rank(totals: Mapping[str, Figure]) -> dict[str, int]:
    """Rank totals, highest first.

    Shape:    total per subject -> place per subject, from 1.
    Law:      equal totals, compared to 9 decimals, share the place and the next place is skipped:
              1, 2, 2, 4.
    Missing:  a missing total has no rank and is left out.

    >>> rank({"a": Decimal(90), "b": Decimal(80), "c": Decimal(80), "d": Decimal(70)})
    {'a': 1, 'b': 2, 'c': 2, 'd': 4}
    """
    compared = {
        key: total.quantize(_PLACE, rounding=ROUND_HALF_UP, context=EXACT)
        for key, total in totals.items()
        if not isinstance(total, Missing)
    }
    ordered = sorted(compared, key=lambda key: (-compared[key], key))
    places: dict[str, int] = {}
    for index, key in enumerate(ordered):
        before = ordered[index - 1] if index else None
        is_tie = before is not None and compared[before] == compared[key]
        places[key] = places[before] if is_tie and before is not None else index + 1
    return places
