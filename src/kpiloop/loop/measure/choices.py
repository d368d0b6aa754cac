"""Windows a value is computed for, and states it can be in."""

from __future__ import annotations

import re
from decimal import Decimal

MONTH = "month"
YTD = "ytd"
QTD = "qtd"  # only at the end of a quarter, where it is the whole quarter
HTD = "htd"  # the half-year so far, only where no other window has the same days
WINDOWS = (MONTH, QTD, HTD, YTD)
#: Those an own year of a legal entity has, too.
TO_DATE = (QTD, HTD, YTD)
WEEK = "week"  # of a period that is a week: the week itself, for KPIs that are measured by week
#: Every window values are kept for.
KEPT = (*WINDOWS, WEEK)
#: Of one day: the day itself, and the seven days that end with it. Worked out when asked for, never kept.
DAY, SEVEN_DAYS = "day", "seven"
#: The same by the year of a legal entity, with the month it begins in: ytd4, htd4, qtd4.
_OWN = re.compile(r"(ytd|htd|qtd)(1[0-2]|[1-9])")

COMPLETE = "complete"
PARTIAL = "partial"
MISSING = "missing"

#: Decimals a value is stored with; the one rounding of this stage.
STORED_PLACES = 12
#: From here on a figure with these decimals no longer fits the fifty digits that are kept.
TOO_LARGE = Decimal("1E38")

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


def own_window(window: str, start_month: int) -> str:
    """Year, half-year or quarter to date by the year of a legal entity.

    >>> own_window("ytd", 4)
    'ytd4'
    """
    return f"{window}{start_month}"


def of_own(window: str) -> tuple[str, int] | None:
    """What a window of a legal entity's year is, and the month that year begins in; None for the group's.

    >>> of_own("qtd10"), of_own("ytd"), of_own("ytd13")
    (('qtd', 10), None, None)
    """
    found = _OWN.fullmatch(window)
    return (found[1], int(found[2])) if found else None


def is_window(window: str) -> bool:
    """Whether figures of this name are kept."""
    return window in KEPT or of_own(window) is not None
