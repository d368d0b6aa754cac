"""Scored cards before they are stored, and what holds for every card of a cycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kpiloop.engine.scoring.adjusting import Adjusted
from kpiloop.engine.scoring.curves import LineScore, missing_policy
from kpiloop.engine.scoring.grades import Band
from kpiloop.engine.values import Figure, Missing, is_excused
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward.rows import RuleRow
from kpiloop.loop.reward.scoring.adjusting import AdjustmentBook, HeldScore, MetRule, pay_cap_of
from kpiloop.loop.reward.scoring.cards import CardSegment
from kpiloop.loop.reward.scoring.quarter import FigureBook, QuarterFigure


@dataclass(frozen=True)
class LineDraft:
    """One scored line before it is stored."""

    segment: int  #: place of its segment
    order: int  #: place within the segment
    assignment: AssignmentRow  #: the KPI of the card
    rule: RuleRow  #: scoring rule version used
    quarter: QuarterFigure  #: actual and target with what they rest on
    achievement: Figure  #: fraction, 1 = on target
    light: str  #: green, amber, red, na
    scored: LineScore  #: raw and bounded score with words
    effective_weight: Decimal  #: fraction of 1 that counted within its segment
    weighted: Figure  #: points it brings to the segment's total
    held: HeldScore | None = None  #: earlier score it holds, where it has none of its own
    veto: MetRule | None = None  #: veto that holds this line down

    @property
    def score(self) -> Figure:
        """Points that count: its own, held from before, or what a veto leaves."""
        score = self.held.score if self.held is not None else self.scored.clamped
        if self.veto is None or isinstance(score, Missing):
            return score
        return min(score, self.veto.rule.stated.most or Decimal(0))

    @property
    def policy(self) -> str:
        """What it does to the card without a score; empty = as the scheme says.

        A KPI that does not apply, as approved, gives its weight to the others, whatever the scheme says of silence.
        """
        if is_excused(self.scored.clamped):
            return "renormalise"
        return missing_policy(self.rule.parameters)


@dataclass(frozen=True)
class Placed:
    """A place inside the group a forced distribution compares."""

    unit_id: int  #: group: unit of the place held last, or the one above that smaller units were merged into
    place: int  #: ties share it
    together: int  #: how many share it
    size: int  #: members of the group
    units: tuple[int, ...] = ()  #: units whose people are compared here


@dataclass(frozen=True)
class Calibrated:
    """A grade a confirmed calibration gave, which goes on standing while the score gives the same grade."""

    band: Band  #: grade of the calibration
    kept: Mapping[str, Any] = field(hash=False)  #: how the calibration came to it, as it stands on the sheet


@dataclass(frozen=True)
class SheetDraft:
    """One scored card before it is stored."""

    subject_id: int  #: whose card
    kind: str  #: unit or person
    segments: tuple[CardSegment, ...]  #: in order of days
    totals: tuple[Figure, ...]  #: total per segment
    lines: tuple[LineDraft, ...]  #: all lines, by segment and order
    card_total: Figure  #: lines merged by days, before anything adjusts it
    adjusted: Adjusted  #: the way from there to the official score
    met: tuple[MetRule, ...]  #: rules beside the lines
    band: Band | None  #: grade its score falls into
    rests_on: tuple[tuple[int, str, str], ...] = ()  #: default segments: place, unit score, head factor
    rank: int | None = None  #: place among the sheets of its kind
    placed: Placed | None = None  #: place in the group of a forced distribution
    calibrated: Calibrated | None = None  #: grade of a calibration that goes on standing

    @property
    def final_band(self) -> Band | None:
        """The grade that counts: of the calibration, else of the score."""
        return self.calibrated.band if self.calibrated else self.band

    @property
    def total(self) -> Figure:
        """The official score: unrounded, unless the scheme declares a place."""
        return self.adjusted.official

    @property
    def pay_cap(self) -> Decimal | None:
        """Highest factor a veto leaves."""
        return pay_cap_of(self.met)


@dataclass(frozen=True)
class ScoringFrame:
    """What holds for every sheet of a cycle."""

    quarter_months: tuple[PeriodRow, ...]  #: months of the quarter
    book: FigureBook  #: figures of everybody
    rules: Mapping[int, RuleRow]  #: scoring rule by KPI
    bands: tuple[Band, ...]  #: grade table
    missing_policy: str  #: renormalise, zero, hold_last or block
    adjusting: AdjustmentBook = field(default_factory=AdjustmentBook)  #: rules beside the lines


def shown(figure: Figure) -> str:
    """A figure or the reason it is missing, as text."""
    return figure.reason if isinstance(figure, Missing) else str(figure)
