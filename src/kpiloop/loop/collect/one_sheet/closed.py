"""Figures of closed months: an equal one is no change, another one waits with its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from kpiloop.engine.values import EXACT
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.collect.cleaning.texts import same_name
from kpiloop.loop.collect.engine_io import submissions_for
from kpiloop.loop.collect.one_sheet.intent import Intent, LineIntent
from kpiloop.loop.collect.one_sheet.lines import BadCell
from kpiloop.loop.collect.one_sheet.organisation import Cast
from kpiloop.loop.collect.one_sheet.planning import PlanOutcome
from kpiloop.loop.plan import engine_io as plan_io

_PLACES = Decimal("0.00000001")  # as stored


def set_closed_aside(intent: Intent, outcome: PlanOutcome, cast: Cast, months: Mapping[date, PeriodRow]) -> None:
    """Take changed figures of closed months out of the intent."""
    closed = {month: row for month, row in months.items() if row.is_closed}
    if not closed:
        return
    periods = [row.id for row in closed.values()]
    targets = plan_io.targets_for(periods)
    values = submissions_for(periods)
    subjects = org_io.subjects_by_code()
    kpi_ids = {row.code: row.id for row in plan_io.published_definitions(max(months)).values()}

    def stored(line: LineIntent, kind: str, month: date) -> Decimal | None:
        period = closed[month].id
        if kind == "target":
            target = targets.get((outcome.assignments.get(line.line, 0), period))
            return target.target if target else None
        kpi_id = kpi_ids[outcome.kpis[same_name(line.kpi)]]
        value = values.get((kpi_id, subjects[cast.unit_of(line)].id, period))
        return value.value if value else None

    for place, line in enumerate(intent.lines):
        kept: dict[str, dict[date, Decimal]] = {"target": dict(line.targets), "actual": dict(line.actuals)}
        for (kind, month), cell in line.cells.items():
            figure = kept[kind].get(month)
            if month not in closed or figure is None or _is_same(stored(line, kind, month), figure):
                continue
            del kept[kind][month]
            fields = {"period": closed[month].code}
            intent.bad.append(BadCell(cell.cell, cell.line, line.kpi, str(cell.number.value), "period_closed", fields))
        intent.lines[place] = replace(line, targets=kept["target"], actuals=kept["actual"])


def _is_same(stored: Decimal | None, figure: Decimal) -> bool:
    return stored is not None and stored.quantize(_PLACES, context=EXACT) == figure.quantize(_PLACES, context=EXACT)
