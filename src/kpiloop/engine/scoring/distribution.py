"""Forced distribution: how many of a group may have each grade, and who has which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import accumulate

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import EXACT

#: How a share of a group becomes a whole number of members: 不超过 rounds down, 不低于 up.
WORDINGS = {"at_most": ROUND_FLOOR, "at_least": ROUND_CEILING}


@dataclass(frozen=True)
class GradeShare:
    """A grade and its part of a group, the best grade first."""

    grade: str  #: A, B, C, D
    share: Decimal  #: fraction of the group


def limits(
    size: int, shares: Sequence[GradeShare], *, wording: str = "at_most", bottom_least: int | None = None
) -> tuple[int, ...]:
    """Say down to which place each grade reaches in a group.

    Shape:    members with a total, shares (the best first) -> last place of each grade, the last
              grade taking everybody.
    Law:      places of a grade and the better ones together = their share of the group, rounded as
              worded: at_most down, at_least up. With `bottom_least` the last grade has a quota of its own, its
              share rounded down but at least so many, as far as the better grades leave room.
    Errors:   Refusal("grade_shares_whole") unless the shares add up to 1,
              Refusal("grade_wording_unknown").

    >>> limits(11, [GradeShare("A", Decimal("0.2")), GradeShare("B", Decimal("0.8"))])
    (2, 11)
    """
    rounding = WORDINGS.get(wording)
    if rounding is None:
        raise Refusal("grade_wording_unknown", wording=wording)
    reached = list(accumulate((row.share for row in shares), EXACT.add))
    if not shares or reached[-1] != 1 or any(row.share < 0 for row in shares):
        raise Refusal("grade_shares_whole", sum=str(reached[-1] if reached else 0))
    ends = [int(EXACT.multiply(part, Decimal(size)).to_integral_value(rounding)) for part in reached]
    if bottom_least is not None and len(ends) > 1:
        own = int(EXACT.multiply(shares[-1].share, Decimal(size)).to_integral_value(ROUND_FLOOR))
        start = size - max(own, bottom_least)
        ends[-2] = max(start, ends[-3] if len(ends) > 2 else 0)
    return tuple(ends)


def distribute(
    places: Mapping[str, int],
    shares: Sequence[GradeShare],
    *,
    wording: str = "at_most",
    bottom_least: int | None = None,
) -> dict[str, str]:
    """Give each member of a group the best grade its place allows.

    Shape:    place per member (ties share the place, `ranking.rank`) -> grade per member.
    Law:      members with one place have one grade: at_most gives them the grade that still has
              room for all of them, at_least the grade their place reaches.
    Errors:   as `limits`.

    >>> places = {"a": 1, "b": 2, "c": 2, "d": 4}
    >>> shares = [GradeShare("A", Decimal("0.5")), GradeShare("B", Decimal("0.5"))]
    >>> distribute(places, shares), distribute(places, shares, wording="at_least")["c"]
    ({'a': 'A', 'b': 'B', 'c': 'B', 'd': 'B'}, 'A')
    """
    ends = limits(len(places), shares, wording=wording, bottom_least=bottom_least)
    shared: dict[int, int] = {}
    for place in places.values():
        shared[place] = shared.get(place, 0) + 1
    counted = {place: place + (together - 1 if wording == "at_most" else 0) for place, together in shared.items()}
    return {
        key: next(row.grade for row, end in zip(shares, ends, strict=True) if counted[place] <= end)
        for key, place in places.items()
    }
