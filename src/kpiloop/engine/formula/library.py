"""The functions a formula may call: nothing outside this list exists for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Argument = Literal[
    "number", "column", "rows_or_column", "kpi_code", "kpi_reference", "kpi_value", "two_figures", "months_and_figure",
    "figure", "periods_and_kpi",
]  # fmt: skip
Parameter = Literal["share", "members", "days"]


@dataclass(frozen=True)
class FormulaFunction:
    """One function of the metric language."""

    name: str  #: as written in a formula
    argument: Argument  #: what stands between its brackets
    is_aggregate: bool  #: turns rows into a figure and may carry a `where`
    is_additive: bool = False  #: figures of disjoint rows add up to the figure of all rows
    empty_is_zero: bool = False  #: no matching row in a scope that has rows honestly means 0
    parameter: Parameter | None = None  #: a number that stands before the argument
    has_members: bool = False  #: a column that names the members stands after the argument
    has_outcome: bool = False  #: a condition on rows to come stands after the argument

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
    FormulaFunction("first", "number", is_aggregate=True),
    FormulaFunction("median", "number", is_aggregate=True),
    FormulaFunction("percentile", "number", is_aggregate=True, parameter="share"),
    FormulaFunction(
        "top", "number", is_aggregate=True, empty_is_zero=True, parameter="members", has_members=True,
    ),
    FormulaFunction("first_ever", "column", is_aggregate=True, empty_is_zero=True),
    FormulaFunction("returning", "column", is_aggregate=True, empty_is_zero=True),
    FormulaFunction(
        "converted", "column", is_aggregate=True, empty_is_zero=True, parameter="days", has_outcome=True,
    ),
    FormulaFunction("kpi", "kpi_code", is_aggregate=False),
    FormulaFunction("target", "kpi_code", is_aggregate=False),
    FormulaFunction("company", "kpi_reference", is_aggregate=False),
    FormulaFunction("monthly_average", "kpi_value", is_aggregate=False),
    FormulaFunction("prior_year", "kpi_reference", is_aggregate=False),
    FormulaFunction("prior_period", "kpi_reference", is_aggregate=False),
    FormulaFunction("rolling", "months_and_figure", is_aggregate=False),
    FormulaFunction("year_to_date", "figure", is_aggregate=False),
    FormulaFunction("quarter_to_date", "figure", is_aggregate=False),
    FormulaFunction("fallback", "two_figures", is_aggregate=False),
    FormulaFunction("carried", "periods_and_kpi", is_aggregate=False),
)  # fmt: skip

FUNCTIONS: dict[str, FormulaFunction] = {function.name: function for function in _ALL}
#: Functions that count different values of a column; a value needs no number.
COUNTS_VALUES = frozenset({"count_distinct", "first_ever", "returning", "converted"})
#: Functions that lie between two values of a column in order.
PERCENTILES = frozenset({"median", "percentile"})
#: Functions that look at the whole history of a dataset, not at the days of the window alone.
LOOKS_AT_HISTORY = frozenset({"first_ever", "returning"})
#: Functions whose figure of a window rests on rows of other days, and of other units.
LOOKS_OUTSIDE = LOOKS_AT_HISTORY | {"converted"}
KEYWORDS = frozenset({"where", "and", "or", "not", "in", "is", "missing", "true", "false"})

#: Limits: a formula is read by people and must be rejected quickly when it is not one.
LONGEST_TEXT = 2000
DEEPEST = 24
LONGEST_LITERAL = 200
MOST_LIST_VALUES = 200
MOST_AGGREGATES = 40
MOST_DIGITS = 15
MOST_DECIMALS = 6
LONGEST_ROLLING = 60
LONGEST_CARRY = 24
USUAL_CARRY = 3
MOST_MEMBERS = 100
LONGEST_CONVERSION = 366
