"""A scorecard's total: weighted lines, absent lines by policy, segments merged by days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import Figure, Missing, from_fraction

MissingPolicy: TypeAlias = Literal["renormalise", "zero", "block"]
POLICIES: tuple[MissingPolicy, ...] = ("renormalise", "zero", "block")


@dataclass(frozen=True)
class WeightedLine:
    """One line of a scorecard."""

    key: str  #: stable id of the line
    weight: Decimal  #: in any one scale: 40/30/30 or 0.4/0.3/0.3
    score: Figure  #: points


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
              the absent line as 0; block makes the total missing. No score at all: missing,
              whatever the policy.
    Errors:   Refusal("weight_negative"), Refusal("missing_policy_unknown").
    Source:   docs/methods/scorecard.md

    >>> lines = [WeightedLine("a", Decimal("0.4"), Decimal("92.8")),
    ...          WeightedLine("b", Decimal("0.3"), Decimal(88)),
    ...          WeightedLine("c", Decimal("0.3"), Decimal(95))]
    >>> total(lines, missing_policy="renormalise").total
    Decimal('92.02')
    """
    if missing_policy not in POLICIES:
        raise Refusal("missing_policy_unknown", policy=missing_policy)
    for line in lines:
        if line.weight < 0:
            raise Refusal("weight_negative", line=line.key, weight=str(line.weight))
    counting = [line for line in lines if missing_policy != "renormalise" or not isinstance(line.score, Missing)]
    whole = sum((Fraction(line.weight) for line in counting), Fraction(0))
    absent = _reason_without_total(lines, missing_policy)
    if absent is None and not whole:
        absent = Missing("no_value")
    shares = {line.key: Fraction(line.weight) / whole if whole else Fraction(0) for line in counting}
    reached = sum((shares[line.key] * _points(line) for line in counting), Fraction(0))
    return CardTotal(
        from_fraction(reached) if absent is None else absent,
        {line.key: from_fraction(shares.get(line.key, Fraction(0))) for line in lines},
        {line.key: _weighted(line, shares, missing_policy) for line in lines},
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
    weighted, days = Fraction(0), 0
    for length, figure in parts:
        if length < 0:
            raise Refusal("segment_days_negative", days=length)
        if isinstance(figure, Missing):
            if not skip_missing:
                return figure
            continue
        weighted += length * Fraction(figure)
        days += length
    return from_fraction(weighted / days) if days else Missing("no_value")


def _points(line: WeightedLine) -> Fraction:
    return Fraction(0) if isinstance(line.score, Missing) else Fraction(line.score)


def _weighted(line: WeightedLine, shares: dict[str, Fraction], policy: str) -> Figure:
    if isinstance(line.score, Missing) and policy != "zero":
        return line.score
    return from_fraction(shares[line.key] * _points(line))


def _reason_without_total(lines: Sequence[WeightedLine], policy: str) -> Missing | None:
    absent = [line.score for line in lines if isinstance(line.score, Missing)]
    if absent and (policy == "block" or len(absent) == len(lines)):
        return absent[0]
    return None
