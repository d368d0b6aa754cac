"""Windows a value is computed for, and states it can be in."""

from __future__ import annotations

MONTH = "month"
YTD = "ytd"
WINDOWS = (MONTH, YTD)

COMPLETE = "complete"
PARTIAL = "partial"
MISSING = "missing"

#: Decimals a value is stored with; the one rounding of this stage.
STORED_PLACES = 12
