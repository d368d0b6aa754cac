"""What the archive hands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class UndecidedData:
    """Data that waits for somebody and would change a month."""

    kind: str  #: correction, or rows in quarantine
    number: int  #: of the correction, or of the load the rows came with
    dataset: str  #: dataset
    dataset_zh: str  #: its Chinese name
    dataset_en: str  #: its English name, may be empty
    row: str = ""  #: of a correction: business key for people
    field: str = ""  #: its column
    old: str = ""  #: what the source says
    new: str = ""  #: what shall count
    proposed_by: str = ""  #: account
    is_stored: bool = True  #: False: the row is gone since, the correction can only be refused or taken back
    count: int = 0  #: rows that wait


@dataclass(frozen=True)
class Finding:
    """One thing the checklist noticed."""

    code: str  #: one of checklist.CHECKS
    assignment_id: int  #: which KPI of which subject; 0 when it is about no KPI
    kpi_code: str  #: KPI, empty when it is about none
    subject_code: str  #: subject
    reason: str = ""  #: why the value is missing
    kpi_zh: str = ""  #: Chinese name of the KPI
    kpi_en: str = ""  #: English name, may be empty
    subject_zh: str = ""  #: Chinese name of the subject
    subject_en: str = ""  #: English name, may be empty
    is_blocking: bool = False  #: no reason of the one who closes is enough: another person has to waive it
    waiver: str = ""  #: state of the waiver: asked, granted, or empty
    waived_by: str = ""  #: who granted it, or who asked while nobody has decided
    waiver_reason: str = ""  #: why it was asked for
    undecided: UndecidedData | None = None  #: data that waits, which may be behind many KPIs


@dataclass(frozen=True)
class Pin:
    """One kind of thing a close holds fast."""

    count: int  #: how many
    sha256: str  #: hash over all of them in canonical order


@dataclass(frozen=True)
class ClosePlan:
    """A close that is ready to be applied; making it wrote nothing."""

    period: str  #: month
    revision: int  #: revision the close will make
    is_closed: bool  #: True: the month is closed already, applying does nothing
    findings: tuple[Finding, ...]  #: what is incomplete
    figures: int  #: figures that will be frozen
    warehouse_version: int | None  #: version of the facts that will be pinned
    fingerprint: str  #: hash of every input
    closes_longer: tuple[str, ...]  #: quarter, half, year that close with it
    pins: Mapping[str, Pin] = field(default_factory=dict, hash=False)  #: what else will be pinned
    terms_revision: int = 0  #: close whose terms it will go by: itself, or an earlier one it keeps them of

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What another person has to waive before the month can close."""
        return tuple(finding for finding in self.findings if finding.is_blocking)


@dataclass(frozen=True)
class CloseRow:
    """One close."""

    id: int  #: key
    period_code: str  #: month
    revision: int  #: number of the close of this period
    warehouse_version: int | None  #: pinned version of the facts
    closed_by: str  #: account
    closed_at: datetime  #: when
    waiver: str  #: reason given for what was incomplete
    findings: int  #: how many things were incomplete
    figures: int  #: frozen figures
    sha256: str  #: hash over every frozen figure and everything pinned
    pins: Mapping[str, Pin] = field(default_factory=dict, hash=False)  #: definitions, targets, weights, organisation
    terms_revision: int = 0  #: close whose terms it goes by: itself or an earlier one


@dataclass(frozen=True)
class FrozenRow:
    """One figure as it was reported at a close, beside what it is now."""

    assignment_id: int  #: KPI of a subject
    kpi_code: str  #: KPI
    subject_id: int  #: subject
    subject_code: str  #: its code
    actual: Decimal | None  #: as reported
    target: Decimal | None  #: as reported
    achievement: Decimal | None  #: as reported
    light: str  #: as reported
    value_id: int | None  #: value version it came from
    actual_now: Decimal | None  #: as restated, None when missing


@dataclass(frozen=True)
class ReopeningRow:
    """A request to open a period again."""

    id: int  #: key
    period_code: str  #: period
    reason: str  #: why
    requested_by: str  #: account
    requested_at: datetime  #: when
    approved_by: str  #: account, empty while open
    approved_at: datetime | None  #: when
    until: date  #: last day it may stay open
    state: str  #: requested, approved, refused, closed
    kpis: tuple[str, ...] = ()  #: KPIs it is for, as codes; none for all
    subjects: tuple[str, ...] = ()  #: subjects it is for, as codes; none for all
    new_terms: bool = False  #: by the terms of now; else by those the period was closed by
