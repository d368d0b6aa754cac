"""Who missed before: runs of misses carried over, and the judged months behind them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from kpiloop.engine.guards.repeated_miss import Mark
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.track.choices import RED
from kpiloop.loop.track.misses.runs import Run, is_silent
from kpiloop.loop.track.models import Status
from kpiloop.loop.track.rows import JudgedMonth

#: What a month of a history is made of.
_JUDGED = ("period_id", "period__code", "assignment_id", "light", "reason", "actual", "target_figure", "achievement")


def runs_before(month: PeriodRow) -> dict[tuple[int, int], Run]:
    """Misses in a row at the end of the month before, by (kpi, subject).

    They follow the KPI, not its owner: a change of owner or of scheme does not wash a run away.
    """
    found = Status.objects.filter(period__kind="month", period__ends_before=month.starts_on)
    runs: dict[tuple[int, int], Run] = {}
    keys = ("assignment__kpi_id", "assignment__subject_id", "streak", "misses")
    for kpi, subject, streak, misses in found.values_list(*keys):
        runs[kpi, subject] = Run(streak, misses).longer(runs.get((kpi, subject), Run()))
    return runs


def miss_histories(
    up_to: PeriodRow, *, at_least: int, cut: Q | None = None
) -> dict[tuple[int, int], list[JudgedMonth]]:
    """Every judged month of the KPIs that missed so often up to a month, by (KPI, subject), oldest first.

    Shape:    `cut` keeps to some assignments. Each list has an entry for every month that was judged for anybody.
    Law:      the history follows the KPI and the subject, not the owner or the scheme; where two schemes judge the same
              month, a miss goes before silence and silence before everything else.
    Missing:  a month nobody judged this KPI in stands as held: nothing was expected.
    """
    over = Status.objects.filter(running_on=None, period__kind="month", period__starts_on__lte=up_to.starts_on)
    months = list(over.order_by("period__starts_on").values_list("period_id", "period__code").distinct())
    over = over if cut is None else over.filter(cut)
    places = ("assignment__kpi_id", "assignment__subject_id")
    often = over.filter(light=RED).values(*places).annotate(count=Count("period_id", distinct=True))
    wanted = {(row[places[0]], row[places[1]]) for row in often.filter(count__gte=at_least)}
    held: dict[tuple[int, int], dict[int, JudgedMonth]] = {key: {} for key in wanted}
    rows = over.filter(assignment__kpi_id__in={kpi for kpi, _ in wanted}) if wanted else over.none()
    for row in rows.values_list(*places, *_JUDGED, named=True):
        story = held.get((row.assignment__kpi_id, row.assignment__subject_id))
        if story is not None:
            judged = _judged(row)
            story[row.period_id] = max(judged, story.get(row.period_id, judged), key=_gravity)
    idle = [JudgedMonth(month, code, None, "held", None, None, None, "") for month, code in months]
    return {key: [story.get(month.period_id, month) for month in idle] for key, story in held.items()}


def _judged(row: Any) -> JudgedMonth:
    mark: Mark = "miss" if row.light == RED else "silent" if is_silent(row.light, row.reason) else "held"
    figures = (row.actual, row.target_figure, row.achievement)
    return JudgedMonth(row.period_id, row.period__code, row.assignment_id, mark, *figures, row.light)


def _gravity(month: JudgedMonth) -> int:
    return ("held", "silent", "miss").index(month.mark)
