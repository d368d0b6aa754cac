"""Figures as duties: who reports or loads them is reminded, one reminder for all figures of a month or a week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from kpiloop.engine.rhythm import Rhythm, expects
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.notify.duties import Duty, listed, named, owed
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.collect import engine_io as collect_io
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track.choices import REPORT_DAYS, SILENT_REASONS
from kpiloop.loop.track.lines import Line, lines_to_judge
from kpiloop.loop.track.weeks.lines import OF_WEEKS, judge_weeks

#: Older months without a figure are an alert for long; nobody is reminded of them any more.
_LOOK_BACK = 2
_LOOK_BACK_WEEKS = 4
#: How KPIs are expected that nobody said anything about.
_USUAL = Rhythm("month", REPORT_DAYS)


@owed("figures")
def figures_owed(on: date) -> Iterator[Duty]:
    """Figures of the months and weeks that ended lately and are still open, by whoever provides them."""
    months = [month for month in calendar.periods(SYSTEM) if not month.is_closed and month.ends_before <= on]
    rhythms = collect_io.rhythms()
    cut = calendar.calendar_or_months(SYSTEM)
    entered = collect_io.on_their_way([month.id for month in months[-_LOOK_BACK:]])
    for month, lines in lines_to_judge(months[-_LOOK_BACK:], on):
        owing: dict[tuple[int, Rhythm], list[AssignmentRow]] = defaultdict(list)
        for line in lines:
            rhythm = rhythms.get(line.assignment.kpi.id, _USUAL)
            is_entered = (line.assignment.kpi.id, line.assignment.subject.id, month.id) in entered
            if _is_silent(line) and not is_entered and expects(rhythm.frequency, month.number, cut):
                person = line.assignment.provider or line.assignment.owner
                owing[person.id, rhythm].append(line.assignment)
        for (person_id, rhythm), missing in owing.items():
            yield _duty(month, person_id, rhythm, missing, on)
    yield from _weeks_owed(on, rhythms)


def _weeks_owed(on: date, rhythms: Mapping[int, Rhythm]) -> Iterator[Duty]:
    """Figures of the weeks that ended lately, of KPIs that are measured by week."""
    weekly = plan_io.weekly_kpis(on)
    ended = [row for row in calendar.periods(SYSTEM, kind=WEEK) if row.ends_before <= on and not row.is_closed]
    weeks = ended[-_LOOK_BACK_WEEKS:] if weekly else []
    if not weeks:
        return
    lines = [row for row in plan_io.assignments_on(weeks[0].starts_on, weeks[-1].ends_before) if row.kpi.id in weekly]
    keys = [week.id for week in weeks]
    entered = {*collect_io.on_their_way(keys), *collect_io.submissions_for(keys)}
    owing: dict[tuple[PeriodRow, int, Rhythm], list[AssignmentRow]] = defaultdict(list)
    for row in judge_weeks(lines, weeks, on):
        card = row.assignment
        if row.state == "known" or (card.kpi.id, card.subject.id, row.period.id) in entered:
            continue
        rhythm = rhythms.get(card.kpi.id, OF_WEEKS)
        rhythm = rhythm if rhythm.frequency == WEEK else OF_WEEKS
        owing[row.period, (card.provider or card.owner).id, rhythm].append(card)
    for (week, person_id, rhythm), missing in owing.items():
        yield _duty(week, person_id, rhythm, missing, on)


def _is_silent(line: Line) -> bool:
    return line.value is None or (line.value.actual is None and (line.value.reason or "no_value") in SILENT_REASONS)


def _duty(month: PeriodRow, person_id: int, rhythm: Rhythm, missing: Sequence[AssignmentRow], on: date) -> Duty:
    holder, line = org_io.accounts_up(person_id, on)
    person = org_io.people_by_id()[person_id]
    return Duty(
        key=f"figures:{month.code}:{person_id}",
        code="figures",
        due_on=month.last_day + timedelta(days=rhythm.due_days),
        grace=rhythm.grace_days,
        holder=holder,
        line=line,
        fields={
            "period": month.code,
            "count": len(missing),
            **listed("kpis", ((row.kpi.code, row.kpi.name_zh, row.kpi.name_en) for row in missing)),
            **named("person", person.code, person.name_zh, person.name_en),
        },
    )
