"""Say what a plan will do before it does it."""

from __future__ import annotations

from dataclasses import dataclass

from kpiloop.engine.dataflow.nodes import Plan, Role
from kpiloop.engine.formula import canonical


@dataclass(frozen=True)
class ScanNote:
    """One scan in words a person can check."""

    dataset: str  #: dataset scanned
    date_column: str  #: date role
    role: Role  #: subject role
    measures: tuple[str, ...]  #: canonical text of each aggregate, in the order m0, m1, ...
    kpis: tuple[str, ...]  #: KPIs that share this scan


def explain(plan: Plan) -> tuple[ScanNote, ...]:
    """List the scans of a plan, what each computes and which KPIs share it.

    Shape: one plan -> one note per scan, in order.
    """
    sharing: dict[int, set[str]] = {}
    for (kpi, _), place in plan.places.items():
        sharing.setdefault(place.scan, set()).add(kpi)
    return tuple(
        ScanNote(
            dataset=scan.dataset,
            date_column=scan.date_column,
            role=scan.role,
            measures=tuple(canonical(measure.aggregate) for measure in scan.measures),
            kpis=tuple(sorted(sharing.get(index, set()))),
        )
        for index, scan in enumerate(plan.scans)
    )
