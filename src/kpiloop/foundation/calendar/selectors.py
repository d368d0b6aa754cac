"""Reading periods. Everybody may: the calendar is no secret."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kpiloop.engine import periods as fiscal
from kpiloop.engine.named_weeks import prior_year_week, week_of
from kpiloop.engine.workdays import MONDAY_TO_FRIDAY, WorkDays
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.checks import engine_period, require_open, require_whole
from kpiloop.foundation.calendar.choices import HOLIDAY, MAKE_UP, WEEK
from kpiloop.foundation.calendar.errors import CalendarMissing, PeriodUnknown, WeeksMissing
from kpiloop.foundation.calendar.models import Calendar, Event
from kpiloop.foundation.calendar.reading import cut_of, engine_of, every_period, one_period
from kpiloop.foundation.calendar.rows import CalendarRow, EventRow, PeriodRow
from kpiloop.foundation.reading import once

__all__ = [
    "calendar_or_months",
    "company_calendar",
    "engine_calendar",
    "engine_period",
    "events",
    "following",
    "months_of",
    "period",
    "period_by_id",
    "period_on",
    "periods",
    "periods_by_code",
    "periods_containing",
    "previous",
    "prior_year",
    "require_open",
    "require_whole",
    "stretch",
    "work_days",
    "working_days",
    "year_to_date",
]


def engine_calendar(viewer: Actor) -> fiscal.Calendar:
    """The company's fiscal calendar as the engine counts with it."""
    return engine_of(_calendar())


def calendar_or_months(viewer: Actor) -> fiscal.Calendar:
    """The company's fiscal calendar; calendar years of months before one is set up."""
    found = _found()
    return engine_of(found) if found else fiscal.Calendar()


def company_calendar(viewer: Actor) -> CalendarRow | None:
    """How the company's year is cut and which days are worked; None before the calendar is set up."""
    found = _found()
    if found is None:
        return None
    rows = [row for row in every_period() if row.kind != WEEK]  # those at the ends reach beyond the years
    return CalendarRow(
        fiscal_start_month=found.fiscal_start_month,
        named_by="start" if found.named_by == "start" else "end",
        cut=cut_of(found),
        workdays=tuple(int(day) for day in found.workdays),
        first_day=min((row.starts_on for row in rows), default=None),
        last_day=max((row.ends_before - timedelta(days=1) for row in rows), default=None),
        closed=sum(1 for row in rows if row.is_closed),
    )


def events(viewer: Actor, *, starts_on: date | None = None, ends_before: date | None = None) -> tuple[EventRow, ...]:
    """Holidays, make-up days and campaigns, by day; those that touch a stretch when it is named."""
    return tuple(
        row
        for row in _events()
        if (starts_on is None or row.ends_before > starts_on) and (ends_before is None or row.first_day < ends_before)
    )


def work_days(viewer: Actor) -> WorkDays:
    """Which days the company works, for counting them and for days something is due on."""
    found = _found()
    weekdays = frozenset(int(day) for day in found.workdays) if found else MONDAY_TO_FRIDAY
    days: dict[str, set[date]] = {HOLIDAY: set(), MAKE_UP: set()}
    for row in _events():
        if row.kind in days:
            days[row.kind] |= {row.first_day + timedelta(days=step) for step in range(row.days)}
    return WorkDays(weekdays, frozenset(days[HOLIDAY]), frozenset(days[MAKE_UP]))


def working_days(viewer: Actor, period: PeriodRow) -> int:
    """How many days of a period are worked: for phasing a target over the year."""
    return working_days_of(viewer, [period])[0]


def working_days_of(viewer: Actor, periods: Sequence[PeriodRow]) -> tuple[int, ...]:
    """The same for several periods, in their order."""
    days = work_days(viewer)
    return tuple(days.count(period.starts_on, period.ends_before) for period in periods)


def period(viewer: Actor, code: str) -> PeriodRow:
    """One period by code."""
    found = one_period("code", code)
    if found is None:
        raise PeriodUnknown(period=code)
    return found


def period_by_id(viewer: Actor, period_id: int) -> PeriodRow:
    """One period by key."""
    found = one_period("id", period_id)
    if found is None:
        raise PeriodUnknown(period=period_id)
    return found


def periods_by_code(viewer: Actor, codes: list[str] | tuple[str, ...]) -> dict[str, PeriodRow]:
    """Several periods by code in one read; unknown codes are refused."""
    wanted = set(codes)
    found = {row.code: row for row in every_period() if row.code in wanted}
    for code in codes:
        if code not in found:
            raise PeriodUnknown(period=code)
    return found


