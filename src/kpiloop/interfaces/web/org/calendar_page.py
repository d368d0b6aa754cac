"""The calendar: how the year is cut, how many days of it are worked, and which days differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import CalendarRow, EventRow, PeriodRow
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import period_name


@dataclass(frozen=True)
class PeriodLine:
    """One period of the year shown."""

    row: PeriodRow  #: the period
    days: int  #: its length
    worked: int  #: days worked in it
    longer: bool  #: it has the 53rd week
    is_partial: bool  #: it is running: some of its days are still to come


@dataclass(frozen=True)
class EventLine:
    """Days that differ from the usual week."""

    row: EventRow  #: the days
    name: str  #: what they are


@dataclass(frozen=True)
class CalendarPage:
    """The page."""

    title: str  #: the finding
    calendar: CalendarRow | None  #: how the year is cut; None before it is set up
    week_word: str  #: first day of a week
    first_month: str  #: name of the month the year begins in
    lines: tuple[PeriodLine, ...]  #: periods of the year, in order
    events: tuple[EventLine, ...]  #: special days of the year, in order
    worked: int  #: working days of the year
    year: int  #: fiscal year shown
    years: tuple[int, ...]  #: fiscal years there are
    holidays_of: int  #: calendar year whose announced holidays may be taken over
    may_edit: bool  #: True when the reader may change the calendar


def calendar_page(viewer: Actor, year: int, today: date) -> CalendarPage:
    """Build the page for one fiscal year."""
    cut = calendar.company_calendar(viewer)
    every = calendar.periods(viewer)
    years = tuple(sorted({row.fiscal_year for row in every}))
    running = next((row.fiscal_year for row in every if row.contains(today)), years[-1] if years else today.year)
    shown = year if year in years else running
    rows = [row for row in every if row.fiscal_year == shown]
    lines = _lines(viewer, rows, cut, today)
    starts, ends = (rows[0].starts_on, rows[-1].ends_before) if rows else (today, today)
    language = get_language() or "zh-hans"
    found = calendar.events(viewer, starts_on=starts, ends_before=ends) if rows else ()
    worked = sum(line.worked for line in lines)
    return CalendarPage(
        title=_title(shown, lines, worked),
        calendar=cut,
        week_word=label(f"weekday.{cut.cut.week_start}") if cut else "",
        first_month=date_format(date(2000, cut.fiscal_start_month, 1), "F") if cut else "",
        lines=lines,
        events=tuple(EventLine(row, row.name(language)) for row in found),
        worked=worked,
        year=shown,
        years=years,
        holidays_of=ends.year if rows and ends.month > 1 else max(starts.year, ends.year - 1),
        may_edit=viewer.may("org.edit"),
    )


def _lines(viewer: Actor, rows: list[PeriodRow], cut: CalendarRow | None, today: date) -> tuple[PeriodLine, ...]:
    work = calendar.work_days(viewer)
    of_weeks = cut is not None and cut.cut.pattern != "months"
    days = sum((row.ends_before - row.starts_on).days for row in rows)
    return tuple(
        PeriodLine(
            row=row,
            days=(row.ends_before - row.starts_on).days,
            worked=work.count(row.starts_on, row.ends_before),
            longer=of_weeks and days > 364 and row is rows[-1],
            is_partial=row.is_partial(today),
        )
        for row in rows
    )


def _title(year: int, lines: tuple[PeriodLine, ...], worked: int) -> str:
    if not lines:
        return gettext("There is no calendar yet")
    named = {"year": period_name(f"FY{year}"), "count": len(lines), "worked": worked}
    return (
        ngettext(
            "%(year)s: %(count)d period, %(worked)d working days",
            "%(year)s: %(count)d periods, %(worked)d working days",
            len(lines),
        )
        % named
    )
