"""A pay or score curve of a few words' width, with the own point on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, PAD = 76, 34, 3


@dataclass(frozen=True)
class Curve:
    """Geometry of one curve."""

    width: int  #: pixels
    height: int  #: pixels
    points: str  #: list of points
    here_x: str  #: own point; empty when outside the curve
    here_y: str  #: likewise


def curve(points: Sequence[tuple[Decimal, Decimal]], *, here: tuple[Decimal, Decimal] | None = None) -> Curve:
    """Place a curve given by its corners, and one point on it, in a small picture."""
    columns, rows = [x for x, _ in points], [y for _, y in points]
    low_x, high_x, low_y, high_y = min(columns), max(columns), min(rows), max(rows)

    def place(x: Decimal, y: Decimal) -> tuple[str, str]:
        across = (x - low_x) / (high_x - low_x) if high_x > low_x else Decimal(0)
        up = (y - low_y) / (high_y - low_y) if high_y > low_y else Decimal(0)
        return f"{PAD + across * (WIDTH - 2 * PAD):.1f}", f"{HEIGHT - PAD - 2 - up * (HEIGHT - 2 * PAD - 2):.1f}"

    text = " ".join(",".join(place(x, y)) for x, y in points)
    inside = here is not None and low_x <= here[0] <= high_x
    here_x, here_y = place(*here) if here is not None and inside else ("", "")
    return Curve(width=WIDTH, height=HEIGHT, points=text, here_x=here_x, here_y=here_y)
