"""Refusals about opening a month again."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class NotClosed(Refusal):
    """Only a closed period can be reopened. Fields: period."""

    code = "period_not_closed"


class ReasonRequired(Refusal):
    """A reopening needs a reason. Fields: period."""

    code = "reopen_reason_required"


class ReopeningUnknown(Refusal):
    """No such request, or it was decided already. Fields: key."""

    code = "reopening_unknown"


class FourEyes(Refusal):
    """Who asked may not approve. Fields: period, requested_by."""

    code = "reopen_four_eyes"
