"""What the reader of the target grid asked for, and what it comes to: months, a day, assignments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow

ONE_DAY = timedelta(days=1)
WHO = ("unit", "person", "position")


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for; everything stands in the address."""

    year: int = 0  #: fiscal year; 0 = the year of the period
    unit: str = ""  #: only this unit and below
    kpi: str = ""  #: only this KPI
    who: str = "unit"  #: cards of units, people or positions
    layer: str = "target"  #: target, threshold or stretch
    scheme: str = ""  #: a named scheme, drafts included for who may edit
    view: str = "month"  #: months, quarters, the year to date, or weeks
    part: str = ""  #: of weeks: the quarter shown; empty for that of the period
    against: str = ""  #: moment of the state compared with; empty for the version before of each target

    @property
    def is_weekly(self) -> bool:
        """True when weeks are asked for."""
        return self.view == WEEK

    def takes(self, kpi: KpiRow) -> bool:
        """Whether a KPI has cells in this view: by week only what is measured by week."""
        return not self.is_weekly or kpi.measured_by == WEEK


def months_of_year(viewer: Actor, period: PeriodRow | None, year: int) -> tuple[PeriodRow, ...]:
    """Months of the fiscal year asked for, else of the period; none before there is a calendar."""
    wanted = year or (period.fiscal_year if period else 0)
    return calendar.periods(viewer, kind="month", fiscal_year=wanted) if wanted else ()


def day_of(period: PeriodRow | None, months: tuple[PeriodRow, ...]) -> date:
    """The day assignments are read on: the end of the period, or of its year when another year is shown."""
    if months and (period is None or period.fiscal_year != months[0].fiscal_year):
        return months[-1].ends_before - ONE_DAY
    return period.ends_before - ONE_DAY if period else date.max


def shown_assignments(viewer: Actor, on: date, wanted: Wanted) -> list[AssignmentRow]:
    """Assignments of the grid: one kind of card, cut to a unit and a KPI where they are named; by week the weekly."""
    subjects = _subjects(viewer, on, wanted)
    rows = plan.assignments(viewer, on=on, subject_ids=subjects, kpi=wanted.kpi or None, scheme=wanted.scheme or None)
    shown = [row for row in rows if row.subject.kind == wanted.who and wanted.takes(row.kpi)]
    if wanted.who != "unit":
        return shown
    places = {key: place for place, key in enumerate(org.tree(viewer, on=on).units)}  # from the top down
    return sorted(shown, key=lambda row: places.get(row.subject.id, len(places)))


def _subjects(viewer: Actor, on: date, wanted: Wanted) -> frozenset[int] | None:
    if not wanted.unit:
        return None
    tree = org.tree(viewer, on=on)
    top = next((key for key, row in tree.units.items() if row.code == wanted.unit), 0)
    units = frozenset(tree.descendants(top))
    if wanted.who == "unit":
        return units
    if wanted.who == "position":
        return frozenset(row.id for row in org.positions(viewer, on=on) if row.unit_id in units)
    return frozenset(row.id for row in org.people(viewer, on=on, unit=wanted.unit))
