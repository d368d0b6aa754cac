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
class TemplateCards:
    """Cards of one template about which the same is found."""

    code: str  #: template
    name_zh: str  #: its Chinese name
    name_en: str  #: its English name; may be empty
    cards: int  #: how many cards
    is_alike: bool  #: the figures of the sentence are the same on all of them

    def name(self, language: str) -> str:
        """The name in a language, the Chinese one where there is no other."""
        return self.name_zh if language.startswith("zh") or not self.name_en else self.name_en


@dataclass(frozen=True)
class MendedValue:
    """One value a fix changed."""

    field: str  #: weight, owner, owner_rule, source, purpose, counter or state
    before: str  #: as it was; empty where nothing stood
    after: str  #: as it is now
    kpi_code: str = ""  #: of which KPI; empty for a whole template
    subject_code: str = ""  #: on whose card; empty for the dictionary and for templates
    template_code: str = ""  #: in which template; empty for cards and the dictionary


@dataclass(frozen=True)
class Mended:
    """What a fix did."""

    fix: str  #: name of the step
    values: tuple[MendedValue, ...]  #: every value that changed, in the order it was written


@dataclass(frozen=True)
class FindingRow:
    """Something about a scheme that deserves a second look; about cards of one template it is said once."""

    code: str  #: what was found
    severity: str  #: blocks (publishing is refused) or notice
    subject: SubjectRow | None  #: whose card, None for the dictionary and for cards of a template
    kpi_code: str  #: which KPI, empty for the whole card
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)  #: what the sentence needs
    fix: str = ""  #: what mends it in one step, empty where a person must write something
    override: OverrideRow | None = None  #: why it is accepted, None while it counts
    assignment_id: int | None = None  #: the assignment it is about, where it is about one
    template: TemplateCards | None = None  #: the cards it is about, where it is about cards of a template
    members: tuple[FindingRow, ...] = ()  #: what is found on each of these cards

    @property
    def key(self) -> str:
        """Names the same finding next time."""
        whose = f"template:{self.template.code}" if self.template else self.subject.code if self.subject else ""
        return f"{self.code}|{whose}|{self.kpi_code}"

    @property
    def each(self) -> tuple[FindingRow, ...]:
        """The finding card by card: itself where it is about one card or none."""
        return self.members or (self,)

    @property
    def cards(self) -> int:
        """How many cards it is about; 1 where it is about one or about the dictionary."""
        return self.template.cards if self.template else 1


@dataclass(frozen=True)
class DesignEvidence:
    """What later stages know about KPIs: without it formulas and history are not judged."""

    formulas: Mapping[str, str] = field(default_factory=dict, hash=False)  #: formula by KPI code
    #: last monthly actuals by (KPI code, subject key), in the KPI's unit, oldest first
    history: Mapping[tuple[str, int], tuple[Decimal, ...]] = field(default_factory=dict, hash=False)
    other_units: Mapping[str, str] = field(default_factory=dict, hash=False)  #: unit a formula gives against its KPI
