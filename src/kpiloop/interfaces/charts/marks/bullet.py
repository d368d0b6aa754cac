"""Actual against target on one bar: bands in greys, a dark bar, a dark tick."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.values import Figure

WIDTH = 100  # parts of the full width; the picture stretches to its card


@dataclass(frozen=True)
class Band:
    """One background band."""

    kind: str  #: b1 missed, b2 at risk, b3 on target
    x: str  #: left edge, parts of WIDTH
    width: str  #: parts of WIDTH


@dataclass(frozen=True)
class Bullet:
    """Geometry of one bullet bar."""

    bands: tuple[Band, ...]  #: left to right
    value: str  #: length of the bar; empty when there is no actual
    tick: str  #: place of the target


def bullet(
    actual: Figure | None, *, target: Decimal, at_risk_from: Decimal, is_lower_better: bool = False
) -> Bullet | None:
    """Geometry of a bullet bar, or None where a bar from zero says nothing (target zero or below)."""
    if target <= 0:
        return None
    shown = actual if isinstance(actual, Decimal) and actual > 0 else Decimal(0)
    end = max(target * Decimal("1.2"), shown * Decimal("1.04"), at_risk_from * Decimal("1.12"))
    marks = sorted((target, at_risk_from))
    kinds = ("b3", "b2", "b1") if is_lower_better else ("b1", "b2", "b3")
    edges = [Decimal(0), *marks, end]
    bands = tuple(
        Band(kind=kind, x=_part(left, end), width=_part(right - left, end))
        for kind, left, right in zip(kinds, edges[:-1], edges[1:], strict=True)
        if right > left
    )
    return Bullet(
        bands=bands,
        value=_part(shown, end) if isinstance(actual, Decimal) else "",
        tick=_part(target, end),
    )


def _part(length: Decimal, end: Decimal) -> str:
    return f"{length / end * WIDTH:.2f}"
