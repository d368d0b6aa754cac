"""What the operations on targets take and answer; figures are decimal text in the unit of the KPI."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from ninja import Field, Schema

from kpiloop.engine.targets.band import Band
from kpiloop.interfaces.api.schemas import FIGURE, out_of, text_of
from kpiloop.loop.plan.rows import AssignmentRow, NewTarget, TargetChangeRow, TargetRow


class TargetIn(Schema):
    """A target to set: a figure, or both bounds of a range; neither takes it away."""

    kpi: str
    subject: str = Field(..., description="Code of the unit, position or person")
    period: str
    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    threshold: Decimal | None = None
    stretch: Decimal | None = None

    @property
    def band(self) -> Band | None:
        """The range, where both bounds are given."""
        return None if self.low is None or self.high is None else Band(self.low, self.high)


class TargetsIn(Schema):
    """Targets to look at, or to set."""

    targets: list[TargetIn] = Field(..., max_length=5000)
    reason: str = ""
    is_confirmed: bool = Field(False, description="Without it only the differences are answered")


class AskedIn(TargetIn):
    """A request for another target."""

    reason: str = Field(..., min_length=1)
    is_retroactive: bool = Field(False, description="For a period that has ended")
    is_applicable: bool = Field(True, description="False: no figures, and the KPI is not to apply in the period")


class VerdictOnTarget(Schema):
    """What becomes of a request."""

    approve: bool
    reason: str = ""


class FigureOut(Schema):
    """A target: one figure, or a range with its middle."""

    target: str | None = Field(None, description=FIGURE)
    low: str | None = Field(None, description="Lower bound of a range")
    high: str | None = Field(None, description="Upper bound of a range")
    threshold: str | None = None
    stretch: str | None = None

    @staticmethod
    def of(held: TargetRow | None) -> FigureOut:
        """As it stands; empty where nothing is set."""
        if held is None:
            return _figures(None, None)
        return _figures(held.target, held.band, held.threshold, held.stretch)


class TargetOut(Schema):
    """The target of one KPI of one subject in one period."""

    kpi: str
    subject: str
    period: str
    figures: FigureOut
    version: int | None
    is_locked: bool
    is_applicable: bool = Field(..., description="False: the KPI does not apply in the period, as was approved")

    @staticmethod
    def of(row: AssignmentRow, period: str, held: TargetRow | None) -> TargetOut:
        """From the assignment and its target."""
        return TargetOut(
            kpi=row.kpi.code,
            subject=row.subject.code,
            period=period,
            figures=FigureOut.of(held),
            version=held.version if held else None,
            is_locked=held is not None and held.is_locked,
            is_applicable=held is None or held.is_applicable,
        )


class VersionOut(Schema):
    """One version of a target."""

    version: int
    is_current: bool
    figures: FigureOut
    method: str
    reason: str
    recorded_by: str
    recorded_at: datetime

    @staticmethod
    def of(row: TargetRow) -> VersionOut:
        """From the row."""
        return out_of(VersionOut, row, figures=FigureOut.of(row))


class DifferenceOut(Schema):
    """A target that was sent and is otherwise here."""

    kpi: str
    subject: str
    period: str
    before: FigureOut
    after: FigureOut

    @staticmethod
    def of(asked: TargetIn, held: TargetRow | None, new: NewTarget) -> DifferenceOut:
        """Both sides."""
        return DifferenceOut(
            kpi=asked.kpi,
            subject=asked.subject,
            period=asked.period,
            before=FigureOut.of(held),
            after=_figures(new.figure, new.band, new.threshold, new.stretch),
        )


class TargetsOut(Schema):
    """What differs, and whether it was saved."""

    differences: list[DifferenceOut]
    same: int = Field(..., description="Targets that say what stands")
    is_saved: bool


class AskedOut(Schema):
    """A request and where it stands."""

    id: int
    state: str = Field(..., description="proposed, approved or rejected")


class RequestOut(Schema):
    """A request for another target."""

    id: int
    kpi: str
    subject: str
    period: str
    before: FigureOut
    after: FigureOut
    is_applicable: bool = Field(..., description="False: asks that the KPI does not apply in the period")
    reason: str
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None

    @staticmethod
    def of(row: TargetChangeRow) -> RequestOut:
        """From the row."""
        return out_of(
            RequestOut,
            row,
            kpi=row.assignment.kpi.code,
            subject=row.assignment.subject.code,
            period=row.period_code,
            before=_figures(row.old_target, row.old_band),
            after=_figures(row.new_target, row.new_band),
        )


def _figures(
    target: Decimal | None, band: Band | None, threshold: Decimal | None = None, stretch: Decimal | None = None
) -> FigureOut:
    return FigureOut(
        target=text_of(target),
        low=text_of(band.low) if band else None,
        high=text_of(band.high) if band else None,
        threshold=text_of(threshold),
        stretch=text_of(stretch),
    )
