"""What the operations on late data take and answer; figures are decimal text."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema

from kpiloop.governance.archive.late import LateChange, LateFigure, LateRow
from kpiloop.interfaces.api.closing.schemas import FINGERPRINT, MOST_TEXT
from kpiloop.interfaces.api.schemas import FIGURE, out_of, text_of
from kpiloop.interfaces.wording.changed_terms import changed_terms
from kpiloop.loop.reward.selectors import PayChange, Rescoring, ScoreChange


class LateFigureOut(Schema):
    """A judged figure that would be another one."""

    assignment: int
    kpi: str
    subject: str
    before: str | None = Field(None, description=f"As reported. {FIGURE}")
    after: str | None = Field(None, description=f"With the late data. {FIGURE}")
    light_before: str
    light_after: str
    is_settled: bool = Field(..., description="Another figure of it was settled with a later month")
    settled: str | None = Field(None, description=f"That figure. {FIGURE}")
    light_settled: str = Field("", description="Its light")

    @staticmethod
    def of(row: LateFigure) -> LateFigureOut:
        """From the row."""
        held = row.assignment
        return out_of(
            LateFigureOut,
            row,
            assignment=held.id,
            kpi=held.kpi.code,
            subject=held.subject.code,
            before=text_of(row.before),
            after=text_of(row.after),
            settled=text_of(row.settled),
        )


class LateScoreOut(Schema):
    """A card that would score otherwise."""

    quarter: str
    subject: str
    total_before: str | None = Field(None, description=FIGURE)
    total_after: str | None = Field(None, description=FIGURE)
    grade_before: str
    grade_after: str

    @staticmethod
    def of(row: ScoreChange) -> LateScoreOut:
        """From the row."""
        return out_of(
            LateScoreOut,
            row,
            quarter=row.period_code,
            subject=row.subject.code,
            total_before=text_of(row.total_before),
            total_after=text_of(row.total_after),
        )


class LatePayOut(Schema):
    """A bonus that would be another one."""

    quarter: str
    person: str
    before: str | None = Field(None, description=f"As paid, with what later runs settle of it. {FIGURE}")
    after: str | None = Field(None, description=FIGURE)

    @staticmethod
    def of(row: PayChange) -> LatePayOut:
        """From the row."""
        return LatePayOut(
            quarter=row.period_code, person=row.person.code, before=text_of(row.before), after=text_of(row.after)
        )


class LateQuarterOut(Schema):
    """A scored quarter that rests on the month."""

    quarter: str
    scheme: str
    state: str = Field(..., description="scored, published or finalised")
    not_used: list[str] = Field(..., description="In words: terms it was scored by that say something else by now")

    @staticmethod
    def of(row: Rescoring) -> LateQuarterOut:
        """From the row."""
        return LateQuarterOut(
            quarter=row.cycle.period_code,
            scheme=row.cycle.scheme_code,
            state=row.cycle.state,
            not_used=list(changed_terms(row.changes)),
        )


class LateDecisionOut(Schema):
    """What was decided about late data of a month."""

    id: int
    period: str
    revision: int = Field(..., description="Close it came after")
    facts: int = Field(..., description="Version of the facts that was looked at")
    choice: str = Field(..., description="restate, adjust or note")
    reason: str
    figures: int
    decided_by: str
    decided_at: datetime
    carried_to: str = Field(..., description="Month the difference is settled in; empty unless adjusted")
    reopening: int | None = Field(..., description="Request it led to; another person decides it")

    @staticmethod
    def of(row: LateRow) -> LateDecisionOut:
        """From the row."""
        return out_of(
            LateDecisionOut,
            row,
            period=row.period_code,
            facts=row.warehouse_version,
            reopening=row.reopening_id,
        )


class LateOut(Schema):
    """Everything late data of a closed month would change; nothing is written."""

    period: str
    revision: int = Field(
        ..., description="Close in force; its formulas, definitions, targets, weights and units count"
    )
    facts_pinned: int | None
    facts_now: int | None
    is_waiting: bool = Field(..., description="Somebody has to decide")
    choices: list[str] = Field(..., description="What may be decided; none when nothing waits")
    values: int = Field(..., description="Values of every window that would change, in sight or not")
    undone: int = Field(..., description="Values that were settled with a later month and are as reported by now")
    figures: list[LateFigureOut]
    scores: list[LateScoreOut]
    pay: list[LatePayOut] = Field(..., description="Only with the right over pay")
    quarters: list[LateQuarterOut]
    fingerprint: str = Field(..., description="Send it back to decide about exactly this")
    decided: LateDecisionOut | None = Field(None, description="What was decided about exactly this")

    @staticmethod
    def of(row: LateChange) -> LateOut:
        """From the preview."""
        return out_of(
            LateOut,
            row,
            period=row.period_code,
            facts_pinned=row.pinned_version,
            facts_now=row.current_version,
            choices=list(row.choices) if row.is_waiting else [],
            figures=[LateFigureOut.of(each) for each in row.figures],
            scores=[LateScoreOut.of(each) for each in row.rewards.scores],
            pay=[LatePayOut.of(each) for each in row.rewards.pay],
            quarters=[LateQuarterOut.of(each) for each in row.rewards.quarters],
            decided=LateDecisionOut.of(row.decided) if row.decided else None,
        )


class LateDecisionIn(Schema):
    """What is done about late data."""

    fingerprint: str = Field(..., description=FINGERPRINT)
    choice: str = Field(..., description="restate, adjust or note, as `choices` offers")
    reason: str = Field(..., max_length=MOST_TEXT)
    until: date | None = Field(None, description="Restating: last day the month may stay open; today without it")
