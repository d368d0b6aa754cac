"""Figures whose rows went elsewhere: computed again, so that none stays in force that no fact supports.

Nobody has to answer for a figure: a unit with rows has one. When a correction gives these rows to another unit, or
an appointment or a unit is dated back, nothing asks for the old figure any more, and it would stay.
"""

from __future__ import annotations

from collections.abc import Collection

from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org.pinning import reading_as
from kpiloop.loop.measure.choices import WEEK
from kpiloop.loop.measure.computing.months import Computation
from kpiloop.loop.measure.counting.weekly import measured_weekly
from kpiloop.loop.measure.evaluation import Computed, Slot
from kpiloop.loop.measure.storing.writing import Key


def withdrawn(computation: Computation, month: PeriodRow, standing: Collection[Key]) -> dict[Slot, Computed]:
    """What has become of figures in force that a run did not compute.

    Shape:    `standing` are keys of values of the month with a figure that were not computed -> slot -> what it is now.
    Law:      only what the run looks at: its KPIs, windows and subjects, and nothing another computation answers for.
    Missing:  a figure without rows is missing, for the reason any other without rows is.
    """
    if not standing or not (computation.assigned or computation.units.get(month.code)):
        return {}
    definitions = computation.sheet.definitions[month.code]
    kpis = computation.wanted & definitions.keys()
    if month.kind == WEEK:
        kpis &= measured_weekly(definitions)
        kpis -= {kpi for week, kpi in computation.settled if week == month.id}
    windows = {name for code in computation.sheet.windows for at, _, name in [code.partition(":")] if at == month.code}
    only, never = computation.only, computation.never
    found: dict[Slot, Computed] = {}
    with reading_as(computation.under):
        for kpi, subject, _period, window in sorted(standing):
            is_asked = kpi in kpis and window in windows and (only is None or subject in only)
            if is_asked and (kpi, subject, window) not in never:
                slot = (kpi, subject, month.code, window)
                found[slot] = computation.sheet.compute(slot)
    return found
