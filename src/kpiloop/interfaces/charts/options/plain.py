"""Parts that options share: labels, category axis, and the notation of actual, plan, prior, forecast."""

from __future__ import annotations

from collections.abc import Sequence

from kpiloop.interfaces.charts.palette import colour


def label(text: str, token: str, *, position: str, size: int = 13) -> dict[str, object]:
    """A figure written at its mark; the text is fixed, no formatter runs."""
    return {
        "show": True,
        "position": position,
        "distance": 5,
        "formatter": text.replace("{", "").replace("}", ""),
        "color": colour(token),
        "fontSize": size,
        "fontWeight": 600,
    }


def names(words: Sequence[str]) -> dict[str, object]:
    """A category axis with every word shown."""
    return {
        "type": "category",
        "data": list(words),
        "axisTick": {"show": False},
        "axisLine": {"lineStyle": {"color": colour("ch-axis")}},
        "axisLabel": {"interval": 0, "color": colour("ink-2"), "fontSize": 12, "margin": 9},
    }


def notation(kind: str) -> dict[str, object]:
    """Fill of a column by what it stands for: actual solid, prior lighter, plan outlined, forecast hatched."""
    if kind == "plan":
        return {"color": colour("surface"), "borderColor": colour("ch-plan"), "borderWidth": 1.5}
    if kind == "forecast":
        return {"color": colour("surface"), "borderColor": colour("ch-forecast"), "borderWidth": 1, "decal": hatch()}
    return {"color": colour("ch-prior" if kind == "prior" else "ch-actual")}


def hatch() -> dict[str, object]:
    """Diagonal lines, the mark of a forecast."""
    return {
        "symbol": "rect",
        "color": colour("ch-forecast"),
        "dashArrayX": [1, 0],
        "dashArrayY": [1, 5],
        "rotation": -0.785,
    }
