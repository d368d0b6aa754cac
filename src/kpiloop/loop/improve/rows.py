"""What this room hands out: frozen rows, already cut to what the reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from kpiloop.foundation.org.rows import PersonRow, SubjectRow
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow
from kpiloop.loop.track.rows import JudgedMonth


@dataclass(frozen=True)
class EffectRow:
    """Whether an action moved its KPI."""

    id: int  #: key
    action_id: int  #: action
    action_title: str  #: what was done
    assignment: AssignmentRow  #: the KPI it should move
    before_period: str  #: month the action answered
    after_period: str  #: month the effect should show in
    before: Decimal | None  #: figure of the month before, in the KPI's unit
    after: Decimal | None  #: figure of the effect month
    expected: Decimal  #: expected change, signed, in the KPI's unit
    change: Decimal | None  #: change found; None when a figure is missing
    outcome: str  #: moved, not_moved, unclear
    checked_by: str  #: account
    checked_at: datetime  #: when


@dataclass(frozen=True)
class EffectOutcome:
    """What a check of effects found."""

    checked: int  #: actions checked now
    moved: int  #: reached the expected effect
    not_moved: int  #: did not, or only partly
    unclear: int  #: a figure is missing


@dataclass(frozen=True)
class ConsequenceOutcome:
    """What misses in a row opened."""

    rectifications: int = 0  #: opened for units, each with an interview
    plans: int = 0  #: improvement plans proposed for people
    extended: int = 0  #: runs that go on and were opened before
    talks: int = 0  #: talks opened by themselves


@dataclass(frozen=True)
class RectificationRow:
    """A unit's duty to mend a KPI."""

    id: int  #: key
    assignment: AssignmentRow  #: KPI of the unit
    first_period: str  #: first missed month
    last_period: str  #: last missed month
    misses: int  #: months missed
    interview_id: int | None  #: talk opened with it
    responsible: PersonRow  #: who has to answer
    due_on: date  #: by when
    measures: str  #: what will be done
    state: str  #: open, submitted, accepted
    submitted_by: str  #: account
    submitted_at: datetime | None  #: when
    accepted_by: str  #: account
    answer: str  #: what the accepting person said


@dataclass(frozen=True)
class PlanRow:
    """Help for a person after misses in a row."""

    id: int  #: key
    person: PersonRow  #: who
    assignment: AssignmentRow | None  #: own KPI that was missed; None where grades were low
    first_period: str  #: first missed month
    last_period: str  #: last missed month
    misses: int  #: months missed
    evidence: tuple[Mapping[str, str], ...] = field(
        hash=False
    )  #: period, actual, target, light per month; of grades period, grade, score
    state: str  #: proposed, confirmed, declined, closed
    goals: str  #: what shall be reached
    support: str  #: what help is given
    proposed_at: datetime  #: when the rule proposed it
    decided_by: str  #: account
    decided_at: datetime | None  #: when
    decision_reason: str  #: why so
    outcome: str  #: how it ended


@dataclass(frozen=True)
class LessonRow:
    """What a month taught."""

    id: int  #: key
    period_code: str  #: month
    assignment: AssignmentRow | None  #: KPI it is about
    action_id: int | None  #: action it comes from
    text: str  #: what was learned
    written_by: str  #: account
    written_at: datetime  #: when
    proposals: int  #: changes proposed from it


@dataclass(frozen=True)
class ProposalRow:
    """A change for a coming period."""

    id: int  #: key
    assignment: AssignmentRow  #: whose target
    period_code: str  #: period it takes effect in
    old_target: Decimal | None  #: target when proposed
    new_target: Decimal  #: proposed target
    reason: str  #: why
    lesson_id: int | None  #: lesson it follows from
    evidence: Mapping[str, object] = field(hash=False)  #: figures it rests on
    state: str  #: proposed, approved, rejected
    proposed_by: str  #: account
    proposed_at: datetime  #: when
    decided_by: str  #: account
    decided_at: datetime | None  #: when
    decision_reason: str  #: why so


@dataclass(frozen=True)
class Opening:
    """What was opened from misses."""

    kind: str  #: talk, rectification or plan
    key: int  #: key of the interview, the rectification or the plan
    state: str  #: its state now
    on: date  #: when it was opened


@dataclass(frozen=True)
class MissRunRow:
    """Misses of one KPI of one subject that belong together."""

    assignment: AssignmentRow  #: the card of the newest miss
    first_period: str  #: first missed month
    last_period: str  #: newest missed month
    length: int  #: misses
    is_open: bool  #: whether it still lasts at the newest month
    is_final: bool  #: whether all its months are closed: only then it has consequences
    misses: int  #: it is a run because so many misses
    within: int | None  #: stood within so many periods; None = in a row
    months: tuple[JudgedMonth, ...] = field(hash=False)  #: from the first to the newest miss
    opened: tuple[Opening, ...] = ()  #: what was opened from it, as far as the viewer may read it

    @property
    def kpi(self) -> KpiRow:
        """What was missed."""
        return self.assignment.kpi

    @property
    def subject(self) -> SubjectRow:
        """Whose KPI."""
        return self.assignment.subject
