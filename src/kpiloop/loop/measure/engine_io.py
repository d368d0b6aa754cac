"""Values for computing: everybody's, without a viewer. For services and jobs of later stages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from decimal import Decimal

from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure.models import Run, Value
from kpiloop.loop.measure.reading import value_rows
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.measure.splitting.values import split

__all__ = [
    "ValueLine",
    "newest_run",
    "split",
    "value_lines",
    "values_by_id",
    "values_for",
    "version_computed",
]

ValueKey = tuple[int, int, int]


@dataclass(frozen=True)
class ValueLine:
    """A value as far as a close pins it."""

    kpi_id: int  #: KPI
    subject_id: int  #: whose
    window: str  #: month, qtd or ytd
    definition_id: int  #: version of the definition
    formula_id: int | None  #: version of the formula; None when it was reported
    actual: Decimal | None  #: figure; None when missing
    state: str  #: complete, partial or missing
    reason: str  #: why it is missing


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


def version_computed(month: PeriodRow) -> int | None:
    """Version of the facts the newest run over a month counted; None before the first one."""
    done = Run.objects.filter(state="done", first_period__lte=month.code, last_period__gte=month.code)
    return done.order_by("-number").values_list("warehouse_version", flat=True).first()


def value_lines(period_id: int) -> list[ValueLine]:
    """Current values of a month in every window, in a fixed order: what a close pins."""
    found = Value.objects.filter(period_id=period_id, is_current=True).order_by("kpi_id", "subject_id", "window")
    names = [each.name for each in fields(ValueLine)]
    return [ValueLine(**row) for row in found.values(*names)]


def values_by_id(ids: Collection[int]) -> dict[int, ValueRow]:
    """Values by key, current or superseded: what a score rests on must stay readable."""
    wanted = list(set(ids))
    rows: list[ValueRow] = []
    for start in range(0, len(wanted), 500):
        rows += value_rows(Value.objects.filter(pk__in=wanted[start : start + 500]))
    return {row.id: row for row in rows}
