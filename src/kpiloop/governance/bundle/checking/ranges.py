"""Targets that are a range: both bounds, the right way round, of a KPI judged by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial

from kpiloop.engine.errors import Refusal
from kpiloop.engine.scoring.parameters import number_from
from kpiloop.engine.targets.band import band_between
from kpiloop.governance.bundle.checking.refusing import refused
from kpiloop.governance.bundle.rows import Bundle, Fault, Row
from kpiloop.governance.bundle.spelling import written
from kpiloop.loop.plan.targeting.ranges import check_range


def range_faults(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """Half a range, bounds upside down, and ranges of KPIs that are judged by a figure."""
    kpis = {written(row.values.get("code")): row for each in (held, bundle) for row in each.rows("kpis")}
    for row in bundle.rows("targets"):
        figure, low, high = (_figure(row, name) for name in ("target", "lower", "upper"))
        code, period = written(row.values.get("kpi")), written(row.values.get("period"))
        if (low is None) != (high is None):
            column = "lower" if low is None else "upper"
            yield Fault("bundle_range_half", row.place(column), {"kpi": code, "period": period})
            continue
        band = band_between(low, high)
        aim = band.middle if figure is None and band is not None else figure
        judged = _judged(kpis.get(code))
        yield from refused(row, "lower", partial(check_range, aim, band, judged, kpi=code, period=period))


def _judged(kpi: Row | None) -> Mapping[str, Decimal] | None:
    """Parameters of the range a KPI is judged by; None where it is judged otherwise, or not known here."""
    if kpi is None or kpi.values.get("achievement_method") != "range":
        return None
    stated = kpi.values.get("achievement_parameters")
    named = stated if isinstance(stated, dict) else {}
    try:
        return {name: number_from(str(named[name]), name) for name in ("lo", "hi", "band") if name in named}
    except Refusal:
        return None  # the definition itself is refused for it


def _figure(row: Row, column: str) -> Decimal | None:
    value = row.values.get(column)
    return value if isinstance(value, Decimal) else None
