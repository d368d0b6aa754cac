"""Where the reader is: period and comparison, always in the address and carried by every link."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.measure import selectors as measure

COMPARISONS = ("plan", "prior_year", "prior_period", "forecast")
_PERIOD = re.compile(r"^(\d{4}-(0[1-9]|1[0-2])|FY\d{4}(-Q[1-4]|-H[12]|-P(0[1-9]|1[0-3]))?)$")


@dataclass(frozen=True)
class Place:
    """What the page shows, as far as all pages share it."""

    period: str  #: period code
    comparison: str  #: one of COMPARISONS

    def query(self, **changes: str) -> str:
        """The query that leads to the same place elsewhere, with changes."""
        wanted = {"period": self.period, "compare": self.comparison, **changes}
        if wanted["compare"] == COMPARISONS[0]:
            del wanted["compare"]
        return urlencode({name: given for name, given in wanted.items() if given})


def place_of(request: HttpRequest, *, default_period: str = "") -> Place:
    """The place an address names; an unreadable part falls back instead of failing."""
    kept = getattr(request, "place", None)
    if isinstance(kept, Place):
        return kept
    asked = request.GET.get("period", "")
    comparison = request.GET.get("compare", COMPARISONS[0])
    period = asked if _PERIOD.match(asked) else default_period or month_before(timezone.localdate())
    return Place(period=period, comparison=comparison if comparison in COMPARISONS else COMPARISONS[0])


def find_place(request: HttpRequest, viewer: Actor) -> Place:
    """The place of a signed-in reader: without a period in the address, the newest month that is complete."""
    if request.GET.get("period"):
        return place_of(request)
    newest = newest_over(viewer, timezone.localdate())
    runs = measure.runs(viewer, limit=1) if viewer.may("values.view") else []
    return place_of(request, default_period=min(newest, runs[0].last_period) if runs else newest)


def newest_over(viewer: Actor, on: date) -> str:
    """Code of the newest period that is over; the calendar month before while there is no calendar."""
    over = [row.code for row in calendar.periods(viewer) if row.ends_before <= on]
    return over[-1] if over else month_before(on)


def periods_in_year(viewer: Actor | None, period: str) -> int:
    """How many periods a year of weeks has, 12 or 13; asked of the calendar only where a code needs it."""
    if viewer is None or "-P" not in period:
        return 12
    return max((row.number for row in calendar.periods(viewer)), default=12)


def month_before(on: date) -> str:
    """Code of the calendar month before a day.

    >>> month_before(date(2026, 1, 5))
    '2025-12'
    """
    year, month = (on.year - 1, 12) if on.month == 1 else (on.year, on.month - 1)
    return f"{year:04d}-{month:02d}"


def neighbour(period: str, step: int, in_year: int = 12) -> str:
    """Code of the period a step before or after, within the same kind; a year of weeks has 12 or 13 of them.

    >>> neighbour("2026-01", -1), neighbour("FY2026-Q4", 1), neighbour("FY2026", 1), neighbour("FY2026-P13", 1, 13)
    ('2025-12', 'FY2027-Q1', 'FY2027', 'FY2027-P01')
    """
    if not period.startswith("FY"):
        return _shifted(period[:4], int(period[5:]), 12, step, "{year:04d}-{part:02d}")
    if "-" not in period:
        return f"FY{int(period[2:]) + step}"
    letter = period[7]
    form = "{part:02d}" if letter == "P" else "{part}"
    size = {"Q": 4, "H": 2, "P": in_year}[letter]
    return _shifted(period[2:6], int(period[8:]), size, step, f"FY{{year:04d}}-{letter}{form}")


def _shifted(year: str, part: int, size: int, step: int, form: str) -> str:
    index = int(year) * size + part - 1 + step
    return form.format(year=index // size, part=index % size + 1)
