"""Refusals of bounded work: the limit that stopped it, never the text of a crash."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class WorkTooLong(Refusal):
    """The work passed its wall time and its process was ended."""

    code = "work_too_long"


class WorkTooLarge(Refusal):
    """The work asked for more memory than its profile grants."""

    code = "work_too_large"


class WorkStopped(Refusal):
    """The child process ended without an answer (processor limit, crash, kill)."""

    code = "work_stopped"
