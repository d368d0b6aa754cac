"""What this room hands out: frozen rows, already cut to what the reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from kpiloop.engine.targets.band import Band
from kpiloop.engine.values import APPROVED_NA, Missing
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.plan.rows import Aim, KpiRow

if TYPE_CHECKING:
    from kpiloop.loop.reward.calibrating.kept import KeptCalibration
    from kpiloop.loop.reward.scoring.met_rows import KeptRule


@dataclass(frozen=True)
class NewRule:
    """A scoring rule to set for a KPI of a scheme."""

    kpi: str  #: KPI code
    method: str  #: one of engine.scoring.curves.METHODS
    parameters: Mapping[str, object] = field(default_factory=dict)  #: numbers as text


@dataclass(frozen=True)
class RuleRow:
    """One version of how a KPI is scored."""

    id: int  #: key
    kpi_id: int  #: KPI
    kpi_code: str  #: its code
    version: int  #: number of the version, from 1
    method: str  #: linear, interpolation, step_table ...
    parameters: Mapping[str, object] = field(hash=False)  #: numbers as text
    is_current: bool  #: whether it scores from now on
    fingerprint: str  #: hash of method and parameters
    approved_by: str  #: account
    approved_at: datetime  #: when


@dataclass(frozen=True)
class NewBand:
    """One grade to set."""

    grade: str  #: S, A, B, C, D
    lower: Decimal  #: first total that earns it, in points
    upper: Decimal | None  #: first total above it; None = open
    factor: Decimal  #: factor the grade pays


@dataclass(frozen=True)
class BandRow:
    """One grade of a scheme."""

    grade: str  #: S, A, B, C, D
    lower: Decimal  #: first total that earns it, in points
    upper: Decimal | None  #: first total above it; None = open
    factor: Decimal  #: factor the grade pays
    version: int  #: version of the grade table
    approved_by: str  #: account
    approved_at: datetime  #: when


@dataclass(frozen=True)
class CycleRow:
    """A quarter's review of a scheme."""

    id: int  #: key
    scheme_code: str  #: scheme
    scheme_name_zh: str  #: its Chinese name
    scheme_name_en: str  #: its English name, may be empty
    scheme_version: int  #: its version
    period_id: int  #: quarter
    period_code: str  #: its code
    starts_on: date  #: first day of the quarter
    ends_before: date  #: first day after
    state: str  #: open, scored, published, finalised
    waiver: str  #: why it was scored with something missing; empty = nothing was
    waived_by: str  #: who waived
    open_months_reason: str  #: why it was scored before its months were closed
    scored_by: str  #: account
    scored_at: datetime | None  #: when
    published_by: str  #: account
    published_at: datetime | None  #: when
    finalised_at: datetime | None  #: when

    @property
    def is_visible(self) -> bool:
        """Whether the people concerned see their results."""
        return self.state in ("published", "finalised")


@dataclass(frozen=True)
class SegmentRow:
    """A stretch of a quarter judged on one card."""

    kind: str  #: own, unit or position
    subjects: tuple[SubjectRow, ...]  #: whose KPIs
    starts_on: date  #: first day
    ends_before: date  #: first day after
    days: int  #: length
    total: Decimal | None  #: points; None = missing
    months: tuple[str, ...]  #: months its KPIs of units and positions are judged on


@dataclass(frozen=True)
class LineRow:
    """One line of a score sheet."""

    id: int  #: key
    segment: int  #: place of its segment
    assignment_id: int  #: KPI of a subject with its owner
    kpi: KpiRow  #: what is measured
    subject: SubjectRow  #: whose figure it is (unit, position or the person)
    owner_name_zh: str  #: accountable person
    owner_name_en: str  #: accountable person
    actual: Decimal | None  #: in the KPI's unit
    target: Decimal | None  #: in the KPI's unit
    achievement: Decimal | None  #: fraction, 1 = on target
    light: str  #: green, amber, red, na
    quarter_rule: str  #: sum, formula, last or ytd
    months: tuple[str, ...]  #: months the actual rests on
    method: str  #: scoring method
    parameters: Mapping[str, object] = field(hash=False)  #: its parameters, numbers as text
    rule_version: int = 1  #: version of the scoring rule
    raw_score: Decimal | None = None  #: points before cap and floor
    score: Decimal | None = None  #: points after cap and floor
    weight: Decimal = Decimal(0)  #: percent of the card
    effective_weight: Decimal | None = None  #: fraction of 1 that counted
    weighted_score: Decimal | None = None  #: points it brings
    lost: Decimal | None = None  #: points short of the full mark, 0 or below
    missing_reason: str = ""  #: why there is no score
    value_ids: tuple[int, ...] = ()  #: stored values the actual rests on
    words: tuple[str, ...] = ()  #: the calculation as codes with figures
    band: Band | None = None  #: bounds it was judged by, where the KPI is judged by a range
    held_from: str = ""  #: quarter whose score it holds, where it has none of its own

    @property
    def stated(self) -> Aim:
        """What it is judged by: a figure, a range, nothing, or that the KPI did not apply."""
        return Missing(APPROVED_NA) if self.missing_reason == APPROVED_NA else self.band or self.target


