"""Values for computing: everybody's, without a viewer. For services and jobs of later stages."""

from __future__ import annotations

from collections.abc import Collection

from kpiloop.loop.measure.models import Run, Value
from kpiloop.loop.measure.reading import value_rows
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.measure.splitting import split

__all__ = ["newest_run", "split", "values_by_id", "values_for"]

ValueKey = tuple[int, int, int]


def values_for(
    period_ids: Collection[int],
    window: str,
    *,
    kpi_ids: Collection[int] | None = None,
    subject_ids: Collection[int] | None = None,
) -> dict[ValueKey, ValueRow]:
    """Current values of a window by (KPI, subject, period)."""
    found = Value.objects.filter(period_id__in=list(period_ids), window=window, is_current=True)
    if kpi_ids is not None:
        found = found.filter(kpi_id__in=list(kpi_ids))
    rows = value_rows(found)
    wanted = None if subject_ids is None else set(subject_ids)
    return {
        (row.kpi_id, row.subject_id, row.period_id): row for row in rows if wanted is None or row.subject_id in wanted
    }


def newest_run() -> int:
    """Number of the newest run that ended well; a higher one later means that values changed meanwhile."""
    return Run.objects.filter(state="done").order_by("-number").values_list("number", flat=True).first() or 0


def values_by_id(ids: Collection[int]) -> dict[int, ValueRow]:
    """Values by key, current or superseded: what a score rests on must stay readable."""
    wanted = list(set(ids))
    rows: list[ValueRow] = []
    for start in range(0, len(wanted), 500):
        rows += value_rows(Value.objects.filter(pk__in=wanted[start : start + 500]))
    return {row.id: row for row in rows}
