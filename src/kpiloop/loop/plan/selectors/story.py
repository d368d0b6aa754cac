"""The targets of lines through changes of owner and weight: a KPI of a subject goes on, its lines do not."""

from __future__ import annotations

from collections.abc import Sequence

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan.rows import AssignmentRow, TargetRow
from kpiloop.loop.plan.selectors.targets import targets
from kpiloop.loop.plan.targeting.stories import Line, other_lines


def targets_through(
    viewer: Actor, *, lines: Sequence[AssignmentRow], periods: Sequence[PeriodRow]
) -> dict[tuple[int, int], TargetRow]:
    """Current targets by (line, period); where a line does not hold yet or any more, those of the one that does.

    Law:      a period belongs to the line of the same scheme, KPI and subject that holds on its last day; the row
              says by its own key whose target it is.
    """
    codes = [period.code for period in periods]
    held = targets(viewer, assignment_ids=[row.id for row in lines], period_codes=codes)
    elsewhere = lines_elsewhere(viewer, lines=lines, periods=periods)
    found = targets(viewer, assignment_ids=set(elsewhere.values()), period_codes=codes)
    for (key, period_id), other in elsewhere.items():
        if (other, period_id) in found:
            held[key, period_id] = found[other, period_id]
    return held


def lines_elsewhere(
    viewer: Actor, *, lines: Sequence[AssignmentRow], periods: Sequence[PeriodRow]
) -> dict[tuple[int, int], int]:
    """Whose a period is where a line does not hold on its last day: (line, period) -> the line that does.

    Missing:  nothing where no line of that scheme, KPI and subject holds.
    """
    require(viewer, "plan.view")
    dated = [
        Line(row.id, (row.scheme_id, row.kpi.id, row.subject.id), row.valid_from, row.valid_to) for row in lines
    ]  # fmt: skip
    return other_lines(dated, periods)
