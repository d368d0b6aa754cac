"""Rules of alerts as they enter and leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kpiloop.foundation.org.rows import PersonRow, SubjectRow
from kpiloop.loop.track.rules.kinds import NORMAL, OWNER, USUAL_MONTHS


@dataclass(frozen=True)
class NewAlertRule:
    """A rule to set; saying a code again changes it."""

    code: str  #: stable code
    name_zh: str  #: Chinese name
    kind: str  #: one of RULE_KINDS
    name_en: str = ""  #: English name, may be empty
    kpi: str = ""  #: code of the KPI it is about; empty = every KPI
    unit: str = ""  #: code of a unit: it and everything below; empty = everywhere
    limit: Decimal | None = None  #: achievement below which, or change from which it fires, as a fraction
    months: int | None = None  #: months in a row it waits for; None = as usual for its kind
    days: int | None = None  #: days after a month a figure may take, or days off in a row it waits for; None = as usual
    base: str = "prior_period"  #: what a change is measured against
    side: str = "any"  #: every change, or only one for the worse
    who: str = OWNER  #: who is told, one of WHO
    person: str = ""  #: number of the person where one is named
    severity: str = NORMAL  #: low, normal or high
    also: tuple[str, ...] = ()  #: further ones who are told: places, `person:` and a number, `role:` and a role
    repeat_days: int | None = None  #: days after which it is told again while it stays off; None = told once
    escalate_days: int | None = None  #: days without an answer after which the next head up hears; None = never


@dataclass(frozen=True)
class AlertRuleRow:
    """A rule in force."""

    id: int  #: key
    code: str  #: stable code
    name_zh: str  #: Chinese name
    name_en: str  #: English name, may be empty
    kind: str  #: one of RULE_KINDS
    kpi_id: int | None  #: KPI it is about; None = every one
    kpi: str  #: its code, empty for every one
    unit: SubjectRow | None  #: unit it is about, with everything below; None = everywhere
    limit: Decimal | None  #: achievement below which, or change from which it fires, as a fraction
    months: int | None  #: months in a row it waits for; None = as usual for its kind
    days: int | None  #: days after a month a figure may take, or days off in a row it waits for; None = as usual
    base: str  #: what a change is measured against
    side: str  #: every change, or only one for the worse
    who: str  #: who is told
    person: PersonRow | None  #: the person where one is named
    severity: str  #: low, normal or high
    set_by: str  #: account
    set_at: datetime  #: when
    also: tuple[str, ...] = ()  #: further ones who are told
    repeat_days: int | None = None  #: days after which it is told again while it stays off; None = told once
    escalate_days: int | None = None  #: days without an answer after which the next head up hears; None = never

    def name(self, language: str) -> str:
        """The name in a language, the other one where it is empty."""
        return self.name_zh if language.startswith("zh") or not self.name_en else self.name_en

    @property
    def waits(self) -> int:
        """Months in a row after which it fires."""
        return USUAL_MONTHS.get(self.kind, 1) if self.months is None else self.months

    @property
    def waits_days(self) -> int:
        """Days off in a row after which it fires, where it watches days."""
        return self.days or 1
