"""What track gives to others: frozen rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from kpiloop.engine.guards.repeated_miss import Mark
from kpiloop.engine.targets.band import Band
from kpiloop.engine.targets.pace import Expected
from kpiloop.engine.variance.difference import Difference
from kpiloop.foundation.org.rows import PersonRow, SubjectRow
from kpiloop.loop.plan.rows import AssignmentRow


@dataclass(frozen=True)
class StatusRow:
    """The light of an assignment in a month."""

    id: int  #: key
    assignment: AssignmentRow  #: KPI, subject, owner, weight
    period_id: int  #: key of the month
    period_code: str  #: its code
    actual: Decimal | None  #: figure judged, in the KPI's unit (month or year to date)
    target: Decimal | None  #: target of the same window
    achievement: Decimal | None  #: fraction, 1 = on target
    light: str  #: green, amber, red, na
    reason: str  #: why na (code)
    streak: int  #: reds in a row ending here, as shown
    value_id: int | None  #: the value judged; opens its proof
    target_id: int | None  #: the target version of the month
    misses: int = 0  #: misses in a row for consequences; silence neither counts nor breaks
    running_on: date | None = None  #: the month was still running on this day; None = judged as a whole
    expected: Expected | None = None  #: of a running month: what should be reached by that day
    band: Band | None = None  #: bounds it was held against, where the KPI is judged by a range

    @property
    def aim(self) -> Decimal | None:
        """What the actual is held against: the target, or the part of it that should be reached by now."""
        return self.target if self.expected is None else self.expected.figure

    @property
    def is_paced(self) -> bool:
        """Whether only a part of the target is asked for so far."""
        return self.aim != self.target

    @property
    def gap(self) -> Decimal | None:
        """Actual less what it is held against, in the KPI's unit; of a range, less the bound it lies beyond."""
        if self.actual is not None and self.band is not None:
            return self.band.excess(self.actual)
        if self.actual is None or self.aim is None:
            return None
        return self.actual - self.aim

    @property
    def shortfall(self) -> Decimal:
        """Weight x missing achievement, in points of the card: what this miss costs at most."""
        if self.achievement is None:
            return Decimal(0)
        return self.assignment.weight * max(Decimal(1) - self.achievement, Decimal(0))


@dataclass(frozen=True)
class LightCounts:
    """How many lights of each colour."""

    green: int  #: on target
    amber: int  #: close
    red: int  #: missed
    na: int  #: without value or target; neither good nor bad

    @property
    def total(self) -> int:
        """All of them."""
        return self.green + self.amber + self.red + self.na


@dataclass(frozen=True)
class AlertRow:
    """One episode of something being off."""

    id: int  #: key
    kind: str  #: one of ALERT_KINDS
    assignment: AssignmentRow  #: what it is about
    first_period: str  #: code of the first month
    last_period: str  #: code of the last month
    recipient: PersonRow  #: who has to answer
    state: str  #: open, acknowledged, resolved
    rule: Mapping[str, str] = field(hash=False)  #: the rule that fired: code and limits as text
    opened_at: datetime  #: when it was opened
    acknowledged_by: str  #: account, empty while open
    acknowledged_at: datetime | None  #: when
    note: str  #: what will be done about it
    resolved_at: datetime | None  #: when it ended
    streak: int = 0  #: misses in a row at its last month
    is_mine: bool = False  #: whether it was sent to the viewer
    first_day: date | None = None  #: of an alert about days: the first one off
    last_day: date | None = None  #: the newest one off
    also: tuple[PersonRow, ...] = ()  #: who else hears of it: named by its rule, or heads it was passed on to
    month: str = ""  #: the month its pages open in: the last one, of a week the one it begins in

    @property
    def severity(self) -> str:
        """How grave its rule calls it: low, normal or high."""
        return self.rule.get("severity", "normal")


@dataclass(frozen=True)
class StepRow:
    """What was told about an alert at one time."""

    kind: str  #: told, repeated, escalated or recovered
    number: int  #: of a repeat or an escalation, from 1
    due_on: date  #: the day it fell due
    told_at: datetime  #: when it was told; later than that day where nobody looked in between
    people: tuple[PersonRow, ...]  #: who was told


@dataclass(frozen=True)
class DayRow:
    """A day of an alert about days."""

    on: date  #: the day
    actual: Decimal | None  #: its figure, in the KPI's unit; None = not known
    target: Decimal | None  #: what it owes; None = nothing
    achievement: Decimal | None  #: fraction, 1 = on target
    state: str  #: off, good or unknown


@dataclass(frozen=True)
class JudgedMonth:
    """A month in the history of a KPI of a subject."""

    period_id: int  #: key of the month
    period_code: str  #: its code
    assignment_id: int | None  #: the card it was judged on; None where nobody judged it
    mark: Mark  #: miss, silent (expected and not reported) or held (everything else)
    actual: Decimal | None  #: figure judged, in the KPI's unit
    target: Decimal | None  #: what it was held against
    achievement: Decimal | None  #: fraction, 1 = on target
    light: str  #: green, amber, red, na; empty where nobody judged it


@dataclass(frozen=True)
class AssessOutcome:
    """What an assessment wrote."""

    statuses: int  #: lights given
    opened: int  #: alerts opened
    resolved: int  #: alerts resolved
    skipped_periods: tuple[str, ...] = ()  #: closed months that were left alone


@dataclass(frozen=True)
class SeriesPoint:
    """One month of a small line."""

    period_code: str  #: the month
    actual: Decimal | None  #: figure of the month, None = no value


@dataclass(frozen=True)
class CockpitCard:
    """A headline KPI: figure, plan, prior year, last twelve months, light."""

    status: StatusRow  #: light, actual and target of the window judged
    window: str  #: month or ytd: what the figures mean
    to_target: Difference  #: beside the target, of a running month beside what should be reached by now
    to_prior_year: Difference  #: beside the same window a year ago
    to_prior_period: Difference  #: beside the month before
    series: tuple[SeriesPoint, ...]  #: twelve months, oldest first, month figures


@dataclass(frozen=True)
class HealthCell:
    """The health index of a unit in a month."""

    period_code: str  #: the month
    index: Decimal | None  #: 0..120, weighted achievement; None = no line has a value
    light: str  #: green, amber, red, na by the limits of the index
    lines: int  #: weighted lines with an achievement
    without: int  #: weighted lines without one


@dataclass(frozen=True)
class UnitHealth:
    """How a unit is doing over some months. An index for overview, never the paid score."""

    unit: SubjectRow  #: whose index
    cells: tuple[HealthCell, ...]  #: months, oldest first
    light: str  #: light of the last month
    streak: int  #: months in a row with that light, when it is amber or red
    main: StatusRow | None  #: the line that costs most in the last month
