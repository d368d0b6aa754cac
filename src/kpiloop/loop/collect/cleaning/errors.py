"""Why a cell could not be understood; the row then waits in quarantine with this reason."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class NumberUnreadable(Refusal):
    """No number: written."""

    code = "number_unreadable"


class DayUnreadable(Refusal):
    """No day: written."""

    code = "day_unreadable"


class DayAmbiguous(Refusal):
    """Day and month can be taken either way: written."""

    code = "day_ambiguous"


class TruthUnreadable(Refusal):
    """Neither yes nor no: written."""

    code = "truth_unreadable"
