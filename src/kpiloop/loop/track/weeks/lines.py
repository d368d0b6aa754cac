"""Weeks of KPIs that are measured by week, judged the way months are; nothing of it is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from kpiloop.engine.rhythm import Occasion, Rhythm
from kpiloop.engine.targets.band import Band
from kpiloop.engine.targets.pace import Expected
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.collect import engine_io as collect_io
from kpiloop.loop.measure import engine_io as measure_io
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.engine_io import WeekTarget
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow
from kpiloop.loop.track.choices import SILENT_REASONS, WEEK_REPORT_DAYS
from kpiloop.loop.track.judgement import judge_month, judge_running
from kpiloop.loop.track.pace import elapsed_of, expected_of

_DAY = timedelta(days=1)
#: How a week is expected that nobody said anything about.
OF_WEEKS = Rhythm("week", WEEK_REPORT_DAYS)


@dataclass(frozen=True)
class WeekRow:
    """One week of one assignment."""

    assignment: AssignmentRow  #: with the definition in force on the last day of the week
    period: PeriodRow  #: the week
    value: ValueRow | None  #: its figure, if there is one
    target: Figure  #: in the unit of the KPI
    is_own_target: bool  #: set for the week itself, not worked out from its months
    band: Band | None  #: where the KPI is judged by a range
    prior_code: str  #: the week a year before it is compared with; empty where there is none
    prior_year: Decimal | None  #: its figure
    achievement: Figure  #: fraction, 1 = on target
    light: str  #: green, amber, red, na
    reason: str  #: why na (code)
    is_running: bool  #: some of its days are still to come: it is held against part of its target
    state: str  #: of its figure: known, waiting, due or missing

    @property
    def actual(self) -> Figure:
        """The figure, or why there is none."""
        if self.value is None or self.value.actual is None:
            return Missing((self.value.reason if self.value else "") or "no_value")
        return self.value.actual

    @property
    def is_partial(self) -> bool:
        """Whether the figure is one of a part of the week."""
        return self.value is not None and (self.is_running or self.value.state == "partial")


def judge_weeks(lines: Sequence[AssignmentRow], weeks: Sequence[PeriodRow], today: date) -> list[WeekRow]:
    """Judge every week of some assignments, in the order of both.

    Shape:    assignments of KPIs, weeks -> a row for each week an assignment holds on the last day of and its KPI is
              measured by week then.
    Law:      as months are: by the figure of the week and its target; one that runs is held against the part of its
              target that should be reached by now.
    """
    if not lines or not weeks:
        return []
    sources = _Sources.read(lines, weeks)
    days = calendar.work_days(SYSTEM)
    found: list[WeekRow] = []
    for line in lines:
        for week in weeks:
            kpi = sources.definitions[week.id].get(line.kpi.id)
            if kpi is None or kpi.measured_by != WEEK or not _holds(line, week.last_day):
                continue
            place = (kpi.id, line.subject.id, week.id)
            before, target = sources.before.get(week.id), sources.targets[place]
            value, earlier = sources.values.get(place), sources.values.get((*place[:2], before.id if before else 0))
            actual: Figure = Missing((value.reason if value else "") or "no_value")
            if value is not None and value.actual is not None:
                actual = value.actual
            band, elapsed = kpi.band_with(target.figure, target.band), elapsed_of(week, days, today)
            if elapsed is None:
                judged = judge_month(kpi, actual, target.figure, band)
            else:
                whole = [target.figure]
                expected: Expected | Missing = expected_of(_of_week(kpi), target.figure, whole, elapsed)
                judged = judge_running(kpi, actual, target.figure, expected, band)
            found.append(
                WeekRow(
                    assignment=line, period=week, value=value, target=target.figure, is_own_target=target.is_own,
                    band=band, prior_code=before.code if before else "",
                    prior_year=earlier.actual if earlier else None, achievement=judged.achievement,
                    light=judged.light, reason=judged.reason, is_running=elapsed is not None,
                    state=state_of(value, occasion(week, sources.rhythms.get(kpi.id)), today),
                )
            )  # fmt: skip
    return found


def occasion(week: PeriodRow, rhythm: Rhythm | None) -> Occasion:
    """By when the figure of a week is expected: as its KPI is, where that is by week."""
    held = rhythm if rhythm is not None and rhythm.frequency == WEEK else OF_WEEKS
    due_on = week.last_day + timedelta(days=held.due_days)
    return Occasion(week.starts_on, week.ends_before, due_on, due_on + timedelta(days=held.grace_days) + _DAY)


def state_of(value: ValueRow | None, expected: Occasion, today: date) -> str:
    """How the figure of a week stands: known, waiting, due or missing; a division by zero is an answer, too."""
    if value is not None and (value.actual is not None or (value.reason or "no_value") not in SILENT_REASONS):
        return "known"
    return expected.state(None, today)


@dataclass(frozen=True)
class _Sources:
    """Everything some weeks are judged by, read at once."""

    definitions: Mapping[int, Mapping[int, KpiRow]]  #: by week
    values: Mapping[tuple[int, int, int], ValueRow]  #: of the weeks and of those a year before
    targets: Mapping[tuple[int, int, int], WeekTarget]  #: by KPI, subject and week
    before: Mapping[int, PeriodRow]  #: the week a year before, by week
    rhythms: Mapping[int, Rhythm]  #: how KPIs are expected

    @classmethod
    def read(cls, lines: Sequence[AssignmentRow], weeks: Sequence[PeriodRow]) -> _Sources:
        """Read them."""
        before = {week.id: row for week in weeks if (row := calendar.prior_year(SYSTEM, week)) is not None}
        periods = {week.id for week in weeks} | {row.id for row in before.values()}
        kpis, subjects = {row.kpi.id for row in lines}, {row.subject.id for row in lines}
        return cls(
            {week.id: plan_io.published_definitions(week.last_day) for week in weeks},
            measure_io.values_for(periods, WEEK, kpi_ids=kpis, subject_ids=subjects),
            plan_io.week_targets({(row.kpi.id, row.subject.id): row.kpi for row in lines}, weeks),
            before,
            collect_io.rhythms(),
        )


def _of_week(kpi: KpiRow) -> KpiRow:
    """A week is judged by itself, also where the month is judged by the year to date."""
    return kpi if kpi.judged_on == "month" else replace(kpi, judged_on="month")


def _holds(line: AssignmentRow, on: date) -> bool:
    return line.valid_from <= on and (line.valid_to is None or on < line.valid_to)
