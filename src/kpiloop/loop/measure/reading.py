"""Table rows to frozen rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from kpiloop.engine.values import Missing
from kpiloop.loop.measure.choices import PARTIAL
from kpiloop.loop.measure.evaluation import Computed, Slot
from kpiloop.loop.measure.models import Run, Value
from kpiloop.loop.measure.rows import PartRow, RunRow, ValueRow

RELATIONS = ("kpi", "period", "run", "definition", "formula")
#: What a row is made of, in its order. Whole definitions, formulas and runs would be read for one field of each.
_FIELDS = (
    *("pk", "kpi_id", "kpi__code", "subject_id", "period_id", "period__code", "window", "actual", "state", "reason"),
    *("parts", "row_count", "run__number", "warehouse_version", "load_numbers", "definition_id"),
    *("definition__version", "formula__version", "submission_id", "is_current", "frozen_revision"),
)
_PARTS, _LOADS = _FIELDS.index("parts"), _FIELDS.index("load_numbers")


def value_rows(found: QuerySet[Value]) -> list[ValueRow]:
    """Frozen rows of a query, with what they name read in the same query."""
    return [_row(fields) for fields in found.values_list(*_FIELDS)]


def _row(fields: Sequence[Any]) -> ValueRow:
    made = list(fields)
    made[_PARTS] = tuple(part_row(part) for part in made[_PARTS])
    made[_LOADS] = tuple(made[_LOADS])
    return ValueRow(*made)


def value_row(row: Value) -> ValueRow:
    """One value as others see it."""
    return ValueRow(
        id=row.pk,
        kpi_id=row.kpi_id,
        kpi_code=row.kpi.code,
        subject_id=row.subject_id,
        period_id=row.period_id,
        period_code=row.period.code,
        window=row.window,
        actual=row.actual,
        state=row.state,
        reason=row.reason,
        parts=tuple(part_row(part) for part in row.parts),
        row_count=row.row_count,
        run_number=row.run.number,
        warehouse_version=row.warehouse_version,
        load_numbers=tuple(row.load_numbers),
        definition_id=row.definition_id,
        definition_version=row.definition.version,
        formula_version=row.formula.version if row.formula else None,
        submission_id=row.submission_id,
        is_current=row.is_current,
        frozen_revision=row.frozen_revision,
    )


def run_row(run: Run) -> RunRow:
    """One run as others see it."""
    return RunRow(
        id=run.pk,
        number=run.number,
        state=run.state,
        first_period=run.first_period,
        last_period=run.last_period,
        warehouse_version=run.warehouse_version,
        values_written=run.values_written,
        values_unchanged=run.values_unchanged,
        failures=tuple(run.failures),
        started_by=run.started_by,
        started_at=run.started_at,
        finished_at=run.finished_at,
    )


def stored_values(until_run: int | None = None) -> Callable[[Slot], Computed | None]:
    """Look up values of periods outside a run: the current ones, or those that were when a run ended."""

    def find(slot: Slot) -> Computed | None:
        kpi_id, subject_id, period_code, window = slot
        found = Value.objects.filter(kpi_id=kpi_id, subject_id=subject_id, period__code=period_code, window=window)
        if until_run is None:
            row = found.filter(is_current=True).first()
        else:
            row = found.filter(run__number__lte=until_run).order_by("-run__number").first()
        if row is None:
            return None
        figure = Missing(row.reason or "no_value") if row.actual is None else row.actual
        return Computed(figure, row.state == PARTIAL, tuple(row.parts), row.row_count, frozenset())

    return find


def part_row(part: Mapping[str, Any]) -> PartRow:
    """One input as others see it."""
    figure = part.get("figure")
    return PartRow(
        name=part["name"],
        figure=None if figure is None else Decimal(figure),
        rows=part.get("rows", 0),
        scan=part.get("scan", ""),
        kpi=part.get("kpi", ""),
        period=part.get("period", ""),
        submission_id=part.get("submission"),
        window=part.get("window", ""),
        subject_id=part.get("subject"),
        months=tuple(each["period"] for each in part["inputs"]) if part.get("window") == "monthly_average" else (),
        carried=part.get("carried", ""),
    )
