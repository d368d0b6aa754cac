"""The days of a card: figure of each day, what the day owes of its month, and whether that is off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kpiloop.engine.targets.pace import PROPORTIONAL
from kpiloop.engine.values import Figure, Missing, from_fraction
from kpiloop.engine.workdays import WorkDays
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure import engine_io as measure_io
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow, TargetRow, aim_of
from kpiloop.loop.track.days.runs import DayState
from kpiloop.loop.track.judgement import judge_month


@dataclass(frozen=True)
class JudgedDay:
    """One day of one card."""

    on: date  #: the day
    actual: Figure  #: its figure, in the unit of the KPI
    target: Figure  #: what the day owes
    achievement: Figure  #: fraction, 1 = on target
    state: DayState  #: off, good or unknown


def day_target(kpi: KpiRow, month: PeriodRow, target: Figure, on: date, work: WorkDays) -> Figure:
    """What a day owes of the target of its month.

    Shape:    a flow shares the month out over its working days; a ratio, a stock or a count of different things owes
              the whole target on every day.
    Missing:  no_target without one; day_off on a day off of a flow; not_proportional where a part of the target says
              nothing, because the method holds figures against absolute bounds.
    """
    if isinstance(target, Missing) or kpi.time_kind != "flow":
        return target
    if kpi.achievement_method not in PROPORTIONAL:
        return Missing("not_proportional")
    if not work.is_worked(on):
        return Missing("day_off")
    return from_fraction(Fraction(target) / work.count(month.starts_on, month.ends_before))


def judge_days(
    kpi: str, limits: Mapping[int, Decimal | None], cards: Mapping[int, AssignmentRow], first: date, last: date
) -> dict[int, list[JudgedDay]]:
    """Judge every day of some cards of a KPI, both days included.

    Shape:    limit of the achievement by card, None: below amber -> by card its days, oldest first.
    Law:      one question to the fact store for all cards; by the definition, the target and the working days in force.
    Missing:  unknown where a day has no figure, only a part of one, or owes nothing.
    Errors:   those of `measure.engine_io.day_figures`.
    """
    figures = measure_io.day_figures(kpi, {row.subject.id for row in cards.values()}, first, last)
    months = [row for row in calendar.periods(SYSTEM) if row.starts_on <= last and first < row.ends_before]
    targets = plan_io.targets_for([month.id for month in months])
    definitions = {month.id: plan_io.published_definitions(month.last_day) for month in months}
    work = calendar.work_days(SYSTEM)
    found: dict[int, list[JudgedDay]] = {}
    for key, card in cards.items():
        found[key] = days = []
        for day in figures.get(card.subject.id, ()):
            month = next((row for row in months if row.contains(day.on)), None)
            held = definitions[month.id].get(card.kpi.id) if month and _holds(card, day.on) else None
            if month is None or held is None:
                continue
            row = targets.get((key, month.id))
            figure: Figure = Missing("incomplete") if day.is_partial else day.figure
            days.append(_judged(held, day.on, figure, row, month, work, limits[key]))
    return found


def _judged(
    kpi: KpiRow, on: date, figure: Figure, row: TargetRow | None, month: PeriodRow, work: WorkDays,
    limit: Decimal | None,
) -> JudgedDay:  # fmt: skip
    owed = day_target(kpi, month, aim_of(row), on, work)
    band = row.band if row is not None and kpi.time_kind != "flow" else None
    reached = judge_month(kpi, figure, owed, kpi.band_with(owed, band)).achievement
    if isinstance(reached, Missing) or (isinstance(owed, Missing) and owed.reason == "day_off"):
        return JudgedDay(on, figure, owed, reached, "unknown")
    below = kpi.amber_from if limit is None else limit
    return JudgedDay(on, figure, owed, reached, "off" if reached < below else "good")


def _holds(card: AssignmentRow, on: date) -> bool:
    return card.valid_from <= on and (card.valid_to is None or on < card.valid_to)


def states_of(days: Sequence[JudgedDay]) -> list[tuple[date, DayState]]:
    """The days with nothing but their state."""
    return [(day.on, day.state) for day in days]
