"""What a comparison over time or between units hands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpiloop.engine.variance.difference import Difference
from kpiloop.foundation.org.rows import SubjectRow, UnitRow
from kpiloop.loop.plan.rows import KpiRow

#: Whose organisation counts: each period its own, the one of the first or of the second period for both.
OWN, FIRST, SECOND = "own", "first", "second"
STRUCTURES = (OWN, FIRST, SECOND)


@dataclass(frozen=True)
class ComparedFigure:
    """A KPI of a subject in one of the two periods."""

    reported: Decimal | None  #: as the newest close froze it; None when never closed or missing
    live: Decimal | None  #: as it is now
    restated: Decimal | None  #: under the chosen organisation; None when each period keeps its own
    target: Decimal | None  #: target of the month
    light: str  #: light as reported, of the month at hand while it is open; empty without one
    is_frozen: bool  #: True once a close holds it
    figure: Decimal | None  #: the one that is compared

    @property
    def drift(self) -> Decimal | None:
        """How far the live figure has moved since the close; None without both."""
        return None if self.reported is None or self.live is None else self.live - self.reported


@dataclass(frozen=True)
class ComparedRow:
    """A KPI on both sides."""

    kpi: KpiRow  #: as defined on the second side
    first_subject: SubjectRow  #: whose figure stands first
    second_subject: SubjectRow  #: whose figure stands second
    first: ComparedFigure | None  #: None when the subject has no such KPI there
    second: ComparedFigure | None  #: likewise
    change: Difference  #: second less first, and whether that is good news
    is_redefined: bool  #: the definition of the KPI differs between the sides


@dataclass(frozen=True)
class ComparedSide:
    """One of the two sides."""

    period_code: str  #: period
    subject: SubjectRow | None  #: one unit, None for all in sight
    is_closed: bool  #: whether figures are frozen
    revision: int  #: close in force, 0 before the first
    counted_on: date  #: day whose organisation its figures are counted over


@dataclass(frozen=True)
class UnitMove:
    """A unit that hangs elsewhere on the other day."""

    unit: UnitRow  #: the unit
    first_parent: UnitRow | None  #: above it on the day of the first period; None when it was not there
    second_parent: UnitRow | None  #: likewise on the day of the second


@dataclass(frozen=True)
class HistoricComparison:
    """Two periods, or two units, beside each other."""

    first: ComparedSide  #: what stands first
    second: ComparedSide  #: what is compared with it
    structure: str  #: one of STRUCTURES
    rows: tuple[ComparedRow, ...]  #: by KPI, then subject
    moves: tuple[UnitMove, ...]  #: how the organisation differs between the two periods
