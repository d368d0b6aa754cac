"""The functions a formula may call: nothing outside this list exists for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Argument = Literal["number", "column", "rows_or_column", "kpi_code", "kpi_reference", "two_figures"]


@dataclass(frozen=True)
class FormulaFunction:
    """One function of the metric language."""

    name: str  #: as written in a formula
    argument: Argument  #: what stands between its brackets
    is_aggregate: bool  #: turns rows into a figure and may carry a `where`
    is_additive: bool = False  #: figures of disjoint rows add up to the figure of all rows
    empty_is_zero: bool = False  #: no matching row in a scope that has rows honestly means 0

    @property
    def page(self) -> str:
        """The documentation page of this function."""
        return f"docs/formulas/{self.name}.md"


_ALL = (
    FormulaFunction("sum", "number", is_aggregate=True, is_additive=True, empty_is_zero=True),
    FormulaFunction("count", "rows_or_column", is_aggregate=True, is_additive=True, empty_is_zero=True),
    FormulaFunction("count_distinct", "column", is_aggregate=True, empty_is_zero=True),
    FormulaFunction("average", "number", is_aggregate=True),
    FormulaFunction("min", "number", is_aggregate=True),
    FormulaFunction("max", "number", is_aggregate=True),
    FormulaFunction("last", "number", is_aggregate=True),
    FormulaFunction("kpi", "kpi_code", is_aggregate=False),
    FormulaFunction("prior_year", "kpi_reference", is_aggregate=False),
    FormulaFunction("prior_period", "kpi_reference", is_aggregate=False),
    FormulaFunction("fallback", "two_figures", is_aggregate=False),
)

FUNCTIONS: dict[str, FormulaFunction] = {function.name: function for function in _ALL}
KEYWORDS = frozenset({"where", "and", "or", "not", "in", "is", "missing", "true", "false"})

#: Limits: a formula is read by people and must be rejected quickly when it is not one.
LONGEST_TEXT = 2000
DEEPEST = 24
LONGEST_LITERAL = 200
MOST_LIST_VALUES = 200
MOST_AGGREGATES = 40
MOST_DIGITS = 15
MOST_DECIMALS = 6
