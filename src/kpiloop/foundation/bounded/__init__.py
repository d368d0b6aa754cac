"""Run work that may eat the machine in a recycled child process with limits; no tables."""

from __future__ import annotations

from kpiloop.foundation.bounded.errors import WorkStopped, WorkTooLarge, WorkTooLong
from kpiloop.foundation.bounded.pool import close_children, run
from kpiloop.foundation.bounded.profiles import HEAP, PROFILES, RLIMIT, Profile

__all__ = [
    "HEAP",
    "PROFILES",
    "RLIMIT",
    "Profile",
    "WorkStopped",
    "WorkTooLarge",
    "WorkTooLong",
    "close_children",
    "run",
]
