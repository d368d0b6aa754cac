"""Saying how a KPI is computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from kpiloop.engine.formula import Node, canonical, check, check_units, fingerprint, other_unit, parse
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.measure.binding import refuse_cycle, refuse_dateless, refuse_roles
from kpiloop.loop.measure.choices import WEEK
from kpiloop.loop.measure.counting.weekly import unsuited
from kpiloop.loop.measure.errors import FormulaOtherUnit, KpiUnknown, WeeklyUnsuited
from kpiloop.loop.measure.models import Formula
from kpiloop.loop.measure.rows import NewFormula
from kpiloop.loop.plan import engine_io as plan


def set_formula(
    actor: Actor,
    *,
    kpi: str,
    text: str,
    valid_from: date,
    date_columns: Mapping[str, str] | None = None,
    unit_columns: Mapping[str, str] | None = None,
) -> int:
    """Set how one KPI is computed from a day on; returns the number of the version.

    Errors:   as `set_formulas`.
    """
    asked = NewFormula(kpi, text, valid_from, date_columns or {}, unit_columns or {})
    return set_formulas(actor, formulas=[asked])[0]


@transaction.atomic
def set_formulas(actor: Actor, *, formulas: Sequence[NewFormula]) -> list[int]:
    """Set how several KPIs are computed; they may name each other.

    Shape:    formulas -> numbers of their versions, in order; one entry in the trail.
    Law:      an equal formula makes no new version; earlier versions stay for earlier periods.
    Errors:   formula_* with the position, measure_kpi_unknown, formula_cycle; formula_other_unit when the figure
              cannot be counted in the unit of the KPI; scan_no_date when it reads rows without dates;
              dataset_unknown, and measure_role_unknown when a KPI counts by a date or a unit column its dataset
              does not have.
    """
    require(actor, "plan.edit")
    definitions = plan.published_definitions(date.max).values()
    known = {row.code: row.id for row in definitions}
    units = {row.code: row.measurement_unit for row in definitions}
    shapes = warehouse.shapes()
    nodes = {row.kpi.code: parse(row.text) for row in _newest()}
    asked: list[tuple[NewFormula, Node]] = []
    for formula in formulas:
        if formula.kpi not in known:
            raise KpiUnknown(kpi=formula.kpi)
        node = parse(formula.text)
        refuse_dateless(formula.kpi, check(node, shapes, known).aggregates, shapes)
        check_units(node, shapes, units)
        if gives := other_unit(node, units[formula.kpi], shapes, units):
            raise FormulaOtherUnit(kpi=formula.kpi, gives=gives, unit=units[formula.kpi])
        refuse_roles(formula.kpi, formula.date_columns, formula.unit_columns, shapes)
        nodes[formula.kpi] = node
        asked.append((formula, node))
    weekly = {row.code for row in definitions if row.measured_by == WEEK}
    for formula, node in asked:
        refuse_cycle(formula.kpi, node, nodes)
        if formula.kpi in weekly and (part := unsuited(node, nodes, weekly)):
            raise WeeklyUnsuited(kpi=formula.kpi, part=part)
    versions = [_store(actor, known[formula.kpi], formula, node) for formula, node in asked]
    record(
        actor,
        verb="set_formulas",
        object_kind="formula",
        object_key=",".join(formula.kpi for formula in formulas)[:200],
        after={formula.kpi: canonical(node) for formula, node in asked},
    )
    return versions


def _newest() -> list[Formula]:
    newest: dict[int, Formula] = {}
    for row in Formula.objects.filter(state="published").select_related("kpi").order_by("version"):
        newest[row.kpi_id] = row
    return list(newest.values())


def _store(actor: Actor, kpi_id: int, formula: NewFormula, node: Node) -> int:
    latest = Formula.objects.filter(kpi_id=kpi_id).order_by("-version").first()
    mark = fingerprint(node)
    roles = (dict(formula.date_columns), dict(formula.unit_columns))
    if latest is not None and latest.fingerprint == mark and (latest.date_columns, latest.unit_columns) == roles:
        return latest.version
    version = 1 if latest is None else latest.version + 1
    Formula.objects.create(
        kpi_id=kpi_id,
        version=version,
        text=canonical(node),
        date_columns=roles[0],
        unit_columns=roles[1],
        fingerprint=mark,
        valid_from=formula.valid_from,
        written_by=actor.username,
    )
    return version
