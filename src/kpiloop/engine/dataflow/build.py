"""Group the aggregates of many KPIs into as few scans as possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kpiloop.engine.dataflow.nodes import Measure, Place, Plan, Role, Scan
from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula import Aggregate, DatasetShape

#: Many measures share one pass; beyond this width one more pass is cheaper than a wider one.
WIDEST = 40

Key = tuple[str, str, Role, str | None]


@dataclass(frozen=True)
class KpiRequest:
    """The aggregates one KPI needs, and by which dates and subjects."""

    kpi: str  #: KPI code
    aggregates: Sequence[Aggregate]  #: from the type check
    role: Role = "unit"  #: whose figures are wanted
    date_columns: Mapping[str, str] = field(default_factory=dict)  #: dataset -> date role, else the first
    leaf_columns: Mapping[str, str] = field(default_factory=dict)  #: dataset -> column of the unit, else its own


def build(requests: Sequence[KpiRequest], shapes: Mapping[str, DatasetShape], *, widest: int = WIDEST) -> Plan:
    """Put all aggregates over the same dataset, date role and subject role into one scan.

    Shape:    requests per KPI, shapes by dataset code -> scans and the place of every aggregate.
    Law:      the same aggregate wanted by several KPIs, or over several spans, is computed once; the result does
              not depend on the order of the requests except for the numbering of the measures.
    Errors:   Refusal scan_no_date, scan_no_person.
    """
    groups: dict[Key, dict[Aggregate, list[tuple[str, Aggregate]]]] = {}
    for request in requests:
        for aggregate in request.aggregates:
            key = _scan_key(request, shapes[aggregate.dataset])
            groups.setdefault(key, {}).setdefault(aggregate.unspanned, []).append((request.kpi, aggregate))
    scans: list[Scan] = []
    places: dict[tuple[str, Aggregate], Place] = {}
    for key, wanted in groups.items():
        for measures in _widths(list(wanted), widest):
            places |= {
                asked: Place(len(scans), measure.name) for measure in measures for asked in wanted[measure.aggregate]
            }
            scans.append(Scan(*key, measures))
    return Plan(tuple(scans), places)


def _widths(aggregates: Sequence[Aggregate], widest: int) -> Iterator[tuple[Measure, ...]]:
    for start in range(0, len(aggregates), widest):
        part = aggregates[start : start + widest]
        yield tuple(Measure(f"m{index}", aggregate) for index, aggregate in enumerate(part))


def _scan_key(request: KpiRequest, shape: DatasetShape) -> Key:
    date_column = request.date_columns.get(shape.name) or next(iter(shape.date_columns), None)
    if date_column is None:
        raise Refusal("scan_no_date", dataset=shape.name, kpi=request.kpi)
    if request.role == "person":
        if shape.person_column is None:
            raise Refusal("scan_no_person", dataset=shape.name, kpi=request.kpi)
        return shape.name, date_column, "person", shape.person_column
    leaf_column = request.leaf_columns.get(shape.name) or shape.unit_column
    if request.role == "unit" and leaf_column is not None:
        return shape.name, date_column, "unit", leaf_column
    # Rows that name no unit can only speak for the company as a whole.
    return shape.name, date_column, "company", None
