"""What a formula reads for one kind of subject, looked up once instead of once per figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpiloop.engine.compile.cells import ScanCells
from kpiloop.engine.formula import FUNCTIONS, Aggregate, KpiReference, canonical, walk
from kpiloop.loop.measure.binding import Bound
from kpiloop.loop.measure.scanning import Cells


@dataclass(frozen=True, slots=True)
class Input:
    """Where an aggregate comes out, and what is written of it."""

    aggregate: Aggregate  #: what is asked
    name: str  #: its canonical text
    scan: str  #: key of the scan
    measure: str  #: name of the measure in it
    answer: ScanCells  #: cells of the scan
    is_additive: bool  #: nothing happened is 0
    span: str  #: other days it looks at; empty for those of the window


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything a formula reads. Nodes are found by identity: comparing trees would cost more than computing."""

    by_node: Mapping[int, Input]  #: id of an aggregate's node -> where it comes out
    references: Mapping[int, str]  #: id of a reference's node -> canonical text
    datasets: frozenset[str]  #: datasets read from rows
    reach: tuple[tuple[str, str, int], ...]  #: (dataset, span, days after it) of what is read from rows


def inputs_of(bound: Bound, cells: Cells) -> Inputs | None:
    """Look up what a formula reads; None when some aggregate is not in the plan."""
    if not cells.has(bound):
        return None
    nodes = list(walk(bound.node))
    return Inputs(
        {id(node): _input(bound, cells, node) for node in nodes if isinstance(node, Aggregate)},
        {id(node): canonical(node) for node in nodes if isinstance(node, KpiReference)},
        frozenset(aggregate.dataset for aggregate in bound.aggregates),
        tuple(sorted({(part.dataset, part.span, part.days_ahead) for part in bound.aggregates})),
    )


def _input(bound: Bound, cells: Cells, aggregate: Aggregate) -> Input:
    scan, measure = cells.place(bound, aggregate)
    is_additive = FUNCTIONS[aggregate.function].empty_is_zero
    text, answer = canonical(aggregate), cells.answer(bound, aggregate)
    return Input(aggregate, text, scan, measure, answer, is_additive, aggregate.span)
