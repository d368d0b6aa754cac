"""Refusals about figures people enter."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class EntryUnknown(Refusal):
    """No such figure on its way, or not for the one who asks. Fields: entry."""

    code = "collect_entry_unknown"


class EntryChanged(ChangedMeanwhile):
    """Somebody else changed it meanwhile. Fields: entry, yours, theirs, by, version."""

    code = "collect_entry_changed"


class EntryNotHere(Refusal):
    """It does not wait for this act. Fields: kpi, subject, period, state."""

    code = "collect_entry_not_here"


class NotYourTurn(Refusal):
    """Somebody else is asked. Fields: kpi, subject, period."""

    code = "collect_not_your_turn"


class OwnResult(Refusal):
    """Nobody approves an own result, nor lets it be approved in the own name. Fields: kpi, subject, period."""

    code = "collect_own_result"


class ValueUnusual(Refusal):
    """The figure lies outside what was usual and was not confirmed. Fields: kpi, subject, period, value, low, high."""

    code = "collect_value_unusual"


class NoteMissing(Refusal):
    """A red or absent figure needs a note. Fields: kpi, subject, period, why (red, absent)."""

    code = "collect_note_missing"


class ValueMissing(Refusal):
    """Neither a figure nor the word that there is none. Fields: kpi, subject, period."""

    code = "collect_entry_empty"


class ValueLocked(Refusal):
    """The figure may no longer be changed. Fields: kpi, period, rule, locked_on."""

    code = "collect_value_locked"


class SheetUnfit(Refusal):
    """The workbook is not one of figures to enter. Fields: file."""

    code = "entry_sheet_unfit"


class FigureUnreadable(Refusal):
    """What stands in the cell is no figure. Fields: written."""

    code = "entry_figure_unreadable"