@dataclass(frozen=True)
class SheetRow:
    """A scored card; lines only where one sheet was asked for."""

    id: int  #: key
    cycle: CycleRow  #: quarter and scheme
    subject: SubjectRow  #: whose card
    revision: int  #: from 1; older ones stay readable
    is_current: bool  #: whether it is the newest
    total: Decimal | None  #: points, unrounded
    grade: str  #: empty without total
    factor: Decimal | None  #: what the grade pays
    rank: int | None  #: place among the sheets of its kind
    ranked: int  #: sheets of its kind with a place
    missing_reason: str  #: why there is no total
    missing_policy: str  #: renormalise, zero or block
    bands: tuple[BandRow, ...]  #: grade table used, best grade first
    computed_by: str  #: account
    computed_at: datetime  #: when
    signed_by: str = ""  #: who signed, empty = nobody yet
    signed_at: datetime | None = None  #: when
    signed_with_reservation: bool = False  #: signed, but not agreed
    reservation: str = ""  #: what is not agreed
    segments: tuple[SegmentRow, ...] = ()  #: in order of days
    lines: tuple[LineRow, ...] = ()  #: in order of the card
    previous_id: int | None = None  #: sheet of the cycle before
    previous_total: Decimal | None = None  #: its total
    next_grade: str = ""  #: the better grade next to this one
    to_next_grade: Decimal | None = None  #: points short of it
    previous_rank: int | None = None  #: place in the cycle before
    card_total: Decimal | None = None  #: sum of the lines, before anything adjusts it
    adjustments: tuple[KeptRule, ...] = ()  #: rules beside the lines as they were met
    limits: Mapping[str, object] = field(default_factory=dict, hash=False)  #: terms of the card as used
    pay_cap: Decimal | None = None  #: highest factor a veto leaves
    calibration: KeptCalibration | None = None  #: how a calibration came to the grade; None = it is the score's

    @property
    def state(self) -> str:
        """computed, published or acknowledged."""
        if self.signed_at is not None:
            return "acknowledged"
        return "published" if self.cycle.is_visible else "computed"


@dataclass(frozen=True)
class ScoreOutcome:
    """What a scoring did."""

    cycle_id: int  #: cycle
    sheets: int  #: cards scored
    written: int  #: new or changed cards, each a new revision
    unchanged: int  #: cards whose inputs gave the same result
    without_total: int  #: cards without total
    missing: tuple[MissingLine, ...]  #: lines that were not reported


@dataclass(frozen=True)
class MissingLine:
    """A line that feeds pay and has no figure."""

    subject: SubjectRow  #: whose figure is missing
    kpi: KpiRow  #: which KPI
    reason: str  #: why it is missing


@dataclass(frozen=True)
class ReviewRow:
    """One person's review in a cycle."""

    id: int  #: key
    cycle: CycleRow  #: quarter and scheme
    person: SubjectRow  #: who is reviewed
    manager: SubjectRow | None  #: line manager at the end of the quarter
    state: str  #: self, manager, confirm, confirmed
    self_text: str  #: what the person wrote
    self_at: datetime | None  #: when
    manager_text: str  #: what the manager wrote; hidden from the person until publication
    manager_at: datetime | None  #: when
    confirmed_at: datetime | None  #: when the person confirmed
    confirmed_with_reservation: bool  #: confirmed, but not agreed
    reservation: str  #: what is not agreed


@dataclass(frozen=True)
class InterviewRow:
    """A talk that must be held."""

    id: int  #: key
    kind: str  #: feedback or accountability
    person: SubjectRow  #: with whom
    interviewer: SubjectRow | None  #: by whom
    cycle_id: int | None  #: after which cycle
    assignment_id: int | None  #: about which KPI
    reason: str  #: why
    due_on: date  #: by when
    state: str  #: due, held, signed
    contents: str  #: what was said
    held_on: date | None  #: when it was held
    person_signed_at: datetime | None  #: signature of the person
    interviewer_signed_at: datetime | None  #: signature of the interviewer


@dataclass(frozen=True)
class BoardRow:
    """One place on a leaderboard."""

    place: int  #: ties share a place
    subject: SubjectRow  #: who
    total: Decimal  #: points, unrounded
    grade: str  #: grade
    change: int | None  #: places won since the cycle before; None = was not there


@dataclass(frozen=True)
class BoardGroup:
    """Comparable subjects ranked among each other."""

    code: str  #: kind of unit, or heads / staff
    size: int  #: members with a total
    is_suppressed: bool  #: too small to be shown
    rows: tuple[BoardRow, ...]  #: places the viewer may read
    withheld: int  #: members whose place is not shown


@dataclass(frozen=True)
class FinalGrade:
    """What a person got in a cycle that is final."""

    cycle_id: int  #: cycle
    period_id: int  #: key of its period
    period_code: str  #: its code
    grade: str  #: grade; empty where the total is missing
    score: Decimal | None  #: total


@dataclass(frozen=True)
class FinalGrades:
    """Final results of a scheme up to a cycle, back to the first gap between its cycles."""

    scheme: str  #: code of the scheme
    by_person: Mapping[int, tuple[FinalGrade | None, ...]]  #: by person one entry per cycle, oldest first; None = none
    lowest: Mapping[int, str]  #: the lowest grade by cycle, where it has a grade table
