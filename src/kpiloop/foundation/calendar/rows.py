"""A period as other rooms see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kpiloop.foundation.calendar.choices import CLOSED


@dataclass(frozen=True)
class PeriodRow:
    """A month, quarter, half or year with its state."""

    id: int  #: key
    code: str  #: "2026-10", "FY2026-Q4", "FY2026-H2" or "FY2026"
    kind: str  #: month, quarter, half or year
    starts_on: date  #: first day
    ends_before: date  #: first day after
    fiscal_year: int  #: fiscal year it lies in
    number: int  #: place within the fiscal year, from 1
    state: str  #: open, closed or reopened
    revision: int  #: 0 until first closed; each close adds one
    warehouse_version: int | None  #: version of the facts pinned at close
    closed_at: datetime | None  #: when it was last closed
    closed_by: str  #: who closed it

    @property
    def is_closed(self) -> bool:
        """Whether writing into it is refused."""
        return self.state == CLOSED

    def contains(self, on: date) -> bool:
        """Whether the day lies within the period."""
        return self.starts_on <= on < self.ends_before
