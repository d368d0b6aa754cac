"""Columns of the target grid: months, quarters, what is reached by the end of each month, or weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext

from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.wording.periods import day_short, period_name

VIEWS = ("month", "quarter", "ytd", "week")
#: From the first day of a week to the one that says which month it belongs to.
_MIDDLE = timedelta(days=3)


@dataclass(frozen=True)
class Column:
    """One column."""

    name: str  #: head
    months: tuple[PeriodRow, ...]  #: months it stands for; a week stands for itself
    is_closed: bool  #: all of them are closed
    is_here: bool  #: it ends with the month of the page
    is_ruled: bool  #: a quarter begins here, of weeks a month
    first_day: str = ""  #: of a week
    days: str = ""  #: of a week its first and last day


def columns_of(months: Sequence[PeriodRow], quarters: Sequence[PeriodRow], view: str, here: str) -> tuple[Column, ...]:
    """The columns of a year in a view."""
    starts = {quarter.starts_on for quarter in quarters}
    if view == "quarter" and quarters:
        return tuple(_quarter(row, months, here) for row in quarters)
    shown = []
    for place, month in enumerate(months):
        name = period_name(month.code, short=True)
        inside = tuple(months[: place + 1]) if view == "ytd" else (month,)
        if view == "ytd":
            name = gettext("to %(month)s") % {"month": name}
        shown.append(Column(name, inside, month.is_closed, month.code == here, month.starts_on in starts))
    return tuple(shown)


def week_columns(weeks: Sequence[PeriodRow], months: Sequence[PeriodRow]) -> tuple[Column, ...]:
    """The columns of some weeks, a rule before the first of each month."""
    starts = [next((month.code for month in months if month.contains(week.starts_on + _MIDDLE)), "") for week in weeks]
    return tuple(
        Column(
            name=period_name(week.code, short=True),
            months=(week,),
            is_closed=week.is_closed,
            is_here=False,
            is_ruled=not place or starts[place - 1] != starts[place],
            first_day=day_short(week.starts_on),
            days=f"{day_short(week.starts_on)}–{day_short(week.last_day)}",
        )
        for place, week in enumerate(weeks)
    )


def _quarter(row: PeriodRow, months: Sequence[PeriodRow], here: str) -> Column:
    inside = tuple(month for month in months if row.starts_on <= month.starts_on < row.ends_before)
    return Column(
        name=period_name(row.code, short=True),
        months=inside,
        is_closed=all(month.is_closed for month in inside),
        is_here=any(month.code == here for month in inside),
        is_ruled=True,
    )


def column_figure(time_kind: str, figures: Sequence[Decimal | None]) -> Decimal | None:
    """What several months make: a flow adds up, everything else stands as its last month."""
    if time_kind != "flow":
        return figures[-1] if figures else None
    known = [figure for figure in figures if figure is not None]
    return sum(known, Decimal(0)) if figures and len(known) == len(figures) else None


def annual_of(time_kind: str, figures: Sequence[Decimal | None]) -> Decimal | None:
    """The year of twelve months: a flow adds up, a stock ends with its last month, a ratio does neither."""
    return column_figure(time_kind, figures) if time_kind in ("flow", "stock") else None
