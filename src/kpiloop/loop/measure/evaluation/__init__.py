"""From cells to figures, with what each rests on."""

from __future__ import annotations

from kpiloop.loop.measure.choices import YTD
from kpiloop.loop.measure.evaluation.computed import Computed, Part, Slot, absent, year_to_date_of
from kpiloop.loop.measure.evaluation.sheet import Sheet

__all__ = ["YTD", "Computed", "Part", "Sheet", "Slot", "absent", "year_to_date_of"]
