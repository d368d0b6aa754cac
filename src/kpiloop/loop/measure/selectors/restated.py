"""What a month would have shown under the organisation of another day: computed, never stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.measure.choices import MONTH
from kpiloop.loop.measure.computing.months import prepare_computation
from kpiloop.loop.measure.counting.spans import month_shifter


@dataclass(frozen=True)
class RestatedRow:
    """A figure of a unit under another organisation."""

    kpi_id: int  #: KPI
    subject_id: int  #: unit
    window: str  #: month, qtd or ytd
    actual: Decimal | None  #: the figure in the KPI's unit; None when missing
    reason: str  #: why it is missing


def restated_values(
    viewer: Actor, *, period_code: str, under: date, windows: Collection[str] = (MONTH,), held_constant: bool = False
) -> list[RestatedRow]:
    """Figures of units in a month, counted over the tree of one day.

    Shape:    month code, day of the organisation -> one row per KPI and visible unit of that day. With
              `held_constant` every amount is converted at constant rates: the change without that of currencies.
    Law:      a closed month is counted from the facts its close pinned, so that only the organisation
              differs from what was reported. A unit is seen by whom may see it at the end of the month
              and on the day of the organisation.
    Missing:  a figure without rows is missing with its reason, never 0.
    """
    require(viewer, "values.view")
    period = calendar.period(viewer, period_code)
    days = (under, period.ends_before - timedelta(days=1))
    visible = [org.visible_subjects(viewer, on=day) for day in days]
    version = period.warehouse_version if period.is_closed else warehouse.current_version_number()
    months = _months_named(viewer, period, windows)
    computation = prepare_computation(
        viewer, months=months, version=version, kpis=None, under=under, held_constant=held_constant
    )
    sheet = computation.sheet
    found = []
    for kpi_id in sorted(sheet.definitions[period.code]):
        for unit_id in computation.units[period.code]:
            for window in windows if all(seen.sees(unit_id) for seen in visible) else ():
                figure = sheet.compute((kpi_id, unit_id, period.code, window)).figure
                found.append(_row(kpi_id, unit_id, window, figure))
    return found


def _row(kpi_id: int, unit_id: int, window: str, figure: Figure) -> RestatedRow:
    if isinstance(figure, Missing):
        return RestatedRow(kpi_id, unit_id, window, None, figure.reason)
    return RestatedRow(kpi_id, unit_id, window, figure, "")


def _months_named(viewer: Actor, period: PeriodRow, windows: Collection[str]) -> list[PeriodRow]:
    """The month and those a formula of it may name: these have to be counted over the same tree."""
    shift = month_shifter(calendar.engine_calendar(viewer), calendar.periods(viewer))
    named = [shift(period, "prior_year", MONTH), *(shift(period, "prior_period", window) for window in windows)]
    before = {row.code: row for row in named if row is not None}
    return sorted((*before.values(), period), key=lambda row: row.starts_on)
