"""What a metric formula is made of, once its text is understood.

Positions are kept for error messages and never compared: two equal formulas typed with
different spacing are the same tree, share one computation and one fingerprint.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

Shift = Literal["none", "prior_year", "prior_period"]
#: What of another KPI is taken: its value, its target, or the mean of its values of the months of the window.
Taken = Literal["value", "target", "monthly_average"]
#: Whose figure of it: of the unit or person the formula is computed for, or of the whole company.
Whose = Literal["own", "company"]
#: Which days a part looks at: "" those of the window asked for, "rolling_12" the last twelve months up to its end,
#: "year" and "quarter" the fiscal year or quarter up to its end.
Span = str
Position = int


@dataclass(frozen=True)
class Number:
    """A number written in the formula."""

    value: Decimal  #: exact as typed
    position: Position = field(default=0, compare=False)  #: first character, counted from 1


@dataclass(frozen=True)
class Text:
    """A quoted text; compared with a date column it is an ISO date."""

    value: str  #: without the quotes
    position: Position = field(default=0, compare=False)  #: first character, counted from 1


@dataclass(frozen=True)
class Truth:
    """The word true or false."""

    value: bool  #: what the word says
    position: Position = field(default=0, compare=False)  #: first character, counted from 1


@dataclass(frozen=True)
class Column:
    """A column of a dataset."""

    dataset: str  #: dataset code
    name: str  #: column name
    position: Position = field(default=0, compare=False)  #: first character, counted from 1


@dataclass(frozen=True)
class Negative:
    """Minus something."""

    operand: Node  #: what is negated
    position: Position = field(default=0, compare=False)  #: of the minus sign


@dataclass(frozen=True)
class Arithmetic:
    """Two sides joined by + - * or /."""

    operator: str  #: one of + - * /
    left: Node  #: left side
    right: Node  #: right side
    position: Position = field(default=0, compare=False)  #: of the operator


@dataclass(frozen=True)
class Comparison:
    """A test on one row: both sides are columns or literals."""

    operator: str  #: one of = != < <= > >=
    left: Operand  #: left side
    right: Operand  #: right side
    position: Position = field(default=0, compare=False)  #: of the operator


@dataclass(frozen=True)
class Membership:
    """Column in a list of literals, or not in it."""

    column: Column  #: what is looked up
    values: tuple[Literal_, ...]  #: the list
    is_negated: bool = False  #: True for `not in`
    position: Position = field(default=0, compare=False)  #: of the word in


@dataclass(frozen=True)
class Presence:
    """Column is missing, or is not missing."""

    column: Column  #: what is looked at
    is_missing: bool  #: True for `is missing`
    position: Position = field(default=0, compare=False)  #: of the word is


@dataclass(frozen=True)
class Logic:
    """Two conditions joined by and / or."""

    operator: str  #: and, or
    left: Condition  #: left condition
    right: Condition  #: right condition
    position: Position = field(default=0, compare=False)  #: of the word


@dataclass(frozen=True)
class Not:
    """The opposite of a condition; together they cover every row exactly once."""

    operand: Condition  #: what is denied
    position: Position = field(default=0, compare=False)  #: of the word not


@dataclass(frozen=True)
class Aggregate:
    """Many rows of one dataset become one figure."""

    function: str  #: one of library.FUNCTIONS that is an aggregate
    dataset: str  #: whose rows
    argument: Node | None  #: per-row expression; None counts rows
    condition: Condition | None = None  #: which rows; None takes all
    position: Position = field(default=0, compare=False)  #: of the function name
    parameter: Decimal | None = None  #: the share of a percentile in percent, how many members or days count
    by: Column | None = None  #: whose values are the members
    span: Span = ""  #: which days
    outcome: Condition | None = None  #: what must hold on a row of the same value, that day or soon after

    @property
    def share(self) -> int:
        """The share of a percentile in hundredths of a percent: 0 to 10,000; a median is the one of 50 percent."""
        return 5000 if self.parameter is None else int(self.parameter * 100)

    @property
    def days_ahead(self) -> int:
        """How many days after a window its figure still rests on."""
        return 0 if self.outcome is None or self.parameter is None else int(self.parameter) - 1

    @property
    def unspanned(self) -> Aggregate:
        """The same over the days of any window: what is computed."""
        return replace(self, span="") if self.span else self


@dataclass(frozen=True)
class KpiReference:
    """What another KPI is, or should be, in this period or an earlier one."""

    code: str  #: KPI code
    shift: Shift = "none"  #: none, prior_year or prior_period
    position: Position = field(default=0, compare=False)  #: of the function name
    taken: Taken = "value"  #: its value, its target, or the mean of its months
    span: Span = ""  #: which days
    carry: int = (
        0  #: how many periods back the last known value is looked for, where there is none; 0: it stays missing
    )
    whose: Whose = "own"  #: own, or company: that of the root of the tree

    @property
    def is_plain(self) -> bool:
        """Whether it is the value of the same subject and window, of this period or an earlier one, and no other."""
        return self.taken == "value" and not self.span and not self.carry and self.whose == "own"


@dataclass(frozen=True)
class Fallback:
    """The first figure, or the second when the first is missing."""

    first: Node  #: preferred figure
    second: Node  #: used only when the first is missing
    position: Position = field(default=0, compare=False)  #: of the word fallback


Literal_ = Number | Text | Truth
Operand = Column | Number | Text | Truth
Condition = Comparison | Membership | Presence | Logic | Not | Column
Node = Number | Column | Negative | Arithmetic | Aggregate | KpiReference | Fallback


def children(node: Node) -> tuple[Node, ...]:
    """The figures a node is directly made of; an aggregate is a leaf here.

    Shape: one node -> its direct parts in reading order.
    """
    if isinstance(node, Negative):
        return (node.operand,)
    if isinstance(node, Arithmetic):
        return (node.left, node.right)
    if isinstance(node, Fallback):
        return (node.first, node.second)
    return ()
