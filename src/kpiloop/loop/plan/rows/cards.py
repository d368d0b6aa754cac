"""Schemes and the KPIs of subjects as they leave and enter the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpiloop.foundation.org.rows import PersonRow, SubjectRow
from kpiloop.loop.plan.rows.definitions import KpiRow


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
    default_card: str = "none"  #: what people without a card are judged by: none or unit_by_head
    duties: str = "warn"  #: one person in two roles of a paid KPI: warn, or require two unless waived
    duties_waiver: str = ""  #: why one person may hold two roles; empty = not waived
    duties_waived_by: str = ""  #: account that waived
    freeze_days: int = 0  #: no request for another target within so many days of a period's end
    mark: str = ""  #: another one as soon as what it says changes; sent back as `seen`

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

    def holds_on(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


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
    template: str | None = None  #: card template it was generated from


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
    template: str | None = None  #: card template that looks after it from now on


@dataclass(frozen=True)
class AssignmentChange:
    """What shall change about an assignment; None leaves it."""

    assignment_id: int  #: which one
    weight: Decimal | None = None  #: new weight
    owner: str | None = None  #: employee number of the new owner
    is_ended: bool | None = None  #: True takes the KPI from the subject, False gives it back
