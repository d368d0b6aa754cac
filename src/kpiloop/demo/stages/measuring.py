"""Measure and track: formulas, every value of 24 months, lights and alerts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kpiloop.demo.design import Design
from kpiloop.demo.kpis import KPIS, formula_of
from kpiloop.demo.people import Cast
from kpiloop.loop.measure import services as measure
from kpiloop.loop.measure.rows import NewFormula
from kpiloop.loop.track import services as track


def measure_company(design: Design, cast: Cast, now: datetime, tell: Callable[[str, int, int], None]) -> dict[str, int]:
    """Say how KPIs are computed, compute and judge all months; returns counts for the summary."""
    start, first, last = design.months[0].start, design.months[0].code, design.months[-1].code
    formulas = [NewFormula(kpi.code, formula_of(design, kpi), start) for kpi in KPIS]
    measure.set_formulas(cast.admin, formulas=formulas)
    run = measure.run_periods(cast.admin, first=first, last=last, now=now, progress=tell)
    tell("track", 0, 1)
    judged = track.assess(cast.admin, first=first, last=last, now=now)
    tell("track", 1, 1)
    return {
        "values": run.values_written,
        "failures": len(run.failures),
        "statuses": judged.statuses,
        "alerts": judged.opened,
    }
