"""Refusals about closing a month."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class MonthsOnly(Refusal):
    """Only months are closed; quarters and years follow. Fields: period."""

    code = "close_months_only"


class CloseOutdated(ChangedMeanwhile):
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
