"""Which windows facts of some months can change: only these are computed again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from itertools import product

from kpiloop.engine.dataflow import Window
from kpiloop.engine.formula.library import LOOKS_AT_HISTORY
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure.binding import Bindings
from kpiloop.loop.measure.choices import MONTH
from kpiloop.loop.measure.counting.spans import Shifter
from kpiloop.loop.measure.scanning import window_code


def touched_windows(
    windows: Sequence[Window],
    months: Sequence[PeriodRow],
    touched: Sequence[PeriodRow],
    bindings: Bindings,
    shift: Shifter,
    spans_of: Callable[[PeriodRow], Sequence[Window]],
) -> tuple[list[Window], list[PeriodRow]]:
    """Windows with a day in a touched month, those some formula compares with one of them, and what these look at.

    Shape:    windows of the whole calendar, months to compute, months whose facts changed, the spans the formulas of
              a month look at -> windows to scan, and their months, in order.
    Law:      a window of these months that is left out has the same rows as before, and so has everything its
              formulas look back to.
    """
    days = days_changed(touched, bindings)
    kinds = tuple(dict.fromkeys(window.window.partition(":")[2] for window in windows))
    of_months = {window_code(month.code, kind) for month in months for kind in kinds}
    kept = {window.window for window in windows if window.window in of_months and _overlaps(window, days)}
    for month in months:
        if any(_overlaps(window, days) for window in spans_of(month)):
            kept |= {window_code(month.code, kind) for kind in kinds}
    shifts = {part.shift for bound in bindings.everything() for part in bound.references if part.shift != "none"}
    looks = [(month, kind, shift(month, how, kind)) for month, how, kind in product(months, sorted(shifts), kinds)]
    pairs = [(month, kind, before) for month, kind, before in looks if before is not None]
    carries = [(month, before) for month in months for before in _carried_from(month, bindings, shift)]
    for month, before in carries:  # a month that shows something, or no longer does, stands in for those behind it
        if window_code(before.code, MONTH) in kept:
            kept |= {window_code(month.code, kind) for kind in kinds}
    for month, kind, before in pairs:  # oldest first: what looks back to a look back is found in the same pass
        kept |= {window_code(month.code, kind)} if window_code(before.code, kind) in kept else set()
    seen = {window_code(before.code, kind) for month, kind, before in pairs if window_code(month.code, kind) in kept}
    found = [window for window in windows if window.window in kept | seen]
    looked_at = {before.code: before for _month, _kind, before in pairs} | {month.code: month for month in months}
    return found, sorted(looked_at.values(), key=lambda row: row.starts_on)


def _carried_from(month: PeriodRow, bindings: Bindings, shift: Shifter) -> list[PeriodRow]:
    """Months whose values may stand in for those of a month."""
    back = max((bound.carry for bound in bindings.everything()), default=0)
    found: list[PeriodRow] = []
    before = shift(month, "prior_period", MONTH) if back else None
    while before is not None and len(found) < back:
        found.append(before)
        before = shift(before, "prior_period", MONTH)
    return found


def days_changed(touched: Sequence[PeriodRow], bindings: Bindings) -> list[tuple[date, date]]:
    """First day and day after of what the facts of touched months can change.

    What a month shows for the first time is not new in any later one: formulas that ask who is new look at all of them.
    What happens in it may follow a row of the days before: formulas that ask what follows look that far ahead.
    """
    read = [aggregate for bound in bindings.everything() for aggregate in bound.aggregates]
    is_ever = any(aggregate.function in LOOKS_AT_HISTORY for aggregate in read)
    ahead = timedelta(days=max((aggregate.days_ahead for aggregate in read), default=0))
    return [(month.starts_on - ahead, date.max if is_ever else month.ends_before) for month in touched]


def _overlaps(window: Window, days: Sequence[tuple[date, date]]) -> bool:
    return any(window.starts < end and start < window.ends for start, end in days)


def months_of(months: Sequence[PeriodRow], codes: Collection[str], covers: Sequence[date]) -> list[str]:
    """Months named, and those of the days a load declared complete: a month without rows is touched by that, too."""
    covered = [row.code for row in months if covers and row.starts_on < covers[1] and covers[0] < row.ends_before]
    return sorted({row.code for row in months if row.code in codes} | set(covered))
