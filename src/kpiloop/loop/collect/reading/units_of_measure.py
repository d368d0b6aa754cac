"""Units written beside figures: 万元 multiplies, % divides, 天 changes nothing."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.loop.collect.cleaning.texts import Cell, means_nothing, tidy
from kpiloop.loop.collect.one_sheet.words import measure_unit


def factor_of(written: Cell) -> Decimal | None:
    """What a figure is multiplied with to stand in the plain unit; None for a word nobody knows.

    >>> str(factor_of("万元")), str(factor_of("%")), str(factor_of("天")), factor_of("华东")
    ('10000', '0.01', '1', None)
    """
    if means_nothing(written):
        return Decimal(1)
    found = measure_unit(tidy(written))
    if found is None:
        return None
    return Decimal("0.01") if found.code == "percent" else found.factor


def is_measure_unit(written: Cell) -> bool:
    """Whether a text names a unit of measurement."""
    return not means_nothing(written) and factor_of(written) is not None
