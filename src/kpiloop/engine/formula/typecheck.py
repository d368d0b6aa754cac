"""Does a formula fit the datasets and KPIs it names? Checked before anything is stored or run."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from kpiloop.engine.formula.column_check import check_argument, check_condition
from kpiloop.engine.formula.errors import FormulaError
from kpiloop.engine.formula.library import MOST_AGGREGATES
from kpiloop.engine.formula.nodes import Aggregate, Arithmetic, Column, KpiReference, Node, Number, children
from kpiloop.engine.formula.shapes import DatasetShape, column_type, find_dataset


@dataclass(frozen=True)
class Checked:
    """A formula that fits: what it reads from rows and what from other KPIs."""

    aggregates: tuple[Aggregate, ...]  #: each once, in reading order
    kpi_references: tuple[KpiReference, ...]  #: each once


def check(node: Node, datasets: Mapping[str, DatasetShape], kpis: Container[str]) -> Checked:
    """Refuse a formula whose names or types do not fit; list what it needs.

    Shape:    formula tree, shapes by dataset code, known KPI codes -> aggregates and KPI references.
    Errors:   formula_unknown_dataset, formula_unknown_column, formula_unknown_kpi, formula_type,
              formula_mixed_datasets, formula_bare_column, formula_row_division, formula_too_many.
    """
    aggregates: dict[Aggregate, None] = {}
    references: dict[KpiReference, None] = {}
    for part in walk(node):
        if isinstance(part, Column):
            raise FormulaError("formula_bare_column", position=part.position, column=f"{part.dataset}.{part.name}")
        if isinstance(part, Aggregate):
            _check_aggregate(part, datasets)
            aggregates[part] = None
        if isinstance(part, KpiReference):
            if part.code not in kpis:
                raise FormulaError("formula_unknown_kpi", position=part.position, kpi=part.code)
            references[part] = None
    _check_size(node, aggregates, references)
    return Checked(tuple(aggregates), tuple(references))


def walk(node: Node) -> Iterator[Node]:
    """Every figure of a formula, outermost first; what is inside an aggregate is not a figure.

    Shape: formula tree -> its nodes in reading order.
    """
    yield node
    for part in children(node):
        yield from walk(part)


def references_of(node: Node) -> list[KpiReference]:
    """What a formula takes of other KPIs.

    Shape: formula tree -> references in reading order.
    """
    return [part for part in walk(node) if isinstance(part, KpiReference)]


def time_kind(node: Node) -> Literal["flow", "stock", "ratio", "distinct"]:
    """What kind of figure over time a formula gives: it decides how a year to date is made.

    Law:      a quotient or an average is a ratio; a stock stays a stock only among stocks; what must
              be recounted from rows in every window (distinct counts, extremes, percentiles, rolling months)
              is "distinct".

    >>> from kpiloop.engine.formula.parser import parse
    >>> time_kind(parse("sum(a.x) / count(a)")), time_kind(parse("last(a.x)"))
    ('ratio', 'stock')
    """
    parts = list(walk(node))
    functions = {part.function for part in parts if isinstance(part, Aggregate)}
    if any(isinstance(part, Arithmetic) and _makes_ratio(part) for part in parts) or "average" in functions:
        return "ratio"
    if any(getattr(part, "span", "") or getattr(part, "taken", "") == "monthly_average" for part in parts):
        return "distinct"
    if functions and functions <= {"last"}:
        return "stock"
    return "flow" if functions <= {"sum", "count"} else "distinct"


def _makes_ratio(part: Arithmetic) -> bool:
    if part.operator == "/":
        return not isinstance(part.right, Number)
    return part.operator == "*" and not (isinstance(part.left, Number) or isinstance(part.right, Number))


def _check_aggregate(aggregate: Aggregate, datasets: Mapping[str, DatasetShape]) -> None:
    shape = find_dataset(aggregate.dataset, datasets, aggregate.position)
    check_argument(aggregate, shape)
    if aggregate.by is not None:
        column_type(aggregate.by, shape)
    for condition in (aggregate.outcome, aggregate.condition):
        if condition is not None:
            check_condition(condition, shape)


def _check_size(node: Node, aggregates: Mapping[Aggregate, None], references: Mapping[KpiReference, None]) -> None:
    if not aggregates and not references:
        raise FormulaError("formula_reads_nothing", position=1)
    if len(aggregates) > MOST_AGGREGATES:
        raise FormulaError("formula_too_many", position=1, count=len(aggregates), limit=MOST_AGGREGATES)
