"""What a calibration hands out: frozen rows, already cut to what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.reward.rows import CycleRow


@dataclass(frozen=True)
class ChangeRow:
    """One change of a grade."""

    subject: SubjectRow  #: whose grade
    before: str  #: grade before
    after: str  #: grade after
    reason: str  #: why
    right: str  #: right it was made by
    made_by: str  #: account
    made_at: datetime  #: when
    counts: bool  #: False once the score below it changed


@dataclass(frozen=True)
class MemberRow:
    """Somebody whose grade is calibrated."""

    subject: SubjectRow  #: who
    sheet_id: int  #: current score sheet
    total: Decimal | None  #: points, unrounded; calibration never changes it
    place: int  #: ties share it
    proposed: str  #: grade the score or the forced distribution gave
    guideline: str  #: grade of the guideline
    grade: str  #: grade after the changes that count
    is_own: bool  #: the reader's own: nobody decides for themselves
    is_outdated: bool  #: the sheet changed since the session was opened

    @property
    def is_changed(self) -> bool:
        """Whether the grade is another one than was proposed."""
        return self.grade != self.proposed


@dataclass(frozen=True)
class QuotaRow:
    """A grade in a group."""

    grade: str  #: grade
    share: Decimal  #: fraction asked for
    guideline: int  #: people the guideline gives it
    proposed: int  #: people by the scores
    given: int  #: people after the changes
    is_over: bool  #: more than the guideline allows


@dataclass(frozen=True)
class CalibrationRow:
    """A session."""

    id: int  #: key
    cycle: CycleRow  #: quarter and scheme
    unit: SubjectRow  #: unit of the group
    merged: tuple[SubjectRow, ...]  #: units whose people are compared here, where it is not this one alone
    state: str  #: open, confirmed
    size: int  #: people
    changed: int  #: people whose grade is another one than was proposed
    quotas: tuple[QuotaRow, ...]  #: the best grade first
    members: tuple[MemberRow, ...]  #: those in sight, best place first
    history: tuple[ChangeRow, ...]  #: changes of those in sight, newest first
    most_steps: int | None  #: a grade moves so many steps at most; None = as many as there are
    over_quota: str  #: reason (beyond the guideline with a reason) or refuse
    opened_by: str  #: account
    opened_at: datetime  #: when
    confirmed_by: str  #: account, empty until confirmed
    confirmed_at: datetime | None  #: when
    exception_reason: str  #: why the grades go beyond the guideline
    reopen_reason: str  #: why it was opened again

    @property
    def over(self) -> tuple[str, ...]:
        """Grades given more often than the guideline allows."""
        return tuple(row.grade for row in self.quotas if row.is_over)

    @property
    def is_outdated(self) -> bool:
        """Whether somebody was scored anew since it was opened."""
        return any(row.is_outdated for row in self.members)
