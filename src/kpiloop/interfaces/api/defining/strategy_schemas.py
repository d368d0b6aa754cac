"""What the operations on objectives, the strategy map, initiatives and key results take and answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ninja import Field, Schema

from kpiloop.interfaces.api.schemas import FIGURE, text_of
from kpiloop.loop.plan.rows import CheckInRow, InitiativeRow, KeyResultRow, ObjectiveRow

SEEN = "Mark it was read with; what somebody else changed meanwhile is not overwritten. Empty compares nothing"
MARK = "Send it back as `seen`"
PERSON = "Employee number"


class StrategyCodeOut(Schema):
    """What was written, by its code."""

    code: str


class ObjectiveOut(Schema):
    """A strategic objective of a fiscal year."""

    code: str
    name_zh: str
    name_en: str
    text: str
    perspective: str = Field(..., description="financial, customer, process or learning")
    fiscal_year: int
    sponsor: str = Field(..., description=PERSON + " of the leader in charge; empty for none")
    kpis: list[str] = Field(..., description="KPIs that measure it")
    ended_on: date | None = Field(..., description="First day it is no longer pursued")
    end_reason: str
    mark: str = Field(..., description=MARK)

    @staticmethod
    def of(row: ObjectiveRow) -> ObjectiveOut:
        """From the row."""
        return ObjectiveOut(
            code=row.code, name_zh=row.name_zh, name_en=row.name_en, text=row.text, perspective=row.perspective,
            fiscal_year=row.fiscal_year, sponsor=row.sponsor.code if row.sponsor else "", kpis=list(row.kpi_codes),
            ended_on=row.ended_on, end_reason=row.end_reason, mark=row.mark,
        )  # fmt: skip


class _Said(Schema):
    name_zh: str = Field(..., min_length=1, max_length=200)
    name_en: str = Field("", max_length=200)
    perspective: str = Field(..., description="financial, customer, process or learning")
    fiscal_year: int = Field(..., ge=2000, le=2100)
    sponsor: str = Field("", description=PERSON + " of the leader in charge; empty for none")
    text: str = ""


class ObjectiveIn(_Said):
    """An objective to state."""

    code: str = Field(..., min_length=1, max_length=40)


class ObjectiveChangeIn(_Said):
    """All an objective shall say."""

    seen: str = Field("", description=SEEN)


class ObjectiveEndIn(Schema):
    """From which day on, and why."""

    on: date = Field(..., description="First day it is no longer pursued, today or earlier")
    reason: str = Field(..., min_length=1)
    seen: str = Field("", description=SEEN)


class ResumeIn(Schema):
    """Why its end is taken back."""

    reason: str = ""
    seen: str = Field("", description=SEEN)


class LinkOut(Schema):
    """One objective is meant to move another."""

    cause: str
    effect: str
    is_hypothesis: bool
    note: str
    mark: str = Field(..., description=MARK)


class LinkIn(Schema):
    """What moves what, and how that is held."""

    cause: str
    effect: str
    is_hypothesis: bool = True
    note: str = Field("", description="Why it is believed")
    seen: str | None = Field(None, description=SEEN + "; an empty text says there was no such link")


class UnlinkIn(Schema):
    """A link by its two ends."""

    cause: str
    effect: str


class InitiativeOut(Schema):
    """Something undertaken for an objective."""

    code: str
    name_zh: str
    name_en: str
    objective: str
    kpi: str
    owner: str = Field(..., description=PERSON)
    budget: str | None = Field(..., description=FIGURE)
    spent: str | None = Field(..., description=FIGURE)
    risk: str
    risk_note: str
    state: str
    ends_on: date | None
    mark: str = Field(..., description=MARK)

    @staticmethod
    def of(row: InitiativeRow) -> InitiativeOut:
        """From the row."""
        return InitiativeOut(
            code=row.code, name_zh=row.name_zh, name_en=row.name_en, objective=row.objective, kpi=row.kpi,
            owner=row.owner.code, budget=text_of(row.budget), spent=text_of(row.spent), risk=row.risk,
            risk_note=row.risk_note, state=row.state, ends_on=row.ends_on, mark=row.mark,
        )  # fmt: skip


class InitiativeIn(Schema):
    """All an initiative shall say."""

    name_zh: str = Field(..., min_length=1, max_length=200)
    name_en: str = Field("", max_length=200)
    objective: str
    owner: str = Field(..., description=PERSON)
    kpi: str = Field("", description="KPI it should move; empty for none")
    budget: Decimal | None = None
    spent: Decimal | None = None
    risk: str = Field("low", description="low, medium or high")
    risk_note: str = ""
    state: str = Field("planned", description="planned, running, done or stopped")
    ends_on: date | None = None
    seen: str | None = Field(None, description=SEEN + "; an empty text says there was none of this code")


class CheckInOut(Schema):
    """Where a key result stood on a day."""

    on: date
    value: str | None = Field(..., description=FIGURE)
    confidence: int
    note: str

    @staticmethod
    def of(row: CheckInRow) -> CheckInOut:
        """From the row."""
        return CheckInOut(on=row.on, value=text_of(row.value), confidence=row.confidence, note=row.note)


class KeyResultOut(Schema):
    """A key result with its check-ins, newest first."""

    code: str
    name: str
    objective: str
    owner: str = Field(..., description=PERSON)
    kpi: str
    start: str | None = Field(..., description=FIGURE)
    target: str | None = Field(..., description=FIGURE)
    unit: str
    is_active: bool = Field(..., description="False once it was dropped")
    check_ins: list[CheckInOut]
    mark: str = Field(..., description=MARK)

    @staticmethod
    def of(row: KeyResultRow) -> KeyResultOut:
        """From the row."""
        return KeyResultOut(
            code=row.code, name=row.name, objective=row.objective, owner=row.owner.code, kpi=row.kpi,
            start=text_of(row.start), target=text_of(row.target), unit=row.unit, is_active=row.is_active,
            check_ins=[CheckInOut.of(made) for made in row.check_ins], mark=row.mark,
        )  # fmt: skip


class _Result(Schema):
    objective: str
    name: str = Field(..., min_length=1, max_length=200, description="What shall be true")
    owner: str = Field(..., description=PERSON)
    start: Decimal
    target: Decimal
    unit: str = "number"
    kpi: str = Field("", description="KPI it is read from; empty for none")


class KeyResultIn(_Result):
    """A key result to state."""

    code: str = Field(..., min_length=1, max_length=40)


class KeyResultChangeIn(_Result):
    """All a key result shall say."""

    is_active: bool = Field(True, description="False drops it; its check-ins stay")
    reason: str = ""
    seen: str = Field("", description=SEEN)


class CheckInIn(Schema):
    """Where a key result stands today."""

    value: Decimal
    confidence: int = Field(..., ge=0, le=10)
    note: str = ""
