"""What is handed out about figures people enter, and what is taken in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kpiloop.engine.targets.band import Band
from kpiloop.foundation.marks import mark_of
from kpiloop.foundation.org.rows import PersonRow, SubjectRow
from kpiloop.loop.plan.rows import AssignmentRow


@dataclass(frozen=True)
class NewNode:
    """One pair of hands of a flow to set."""

    act: str  #: provide, check or approve
    who: str  #: provider, owner, unit_head or person
    due_days: int  #: days after the end of a period by which it is done
    grace_days: int = 0  #: further days before it is late
    person: str = ""  #: employee number, where who is person


@dataclass(frozen=True)
class NodeRow:
    """One pair of hands of a flow."""

    place: int  #: 1 to 5
    act: str  #: provide, check or approve
    who: str  #: provider, owner, unit_head or person
    person: PersonRow | None  #: the named person
    due_days: int  #: days after the end of a period by which it is done
    grace_days: int  #: further days before it is late


@dataclass(frozen=True)
class FlowRow:
    """Through whose hands the figures of some KPIs go."""

    id: int  #: key
    code: str  #: stable code
    name_zh: str  #: Chinese name
    name_en: str  #: English name, may be empty
    is_active: bool  #: False once it ended
    version: int  #: number of the version; whoever changes it names the one that was read
    kpis: tuple[str, ...]  #: codes of its KPIs
    nodes: tuple[NodeRow, ...]  #: in order

    def name(self, language: str) -> str:
        """The name in a language, the other one where it is empty."""
        return self.name_zh if language.startswith("zh") or not self.name_en else self.name_en


@dataclass(frozen=True)
class SeparationRow:
    """One person holds two hands of a paid figure: worth a second look."""

    code: str  #: provider_is_owner, provider_checks, provider_approves
    assignment: AssignmentRow  #: the figure
    person: PersonRow  #: who
    refused_by: str = ""  #: code of the scheme that refuses it when the time comes; empty where it is only told


@dataclass(frozen=True)
class NewEntry:
    """A figure to enter."""

    kpi: str  #: KPI code
    subject: str  #: subject code
    period: str  #: month code
    value: Decimal | None  #: in the unit of the KPI
    is_absent: bool = False  #: True asks to accept that there is no figure
    note: str = ""  #: why, where it is red or absent
    version: int | None = None  #: version that was read; None takes whatever is there


@dataclass(frozen=True)
class StepRow:
    """What somebody did with a figure."""

    place: int  #: node
    verb: str  #: submit, check, approve or return
    value: Decimal | None  #: figure at that moment
    note: str  #: reason or note
    warning: str  #: code, empty where nothing needs a second look
    done_by: str  #: acting account
    done_for: str  #: account of the person stood in for, empty = for oneself
    done_at: datetime  #: when


@dataclass(frozen=True)
class EvidenceRow:
    """A file that proves a figure."""

    id: int  #: key
    file_name: str  #: as it was called
    sha256: str  #: hash of its content
    size: int  #: bytes
    added_by: str  #: account
    added_at: datetime  #: when


@dataclass(frozen=True)
class EntryRow:
    """A figure somebody is asked for, with how far it is."""

    id: int | None  #: key; None while nothing was entered
    line: AssignmentRow  #: KPI, subject, owner, provider
    period_code: str  #: month or week
    state: str  #: expected, draft, submitted, checked, approved, restated, returned or locked
    place: int  #: node it waits at
    flow: FlowRow | None  #: None = one step, no checking
    value: Decimal | None  #: figure entered
    is_absent: bool  #: it is said that there is none
    note: str  #: note of the provider
    version: int  #: version of the entry, 0 while there is none
    due_on: date  #: last day in time at this node
    days_late: int  #: days past grace, 0 while in time
    prior: Decimal | None  #: figure of the month before
    target: Decimal | None  #: target of the month
    low: Decimal | None  #: below this it would be unusual
    high: Decimal | None  #: above this it would be unusual
    light: str  #: colour it would have: green, amber, red, na
    entered_by: str  #: account, empty while nothing was entered
    entered_for: str  #: account of the person stood in for
    changed_at: datetime | None  #: when it was entered
    evidence: tuple[EvidenceRow, ...] = ()  #: files that prove it
    steps: tuple[StepRow, ...] = ()  #: what was done with it, oldest first; only where one entry was asked for
    holders: tuple[PersonRow, ...] = ()  #: whose turn it is
    may_act: bool = False  #: whether the reader may act on it now
    band: Band | None = None  #: bounds it is judged by, where the KPI is judged by a range
    is_week: bool = False  #: a figure of a week, not of a month

    @property
    def subject(self) -> SubjectRow:
        """Whose result."""
        return self.line.subject


@dataclass(frozen=True)
class DelegationRow:
    """Somebody stands in for somebody else."""

    id: int  #: key
    principal: PersonRow  #: whose duty
    delegate: PersonRow  #: who does it
    flow: str  #: code of the flow, empty = every flow
    unit: str  #: code of the unit and below, empty = everywhere
    valid_from: date  #: first day
    valid_to: date  #: first day no longer
    reason: str  #: why
    granted_by: str  #: account


#: What a lock says.
LOCK_RULE = ("kind", "days", "kpis")


@dataclass(frozen=True)
class LockRuleRow:
    """Until when figures may be changed."""

    code: str  #: stable code
    kind: str  #: fixed_day, rolling or after_entry
    days: int  #: day after the period, periods kept open, or days after entry
    kpis: tuple[str, ...]  #: KPI codes; empty = all
    set_by: str  #: account

    @property
    def mark(self) -> str:
        """Another one as soon as the rule says something else."""
        return mark_of(self, LOCK_RULE)


@dataclass(frozen=True)
class LockExceptionRow:
    """Who may change what past its lock, until when."""

    id: int  #: key
    account: str  #: who
    kpi: str  #: KPI code
    period: str  #: month, empty = any
    until: datetime  #: it expires by itself then
    reason: str  #: why
    granted_by: str  #: account
