"""Days as they are counted: each a stretch of its own, and the seven days that end with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from kpiloop.engine.dataflow import Window
from kpiloop.engine.formula import Shift
from kpiloop.engine.named_weeks import prior_year_day
from kpiloop.engine.periods import Calendar
from kpiloop.foundation.calendar.choices import OPEN
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure.binding import Bindings
from kpiloop.loop.measure.choices import DAY, SEVEN_DAYS
from kpiloop.loop.measure.counting.weekly import parts_of
from kpiloop.loop.measure.scanning import window_code

_DAY, _SIX_DAYS = timedelta(days=1), timedelta(days=6)


def day_period(on: date) -> PeriodRow:
    """A day in the shape of a period: it has no row in the calendar, and its key is its place among all days."""
    return PeriodRow(on.toordinal(), on.isoformat(), DAY, on, on + _DAY, on.year, 0, OPEN, 0, None, None, "")


def days_between(first: date, last: date) -> list[date]:
    """Every day from one to another, both included."""
    return [first + _DAY * step for step in range((last - first).days + 1)]


def day_shifter(calendar: Calendar) -> Callable[[PeriodRow, Shift, str], PeriodRow | None]:
    """The day a reference means: the one before, or a year before by the policy of the calendar."""

    def shift(day: PeriodRow, how: Shift, _window: str) -> PeriodRow | None:
        if how == "none":
            return day
        before = day.starts_on - _DAY if how == "prior_period" else prior_year_day(calendar, day.starts_on)
        return None if before is None else day_period(before)

    return shift


def looked_at(
    days: Iterable[date], bindings: Bindings, shift: Callable[[PeriodRow, Shift, str], PeriodRow | None]
) -> set[date]:
    """Some days and all earlier ones their formulas look at, and what the formulas of these look at."""
    every = list(bindings.everything())
    shifts = sorted({part.shift for bound in every for part in bound.references if part.shift != "none"})
    found = newest = set(days)
    for _ in every if shifts else ():
        before = [shift(day_period(day), how, DAY) for day in newest for how in shifts]
        newest = {row.starts_on for row in before if row is not None} - found
        found = found | newest
    return found


def day_windows(days: Iterable[date], rolling: Iterable[date]) -> list[Window]:
    """The stretches of some days, and of the seven days that end with others."""
    own = [Window(window_code(day.isoformat(), DAY), day, day + _DAY) for day in sorted(days)]
    seven = [Window(window_code(day.isoformat(), SEVEN_DAYS), day - _SIX_DAYS, day + _DAY) for day in sorted(rolling)]
    return [*own, *seven]


def months_in(windows: Sequence[Window], months: Sequence[PeriodRow]) -> dict[str, tuple[PeriodRow, ...]]:
    """The months each stretch has days of, with those days alone: amounts are converted at the rate of each."""
    first, end = min(each.starts for each in windows), max(each.ends for each in windows)
    near = [month for month in months if month.starts_on < end and first < month.ends_before]
    return {each.window: parts_of(near, each.starts, each.ends, each.window) for each in windows}
