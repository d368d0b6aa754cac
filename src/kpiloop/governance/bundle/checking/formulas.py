"""What formulas may not say: names nobody has, figures of another unit, a result out of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula import DatasetShape, Node, check, check_units, other_unit, parse
from kpiloop.governance.bundle.checking.shapes import shapes
from kpiloop.governance.bundle.fields import Value
from kpiloop.governance.bundle.rows import Bundle, Fault, Row
from kpiloop.governance.bundle.spelling import written
from kpiloop.loop.measure.binding import refuse_cycle, refuse_dateless, refuse_roles
from kpiloop.loop.measure.errors import FormulaOtherUnit


@dataclass(frozen=True)
class _Known:
    """What a formula may name."""

    shapes: Mapping[str, DatasetShape]  #: by dataset
    units: Mapping[str, str]  #: unit of measurement by KPI
    nodes: Mapping[str, Node]  #: newest formula by KPI
    drafts: frozenset[str]  #: KPIs that are drafts alone


def formula_faults(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """Formulas that cannot be read, or name what neither the bundle nor the company has."""
    rows = sorted(
        (row for each in (held, bundle) for row in each.rows("formulas")),
        key=lambda row: written(row.values.get("valid_from")),
    )
    kpis = [row for each in (held, bundle) for row in each.rows("kpis")]
    states: dict[str, set[str]] = {}
    for row in kpis:
        states.setdefault(written(row.values.get("code")), set()).add(written(row.values.get("state")))
    known = _Known(
        shapes(bundle, held),
        {written(row.values.get("code")): written(row.values.get("measurement_unit")) for row in kpis},
        {written(row.values.get("kpi")): node for row in rows if (node := _parsed(row)) is not None},
        frozenset(code for code, found in states.items() if found == {"draft"}),
    )
    for row in bundle.rows("formulas"):
        yield from _formula(row, known)


def _formula(row: Row, known: _Known) -> Iterator[Fault]:
    text, kpi = row.values.get("text"), written(row.values.get("kpi"))
    if not isinstance(text, str) or not text:
        return
    if kpi in known.drafts:
        yield Fault("measure_kpi_unknown", row.place("kpi"), {"kpi": kpi})
        return
    try:
        _check(kpi, text, known)
    except Refusal as refusal:
        yield Fault(refusal.code, row.place("text"), refusal.fields)
        return
    for column, others in (("date_columns", "unit_columns"), ("unit_columns", "date_columns")):
        roles = {column: _texts(row.values.get(column)), others: {}}
        try:
            refuse_roles(kpi, roles["date_columns"], roles["unit_columns"], known.shapes)
        except Refusal as refusal:
            yield Fault(refusal.code, row.place(column), refusal.fields)


def _check(kpi: str, text: str, known: _Known) -> None:
    node = parse(text)
    refuse_dateless(kpi, check(node, known.shapes, known.units).aggregates, known.shapes)
    check_units(node, known.shapes, known.units)
    unit = known.units.get(kpi, "")
    if unit and (gives := other_unit(node, unit, known.shapes, known.units)):
        raise FormulaOtherUnit(kpi=kpi, gives=gives, unit=unit)
    refuse_cycle(kpi, node, known.nodes)


def _parsed(row: Row) -> Node | None:
    try:
        return parse(written(row.values.get("text")))
    except Refusal:
        return None  # told at its row


def _texts(value: Value) -> dict[str, str]:
    return {name: str(column) for name, column in value.items()} if isinstance(value, dict) else {}
