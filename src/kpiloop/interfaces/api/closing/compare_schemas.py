"""What looking back answers; figures are decimal text."""

from __future__ import annotations

from datetime import date

from ninja import Field, Schema

from kpiloop.engine.values import Missing
from kpiloop.governance.archive.comparison_rows import ComparedFigure, ComparedRow, ComparedSide, HistoricComparison
from kpiloop.governance.archive.replaying import Replay
from kpiloop.governance.archive.revisions import RestatedFigure, Shown
from kpiloop.interfaces.api.schemas import FIGURE, out_of, text_of


class ReplayDifferenceOut(Schema):
    """Something that does not come out as it was frozen."""

    kind: str = Field(..., description="value, figure or pin")
    kpi: str = Field(..., description="Of a pin what it holds")
    subject: str
    window: str
    frozen: str
    replayed: str


class ReplayOut(Schema):
    """What computing a close again gave."""

    period: str
    revision: int
    is_same: bool = Field(..., description="Every byte is the same")
    values: int = Field(..., description="Values computed again, every window")
    figures: int = Field(..., description="Figures judged again")
    sha256: str = Field(..., description="Hash the close keeps")
    replayed_sha256: str = Field(..., description="Hash of what came out")
    count: int = Field(..., description="All differences, in sight or not")
    differences: list[ReplayDifferenceOut]

    @staticmethod
    def of(row: Replay) -> ReplayOut:
        """From the replay."""
        return out_of(
            ReplayOut,
            row,
            period=row.period_code,
            differences=[
                out_of(ReplayDifferenceOut, each, kpi=each.kpi_code, subject=each.subject_code)
                for each in row.differences
            ],
        )


class ShownOut(Schema):
    """A figure as one close, or now, has it."""

    actual: str | None = Field(None, description=FIGURE)
    target: str | None = Field(None, description=FIGURE)
    weight: str | None = Field(None, description=FIGURE)
    light: str
    value_id: int | None = Field(None, description="Opens the proof")

    @staticmethod
    def of(row: Shown) -> ShownOut:
        """From the row."""
        return out_of(ShownOut, row, actual=text_of(row.actual), target=text_of(row.target), weight=text_of(row.weight))


class RestatedOut(Schema):
    """A KPI of a subject in two closes."""

    assignment: int
    kpi: str
    subject: str
    owner: str
    reported: ShownOut | None = Field(None, description="In the older one; null when it was not there")
    restated: ShownOut | None = Field(None, description="In the newer one, or now; null when it is not there")
    difference: str | None = Field(None, description=f"Restated less reported. {FIGURE}")
    is_changed: bool

    @staticmethod
    def of(row: RestatedFigure) -> RestatedOut:
        """From the row."""
        held = row.assignment
        return RestatedOut(
            assignment=held.id,
            kpi=held.kpi.code,
            subject=held.subject.code,
            owner=held.owner.code,
            reported=ShownOut.of(row.reported) if row.reported else None,
            restated=ShownOut.of(row.restated) if row.restated else None,
            difference=text_of(row.difference),
            is_changed=row.is_changed,
        )


class ComparedSideOut(Schema):
    """One of the two sides."""

    period: str
    unit: str = Field(..., description="Empty for all in sight")
    is_closed: bool
    revision: int = Field(..., description="Close in force, 0 before the first")
    counted_on: date = Field(..., description="Day whose organisation its figures are counted over")

    @staticmethod
    def of(row: ComparedSide) -> ComparedSideOut:
        """From the row."""
        return out_of(
            ComparedSideOut,
            row,
            period=row.period_code,
            unit=row.subject.code if row.subject else "",
        )


class ComparedFigureOut(Schema):
    """A KPI of a subject in one of the two periods."""

    figure: str | None = Field(None, description=f"The one that is compared. {FIGURE}")
    reported: str | None = Field(None, description=f"As the newest close froze it. {FIGURE}")
    live: str | None = Field(None, description=f"As it is now. {FIGURE}")
    restated: str | None = Field(None, description=f"Under the chosen organisation. {FIGURE}")
    drift: str | None = Field(None, description=f"Live less reported. {FIGURE}")
    target: str | None = Field(None, description=FIGURE)
    light: str
    is_frozen: bool

    @staticmethod
    def of(row: ComparedFigure) -> ComparedFigureOut:
        """From the row."""
        figures = ("figure", "reported", "live", "restated", "drift", "target")
        return out_of(ComparedFigureOut, row, **{name: text_of(getattr(row, name)) for name in figures})


class ComparedRowOut(Schema):
    """A KPI on both sides."""

    kpi: str
    first_subject: str
    second_subject: str
    first: ComparedFigureOut | None = None
    second: ComparedFigureOut | None = None
    change: str | None = Field(None, description=f"Second less first. {FIGURE}")
    judgement: str = Field(..., description="better, worse or neutral, by the direction of the KPI")
    is_redefined: bool = Field(..., description="The definition differs between the sides")

    @staticmethod
    def of(row: ComparedRow) -> ComparedRowOut:
        """From the row."""
        change = row.change.change
        return ComparedRowOut(
            kpi=row.kpi.code,
            first_subject=row.first_subject.code,
            second_subject=row.second_subject.code,
            first=ComparedFigureOut.of(row.first) if row.first else None,
            second=ComparedFigureOut.of(row.second) if row.second else None,
            change=None if isinstance(change, Missing) else text_of(change),
            judgement=row.change.judgement,
            is_redefined=row.is_redefined,
        )


class UnitMoveOut(Schema):
    """A unit that hangs elsewhere on the other day."""

    unit: str
    first_parent: str = Field(..., description="Empty when it was not there")
    second_parent: str


class ComparisonOut(Schema):
    """Two periods, or two units, beside each other."""

    structure: str
    first: ComparedSideOut
    second: ComparedSideOut
    rows: list[ComparedRowOut]
    moves: list[UnitMoveOut] = Field(..., description="How the organisation differs between the two")

    @staticmethod
    def of(row: HistoricComparison) -> ComparisonOut:
        """From the comparison."""
        return ComparisonOut(
            structure=row.structure,
            first=ComparedSideOut.of(row.first),
            second=ComparedSideOut.of(row.second),
            rows=[ComparedRowOut.of(each) for each in row.rows],
            moves=[
                UnitMoveOut(
                    unit=each.unit.code,
                    first_parent=each.first_parent.code if each.first_parent else "",
                    second_parent=each.second_parent.code if each.second_parent else "",
                )
                for each in row.moves
            ],
        )
