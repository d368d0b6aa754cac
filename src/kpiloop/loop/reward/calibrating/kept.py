"""How a confirmed calibration came to the grade of a sheet, as it is kept with the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class KeptChange:
    """One change that counted."""

    before: str  #: grade before
    after: str  #: grade after
    reason: str  #: why
    right: str  #: right it was made by
    made_by: str  #: account
    made_at: str  #: ISO time


@dataclass(frozen=True)
class KeptCalibration:
    """The session a grade comes from."""

    session: int  #: its key
    unit: str  #: code of the unit of the group
    proposed: str  #: grade the score or the forced distribution gave
    changes: tuple[KeptChange, ...]  #: in the order they were made
    confirmed_by: str  #: account
    confirmed_at: str  #: ISO time
    exception: str  #: why the grades of the group go beyond the guideline


def kept_calibration(stored: Mapping[str, Any]) -> KeptCalibration | None:
    """Read back what a sheet keeps; None for a sheet nobody calibrated."""
    if not stored:
        return None
    changes = tuple(
        KeptChange(row["before"], row["after"], row["reason"], row["right"], row["by"], row["at"])
        for row in stored["changes"]
    )
    return KeptCalibration(
        stored["session"],
        stored["unit"],
        stored["proposed"],
        changes,
        stored["confirmed_by"],
        stored["confirmed_at"],
        stored["exception"],
    )
