"""Table rows of the calendar to what the engine counts with, and to what other rooms see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, cast

from django.db.models import QuerySet

from kpiloop.engine import periods as fiscal
from kpiloop.foundation.calendar.choices import CLOSED, WEEK
from kpiloop.foundation.calendar.models import Calendar, Period
from kpiloop.foundation.calendar.rows import Cut, PeriodRow
from kpiloop.foundation.reading import is_reading, once

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


#: What a row is made of, in the order of its fields; an object of each row would cost twice.
_FIELDS = tuple(each.name for each in fields(PeriodRow))


def period_rows(found: QuerySet[Period]) -> list[PeriodRow]:
    """Stored periods as other rooms see them, in the order of the query."""
    return [
        PeriodRow(*(*line, {kind: tuple(keys) for kind, keys in reopened_for.items()}))
        for *line, reopened_for in found.values_list(*_FIELDS)
    ]


def every_period() -> tuple[PeriodRow, ...]:
    """Every period, oldest first: a few hundred rows at most, read once for a whole page."""
    return once("calendar.periods", _read)


def one_period(name: str, key: str | int) -> PeriodRow | None:
    """The period of a code or key: where the others are not kept either, it alone is read."""
    if not is_reading():
        found = period_rows(Period.objects.filter(**{name: key}).order_by("pk")[:1])
        if not found or found[0].kind != WEEK:
            return found[0] if found else None
    return next((row for row in every_period() if getattr(row, name) == key), None)


def _read() -> tuple[PeriodRow, ...]:
    rows = period_rows(Period.objects.order_by("starts_on", "pk"))
    closed = [row for row in rows if row.kind == "month" and row.is_closed]
    if not closed:
        return tuple(rows)
    return tuple(replace(row, state=CLOSED) if row.kind == WEEK and _is_settled(row, closed) else row for row in rows)


def _is_settled(week: PeriodRow, closed: Sequence[PeriodRow]) -> bool:
    """Whether every day of a week lies in a closed month: such a week is not computed again."""
    inside = (
        (min(week.ends_before, month.ends_before) - max(week.starts_on, month.starts_on)).days for month in closed
    )
    return sum(days for days in inside if days > 0) == (week.ends_before - week.starts_on).days
