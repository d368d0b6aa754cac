"""What another target would do to status, score and grade, before anybody decides (rule R27)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import Aim, AssignmentRow
from kpiloop.loop.reward import engine_io
from kpiloop.loop.reward.models import ReviewCycle
from kpiloop.loop.reward.scoring.effects import TargetEffect, by_subject, effect_of

#: (assignment, period code, other target)
Asked = tuple[int, str, Aim]


def target_effects(viewer: Actor, *, asked: Sequence[Asked]) -> dict[Asked, TargetEffect]:
    """Status of the month, points of the line, total and grade of the card: now, and with the other target.

    One reading per quarter and scheme; assignments the viewer may not see, and periods that are no month of a
    quarter, are left out. Somebody's own card is only told to who may see results.
    """
    require(viewer, "values.view")
    groups: dict[tuple[int, int], list[tuple[Asked, AssignmentRow, PeriodRow]]] = defaultdict(list)
    for each in asked:
        key, code, _target = each
        month = calendar.period(viewer, code)
        quarter = next((row for row in calendar.periods_containing(viewer, month) if row.kind == "quarter"), None)
        if month.kind == "month" and quarter is not None:
            line = plan.assignment(viewer, key, on=month.ends_before - timedelta(days=1))
            groups[line.scheme_id, quarter.id].append((each, line, month))
    found: dict[Asked, TargetEffect] = {}
    for (scheme, quarter_id), wanted in groups.items():
        cycle = ReviewCycle(scheme_id=scheme, period_id=quarter_id)
        counting = engine_io.counting_assignments(cycle)
        frame = engine_io.scoring_frame(viewer, cycle, counting)
        cards = by_subject(counting)
        for each, line, month in wanted:
            found[each] = effect_of(line, month, each[2], frame, cards)
    return found
