"""Refusals about runs and schedules."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class RunUnknown(Refusal):
    """There is no such run."""

    code = "run_unknown"


class RunAlreadyFinished(Refusal):
    """The run was finished by somebody else: this effect must not happen a second time."""

    code = "run_already_finished"


class RunCancelled(Refusal):
    """The run was cancelled while it worked."""

    code = "run_cancelled"


class WorkUnknown(Refusal):
    """No room has registered this kind of work."""

    code = "work_unknown"


class ScheduleUnreadable(Refusal):
    """The times of a schedule cannot be read."""

    code = "schedule_unreadable"
