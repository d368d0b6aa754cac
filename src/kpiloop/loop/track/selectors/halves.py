"""Half-years judged when somebody looks, cut to what the viewer may see: nothing of it is stored or scored."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from kpiloop.engine.targets.band import Band, add_bands
from kpiloop.engine.targets.pace import Expected, MonthElapsed
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.evaluation.aims import Aim
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.measure.selectors.halves import Half
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow, aim_of
from kpiloop.loop.track.judgement import judge_month, judge_running
from kpiloop.loop.track.pace import RUNNING, elapsed_of, expected_of, is_against_whole
from kpiloop.loop.track.permissions import reach

Values = Mapping[tuple[int, int, str], ValueRow]  # by KPI, subject and code of the half-year


@dataclass(frozen=True)
class HalfRow:
    """A half-year of one assignment."""

    assignment: AssignmentRow  #: with the definition in force on the last day looked at
    half: Half  #: the half-year, up to a month
    value: ValueRow | None  #: its figure, if there is one
    target: Figure  #: of the months so far, in the unit of the KPI
    band: Band | None  #: where the KPI is judged by a range
    prior_half: Decimal | None  #: figure of as many months of the half-year before
    prior_half_code: str  #: which that is; empty where there is none
    prior_year: Decimal | None  #: figure of as many months of the same half-year a year before
    prior_year_code: str  #: which that is; empty where there is none
    achievement: Figure  #: fraction, 1 = on target
    light: str  #: green, amber, red, na
    reason: str  #: why na (code)
    is_running: bool  #: its last month is running: it is held against part of that month's target

    @property
    def actual(self) -> Figure:
        """The figure, or why there is none."""
        if self.value is None or self.value.actual is None:
            return Missing((self.value.reason if self.value else "") or "no_value")
        return self.value.actual

    @property
    def is_partial(self) -> bool:
        """Whether some of the half-year is still to come, or something of it was not collected."""
        return not self.half.is_whole or self.is_running or (self.value is not None and self.value.state == "partial")


def half_history(
    viewer: Actor, *, assignment_id: int, last_period: str, today: date, count: int = 5, own_year: bool = False
) -> list[HalfRow]:
    """The last half-years of one assignment, oldest first; the newest up to a month.

    Shape:    with own_year by the year of the legal entity of its subject.
    Missing:  none with own_year where that is the group's year.
    """
    require(viewer, "values.view")
    month = calendar.period(viewer, last_period)
    line = plan.assignment(viewer, assignment_id, on=month.last_day)
    own = measure.own_years(viewer, period_code=last_period).get(line.subject.id) if own_year else None
    if own_year and own is None:
        return []
    start = own.start_month if own else None
    halves = measure.halves_until(viewer, month, count=count, start_month=start)
    return _judged([line], halves, today, whole_story=True)


def halves(
    viewer: Actor, *, halves: Sequence[Half], today: date, kpi_codes: Collection[str] | None = None
) -> list[HalfRow]:
    """Some half-years of every assignment in sight.

    Errors: permission_denied.
    """
    require(viewer, "values.view")
    if not halves:
        return []
    seen = reach(viewer, on=max(half.month.last_day for half in halves))
    first = min(half.period.start for half in halves)
    lines = [
        row
        for row in plan_io.assignments_on(first, max(half.month.ends_before for half in halves))
        if (kpi_codes is None or row.kpi.code in kpi_codes) and seen.sees(row)
    ]
    return _judged(lines, halves, today)


def _judged(
    lines: Sequence[AssignmentRow], halves: Sequence[Half], today: date, *, whole_story: bool = False
) -> list[HalfRow]:
    """Judge half-years of assignments a viewer sees, in the order of the half-years.

    With the whole story also those an assignment does not hold itself: a KPI of a subject goes on when its owner, its
    weight or the year of its scheme change, and its targets stand with the assignment of their time.
    """
    beside = {half.code: measure.compared_halves(SYSTEM, half) for half in halves}
    wanted = {(half.code, half.month.id): half for half in halves}
    wanted |= {(each.code, each.month.id): each for pair in beside.values() for each in pair if each is not None}
    subjects, codes = {row.subject.id for row in lines}, {row.kpi.code for row in lines}
    read: dict[tuple[str, int], Values] = {
        key: measure.half_values(SYSTEM, [half], subject_ids=subjects, kpi_codes=codes) for key, half in wanted.items()
    }
    days = calendar.work_days(SYSTEM)
    found: list[HalfRow] = []
    for half in halves:
        definitions = plan_io.published_definitions(half.month.last_day)
        held = [
            replace(row, kpi=definitions.get(row.kpi.id, row.kpi))
            for row in lines
            if whole_story or _holds(row, half.month.last_day)
        ]
        aims = measure.half_targets(SYSTEM, half, {(row.kpi.id, row.subject.id): row.kpi.time_kind for row in held})
        elapsed = elapsed_of(half.month, days, today)
        kinds = {kpi.code: kpi.time_kind for kpi in definitions.values()}
        for line in held:
            pair = (line.kpi.id, line.subject.id)
            value, aim = read[half.code, half.month.id].get((*pair, half.code)), aims[pair]
            band = line.kpi.band_with(aim.figure, _band(aim))
            actual: Figure = Missing((value.reason if value else "") or "no_value")
            if value is not None and value.actual is not None:
                actual = value.actual
            if elapsed is None:
                judged = judge_month(line.kpi, actual, aim.figure, band)
            else:
                is_short = value is not None and is_against_whole(value, kinds)
                expected = Missing(RUNNING) if is_short else _expected(line.kpi, aim, elapsed)
                judged = judge_running(line.kpi, actual, aim.figure, expected, band)
            before, year = beside[half.code]
            found.append(
                HalfRow(
                    assignment=line, half=half, value=value, target=aim.figure, band=band,
                    prior_half=_figure(read, before, pair), prior_half_code=before.code if before else "",
                    prior_year=_figure(read, year, pair), prior_year_code=year.code if year else "",
                    achievement=judged.achievement, light=judged.light, reason=judged.reason,
                    is_running=elapsed is not None,
                )
            )  # fmt: skip
    return found


def _figure(read: Mapping[tuple[str, int], Values], half: Half | None, pair: tuple[int, int]) -> Decimal | None:
    value = read[half.code, half.month.id].get((*pair, half.code)) if half else None
    return value.actual if value else None


def _band(aim: Aim) -> Band | None:
    return add_bands([row.band for row in aim.versions]) if aim.versions else None


def _expected(kpi: KpiRow, aim: Aim, elapsed: MonthElapsed) -> Expected | Missing:
    return expected_of(_to_date(kpi), aim.figure, [aim_of(row) for row in aim.versions], elapsed)


def _to_date(kpi: KpiRow) -> KpiRow:
    """Several months are judged as the year to date is: those before the running one owe all of their targets."""
    return kpi if kpi.judged_on == "ytd" else replace(kpi, judged_on="ytd")


def _holds(line: AssignmentRow, on: date) -> bool:
    return line.valid_from <= on and (line.valid_to is None or on < line.valid_to)
