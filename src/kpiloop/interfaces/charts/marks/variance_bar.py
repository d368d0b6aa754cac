"""A signed bar beside a signed figure; all bars of one table share one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.values import Figure


@dataclass(frozen=True)
class VarianceBar:
    """Geometry of one bar."""

    width: int  #: pixels of the whole picture
    zero: str  #: place of the zero line
    x: str  #: left edge of the bar
    length: str  #: length of the bar
    judgement: str  #: better, worse or neutral


@dataclass(frozen=True)
class Scale:
    """What all bars of one table have in common."""

    width: int  #: pixels
    per_unit: Decimal  #: pixels for one unit of the figure
    zero: Decimal  #: place of zero


def scale_of(figures: Sequence[Figure | None], *, width: int = 72) -> Scale:
    """The scale on which the longest bar of a table fills its side."""
    known = [figure for figure in figures if isinstance(figure, Decimal)]
    low, high = min([*known, Decimal(0)]), max([*known, Decimal(0)])
    span = high - low
    if span == 0:
        return Scale(width=width, per_unit=Decimal(0), zero=Decimal(width) / 2)
    per_unit = Decimal(width - 2) / span
    return Scale(width=width, per_unit=per_unit, zero=1 - low * per_unit)


def variance_bar(figure: Figure | None, scale: Scale, *, judgement: str) -> VarianceBar | None:
    """The bar of one figure; None where there is no figure."""
    if not isinstance(figure, Decimal):
        return None
    length = abs(figure) * scale.per_unit
    start = scale.zero - length if figure < 0 else scale.zero
    return VarianceBar(
        width=scale.width, zero=f"{scale.zero:.1f}", x=f"{start:.1f}", length=f"{length:.1f}", judgement=judgement
    )
