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
from kpiloop.governance.archive.errors.reopening import (
    FourEyes,
    NotClosed,
    OutsideScope,
    ReasonRequired,
    ReopeningUnknown,
    RevisionUnknown,
    ScopeUnknown,
)

__all__ = [
    "CloseBlocked",
    "CloseIncomplete",
    "CloseOutdated",
    "ComparedKinds",
    "FourEyes",
    "MonthsOnly",
    "NotClosed",
    "NothingToWaive",
    "OutsideScope",
    "ReasonRequired",
    "ReopeningUnknown",
    "RevisionUnknown",
    "ScopeUnknown",
    "StructureUnknown",
    "WaiverFourEyes",
    "WaiverReason",
]
