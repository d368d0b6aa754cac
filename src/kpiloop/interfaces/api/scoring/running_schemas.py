"""What the operations on quarters, places and bonus runs take and answer; figures are decimal text."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from ninja import Field, Schema

from kpiloop.interfaces.api.schemas import FIGURE, out_of, text_of
from kpiloop.loop.reward.pay_rows import RunExplanation, RunRow
from kpiloop.loop.reward.rows import BoardGroup, CycleRow


class CycleOut(Schema):
    """The review of a quarter of a scheme."""

    id: int
    scheme: str
    scheme_version: int
    quarter: str
    state: str = Field(..., description="open, scored, published or finalised")
    waiver: str = Field(..., description="Why it was scored with something missing")
    open_months_reason: str = Field(..., description="Why it was scored before its months were closed")
    scored_by: str
    scored_at: datetime | None
    published_by: str
    published_at: datetime | None

    @staticmethod
    def of(row: CycleRow) -> CycleOut:
        """From the row."""
        return out_of(CycleOut, row, scheme=row.scheme_code, quarter=row.period_code)


class CycleIn(Schema):
    """Which quarter is reviewed."""

    quarter: str = Field(..., description="Such as FY2026-Q4")


class ScoreIn(Schema):
    """How a quarter is scored."""

    waiver: str = Field("", description="Why it may be scored before its months are closed")
    new_terms: bool = Field(False, description="Scored again: by the terms as they stand now")


class MissingOut(Schema):
    """A line without a figure."""

    subject: str
    kpi: str
    reason: str


class ScoredOut(Schema):
    """What scoring a quarter wrote."""

    sheets: int
    written: int = Field(..., description="New revisions")
    unchanged: int
    without_total: int
    missing: list[MissingOut]


class PublishedOut(Schema):
    """A quarter everybody concerned may see."""

    interviews: int = Field(..., description="Feedback interviews that were opened")


class PlaceOnBoardOut(Schema):
    """One place."""

    place: int = Field(..., description="Ties share one")
    subject: str
    total: str = Field(..., description=FIGURE)
    grade: str
    change: int | None = Field(None, description="Places won since the quarter before; null: was not there")


class BoardOut(Schema):
    """Comparable subjects ranked among each other; never pay."""

    code: str
    size: int
    is_suppressed: bool = Field(..., description="Too small to be shown")
    places: list[PlaceOnBoardOut]
    withheld: int = Field(..., description="Members whose place is not shown")

    @staticmethod
    def of(group: BoardGroup) -> BoardOut:
        """From the row; a group that is too small names nobody."""
        rows = () if group.is_suppressed else group.rows
        places = [out_of(PlaceOnBoardOut, row, subject=row.subject.code, total=text_of(row.total)) for row in rows]
        return out_of(BoardOut, group, places=places)


class PoolIn(Schema):
    """A bonus pool to try."""

    pool: Decimal


class BonusIn(PoolIn):
    """A bonus pool, and where it was decided."""

    document: str = Field(..., min_length=1)
    correction: str = Field("", description="Why a quarter that was paid is worked out again")
    new_terms: bool = False


class BonusRunOut(Schema):
    """A settlement of a quarter."""

    id: int
    quarter: str
    scheme: str
    number: int
    state: str = Field(..., description="prepared, applied or superseded")
    pool: str = Field(..., description=FIGURE)
    total: str = Field(..., description=FIGURE)
    lines: int
    open_lines: int
    prepared_by: str
    approved_by: str
    approved_at: datetime | None

    @staticmethod
    def of(row: RunRow) -> BonusRunOut:
        """From the row."""
        return out_of(
            BonusRunOut, row, quarter=row.cycle.period_code, scheme=row.cycle.scheme_code, pool=text_of(row.pool),
            total=text_of(row.total),
        )  # fmt: skip


class GradeSumOut(Schema):
    """People and money of a grade."""

    grade: str
    people: int
    amount: str = Field(..., description=FIGURE)


class BonusPlanOut(Schema):
    """What applying a run would do; lines only of people in sight, totals of the whole run."""

    run: int | None = Field(None, description="null: a trial, nothing is stored")
    pool: str = Field(..., description=FIGURE)
    total: str = Field(..., description=FIGURE)
    left_over: str = Field(..., description="What of the pool is not paid out")
    carried: str = Field(..., description="Differences of closed quarters, beside the pool")
    unsettled: int = Field(..., description="People a difference cannot be settled with")
    scaling: str = Field(..., description="From entitlement to amount")
    people: int
    open_lines: int
    total_before: str | None = Field(None, description=FIGURE)
    by_grade: list[GradeSumOut]

    @staticmethod
    def of(found: RunExplanation) -> BonusPlanOut:
        """From the explanation."""
        plan = found.plan
        return BonusPlanOut(
            run=plan.run_id, pool=f"{plan.pool:f}", total=f"{plan.total:f}", left_over=f"{plan.left_over:f}",
            carried=f"{plan.carried:f}", unsettled=len(plan.unsettled), scaling=f"{plan.scaling:f}",
            people=found.visible + found.hidden, open_lines=len(plan.open_lines),
            total_before=text_of(found.total_before),
            by_grade=[GradeSumOut(grade=g, people=p, amount=f"{a:f}") for g, p, a in found.by_grade],
        )  # fmt: skip
