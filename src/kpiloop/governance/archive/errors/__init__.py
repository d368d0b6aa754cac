"""Refusals of the archive."""

from __future__ import annotations

from kpiloop.governance.archive.errors.closing import (
    CloseBlocked,
    CloseIncomplete,
    CloseOutdated,
    MonthsOnly,
    NothingToWaive,
    WaiverFourEyes,
    WaiverReason,
)
from kpiloop.governance.archive.errors.comparing import ComparedKinds, StructureUnknown
from kpiloop.governance.archive.errors.keeping import RetentionFixed, RetentionReason, RetentionTooShort
from kpiloop.governance.archive.errors.reopening import (
    FourEyes,
    NotClosed,
    OutsideScope,
    ReasonRequired,
    ReopeningUnknown,
    RevisionUnknown,
    ScopeUnknown,
)
from kpiloop.governance.archive.errors.replaying import (
    LateChoiceUnknown,
    LateOutdated,
    NoOpenMonth,
    NotReplayable,
    ReplayDiffers,
)

__all__ = [
    "CloseBlocked",
    "CloseIncomplete",
    "CloseOutdated",
    "ComparedKinds",
    "FourEyes",
    "LateChoiceUnknown",
    "LateOutdated",
    "MonthsOnly",
    "NoOpenMonth",
    "NotClosed",
    "NotReplayable",
    "NothingToWaive",
    "OutsideScope",
    "ReasonRequired",
    "ReopeningUnknown",
    "ReplayDiffers",
    "RetentionFixed",
    "RetentionReason",
    "RetentionTooShort",
    "RevisionUnknown",
    "ScopeUnknown",
    "StructureUnknown",
    "WaiverFourEyes",
    "WaiverReason",
]
