"""What the operations on closed periods take and answer; figures are decimal text."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

from kpiloop.governance.archive.retention import RetentionRow
from kpiloop.governance.archive.rows import ClosePlan, CloseRow, Finding, ReopeningRow
from kpiloop.governance.archive.undecided import CORRECTION, ROWS
from kpiloop.interfaces.api.schemas import out_of
from kpiloop.interfaces.wording.close_findings import finding_said
from kpiloop.interfaces.wording.labels import label

MOST_TEXT = 1000
FINGERPRINT = "Of what was shown; the answer is 409 when it is something else by now"


class PinOut(Schema):
    """One kind of thing a close holds fast."""

    what: str
    count: int
    sha256: str


class OpenThingOut(Schema):
    """Something the checklist noticed."""

    code: str = Field(..., description="Line of the checklist")
    check: str = Field(..., description="The same in words")
    assignment: int = Field(..., description="Line of a card; 0 when it is about none. Waivers name it")
    kpi: str
    subject: str
    why: str = Field(..., description="In words; empty where the line says it")
    blocks: bool = Field(..., description="No reason is enough: another person has to waive it")
    waiver: str = Field(..., description="asked, granted, or empty")
    waived_by: str = Field(..., description="Who granted it, or who asked while nobody has decided")
    correction: int | None = Field(None, description="Correction that waits: see and decide /collect/corrections")
    load: int | None = Field(None, description="Load whose rows wait: see and decide /collect/quarantine")

    @staticmethod
    def of(row: Finding) -> OpenThingOut:
        """From the finding."""
        data = row.undecided
        return OpenThingOut(
            code=row.code, check=label(f"close_finding.{row.code}"), assignment=row.assignment_id, kpi=row.kpi_code,
            subject=row.subject_code, why=finding_said(row), blocks=row.is_blocking, waiver=row.waiver,
            waived_by=row.waived_by, correction=data.number if data and data.kind == CORRECTION else None,
            load=data.number if data and data.kind == ROWS else None,
        )  # fmt: skip


class ClosePlanOut(Schema):
    """A close that is ready to be made; nothing is written."""

    period: str
    is_closed: bool = Field(..., description="Closed already: closing again changes nothing")
    revision: int = Field(..., description="The close it will make, or the one in force")
    terms_revision: int = Field(..., description="By the terms of which close it goes; its own revision = those of now")
    figures: int
    facts: int | None = Field(..., description="Version of the facts")
    closes_longer: list[str] = Field(..., description="Quarter, half-year and year that close with it")
    can_close: bool = Field(..., description="False while something blocks")
    needs_reason: bool = Field(..., description="Something else is open: closing needs a reason")
    findings: list[OpenThingOut] = Field(..., description="Of KPIs in sight, what blocks first")
    pins: list[PinOut]
    fingerprint: str = Field(..., description="Send it back to close exactly this")

    @staticmethod
    def of(row: ClosePlan, *, told: ClosePlan) -> ClosePlanOut:
        """From the whole plan and from what of it the reader may see."""
        return out_of(
            ClosePlanOut,
            row,
            facts=row.warehouse_version,
            closes_longer=list(row.closes_longer),
            can_close=not row.is_closed and not row.blocking,
            needs_reason=not row.is_closed and any(not each.waiver and not each.is_blocking for each in row.findings),
            findings=[OpenThingOut.of(each) for each in told.findings],
            pins=[PinOut(what=what, count=pin.count, sha256=pin.sha256) for what, pin in row.pins.items()],
        )


class CloseIn(Schema):
    """Which look is confirmed, and why what is open does not matter."""

    fingerprint: str = Field(..., description=FINGERPRINT)
    reason: str = Field("", max_length=MOST_TEXT, description="Needed while anything is open")


class CloseOut(Schema):
    """One close."""

    id: int
    period: str
    revision: int
    terms_revision: int = Field(..., description="By the terms of which close it goes")
    facts: int | None = Field(..., description="Pinned version of the facts")
    closed_by: str
    closed_at: datetime
    reason: str
    findings: int = Field(..., description="How many things were open")
    figures: int
    sha256: str
    pins: list[PinOut]

    @staticmethod
    def of(row: CloseRow) -> CloseOut:
        """From the row."""
        return out_of(
            CloseOut,
            row,
            period=row.period_code,
            facts=row.warehouse_version,
            reason=row.waiver,
            pins=[PinOut(what=what, count=pin.count, sha256=pin.sha256) for what, pin in row.pins.items()],
        )


class WaiverIn(Schema):
    """Why a month may close without figures that feed pay."""

    reason: str = Field(..., max_length=MOST_TEXT)
    assignments: list[int] | None = Field(None, description="Lines of the checklist; all that block without them")


class WaiverDecisionIn(Schema):
    """Yes or no to waivers."""

    approve: bool
    reason: str = Field("", max_length=MOST_TEXT)
    assignments: list[int] | None = Field(None, description="All that wait without them")


class WaiversOut(Schema):
    """How many waivers were asked for or decided."""

    period: str
    count: int


class ReopeningIn(Schema):
    """Why, for what and how long a month is opened again."""

    reason: str = Field(..., max_length=MOST_TEXT)
    until: date = Field(..., description="Last day it may stay open; after it it closes by itself")
    kpis: list[str] = Field([], description="Codes; none = all")
    subjects: list[str] = Field([], description="Codes of units or people, a unit with all below it; none = all")
    new_terms: bool = Field(
        False, description="By the formulas, definitions, targets, weights and units of now, not those of the close"
    )


class ReopeningDecisionIn(Schema):
    """Yes or no to opening a month again."""

    approve: bool
    reason: str = Field("", max_length=MOST_TEXT, description="Of a refusal")


class ReopeningOut(Schema):
    """A request to open a month again."""

    id: int
    period: str
    state: str = Field(..., description="requested, approved, refused or closed")
    reason: str
    until: date
    kpis: list[str]
    subjects: list[str]
    new_terms: bool
    requested_by: str
    requested_at: datetime
    decided_by: str
    decided_at: datetime | None

    @staticmethod
    def of(row: ReopeningRow) -> ReopeningOut:
        """From the row."""
        return out_of(
            ReopeningOut,
            row,
            period=row.period_code,
            kpis=list(row.kpis),
            subjects=list(row.subjects),
            decided_by=row.approved_by,
            decided_at=row.approved_at,
        )


class EndedOut(Schema):
    """What ending reopenings did."""

    shut: int = Field(..., description="Months nothing more is written into")
    closed: int = Field(..., description="Of these, closed as the next revision; the others wait for somebody")


class RetentionOut(Schema):
    """How long something is kept, and how much of it there is."""

    code: Literal["closes", "trail", "facts", "work"]
    name: str
    months: int | None = Field(..., description="null = for ever")
    least: int | None = Field(..., description="Shortest that may be set; null = it cannot be changed")
    held: int | None
    due: int = Field(..., description="How many are older than that")
    set_by: str
    set_at: datetime | None
    reason: str

    @staticmethod
    def of(row: RetentionRow) -> RetentionOut:
        """From the row."""
        return out_of(RetentionOut, row, name=label(f"kept.{row.code}"))
