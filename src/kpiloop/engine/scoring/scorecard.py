"""A scorecard's total: weighted lines, absent lines by policy, segments merged by days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Literal, TypeAlias

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import WHOLE, Figure, Missing, quotient

MissingPolicy: TypeAlias = Literal["renormalise", "zero", "hold_last", "block"]
_ZERO = Decimal(0)
POLICIES: tuple[MissingPolicy, ...] = ("renormalise", "zero", "hold_last", "block")


@dataclass(frozen=True)
class WeightedLine:
    """One line of a scorecard."""

    key: str  #: stable id of the line
    weight: Decimal  #: in any one scale: 40/30/30 or 0.4/0.3/0.3
    score: Figure  #: points; of a held line those it held from the period before
    missing_policy: str = ""  #: of this line; empty = that of the card


@dataclass(frozen=True)
class CardTotal:
    """The total of a scorecard and the share each line has in it."""

    total: Figure  #: points
    effective_weights: dict[str, Decimal]  #: line key -> fraction of 1 that counted
    weighted: dict[str, Figure]  #: line key -> points it brings to the total


def total(lines: Sequence[WeightedLine], *, missing_policy: str = "renormalise") -> CardTotal:
    """Add up a scorecard.

    Shape:    weighted lines -> total, effective weight and weighted points per line.
    Units:    weights in one scale of any size; effective weights are fractions that add up to 1.
    Law:      total = sum of weight x score / sum of weight, with one division at the end.
    Missing:  renormalise spreads an absent weight over the lines that have a score; zero counts
              the absent line as 0; block makes the total missing; hold_last counts the score the
              caller held from before, and without one it blocks. A line's own policy goes before
              that of the card. No score at all: missing, whatever the policy.
    Errors:   Refusal("weight_negative"), Refusal("missing_policy_unknown").
    Source:   docs/methods/scorecard.md

    >>> lines = [WeightedLine("a", Decimal("0.4"), Decimal("92.8")),
    ...          WeightedLine("b", Decimal("0.3"), Decimal(88)),
    ...          WeightedLine("c", Decimal("0.3"), Decimal(95))]
    >>> total(lines, missing_policy="renormalise").total
    Decimal('92.02')
    """
    policies = {line.key: line.missing_policy or missing_policy for line in lines}
    for policy in {missing_policy, *policies.values()}:
        if policy not in POLICIES:
            raise Refusal("missing_policy_unknown", policy=policy)
    for line in lines:
        if line.weight < 0:
            raise Refusal("weight_negative", line=line.key, weight=str(line.weight))
    counting = [line for line in lines if policies[line.key] != "renormalise" or not isinstance(line.score, Missing)]
    whole = _sum([line.weight for line in counting])
    absent = _reason_without_total(lines, policies)
    if absent is None and not whole:
        absent = Missing("no_value")
    points = {line.key: WHOLE.multiply(line.weight, _points(line)) for line in counting}
    weights = {line.key: line.weight for line in counting}
    return CardTotal(
        _part(_sum(points.values()), whole) if absent is None else absent,
        {line.key: _part(weights.get(line.key, _ZERO), whole) for line in lines},
        {
            line.key: line.score
            if isinstance(line.score, Missing) and policies[line.key] != "zero"
            else _part(points[line.key], whole)
            for line in lines
        },
    )


def merge_segments(parts: Sequence[tuple[int, Figure]], *, skip_missing: bool = False) -> Figure:
    """Merge the totals of a person's segments by days.

    Shape:    (days, total) per segment -> one total.
    Missing:  one missing segment makes the merged total missing; skip_missing leaves it out.
    Errors:   Refusal("segment_days_negative").
    Source:   docs/methods/segments.md

    >>> merged = merge_segments([(120, Decimal(90)), (245, Decimal(110))])
    >>> merged.quantize(Decimal("0.000001"))
    Decimal('103.424658')
    """
    weighted, days = _ZERO, 0
    for length, figure in parts:
        if length < 0:
            raise Refusal("segment_days_negative", days=length)
        if isinstance(figure, Missing):
            if not skip_missing:
                return figure
            continue
        weighted = WHOLE.add(weighted, WHOLE.multiply(Decimal(length), figure))
        days += length
    return quotient(weighted, Decimal(days)) if days else Missing("no_value")


def _sum(parts: Iterable[Decimal]) -> Decimal:
    return reduce(WHOLE.add, parts, _ZERO)


def _part(points: Decimal, whole: Decimal) -> Decimal:
    """Divided once, at the end; a card whose weights are all 0 has no part."""
    return quotient(points, whole) if whole else _ZERO


def _points(line: WeightedLine) -> Decimal:
    return _ZERO if isinstance(line.score, Missing) else line.score


def _reason_without_total(lines: Sequence[WeightedLine], policies: Mapping[str, str]) -> Missing | None:
    absent = [line.score for line in lines if isinstance(line.score, Missing)]
    blocking = [
        line.score for line in lines if isinstance(line.score, Missing) and policies[line.key] in ("block", "hold_last")
    ]
    if blocking:
        return blocking[0]
    return absent[0] if absent and len(absent) == len(lines) else None
