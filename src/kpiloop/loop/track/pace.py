"""What a month that is still running is judged by: the part of its target that should be reached by a day (R25)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from kpiloop.engine.targets.pace import PROPORTIONAL, Expected, MonthElapsed, expected_to_date
from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.workdays import WorkDays
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan.rows import KpiRow

#: What grows while a month runs; a stock or a ratio of a part may stand beside that of a whole.
_GROWING = frozenset({"flow", "distinct", "derived"})

#: Why a KPI has no light yet: a month in which nothing can be expected so far.
RUNNING = "month_running"


def elapsed_of(month: PeriodRow, days: WorkDays, on: date) -> MonthElapsed | None:
    """How far a month has come when a day begins; None for a month that is over or has not begun.

    The day itself is not counted: its figures are not in yet.
    """
    if not month.starts_on <= on < month.ends_before:
        return None
    return MonthElapsed(
        days=(on - month.starts_on).days,
        all_days=(month.ends_before - month.starts_on).days,
        working=days.count(month.starts_on, on),
        all_working=days.count(month.starts_on, month.ends_before),
    )


def expected_of(kpi: KpiRow, target: Figure, so_far: Sequence[Figure], elapsed: MonthElapsed) -> Expected | Missing:
    """What should be reached of the target of a running month, or of the year to date that ends with it.

    Shape:    target of the window judged; the monthly targets of the year so far, the running one last.
    Law:      only what adds up over time is asked for in part: a stock, a ratio or a count of distinct things
              owes its whole target on every day.
    Missing:  without a target; and where no part can be asked for: on the first day, and by methods whose
              parameters are absolute figures.
    """
    if isinstance(target, Missing):
        return target
    if kpi.time_kind != "flow":
        return Expected(target, target, target)
    if kpi.achievement_method not in PROPORTIONAL:
        return Missing(RUNNING)
    found = expected_to_date(so_far if kpi.judged_on == "ytd" else [target], elapsed)
    if isinstance(found, Missing):
        return found
    return Missing(RUNNING) if not found.figure and target else found


def is_against_whole(value: ValueRow, kinds: Mapping[str, str]) -> bool:
    """Whether a value holds the part of a month that is there against an earlier one that is whole.

    Shape:    kinds: KPI code -> flow, stock, ratio, distinct or derived.
    Law:      growth on last year falls short until the last day is in, however good the month: no light before.
    """
    return any(
        part.kpi and part.window != "target" and not part.carried
        and part.period != value.period_code and kinds.get(part.kpi) in _GROWING
        for part in value.parts
    )  # fmt: skip
