"""Last year's months of a KPI: what a seasonal shape and shares by history are taken from."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.plan.rows import AssignmentRow


def prior_months(viewer: Actor, year: int, rows: Iterable[AssignmentRow]) -> dict[tuple[int, int], tuple[Decimal, ...]]:
    """Last year's months of every flow whose twelve months are all there."""
    flows = {row.kpi.code for row in rows if row.kpi.time_kind == "flow"}
    months = calendar.periods(viewer, kind="month", fiscal_year=year - 1) if flows else ()
    if not months or not viewer.may("values.view"):
        return {}
    values = measure.values(viewer, period_codes=[month.code for month in months], kpi_codes=flows)
    held: dict[tuple[int, int], dict[str, Decimal]] = {}
    for value in values:
        if value.actual is not None and value.state == "complete":
            held.setdefault((value.kpi_id, value.subject_id), {})[value.period_code] = value.actual
    return {
        key: tuple(figures[month.code] for month in months)
        for key, figures in held.items()
        if len(figures) == len(months)
    }
