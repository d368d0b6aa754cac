"""Table rows to frozen rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.measure.choices import APPROVED, PARTIAL
from kpiloop.loop.measure.evaluation import Computed, Slot
from kpiloop.loop.measure.evaluation.overriding import Decided, Overrides, by_story, is_override
from kpiloop.loop.measure.models import Override, Run, Value
from kpiloop.loop.measure.rows import Overridden, PartRow, RunRow, ValueRow

RELATIONS = ("kpi", "period", "run", "definition", "formula")
#: What a row is made of, in its order. Whole definitions, formulas and runs would be read for one field of each.
_FIELDS = (
    *("pk", "kpi_id", "kpi__code", "subject_id", "period_id", "period__code", "window", "actual", "state", "reason"),
    *("parts", "row_count", "run__number", "warehouse_version", "load_numbers", "definition_id"),
    *("definition__version", "formula__version", "submission_id", "is_current", "frozen_revision"),
)
_PARTS, _LOADS = _FIELDS.index("parts"), _FIELDS.index("load_numbers")
_Part = Mapping[str, Any]
_KEPT = 256  # KPIs and months whose values are remembered at once


def value_rows(found: QuerySet[Value]) -> list[ValueRow]:
    """Frozen rows of a query, with what they name read in the same query."""
    return [_row(fields) for fields in found.values_list(*_FIELDS)]


def _row(fields: Sequence[Any]) -> ValueRow:
    made = list(fields)
    made[_PARTS] = part_rows(fields[_PARTS])
    made[_LOADS] = tuple(made[_LOADS])
    made.append(overridden_in(fields[_PARTS]))
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
        parts=part_rows(row.parts),
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
        overridden=overridden_in(row.parts),
    )


def part_rows(parts: Sequence[_Part]) -> tuple[PartRow, ...]:
    """The inputs among the parts of a value: what the figure of the system is made of."""
    return tuple(part_row(part) for part in parts if not is_override(part))


def overridden_in(parts: Sequence[_Part]) -> Overridden | None:
    """What a person decided about a value, where anybody did."""
    part = next((part for part in parts if is_override(part)), None)
    if part is None:
        return None
    return Overridden(
        effect=part["effect"],
        ids=tuple(each["id"] for each in part["override"]),
        periods=tuple(each["period"] for each in part["override"]),
        system=None if part["figure"] is None else Decimal(part["figure"]),
        system_state=part["state"],
        system_reason=part["reason"],
        adds=part["adds"],
    )


def overrides_in_force() -> Overrides:
    """Every override that counts now."""
    return _overrides(Override.objects.filter(state=APPROVED), {})


def overrides_of(said: Mapping[int, Figure | None]) -> Overrides:
    """Overrides by key, whatever became of them: those a close was made with.

    Shape:    key -> what the system said of the month; None where that is to be computed again.
    """
    return _overrides(Override.objects.filter(pk__in=list(said)), said) if said else Overrides()


def _overrides(found: QuerySet[Override], said: Mapping[int, Figure | None]) -> Overrides:
    rows = list(found.order_by("pk"))
    months = {row.id: row for row in calendar.periods(SYSTEM)} if rows else {}
    decided = [
        ((row.kpi_id, row.subject_id), Decided(row.pk, months[row.period_id], row.figure, said.get(row.pk)))
        for row in rows
        if row.figure is not None
    ]
    return by_story(decided)


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
        return None if row is None else _as_computed(row)

    return find


def standing_values(run: Run) -> Callable[[Slot], Computed | None]:
    """Look up values as they will stand when a run ends: its own where their month takes them, else the current ones.

    A KPI and month is read at once, for whoever asks about one subject asks about the others.
    """

    @lru_cache(maxsize=_KEPT)
    def held(kpi_id: int, period_code: str, window: str) -> dict[int, Computed]:
        month = calendar.period(SYSTEM, period_code)
        found = Value.objects.filter(kpi_id=kpi_id, period_id=month.id, window=window)
        rows = {row.subject_id: row for row in found.filter(is_current=True)}
        fresh = found.filter(run=run, is_current=False) if not month.is_closed else found.none()
        rows |= {row.subject_id: row for row in fresh if month.takes(figure_kpi=kpi_id, figure_subject=row.subject_id)}
        return {key: _as_computed(row) for key, row in rows.items()}

    def find(slot: Slot) -> Computed | None:
        kpi_id, subject_id, period_code, window = slot
        return held(kpi_id, period_code, window).get(subject_id)

    return find


def _as_computed(row: Value) -> Computed:
    figure = Missing(row.reason or "no_value") if row.actual is None else row.actual
    return Computed(figure, row.state == PARTIAL, tuple(row.parts), row.row_count, frozenset())


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
