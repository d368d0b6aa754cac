"""Table rows of the calendar to what the engine counts with, and to what other rooms see."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kpiloop.engine import periods as fiscal
from kpiloop.foundation.calendar.models import Calendar, Period
from kpiloop.foundation.calendar.rows import Cut, PeriodRow

if TYPE_CHECKING:
    from typing import Literal

    from kpiloop.engine.periods import Pattern
    from kpiloop.engine.weeks import WeekAnchor


def cut_of(calendar: Calendar) -> Cut:
    """How a stored calendar is cut; what is stored was checked when it was set."""
    pattern, anchor = cast("Pattern", calendar.pattern), cast("WeekAnchor", calendar.anchor)
    return Cut(pattern, calendar.week_start, anchor, calendar.shift_week)


def engine_of(calendar: Calendar) -> fiscal.Calendar:
    """A stored calendar as the engine counts with it."""
    cut, named_by = cut_of(calendar), cast("Literal['start', 'end']", calendar.named_by)
    return fiscal.Calendar(
        calendar.fiscal_start_month, named_by, cut.pattern, cut.week_start, cut.anchor, cut.shift_week
    )


def period_row(found: Period) -> PeriodRow:
    """A stored period as other rooms see it."""
    return PeriodRow(
        id=found.pk,
        code=found.code,
        kind=found.kind,
        starts_on=found.starts_on,
        ends_before=found.ends_before,
        fiscal_year=found.fiscal_year,
        number=found.number,
        state=found.state,
        revision=found.revision,
        warehouse_version=found.warehouse_version,
        closed_at=found.closed_at,
        closed_by=found.closed_by,
        reopened_for={kind: tuple(keys) for kind, keys in found.reopened_for.items()},
    )
