"""Targets and changes of them as they leave and enter the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from kpiloop.engine.targets.band import Band
from kpiloop.engine.values import APPROVED_NA, Figure, Missing
from kpiloop.loop.plan.rows.cards import AssignmentRow

#: What a target may say: a figure, a range, nothing, or why there is none.
Aim: TypeAlias = Decimal | Band | Missing | None


@dataclass(frozen=True)
class TargetRow:
    """One version of a target."""

    id: int  #: key
    assignment_id: int  #: whose target
    period_id: int  #: for which period
    period_code: str  #: its code
    version: int  #: number of the version, from 1
    is_current: bool  #: whether it is the one in force
    target: Decimal | None  #: on-target figure in the KPI's unit
    threshold: Decimal | None  #: lowest accepted figure
    stretch: Decimal | None  #: challenge figure
    method: str  #: manual, phased, cascade, import, change
    reason: str  #: why this version
    recorded_by: str  #: account
    recorded_at: datetime  #: when
    is_pinned: bool = False  #: True when threshold and stretch stay where they are as the target moves
    is_locked: bool = False  #: True when spreading and breaking down leave it alone
    is_applicable: bool = True  #: False when the KPI does not apply in the period, as was approved
    band: Band | None = None  #: lower and upper bound where the target is a range; the target is then its middle

    @property
    def stated(self) -> Aim:
        """What the version says: a figure, a range, nothing, or that the KPI does not apply."""
        return (self.band or self.target) if self.is_applicable else Missing(APPROVED_NA)


def aim_of(target: TargetRow | None) -> Figure:
    """What a month is held against.

    Missing:  as `without_aim`.
    """
    return without_aim(target) if target is None or target.target is None else target.target


def without_aim(target: TargetRow | None) -> Missing:
    """Why there is nothing a month is held against: nobody set it, or the KPI does not apply in the month."""
    return Missing("no_target" if target is None or target.is_applicable else APPROVED_NA)


def aims_together(targets: Sequence[TargetRow | None]) -> list[TargetRow | None]:
    """The targets several months are held against together: a month the KPI does not apply in adds nothing to them.

    Missing:  where it applies in none of them, they stay as they are: every one says so.
    """
    applying = [row for row in targets if row is None or row.is_applicable]
    return applying or list(targets)


@dataclass(frozen=True)
class TargetMoment:
    """Targets that were set in one go: a state of the year to compare with."""

    at: datetime  #: the first moment after it
    recorded_by: str  #: account
    count: int  #: targets set


@dataclass(frozen=True)
class TargetChangeRow:
    """A proposed new target and what became of it."""

    id: int  #: key
    assignment: AssignmentRow  #: whose target
    period_code: str  #: period it takes effect in
    old_target: Decimal | None  #: target when proposed
    new_target: Decimal | None  #: proposed target; None where the KPI is not to apply in the period
    reason: str  #: why
    origin: str  #: what led to it, e.g. an improvement proposal
    state: str  #: proposed, approved, rejected
    proposed_by: str  #: account
    proposed_at: datetime  #: when
    decided_by: str  #: account, empty while open
    decided_at: datetime | None  #: when
    decision_reason: str  #: why so
    is_applicable: bool = True  #: False when it asks that the KPI does not apply in the period
    is_retroactive: bool = False  #: True when it was asked for although the period has ended
    old_band: Band | None = None  #: range when proposed
    new_band: Band | None = None  #: proposed range

    @property
    def stated(self) -> Aim:
        """What is asked for: a figure, a range, or that the KPI does not apply."""
        return (self.new_band or self.new_target) if self.is_applicable else Missing(APPROVED_NA)


@dataclass(frozen=True)
class CascadeGap:
    """Targets of the children against the target of their parent."""

    parent: AssignmentRow  #: the assignment that was broken down
    period_code: str  #: period compared
    parent_target: Decimal | None  #: its target
    children: tuple[tuple[AssignmentRow, Decimal | None], ...]  #: each child with its target
    children_sum: Decimal | None  #: sum of the children, None when one has no target
    gap: Decimal | None  #: children less parent; above 0 is cushion, below 0 is not yet covered
    state: str  #: even, over, under or unknown


@dataclass(frozen=True)
class NewAnnualTarget:
    """An annual target to spread over the months."""

    assignment_id: int  #: whose target
    annual: Decimal  #: figure of the year in the KPI's unit
    weights: tuple[Decimal, ...] | None = None  #: one per month; None = equal months
    shape: str = ""  #: where the weights come from, one of SHAPES; empty = equal, or own where there are weights


@dataclass(frozen=True)
class TargetPlanRow:
    """How a year of targets came about: one version of its plan."""

    id: int  #: key
    assignment_id: int  #: whose year
    version: int  #: number of the version, from 1
    is_current: bool  #: whether it is the one in force
    annual: Decimal  #: figure of the year in the KPI's unit
    method: str  #: shape it was spread by, one of SHAPES
    weights: tuple[Decimal, ...]  #: one per month; empty where months do not add up
    reason: str  #: why
    recorded_by: str  #: account
    recorded_at: datetime  #: when


@dataclass(frozen=True)
class CourseMonth:
    """One month of a planned year."""

    period_code: str  #: the month
    planned: Decimal | None  #: share of the year the plan expects by its end, 1 = all; None without a plan
    target: Decimal | None  #: target of the month as it stands
    reached: Decimal | None  #: targets of the year up to and with it; None from the first month without one


@dataclass(frozen=True)
class TargetCourse:
    """A year of targets as a line: how it was planned and what its months add up to."""

    plans: tuple[TargetPlanRow, ...]  #: every version, newest first; empty when the months were typed one by one
    months: tuple[CourseMonth, ...]  #: months in order
    drift: Decimal | None  #: sum of the months less the plan in force; None without either


@dataclass(frozen=True)
class NewTarget:
    """A target to set."""

    assignment_id: int  #: whose target
    period_code: str  #: for which period
    target: Decimal | None  #: figure in the KPI's unit; None withdraws it
    threshold: Decimal | None = None  #: lowest accepted figure
    stretch: Decimal | None = None  #: challenge figure
    band: Band | None = None  #: lower and upper bound of a KPI judged by a range; without a target its middle stands
    seen: int | None = None  #: version the writer looked at, 0 where there was none; None writes whatever stands
    is_applicable: bool = True  #: False: the KPI does not apply in the period, as was approved

    @property
    def figure(self) -> Decimal | None:
        """The target, or the middle of its range."""
        return self.band.middle if self.target is None and self.band is not None else self.target
