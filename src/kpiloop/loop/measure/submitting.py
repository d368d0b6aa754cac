"""Values people report directly, and what they add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kpiloop.engine.formula.spans import rolling_months
from kpiloop.engine.incentive.rounding import round_half_up
from kpiloop.engine.values import Missing
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org
from kpiloop.loop.collect.rows import SubmissionRow
from kpiloop.loop.measure.choices import MONTH, STORED_PLACES, WEEK, is_window
from kpiloop.loop.measure.evaluation import Computed, Part, Slot, absent, year_to_date_of
from kpiloop.loop.measure.scanning import window_code
from kpiloop.loop.plan.rows import KpiRow


@dataclass(frozen=True)
class Reported:
    """Reported values and the calendar and tree they are read through."""

    values: Mapping[tuple[int, int, int], SubmissionRow]  #: (KPI, subject, period) -> report
    months: Mapping[str, PeriodRow]  #: months by code
    months_within: Mapping[str, Sequence[PeriodRow]]  #: window code -> its months
    definitions: Mapping[str, Mapping[int, KpiRow]]  #: period code -> KPI -> definition

    def find(self, slot: Slot) -> Computed | None:
        """A reported value, or what reports below add up to; None when nobody reports this KPI."""
        kpi_id, subject_id, period_code, window = slot
        definition = self.definitions.get(period_code, {}).get(kpi_id)
        if definition is None:
            return None
        if window in (MONTH, WEEK):
            return self._month(kpi_id, subject_id, self.months[period_code], definition.time_kind)
        monthly = [
            self._month(kpi_id, subject_id, month, definition.time_kind) or absent("no_value")
            for month in self.months_within[window_code(period_code, window)]
        ]
        reported = [m for m in monthly if m.figure != Missing("no_value")]
        if not is_window(window) and len(reported) < max(len(monthly), rolling_months(window) or 0):
            return absent("incomplete") if reported else None  # eleven months are not twelve
        return year_to_date_of(reported, definition.time_kind) if reported else None

    def _month(self, kpi_id: int, subject_id: int, month: PeriodRow, time_kind: str) -> Computed | None:
        own = self.values.get((kpi_id, subject_id, month.id))
        if own is not None:
            return _reported(own)
        if time_kind not in ("flow", "stock"):
            return None
        below = [
            self.values[kpi_id, child, month.id]
            for child in _below(subject_id, month)
            if (kpi_id, child, month.id) in self.values
        ]
        if not below:
            return None
        parts = [_reported(row) for row in below]
        return year_to_date_of(parts, "flow")


def _below(subject_id: int, month: PeriodRow) -> tuple[int, ...]:
    tree = org.full_tree(month.starts_on)
    if subject_id not in tree.units:
        return ()
    return tuple(key for key in tree.descendants(subject_id) if key != subject_id)


def _reported(row: SubmissionRow) -> Computed:
    part: Part = {"name": f"submission {row.id}", "figure": None, "rows": 1, "scan": "", "submission": row.id}
    if row.value is None:
        return Computed(Missing("no_value"), False, (part,), 0, frozenset(), submission_id=row.id)
    figure = round_half_up(row.value, STORED_PLACES)
    part["figure"] = str(figure)
    return Computed(figure, False, (part,), 1, frozenset(), submission_id=row.id)
