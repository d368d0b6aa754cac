"""Figures, names and words as the terminal shows them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import get_language

from kpiloop.engine.targets.band import Band
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.org.rows import PersonRow, SubjectRow
from kpiloop.interfaces.wording.formats import MISSING
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan.rows import KpiRow


def name(row: SubjectRow | PersonRow | KpiRow | None) -> str:
    """Name in the reader's language."""
    return row.name(get_language() or "zh-hans") if row is not None else MISSING


def full(figure: Figure | None) -> str:
    """A figure with every digit it has and no more."""
    if figure is None or isinstance(figure, Missing):
        return MISSING
    return f"{trimmed(figure):,f}"


def target_text(figure: Decimal | None, band: Band | None) -> str:
    """A target with full precision: a figure, or both bounds."""
    return full(figure) if band is None else f"{full(band.low)}..{full(band.high)}"


def percent(figure: Figure | None) -> str:
    """A fraction as a percentage with one decimal."""
    if figure is None or isinstance(figure, Missing):
        return MISSING
    return f"{figure * 100:.1f}%"


def trimmed(figure: Decimal) -> Decimal:
    """The same figure without trailing zeros, never in scientific notation."""
    whole = figure.to_integral_value()
    return whole if figure == whole else figure.normalize()


def word(group: str, value: str) -> str:
    """Word of a choice."""
    return label(f"{group}.{value}")
