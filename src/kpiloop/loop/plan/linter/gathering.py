"""What the design check reads: KPIs and lines of one scheme, gathered in a handful of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from kpiloop.engine.guards.design import DesignKpi, DesignLine
from kpiloop.loop.plan.linter.influence import Influence
from kpiloop.loop.plan.models import Assignment, KpiDefinition, Scheme, Target
from kpiloop.loop.plan.row_building import definition_in_force
from kpiloop.loop.plan.rows import DesignEvidence

Months = dict[date, Decimal]


def design_kpis(evidence: DesignEvidence, among: set[int] | None = None) -> dict[str, DesignKpi]:
    """Every KPI that is no retired one, by code, with the newest thing said about it."""
    versions: dict[int, list[KpiDefinition]] = defaultdict(list)
    for row in KpiDefinition.objects.select_related("kpi__objective"):
        if among is None or row.kpi_id in among:
            versions[row.kpi_id].append(row)
    newest = (definition_in_force(held, None) for held in versions.values())
    living = [row for row in newest if row is not None and row.retired_at is None]
    return {row.kpi.code: _kpi(row, evidence) for row in sorted(living, key=lambda row: row.kpi_id)}


def design_lines(
    held: Scheme, assignments: Iterable[Assignment], evidence: DesignEvidence, influence: Influence
) -> list[DesignLine]:
    """The lines of a scheme with their targets."""
    targets = _targets(held)
    asked = {day for months in targets.values() for day in months}
    return [
        DesignLine(
            subject=row.subject.code,
            kpi=row.kpi.code,
            weight=row.weight,
            has_provider=row.provider_id is not None,
            has_influence=influence.reaches(row),
            targets=tuple(targets.get(row.pk, {}).values()),
            months=sum(1 for day in asked if _covers(row, day)),
            history=evidence.history.get((row.kpi.code, row.subject_id), ()),
        )
        for row in assignments
    ]


def _covers(row: Assignment, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day < row.valid_to)


def _targets(held: Scheme) -> Mapping[int, Months]:
    found: dict[int, Months] = defaultdict(dict)
    rows = Target.objects.filter(assignment__scheme=held, is_current=True, target__isnull=False)
    figures = rows.order_by("period__starts_on").values_list("assignment_id", "period__starts_on", "target")
    for assignment_id, day, target in figures:
        if target is not None:
            found[assignment_id][day] = target
    return found


def _kpi(row: KpiDefinition, evidence: DesignEvidence) -> DesignKpi:
    return DesignKpi(
        code=row.kpi.code,
        names=tuple(name for name in (row.name_zh, row.name_en) if name),
        direction=row.direction,
        timing=row.timing,
        objective=row.kpi.objective.code if row.kpi.objective and row.kpi.objective.ended_on is None else "",
        counter=row.counter,
        purpose=row.purpose,
        source=row.source,
        formula=evidence.formulas.get(row.kpi.code, ""),
        unit=row.measurement_unit,
        gives=evidence.other_units.get(row.kpi.code, ""),
    )
