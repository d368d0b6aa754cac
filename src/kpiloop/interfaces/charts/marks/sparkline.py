"""A line of a few words' width: the last periods of one KPI, with its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.values import Figure, Missing

PAD = Decimal("2.5")  # keeps the last dot inside the picture


@dataclass(frozen=True)
class Sparkline:
    """Geometry of one sparkline; a missing period is a gap, never a zero."""

    width: int  #: pixels
    height: int  #: pixels
    lines: tuple[str, ...]  #: one list of points per run without a gap
    last_x: str  #: place of the dot on the last known value; empty when there is none
    last_y: str  #: likewise
    target_y: str  #: height of the dotted target line; empty when there is none


def sparkline(
    figures: Sequence[Figure | None], *, target: Figure | None = None, width: int = 60, height: int = 26
) -> Sparkline:
    """Place the figures of a series left to right on one scale."""
    known = [figure for figure in [*figures, target] if isinstance(figure, Decimal)]
    low, high = (min(known), max(known)) if known else (Decimal(0), Decimal(0))
    places = [_place(index, figure, len(figures), low, high, width, height) for index, figure in enumerate(figures)]
    last = next((place for place in reversed(places) if place is not None), None)
    has_target = isinstance(target, Decimal)
    return Sparkline(
        width=width,
        height=height,
        lines=_runs(places),
        last_x=_text(last[0]) if last else "",
        last_y=_text(last[1]) if last else "",
        target_y=_text(_height(target, low, high, height)) if has_target and last else "",  # type: ignore[arg-type]
    )


def _place(
    index: int, figure: Figure | None, count: int, low: Decimal, high: Decimal, width: int, height: int
) -> tuple[Decimal, Decimal] | None:
    if figure is None or isinstance(figure, Missing):
        return None
    step = (width - 2 * PAD) / max(count - 1, 1)
    return PAD + step * index, _height(figure, low, high, height)


def _height(figure: Decimal, low: Decimal, high: Decimal, height: int) -> Decimal:
    if high == low:
        return Decimal(height) / 2
    return PAD + (height - 2 * PAD) * (high - figure) / (high - low)


def _runs(places: Sequence[tuple[Decimal, Decimal] | None]) -> tuple[str, ...]:
    runs: list[list[str]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(f"{_text(place[0])},{_text(place[1])}")
    return tuple(" ".join(run) for run in runs if len(run) > 1)


def _text(length: Decimal) -> str:
    return f"{length:.1f}"
