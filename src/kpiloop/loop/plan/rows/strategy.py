"""The strategy map, initiatives and OKRs as they leave the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpiloop.foundation.org.rows import PersonRow


@dataclass(frozen=True)
class LinkRow:
    """One objective is meant to move another."""

    cause: str  #: code of the objective that moves
    effect: str  #: code of the objective that is moved
    is_hypothesis: bool  #: nobody has shown it yet
    note: str  #: why it is believed
    mark: str = ""  #: another one as soon as it says something else


@dataclass(frozen=True)
class InitiativeRow:
    """Something undertaken for an objective."""

    code: str  #: stable code
    name_zh: str  #: Chinese name
    name_en: str  #: English name, may be empty
    objective: str  #: code of the objective
    kpi: str  #: code of the KPI it should move, may be empty
    owner: PersonRow  #: who answers
    budget: Decimal | None  #: money set aside, in the company's currency
    spent: Decimal | None  #: money spent
    risk: str  #: low, medium, high
    risk_note: str  #: what may go wrong
    state: str  #: planned, running, done, stopped
    ends_on: date | None  #: last day
    mark: str = ""  #: another one as soon as it says something else

    def name(self, language: str) -> str:
        """The name in a language, the other one where it is empty."""
        return self.name_zh if language.startswith("zh") or not self.name_en else self.name_en


@dataclass(frozen=True)
class CheckInRow:
    """Where a key result stood on a day."""

    on: date  #: day
    value: Decimal | None  #: figure
    confidence: int  #: 0 to 10
    note: str  #: what stands behind it
    made_by: str  #: account


@dataclass(frozen=True)
class KeyResultRow:
    """A key result with its check-ins; it never enters a score."""

    code: str  #: stable code
    name: str  #: what shall be true
    objective: str  #: code of the objective
    owner: PersonRow  #: who answers
    kpi: str  #: KPI it is read from, may be empty
    start: Decimal  #: figure it began at
    target: Decimal  #: figure it should reach
    unit: str  #: unit of its figures
    check_ins: tuple[CheckInRow, ...]  #: newest first
    progress: Decimal | None  #: share of the way, 0 to 1; None before the first check-in
    is_active: bool = True  #: False once it was dropped
    mark: str = ""  #: another one as soon as it says something else
