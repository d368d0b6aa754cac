"""Reading how KPIs are computed."""

from __future__ import annotations

from datetime import date

from kpiloop.engine.formula import other_unit, parse
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.reading import once
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.measure.models import Formula
from kpiloop.loop.measure.rows import FormulaRow
from kpiloop.loop.plan import engine_io as plan


def formulas(viewer: Actor, *, kpi: str | None = None) -> list[FormulaRow]:
    """Versions of formulas, newest first; of one KPI when it is named."""
    require(viewer, "plan.view")
    found = once("measure.formulas", _formulas)
    return [row for row in found if kpi is None or row.kpi_code == kpi]


def formula(viewer: Actor, *, kpi: str) -> FormulaRow | None:
    """The newest formula of a KPI; None when its values are reported."""
    versions = formulas(viewer, kpi=kpi)
    return versions[0] if versions else None


def other_units(viewer: Actor) -> dict[str, str]:
    """KPIs whose newest formula gives another unit than they declare, with that unit.

    Shape: KPI code -> unit the formula gives; for what was set before this was refused, and units declared since.
    """
    units = {row.code: row.measurement_unit for row in plan.published_definitions(date.max).values()}
    shapes = warehouse.shapes()
    newest = {row.kpi_code: row.text for row in reversed(formulas(viewer)) if row.kpi_code in units}
    found = {code: other_unit(parse(text), units[code], shapes, units) for code, text in newest.items()}
    return {code: gives for code, gives in found.items() if gives}


def _formulas() -> list[FormulaRow]:
    return [_row(row) for row in Formula.objects.select_related("kpi").order_by("kpi__code", "-version")]


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
