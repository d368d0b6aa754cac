"""The range a scored line was judged by, read from what the line keeps of its rule."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.engine.targets.band import Band, band_of
from kpiloop.loop.reward.models import ScoreLine


def band_used(line: ScoreLine) -> Band | None:
    """Bounds of a line judged by a range; None for every other method."""
    rule = {name: str(value) for name, value in line.achievement_rule.items()}
    if rule.pop("method", "") != "range":
        return None
    return band_of(line.target_figure, {name: Decimal(value) for name, value in rule.items() if value})
