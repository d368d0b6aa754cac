"""Windows a value is computed for, and states it can be in."""

from __future__ import annotations

MONTH = "month"
YTD = "ytd"
QTD = "qtd"  # only at the end of a quarter, where it is the whole quarter
WINDOWS = (MONTH, QTD, YTD)
WEEK = "week"  # of a period that is a week: the week itself, for KPIs that are measured by week
#: Every window values are kept for.
KEPT = (*WINDOWS, WEEK)

COMPLETE = "complete"
PARTIAL = "partial"
MISSING = "missing"

#: Decimals a value is stored with; the one rounding of this stage.
STORED_PLACES = 12

#: average: flows over a period; closing: stocks at its end; constant: the rate of comparison, held through the year.
AVERAGE, CLOSING, CONSTANT = "average", "closing", "constant"
RATE_TYPES = (AVERAGE, CLOSING, CONSTANT)
RATE_CHOICES = [(kind, kind) for kind in RATE_TYPES]

#: What an override does to a window: its figure is the override, it takes the difference, or it only says so.
REPLACED, ADDED, NOTED = "replaced", "added", "noted"

#: States of an override; only an approved one counts.
PROPOSED, APPROVED, REJECTED, ENDED, EXPIRED = "proposed", "approved", "rejected", "ended", "expired"
OVERRIDE_STATES = (PROPOSED, APPROVED, REJECTED, ENDED, EXPIRED)
OVERRIDE_CHOICES = [(state, state) for state in OVERRIDE_STATES]
