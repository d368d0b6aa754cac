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
from kpiloop.governance.archive.errors.reopening import FourEyes, NotClosed, ReasonRequired, ReopeningUnknown

__all__ = [
    "CloseBlocked",
    "CloseIncomplete",
    "CloseOutdated",
    "ComparedKinds",
    "FourEyes",
    "MonthsOnly",
    "NotClosed",
    "NothingToWaive",
    "ReasonRequired",
    "ReopeningUnknown",
    "StructureUnknown",
    "WaiverFourEyes",
    "WaiverReason",
]
