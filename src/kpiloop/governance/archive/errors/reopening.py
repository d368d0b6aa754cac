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


class ScopeUnknown(Refusal):
    """Neither a KPI nor a subject of that period. Fields: named."""

    code = "reopen_scope_unknown"


class OutsideScope(Refusal):
    """A figure moved that the period was not opened again for. Fields: period, count, findings."""

    code = "close_outside_scope"


class RevisionUnknown(Refusal):
    """The period has no such close. Fields: period, revision."""

    code = "revision_unknown"
