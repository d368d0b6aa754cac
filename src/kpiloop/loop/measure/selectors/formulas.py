"""Reading how KPIs are computed."""

from __future__ import annotations

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.loop.measure.models import Formula
from kpiloop.loop.measure.rows import FormulaRow


def formulas(viewer: Actor, *, kpi: str | None = None) -> list[FormulaRow]:
    """Versions of formulas, newest first; of one KPI when it is named."""
    require(viewer, "plan.view")
    found = Formula.objects.select_related("kpi").order_by("kpi__code", "-version")
    return [_row(row) for row in (found.filter(kpi__code=kpi) if kpi else found)]


def formula(viewer: Actor, *, kpi: str) -> FormulaRow | None:
    """The newest formula of a KPI; None when its values are reported."""
    versions = formulas(viewer, kpi=kpi)
    return versions[0] if versions else None


def _row(row: Formula) -> FormulaRow:
    return FormulaRow(
        id=row.pk,
        kpi_code=row.kpi.code,
        version=row.version,
        text=row.text,
        fingerprint=row.fingerprint,
        valid_from=row.valid_from,
        date_columns=dict(row.date_columns),
        written_by=row.written_by,
        written_at=row.written_at,
        unit_columns=dict(row.unit_columns),
    )
