"""What the plan gives to others: frozen rows, and what it takes in bulk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from kpiloop.foundation.org.rows import PersonRow, SubjectRow
from kpiloop.loop.plan.library import LibraryKpi


@dataclass(frozen=True)
class ObjectiveRow:
    """A strategic objective of a fiscal year."""

    id: int  #: key
    code: str  #: stable code
    name_zh: str  #: Chinese name
    name_en: str  #: English name, may be empty
    text: str  #: what it means
    perspective: str  #: financial, customer, process or learning
    fiscal_year: int  #: the year it is pursued in
    sponsor: PersonRow | None  #: leader in charge
    kpi_codes: tuple[str, ...]  #: KPIs that measure it

    def name(self, language: str) -> str:
        """The name in a language, the other one where it is empty."""
        return self.name_zh if language.startswith("zh") or not self.name_en else self.name_en


@dataclass(frozen=True)
class KpiRow:
    """A KPI with the definition in force on the day it was asked for."""

    id: int  #: key of the KPI
    code: str  #: stable code
    name_zh: str  #: Chinese name
    name_en: str  #: English name, may be empty
    definition_id: int  #: key of the definition version
    definition_version: int  #: its number
    direction: str  #: higher, lower, range, binary
    time_kind: str  #: flow, stock, ratio, distinct, derived
    measurement_unit: str  #: CNY, percent, pieces ...
    display_scale: str  #: one, thousand, wan, yi, percent
    decimals: int  #: shown decimals
    achievement_method: str  #: see engine.achievement
    achievement_parameters: Mapping[str, Decimal] = field(hash=False)  #: parameters of the method
    green_from: Decimal = Decimal(1)  #: achievement from which it is green
    amber_from: Decimal = Decimal(1)  #: achievement from which it is amber
    judged_on: str = "month"  #: month or ytd value is judged and scored
    empty_means: str = "default"  #: default, zero or missing when there are no rows
    objective_id: int | None = None  #: objective it measures
    state: str = "published"  #: draft, published or retired

    def name(self, language: str) -> str:
        """The name in a language, the other one where it is empty."""
        return self.name_zh if language.startswith("zh") or not self.name_en else self.name_en


@dataclass(frozen=True)
class DefinitionRow:
    """One version of what a KPI means."""

    kpi: KpiRow  #: the meaning
    purpose: str  #: why it is measured
    pitfalls: str  #: how it misleads
    valid_from: date  #: first day it is in force
    published_by: str  #: who published it, empty for a draft
    published_at: datetime | None  #: when
    fingerprint: str  #: hash of the meaning, set when published


@dataclass(frozen=True)
class LibraryRow:
    """A ready KPI and whether the company has one of its code."""

    ready: LibraryKpi  #: what could be adopted
    is_taken: bool  #: True when the dictionary holds a KPI of this code


@dataclass(frozen=True)
class SchemeRow:
    """Who is assessed how, in one fiscal year."""

    id: int  #: key
    code: str  #: stable code
    version: int  #: number of the version
    name_zh: str  #: Chinese name
    name_en: str  #: English name, may be empty
    fiscal_year: int  #: year it is for
    state: str  #: draft, published, retired
    missing_policy: str  #: renormalise, zero, block
    kpi_limit: int  #: notice above so many KPIs per subject
    limit_blocks: bool  #: True when more than that refuses publishing
    assignments: int  #: how many KPIs of subjects it holds

    def name(self, language: str) -> str:
        """The name in a language, the other one where it is empty."""
        return self.name_zh if language.startswith("zh") or not self.name_en else self.name_en


@dataclass(frozen=True)
class AssignmentRow:
    """A KPI of a subject with the person who answers for it."""

    id: int  #: key
    scheme_id: int  #: scheme it belongs to
    kpi: KpiRow  #: what is measured
    subject: SubjectRow  #: whose result it is
    owner: PersonRow  #: accountable person
    provider: PersonRow | None  #: who reports the figure
    parent_id: int | None  #: assignment it was cascaded from
    weight: Decimal  #: percent of the card; 0 = watched only
    valid_from: date  #: first day
    valid_to: date | None  #: first day no longer


@dataclass(frozen=True)
class CardLine:
    """A KPI of a subject in a scheme with its dates, everything named by code."""

    assignment_id: int  #: key
    kpi: str  #: KPI code
    subject: str  #: code of the unit, position or person
    owner: str  #: employee number of the accountable person
    provider: str | None  #: employee number of who reports the figure
    parent: tuple[str, str] | None  #: (kpi, subject) it was broken down from
    weight: Decimal  #: percent of the card
    valid_from: date  #: first day
    valid_to: date | None  #: first day no longer


@dataclass(frozen=True)
class TargetRow:
    """One version of a target."""

    id: int  #: key
    assignment_id: int  #: whose target
    period_id: int  #: for which period
    period_code: str  #: its code
    version: int  #: number of the version, from 1
    is_current: bool  #: whether it is the one in force
    target: Decimal | None  #: on-target figure in the KPI's unit
    threshold: Decimal | None  #: lowest accepted figure
    stretch: Decimal | None  #: challenge figure
    method: str  #: manual, phased, cascade, import, change
    reason: str  #: why this version
    recorded_by: str  #: account
    recorded_at: datetime  #: when
    is_locked: bool = False  #: True when spreading and breaking down leave it alone


@dataclass(frozen=True)
class TargetChangeRow:
    """A proposed new target and what became of it."""

    id: int  #: key
    assignment: AssignmentRow  #: whose target
    period_code: str  #: period it takes effect in
    old_target: Decimal | None  #: target when proposed
    new_target: Decimal  #: proposed target
    reason: str  #: why
    origin: str  #: what led to it, e.g. an improvement proposal
    state: str  #: proposed, approved, rejected
    proposed_by: str  #: account
    proposed_at: datetime  #: when
    decided_by: str  #: account, empty while open
    decided_at: datetime | None  #: when
    decision_reason: str  #: why so


@dataclass(frozen=True)
class FindingRow:
    """Something about a scheme that deserves a second look."""

    code: str  #: what was found
    severity: str  #: blocks (publishing is refused) or notice
    subject: SubjectRow | None  #: whose card
    kpi_code: str  #: which KPI, empty for the whole card
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)  #: what the sentence needs


@dataclass(frozen=True)
class CascadeGap:
    """Targets of the children against the target of their parent."""

    parent: AssignmentRow  #: the assignment that was broken down
    period_code: str  #: period compared
    parent_target: Decimal | None  #: its target
    children: tuple[tuple[AssignmentRow, Decimal | None], ...]  #: each child with its target
    children_sum: Decimal | None  #: sum of the children, None when one has no target
    gap: Decimal | None  #: children less parent; above 0 is cushion, below 0 is not yet covered
    state: str  #: even, over, under or unknown


@dataclass(frozen=True)
class NewAssignment:
    """A KPI to give to a subject."""

    kpi: str  #: KPI code
    subject: str  #: subject code
    owner: str  #: employee number of the accountable person
    weight: Decimal  #: percent of the card
    valid_from: date  #: first day
    valid_to: date | None = None  #: first day no longer
    provider: str | None = None  #: employee number of who reports the figure
    parent: tuple[str, str] | int | None = None  #: (kpi code, subject code) in the scheme, or a key


@dataclass(frozen=True)
class AssignmentChange:
    """What shall change about an assignment; None leaves it."""

    assignment_id: int  #: which one
    weight: Decimal | None = None  #: new weight
    owner: str | None = None  #: employee number of the new owner
    is_ended: bool | None = None  #: True takes the KPI from the subject, False gives it back


@dataclass(frozen=True)
class NewAnnualTarget:
    """An annual target to spread over the months."""

    assignment_id: int  #: whose target
    annual: Decimal  #: figure of the year in the KPI's unit
    weights: tuple[Decimal, ...] | None = None  #: one per month; None = equal months


@dataclass(frozen=True)
class NewTarget:
    """A target to set."""

    assignment_id: int  #: whose target
    period_code: str  #: for which period
    target: Decimal | None  #: figure in the KPI's unit; None withdraws it
    threshold: Decimal | None = None  #: lowest accepted figure
    stretch: Decimal | None = None  #: challenge figure
