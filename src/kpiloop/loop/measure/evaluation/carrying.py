"""The last known value of a KPI in place of one that is missing, where a formula says so for this input."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kpiloop.engine.formula import KpiReference, Shift
from kpiloop.engine.values import is_missing
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure.choices import MONTH, WEEK, is_window
from kpiloop.loop.measure.evaluation.computed import Computed, Part, Slot
from kpiloop.loop.measure.evaluation.references import reference_part


class Carried(NamedTuple):
    """A value of an earlier month that stands in."""

    value: Computed  #: what was known then
    part: Part  #: as it is kept: with its own month, and the month it stands in for


def last_known(
    part: KpiReference, text: str, slot: Slot, at: PeriodRow, time_kind: str, *,
    compute: Callable[[Slot], Computed], shift: Callable[[PeriodRow, Shift, str], PeriodRow | None],
) -> Carried | None:  # fmt: skip
    """The newest value of the months (or weeks) before, as far back as the formula allows.

    Law:      a month's value stands in for a month's; a stock also for its year or quarter to date, which is its
              last value. A total or a ratio to date is never filled up: it says what is known of its days.
    Missing:  None where no month so far back has a value; what is missing then stays missing.
    """
    kpi_id, subject_id, _period_code, window = slot
    own = WEEK if window == WEEK else MONTH
    if not is_window(window) or (window != own and time_kind != "stock"):
        return None
    before: PeriodRow | None = at
    for _ in range(part.carry):
        before = shift(before, "prior_period", own) if before else None
        if before is None:
            return None
        value = compute((kpi_id, subject_id, before.code, own))
        if not is_missing(value.figure):
            kept = reference_part(text, part, value, before, own)
            kept |= {} if window == own else {"window": own}
            return Carried(value, kept | {"carried": at.code})
    return None
