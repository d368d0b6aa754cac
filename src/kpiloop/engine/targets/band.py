"""A target that is a range: within it everything is on target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.values import EXACT, Figure, Missing, sum_of

_STORED = Decimal("0.00000001")


@dataclass(frozen=True)
class Band:
    """The lowest and the highest figure that are on target, both included."""

    low: Decimal  #: lower bound, in the unit of the figure
    high: Decimal  #: upper bound

    @property
    def middle(self) -> Decimal:
        """The figure that stands for the band where one figure is asked for."""
        return EXACT.divide(EXACT.add(self.low, self.high), Decimal(2))

    def stands_for(self, figure: Decimal | None) -> bool:
        """Whether a stored figure, of eight places, is the middle.

        >>> Band(Decimal("0.00000001"), Decimal("0.00000002")).stands_for(Decimal("0.00000002"))
        True
        """
        return figure is not None and self.middle.quantize(_STORED, context=EXACT) == figure.quantize(
            _STORED, context=EXACT
        )

    def excess(self, actual: Decimal) -> Decimal:
        """How far a figure lies outside: above 0 over the band, below 0 under it, 0 inside.

        >>> Band(Decimal(95), Decimal(105)).excess(Decimal(110)), Band(Decimal(95), Decimal(105)).excess(Decimal(94))
        (Decimal('5'), Decimal('-1'))
        """
        if actual < self.low:
            return EXACT.subtract(actual, self.low)
        return EXACT.subtract(actual, self.high) if actual > self.high else Decimal(0)

    def moved(self, to: Decimal) -> Band:
        """The band of the same width around another middle.

        >>> Band(Decimal(95), Decimal(105)).moved(Decimal(110))
        Band(low=Decimal('105'), high=Decimal('115'))
        """
        step = EXACT.subtract(to, self.middle)
        return Band(EXACT.add(self.low, step), EXACT.add(self.high, step))


def band_between(low: Decimal | None, high: Decimal | None) -> Band | None:
    """The band of two bounds that may be absent.

    Missing:  None unless both are there.

    >>> band_between(Decimal(1), None) is None
    True
    """
    return None if low is None or high is None else Band(low, high)


def band_of(target: Figure | None, parameters: Mapping[str, Decimal]) -> Band | None:
    """The band a definition means: its own bounds, else the target give or take the parameter band.

    Shape:    parameters lo, hi, band in the unit of the target.
    Missing:  None where a bound is not said and there is no target, or no band, to make it from.

    >>> band_of(Decimal(100), {"band": Decimal(5)})
    Band(low=Decimal('95'), high=Decimal('105'))
    """
    low, high, width = parameters.get("lo"), parameters.get("hi"), parameters.get("band")
    if low is None or high is None:
        if target is None or isinstance(target, Missing) or width is None:
            return None
        low = EXACT.subtract(target, width) if low is None else low
        high = EXACT.add(target, width) if high is None else high
    return Band(low, high)


def add_bands(bands: Sequence[Band | None]) -> Band | None:
    """The band of several months of a flow: lower bounds add up, and upper bounds.

    Missing:  a month without a band leaves the whole without one.

    >>> add_bands([Band(Decimal(1), Decimal(3)), Band(Decimal(2), Decimal(4))])
    Band(low=Decimal('3'), high=Decimal('7'))
    """
    known = [band for band in bands if band is not None]
    if not known or len(known) < len(bands):
        return None
    return Band(sum_of([band.low for band in known]), sum_of([band.high for band in known]))
