"""Refusals of the archive."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class MonthsOnly(Refusal):
    """Only months are closed; quarters and years follow. Fields: period."""

    code = "close_months_only"


class CloseOutdated(Refusal):
    """Figures changed since the close was prepared. Fields: period."""

    code = "close_outdated"


class CloseIncomplete(Refusal):
    """The checklist has findings and no reason was given. Fields: period, count, findings."""

    code = "close_incomplete"


class CloseBlocked(Refusal):
    """Figures that feed pay are missing and no other person waived them. Fields: period, count, findings."""

    code = "close_blocked"


class NothingToWaive(Refusal):
    """No finding of this kind waits for it. Fields: period."""

    code = "waiver_nothing"


class WaiverFourEyes(Refusal):
    """Who asked for the waiver may not grant it. Fields: period, asked_by."""

    code = "waiver_four_eyes"


class WaiverReason(Refusal):
    """A waiver needs a reason. Fields: period."""

    code = "waiver_reason_required"


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


class ComparedKinds(Refusal):
    """Only periods of one length are compared: months, quarters or years. Fields: first, second."""

    code = "compare_kinds_differ"


class StructureUnknown(Refusal):
    """No such way to choose the organisation. Fields: structure, known."""

    code = "structure_unknown"
