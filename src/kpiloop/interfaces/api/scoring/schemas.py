"""What the operations on scoring take and answer; figures are decimal text."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Schema

from kpiloop.engine.scoring.adjusting import CardLimits
from kpiloop.interfaces.api.schemas import FIGURE, text_of
from kpiloop.loop.reward.choices import SMALLEST_GROUP
from kpiloop.loop.reward.rows import BandRow, NewBand, NewRule, RuleRow
from kpiloop.loop.reward.scoring.adjustment_rows import (
    AdjustmentRuleRow,
    EventRow,
    LiftRow,
    NewAdjustment,
    TermsRow,
)
from kpiloop.loop.reward.scoring.grade_shares import read_shares, written_shares


class CurveIO(Schema):
    """How one KPI is scored."""

    kpi: str
    method: str
    parameters: dict[str, Any] = Field({}, description="Numbers as text; `missing` says what a missing figure does")
    version: int = 0

    @staticmethod
    def of(row: RuleRow) -> CurveIO:
        """From the row."""
        return CurveIO(kpi=row.kpi_code, method=row.method, parameters=dict(row.parameters), version=row.version)

    @property
    def stated(self) -> NewRule:
        """What the service takes; floats never enter."""
        return NewRule(self.kpi, self.method, {name: _exact(value) for name, value in self.parameters.items()})


class GradeIO(Schema):
    """One grade."""

    grade: str
    lower: Decimal
    upper: Decimal | None = None
    factor: Decimal

    @staticmethod
    def of(row: BandRow) -> GradeIO:
        """From the row."""
        return GradeIO(grade=row.grade, lower=row.lower, upper=row.upper, factor=row.factor)

    @property
    def stated(self) -> NewBand:
        """What the service takes."""
        return NewBand(self.grade, self.lower, self.upper, self.factor)


#: What terms say about calibration.
CALIBRATING = ("calibration", "most_steps", "over_quota", "talks_first")


class TermsIO(Schema):
    """Limits of a total, official rounding, ties and distribution."""

    extra_most: Decimal | None = None
    deduction_most: Decimal | None = None
    floor: Decimal | None = None
    cap: Decimal | None = None
    places: int | None = Field(None, ge=0, le=6, description="Decimals of the official score; none = never rounded")
    ties: str = Field("shared", description="shared, dense or last")
    distribution: str = Field("off", description="off, guideline or hard")
    shares: str = Field("", description="Percent of each grade, the best first: S 10 A 20 B 70")
    wording: str = Field("at_most", description="at_most rounds a share down, at_least up")
    bottom_least: int | None = None
    exempt_up_to: int = 0
    smallest_group: int = Field(SMALLEST_GROUP, ge=0, description="Smaller units are compared with the unit above")
    calibration: str = Field("optional", description="optional or required before publication")
    most_steps: int | None = Field(None, ge=0, description="A calibration moves a grade so many steps at most")
    over_quota: str = Field("reason", description="Grades beyond the guideline: reason or refuse")
    talks_first: str = Field("off", description="Publication waits for talks: off, accountability or last_grade")
    version: int = 0

    @staticmethod
    def of(row: TermsRow) -> TermsIO:
        """From the row."""
        held = row.limits
        return TermsIO(
            extra_most=held.extra_most,
            deduction_most=held.deduction_most,
            floor=held.floor,
            cap=held.cap,
            places=held.places,
            ties=row.ties,
            distribution=row.distribution,
            shares=" ".join(written_shares(row.shares)),
            wording=row.wording,
            bottom_least=row.bottom_least,
            exempt_up_to=row.exempt_up_to,
            smallest_group=row.smallest_group,
            **{name: getattr(row, name) for name in CALIBRATING},
            version=row.version,
        )

    @property
    def stated(self) -> TermsRow:
        """What the service takes."""
        return TermsRow(
            limits=CardLimits(self.extra_most, self.deduction_most, self.floor, self.cap, self.places),
            ties=self.ties,
            distribution=self.distribution,
            shares=read_shares(self.shares),
            wording=self.wording,
            bottom_least=self.bottom_least,
            exempt_up_to=self.exempt_up_to,
            smallest_group=self.smallest_group,
            **{name: getattr(self, name) for name in CALIBRATING},
        )


class AdjustmentIO(Schema):
    """Extra points, a deduction, a veto or a gate."""

    code: str
    kind: str = Field(..., description="extra_points, deduction, veto or gate")
    name_zh: str
    name_en: str = ""
    reads: str = Field("event", description="event, actual, achievement, status or score")
    kpi: str = ""
    subject: str = Field("", description="Unit whose figure is read; empty = that of the card")
    cards: str = Field("all", description="all, unit or person")
    comparison: str = Field("at_least", description="below, at_most, at_least or above")
    limit: Decimal | None = None
    light: str = ""
    per: Decimal | None = None
    counting: str = "once"
    points: Decimal | None = None
    most: Decimal | None = None
    scope: str = Field("", description="Of a veto: line, total, grade or pay")
    grade: str = ""
    lifted_by: str = Field("", description="Right of who may lift it; empty = nobody")
    version: int = 0

    @staticmethod
    def of(row: AdjustmentRuleRow) -> AdjustmentIO:
        """From the row."""
        said = {name: getattr(row.stated, name) for name in NewAdjustment.__dataclass_fields__}
        return AdjustmentIO(**said, version=row.version)

    @property
    def stated(self) -> NewAdjustment:
        """What the service takes."""
        return NewAdjustment(**{name: getattr(self, name) for name in NewAdjustment.__dataclass_fields__})


class PayIO(Schema):
    """How scores become money."""

    individual_from: str = Field("grade", description="grade or score")
    uses_unit_factor: bool = True
    uses_company_factor: bool = True
    factor_cap: Decimal | None = None
    pool_method: str = Field("cap", description="share or cap")
    gate_money: str = Field("kept", description="Of share: what gates withhold is kept (not paid) or given_back")


class ScoringOut(Schema):
    """Every rule of a scheme."""

    scheme: str
    kpis: list[CurveIO]
    grades: list[GradeIO]
    terms: TermsIO
    adjustments: list[AdjustmentIO]
    pay: PayIO | None


class ScoringIn(Schema):
    """What is to be set; what is left out stays as it is."""

    kpis: list[CurveIO] = []
    grades: list[GradeIO] | None = None
    terms: TermsIO | None = None
    adjustments: list[AdjustmentIO] = []


class EndIn(Schema):
    """Why a rule ends."""

    reason: str = Field(..., min_length=1)


class EventIn(Schema):
    """Something that happened and counts."""

    rule: str
    subject: str
    happened_on: date
    text: str
    evidence: str
    count: Decimal = Decimal(1)


class EventOut(Schema):
    """An event with who recorded and who decided it."""

    id: int
    rule: str
    kind: str
    subject: str
    happened_on: date
    count: str | None = Field(..., description=FIGURE)
    text: str
    evidence: str
    state: str
    recorded_by: str
    decided_by: str
    decided_at: datetime | None

    @staticmethod
    def of(row: EventRow) -> EventOut:
        """From the row."""
        return EventOut(
            id=row.id,
            rule=row.rule_code,
            kind=row.kind,
            subject=row.subject.code,
            happened_on=row.happened_on,
            count=text_of(row.count),
            text=row.text,
            evidence=row.evidence,
            state=row.state,
            recorded_by=row.recorded_by,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
        )


class LiftIn(Schema):
    """A veto or gate to take back on one card."""

    quarter: str
    rule: str
    subject: str
    reason: str = Field(..., min_length=1)


class LiftOut(Schema):
    """A lift with who asked and who decided."""

    id: int
    rule: str
    subject: str
    reason: str
    state: str
    asked_by: str
    decided_by: str
    decision_reason: str

    @staticmethod
    def of(row: LiftRow) -> LiftOut:
        """From the row."""
        return LiftOut(
            id=row.id,
            rule=row.rule_code,
            subject=row.subject.code,
            reason=row.reason,
            state=row.state,
            asked_by=row.asked_by,
            decided_by=row.decided_by,
            decision_reason=row.decision_reason,
        )


class DecisionIn(Schema):
    """What becomes of an event or a lift."""

    approve: bool
    reason: str = ""


class MadeOut(Schema):
    """The key of what was made."""

    id: int


def _exact(value: object) -> object:
    """Numbers as text, in tables too."""
    if isinstance(value, list):
        return [_exact(each) for each in value]
    return str(value) if isinstance(value, Decimal | int) and not isinstance(value, bool) else value
