"""Templates and populations as frozen rows, and what generating cards from them comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpiloop.foundation.org.rows import SubjectRow


@dataclass(frozen=True)
class Population:
    """Whom a template serves: every condition that is filled must hold."""

    kind: str = "person"  #: person, position or unit: what gets the card
    units: tuple[str, ...] = ()  #: codes of units; none = the whole company
    with_below: bool = True  #: the units below these too
    levels: tuple[str, ...] = ()  #: pay levels of positions; of units their kind or depth
    positions: tuple[str, ...] = ()  #: codes of positions
    people: tuple[str, ...] = ()  #: employee numbers; none = everybody who fits
    excluded: tuple[str, ...] = ()  #: codes of people, positions or units left out
    heads: str = "any"  #: any, without (leaders keep their unit's card) or only
    valid_from: date | None = None  #: first day of the rule; None = the year's
    valid_to: date | None = None  #: first day no longer


@dataclass(frozen=True)
class TemplateLine:
    """One KPI of a template."""

    kpi: str  #: KPI code
    weight: Decimal  #: percent of the card
    target_basis: str = "none"  #: none, month, year or unit_share
    figure: Decimal | None = None  #: of month: every month; of year: spread over its months


@dataclass(frozen=True)
class NewTemplate:
    """A template to store: one card for many, and whom it serves."""

    code: str  #: stable code
    scheme: str  #: code of the scheme its cards belong to
    name_zh: str  #: Chinese name
    lines: tuple[TemplateLine, ...]  #: KPIs of the card
    populations: tuple[Population, ...]  #: whom it serves; one that fits is enough
    name_en: str = ""  #: English name
    owner_rule: str = "self"  #: self, unit_head, line_manager or named
    owner: str = ""  #: employee number where the rule is named
    provider_rule: str = "none"  #: none, self, unit_head, line_manager or named
    provider: str = ""  #: employee number where the rule is named


@dataclass(frozen=True)
class TemplateRow:
    """A stored template."""

    id: int  #: key
    asked: NewTemplate  #: what it says
    generated: int  #: KPIs of subjects that came from it and run on

    def name(self, language: str) -> str:
        """The name in a language, the other one where it is empty."""
        return self.asked.name_zh if language.startswith("zh") or not self.asked.name_en else self.asked.name_en


@dataclass(frozen=True)
class Fit:
    """A subject that a population selects, from a day to a day."""

    subject_id: int  #: unit, position or person
    unit_id: int  #: unit it belongs to; a unit itself
    starts_on: date  #: first day
    ends_before: date | None  #: first day no longer; None = open
    line_manager_id: int | None = None  #: of a person: who leads it


@dataclass(frozen=True)
class Wanted:
    """A KPI a subject should have, by the template."""

    kpi_id: int  #: KPI
    subject_id: int  #: whose
    unit_id: int  #: unit the subject belongs to
    owner_id: int  #: who answers
    provider_id: int | None  #: who reports
    parent_id: int | None  #: assignment of the same KPI of its unit
    weight: Decimal  #: percent of the card
    valid_from: date  #: first day
    valid_to: date | None  #: first day no longer


@dataclass(frozen=True)
class CardStep:
    """What generating would do to one KPI of one subject."""

    action: str  #: add, change, end, keep or conflict
    subject: SubjectRow  #: whose card
    kpi: str  #: KPI code; empty for a conflict of the whole card
    weight: Decimal | None  #: percent afterwards
    valid_from: date | None  #: first day of what is done
    valid_to: date | None  #: first day no longer, afterwards
    why: str = ""  #: of a change or conflict: owner, weight, dates, owner_missing, other_card
    assignment_id: int | None = None  #: what exists already
    wanted: Wanted | None = None  #: what it should be


@dataclass(frozen=True)
class CardPlan:
    """Everything generating would do; nothing is written."""

    template: TemplateRow  #: from which template
    on: date  #: changes of running cards begin here
    steps: tuple[CardStep, ...]  #: by subject code and KPI

    def count(self, action: str) -> int:
        """How many steps of one kind."""
        return sum(1 for step in self.steps if step.action == action)

    def subjects(self, action: str) -> int:
        """How many subjects one kind of step touches."""
        return len({step.subject.id for step in self.steps if step.action == action})
