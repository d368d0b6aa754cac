"""Weeks of the target grid: a quarter of them at a time, and what the months give each of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.web.plan.grid.asking import Wanted, day_of, months_of_year
from kpiloop.interfaces.web.plan.grid.target_columns import annual_of
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.plan.targeting.week_targets import WeekTarget

#: From the first day of a week to the one that says which quarter it belongs to.
_MIDDLE = timedelta(days=3)
#: What the months give, by (assignment, week).
Shares = Mapping[tuple[int, int], WeekTarget]


@dataclass(frozen=True)
class WeekPart:
    """A quarter of weeks: those with most of their days in it, so every week belongs to one."""

    quarter: PeriodRow  #: the quarter
    weeks: tuple[PeriodRow, ...]  #: thirteen, now and then fourteen
    is_chosen: bool  #: it is the one shown


@dataclass(frozen=True)
class WeekSums:
    """What the weeks of some assignments come to beside their months."""

    shares: Shares = field(default_factory=dict)  #: of the weeks shown
    #: by assignment: what own targets of the weeks not shown differ from their months; None where a month has none
    elsewhere: Mapping[int, Decimal | None] = field(default_factory=dict)
    years: Mapping[int, Decimal | None] = field(default_factory=dict)  #: year of the months, by assignment

    def share(self, assignment_id: int, week_id: int) -> Decimal | None:
        """What the months give a week; None where one of them has no target."""
        held = self.shares.get((assignment_id, week_id))
        return None if held is None or isinstance(held.share, Missing) else held.share


def week_parts(
    viewer: Actor, period: PeriodRow | None, months: Sequence[PeriodRow], wanted: Wanted
) -> tuple[WeekPart, ...]:
    """The quarters of a year with their weeks; without an answer in the address the one of the period is shown."""
    if not months:
        return ()
    quarters = calendar.periods(viewer, kind="quarter", fiscal_year=months[0].fiscal_year)
    weeks = calendar.periods(viewer, kind=WEEK)
    asked = next((row for row in quarters if row.code == wanted.part), None)
    here = next((row for row in quarters if period is not None and row.contains(period.starts_on)), quarters[0])
    return tuple(
        WeekPart(
            quarter=row,
            weeks=tuple(week for week in weeks if row.contains(week.starts_on + _MIDDLE)),
            is_chosen=row.code == (asked or here).code,
        )
        for row in quarters
    )


def weeks_of(parts: Collection[WeekPart]) -> tuple[PeriodRow, ...]:
    """The weeks shown."""
    return next((part.weeks for part in parts if part.is_chosen), ())


def periods_shown(viewer: Actor, period: PeriodRow | None, wanted: Wanted) -> tuple[PeriodRow, ...]:
    """The periods whose targets stand in the grid: the months of a year, or the weeks of a quarter."""
    months = months_of_year(viewer, period, wanted.year)
    return weeks_of(week_parts(viewer, period, months, wanted)) if wanted.is_weekly else months


def day_shown(viewer: Actor, period: PeriodRow | None, wanted: Wanted) -> date:
    """The day assignments are read on: as for months, of weeks the end of their quarter."""
    months = months_of_year(viewer, period, wanted.year)
    parts = week_parts(viewer, period, months, wanted) if wanted.is_weekly else ()
    return next((part.quarter.last_day for part in parts if part.is_chosen), day_of(period, months))


def week_sums(
    viewer: Actor, rows: Sequence[AssignmentRow], months: Sequence[PeriodRow], parts: Sequence[WeekPart]
) -> WeekSums:
    """What the months give the weeks shown, and by how much the other weeks of the year leave their months.

    Law:      only weeks with a target of their own differ from their months.
    """
    shown = weeks_of(parts)
    others = [week for part in parts if not part.is_chosen for week in part.weeks]
    keys = [row.id for row in rows]
    held = plan.targets(viewer, assignment_ids=keys, period_codes=[each.code for each in (*months, *others)])
    own = {week.id for week in others} & {period for (_, period), row in held.items() if row.target is not None}
    found = plan.week_targets(viewer, lines=rows, weeks=[*shown, *(week for week in others if week.id in own)])
    years = {}
    for row in rows:
        aims = [held.get((row.id, month.id)) for month in months]
        years[row.id] = annual_of(row.kpi.time_kind, [aim.target if aim else None for aim in aims])
    return WeekSums(found, {key: difference(key, own, found) for key in keys}, years)


def difference(assignment_id: int, weeks: Collection[int], found: Shares) -> Decimal | None:
    """What the own targets of some weeks leave of their months: nothing where there is no own target.

    Missing:  None where a week with its own target lies in a month without one.
    """
    total = Decimal(0)
    for week in weeks:
        target = found.get((assignment_id, week))
        if target is None or not target.is_own:
            continue
        if isinstance(target.figure, Missing) or isinstance(target.share, Missing):
            return None
        total += target.figure - target.share
    return total
