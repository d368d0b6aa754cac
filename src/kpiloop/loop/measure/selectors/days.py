"""Figures of single days, cut to what the viewer may see."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.measure.computing import days as counted
from kpiloop.loop.measure.computing.days import MOST_DAYS, DayFigure

__all__ = ["MOST_DAYS", "DayFigure", "day_figures"]


def day_figures(
    viewer: Actor, *, kpi: str, subject_ids: Collection[int], first: date, last: date
) -> dict[int, tuple[DayFigure, ...]]:
    """A KPI of those of some subjects the viewer sees on the last day, on every day from first to last.

    Shape:    by subject one figure per day, oldest first; see `computing.days.day_figures`.
    Errors:   permission_denied, measure_kpi_unknown, measure_days_reported, measure_days_unsuited,
              measure_days_of_months, measure_days_wrong.
    """
    require(viewer, "values.view")
    visible = org.visible_subjects(viewer, on=last)
    seen = [key for key in subject_ids if visible.sees(key)]
    return counted.day_figures(kpi, seen, first, last)
