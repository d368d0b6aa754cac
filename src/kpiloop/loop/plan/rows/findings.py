"""What the design check found, what mends it, and what was accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from kpiloop.foundation.org.rows import SubjectRow


@dataclass(frozen=True)
class OverrideRow:
    """Why a finding is accepted."""

    reason: str  #: why
    overridden_by: str  #: account
    overridden_at: datetime  #: when


@dataclass(frozen=True)
class FindingRow:
    """Something about a scheme that deserves a second look."""

    code: str  #: what was found
    severity: str  #: blocks (publishing is refused) or notice
    subject: SubjectRow | None  #: whose card
    kpi_code: str  #: which KPI, empty for the whole card
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)  #: what the sentence needs
    fix: str = ""  #: what mends it in one step, empty where a person must write something
    override: OverrideRow | None = None  #: why it is accepted, None while it counts
    assignment_id: int | None = None  #: the assignment it is about, where it is about one

    @property
    def key(self) -> str:
        """Names the same finding next time."""
        return f"{self.code}|{self.subject.code if self.subject else ''}|{self.kpi_code}"


@dataclass(frozen=True)
class DesignEvidence:
    """What later stages know about KPIs: without it formulas and history are not judged."""

    formulas: Mapping[str, str] = field(default_factory=dict, hash=False)  #: formula by KPI code
    #: last monthly actuals by (KPI code, subject key), in the KPI's unit, oldest first
    history: Mapping[tuple[str, int], tuple[Decimal, ...]] = field(default_factory=dict, hash=False)
    other_units: Mapping[str, str] = field(default_factory=dict, hash=False)  #: unit a formula gives against its KPI
