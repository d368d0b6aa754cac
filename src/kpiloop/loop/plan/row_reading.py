"""Reads KPIs with the definition of a day, for a whole list of assignments at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from kpiloop.foundation.reading import once
from kpiloop.loop.plan.models import Assignment, KpiDefinition
from kpiloop.loop.plan.row_building import assignment_row, definition_in_force, kpi_row
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow

#: Above this many keys a list is filtered in memory: databases limit the variables of one query.
MANY_KEYS = 500


def kpi_rows(on: date | None, kpi_ids: Collection[int] | None = None) -> dict[int, KpiRow]:
    """KPIs by key with the definition in force on a day; None as the day takes the newest of any state."""
    everything = once("plan.definitions", lambda: list(KpiDefinition.objects.select_related("kpi")))
    versions: dict[int, list[KpiDefinition]] = defaultdict(list)
    for definition in everything:
        if kpi_ids is None or definition.kpi_id in kpi_ids:
            versions[definition.kpi_id].append(definition)
    chosen = {key: definition_in_force(held, on) for key, held in versions.items()}
    return {key: kpi_row(definition.kpi, definition) for key, definition in chosen.items() if definition}


def assignment_rows(found: Iterable[Assignment], on: date | None) -> list[AssignmentRow]:
    """Assignments (relations read along) with the definitions of one day."""
    held = list(found)
    kpis = kpi_rows(on, {row.kpi_id for row in held})
    return [assignment_row(row, kpis[row.kpi_id]) for row in held]
