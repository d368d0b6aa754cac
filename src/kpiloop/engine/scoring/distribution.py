"""Forced distribution: how many of a group may have each grade, and who has which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import accumulate

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import EXACT

#: How a share of a group becomes a whole number of members: 不超过 rounds down, 不低于 up.
WORDINGS = {"at_most": ROUND_FLOOR, "at_least": ROUND_CEILING}
#: both_ends: better grades are filled from the best place, worse ones from the last, and what ties or fractions leave
#: over has the middle grade. top: every grade is filled from the best place; only distributions of before keep it.
BOTH_ENDS, FROM_TOP = "both_ends", "top"
COUNTINGS = (BOTH_ENDS, FROM_TOP)
_HALF = Decimal("0.5")


@dataclass(frozen=True)
class GradeShare:
    """A grade and its part of a group, the best grade first."""

    grade: str  #: A, B, C, D
    share: Decimal  #: fraction of the group


@dataclass(frozen=True)
class Quotas:
    """How the shares of a group become numbers of its members."""

    shares: tuple[GradeShare, ...]  #: the best grade first
    wording: str = "at_most"  #: how a share becomes a whole number
    bottom_least: int | None = None  #: the last grade has at least so many; None = no quota of its own
    counted_from: str = BOTH_ENDS  #: where grades are filled from


@dataclass(frozen=True)
class Reach:
    """How far down one grade goes in a group."""

    grade: str  #: grade
    end: int  #: last place it reaches
    holds_whole_ties: bool  #: those who share a place have it only if all of them fit; else their place decides

    def takes(self, place: int, together: int) -> bool:
        """Whether members who share a place, so many together, are within its reach."""
        return place + (together - 1 if self.holds_whole_ties else 0) <= self.end


def reaches(size: int, quotas: Quotas) -> tuple[Reach, ...]:
    """Say down to which place each grade reaches in a group.

    Shape:    members with a total -> one reach per grade, the best first; the last one takes everybody.
    Law:      the middle grade is the first one whose share and the better ones make more than half. Better grades
              together have their share rounded as worded, worse ones always at most theirs, rounded down; the middle
              takes the rest. So nobody falls below the middle because others are as good, and a group
              too small for a whole person below has nobody there. With `bottom_least` the last grade has its share
              rounded down but at least so many, as far as the grades above the last but one leave room.
    Errors:   Refusal("grade_shares_whole") unless the shares add up to 1,
              Refusal("grade_wording_unknown"), Refusal("grade_counting_unknown").
    Source:   docs/methods/distribution.md

    >>> [row.end for row in reaches(11, Quotas((GradeShare("A", Decimal("0.2")), GradeShare("B", Decimal("0.8")))))]
    [2, 11]
    """
    rounding, shares = WORDINGS.get(quotas.wording), quotas.shares
    if rounding is None:
        raise Refusal("grade_wording_unknown", wording=quotas.wording)
    if quotas.counted_from not in COUNTINGS:
        raise Refusal("grade_counting_unknown", counted_from=quotas.counted_from)
    running = list(accumulate((row.share for row in shares), EXACT.add))
    if not shares or running[-1] != 1 or any(row.share < 0 for row in shares):
        raise Refusal("grade_shares_whole", sum=str(running[-1] if running else 0))
    middle = middle_of(quotas)
    ways = [rounding if order < middle else ROUND_CEILING for order in range(len(shares))]
    ends = [_whole(part, size, way) for part, way in zip(running, ways, strict=True)]
    if quotas.bottom_least is not None and len(ends) > 1 and middle != len(ends) - 1:
        own = _whole(shares[-1].share, size, ROUND_FLOOR)
        ends[-2] = max(size - max(own, quotas.bottom_least), ends[-3] if len(ends) > 2 else 0)
    return tuple(
        Reach(row.grade, end, quotas.wording == "at_most" and order < middle)
        for order, (row, end) in enumerate(zip(shares, ends, strict=True))
    )


def middle_of(quotas: Quotas) -> int:
    """Say which grade is the middle one.

    Shape:    shares -> its number from 0; where every grade is filled from the top, the number after the last.

    Law: the middle grade is the first whose share, with those of the better ones, is more than half.

    >>> middle_of(Quotas(tuple(GradeShare(grade, Decimal(part) / 10) for grade, part in zip("ABCD", (1, 3, 5, 1)))))
    2
    """
    if quotas.counted_from == FROM_TOP:
        return len(quotas.shares)
    running = accumulate((row.share for row in quotas.shares), EXACT.add)
    return next(order for order, part in enumerate(running) if part > _HALF)


def limits(size: int, quotas: Quotas) -> tuple[int, ...]:
    """Say the last place each grade reaches.

    Shape:    members with a total -> places, the best grade first.
    Errors:   as `reaches`.

    >>> limits(10, Quotas((GradeShare("A", Decimal("0.2")), GradeShare("B", Decimal("0.8")))))
    (2, 10)
    """
    return tuple(row.end for row in reaches(size, quotas))


def distribute(places: Mapping[str, int], quotas: Quotas) -> dict[str, str]:
    """Give each member of a group the best grade its place allows.

    Shape:    place per member (ties share the place, `ranking.rank`) -> grade per member.
    Law:      members with one place have one grade: at_most gives them a grade above the middle only if it has
              room for all of them, at_least the grade their place reaches.
    Errors:   as `reaches`.

    >>> places = {"a": 1, "b": 2, "c": 2, "d": 4}
    >>> shares = (GradeShare("A", Decimal("0.5")), GradeShare("B", Decimal("0.5")))
    >>> distribute(places, Quotas(shares)), distribute(places, Quotas(shares, "at_least"))["c"]
    ({'a': 'A', 'b': 'B', 'c': 'B', 'd': 'B'}, 'A')
    """
    found = reaches(len(places), quotas)
    shared: dict[int, int] = {}
    for place in places.values():
        shared[place] = shared.get(place, 0) + 1
    return {key: next(row.grade for row in found if row.takes(place, shared[place])) for key, place in places.items()}


def _whole(part: Decimal, size: int, rounding: str) -> int:
    return int(EXACT.multiply(part, Decimal(size)).to_integral_value(rounding))
