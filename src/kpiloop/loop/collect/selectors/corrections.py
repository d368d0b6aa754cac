"""Reading corrections: before beside after."""

from __future__ import annotations

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.loop.collect.models import Correction
from kpiloop.loop.collect.row_building import correction_row
from kpiloop.loop.collect.rows import CorrectionRow


def corrections(
    viewer: Actor, *, dataset: str | None = None, state: str | None = None, limit: int | None = None
) -> tuple[CorrectionRow, ...]:
    """Corrections, newest first, decided ones too."""
    require(viewer, "sources.view")
    found = Correction.objects.order_by("-pk")
    if dataset is not None:
        found = found.filter(dataset=dataset)
    if state is not None:
        found = found.filter(state=state)
    return tuple(correction_row(row) for row in found[:limit])
