"""What the health report says: each pitfall with its count and what it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kpiloop.foundation.org.rows import PersonRow, SubjectRow
from kpiloop.loop.plan.rows import KpiRow

#: Pitfalls in the order the report shows them.
PITFALLS = (
    "too_many_kpis",
    "design",
    "red_without_cause",
    "cause_without_action",
    "miss_unanswered",
    "value_missing",
    "overdue_actions",
    "overdue_talks",
    "scheme_without_pay_link",
)


#: The four guards of the method and the pitfalls each of them watches.
GUARDS = {
    "too_many": ("too_many_kpis", "design"),
    "no_analysis": ("red_without_cause", "value_missing"),
    "open_feedback": ("cause_without_action", "miss_unanswered", "overdue_actions", "overdue_talks"),
    "no_pay_link": ("scheme_without_pay_link",),
}


@dataclass(frozen=True)
class FindingRow:
    """One thing that is off."""

    subject: SubjectRow | None = None  #: whose card
    kpi: KpiRow | None = None  #: which KPI
    person: PersonRow | None = None  #: who answers for it
    assignment_id: int | None = None  #: opens the KPI of the subject
    action_id: int | None = None  #: opens the action
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)  #: what the sentence needs


@dataclass(frozen=True)
class PitfallRow:
    """One pitfall with its count."""

    code: str  #: one of PITFALLS
    checked: int  #: how many were looked at
    findings: tuple[FindingRow, ...]  #: those that are off

    @property
    def count(self) -> int:
        """How many are off."""
        return len(self.findings)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is off."""
        return not self.findings


@dataclass(frozen=True)
class GuardRow:
    """One guard of the method with the pitfalls it watches."""

    code: str  #: one of GUARDS
    pitfalls: tuple[PitfallRow, ...]  #: what was looked at

    @property
    def count(self) -> int:
        """Findings of all its pitfalls; a miss nobody answered already counts as one without a cause."""
        return sum(row.count for row in self.pitfalls if row.code != "miss_unanswered")


@dataclass(frozen=True)
class LoadRow:
    """How many KPIs cards hold."""

    kind: str  #: unit, position or person
    cards: int  #: cards with at least one weighted KPI
    mean: Decimal  #: KPIs per card, one decimal
    most: int  #: KPIs on the largest card


@dataclass(frozen=True)
class HealthReport:
    """Whether the loop is really closed in a month."""

    period_code: str  #: the month
    pitfalls: tuple[PitfallRow, ...]  #: every pitfall, clean ones too
    loads: tuple[LoadRow, ...]  #: KPIs per card by kind of subject

    @property
    def guards(self) -> tuple[GuardRow, ...]:
        """The four guards in their order."""
        return tuple(GuardRow(code, tuple(map(self.pitfall, held))) for code, held in GUARDS.items())

    def pitfall(self, code: str) -> PitfallRow:
        """One pitfall by its code."""
        return next(row for row in self.pitfalls if row.code == code)
