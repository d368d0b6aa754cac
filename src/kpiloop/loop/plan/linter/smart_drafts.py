"""A KPI of a subject as the SMART check reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kpiloop.loop.plan.models import Assignment
    from kpiloop.loop.plan.rows import KpiRow


def smart_findings(row: Assignment, kpi: KpiRow, *, has_target: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """Findings of the SMART check, each a code with its fields."""
    if not has_target:
        yield "target_missing", {"kpi": kpi.code, "subject": row.subject.code}
    if kpi.objective_id is None:
        yield "kpi_without_objective", {"kpi": kpi.code}
