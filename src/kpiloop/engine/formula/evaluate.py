"""The reference evaluator: what a formula means, in plain Python. The oracle for every engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from kpiloop.engine.formula.library import COUNTS_VALUES, PERCENTILES
from kpiloop.engine.formula.nodes import (
    Aggregate,
    Arithmetic,
    Column,
    Fallback,
    KpiReference,
    Negative,
    Node,
    Number,
)
from kpiloop.engine.formula.row_values import Cell, row_matches, row_number
from kpiloop.engine.percentiles import percentile_of
from kpiloop.engine.values import Figure, Missing, add, divide, is_missing, multiply, negate, subtract, sum_of

Row = Mapping[str, Cell]
#: What the signs of a formula mean.
OPERATIONS: Mapping[str, Callable[[Figure, Figure], Figure]] = {
    "+": add, "-": subtract, "*": multiply, "/": divide,
}  # fmt: skip


def evaluate(node: Node, cell: Callable[[Aggregate], Figure], kpi: Callable[[KpiReference], Figure]) -> Figure:
    """Compute a formula from the figures of its aggregates and of the KPIs it names.

    Shape:    formula tree, a figure per aggregate, a figure per reference -> one figure.
    Missing:  a missing part makes the result missing, except on the first side of `fallback`;
              a denominator of 0 gives Missing("division_by_zero").
    Law:      sum(a) / sum(b) is the ratio of the sums, never a mean of ratios.

    >>> from kpiloop.engine.formula.parser import parse
    >>> figures = {"sum": Decimal("460"), "count": Decimal("1000")}
    >>> evaluate(parse("sum(a.x) / count(a)"), lambda part: figures[part.function], lambda part: Decimal(0))
    Decimal('0.46')
    """
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Aggregate):
        return cell(node)
    if isinstance(node, KpiReference):
        return kpi(node)
    if isinstance(node, Negative):
        return negate(evaluate(node.operand, cell, kpi))
    if isinstance(node, Fallback):
        first = evaluate(node.first, cell, kpi)
        return evaluate(node.second, cell, kpi) if is_missing(first) else first
    assert isinstance(node, Arithmetic), "a checked formula has no bare column"
    return join_figures(node.operator, evaluate(node.left, cell, kpi), evaluate(node.right, cell, kpi))


def join_figures(operator: str, left: Figure, right: Figure) -> Figure:
    """Apply one of + - * / to two figures.

    Missing:  either side missing, or a denominator of 0, makes the result missing.
    """
    return OPERATIONS[operator](left, right)


def aggregate_rows(
    aggregate: Aggregate,
    rows: Sequence[Row],
    *,
    date_column: str | None = None,
    leaf_column: str | None = None,
    before: Sequence[Row] = (),
    after: Sequence[Row] = (),
) -> Figure:
    """Compute one aggregate over plain rows: what the compiled query must equal.

    Shape:    rows as mappings column -> value; empty cells are None. `before` are the rows of the whole dataset, of
              any unit, on the days before the window; `after` those from its first day on, however late.
    Missing:  no matching row with a value gives Missing("no_rows"), except counts, which are 0.
              Empty cells are skipped, in a per-row expression too.
    Law:      `last` takes, per leaf, the rows of the leaf's last date and sums over the leaves; `first` those of its
              first date. What was seen before is not `first_ever` but `returning`, and together they are all values.
              `converted` are the different values of the rows that a row of `after` with the same value follows.
    """
    matching = [row for row in rows if aggregate.condition is None or row_matches(aggregate.condition, row)]
    if aggregate.argument is None:
        return Decimal(len(matching))
    if aggregate.outcome is not None:
        assert date_column is not None
        matching = [row for row in matching if _is_followed(aggregate, row, after, date_column)]
    if aggregate.function == "count" or aggregate.function in COUNTS_VALUES:
        return _count_cells(aggregate, matching, before)
    if aggregate.function in ("first", "last"):
        assert date_column is not None
        matching = _outer_rows(aggregate, matching, date_column, leaf_column)
    numbers = [number for row in matching if (number := row_number(aggregate.argument, row)) is not None]
    if aggregate.by is not None:
        return _sum_of_largest(aggregate, matching)
    return _join_numbers(aggregate, numbers)


def _is_followed(aggregate: Aggregate, row: Row, after: Sequence[Row], date_column: str) -> bool:
    """Whether the outcome of an aggregate holds on a row of the same value, that day or fewer days after than asked."""
    assert isinstance(aggregate.argument, Column) and aggregate.outcome is not None
    name, on = aggregate.argument.name, row[date_column]
    assert isinstance(on, date)
    return row[name] is not None and any(
        later[name] == row[name]
        and isinstance(met := later[date_column], date)
        and 0 <= (met - on).days <= aggregate.days_ahead
        and row_matches(aggregate.outcome, later)
        for later in after
    )


def _count_cells(aggregate: Aggregate, rows: Sequence[Row], before: Sequence[Row]) -> Decimal:
    assert isinstance(aggregate.argument, Column)
    name, condition = aggregate.argument.name, aggregate.condition
    cells = [row[name] for row in rows if row[name] is not None]
    if aggregate.function == "count":
        return Decimal(len(cells))
    known = {row[name] for row in before if condition is None or row_matches(condition, row)}
    if aggregate.function == "first_ever":
        return Decimal(len(set(cells) - known))
    return Decimal(len(set(cells) & known if aggregate.function == "returning" else set(cells)))


def _outer_rows(aggregate: Aggregate, rows: Sequence[Row], date_column: str, leaf_column: str | None) -> list[Row]:
    """Per leaf the rows of its last date, or of its first one."""
    assert aggregate.argument is not None
    pick = max if aggregate.function == "last" else min
    valued = [row for row in rows if row_number(aggregate.argument, row) is not None and row[date_column] is not None]
    days: dict[Cell, str] = {}
    for row in valued:
        leaf = row[leaf_column] if leaf_column else None
        days[leaf] = pick(days.get(leaf, str(row[date_column])), str(row[date_column]))
    return [row for row in valued if str(row[date_column]) == days[row[leaf_column] if leaf_column else None]]


def _sum_of_largest(aggregate: Aggregate, rows: Sequence[Row]) -> Figure:
    """The sums of the members with the largest sums; rows that name no member belong to none."""
    assert aggregate.argument is not None and aggregate.by is not None and aggregate.parameter is not None
    sums: dict[Cell, list[Decimal]] = {}
    for row in rows:
        number, member = row_number(aggregate.argument, row), row[aggregate.by.name]
        if number is not None and member is not None:
            sums.setdefault(member, []).append(number)
    if not sums:
        return Missing("no_rows")
    return sum_of(sorted(map(sum_of, sums.values()), reverse=True)[: int(aggregate.parameter)])


def _join_numbers(aggregate: Aggregate, numbers: Sequence[Decimal]) -> Figure:
    if not numbers:
        return Missing("no_rows")
    if aggregate.function == "min":
        return min(numbers)
    if aggregate.function == "max":
        return max(numbers)
    if aggregate.function in PERCENTILES:
        return percentile_of(numbers, aggregate.share)
    total = sum_of(numbers)
    return divide(total, Decimal(len(numbers))) if aggregate.function == "average" else total
