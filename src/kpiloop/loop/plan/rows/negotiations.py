"""Negotiations as they leave the plan: every offer stays readable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kpiloop.engine.guards.design import Flaw
from kpiloop.foundation.org.rows import SubjectRow


@dataclass(frozen=True)
class StepRow:
    """One step of a negotiation."""

    number: int  #: from 1
    kind: str  #: offer, accept, approve, refuse, publish, withdraw
    side: str  #: unit or admin
    role: str  #: role an approval was given in
    content: Mapping[str, str] = field(hash=False)  #: what was offered, by field
    changed: tuple[str, ...]  #: fields that differ from the offer before
    note: str  #: why
    made_by: str  #: account
    made_at: datetime  #: when


@dataclass(frozen=True)
class NegotiationRow:
    """A KPI or an annual target two sides settle."""

    id: int  #: key
    kind: str  #: kpi or target
    kpi_code: str  #: which KPI
    subject: SubjectRow  #: whose
    scheme: str  #: scheme of a target, empty for a KPI
    state: str  #: open, agreed, approved, published, withdrawn
    steps: tuple[StepRow, ...]  #: oldest first
    flaws: tuple[Flaw, ...]  #: what the SMART check says about the newest offer
    lacking_roles: tuple[str, ...]  #: roles that have not approved yet
    published_version: int | None  #: version it became
    may: frozenset[str]  #: steps the viewer may make now

    @property
    def offer(self) -> StepRow:
        """The newest offer."""
        return [step for step in self.steps if step.kind == "offer"][-1]