def periods(
    viewer: Actor, *, kind: str = "month", fiscal_year: int | None = None, last: int | None = None
) -> tuple[PeriodRow, ...]:
    """Periods of a kind, oldest first; `last` keeps that many of the newest."""
    rows = tuple(row for row in every_period() if row.kind == kind and fiscal_year in (None, row.fiscal_year))
    return rows[-last:] if last else rows


def stretch(viewer: Actor, first: str, last: str, *, kind: str = "month") -> tuple[PeriodRow, ...]:
    """Periods of a kind from one period to another, both included; an open end takes all.

    Shape:    ends of any kind; of weeks those with a day between them, of anything else whole periods.
    Errors:   period_unknown; calendar_weeks_missing where weeks are asked for and there are none.
    """
    starts_on = period(viewer, first).starts_on if first else date.min
    ends_before = period(viewer, last).ends_before if last else date.max
    rows = periods(viewer, kind=kind)
    if kind != WEEK:
        return tuple(row for row in rows if row.starts_on >= starts_on and row.ends_before <= ends_before)
    if not rows:
        raise WeeksMissing()
    return tuple(row for row in rows if row.starts_on < ends_before and starts_on < row.ends_before)


def period_on(viewer: Actor, kind: str, on: date) -> PeriodRow:
    """The period of a kind that a day lies in."""
    found = next((row for row in every_period() if row.kind == kind and row.starts_on <= on < row.ends_before), None)
    if found is None:
        raise PeriodUnknown(period=f"{kind} {on.isoformat()}")
    return found


def previous(viewer: Actor, row: PeriodRow) -> PeriodRow | None:
    """The period of the same kind just before; None before the first one."""
    return next((each for each in every_period() if each.kind == row.kind and each.ends_before == row.starts_on), None)


def following(viewer: Actor, row: PeriodRow) -> PeriodRow | None:
    """The period of the same kind just after; None after the last one."""
    return next((each for each in every_period() if each.kind == row.kind and each.starts_on == row.ends_before), None)


def prior_year(viewer: Actor, row: PeriodRow) -> PeriodRow | None:
    """The same period one fiscal year earlier; None before the first year. Of a week by the policy of the calendar."""
    if row.kind == WEEK:
        return _week_a_year_before(row)
    place = (row.kind, row.fiscal_year - 1, row.number)
    return next((each for each in every_period() if (each.kind, each.fiscal_year, each.number) == place), None)


def months_of(viewer: Actor, row: PeriodRow) -> tuple[PeriodRow, ...]:
    """The months a period is made of, in order."""
    return tuple(
        each
        for each in every_period()
        if each.kind == "month" and row.starts_on <= each.starts_on and each.ends_before <= row.ends_before
    )


def periods_containing(viewer: Actor, row: PeriodRow) -> tuple[PeriodRow, ...]:
    """The period itself and every longer one that holds it, shortest first."""
    around = (
        each for each in every_period() if each.starts_on <= row.starts_on and row.ends_before <= each.ends_before
    )
    return tuple(sorted(around, key=lambda found: found.ends_before - found.starts_on))


def year_to_date(viewer: Actor, row: PeriodRow) -> tuple[PeriodRow, ...]:
    """Every month of the fiscal year up to the end of the period, in order."""
    months = (each for each in every_period() if each.kind == "month" and each.fiscal_year == row.fiscal_year)
    return tuple(each for each in months if each.ends_before <= row.ends_before)


def _week_a_year_before(row: PeriodRow) -> PeriodRow | None:
    cut = engine_of(_calendar())
    before = prior_year_week(cut, week_of(cut, row.starts_on))
    return next((each for each in every_period() if before and each.kind == WEEK and each.code == before.code), None)


def _calendar() -> Calendar:
    calendar = _found()
    if calendar is None:
        raise CalendarMissing()
    return calendar


def _found() -> Calendar | None:
    return once("calendar.calendar", lambda: Calendar.objects.order_by("pk").first())


def _events() -> tuple[EventRow, ...]:
    return once("calendar.events", lambda: tuple(_event(row) for row in Event.objects.order_by("first_day", "pk")))


def _event(row: Event) -> EventRow:
    return EventRow(row.pk, row.kind, row.first_day, row.ends_before, row.name_zh, row.name_en, row.source)
