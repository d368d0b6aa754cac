"""What the operations on targets of a whole year take and answer."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

from ninja import Field, Schema

from kpiloop.interfaces.api.schemas import FIGURE, out_of, text_of
from kpiloop.loop.plan.rows import TargetCourse
from kpiloop.loop.plan.target_writing import TargetsWritten

Shape = Literal["equal", "last_year", "working_days", "s_curve", "as_now", "own", "curve"]


class TargetYearIn(Schema):
    """Whose year is meant."""

    kpi: str
    subject: str = Field(..., description="Code of the unit, position or person")
    period: str = Field(..., description="A month of the year; it says which assignment is meant")
    reason: str = ""


class AnnualIn(TargetYearIn):
    """A target of the year to spread over its months."""

    annual: Decimal
    shape: Shape | None = Field(None, description="Equal months without it, or `own` where weights are sent")
    weights: list[Decimal] = Field([], description="Of own: one per month; of curve: reached by the end of each")


class GrowthIn(TargetYearIn):
    """Growth on the actual figures of last year."""

    percent: Decimal = Field(..., description="8 is 8 percent more")
    parts: bool = Field(False, description="Of every part instead of the whole")
    places: int | None = Field(None, ge=-8, le=8, description="Decimals it is rounded to, once, half up")


class SumIn(TargetYearIn):
    """A whole from its parts."""

    weighted_by: str = Field("", description="Of a ratio: the KPI whose targets weigh the parts")


class TakeIn(TargetYearIn):
    """Targets from the figures of another KPI, such as a budget."""

    source: str = Field(..., description="KPI whose complete months become the targets of open ones")
    parts: bool = Field(False, description="Of every part instead of the whole")


class CalendarIn(TargetYearIn):
    """Figures of calendar months, read into periods of weeks by overlapping days."""

    figures: dict[str, Decimal] = Field(..., description="Calendar month -> figure, such as 2026-01")


class CascadeIn(TargetYearIn):
    """A whole broken down to its parts."""

    shares: dict[str, Decimal] | None = Field(None, description="Part -> share in any one scale; equal without it")
    cushion: Decimal = Field(Decimal(0), description="Percent the parts get on top")


class LockIn(TargetYearIn):
    """A month that sharing out leaves alone."""

    is_locked: bool = True
    seen: int | None = Field(None, description="Version of the target that was looked at; a newer one answers 409")


class WrittenOut(Schema):
    """What became of the targets."""

    changed: int
    added: int
    unchanged: int

    @staticmethod
    def of(row: TargetsWritten) -> WrittenOut:
        """From the row."""
        return out_of(WrittenOut, row)


class LockedOut(Schema):
    """How many cells are otherwise now."""

    changed: int


class PlanVersionOut(Schema):
    """How a year came about: one version."""

    version: int
    is_current: bool
    annual: str = Field(..., description=FIGURE)
    method: str = Field(..., description="Shape it was spread by")
    weights: list[str]
    reason: str
    recorded_by: str
    recorded_at: datetime


class CourseMonthOut(Schema):
    """A month of the line."""

    period: str
    planned: str | None = Field(None, description="Share of the year expected by its end, 1 = all")
    target: str | None = Field(None, description=FIGURE)
    reached: str | None = Field(None, description="Targets up to and with it")


class CourseOut(Schema):
    """A year of targets as a line."""

    plans: list[PlanVersionOut] = Field(..., description="Newest first; none where months were set one by one")
    months: list[CourseMonthOut]
    drift: str | None = Field(None, description="What the months reach less the annual figure")

    @staticmethod
    def of(row: TargetCourse) -> CourseOut:
        """From the row."""
        return CourseOut(
            plans=[
                out_of(PlanVersionOut, each, annual=text_of(each.annual), weights=[f"{w:f}" for w in each.weights])
                for each in row.plans
            ],
            months=[
                CourseMonthOut(
                    period=each.period_code,
                    planned=text_of(each.planned),
                    target=text_of(each.target),
                    reached=text_of(each.reached),
                )
                for each in row.months
            ],
            drift=text_of(row.drift),
        )
