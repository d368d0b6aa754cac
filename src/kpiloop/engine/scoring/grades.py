"""Grades: which band a total falls into and the factor that band pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import EXACT, SLACK, Figure, Missing


@dataclass(frozen=True)
class Band:
    """One grade of a scheme."""

    grade: str  #: S, A, B, ...
    lower: Decimal  #: first total that earns it
    upper: Decimal | None  #: first total above it; None = open
    factor: Decimal  #: individual factor the grade pays


def grade_of(total: Figure, bands: Sequence[Band]) -> Band | None:
    """Find the grade of a total.

    Units:    total and limits in points.
    Law:      a total on a limit belongs to the better grade, with a slack of 1e-12.
    Missing:  no grade for a missing total, nor for one outside all bands.

    >>> bands = [Band("A", Decimal(90), None, Decimal("1.2")),
    ...          Band("B", Decimal(0), Decimal(90), Decimal(1))]
    >>> grade_of(Decimal(90), bands).grade, grade_of(Missing("no_value"), bands)
    ('A', None)
    """
    if isinstance(total, Missing):
        return None
    nudged = EXACT.add(total, SLACK)
    for band in bands:
        if band.lower <= nudged and (band.upper is None or nudged < band.upper):
            return band
    return None


def validate_bands(bands: Sequence[Band]) -> None:
    """Refuse a grade table with a gap, an overlap or a grade twice, before it is saved.

    Shape:    bands in any order -> nothing, or a refusal.
    Errors:   Refusal("grade_bands_empty"), Refusal("grade_repeated"), Refusal("grade_band_empty"),
              Refusal("grade_bands_gap"), Refusal("grade_bands_overlap").

    >>> validate_bands([Band("A", Decimal(90), None, Decimal(1)),
    ...                 Band("B", Decimal(0), Decimal(90), Decimal(1))])
    """
    if not bands:
        raise Refusal("grade_bands_empty")
    ordered = sorted(bands, key=lambda band: band.lower)
    seen: set[str] = set()
    for band in ordered:
        if band.grade in seen:
            raise Refusal("grade_repeated", grade=band.grade)
        if band.upper is not None and band.upper <= band.lower:
            raise Refusal("grade_band_empty", grade=band.grade)
        seen.add(band.grade)
    for below, above in pairwise(ordered):
        if below.upper is None or below.upper > above.lower:
            raise Refusal("grade_bands_overlap", lower=below.grade, upper=above.grade)
        if below.upper < above.lower:
            raise Refusal("grade_bands_gap", lower=below.grade, upper=above.grade)
