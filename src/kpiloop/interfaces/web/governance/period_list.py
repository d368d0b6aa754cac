"""Periods of a year with their state: what is open, what is closed, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.rows import LightCounts

KINDS = ("month", "quarter", "half", "year")


@dataclass(frozen=True)
class PeriodLine:
    """One period."""

    row: PeriodRow  #: the period
    counts: LightCounts | None  #: lights of a month; None for longer periods and months to come
    is_over: bool  #: True when its last day has passed
    is_due: bool  #: True when it is over and not closed


@dataclass(frozen=True)
class PeriodList:
    """The page."""

    title: str  #: the finding
    lines: tuple[PeriodLine, ...]  #: newest first
    kind: str  #: month, quarter, half or year
    year: int  #: fiscal year shown
    years: tuple[int, ...]  #: fiscal years there are
    may_close: bool  #: True when the reader may close a month


def period_list(viewer: Actor, kind: str, year: int, today: date) -> PeriodList:
    """Build the page for one reader."""
    everything = calendar.periods(viewer, kind=kind)
    years = tuple(sorted({row.fiscal_year for row in everything}, reverse=True))
    shown_year = year if year in years else _year_of(viewer, years, today)
    rows = [row for row in reversed(everything) if row.fiscal_year == shown_year]
    lines = tuple(_line(viewer, row, today) for row in rows)
    return PeriodList(_title(lines, everything, today), lines, kind, shown_year, years, viewer.may("periods.close"))


def _year_of(viewer: Actor, years: tuple[int, ...], today: date) -> int:
    running = [row.fiscal_year for row in calendar.periods(viewer) if row.contains(today)]
    return running[0] if running else (years[0] if years else today.year)


def _line(viewer: Actor, row: PeriodRow, today: date) -> PeriodLine:
    is_over = row.ends_before <= today
    counted = row.kind == "month" and row.starts_on <= today and viewer.may("values.view")
    counts = track.counts(viewer, period_code=row.code) if counted else None
    return PeriodLine(row, counts, is_over, is_over and not row.is_closed)


def _title(lines: tuple[PeriodLine, ...], everything: tuple[PeriodRow, ...], today: date) -> str:
    if not everything:
        return gettext("There is no calendar yet")
    closed = [row for row in everything if row.is_closed]
    due = sum(1 for line in lines if line.is_due)
    last = period_name(closed[-1].code) if closed else ""
    if not due:
        return gettext("Closed up to %(last)s") % {"last": last} if last else gettext("No period is closed yet")
    waits = ngettext("%(due)d period is over and not closed", "%(due)d periods are over and not closed", due)
    said = waits % {"due": due}
    return gettext("Closed up to %(last)s; %(said)s") % {"last": last, "said": said} if last else said
