"""Targets of one calendar read in another: by overlapping days, with totals conserved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kpiloop.engine.targets.sharing import share_target
from kpiloop.engine.values import Figure, Missing, from_fraction, sum_of


@dataclass(frozen=True)
class Span:
    """Days from one to the one before another."""

    starts_on: date  #: first day
    ends_before: date  #: first day after

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.ends_before - self.starts_on).days


def overlap(one: Span, other: Span) -> int:
    """Count the days that two spans have in common.

    Shape:    two spans -> number of days, 0 when they do not touch.

    >>> overlap(Span(date(2026, 1, 1), date(2026, 2, 1)), Span(date(2026, 1, 29), date(2026, 2, 5)))
    3
    """
    return max(0, (min(one.ends_before, other.ends_before) - max(one.starts_on, other.starts_on)).days)


def convert_sums(
    spans: Sequence[Span], figures: Sequence[Figure], into: Sequence[Span], *, places: int = 2
) -> tuple[Figure, ...]:
    """Read targets that add up over time (flows) in other periods.

    Shape:    spans that do not overlap with a figure each -> one figure per span wanted.
    Units:    the unit of the figures; results have at most `places` decimals, or as many as a figure needs.
    Law:      every figure is shared out over its days; where the wanted spans cover a given span
              completely and once, its figure arrives to the last digit.
    Missing:  a wanted span that is not covered to the last day, or touches a missing figure.

    >>> months = [Span(date(2026, 1, 1), date(2026, 2, 1)), Span(date(2026, 2, 1), date(2026, 3, 1))]
    >>> weeks = [Span(date(2026, 1, 1), date(2026, 1, 29)), Span(date(2026, 1, 29), date(2026, 3, 1))]
    >>> convert_sums(months, [Decimal(310), Decimal(280)], weeks)
    (Decimal('280.00'), Decimal('310.00'))
    """
    arrived: list[list[Figure]] = [[] for _ in into]
    for span, figure in zip(spans, figures, strict=True):
        for place, part in _shared(span, figure, into, places).items():
            arrived[place].append(part)
    return tuple(
        _sum(parts) if _covered(spans, wanted) else Missing("no_target")
        for parts, wanted in zip(arrived, into, strict=True)
    )


def convert_means(spans: Sequence[Span], figures: Sequence[Figure], into: Sequence[Span]) -> tuple[Figure, ...]:
    """Read targets that are averages or levels (stocks, ratios) in other periods, weighted by days.

    Shape:    spans that do not overlap with a figure each -> one figure per span wanted, unrounded.
    Law:      a wanted span inside one given span has its figure; else the mean over its days.
    Missing:  a wanted span that is not covered to the last day, or touches a missing figure.
    """
    found: list[Figure] = []
    for wanted in into:
        parts = [(overlap(span, wanted), figure) for span, figure in zip(spans, figures, strict=True)]
        touching = [(days, figure) for days, figure in parts if days]
        known = [(days, figure) for days, figure in touching if not isinstance(figure, Missing)]
        if len(known) < len(touching) or not _covered(spans, wanted):
            found.append(Missing("no_target"))
            continue
        total = sum((Fraction(figure) * days for days, figure in known), Fraction(0))
        found.append(from_fraction(total / wanted.days))
    return tuple(found)


def _shared(span: Span, figure: Figure, into: Sequence[Span], places: int) -> dict[int, Figure]:
    """What one figure gives to each wanted span it touches."""
    days = {place: shared for place, wanted in enumerate(into) if (shared := overlap(span, wanted))}
    if isinstance(figure, Missing):
        return dict.fromkeys(days, figure)
    weights = {f"{place:06d}": Decimal(shared) for place, shared in days.items()}
    outside = span.days - sum(days.values())
    if outside > 0:
        weights["outside"] = Decimal(outside)
    shares = share_target(figure, weights, places=places) if weights else {}
    return {place: shares[f"{place:06d}"] for place in days}


def _covered(spans: Sequence[Span], wanted: Span) -> bool:
    return wanted.days > 0 and sum(overlap(span, wanted) for span in spans) == wanted.days


def _sum(parts: Sequence[Figure]) -> Figure:
    known = [part for part in parts if not isinstance(part, Missing)]
    return sum_of(known) if len(known) == len(parts) else Missing("no_target")
