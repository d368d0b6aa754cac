"""The parts of a plan: scans with their measures, the windows and the memberships they meet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kpiloop.engine.formula import Aggregate

Role = Literal["unit", "person", "company"]

#: Leaf of rows that name no unit: they belong to whoever the caller makes a member of it.
COMPANY_LEAF = "*"
#: Between a leaf or subject and a member of a dimension, in a scan that is split; no code holds it.
SPLIT = "\x1f"
#: Stands between the members of two dimensions.
CROSS = "\x1e"
#: Stands for every member that is not named.
OTHERS = "\x1d"


@dataclass(frozen=True)
class Window:
    """A stretch of days figures are wanted for: a month, a year to date, any other."""

    window: str  #: code, unique in a run
    starts: date  #: first day
    ends: date  #: first day after


@dataclass(frozen=True)
class Member:
    """A leaf belongs to a subject on some days; moves make several rows."""

    leaf: str  #: unit code, person number or COMPANY_LEAF as it stands in the rows
    subject: str  #: who gets the figure
    valid_from: date  #: first day
    valid_to: date  #: first day after


@dataclass(frozen=True)
class Measure:
    """One aggregate inside a scan."""

    name: str  #: column name in the answer: m0, m1, ...
    aggregate: Aggregate  #: what is computed


@dataclass(frozen=True)
class Scan:
    """One pass over one dataset by one date role and one subject role."""

    dataset: str  #: dataset code
    date_column: str  #: the date that decides in which window a row falls
    role: Role  #: whose figures: units, persons, or the company alone
    leaf_column: str | None  #: column that names the leaf; None for COMPANY_LEAF
    measures: tuple[Measure, ...]  #: each aggregate once
    split_column: str = ""  #: rows of each leaf are told apart by this column too: leaf SPLIT member
    #: rows of each leaf are told apart by all these columns: leaf SPLIT member CROSS member; of each the members named
    crossed: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def rests_until(self, windows: Iterable[Window]) -> date:
        """First day no figure of these windows rests on any more."""
        ahead = max((measure.aggregate.days_ahead for measure in self.measures), default=0)
        return max(window.ends for window in windows) + timedelta(days=ahead)


@dataclass(frozen=True)
class Place:
    """Where a figure comes out."""

    scan: int  #: index into the plan's scans
    measure: str  #: measure name in it


@dataclass(frozen=True)
class Plan:
    """All scans of a run and where every aggregate of every KPI comes out."""

    scans: tuple[Scan, ...]  #: each becomes one query
    places: Mapping[tuple[str, Aggregate], Place]  #: (KPI code, aggregate) -> place
