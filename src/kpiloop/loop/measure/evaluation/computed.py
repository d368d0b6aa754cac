"""A figure with what it rests on."""

from __future__ import annotations

from typing import NamedTuple

from kpiloop.engine.incentive.rounding import round_half_up
from kpiloop.engine.values import Figure, Missing, add
from kpiloop.loop.measure.binding import Bound
from kpiloop.loop.measure.choices import COMPLETE, MISSING, PARTIAL, STORED_PLACES, TOO_LARGE

Part = dict[str, object]
Slot = tuple[int, int, str, str]  # (KPI, subject, period code, window)


class Computed(NamedTuple):
    """One figure with what it rests on; a tuple, because a run makes millions."""

    figure: Figure  #: rounded once to the stored places
    is_partial: bool  #: some input was not complete
    parts: tuple[Part, ...]  #: inputs in formula order
    row_count: int  #: rows in scope, whatever the conditions
    datasets: frozenset[str]  #: datasets read
    bound: Bound | None = None  #: formula version; None for submitted values
    submission_id: int | None = None  #: submission it repeats

    @property
    def state(self) -> str:
        """complete, partial or missing."""
        if isinstance(self.figure, Missing):
            return MISSING
        return PARTIAL if self.is_partial else COMPLETE


def absent(reason: str, bound: Bound | None = None) -> Computed:
    """A figure that is not there, with the reason."""
    return Computed(Missing(reason), False, (), 0, frozenset(), bound)


def settled(figure: Figure) -> Figure:
    """A figure as it is kept, rounded once.

    Missing: too_large where the digits that are kept do not hold it; one such figure stops no other.
    """
    if isinstance(figure, Missing):
        return figure
    return Missing("too_large") if abs(figure) >= TOO_LARGE else round_half_up(figure, STORED_PLACES)


def year_to_date_of(monthly: list[Computed], time_kind: str) -> Computed:
    """The year to date of values that were reported month by month.

    A flow adds up, a stock is its last value; of a reported ratio the parts are unknown, so its
    year to date is missing rather than a mean of ratios.
    """
    if time_kind == "stock" and monthly:
        return monthly[-1]
    if time_kind != "flow":
        return absent("input_missing")
    total = add(*(month.figure for month in monthly))
    if isinstance(total, Missing):
        return absent(total.reason)
    parts = tuple(part for month in monthly for part in month.parts)
    return Computed(
        settled(total), any(m.is_partial for m in monthly), parts, sum(m.row_count for m in monthly), frozenset()
    )


def aggregate_part(name: str, figure: Figure, rows: int, scan: str) -> Part:
    """An aggregate over rows as it is kept: keys in the order PostgreSQL gives them back."""
    return {"name": name, "rows": rows, "scan": scan, "figure": None if isinstance(figure, Missing) else str(figure)}
