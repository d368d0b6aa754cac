"""Ranks: who stands where, ties share the place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import EXACT, Figure, Missing

#: Totals equal to this place are equal.
_PLACE = Decimal("1E-9")
#: How equal totals share places; the first is the convention of the product.
TIE_RULES = ("shared", "dense", "last")


def rank(totals: Mapping[str, Figure], *, ties: str = "shared") -> dict[str, int]:
    """Rank totals, highest first.

    Shape:    total per subject -> place per subject, from 1.
    Law:      equal totals, compared to 9 decimals, share a place: shared skips the places after it (1, 2, 2, 4),
              dense does not (1, 2, 2, 3), last gives all of them the last one (1, 3, 3, 4).
    Missing:  a missing total has no rank and is left out.
    Errors:   Refusal("tie_rule_unknown").

    >>> rank({"a": Decimal(90), "b": Decimal(80), "c": Decimal(80), "d": Decimal(70)})
    {'a': 1, 'b': 2, 'c': 2, 'd': 4}
    """
    if ties not in TIE_RULES:
        raise Refusal("tie_rule_unknown", rule=ties)
    compared = {
        key: total.quantize(_PLACE, rounding=ROUND_HALF_UP, context=EXACT)
        for key, total in totals.items()
        if not isinstance(total, Missing)
    }
    sizes = Counter(compared.values())
    places: dict[Decimal, int] = {}
    before = 0
    for total in sorted(sizes, reverse=True):
        places[total] = before + (sizes[total] if ties == "last" else 1)
        before += 1 if ties == "dense" else sizes[total]
    return {key: places[compared[key]] for key in sorted(compared, key=lambda key: (-compared[key], key))}
