"""The partial figures of one pass: what several measures need is computed once."""

from __future__ import annotations

from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir
from ibis.expr import datatypes as dt

from kpiloop.engine.compile.row_expressions import condition_expression, number_expression
from kpiloop.engine.formula.library import COUNTS_VALUES
from kpiloop.engine.formula.nodes import Aggregate, Column, Condition, Node


@dataclass(frozen=True)
class Partials:
    """Columns of the pass and sums over them, shared by meaning."""

    facts: ir.Table  #: the dataset
    columns: dict[str, ir.Value] = field(default_factory=dict)  #: what is read of each row
    _known: dict[object, str] = field(default_factory=dict)  #: meaning -> column or sum
    _sums: dict[str, tuple[str, str]] = field(default_factory=dict)  #: name -> (how, column); how may be `rows`

    def rows(self, condition: Condition | None) -> str:
        """Name of the number of rows a condition lets through."""
        return self._sum("rows", "" if condition is None else self._match(condition))

    def values(self, aggregate: Aggregate) -> str:
        """Name of the number of rows let through that have a value."""
        if aggregate.argument is None:
            return self.rows(aggregate.condition)
        return self._sum("count", self._value(aggregate))

    def figure(self, aggregate: Aggregate, how: str) -> str:
        """Name of the sum, min or max of the values let through."""
        return self._sum(how, self._value(aggregate))

    def aggregates(self, rows: ir.Table) -> dict[str, ir.Value]:
        """Every sum over the columns of the pass, by name."""
        return {name: _over(rows, how, column) for name, (how, column) in self._sums.items()}

    def _sum(self, how: str, column: str) -> str:
        name = self._known.setdefault((how, column), f"s{len(self._sums)}")
        self._sums.setdefault(name, (how, column))
        return name

    def _match(self, condition: Condition) -> str:
        return self._column(("match", condition), lambda: condition_expression(condition, self.facts))

    def _value(self, aggregate: Aggregate) -> str:
        argument, condition = aggregate.argument, aggregate.condition
        assert argument is not None
        is_number = aggregate.function not in ("count", *COUNTS_VALUES)

        def value() -> ir.Value:
            found = self._number(argument) if is_number else self.facts[argument.name]  # type: ignore[union-attr]
            if condition is None:
                return found
            return ibis.ifelse(condition_expression(condition, self.facts), found, ibis.null())

        is_plain = isinstance(argument, Column) and self.facts[argument.name].type().is_integer()
        return self._column(("value", argument, condition, is_number and not is_plain), value)

    def _number(self, argument: Node) -> ir.Value:
        """Whole numbers are summed as they are, in integers of 128 bits; everything else as exact decimals."""
        if isinstance(argument, Column) and self.facts[argument.name].type().is_integer():
            return self.facts[argument.name]
        return number_expression(argument, self.facts)

    def _column(self, meaning: object, value: object) -> str:
        known = self._known.get(meaning)
        if known is None:
            known = self._known[meaning] = f"c{len(self.columns)}"
            self.columns[known] = value()  # type: ignore[operator]
        return known


def _over(rows: ir.Table, how: str, column: str) -> ir.Value:
    if how == "rows":
        return rows.count() if not column else rows[column].cast(dt.int64).sum()
    if how == "count":
        return rows[column].count()
    value = rows[column]
    return {"sum": value.sum, "min": value.min, "max": value.max}[how]()
