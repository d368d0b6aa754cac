"""One side of a comparison: the figures of a period as reported, as they are now, and under another organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.governance.archive.comparison_rows import ComparedFigure
from kpiloop.governance.archive.models import Close, FrozenFigure
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import KpiRow
from kpiloop.loop.track import selectors as track

#: (KPI, subject)
Key = tuple[int, int]
#: Kinds of longer periods that are compared, in the window of their last month that holds them.
LONG_KINDS = ("quarter", "half", "year")


@dataclass(frozen=True)
class Judged:
    """What a month was judged against."""

    target: Decimal | None  #: target
    light: str  #: light


def side_figures(viewer: Actor, period: PeriodRow, under: date | None) -> dict[Key, ComparedFigure]:
    """Figures of every visible subject in a period; `under` counts units over the tree of one day."""
    month = calendar.months_of(viewer, period)[-1] if period.kind != "month" else period
    kpis = kpis_of(viewer, period)
    long = _long_window(viewer, period, month)
    reported = _by_key(measure.frozen_values(viewer, period_code=month.code), kpis, long)
    windows = {window_of(kpi, long) for kpi in kpis.values()}
    live: dict[Key, ValueRow] = {}
    for window in sorted(windows):
        found = measure.values(viewer, period_codes=[month.code], window=window)
        live |= _by_key(found, kpis, long)
    restated = _restated(viewer, month, under, kpis, long) if under is not None else None
    judged = _judged(viewer, period)
    keys = set(restated) if restated is not None else set(reported) | set(live)
    return {key: _figure(key, reported, live, restated, judged) for key in keys}


def window_of(kpi: KpiRow, long: str) -> str:
    """The window a KPI is compared in: that of a longer period, or in a month the one it is judged on."""
    return long or kpi.judged_on


def _long_window(viewer: Actor, period: PeriodRow, last: PeriodRow) -> str:
    """The window of its last month that holds a longer period; empty for a month."""
    if period.kind == "half":
        return measure.halves_until(viewer, last, count=1)[0].window
    return {"quarter": "qtd", "year": "ytd"}.get(period.kind, "")


def kpis_of(viewer: Actor, period: PeriodRow) -> Mapping[int, KpiRow]:
    """KPIs as they were defined at the end of a period, by key."""
    return {row.id: row for row in plan.kpis(viewer, on=period.ends_before - timedelta(days=1))}


def _by_key(rows: list[ValueRow], kpis: Mapping[int, KpiRow], long: str) -> dict[Key, ValueRow]:
    return {
        (row.kpi_id, row.subject_id): row
        for row in rows
        if row.kpi_id in kpis and row.window == window_of(kpis[row.kpi_id], long)
    }


def _restated(
    viewer: Actor, month: PeriodRow, under: date, kpis: Mapping[int, KpiRow], long: str
) -> dict[Key, Decimal | None]:
    windows = sorted({window_of(kpi, long) for kpi in kpis.values()})
    return {
        (row.kpi_id, row.subject_id): row.actual
        for row in measure.restated_values(viewer, period_code=month.code, under=under, windows=windows)
        if row.kpi_id in kpis and row.window == window_of(kpis[row.kpi_id], long)
        if row.actual is not None or row.reason != "no_rows"
    }


def _judged(viewer: Actor, period: PeriodRow) -> dict[Key, Judged]:
    """Targets and lights of a month; a closed month keeps those of its close."""
    if period.kind != "month":
        return {}
    found = {
        (row.assignment.kpi.id, row.assignment.subject.id): Judged(row.target, row.light)
        for row in track.statuses(viewer, period_codes=[period.code])
    }
    close = Close.objects.filter(period_id=period.id).order_by("-revision").first()
    frozen = FrozenFigure.objects.filter(close=close).select_related("assignment") if close else ()
    for row in frozen:
        key = (row.assignment.kpi_id, row.assignment.subject_id)
        if key in found:
            found[key] = Judged(row.target_figure, row.light)
    return found


def _figure(
    key: Key,
    reported: Mapping[Key, ValueRow],
    live: Mapping[Key, ValueRow],
    restated: Mapping[Key, Decimal | None] | None,
    judged: Mapping[Key, Judged],
) -> ComparedFigure:
    held, now = reported.get(key), live.get(key)
    as_reported = held.actual if held else None
    as_now = now.actual if now else None
    other = restated.get(key) if restated is not None else None
    own = as_reported if held else as_now
    found = judged.get(key)
    return ComparedFigure(
        reported=as_reported,
        live=as_now,
        restated=other,
        target=found.target if found else None,
        # A light judged the figure of its own organisation; under another one it would mislead.
        light=found.light if found and restated is None else "",
        is_frozen=held is not None,
        figure=other if restated is not None else own,
    )
