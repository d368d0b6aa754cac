"""Refusals about corrections."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class CorrectionNeedsKey(Refusal):
    """Rows of a dataset without a business key cannot be found again: dataset."""

    code = "correction_needs_key"


class CorrectedRowUnknown(Refusal):
    """No stored row has this key: dataset, key."""

    code = "corrected_row_unknown"


class CorrectionUnreadable(Refusal):
    """The new value does not fit the column, or the column makes the row what it is: field, value."""

    code = "correction_unreadable"


class CorrectionOpen(Refusal):
    """The cell is being corrected already: field, key."""

    code = "correction_open"


class CorrectionDecided(ChangedMeanwhile):
    """Somebody decided it already, or there is none: correction, state."""

    code = "correction_decided"


class CorrectionOwn(Refusal):
    """Who corrects does not approve; another person does, or a waiver says why not. Fields: none."""

    code = "correction_own"
