"""What review gives to others, and what it takes in bulk: frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from kpiloop.foundation.org.rows import PersonRow
from kpiloop.loop.analyse.rows import CauseRow
from kpiloop.loop.measure.rows import OverrideRow
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.review.choices import RUNNING_STATES
from kpiloop.loop.track.rows import LightCounts, StatusRow


def mark_of(state: str, progress: str) -> str:
    """The mark of an action that stands so."""
    return sha256(f"{state}\n{progress}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class ActionRow:
    """What, who, by when, with which expected effect."""

    id: int  #: key
    title: str  #: what will be done
    assignment: AssignmentRow  #: the KPI it shall move
    period_code: str  #: the month it answers
    owner: PersonRow  #: who does it
    decision_id: int | None  #: decision it follows from
    decision_code: str  #: its number as shown, e.g. D10-1; empty without decision
    cause_id: int | None  #: cause it answers
    alert_id: int | None  #: alert it answers
    due_on: date  #: last day
    expected_effect: Decimal  #: change of the KPI in its unit, signed
    effect_period: str  #: month the effect shall show in
    state: str  #: open, doing, blocked, done, cancelled
    progress: str  #: last word on how it goes
    done_on: date | None  #: when it was done
    effect: str  #: unchecked, moved, not_moved, unclear
    effect_figure: Decimal | None  #: change that was found
    escalated: int  #: steps up the line it was passed on while overdue
    created_by: str  #: account
    created_at: datetime  #: when

    @property
    def mark(self) -> str:
        """Names what may be changed of it: two people who saw the same mark saw the same."""
        return mark_of(self.state, self.progress)

    def days_late(self, today: date) -> int:
        """Days since it was due, while it is not done; 0 otherwise."""
        return max((today - self.due_on).days, 0) if self.state in RUNNING_STATES else 0

    def reached(self, before: Decimal | None, after: Decimal | None) -> bool | None:
        """Whether the KPI has changed by the expected effect, as far as figures say; None while they do not.

        Improve gives the verdict once the month is closed; until then pages read this.
        """
        if before is None or after is None or self.expected_effect == 0:
            return None
        return (after - before) / self.expected_effect >= 1


@dataclass(frozen=True)
class DecisionRow:
    """What a meeting decided."""

    id: int  #: key
    code: str  #: as shown: D<month>-<number>
    number: int  #: within the meeting
    item_id: int | None  #: agenda item it belongs to
    text: str  #: what was decided
    decided_by: str  #: account
    decided_at: datetime  #: when


@dataclass(frozen=True)
class AgendaRow:
    """An exception on the agenda with everything the meeting needs."""

    id: int  #: key
    order: int  #: place, from 1
    status: StatusRow  #: figures; once published those of the snapshot
    minutes_planned: int  #: minutes
    state: str  #: pending, discussed
    causes: tuple[CauseRow, ...]  #: why, largest impact first
    actions: tuple[ActionRow, ...]  #: what will be done
    lacks: tuple[str, ...]  #: what is missing to be ready: cause, action
    live_actual: Decimal | None  #: the figure as it is now
    drift: Decimal | None  #: figure now less figure of the snapshot; None before publication

    @property
    def is_ready(self) -> bool:
        """Whether owner and team have done their homework."""
        return not self.lacks


@dataclass(frozen=True)
class CarriedRow:
    """An action decided before, and whether it worked."""

    action: ActionRow  #: what was to be done
    before: Decimal | None  #: figure of the month it answers
    wanted: Decimal | None  #: that figure plus the expected effect
    after: Decimal | None  #: figure of the effect month, None while it is not there
    series: tuple[Decimal | None, ...]  #: six months up to the month of the meeting
    is_due: bool  #: whether the effect month is the meeting's or an earlier one

    @property
    def reached(self) -> bool | None:
        """Whether the KPI has changed by the expected effect so far; None while figures do not say."""
        return self.action.reached(self.before, self.after)


@dataclass(frozen=True)
class WaitingRow:
    """Somebody whose part is missing before the meeting."""

    item_id: int  #: agenda item
    person: PersonRow  #: who
    assignment: AssignmentRow  #: what for
    lacks: tuple[str, ...]  #: cause, action


@dataclass(frozen=True)
class Readiness:
    """How far the homework of a meeting is."""

    ready: int  #: items with all answers
    total: int  #: items on the agenda
    waiting: tuple[WaitingRow, ...]  #: who still owes what


@dataclass(frozen=True)
class MeetingRow:
    """A business review meeting, before, during and after."""

    id: int  #: key
    period_code: str  #: the month reviewed
    state: str  #: preparing, live, published
    starts_at: datetime  #: when
    chair: PersonRow  #: who leads it
    place: str  #: where
    minutes: str  #: what was said
    waiver: str  #: why it was published with answers missing
    counts: LightCounts  #: lights of units; once published those of the snapshot
    carried: tuple[CarriedRow, ...]  #: earlier actions and their effects, first on the agenda
    items: tuple[AgendaRow, ...]  #: exceptions
    decisions: tuple[DecisionRow, ...]  #: what was decided
    readiness: Readiness  #: how far the homework is
    minutes_planned: int  #: length in minutes
    published_by: str  #: account, empty before
    published_at: datetime | None  #: when
    seal: str  #: hash over everything the published pack holds; empty before
    overridden: tuple[OverrideRow, ...] | None = None  #: figures persons decided, as published; None before


@dataclass(frozen=True)
class MeetingSummary:
    """A meeting in a list."""

    id: int  #: key
    period_code: str  #: the month reviewed
    state: str  #: preparing, live, published
    starts_at: datetime  #: when
    chair: PersonRow  #: who leads it
    items: int  #: exceptions on the agenda
    decisions: int  #: decisions recorded


@dataclass(frozen=True)
class NewAction:
    """An action to add."""

    title: str  #: what will be done
    assignment_id: int  #: the KPI it shall move
    period_code: str  #: the month it answers
    owner: str  #: employee number
    due_on: date  #: last day
    expected_effect: Decimal  #: change of the KPI in its unit, signed
    effect_period: str  #: month the effect shall show in
    decision_id: int | None = None  #: decision it follows from
    cause_id: int | None = None  #: cause it answers
    alert_id: int | None = None  #: alert it answers


@dataclass(frozen=True)
class ActionDraft:
    """A line typed in a meeting, as far as it was understood."""

    title: str  #: what will be done
    owner: PersonRow | None  #: who, when the name stands for one person
    assignment: AssignmentRow | None  #: the KPI, when the word stands for one
    due_on: date | None  #: last day
    expected_effect: Decimal | None  #: change of the KPI in its unit
    effect_text: str  #: the effect as written; a page reads it in the scale it shows the KPI in
    effect_period: str  #: month code: as written, else the month after the last day; may be empty
    cause_id: int | None  #: cause written first for that KPI in the month
    lacks: tuple[str, ...]  #: parts still missing: title, owner, due_on, kpi, expected_effect, effect_period


@dataclass(frozen=True)
class FoundEffect:
    """What a later stage found about the effect of an action."""

    action_id: int  #: which action
    effect: str  #: moved, not_moved, unclear
    figure: Decimal | None  #: change of the KPI that was found


@dataclass(frozen=True)
class FollowUp:
    """What a daily look at unanswered misses and overdue actions did."""

    opened: int  #: alerts for misses nobody answered
    resolved: int  #: such alerts that ended
    notices: int  #: notices about overdue actions
