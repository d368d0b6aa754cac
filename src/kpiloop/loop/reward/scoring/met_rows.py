"""Rows of extra points, deductions, vetoes and gates as a sheet keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kpiloop.engine.scoring.conditions import Condition

#: What became of a rule on a card.
APPLIED, NOT_MET, UNKNOWN, LIFTED = "applied", "not_met", "unknown", "lifted"


@dataclass(frozen=True)
class KeptEvent:
    """An event that counted."""

    id: int  #: key
    happened_on: str  #: ISO day
    count: Decimal  #: how many
    text: str  #: what happened
    evidence: str  #: where the document stands
    recorded_by: str  #: account
    recorded_at: str  #: ISO time
    approved_by: str  #: account
    approved_at: str  #: ISO time


@dataclass(frozen=True)
class KeptLift:
    """A veto or gate that was taken back."""

    id: int  #: key
    reason: str  #: why
    asked_by: str  #: account
    asked_at: str  #: ISO time
    approved_by: str  #: account of the second person
    approved_at: str  #: ISO time


@dataclass(frozen=True)
class KeptRule:
    """A rule as it was met on a card."""

    rule_id: int  #: version used
    code: str  #: stable within the scheme
    version: int  #: from 1
    fingerprint: str  #: hash of what it said
    approved_by: str  #: who set this version
    approved_at: str  #: ISO time
    kind: str  #: extra_points, deduction, veto, gate
    name_zh: str  #: Chinese name
    name_en: str  #: English name
    scope: str  #: line, total, grade, pay
    condition: Condition  #: when it holds
    each: Decimal | None  #: points per unit
    most: Decimal | None  #: highest points; what it leaves
    grade: str  #: best grade it leaves
    is_named: bool  #: whether it names a unit: then it reaches everybody below that unit
    lifted_by: str  #: right of who may lift it
    state: str  #: applied, not_met, unknown, lifted
    examined: Decimal | None  #: number of events, or the figure that was read
    missing_reason: str  #: why there is none
    points: Decimal  #: given or taken
    read: Mapping[str, Any] | None  #: fields of a line: the figure of the KPI with all it rests on
    kpi: str  #: KPI code it reads
    events: tuple[KeptEvent, ...]  #: what happened
    lift: KeptLift | None  #: who took it back

    @property
    def holds(self) -> bool:
        """Whether it counts on this card."""
        return self.state == APPLIED

    def name(self, language: str) -> str:
        """Name in a language."""
        return self.name_en if language == "en" and self.name_en else self.name_zh
